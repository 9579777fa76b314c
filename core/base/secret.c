/*
 * Bytes that must not be found later.
 *
 * What always holds: pages with secrets hold nothing else, since a lock and its end
 * count for whole pages and would take the neighbours along.  Short secrets share a
 * page, in slots of one size (with a page each, a thousand sessions are 8 MiB, as much
 * as may be locked on many machines); bytes of a page that no secret stands in are
 * zero.  A page goes back with its last secret, wiped.  A machine that refuses to lock
 * memory is no reason to refuse work: locking and leaving out of core files are best
 * effort.
 */
#include "core/base/secret.h"

#include <openssl/crypto.h>
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/base/vec.h"

#ifdef __APPLE__
#define MAP_ANONYMOUS MAP_ANON
#endif

#define SLOTS_MAX 64 /* of a page: bits of used */
#define SLOTS_MIN 4  /* what does not fit so often has pages of its own */

struct shared_page {
	char *bytes;
	size_t slot;   /* size of each */
	uint64_t used; /* a bit each */
};

static struct shared_page *shared;
static size_t n_shared, cap_shared;

static size_t page_len(void)
{
	long page = sysconf(_SC_PAGESIZE);
	return page > 0 ? (size_t)page : 4096;
}

static size_t pages_len(size_t len)
{
	size_t size = page_len();
	bug_unless(len < SIZE_MAX - size);
	return (len / size + 1) * size; /* always more than len: room for the NUL */
}

/* Of the slot that len bytes and their NUL go to; 0: pages of their own. */
static size_t slot_len(size_t len)
{
	size_t most = page_len() / SLOTS_MIN;
	size_t slot = page_len() / SLOTS_MAX;

	while (slot <= len && slot <= most)
		slot *= 2;
	return slot <= most ? slot : 0;
}

void secret_wipe(void *bytes, size_t len)
{
	if (bytes && len > 0)
		OPENSSL_cleanse(bytes, len);
}

static char *take_pages(size_t n)
{
	const int access = PROT_READ | PROT_WRITE;
	/* cppcheck-suppress invalidFunctionArg ; anonymous memory has no descriptor */
	void *p = mmap(NULL, n, access, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	bug_unless(p != MAP_FAILED);
	(void)mlock(p, n); /* best effort */
#ifdef MADV_DONTDUMP
	(void)madvise(p, n, MADV_DONTDUMP); /* best effort */
#endif
	return p;
}

static void give_pages(char *p, size_t n)
{
	(void)munmap(p, n); /* the lock goes too; it cannot fail on our own pages */
}

static uint64_t all_used(size_t slot)
{
	size_t n = page_len() / slot;
	return n >= SLOTS_MAX ? UINT64_MAX : (UINT64_C(1) << n) - 1;
}

static struct shared_page *page_with_room(size_t slot)
{
	for (size_t i = n_shared; i-- > 0;) {
		if (shared[i].slot == slot && shared[i].used != all_used(slot))
			return &shared[i];
	}
	struct shared_page *page = VEC_PUSH(shared, n_shared, cap_shared);
	*page = (struct shared_page){ .bytes = take_pages(page_len()), .slot = slot };
	return page;
}

static char *take_slot(size_t slot)
{
	struct shared_page *page = page_with_room(slot);
	size_t i = 0;

	while (page->used & UINT64_C(1) << i)
		i++;
	page->used |= UINT64_C(1) << i;
	return page->bytes + i * slot;
}

static void give_slot(const char *p)
{
	size_t at = 0;

	while (at < n_shared &&
	       (p < shared[at].bytes || p >= shared[at].bytes + page_len()))
		at++;
	bug_unless(at < n_shared);
	struct shared_page *page = &shared[at];
	page->used &= ~(UINT64_C(1) << ((size_t)(p - page->bytes) / page->slot));
	if (page->used)
		return;
	give_pages(page->bytes, page_len());
	VEC_REMOVE(shared, n_shared, at);
	if (n_shared > 0)
		return;
	free(shared);
	shared = NULL;
	cap_shared = 0;
}

void secret_release(struct secret *s)
{
	if (!s || !s->p)
		return;
	secret_wipe(s->p, s->len);
	if (slot_len(s->len))
		give_slot(s->p);
	else
		give_pages(s->p, pages_len(s->len));
	*s = (struct secret){ 0 };
}

void secret_set(struct secret *s, struct str bytes)
{
	struct secret old = *s; /* kept until the end: bytes may point into it */
	*s = (struct secret){ 0 };
	if (bytes.len > 0) {
		size_t slot = slot_len(bytes.len);
		char *p = slot ? take_slot(slot) : take_pages(pages_len(bytes.len));
		memcpy(p, bytes.p, bytes.len); /* the NUL is there: bytes are zero */
		*s = (struct secret){ p, bytes.len };
	}
	secret_release(&old);
}

void secret_copy(struct secret *dst, const struct secret *src)
{
	secret_set(dst, secret_str(src));
}

struct str secret_str(const struct secret *s)
{
	return (struct str){ s->p ? s->p : "", s->len };
}

bool secret_empty(const struct secret *s)
{
	return s->len == 0;
}

/* Before each block of the library heap stands how much to wipe. */
struct heap_head {
	alignas(max_align_t) size_t len;
};

void *secret_heap_new(size_t len)
{
	if (len > SIZE_MAX - sizeof(struct heap_head))
		return NULL;
	struct heap_head *h = malloc(sizeof(*h) + len);
	if (!h)
		return NULL;
	h->len = len;
	return h + 1;
}

void secret_heap_free(void *p)
{
	if (!p)
		return;
	struct heap_head *h = (struct heap_head *)p - 1;
	secret_wipe(p, h->len);
	free(h);
}

void *secret_heap_resize(void *p, size_t len)
{
	void *q = secret_heap_new(len);
	if (!p || !q)
		return q;
	size_t old_len = ((struct heap_head *)p - 1)->len;
	memcpy(q, p, old_len < len ? old_len : len);
	secret_heap_free(p);
	return q;
}

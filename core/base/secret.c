/*
 * Bytes that must not be found later.
 *
 * What always holds: a secret has pages of its own, since a lock and its end
 * count for whole pages and would take the neighbours along; they are wiped
 * before they go back.  A machine that refuses to lock memory is no reason to
 * refuse work: locking and leaving out of core files are best effort.
 */
#include "core/base/secret.h"

#include <openssl/crypto.h>
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#ifdef __APPLE__
#define MAP_ANONYMOUS MAP_ANON
#endif

static size_t pages_len(size_t len)
{
	long page = sysconf(_SC_PAGESIZE);
	size_t size = page > 0 ? (size_t)page : 4096;
	bug_unless(len < SIZE_MAX - size);
	return (len / size + 1) * size; /* always more than len: room for the NUL */
}

void secret_wipe(void *bytes, size_t len)
{
	if (bytes && len > 0)
		OPENSSL_cleanse(bytes, len);
}

void secret_release(struct secret *s)
{
	if (!s || !s->p)
		return;
	size_t n = pages_len(s->len);
	secret_wipe(s->p, s->len);
	(void)munmap(s->p,
		     n); /* takes the lock along; it cannot fail on our own pages */
	*s = (struct secret){ 0 };
}

static void *new_pages(size_t n)
{
	const int access = PROT_READ | PROT_WRITE;
	/* cppcheck-suppress invalidFunctionArg ; anonymous memory has no descriptor */
	return mmap(NULL, n, access, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

void secret_set(struct secret *s, struct str bytes)
{
	struct secret old = *s; /* kept until the end: bytes may point into it */
	*s = (struct secret){ 0 };
	if (bytes.len > 0) {
		size_t n = pages_len(bytes.len);
		void *p = new_pages(n);
		bug_unless(p != MAP_FAILED);
		(void)mlock(p, n); /* best effort */
#ifdef MADV_DONTDUMP
		(void)madvise(p, n, MADV_DONTDUMP); /* best effort */
#endif
		memcpy(p, bytes.p, bytes.len); /* the NUL is there: pages come zeroed */
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

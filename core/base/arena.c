/*
 * Memory that is given back all at once, in blocks that double.
 *
 * What always holds: used <= max; memory handed out never moves; once something
 * did not fit, nothing more is handed out, so that a tree cannot look whole by
 * its small parts alone.
 */
#include "core/base/arena.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/secret.h"

#define FIRST_BLOCK ((size_t)4 * 1024)
#define MOST_BLOCK  ((size_t)1024 * 1024)

struct arena_block {
	struct arena_block *before;
	size_t used, cap; /* bytes of data */
	max_align_t data[];
};

void arena_release(struct arena *a)
{
	if (!a)
		return;
	struct arena_block *b = a->last;
	while (b) {
		struct arena_block *before = b->before;
		if (a->wipe)
			secret_wipe(b->data, b->cap);
		free(b);
		b = before;
	}
	*a = (struct arena){ .max = a->max, .wipe = a->wipe };
}

bool arena_ok(const struct arena *a)
{
	return !a->over;
}

static struct arena_block *add_block(struct arena *a, size_t len)
{
	size_t cap = FIRST_BLOCK;
	if (a->last)
		cap = a->last->cap < MOST_BLOCK ? a->last->cap * 2 : MOST_BLOCK;
	if (cap < len)
		cap = len;
	struct arena_block *b = mem_new(1, sizeof(*b) + cap);
	b->cap = cap;
	b->before = a->last;
	a->last = b;
	return b;
}

/* len zeroed bytes; align is a power of two, at most that of max_align_t. */
static void *take(struct arena *a, size_t len, size_t align)
{
	if (a->over || len > a->max || a->used > a->max - len) {
		a->over = true;
		return NULL;
	}
	struct arena_block *b = a->last;
	size_t at = b ? (b->used + align - 1) & ~(align - 1) : 0;
	if (!b || at > b->cap || b->cap - at < len) {
		b = add_block(a, len);
		at = 0;
	}
	b->used = at + len;
	a->used += len;
	return (char *)b->data + at;
}

void *arena_new(struct arena *a, size_t n, size_t size)
{
	if (size != 0 && n > SIZE_MAX / size) {
		a->over = true;
		return NULL;
	}
	size_t len = n * size;
	return take(a, len == 0 ? 1 : len, alignof(max_align_t));
}

char *arena_text(struct arena *a, struct str s)
{
	if (s.len == SIZE_MAX) {
		a->over = true;
		return NULL;
	}
	char *p = take(a, s.len + 1, 1);
	if (p && s.len > 0)
		memcpy(p, s.p, s.len);
	return p;
}

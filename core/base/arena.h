/*
 * Memory that is given back all at once: an answer's tree lives in the answer's
 * arena, and pointers into it die with it.
 */
#ifndef CORE_BASE_ARENA_H
#define CORE_BASE_ARENA_H

#include "core/base/base.h"
#include "core/base/str.h"

struct arena_block;

struct arena {
	struct arena_block *last;
	size_t used; /* bytes handed out */
	size_t max;  /* ceiling in bytes */
	bool over;   /* something did not fit; sticks, nothing more is handed out */
	bool wipe;   /* zero memory before it is given back: answers with secrets */
};

#define ARENA_INIT(ceiling)   ((struct arena){ .max = (ceiling) })
#define ARENA_SECRET(ceiling) ((struct arena){ .max = (ceiling), .wipe = true })

/* Back to empty, usable again with the same ceiling; all memory is given back. */
void arena_release(struct arena *a);

/* False once anything asked of it did not fit: who builds checks once, at the end. */
bool arena_ok(const struct arena *a) MUST_USE;

/*
 * n zeroed items of size bytes, aligned for any type; n or size 0 gives one byte.
 *
 * Returns  NULL when the ceiling would be passed, and ever after; otherwise memory
 *          of the arena, which never moves.
 */
void *arena_new(struct arena *a, size_t n, size_t size) MUST_USE;

/* A copy with a NUL after it. Returns NULL as arena_new() does. */
char *arena_text(struct arena *a, struct str s) MUST_USE;

#endif

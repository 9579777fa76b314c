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
	size_t used;	 /* bytes handed out */
	size_t max;	 /* ceiling in bytes */
};

#define ARENA_INIT(ceiling) ((struct arena){ .max = (ceiling) })

void arena_release(struct arena *a);

/*
 * n zeroed items of size bytes, aligned for any type.
 * Returns  NULL when the ceiling would be passed; otherwise memory of the arena.
 */
void *arena_new(struct arena *a, size_t n, size_t size) MUST_USE;
char *arena_text(struct arena *a, struct str s) MUST_USE;	/* copy with NUL; NULL at the ceiling */

#endif

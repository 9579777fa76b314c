/*
 * A growing array: `struct thing *things; size_t n_things, cap_things;`.
 */
#ifndef CORE_BASE_VEC_H
#define CORE_BASE_VEC_H

#include "core/base/base.h"

/* Room for one more item; the new slot is zeroed and returned as a pointer, good until
 * the next push. Free items with free(). */
#define VEC_PUSH(items, n, cap) \
	((items) = vec_room((items), (n), &(cap), sizeof(*(items))), &(items)[(n)++])

/* Take item i out, keeping the order of the others. */
#define VEC_REMOVE(items, n, i) vec_remove((items), (n)--, (i), sizeof(*(items)))

/* What the macros are made of: n items of size bytes, room for *cap. */
void *vec_room(void *items, size_t n, size_t *cap, size_t size) MUST_USE;
void vec_remove(void *items, size_t n, size_t i, size_t size);

#endif

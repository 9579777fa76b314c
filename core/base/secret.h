/*
 * Bytes that must not be found later: locked memory where the system allows it,
 * wiped on release, never printed.
 */
#ifndef CORE_BASE_SECRET_H
#define CORE_BASE_SECRET_H

#include "core/base/base.h"
#include "core/base/str.h"

struct secret {
	char *p;    /* NUL-terminated, or NULL when empty */
	size_t len; /* bytes, without the NUL; not to be changed by hand */
};

/* Copies; wipes and frees what was there. bytes may be a part of s. Empty bytes
 * leave s empty. */
void secret_set(struct secret *s, struct str bytes);
void secret_copy(struct secret *dst, const struct secret *src);
void secret_release(struct secret *s);
struct str secret_str(const struct secret *s); /* borrowed; "" when empty */
bool secret_empty(const struct secret *s);
void secret_wipe(void *bytes, size_t len); /* any memory; not optimised away */

/*
 * malloc, realloc and free for parsers that copy what passes through them (expat,
 * jansson): freed memory is wiped.  NULL when memory is out, as they expect.
 */
void *secret_heap_new(size_t len) MUST_USE;
void *secret_heap_resize(void *p, size_t len) MUST_USE;
void secret_heap_free(void *p);

#endif

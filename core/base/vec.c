/*
 * A growing array in the caller's own three variables.
 */
#include "core/base/vec.h"

#include <string.h>

#define FIRST_CAP 8

void *vec_room(void *items, size_t n, size_t *cap, size_t size)
{
	bug_unless(n <= *cap && size > 0);
	if (n == *cap) {
		bug_unless(*cap <= SIZE_MAX / 2);
		size_t more = *cap == 0 ? FIRST_CAP : *cap * 2;
		items = mem_resize(items, more, size);
		*cap = more;
	}
	memset((char *)items + n * size, 0, size);
	return items;
}

void vec_remove(void *items, size_t n, size_t i, size_t size)
{
	bug_unless(i < n);
	char *at = (char *)items + i * size;
	memmove(at, at + size, (n - i - 1) * size);
}

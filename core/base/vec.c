/*
 * A growing array in the caller's own three variables.
 */
#include "core/base/vec.h"

#include <string.h>

#define FIRST_CAP   8
#define FIRST_BYTES 512 /* most of the lists of large items have one or two */

static size_t first_cap(size_t size)
{
	return size * FIRST_CAP <= FIRST_BYTES ? FIRST_CAP
	       : size < FIRST_BYTES            ? FIRST_BYTES / size
					       : 1;
}

void *vec_room(void *items, size_t n, size_t *cap, size_t size)
{
	bug_unless(n <= *cap && size > 0);
	if (n == *cap) {
		bug_unless(*cap <= SIZE_MAX / 2);
		size_t more = *cap == 0 ? first_cap(size) : *cap * 2;
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

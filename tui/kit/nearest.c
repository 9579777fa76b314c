/*
 * Edit distance (optimal string alignment: a swap of two neighbours counts one),
 * three rows of the matrix at a time; names longer than NAME_MAX_LEN are cut.
 */
#include "tui/kit/nearest.h"

#include <string.h>

#define NAME_MAX_LEN 64

static unsigned min3(unsigned a, unsigned b, unsigned c)
{
	unsigned ab = a < b ? a : b;

	return ab < c ? ab : c;
}

unsigned edit_distance(const char *a, const char *b)
{
	size_t na = strnlen(a, NAME_MAX_LEN);
	size_t nb = strnlen(b, NAME_MAX_LEN);
	unsigned rows[3][NAME_MAX_LEN + 1];

	for (size_t j = 0; j <= nb; j++)
		rows[0][j] = (unsigned)j;
	for (size_t i = 1; i <= na; i++) {
		unsigned *now = rows[i % 3];
		const unsigned *up = rows[(i + 2) % 3];
		const unsigned *up2 = rows[(i + 1) % 3];

		now[0] = (unsigned)i;
		for (size_t j = 1; j <= nb; j++) {
			unsigned change = a[i - 1] == b[j - 1] ? 0 : 1;

			now[j] = min3(up[j] + 1, now[j - 1] + 1, up[j - 1] + change);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1] && up2[j - 2] + 1 < now[j])
				now[j] = up2[j - 2] + 1;
		}
	}
	return rows[na % 3][nb];
}

static unsigned farthest(size_t na, size_t nb)
{
	size_t longer = na > nb ? na : nb;
	unsigned third = (unsigned)(longer / 3);

	return third ? third : 1;
}

void nearest_try(struct nearest *n, const char *name)
{
	size_t wanted = strlen(n->wanted);
	unsigned distance;

	if (wanted >= 2 && strncmp(n->wanted, name, wanted) == 0)
		distance = 1;
	else
		distance = edit_distance(n->wanted, name);
	if (distance > farthest(wanted, strlen(name)))
		return;
	if (n->best && distance >= n->distance)
		return;
	n->best = name;
	n->distance = distance;
}

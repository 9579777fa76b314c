/*
 * "Did you mean": the nearest of a set of names.
 */
#ifndef TUI_KIT_NEAREST_H
#define TUI_KIT_NEAREST_H

#include "core/base/base.h"

struct nearest {
	const char *wanted;
	const char *best; /* borrowed from nearest_try(); NULL: none is near */
	unsigned distance;
};

#define NEAREST_INIT(text) ((struct nearest){ .wanted = (text) })

/*
 * Offer one name.  It becomes best when it is nearer than those before, and near at
 * all: at most a third of the longer one's letters differ (one at least), or wanted
 * is its beginning.
 */
void nearest_try(struct nearest *n, const char *name);

/* Insertions, deletions, replacements and swaps of neighbours from a to b (bytes). */
unsigned edit_distance(const char *a, const char *b);

#endif

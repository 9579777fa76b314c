/*
 * Who was here: the newest records of an installation, drawn together to one line for
 * each person, mode and day.
 */
#ifndef TUI_VIEWS_VISITS_H
#define TUI_VIEWS_VISITS_H

#include "tui/views/scene.h"

#define VISITS_MAX 12 /* lines */

struct visit {
	struct record newest;
	int64_t first_ms;
	size_t n; /* records */
};

struct visits {
	struct visit items[VISITS_MAX];
	size_t n;
	uint64_t stamp; /* of the records when this was made */
	bool stamped;
};

/* Read them, unless the journal is as it was.  r NULL: what was stays. */
void visits_fill(struct visits *v, const struct records *r, const char *inst);
/* focused: the frame's cursor goes there. */
void visits_draw(const struct visits *v, const struct scene *s, struct frame *f,
		 struct area a, bool focused);

#endif

/*
 * What keys do in a box, as rows: the hint line and the foot of a menu say the same.
 */
#ifndef TUI_KIT_HINTS_H
#define TUI_KIT_HINTS_H

#include "tui/kit/frame.h"

#define HINTS_MOST 8

/* Texts are borrowed. */
struct hint {
	const char *key;  /* "Enter" */
	const char *word; /* "takes it" */
};

struct hints {
	struct hint rows[HINTS_MOST];
	size_t n;
};

/* More than HINTS_MOST are left out. */
void hints_add(struct hints *h, const char *key, const char *word);

/* "Enter takes it · Esc closes" */
void hints_join(const struct hints *h, struct buf *out);

/* "Enter takes it  Esc closes" on the frame's last line; whole rows, cut from the
 * right. */
void hints_draw(const struct hints *h, struct frame *f);

#endif

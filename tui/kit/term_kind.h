/*
 * What a kind of terminal has to provide; term.c hands the calls on.  Inside of the
 * kit only.
 */
#ifndef TUI_KIT_TERM_KIND_H
#define TUI_KIT_TERM_KIND_H

#include "tui/kit/term.h"

struct term_kind {
	void (*free)(struct term *t);
	void (*size)(const struct term *t, int *ret_rows, int *ret_cols);
	bool (*next)(struct term *t, struct term_event *ret);
	int (*wait_ms)(const struct term *t);
	bool (*draw)(struct term *t, const struct frame *f);
	bool (*pending)(const struct term *t);
	bool (*push)(struct term *t);
	bool (*send)(struct term *t, struct str bytes);
	void (*mouse)(struct term *t, bool on);
	void (*set_theme)(struct term *t, const struct theme *theme);
	enum depth (*depth)(const struct term *t);
	bool (*ground)(const struct term *t, uint32_t *ret_rgb); /* may be NULL */
	void (*resized)(struct term *t);
	void (*redraw)(struct term *t);
	void (*leave)(struct term *t);
	void (*come_back)(struct term *t);
	bool (*gone)(const struct term *t);
	const char *(*note)(const struct term *t);
	const struct frame *(*last)(const struct term *t);
};

/* First member of each kind's own struct. */
struct term {
	const struct term_kind *kind;
};

#endif

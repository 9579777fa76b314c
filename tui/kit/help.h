/*
 * The help screen: the keymap's rows as text, those of this view first, with the keys
 * in force; typing filters and paints what fits, "key:x" asks what a key does.  Where a
 * key that everybody relies on (Esc, Enter, Ctrl-C, : and ?) means something else, that
 * stands on top.
 */
#ifndef TUI_KIT_HELP_H
#define TUI_KIT_HELP_H

#include "tui/kit/keymap.h"
#include "tui/kit/prompt.h"

/* One further line: ":theme", "choose colours by looking", "dark light". */
struct help_line {
	struct buf *left; /* to fill */
	const char *text; /* set by line() */
	const char *also; /* other words that find it; "" none */
};

/* Further lines after the keys, under a title; a word of the title finds all of them.
 */
struct help_more {
	const char *title;
	size_t n;
	/* Line i; false: it is left out. */
	bool (*line)(size_t i, struct help_line *ret);
};
#define HELP_MORE 3

struct help {
	const struct keymap *keymap; /* borrowed */
	int view;                    /* whose keys come first */
	int part;                    /* while that has them; see KEYMAP_PART() */
	bool (*later)(int action);   /* not in this version; NULL: all is there */
	/* Other words that find an action, by its name; NULL: none. */
	const char *(*also)(const char *name);
	struct help_more more[HELP_MORE]; /* without a title: none */
	struct prompt filter;
	int scroll;  /* first line shown */
	int n_lines; /* lines after the filter */
	int height;  /* lines seen at the last draw */
};

void help_init(struct help *h, const struct keymap *keymap, int view);
void help_release(struct help *h);
/* Lines down, or up when negative; clamped. */
void help_scroll(struct help *h, int lines);
/* Returns  false when the key closes help (Esc with an empty filter, Enter). */
bool help_key(struct help *h, struct key k);
void help_paste(struct help *h, struct str text);
void help_draw(struct help *h, struct frame *f, struct area a);

#endif

/*
 * Every binding in order, for a page and a verb: what holds everywhere, then view by
 * view, rows as in the table.
 */
#ifndef TUI_KIT_KEYMAP_LIST_H
#define TUI_KIT_KEYMAP_LIST_H

#include "tui/kit/keymap.h"

/* Keys of one action in one layer that came from one place. */
struct keymap_item {
	int view;                  /* KEYMAP_EVERYWHERE */
	const struct binding *row; /* the layer's own where it has one */
	struct str keys;           /* "j Down"; empty: none; borrowed for the call */
	struct str origin;         /* "keys.conf:12"; borrowed for the call */
	bool changed;              /* not built in */
};

typedef void keymap_each(void *ctx, const struct keymap_item *item);

void keymap_list(const struct keymap *m, keymap_each *each, void *ctx);

#endif

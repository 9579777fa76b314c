/*
 * What menu.c and menu_draw.c share.  Inside of the kit only.
 */
#ifndef TUI_KIT_MENU_IMPL_H
#define TUI_KIT_MENU_IMPL_H

#include "tui/kit/menu.h"

enum row_kind {
	ROW_ITEM,
	ROW_HEADING,
	ROW_REMARK
};

struct menu_row {
	enum row_kind kind;
	char *text, *detail, *note, *right, *why_not;
	enum role role, detail_role, note_role;
	enum menu_check check;
	bool careful;
	struct key key; /* takes the row; code 0: none */
	size_t id;
};

/* A row of those that are shown. */
static inline struct menu_row *menu_row_at(const struct menu *m, size_t at)
{
	bug_unless(at < m->n_shown);
	return &m->rows[m->shown[at]];
}

/* The same; NULL behind the last one. */
static inline struct menu_row *menu_shown_row(const struct menu *m, size_t at)
{
	return at < m->n_shown ? &m->rows[m->shown[at]] : NULL;
}

#endif

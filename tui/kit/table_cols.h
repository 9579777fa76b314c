/*
 * Which columns of a table are drawn, and how wide: inside of the table only.
 */
#ifndef TUI_KIT_TABLE_COLS_H
#define TUI_KIT_TABLE_COLS_H

#include "tui/kit/table.h"

#define TABLE_GUTTER 3   /* columns of the screen before the first one */
#define TABLE_NARROW 100 /* below that, narrow titles and widths */

struct table_layout {
	int width[TABLE_COLS]; /* 0: the column is not shown */
	bool narrow;
};

/* For an area of that many columns.  In wide mode this also learns where sideways may
 * lead. */
struct table_layout table_layout(struct table *t, int width);

#endif

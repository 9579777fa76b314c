/*
 * The columns of the fleet: what they say, which of them are there, how wide they are.
 */
#ifndef TUI_VIEWS_FLEET_COLUMNS_H
#define TUI_VIEWS_FLEET_COLUMNS_H

#include "tui/views/parts.h"

#define FLEET_COLS 14

struct fleet_view {
	const struct scene *scene; /* borrowed between update and the next one */
	struct table_source source;
	struct table_col cols[FLEET_COLS]; /* columns[] with widths that fit */
	uint64_t fitted;                   /* stamp of the rows that they fit */
	struct table table;
	char inst[PLACE_INST]; /* under the cursor */
	bool whole;            /* the table has the whole body */
	bool beats, loads;     /* some installation has them */
};

/* ctx of all of them is the view. */
extern const struct table_col fleet_columns[FLEET_COLS];
/* By this column the greatest, or the worst, stands first. */
bool fleet_column_falls(size_t col);

/* As wide as what stands in them; before the table is refreshed. */
void fleet_columns_fit(struct fleet_view *v);
/* Which of them are there on so many columns; before the table is drawn. */
void fleet_columns_choose(struct fleet_view *v, int width);

#endif

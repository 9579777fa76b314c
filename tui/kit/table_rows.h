/*
 * Which rows of a table are shown and in what order: inside of the table only.
 */
#ifndef TUI_KIT_TABLE_ROWS_H
#define TUI_KIT_TABLE_ROWS_H

#include "tui/kit/table.h"

/* Fill shown[] with the rows that pass filter and "problems only", in the source's
 * order; n_all becomes the number of rows there are. */
void table_rows_choose(struct table *t);
/* Sort shown[] by the table's column; stable. */
void table_rows_sort(struct table *t);

#endif

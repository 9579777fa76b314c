/*
 * Which rows of a table are shown and in what order: inside of the table only.
 */
#ifndef TUI_KIT_TABLE_ROWS_H
#define TUI_KIT_TABLE_ROWS_H

#include "tui/kit/table.h"

/* Look whether the source's rows are others.  False: nothing is to be done. */
bool table_rows_look(struct table *t);
/* Fill order[] if it is not there, and shown[] with the rows of it that pass filter and
 * "problems only". */
void table_rows_choose(struct table *t);
/* The next table_rows_choose() sorts anew. */
void table_rows_unsort(struct table *t);
/* Fill full[] with the widths that columns need to show every cell whole. */
void table_rows_measure(struct table *t);
void table_rows_release(struct table *t);

#endif

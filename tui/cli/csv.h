/*
 * Rows for a spreadsheet (RFC 4180): no cell is a formula.
 */
#ifndef TUI_CLI_CSV_H
#define TUI_CLI_CSV_H

#include "core/base/buf.h"

/* One cell of the row that is being written; a text that a spreadsheet would take for a
 * formula (it begins with = + - @ or a control character) gets a ' before it. */
void csv_text(struct buf *out, const char *text);
/* NAN is an empty cell. */
void csv_number(struct buf *out, double value);
/* The row is whole. */
void csv_end(struct buf *out);

#endif

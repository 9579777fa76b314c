/*
 * Cells for a spreadsheet.
 */
#include "tui/cli/csv.h"

#include <math.h>
#include <string.h>

#include "core/base/str.h"
#include "core/base/utf8.h"

#define CELL_MAX 4096

static void begin_cell(struct buf *out)
{
	struct str s = buf_str(out);

	if (s.len > 0 && s.p[s.len - 1] != '\n')
		buf_add_text(out, ",");
}

void csv_text(struct buf *out, const char *text)
{
	AUTO(buf) safe = BUF_INIT(CELL_MAX + 8);
	const char *at;

	begin_cell(out);
	utf8_safe(&safe, str_of(text), CELL_MAX);
	at = buf_text(&safe);
	buf_add_text(out, "\"");
	if (at[0] != '\0' && strchr("=+-@|%", at[0]) != NULL)
		buf_add_text(out, "'");
	for (; *at != '\0'; at++)
		buf_addf(out, *at == '"' ? "\"\"" : "%c", *at);
	buf_add_text(out, "\"");
}

void csv_number(struct buf *out, double value)
{
	begin_cell(out);
	if (isfinite(value))
		buf_addf(out, "%.10g", value);
}

void csv_end(struct buf *out)
{
	buf_add_text(out, "\r\n");
}

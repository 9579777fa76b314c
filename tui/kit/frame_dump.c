/*
 * A frame as text: the three layers of a golden frame.
 */
#include "core/base/utf8.h"
#include "tui/kit/frame.h"

static const struct cell *cell_at(const struct frame *f, int row, int col)
{
	return &f->cells[(size_t)row * (size_t)f->cols + (size_t)col];
}

static bool is_blank(const struct cell *c)
{
	return c->code[0] == ' ' && c->code[1] == 0;
}

/* Columns of a row up to its last sign. */
static int inked(const struct frame *f, int row)
{
	int cols = f->cols;
	while (cols > 0 && is_blank(cell_at(f, row, cols - 1)))
		cols--;
	return cols;
}

void frame_dump_text(const struct frame *f, struct buf *out)
{
	for (int row = 0; row < f->rows; row++) {
		int cols = inked(f, row);
		for (int col = 0; col < cols; col++) {
			const struct cell *c = cell_at(f, row, col);
			for (int i = 0; i < CELL_CODES && c->code[i]; i++)
				utf8_put(out, c->code[i]);
		}
		buf_add_char(out, '\n');
	}
}

static void dump_grounds(const struct frame *f, int row, struct buf *out)
{
	int from = 0;
	for (int col = 1; col <= f->cols; col++) {
		uint8_t on = cell_at(f, row, from)->on;
		if (col < f->cols && cell_at(f, row, col)->on == on)
			continue;
		if (on != ROLE_BG)
			buf_addf(out, "on %d %d-%d %s\n", row, from, col - 1,
				 role_name((enum role)on));
		from = col;
	}
}

void frame_dump_roles(const struct frame *f, struct buf *out)
{
	for (int row = 0; row < f->rows; row++) {
		int cols = inked(f, row);
		for (int col = 0; col < cols; col++) {
			const struct cell *c = cell_at(f, row, col);
			if (is_blank(c))
				buf_add_char(out, ' ');
			else
				buf_add_char(out, role_letter((enum role)c->role));
		}
		buf_add_char(out, '\n');
	}
	for (int row = 0; row < f->rows && f->cols > 0; row++)
		dump_grounds(f, row, out);
}

void frame_dump_cursor(const struct frame *f, struct buf *out)
{
	if (!f->cursor_on)
		buf_add_text(out, "none\n");
	else
		buf_addf(out, "%d %d %s\n", f->cursor_row, f->cursor_col, f->focus);
}

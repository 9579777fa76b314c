/*
 * Cells, and drawing into them.
 *
 * What always holds: a cell's code points are printable (no control, format, bidi or
 * unassigned one: utf8_unseen() is asked for each, whatever utf8_safe() did before); a
 * cell of width 2 is followed in its row by one of width 0, and no other cell has
 * width 0, so the widths of a row sum up to its columns.  cell_put() is the one
 * function that writes cells with ink.
 */
#include "tui/kit/frame.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/limits.h"
#include "core/base/utf8.h"

static int clamp(int n, int low, int high)
{
	return n < low ? low : n > high ? high : n;
}

static struct cell blank_cell(enum role role, enum role on)
{
	return (struct cell){
		.code = { ' ' },
		.width = 1,
		.role = (uint8_t)role,
		.on = (uint8_t)on,
	};
}

static struct cell *cell_at(const struct frame *f, int row, int col)
{
	return &f->cells[(size_t)row * (size_t)f->cols + (size_t)col];
}

void frame_init(struct frame *f, int rows, int cols)
{
	*f = (struct frame){ .scratch = BUF_INIT(2 * LIMIT_TEXT) };
	glyph_set_init(&f->glyphs, false);
	frame_resize(f, rows, cols);
}

void frame_release(struct frame *f)
{
	if (!f)
		return;
	free(f->cells);
	buf_release(&f->scratch);
	*f = (struct frame){ 0 };
}

void frame_resize(struct frame *f, int rows, int cols)
{
	rows = clamp(rows, 0, LIMIT_ROWS);
	cols = clamp(cols, 0, LIMIT_COLS);
	if (rows == 0 || cols == 0)
		rows = cols = 0;
	if (rows != f->rows || cols != f->cols) {
		free(f->cells);
		f->cells = NULL;
		f->rows = rows;
		f->cols = cols;
		if (rows > 0)
			f->cells =
				mem_new((size_t)rows * (size_t)cols, sizeof(*f->cells));
	}
	frame_clear(f);
}

void frame_clear(struct frame *f)
{
	size_t n = (size_t)f->rows * (size_t)f->cols;
	for (size_t i = 0; i < n; i++)
		f->cells[i] = blank_cell(ROLE_TEXT, ROLE_BG);
	f->on = ROLE_BG;
	f->cursor_on = false;
	f->cursor_row = f->cursor_col = 0;
	f->focus[0] = '\0';
	f->n_lists = 0;
}

void frame_copy(struct frame *dst, const struct frame *src)
{
	frame_resize(dst, src->rows, src->cols);
	size_t n = (size_t)src->rows * (size_t)src->cols;
	if (n > 0)
		memcpy(dst->cells, src->cells, n * sizeof(*src->cells));
	dst->glyphs = src->glyphs;
	dst->on = src->on;
	dst->cursor_on = src->cursor_on;
	dst->cursor_row = src->cursor_row;
	dst->cursor_col = src->cursor_col;
	memcpy(dst->focus, src->focus, sizeof(dst->focus));
}

struct area frame_area(const struct frame *f)
{
	return (struct area){ .height = f->rows, .width = f->cols };
}

struct area area_lines(struct area a, int from, int n)
{
	int height = a.height > 0 ? a.height : 0;
	int first = clamp(from, 0, height);
	int left = height - first;
	a.row += first;
	a.height = n < 0 || n > left ? left : n;
	return a;
}

struct area area_inset(struct area a, int cols)
{
	a.col += cols;
	a.width -= 2 * cols;
	return a;
}

void area_split(struct area a, int width, struct area *ret_left, struct area *ret_right)
{
	width = clamp(width, 0, a.width > 0 ? a.width : 0);
	*ret_left = *ret_right = a;
	ret_left->width = width;
	ret_right->col = a.col + width + 1;
	ret_right->width = clamp(a.width - width - 1, 0, a.width > 0 ? a.width : 0);
}

enum role frame_on(struct frame *f, enum role on)
{
	enum role was = f->on;
	f->on = on;
	return was;
}

/* The part of an area that lies on the frame. */
static struct area on_frame(const struct frame *f, struct area a)
{
	int last_row = clamp(a.row + (a.height > 0 ? a.height : 0), 0, f->rows);
	int last_col = clamp(a.col + (a.width > 0 ? a.width : 0), 0, f->cols);
	a.row = clamp(a.row, 0, f->rows);
	a.col = clamp(a.col, 0, f->cols);
	a.height = clamp(last_row - a.row, 0, f->rows);
	a.width = clamp(last_col - a.col, 0, f->cols);
	return a;
}

/* A wide character that is about to lose one half becomes blank in the other. */
static void free_halves(struct frame *f, int row, int col)
{
	struct cell *c = cell_at(f, row, col);
	if (c->width == 0 && col > 0) {
		struct cell *left = cell_at(f, row, col - 1);
		*left = blank_cell(left->role, left->on);
		*c = blank_cell(c->role, c->on);
	}
	if (c->width == 2 && col + 1 < f->cols) {
		struct cell *right = cell_at(f, row, col + 1);
		*right = blank_cell(right->role, right->on);
	}
}

static void cell_put(struct frame *f, int row, int col, struct cell cell)
{
	free_halves(f, row, col);
	if (cell.width == 2)
		free_halves(f, row, col + 1);
	*cell_at(f, row, col) = cell;
	if (cell.width == 2) {
		struct cell *right = cell_at(f, row, col + 1);
		*right = blank_cell(cell.role, cell.on);
		right->code[0] = 0;
		right->width = 0;
	}
}

/* A cell of one grapheme; what does not fit into CELL_CODES is left out. */
static struct cell cell_of(const struct frame *f, struct str grapheme, enum role role,
			   int width)
{
	struct cell cell = blank_cell(role, f->on);
	cell.width = (uint8_t)width;
	size_t n = 0;
	if (width == 0) { /* a mark with no letter before it */
		cell.width = 1;
		n = 1;
	}
	while (grapheme.len > 0 && n < CELL_CODES) {
		uint32_t code = utf8_next(&grapheme);
		uint32_t drawn = glyph_map(&f->glyphs, code);
		cell.code[n++] = utf8_unseen(drawn) ? 0xFFFD : drawn;
	}
	if (cell.code[0] == 0xFFFD)
		memset(cell.code + 1, 0, sizeof(cell.code) - sizeof(cell.code[0]));
	return cell;
}

void frame_fill(struct frame *f, struct area a, enum role role)
{
	a = on_frame(f, a);
	for (int row = a.row; row < a.row + a.height; row++) {
		for (int col = a.col; col < a.col + a.width; col++)
			cell_put(f, row, col, blank_cell(role, f->on));
	}
}

void frame_scrim(struct frame *f)
{
	size_t n = (size_t)f->rows * (size_t)f->cols;
	for (size_t i = 0; i < n; i++) {
		f->cells[i].role = ROLE_SCRIM;
		f->cells[i].on = ROLE_BG;
		f->cells[i].flags = 0;
	}
	f->cursor_on = false;
	f->focus[0] = '\0';
	f->n_lists = 0;
}

/* Graphemes at the start of s that a control byte was made into: ␛ or ‹U+202E›. */
static int control_run(struct str s)
{
	struct str rest = s;
	uint32_t code = utf8_next(&rest);
	if (code >= 0x2400 && code <= 0x2426)
		return 1;
	if (code != 0x2039 || !str_starts(rest, "U+"))
		return 0;
	for (int n = 1; n < 12; n++) {
		code = utf8_next(&rest);
		if (code == 0x203A)
			return n + 1;
		if (code >= 0x80)
			return 0;
	}
	return 0;
}

/* The way text takes across a row. */
struct run {
	struct frame *f;
	int row, col, end; /* col may be left of the frame */
	enum role role;
	uint8_t flags;
};

/* Returns false when nothing more fits. */
static bool run_grapheme(struct run *r, struct str g, enum role role)
{
	int width = clamp(utf8_width(g), 0, 2);
	int cols = width > 0 ? width : 1;
	if (r->col + cols > r->end) {
		if (r->col < r->end && r->col >= 0 && r->col < r->f->cols)
			cell_put(r->f, r->row, r->col, blank_cell(role, r->f->on));
		return false;
	}
	bool whole = r->col >= 0 && r->col + cols <= r->f->cols;
	if (whole) {
		struct cell cell = cell_of(r->f, g, role, width);
		cell.flags = r->flags;
		cell_put(r->f, r->row, r->col, cell);
	} else if (r->col + 1 >= 0 && r->col + 1 < r->f->cols && r->col < 0) {
		cell_put(r->f, r->row, r->col + 1, blank_cell(role, r->f->on));
	} else if (r->col >= 0 && r->col < r->f->cols) {
		cell_put(r->f, r->row, r->col, blank_cell(role, r->f->on));
	}
	r->col += cols;
	return true;
}

/* s is safe already.  Returns columns used. */
static int run_text(struct run r, struct str s)
{
	int from = r.col;
	int control = 0;
	if (r.row < 0 || r.row >= r.f->rows)
		return 0;
	while (s.len > 0 && r.col < r.end && r.col < r.f->cols) {
		if (control == 0)
			control = control_run(s);
		enum role role = control > 0 ? ROLE_CONTROL : r.role;
		if (!run_grapheme(&r, utf8_grapheme(&s), role))
			break;
		control -= control > 0;
	}
	return r.col - from;
}

static bool is_plain(struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if (c < 0x20 || c >= 0x7F)
			return false;
	}
	return true;
}

/* Safe bytes; borrowed from s or from the frame's scratch until the next call. */
static struct str safe(struct frame *f, struct str s)
{
	if (s.len > LIMIT_TEXT)
		s.len = LIMIT_TEXT;
	if (is_plain(s))
		return s;
	buf_clear(&f->scratch);
	utf8_safe(&f->scratch, s, LIMIT_TEXT);
	return buf_str(&f->scratch);
}

int frame_put(struct frame *f, int row, int col, int width, enum role role,
	      struct str s)
{
	if (width <= 0 || col > LIMIT_COLS || col < -LIMIT_COLS)
		return 0;
	width = clamp(width, 0, 2 * LIMIT_COLS);
	return run_text((struct run){ f, row, col, col + width, role, 0 }, safe(f, s));
}

struct pen pen_at(struct frame *f, struct area a, int line)
{
	struct pen p = { .frame = f, .row = a.row + line, .col = a.col };
	p.end = a.col + (a.width > 0 ? a.width : 0);
	if (line < 0 || line >= a.height)
		p.row = -1;
	return p;
}

int pen_room(const struct pen *p)
{
	return p->end > p->col ? p->end - p->col : 0;
}

static void pen_write(struct pen *p, enum role role, struct str s, uint8_t flags)
{
	struct run r = { p->frame, p->row, p->col, p->end, role, flags };
	p->col += run_text(r, safe(p->frame, s));
}

void pen_str(struct pen *p, enum role role, struct str s)
{
	pen_write(p, role, s, 0);
}

void pen_text(struct pen *p, enum role role, const char *text)
{
	pen_write(p, role, str_of(text), 0);
}

void pen_strong(struct pen *p, enum role role, const char *text)
{
	pen_write(p, role, str_of(text), CELL_STRONG);
}

void pen_printf(struct pen *p, enum role role, const char *fmt, ...)
{
	char line[1024];
	va_list args;
	va_start(args, fmt);
	int n = vsnprintf(line, sizeof(line), fmt, args);
	va_end(args);
	if (n > 0)
		pen_text(p, role, line);
}

void pen_skip(struct pen *p, int cols)
{
	p->col += clamp(cols, 0, pen_room(p));
}

void pen_to(struct pen *p, struct area a, int col)
{
	p->col = clamp(a.col + col, a.col, p->end);
}

static void fit_into(struct buf *out, struct str s, int width, enum fit fit)
{
	switch (fit) {
	case FIT_CLIP: buf_add_str(out, s); break;
	case FIT_TAIL: utf8_fit_tail(out, s, width); break;
	case FIT_MIDDLE: utf8_fit_middle(out, s, width); break;
	}
}

void pen_fit(struct pen *p, int width, enum role role, struct str s, enum fit fit,
	     enum align align)
{
	width = clamp(width, 0, pen_room(p));
	AUTO(buf) fitted = BUF_INIT(2 * LIMIT_TEXT);
	fit_into(&fitted, safe(p->frame, s), width, fit);
	struct str text = buf_str(&fitted);
	int used = clamp(utf8_width(text), 0, width);
	struct pen box = *p;
	box.end = p->col + width;
	if (align == ALIGN_RIGHT)
		pen_skip(&box, width - used);
	pen_str(&box, role, text);
	p->col += width;
}

void pen_right(struct pen *p, enum role role, const char *text)
{
	AUTO(buf) line = BUF_INIT(2 * LIMIT_TEXT);
	utf8_safe(&line, str_of(text), LIMIT_TEXT);
	int width = utf8_width(buf_str(&line));
	if (width == 0 || width > pen_room(p))
		return;
	struct pen right = *p;
	right.col = p->end - width;
	pen_str(&right, role, buf_str(&line));
	p->end = clamp(p->end - width - 1, p->col, p->end);
}

void frame_cursor(struct frame *f, int row, int col, const char *id)
{
	f->cursor_on = row >= 0 && row < f->rows && col >= 0 && col < f->cols;
	f->cursor_row = f->cursor_on ? row : 0;
	f->cursor_col = f->cursor_on ? col : 0;
	AUTO(buf) name = BUF_INIT(sizeof(f->focus) + 16);
	utf8_safe(&name, str_of(id), sizeof(f->focus) - 1);
	(void)snprintf(f->focus, sizeof(f->focus), "%s", buf_text(&name));
}

void frame_list(struct frame *f, struct area rows, const void *list, size_t first)
{
	rows = on_frame(f, rows);
	if (f->n_lists < FRAME_LISTS && rows.height > 0)
		f->lists[f->n_lists++] = (struct frame_list){ rows, list, first };
}

bool frame_list_at(const struct frame *f, const void *list, int row, int col,
		   size_t *ret_index)
{
	for (size_t i = 0; i < f->n_lists; i++) {
		const struct frame_list *l = &f->lists[i];
		if (l->list != list || row < l->at.row || col < l->at.col ||
		    row >= l->at.row + l->at.height || col >= l->at.col + l->at.width)
			continue;
		*ret_index = l->first + (size_t)(row - l->at.row);
		return true;
	}
	return false;
}

bool frame_row_same(const struct frame *a, const struct frame *b, int row)
{
	if (a->cols != b->cols || row >= a->rows || row >= b->rows || row < 0)
		return false;
	return memcmp(cell_at(a, row, 0), cell_at(b, row, 0),
		      (size_t)a->cols * sizeof(struct cell)) == 0;
}

bool frame_same(const struct frame *a, const struct frame *b)
{
	if (a->rows != b->rows || a->cols != b->cols || a->cursor_on != b->cursor_on)
		return false;
	if (a->cursor_row != b->cursor_row || a->cursor_col != b->cursor_col)
		return false;
	for (int row = 0; row < a->rows; row++) {
		if (!frame_row_same(a, b, row))
			return false;
	}
	return true;
}

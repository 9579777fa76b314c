/*
 * Drawing a table: the titles, the rows seen, and the sentences of a table that has
 * none.
 *
 * A row is: blank (or + when it is marked and under the cursor), sign (› cursor,
 * + mark, or the row's own), blank, columns with one blank between.
 */
#include "core/base/limits.h"
#include "core/base/utf8.h"
#include "tui/kit/table_cols.h"

static void draw_titles(const struct table *t, struct frame *f, struct area a,
			const struct table_layout *l)
{
	struct pen p = pen_at(f, a, 0);
	pen_skip(&p, TABLE_GUTTER);
	for (size_t i = 0; i < t->source->n_cols; i++) {
		const struct table_col *col = &t->source->cols[i];
		if (l->width[i] == 0)
			continue;
		bool narrow = l->narrow && col->narrow_title;
		const char *title = narrow ? col->narrow_title : col->title;
		pen_fit(&p, l->width[i], ROLE_MUTED, str_of(title), FIT_CLIP,
			col->align);
		pen_skip(&p, 1);
	}
}

/* Without its first columns; half of a wide character is a blank. */
static void skip_columns(struct str s, int skip, struct buf *out)
{
	while (s.len > 0 && skip > 0) {
		int width = utf8_width(utf8_grapheme(&s));

		if (width > skip)
			buf_add_char(out, ' ');
		skip -= width;
	}
	buf_add_str(out, s);
}

/* skip  columns of the screen that stand left of what is seen, in wide mode */
static void draw_cell(const struct table_source *s, size_t i, size_t row,
		      struct pen *box, int skip)
{
	const struct table_col *col = &s->cols[i];
	enum role role = col->role ? col->role(s->ctx, row) : ROLE_TEXT;
	AUTO(buf) text = BUF_INIT(LIMIT_TEXT);
	AUTO(buf) safe = BUF_INIT(LIMIT_TEXT);
	AUTO(buf) seen = BUF_INIT(LIMIT_TEXT);

	if (col->draw && skip == 0) {
		col->draw(s->ctx, row, box);
		return;
	}
	col->text(s->ctx, row, &text);
	if (skip == 0) {
		pen_fit(box, pen_room(box), role, buf_str(&text), col->fit, col->align);
		return;
	}
	utf8_safe(&safe, buf_str(&text), LIMIT_TEXT);
	skip_columns(buf_str(&safe), skip, &seen);
	pen_fit(box, pen_room(box), role, buf_str(&seen), FIT_TAIL, ALIGN_LEFT);
}

static void draw_sign(struct pen *p, enum role role, uint32_t code)
{
	char bytes[5] = { 0 };
	struct buf out = { .p = bytes, .cap = sizeof(bytes), .max = 4 };
	utf8_put(&out, code);
	pen_str(p, role, buf_str(&out));
}

static void draw_gutter(const struct table *t, size_t index, struct pen p, bool cursor)
{
	const struct table_source *s = t->source;
	size_t row = t->shown[index];
	bool marked = table_marked(t, s->id(s->ctx, row));
	uint32_t sign = s->sign ? s->sign(s->ctx, row) : 0;
	if (marked && (cursor || sign))
		pen_text(&p, ROLE_MARK, "+");
	else
		pen_skip(&p, 1);
	if (cursor)
		pen_strong(&p, ROLE_TEXT, "\xE2\x80\xBA"); /* › */
	else if (sign)
		draw_sign(&p, ROLE_MUTED, sign);
	else if (marked)
		pen_text(&p, ROLE_MARK, "+");
}

static void draw_row(const struct table *t, struct frame *f, struct area line,
		     const struct table_layout *l, size_t index)
{
	struct pen p = pen_at(f, line, 0);
	draw_gutter(t, index, p, index == t->cursor);
	pen_skip(&p, TABLE_GUTTER);
	for (size_t i = 0; i < t->source->n_cols; i++) {
		if (l->width[i] == 0)
			continue;
		struct pen box = p;
		int end = p.col + l->width[i];
		box.end = end < p.end ? end : p.end;
		draw_cell(t->source, i, t->shown[index], &box,
			  t->wide && i == t->wide_col ? t->wide_skip : 0);
		pen_skip(&p, l->width[i] + 1);
	}
}

/* Rows that are seen when `top` is the first one: the last line may say "n more". */
static int rows_seen(const struct table *t, size_t top, int lines)
{
	size_t left = t->n_shown - top;
	if (left <= (size_t)lines)
		return (int)left;
	return lines > 1 ? lines - 1 : lines;
}

static void scroll_to_cursor(struct table *t, int lines)
{
	size_t seen = (size_t)(lines > 1 ? lines - 1 : 1);
	if (t->n_shown <= (size_t)lines)
		t->top = 0;
	if (t->top > t->n_shown - 1)
		t->top = t->n_shown - 1;
	if (t->cursor < t->top)
		t->top = t->cursor;
	if (t->cursor >= t->top + (size_t)rows_seen(t, t->top, lines))
		t->top = t->cursor - seen + 1;
	size_t last_top = t->n_shown > (size_t)lines ? t->n_shown - (size_t)lines : 0;
	if (t->top > last_top || t->cursor == t->n_shown - 1)
		t->top = last_top;
}

/* Are all rows below the last one seen well? */
static bool rest_is_well(const struct table *t, size_t hidden)
{
	const struct table_source *s = t->source;

	for (size_t i = t->n_shown - hidden; s->problem && i < t->n_shown; i++)
		if (s->problem(s->ctx, t->shown[i]))
			return false;
	return s->problem != NULL;
}

static void draw_more(const struct table *t, struct frame *f, struct area a, int line,
		      size_t hidden)
{
	struct pen p = pen_at(f, area_inset(a, 1), line);
	AUTO(buf) text = BUF_INIT(128);
	buf_addf(&text, "\xE2\x80\xA6 %zu more", hidden);
	if (!text_empty(t->more_well) && a.width >= TABLE_NARROW &&
	    rest_is_well(t, hidden))
		buf_addf(&text, " %s", t->more_well);
	else if (!text_empty(t->more))
		buf_addf(&text, " %s", t->more);
	if (a.width >= TABLE_NARROW)
		buf_add_text(&text, " \xC2\xB7 \xE2\x86\x93 or G"); /* · ↓ or G */
	pen_right(&p, ROLE_FAINT, buf_text(&text));
}

/* The hardware cursor stands on the row that has the focus. */
static void put_cursor(const struct table *t, struct frame *f, struct area line)
{
	AUTO(buf) id = BUF_INIT(256);
	buf_addf(&id, "%s:%s", text_or(t->focus, "table"), text_or(t->selected, ""));
	frame_cursor(f, line.row, line.col + 1, buf_text(&id));
}

static void draw_rows(struct table *t, struct frame *f, struct area a,
		      const struct table_layout *l, bool focused)
{
	scroll_to_cursor(t, a.height);
	int seen = rows_seen(t, t->top, a.height);
	t->page = seen > 0 ? seen : 1;
	enum role was = f->on;
	frame_list(f, area_lines(a, 0, seen), t, t->top);
	for (int i = 0; i < seen; i++) {
		size_t index = t->top + (size_t)i;
		struct area line = area_lines(a, i, 1);
		bool cursor = index == t->cursor;
		if (cursor)
			(void)frame_on(f, focused ? ROLE_SELECT : ROLE_SELECT_OFF);
		frame_fill(f, line, ROLE_TEXT);
		draw_row(t, f, line, l, index);
		(void)frame_on(f, was);
		if (cursor && focused)
			put_cursor(t, f, line);
	}
	size_t hidden = t->n_shown - t->top - (size_t)seen;
	if (hidden > 0)
		draw_more(t, f, a, seen, hidden);
}

static void why_empty(const struct table *t, struct buf *out)
{
	if (t->n_all == 0)
		buf_add_text(out, text_or(t->empty, "Nothing here."));
	else if (t->filter && t->problems_only)
		buf_addf(out,
			 "Filter and problems only hide all %zu. Esc clears the "
			 "filter, ! shows all.",
			 t->n_all);
	else if (t->filter)
		buf_addf(out, "Filter hides all %zu. Esc clears it.", t->n_all);
	else
		buf_addf(out, "No problems among %zu. ! shows all.", t->n_all);
}

static void draw_empty(const struct table *t, struct frame *f, struct area a,
		       bool focused)
{
	AUTO(buf) why = BUF_INIT(LIMIT_TEXT);
	if (t->loading && t->n_all == 0) {
		for (int line = 0; line < 3; line++) {
			struct pen p = pen_at(f, a, line);
			pen_skip(&p, TABLE_GUTTER);
			pen_text(&p, ROLE_FAINT,
				 "\xC2\xB7 \xC2\xB7 \xC2\xB7"); /* · · · */
		}
	} else {
		why_empty(t, &why);
		struct str rest = buf_str(&why);
		struct str part;
		for (int line = 0; frame_wrap(&rest, a.width - TABLE_GUTTER - 1, &part);
		     line++) {
			struct pen p = pen_at(f, a, line);
			pen_skip(&p, TABLE_GUTTER);
			pen_str(&p, ROLE_MUTED, part);
		}
	}
	if (focused)
		frame_cursor(f, a.row, a.col + 1, text_or(t->focus, "table"));
}

void table_draw(struct table *t, struct frame *f, struct area a, bool focused)
{
	if (a.width <= 0 || a.height <= 0)
		return;
	struct table_layout l = table_layout(t, a.width);
	t->narrow = l.narrow;
	frame_fill(f, a, ROLE_TEXT);
	if (!t->no_header) {
		draw_titles(t, f, area_lines(a, 0, 1), &l);
		a = area_lines(a, 1, -1);
	}
	if (a.height <= 0)
		return;
	if (t->n_shown == 0)
		draw_empty(t, f, a, focused);
	else
		draw_rows(t, f, a, &l, focused);
}

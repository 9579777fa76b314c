/*
 * A list in a box, drawn: as wide as its rows need, what is less important gives way.
 */
#include "tui/kit/menu_impl.h"

#include <string.h>

#include "core/base/limits.h"
#include "core/base/utf8.h"
#include "tui/kit/hints.h"

#define NARROW      100
#define WIDTH_MOST  85
#define WIDTH_LINE  110 /* with a typed line, where the screen has them */
#define WIDTH_LEAST 40
#define ROWS_FEW    6
#define INSET_LEFT  2 /* border and a blank */
#define INSET_RIGHT 3
#define MARK        2 /* "› " */
#define GAP         3 /* between detail, note and key */
#define DETAIL_MIN  16

/* Columns inside the box. */
struct cols {
	int text, detail, right; /* 0: not there */
	int check;
};

static int wider(int a, const char *text)
{
	int w = utf8_width(str_of(text));

	return w > a ? w : a;
}

/* What the rows need: widest text, detail with note, right. */
static struct cols wanted_cols(const struct menu *m)
{
	struct cols w = { 0 };

	for (size_t i = 0; i < m->n_rows; i++) {
		const struct menu_row *r = &m->rows[i];
		const char *note = r->why_not ? r->why_not : r->note;
		int detail = wider(0, r->detail);
		int beside = wider(0, note);

		if (r->kind != ROW_ITEM)
			continue;
		detail += beside + (detail && beside ? GAP : 0);
		w.text = wider(w.text, r->text);
		w.right = wider(w.right, r->right);
		w.detail = detail > w.detail ? detail : w.detail;
		w.check = r->check != MENU_NO_CHECK ? 4 : w.check;
	}
	w.text = m->opts.text_cells ? m->opts.text_cells : w.text;
	w.text = m->narrow && m->opts.text_narrow ? m->opts.text_narrow : w.text;
	return w;
}

static int sum_cols(const struct cols *w)
{
	return MARK + w->check + w->text + (w->detail ? 2 + w->detail : 0) +
	       (w->right ? GAP + w->right : 0);
}

/* Into a width: the detail gives way first, down to nothing, then the text. */
static struct cols fit_cols(const struct menu *m, int width)
{
	struct cols w = wanted_cols(m);
	int text_most = width * 2 / 5;
	int over = sum_cols(&w) - width;

	if (over > 0 && w.detail && w.text > text_most) {
		int cut = w.text - text_most < over ? w.text - text_most : over;

		w.text -= cut;
		over -= cut;
	}
	w.detail -= w.detail ? over : 0;
	if (w.detail < DETAIL_MIN && over > 0) {
		w.detail = 0;
		w.text = width - MARK - w.check - (w.right ? GAP + w.right : 0);
	}
	return w;
}

static void foot_text(const struct menu *m, struct buf *out);

static int box_width(const struct menu *m, const struct frame *f)
{
	AUTO(buf) foot = BUF_INIT(LIMIT_TEXT);
	struct cols w = wanted_cols(m);
	int width = sum_cols(&w) + INSET_LEFT + INSET_RIGHT;

	width = wider(width - 6, m->title) + 6;
	foot_text(m, &foot);
	width = wider(width - 6, buf_text(&foot)) + 6;
	width = width > WIDTH_MOST ? WIDTH_MOST : width;
	width = m->opts.kind == MENU_LINE ? WIDTH_LINE : width;
	width = width < WIDTH_LEAST ? WIDTH_LEAST : width;
	return width > f->cols ? f->cols : width;
}

int menu_line_cells(int cols)
{
	int width = WIDTH_LINE > cols ? cols : WIDTH_LINE;

	return width - INSET_LEFT - INSET_RIGHT - MARK;
}

static bool has_line(const struct menu *m)
{
	return m->opts.kind != MENU_PLAIN;
}

/* Lines of the box that are no rows: borders, the typed line and its rule. */
static int other_lines(const struct menu *m)
{
	return has_line(m) ? 4 : 2;
}

static struct area box_area(const struct menu *m, const struct frame *f)
{
	struct area box = { .width = box_width(m, f) };
	int lines = m->opts.lines ? m->opts.lines : (int)m->n_rows;
	int height = (lines > 0 ? lines : 1) + other_lines(m);
	int above = f->rows > ROWS_FEW ? 1 : 0; /* who and where stays in sight */

	box.height = height > f->rows - above ? f->rows - above : height;
	box.col = (f->cols - box.width) / 2;
	box.row = (f->rows - box.height) / 3;
	box.row = box.row < above ? above : box.row;
	return box;
}

/* The typed line with what the grey tail is for at its right, and a rule below. */
static void draw_line(struct menu *m, struct frame *f, struct area a, const char *focus)
{
	struct pen pen = pen_at(f, a, 0);

	if (m->opts.label_hint && a.width >= 60 && prompt_tail(&m->prompt)) {
		pen_right(&pen, ROLE_FAINT, m->opts.label_hint);
		a.width = pen.end - a.col;
	}
	prompt_draw(&m->prompt, f, a, 0, focus);
}

static void rule(struct frame *f, struct area a, int line, int from, const char *title)
{
	struct pen pen = pen_at(f, a, line);

	pen_skip(&pen, from);
	if (title) {
		pen_text(&pen, ROLE_LINE, "\xE2\x94\x80\xE2\x94\x80 ");
		pen_text(&pen, ROLE_MUTED, title);
		pen_text(&pen, ROLE_LINE, " ");
	}
	for (int left = pen_room(&pen); left > 0; left--)
		pen_text(&pen, ROLE_LINE, "\xE2\x94\x80");
}

static void draw_detail(const struct menu_row *r, struct pen *pen, int width)
{
	const char *note = r->why_not ? r->why_not : r->note;
	enum role note_role = r->why_not ? ROLE_DENIED : r->note_role;
	struct pen p = *pen;

	p.end = p.col + width < p.end ? p.col + width : p.end;
	pen_skip(pen, width);
	if (!text_empty(note) &&
	    (text_empty(r->detail) || pen_room(&p) < wider(0, note) + DETAIL_MIN)) {
		pen_fit(&p, pen_room(&p), note_role, str_of(note), FIT_TAIL,
			ALIGN_LEFT);
		return;
	}
	if (!text_empty(note)) {
		pen_right(&p, note_role, note);
		p.end -= GAP - 1;
	}
	pen_fit(&p, pen_room(&p), r->why_not ? ROLE_FAINT : r->detail_role,
		str_of(r->detail), FIT_TAIL, ALIGN_LEFT);
}

static void draw_item(const struct menu *m, const struct menu_row *r, struct cols w,
		      struct frame *f, struct area a, int line, bool here)
{
	struct pen pen = pen_at(f, a, line);
	enum role was = f->on;

	here = here && menu_takes_row(m);
	if (here) {
		(void)frame_on(f, ROLE_SELECT);
		frame_fill(f, area_lines(a, line, 1), ROLE_SELECT);
	}
	pen_text(&pen, ROLE_MARK, here ? "\xE2\x80\xBA " : "  ");
	if (w.check)
		pen_text(&pen, ROLE_ACCENT,
			 r->check == MENU_ON    ? "[x] "
			 : r->check == MENU_OFF ? "[ ] "
						: "    ");
	pen_fit(&pen, w.text, r->why_not ? ROLE_FAINT : r->role, str_of(r->text),
		memchr(r->text, ' ', strlen(r->text)) ? FIT_TAIL : FIT_MIDDLE,
		ALIGN_LEFT); /* names differ at both ends, usage begins with what counts
			      */
	if (w.detail) {
		pen_skip(&pen, 2);
		draw_detail(r, &pen, w.detail);
	}
	pen_right(&pen, ROLE_KEY, r->right);
	(void)frame_on(f, was);
}

static void focus_of(const struct menu *m, struct buf *out)
{
	const struct menu_row *r = menu_shown_row(m, m->cursor);
	bool row = r && (m->opts.kind == MENU_PLAIN || m->chosen);

	buf_addf(out, "%s:%s", text_or(m->opts.focus, "menu"), row ? r->text : "line");
}

static bool is_kind(const struct menu *m, size_t at, enum row_kind kind)
{
	return at < m->n_shown && menu_row_at(m, at)->kind == kind;
}

/* Scroll so that the cursor is seen, with the heading above a group's first row and
 * the remark below its last. */
static void scroll(struct menu *m)
{
	size_t page = (size_t)m->page;
	size_t at = m->cursor == MENU_NONE ? 0 : m->cursor;
	bool headed = page > 1 && at > 0 && is_kind(m, at - 1, ROW_HEADING);
	size_t last = at + (page > 2 && is_kind(m, at + 1, ROW_REMARK));

	if (m->top > at - (headed ? 1 : 0))
		m->top = at - (headed ? 1 : 0);
	if (last >= m->top + page)
		m->top = last - page + 1;
	if (m->top + page > m->n_shown)
		m->top = m->n_shown > page ? m->n_shown - page : 0;
}

static void draw_rows(struct menu *m, struct frame *f, struct area a, const char *focus)
{
	struct cols w = fit_cols(m, a.width);

	m->page = a.height > 0 ? a.height : 1;
	scroll(m);
	if (!m->n_shown) {
		struct pen pen = pen_at(f, a, 0);

		pen_skip(&pen, MARK);
		pen_text(&pen, ROLE_MUTED, "nothing fits");
	}
	for (int line = 0; line < a.height; line++) {
		const struct menu_row *r = menu_shown_row(m, m->top + (size_t)line);
		bool here = m->top + (size_t)line == m->cursor;
		struct pen pen = pen_at(f, a, line);

		if (!r)
			break;
		pen_skip(&pen, MARK);
		if (r->kind == ROW_HEADING)
			rule(f, a, line, MARK, r->text);
		else if (r->kind == ROW_REMARK)
			pen_text(&pen, ROLE_FAINT, r->text);
		else
			draw_item(m, r, w, f, a, line, here);
		if (here && (m->opts.kind == MENU_PLAIN || m->chosen))
			frame_cursor(f, a.row + line, a.col, focus);
	}
}

/* Rows that stand below what is seen. */
static size_t rows_below(const struct menu *m)
{
	size_t seen = m->top + (size_t)m->page;

	return m->n_shown > seen ? m->n_shown - seen : 0;
}

/* What is hidden above is said on the border, at the right. */
static void draw_above(const struct menu *m, struct frame *f, struct area box)
{
	struct pen pen = pen_at(f, area_lines(box, 0, 1), 0);
	AUTO(buf) text = BUF_INIT(64);

	if (!m->top)
		return;
	buf_addf(&text, " \xE2\x80\xA6 %zu more ", m->top);
	pen.end -= 2;
	pen_right(&pen, ROLE_MUTED, buf_text(&text));
}

/* What Enter does, into text, which outlives the hint. */
static const char *enter_word(const struct menu *m, struct buf *text)
{
	const struct menu_row *r = menu_shown_row(m, m->cursor);

	if (!menu_takes_row(m))
		return m->line_is ? "runs what is typed" : "says what is wrong with it";
	if (!m->opts.says_enter || !r)
		return text_or(m->opts.enter, "takes it");
	m->opts.says_enter(r->text, r->id, text);
	return buf_text(text);
}

static bool has_checks(const struct menu *m)
{
	for (size_t i = 0; i < m->n_rows; i++)
		if (m->rows[i].check != MENU_NO_CHECK)
			return true;
	return false;
}

static void find_hints(const struct menu *m, struct buf *text, struct hints *ret)
{
	const char *enter = enter_word(m, text);
	bool line = m->opts.kind == MENU_LINE;

	if (line)
		hints_add(ret, "Enter", enter);
	hints_add(ret, "\xE2\x86\x91\xE2\x86\x93", "choose");
	if (has_checks(m))
		hints_add(ret, "Space", "shows or hides");
	if (!line)
		hints_add(ret, "Enter", enter);
	if (line)
		hints_add(ret, "Tab", "completes");
	if (!text_eq(enter, "closes"))
		hints_add(ret, "Esc", "closes");
}

/* "x does nothing here" */
static void add_useless(const struct menu *m, struct buf *out)
{
	key_print(m->useless, out);
	buf_add_text(out, " does nothing here");
}

static void foot_text(const struct menu *m, struct buf *out)
{
	const struct menu_row *r = menu_shown_row(m, m->cursor);
	struct hints hints = { .n = 0 };
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(1));

	find_hints(m, &text, &hints);
	if (m->refused && r && r->why_not)
		buf_addf(out, "not now: %s", r->why_not);
	else if (m->useless.code)
		add_useless(m, out);
	else
		hints_join(&hints, out);
}

void menu_draw(struct menu *m, struct frame *f)
{
	struct area box = { 0 };
	struct area inner = { 0 };
	AUTO(buf) foot = BUF_INIT(LIMIT_TEXT);
	AUTO(buf) focus = BUF_INIT(LIMIT_KIB(1));
	AUTO(buf) enter = BUF_INIT(LIMIT_KIB(1));
	struct hints hints = { .n = 0 };
	enum role was;

	m->narrow = f->cols < NARROW;
	frame_scrim(f);
	find_hints(m, &enter, &hints);
	hints_draw(&hints, f);
	box = box_area(m, f);
	inner = area_lines(box, 1, box.height - 2);
	inner.col += INSET_LEFT;
	inner.width -= INSET_LEFT + INSET_RIGHT;
	m->page = inner.height - (has_line(m) ? 2 : 0);
	m->page = m->page > 0 ? m->page : 1;
	scroll(m);
	if (rows_below(m))
		buf_addf(&foot, "\xE2\x80\xA6 %zu more \xC2\xB7 ", rows_below(m));
	foot_text(m, &foot);
	focus_of(m, &focus);
	was = frame_on(f, ROLE_RAISED);
	frame_box(f, box, m->title, buf_text(&foot));
	draw_above(m, f, box);
	if (has_line(m)) {
		draw_line(m, f, area_lines(inner, 0, 1), buf_text(&focus));
		rule(f, inner, 1, 0, NULL);
		inner = area_lines(inner, 2, -1);
	}
	draw_rows(m, f, inner, buf_text(&focus));
	(void)frame_on(f, was);
}

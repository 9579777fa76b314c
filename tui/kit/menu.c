/*
 * A list in a box.
 *
 * What always holds: the cursor stands on a row that is shown and no heading, or is
 * MENU_NONE; MENU_TAKEN is answered in take() alone, for a row without a why-not.
 */
#include "tui/kit/menu.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/limits.h"
#include "core/base/utf8.h"
#include "core/base/vec.h"
#include "tui/kit/fuzzy.h"
#include "tui/kit/word.h"

enum row_kind {
	ROW_ITEM,
	ROW_HEADING,
	ROW_REMARK
};

struct menu_row {
	enum row_kind kind;
	char *text, *detail, *note, *right, *why_not;
	enum role role, detail_role, note_role;
	enum menu_check check;
	bool careful;
	size_t id;
};

void menu_init(struct menu *m, const struct menu_opts *opts)
{
	*m = (struct menu){ .opts = *opts, .cursor = MENU_NONE, .page = 1 };
	m->title = mem_text(text_or(opts->title, ""));
	prompt_init(&m->prompt, opts->label, false);
}

static void release_row(struct menu_row *r)
{
	free(r->text);
	free(r->detail);
	free(r->note);
	free(r->right);
	free(r->why_not);
}

void menu_clear(struct menu *m)
{
	for (size_t i = 0; i < m->n_rows; i++)
		release_row(&m->rows[i]);
	m->n_rows = m->n_shown = m->top = 0;
	m->cursor = MENU_NONE;
	m->chosen = m->refused = false;
}

void menu_release(struct menu *m)
{
	if (!m)
		return;
	menu_clear(m);
	free(m->rows);
	free(m->shown);
	free(m->title);
	prompt_release(&m->prompt);
	*m = (struct menu){ .cursor = MENU_NONE };
}

/* ---- rows ---- */

static char *kept(const char *text)
{
	struct str s = str_of(text);

	if (!text)
		return NULL;
	return mem_text_n(s.p, s.len < LIMIT_TEXT ? s.len : LIMIT_TEXT);
}

static struct menu_row *push(struct menu *m, enum row_kind kind, const char *text)
{
	struct menu_row *r = NULL;

	if (m->n_rows >= MENU_ROWS)
		return NULL;
	r = VEC_PUSH(m->rows, m->n_rows, m->cap_rows);
	*r = (struct menu_row){ .kind = kind,
				.text = kept(text_or(text, "")),
				.id = MENU_NONE };
	return r;
}

void menu_add(struct menu *m, const struct menu_item *item)
{
	struct menu_row *r = push(m, ROW_ITEM, item->text);

	if (!r)
		return;
	r->detail = kept(item->detail);
	r->note = kept(item->note);
	r->right = kept(item->right);
	r->why_not = kept(item->why_not);
	r->role = item->role;
	r->detail_role = item->detail_role;
	r->note_role = item->note_role;
	r->check = item->check;
	r->careful = item->careful;
	r->id = item->id;
}

void menu_heading(struct menu *m, const char *text)
{
	(void)push(m, ROW_HEADING, text);
}

void menu_remark(struct menu *m, const char *text)
{
	(void)push(m, ROW_REMARK, text);
}

static struct menu_row *shown_row(const struct menu *m, size_t at)
{
	return at < m->n_shown ? &m->rows[m->shown[at]] : NULL;
}

static bool fits(const struct menu *m, const struct menu_row *r)
{
	struct str words = prompt_text(&m->prompt);

	if (m->opts.kind != MENU_FILTERED || !words.len || r->kind == ROW_HEADING)
		return true;
	return fuzzy_rank(str_of(r->text), words) >= 0 ||
	       (r->detail && words_in(str_of(r->detail), words));
}

/* A heading stands only before rows of its group. */
static void drop_empty_headings(struct menu *m)
{
	size_t n = 0;

	for (size_t i = 0; i < m->n_shown; i++) {
		const struct menu_row *next = shown_row(m, i + 1);

		if (shown_row(m, i)->kind == ROW_HEADING &&
		    (!next || next->kind == ROW_HEADING))
			continue;
		m->shown[n++] = m->shown[i];
	}
	m->n_shown = n;
}

static void show(struct menu *m)
{
	m->n_shown = m->top = 0;
	for (size_t i = 0; i < m->n_rows; i++)
		if (fits(m, &m->rows[i]))
			*VEC_PUSH(m->shown, m->n_shown, m->cap_shown) = i;
	drop_empty_headings(m);
}

/* How well a row serves as the one that the cursor finds by itself. */
static int standing(const struct menu *m, const struct menu_row *r)
{
	struct str words = prompt_text(&m->prompt);
	int rank = 0;

	if (r->kind != ROW_ITEM)
		return -1;
	if (m->opts.kind == MENU_FILTERED)
		rank = fuzzy_rank(str_of(r->text), words);
	return (rank < 0 ? 0 : rank) + (r->why_not ? 0 : 10000) +
	       (r->careful ? 0 : 20000);
}

static void find_cursor(struct menu *m)
{
	int best = -1;

	m->cursor = MENU_NONE;
	for (size_t i = 0; i < m->n_shown; i++) {
		int now = standing(m, shown_row(m, i));

		if (now <= best)
			continue;
		best = now;
		m->cursor = i;
	}
}

void menu_ready(struct menu *m, size_t id)
{
	show(m);
	m->chosen = m->refused = false;
	find_cursor(m);
	for (size_t i = 0; id != MENU_NONE && i < m->n_shown; i++)
		if (shown_row(m, i)->kind == ROW_ITEM && shown_row(m, i)->id == id)
			m->cursor = i;
}

size_t menu_row(const struct menu *m)
{
	const struct menu_row *r = shown_row(m, m->cursor);

	return r ? r->id : MENU_NONE;
}

const char *menu_row_text(const struct menu *m)
{
	const struct menu_row *r = shown_row(m, m->cursor);

	return r ? r->text : NULL;
}

void menu_set_text(struct menu *m, struct str text)
{
	prompt_set(&m->prompt, text);
}

enum menu_check menu_checked(const struct menu *m, size_t id)
{
	for (size_t i = 0; i < m->n_rows; i++)
		if (m->rows[i].kind == ROW_ITEM && m->rows[i].id == id)
			return m->rows[i].check;
	return MENU_NO_CHECK;
}

struct str menu_text(const struct menu *m)
{
	return prompt_text(&m->prompt);
}

/* ---- keys ---- */

/* n rows further, over headings; the ends are ends, but one step goes round. */
static void move(struct menu *m, long n)
{
	size_t at = m->cursor;
	size_t last = MENU_NONE;
	long left = n < 0 ? -n : n;
	bool round = left == 1;

	if (at == MENU_NONE)
		return;
	for (size_t tried = 0; left > 0 && tried < m->n_shown; tried++) {
		if (n > 0 ? at + 1 >= m->n_shown : at == 0) {
			if (!round)
				break;
			at = n > 0 ? 0 : m->n_shown - 1;
		} else {
			at = n > 0 ? at + 1 : at - 1;
		}
		if (m->rows[m->shown[at]].kind != ROW_ITEM)
			continue;
		last = at;
		left--;
	}
	if (last != MENU_NONE)
		m->cursor = last;
	m->chosen = true;
}

static enum menu_event take(struct menu *m)
{
	const struct menu_row *r = shown_row(m, m->cursor);

	if (m->opts.kind == MENU_LINE && !m->chosen)
		return MENU_ENTERED;
	if (!r)
		return MENU_OPEN;
	m->refused = r->why_not != NULL;
	m->chosen = true;
	return m->refused ? MENU_OPEN : MENU_TAKEN;
}

static enum menu_event toggle(struct menu *m)
{
	struct menu_row *r = shown_row(m, m->cursor);

	if (!r)
		return MENU_OPEN;
	m->refused = r->why_not != NULL;
	if (m->refused)
		return MENU_OPEN;
	r->check = r->check == MENU_ON ? MENU_OFF : MENU_ON;
	return MENU_TOGGLED;
}

static enum menu_event typed(struct menu *m)
{
	m->chosen = m->refused = false;
	if (m->opts.kind == MENU_LINE)
		return MENU_TYPED;
	show(m);
	find_cursor(m);
	return MENU_OPEN;
}

/* Steps of a key that moves; 0: it does not. */
static long steps(const struct menu *m, struct key k)
{
	long page = m->page > 1 ? m->page - 1 : 1;

	if (k.mods == KEY_MOD_CTRL && (k.code == 'n' || k.code == 'p'))
		return k.code == 'n' ? 1 : -1;
	if (k.mods)
		return 0;
	switch (k.code) {
	case KEYCAP_DOWN: return 1;
	case KEYCAP_UP: return -1;
	case KEYCAP_PAGE_DOWN: return page;
	case KEYCAP_PAGE_UP: return -page;
	default: break;
	}
	if (m->opts.kind != MENU_PLAIN)
		return 0;
	switch (k.code) {
	case 'j': return 1;
	case 'k': return -1;
	case 'g':
	case KEYCAP_HOME: return -MENU_ROWS;
	case 'G':
	case KEYCAP_END: return MENU_ROWS;
	default: return 0;
	}
}

static enum menu_event prompt_event(struct menu *m, struct key k)
{
	switch (prompt_key(&m->prompt, k)) {
	case PROMPT_CHANGED: return typed(m);
	case PROMPT_CANCEL: return MENU_CLOSED;
	case PROMPT_SUBMIT: return take(m);
	case PROMPT_MOVED:
	case PROMPT_NOTHING: break;
	}
	return MENU_OPEN;
}

static bool closes(const struct menu *m, struct key k)
{
	if (k.mods == KEY_MOD_CTRL)
		return k.code == 'c' || k.code == 'g';
	if (k.mods)
		return false;
	return k.code == KEYCAP_ESC || (k.code == 'q' && m->opts.kind == MENU_PLAIN);
}

enum menu_event menu_key(struct menu *m, struct key k)
{
	const struct menu_row *r = shown_row(m, m->cursor);
	long by = steps(m, k);

	m->refused = false;
	if (closes(m, k))
		return MENU_CLOSED;
	if (by) {
		if (m->opts.kind == MENU_LINE && !m->chosen && by > 0)
			m->chosen = m->cursor != MENU_NONE; /* the marked one first */
		else
			move(m, by);
		return MENU_OPEN;
	}
	if (!k.mods && k.code == KEYCAP_ENTER)
		return take(m);
	if (!k.mods && k.code == ' ' && r && r->check != MENU_NO_CHECK)
		return toggle(m);
	return m->opts.kind == MENU_PLAIN ? MENU_OPEN : prompt_event(m, k);
}

enum menu_event menu_paste(struct menu *m, struct str bytes)
{
	if (m->opts.kind == MENU_PLAIN)
		return MENU_OPEN;
	prompt_paste(&m->prompt, bytes);
	return typed(m);
}

/* ---- drawing ---- */

#define NARROW      100
#define WIDTH_MOST  85
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

static int box_width(const struct menu *m, const struct frame *f)
{
	struct cols w = wanted_cols(m);
	int width = sum_cols(&w) + INSET_LEFT + INSET_RIGHT;

	width = wider(width - 6, m->title) + 6;
	width = wider(width - 6, m->opts.foot) + 6;
	if (width > WIDTH_MOST || m->opts.kind == MENU_LINE)
		width = WIDTH_MOST;
	width = width < WIDTH_LEAST ? WIDTH_LEAST : width;
	return width > f->cols ? f->cols : width;
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

	if (here && (m->chosen || m->opts.kind != MENU_LINE)) {
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
	const struct menu_row *r = shown_row(m, m->cursor);
	bool row = r && (m->opts.kind == MENU_PLAIN || m->chosen);

	buf_addf(out, "%s:%s", text_or(m->opts.focus, "menu"), row ? r->text : "line");
}

/* Scroll so that the cursor is seen, with the heading above a group's first row. */
static void scroll(struct menu *m)
{
	size_t page = (size_t)m->page;
	size_t at = m->cursor == MENU_NONE ? 0 : m->cursor;
	bool headed = at > 0 && at < m->n_shown &&
		      shown_row(m, at - 1)->kind == ROW_HEADING && page > 1;

	if (m->top > at - (headed ? 1 : 0))
		m->top = at - (headed ? 1 : 0);
	if (at >= m->top + page)
		m->top = at - page + 1;
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
		const struct menu_row *r = shown_row(m, m->top + (size_t)line);
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

static void foot_text(const struct menu *m, struct buf *out)
{
	const struct menu_row *r = shown_row(m, m->cursor);

	if (m->refused && r && r->why_not)
		buf_addf(out, "not now: %s", r->why_not);
	else if (m->opts.kind == MENU_LINE && m->chosen)
		buf_add_text(out, "Enter takes the chosen row \xC2\xB7 type to go on "
				  "\xC2\xB7 Esc closes");
	else if (m->opts.foot)
		buf_add_text(out, m->opts.foot);
	else
		buf_addf(out,
			 "\xE2\x86\x91\xE2\x86\x93 choose \xC2\xB7 Enter takes it%s "
			 "\xC2\xB7 Esc closes",
			 r && r->check != MENU_NO_CHECK ? " \xC2\xB7 Space on/off"
							: "");
	if (m->n_shown > (size_t)m->page)
		buf_addf(out, " \xC2\xB7 %zu more", m->n_shown - (size_t)m->page);
}

void menu_draw(struct menu *m, struct frame *f)
{
	struct area box = { 0 };
	struct area inner = { 0 };
	AUTO(buf) foot = BUF_INIT(LIMIT_TEXT);
	AUTO(buf) focus = BUF_INIT(LIMIT_KIB(1));
	enum role was;

	m->narrow = f->cols < NARROW;
	frame_scrim(f);
	box = box_area(m, f);
	inner = area_lines(box, 1, box.height - 2);
	inner.col += INSET_LEFT;
	inner.width -= INSET_LEFT + INSET_RIGHT;
	m->page = inner.height - (has_line(m) ? 2 : 0);
	m->page = m->page > 0 ? m->page : 1;
	foot_text(m, &foot);
	focus_of(m, &focus);
	was = frame_on(f, ROLE_RAISED);
	frame_box(f, box, m->title, buf_text(&foot));
	if (has_line(m)) {
		draw_line(m, f, area_lines(inner, 0, 1), buf_text(&focus));
		rule(f, inner, 1, 0, NULL);
		inner = area_lines(inner, 2, -1);
	}
	draw_rows(m, f, inner, buf_text(&focus));
	(void)frame_on(f, was);
}

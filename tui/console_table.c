/*
 * Lists: what the keys do in the table of a view, the same on every screen.
 *
 * A view says which of its tables has the keys (view_ops.table); it sees a key first
 * and leaves here what it has no other use for.
 */
#include "tui/console_impl.h"

#include <stdlib.h>

#include "core/base/limits.h"
#include "core/base/utf8.h"

static const struct {
	enum action action;
	enum table_move move;
} moves[] = {
	{ ACTION_UP, TABLE_UP },
	{ ACTION_DOWN, TABLE_DOWN },
	{ ACTION_TOP, TABLE_TOP },
	{ ACTION_BOTTOM, TABLE_BOTTOM },
	{ ACTION_HALF_UP, TABLE_HALF_UP },
	{ ACTION_HALF_DOWN, TABLE_HALF_DOWN },
	{ ACTION_PAGE_UP, TABLE_PAGE_UP },
	{ ACTION_PAGE_DOWN, TABLE_PAGE_DOWN },
	{ ACTION_NEXT_PROBLEM, TABLE_NEXT_PROBLEM },
	{ ACTION_PREV_PROBLEM, TABLE_PREV_PROBLEM },
};

struct table *console_table(const struct console *c)
{
	const struct view_ops *v = console_here(c);

	return v->table ? v->table(console_state(c)) : NULL;
}

static bool goes_to_problem(enum action a)
{
	return a == ACTION_NEXT_PROBLEM || a == ACTION_PREV_PROBLEM;
}

/* Mark the row and go on to the next one, so that Space Space marks two. */
static void mark(struct table *t)
{
	table_mark(t);
	(void)table_move(t, TABLE_DOWN);
}

/* r with marks reads what is marked, where rows are installations. */
static bool refresh_marked(struct console *c)
{
	const struct table *t = console_table(c);
	size_t *rows = NULL;
	size_t n = 0;

	if (!t || !t->n_marks || console_place(c)->view != VIEW_FLEET)
		return false;
	rows = mem_new(t->n_all ? t->n_all : 1, sizeof(*rows));
	n = table_targets(t, rows, t->n_all);
	for (size_t i = 0; i < n; i++)
		c->host.refresh(c->host.ctx, t->source->id(t->source->ctx, rows[i]));
	free(rows);
	return n > 0;
}

static bool change(struct console *c, struct table *t, enum action a)
{
	for (size_t i = 0; i < ARRAY_LEN(moves); i++) {
		if (moves[i].action != a)
			continue;
		(void)table_move(t, moves[i].move);
		return true;
	}
	switch ((int)a) {
	case ACTION_MARK: mark(t); return true;
	case ACTION_MARK_RANGE: table_mark_range(t); return true;
	case ACTION_PROBLEMS: table_problems_only(t, !t->problems_only); return true;
	case ACTION_SORT: console_pick_sort(c); return true;
	case ACTION_SORT_REVERSE: table_sort(t, t->sort, !t->reverse); return true;
	case ACTION_COLUMNS: console_choose_columns(c); return true;
	case ACTION_WIDE: table_wide(t, !t->wide); return true;
	default: return false;
	}
}

/* What is done with the row rather than with the list. */
static bool act_on_row(struct console *c, const struct scene *s, enum action a)
{
	switch ((int)a) {
	case ACTION_COPY: console_copy_row(c, s, false); return true;
	case ACTION_COPY_ALL: console_copy_row(c, s, true); return true;
	case ACTION_DESCRIBE: console_describe(c, s); return true;
	case ACTION_REFRESH: return refresh_marked(c);
	default: return false;
	}
}

/* In wide mode h and l move sideways, whatever else they do on the screen. */
bool console_table_sideways(struct console *c, const struct scene *s, enum action a)
{
	struct table *t = console_table(c);

	if (!t || !t->wide || (a != ACTION_LEFT && a != ACTION_RIGHT))
		return false;
	if (!table_sideways(t, a == ACTION_LEFT ? -1 : 1))
		console_remark(c, s,
			       a == ACTION_LEFT ? "This is the first column."
						: "This is the last column.");
	return true;
}

bool console_table_act(struct console *c, const struct scene *s, enum action a)
{
	struct table *t = console_table(c);
	size_t row = TABLE_NONE;

	if (act_on_row(c, s, a))
		return true;
	if (!t || ((goes_to_problem(a) || a == ACTION_PROBLEMS) && !t->source->problem))
		return false;
	if (t->in_order && (a == ACTION_SORT || a == ACTION_SORT_REVERSE)) {
		console_remark(c, s,
			       "This list keeps its order, worst group first; / and ! "
			       "pick rows.");
		return true;
	}
	row = table_row(t);
	if (!change(c, t, a))
		return false;
	if (goes_to_problem(a) && table_row(t) == row)
		console_remark(c, s, "No other row here is in trouble.");
	console_update(c, s);
	return true;
}

/* One layer: the marks, which outlive a filter, so that rows of several can be marked.
 */
bool console_table_escape(struct console *c, const struct scene *s)
{
	struct table *t = console_table(c);

	if (console_filter_text(c)[0]) {
		console_filter(c, s, (struct str){ 0 });
		return true;
	}
	if (!t || !t->n_marks)
		return false;
	table_clear_marks(t);
	return true;
}

/* ---- the filter ---- */

bool console_can_filter(struct console *c)
{
	struct find_pane pane = { 0 };

	return console_text(c, &pane) || console_here(c)->filter || console_table(c);
}

const char *console_filter_text(struct console *c)
{
	const struct view_ops *v = console_here(c);
	const struct table *t = console_table(c);
	struct find_pane pane = { 0 };

	if (console_text(c, &pane))
		return pane.find->text;
	if (v->filter_text)
		return v->filter_text(console_state(c));
	return t ? text_or(t->filter, "") : "";
}

void console_filter(struct console *c, const struct scene *s, struct str words)
{
	struct table *t = console_table(c);
	struct find_pane pane = { 0 };

	if (console_text(c, &pane))
		(void)find_text(&pane, words);
	else if (console_here(c)->filter)
		console_here(c)->filter(console_state(c), s, words);
	else if (t)
		table_filter(t, words);
	console_update(c, s);
}

static bool check(struct console *c, struct str words, struct filter_error *ret)
{
	const struct view_ops *v = console_here(c);
	const struct table *t = console_table(c);
	struct find_pane pane = { 0 };

	*ret = (struct filter_error){ 0 };
	if (console_text(c, &pane)) {
		if (words.len >= FIND_MAX)
			text_keep(ret->text, sizeof(ret->text),
				  STR("that is too long to look for"));
		return words.len < FIND_MAX;
	}
	if (v->filter)
		return !v->filter_check ||
		       v->filter_check(console_state(c), words, ret);
	return !t || table_filter_check(t, words, ret);
}

void console_filter_typed(struct console *c, const struct scene *s)
{
	struct str words = prompt_text(&c->filter);

	if (check(c, words, &c->filter_error))
		c->filter_error.text[0] = '\0'; /* what lacks may still be typed */
	console_filter(c, s, words);
}

bool console_filter_whole(struct console *c, struct str words, struct filter_error *ret)
{
	return check(c, words, ret) && !ret->text[0];
}

/* Enter; a filter that makes no sense, or lacks a word, stays open, with the place
 * pointed at. */
bool console_filter_entered(struct console *c, const struct scene *s)
{
	struct str words = prompt_text(&c->filter);
	struct find_pane pane = { 0 };

	if (!console_filter_whole(c, words, &c->filter_error))
		return false;
	prompt_remember(&c->filter, words);
	if (console_text(c, &pane) && !words.len)
		(void)console_find_act(c, s, ACTION_NEXT_MATCH);
	else
		console_filter(c, s, str_trim(words));
	return true;
}

/* How filters are written, and what the columns are called. */
static void add_language(const struct console *c, struct buf *out)
{
	if (console_here(c)->filter) {
		buf_add_text(out, text_or(console_here(c)->filter_advice,
					  "word  \"two words\"  who:word  who:=word"));
		return;
	}
	/* a blank stands before each name */
	buf_add_text(out, "word  \"two words\"  col:word  col:=word  col>3  !not ·");
	console_columns(c, out);
}

/* What goes on behind it; an action without a key is left out. */
static void add_finding(const struct console *c, struct buf *out)
{
	static const struct {
		enum action action;
		const char *says;
	} rows[] = {
		{ ACTION_NEXT_MATCH, "the next" },
		{ ACTION_PREV_MATCH, "the one before" },
	};

	buf_add_text(out, "finds in this text; ");
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(buf) key = BUF_INIT(64);

		console_add_key(c, rows[i].action, "", &key);
		if (key.len)
			buf_addf(out, "%s %s, ", buf_text(&key), rows[i].says);
	}
	buf_add_text(out, "Esc ends it");
}

/* While it is typed: what is wrong with it, above the word, or how filters are written
 * and what the columns are called. */
void console_filter_advice(struct console *c, struct frame *f, struct area a)
{
	struct str line = prompt_text(&c->filter);
	struct pen pen = pen_at(f, a, 0);
	struct find_pane pane = { 0 };
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(2));

	if (c->filter_error.text[0]) {
		pen_skip(&pen,
			 2 + utf8_width((struct str){ line.p, c->filter_error.at }));
		if (pen_room(&pen) < utf8_width(str_of(c->filter_error.text)) + 2)
			pen_to(&pen, a, 1);
		pen_printf(&pen, ROLE_FIELD_ERROR, "↓ %s", c->filter_error.text);
		return;
	}
	pen_skip(&pen, 1);
	if (console_text(c, &pane)) {
		add_finding(c, &text);
		console_find_count(c, &text);
	} else {
		add_language(c, &text);
	}
	pen_fit(&pen, pen_room(&pen), ROLE_MUTED, buf_str(&text), FIT_TAIL, ALIGN_LEFT);
}

/* ---- columns ---- */

void console_columns(const struct console *c, struct buf *out)
{
	const struct table *t = console_table(c);

	for (size_t i = 0; t && i < t->source->n_cols; i++) {
		if (text_empty(t->source->cols[i].title))
			continue;
		if (out->len)
			buf_add_char(out, ' ');
		table_col_name(&t->source->cols[i], out);
	}
}

/* ---- what the rules say of it ---- */

static void add_part(struct buf *out, const char *text)
{
	if (text_empty(text))
		return;
	buf_addf(out, "%s%s", out->len ? " · " : "", text);
}

#define FILTER_SEEN 48 /* columns of the filter in the title rule, at most */
#define RULE_INK    8  /* what the rule itself takes */

/* The filter before what the view says there, alone where there is no room for both,
 * so that it is never forgotten. */
void console_filter_title(struct console *c, int width, struct view_title *ret)
{
	int seen = width / 3 < FILTER_SEEN ? width / 3 : FILTER_SEEN;
	AUTO(buf) parts = BUF_INIT(LIMIT_KIB(2));
	AUTO(buf) safe = BUF_INIT(LIMIT_KIB(2));
	size_t alone = 0;

	if (!console_filter_text(c)[0])
		return;
	utf8_safe(&safe, str_of(console_filter_text(c)), LIMIT_KIB(1));
	buf_add_text(&parts, "/");
	utf8_fit_tail(&parts, buf_str(&safe), seen);
	console_find_count(c, &parts);
	alone = parts.len;
	add_part(&parts, buf_text(&ret->right));
	if (utf8_width(buf_str(&ret->crumbs)) + utf8_width(buf_str(&parts)) + RULE_INK >
	    width)
		buf_cut(&parts, alone);
	buf_clear(&ret->right);
	buf_add_str(&ret->right, buf_str(&parts));
}

/* Marks before what the view says, the row where it says nothing. */
void console_table_title(const struct console *c, struct view_title *ret)
{
	const struct table *t = console_table(c);
	AUTO(buf) parts = BUF_INIT(LIMIT_KIB(2));
	AUTO(buf) wide = BUF_INIT(128);

	if (!t)
		return;
	table_marks_text(t, &parts);
	if (t->problems_only)
		add_part(&parts, "problems only");
	table_wide_text(t, &wide);
	add_part(&parts, buf_text(&wide));
	add_part(&parts, buf_text(&ret->settings));
	buf_clear(&ret->settings);
	buf_add_str(&ret->settings, buf_str(&parts));
	if (!ret->position.len)
		table_position(t, &ret->position);
}

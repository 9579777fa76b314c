/*
 * Lists: what the keys do in the table of a view, the same on every screen.
 *
 * A view says which of its tables has the keys (view_ops.table); it sees a key first
 * and leaves here what it has no other use for.
 */
#include "tui/console_impl.h"

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

static bool needs_problems(enum action a)
{
	return a == ACTION_NEXT_PROBLEM || a == ACTION_PREV_PROBLEM ||
	       a == ACTION_PROBLEMS;
}

/* Mark the row and go on to the next one, so that Space Space marks two. */
static void mark(struct table *t)
{
	table_mark(t);
	(void)table_move(t, TABLE_DOWN);
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
	case ACTION_SORT: console_open_command(c, "sort "); return true;
	case ACTION_SORT_REVERSE: table_sort(t, t->sort, !t->reverse); return true;
	default: return false;
	}
}

bool console_table_act(struct console *c, const struct scene *s, enum action a)
{
	struct table *t = console_table(c);

	if (!t || (needs_problems(a) && !t->source->problem))
		return false;
	if (t->in_order && (a == ACTION_SORT || a == ACTION_SORT_REVERSE))
		return false;
	if (!change(c, t, a))
		return false;
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

bool console_can_filter(const struct console *c)
{
	return console_here(c)->filter || console_table(c);
}

const char *console_filter_text(const struct console *c)
{
	const struct view_ops *v = console_here(c);
	const struct table *t = console_table(c);

	if (v->filter_text)
		return v->filter_text(console_state(c));
	return t ? text_or(t->filter, "") : "";
}

void console_filter(struct console *c, const struct scene *s, struct str words)
{
	struct table *t = console_table(c);

	if (console_here(c)->filter)
		console_here(c)->filter(console_state(c), s, words);
	else if (t)
		table_filter(t, words);
	console_update(c, s);
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

bool console_sort(struct console *c, const struct scene *s, struct str column,
		  bool reverse)
{
	struct table *t = console_table(c);
	int col = t && !t->in_order ? table_find_col(t, column) : -1;

	if (col < 0)
		return false;
	table_sort(t, col, reverse);
	console_update(c, s);
	return true;
}

/* ---- what the rules say of it ---- */

static void add_part(struct buf *out, const char *text)
{
	if (text_empty(text))
		return;
	buf_addf(out, "%s%s", out->len ? " · " : "", text);
}

/* Marks and filter before what the view says, the row where it says nothing. */
void console_table_title(const struct console *c, struct view_title *ret)
{
	const struct table *t = console_table(c);
	AUTO(buf) parts = BUF_INIT(LIMIT_KIB(2));

	if (!t)
		return;
	table_marks_text(t, &parts);
	if (t->problems_only)
		add_part(&parts, "problems only");
	if (!text_empty(t->filter)) {
		add_part(&parts, "filter ");
		buf_add_text(&parts, t->filter);
	}
	add_part(&parts, buf_text(&ret->settings));
	buf_clear(&ret->settings);
	buf_add_str(&ret->settings, buf_str(&parts));
	if (!ret->position.len)
		table_position(t, &ret->position);
}

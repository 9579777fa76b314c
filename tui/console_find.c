/*
 * Looking for a text where there is no list to filter: `/`, n, N and Esc, the same in
 * raw JSON and in every text of a view.
 */
#include "tui/console_impl.h"

#include "core/base/limits.h"

bool console_text(struct console *c, struct find_pane *ret)
{
	const struct view_ops *v = console_here(c);

	if (c->describing) {
		*ret = detail_pane(&c->raw);
		return true;
	}
	return v->text && v->text(console_state(c), ret);
}

enum action_part console_part(const struct console *c)
{
	const struct view_ops *v = console_here(c);
	struct find_pane pane = { 0 };

	if (c->describing)
		return ACTION_IN_RAW;
	return v->text && v->text(console_state(c), &pane) ? ACTION_IN_TEXT
							   : ACTION_IN_LIST;
}

static bool next(struct console *c, const struct scene *s, const struct find_pane *pane,
		 int step)
{
	AUTO(buf) key = BUF_INIT(64);
	AUTO(buf) text = BUF_INIT(256);

	console_add_key(c, ACTION_FILTER, ":filter", &key);
	if (!pane->find->text[0])
		buf_addf(&text, "Nothing is looked for yet: %s does.", buf_text(&key));
	else if (!find_next(pane, step))
		buf_addf(&text, "\"%s\" stands in no line here.", pane->find->text);
	if (text.len)
		console_remark(c, s, buf_text(&text));
	return true;
}

bool console_find_act(struct console *c, const struct scene *s, enum action a)
{
	struct find_pane pane = { 0 };

	if (!console_text(c, &pane)) {
		if (a != ACTION_NEXT_MATCH && a != ACTION_PREV_MATCH)
			return false;
		console_remark(c, s,
			       "There is no text here to look through; a list is "
			       "filtered.");
		return true;
	}
	switch ((int)a) {
	case ACTION_NEXT_MATCH: return next(c, s, &pane, 1);
	case ACTION_PREV_MATCH: return next(c, s, &pane, -1);
	case ACTION_ESC: /* a layer of its own */
		if (!pane.find->text[0])
			return false;
		return find_text(&pane, (struct str){ 0 });
	default: return false;
	}
}

/* " · 2 of 7 lines" */
void console_find_count(struct console *c, struct buf *out)
{
	struct find_pane pane = { 0 };
	int n = 0;
	int at = 0;

	if (!console_text(c, &pane) || !pane.find->text[0])
		return;
	n = find_count(&pane, &at);
	if (n == 0)
		buf_add_text(out, " · in no line");
	else
		buf_addf(out, " · %d of %d line%s", at, n, n == 1 ? "" : "s");
}

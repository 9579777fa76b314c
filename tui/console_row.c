/*
 * One row: what y and Y copy of it, and d, which lays its raw JSON over the view.
 *
 * What is copied and shown is what the model holds: safe texts, secrets masked.
 */
#include "tui/console_impl.h"

#include <stdlib.h>

#include "core/base/limits.h"
#include "core/tree/json.h"
#include "tui/views/parts.h"

#define COPY_ROWS 10000 /* at most; more text than LIMIT_COPY is refused anyway */

struct table *console_rows(const struct console *c)
{
	const struct view_ops *v = console_here(c);

	return v->rows ? v->rows(console_state(c)) : console_table(c);
}

/* ---- copy ---- */

static bool add_json(const struct table *t, size_t row, enum json_form form,
		     struct buf *out)
{
	AUTO(arena) a = ARENA_INIT(LIMIT_ARENA);
	const struct table_source *s = t->source;
	struct node *item = s->item ? s->item(s->ctx, row, &a) : NULL;

	if (!item || !arena_ok(&a))
		return false;
	json_write(out, item, form);
	return true;
}

static void add_name(const struct table *t, size_t row, bool whole, struct buf *out)
{
	const struct table_source *s = t->source;

	if (s->copy)
		s->copy(s->ctx, row, whole, out);
	else if (!whole)
		buf_add_text(out, s->id(s->ctx, row));
}

/* "the stack name", "3 ARNs", "2 rows as JSON". */
static void add_what(const struct table *t, size_t n, bool whole, bool json,
		     struct buf *out)
{
	const char *noun = whole ? text_or(t->source->whole, "name")
				 : text_or(t->source->noun, "name");

	if (n == 1)
		buf_addf(out, "the %s", json ? "row as JSON" : noun);
	else
		buf_addf(out, "%zu %s", n, json ? "rows as JSON" : noun);
	buf_add_text(out, n == 1 || json ? "" : "s");
}

#define NAMED_MOST 256 /* bytes of the names in a sentence; more are cut anyway */

/* The first names, as many as a sentence could hold. */
static void add_named(struct str name, struct buf *out)
{
	if (out->len < NAMED_MOST)
		buf_addf(out, "%s%.*s", out->len ? ", " : "", STR_FMT(name));
}

/* What a copy is, for the sentence. */
struct copied {
	struct buf text, what, name;
};

/* What a copy is not itself, but of: "3 ARNs (...)", "the row as JSON (...)". */
static void in_brackets(struct buf *name)
{
	AUTO(buf) bare = BUF_INIT(LIMIT_KIB(17));

	buf_add_str(&bare, buf_str(name));
	buf_clear(name);
	buf_addf(name, "(%s)", buf_text(&bare));
}

/* A line each; Y gives those that have no ARN as JSON. */
static bool copy_rows(const struct table *t, const size_t *rows, size_t n, bool whole,
		      struct copied *to)
{
	size_t n_json = 0;
	size_t n_copied = 0;

	for (size_t i = 0; i < n; i++) {
		size_t from = to->text.len;
		bool json = false;

		add_name(t, rows[i], whole, &to->text);
		if (whole && to->text.len == from)
			json = add_json(t, rows[i],
					n == 1 ? JSON_INDENTED : JSON_COMPACT,
					&to->text);
		if (to->text.len == from)
			continue;
		if (json)
			add_named(str_of(t->source->id(t->source->ctx, rows[i])),
				  &to->name);
		else
			add_named((struct str){ buf_text(&to->text) + from,
						to->text.len - from },
				  &to->name);
		n_json += json;
		n_copied++;
		if (n > 1)
			buf_add_char(&to->text, '\n');
	}
	add_what(t, n_copied, whole, n_json > 0, &to->what);
	if (n_copied != 1 || n_json > 0)
		in_brackets(&to->name);
	return n_copied > 0;
}

static bool copy_table(struct console *c, bool whole, struct copied *to)
{
	struct table *t = console_rows(c);
	size_t *rows = NULL;
	size_t n = 0;
	bool any = false;

	if (!t)
		return false;
	rows = mem_new(COPY_ROWS, sizeof(*rows));
	n = table_targets(t, rows, COPY_ROWS);
	any = copy_rows(t, rows, n, whole, to);
	free(rows);
	return any;
}

void console_copy_row(struct console *c, const struct scene *s, bool whole)
{
	struct copied to = { BUF_INIT(LIMIT_COPY), BUF_INIT(128),
			     BUF_INIT(LIMIT_KIB(17)) };

	if (!copy_table(c, whole, &to))
		console_remark(c, s, "There is nothing to copy here.");
	else if (!buf_ok(&to.text))
		console_remark(c, s,
			       "That is more than can be copied at once (1 MiB); mark "
			       "fewer rows.");
	else
		c->host.copy(c->host.ctx, buf_str(&to.text), buf_text(&to.what),
			     buf_text(&to.name));
	buf_release(&to.text);
	buf_release(&to.what);
	buf_release(&to.name);
}

/* ---- raw JSON ---- */

/* Of the selected row. */
static bool raw_text(const struct console *c, struct buf *out)
{
	const struct table *t = console_rows(c);
	size_t row = t ? table_row(t) : TABLE_NONE;

	return row != TABLE_NONE && add_json(t, row, JSON_INDENTED, out);
}

static bool fill(struct console *c)
{
	AUTO(buf) text = BUF_INIT(LIMIT_COPY);
	struct str rest = { 0 };

	if (!raw_text(c, &text))
		return false;
	detail_clear(&c->raw);
	rest = buf_str(&text);
	while (rest.len) /* line by line: all of it together may be too long */
		detail_text(&c->raw, ROLE_TEXT, str_cut(&rest, '\n'));
	return true;
}

void console_describe(struct console *c, const struct scene *s)
{
	c->raw.focus = "json";
	c->describing = fill(c);
	if (c->describing)
		(void)detail_to_end(&c->raw, false);
	else
		console_remark(c, s, "There is no row with raw JSON here.");
}

void console_end_describe(struct console *c)
{
	c->describing = false;
	detail_release(&c->raw);
	detail_init(&c->raw);
}

static void copy_raw(struct console *c, const struct scene *s)
{
	AUTO(buf) text = BUF_INIT(LIMIT_COPY);
	AUTO(buf) name = BUF_INIT(LIMIT_KIB(1));

	if (!raw_text(c, &text) || !buf_ok(&text)) {
		console_remark(c, s, "There is nothing to copy here.");
		return;
	}
	buf_addf(&name, "(%s)", table_id(console_rows(c)));
	c->host.copy(c->host.ctx, buf_str(&text), "the row as JSON", buf_text(&name));
}

bool console_describe_act(struct console *c, const struct scene *s, enum action a)
{
	switch ((int)a) {
	case ACTION_ESC:
	case ACTION_QUIT:
	case ACTION_DESCRIBE: console_end_describe(c); return true;
	case ACTION_COPY:
	case ACTION_COPY_ALL: copy_raw(c, s); return true;
	default: return parts_detail_act(&c->raw, a) == VIEW_USED;
	}
}

void console_describe_draw(struct console *c, struct frame *f, struct area body)
{
	if (!fill(c)) { /* the row is gone */
		detail_clear(&c->raw);
		detail_text(&c->raw, ROLE_WARN, STR("The row is no longer there."));
	}
	detail_draw(&c->raw, f, area_inset(body, 1), true);
}

/* " › #16", unless the screen says so already. */
static void add_crumb(const struct table *t, struct buf *crumbs)
{
	AUTO(buf) name = BUF_INIT(LIMIT_KIB(1));
	AUTO(buf) crumb = BUF_INIT(LIMIT_KIB(2));

	if (t->source->name)
		t->source->name(t->source->ctx, table_row(t), &name);
	else
		add_name(t, table_row(t), false, &name);
	if (!name.len)
		return;
	buf_addf(&crumb, " › %s", buf_text(&name));
	if (!str_ends(buf_str(crumbs), buf_text(&crumb)))
		buf_add_str(crumbs, buf_str(&crumb));
}

void console_describe_title(const struct console *c, struct view_title *ret)
{
	const struct table *t = console_rows(c);

	if (t && table_row(t) != TABLE_NONE)
		add_crumb(t, &ret->crumbs);
	buf_clear(&ret->right);
	buf_addf(&ret->right, "raw JSON%s", c->raw.find.text[0] ? "" : " · Esc closes");
	ret->right_role = ROLE_MUTED;
	buf_clear(&ret->settings);
	buf_clear(&ret->position);
	buf_addf(&ret->position, "%d lines", c->raw.n_lines);
}

/*
 * candor theme list, theme show NAME, theme check [NAME|FILE]...: what themes there
 * are, how one looks role by role, and whether it can be read.  Local: no network.
 */
#include <stdlib.h>
#include <string.h>

#include "core/base/limits.h"
#include "core/base/utf8.h"
#include "tui/cli/cli.h"
#include "tui/kit/theme_check.h"
#include "tui/kit/theme_file.h"

/* ---- what all three need ---- */

/* The operator's own themes; empty when there is no place for them. */
static const char *own_dir(struct cli *c, struct buf *out)
{
	theme_dir_beside(program_paths(c->program)->config, out);
	return buf_text(out);
}

static bool is_path(const char *word)
{
	return strchr(word, '/') || str_ends(str_of(word), ".theme");
}

static bool open_theme(struct cli *c, const char *word, struct theme *ret,
		       struct err *err)
{
	AUTO(buf) dir = BUF_INIT(LIMIT_KIB(8));

	if (is_path(word))
		return theme_open_path(ret, word, err);
	return theme_open(ret, own_dir(c, &dir), word, err);
}

static const char *polarity_name(enum polarity polarity)
{
	return polarity == POLARITY_LIGHT ? "light" : "dark";
}

/* ---- theme list ---- */

static const struct out_column list_columns[] = {
	{ "state", "STATE", OUT_STATE, NULL }, { "theme", "THEME", OUT_TEXT, NULL },
	{ "origin", "FROM", OUT_TEXT, NULL },  { "polarity", "FOR", OUT_TEXT, NULL },
	{ "note", "NOTE", OUT_TEXT, NULL },
};

static void list_row(struct cli *c, struct doc *d, const struct theme_name *row)
{
	struct node *i = doc_item(d);
	struct theme *t = mem_new(1, sizeof(*t));
	struct err err = ERR_INIT;
	bool ok = !row->hidden && open_theme(c, row->name, t, &err);

	if (row->hidden)
		(void)err_set(&err, ERR_CONFIG,
			      "not used: %s is a shipped theme; choose another name",
			      row->name);
	doc_text(d, i, "state", !ok ? "crit" : t->n_notes ? "warn" : "ok");
	doc_text(d, i, "theme", row->name);
	doc_text(d, i, "origin", row->shipped ? "shipped" : "own");
	doc_text(d, i, "polarity", ok ? polarity_name(t->polarity) : NULL);
	doc_text(d, i, "note", !ok ? err.text : t->n_notes ? t->notes[0].text : NULL);
	d->facts.problems = d->facts.problems || !ok;
	free(t);
}

static void list_text(struct cli *c, struct doc *d)
{
	out_table(&c->out, list_columns, ARRAY_LEN(list_columns), d->items);
}

int cli_theme_list(struct cli *c)
{
	AUTO(doc) d = { 0 };
	AUTO(buf) dir = BUF_INIT(LIMIT_KIB(8));
	AUTO(theme_names) names = { 0 };
	int code = cli_open_local(c);

	if (code != EXIT_CODE_FINE)
		return code;
	doc_init(&d, "theme.list", cli_now(c));
	theme_names(own_dir(c, &dir), &names);
	for (size_t i = 0; i < names.n; i++)
		list_row(c, &d, &names.rows[i]);
	doc_text(&d, d.extra, "directory", buf_text(&dir));
	d.facts.read = true;
	return cli_print(c, &d, list_text);
}

/* ---- theme show ---- */

static const struct out_column show_columns[] = {
	{ "role", "ROLE", OUT_TEXT, NULL },
	{ "ink", "INK", OUT_TEXT, NULL },
	{ "ground", "GROUND", OUT_TEXT, NULL },
	{ "attributes", "ATTR", OUT_TEXT, NULL },
	{ "ink_256", "256", OUT_TEXT, NULL },
	{ "ground_256", "ON", OUT_TEXT, NULL },
	{ "contrast", "RATIO", OUT_NUMBER, NULL },
	{ "least", "LEAST", OUT_NUMBER, NULL },
	{ "set_at", "SET AT", OUT_TEXT, NULL },
};

static void put_color(struct doc *d, struct node *item, const char *key, struct color c)
{
	AUTO(buf) text = BUF_INIT(32);

	color_text(c, &text);
	doc_text(d, item, key, buf_text(&text));
}

static void put_index(struct doc *d, struct node *item, const char *key, int index)
{
	doc_int_or_null(d, item, key, index);
}

/* "13.9"; what is not known is null. */
static void put_ratio(struct doc *d, struct node *item, const char *key,
		      const struct theme_finding *f)
{
	AUTO(buf) text = BUF_INIT(32);

	if (f && f->known)
		buf_addf(&text, "%.1f", f->is);
	doc_text(d, item, key, buf_text(&text));
}

static void put_origin(struct doc *d, struct node *item, const struct theme *t,
		       enum role role)
{
	AUTO(buf) text = BUF_INIT(160);
	enum role from = role;
	const struct theme_entry *e = theme_origin(t, role, DEPTH_RGB, &from);

	if (e && from == role)
		buf_addf(&text, "%s:%u", e->file, e->line);
	else if (e)
		buf_addf(&text, "%s:%u as %s", e->file, e->line, role_name(from));
	doc_text(d, item, "set_at", buf_text(&text));
}

static void show_row(struct doc *d, const struct theme *t,
		     const struct theme_finding *f)
{
	struct node *i = doc_item(d);
	struct style s = theme_style(t, f->role, ROLE_BG, DEPTH_RGB);
	struct look look = theme_look(t, f->role, ROLE_BG, DEPTH_256);
	AUTO(buf) attrs = BUF_INIT(64);
	AUTO(buf) least = BUF_INIT(32);

	attr_text(s.attr, &attrs);
	if (f->least > 0)
		buf_addf(&least, "%.1f", f->least);
	doc_text(d, i, "role", role_name(f->role));
	put_color(d, i, "ink", s.fg);
	put_color(d, i, "ground", s.bg);
	doc_text(d, i, "attributes", buf_text(&attrs));
	put_index(d, i, "ink_256", look.fg);
	put_index(d, i, "ground_256", look.bg);
	put_ratio(d, i, "contrast", f);
	doc_text(d, i, "least", buf_text(&least));
	put_origin(d, i, t, f->role);
}

static void show_text(struct cli *c, struct doc *d)
{
	outf(&c->out, "%s, for %s terminals\n\n", node_text(d->extra, "theme", ""),
	     node_text(d->extra, "polarity", ""));
	out_table(&c->out, show_columns, ARRAY_LEN(show_columns), d->items);
}

static void show_theme(struct doc *d, const struct theme *t)
{
	AUTO(theme_report) r = { 0 };

	theme_check(t, &r);
	doc_text(d, d->extra, "theme", t->name);
	doc_text(d, d->extra, "polarity", polarity_name(t->polarity));
	for (size_t i = 0; i < r.n; i++) {
		const struct theme_finding *f = &r.findings[i];

		if (f->kind == FINDING_CONTRAST && f->on == ROLE_BG &&
		    f->depth == DEPTH_RGB)
			show_row(d, t, f);
	}
}

int cli_theme_show(struct cli *c)
{
	AUTO(doc) d = { 0 };
	struct err err = ERR_INIT;
	struct theme *t = NULL;
	int code = cli_open_local(c);

	if (code != EXIT_CODE_FINE)
		return code;
	t = mem_new(1, sizeof(*t));
	doc_init(&d, "theme.show", cli_now(c));
	d.facts.read = true;
	if (open_theme(c, c->args[0], t, &err)) {
		show_theme(&d, t);
		code = cli_print(c, &d, show_text);
	} else {
		code = cli_fail(c, &err);
	}
	free(t);
	return code;
}

/* ---- theme check ---- */

static const struct out_column check_columns[] = {
	{ "state", "STATE", OUT_STATE, NULL },
	{ "theme", "THEME", OUT_TEXT, NULL },
	{ "text", "TEXT", OUT_NUMBER, NULL },
	{ "muted", "MUTED", OUT_NUMBER, NULL },
	{ "states", "STATES", OUT_NUMBER, NULL },
	{ "select", "SELECT", OUT_NUMBER, NULL },
	{ "modes", "MODES", OUT_NUMBER, NULL },
	{ "masks", "MASKS", OUT_NUMBER, NULL },
	{ "apart", "APART", OUT_NUMBER, NULL },
	{ "nearest", "NEAREST STATES", OUT_TEXT, NULL },
};

/* clang-format off */
static const struct group {
	const char *key;
	enum role roles[5];
	size_t n;
} groups[] = {
	{ "text", { ROLE_TEXT }, 1 },
	{ "muted", { ROLE_MUTED }, 1 },
	{ "states", { ROLE_OK, ROLE_INFO, ROLE_WARN, ROLE_CRIT, ROLE_UNKNOWN }, 5 },
	{ "select", { ROLE_SELECT, ROLE_SELECT_OFF }, 2 },
	{ "modes", { ROLE_MODE_OBSERVE, ROLE_MODE_OPERATE, ROLE_MODE_DEBUG,
		     ROLE_MODE_BREAKGLASS, ROLE_MODE_SANDBOX }, 5 },
	{ "masks", { ROLE_MASK, ROLE_REVEAL }, 2 },
};
/* clang-format on */

static const struct theme_finding *lesser(const struct theme_finding *a,
					  const struct theme_finding *b)
{
	if (!a || !b)
		return a ? a : b;
	return b->is < a->is ? b : a;
}

static void put_nearest(struct doc *d, struct node *item, const struct theme_finding *f)
{
	AUTO(buf) text = BUF_INIT(160);

	if (f)
		buf_addf(&text, "%s and %s, %s", role_name(f->role),
			 role_name(f->other), vision_name(f->vision));
	doc_text(d, item, "nearest", buf_text(&text));
}

static void put_distance(struct doc *d, struct node *item,
			 const struct theme_finding *f)
{
	AUTO(buf) text = BUF_INIT(32);

	if (f)
		buf_addf(&text, "%.0f", f->is);
	doc_text(d, item, "apart", buf_text(&text));
}

static void put_problems(struct doc *d, struct node *item, const struct theme *t,
			 const struct theme_report *r)
{
	struct node *list = node_put(&d->arena, item, "problems", NODE_LIST);

	for (size_t i = 0; i < r->n; i++) {
		AUTO(buf) text = BUF_INIT(512);

		if (!r->findings[i].bad)
			continue;
		theme_finding_text(&r->findings[i], &text);
		(void)node_add_text(&d->arena, list, buf_text(&text));
	}
	for (size_t i = 0; i < t->n_notes && i < THEME_NOTES; i++)
		(void)node_add_text(&d->arena, list, t->notes[i].text);
}

static void check_theme(struct doc *d, const struct theme *t)
{
	AUTO(theme_report) r = { 0 };
	struct node *i = doc_item(d);
	const struct theme_finding *near = NULL;

	theme_check(t, &r);
	near = theme_worst_distance(&r, DEPTH_RGB);
	doc_text(d, i, "state", r.n_bad ? "crit" : t->n_notes ? "warn" : "ok");
	doc_text(d, i, "theme", t->name);
	for (size_t g = 0; g < ARRAY_LEN(groups); g++)
		put_ratio(d, i, groups[g].key,
			  lesser(theme_worst_contrast(&r, groups[g].roles, groups[g].n,
						      DEPTH_RGB),
				 theme_worst_contrast(&r, groups[g].roles, groups[g].n,
						      DEPTH_256)));
	put_distance(d, i, near);
	put_nearest(d, i, near);
	doc_bool(d, i, "colors", r.own_colors);
	put_problems(d, i, t, &r);
	d->facts.problems = d->facts.problems || r.n_bad > 0;
}

static void check_text(struct cli *c, struct doc *d)
{
	if (node_first(d->items))
		out_table(&c->out, check_columns, ARRAY_LEN(check_columns), d->items);
	for (const struct node *i = node_first(d->items); i; i = i->next) {
		const struct node *list = node_get(i, "problems");

		for (const struct node *p = node_first(list); p; p = p->next) {
			out_safe(&c->out, str_of(node_text(i, "theme", "")));
			out_text(&c->out, ": ");
			out_safe(&c->out, p->text);
			out_text(&c->out, "\n");
		}
	}
}

/* False: it could not be read; that is kept for the document. */
static bool check_word(struct cli *c, struct doc *d, const char *word)
{
	struct theme *t = mem_new(1, sizeof(*t));
	struct err err = ERR_INIT;
	bool ok = open_theme(c, word, t, &err);

	if (ok)
		check_theme(d, t);
	else
		doc_error(d, NULL, &err);
	free(t);
	return ok;
}

int cli_theme_check(struct cli *c)
{
	AUTO(doc) d = { 0 };
	AUTO(theme_names) names = { 0 };
	int code = cli_open_local(c);

	if (code != EXIT_CODE_FINE)
		return code;
	doc_init(&d, "theme.check", cli_now(c));
	d.facts.read = true;
	for (size_t i = 0; i < c->n_args; i++)
		(void)check_word(c, &d, c->args[i]);
	if (c->n_args == 0)
		theme_names(NULL, &names);
	for (size_t i = 0; i < names.n; i++)
		(void)check_word(c, &d, names.rows[i].name);
	return cli_print(c, &d, check_text);
}

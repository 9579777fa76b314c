/*
 * candor keys: every key of the console, what it does and where it comes from.  Local:
 * reads candor.conf and keys.conf and nothing else.
 */
#include "core/base/limits.h"
#include "tui/cli/cli.h"
#include "tui/kit/keymap_list.h"
#include "tui/views/action_keys.h"

static const char *const kinds[] = {
	[KEYMAP_WRONG] = "wrong",
	[KEYMAP_CONFLICT] = "conflict",
	[KEYMAP_KEPT] = "kept",
	[KEYMAP_LOST] = "lost",
};

struct listing {
	struct doc *d;
	const struct keymap *m;
};

static void add_keys(struct doc *d, struct node *item, struct str keys)
{
	struct node *list = node_put(&d->arena, item, "keys", NODE_LIST);

	while (list && keys.len) {
		struct str key = str_cut(&keys, ' ');

		(void)node_put_str(&d->arena, list, NULL, key);
	}
}

/* Each key of the list together, for the table. */
static void add_item(void *ctx, const struct keymap_item *item)
{
	const struct listing *l = ctx;
	const char *later = action_later((enum action)item->row->action);
	struct node *i = doc_item(l->d);

	doc_text(l->d, i, "view",
		 item->view == KEYMAP_EVERYWHERE ? "all"
						 : keymap_view_name(l->m, item->view));
	doc_text(l->d, i, "action", item->row->name);
	add_keys(l->d, i, item->keys);
	(void)node_put_str(&l->d->arena, i, "origin", item->origin);
	doc_text(l->d, i, "does", later ? later : item->row->help);
	doc_bool(l->d, i, "here", !later);
}

static void add_problems(struct doc *d, const struct keymap *m)
{
	struct node *list = node_put(&d->arena, d->extra, "problems", NODE_LIST);

	for (size_t i = 0; list && i < m->n_problems; i++) {
		struct node *p = node_add(&d->arena, list, NODE_OBJECT);

		doc_text(d, p, "kind", kinds[m->problems[i].kind]);
		doc_text(d, p, "text", m->problems[i].text);
		if (m->problems[i].kind != KEYMAP_LOST)
			d->facts.problems = true;
	}
}

static void print_keys(struct out *o, const struct node *keys, int width)
{
	AUTO(buf) text = BUF_INIT(256);

	for (const struct node *k = node_first(keys); k; k = k->next)
		buf_addf(&text, "%s%s", text.len ? " " : "", node_text(k, "", ""));
	outf(o, "  %-*s ", width, text.len ? buf_text(&text) : "none");
}

static void print(struct cli *c, struct doc *d)
{
	const char *view = "";

	for (const struct node *p = node_first(node_get(d->extra, "problems")); p;
	     p = p->next) {
		out_safe(&c->out, str_of(node_text(p, "text", "")));
		out_text(&c->out, "\n");
	}
	for (const struct node *i = node_first(d->items); i; i = i->next) {
		const char *here = node_text(i, "view", "");

		if (!text_eq(view, here))
			outf(&c->out, "%s[%s]\n", c->out.text.len ? "\n" : "", here);
		view = here;
		print_keys(&c->out, node_get(i, "keys"), 20);
		outf(&c->out, "%-16s %-12s ", node_text(i, "action", ""),
		     node_text(i, "origin", ""));
		out_safe(&c->out, str_of(node_text(i, "does", "")));
		out_text(&c->out, "\n");
	}
}

int cli_keys(struct cli *c)
{
	int code = cli_open_local(c);
	AUTO(doc) d = { 0 };
	AUTO(buf) path = BUF_INIT(LIMIT_KIB(8));
	AUTO(keymap) m = { 0 };
	const struct settings *s = NULL;

	if (code != EXIT_CODE_FINE)
		return code;
	s = program_settings(c->program);
	action_keys_path(program_paths(c->program)->config, &path);
	action_keymap(&m, settings_get(s, SETTING_KEYS), buf_text(&path), verbs_line);
	doc_init(&d, "keys", cli_now(c));
	doc_text(&d, d.extra, "preset", settings_get(s, SETTING_KEYS));
	doc_text(&d, d.extra, "preset_origin", settings_origin(s, SETTING_KEYS));
	doc_text(&d, d.extra, "file", buf_text(&path));
	add_problems(&d, &m);
	keymap_list(&m, add_item, &(struct listing){ &d, &m });
	d.facts.read = true;
	return cli_print(c, &d, print);
}

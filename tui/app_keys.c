/*
 * keys.conf in the console: read at the start and by :keys reload, told, and shown on
 * the page of :keys.
 */
#include "core/base/limits.h"
#include "tui/app_impl.h"
#include "tui/kit/keymap_list.h"
#include "tui/views/action_keys.h"

static size_t tell_problems(struct app *a, const struct keymap *m)
{
	size_t n = 0;

	for (size_t i = 0; i < m->n_problems; i++) {
		if (m->problems[i].kind == KEYMAP_LOST)
			continue;
		app_tell(a, PROGRAM_WARNING, m->problems[i].text);
		n++;
	}
	return n + m->n_untold;
}

static size_t load(struct app *a)
{
	const struct settings *s = program_settings(a->program);
	AUTO(buf) path = BUF_INIT(LIMIT_KIB(8));
	struct keymap m;
	size_t n = 0;

	action_keys_path(program_paths(a->program)->config, &path);
	action_keymap(&m, settings_get(s, SETTING_KEYS), buf_text(&path));
	n = tell_problems(a, &m);
	console_take_keys(a->console, &m);
	return n;
}

void app_keys(struct app *a)
{
	AUTO(buf) text = BUF_INIT(128);
	size_t n = load(a);

	if (n < 2)
		return;
	buf_addf(&text,
		 "keys.conf: %zu lines are not as they should be; :keys lists "
		 "them.",
		 n);
	app_tell(a, PROGRAM_WARNING, buf_text(&text));
}

void app_keys_again(void *ctx)
{
	struct app *a = ctx;
	AUTO(buf) text = BUF_INIT(128);
	size_t n = load(a);

	if (n == 0)
		buf_add_text(&text, "The keys are read again: no problem.");
	else
		buf_addf(&text,
			 "The keys are read again: %zu problem%s; :keys lists "
			 "what is wrong.",
			 n, n == 1 ? "" : "s");
	app_tell(a, n ? PROGRAM_WARNING : PROGRAM_NOTE, buf_text(&text));
}

/* ---- the page ---- */

struct filling {
	struct detail *d;
	const struct keymap *m;
	int view;
	bool any;
};

static void add_item(void *ctx, const struct keymap_item *item)
{
	struct filling *f = ctx;
	AUTO(buf) keys = BUF_INIT(256);
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(1));

	if (!f->any || item->view != f->view) {
		detail_blank(f->d);
		detail_rule(f->d, item->view == KEYMAP_EVERYWHERE
					  ? "all"
					  : keymap_view_name(f->m, item->view));
	}
	f->any = true;
	f->view = item->view;
	buf_add_str(&keys, item->keys.len ? item->keys : STR("none"));
	buf_addf(&text, "%-16s %-12.*s %s", item->row->name, STR_FMT(item->origin),
		 action_later((enum action)item->row->action)
			 ? "Not in this version."
			 : text_or(item->row->help, ""));
	detail_pair(f->d, buf_text(&keys), item->changed ? ROLE_ACCENT : ROLE_TEXT,
		    buf_str(&text));
}

static void add_problems(struct detail *d, const struct keymap *m)
{
	if (m->n_problems == 0)
		return;
	detail_rule(d, "What keys.conf does not do as it stands, or takes away");
	for (size_t i = 0; i < m->n_problems; i++)
		detail_text(d,
			    m->problems[i].kind == KEYMAP_LOST ? ROLE_TEXT : ROLE_WARN,
			    str_of(m->problems[i].text));
	if (m->n_untold)
		detail_pairf(d, "and", ROLE_WARN, "%zu more", m->n_untold);
	detail_blank(d);
}

void app_keys_page(struct app *a, struct detail *d)
{
	const struct keymap *m = console_keys(a->console);
	const struct settings *s = program_settings(a->program);
	struct filling f = { .d = d, .m = m };
	AUTO(buf) path = BUF_INIT(LIMIT_KIB(8));

	action_keys_path(program_paths(a->program)->config, &path);
	add_problems(d, m);
	detail_rule(d, "Where they come from");
	detail_pairf(d, "preset", ROLE_TEXT, "%s  (%s; default, k9s or less)",
		     settings_get(s, SETTING_KEYS), settings_origin(s, SETTING_KEYS));
	detail_pair(d, "file", ROLE_TEXT, buf_str(&path));
	detail_text(d, ROLE_MUTED,
		    STR("A line of the file is ACTION = KEY [KEY...] or ACTION = none, "
			"below [all] or [VIEW]; :keys reload reads it again. In "
			"dialogs and prompts Enter, Esc and Ctrl-C stay what they "
			"are, and an action that asks still asks."));
	keymap_list(m, add_item, &f);
}

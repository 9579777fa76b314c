/*
 * The page of :keys: problems first, then every key and where it comes from.
 */
#include "core/base/limits.h"
#include "tui/kit/keymap_list.h"
#include "tui/views/action_keys.h"

struct filling {
	struct detail *d;
	const struct keymap *m;
	int view;
	bool any;
};

static void add_item(void *ctx, const struct keymap_item *item)
{
	struct filling *f = ctx;
	const char *later = action_later((enum action)item->row->action);
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
	buf_addf(&text, "%-15s %-12.*s %s", item->row->name, STR_FMT(item->origin),
		 later ? "Not in this version." : text_or(item->row->help, ""));
	detail_pair(f->d, buf_text(&keys), item->changed ? ROLE_ACCENT : ROLE_TEXT,
		    buf_str(&text));
}

/* As many lines as the heading says; what was taken as wished is no problem. */
static void add_problems(struct detail *d, const struct keymap *m, bool lost)
{
	size_t n = keymap_count(m, lost);
	AUTO(buf) title = BUF_INIT(128);

	if (n == 0)
		return;
	if (lost)
		buf_addf(&title,
			 "%zu key%s taken from another action, as keys.conf says", n,
			 n == 1 ? "" : "s");
	else
		buf_addf(&title, "%zu problem%s of keys.conf", n, n == 1 ? "" : "s");
	detail_rule(d, buf_text(&title));
	for (size_t i = 0; i < m->n_problems; i++) {
		const struct keymap_problem *p = &m->problems[i];
		AUTO(buf) text = BUF_INIT(LIMIT_KIB(1));

		if ((p->kind == KEYMAP_LOST) != lost)
			continue;
		buf_addf(&text, "%s %s", lost ? "·" : "▲", p->text);
		detail_text(d, lost ? ROLE_TEXT : ROLE_WARN, buf_str(&text));
	}
	if (m->n_untold && !lost)
		detail_pairf(d, "and", ROLE_WARN, "%zu more", m->n_untold);
	detail_blank(d);
}

void action_keys_page(const struct keymap *m, const struct action_keys_from *from,
		      struct detail *d)
{
	struct filling f = { .d = d, .m = m };

	add_problems(d, m, false);
	add_problems(d, m, true);
	detail_rule(d, "Where they come from");
	detail_pairf(d, "preset", ROLE_TEXT, "%s  (%s; default, k9s or less)",
		     from->preset, from->preset_origin);
	detail_pair(d, "file", ROLE_TEXT, str_of(from->file));
	detail_text(d, ROLE_MUTED,
		    STR("A line of the file is ACTION = KEY [KEY...], ACTION = none or "
			":theme light = KEY (any command), below [all] or [VIEW]; "
			":keys reload reads it again. In "
			"dialogs and prompts Enter, Esc and Ctrl-C stay what they "
			"are, and an action that asks still asks."));
	keymap_list(m, add_item, &f);
}

/*
 * The bindings as a list.
 */
#include "tui/kit/keymap_list.h"

struct lister {
	const struct keymap *m;
	keymap_each *each;
	void *ctx;
};

/* The row of an action that speaks about a layer: its own, else any. */
static const struct binding *row_for(const struct keymap *m, int action, int view)
{
	const struct binding *any = NULL;
	for (size_t i = 0; i < m->n_rows; i++) {
		const struct binding *row = &m->rows[i];
		bool all = row->views == KEYMAP_ALL;
		bool own = view == KEYMAP_EVERYWHERE
				   ? all
				   : !all && (row->views >> view & 1u) != 0;
		if (row->action != action)
			continue;
		if (own)
			return row;
		any = any ? any : row;
	}
	return any;
}

static void hand_out(const struct lister *l, int view, const struct binding *row,
		     struct str keys, enum keymap_origin origin, unsigned line)
{
	AUTO(buf) text = BUF_INIT(64);
	keymap_origin(l->m, origin, line, &text);
	struct keymap_item item = { view, row, keys, buf_str(&text),
				    origin != KEYMAP_BUILT_IN };
	l->each(l->ctx, &item);
}

/* The keys of one origin; false: there are none. */
static bool list_origin(const struct lister *l, int view, const struct binding *row,
			enum keymap_origin origin)
{
	AUTO(buf) keys = BUF_INIT(256);
	unsigned line = 0;
	for (size_t i = 0; i < l->m->n_entries; i++) {
		const struct keymap_entry *e = &l->m->entries[i];
		if (e->view != view || e->action != row->action || e->origin != origin)
			continue;
		if (keys.len > 0)
			buf_add_char(&keys, ' ');
		key_print(e->key, &keys);
		line = e->line;
	}
	if (keys.len > 0)
		hand_out(l, view, row, buf_str(&keys), origin, line);
	return keys.len > 0;
}

static void list_action(const struct lister *l, int view, int action)
{
	const struct binding *row = row_for(l->m, action, view);
	const struct keymap_set *set = keymap_set_of(l->m, view, action);
	bool some = false;
	if (!keymap_lives_in(l->m, action, view) && !set)
		return;
	for (int o = KEYMAP_BUILT_IN; o <= KEYMAP_FILE; o++)
		some = list_origin(l, view, row, (enum keymap_origin)o) || some;
	if (!some)
		hand_out(l, view, row, (struct str){ "", 0 },
			 set ? set->origin : KEYMAP_BUILT_IN, set ? set->line : 0);
}

static bool named_before(const struct keymap *m, size_t at)
{
	for (size_t i = 0; i < at; i++) {
		if (m->rows[i].action == m->rows[at].action)
			return true;
	}
	return false;
}

void keymap_list(const struct keymap *m, keymap_each *each, void *ctx)
{
	struct lister l = { m, each, ctx };
	for (int view = KEYMAP_EVERYWHERE; view < (int)m->n_views; view++) {
		for (size_t i = 0; i < m->n_rows; i++) {
			if (!named_before(m, i))
				list_action(&l, view, m->rows[i].action);
		}
	}
}

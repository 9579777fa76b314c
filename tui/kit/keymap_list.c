/*
 * The bindings as a list.
 */
#include "tui/kit/keymap_list.h"

struct lister {
	const struct keymap *m;
	keymap_each *each;
	void *ctx;
};

static bool own_row(const struct binding *row, int view)
{
	if (view == KEYMAP_EVERYWHERE)
		return row->views == KEYMAP_ALL;
	return row->views != KEYMAP_ALL && (row->views >> view & 1u) != 0;
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

static void list_row(const struct lister *l, int view, const struct binding *row)
{
	const struct keymap_set *set = keymap_set_of(l->m, view, row->action);
	bool some = false;
	for (int o = KEYMAP_BUILT_IN; o <= KEYMAP_FILE; o++)
		some = list_origin(l, view, row, (enum keymap_origin)o) || some;
	if (!some)
		hand_out(l, view, row, (struct str){ "", 0 },
			 set ? set->origin : KEYMAP_BUILT_IN, set ? set->line : 0);
}

/* Has an earlier row of the table spoken for the action, among those of own? */
static bool named_before(const struct keymap *m, size_t at, int view, bool own)
{
	for (size_t i = 0; i < at; i++) {
		if (m->rows[i].action == m->rows[at].action &&
		    (!own || own_row(&m->rows[i], view)))
			return true;
	}
	return false;
}

/* What has no row in the layer and yet keys there, or had them taken. */
static bool strays(const struct keymap *m, const struct binding *row, int view)
{
	if (keymap_lives_in(m, row->action, view))
		return false;
	if (keymap_set_of(m, view, row->action))
		return true;
	for (size_t i = 0; i < m->n_entries; i++) {
		if (m->entries[i].view == view && m->entries[i].action == row->action)
			return true;
	}
	return false;
}

static void list_layer(const struct lister *l, int view)
{
	const struct keymap *m = l->m;
	for (size_t i = 0; i < m->n_rows; i++) {
		if (own_row(&m->rows[i], view) && !named_before(m, i, view, true))
			list_row(l, view, &m->rows[i]);
	}
	for (size_t i = 0; i < m->n_rows; i++) {
		if (strays(m, &m->rows[i], view) && !named_before(m, i, view, false))
			list_row(l, view, &m->rows[i]);
	}
}

void keymap_list(const struct keymap *m, keymap_each *each, void *ctx)
{
	struct lister l = { m, each, ctx };
	for (int view = KEYMAP_EVERYWHERE; view < (int)m->n_views; view++)
		list_layer(&l, view);
}

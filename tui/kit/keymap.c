/*
 * Keys in force, made from the rows of the app; keymap_read.c changes them.
 *
 * What always holds: within one view (or within "all") a key has one action.
 */
#include "tui/kit/keymap_impl.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/utf8.h"
#include "core/base/vec.h"

struct keymap_entry *keymap_find(const struct keymap *m, int view, struct key k)
{
	for (size_t i = 0; i < m->n_entries; i++) {
		struct keymap_entry *e = &m->entries[i];
		if (e->view == view && key_eq(e->key, k))
			return e;
	}
	return NULL;
}

static void add(struct keymap *m, struct keymap_entry entry)
{
	struct keymap_entry *e = VEC_PUSH(m->entries, m->n_entries, m->cap_entries);
	*e = entry;
}

static bool next_key(struct str *keys, struct str *ret_name)
{
	*keys = str_trim(*keys);
	if (keys->len == 0)
		return false;
	*ret_name = str_cut(keys, ' ');
	return true;
}

static void add_row_in(struct keymap *m, const struct binding *row, int view)
{
	struct str keys = str_of(row->keys);
	struct str name;
	while (next_key(&keys, &name)) {
		struct key k = { 0 };
		bool known = key_parse(name, &k);
		bug_unless(known);
		const struct keymap_entry *old = keymap_find(m, view, k);
		bug_unless(!old || old->action == row->action);
		if (!old)
			add(m, (struct keymap_entry){
				       .view = view, .key = k, .action = row->action });
	}
}

static bool row_in(const struct binding *row, int view)
{
	if (row->views == KEYMAP_ALL || view == KEYMAP_EVERYWHERE)
		return row->views == KEYMAP_ALL;
	return (row->views >> view & 1u) != 0;
}

static void add_row(struct keymap *m, const struct binding *row)
{
	for (int view = KEYMAP_EVERYWHERE; view < (int)m->n_views; view++) {
		bool all = row->views == KEYMAP_ALL;
		if (all == (view == KEYMAP_EVERYWHERE) && row_in(row, view))
			add_row_in(m, row, view);
	}
}

void keymap_init(struct keymap *m, const struct binding *rows, size_t n_rows,
		 const char *const *views, size_t n_views)
{
	bug_unless(n_views <= KEYMAP_VIEWS);
	*m = (struct keymap){
		.rows = rows,
		.n_rows = n_rows,
		.views = views,
		.n_views = n_views,
	};
	for (size_t i = 0; i < n_rows; i++)
		add_row(m, &rows[i]);
}

void keymap_release(struct keymap *m)
{
	if (!m)
		return;
	for (size_t i = 0; i < m->n_problems; i++)
		free(m->problems[i].text);
	free(m->problems);
	free(m->sets);
	free(m->taken);
	free(m->entries);
	*m = (struct keymap){ 0 };
}

int keymap_lookup(const struct keymap *m, int view, struct key k)
{
	const struct keymap_entry *e = keymap_find(m, view, k);
	if (!e)
		e = keymap_find(m, KEYMAP_EVERYWHERE, k);
	return e ? e->action : KEYMAP_NONE;
}

/* Has a row the key among its own? */
static bool row_has(const struct binding *row, struct key k)
{
	struct str keys = str_of(row->keys);
	struct str name;
	while (next_key(&keys, &name)) {
		struct key own = { 0 };
		if (key_parse(name, &own) && key_eq(own, k))
			return true;
	}
	return false;
}

int keymap_built_in(const struct keymap *m, int view, struct key k)
{
	int everywhere = KEYMAP_NONE;
	for (size_t i = 0; i < m->n_rows; i++) {
		const struct binding *row = &m->rows[i];
		bool all = row->views == KEYMAP_ALL;
		if ((!all && !row_in(row, view)) || !row_has(row, k))
			continue;
		if (!all)
			return row->action;
		everywhere = row->action;
	}
	return everywhere;
}

/* --- names -------------------------------------------------------------------- */

const char *keymap_name(const struct keymap *m, int action)
{
	for (size_t i = 0; i < m->n_rows; i++) {
		if (m->rows[i].action == action)
			return text_or(m->rows[i].name, "");
	}
	return "";
}

const char *keymap_view_name(const struct keymap *m, int view)
{
	return view == KEYMAP_EVERYWHERE ? "everywhere" : m->views[view];
}

bool keymap_lives_in(const struct keymap *m, int action, int view)
{
	for (size_t i = 0; i < m->n_rows; i++) {
		const struct binding *row = &m->rows[i];
		bool all = row->views == KEYMAP_ALL;
		if (row->action == action && all == (view == KEYMAP_EVERYWHERE) &&
		    row_in(row, view))
			return true;
	}
	return false;
}

const struct keymap_set *keymap_set_of(const struct keymap *m, int view, int action)
{
	for (size_t i = m->n_sets; i-- > 0;) {
		if (m->sets[i].view == view && m->sets[i].action == action)
			return &m->sets[i];
	}
	return NULL;
}

void keymap_origin(const struct keymap *m, enum keymap_origin origin, unsigned line,
		   struct buf *out)
{
	switch (origin) {
	case KEYMAP_BUILT_IN: buf_add_text(out, "built-in"); return;
	case KEYMAP_PRESET: buf_addf(out, "preset %s", text_or(m->preset, "")); return;
	case KEYMAP_FILE: buf_addf(out, "keys.conf:%u", line); return;
	}
}

/* --- keys of an action -------------------------------------------------------- */

static bool hidden(const struct keymap *m, int view, const struct keymap_entry *e)
{
	if (view == KEYMAP_EVERYWHERE)
		return false;
	if ((m->typing >> view & 1u) != 0 && key_is_text(e->key))
		return true;
	return e->view == KEYMAP_EVERYWHERE && keymap_find(m, view, e->key);
}

/* First key of an action in a view, or NULL; *from: where to go on. */
static const struct keymap_entry *key_of(const struct keymap *m, int view, int action,
					 size_t *from)
{
	while (*from < m->n_entries) {
		const struct keymap_entry *e = &m->entries[(*from)++];
		bool here = e->view == view || e->view == KEYMAP_EVERYWHERE;
		if (here && e->action == action && !hidden(m, view, e))
			return e;
	}
	return NULL;
}

void keymap_keys(const struct keymap *m, int view, int action, struct buf *out)
{
	size_t from = 0;
	size_t start = out->len;
	const struct keymap_entry *e;
	while ((e = key_of(m, view, action, &from))) {
		if (out->len > start)
			buf_add_char(out, ' ');
		key_print(e->key, out);
	}
}

bool keymap_first(const struct keymap *m, int view, int action, struct key *ret)
{
	size_t from = 0;
	const struct keymap_entry *e = key_of(m, view, action, &from);
	if (e)
		*ret = e->key;
	return e != NULL;
}

/* --- the hint line ------------------------------------------------------------ */

/* "Enter open"; false when there is no key or no room for all of it. */
static bool draw_hint(const struct keymap *m, int view, const struct binding *row,
		      struct pen *p, bool with_word, int gap)
{
	size_t from = 0;
	const struct keymap_entry *e = key_of(m, view, row->action, &from);
	if (!e)
		return true;
	AUTO(buf) key = BUF_INIT(64);
	key_print(e->key, &key);
	int width = gap + utf8_width(buf_str(&key));
	if (with_word)
		width += 1 + utf8_width(str_of(row->hint));
	if (width > pen_room(p))
		return false;
	pen_skip(p, gap);
	pen_str(p, ROLE_KEY, buf_str(&key));
	if (with_word) {
		pen_skip(p, 1);
		pen_text(p, ROLE_MUTED, row->hint);
	}
	return true;
}

/* The help hint at the right; `end` moves before it. */
static void draw_help(const struct keymap *m, int view, struct pen *p, int action)
{
	bool wide = pen_room(p) >= 98;
	for (size_t i = 0; i < m->n_rows; i++) {
		const struct binding *row = &m->rows[i];
		size_t from = 0;
		const struct keymap_entry *e = key_of(m, view, action, &from);
		if (row->action != action || !row->hint || !e)
			continue;
		AUTO(buf) key = BUF_INIT(64);
		key_print(e->key, &key);
		int width = utf8_width(buf_str(&key));
		width += wide ? 1 + utf8_width(str_of(row->hint)) : 0;
		struct pen right = *p;
		pen_skip(&right, pen_room(p) - width);
		(void)draw_hint(m, view, row, &right, wide, 0);
		p->end = p->end - width - 2 > p->col ? p->end - width - 2 : p->col;
		return;
	}
}

void keymap_hints(const struct keymap *m, int view, struct frame *f, struct area a,
		  int help_action, const struct keymap_filter *filter)
{
	struct area line = area_lines(a, a.height - 1, 1);
	frame_fill(f, line, ROLE_TEXT);
	struct pen p = pen_at(f, area_inset(line, 1), 0);
	if (!filter || !filter->useful || filter->useful(filter->ctx, help_action))
		draw_help(m, view, &p, help_action);
	int gap = 0;
	for (size_t i = 0; i < m->n_rows; i++) {
		const struct binding *row = &m->rows[i];
		bool here = row->views == KEYMAP_ALL || row_in(row, view);
		if (!here || !row->hint || row->action == help_action)
			continue;
		if (filter && filter->useful &&
		    !filter->useful(filter->ctx, row->action))
			continue;
		if (!draw_hint(m, view, row, &p, true, gap))
			return;
		gap = 2;
	}
}

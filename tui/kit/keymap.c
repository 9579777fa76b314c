/*
 * Keys in force, made from the rows of the app.
 *
 * What always holds: within one view (or within "all") a key has one action.
 */
#include "tui/kit/keymap.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/utf8.h"
#include "core/base/vec.h"

#define ALL_VIEWS (-1)

static struct keymap_entry *find(const struct keymap *m, int view, struct key k)
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
		const struct keymap_entry *old = find(m, view, k);
		bug_unless(!old || old->action == row->action);
		if (!old)
			add(m, (struct keymap_entry){ view, k, row->action });
	}
}

static bool row_in(const struct binding *row, int view)
{
	if (row->views == KEYMAP_ALL || view == ALL_VIEWS)
		return row->views == KEYMAP_ALL;
	return (row->views >> view & 1u) != 0;
}

static void add_row(struct keymap *m, const struct binding *row)
{
	for (int view = ALL_VIEWS; view < (int)m->n_views; view++) {
		bool all = row->views == KEYMAP_ALL;
		if (all == (view == ALL_VIEWS) && row_in(row, view))
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
	free(m->entries);
	*m = (struct keymap){ 0 };
}

int keymap_lookup(const struct keymap *m, int view, struct key k)
{
	const struct keymap_entry *e = find(m, view, k);
	if (!e)
		e = find(m, ALL_VIEWS, k);
	return e ? e->action : KEYMAP_NONE;
}

static bool hidden(const struct keymap *m, int view, const struct keymap_entry *e)
{
	return e->view == ALL_VIEWS && view != ALL_VIEWS && find(m, view, e->key);
}

/* First key of an action in a view, or NULL; *from: where to go on. */
static const struct keymap_entry *key_of(const struct keymap *m, int view, int action,
					 size_t *from)
{
	while (*from < m->n_entries) {
		const struct keymap_entry *e = &m->entries[(*from)++];
		bool here = e->view == view || e->view == ALL_VIEWS;
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

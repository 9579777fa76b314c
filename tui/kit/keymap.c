/*
 * Keys in force, made from the rows of the app and changed by keys.conf.
 *
 * What always holds: within one view (or within "all") a key has one action.
 */
#include "tui/kit/keymap.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/ini.h"
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
			add(m, (struct keymap_entry){ view, k, row->action, 0 });
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

/* --- keys.conf ---------------------------------------------------------------- */

struct reader {
	struct keymap *m;
	const char *file;
};

static bool complain(const struct reader *r, unsigned line, struct err *err,
		     struct str word, const char *after)
{
	AUTO(buf) shown = BUF_INIT(256);
	utf8_safe(&shown, word, 60);
	return err_set(err, ERR_CONFIG, "%s:%u: \"%s\" %s", r->file, line,
		       buf_text(&shown), after);
}

static bool view_of(const struct keymap *m, struct str name, int *ret)
{
	if (str_is(name, "all")) {
		*ret = ALL_VIEWS;
		return true;
	}
	for (size_t i = 0; i < m->n_views; i++) {
		if (str_is(name, m->views[i])) {
			*ret = (int)i;
			return true;
		}
	}
	return false;
}

/* The action of that name which exists in the view ("all": anywhere). */
static const struct binding *row_of(const struct keymap *m, int view, struct str name)
{
	for (size_t i = 0; i < m->n_rows; i++) {
		const struct binding *row = &m->rows[i];
		bool here = row->views == KEYMAP_ALL || view == ALL_VIEWS ||
			    row_in(row, view);
		if (here && str_is(name, row->name))
			return row;
	}
	return NULL;
}

/* Take the keys of an action away in one view (or in all). */
static void unbind(struct keymap *m, int view, int action)
{
	for (size_t i = m->n_entries; i-- > 0;) {
		if (m->entries[i].view == view && m->entries[i].action == action)
			VEC_REMOVE(m->entries, m->n_entries, i);
	}
	size_t n = m->n_entries;
	for (size_t i = 0; view != ALL_VIEWS && i < n; i++) {
		struct keymap_entry e = m->entries[i];
		if (e.view == ALL_VIEWS && e.action == action && !find(m, view, e.key))
			add(m, (struct keymap_entry){ view, e.key, KEYMAP_NONE, 0 });
	}
}

static bool name_clash(const struct reader *r, const struct keymap_entry *old,
		       struct str key, unsigned line, struct err *err)
{
	const char *other = "?";
	for (size_t i = 0; i < r->m->n_rows; i++) {
		if (r->m->rows[i].action == old->action)
			other = text_or(r->m->rows[i].name, other);
	}
	AUTO(buf) after = BUF_INIT(256);
	buf_addf(&after, "already means %s", other);
	if (old->line > 0)
		buf_addf(&after, " (line %u)", old->line);
	else
		buf_addf(&after, " (built in); unbind that first: %s = none", other);
	return complain(r, line, err, key, buf_text(&after));
}

static bool bind(const struct reader *r, int view, int action, struct str name,
		 unsigned line, struct err *err)
{
	struct key k = { 0 };
	if (!key_parse(name, &k))
		return complain(r, line, err, name, "is no name of a key");
	struct keymap_entry *old = find(r->m, view, k);
	if (old && old->action != KEYMAP_NONE && old->action != action)
		return name_clash(r, old, name, line, err);
	if (old)
		*old = (struct keymap_entry){ view, k, action, line };
	else
		add(r->m, (struct keymap_entry){ view, k, action, line });
	return true;
}

static bool bind_in(const struct reader *r, int view, int action,
		    const struct ini_line *line, struct err *err)
{
	struct str keys = line->value;
	struct str name;
	for (size_t n = 0; next_key(&keys, &name); n++) {
		if (n >= KEYMAP_KEYS)
			return complain(r, line->line, err, name,
					"is one key too many");
		if (!bind(r, view, action, name, line->line, err))
			return false;
	}
	return true;
}

/* Is the action bound in this view by its built-in row? */
static bool lives_in(const struct keymap *m, const struct binding *row, int view)
{
	for (size_t i = 0; i < m->n_rows; i++) {
		const struct binding *other = &m->rows[i];
		bool all = other->views == KEYMAP_ALL;
		if (other->action == row->action && all == (view == ALL_VIEWS) &&
		    row_in(other, view))
			return true;
	}
	return false;
}

static bool change(const struct reader *r, int view, const struct binding *row,
		   const struct ini_line *line, bool binding, struct err *err)
{
	if (!binding) {
		unbind(r->m, view, row->action);
		return true;
	}
	return str_is(line->value, "none") || bind_in(r, view, row->action, line, err);
}

/* Keys are taken away in a first pass and given in a second, so that two actions may
 * change places whatever the order of their lines. */
static bool change_line(struct reader *r, const struct ini_line *line, bool binding,
			struct err *err)
{
	int view = 0;
	if (!view_of(r->m, line->section, &view))
		return complain(r, line->line, err, line->section, "is no view");
	if (line->key.len == 0)
		return true;
	const struct binding *row = row_of(r->m, view, line->key);
	if (!row)
		return complain(r, line->line, err, line->key, "is no action here");
	if (line->value.len == 0)
		return complain(r, line->line, err, line->key,
				"needs a key, or \"none\"");
	if (view != ALL_VIEWS || lives_in(r->m, row, ALL_VIEWS))
		return change(r, view, row, line, binding, err);
	for (int i = 0; i < (int)r->m->n_views; i++) {
		if (lives_in(r->m, row, i) && !change(r, i, row, line, binding, err))
			return false;
	}
	return true;
}

static bool first_pass(void *ctx, const struct ini_line *line, struct err *err)
{
	return change_line(ctx, line, false, err);
}

static bool second_pass(void *ctx, const struct ini_line *line, struct err *err)
{
	return change_line(ctx, line, true, err);
}

bool keymap_read(struct keymap *m, struct str text, const char *file, struct err *err)
{
	struct keymap changed = *m;
	changed.entries = NULL;
	changed.n_entries = changed.cap_entries = 0;
	for (size_t i = 0; i < m->n_entries; i++)
		add(&changed, m->entries[i]);
	struct reader r = { &changed, file };
	if (!ini_read(text, file, INI_CANDOR, first_pass, &r, err) ||
	    !ini_read(text, file, INI_CANDOR, second_pass, &r, err)) {
		keymap_release(&changed);
		return false;
	}
	keymap_release(m);
	*m = changed;
	return true;
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

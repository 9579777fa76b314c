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

bool keymap_in_part(const struct binding *row, int part)
{
	uint32_t parts = row->views >> KEYMAP_VIEWS;
	return parts == 0 || (parts >> part & 1u) != 0;
}

bool keymap_holds(const struct keymap *m, int view, int action, int part)
{
	for (size_t i = 0; i < m->n_rows; i++)
		if (m->rows[i].action == action && row_in(&m->rows[i], view) &&
		    keymap_in_part(&m->rows[i], part))
			return true;
	return false;
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
		.rows = mem_new(n_rows, sizeof(*rows)),
		.n_rows = n_rows,
		.cap_rows = n_rows,
		.n_app = n_rows,
		.views = views,
		.n_views = n_views,
	};
	memcpy(m->rows, rows, n_rows * sizeof(*rows));
	for (size_t i = 0; i < n_rows; i++)
		add_row(m, &rows[i]);
}

void keymap_release(struct keymap *m)
{
	if (!m)
		return;
	for (size_t i = 0; i < m->n_problems; i++)
		free(m->problems[i].text);
	for (size_t i = 0; i < m->n_names; i++)
		free(m->names[i]);
	free(m->names);
	free(m->rows);
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

const struct binding *keymap_row_named(const struct keymap *m, struct str name)
{
	for (size_t i = 0; i < m->n_rows; i++) {
		if (!text_empty(m->rows[i].name) && str_is(name, m->rows[i].name))
			return &m->rows[i];
	}
	return NULL;
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

size_t keymap_count(const struct keymap *m, bool lost)
{
	size_t n = lost ? 0 : m->n_untold;
	for (size_t i = 0; i < m->n_problems; i++)
		n += (m->problems[i].kind == KEYMAP_LOST) == lost;
	return n;
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

#define KEY_HINTS 32
#define GAP       2
#define NARROW    110 /* columns under which the shorter forms stand */
#define NO_WORD   98  /* room under which help is its key alone */

/* A row of the hint line; hints.h has those of boxes, which are texts. */
struct key_hint {
	struct key key;
	struct str word; /* empty: the key alone */
	int width;
	int action;
	bool stays;
};

struct key_hints {
	struct key_hint all[KEY_HINTS];
	size_t n;
};

/* "next problem", or "next" of "next problem|next". */
static struct str hint_word(const struct binding *row, bool narrow)
{
	struct str brief = str_of(row->hint);
	struct str full = str_cut(&brief, '|');
	return narrow && brief.len > 0 ? brief : full;
}

static int hint_width(const struct key_hint *h)
{
	AUTO(buf) key = BUF_INIT(64);
	key_print(h->key, &key);
	return utf8_width(buf_str(&key)) +
	       (h->word.len > 0 ? 1 + utf8_width(h->word) : 0);
}

static int hints_width(const struct key_hints *hints)
{
	int width = 0;
	for (size_t i = 0; i < hints->n; i++)
		width += hints->all[i].width + (i > 0 ? GAP : 0);
	return width;
}

static void draw_hint(const struct key_hint *h, struct pen *p)
{
	AUTO(buf) key = BUF_INIT(64);
	key_print(h->key, &key);
	pen_str(p, ROLE_KEY, buf_str(&key));
	pen_skip(p, h->word.len > 0 ? 1 : 0);
	pen_str(p, ROLE_MUTED, h->word);
}

/* The help hint at the right; `end` moves before it. */
static void draw_help(const struct keymap *m, int view, struct pen *p, int action)
{
	bool wide = pen_room(p) >= NO_WORD;
	for (size_t i = 0; i < m->n_rows; i++) {
		const struct binding *row = &m->rows[i];
		struct key_hint h = { 0 };
		if (row->action != action || !row->hint ||
		    !keymap_first(m, view, action, &h.key))
			continue;
		h.word = wide ? hint_word(row, false) : h.word;
		struct pen right = *p;
		int end = p->end - hint_width(&h);
		pen_skip(&right, pen_room(p) - hint_width(&h));
		draw_hint(&h, &right);
		p->end = end - GAP > p->col ? end - GAP : p->col;
		return;
	}
}

/* A row of the view itself stands before that of everywhere. */
static bool has_hint(const struct key_hints *hints, int action)
{
	for (size_t i = 0; i < hints->n; i++)
		if (hints->all[i].action == action)
			return true;
	return false;
}

static void find_hints(const struct keymap *m, int view, int help_action,
		       const struct keymap_filter *filter, bool narrow,
		       struct key_hints *ret)
{
	for (size_t i = 0; i < m->n_rows && ret->n < KEY_HINTS; i++) {
		const struct binding *row = &m->rows[i];
		bool here = row->views == KEYMAP_ALL || row_in(row, view);
		const char *other = NULL;
		struct key_hint h = { .action = row->action };
		if (!here || !keymap_in_part(row, filter ? filter->part : 0) ||
		    !row->hint || row->action == help_action ||
		    has_hint(ret, row->action) ||
		    !keymap_first(m, view, row->action, &h.key))
			continue;
		if (filter && filter->useful &&
		    !filter->useful(filter->ctx, row->action))
			continue;
		other = filter && filter->word ? filter->word(filter->ctx, row->action)
					       : NULL;
		h.word = other ? str_of(other) : hint_word(row, narrow);
		h.stays = filter && filter->stays &&
			  filter->stays(filter->ctx, row->action);
		h.width = hint_width(&h);
		ret->all[ret->n++] = h;
	}
}

/* The last one goes, of those that stay only when no other is left. */
static void drop_hint(struct key_hints *hints)
{
	size_t at = hints->n;
	while (at > 0 && hints->all[at - 1].stays)
		at--;
	at = at > 0 ? at - 1 : hints->n - 1;
	hints->n--;
	memmove(&hints->all[at], &hints->all[at + 1],
		(hints->n - at) * sizeof(hints->all[0]));
}

void keymap_hints(const struct keymap *m, int view, struct frame *f, struct area a,
		  int help_action, const struct keymap_filter *filter)
{
	struct area line = area_lines(a, a.height - 1, 1);
	struct key_hints hints = { .n = 0 };
	frame_fill(f, line, ROLE_TEXT);
	struct pen p = pen_at(f, area_inset(line, 1), 0);
	if (!filter || !filter->useful || filter->useful(filter->ctx, help_action))
		draw_help(m, view, &p, help_action);
	find_hints(m, view, help_action, filter, line.width < NARROW, &hints);
	while (hints.n > 0 && hints_width(&hints) > pen_room(&p))
		drop_hint(&hints);
	for (size_t i = 0; i < hints.n; i++) {
		pen_skip(&p, i > 0 ? GAP : 0);
		draw_hint(&hints.all[i], &p);
	}
}

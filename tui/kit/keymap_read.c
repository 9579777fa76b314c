/*
 * Presets and keys.conf.
 *
 *   lines -> changes -> (conflicts: the later line wins) -> taken from -> given to
 *
 * Keys are taken away by all changes before any is given, so that two actions may
 * change places whatever the order of their lines; [all] comes before the views.
 */
#include "tui/kit/keymap_read.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/ini.h"
#include "core/base/limits.h"
#include "core/base/os.h"
#include "core/base/utf8.h"
#include "core/base/vec.h"
#include "tui/kit/nearest.h"

#define FILE_NAME "keys.conf"
#define WORD_MAX  60 /* bytes of a foreign word in a sentence */

/* One line understood: the keys that an action has from now on. */
struct change {
	int view; /* KEYMAP_EVERYWHERE: [all] */
	int action;
	struct key keys[KEYMAP_KEYS];
	size_t n_keys; /* 0: none */
	enum keymap_origin origin;
	unsigned line;
};

/* A key that a change took from another action. */
struct taken {
	int view;
	struct key key;
	int from, by;
	unsigned line;
};

struct reader {
	struct keymap *m;
	unsigned line;
	int view;
	bool in_section, lost; /* lost: the section is none; its lines are skipped */
	struct change *changes;
	size_t n_changes, cap_changes;
	struct taken *taken;
	size_t n_taken, cap_taken;
};

static void reader_release(struct reader *r)
{
	free(r->changes);
	free(r->taken);
}

/* --- problems ----------------------------------------------------------------- */

static void tell(struct keymap *m, enum keymap_problem_kind kind, const char *fmt, ...)
	PRINTF(3, 4);

/* The parts are safe text already. */
static void tell(struct keymap *m, enum keymap_problem_kind kind, const char *fmt, ...)
{
	char text[400];
	va_list ap;
	if (m->n_problems >= LIMIT_KEYS_PROBLEMS) {
		m->n_untold++;
		return;
	}
	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	struct keymap_problem *p =
		VEC_PUSH(m->problems, m->n_problems, m->cap_problems);
	*p = (struct keymap_problem){ kind, mem_text(text) };
}

static void complain(const struct reader *r, struct str word, const char *after)
{
	AUTO(buf) shown = BUF_INIT(256);
	utf8_safe(&shown, word, WORD_MAX);
	tell(r->m, KEYMAP_WRONG, FILE_NAME ":%u: \"%s\" %s", r->line, buf_text(&shown),
	     after);
}

/* "is no view; did you mean fleet?" */
static void complain_near(const struct reader *r, struct str word, const char *what,
			  const char *near)
{
	AUTO(buf) after = BUF_INIT(256);
	buf_add_text(&after, what);
	if (near)
		buf_addf(&after, "; did you mean %s?", near);
	complain(r, word, buf_text(&after));
}

/* --- names -------------------------------------------------------------------- */

static bool find_view(const struct keymap *m, struct str name, int *ret)
{
	if (str_is(name, "all")) {
		*ret = KEYMAP_EVERYWHERE;
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

static void unknown_view(const struct reader *r, struct str name)
{
	AUTO(buf) wanted = BUF_INIT(WORD_MAX);
	buf_add_str(&wanted, name);
	struct nearest near = NEAREST_INIT(buf_text(&wanted));
	nearest_try(&near, "all");
	for (size_t i = 0; i < r->m->n_views; i++)
		nearest_try(&near, r->m->views[i]);
	complain_near(r, name, "is no view: its lines have no effect", near.best);
}

static const struct binding *row_named(const struct keymap *m, struct str name)
{
	for (size_t i = 0; i < m->n_rows; i++) {
		if (!text_empty(m->rows[i].name) && str_is(name, m->rows[i].name))
			return &m->rows[i];
	}
	return NULL;
}

static void unknown_action(const struct reader *r, struct str name)
{
	AUTO(buf) wanted = BUF_INIT(WORD_MAX);
	buf_add_str(&wanted, name);
	struct nearest near = NEAREST_INIT(buf_text(&wanted));
	for (size_t i = 0; i < r->m->n_rows; i++) {
		if (!text_empty(r->m->rows[i].name))
			nearest_try(&near, r->m->rows[i].name);
	}
	complain_near(r, name, "is no action", near.best);
}

/* Has the action a meaning in the view of this section? */
static bool means_something(const struct keymap *m, int action, int view)
{
	return view == KEYMAP_EVERYWHERE ||
	       keymap_lives_in(m, action, KEYMAP_EVERYWHERE) ||
	       keymap_lives_in(m, action, view);
}

/* --- lines -------------------------------------------------------------------- */

static void unknown_key(const struct reader *r, struct str name)
{
	AUTO(buf) wanted = BUF_INIT(WORD_MAX);
	buf_add_str(&wanted, name);
	complain_near(r, name, "is no name of a key", key_nearest(buf_text(&wanted)));
}

static bool types_there(const struct keymap *m, int view, struct key k)
{
	return view != KEYMAP_EVERYWHERE && (m->typing >> view & 1u) != 0 &&
	       key_is_text(k);
}

/* A key that is kept from others may stay with the action that has it. */
static bool has_built_in(const struct keymap *m, int action, struct key k)
{
	for (int view = 0; view < (int)m->n_views; view++) {
		if (keymap_built_in(m, view, k) == action)
			return true;
	}
	return false;
}

static bool may_bind(const struct reader *r, const struct change *c, struct str name,
		     struct key k)
{
	const char *why = key_refusal(k);
	if (why && !has_built_in(r->m, c->action, k)) {
		AUTO(buf) after = BUF_INIT(256);
		buf_addf(&after, "is not bound: %s", why);
		complain(r, name, buf_text(&after));
		return false;
	}
	if (types_there(r->m, c->view, k)) {
		complain(r, name, "is not bound: letters are typed there");
		return false;
	}
	return true;
}

static void add_key(const struct reader *r, struct change *c, struct str name)
{
	struct key k = { 0 };
	if (!key_parse(name, &k)) {
		unknown_key(r, name);
		return;
	}
	if (!may_bind(r, c, name, k))
		return;
	for (size_t i = 0; i < c->n_keys; i++) {
		if (key_eq(c->keys[i], k))
			return;
	}
	if (c->n_keys == KEYMAP_KEYS)
		complain(r, name, "is one key too many");
	else
		c->keys[c->n_keys++] = k;
}

static bool next_word(struct str *rest, struct str *ret)
{
	*rest = str_trim(*rest);
	size_t n = 0;
	while (n < rest->len && rest->p[n] != ' ' && rest->p[n] != '\t')
		n++;
	*ret = (struct str){ rest->p, n };
	*rest = (struct str){ rest->p + n, rest->len - n };
	return n > 0;
}

/* False: the line says nothing that could be done. */
static bool read_keys(const struct reader *r, struct change *c, struct str name,
		      struct str value)
{
	struct str word;
	if (value.len == 0)
		complain(r, name, "needs a key, or none");
	if (str_is(value, "none"))
		return true;
	while (next_word(&value, &word)) {
		if (str_is(word, "none"))
			complain(r, word, "stands alone or not at all");
		else
			add_key(r, c, word);
	}
	return c->n_keys > 0;
}

static void read_property(struct reader *r, const struct ini_line *line)
{
	const struct binding *row = row_named(r->m, line->key);
	if (r->lost)
		return;
	if (!r->in_section) {
		complain(r, line->key, "stands before any section; write [all] first");
		return;
	}
	if (!row) {
		unknown_action(r, line->key);
		return;
	}
	if (!means_something(r->m, row->action, r->view)) {
		AUTO(buf) after = BUF_INIT(256);
		buf_addf(&after, "means nothing in %s",
			 keymap_view_name(r->m, r->view));
		complain(r, line->key, buf_text(&after));
		return;
	}
	struct change c = { .view = r->view,
			    .action = row->action,
			    .origin = KEYMAP_FILE,
			    .line = r->line };
	if (!read_keys(r, &c, line->key, line->value))
		return;
	if (r->n_changes >= LIMIT_KEYS_LINES)
		complain(r, line->key, "is one line too many");
	else
		*VEC_PUSH(r->changes, r->n_changes, r->cap_changes) = c;
}

static void read_line(struct reader *r, struct str text)
{
	struct ini_line line = { 0 };
	struct err err = ERR_INIT;
	if (!ini_read_line(text, FILE_NAME, r->line, &line, &err)) {
		tell(r->m, KEYMAP_WRONG, "%s", err.text);
		if (str_starts(str_trim(text), "["))
			r->lost = true;
		return;
	}
	if (line.key.len > 0) {
		read_property(r, &line);
		return;
	}
	if (line.section.len == 0)
		return;
	r->in_section = true;
	r->lost = !find_view(r->m, line.section, &r->view);
	if (r->lost)
		unknown_view(r, line.section);
}

/* --- conflicts ---------------------------------------------------------------- */

static void drop_key(struct change *c, size_t i)
{
	memmove(&c->keys[i], &c->keys[i + 1], (c->n_keys - i - 1) * sizeof(c->keys[0]));
	c->n_keys--;
}

/* Keys that the later line wants, too, are its own. */
static void settle_keys(struct keymap *m, struct change *early,
			const struct change *late)
{
	for (size_t i = 0; i < late->n_keys; i++) {
		for (size_t j = early->n_keys; j-- > 0;) {
			if (!key_eq(early->keys[j], late->keys[i]))
				continue;
			AUTO(buf) key = BUF_INIT(64);
			key_print(late->keys[i], &key);
			tell(m, KEYMAP_CONFLICT,
			     FILE_NAME ":%u: %s is bound to %s here and to %s at line "
				       "%u; line %u wins",
			     late->line, buf_text(&key), keymap_name(m, late->action),
			     keymap_name(m, early->action), early->line, late->line);
			drop_key(early, j);
		}
	}
}

/* The same action twice in a section: the first line is forgotten. */
static bool settle_action(struct reader *r, size_t early, const struct change *late)
{
	const struct change *c = &r->changes[early];
	if (c->action != late->action)
		return false;
	tell(r->m, KEYMAP_CONFLICT,
	     FILE_NAME ":%u: %s has keys here and at line %u; line %u wins", late->line,
	     keymap_name(r->m, c->action), c->line, late->line);
	return true;
}

static void settle(struct reader *r)
{
	for (size_t late = 1; late < r->n_changes; late++) {
		for (size_t early = late; early-- > 0;) {
			if (r->changes[early].view != r->changes[late].view)
				continue;
			if (!settle_action(r, early, &r->changes[late])) {
				settle_keys(r->m, &r->changes[early],
					    &r->changes[late]);
				continue;
			}
			VEC_REMOVE(r->changes, r->n_changes, early);
			late--;
		}
	}
}

/* --- taking and giving -------------------------------------------------------- */

static struct keymap_entry *find(const struct keymap *m, int view, struct key k)
{
	for (size_t i = 0; i < m->n_entries; i++) {
		struct keymap_entry *e = &m->entries[i];
		if (e->view == view && key_eq(e->key, k))
			return e;
	}
	return NULL;
}

static void forget(struct keymap *m, int view, struct key k)
{
	struct keymap_entry *e = find(m, view, k);
	if (e)
		VEC_REMOVE(m->entries, m->n_entries, (size_t)(e - m->entries));
}

static void put(struct keymap *m, struct keymap_entry entry)
{
	forget(m, entry.view, entry.key);
	*VEC_PUSH(m->entries, m->n_entries, m->cap_entries) = entry;
}

/* In a view, keys that hold everywhere are hidden by entries that mean nothing. */
static void hide(struct keymap *m, const struct change *c)
{
	size_t n = m->n_entries;
	for (size_t i = 0; i < n; i++) {
		struct keymap_entry e = m->entries[i];
		if (e.view == KEYMAP_EVERYWHERE && e.action == c->action &&
		    !find(m, c->view, e.key))
			put(m, (struct keymap_entry){ c->view, e.key, KEYMAP_NONE,
						      c->origin, c->line });
	}
}

static void unbind(struct keymap *m, const struct change *c, int view)
{
	for (size_t i = m->n_entries; i-- > 0;) {
		if (m->entries[i].view == view && m->entries[i].action == c->action)
			VEC_REMOVE(m->entries, m->n_entries, i);
	}
	*VEC_PUSH(m->sets, m->n_sets, m->cap_sets) =
		(struct keymap_set){ view, c->action, c->origin, c->line };
}

static void bind(struct reader *r, const struct change *c, int view)
{
	for (size_t i = 0; i < c->n_keys; i++) {
		struct key k = c->keys[i];
		if (types_there(r->m, view, k))
			continue;
		const struct keymap_entry *e = find(r->m, view, k);
		if (!e)
			e = find(r->m, KEYMAP_EVERYWHERE, k);
		if (e && e->action != KEYMAP_NONE && e->action != c->action)
			*VEC_PUSH(r->taken, r->n_taken, r->cap_taken) =
				(struct taken){ view, k, e->action, c->action,
						c->line };
		put(r->m,
		    (struct keymap_entry){ view, k, c->action, c->origin, c->line });
	}
}

static bool all_typed_there(const struct keymap *m, const struct change *c, int view)
{
	for (size_t i = 0; i < c->n_keys; i++) {
		if (!types_there(m, view, c->keys[i]))
			return false;
	}
	return view != KEYMAP_EVERYWHERE && (m->typing >> view & 1u) != 0;
}

/* Is the layer one that the change is about?  [all]: wherever the action has keys of
 * its own, but letters do not reach where they are typed. */
static bool concerns(const struct keymap *m, const struct change *c, int view)
{
	if (c->view != KEYMAP_EVERYWHERE)
		return c->view == view;
	return keymap_lives_in(m, c->action, view) && !all_typed_there(m, c, view);
}

static void apply_some(struct reader *r, bool views)
{
	struct keymap *m = r->m;
	for (int giving = 0; giving < 2; giving++) {
		for (size_t i = 0; i < r->n_changes; i++) {
			const struct change *c = &r->changes[i];
			int view = KEYMAP_EVERYWHERE;
			if ((c->view != KEYMAP_EVERYWHERE) != views)
				continue;
			for (; view < (int)m->n_views; view++) {
				if (!concerns(m, c, view))
					continue;
				if (giving)
					bind(r, c, view);
				else
					unbind(m, c, view);
			}
			if (!giving && views)
				hide(m, c);
		}
	}
}

static void apply(struct reader *r)
{
	apply_some(r, false);
	apply_some(r, true);
}

/* --- what was lost ------------------------------------------------------------ */

static bool has_key(const struct keymap *m, int view, int action)
{
	struct key k;
	return keymap_first(m, view, action, &k);
}

#define VIEWS_NAMED 3

static bool same_loss(const struct taken *a, const struct taken *b)
{
	return a->line == b->line && a->from == b->from && key_eq(a->key, b->key);
}

static bool meant_something(const struct keymap *m, int action, int view)
{
	return keymap_lives_in(m, action, view) ||
	       keymap_lives_in(m, action, KEYMAP_EVERYWHERE);
}

/* Has the action no key in the view, though it had, because of this change? */
static bool lost_in(const struct reader *r, const struct taken *t, int view)
{
	if (!meant_something(r->m, t->from, view) || has_key(r->m, view, t->from))
		return false;
	for (size_t i = 0; i < r->n_taken; i++) {
		const struct taken *other = &r->taken[i];
		if (same_loss(t, other) &&
		    (other->view == view || other->view == KEYMAP_EVERYWHERE))
			return true;
	}
	return false;
}

/* " in fleet, stacks, stack and 4 more", " left" when it was lost wherever it was;
 * nothing when it was lost nowhere. */
static void views_without(const struct reader *r, const struct taken *t,
			  struct buf *out)
{
	size_t n = 0;
	size_t most = 0;
	for (int view = 0; view < (int)r->m->n_views; view++) {
		most += meant_something(r->m, t->from, view);
		if (!lost_in(r, t, view))
			continue;
		if (++n <= VIEWS_NAMED)
			buf_addf(out, "%s%s", n > 1 ? ", " : " in ", r->m->views[view]);
	}
	if (n > VIEWS_NAMED)
		buf_addf(out, " and %zu more", n - VIEWS_NAMED);
	if (n == 0 || n < most)
		return;
	buf_clear(out);
	buf_add_text(out, " left");
}

static bool told_before(const struct reader *r, size_t at)
{
	for (size_t i = 0; i < at; i++) {
		if (same_loss(&r->taken[i], &r->taken[at]))
			return true;
	}
	return false;
}

static void tell_lost(struct reader *r)
{
	struct keymap *m = r->m;
	for (size_t i = 0; i < r->n_taken; i++) {
		const struct taken *t = &r->taken[i];
		AUTO(buf) views = BUF_INIT(256);
		AUTO(buf) key = BUF_INIT(64);
		if (told_before(r, i))
			continue;
		views_without(r, t, &views);
		if (views.len == 0)
			continue;
		key_print(t->key, &key);
		tell(m, KEYMAP_LOST, FILE_NAME ":%u: %s means %s now; %s has no key%s",
		     t->line, buf_text(&key), keymap_name(m, t->by),
		     keymap_name(m, t->from), buf_text(&views));
	}
}

/* --- ways in ------------------------------------------------------------------ */

void keymap_take_preset(struct keymap *m, const char *name,
			const struct keymap_preset_row *rows, size_t n_rows)
{
	AUTO(reader) r = { .m = m, .view = KEYMAP_EVERYWHERE };
	m->preset = name;
	for (size_t i = 0; i < n_rows; i++) {
		const struct binding *row = row_named(m, str_of(rows[i].action));
		bug_unless(row);
		struct change *c = VEC_PUSH(r.changes, r.n_changes, r.cap_changes);
		*c = (struct change){ .view = KEYMAP_EVERYWHERE,
				      .action = row->action,
				      .origin = KEYMAP_PRESET };
		bool fits = read_keys(&r, c, str_of(row->name), str_of(rows[i].keys));
		bug_unless(fits);
	}
	settle(&r);
	apply(&r);
	bug_unless(m->n_problems == 0);
}

void keymap_read(struct keymap *m, struct str text)
{
	AUTO(reader) r = { .m = m, .view = KEYMAP_EVERYWHERE };
	if (text.len > LIMIT_KEYS_FILE) {
		tell(m, KEYMAP_WRONG,
		     FILE_NAME ": larger than %zu KiB; none of it has an effect",
		     LIMIT_KEYS_FILE / 1024);
		return;
	}
	if (str_starts(text, "\xEF\xBB\xBF"))
		text = (struct str){ text.p + 3, text.len - 3 };
	while (text.p) {
		r.line++;
		read_line(&r, str_cut(&text, '\n'));
	}
	settle(&r);
	apply(&r);
	tell_lost(&r);
}

void keymap_load(struct keymap *m, const char *path)
{
	AUTO(buf) text = BUF_INIT(LIMIT_KEYS_FILE);
	struct err err = ERR_INIT;
	if (!os_file_exists(path))
		return;
	if (os_read_private(path, &text, &err))
		keymap_read(m, buf_str(&text));
	else
		tell(m, KEYMAP_WRONG, "%s; the keys are as without the file", err.text);
}

/* --- ways out ----------------------------------------------------------------- */

/* Where letters are typed, Esc ends that whatever the keymap says. */
static bool way_open(const struct keymap *m, const struct keymap_way *way, int view)
{
	if ((m->typing >> view & 1u) != 0)
		return true;
	for (size_t i = 0; i < way->n; i++) {
		if (has_key(m, view, way->actions[i]))
			return true;
	}
	return false;
}

static bool open_somewhere(const struct keymap *m, const struct keymap_way *way)
{
	for (int view = 0; view < (int)m->n_views; view++) {
		if (!(m->typing >> view & 1u) && way_open(m, way, view))
			return true;
	}
	return false;
}

/* Give an action its built-in keys back in a view; what they are: added to keys. */
static void restore(struct keymap *m, int action, int view, struct buf *keys)
{
	for (size_t i = 0; i < m->n_rows; i++) {
		const struct binding *row = &m->rows[i];
		struct str rest = str_of(row->keys);
		struct str name;
		if (row->action != action ||
		    (row->views != KEYMAP_ALL && !(row->views >> view & 1u)))
			continue;
		while (next_word(&rest, &name)) {
			struct key k = { 0 };
			if (!key_parse(name, &k) ||
			    keymap_built_in(m, view, k) != action ||
			    keymap_lookup(m, view, k) == action)
				continue;
			put(m, (struct keymap_entry){
				       .view = view, .key = k, .action = action });
			if (view == 0)
				buf_addf(keys, "%s%.*s", keys->len > 0 ? " " : "",
					 STR_FMT(name));
		}
	}
}

static void keep(struct keymap *m, const struct keymap_way *way)
{
	AUTO(buf) keys = BUF_INIT(128);
	const char *first = NULL;
	size_t n = 0;
	if (way->somewhere && open_somewhere(m, way))
		return;
	for (int view = 0; view < (int)m->n_views; view++) {
		if (way_open(m, way, view))
			continue;
		restore(m, way->actions[0], view, &keys);
		first = first ? first : m->views[view];
		n++;
	}
	if (n == 0)
		return;
	tell(m, KEYMAP_KEPT,
	     FILE_NAME ": %s would have no key left in %s%s; it keeps its own%s%s",
	     keymap_name(m, way->actions[0]), first, n > 1 ? " and others" : "",
	     keys.len > 0 ? ": " : "", buf_text(&keys));
}

/* By kind; those of one kind stay as they were told. */
static void sort_problems(struct keymap *m)
{
	for (size_t i = 1; i < m->n_problems; i++) {
		struct keymap_problem p = m->problems[i];
		size_t at = i;
		for (; at > 0 && m->problems[at - 1].kind > p.kind; at--)
			m->problems[at] = m->problems[at - 1];
		m->problems[at] = p;
	}
}

void keymap_keep(struct keymap *m, const struct keymap_way *ways, size_t n)
{
	/* what one gets back, another may lose: n rounds at most, since nobody takes
	 * back what another was given back */
	for (size_t round = 0; round < n; round++) {
		for (size_t i = 0; i < n; i++)
			keep(m, &ways[i]);
	}
	sort_problems(m);
}

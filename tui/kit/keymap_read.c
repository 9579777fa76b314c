/*
 * Presets and keys.conf.
 *
 *   lines -> changes -> (conflicts: the later line wins) -> taken from -> given to
 *
 * Keys are taken away by all changes before any is given, so that two actions may
 * change places whatever the order of their lines; [all] comes before the views.
 */
#include "tui/kit/keymap_impl.h"

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

#define FILE_NAME KEYMAP_FILE_NAME
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

struct reader {
	struct keymap *m;
	unsigned line;
	int view;
	bool in_section, lost; /* lost: the section is none; its lines are skipped */
	struct change *changes;
	size_t n_changes, cap_changes;
};

static void reader_release(struct reader *r)
{
	free(r->changes);
}

/* --- problems ----------------------------------------------------------------- */

void keymap_tell(struct keymap *m, enum keymap_problem_kind kind, const char *fmt, ...)
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
	keymap_tell(r->m, KEYMAP_WRONG, FILE_NAME ":%u: \"%s\" %s", r->line,
		    buf_text(&shown), after);
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
	if (name.len == 7 && str_starts(name, "Shift-"))
		complain(r, name, "is no name of a key: a capital letter is");
	else
		complain_near(r, name, "is no name of a key",
			      key_nearest(buf_text(&wanted)));
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

static const struct binding *row_of_line(const struct reader *r, struct str text)
{
	AUTO(buf) why = BUF_INIT(256);
	const struct binding *row = keymap_bound(r->m, r->view, text, &why);
	if (!row)
		complain(r, text, buf_text(&why));
	return row;
}

static void read_property(struct reader *r, const struct ini_line *line)
{
	const struct binding *row = NULL;
	bool is_line = str_starts(line->key, ":");
	if (r->lost)
		return;
	if (!r->in_section) {
		complain(r, line->key, "stands before any section; write [all] first");
		return;
	}
	row = is_line ? row_of_line(r, line->key) : keymap_row_named(r->m, line->key);
	if (!row && !is_line)
		unknown_action(r, line->key);
	if (!row)
		return;
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

/* What stands behind the line of a command is read as any other value. */
static bool read_bound(struct reader *r, struct str text, struct ini_line *ret,
		       struct buf *value, struct err *err)
{
	size_t at = keymap_bound_end(text);
	buf_add_text(value, "line");
	buf_add_str(value, (struct str){ text.p + at, text.len - at });
	if (!ini_read_line(buf_str(value), FILE_NAME, r->line, ret, err))
		return false;
	ret->key = str_trim((struct str){ text.p, at });
	return true;
}

static void read_line(struct reader *r, struct str text)
{
	struct ini_line line = { 0 };
	struct err err = ERR_INIT;
	AUTO(buf) value = BUF_INIT(LIMIT_KEYS_FILE + 8);
	if (str_starts(str_trim(text), ":")) {
		if (read_bound(r, text, &line, &value, &err))
			read_property(r, &line);
		else
			keymap_tell(r->m, KEYMAP_WRONG, "%s", err.text);
		return;
	}
	if (!ini_read_line(text, FILE_NAME, r->line, &line, &err)) {
		keymap_tell(r->m, KEYMAP_WRONG, "%s", err.text);
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
			keymap_tell(m, KEYMAP_CONFLICT,
				    FILE_NAME
				    ":%u: %s is bound to %s here and to %s at line "
				    "%u; line %u wins",
				    late->line, buf_text(&key),
				    keymap_name(m, late->action),
				    keymap_name(m, early->action), early->line,
				    late->line);
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
	keymap_tell(r->m, KEYMAP_CONFLICT,
		    FILE_NAME ":%u: %s has keys here and at line %u; line %u wins",
		    late->line, keymap_name(r->m, c->action), c->line, late->line);
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

static void forget(struct keymap *m, int view, struct key k)
{
	struct keymap_entry *e = keymap_find(m, view, k);
	if (e)
		VEC_REMOVE(m->entries, m->n_entries, (size_t)(e - m->entries));
}

void keymap_put(struct keymap *m, struct keymap_entry entry)
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
		    !keymap_find(m, c->view, e.key))
			keymap_put(m,
				   (struct keymap_entry){ c->view, e.key, KEYMAP_NONE,
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

/* Keep in mind from whom a line of the file takes a key. */
static void note_taken(struct keymap *m, const struct change *c, int view, struct key k,
		       int from)
{
	if (c->origin == KEYMAP_FILE && from != KEYMAP_NONE && from != c->action)
		*VEC_PUSH(m->taken, m->n_taken, m->cap_taken) =
			(struct keymap_taken){ view, k, from, c->action, c->line };
}

/* What holds everywhere holds in views that had another use for the key, too. */
static void take_in_views(struct keymap *m, const struct change *c, struct key k)
{
	for (int view = 0; view < (int)m->n_views; view++) {
		const struct keymap_entry *e = keymap_find(m, view, k);
		if (!e || e->action == c->action)
			continue;
		note_taken(m, c, view, k, e->action);
		forget(m, view, k);
	}
}

static void bind_key(struct keymap *m, const struct change *c, int view, struct key k)
{
	const struct keymap_entry *e = keymap_find(m, view, k);
	if (!e)
		e = keymap_find(m, KEYMAP_EVERYWHERE, k);
	if (e)
		note_taken(m, c, view, k, e->action);
	if (view == KEYMAP_EVERYWHERE)
		take_in_views(m, c, k);
	keymap_put(m, (struct keymap_entry){ view, k, c->action, c->origin, c->line });
}

static void bind(struct keymap *m, const struct change *c, int view)
{
	for (size_t i = 0; i < c->n_keys; i++) {
		if (!types_there(m, view, c->keys[i]))
			bind_key(m, c, view, c->keys[i]);
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

static void apply_some(const struct reader *r, bool views)
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
					bind(m, c, view);
				else
					unbind(m, c, view);
			}
			if (!giving && views)
				hide(m, c);
		}
	}
}

static void apply(const struct reader *r)
{
	apply_some(r, false);
	apply_some(r, true);
}

/* --- ways in ------------------------------------------------------------------ */

void keymap_take_preset(struct keymap *m, const char *name,
			const struct keymap_preset_row *rows, size_t n_rows)
{
	AUTO(reader) r = { .m = m, .view = KEYMAP_EVERYWHERE };
	m->preset = name;
	for (size_t i = 0; i < n_rows; i++) {
		const struct binding *row = keymap_row_named(m, str_of(rows[i].action));
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
		keymap_tell(m, KEYMAP_WRONG,
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
		keymap_tell(m, KEYMAP_WRONG, "%s; the keys are as without the file",
			    err.text);
}

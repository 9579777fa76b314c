/*
 * What presets and keys.conf may not take away, and what they did take.
 */
#include "core/base/limits.h"
#include "tui/kit/keymap_impl.h"

#define VIEWS_NAMED 3

static bool has_key(const struct keymap *m, int view, int action)
{
	struct key k;
	return keymap_first(m, view, action, &k);
}

/* Where letters are typed, Esc ends that whatever the keymap says. */
static bool is_typed_in(const struct keymap *m, int view)
{
	return (m->typing >> view & 1u) != 0;
}

/* --- ways out ----------------------------------------------------------------- */

static bool way_open(const struct keymap *m, const struct keymap_way *way, int view)
{
	for (size_t i = 0; i < way->n; i++) {
		if (has_key(m, view, way->actions[i]))
			return true;
	}
	return false;
}

/* Views without the way; *ret_first: the first of them, *ret_all: views there are. */
static size_t closed_views(const struct keymap *m, const struct keymap_way *way,
			   int *ret_first, size_t *ret_all)
{
	size_t n = 0;
	*ret_all = 0;
	for (int view = 0; view < (int)m->n_views; view++) {
		if (is_typed_in(m, view))
			continue;
		*ret_all += 1;
		if (way_open(m, way, view))
			continue;
		if (n++ == 0)
			*ret_first = view;
	}
	return n;
}

/* Give an action the built-in keys of one row back in a layer. */
static void restore_row(struct keymap *m, const struct binding *row, int view)
{
	struct str keys = str_of(row->keys);
	while (keys.len > 0) {
		struct key k = { 0 };
		if (!key_parse(str_cut(&keys, ' '), &k) ||
		    keymap_built_in(m, view, k) != row->action)
			continue;
		keymap_put(m, (struct keymap_entry){
				      .view = view, .key = k, .action = row->action });
	}
}

static void restore(struct keymap *m, int action, int view)
{
	for (size_t i = 0; i < m->n_rows; i++) {
		const struct binding *row = &m->rows[i];
		bool all = row->views == KEYMAP_ALL;
		bool here = view != KEYMAP_EVERYWHERE && (row->views >> view & 1u) != 0;
		if (row->action == action && (all || here))
			restore_row(m, row, view);
	}
}

static void tell_kept(struct keymap *m, int action, int view, size_t n, size_t all)
{
	AUTO(buf) keys = BUF_INIT(128);
	AUTO(buf) where = BUF_INIT(128);
	keymap_keys(m, view, action, &keys);
	if (n == all)
		buf_add_text(&where, "anywhere");
	else
		buf_addf(&where, "in %s", m->views[view]);
	if (n < all && n > 1)
		buf_addf(&where, " and %zu more", n - 1);
	keymap_tell(m, KEYMAP_KEPT,
		    KEYMAP_FILE_NAME ": %s would have no key left %s; it keeps %s",
		    keymap_name(m, action), buf_text(&where), buf_text(&keys));
}

/* Is the way open as far as it must be? */
static bool enough(const struct keymap_way *way, size_t closed, size_t all)
{
	return closed == 0 || (way->somewhere && closed < all);
}

static void keep(struct keymap *m, const struct keymap_way *way)
{
	int action = way->actions[0];
	int first = 0;
	int left = 0;
	size_t all = 0;
	size_t n = closed_views(m, way, &first, &all);
	if (enough(way, n, all))
		return;
	if (n == all)
		restore(m, action, KEYMAP_EVERYWHERE);
	for (size_t i = 0; i < all; i++) {
		if (enough(way, closed_views(m, way, &left, &all), all))
			break;
		restore(m, action, left);
	}
	tell_kept(m, action, first, n, all);
}

/* --- what was lost ------------------------------------------------------------ */

static bool same_loss(const struct keymap_taken *a, const struct keymap_taken *b)
{
	return a->line == b->line && a->from == b->from && key_eq(a->key, b->key);
}

static bool meant_something(const struct keymap *m, int action, int view)
{
	return !is_typed_in(m, view) && (keymap_lives_in(m, action, view) ||
					 keymap_lives_in(m, action, KEYMAP_EVERYWHERE));
}

/* Has the action no key in the view, though it had, because of this change? */
static bool lost_in(const struct keymap *m, const struct keymap_taken *t, int view)
{
	if (!meant_something(m, t->from, view) || has_key(m, view, t->from))
		return false;
	for (size_t i = 0; i < m->n_taken; i++) {
		const struct keymap_taken *other = &m->taken[i];
		if (same_loss(t, other) &&
		    (other->view == view || other->view == KEYMAP_EVERYWHERE))
			return true;
	}
	return false;
}

/* " in fleet, stacks, stack and 4 more", " left" when it was lost wherever it was;
 * nothing when it was lost nowhere. */
static void views_without(const struct keymap *m, const struct keymap_taken *t,
			  struct buf *out)
{
	size_t n = 0;
	size_t most = 0;
	for (int view = 0; view < (int)m->n_views; view++) {
		most += meant_something(m, t->from, view);
		if (!lost_in(m, t, view))
			continue;
		if (++n <= VIEWS_NAMED)
			buf_addf(out, "%s%s", n > 1 ? ", " : " in ", m->views[view]);
	}
	if (n > VIEWS_NAMED)
		buf_addf(out, " and %zu more", n - VIEWS_NAMED);
	if (n == 0 || n < most)
		return;
	buf_clear(out);
	buf_add_text(out, " left");
}

static bool told_before(const struct keymap *m, size_t at)
{
	for (size_t i = 0; i < at; i++) {
		if (same_loss(&m->taken[i], &m->taken[at]))
			return true;
	}
	return false;
}

static void tell_lost(struct keymap *m)
{
	for (size_t i = 0; i < m->n_taken && m->n_problems < LIMIT_KEYS_PROBLEMS; i++) {
		const struct keymap_taken *t = &m->taken[i];
		AUTO(buf) views = BUF_INIT(256);
		AUTO(buf) key = BUF_INIT(64);
		if (told_before(m, i))
			continue;
		views_without(m, t, &views);
		if (views.len == 0)
			continue;
		key_print(t->key, &key);
		keymap_tell(m, KEYMAP_LOST,
			    KEYMAP_FILE_NAME ":%u: %s means %s now; %s has no key%s",
			    t->line, buf_text(&key), keymap_name(m, t->by),
			    keymap_name(m, t->from), buf_text(&views));
	}
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
	tell_lost(m);
	sort_problems(m);
}

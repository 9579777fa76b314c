/*
 * A list in a box: its rows and keys; drawing is menu_draw.c.
 *
 * What always holds: the cursor stands on a row that is shown and no heading, or is
 * MENU_NONE; MENU_TAKEN is answered in take() alone, for a row without a why-not.
 */
#include "tui/kit/menu_impl.h"

#include <stdlib.h>

#include "core/base/limits.h"
#include "core/base/vec.h"
#include "tui/kit/fuzzy.h"
#include "tui/kit/word.h"

void menu_init(struct menu *m, const struct menu_opts *opts)
{
	*m = (struct menu){ .opts = *opts, .cursor = MENU_NONE, .page = 1 };
	m->title = mem_text(text_or(opts->title, ""));
	prompt_init(&m->prompt, opts->label, false);
}

static void release_row(struct menu_row *r)
{
	free(r->text);
	free(r->detail);
	free(r->note);
	free(r->right);
	free(r->why_not);
}

void menu_clear(struct menu *m)
{
	for (size_t i = 0; i < m->n_rows; i++)
		release_row(&m->rows[i]);
	m->n_rows = m->n_shown = m->top = 0;
	m->cursor = MENU_NONE;
	m->chosen = m->refused = m->line_is = false;
	m->useless = (struct key){ 0 };
}

void menu_release(struct menu *m)
{
	if (!m)
		return;
	menu_clear(m);
	free(m->rows);
	free(m->shown);
	free(m->title);
	prompt_release(&m->prompt);
	*m = (struct menu){ .cursor = MENU_NONE };
}

/* ---- rows ---- */

static char *kept(const char *text)
{
	struct str s = str_of(text);

	if (!text)
		return NULL;
	return mem_text_n(s.p, s.len < LIMIT_TEXT ? s.len : LIMIT_TEXT);
}

static struct menu_row *push(struct menu *m, enum row_kind kind, const char *text)
{
	struct menu_row *r = NULL;

	if (m->n_rows >= MENU_ROWS)
		return NULL;
	r = VEC_PUSH(m->rows, m->n_rows, m->cap_rows);
	*r = (struct menu_row){ .kind = kind,
				.text = kept(text_or(text, "")),
				.id = MENU_NONE };
	return r;
}

static bool has_use(const struct menu *m, struct key k);

void menu_add(struct menu *m, const struct menu_item *item)
{
	struct menu_row *r = push(m, ROW_ITEM, item->text);

	if (!r)
		return;
	r->detail = kept(item->detail);
	r->note = kept(item->note);
	if (m->opts.kind == MENU_PLAIN)
		r->key = item->key;
	if (r->key.code && has_use(m, r->key)) /* it would not do what it says */
		r->key = (struct key){ 0 };
	else
		r->right = kept(item->right);
	r->why_not = kept(item->why_not);
	r->role = item->role;
	r->detail_role = item->detail_role;
	r->note_role = item->note_role;
	r->check = item->check;
	r->careful = item->careful;
	r->id = item->id;
}

void menu_heading(struct menu *m, const char *text)
{
	(void)push(m, ROW_HEADING, text);
}

void menu_remark(struct menu *m, const char *text)
{
	(void)push(m, ROW_REMARK, text);
}

static bool fits(const struct menu *m, const struct menu_row *r)
{
	struct str words = prompt_text(&m->prompt);

	if (m->opts.kind != MENU_FILTERED || !words.len || r->kind == ROW_HEADING)
		return true;
	return fuzzy_rank(str_of(r->text), words) >= 0 ||
	       (r->detail && words_in(str_of(r->detail), words));
}

/* A heading stands only before rows of its group. */
static void drop_empty_headings(struct menu *m)
{
	size_t n = 0;

	for (size_t i = 0; i < m->n_shown; i++) {
		const struct menu_row *next = menu_shown_row(m, i + 1);

		if (menu_row_at(m, i)->kind == ROW_HEADING &&
		    (!next || next->kind == ROW_HEADING))
			continue;
		m->shown[n++] = m->shown[i];
	}
	m->n_shown = n;
}

static void show(struct menu *m)
{
	m->n_shown = m->top = 0;
	for (size_t i = 0; i < m->n_rows; i++)
		if (fits(m, &m->rows[i]))
			*VEC_PUSH(m->shown, m->n_shown, m->cap_shown) = i;
	drop_empty_headings(m);
}

/* How well a row serves as the one that the cursor finds by itself. */
static int standing(const struct menu *m, const struct menu_row *r)
{
	struct str words = prompt_text(&m->prompt);
	int rank = 0;

	if (r->kind != ROW_ITEM)
		return -1;
	if (m->opts.kind == MENU_FILTERED)
		rank = fuzzy_rank(str_of(r->text), words);
	return (rank < 0 ? 0 : rank) + (r->why_not ? 0 : 10000) +
	       (r->careful ? 0 : 20000);
}

static void find_cursor(struct menu *m)
{
	int best = -1;

	m->cursor = MENU_NONE;
	for (size_t i = 0; i < m->n_shown; i++) {
		int now = standing(m, menu_row_at(m, i));

		if (now <= best)
			continue;
		best = now;
		m->cursor = i;
	}
}

void menu_ready(struct menu *m, size_t id)
{
	show(m);
	m->chosen = m->refused = false;
	find_cursor(m);
	for (size_t i = 0; id != MENU_NONE && i < m->n_shown; i++)
		if (menu_row_at(m, i)->kind == ROW_ITEM && menu_row_at(m, i)->id == id)
			m->cursor = i;
}

void menu_line_is(struct menu *m, bool whole)
{
	m->line_is = whole;
}

bool menu_takes_row(const struct menu *m)
{
	return m->opts.kind != MENU_LINE || m->chosen ||
	       (!m->line_is && m->cursor != MENU_NONE);
}

size_t menu_row(const struct menu *m)
{
	const struct menu_row *r = menu_shown_row(m, m->cursor);

	return r ? r->id : MENU_NONE;
}

const char *menu_row_text(const struct menu *m)
{
	const struct menu_row *r = menu_shown_row(m, m->cursor);

	return r ? r->text : NULL;
}

void menu_set_text(struct menu *m, struct str text)
{
	prompt_set(&m->prompt, text);
}

/* ---- keys ---- */

/* n rows further, over headings; the ends are ends, but one step goes round. */
static void move(struct menu *m, long n)
{
	size_t at = m->cursor;
	size_t last = MENU_NONE;
	long left = n < 0 ? -n : n;
	bool round = left == 1;

	if (at == MENU_NONE)
		return;
	for (size_t tried = 0; left > 0 && tried < m->n_shown; tried++) {
		if (n > 0 ? at + 1 >= m->n_shown : at == 0) {
			if (!round)
				break;
			at = n > 0 ? 0 : m->n_shown - 1;
		} else {
			at = n > 0 ? at + 1 : at - 1;
		}
		if (m->rows[m->shown[at]].kind != ROW_ITEM)
			continue;
		last = at;
		left--;
	}
	if (last != MENU_NONE)
		m->cursor = last;
	m->chosen = true;
}

static enum menu_event take(struct menu *m)
{
	const struct menu_row *r = menu_shown_row(m, m->cursor);

	if (!menu_takes_row(m))
		return MENU_ENTERED;
	if (!r)
		return MENU_OPEN;
	m->refused = r->why_not != NULL;
	m->chosen = true;
	return m->refused ? MENU_OPEN : MENU_TAKEN;
}

static enum menu_event toggle(struct menu *m)
{
	struct menu_row *r = menu_shown_row(m, m->cursor);

	if (!r)
		return MENU_OPEN;
	m->refused = r->why_not != NULL;
	if (m->refused)
		return MENU_OPEN;
	r->check = r->check == MENU_ON ? MENU_OFF : MENU_ON;
	return MENU_TOGGLED;
}

static enum menu_event typed(struct menu *m)
{
	m->chosen = m->refused = false;
	if (m->opts.kind == MENU_LINE)
		return MENU_TYPED;
	show(m);
	find_cursor(m);
	return MENU_OPEN;
}

/* Steps of a key that moves; 0: it does not. */
static long steps(const struct menu *m, struct key k)
{
	long page = m->page > 1 ? m->page - 1 : 1;

	if (k.mods == KEY_MOD_CTRL && (k.code == 'n' || k.code == 'p'))
		return k.code == 'n' ? 1 : -1;
	if (k.mods)
		return 0;
	switch (k.code) {
	case KEYCAP_DOWN: return 1;
	case KEYCAP_UP: return -1;
	case KEYCAP_PAGE_DOWN: return page;
	case KEYCAP_PAGE_UP: return -page;
	default: break;
	}
	if (m->opts.kind != MENU_PLAIN)
		return 0;
	switch (k.code) {
	case 'j': return 1;
	case 'k': return -1;
	case 'g':
	case KEYCAP_HOME: return -MENU_ROWS;
	case 'G':
	case KEYCAP_END: return MENU_ROWS;
	default: return 0;
	}
}

static enum menu_event prompt_event(struct menu *m, struct key k)
{
	switch (prompt_key(&m->prompt, k)) {
	case PROMPT_CHANGED: return typed(m);
	case PROMPT_CANCEL: return MENU_CLOSED;
	case PROMPT_SUBMIT: return take(m);
	case PROMPT_MOVED:
	case PROMPT_NOTHING: break;
	}
	return MENU_OPEN;
}

static bool closes(const struct menu *m, struct key k)
{
	if (k.mods == KEY_MOD_CTRL)
		return k.code == 'c' || k.code == 'g';
	if (k.mods)
		return false;
	return k.code == KEYCAP_ESC || (k.code == 'q' && m->opts.kind == MENU_PLAIN);
}

/* A key of the menu itself, whatever rows it has. */
static bool has_use(const struct menu *m, struct key k)
{
	return closes(m, k) || steps(m, k) ||
	       (!k.mods && (k.code == KEYCAP_ENTER || k.code == ' '));
}

/* MENU_PLAIN: the row that has the key. */
static enum menu_event take_by_key(struct menu *m, struct key k)
{
	for (size_t i = 0; i < m->n_shown; i++) {
		if (!menu_row_at(m, i)->key.code || !key_eq(menu_row_at(m, i)->key, k))
			continue;
		m->cursor = i;
		return take(m);
	}
	m->useless = k;
	return MENU_OPEN;
}

enum menu_event menu_key(struct menu *m, struct key k)
{
	const struct menu_row *r = menu_shown_row(m, m->cursor);
	long by = steps(m, k);

	m->refused = false;
	m->useless = (struct key){ 0 };
	if (closes(m, k))
		return MENU_CLOSED;
	if (by) {
		if (!menu_takes_row(m) && by > 0)
			m->chosen = m->cursor != MENU_NONE; /* the first one */
		else
			move(m, by);
		return MENU_OPEN;
	}
	if (!k.mods && k.code == KEYCAP_ENTER)
		return take(m);
	if (!k.mods && k.code == ' ' && r && r->check != MENU_NO_CHECK)
		return toggle(m);
	return m->opts.kind == MENU_PLAIN ? take_by_key(m, k) : prompt_event(m, k);
}

enum menu_event menu_paste(struct menu *m, struct str bytes)
{
	if (m->opts.kind == MENU_PLAIN)
		return MENU_OPEN;
	prompt_paste(&m->prompt, bytes);
	return typed(m);
}

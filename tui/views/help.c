/*
 * Keys of the view one came from, then of all; typing filters, "key:x" asks what a key
 * does.  Made from the key table alone.
 */
#include <stdlib.h>

#include "tui/kit/help.h"
#include "tui/views/also.h"
#include "tui/views/help.h"
#include "tui/views/signs.h"
#include "tui/views/views.h"

struct help_view {
	struct help help;
	bool ready;
	const struct keymap *keymap;
	struct help_more more;
};

static void *help_new(void)
{
	return mem_new(1, sizeof(struct help_view));
}

static void help_free(void *state)
{
	struct help_view *v = state;

	if (v->ready)
		help_release(&v->help);
	free(v);
}

void help_view_keys(void *state, const struct keymap *keymap)
{
	((struct help_view *)state)->keymap = keymap;
}

void help_view_more(void *state, const struct help_more *more)
{
	((struct help_view *)state)->more = *more;
}

static bool is_later(int a)
{
	size_t tab = a >= ACTION_TAB_1 && a <= ACTION_TAB_9
			     ? (size_t)(a - ACTION_TAB_1) + 1
			     : 0;

	return action_later((enum action)a) || (tab && action_tab_later(tab));
}

/* What is typed after / in a list. */
static const struct {
	const char *term, *text;
} terms[] = {
	{ "word  \"two words\"", "Rows that have it in some column." },
	{ "crit", "Rows of that state; ok warn noacc stale unknown, too." },
	{ "customer:acme",
	  "Rows that have it in that column; cust: is enough of a name." },
	{ "state:=ok", "Rows whose column says just that." },
	{ "since<1h  version>=4.12",
	  "Less, more, at most, at least: numbers, ages, versions." },
	{ "!ok", "Rows for which the term does not hold." },
};

static bool term_line(size_t i, struct help_line *ret)
{
	buf_add_text(ret->left, terms[i].term);
	ret->text = terms[i].text;
	ret->also = also_of("filter");
	return true;
}

static const struct help_more language = { .title = "Filter language, after /; each "
						    "term must hold",
					   .n = ARRAY_LEN(terms),
					   .line = term_line };

void help_view_about(void *state, enum view_id view, enum action_part part)
{
	struct help_view *v = state;

	if (v->ready)
		help_release(&v->help);
	help_init(&v->help, v->keymap, (int)view);
	v->help.part = (int)part;
	v->help.later = is_later;
	v->help.also = also_of;
	v->help.more[0] = signs_help;
	v->help.more[1] = language;
	v->help.more[2] = v->more;
	v->ready = true;
}

static void help_enter(void *state, const struct scene *s, const struct place *p)
{
	struct help_view *v = state;

	(void)s;
	(void)p;
	if (!v->ready)
		help_view_about(v, VIEW_FLEET, ACTION_IN_LIST);
}

static void help_update(void *state, const struct scene *s)
{
	(void)state;
	(void)s;
}

static void help_title(void *state, const struct scene *s, struct view_title *ret)
{
	struct help_view *v = state;

	(void)s;
	buf_addf(&ret->crumbs, "Help › keys of %s%s, then everywhere, then commands",
		 v->help.part == ACTION_IN_RAW ? "raw JSON in " : "",
		 action_views[v->help.view]);
	buf_addf(&ret->right, "type to filter · key:x asks for a key · Esc %s",
		 v->help.filter.text.len ? "clears it" : "closes");
}

static void help_draw_view(void *state, const struct scene *s, struct frame *f,
			   struct area body)
{
	(void)s;
	help_draw(&((struct help_view *)state)->help, f, body);
}

/* While something is typed, these move and delete in it. */
static bool edits(const struct help *h, struct key k)
{
	return h->filter.text.len > 0 &&
	       (key_eq(k, KEY_CTRL('u')) || key_eq(k, KEY_CTRL('b')) ||
		key_eq(k, KEY_CTRL('f')) || k.code == KEYCAP_HOME ||
		k.code == KEYCAP_END);
}

/* An empty one takes what begins a text, and what closes. */
static bool is_for_filter(const struct help *h, struct key k)
{
	return h->filter.text.len > 0 || key_is_text(k) || k.code == KEYCAP_ESC ||
	       k.code == KEYCAP_ENTER;
}

/* The last line says how many follow: a page goes on with the one below it. */
static int page_of(const struct help *h)
{
	return h->height > 1 ? h->height - 1 : 1;
}

/* Letters are typed; what other keys mean, the key table says.  True: done. */
static bool act_on(struct help *h, int action)
{
	switch (action) {
	case ACTION_DOWN: help_scroll(h, 1); return true;
	case ACTION_UP: help_scroll(h, -1); return true;
	case ACTION_PAGE_DOWN: help_scroll(h, page_of(h)); return true;
	case ACTION_PAGE_UP: help_scroll(h, -page_of(h)); return true;
	case ACTION_HALF_DOWN: help_scroll(h, (h->height + 1) / 2); return true;
	case ACTION_HALF_UP: help_scroll(h, -(h->height + 1) / 2); return true;
	case ACTION_TOP: help_scroll(h, -h->n_lines); return true;
	case ACTION_BOTTOM: help_scroll(h, h->n_lines); return true;
	default: return false;
	}
}

/* What keeps its meaning here: the console does it. */
static bool is_global(int action)
{
	return action == ACTION_CANCEL || action == ACTION_REDRAW ||
	       action == ACTION_SUSPEND || action == ACTION_QUIT ||
	       action == ACTION_COMMAND || action == ACTION_PALETTE;
}

static bool help_take(void *state, struct key k, struct wish *ret)
{
	struct help_view *v = state;
	int action = KEYMAP_NONE;

	/* Esc closes whatever keys.conf says: letters that would are typed here */
	if (!key_is_text(k) && k.code != KEYCAP_ESC && !edits(&v->help, k))
		action = keymap_lookup(v->keymap, VIEW_HELP, k);
	if (is_global(action))
		return false;
	if (act_on(&v->help, action))
		return true;
	if (action == ACTION_ESC)
		k = KEY_OF(KEYCAP_ESC);
	else if (action != ACTION_HELP && !is_for_filter(&v->help, k))
		return false;
	if (action == ACTION_HELP || !help_key(&v->help, k))
		ret->kind = WISH_CLOSE;
	return true;
}

static void help_take_paste(void *state, struct str bytes)
{
	help_paste(&((struct help_view *)state)->help, bytes);
}

static enum view_use help_act(void *state, const struct scene *s, enum action a,
			      struct wish *ret)
{
	(void)s;
	(void)ret;
	return act_on(&((struct help_view *)state)->help, (int)a) ? VIEW_USED
								  : VIEW_UNUSED;
}

/* Letters go to the filter: the hint line names no other key. */
static bool help_useful(void *state, const struct scene *s, enum action a)
{
	(void)state;
	(void)s;
	return a == ACTION_ESC || a == ACTION_DOWN || a == ACTION_PAGE_DOWN;
}

static const char *help_word(void *state, enum action a)
{
	const struct help_view *v = state;

	return a == ACTION_ESC && v->help.filter.text.len ? "clear" : NULL;
}

const struct view_ops view_help = {
	.id = VIEW_HELP,
	.new = help_new,
	.free = help_free,
	.enter = help_enter,
	.update = help_update,
	.title = help_title,
	.draw = help_draw_view,
	.act = help_act,
	.useful = help_useful,
	.word = help_word,
	.key = help_take,
	.paste = help_take_paste,
};

/*
 * Help made from the keymap's rows.  The list is built when it is drawn: it is short,
 * and so it is never older than the keys.
 */
#include "tui/kit/help.h"

#include "core/base/limits.h"
#include "core/base/utf8.h"
#include "tui/kit/find.h"
#include "tui/kit/word.h"

#define KEYS_WIDTH 20
#define MORE_WIDTH 33 /* of what stands left of further lines */

void help_init(struct help *h, const struct keymap *keymap, int view)
{
	*h = (struct help){ .keymap = keymap, .view = view, .height = 1 };
	prompt_init(&h->filter, "filter", false);
}

void help_release(struct help *h)
{
	if (h)
		prompt_release(&h->filter);
}

/* "key:x": rows whose keys hold x as a whole name. */
static bool has_key(struct str keys, struct str name)
{
	struct key want = { 0 };
	if (!key_parse(name, &want))
		return false;
	while (keys.len > 0) {
		struct key k = { 0 };
		if (key_parse(str_cut(&keys, ' '), &k) && key_eq(k, want))
			return true;
	}
	return false;
}

/* Every word that is typed stands in one of the texts, or begins one of the other words
 * for it. */
static bool fits(const struct help *h, struct str left, const char *text,
		 const char *name, const char *also)
{
	struct str filter = str_trim(prompt_text(&h->filter));
	while (filter.len > 0) {
		struct str word = str_cut(&filter, ' ');
		if (!word_in(left, word) && !word_in(str_of(text), word) &&
		    !word_in(str_of(name), word) && !word_begins(str_of(also), word))
			return false;
	}
	return true;
}

static bool matches(const struct help *h, const struct binding *row, struct str keys)
{
	struct str filter = str_trim(prompt_text(&h->filter));
	if (str_starts(filter, "key:"))
		return has_key(keys, (struct str){ filter.p + 4, filter.len - 4 });
	return fits(h, keys, row->help, row->name, h->also ? h->also(row->name) : "");
}

#define PAINTED 8 /* words typed; more are not painted */

/* A text with what is typed painted in it. */
static void put(const struct help *h, struct pen *p, enum role role, struct str whole,
		struct str part)
{
	struct str filter = str_trim(prompt_text(&h->filter));
	struct str words[PAINTED];
	size_t n = 0;
	while (filter.len > 0 && n < PAINTED) {
		struct str word = str_cut(&filter, ' ');
		if (word.len > 0)
			words[n++] = word;
	}
	find_draw(p, role, ROLE_MATCH, whole, part, words, n);
}

/* The parts of the page, in order. */
enum part {
	PART_HERE,       /* this view's keys */
	PART_EVERYWHERE, /* those of all views */
	PART_LATER,      /* what this version does not have */
	PARTS
};

static const char *const part_titles[] = {
	[PART_HERE] = "Here",
	[PART_EVERYWHERE] = "Everywhere",
	[PART_LATER] = "Not in this version",
};

struct walk {
	const struct help *h;
	size_t at;
	int part; /* enum part; PARTS at the end */
	struct buf keys;
};

static bool is_later(const struct help *h, const struct binding *row)
{
	return h->later && h->later(row->action);
}

static bool in_part(const struct help *h, const struct binding *row, int part)
{
	bool all = row->views == KEYMAP_ALL;
	bool here = (row->views >> h->view & 1u) != 0;
	if (text_empty(row->help) || !(all || here) || !keymap_in_part(row, h->part))
		return false;
	if (part == PART_LATER || is_later(h, row))
		return part == PART_LATER && is_later(h, row);
	return all == (part == PART_EVERYWHERE);
}

static const struct binding *next_row(struct walk *w)
{
	const struct keymap *m = w->h->keymap;
	while (w->part < PARTS) {
		if (w->at >= m->n_rows) {
			w->part++;
			w->at = 0;
			continue;
		}
		const struct binding *row = &m->rows[w->at++];
		if (!in_part(w->h, row, w->part))
			continue;
		buf_clear(&w->keys);
		keymap_keys(m, w->h->view, row->action, &w->keys);
		if (matches(w->h, row, buf_str(&w->keys)))
			return row;
	}
	return NULL;
}

/* One line of the page, if it is inside of what is seen. */
static struct pen line_pen(const struct help *h, struct frame *f, struct area a,
			   int line)
{
	return pen_at(f, a, line - h->scroll);
}

static int draw_head(const struct help *h, struct frame *f, struct area a, int line,
		     const char *title)
{
	int at = line - h->scroll;
	if (at >= 0 && at < a.height)
		frame_rule(f, a, at, title, NULL, ROLE_MUTED);
	return line + 1;
}

/* A sentence goes on below itself where the line is too short.  Returns  lines. */
static int draw_sentence(const struct help *h, struct frame *f, struct area a, int line,
			 int indent, const char *sentence)
{
	struct str rest = str_of(sentence);
	struct str part;
	int n = 0;
	while (frame_wrap(&rest, a.width - indent, &part)) {
		struct pen p = line_pen(h, f, a, line + n++);
		pen_skip(&p, indent);
		put(h, &p, ROLE_TEXT, str_of(sentence), part);
	}
	return n > 0 ? n : 1;
}

/* "Esc (nothing), ? (columns)": keys whose meaning one counts on, and that have another
 * now. */
static void add_moved(const struct help *h, struct buf *out)
{
	static const struct key relied_on[] = {
		{ KEYCAP_ESC, 0 }, { KEYCAP_ENTER, 0 }, { 'c', KEY_MOD_CTRL },
		{ ':', 0 },        { '?', 0 },
	};
	for (size_t i = 0; i < ARRAY_LEN(relied_on); i++) {
		int was = keymap_built_in(h->keymap, h->view, relied_on[i]);
		int is = keymap_lookup(h->keymap, h->view, relied_on[i]);
		if (is == was)
			continue;
		buf_add_text(out, out->len > 0 ? ", " : "");
		key_print(relied_on[i], out);
		buf_addf(out, " (%s)",
			 is == KEYMAP_NONE ? "nothing" : keymap_name(h->keymap, is));
	}
}

static int draw_moved(const struct help *h, struct frame *f, struct area a, int line)
{
	AUTO(buf) moved = BUF_INIT(256);
	struct str rest;
	struct str part;
	if (h->filter.text.len > 0)
		return line;
	add_moved(h, &moved);
	if (moved.len == 0)
		return line;
	AUTO(buf) text = BUF_INIT(512);
	buf_addf(&text,
		 "Not as built in, here: %s. :keys says where that comes from. In "
		 "dialogs and prompts Enter, Esc and Ctrl-C stay what they are.",
		 buf_text(&moved));
	rest = buf_str(&text);
	while (frame_wrap(&rest, a.width - 2, &part)) {
		struct pen p = line_pen(h, f, a, line++);
		pen_skip(&p, 1);
		pen_str(&p, ROLE_WARN, part);
	}
	return line + 1;
}

static int draw_more_lines(const struct help *h, const struct help_more *more,
			   struct frame *f, struct area a, int line)
{
	int width = a.width >= 100 ? MORE_WIDTH : KEYS_WIDTH;
	bool any = false;
	for (size_t i = 0; i < more->n; i++) {
		AUTO(buf) left = BUF_INIT(256);
		struct help_line l = { .left = &left, .text = "", .also = "" };
		if (!more->line(i, &l) ||
		    (!fits(h, buf_str(&left), l.text, "", l.also) &&
		     !fits(h, str_of(more->title), "", "", "")))
			continue;
		if (!any)
			line = draw_head(h, f, a, line + (line > 0), more->title);
		any = true;
		struct pen p = line_pen(h, f, a, line);
		pen_skip(&p, 1);
		pen_fit(&p, width, ROLE_KEY, buf_str(&left), FIT_TAIL, ALIGN_LEFT);
		line += draw_sentence(h, f, a, line, width + 2, l.text);
	}
	return line;
}

static int draw_rows(struct help *h, struct frame *f, struct area a)
{
	struct walk w = { .h = h, .keys = BUF_INIT(256) };
	int line = draw_moved(h, f, a, 0);
	int part = -1;
	for (const struct binding *row; (row = next_row(&w));) {
		if (part != w.part) {
			line = draw_head(h, f, a, line + (part >= 0),
					 part_titles[w.part]);
			part = w.part;
		}
		struct pen p = line_pen(h, f, a, line);
		pen_skip(&p, 1);
		bool bound = w.keys.len > 0;
		pen_fit(&p, KEYS_WIDTH, bound ? ROLE_KEY : ROLE_FAINT,
			bound ? buf_str(&w.keys) : STR("unbound"), FIT_TAIL,
			ALIGN_LEFT);
		line += draw_sentence(h, f, a, line, KEYS_WIDTH + 2, row->help);
	}
	buf_release(&w.keys);
	for (size_t i = 0; i < HELP_MORE; i++)
		if (h->more[i].title)
			line = draw_more_lines(h, &h->more[i], f, a, line);
	return line;
}

static void draw_more(const struct help *h, struct frame *f, struct area page)
{
	int hidden = h->n_lines - h->scroll - h->height;
	if (hidden <= 0 || page.height < 2)
		return;
	struct area last = area_lines(page, page.height - 1, 1);
	struct pen p = pen_at(f, area_inset(last, 1), 0);
	AUTO(buf) more = BUF_INIT(64);
	frame_fill(f, last, ROLE_TEXT);
	buf_addf(&more, "\xE2\x80\xA6 %d more lines", hidden + 1);
	pen_right(&p, ROLE_FAINT, buf_text(&more));
}

static void clamp_scroll(struct help *h)
{
	int most = h->n_lines > h->height ? h->n_lines - h->height : 0;
	h->scroll = h->scroll > most ? most : h->scroll;
	h->scroll = h->scroll < 0 ? 0 : h->scroll;
}

void help_draw(struct help *h, struct frame *f, struct area a)
{
	struct area page = area_lines(a, 2, -1);
	h->height = page.height > 0 ? page.height : 1;
	frame_fill(f, a, ROLE_TEXT);
	h->n_lines = draw_rows(h, f, page);
	clamp_scroll(h);
	frame_fill(f, page, ROLE_TEXT);
	(void)draw_rows(h, f, page);
	draw_more(h, f, page);
	if (h->n_lines == 0)
		(void)frame_put(f, page.row, page.col + 1, page.width - 1, ROLE_MUTED,
				STR("No key or sentence holds that. Esc clears it."));
	prompt_draw(&h->filter, f, area_inset(a, 1), 0, "help:filter");
}

void help_scroll(struct help *h, int lines)
{
	h->scroll += lines;
	clamp_scroll(h);
}

bool help_key(struct help *h, struct key k)
{
	enum prompt_event event = prompt_key(&h->filter, k);
	if (event == PROMPT_CHANGED)
		h->scroll = 0;
	if (event == PROMPT_CANCEL && h->filter.text.len > 0) {
		prompt_set(&h->filter, STR(""));
		h->scroll = 0;
		return true;
	}
	return event != PROMPT_CANCEL && event != PROMPT_SUBMIT;
}

void help_paste(struct help *h, struct str text)
{
	prompt_paste(&h->filter, text);
	h->scroll = 0;
}

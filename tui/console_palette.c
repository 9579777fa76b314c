/*
 * The palette: a command line in a box, with what it may become below it: commands,
 * their words, installations, actions and keys here, the group with the best fit first.
 * Enter runs what is typed where that is a whole command, else it takes the row that
 * is marked; the foot of the box says which.
 */
#include "tui/console_palette.h"

#include <stdlib.h>

#include "core/base/limits.h"
#include "core/base/utf8.h"
#include "core/base/vec.h"
#include "tui/kit/fuzzy.h"
#include "tui/views/words.h"

#define TEXT_CELLS  32 /* first column, as the longest usage needs */
#define TEXT_NARROW 26 /* under 100 columns */
#define LINES_MOST  18 /* rows shown */
#define LINES_BOX   5  /* row 1 of the screen, borders, line and rule */
#define OTHERS      5  /* headings, and "more" below each group */
#define LINE_MOST   ((size_t)2 * LIMIT_PROMPT) /* what is typed and a word */
#define NAME_CELLS  34                         /* of what Enter runs, in the foot */
#define SCREENS     3 /* of the words that may follow a command */

/* ---- what is typed ---- */

static struct str first_word(struct str line)
{
	return command_next_word(&line);
}

/* Behind a blank it is empty. */
static struct str last_word(struct str line)
{
	struct str word = command_next_word(&line);

	while (line.len)
		word = command_next_word(&line);
	return word;
}

/* ---- the rows ---- */

static int lines_of(const struct console *c)
{
	int lines = c->rows - LINES_BOX;

	return lines > LINES_MOST ? LINES_MOST : lines < 1 ? 1 : lines;
}

/* Shares of the lines, so that something of each group is seen at first. */
static size_t share_of(enum palette_group g, size_t lines)
{
	size_t share = lines > OTHERS + 2 ? lines - OTHERS : 3;

	switch (g) {
	case GROUP_COMMAND: return share - share / 4 - (share + 1) / 4;
	case GROUP_WORD: return share / 4 + 1;
	case GROUP_INST: return share / 4 + (share < 4);
	case GROUP_DEED:
	case GROUP_KEY: break;
	}
	return (share + 1) / 4 + (share < 3);
}

static void add_more(struct console *c, size_t n)
{
	AUTO(buf) more = BUF_INIT(64);

	buf_addf(&more, "\xE2\x80\xA6 %zu more; type to find them", n);
	menu_remark(&c->menu, buf_text(&more));
}

static void add_group(struct console *c, const struct scene *s, enum palette_group g,
		      const struct fits *f, size_t most, bool first)
{
	if (f->n && !(first && g == GROUP_COMMAND))
		menu_heading(&c->menu, palette_groups[g].heading);
	for (size_t i = 0; i < f->n && i < most; i++)
		palette_groups[g].add(c, s, f->all[i].i);
	if (f->found > most)
		add_more(c, f->found - most);
}

/* Lines that a group takes: a heading, its rows, and how many more there are. */
static size_t lines_in(const struct fits *f, size_t most)
{
	if (!f->n)
		return 0;
	return 1 + (f->found > most ? most + 1 : f->n);
}

/* Rows of each group: its share, and more where others leave lines empty. */
static void spread(const struct fits *f, size_t lines, size_t most[PALETTE_GROUPS])
{
	size_t used = 0;

	for (int g = 0; g < PALETTE_GROUPS; g++) {
		most[g] = share_of((enum palette_group)g, lines);
		used += lines_in(&f[g], most[g]);
	}
	for (int g = 0; g < PALETTE_GROUPS; g++) {
		while (used < lines && f[g].n > most[g]) {
			used -= lines_in(&f[g], most[g]++);
			used += lines_in(&f[g], most[g]);
		}
	}
}

/* The group that has the best fit first; the rest as they stand in the table.  Returns
 * the id of that fit. */
static size_t add_groups(struct console *c, const struct scene *s, struct str typed)
{
	size_t first = MENU_NONE;
	struct fits *f = mem_new(PALETTE_GROUPS, sizeof(*f));
	bool done[PALETTE_GROUPS] = { false };
	size_t most[PALETTE_GROUPS];

	for (int g = 0; g < PALETTE_GROUPS; g++)
		palette_groups[g].find(c, s, typed, &f[g]);
	spread(f, (size_t)lines_of(c), most);
	for (int n = 0; n < PALETTE_GROUPS; n++) {
		int best = -1;

		for (int g = 0; g < PALETTE_GROUPS; g++)
			if (!done[g] &&
			    (best < 0 || (f[g].n && !f[best].n) ||
			     (f[g].n && f[g].all[0].rank > f[best].all[0].rank)))
				best = g;
		done[best] = true;
		if (n == 0 && f[best].n)
			first = PALETTE_ID(best, f[best].all[0].i);
		add_group(c, s, (enum palette_group)best, &f[best], most[best], n == 0);
	}
	free(f);
	return first;
}

/* ---- the words of a command ---- */

struct words {
	struct str typed; /* the last word of the line */
	struct str *all;  /* fitting or not, as they came */
	size_t n, cap;
	struct fits fits;
};

static bool take_word(void *ctx, struct str word)
{
	struct words *w = ctx;

	palette_insert(&w->fits, w->n, fuzzy_rank(word, w->typed));
	*VEC_PUSH(w->all, w->n, w->cap) = word;
	return true;
}

static void add_word(struct console *c, const struct scene *s, struct str ahead,
		     struct str word, size_t id)
{
	AUTO(buf) name = BUF_INIT(LIMIT_PROMPT);
	AUTO(buf) line = BUF_INIT(LINE_MOST);
	AUTO(buf) detail = BUF_INIT(512);
	const struct site *site = NULL;

	buf_add_str(&name, word);
	buf_addf(&line, "%.*s%.*s", STR_FMT(ahead), STR_FMT(word));
	site = scene_find(s, buf_text(&name));
	if (site)
		palette_facts(site->row, &detail);
	menu_add(&c->menu,
		 &(struct menu_item){
			 .text = buf_text(&line),
			 .detail = detail.len ? buf_text(&detail) : NULL,
			 .detail_role = site ? word_role(site->row->worst.severity)
					     : ROLE_MUTED,
			 .id = id });
}

/* A command stands there already: its usage, and what may follow. */
static void add_words(struct console *c, const struct scene *s, struct str typed)
{
	struct words *w = mem_new(1, sizeof(*w));
	AUTO(buf) usage = BUF_INIT(LIMIT_KIB(2));
	AUTO(buf) columns = BUF_INIT(LIMIT_KIB(1));
	struct command_context cc = console_context(c, s, &columns);
	size_t most = (size_t)lines_of(c) * SCREENS;

	w->typed = last_word(typed);
	command_words(&cc, typed, take_word, w);
	command_hint(&cc, typed, &usage);
	menu_remark(&c->menu, buf_text(&usage));
	for (size_t i = 0; i < w->fits.n && i < most; i++)
		add_word(c, s, (struct str){ typed.p, typed.len - w->typed.len },
			 w->all[w->fits.all[i].i],
			 PALETTE_ID(GROUP_COMMAND, verbs_n_rows + i));
	if (w->fits.found > most)
		add_more(c, w->fits.found - most);
	free(w->all);
	free(w);
}

/* ---- what Enter does ---- */

/* The line that a row stands for.  False: it needs more words. */
static bool line_of(const struct verb *v, const char *text, size_t id, struct buf *out)
{
	bool needed = false;

	if (!v) {
		buf_addf(out, "%s%s", id >> 24 == GROUP_INST ? "open " : "", text);
		return true;
	}
	(void)verbs_typed(v, 0, &needed);
	needed = needed || v->command == COMMAND_FILTER; /* without a word it clears */
	buf_addf(out, "%s%s", v->name, needed ? " " : "");
	return !needed;
}

/* A command of that name; NULL: the row is another. */
static const struct verb *verb_of(size_t id)
{
	size_t i = id & 0xFFFFFF;

	return id >> 24 == GROUP_COMMAND && i < verbs_n_rows ? &verbs_all[i] : NULL;
}

static void say_enter(const char *text, size_t id, struct buf *out)
{
	AUTO(buf) line = BUF_INIT(LINE_MOST);
	const struct verb *v = verb_of(id);

	if (!line_of(v, text, id, &line)) {
		buf_addf(out, "writes %s, which needs %s", v->name,
			 verbs_typed_args(v));
		return;
	}
	buf_add_text(out, "runs ");
	utf8_fit_middle(out, buf_str(&line), NAME_CELLS);
}

/* An action by its name, typed in full; NULL. */
static const struct deed *deed_named(struct str line)
{
	line = str_trim(line);
	for (size_t i = 0; i < deeds_n; i++)
		if (str_is(line, deeds[i].name) && !verbs_command(line))
			return &deeds[i];
	return NULL;
}

/* The best fit stands first, and is marked unless what is typed can be run. */
static void make_rows(struct console *c, const struct scene *s)
{
	struct str typed = prompt_text(&c->menu.prompt);
	struct str name = str_trim(typed); /* blanks alone mean nothing */
	size_t first = PALETTE_ID(GROUP_COMMAND, verbs_n_rows);

	menu_clear(&c->menu);
	if (!palette_one_word(typed) && verbs_command(first_word(typed)))
		add_words(c, s, typed);
	else
		first = add_groups(c, s, name);
	menu_ready(&c->menu, name.len ? first : MENU_NONE);
	menu_line_is(&c->menu, deed_named(typed) || console_understands(c, s, typed));
}

/* ---- taking ---- */

/* Below the word that is wrong, and the line stays.  What does not fit behind the arrow
 * stands in lines of its own. */
static void show_error(struct console *c, const struct command_error *e)
{
	struct str line = prompt_text(&c->menu.prompt);
	struct str ahead = { line.p, e->at }, rest = str_of(e->text), part = { 0 };
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(1));
	int room = menu_line_cells(c->cols);
	int at = utf8_width(ahead);
	bool beside = at + 2 + utf8_width(rest) <= room;

	for (int w = 0; w < at && w < room - 1; w++)
		buf_add_char(&text, ' ');
	buf_add_text(&text, "\xE2\x86\x91");
	if (beside)
		buf_addf(&text, " %s", e->text);
	menu_clear(&c->menu);
	menu_remark(&c->menu, buf_text(&text));
	while (!beside && frame_wrap(&rest, room, &part)) {
		buf_clear(&text);
		buf_add_str(&text, part);
		menu_remark(&c->menu, buf_text(&text));
	}
	menu_ready(&c->menu, MENU_NONE);
}

static void run_line(struct console *c, const struct scene *s, struct str typed)
{
	AUTO(buf) line = BUF_INIT(LIMIT_PROMPT);
	struct command_error error = { 0 };
	const struct deed *deed = deed_named(typed);

	buf_add_str(&line, typed);
	if (!str_trim(typed).len)
		return;
	if (deed) {
		console_close_menu(c);
		console_do_deed(c, s, (size_t)(deed - deeds));
		return;
	}
	if (!console_submit(c, s, buf_str(&line), &error))
		show_error(c, &error);
}

/* What needs more words is put on the line; what does not is run. */
static void take(struct console *c, const struct scene *s)
{
	size_t id = menu_row(&c->menu);
	size_t i = id & 0xFFFFFF;
	AUTO(buf) line = BUF_INIT(LINE_MOST);

	switch ((enum palette_group)(id >> 24)) {
	case GROUP_COMMAND:
	case GROUP_INST:
	case GROUP_WORD:
		if (line_of(verb_of(id), menu_row_text(&c->menu), id, &line)) {
			run_line(c, s, buf_str(&line));
			return;
		}
		menu_set_text(&c->menu, buf_str(&line));
		make_rows(c, s);
		return;
	case GROUP_DEED:
		console_close_menu(c);
		console_do_deed(c, s, i);
		return;
	case GROUP_KEY:
		console_close_menu(c);
		(void)console_act(c, s, (enum action)c->keymap.rows[i].action);
		return;
	}
}

static void answered(struct console *c, const struct scene *s, enum menu_event e)
{
	switch (e) {
	case MENU_TYPED: make_rows(c, s); return;
	case MENU_ENTERED: run_line(c, s, prompt_text(&c->menu.prompt)); return;
	case MENU_TAKEN: take(c, s); return;
	case MENU_TOGGLED:
	case MENU_CLOSED:
	case MENU_OPEN: return;
	}
}

void console_open_palette(struct console *c, const struct scene *s)
{
	console_close_menu(c);
	menu_init(&c->menu, &(struct menu_opts){
				    .kind = MENU_LINE,
				    .title = ":",
				    .label = ":",
				    .label_hint = "Tab takes the grey part",
				    .says_enter = say_enter,
				    .focus = "palette",
				    .text_cells = TEXT_CELLS,
				    .text_narrow = TEXT_NARROW,
				    .lines = lines_of(c),
			    });
	c->menu.prompt.complete = console_completion(c);
	for (size_t i = 0; i < c->command.n_history; i++)
		prompt_remember(&c->menu.prompt, str_of(c->command.history[i]));
	make_rows(c, s);
	console_open_menu(c, answered);
}

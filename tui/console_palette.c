/*
 * The palette: a command line in a box, with what it may become below it: commands,
 * themes, installations, actions and keys here, the group with the best fit first.
 * Enter runs what is typed where that is a whole command, else it takes the row that
 * is marked; the foot of the box says which.
 */
#include "tui/console_actions.h"
#include "tui/console_impl.h"

#include <stdlib.h>

#include "core/base/limits.h"
#include "core/base/utf8.h"
#include "tui/kit/fuzzy.h"
#include "tui/kit/word.h"
#include "tui/views/also.h"
#include "tui/views/words.h"

#define TEXT_CELLS  32 /* first column, as the longest usage needs */
#define TEXT_NARROW 26 /* under 100 columns */
#define KEY_MOST    3  /* a longer name of a key takes more than it tells */
#define CUSTOMER    18 /* columns of a customer with the gap behind it */
#define LINES_MOST  18 /* rows shown */
#define LINES_BOX   5  /* row 1 of the screen, borders, line and rule */
#define OTHERS      5  /* headings, and "more" below each group */
#define NAME_CELLS  34 /* of what Enter runs, in the foot */
#define RANKED      1000

enum group {
	GROUP_COMMAND,
	GROUP_THEME,
	GROUP_INST,
	GROUP_DEED,
	GROUP_KEY
};
#define GROUPS       5

#define ID(group, i) ((size_t)(group) << 24 | (i))
#define BY_WORDS     1 /* rank of what fits by what it does, not by its name */

/* One thing that fits what is typed. */
struct ranked {
	size_t i;
	int rank;
};

struct fits {
	struct ranked all[RANKED];
	size_t n;
};

/* Best first; those that rank the same stay in their order. */
static void insert(struct fits *f, size_t i, int rank)
{
	size_t at = f->n;

	if (rank < 0 || f->n >= RANKED)
		return;
	for (; at > 0 && f->all[at - 1].rank < rank; at--)
		f->all[at] = f->all[at - 1];
	f->all[at] = (struct ranked){ i, rank };
	f->n++;
}

/* By the name, whatever blanks are typed or not; else by the words of what it does,
 * and by other words for it. */
static int rank_of(const char *name, const char *says, struct str typed)
{
	int rank = fuzzy_rank(str_of(name), typed);

	if (rank >= 0 || typed.len < 2)
		return rank;
	if (words_in(str_of(says), typed) || word_begins(str_of(also_of(name)), typed))
		return BY_WORDS;
	return FUZZY_NOT;
}

/* ---- what is typed ---- */

static struct str first_word(struct str line)
{
	line = str_trim(line);
	return str_cut(&line, ' ');
}

static struct str last_word(struct str line)
{
	struct str word = line;

	for (size_t i = line.len; i > 0; i--)
		if (line.p[i - 1] == ' ')
			return (struct str){ line.p + i, line.len - i };
	return word;
}

static bool is_one_word(struct str line)
{
	return last_word(line).len == line.len;
}

/* ---- commands ---- */

static const char *command_why_not(struct console *c, const struct scene *s,
				   const struct verb *v)
{
	if ((v->command == COMMAND_SORT || v->command == COMMAND_COLUMNS) &&
	    !console_table(c))
		return "no list here";
	if (v->command == COMMAND_FILTER && !console_can_filter(c))
		return "no list here";
	for (size_t i = 0; i < deeds_n; i++)
		if (deeds[i].why_not && v->command == COMMAND_VERIFY &&
		    deeds[i].action == ACTION_VERIFY)
			return deeds[i].why_not(c, s);
	return NULL;
}

/* The key that does what a command of that name does; none for most. */
static void add_command_key(const struct console *c, const struct verb *v,
			    struct buf *out)
{
	for (size_t i = 0; i < action_n_rows; i++) {
		if (!text_eq(action_rows[i].name, v->name))
			continue;
		console_add_key(c, (enum action)action_rows[i].action, "", out);
		return;
	}
}

static void add_command(struct console *c, const struct scene *s, size_t i)
{
	const struct verb *v = &verbs_all[i];
	const char *args = verbs_typed_args(v);
	AUTO(buf) text = BUF_INIT(256);
	AUTO(buf) key = BUF_INIT(64);

	buf_addf(&text, "%s%s%s", v->name, args[0] ? " " : "", args);
	add_command_key(c, v, &key);
	if (buf_str(&key).len > KEY_MOST)
		buf_clear(&key); /* and Enter would be taken for the one in here */
	menu_add(&c->menu,
		 &(struct menu_item){ .text = buf_text(&text),
				      .detail = v->says ? v->says : v->summary,
				      .detail_role = ROLE_MUTED,
				      .right = key.len ? buf_text(&key) : NULL,
				      .why_not = command_why_not(c, s, v),
				      .id = ID(GROUP_COMMAND, i) });
}

static void find_commands(const struct console *c, const struct scene *s,
			  struct str typed, struct fits *f)
{
	bool one = is_one_word(typed);

	(void)c;
	(void)s;
	for (size_t i = 0; i < verbs_n_rows; i++) {
		const struct verb *v = &verbs_all[i];
		int rank = v->command && one ? command_rank(v, typed) : FUZZY_NOT;

		if (rank < 0 && v->command)
			rank = rank_of(v->name, v->says ? v->says : v->summary, typed);
		if (!typed.len && v->alias)
			rank++; /* what is used often has one */
		insert(f, i, rank);
	}
}

/* ---- installations ---- */

/* "■ CRIT  Acme Robotics     123456789012" */
static void add_facts(const struct fleet_row *row, struct buf *out)
{
	AUTO(buf) customer = BUF_INIT(256);

	word_state(out, row->worst.severity);
	for (int w = utf8_width(buf_str(out)); w < 8; w++)
		buf_add_char(out, ' ');
	utf8_fit_tail(&customer, str_of(row->inst->customer), CUSTOMER - 1);
	buf_add_str(out, buf_str(&customer));
	for (int w = utf8_width(buf_str(&customer)); w < CUSTOMER; w++)
		buf_add_char(out, ' ');
	buf_add_text(out, row->inst->account);
}

static void add_inst(struct console *c, const struct scene *s, size_t i)
{
	const struct fleet_row *row = s->sites[i].row;
	AUTO(buf) detail = BUF_INIT(512);

	add_facts(row, &detail);
	menu_add(&c->menu,
		 &(struct menu_item){ .text = row->inst->name,
				      .detail = buf_text(&detail),
				      .detail_role = word_role(row->worst.severity),
				      .id = ID(GROUP_INST, i) });
}

/* Each word stands in the name, or in one piece in the customer's or the account's. */
static int rank_inst(const struct installation *inst, struct str typed)
{
	int least = FUZZY_SAME;

	while (typed.len) {
		struct str word = str_cut(&typed, ' ');
		int name = fuzzy_rank(str_of(inst->name), word);
		int customer = fuzzy_rank(str_of(inst->customer), word);
		int account = fuzzy_rank(str_of(inst->account), word);

		if (name < 0 && customer >= FUZZY_WORD)
			name = customer / 8;
		if (name < 0 && account >= FUZZY_WORD)
			name = account / 8;
		least = word.len && name < least ? name : least;
	}
	return least;
}

static void find_insts(const struct console *c, const struct scene *s, struct str typed,
		       struct fits *f)
{
	(void)c;
	for (size_t i = 0; i < s->n_sites; i++)
		insert(f, i, typed.len ? rank_inst(s->sites[i].row->inst, typed) : 0);
}

/* ---- themes: by name, once something is typed ---- */

static void add_theme(struct console *c, const struct scene *s, size_t i)
{
	AUTO(buf) text = BUF_INIT(256);

	buf_addf(&text, "theme %s", s->theme->names->rows[i].name);
	menu_add(&c->menu, &(struct menu_item){ .text = buf_text(&text),
						.detail = "colours",
						.detail_role = ROLE_MUTED,
						.id = ID(GROUP_THEME, i) });
}

static void find_themes(const struct console *c, const struct scene *s,
			struct str typed, struct fits *f)
{
	const struct theme_names *names = s->theme ? s->theme->names : NULL;

	(void)c;
	for (size_t i = 0; names && typed.len && i < names->n; i++) {
		const char *name = names->rows[i].name;
		int rank = fuzzy_rank(str_of(name), typed);
		AUTO(buf) text = BUF_INIT(256);

		buf_addf(&text, "theme %s", name);
		if (rank < FUZZY_WORD && !is_one_word(typed))
			rank = fuzzy_rank(buf_str(&text), typed);
		if (!names->rows[i].hidden && rank >= 0 &&
		    (rank >= FUZZY_WORD || !is_one_word(typed)))
			insert(f, i, rank);
	}
}

/* ---- actions ---- */

static void find_deeds(const struct console *c, const struct scene *s, struct str typed,
		       struct fits *f)
{
	(void)c;
	(void)s;
	for (size_t i = 0; i < deeds_n; i++)
		insert(f, i, rank_of(deeds[i].name, deeds[i].help, typed));
}

static void add_deed(struct console *c, const struct scene *s, size_t i)
{
	console_add_deed(c, s, i, ID(GROUP_DEED, i), KEY_MOST);
}

/* ---- keys: what has a key here, and no row of another group ---- */

static bool is_here(const struct console *c, const struct binding *row)
{
	bool here = row->views >> console_place(c)->view & 1u;

	return here && !text_empty(row->help) &&
	       !action_later((enum action)row->action);
}

static bool has_row(const struct console *c, const struct binding *row)
{
	for (size_t i = 0; i < deeds_n; i++)
		if (deeds[i].action == row->action)
			return true;
	for (const struct binding *r = c->keymap.rows; r < row; r++)
		if (r->action == row->action && is_here(c, r))
			return true;
	return row->action == ACTION_COMMAND || row->action == ACTION_PALETTE ||
	       verbs_command(str_of(row->name)) != NULL;
}

static void find_keys(const struct console *c, const struct scene *s, struct str typed,
		      struct fits *f)
{
	const struct keymap *m = &c->keymap;

	(void)s;
	for (size_t i = 0; typed.len && i < m->n_rows; i++)
		if (is_here(c, &m->rows[i]) && !has_row(c, &m->rows[i]))
			insert(f, i, rank_of(m->rows[i].name, m->rows[i].help, typed));
}

static void add_key(struct console *c, const struct scene *s, size_t i)
{
	const struct binding *row = &c->keymap.rows[i];
	AUTO(buf) key = BUF_INIT(64);

	(void)s;
	console_add_key(c, (enum action)row->action, "", &key);
	menu_add(&c->menu, &(struct menu_item){ .text = row->name,
						.detail = row->help,
						.detail_role = ROLE_MUTED,
						.right = key.len && key.len <= KEY_MOST
								 ? buf_text(&key)
								 : NULL,
						.id = ID(GROUP_KEY, i) });
}

/* ---- the rows ---- */

typedef void find_fits(const struct console *c, const struct scene *s, struct str typed,
		       struct fits *f);
typedef void add_row(struct console *c, const struct scene *s, size_t i);

static const struct {
	const char *heading;
	find_fits *find;
	add_row *add;
} groups[GROUPS] = {
	[GROUP_COMMAND] = { "commands", find_commands, add_command },
	[GROUP_THEME] = { "themes", find_themes, add_theme },
	[GROUP_INST] = { "installations", find_insts, add_inst },
	[GROUP_DEED] = { "actions here", find_deeds, add_deed },
	[GROUP_KEY] = { "keys here", find_keys, add_key },
};

static int lines_of(const struct console *c)
{
	int lines = c->rows - LINES_BOX;

	return lines > LINES_MOST ? LINES_MOST : lines < 1 ? 1 : lines;
}

/* Shares of the lines, so that something of each group is seen at first. */
static size_t share_of(enum group g, size_t lines)
{
	size_t share = lines > OTHERS + 2 ? lines - OTHERS : 3;

	switch (g) {
	case GROUP_COMMAND: return share - share / 4 - (share + 1) / 4;
	case GROUP_THEME: return share / 4 + 1;
	case GROUP_INST: return share / 4 + (share < 4);
	case GROUP_DEED:
	case GROUP_KEY: break;
	}
	return (share + 1) / 4 + (share < 3);
}

static void add_group(struct console *c, const struct scene *s, enum group g,
		      const struct fits *f, bool first)
{
	size_t most = share_of(g, (size_t)lines_of(c));
	AUTO(buf) more = BUF_INIT(64);

	if (f->n && !(first && g == GROUP_COMMAND))
		menu_heading(&c->menu, groups[g].heading);
	for (size_t i = 0; i < f->n && i < most; i++)
		groups[g].add(c, s, f->all[i].i);
	if (f->n <= most)
		return;
	buf_addf(&more, "\xE2\x80\xA6 %zu more; type to find them", f->n - most);
	menu_remark(&c->menu, buf_text(&more));
}

/* The group that has the best fit first; the rest as they stand in the table.  Returns
 * the id of that fit. */
static size_t add_groups(struct console *c, const struct scene *s, struct str typed)
{
	size_t first = MENU_NONE;
	struct fits *f = mem_new(GROUPS, sizeof(*f));
	bool done[GROUPS] = { false };

	for (int g = 0; g < GROUPS; g++)
		groups[g].find(c, s, typed, &f[g]);
	for (int n = 0; n < GROUPS; n++) {
		int best = -1;

		for (int g = 0; g < GROUPS; g++)
			if (!done[g] &&
			    (best < 0 || (f[g].n && !f[best].n) ||
			     (f[g].n && f[g].all[0].rank > f[best].all[0].rank)))
				best = g;
		done[best] = true;
		if (n == 0 && f[best].n)
			first = ID(best, f[best].all[0].i);
		add_group(c, s, (enum group)best, &f[best], n == 0);
	}
	free(f);
	return first;
}

/* ---- the words of a command ---- */

struct words {
	struct str typed; /* the last word of the line */
	struct str all[RANKED];
	size_t n;
	struct fits fits;
};

static bool take_word(void *ctx, struct str word)
{
	struct words *w = ctx;

	if (w->n == RANKED)
		return false;
	insert(&w->fits, w->n, fuzzy_rank(word, w->typed));
	w->all[w->n++] = word;
	return true;
}

static void add_word(struct console *c, const struct scene *s, struct str ahead,
		     struct str word, size_t id)
{
	AUTO(buf) name = BUF_INIT(LIMIT_PROMPT);
	AUTO(buf) line = BUF_INIT(2 * LIMIT_PROMPT);
	AUTO(buf) detail = BUF_INIT(512);
	const struct site *site = NULL;

	buf_add_str(&name, word);
	buf_addf(&line, "%.*s%.*s", STR_FMT(ahead), STR_FMT(word));
	site = scene_find(s, buf_text(&name));
	if (site)
		add_facts(site->row, &detail);
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

	w->typed = last_word(typed);
	command_words(&cc, typed, take_word, w);
	command_hint(&cc, typed, &usage);
	menu_remark(&c->menu, buf_text(&usage));
	for (size_t i = 0; i < w->fits.n; i++)
		add_word(c, s, (struct str){ typed.p, typed.len - w->typed.len },
			 w->all[w->fits.all[i].i], ID(GROUP_COMMAND, verbs_n_rows + i));
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
	AUTO(buf) line = BUF_INIT(2 * LIMIT_PROMPT);
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
	size_t first = ID(GROUP_COMMAND, verbs_n_rows);

	menu_clear(&c->menu);
	if (!is_one_word(typed) && verbs_command(first_word(typed)))
		add_words(c, s, typed);
	else
		first = add_groups(c, s, typed);
	menu_ready(&c->menu, typed.len ? first : MENU_NONE);
	menu_line_is(&c->menu, deed_named(typed) || console_understands(c, s, typed));
}

/* ---- taking ---- */

/* Below the word that is wrong, and the line stays. */
static void show_error(struct console *c, const struct scene *s,
		       const struct command_error *e)
{
	struct str line = prompt_text(&c->menu.prompt);
	struct str ahead = { line.p, e->at };
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(1));
	int room = c->cols - (int)sizeof(e->text);

	for (int w = utf8_width(ahead); w > 0 && w < room; w--)
		buf_add_char(&text, ' ');
	buf_addf(&text, "\xE2\x86\x91 %s", e->text);
	menu_clear(&c->menu);
	menu_remark(&c->menu, buf_text(&text));
	menu_ready(&c->menu, MENU_NONE);
	(void)s;
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
		show_error(c, s, &error);
}

/* What needs more words is put on the line; what does not is run. */
static void take(struct console *c, const struct scene *s)
{
	size_t id = menu_row(&c->menu);
	size_t i = id & 0xFFFFFF;
	AUTO(buf) line = BUF_INIT(2 * LIMIT_PROMPT);

	switch ((enum group)(id >> 24)) {
	case GROUP_COMMAND:
	case GROUP_INST:
	case GROUP_THEME:
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

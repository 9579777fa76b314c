/*
 * The palette: a command line in a box, with what it may become below it: commands,
 * installations, actions here.  Enter runs what is typed; a row is taken only when it
 * was chosen with the arrows.
 */
#include "tui/console_actions.h"
#include "tui/console_impl.h"

#include <stdlib.h>

#include "core/base/limits.h"
#include "core/base/utf8.h"
#include "tui/kit/fuzzy.h"
#include "tui/kit/word.h"
#include "tui/views/words.h"

#define TEXT_CELLS  32 /* first column, as the longest usage needs */
#define TEXT_NARROW 26 /* under 100 columns */
#define KEY_MOST    3  /* a longer name of a key takes more than it tells */
#define CUSTOMER    18 /* columns of a customer with the gap behind it */
#define LINES_MOST  18 /* rows shown */
#define LINES_BOX   5  /* row 1 of the screen, borders, line and rule */
#define OTHERS      5  /* headings, and "more" below each group */
#define RANKED      1000

enum group {
	GROUP_COMMAND,
	GROUP_INST,
	GROUP_DEED,
	GROUP_THEME
};

#define ID(group, i) ((size_t)(group) << 24 | (i))

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

static const char *command_why_not(const struct console *c, const struct scene *s,
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

static void find_commands(struct str typed, struct fits *f)
{
	bool one = is_one_word(typed);

	for (size_t i = 0; i < verbs_n_rows; i++) {
		const struct verb *v = &verbs_all[i];
		int rank = v->command ? command_rank(v, first_word(typed)) : FUZZY_NOT;

		/* what it does in its words: after those of that name */
		if (rank < 0 && v->command && one && typed.len > 1 &&
		    word_in(str_of(v->says ? v->says : v->summary), typed))
			rank = 0;
		if (!typed.len && v->alias)
			rank++; /* what is used often has one */
		if (one || rank >= FUZZY_BEGIN)
			insert(f, i, rank);
	}
}

/* ---- installations ---- */

static void add_inst(struct console *c, const struct scene *s, size_t i)
{
	const struct fleet_row *row = s->sites[i].row;
	AUTO(buf) detail = BUF_INIT(512);
	AUTO(buf) customer = BUF_INIT(256);

	word_state(&detail, row->worst.severity);
	for (int w = utf8_width(buf_str(&detail)); w < 8; w++)
		buf_add_char(&detail, ' ');
	utf8_fit_tail(&customer, str_of(row->inst->customer), CUSTOMER - 1);
	buf_add_str(&detail, buf_str(&customer));
	for (int w = utf8_width(buf_str(&customer)); w < CUSTOMER; w++)
		buf_add_char(&detail, ' ');
	buf_add_text(&detail, row->inst->account);
	menu_add(&c->menu,
		 &(struct menu_item){ .text = row->inst->name,
				      .detail = buf_text(&detail),
				      .detail_role = word_role(row->worst.severity),
				      .id = ID(GROUP_INST, i) });
}

static void find_insts(const struct scene *s, struct str typed, struct fits *f)
{
	struct str word = last_word(typed);

	for (size_t i = 0; i < s->n_sites; i++) {
		const struct installation *inst = s->sites[i].row->inst;
		int name = fuzzy_rank(str_of(inst->name), word);
		int customer = fuzzy_rank(str_of(inst->customer), word);
		int account = fuzzy_rank(str_of(inst->account), word);

		/* a customer's name or an account's number in one piece */
		if (name < 0 && customer >= FUZZY_WORD)
			name = customer / 8;
		if (name < 0 && account >= FUZZY_WORD)
			name = account / 8;
		insert(f, i, name);
	}
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

static void find_themes(const struct scene *s, struct str typed, struct fits *f)
{
	bool one = is_one_word(typed);
	const struct theme_names *names = s->theme ? s->theme->names : NULL;

	if (!typed.len || (!one && !str_is(first_word(typed), "theme")))
		return;
	for (size_t i = 0; names && i < names->n; i++) {
		int rank = fuzzy_rank(str_of(names->rows[i].name), last_word(typed));

		if (!names->rows[i].hidden && (rank >= FUZZY_WORD || !one))
			insert(f, i, rank);
	}
}

/* ---- actions ---- */

static void find_deeds(struct str typed, struct fits *f)
{
	for (size_t i = 0; i < deeds_n; i++)
		insert(f, i, fuzzy_rank(str_of(deeds[i].name), str_trim(typed)));
}

/* ---- the rows ---- */

static int lines_of(const struct console *c)
{
	int lines = c->rows - LINES_BOX;

	return lines > LINES_MOST ? LINES_MOST : lines < 1 ? 1 : lines;
}

typedef void add_row(struct console *c, const struct scene *s, size_t i);

static void add_deed(struct console *c, const struct scene *s, size_t i)
{
	console_add_deed(c, s, i, ID(GROUP_DEED, i), KEY_MOST);
}

static void add_group(struct console *c, const struct scene *s, const char *heading,
		      const struct fits *f, size_t most, add_row *add)
{
	AUTO(buf) more = BUF_INIT(64);

	if (heading && f->n)
		menu_heading(&c->menu, heading);
	for (size_t i = 0; i < f->n && i < most; i++)
		add(c, s, f->all[i].i);
	if (f->n <= most)
		return;
	buf_addf(&more, "\xE2\x80\xA6 %zu more; type to find them", f->n - most);
	menu_remark(&c->menu, buf_text(&more));
}

/* Shares of the lines, so that something of each group is seen at first. */
static void make_rows(struct console *c, const struct scene *s)
{
	struct str typed = prompt_text(&c->menu.prompt);
	size_t lines = (size_t)lines_of(c);
	size_t share = lines > OTHERS + 2 ? lines - OTHERS : 3;
	struct fits *f = mem_new(1, sizeof(*f));

	menu_clear(&c->menu);
	find_commands(typed, f);
	add_group(c, s, NULL, f, share - share / 4 - (share + 1) / 4, add_command);
	f->n = 0;
	find_themes(s, typed, f);
	add_group(c, s, NULL, f, share / 4 + 1, add_theme);
	f->n = 0;
	find_insts(s, typed, f);
	add_group(c, s, "installations", f, share / 4 + (share < 4), add_inst);
	f->n = 0;
	find_deeds(typed, f);
	add_group(c, s, "actions here", f, (share + 1) / 4 + (share < 3), add_deed);
	free(f);
	menu_ready(&c->menu, MENU_NONE);
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

/* An action by its name, typed in full. */
static bool run_deed(struct console *c, const struct scene *s, struct str line)
{
	for (size_t i = 0; i < deeds_n; i++) {
		if (!str_is(str_trim(line), deeds[i].name) ||
		    verbs_command(str_trim(line)))
			continue;
		console_close_menu(c);
		console_do_deed(c, s, i);
		return true;
	}
	return false;
}

static void run_line(struct console *c, const struct scene *s, struct str typed)
{
	AUTO(buf) line = BUF_INIT(LIMIT_PROMPT);
	struct command_error error = { 0 };

	buf_add_str(&line, typed);
	if (!str_trim(typed).len || run_deed(c, s, buf_str(&line)))
		return;
	if (!console_submit(c, s, buf_str(&line), &error))
		show_error(c, s, &error);
}

/* The typed command with this installation, where one may stand there; else open it. */
static void take_inst(struct console *c, const struct scene *s, const char *name)
{
	struct str typed = prompt_text(&c->menu.prompt);
	const struct verb *v = verbs_command(first_word(typed));
	bool needed = false;
	const struct argument *arg = v ? verbs_typed(v, 0, &needed) : NULL;
	AUTO(buf) line = BUF_INIT(LIMIT_PROMPT);

	if (arg && (arg->kind == ARGUMENT_INSTALLATION || arg->kind == ARGUMENT_SCOPE))
		buf_addf(&line, "%s %s", v->name, name);
	else
		buf_addf(&line, "open %s", name);
	run_line(c, s, buf_str(&line));
}

/* What needs an argument is put on the line; what does not is run. */
static void take_command(struct console *c, const struct scene *s, const struct verb *v)
{
	bool needed = false;
	AUTO(buf) line = BUF_INIT(LIMIT_PROMPT);

	(void)verbs_typed(v, 0, &needed);
	buf_addf(&line, "%s%s", v->name, needed ? " " : "");
	if (!needed) {
		run_line(c, s, buf_str(&line));
		return;
	}
	menu_set_text(&c->menu, buf_str(&line));
	make_rows(c, s);
}

static void take(struct console *c, const struct scene *s)
{
	size_t id = menu_row(&c->menu);
	size_t i = id & 0xFFFFFF;

	switch ((enum group)(id >> 24)) {
	case GROUP_COMMAND: take_command(c, s, &verbs_all[i]); return;
	case GROUP_INST: take_inst(c, s, menu_row_text(&c->menu)); return;
	case GROUP_THEME: run_line(c, s, str_of(menu_row_text(&c->menu))); return;
	case GROUP_DEED:
		console_close_menu(c);
		console_do_deed(c, s, i);
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
				    .enter = "runs what is typed",
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

/*
 * What is typed: a row of the console's commands, or a verb with its options as in a
 * shell.  Where both have the word, the command wins unless an option is given.
 */
#include "tui/linear_impl.h"

#include <string.h>

#include "core/base/vec.h"
#include "tui/kit/word.h"
#include "tui/views/also.h"
#include "tui/views/scene.h"

#define JOURNAL_ROWS 20

/* ---- verbs ---- */

static void run_verb(struct linear *l, const struct verb *v, const struct options *o,
		     const char *const *args, size_t n)
{
	l->cli.verb = v;
	l->cli.options = o;
	l->cli.args = args;
	l->cli.n_args = n;
	(void)v->run(&l->cli); /* what went wrong was said; a dialogue has no code */
	(void)out_flush(&l->cli.out); /* looked at in the end */
}

static const struct verb *find_verb(const char *name)
{
	for (size_t i = 0; i < verbs_n; i++)
		if (text_eq(verbs_all[i].name, name))
			return &verbs_all[i];
	return NULL;
}

/* By its name, with up to two arguments; NULL or "" ends them. */
static void run_named(struct linear *l, const char *name, const char *one,
		      const char *two)
{
	struct options o = { .limit = JOURNAL_ROWS };
	const char *args[2] = { one, two };
	size_t n = text_empty(one) ? 0 : text_empty(two) ? 1 : 2;
	const struct verb *v = find_verb(name);

	if (v)
		run_verb(l, v, &o, args, n);
}

struct words {
	char text[LIMIT_PROMPT];
	char *argv[OPTIONS_WORDS + 8];
	int argc;
	bool options; /* one of them begins with "--" */
	char name[LIMIT_PROMPT];
};

static void split(struct words *w, const char *line)
{
	static char name[] = "candor";
	char *at = w->text;

	*w = (struct words){ .argv = { name }, .argc = 1 };
	if (!text_copy(w->text, sizeof(w->text), str_of(line)))
		return;
	while (*(at += strspn(at, " \t")) && (size_t)w->argc < ARRAY_LEN(w->argv) - 1) {
		w->argv[w->argc++] = at;
		w->options = w->options || str_starts(str_of(at), "--");
		at += strcspn(at, " \t");
		if (*at)
			*at++ = '\0';
	}
}

/* What asks on its own would take the dialogue's lines. */
static bool is_for_shells(const struct verb *v)
{
	return text_eq(v->name, "init") || text_eq(v->name, "completion");
}

/* Options of the whole program: one line cannot have them for itself. */
static bool is_for_all(struct linear *l, const struct options *o)
{
	const unsigned bits = OPTIONS_CONSOLE & ~(unsigned)OPTION_HELP;

	for (size_t i = 0; i < options_n; i++) {
		if (!(o->given & bits & options_all[i].bit))
			continue;
		linear_say(l,
			   "--%s is for the whole of candor, not for one line: quit, "
			   "then give it to candor --linear.",
			   options_all[i].name);
		return true;
	}
	return false;
}

/* Returns false when the line is no verb. */
static bool try_verb(struct linear *l, const struct words *w, bool known)
{
	struct options o;
	struct err err = ERR_INIT;
	size_t used = 0;
	const char *const *words = (const char *const *)(w->argv + 1);
	const struct verb *v = verbs_match(words, (size_t)w->argc - 1, &used);

	if (!v || !v->run || (known && used < 2 && !w->options))
		return false;
	if (is_for_shells(v)) {
		linear_say(l, "candor %s is for a shell: quit first.", v->name);
		return true;
	}
	if (!options_parse(w->argc, w->argv, &o, &err)) {
		linear_say(l, "%s", err.text);
		return true;
	}
	if (is_for_all(l, &o))
		return true;
	if (!verbs_check(v, &o, o.n_words - used, &err)) {
		linear_say(l, "%s", err.text);
		return true;
	}
	if (o.given & OPTION_HELP)
		linear_say(l, "--help is for a shell; help %s tells it here.", v->name);
	else
		run_verb(l, v, &o, o.words + used, o.n_words - used);
	return true;
}

/* ---- commands ---- */

/* The installation that is meant: named, or opened before; "" and a sentence. */
static const char *inst_of(struct linear *l, struct str given)
{
	if (given.len > 0)
		text_keep(l->inst, sizeof(l->inst), given);
	if (!l->inst[0])
		linear_say(l, "Which installation? open INSTALLATION chooses one.");
	return l->inst;
}

static void with_inst(struct linear *l, const char *verb, struct str given)
{
	const char *inst = inst_of(l, given);

	if (inst[0])
		run_named(l, verb, inst, NULL);
}

static void on_fleet(struct linear *l, const struct command *c)
{
	(void)c;
	text_keep(l->list, sizeof(l->list), STR("fleet"));
	run_named(l, "fleet", NULL, NULL);
}

static void on_overview(struct linear *l, const struct command *c)
{
	with_inst(l, "status", c->args[0]);
}

static void on_stacks(struct linear *l, const struct command *c)
{
	text_keep(l->list, sizeof(l->list), STR("stacks"));
	with_inst(l, "stacks", c->args[0]);
}

static void on_stack(struct linear *l, const struct command *c)
{
	const char *inst = inst_of(l, c->args[1]);
	char name[PLACE_THING];

	text_keep(name, sizeof(name), c->args[0]);
	if (inst[0])
		run_named(l, "stack", inst, name);
}

static void on_journal(struct linear *l, const struct command *c)
{
	char inst[PLACE_INST];

	text_keep(inst, sizeof(inst), c->args[0]);
	if (c->args[0].len > 0 && !fleet_find(program_fleet(l->program), inst))
		linear_say(l,
			   "journal takes an installation, --since TIME, --kind KIND "
			   "or --limit N here; journal show N INSTALLATION shows one.");
	else
		run_named(l, "journal", inst, NULL);
}

static void on_access(struct linear *l, const struct command *c)
{
	with_inst(l, "access", c->args[0]);
}

static void on_messages(struct linear *l, const struct command *c)
{
	(void)c;
	linear_messages(l);
}

static void on_refresh(struct linear *l, const struct command *c)
{
	linear_refresh(l, c->args[0].len ? c->args[0] : STR("all"));
}

/* The last list once more, so that a filter or an order is heard at once. */
static void list_again(struct linear *l)
{
	struct command none = { 0 };

	if (text_eq(l->list, "stacks"))
		on_stacks(l, &none);
	else
		on_fleet(l, &none);
}

static void on_filter(struct linear *l, const struct command *c)
{
	text_keep(l->filter, sizeof(l->filter), c->args[0]);
	list_again(l);
}

static void on_sort(struct linear *l, const struct command *c)
{
	text_keep(l->sort, sizeof(l->sort), c->args[0]);
	l->style.wish.reverse = c->args[1].len > 0;
	list_again(l);
}

static void on_renew(struct linear *l, const struct command *c)
{
	const char *inst = inst_of(l, c->args[0]);

	if (inst[0])
		linear_renew(l, inst);
}

static void on_drop(struct linear *l, const struct command *c)
{
	const char *inst = inst_of(l, c->args[0]);

	if (inst[0])
		linear_drop(l, inst);
}

static void on_verify(struct linear *l, const struct command *c)
{
	(void)c;
	run_named(l, "journal verify", NULL, NULL);
}

static void on_quit(struct linear *l, const struct command *c)
{
	(void)c;
	l->over = true;
}

static bool mentions(const struct verb *r, struct str word)
{
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(1));

	buf_addf(&text, "%s %s ", r->name, text_or(r->alias, ""));
	command_usage(r, &text);
	return word_in(buf_str(&text), word) ||
	       word_begins(str_of(also_of(r->name)), word);
}

static bool is_here(const struct verb *r);

/* What is otherwise here than on the screen. */
static const struct {
	enum command_id id;
	const char *text;
} own_help[] = {
	{ COMMAND_JOURNAL, "journal [INSTALLATION]: the newest records; --since TIME, "
			   "--kind KIND and --limit N ask for others" },
	{ COMMAND_HELP, "help [WORD]: these commands, or those that have the word" },
	{ COMMAND_FILTER, "filter [WORDS]: keep rows that hold every word, as in "
			  "state:crit or !staging; nothing shows all" },
};

static void say_help(struct linear *l, const struct verb *r)
{
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(1));

	for (size_t i = 0; i < ARRAY_LEN(own_help); i++) {
		if (own_help[i].id == r->command) {
			linear_say(l, "%s", own_help[i].text);
			return;
		}
	}
	command_usage(r, &text);
	linear_say(l, "%s", buf_text(&text));
}

static void on_help(struct linear *l, const struct command *c)
{
	size_t n = 0;

	for (size_t i = 0; i < verbs_n_rows; i++) {
		const struct verb *r = &verbs_all[i];

		if (!is_here(r) || !mentions(r, c->args[0]))
			continue;
		say_help(l, r);
		n++;
	}
	if (n == 0)
		linear_say(l, "No command has that word; help alone lists all.");
	if (c->args[0].len > 0)
		return;
	linear_say(l, "news: what changed; it is told before each prompt, too");
	linear_say(l, "Every verb of candor --help works as well, with its options. "
		      "Ctrl-C gives up what runs; twice, or Ctrl-D, leaves.");
}

static const struct {
	enum command_id id;
	void (*run)(struct linear *l, const struct command *c);
} table[] = {
	{ COMMAND_FLEET, on_fleet },     { COMMAND_OVERVIEW, on_overview },
	{ COMMAND_OPEN, on_overview },   { COMMAND_STACKS, on_stacks },
	{ COMMAND_STACK, on_stack },     { COMMAND_JOURNAL, on_journal },
	{ COMMAND_ACCESS, on_access },   { COMMAND_MESSAGES, on_messages },
	{ COMMAND_REFRESH, on_refresh }, { COMMAND_FILTER, on_filter },
	{ COMMAND_SORT, on_sort },       { COMMAND_RENEW, on_renew },
	{ COMMAND_DROP, on_drop },       { COMMAND_VERIFY, on_verify },
	{ COMMAND_HELP, on_help },       { COMMAND_QUIT, on_quit },
};

static bool is_here(const struct verb *r)
{
	for (size_t i = 0; i < ARRAY_LEN(table); i++)
		if (table[i].id == r->command)
			return true;
	return r->command != COMMAND_NONE && r->run != NULL;
}

static void run_command(struct linear *l, const struct command *c,
			const struct words *w)
{
	if (c->usage) {
		say_help(l, c->row);
		return;
	}
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		if (table[i].id == c->id) {
			table[i].run(l, c);
			return;
		}
	}
	if (c->id == COMMAND_LATER)
		linear_say(l, "%s", c->later);
	else if (text_eq(c->row->name, "settings"))
		run_named(l, "config show", NULL, NULL);
	else if (!try_verb(l, w, false))
		linear_say(l, "%s is for the screen; there is nothing to hear of it.",
			   c->row->name);
}

/* What names and columns are checked against: as much of a scene as that takes. */
static void fill_scene(struct linear *l, struct scene *s)
{
	struct fleet *f = program_fleet(l->program);

	s->config = program_config(l->program);
	for (size_t i = 0; i < fleet_n(f); i++)
		VEC_PUSH(s->sites, s->n_sites, s->cap_sites)->row =
			fleet_row(f, fleet_sorted(f, i));
}

/* A stack is looked up among those that were read. */
static void read_first(struct linear *l, struct str line)
{
	if (!str_starts(line, "stack ") && !str_starts(line, "st "))
		return;
	(void)linear_wait(l, linear_nothing_pending, l->program); /* or as it is */
}

/* The advice of the screen names keys; here it is another. */
static void say_wrong(struct linear *l, const struct command_error *e)
{
	AUTO(buf) text = BUF_INIT(sizeof(e->text));

	buf_add_text(&text, e->text);
	if (e->at == 0 && !strstr(e->text, "did you mean"))
		buf_cut(&text, strcspn(e->text, ";"));
	linear_say(l, "That is not understood: %s%s", buf_text(&text),
		   e->at == 0 ? " (help lists the commands)" : "");
}

/* The command's whole name where its beginning was typed. */
static void write_out(struct words *w, const struct verb *row)
{
	if (!row || w->argc < 2)
		return;
	text_keep(w->name, sizeof(w->name), str_of(row->name));
	w->argv[1] = w->name;
}

/* A command of the screen whose words mean nothing here; true: said. */
static bool is_for_screens(struct linear *l, struct str line)
{
	const struct verb *row = verbs_command(str_cut(&line, ' '));

	if (!row || is_here(row))
		return false;
	linear_say(l, "%s is for the screen; there is nothing to hear of it.",
		   row->name);
	return true;
}

static void understand(struct linear *l, struct str line, struct words *w)
{
	struct scene scene = { 0 };
	struct command_context ctx = { .scene = &scene,
				       .inst = l->inst,
				       .columns = l->style.ids };
	struct command cmd = { 0 };
	struct command_error error = { 0 };

	read_first(l, line);
	fill_scene(l, &scene);
	if (command_parse(&ctx, line, &cmd, &error)) {
		write_out(w, cmd.row);
		run_command(l, &cmd, w);
	} else if (error.text[0] && (error.at > 0 || !try_verb(l, w, false))) {
		if (!is_for_screens(l, line))
			say_wrong(l, &error);
	}
	scene_release(&scene);
}

/* Words of the screen that people type here, and what stands for them. */
static const struct {
	const char *word, *text;
} answers[] = {
	{ "back", "Every line stands alone here, there is nothing to go back from; "
		  "fleet lists all again." },
	{ "why", "fleet tells why each is as it is; open INSTALLATION tells all that "
		 "is wrong with one." },
};

static bool answered(struct linear *l, struct str text)
{
	for (size_t i = 0; i < ARRAY_LEN(answers); i++) {
		if (!str_is(text, answers[i].word))
			continue;
		linear_say(l, "%s", answers[i].text);
		return true;
	}
	return false;
}

void linear_command(struct linear *l, const char *line)
{
	struct str text = str_trim(str_of(line));
	struct words w;

	if (str_is(text, "?"))
		text = STR("help");
	split(&w, text.p);
	if (text.len == 0)
		return;
	if (str_is(text, "news")) {
		if (linear_news(l) == 0)
			linear_say(l, "Nothing changed.");
		return;
	}
	if (!answered(l, text) && !try_verb(l, &w, true))
		understand(l, text, &w);
}

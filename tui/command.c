/*
 * The command line: commands are rows, and parsing, completion, the line of advice
 * and the errors read the same rows.  Enter runs exactly what is typed; only Tab
 * changes it.
 */
#include "tui/command.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "tui/kit/fuzzy.h"
#include "tui/kit/nearest.h"
#include "tui/views/later.h"

#define SHOWN_MOST 40 /* bytes of a wrong word in an error */

/* The next word of *rest; its place in the line is word.p - line.p. */
static struct str next_word(struct str *rest)
{
	struct str word = { rest->p, 0 };

	while (rest->len && *rest->p == ' ')
		rest->p++, rest->len--;
	word.p = rest->p;
	while (rest->len && *rest->p != ' ')
		rest->p++, rest->len--, word.len++;
	return word;
}

/* ---- what may stand for an argument ---- */

typedef command_each_word each_word;

static void each_of(const char *words, char between, each_word *each, void *ctx)
{
	struct str rest = str_of(words);

	while (rest.len) {
		struct str word = str_cut(&rest, between);

		if (word.len && !each(ctx, word))
			return;
	}
}

static void each_stack(const struct command_context *c, each_word *each, void *ctx)
{
	const struct site *site = scene_find(c->scene, c->inst);

	for (size_t i = 0; site && i < site->row->stacks.n; i++)
		if (!each(ctx, str_of(site->row->stacks.items[i].name)))
			return;
}

static void each_inst(const struct command_context *c, each_word *each, void *ctx)
{
	for (size_t i = 0; i < c->scene->n_sites; i++)
		if (!each(ctx, str_of(c->scene->sites[i].row->inst->name)))
			return;
}

static void each_theme(const struct command_context *c, each_word *each, void *ctx)
{
	const struct scene_theme *t = c->scene->theme;

	for (size_t i = 0; t && i < t->names->n; i++)
		if (!t->names->rows[i].hidden &&
		    !each(ctx, str_of(t->names->rows[i].name)))
			return;
	(void)each(ctx, STR("inspect"));
}

static void each_command(each_word *each, void *ctx)
{
	for (size_t i = 0; i < verbs_n_rows; i++)
		if (verbs_all[i].command && !each(ctx, str_of(verbs_all[i].name)))
			return;
}

static void each_value(const struct command_context *c, const struct argument *arg,
		       each_word *each, void *ctx)
{
	switch (arg->kind) {
	case ARGUMENT_SCOPE:
		if (!each(ctx, STR("all")))
			return;
		each_inst(c, each, ctx);
		return;
	case ARGUMENT_INSTALLATION: each_inst(c, each, ctx); return;
	case ARGUMENT_STACK: each_stack(c, each, ctx); return;
	case ARGUMENT_COLUMN: each_of(c->columns, ' ', each, ctx); return;
	case ARGUMENT_COLUMNS:
		each_of(c->columns, ' ', each, ctx);
		each_of("all|default", '|', each, ctx);
		return;
	case ARGUMENT_WORDS: each_of(arg->words, '|', each, ctx); return;
	case ARGUMENT_THEME: each_theme(c, each, ctx); return;
	case ARGUMENT_VERB: each_command(each, ctx); return;
	case ARGUMENT_TEXT:
	case ARGUMENT_FILE:
	case ARGUMENT_REST: return;
	}
}

/* It takes what is left of the line. */
static bool is_rest(const struct argument *arg)
{
	return arg->kind == ARGUMENT_REST || arg->kind == ARGUMENT_COLUMNS;
}

/* Any word will do: there is nothing to compare it with. */
static bool is_free(const struct argument *arg)
{
	return arg->kind == ARGUMENT_TEXT || arg->kind == ARGUMENT_FILE;
}

struct is_word {
	struct str word;
	bool found;
};

static bool same_word(void *ctx, struct str word)
{
	struct is_word *is = ctx;

	is->found = str_eq(is->word, word);
	return !is->found;
}

static bool value_known(const struct command_context *c, const struct argument *arg,
			struct str word)
{
	struct is_word is = { .word = word };

	each_value(c, arg, same_word, &is);
	return is.found || is_free(arg);
}

/* ---- the best of some words ---- */

struct best {
	struct str typed;
	bool begins; /* only what begins with it as it is typed */
	struct str word;
	int rank;
};

static bool better(void *ctx, struct str word)
{
	struct best *b = ctx;
	int rank = fuzzy_rank(word, b->typed);

	if (b->begins &&
	    (word.len < b->typed.len || memcmp(word.p, b->typed.p, b->typed.len) != 0))
		return true;
	if (rank <= b->rank)
		return true;
	b->word = word;
	b->rank = rank;
	return true;
}

static struct best best_of(struct str typed, bool begins)
{
	return (struct best){ .typed = typed, .begins = begins, .rank = FUZZY_NOT };
}

static int alias_rank(const char *aliases, struct str typed)
{
	struct str rest = str_of(aliases);
	int best = FUZZY_NOT;

	while (rest.len) {
		int rank = fuzzy_rank(str_cut(&rest, ' '), typed);

		best = rank > best ? rank : best;
	}
	return best;
}

int command_rank(const struct verb *row, struct str typed)
{
	int name = fuzzy_rank(str_of(row->name), typed);
	int alias = alias_rank(row->alias, typed);

	if (alias == FUZZY_SAME)
		return FUZZY_SAME;
	alias = alias >= FUZZY_BEGIN ? FUZZY_START : FUZZY_NOT;
	return name > alias ? name : alias;
}

static const struct verb *best_command(struct str typed)
{
	const struct verb *best = NULL;
	int rank = FUZZY_NOT;

	for (size_t i = 0; i < verbs_n_rows; i++) {
		int now = verbs_all[i].command ? command_rank(&verbs_all[i], typed)
					       : FUZZY_NOT;

		if (now <= rank)
			continue;
		rank = now;
		best = &verbs_all[i];
	}
	return best;
}

/* ---- errors ---- */

static bool wrong(struct command_error *e, struct str line, struct str word,
		  const char *fmt, ...) PRINTF(4, 5);

static bool wrong(struct command_error *e, struct str line, struct str word,
		  const char *fmt, ...)
{
	va_list ap;

	e->at = word.p ? (size_t)(word.p - line.p) : line.len;
	e->len = word.len;
	va_start(ap, fmt);
	(void)vsnprintf(e->text, sizeof(e->text), fmt, ap);
	va_end(ap);
	return false;
}

static const char *const nouns[] = {
	[ARGUMENT_INSTALLATION] = "installation",
	[ARGUMENT_STACK] = "stack",
	[ARGUMENT_VERB] = "command",
	[ARGUMENT_SCOPE] = "installation",
	[ARGUMENT_COLUMN] = "column",
	[ARGUMENT_WORDS] = "word",
	[ARGUMENT_THEME] = "theme",
	[ARGUMENT_TEXT] = "text",
	[ARGUMENT_FILE] = "file",
	[ARGUMENT_COLUMNS] = "column",
	[ARGUMENT_REST] = "text",
};

static int shown(struct str word)
{
	return (int)(word.len > SHOWN_MOST ? SHOWN_MOST : word.len);
}

struct offer {
	struct nearest near;
	char best[80];
};

static bool offer(void *ctx, struct str word)
{
	struct offer *o = ctx;
	char name[80];
	const char *before = o->near.best;

	if (!text_copy(name, sizeof(name), word))
		return true;
	nearest_try(&o->near, name);
	if (o->near.best != before) {
		memcpy(o->best, name, sizeof(name));
		o->near.best = o->best;
	}
	return true;
}

static bool wrong_value(const struct command_context *c, const struct argument *arg,
			struct str line, struct str word, struct command_error *e)
{
	AUTO(buf) wanted = BUF_INIT(LIMIT_PROMPT);
	struct offer o = { .near = { 0 } };

	buf_add_str(&wanted, word);
	o.near = NEAREST_INIT(buf_text(&wanted));
	each_value(c, arg, offer, &o);
	if (o.near.best)
		return wrong(e, line, word, "no %s \"%.*s\" here; did you mean %s?",
			     nouns[arg->kind], shown(word), word.p, o.near.best);
	if (arg->kind == ARGUMENT_WORDS)
		return wrong(e, line, word, "\"%.*s\" is none of %s", shown(word),
			     word.p, arg->words);
	if (arg->kind == ARGUMENT_COLUMN && c->columns[0])
		return wrong(e, line, word, "no column \"%.*s\" here; which one? %s",
			     shown(word), word.p, c->columns);
	return wrong(e, line, word, "no %s \"%.*s\" here", nouns[arg->kind],
		     shown(word), word.p);
}

static bool unknown_command(const struct command_context *c, struct command_error *e,
			    struct str line, struct str word)
{
	struct is_word theme = { .word = word };
	struct offer o = { .near = { 0 } };
	const struct verb *best = best_command(word);
	AUTO(buf) wanted = BUF_INIT(LIMIT_PROMPT);

	buf_add_str(&wanted, word);
	o.near = NEAREST_INIT(buf_text(&wanted));
	each_theme(c, same_word, &theme);
	if (theme.found)
		return wrong(e, line, word,
			     "no command \"%.*s\"; did you mean theme %.*s?",
			     shown(word), word.p, shown(word), word.p);
	each_command(offer, &o);
	if (!o.near.best)
		o.near.best = verbs_meant(word);
	if (o.near.best)
		return wrong(e, line, word, "no command \"%.*s\"; did you mean %s?",
			     shown(word), word.p, o.near.best);
	if (best)
		return wrong(e, line, word, "no command \"%.*s\"; Tab makes it %s",
			     shown(word), word.p, best->name);
	return wrong(e, line, word, "no command \"%.*s\"; Tab completes, ? lists keys",
		     shown(word), word.p);
}

/* A verb of the shell that has no place in the console. */
static const struct verb *shell_verb(struct str word)
{
	for (size_t i = 0; i < verbs_n; i++)
		if (!verbs_all[i].command && !verbs_all[i].hidden &&
		    str_is(word, verbs_all[i].name))
			return &verbs_all[i];
	return NULL;
}

/* ---- parsing ---- */

static bool missing(const struct command_context *c, const struct verb *row,
		    const struct argument *arg, struct str line, struct str word,
		    struct command_error *e)
{
	if (arg->kind == ARGUMENT_COLUMN && c->columns[0])
		return wrong(e, line, word, "which one? %s", c->columns);
	return wrong(e, line, word, "missing: usage is %s %s", row->name,
		     verbs_typed_args(row));
}

static bool take_arg(const struct command_context *c, struct str line, size_t i,
		     struct str *rest, struct command *cmd, struct command_error *e)
{
	bool needed = false;
	const struct argument *arg = verbs_typed(cmd->row, i, &needed);
	struct str word = { 0 };

	if (!arg)
		return true;
	if (is_rest(arg)) {
		word = str_trim(*rest);
		*rest = (struct str){ rest->p + rest->len, 0 };
	} else {
		word = next_word(rest);
	}
	cmd->usage = cmd->usage || str_is(word, "?");
	if (cmd->usage)
		return true;
	if (!word.len)
		return !needed || missing(c, cmd->row, arg, line, word, e);
	if (!is_rest(arg) && !value_known(c, arg, word))
		return wrong_value(c, arg, line, word, e);
	cmd->args[i] = word;
	return true;
}

static bool is_kind(const struct verb *row, size_t i, enum argument_kind kind)
{
	bool needed = false;
	const struct argument *arg = verbs_typed(row, i, &needed);

	return arg && arg->kind == kind;
}

/* `stack NAME INST`: the name is looked up in the installation that follows. */
static struct command_context context_of(const struct command_context *c,
					 const struct verb *row, struct str rest,
					 char inst[PLACE_INST])
{
	struct command_context other = *c;

	if (!is_kind(row, 0, ARGUMENT_STACK) || !is_kind(row, 1, ARGUMENT_INSTALLATION))
		return other;
	(void)next_word(&rest);
	rest = next_word(&rest);
	if (rest.len && text_copy(inst, PLACE_INST, rest))
		other.inst = inst;
	return other;
}

/* A command that only a later version has: understood, whatever follows it. */
static bool later(struct str word, struct command *ret)
{
	const char *text = later_of(word);

	if (text)
		*ret = (struct command){ .id = COMMAND_LATER, .later = text };
	return text != NULL;
}

/* An installation's name is enough, as it is on the command line of the shell. */
static bool open_inst(const struct command_context *c, struct str word, struct str rest,
		      struct command *ret)
{
	struct is_word is = { .word = word };

	each_inst(c, same_word, &is);
	if (is.found && !str_trim(rest).len)
		*ret = (struct command){ .id = COMMAND_OPEN,
					 .row = verbs_command(STR("open")),
					 .args = { word } };
	return is.found && !str_trim(rest).len;
}

static bool no_command(const struct command_context *c, struct str line,
		       struct str word, struct str rest, struct command *ret,
		       struct command_error *e)
{
	const struct verb *verb = shell_verb(word);

	if (open_inst(c, word, rest, ret) || later(word, ret))
		return true;
	if (verb)
		return wrong(e, line, word, "%s is for the shell: candor %s",
			     verb->name, verb->name);
	return unknown_command(c, e, line, word);
}

bool command_parse(const struct command_context *ctx, struct str line,
		   struct command *ret, struct command_error *ret_error)
{
	struct str rest = line;
	struct str word = next_word(&rest);
	struct command cmd = { .row = verbs_command(word) };
	struct command_context here = { 0 };
	char inst[PLACE_INST] = "";

	*ret_error = (struct command_error){ 0 };
	if (!word.len)
		return false;
	if (!cmd.row)
		return no_command(ctx, line, word, rest, ret, ret_error);
	cmd.id = cmd.row->command;
	here = context_of(ctx, cmd.row, rest, inst);
	for (size_t i = 0; i < COMMAND_ARGS; i++)
		if (!take_arg(&here, line, i, &rest, &cmd, ret_error))
			return false;
	word = next_word(&rest);
	cmd.usage = cmd.usage || str_is(word, "?");
	if (word.len && !cmd.usage)
		return wrong(ret_error, line, word, "too many words: usage is %s%s%s",
			     cmd.row->name, verbs_typed_args(cmd.row)[0] ? " " : "",
			     verbs_typed_args(cmd.row));
	*ret = cmd;
	return true;
}

/* ---- completion ---- */

/* The word that is being typed at the end of a line, and what may stand there. */
struct typing {
	struct str word;
	const struct argument *arg; /* NULL: it is the command itself */
	bool nothing;               /* no word can stand there */
};

static struct typing typing_of(struct str line)
{
	struct str rest = line;
	struct typing t = { .word = next_word(&rest) };
	const struct verb *row = NULL;
	bool needed = false;

	if (t.word.p + t.word.len == line.p + line.len)
		return t;
	row = verbs_command(t.word);
	for (size_t i = 0; row && i < COMMAND_ARGS; i++) {
		t.arg = verbs_typed(row, i, &needed);
		t.word = next_word(&rest);
		if (!t.arg || t.arg->kind == ARGUMENT_REST)
			break;
		while (t.arg->kind == ARGUMENT_COLUMNS && rest.len)
			t.word = next_word(&rest);
		if (t.word.p + t.word.len == line.p + line.len)
			return t;
	}
	t.nothing = true;
	return t;
}

static struct best best_value(const struct command_context *ctx, const struct typing *t,
			      bool begins)
{
	struct best b = best_of(t->word, begins);

	if (t->nothing)
		return b;
	if (t->arg) {
		each_value(ctx, t->arg, better, &b);
		return b;
	}
	if (t->word.len) {
		each_command(better, &b);
		each_inst(ctx, better, &b);
	}
	return b;
}

void command_words(const struct command_context *cc, struct str line, each_word *each,
		   void *ctx)
{
	struct typing t = typing_of(line);

	if (t.arg)
		each_value(cc, t.arg, each, ctx);
	else if (!t.nothing)
		each_command(each, ctx);
}

void command_tail(const struct command_context *ctx, struct str line, struct buf *out)
{
	struct typing t = typing_of(line);
	struct best b = best_value(ctx, &t, true);

	const struct verb *row = !t.arg && !t.nothing ? best_command(t.word) : NULL;

	if (row && t.word.len && command_rank(row, t.word) == FUZZY_SAME)
		return; /* a name or an alias as it is */
	if (b.rank >= 0 && b.word.len > t.word.len)
		buf_add(out, b.word.p + t.word.len, b.word.len - t.word.len);
}

void command_instead(const struct command_context *ctx, struct str line,
		     struct buf *out)
{
	struct typing t = typing_of(line);
	struct best b = best_value(ctx, &t, false);
	const struct verb *row = !t.arg && !t.nothing ? best_command(t.word) : NULL;

	if (!t.word.len)
		return;
	if (row && command_rank(row, t.word) == FUZZY_SAME) {
		buf_add_str(out, line); /* whole: on to its arguments */
		buf_add_char(out, ' ');
		return;
	}
	if (row && command_rank(row, t.word) >= b.rank)
		b.word = str_of(row->name), b.rank = 0;
	if (b.rank < 0 || str_eq(b.word, t.word))
		return;
	buf_add(out, line.p, (size_t)(t.word.p - line.p));
	buf_add_str(out, b.word);
}

static void add_usage(const struct verb *row, struct buf *out)
{
	buf_addf(out, "%s%s%s", row->name, verbs_typed_args(row)[0] ? " " : "",
		 verbs_typed_args(row));
}

void command_usage(const struct verb *row, struct buf *out)
{
	bool needed = false;
	const struct argument *arg = NULL;

	add_usage(row, out);
	buf_addf(out, ": %s.", row->says ? row->says : row->summary);
	for (size_t i = 0; (arg = verbs_typed(row, i, &needed)) != NULL; i++)
		buf_addf(out, "  %s: %s.", arg->name, arg->help);
	if (row->alias)
		buf_addf(out, "  Also: %s.", row->alias);
}

void command_hint(const struct command_context *ctx, struct str line, struct buf *out)
{
	struct str rest = line;
	struct str word = next_word(&rest);
	const struct verb *row = verbs_command(word);

	if (!row && later_of(word)) {
		buf_add_text(out, later_of(word));
		return;
	}
	if (row) {
		add_usage(row, out);
		buf_addf(out, "   %s", row->says ? row->says : row->summary);
		if (is_kind(row, 0, ARGUMENT_COLUMN) && ctx->columns[0])
			buf_addf(out, ": %s", ctx->columns);
		return;
	}
	for (int least = FUZZY_BEGIN; !out->len && least >= 0; least -= FUZZY_BEGIN)
		for (size_t i = 0; i < verbs_n_rows; i++)
			if (verbs_all[i].command &&
			    (!word.len || command_rank(&verbs_all[i], word) >= least))
				buf_addf(out, "%s%s", out->len ? "  " : "",
					 verbs_all[i].name);
}

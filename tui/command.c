/*
 * The command line: commands are rows, and parsing, completion, the line of advice
 * and the errors read the same rows.  A beginning that only one word has stands
 * for that word; nothing else is run than what is typed.
 */
#include "tui/command_impl.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "tui/kit/fuzzy.h"
#include "tui/kit/nearest.h"
#include "tui/views/later.h"

#define SHOWN_MOST 40 /* bytes of a wrong word in an error */
#define GUESS_FROM 3  /* bytes of a word; a shorter one is near to many */

/* It takes what is left of the line. */
static bool is_rest(const struct argument *arg)
{
	return arg->kind == ARGUMENT_REST || arg->kind == ARGUMENT_COLUMNS ||
	       arg->kind == ARGUMENT_METRICS;
}

/* Any word will do: there is nothing to compare it with. */
static bool is_free(const struct argument *arg)
{
	return arg->kind == ARGUMENT_TEXT || arg->kind == ARGUMENT_FILE;
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
	[ARGUMENT_METRICS] = "metric",
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

/* Several words begin so: all of them, or the one that Tab would take. */
static bool several(const struct command_context *c, const struct meant *m,
		    struct str line, struct command_error *e)
{
	struct str typed = { line.p, (size_t)(m->typed.p - line.p) + m->typed.len };
	AUTO(buf) words = BUF_INIT(LIMIT_KIB(1));
	AUTO(buf) tail = BUF_INIT(LIMIT_PROMPT);

	for (size_t i = 0; i < m->n && i < MEANT_SHOWN; i++)
		buf_addf(&words, "%s%.*s",
			 i == 0          ? ""
			 : i + 1 == m->n ? " or "
					 : ", ",
			 STR_FMT(m->words[i]));
	if (m->n <= MEANT_SHOWN)
		return wrong(e, line, m->typed, "\"%.*s\" may be %s", shown(m->typed),
			     m->typed.p, buf_text(&words));
	command_tail(c, typed, &tail);
	return wrong(e, line, m->typed,
		     "%zu words begin with \"%.*s\"; Tab makes it "
		     "%.*s%s",
		     m->n, shown(m->typed), m->typed.p, shown(m->typed), m->typed.p,
		     buf_text(&tail));
}

static bool add_value(void *ctx, struct str word)
{
	struct buf *out = ctx;

	buf_addf(out, " %.*s", STR_FMT(word));
	return true;
}

/* " dark light": the words that may stand there, where they are not too many. */
static void add_values(const struct command_context *c, const struct argument *arg,
		       struct buf *out)
{
	if (arg->kind == ARGUMENT_COLUMN || arg->kind == ARGUMENT_THEME)
		command_each_value(c, arg, add_value, out);
}

/* Another installation that has a stack of that name; NULL: none has. */
static const char *inst_with(const struct command_context *c, struct str stack)
{
	for (size_t i = 0; i < c->scene->n_sites; i++) {
		const struct fleet_row *row = c->scene->sites[i].row;

		for (size_t k = 0; k < row->stacks.n; k++)
			if (str_is(stack, row->stacks.items[k].name))
				return row->inst->name;
	}
	return NULL;
}

/* "in acme-prod", which a stack was looked for in, or "here". */
static const char *where(const struct command_context *c, const struct argument *arg,
			 char buffer[PLACE_INST + 3])
{
	if (arg->kind != ARGUMENT_STACK || text_empty(c->inst))
		return "here";
	(void)snprintf(buffer, PLACE_INST + 3, "in %s", c->inst);
	return buffer;
}

static bool wrong_value(const struct command_context *c, const struct argument *arg,
			struct str line, struct str word, struct command_error *e)
{
	AUTO(buf) wanted = BUF_INIT(LIMIT_PROMPT);
	AUTO(buf) values = BUF_INIT(LIMIT_KIB(2));
	struct offer o = { .near = { 0 } };
	char buffer[PLACE_INST + 3] = "";
	const char *place = where(c, arg, buffer);
	const char *inst = arg->kind == ARGUMENT_STACK ? inst_with(c, word) : NULL;

	if (inst)
		return wrong(e, line, word,
			     "no stack \"%.*s\" %s; %s has it: stack %.*s %s",
			     shown(word), word.p, place, inst, STR_FMT(word), inst);
	buf_add_str(&wanted, word);
	o.near = NEAREST_INIT(buf_text(&wanted));
	command_each_value(c, arg, offer, &o);
	if (o.near.best)
		return wrong(e, line, word, "no %s \"%.*s\" %s; did you mean %s?",
			     nouns[arg->kind], shown(word), word.p, place, o.near.best);
	if (arg->kind == ARGUMENT_WORDS)
		return wrong(e, line, word, "\"%.*s\" is none of %s", shown(word),
			     word.p, arg->words);
	add_values(c, arg, &values);
	return wrong(e, line, word, "no %s \"%.*s\" %s%s%s", nouns[arg->kind],
		     shown(word), word.p, place, values.len ? "; which one?" : "",
		     buf_text(&values));
}

static bool unknown_command(const struct command_context *c, struct command_error *e,
			    struct str line, struct str word)
{
	struct meant theme = { .typed = word };
	struct offer o = { .near = { 0 } };
	bool guess = word.len >= GUESS_FROM;
	const struct verb *best = guess ? command_best(word) : NULL;
	AUTO(buf) wanted = BUF_INIT(LIMIT_PROMPT);

	buf_add_str(&wanted, word);
	o.near = NEAREST_INIT(buf_text(&wanted));
	command_each_theme(c, command_meant_word, &theme);
	if (theme.same)
		return wrong(e, line, word,
			     "no command \"%.*s\"; did you mean theme %.*s?",
			     shown(word), word.p, shown(word), word.p);
	if (guess)
		command_each_command(offer, &o);
	if (guess && !o.near.best)
		o.near.best = verbs_meant(word);
	if (o.near.best)
		return wrong(e, line, word, "no command \"%.*s\"; did you mean %s?",
			     shown(word), word.p, o.near.best);
	if (best)
		return wrong(e, line, word, "no command \"%.*s\"; Tab makes it %s",
			     shown(word), word.p, best->name);
	return wrong(e, line, word, "no command \"%.*s\"; :help lists them",
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
	AUTO(buf) values = BUF_INIT(LIMIT_KIB(2));

	add_values(c, arg, &values);
	if (values.len)
		return wrong(e, line, word, "which one?%s", buf_text(&values));
	return wrong(e, line, word, "missing: usage is %s %s", row->name,
		     verbs_typed_args(row));
}

/* The word that is meant, in place of the typed one.  False: e says what is wrong. */
static bool take_value(const struct command_context *c, struct str line,
		       const struct argument *arg, struct str *word,
		       struct command *cmd, struct command_error *e)
{
	struct meant m = { .typed = *word };

	if (is_free(arg) || is_rest(arg))
		return true;
	command_each_value(c, arg, command_meant_word, &m);
	if (m.n > 1)
		return several(c, &m, line, e);
	if (m.n == 0)
		return wrong_value(c, arg, line, *word, e);
	*word = command_meant_one(&m);
	cmd->shortened = cmd->shortened || !m.same;
	return true;
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
		word = command_next_word(rest);
	}
	cmd->usage = cmd->usage || str_is(word, "?");
	if (cmd->usage)
		return true;
	if (!word.len)
		return !needed || missing(c, cmd->row, arg, line, word, e);
	if (!take_value(c, line, arg, &word, cmd, e))
		return false;
	cmd->args[i] = word;
	return true;
}

/* `stack NAME INST`: the name is looked up in the installation that follows. */
static struct command_context context_of(const struct command_context *c,
					 const struct verb *row, struct str rest,
					 char inst[PLACE_INST])
{
	struct command_context other = *c;
	struct meant m = { 0 };

	if (!command_is_kind(row, 0, ARGUMENT_STACK) ||
	    !command_is_kind(row, 1, ARGUMENT_INSTALLATION))
		return other;
	(void)command_next_word(&rest);
	m.typed = command_next_word(&rest);
	command_each_inst(c, command_meant_word, &m);
	rest = m.n == 1 ? m.words[0] : m.typed;
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
static bool open_inst(const struct meant *m, struct str rest, struct command *ret)
{
	if (m->n != 1 || str_trim(rest).len)
		return false;
	*ret = (struct command){ .id = COMMAND_OPEN,
				 .row = verbs_command(STR("open")),
				 .args = { m->words[0] },
				 .shortened = !m->same };
	return true;
}

static bool no_command(const struct command_context *c, struct str line,
		       struct str word, struct str rest, struct command *ret,
		       struct command_error *e)
{
	const struct verb *verb = shell_verb(word);
	struct meant inst = { .typed = word };
	struct meant any = { .typed = word };

	command_each_inst(c, command_meant_word, &inst);
	if ((inst.same && open_inst(&inst, rest, ret)) || later(word, ret))
		return true;
	if (verb)
		return wrong(e, line, word, "%s is for the shell: candor %s",
			     verb->name, verb->name);
	command_each_command(command_meant_word, &any);
	if (any.n > 1)
		return several(c, &any, line, e);
	if (open_inst(&inst, rest, ret))
		return true;
	return inst.n > 1 ? several(c, &inst, line, e)
			  : unknown_command(c, e, line, word);
}

/* The row of the word; NULL: it is none, or means something else as it is. */
static const struct verb *row_of(const struct command_context *c, struct str word)
{
	struct meant inst = { .typed = word };

	if (verbs_command(word))
		return verbs_command(word);
	command_each_inst(c, command_meant_word, &inst);
	if (inst.same || later_of(word) || shell_verb(word))
		return NULL;
	return command_meant(word);
}

bool command_parse(const struct command_context *ctx, struct str line,
		   struct command *ret, struct command_error *ret_error)
{
	struct str rest = line;
	struct str word = command_next_word(&rest);
	struct command cmd = { .row = row_of(ctx, word) };
	struct command_context here = { 0 };
	char inst[PLACE_INST] = "";

	*ret_error = (struct command_error){ 0 };
	if (!word.len)
		return false;
	if (!cmd.row)
		return no_command(ctx, line, word, rest, ret, ret_error);
	cmd.id = cmd.row->command;
	cmd.shortened = !verbs_command(word);
	here = context_of(ctx, cmd.row, rest, inst);
	for (size_t i = 0; i < COMMAND_ARGS; i++)
		if (!take_arg(&here, line, i, &rest, &cmd, ret_error))
			return false;
	word = command_next_word(&rest);
	cmd.usage = cmd.usage || str_is(word, "?");
	if (word.len && !cmd.usage)
		return wrong(ret_error, line, word, "too many words: usage is %s%s%s",
			     cmd.row->name, verbs_typed_args(cmd.row)[0] ? " " : "",
			     verbs_typed_args(cmd.row));
	*ret = cmd;
	return true;
}

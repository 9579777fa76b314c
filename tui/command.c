/*
 * The command line: commands are rows, and parsing, completion, the line of advice
 * and the errors read the same rows.  Enter runs exactly what is typed; only Tab takes
 * the grey tail.
 */
#include "tui/command.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "tui/kit/nearest.h"
#include "tui/views/later.h"

/* A row of the table; a macro, since clang-format would align all rows as one. */
#define ROW(...)            \
	{                   \
		__VA_ARGS__ \
	}

const struct command_row command_rows[] = {
	ROW("fleet", "fl", COMMAND_FLEET, { ARG_NONE, ARG_NONE }, 0, "fleet",
	    "every installation, worst first"),
	ROW("overview", "ov", COMMAND_OVERVIEW, { ARG_INST, ARG_NONE }, 0,
	    "overview [INSTALLATION]", "health with its reasons, stacks, who was here"),
	ROW("stacks", NULL, COMMAND_STACKS, { ARG_INST, ARG_NONE }, 0,
	    "stacks [INSTALLATION]", "stacks of an installation"),
	ROW("stack", "st", COMMAND_STACK, { ARG_STACK, ARG_INST }, 1,
	    "stack NAME [INSTALLATION]", "resources, events, outputs, parameters"),
	ROW("journal", "j", COMMAND_JOURNAL, { ARG_REST, ARG_NONE }, 0,
	    "journal [FILTER]",
	    "the records; FILTER: who: inst: action: result: mode: kind: words"),
	ROW("access", "who", COMMAND_ACCESS, { ARG_INST, ARG_NONE }, 0,
	    "access [INSTALLATION]", "who am I there, as what, until when"),
	ROW("messages", NULL, COMMAND_MESSAGES, { ARG_NONE, ARG_NONE }, 0, "messages",
	    "what candor said in this run"),
	ROW("jobs", NULL, COMMAND_JOBS, { ARG_NONE, ARG_NONE }, 0, "jobs",
	    "what runs now; Ctrl-C there gives one up"),
	ROW("calls", NULL, COMMAND_PAGE, { ARG_NONE, ARG_NONE }, 0, "calls",
	    "AWS calls of this run"),
	ROW("keys", NULL, COMMAND_KEYS, { ARG_AGAIN, ARG_NONE }, 0, "keys [reload]",
	    "every key and where it comes from; reload reads keys.conf again"),
	ROW("settings", NULL, COMMAND_PAGE, { ARG_NONE, ARG_NONE }, 0, "settings",
	    "settings in force, and where each comes from"),
	ROW("doctor", NULL, COMMAND_PAGE, { ARG_NONE, ARG_NONE }, 0, "doctor",
	    "is everything ready, and what to do"),
	ROW("theme", NULL, COMMAND_THEME, { ARG_THEME, ARG_NONE }, 0,
	    "theme [NAME|inspect]",
	    "choose colours by looking; inspect names the role of a cell"),
	ROW("help", "h", COMMAND_HELP, { ARG_REST, ARG_NONE }, 0, "help [WORD]",
	    "keys here, then everywhere"),
	ROW("open", "o", COMMAND_OPEN, { ARG_INST, ARG_NONE }, 1, "open INSTALLATION",
	    "overview of an installation"),
	ROW("refresh", NULL, COMMAND_REFRESH, { ARG_SCOPE, ARG_NONE }, 0,
	    "refresh [INSTALLATION|all]", "read again"),
	ROW("filter", NULL, COMMAND_FILTER, { ARG_REST, ARG_NONE }, 0, "filter [WORDS]",
	    "keep rows that hold every word; nothing shows all"),
	ROW("sort", NULL, COMMAND_SORT, { ARG_COLUMN, ARG_ORDER }, 1,
	    "sort COLUMN [desc]", "sort the table"),
	ROW("columns", NULL, COMMAND_COLUMNS, { ARG_REST, ARG_NONE }, 0,
	    "columns [NAME... | all | default]", "choose the columns of the table"),
	ROW("copy", NULL, COMMAND_COPY, { ARG_COPY, ARG_NONE }, 0,
	    "copy [id | arn | row | file]",
	    "the selected or marked rows; file: what was copied last, into a file"),
	ROW("renew", NULL, COMMAND_RENEW, { ARG_INST, ARG_NONE }, 0,
	    "renew [INSTALLATION]", "a new session before the old one ends (asks)"),
	ROW("drop", NULL, COMMAND_DROP, { ARG_INST, ARG_NONE }, 0,
	    "drop [INSTALLATION]", "give the session up now (asks)"),
	ROW("verify", NULL, COMMAND_VERIFY, { ARG_NONE, ARG_NONE }, 0, "verify",
	    "recompute every hash and signature of the journal"),
	ROW("quit", "q", COMMAND_QUIT, { ARG_NONE, ARG_NONE }, 0, "quit",
	    "leave candor"),
};
const size_t command_n_rows = ARRAY_LEN(command_rows);

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

static const struct command_row *find_row(struct str word)
{
	for (size_t i = 0; i < command_n_rows; i++) {
		const struct command_row *r = &command_rows[i];

		if (str_is(word, r->name) || (r->alias && str_is(word, r->alias)))
			return r;
	}
	return NULL;
}

/* ---- what may stand for an argument ---- */

typedef bool each_word(void *ctx, struct str word); /* false: enough */

static void each_column(const char *columns, each_word *each, void *ctx)
{
	struct str rest = str_of(columns);

	for (struct str w = next_word(&rest); w.len; w = next_word(&rest))
		if (!each(ctx, w))
			return;
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

	if (!each(ctx, STR("inspect")))
		return;
	for (size_t i = 0; t && i < t->names->n; i++)
		if (!t->names->rows[i].hidden &&
		    !each(ctx, str_of(t->names->rows[i].name)))
			return;
}

static void each_value(const struct command_context *c, enum command_arg arg,
		       each_word *each, void *ctx)
{
	switch (arg) {
	case ARG_SCOPE:
		if (!each(ctx, STR("all")))
			return;
		each_inst(c, each, ctx);
		return;
	case ARG_INST: each_inst(c, each, ctx); return;
	case ARG_STACK: each_stack(c, each, ctx); return;
	case ARG_COLUMN: each_column(c->columns, each, ctx); return;
	case ARG_ORDER: (void)each(ctx, STR("desc")); return;
	case ARG_THEME: each_theme(c, each, ctx); return;
	case ARG_AGAIN: (void)each(ctx, STR("reload")); return;
	case ARG_COPY: each_column("id arn row file", each, ctx); return;
	case ARG_REST:
	case ARG_NONE: return;
	}
}

struct is_word {
	struct str word;
	bool found;
};

static bool same_word(void *ctx, struct str word)
{
	struct is_word *is = ctx;

	is->found = is->found || str_eq(is->word, word);
	return !is->found;
}

static bool value_known(const struct command_context *c, enum command_arg arg,
			struct str word)
{
	struct is_word is = { .word = word };

	each_value(c, arg, same_word, &is);
	return is.found;
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

static const char *const arg_nouns[] = {
	[ARG_NONE] = "",
	[ARG_INST] = "installation",
	[ARG_STACK] = "stack",
	[ARG_COLUMN] = "column",
	[ARG_ORDER] = "order",
	[ARG_SCOPE] = "installation",
	[ARG_THEME] = "theme",
	[ARG_AGAIN] = "word",
	[ARG_COPY] = "thing to copy",
	[ARG_REST] = "text",
};

static bool unknown_command(struct command_error *e, struct str line, struct str word)
{
	AUTO(buf) wanted = BUF_INIT(LIMIT_PROMPT);
	struct nearest near = { 0 };

	buf_add_str(&wanted, word);
	near = NEAREST_INIT(buf_text(&wanted));
	for (size_t i = 0; i < command_n_rows; i++)
		nearest_try(&near, command_rows[i].name);
	if (near.best)
		return wrong(e, line, word, "no command \"%.*s\"; did you mean %s?",
			     (int)(word.len > 40 ? 40 : word.len), word.p, near.best);
	return wrong(e, line, word, "no command \"%.*s\"; Tab completes, ? lists keys",
		     (int)(word.len > 40 ? 40 : word.len), word.p);
}

static bool take_arg(const struct command_context *c, struct str line,
		     const struct command_row *row, size_t i, struct str *rest,
		     struct command *cmd, struct command_error *e)
{
	enum command_arg arg = row->args[i];
	struct str word = { 0 };

	if (arg == ARG_REST) {
		cmd->args[i] = str_trim(*rest);
		*rest = (struct str){ rest->p + rest->len, 0 };
		return true;
	}
	if (arg != ARG_NONE)
		word = next_word(rest);
	if (!word.len && i < row->n_required && arg == ARG_COLUMN && c->columns[0])
		return wrong(e, line, word, "which one? %s", c->columns);
	if (!word.len)
		return i >= row->n_required ||
		       wrong(e, line, word, "missing: usage is %s", row->usage);
	if (!value_known(c, arg, word))
		return wrong(e, line, word, "no %s \"%.*s\" here", arg_nouns[arg],
			     (int)(word.len > 60 ? 60 : word.len), word.p);
	cmd->args[i] = word;
	return true;
}

/* `stack NAME INST`: the name is looked up in the installation that follows. */
static struct command_context context_of(const struct command_context *c,
					 const struct command_row *row, struct str rest,
					 char inst[PLACE_INST])
{
	struct command_context other = *c;

	if (row->args[0] != ARG_STACK || row->args[1] != ARG_INST)
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
	static const struct command_row row = { .name = "", .id = COMMAND_LATER };
	const char *text = later_of(word);

	if (text)
		*ret = (struct command){ .row = &row, .later = text };
	return text != NULL;
}

bool command_parse(const struct command_context *ctx, struct str line,
		   struct command *ret, struct command_error *ret_error)
{
	struct str rest = line;
	struct str word = next_word(&rest);
	struct command cmd = { .row = find_row(word) };
	struct command_context here = { 0 };
	char inst[PLACE_INST] = "";

	*ret_error = (struct command_error){ 0 };
	if (!word.len)
		return false;
	if (!cmd.row)
		return later(word, ret) || unknown_command(ret_error, line, word);
	here = context_of(ctx, cmd.row, rest, inst);
	for (size_t i = 0; i < COMMAND_ARGS; i++)
		if (!take_arg(&here, line, cmd.row, i, &rest, &cmd, ret_error))
			return false;
	word = next_word(&rest);
	if (word.len)
		return wrong(ret_error, line, word, "too many words: usage is %s",
			     cmd.row->usage);
	*ret = cmd;
	return true;
}

/* ---- completion ---- */

struct completing {
	struct str word;
	struct buf *out;
};

static bool complete_word(void *ctx, struct str candidate)
{
	struct completing *c = ctx;

	if (candidate.len <= c->word.len ||
	    memcmp(candidate.p, c->word.p, c->word.len) != 0)
		return true;
	buf_add(c->out, candidate.p + c->word.len, candidate.len - c->word.len);
	return false;
}

void command_tail(const struct command_context *ctx, struct str line, struct buf *out)
{
	struct str rest = line;
	struct completing c = { next_word(&rest), out };
	const struct command_row *row = NULL;

	if (!c.word.len)
		return;
	if (c.word.p + c.word.len == line.p + line.len) {
		for (size_t i = 0; i < command_n_rows; i++)
			if (!complete_word(&c, str_of(command_rows[i].name)))
				return;
		return;
	}
	row = find_row(c.word);
	for (size_t i = 0; row && i < COMMAND_ARGS; i++) {
		c.word = next_word(&rest);
		if (c.word.p + c.word.len < line.p + line.len)
			continue;
		each_value(ctx, row->args[i], complete_word, &c);
		return;
	}
}

void command_hint(const struct command_context *ctx, struct str line, struct buf *out)
{
	struct str rest = line;
	struct str word = next_word(&rest);
	const struct command_row *row = find_row(word);

	if (!row && later_of(word)) {
		buf_add_text(out, later_of(word));
		return;
	}
	if (row) {
		buf_addf(out, "%s   %s", row->usage, row->help);
		if (row->args[0] == ARG_COLUMN && ctx->columns[0])
			buf_addf(out, ": %s", ctx->columns);
		return;
	}
	for (size_t i = 0; i < command_n_rows; i++) {
		if (strncmp(command_rows[i].name, word.p ? word.p : "", word.len) != 0)
			continue;
		buf_addf(out, "%s%s", out->len ? "  " : "", command_rows[i].name);
	}
}

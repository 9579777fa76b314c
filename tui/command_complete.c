/*
 * Completion and advice: what a word that is being typed may become.
 */
#include <string.h>

#include "tui/command_impl.h"
#include "tui/kit/fuzzy.h"
#include "tui/views/later.h"

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

const struct verb *command_best(struct str typed)
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
	struct typing t = { .word = command_next_word(&rest) };
	const struct verb *row = NULL;
	bool needed = false;

	if (t.word.p + t.word.len == line.p + line.len)
		return t;
	row = command_meant(t.word);
	for (size_t i = 0; row && i < COMMAND_ARGS; i++) {
		t.arg = verbs_typed(row, i, &needed);
		t.word = command_next_word(&rest);
		if (!t.arg || t.arg->kind == ARGUMENT_REST)
			break;
		while ((t.arg->kind == ARGUMENT_COLUMNS ||
			t.arg->kind == ARGUMENT_METRICS) &&
		       rest.len)
			t.word = command_next_word(&rest);
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
		command_each_value(ctx, t->arg, better, &b);
		return b;
	}
	if (t->word.len) {
		command_each_command(better, &b);
		if (!begins || b.rank < 0)
			command_each_inst(ctx, better, &b);
	}
	return b;
}

void command_words(const struct command_context *cc, struct str line,
		   command_each_word *each, void *ctx)
{
	struct typing t = typing_of(line);

	if (t.arg)
		command_each_value(cc, t.arg, each, ctx);
	else if (!t.nothing)
		command_each_command(each, ctx);
}

void command_tail(const struct command_context *ctx, struct str line, struct buf *out)
{
	struct typing t = typing_of(line);
	struct best b = best_value(ctx, &t, true);

	const struct verb *row = !t.arg && !t.nothing ? command_best(t.word) : NULL;

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
	const struct verb *row = !t.arg && !t.nothing ? command_best(t.word) : NULL;

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
	struct str word = command_next_word(&rest);
	const struct verb *row = later_of(word) ? NULL : command_meant(word);

	if (!row && later_of(word)) {
		buf_add_text(out, later_of(word));
		return;
	}
	if (row) {
		add_usage(row, out);
		buf_addf(out, "   %s", row->says ? row->says : row->summary);
		if (command_is_kind(row, 0, ARGUMENT_COLUMN) && ctx->columns[0])
			buf_addf(out, ": %s%s%.*s", ctx->columns,
				 ctx->order.len ? " " : "", STR_FMT(ctx->order));
		return;
	}
	for (int least = FUZZY_BEGIN; !out->len && least >= 0; least -= FUZZY_BEGIN)
		for (size_t i = 0; i < verbs_n_rows; i++)
			if (verbs_all[i].command &&
			    (!word.len || command_rank(&verbs_all[i], word) >= least))
				buf_addf(out, "%s%s", out->len ? "  " : "",
					 verbs_all[i].name);
}

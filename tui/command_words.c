/*
 * The words of a line, and which may stand where: commands, installations, stacks,
 * themes, columns.
 */
#include "tui/command_impl.h"

#include <string.h>

struct str command_next_word(struct str *rest)
{
	struct str word = { rest->p, 0 };

	while (rest->len && *rest->p == ' ')
		rest->p++, rest->len--;
	word.p = rest->p;
	while (rest->len && *rest->p != ' ')
		rest->p++, rest->len--, word.len++;
	return word;
}

bool command_is_kind(const struct verb *row, size_t i, enum argument_kind kind)
{
	bool needed = false;
	const struct argument *arg = verbs_typed(row, i, &needed);

	return arg && arg->kind == kind;
}

static void each_of(const char *words, char between, command_each_word *each, void *ctx)
{
	struct str rest = str_of(words);

	while (rest.len) {
		struct str word = str_cut(&rest, between);

		if (word.len && !each(ctx, word))
			return;
	}
}

static void each_stack(const struct command_context *c, command_each_word *each,
		       void *ctx)
{
	const struct site *site = scene_find(c->scene, c->inst);

	for (size_t i = 0; site && i < site->row->stacks.n; i++)
		if (!each(ctx, str_of(site->row->stacks.items[i].name)))
			return;
}

static void each_metric(const struct command_context *c, command_each_word *each,
			void *ctx)
{
	const struct site *site = scene_find(c->scene, c->inst);
	const struct metrics_source *m = c->scene->metrics;
	struct metric rows[METRICS_MAX];
	size_t n = site && m ? m->list(m->ctx, site->row, rows, METRICS_MAX) : 0;

	for (size_t i = 0; i < n; i++)
		if (!each(ctx, str_of(rows[i].id)))
			return;
	each_of("30m 3h 12h 2d", ' ', each, ctx);
}

void command_each_inst(const struct command_context *c, command_each_word *each,
		       void *ctx)
{
	for (size_t i = 0; i < c->scene->n_sites; i++)
		if (!each(ctx, str_of(c->scene->sites[i].row->inst->name)))
			return;
}

void command_each_theme(const struct command_context *c, command_each_word *each,
			void *ctx)
{
	const struct scene_theme *t = c->scene->theme;

	for (size_t i = 0; t && i < t->names->n; i++)
		if (!t->names->rows[i].hidden &&
		    !each(ctx, str_of(t->names->rows[i].name)))
			return;
	(void)each(ctx, STR("inspect"));
}

void command_each_command(command_each_word *each, void *ctx)
{
	for (size_t i = 0; i < verbs_n_rows; i++)
		if (verbs_all[i].command && !each(ctx, str_of(verbs_all[i].name)))
			return;
}

void command_each_value(const struct command_context *c, const struct argument *arg,
			command_each_word *each, void *ctx)
{
	switch (arg->kind) {
	case ARGUMENT_SCOPE:
		if (!each(ctx, STR("all")))
			return;
		command_each_inst(c, each, ctx);
		return;
	case ARGUMENT_INSTALLATION: command_each_inst(c, each, ctx); return;
	case ARGUMENT_STACK: each_stack(c, each, ctx); return;
	case ARGUMENT_COLUMN:
		each_of(c->columns, ' ', each, ctx);
		if (c->order.len)
			(void)each(ctx, c->order);
		return;
	case ARGUMENT_COLUMNS:
		each_of(c->columns, ' ', each, ctx);
		each_of("all|default", '|', each, ctx);
		return;
	case ARGUMENT_METRICS: each_metric(c, each, ctx); return;
	case ARGUMENT_WORDS: each_of(arg->words, '|', each, ctx); return;
	case ARGUMENT_THEME: command_each_theme(c, each, ctx); return;
	case ARGUMENT_VERB: command_each_command(each, ctx); return;
	case ARGUMENT_RULE: /* of verbs only */
	case ARGUMENT_TEXT:
	case ARGUMENT_FILE:
	case ARGUMENT_REST: return;
	}
}

/* ---- beginnings of words ---- */

bool command_meant_word(void *meant, struct str word)
{
	struct meant *m = meant;
	struct str typed = m->typed;

	if (!typed.len || word.len < typed.len ||
	    memcmp(word.p, typed.p, typed.len) != 0)
		return true;
	m->same = word.len == typed.len;
	if (m->same)
		m->n = 0;
	if (m->n < MEANT_SHOWN)
		m->words[m->n] = word;
	m->n++;
	return !m->same;
}

struct str command_meant_one(const struct meant *m)
{
	return m->n == 1 ? m->words[0] : (struct str){ 0 };
}

const struct verb *command_meant(struct str word)
{
	struct meant m = { .typed = word };

	command_each_command(command_meant_word, &m);
	if (verbs_command(word))
		return verbs_command(word);
	return verbs_command(command_meant_one(&m));
}

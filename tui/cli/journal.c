/*
 * candor journal [INSTALLATION] [--since T] [--kind K] [--limit N]: the entries, oldest
 * first.  Local; an installation that is no longer configured still has its history.
 */
#include <string.h>

#include "core/base/clock.h"
#include "core/base/limits.h"
#include "core/journal/journal.h"
#include "tui/cli/nearest.h"
#include "tui/cli/records.h"

#define LIMIT_DEFAULT 100

/* clang-format off */
static const struct out_column columns[] = {
	{ "seq", "SEQ", OUT_NUMBER, NULL },
	{ "t", "TIME", OUT_TEXT, NULL },
	{ "account", "ACCOUNT", OUT_TEXT, NULL },
	{ "who", "WHO", OUT_TEXT, NULL },
	{ "mode", "MODE", OUT_TEXT, NULL },
	{ "kind", "KIND", OUT_TEXT, NULL },
	{ "act", "ACT", OUT_TEXT, NULL },
	{ "inst", "INSTALLATION", OUT_TEXT, NULL },
	{ "result", "RESULT", OUT_TEXT, NULL },
	{ "id", "ID", OUT_TEXT, NULL },
};
/* clang-format on */

static void add_row(struct doc *d, const struct index_row *r)
{
	struct node *i = doc_item(d);
	AUTO(buf) t = BUF_INIT(64);
	char hash[SHA256_HEX_LEN + 1];

	records_time(&t, r->t_ms);
	sha256_hex(&r->hash, hash);
	doc_int(d, i, "n", r->n);
	doc_text(d, i, "log", r->origin);
	doc_text(d, i, "account", r->account);
	doc_int(d, i, "seq", r->seq);
	doc_text(d, i, "id", r->id);
	doc_text(d, i, "t", buf_text(&t));
	doc_text(d, i, "kind", r->kind);
	doc_text(d, i, "who", r->who);
	doc_text(d, i, "inst", r->inst);
	doc_text(d, i, "mode", r->mode);
	doc_text(d, i, "act", r->act);
	doc_text(d, i, "ses", r->ses);
	doc_int_or_null(d, i, "ref", r->ref);
	doc_text(d, i, "target", r->target);
	doc_text(d, i, "result", r->result);
	doc_int_or_null(d, i, "calls", r->n_calls);
	doc_text(d, i, "hash", hash);
}

static bool check_kind(const char *kind, struct err *err)
{
	struct nearest near = NEAREST_INIT(kind);

	for (enum journal_kind k = 0; k < JOURNAL_KIND_COUNT; k++) {
		if (text_eq(journal_kind_name(k), kind))
			return true;
		nearest_try(&near, journal_kind_name(k));
	}
	if (near.best)
		return err_set(err, ERR_ARG,
			       "there is no kind %s of entry; did you mean %s?", kind,
			       near.best);
	return err_set(err, ERR_ARG,
		       "there is no kind %s of entry; there are genesis, identity, "
		       "session.open, session.close, act.intent, act.outcome, ...",
		       kind);
}

/* What was asked for, as terms of the index. */
struct question {
	struct index_term terms[2];
	struct index_filter filter;
	size_t limit;
};

static bool understand(const struct cli *c, struct question *q, struct err *err)
{
	const struct options *o = c->options;
	int64_t since = 0;

	*q = (struct question){ .limit = o->limit ? (size_t)o->limit : LIMIT_DEFAULT };
	if (o->since && !clock_parse_since(str_of(o->since), cli_now(c), &since))
		return err_set(err, ERR_ARG,
			       "--since %s is no time; 15m, 3h, 2d or "
			       "2026-11-23T14:00:00Z is one",
			       o->since);
	if (o->kind && !check_kind(o->kind, err))
		return false;
	q->filter.terms = q->terms;
	q->filter.since_ms = since * 1000;
	if (o->kind)
		q->terms[q->filter.n_terms++] =
			(struct index_term){ INDEX_KIND, o->kind, true };
	if (c->n_args > 0)
		q->terms[q->filter.n_terms++] =
			(struct index_term){ INDEX_INST, c->args[0], true };
	return true;
}

/* A name that neither the configuration nor the journal knows is a wrong word. */
static bool known(const struct cli *c, struct index *x, struct err *err)
{
	const struct config *config = program_config(c->program);
	const struct index_term term = { INDEX_INST, c->n_args ? c->args[0] : "",
					 true };
	const struct index_filter filter = { .terms = &term, .n_terms = 1 };
	AUTO(arena) arena = ARENA_INIT(LIMIT_KIB(64));
	struct index_row *rows;
	size_t n = 0;

	if (c->n_args == 0 || (config && config_find(config, c->args[0])))
		return true;
	if (!index_rows(x, &filter, 1, 0, &arena, &rows, &n, NULL, err))
		return false;
	if (n > 0)
		return true;
	if (config)
		return cli_unknown_installation(config, c->args[0], err);
	return err_set(err, ERR_ARG, "the journal knows no installation %s",
		       c->args[0]);
}

static bool collect(const struct cli *c, const struct question *q, struct doc *d,
		    struct err *err)
{
	struct index *x = NULL;
	AUTO(arena) arena = ARENA_INIT(LIMIT_ARENA);
	struct index_row *rows = NULL;
	size_t n = 0;

	if (!records_index(c, &x, err))
		return false;

	bool ok = known(c, x, err) &&
		  index_rows(x, &q->filter, q->limit, 0, &arena, &rows, &n, NULL, err);

	for (size_t i = n; ok && i > 0; i--)
		add_row(d, &rows[i - 1]);
	index_close(x);
	return ok;
}

static void print(struct cli *c, struct doc *d)
{
	if (d->items->n_children > 0)
		out_table(&c->out, columns, ARRAY_LEN(columns), d->items);
	else if (d->facts.read)
		out_message("no entry matches");
}

int cli_journal(struct cli *c)
{
	AUTO(doc) d = { 0 };
	struct question q;
	struct err err = ERR_INIT;
	int code = records_open(c, &d, "journal");

	if (code != EXIT_CODE_FINE)
		return code;
	if (!understand(c, &q, &err)) {
		out_error(&err);
		return EXIT_CODE_USAGE;
	}
	if (records_absent(c))
		return cli_print(c, &d, NULL);
	d.facts.read = collect(c, &q, &d, &err);
	if (!d.facts.read)
		doc_error(&d, NULL, &err);
	return cli_print(c, &d, print);
}

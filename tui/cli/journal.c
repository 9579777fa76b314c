/*
 * candor journal [INSTALLATION] [--since T] [--kind K] [--limit N]: the entries, oldest
 * first.  Local; an installation that is no longer configured still has its history.
 */
#include <string.h>

#include "core/base/clock.h"
#include "core/base/limits.h"
#include "core/journal/journal.h"
#include "tui/cli/records.h"
#include "tui/kit/nearest.h"

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

/* Rows go out one by one: any number of them, in the memory of one. */
struct printing {
	struct cli *c;
	const struct doc *d;
	struct out_table table;
	bool measuring;
	size_t n;
};

static void put_json(struct printing *p, const struct node *item)
{
	AUTO(buf) json = BUF_INIT(LIMIT_MIB(2));

	if (p->n == 0)
		doc_json_begin(p->d, &json);
	doc_json_item(item, p->n == 0, &json);
	out_text(&p->c->out, buf_text(&json));
}

static bool put_row(void *ctx, const struct index_row *r)
{
	struct printing *p = ctx;
	AUTO(doc) one = { 0 };

	doc_init(&one, p->d->kind, p->d->at_sec);
	add_row(&one, r);

	const struct node *item = node_first(one.items);

	if (p->measuring) {
		out_table_measure(&p->c->out, &p->table, item);
	} else if (cli_json(p->c)) {
		put_json(p, item);
	} else {
		if (p->n == 0)
			out_table_titles(&p->c->out, &p->table);
		out_table_row(&p->c->out, &p->table, item);
	}
	p->n++;
	return !p->c->out.closed;
}

static bool print_rows(struct index *x, const struct question *q, struct printing *p,
		       struct err *err)
{
	if (!cli_json(p->c)) {
		p->measuring = true;
		if (!index_each(x, &q->filter, q->limit, put_row, p, err))
			return false;
		p->measuring = false;
		p->n = 0;
	}
	return index_each(x, &q->filter, q->limit, put_row, p, err);
}

/* Are there older ones than those that are printed? */
static bool find_more(struct index *x, const struct question *q, bool *ret,
		      struct err *err)
{
	AUTO(arena) arena = ARENA_INIT(LIMIT_MIB(1));
	struct index_row *rows = NULL;
	size_t n = 0;

	if (!index_rows(x, &q->filter, 1, q->limit, &arena, &rows, &n, NULL, err))
		return false;
	*ret = n > 0;
	return true;
}

/* What is left to say after the rows, of which there may be none. */
static int conclude(struct cli *c, struct doc *d, const struct printing *p)
{
	AUTO(buf) json = BUF_INIT(LIMIT_MIB(2));

	if (p->n == 0 && d->facts.read && !cli_json(c))
		out_message("no entry matches");
	if (p->n == 0 || !cli_json(c))
		return cli_print(c, d, NULL);
	doc_json_end(d, &json);
	out_text(&c->out, buf_text(&json));
	(void)out_flush(&c->out); /* looked at by cli_run() */
	cli_print_errors(d);
	return doc_exit(d);
}

int cli_journal(struct cli *c)
{
	AUTO(doc) d = { 0 };
	struct question q;
	struct index *x = NULL;
	struct err err = ERR_INIT;
	int code = records_open(c, &d, "journal");
	struct printing p = { .c = c, .d = &d };
	bool more = false;

	if (code != EXIT_CODE_FINE)
		return code;
	if (!understand(c, &q, &err))
		return cli_fail(c, &err);
	if (records_absent(c)) {
		doc_bool(&d, d.extra, "more", false);
		return cli_print(c, &d, NULL);
	}
	p.table = out_table_of(columns, ARRAY_LEN(columns));
	d.facts.read = records_index(c, &x, &err) && known(c, x, &err) &&
		       print_rows(x, &q, &p, &err) && find_more(x, &q, &more, &err);
	index_close(x);
	doc_bool(&d, d.extra, "more", more);
	if (!d.facts.read)
		doc_error(&d, NULL, &err);
	code = conclude(c, &d, &p);
	if (more)
		out_message("these are the newest %zu; there are older ones: --limit N "
			    "shows more, up to the newest N",
			    p.n);
	return code;
}

/*
 * The journal's index as the screens read it: a typed filter becomes terms, a row
 * becomes a record, a leaf becomes the sentences that the customer reads.
 *
 * What is shown of a record comes from its leaves alone, so that the operator sees what
 * the customer will see.  A query that fails shows nothing and is said by `why`.
 */
#include "tui/records_db.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/access/config.h"
#include "core/base/limits.h"
#include "core/base/log.h"
#include "core/base/utf8.h"
#include "core/tree/json.h"
#include "db/index.h"
#include "tui/kit/filter.h"

#define STRETCH 20000 /* records of the journal that are looked at in a turn */

struct records_db {
	struct index *index;
	const struct config *config;
	struct records records;
};

/* ---- the filter ---- */

/* By the numbers of record_fields. */
static const enum index_field fields[RECORD_FIELDS] = {
	INDEX_WHO,  INDEX_INST,   INDEX_MODE,   INDEX_ACT,     INDEX_ACT,
	INDEX_KIND, INDEX_TARGET, INDEX_RESULT, INDEX_ACCOUNT,
};

struct terms {
	struct index_term items[INDEX_TERMS];
	char texts[INDEX_TERMS][160];
	size_t n;
	uint32_t without; /* bit i: items[i] must not hold */
};

/* The word as it was typed, without its quotes. */
static bool keep_word(char *dst, size_t size, struct str typed)
{
	AUTO(buf) word = BUF_INIT(size);

	for (size_t i = 0; i < typed.len; i++)
		if (typed.p[i] != '"')
			buf_add_char(&word, typed.p[i]);
	return buf_ok(&word) && text_copy(dst, size, buf_str(&word));
}

/* "inst:=acme-prod" is the whole value, "inst:acme" a part of it. */
static void add_term(struct terms *t, const char *filter, const struct filter_term *f)
{
	struct str typed = { filter + f->at, f->text_len };

	if (f->op > FILTER_IS || t->n == INDEX_TERMS ||
	    !keep_word(t->texts[t->n], sizeof(t->texts[0]), typed))
		return;
	t->items[t->n] = (struct index_term){
		.field = f->col == FILTER_ANY ? INDEX_ANY : fields[f->col],
		.text = t->texts[t->n],
		.exact = f->op == FILTER_IS,
	};
	if (f->without)
		t->without |= UINT32_C(1) << t->n;
	t->n++;
}

static void read_filter(const char *filter, struct terms *t)
{
	static const struct filter_names names = { .items = record_fields,
						   .n = RECORD_FIELDS };
	struct filter f = { .n_terms = 0 };
	struct filter_error error;

	t->n = 0;
	t->without = 0;
	(void)filter_parse_loose(&f, str_of(filter), &names, &error);
	for (size_t i = 0; i < f.n_terms; i++)
		add_term(t, filter, &f.terms[i]);
}

/* ---- rows ---- */

static void keep(char *dst, size_t size, const char *text)
{
	AUTO(buf) safe = BUF_INIT(LIMIT_TEXT);

	utf8_safe(&safe, str_of(text), size - 1);
	if (!text_copy(dst, size, buf_str(&safe)))
		dst[0] = '\0';
}

static enum record_end end_of(const struct index_row *row)
{
	static const char *const good[] = { "", "ok", "fine" };

	for (size_t i = 0; i < ARRAY_LEN(good); i++)
		if (text_eq(row->result, good[i]))
			return RECORD_OK;
	return text_eq(row->result, "open") ? RECORD_OPEN : RECORD_BAD;
}

/* The last part of an ARN says what it is about. */
static const char *short_target(const char *target)
{
	const char *slash = strrchr(target, '/');

	return strncmp(target, "arn:", 4) == 0 && slash ? slash + 1 : target;
}

static void fill_record(const struct index_row *row, struct record *ret)
{
	char hex[SHA256_HEX_LEN + 1];
	AUTO(buf) result = BUF_INIT(128);

	*ret = (struct record){ .n = row->n, .seq = row->seq, .at_ms = row->t_ms };
	ret->end = end_of(row);
	keep(ret->who, sizeof(ret->who), row->who);
	keep(ret->inst, sizeof(ret->inst), row->inst);
	keep(ret->mode, sizeof(ret->mode), row->mode);
	keep(ret->act, sizeof(ret->act), text_empty(row->act) ? row->kind : row->act);
	keep(ret->target, sizeof(ret->target), short_target(row->target));
	buf_add_text(&result, row->result);
	if (row->n_calls > 0)
		buf_addf(&result, "%s%" PRId64 " call%s", result.len ? " " : "",
			 row->n_calls, row->n_calls == 1 ? "" : "s");
	keep(ret->result, sizeof(ret->result), buf_text(&result));
	sha256_hex(&row->hash, hex);
	(void)snprintf(ret->chain, sizeof(ret->chain), "%.4s…", hex);
}

static uint64_t stamp(void *ctx)
{
	return index_stamp(((const struct records_db *)ctx)->index);
}

/* The newest entry; 0: there is none. */
static int64_t newest(const struct records_db *r)
{
	const struct index_filter all = { 0 };
	struct arena arena = ARENA_INIT(LIMIT_KIB(128));
	struct index_row *row = NULL;
	struct err err = ERR_INIT;
	size_t found = 0;
	int64_t n = 0;

	if (!index_rows(r->index, &all, 1, 0, &arena, &row, &found, NULL, &err))
		log_line("journal screen: %s", err.text);
	else if (found)
		n = row->n;
	arena_release(&arena);
	return n;
}

/* One stretch: the rows of it that match. */
static size_t list_stretch(struct records_db *r, const struct index_filter *f,
			   struct record *rows, size_t max)
{
	struct arena arena = ARENA_INIT(LIMIT_ARENA);
	struct index_row *found = NULL;
	struct err err = ERR_INIT;
	size_t n = 0;

	if (!index_rows(r->index, f, max, 0, &arena, &found, &n, NULL, &err))
		log_line("journal screen: %s", err.text);
	for (size_t i = 0; i < n; i++)
		fill_record(&found[i], &rows[i]);
	arena_release(&arena);
	return n;
}

static size_t list(void *ctx, const char *filter, struct record *rows, size_t max,
		   size_t *ret_total)
{
	struct terms terms;

	read_filter(filter, &terms);
	struct index_filter f = { .terms = terms.items,
				  .n_terms = terms.n,
				  .without = terms.without,
				  .acts = true };

	*ret_total = list_stretch(ctx, &f, rows, max);
	return *ret_total;
}

/* A filter that matches little would read every row: a turn has no time for it. */
static size_t search(void *ctx, const char *filter, int64_t from, struct record *rows,
		     size_t max, int64_t *ret_next)
{
	struct records_db *r = ctx;
	struct terms terms;
	size_t n = 0;

	read_filter(filter, &terms);
	struct index_filter f = { .terms = terms.items,
				  .n_terms = terms.n,
				  .without = terms.without,
				  .acts = true,
				  .upto_n = from ? from : newest(r) };

	*ret_next = 0;
	if (f.upto_n <= 0)
		return 0;
	if (f.n_terms)
		f.above_n = f.upto_n > STRETCH ? f.upto_n - STRETCH : 0;
	n = list_stretch(r, &f, rows, max);
	if (n < max)
		*ret_next = f.above_n;
	return n;
}

/* ---- one record, as the customer reads it ---- */

struct showing {
	struct detail *d;
	const struct index_row *row;
	const struct node *leaf;    /* the entry; NULL when unreadable */
	const struct node *outcome; /* of its answer; NULL */
	const struct installation *inst;
};

static void show_who(const struct showing *s)
{
	const struct node *tags = node_at(s->leaf, "data.tags");
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(4));

	buf_add_text(&text, s->row->who);
	if (!text_empty(s->row->mode))
		buf_addf(&text, "   session %s@%s", s->row->who, s->row->mode);
	for (const struct node *t = node_first(tags); t; t = t->next)
		buf_addf(&text, "   %s=%s", node_text(t, "key", ""),
			 node_text(t, "value", ""));
	detail_pair(s->d, "who", ROLE_TEXT, buf_str(&text));
}

static void show_where(const struct showing *s)
{
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(4));

	if (s->inst)
		buf_addf(&text, "%s › %s   %s %s", s->inst->customer, s->inst->name,
			 s->inst->account, s->inst->region);
	else if (!text_empty(s->row->account))
		buf_addf(&text, "%s   %s", s->row->inst, s->row->account);
	else
		buf_add_text(&text, "the vendor's own log; no customer");
	if (node_at(s->leaf, "data.host"))
		buf_addf(&text, "   from %s",
			 node_text(s->leaf, "data.host.name", "?"));
	detail_pair(s->d, "where", ROLE_TEXT, buf_str(&text));
}

/* "cloudformation:DescribeStacks (3 at most)", "apigateway:GET (GetStages, 2 at most)"
 * as the intent declared it. */
static void show_ops(const struct showing *s, struct buf *out)
{
	const struct node *e = node_first(node_at(s->leaf, "data.expects"));

	for (; e; e = e->next) {
		const char *api = node_text(e, "api", "");

		buf_addf(out, "%s%s (%s%s%" PRId64 " at most)", out->len ? ", " : "",
			 node_text(e, "op", "?"), api, api[0] ? ", " : "",
			 node_int(e, "most", 0));
	}
}

static void show_what(const struct showing *s)
{
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(8));

	show_ops(s, &text);
	if (!text.len)
		buf_add_text(&text,
			     text_empty(s->row->act) ? s->row->kind : s->row->act);
	if (!text_empty(s->row->target))
		buf_addf(&text, "   on %s", s->row->target);
	detail_pair(s->d, "what", ROLE_TEXT, buf_str(&text));
	if (node_at(s->leaf, "data.args_shown"))
		detail_pair(s->d, "with", ROLE_MUTED,
			    str_of(node_text(s->leaf, "data.args_shown", "")));
}

static void show_why(const struct showing *s)
{
	const char *why = node_text(s->leaf, "data.why", "");

	if (!text_empty(why))
		detail_pairf(s->d, "why", ROLE_TEXT, "\"%s\"", why);
	else if (node_at(s->leaf, "data.reason"))
		detail_pair(s->d, "why", ROLE_TEXT,
			    str_of(node_text(s->leaf, "data.reason", "")));
	else
		detail_pair(s->d, "why", ROLE_FAINT,
			    STR("no reason asked: OBSERVE reads metadata only"));
}

static void show_result(const struct showing *s)
{
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(4));
	enum record_end end = end_of(s->row);
	const char *error = node_text(s->outcome, "data.error", "");

	if (text_empty(s->row->result))
		return;
	buf_add_text(&text, s->row->result);
	if (s->row->end_ms > s->row->t_ms)
		buf_addf(&text, " after %" PRId64 " ms", s->row->end_ms - s->row->t_ms);
	if (!text_empty(error))
		buf_addf(&text, " · %s", error);
	detail_pair(s->d, "result", end == RECORD_BAD ? ROLE_CRIT : ROLE_TEXT,
		    buf_str(&text));
}

static void show_call(const struct showing *s, const struct node *c, bool first)
{
	const char *code = node_text(c, "code", "");

	detail_pairf(s->d, first ? "aws" : "", text_empty(code) ? ROLE_TEXT : ROLE_WARN,
		     "%s:%s  %" PRId64 "%s%s  request %s  %" PRId64 " ms",
		     node_text(c, "svc", "?"), node_text(c, "api", "?"),
		     node_int(c, "http", 0), text_empty(code) ? "" : " ", code,
		     text_or(node_text(c, "rid", NULL), "none"), node_int(c, "ms", 0));
}

static void show_calls(const struct showing *s)
{
	const struct node *calls = node_at(s->outcome, "data.calls");
	bool first = true;

	for (const struct node *c = node_first(calls); c; c = c->next, first = false)
		show_call(s, c, first);
	if (first)
		detail_pair(s->d, "aws", ROLE_FAINT,
			    text_eq(s->row->kind, "act.intent")
				    ? STR("no call is recorded")
				    : STR("none"));
}

static void show_chain(const struct showing *s)
{
	char hex[SHA256_HEX_LEN + 1];

	sha256_hex(&s->row->hash, hex);
	detail_pairf(s->d, "chain", ROLE_MUTED,
		     "prev %.12s…  this %.12s…  sha-256   log %s  #%" PRId64,
		     node_text(s->leaf, "prev", "?"), hex,
		     node_text(s->leaf, "log", "?"), s->row->seq);
}

static const struct node *read_leaf(const struct records_db *r, int64_t n,
				    struct arena *arena, struct buf *text)
{
	struct node *leaf = NULL;
	struct err err = ERR_INIT;

	if (n <= 0 || !index_leaf(r->index, n, text, &err) ||
	    !json_parse(buf_str(text), arena, &leaf, &err))
		return NULL;
	return leaf;
}

static void show_raw(struct detail *d, const char *title, const struct node *leaf)
{
	AUTO(buf) text = BUF_INIT(LIMIT_MIB(1));

	if (!leaf)
		return;
	json_write(&text, leaf, JSON_INDENTED);
	detail_rule(d, title);
	detail_text(d, ROLE_MUTED, buf_str(&text));
}

static bool show(void *ctx, int64_t n, bool whole, struct detail *ret)
{
	struct records_db *r = ctx;
	struct arena arena = ARENA_INIT(LIMIT_ARENA);
	AUTO(buf) leaf = BUF_INIT(LIMIT_KIB(128));
	AUTO(buf) answer = BUF_INIT(LIMIT_KIB(128));
	struct index_row row;
	struct err err = ERR_INIT;
	bool found = false;

	if (index_row(r->index, n, &arena, &row, &found, &err) && found) {
		struct showing s = { .d = ret, .row = &row };

		s.leaf = read_leaf(r, row.n, &arena, &leaf);
		s.outcome = read_leaf(r, row.answer, &arena, &answer);
		s.inst = text_empty(row.inst) ? NULL : config_find(r->config, row.inst);
		show_who(&s);
		show_where(&s);
		show_why(&s);
		show_what(&s);
		show_result(&s);
		show_calls(&s);
		show_chain(&s);
		if (whole) {
			show_raw(ret, "the entry", s.leaf);
			show_raw(ret, "its outcome", s.outcome);
		}
	}
	arena_release(&arena);
	return found;
}

static void put_leaf(const struct records_db *r, int64_t n, const char *name,
		     struct arena *a, struct node *item)
{
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(128));
	const struct node *leaf = read_leaf(r, n, a, &text);
	struct node *put = leaf ? node_put(a, item, name, leaf->kind) : NULL;

	if (!put)
		return;
	put->first = leaf->first;
	put->last = leaf->last;
	put->n_children = leaf->n_children;
}

static struct node *item(void *ctx, int64_t n, struct arena *a)
{
	struct records_db *r = ctx;
	struct index_row row;
	struct err err = ERR_INIT;
	struct node *made = node_object(a);
	bool found = false;

	if (!index_row(r->index, n, a, &row, &found, &err) || !found)
		return NULL;
	put_leaf(r, row.n, "entry", a, made);
	put_leaf(r, row.answer, "outcome", a, made);
	return made;
}

/* ---- life ---- */

bool records_db_open(const char *dir, const struct clock *clock,
		     const struct config *config, struct records_db **ret,
		     struct err *err)
{
	struct records_db *r = mem_new(1, sizeof(*r));

	if (!index_open(dir, clock, false, &r->index, err)) {
		free(r);
		return false;
	}
	r->config = config;
	r->records = (struct records){ stamp, list, search, show, item, r };
	*ret = r;
	return true;
}

void records_db_close(struct records_db *r)
{
	if (!r)
		return;
	index_close(r->index);
	free(r);
}

const struct records *records_db_of(const struct records_db *r)
{
	return &r->records;
}

bool records_db_catch_up(struct records_db *r, int max_ms, bool *ret_done)
{
	struct err err = ERR_INIT;
	uint64_t before = index_stamp(r->index);
	bool done = false;

	if (!index_catch_up(r->index, max_ms, &done, &err) && err.code != ERR_BUSY)
		log_line("journal index: %s", err.text);
	*ret_done = done || err.code != ERR_NONE;
	return index_stamp(r->index) != before;
}

/*
 * Facts out of an answer.
 *
 * Always true: a text that leaves here is safe to show, at most LIMIT_FACT bytes, and
 * words in it that look secret are hidden; a number or a time that makes no sense is no
 * fact.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/clock.h"
#include "core/base/utf8.h"
#include "core/base/vec.h"
#include "core/watch/service_row.h"

#define TIME_MAX INT64_C(253402300799) /* 9999-12-31T23:59:59Z */

/* ---- paths ---- */

static bool is_element(const struct node *n)
{
	return n->name == NULL || text_eq(n->name, "member");
}

/* Told of each node at a path. */
typedef bool node_seen(void *ctx, const struct node *n);

static bool nodes_at(const struct node *n, struct str path, node_seen *seen, void *ctx)
{
	struct str rest = path, step = str_cut(&rest, '.');

	if (path.len == 0)
		return seen(ctx, n);
	for (const struct node *c = n->first; c != NULL; c = c->next) {
		if (is_element(c) && !nodes_at(c, path, seen, ctx))
			return false;
		if (!is_element(c) && (str_is(step, "*") || str_is(step, c->name)) &&
		    !nodes_at(c, rest, seen, ctx))
			return false;
	}
	return true;
}

struct texts {
	text_seen *seen;
	void *ctx;
};

static bool leaf_seen(void *ctx, const struct node *n)
{
	const struct texts *t = ctx;
	char number[32];

	switch (n->kind) {
	case NODE_NULL: return true;
	case NODE_BOOL: return t->seen(t->ctx, str_of(n->number ? "true" : "false"));
	case NODE_INT:
		(void)snprintf(number, sizeof(number), "%lld", (long long)n->number);
		return t->seen(t->ctx, str_of(number));
	case NODE_REAL:
		(void)snprintf(number, sizeof(number), "%.15g", n->real);
		return t->seen(t->ctx, str_of(number));
	case NODE_TEXT: return n->text.len == 0 || t->seen(t->ctx, n->text);
	case NODE_LIST:
	case NODE_OBJECT: break;
	}
	for (const struct node *c = n->first; c != NULL; c = c->next)
		if (is_element(c) && !leaf_seen(ctx, c))
			return false;
	return true;
}

void texts_at(const struct node *n, const char *path, text_seen *seen, void *ctx)
{
	struct texts t = { seen, ctx };

	if (n != NULL)
		(void)nodes_at(n, str_of(path), leaf_seen, &t);
}

/* ---- facts ---- */

static struct fact *fact_slot(struct part *p, const char *key)
{
	struct fact *f;

	for (size_t i = 0; i < p->n_facts; i++) {
		if (!text_eq(p->facts[i].key, key))
			continue;
		shared_drop(p->facts[i].text);
		p->facts[i].text = NULL;
		return &p->facts[i];
	}
	if (p->n_facts == p->cap_facts) /* one by one: they are many and stay */
		p->facts = mem_resize(p->facts, ++p->cap_facts, sizeof(*p->facts));
	f = &p->facts[p->n_facts++];
	*f = (struct fact){ .key = key };
	return f;
}

void part_put_text(struct part *p, const char *key, struct str text)
{
	AUTO(buf) safe = BUF_INIT(LIMIT_FACT + 8);
	char *plain;
	struct fact *f;

	if (text.len == 0)
		return;
	plain = stack_plain_text(text);
	utf8_safe(&safe, str_of(plain), LIMIT_FACT);
	free(plain);
	f = fact_slot(p, key);
	f->kind = FACT_TEXT;
	f->number = 0;
	f->text = shared_text(buf_str(&safe));
}

void part_put_number(struct part *p, const char *key, enum fact_kind kind,
		     int64_t number)
{
	struct fact *f = fact_slot(p, key);

	f->kind = kind;
	f->number = number;
}

static bool join(void *ctx, struct str text)
{
	struct buf *out = ctx;

	if (out->len > 0)
		buf_add_text(out, ", ");
	buf_add_str(out, text);
	return buf_ok(out) && out->len < LIMIT_FACT;
}

static bool take_first(void *ctx, struct str text)
{
	struct buf *out = ctx;

	buf_add_str(out, text);
	return false;
}

static bool sum(void *ctx, const struct node *n)
{
	int64_t *total = ctx;

	*total += (int64_t)n->n_children;
	return true;
}

struct which {
	struct buf *out;
	const char *end;
};

static bool name_of(void *ctx, const struct node *n)
{
	const struct which *w = ctx;

	for (const struct node *c = n->first; c != NULL; c = c->next) {
		struct str name = str_of(c->name);

		if (c->first == NULL)
			continue;
		if (is_element(c)) {
			(void)name_of(ctx, c);
			continue;
		}
		if (w->end != NULL && !str_ends(name, w->end))
			continue;
		name.len -= strlen(text_or(w->end, ""));
		if (!join(w->out, name))
			return false;
	}
	return true;
}

/* "2026-11-23T05:30:00.000+0000", "1795413600", "1795413600.123". */
static bool time_of(struct str text, bool ms, int64_t *ret)
{
	struct str whole = text, head = str_cut(&whole, '.');
	int64_t sec;

	if (str_int(head, INT64_MIN, INT64_MAX, &sec))
		sec = ms ? sec / 1000 : sec;
	else if (!clock_parse_iso(text, &sec))
		return false;
	*ret = sec;
	return sec > 0 && sec <= TIME_MAX;
}

static void take_text(struct part *p, const struct fact_row *row, struct buf *out)
{
	if (row->how == HOW_FLAG && out->len > 0) {
		bool yes = text_eq(buf_text(out), "true");

		buf_clear(out);
		buf_add_text(out, yes ? "yes" : "no");
	}
	if (out->len == 0)
		buf_add_text(out, row->otherwise);
	part_put_text(p, row->key, buf_str(out));
}

static void take_number(struct part *p, const struct fact_row *row, struct str text)
{
	struct str rest = text, head = str_cut(&rest, '.');
	int64_t number;

	if (row->how == HOW_NUMBER && str_int(head, INT64_MIN, INT64_MAX, &number))
		part_put_number(p, row->key, FACT_NUMBER, number);
	if (row->how != HOW_NUMBER && time_of(text, row->how == HOW_TIME_MS, &number))
		part_put_number(p, row->key, FACT_TIME, number);
}

static void fact_take(struct part *p, const struct fact_row *row, const struct node *n)
{
	AUTO(buf) out = BUF_SECRET(LIMIT_MIB(16));
	struct which which = { &out, row->arg };
	int64_t total = 0;

	switch (row->how) {
	case HOW_TEXT:
		texts_at(n, row->path, join, &out);
		take_text(p, row, &out);
		break;
	case HOW_FLAG:
		texts_at(n, row->path, take_first, &out);
		take_text(p, row, &out);
		break;
	case HOW_WHICH:
		if (n != NULL)
			(void)nodes_at(n, str_of(row->path), name_of, &which);
		take_text(p, row, &out);
		break;
	case HOW_COUNT:
		if (n != NULL)
			(void)nodes_at(n, str_of(row->path), sum, &total);
		if (total > 0)
			part_put_number(p, row->key, FACT_NUMBER, total);
		break;
	case HOW_NUMBER:
	case HOW_TIME:
	case HOW_TIME_MS:
		texts_at(n, row->path, take_first, &out);
		take_number(p, row, buf_str(&out));
		break;
	}
}

void facts_take(struct part *p, const struct fact_row *rows, const struct node *n)
{
	for (; rows != NULL && rows->key != NULL; rows++)
		fact_take(p, rows, n);
}

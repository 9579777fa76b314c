/*
 * What was read of services, between runs of candor.
 *
 * Always true: texts from the cache are made safe again, and a service, a kind or a
 * fact that no table has is left out.
 */
#include <stdlib.h>

#include "core/base/utf8.h"
#include "core/base/vec.h"
#include "core/watch/service_row.h"

static void put_fact(struct arena *a, struct node *facts, const struct fact *f)
{
	struct node *n;

	switch (f->kind) {
	case FACT_TEXT: (void)node_put_text(a, facts, f->key, f->text); break;
	case FACT_NUMBER: (void)node_put_int(a, facts, f->key, f->number); break;
	case FACT_TIME:
		n = node_put(a, facts, f->key, NODE_OBJECT);
		(void)node_put_int(a, n, "at", f->number);
		break;
	}
}

static void put_part(struct arena *a, struct node *list, const struct part *p)
{
	struct node *n = node_add(a, list, NODE_OBJECT);
	struct node *facts, *older;

	(void)node_put_text(a, n, "service", p->service);
	(void)node_put_text(a, n, "kind", p->kind);
	(void)node_put_text(a, n, "name", p->name);
	(void)node_put_text(a, n, "id", p->id);
	(void)node_put_text(a, n, "logical", p->logical);
	(void)node_put_text(a, n, "stack", p->stack);
	(void)node_put_text(a, n, "rule", p->rule);
	(void)node_put_bool(a, n, "gone", p->gone);
	(void)node_put_int(a, n, "since", p->since_sec);
	(void)node_put_int(a, n, "read", p->read_sec);
	(void)node_put_int(a, n, "seq", p->seq);
	facts = node_put(a, n, "facts", NODE_OBJECT);
	older = node_put(a, n, "older", NODE_OBJECT);
	for (size_t i = 0; i < p->n_facts; i++) {
		put_fact(a, facts, &p->facts[i]);
		if (p->facts[i].read_sec != 0)
			(void)node_put_int(a, older, p->facts[i].key,
					   p->facts[i].read_sec);
	}
}

static void put_times(struct arena *a, struct node *list, const int64_t *times)
{
	for (size_t i = 0; i < N_PACES; i++)
		node_add(a, list, NODE_INT)->number = times[i];
}

static void put_reading(struct arena *a, struct node *list,
			const struct service_reading *r)
{
	struct node *n = node_add(a, list, NODE_OBJECT);

	(void)node_put_text(a, n, "service", r->service);
	(void)node_put_int(a, n, "read", r->read_sec);
	(void)node_put_int(a, n, "tried", r->tried_sec);
	(void)node_put_int(a, n, "failed", r->failed_sec);
	(void)node_put_int(a, n, "seq", r->seq);
	(void)node_put_bool(a, n, "cut", r->cut);
	put_times(a, node_put(a, n, "paced", NODE_LIST), r->paced_sec);
	put_times(a, node_put(a, n, "looked", NODE_LIST), r->looked_sec);
	if (r->error != NULL) {
		(void)node_put_text(a, n, "error", r->error->text);
		(void)node_put_bool(a, n, "denied", r->error->code == ERR_DENIED);
	}
}

void services_to_node(struct arena *a, struct node *to, const struct services *s)
{
	struct node *list = node_put(a, to, "readings", NODE_LIST);

	for (size_t i = 0; i < SERVICES_MAX; i++)
		if (s->readings[i].service != NULL)
			put_reading(a, list, &s->readings[i]);
	list = node_put(a, to, "parts", NODE_LIST);
	for (size_t i = 0; i < s->n; i++)
		put_part(a, list, &s->parts[i]);
}

/* ---- back ---- */

static bool flag_at(const struct node *n, const char *key)
{
	const struct node *f = node_get(n, key);

	return f != NULL && f->kind == NODE_BOOL && f->number != 0;
}

/* The table's own text of a key that a service's parts may have; NULL. */
static const char *known_key(const struct service_row *row, const char *key)
{
	for (const struct service_step *step = row->steps; step->op != NULL; step++)
		for (const struct fact_row *f = step->facts;
		     f != NULL && f->key != NULL; f++)
			if (text_eq(f->key, key))
				return f->key;
	for (const char *const *c = service_compared; *c != NULL; c++)
		if (text_eq(*c, key))
			return *c;
	return NULL;
}

static void read_fact(const struct service_row *row, struct part *p,
		      const struct node *n)
{
	const char *key = known_key(row, n->name);

	if (key == NULL)
		return;
	if (n->kind == NODE_TEXT)
		part_put_text(p, key, n->text);
	else if (n->kind == NODE_INT)
		part_put_number(p, key, FACT_NUMBER, n->number);
	else if (n->kind == NODE_OBJECT)
		part_put_number(p, key, FACT_TIME, node_int(n, "at", 0));
}

static const char *safe_at(const struct node *n, const char *key)
{
	AUTO(buf) out = BUF_INIT(LIMIT_FACT + 8);

	utf8_safe(&out, str_of(node_text(n, key, "")), LIMIT_FACT);
	return shared_text(buf_str(&out));
}

static const char *known_rule(const char *id)
{
	for (const struct health_rule *r = service_health_rules; r->id != NULL; r++)
		if (text_eq(r->id, id))
			return r->id;
	return NULL;
}

static void read_part(struct services *s, const struct node *n)
{
	const struct service_row *row = service_row_of(node_text(n, "service", ""));
	const struct service_kind *kind =
		service_kind_of(node_text(n, "service", ""), node_text(n, "kind", ""));
	struct part *p;

	if (row == NULL || kind == NULL || s->n >= LIMIT_PARTS ||
	    node_text(n, "id", "")[0] == '\0')
		return;
	p = VEC_PUSH(s->parts, s->n, s->cap);
	*p = (struct part){
		.service = row->name,
		.kind = kind->kind,
		.name = safe_at(n, "name"),
		.id = shared_text(str_of(node_text(n, "id", ""))),
		.logical = safe_at(n, "logical"),
		.stack = safe_at(n, "stack"),
		.gone = flag_at(n, "gone"),
		.rule = known_rule(node_text(n, "rule", "")),
		.since_sec = node_int(n, "since", 0),
		.read_sec = node_int(n, "read", 0),
		.seq = node_int(n, "seq", -1),
	};
	for (const struct node *f = node_first(node_get(n, "facts")); f != NULL;
	     f = f->next)
		read_fact(row, p, f);
	for (size_t i = 0; i < p->n_facts; i++)
		p->facts[i].read_sec =
			node_int(node_get(n, "older"), p->facts[i].key, 0);
}

static void read_times(const struct node *list, int64_t *ret)
{
	const struct node *n = node_first(list);

	for (size_t i = 0; n != NULL && i < N_PACES; i++, n = n->next)
		ret[i] = n->kind == NODE_INT ? n->number : 0;
}

static void read_reading(struct services *s, const struct node *n)
{
	for (size_t i = 0; service_rows[i] != NULL; i++) {
		struct service_reading *r = &s->readings[i];

		if (!text_eq(service_rows[i]->name, node_text(n, "service", "")))
			continue;
		free(r->error);
		*r = (struct service_reading){
			.service = service_rows[i]->name,
			.read_sec = node_int(n, "read", 0),
			.tried_sec = node_int(n, "tried", 0),
			.failed_sec = node_int(n, "failed", 0),
			.seq = node_int(n, "seq", -1),
			.cut = flag_at(n, "cut"),
		};
		read_times(node_get(n, "paced"), r->paced_sec);
		read_times(node_get(n, "looked"), r->looked_sec);
		if (node_get(n, "error") == NULL)
			continue;
		r->error = mem_new(1, sizeof(*r->error));
		(void)err_set(r->error, flag_at(n, "denied") ? ERR_DENIED : ERR_AWS,
			      "%s", node_text(n, "error", ""));
	}
}

void services_from_node(struct services *s, const struct node *n)
{
	for (const struct node *r = node_first(node_get(n, "readings")); r != NULL;
	     r = r->next)
		read_reading(s, r);
	for (const struct node *p = node_first(node_get(n, "parts")); p != NULL;
	     p = p->next)
		read_part(s, p);
}

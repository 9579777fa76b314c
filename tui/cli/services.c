/*
 * candor services INSTALLATION: the parts of its services, worst first.
 */
#include "core/watch/service.h"

#include <stdlib.h>
#include <string.h>

#include "core/watch/item.h"
#include "tui/cli/watch.h"

/* clang-format off */
static const struct out_column columns[] = {
	{ "state", "STATE", OUT_STATE, NULL },
	{ "service", "SERVICE", OUT_TEXT, NULL },
	{ "kind", "KIND", OUT_TEXT, NULL },
	{ "name", "NAME", OUT_TEXT, NULL },
	{ "status", "STATUS", OUT_TEXT, NULL },
	{ "since", "SINCE", OUT_AGE, NULL },
	{ "stack", "STACK", OUT_TEXT, NULL },
	{ "reason", "REASON", OUT_TEXT, NULL },
};
/* clang-format on */
static const char *const less[] = { "stack", "since", "kind" };

struct judged {
	const struct part *part;
	struct verdict verdict;
};

static int worst_first(const void *a, const void *b)
{
	const struct judged *x = a, *y = b;
	int order = health_compare(&x->verdict, &y->verdict);

	if (order == 0)
		order = strcmp(x->part->service, y->part->service);
	return order != 0 ? order : strcmp(x->part->name, y->part->name);
}

static void put_facts(struct doc *d, struct node *item, const struct part *p)
{
	struct node *facts = node_put(&d->arena, item, "facts", NODE_OBJECT);

	for (size_t i = 0; i < p->n_facts; i++) {
		const struct fact *f = &p->facts[i];

		switch (f->kind) {
		case FACT_TEXT: doc_text(d, facts, f->key, f->text); break;
		case FACT_NUMBER: doc_int(d, facts, f->key, f->number); break;
		case FACT_TIME: doc_time(d, facts, f->key, f->number); break;
		}
	}
}

/* When those were read that are older than the part. */
static void put_older(struct doc *d, struct node *item, const struct part *p)
{
	struct node *older = node_put(&d->arena, item, "facts_read_at", NODE_OBJECT);

	for (size_t i = 0; i < p->n_facts; i++)
		if (p->facts[i].read_sec != 0)
			doc_time(d, older, p->facts[i].key, p->facts[i].read_sec);
}

static void add_part(struct doc *d, const struct judged *j, int64_t at_sec)
{
	AUTO(buf) reason = BUF_INIT(LIMIT_REASON + 8);
	struct node *i = doc_item(d);
	const struct part *p = j->part;

	part_reason(p, at_sec, &reason);
	doc_text(d, i, "state", item_state(j->verdict.severity));
	doc_text(d, i, "service", p->service);
	doc_text(d, i, "kind", p->kind);
	doc_text(d, i, "name", p->name);
	doc_text(d, i, "status", part_status(p));
	doc_text(d, i, "rule", j->verdict.rule);
	doc_text(d, i, "reason", buf_text(&reason));
	doc_time(d, i, "since", j->verdict.since_sec);
	doc_text(d, i, "stack", p->stack);
	doc_text(d, i, "resource", p->logical);
	doc_time(d, i, "read_at", p->read_sec);
	put_facts(d, i, p);
	put_older(d, i, p);
}

static void add_parts(struct doc *d, const struct services *l, int64_t at_sec)
{
	struct judged *all = mem_new(l->n > 0 ? l->n : 1, sizeof(*all));

	for (size_t i = 0; i < l->n; i++) {
		all[i].part = &l->parts[i];
		part_judge(all[i].part, at_sec, &all[i].verdict);
	}
	if (l->n > 1)
		qsort(all, l->n, sizeof(*all), worst_first);
	for (size_t i = 0; i < l->n; i++)
		add_part(d, &all[i], at_sec);
	free(all);
}

/* A service that could not be read, or not whole, is an item of its own. */
static void add_readings(struct doc *d, const struct services *l)
{
	for (size_t i = 0; i < SERVICES_MAX; i++) {
		const struct service_reading *r = &l->readings[i];
		struct verdict v;
		struct node *item;

		if (!service_judge(r, &v))
			continue;
		item = doc_item(d);
		doc_text(d, item, "state", item_state(v.severity));
		doc_text(d, item, "service", r->service);
		doc_text(d, item, "kind", "service");
		doc_text(d, item, "name", service_title(r->service));
		doc_text(d, item, "status", NULL);
		doc_text(d, item, "rule", v.rule);
		doc_text(d, item, "reason", v.reason);
		doc_time(d, item, "since", v.since_sec);
		doc_text(d, item, "stack", NULL);
		doc_text(d, item, "resource", NULL);
		doc_time(d, item, "read_at", r->read_sec);
		(void)node_put(&d->arena, item, "facts", NODE_OBJECT);
		(void)node_put(&d->arena, item, "facts_read_at", NODE_OBJECT);
	}
}

static void print(struct cli *c, struct doc *d)
{
	watch_print_place(c, d);
	if (d->items->n_children == 0)
		watch_print_none(c, d,
				 "no stack of this installation has a service that "
				 "candor watches");
	else
		out_table_fit(&c->out, columns, ARRAY_LEN(columns), d->items, less,
			      ARRAY_LEN(less));
}

int cli_services(struct cli *c)
{
	AUTO(doc) d = { 0 };
	const struct fleet_row *row = NULL;
	const struct services *l;
	int code = watch_read_shown(c, "services", c->args[0], NULL, &d, &row);

	if (code != EXIT_CODE_FINE)
		return code;
	l = services_of(
		fleet_signal(program_fleet(c->program), row->index, &probe_services));
	watch_place(&d, row);
	watch_facts(&d, row, false);
	add_readings(&d, l);
	add_parts(&d, l, d.at_sec);
	return cli_print(c, &d, print);
}

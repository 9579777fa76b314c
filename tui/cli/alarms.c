/*
 * candor alarms INSTALLATION: the alarms of its stacks, worst first.
 */
#include "core/watch/alarms.h"

#include "core/watch/item.h"
#include "tui/cli/watch.h"

/* clang-format off */
static const struct out_column columns[] = {
	{ "state", "STATE", OUT_STATE, NULL },
	{ "alarm", "ALARM", OUT_TEXT, NULL },
	{ "word", "WORD", OUT_TEXT, NULL },
	{ "since", "SINCE", OUT_AGE, NULL },
	{ "acts", "ACTS", OUT_TEXT, NULL },
	{ "watches", "WATCHES", OUT_TEXT, NULL },
	{ "reason", "REASON", OUT_TEXT, NULL },
};
/* clang-format on */
static const char *const less[] = { "watches", "acts" };

static void put_events(struct doc *d, struct node *item, const struct alarm *a)
{
	struct node *list = node_put(&d->arena, item, "history", NODE_LIST);

	for (size_t i = 0; i < a->n_events; i++) {
		struct node *e = node_add(&d->arena, list, NODE_OBJECT);

		doc_time(d, e, "at", a->events[i].at_sec);
		doc_text(d, e, "kind", a->events[i].kind);
		doc_text(d, e, "summary", a->events[i].summary);
	}
}

static void add_alarm(struct doc *d, const struct alarm *a)
{
	struct node *i = doc_item(d);

	doc_text(d, i, "state", item_state(a->severity));
	doc_text(d, i, "alarm", a->name);
	doc_text(d, i, "word", a->state);
	doc_time(d, i, "since", a->since_sec);
	doc_text(d, i, "reason", a->reason);
	doc_text(d, i, "description", a->description);
	doc_text(d, i, "stack", a->stack);
	doc_bool(d, i, "composite", a->composite);
	doc_bool(d, i, "acts", a->acts);
	doc_text(d, i, "suppressed", a->suppressed);
	doc_text(d, i, "watches", a->composite ? a->rule : a->metric);
	put_events(d, i, a);
}

static void print_history(struct cli *c, const struct doc *d)
{
	for (const struct node *i = node_first(d->items); i != NULL; i = i->next)
		for (const struct node *e = node_first(node_get(i, "history"));
		     e != NULL; e = e->next) {
			out_safe(&c->out, str_of(node_text(e, "at", "-")));
			out_text(&c->out, "  ");
			out_safe(&c->out, str_of(node_text(i, "alarm", "")));
			out_text(&c->out, "  ");
			out_safe(&c->out, str_of(node_text(e, "summary", "")));
			out_text(&c->out, "\n");
		}
}

static void print(struct cli *c, struct doc *d)
{
	watch_print_place(c, d);
	if (d->items->n_children == 0) {
		watch_print_none(c, d, "no stack of this installation made an alarm");
		return;
	}
	out_table_fit(&c->out, columns, ARRAY_LEN(columns), d->items, less,
		      ARRAY_LEN(less));
	print_history(c, d);
}

int cli_alarms(struct cli *c)
{
	AUTO(doc) d = { 0 };
	const struct fleet_row *row = NULL;
	const struct alarms *l;
	int code = watch_read_shown(c, "alarms", c->args[0], NULL, &d, &row);

	if (code != EXIT_CODE_FINE)
		return code;
	l = fleet_signal(program_fleet(c->program), row->index, &probe_alarms);
	watch_place(&d, row);
	watch_facts(&d, row, false);
	doc_int(&d, d.extra, "missing", (int64_t)alarms_n_missing(l));
	for (size_t i = 0; i < alarms_n(l); i++)
		add_alarm(&d, alarms_at(l, i));
	if (alarms_error(l) != NULL)
		doc_kept_error(&d, row->inst->name, alarms_error(l));
	return cli_print(c, &d, print);
}

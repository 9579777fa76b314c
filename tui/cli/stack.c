/*
 * candor stack INSTALLATION NAME: one stack with what it is made of and what happened.
 */
#include "core/watch/item.h"
#include "tui/cli/watch.h"
#include "tui/kit/nearest.h"
#include "tui/views/words.h"

/* clang-format off */
static const struct out_column fields[] = {
	{ "stack", "stack", OUT_TEXT, NULL },
	{ "state", "state", OUT_STATE, NULL },
	{ "status", "status", OUT_TEXT, NULL },
	{ "reason", "reason", OUT_TEXT, NULL },
	{ "first_cause", "first cause", OUT_TEXT, NULL },
	{ "description", "description", OUT_TEXT, NULL },
	{ "version", "version", OUT_TEXT, NULL },
	{ "drift", "drift", OUT_TEXT, NULL },
	{ "changed_at", "changed", OUT_TEXT, NULL },
	{ "created_at", "created", OUT_TEXT, NULL },
	{ "arn", "arn", OUT_TEXT, NULL },
	{ "seq", "record", OUT_TEXT, NULL },
};
static const struct out_column resource_columns[] = {
	{ "phase", "STATE", OUT_STATE, NULL },
	{ "group", "GROUP", OUT_TEXT, NULL },
	{ "logical", "LOGICAL ID", OUT_TEXT, NULL },
	{ "type", "TYPE", OUT_TEXT, NULL },
	{ "status", "STATUS", OUT_TEXT, NULL },
	{ "changed_at", "CHANGED", OUT_AGE, NULL },
	{ "drift", "DRIFT", OUT_TEXT, NULL },
	{ "physical", "PHYSICAL ID", OUT_TEXT, NULL },
	{ "reason", "REASON", OUT_TEXT, NULL },
};
static const struct out_column event_columns[] = {
	{ "at", "TIME", OUT_TEXT, NULL },
	{ "logical", "LOGICAL ID", OUT_TEXT, NULL },
	{ "status", "STATUS", OUT_TEXT, NULL },
	{ "first_cause", "FIRST CAUSE", OUT_TEXT, NULL },
	{ "reason", "REASON", OUT_TEXT, NULL },
};
static const struct out_column pair_columns[] = {
	{ "key", "KEY", OUT_TEXT, NULL },
	{ "value", "VALUE", OUT_TEXT, NULL },
};
/* clang-format on */

/* Those that failed, or the others. */
static void add_some(struct doc *d, struct node *list, const struct stack *s,
		     bool failed)
{
	for (size_t i = 0; i < s->n_resources; i++) {
		const struct stack_resource *r = &s->resources[i];
		enum phase p = phase_of_resource(s, r);
		struct node *n = NULL;

		if ((p == PHASE_FAILED) != failed)
			continue;
		n = node_add(&d->arena, list, NODE_OBJECT);
		item_resource(&d->arena, n, s, r, phase_reason(s, r));
		doc_text(d, n, "phase", phase_word(p));
	}
}

static void add_resources(struct doc *d, struct node *item, const struct stack *s)
{
	struct node *list = node_put(&d->arena, item, "resources", NODE_LIST);

	add_some(d, list, s, true);
	add_some(d, list, s, false);
}

static void add_events(struct doc *d, struct node *item, const struct stack *s)
{
	struct node *list = node_put(&d->arena, item, "events", NODE_LIST);

	for (size_t i = 0; i < s->n_events; i++) {
		const struct stack_event *e = &s->events[i];
		struct node *n = node_add(&d->arena, list, NODE_OBJECT);

		doc_time(d, n, "at", e->at_sec);
		doc_text(d, n, "logical", e->logical);
		doc_text(d, n, "type", e->type);
		doc_text(d, n, "status", e->status);
		doc_bool(d, n, "first_cause", e->first_cause);
		doc_text(d, n, "reason", e->reason);
	}
}

static void add_pairs(struct doc *d, struct node *item, const char *name,
		      const struct stack_pairs *pairs)
{
	struct node *list = node_put(&d->arena, item, name, NODE_LIST);

	for (size_t i = 0; i < pairs->n; i++) {
		struct node *n = node_add(&d->arena, list, NODE_OBJECT);

		doc_text(d, n, "key", pairs->items[i].key);
		doc_text(d, n, "value", pairs->items[i].value);
	}
}

static void add_cause(struct doc *d, struct node *item, const struct stack *s)
{
	const struct stack_event *e = stack_first_cause(s);
	AUTO(buf) text = BUF_INIT(LIMIT_TEXT);

	if (e)
		buf_addf(&text, "%s %s: %s", e->logical, e->status, e->reason);
	doc_text(d, item, "first_cause", buf_text(&text));
}

static void add_stack(struct doc *d, const struct stack *s, int64_t at_sec)
{
	struct node *i = doc_item(d);
	struct verdict v;
	AUTO(buf) reason = BUF_INIT(LIMIT_REASON + 8);

	health_stack(s, at_sec, &v);
	doc_text(d, i, "stack", s->name);
	doc_text(d, i, "state", item_state(v.severity));
	doc_text(d, i, "status", s->status);
	doc_text(d, i, "rule", v.rule);
	health_stack_reason(s, at_sec, &reason);
	doc_text(d, i, "reason", buf_text(&reason));
	add_cause(d, i, s);
	doc_text(d, i, "description", s->description);
	doc_text(d, i, "version", s->version);
	doc_text(d, i, "drift", s->drift);
	doc_text(d, i, "parent", s->parent);
	doc_text(d, i, "arn", s->arn);
	doc_time(d, i, "created_at", s->created_sec);
	doc_time(d, i, "changed_at", s->changed_sec);
	doc_time(d, i, "read_at", s->details_sec);
	doc_int_or_null(d, i, "seq", s->details_seq);
	doc_bool(d, i, "resources_cut", s->resources_cut);
	doc_bool(d, i, "events_cut", s->events_cut);
	add_resources(d, i, s);
	add_events(d, i, s);
	add_pairs(d, i, "parameters", &s->parameters);
	add_pairs(d, i, "outputs", &s->outputs);
	add_pairs(d, i, "tags", &s->tags);
	if (v.severity != SEV_OK)
		d->facts.problems = true;
}

static void print_list(struct cli *c, const char *title,
		       const struct out_column *columns, size_t n,
		       const struct node *list)
{
	if (!list || list->n_children == 0)
		return;
	outf(&c->out, "\n%s: %zu\n", title, list->n_children);
	out_table(&c->out, columns, n, list);
}

static void print(struct cli *c, struct doc *d)
{
	const struct node *i = node_first(d->items);

	watch_print_place(c, d);
	if (!i)
		return;
	out_fields(&c->out, fields, ARRAY_LEN(fields), i);
	print_list(c, "resources", resource_columns, ARRAY_LEN(resource_columns),
		   node_get(i, "resources"));
	print_list(c, "events, newest first", event_columns, ARRAY_LEN(event_columns),
		   node_get(i, "events"));
	print_list(c, "outputs", pair_columns, ARRAY_LEN(pair_columns),
		   node_get(i, "outputs"));
	print_list(c, "parameters", pair_columns, ARRAY_LEN(pair_columns),
		   node_get(i, "parameters"));
	print_list(c, "tags", pair_columns, ARRAY_LEN(pair_columns),
		   node_get(i, "tags"));
}

static void unknown_stack(const struct fleet_row *row, const char *name,
			  struct err *err)
{
	struct nearest near = NEAREST_INIT(name);

	for (size_t i = 0; i < row->stacks.n; i++)
		nearest_try(&near, row->stacks.items[i].name);
	if (near.best)
		(void)err_set(err, ERR_ARG, "%s has no stack %s; did you mean %s?",
			      row->inst->name, name, near.best);
	else
		(void)err_set(err, ERR_ARG,
			      "%s has no stack %s; candor stacks %s lists them",
			      row->inst->name, name, row->inst->name);
}

int cli_stack(struct cli *c)
{
	AUTO(doc) d = { 0 };
	struct err err = ERR_INIT;
	const struct fleet_row *row = NULL;
	int code = watch_read(c, "stack", c->args[0], c->args[1], &d, &row);

	if (code != EXIT_CODE_FINE)
		return code;

	const struct stack *s = stacks_find(&row->stacks, c->args[1]);

	watch_place(&d, row);
	if (row->data == FLEET_READ)
		d.facts.read = true;
	if (row->error.code != ERR_NONE)
		doc_kept_error(&d, row->inst->name, &row->error);
	if (s && row->data == FLEET_READ)
		add_stack(&d, s, fleet_row_judged_sec(row, d.at_sec));
	if (!s && row->data == FLEET_READ) {
		unknown_stack(row, c->args[1], &err);
		doc_error(&d, NULL, &err);
	}
	return cli_print(c, &d, print);
}

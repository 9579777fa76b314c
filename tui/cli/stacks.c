/*
 * candor stacks INSTALLATION [--cached]: its CloudFormation stacks, worst first.
 */
#include <stdlib.h>
#include <string.h>

#include "tui/cli/watch.h"

/* clang-format off */
static const struct out_column columns[] = {
	{ "state", "STATE", OUT_STATE, NULL },
	{ "stack", "STACK", OUT_TEXT, NULL },
	{ "status", "STATUS", OUT_TEXT, NULL },
	{ "changed_at", "CHANGED", OUT_AGE, NULL },
	{ "drift", "DRIFT", OUT_TEXT, NULL },
	{ "version", "VERSION", OUT_TEXT, NULL },
	{ "reason", "REASON", OUT_TEXT, NULL },
};
/* clang-format on */
static const char *const less[] = { "version", "drift" };

struct judged {
	const struct stack *stack;
	struct verdict verdict;
};

static int worst_first(const void *a, const void *b)
{
	const struct judged *x = a, *y = b;
	int order = health_compare(&x->verdict, &y->verdict);

	return order ? order : strcmp(x->stack->name, y->stack->name);
}

static void add(struct doc *d, const struct judged *j, int64_t at_sec)
{
	struct node *i = doc_item(d);
	AUTO(buf) reason = BUF_INIT(LIMIT_REASON + 8);
	const struct stack *s = j->stack;

	doc_text(d, i, "state", watch_state(j->verdict.severity));
	doc_text(d, i, "stack", s->name);
	doc_text(d, i, "arn", s->arn);
	doc_text(d, i, "status", s->status);
	doc_time(d, i, "changed_at", s->changed_sec);
	doc_time(d, i, "created_at", s->created_sec);
	doc_text(d, i, "drift", s->drift);
	doc_text(d, i, "version", s->version);
	doc_text(d, i, "parent", s->parent);
	doc_text(d, i, "rule", j->verdict.rule);
	health_stack_reason(s, at_sec, &reason);
	doc_text(d, i, "reason", buf_text(&reason));
}

static void add_sorted(struct doc *d, const struct stacks *stacks, int64_t at_sec)
{
	struct judged *all = mem_new(stacks->n ? stacks->n : 1, sizeof(*all));

	for (size_t i = 0; i < stacks->n; i++) {
		all[i].stack = &stacks->items[i];
		health_stack(all[i].stack, at_sec, &all[i].verdict);
	}
	if (stacks->n > 1)
		qsort(all, stacks->n, sizeof(*all), worst_first);
	for (size_t i = 0; i < stacks->n; i++)
		add(d, &all[i], at_sec);
	free(all);
}

static void print(struct cli *c, struct doc *d)
{
	watch_print_place(c, d);
	if (d->items->n_children > 0)
		out_table_fit(&c->out, columns, ARRAY_LEN(columns), d->items, less,
			      ARRAY_LEN(less));
	else if (!text_eq(node_text(d->extra, "data", ""), "nothing"))
		out_text(&c->out,
			 "no stack of this installation matches its configuration\n");
}

int cli_stacks(struct cli *c)
{
	AUTO(doc) d = { 0 };
	const struct fleet_row *row = NULL;
	int code = watch_read(c, "stacks", c->args[0], NULL, &d, &row);

	if (code != EXIT_CODE_FINE)
		return code;
	watch_place(&d, row);
	watch_facts(&d, row, c->options->given & OPTION_CACHED);
	add_sorted(&d, &row->stacks, row->stale ? row->read_sec : d.at_sec);
	if (row->stacks_cut)
		out_message("%s has more stacks than were read; this list is not whole",
			    row->inst->name);
	return cli_print(c, &d, print);
}

/*
 * candor stacks INSTALLATION [--cached]: its CloudFormation stacks, worst first.
 */
#include <stdlib.h>
#include <string.h>

#include "core/watch/item.h"
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
		item_stack(&d->arena, doc_item(d), all[i].stack, &all[i].verdict,
			   at_sec);
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
	add_sorted(&d, &row->stacks, fleet_row_judged_sec(row, d.at_sec));
	if (row->stacks_cut)
		out_message("%s has more stacks than were read; this list is not whole",
			    row->inst->name);
	return cli_print(c, &d, print);
}

/*
 * candor status INSTALLATION [--cached]: its health, every verdict with its reason.
 */
#include "tui/cli/watch.h"

/* clang-format off */
static const struct out_column columns[] = {
	{ "state", "STATE", OUT_STATE, NULL },
        { "subject", "SUBJECT", OUT_TEXT, NULL },
	{ "rule", "RULE", OUT_TEXT, NULL },
	{ "since", "SINCE", OUT_AGE, NULL },
	{ "seq", "RECORD", OUT_NUMBER, NULL },
        { "reason", "REASON", OUT_TEXT, NULL },
};
/* clang-format on */

static bool said_before(const struct doc *d, const struct node *item)
{
	const char *rule = node_text(item, "rule", "");

	for (const struct node *i = node_first(d->items); i != item; i = i->next)
		if (text_eq(node_text(i, "rule", ""), rule))
			return true;
	return false;
}

/* What to do, once for each rule. */
static void print_advice(struct cli *c, const struct doc *d)
{
	for (const struct node *i = node_first(d->items); i; i = i->next) {
		const char *advice = node_text(i, "advice", NULL);

		if (!advice || said_before(d, i))
			continue;
		outf(&c->out, "%s: %s\n", node_text(i, "rule", ""), advice);
	}
}

static void print(struct cli *c, struct doc *d)
{
	watch_print_place(c, d);
	out_table(&c->out, columns, ARRAY_LEN(columns), d->items);
	print_advice(c, d);
}

int cli_status(struct cli *c)
{
	AUTO(doc) d = { 0 };
	const struct fleet_row *row = NULL;
	int code = watch_read(c, "status", c->args[0], NULL, &d, &row);

	if (code != EXIT_CODE_FINE)
		return code;
	watch_place(&d, row);
	watch_facts(&d, row, c->options->given & OPTION_CACHED);
	for (size_t i = 0; i < row->health.n; i++)
		(void)watch_verdict(&d,
				    &row->health.rows[i]); /* kept in the document */
	return cli_print(c, &d, print);
}

/*
 * candor status INSTALLATION [--cached]: its health, every verdict with its reason.
 */
#include "tui/cli/watch.h"

/* clang-format off */
static const struct out_column columns[] = {
	{ "state", "STATE", OUT_STATE, NULL },
        { "subject", "SUBJECT", OUT_TEXT, NULL },
	{ "rule", "RULE", OUT_TEXT, NULL },
        { "since", "AGE", OUT_AGE, NULL },
	{ "seq", "RECORD", OUT_NUMBER, NULL },
        { "reason", "REASON", OUT_TEXT, NULL },
};
/* clang-format on */

static void print(struct cli *c, struct doc *d)
{
	watch_print_place(c, d);
	out_table(&c->out, columns, ARRAY_LEN(columns), d->items);
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

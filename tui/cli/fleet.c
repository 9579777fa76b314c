/*
 * candor fleet [--cached]: every installation, worst first.
 */
#include "tui/cli/watch.h"

/* clang-format off */
static const struct out_column columns[] = {
	{ "state", "STATE", OUT_STATE, NULL },
	{ "installation", "INSTALLATION", OUT_TEXT, NULL },
	{ "customer", "CUSTOMER", OUT_TEXT, NULL },
	{ "account", "ACCOUNT", OUT_TEXT, NULL },
	{ "region", "REGION", OUT_TEXT, NULL },
	{ "version", "VERSION", OUT_TEXT, NULL },
	{ "settled", "STACKS", OUT_RATIO, "stacks" },
	{ "since", "SINCE", OUT_AGE, NULL },
	{ "read_at", "READ", OUT_AGE, NULL },
	{ "why", "REASON", OUT_TEXT, "brief" },
};
/* clang-format on */
static const char *const less[] = { "account", "version", "customer", "region" };

static void print(struct cli *c, struct doc *d)
{
	if (d->items->n_children == 0)
		out_message("there is no installation in %s; add one",
			    program_paths(c->program)->config);
	else
		out_table_fit(&c->out, columns, ARRAY_LEN(columns), d->items, less,
			      ARRAY_LEN(less));
}

int cli_fleet(struct cli *c)
{
	AUTO(doc) d = { 0 };
	bool cached = c->options->given & OPTION_CACHED;
	int code = watch_read(c, "fleet", NULL, NULL, &d, NULL);

	if (code != EXIT_CODE_FINE)
		return code;

	struct fleet *fleet = program_fleet(c->program);

	for (size_t at = 0; at < fleet_n(fleet); at++) {
		const struct fleet_row *row = fleet_row(fleet, fleet_sorted(fleet, at));

		struct node *item = watch_item(&d, row);

		if (!cli_json(c))
			watch_why(&d, item, row);
		watch_facts(&d, row, cached);
	}
	if (c->host)
		d.errors = node_list(&d.arena); /* the rows say them, time after time */
	return cli_print(c, &d, print);
}

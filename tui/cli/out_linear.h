/*
 * Tables as sentences, for who hears them: "state CRIT, installation acme-prod-eu,
 * customer Acme, reason ...".  The columns are those of the table.  In this form a list
 * can be filtered and sorted by them.
 */
#ifndef TUI_CLI_OUT_LINEAR_H
#define TUI_CLI_OUT_LINEAR_H

#include "tui/cli/out.h"

/* What a person wants of the lists that follow.  The texts are borrowed. */
struct out_wish {
	const char *filter; /* as in the console (tui/kit/filter.h); "" all rows */
	const char *sort;   /* id of a column; "" as it comes */
	bool reverse;
};

#define OUT_IDS_MAX 512

struct out_linear {
	struct out_wish wish;
	char ids[OUT_IDS_MAX]; /* of the columns of the last list, blanks between */
};

/* One item; absent values are left out. */
void out_linear_row(struct out *o, const struct out_column *columns, size_t n,
		    const struct node *item);
/* A list, filtered and sorted as wished; says how many were left out. */
void out_linear_list(struct out *o, const struct out_column *columns, size_t n,
		     const struct node *items);

#endif

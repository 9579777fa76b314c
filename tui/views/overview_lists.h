/*
 * The lists of the overview: the verdicts of an installation, and its stacks.
 */
#ifndef TUI_VIEWS_OVERVIEW_LISTS_H
#define TUI_VIEWS_OVERVIEW_LISTS_H

#include "tui/kit/table.h"
#include "tui/views/scene.h"

struct overview_lists {
	const struct scene *scene;   /* borrowed from one filling to the next */
	const struct fleet_row *row; /* likewise; NULL: there is no such installation */
	struct table health, stacks;
	struct table_source health_source, stacks_source;
	char **ids; /* of the health rows: rule and subject; ids[n_ids] */
	size_t n_ids, cap_ids;
};

/* The tables point into it: it stays where it is. */
void overview_lists_init(struct overview_lists *l);
void overview_lists_release(struct overview_lists *l);
void overview_lists_fill(struct overview_lists *l, const struct scene *s,
			 const struct fleet_row *row);

/* The selected row of health; NULL: none is. */
const struct verdict *overview_lists_verdict(const struct overview_lists *l);

#endif

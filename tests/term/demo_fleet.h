/*
 * An invented fleet as rows of a table, for demo_kit.
 */
#ifndef TESTS_TERM_DEMO_FLEET_H
#define TESTS_TERM_DEMO_FLEET_H

#include "tui/kit/table.h"

#define DEMO_ROWS 37

struct inst {
	const char *state, *name, *customer, *region, *version, *stacks, *beats, *lag;
	const char *loads; /* digits 0..9 as heights, '.' unknown */
	const char *errors, *inc;
};

struct demo_fleet {
	struct inst rows[DEMO_ROWS];
	char names[DEMO_ROWS][24];
	struct table_source source; /* with the fleet as its ctx: it stays in place */
};

void demo_fleet_init(struct demo_fleet *f);
bool demo_healthy(const struct inst *i);

#endif

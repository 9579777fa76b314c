/*
 * What the rest of the fleet has where this stack has something else: for each
 * parameter the value that most other installations give the same stack.
 *
 * The same stack is one of the same name, or one whose name differs only in that of
 * its installation or the first part of it: acme-ingest of acme-prod-eu and
 * delta-prod-2-ingest of delta-prod-2.
 */
#ifndef TUI_VIEWS_STACK_FLEET_H
#define TUI_VIEWS_STACK_FLEET_H

#include "tui/views/scene.h"

struct stack_fleet {
	const struct stack *stack; /* that values are of; only compared */
	uint64_t stamp;            /* of the readings that they were taken from */
	char **values;             /* by parameter of the stack; NULL: none */
	size_t n;
};

/* Take the values of the fleet for a stack of an installation; cheap while nothing was
 * read anew.  stack NULL: forget. */
void stack_fleet_fill(struct stack_fleet *f, const struct scene *s, const char *inst,
		      const struct stack *stack);
void stack_fleet_release(struct stack_fleet *f);

/* What the fleet has for the i-th parameter; NULL when fewer than two others have one,
 * no value is that of most, or it is the same. */
const char *stack_fleet_other(const struct stack_fleet *f, const struct stack *stack,
			      size_t i);
/* How many parameters differ. */
size_t stack_fleet_n(const struct stack_fleet *f, const struct stack *stack);

#endif

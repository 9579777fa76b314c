/* Which parameters differ from the fleet, and when that is not known. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/unit/tui/invented.h"
#include "tui/views/stack_fleet.h"

struct fleet_world {
	struct invented v;
	struct stack_fleet fleet;
	struct stack *own;
};

static struct stack *add(struct fleet_world *w, size_t row, const char *name,
			 const char *value)
{
	struct stack *s =
		invented_stack(&w->v.rows[row], name, "UPDATE_COMPLETE", DAYS_AGO(1));

	if (value)
		invented_pair(&s->parameters, "Memory", value);
	stacks_sort(&w->v.rows[row].stacks);
	return stacks_find(&w->v.rows[row].stacks, name);
}

static int setup(void **state)
{
	struct fleet_world *w = calloc(1, sizeof(*w));

	assert_non_null(w);
	invented_init(&w->v);
	w->own = add(w, 0, "acme-prod-eu-load", "512");
	*state = w;
	return 0;
}

static int teardown(void **state)
{
	struct fleet_world *w = *state;

	stack_fleet_release(&w->fleet);
	invented_release(&w->v);
	free(w);
	return 0;
}

static const char *other(struct fleet_world *w)
{
	stack_fleet_fill(&w->fleet, &w->v.scene, "acme-prod-eu", w->own);
	return stack_fleet_other(&w->fleet, w->own, 0);
}

static void the_value_of_most_others_is_the_fleet_s(void **state)
{
	struct fleet_world *w = *state;

	(void)add(w, 1, "delta-load", "512");
	(void)add(w, 4, "harbor-prod-load", "1024");
	(void)add(w, 7, "opal-load", "1024");
	assert_string_equal(other(w), "1024");
	assert_int_equal(stack_fleet_n(&w->fleet, w->own), 1);
}

static void one_other_installation_is_no_fleet(void **state)
{
	struct fleet_world *w = *state;

	(void)add(w, 4, "harbor-prod-load", "1024");
	assert_null(other(w));
}

static void without_a_majority_nothing_is_said(void **state)
{
	struct fleet_world *w = *state;

	(void)add(w, 1, "delta-load", "1024");
	(void)add(w, 4, "harbor-load", "2048");
	assert_null(other(w));
}

static void hidden_values_are_not_compared(void **state)
{
	struct fleet_world *w = *state;

	(void)add(w, 1, "delta-load", STACK_SECRET);
	(void)add(w, 4, "harbor-load", STACK_SECRET);
	assert_null(other(w));
}

static void a_new_reading_is_looked_at(void **state)
{
	struct fleet_world *w = *state;

	(void)add(w, 1, "delta-load", "1024");
	assert_null(other(w));
	(void)add(w, 4, "harbor-load", "1024");
	w->v.rows[4].read_sec++;
	assert_string_equal(other(w), "1024");
	stack_fleet_fill(&w->fleet, &w->v.scene, "acme-prod-eu", NULL);
	assert_null(stack_fleet_other(&w->fleet, w->own, 0));
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(the_value_of_most_others_is_the_fleet_s),
		CASE(one_other_installation_is_no_fleet),
		CASE(without_a_majority_nothing_is_said),
		CASE(hidden_values_are_not_compared),
		CASE(a_new_reading_is_looked_at),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* tui/views/fleet_why.c: what changed stands beside why it is in trouble. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "tests/unit/tui/screens.h"

static void in_trouble_by(struct world *w, const char *rule, const char *subject)
{
	struct fleet_row *row = &w->v.rows[0];

	health_clear(&row->health);
	health_add_rule(&row->health, rule, subject, MIN_AGO(9), 1, "18 /min");
	row->worst = row->health.rows[0];
	w->v.scene.stamp++;
}

static void the_newest_change_is_told_where_no_reason_does(void **state)
{
	struct world *w = *state;
	struct stacks *stacks = &w->v.rows[0].stacks;

	assert_true(shows(w, "Why acme-prod-eu is CRIT"));
	assert_false(holds(w, "-ingest changed")); /* it is the reason itself */
	in_trouble_by(w, "metric-crit", "lambda errors");
	assert_true(shows(w, "acme-ingest changed 13:49Z · collected"));
	for (size_t i = 0; i < stacks->n; i++)
		stacks->items[i].changed_sec = DAYS_AGO(2);
	w->v.scene.stamp++;
	assert_false(holds(w, "-ingest changed"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			the_newest_change_is_told_where_no_reason_does, setup,
			teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

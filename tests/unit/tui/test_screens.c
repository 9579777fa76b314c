/* What each screen says, beyond its golden frames. */
#include "tests/unit/tui/screens.h"

/* ---- fleet ---- */

static void fail_reading(struct world *w, size_t row)
{
	w->v.rows[row].read_sec = MIN_AGO(3);
	w->v.rows[row].tried_sec = MIN_AGO(0);
	w->v.rows[row].stale = true;
	(void)err_set(&w->v.rows[row].error, ERR_NET,
		      "cloudformation:DescribeStacks: no connection");
}

static void row_2_counts_what_was_not_read(void **state)
{
	struct world *w = *state;

	assert_true(shows(w, "↻ now, 2 not read"));
	for (size_t i = 0; i < INVENTED_N; i++)
		fail_reading(w, i);
	w->v.rows[0].read_sec = MIN_AGO(4);
	assert_true(shows(w, "8 not read"));
	assert_false(holds(w, "↻ now"));
}

static void row_2_shows_the_age_of_the_oldest_row(void **state)
{
	struct world *w = *state;

	w->v.rows[5].read_sec = MIN_AGO(4);
	assert_true(shows(w, "↻ 4 m, 2 not read"));
}

static void a_row_whose_last_reading_failed_is_stale(void **state)
{
	struct world *w = *state;
	int line = 0;

	fail_reading(w, 0);
	assert_true(shows(w, "■ CRIT ◌"));
	line = line_with(w, "■ CRIT ◌");
	assert_true(col_in_role(w, line, ROLE_STALE) >= 0);
	assert_int_equal(col_in_role(w, line, ROLE_CRIT), -1);
	assert_true(shows(w, "as of 13:59Z (3 m ago)"));
	press(w, "Enter");
	assert_true(shows(w, "failed since"));
}

static void each_advice_stands_under_its_reason(void **state)
{
	struct world *w = *state;
	struct fleet_row *row = &w->v.rows[0];

	health_add_rule(&row->health, "stack-drifted", "acme-core", MIN_AGO(9), 1,
			"the resources differ from the template");
	assert_true(line_with(w, "Advice: read the events") >
		    line_with(w, "■ stack-rolled-back"));
	assert_true(line_with(w, "Advice: read the events") <
		    line_with(w, "▲ stack-drifted"));
	assert_true(line_with(w, "▲ stack-drifted") > 0);
	size(w, 24, 80);
	assert_false(
		holds(w, "Advice: read the events of the stack; a new update tha…"));
}

static void what_is_being_read_is_not_advised_to_be_read(void **state)
{
	struct world *w = *state;

	press(w, "j j j");
	assert_true(shows(w, "Why fjord-prod is STALE"));
	assert_true(holds(w, "Advice: refresh"));
	w->v.rows[3].refreshing = true;
	assert_false(holds(w, "Advice: refresh"));
}

static void the_arrow_points_down_where_the_greatest_is_first(void **state)
{
	struct world *w = *state;

	assert_true(shows(w, "severity ▾"));
	press(w, "S");
	assert_true(shows(w, "severity ▴"));
	command(w, "sort installation");
	assert_true(shows(w, "INSTALLATION ▴"));
	command(w, "sort installation desc");
	assert_true(shows(w, "INSTALLATION ▾"));
}

static void an_unknown_age_is_last_in_both_directions(void **state)
{
	struct world *w = *state;

	command(w, "sort since");
	assert_true(line_with(w, "harbor-prod") > line_with(w, "delta-prod-2"));
	assert_true(line_with(w, "fjord-prod") < line_with(w, "delta-prod-2"));
	command(w, "sort since desc");
	assert_true(line_with(w, "fjord-prod") > line_with(w, "delta-prod-2"));
	assert_true(line_with(w, "harbor-prod") > line_with(w, "fjord-prod"));
}

static void the_first_reading_is_said_at_once(void **state)
{
	struct world *w = *state;

	w->v.scene.done = (struct fleet_progress){ 0 };
	w->v.scene.progress = (struct fleet_progress){ 0 };
	w->v.scene.stage = PROGRAM_IDENTIFYING;
	assert_true(shows(w, "reading 8 installations"));
	w->v.scene.stage = PROGRAM_READY;
	w->v.scene.progress = (struct fleet_progress){ .n = 8, .running = 5 };
	assert_true(shows(w, "reading 8 installations  · 3 done"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(row_2_counts_what_was_not_read),
		CASE(row_2_shows_the_age_of_the_oldest_row),
		CASE(a_row_whose_last_reading_failed_is_stale),
		CASE(each_advice_stands_under_its_reason),
		CASE(what_is_being_read_is_not_advised_to_be_read),
		CASE(the_arrow_points_down_where_the_greatest_is_first),
		CASE(an_unknown_age_is_last_in_both_directions),
		CASE(the_first_reading_is_said_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

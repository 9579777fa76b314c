/*
 * The metrics screen through its keys and commands.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/unit/tui/console_world.h"
#include "tests/unit/tui/design_metrics.h"
#include "tui/views/metrics.h"
#include "tui/views/times.h"

static struct design_series series;
static int64_t wanted_from, wanted_to;
static unsigned n_wanted;

static void on_want(void *ctx, const struct fleet_row *row, int64_t from_sec,
		    int64_t to_sec)
{
	(void)ctx;
	assert_string_equal(row->inst->name, "acme-prod-eu");
	wanted_from = from_sec;
	wanted_to = to_sec;
	n_wanted++;
}

static int setup_metrics(void **state)
{
	struct world *w = NULL;

	assert_int_equal(setup(state), 0);
	w = *state;
	design_seed(&w->v);
	w->v.scene.now_sec = DESIGN_METRICS_NOW;
	w->v.rows[0].read_sec = DESIGN_METRICS_NOW - 1;
	w->v.records.search = design_visits;
	design_series_init(&series, &w->v.scene, DESIGN_METRICS_NOW);
	series.source.want = on_want;
	n_wanted = 0;
	return 0;
}

static int teardown_metrics(void **state)
{
	design_series_release(&series);
	return teardown(state);
}

static void the_cursor_moves_in_all_charts(void **state)
{
	struct world *w = *state;

	press(w, "4");
	assert_true(shows(w, "At cursor 14:05Z"));
	assert_true(shows(w, "rows 12 /s   latency 9.2 s > 5   queue 41"));
	press(w, "h");
	assert_true(shows(w, "At cursor 14:02Z"));
	press(w, "Left l");
	assert_true(shows(w, "At cursor 14:02Z"));
	press(w, "g");
	assert_true(shows(w, "At cursor 11:06Z"));
	press(w, "h");
	assert_true(shows(w, "At cursor 11:06Z"));
	press(w, "G");
	assert_true(shows(w, "At cursor 14:05Z"));
}

static void time_is_zoomed_and_moved(void **state)
{
	struct world *w = *state;

	press(w, "4");
	command(w, "goto 12:06");
	assert_true(shows(w, "At cursor 12:06Z"));
	press(w, "z");
	assert_true(shows(w, "1 h · 1 min · 11:46 → 12:46Z"));
	press(w, "z z");
	assert_true(shows(w, "15 min · 1 min · 12:01 → 12:16Z"));
	press(w, "z");
	assert_true(shows(w, "This is as near as it goes."));
	press(w, "<");
	assert_true(shows(w, "15 min · 1 min · 11:54 → 12:09Z"));
	press(w, "> >");
	assert_true(shows(w, "12:08 → 12:23Z"));
	assert_true(shows(w, "At cursor 12:13Z"));
	for (int i = 0; i < 9; i++)
		press(w, "Z");
	assert_true(shows(w, "15 d · 1 min"));
	press(w, "Z");
	assert_true(shows(w, "This is as much as is shown at once."));
}

static void the_newest_values_are_followed(void **state)
{
	struct world *w = *state;

	press(w, "4 >");
	assert_true(shows(w, "These are the newest values."));
	press(w, "<");
	assert_true(shows(w, "09:36 → 12:36Z"));
	press(w, "> >");
	assert_true(shows(w, "11:06 → 14:06Z"));
	design_series_release(&series);
	design_series_init(&series, &w->v.scene, DESIGN_METRICS_NOW + 60);
	assert_true(shows(w, "11:07 → 14:07Z"));
}

/* What is read of the past ends there; that does not make it now. */
static void the_past_stays_while_one_looks_around(void **state)
{
	struct world *w = *state;

	press(w, "4 <");
	assert_true(shows(w, "09:36 → 12:36Z"));
	design_series_release(&series);
	design_series_init(&series, &w->v.scene, wanted_to);
	series.source.want = on_want;
	press(w, "h l e");
	assert_true(shows(w, "09:36 → 12:36Z"));
	assert_true(shows(w, "12 /s at 12:35Z ─"));
	press(w, "> G");
	assert_true(shows(w, "11:06 → 14:06Z"));
	assert_int_equal(wanted_to, 0);
}

static void the_cursor_begins_on_what_has_ended(void **state)
{
	struct world *w = *state;

	for (size_t i = 0; i < DESIGN_METRICS; i++)
		series.series[i].partial = 2;
	press(w, "4");
	assert_true(shows(w, "At cursor 14:03Z"));
	assert_false(holds(w, "not ended"));
	press(w, "l");
	assert_true(shows(w, "At cursor 14:05Z, which has not ended"));
	press(w, "G");
	assert_true(shows(w, "At cursor 14:03Z"));
}

/* Enter on a verdict of a metric: its chart, where the trouble began. */
static void evidence_leads_to_its_chart(void **state)
{
	struct world *w = *state;
	struct place p = { .view = VIEW_METRICS,
			   .inst = "acme-prod-eu",
			   .thing = ">throttles @2026-11-23T13:46:00Z" };

	press(w, "4 c Space Esc");
	console_go(w->console, &w->v.scene, &p);
	assert_true(shows(w, "› lambda throttles"));
	assert_true(shows(w, "At cursor 13:46Z"));
	assert_true(shows(w, "6 of 14 metrics")); /* five, and this one */
	p = (struct place){ .view = VIEW_METRICS,
			    .inst = "acme-prod-eu",
			    .thing = ">nothing" };
	console_go(w->console, &w->v.scene, &p);
	assert_true(shows(w, "6 of 14 metrics"));
}

static void the_source_is_asked_for_what_is_shown_once(void **state)
{
	struct world *w = *state;

	press(w, "4");
	assert_int_equal(n_wanted, 1);
	assert_int_equal(wanted_from, 0);
	assert_int_equal(wanted_to, 0);
	press(w, "h h Tab j");
	assert_int_equal(n_wanted, 1);
	press(w, "Z");
	assert_int_equal(n_wanted, 2);
	assert_int_equal(wanted_to - wanted_from, wanted_to ? 21600 : -wanted_from);
	command(w, "goto 2026-11-20T10:00Z");
	assert_int_equal(n_wanted, 3);
	assert_int_equal(wanted_to - wanted_from, 21600);
	command(w, "range 2d");
	assert_int_equal(n_wanted, 4);
	assert_int_equal(wanted_to - wanted_from, 2 * 86400);
	assert_true(shows(w, "2 d · 1 min"));
}

static void a_chart_has_the_screen_and_gives_it_back(void **state)
{
	struct world *w = *state;

	press(w, "4 Tab Enter");
	assert_true(shows(w, "whole screen"));
	assert_true(shows(w, "› load latency p95"));
	assert_false(holds(w, "rows loaded"));
	press(w, "Tab");
	assert_true(shows(w, "› queue depth"));
	press(w, "Esc");
	assert_true(shows(w, "rows loaded"));
	assert_true(shows(w, "chart 3/6"));
	press(w, "j");
	assert_true(shows(w, "chart 5/6"));
	press(w, "j");
	assert_true(shows(w, "chart 5/6"));
	press(w, "k k S-Tab");
	assert_true(shows(w, "chart 6/6"));
	press(w, "Esc");
	assert_int_equal(console_place(w->console)->view, VIEW_FLEET);
}

static void metrics_are_chosen(void **state)
{
	struct world *w = *state;

	press(w, "4 c Space j j Space Enter");
	assert_true(shows(w, "4 of 14 metrics"));
	assert_false(holds(w, "rows loaded"));
	press(w, "c G Space Esc");
	assert_true(shows(w, "5 of 14 metrics"));
	command(w, "metrics disk cpu 12h");
	assert_true(shows(w, "2 of 14 metrics"));
	assert_true(shows(w, "12 h · 1 min"));
	assert_true(shows(w, "warehouse cpu"));
	command(w, "metrics queue-depth lambda-duration-p95");
	assert_true(shows(w, "2 of 14 metrics"));
	assert_true(shows(w, "› queue depth"));
	command(w, "metrics nowhere");
	assert_true(shows(w, "No metric \"nowhere\" there; Tab names those that are."));
	press(w, ": ");
	type(w, "metrics lat");
	press(w, "Tab Enter");
	assert_true(shows(w, "1 of 14 metrics"));
	press(w, "c j Space Esc");
	assert_true(shows(w, "No metric is chosen; c chooses."));
}

static void events_are_marks_and_sentences(void **state)
{
	struct world *w = *state;

	press(w, "4");
	command(w, "goto 13:52");
	assert_true(shows(w, "13:46 ■ failed   13:49 ▲ rolled back"));
	assert_true(shows(w, "14:02 ○ you: observe"));
	assert_true(shows(w, "╎"));
	press(w, "E");
	assert_true(shows(w, "At cursor 13:49Z"));
	press(w, "e");
	assert_true(shows(w, "At cursor 14:02Z"));
	press(w, "e");
	assert_true(shows(w, "No event after the cursor is shown."));
	command(w, "goto 11:20");
	assert_true(shows(w, "events near:  none"));
}

static void what_is_not_here_yet_names_the_minute(void **state)
{
	struct world *w = *state;

	press(w, "4");
	command(w, "goto 13:52");
	press(w, "5");
	assert_true(shows(w, "The logs of 13:52Z: Logs is not in this version yet"));
	press(w, "O");
	assert_true(shows(w, "candor metrics acme-prod-eu --csv"));
	press(w, "T");
	assert_true(shows(w, ": goto"));
	type(w, "tea time");
	press(w, "Enter");
	assert_true(shows(w, "That is no time: 14:02, -1h"));
	command(w, "range 7 moons");
	assert_true(shows(w, "too many words: usage is range SPAN"));
	press(w, "Esc");
	command(w, "range moons");
	assert_true(shows(w, "That is no span of time"));
	command(w, "range 90d");
	assert_true(shows(w, "From 15m to 15d can be shown at once"));
	assert_true(shows(w, "15 d ·"));
	command(w, "range 1d");
	assert_false(shows(w, "can be shown at once"));
}

static void a_time_leads_to_the_charts(void **state)
{
	struct world *w = *state;

	command(w, "goto 13:46");
	assert_int_equal(console_place(w->console)->view, VIEW_METRICS);
	assert_true(shows(w, "At cursor 13:46Z"));
	press(w, "J");
	assert_int_equal(console_place(w->console)->view, VIEW_JOURNAL);
}

/* ---- a long journal: one session among what candor read by itself ---- */

#define LONG    900 /* records */
#define TURN    100 /* looked at in a turn */
#define SESSION 300 /* its number; 1 is the oldest */

static size_t long_journal(void *ctx, const char *filter, int64_t from,
			   struct record *rows, size_t max, int64_t *ret_next)
{
	int64_t first = from ? from : LONG;
	int64_t end = first > TURN ? first - TURN : 0;
	size_t n = 0;

	(void)ctx;
	*ret_next = end;
	for (int64_t i = first; i > end && n < max; i--) {
		struct record r = { .n = i,
				    .seq = i,
				    .at_ms = 1000 * (AT(14, 5, 0) - (LONG - i) * 10) };

		text_keep(r.who, sizeof(r.who), STR("jan.novak"));
		text_keep(r.mode, sizeof(r.mode), STR("observe"));
		text_keep(r.inst, sizeof(r.inst), STR("acme-prod-eu"));
		text_keep(r.act, sizeof(r.act),
			  i == SESSION ? STR("session.open") : STR("stack.read"));
		if (invented_match(&r, filter))
			rows[n++] = r;
	}
	return n;
}

static void our_own_access_is_found_far_back(void **state)
{
	struct world *w = *state;
	unsigned turns = 0;

	w->v.records.search = long_journal;
	press(w, "4");
	command(w, "goto 12:25");
	assert_true(shows(w, "our access: still looking back"));
	for (; console_working(w->console) && turns < LONG; turns++)
		console_work(w->console, &w->v.scene);
	assert_int_equal(turns, LONG / TURN - 1);
	assert_true(shows(w, "events near:  12:25 ○ jan.novak: observe\n"));
	press(w, "h");
	assert_false(console_working(w->console)); /* it is looked at once */
}

/* Columns are minutes together; the one that is looked for is none of them. */
static void each_value_can_be_reached(void **state)
{
	struct world *w = *state;

	press(w, "4 H");
	assert_true(shows(w, "At cursor 14:04Z"));
	press(w, "H");
	assert_true(shows(w, "At cursor 14:03Z"));
	press(w, "L");
	assert_true(shows(w, "At cursor 14:04Z"));
}

static void what_is_to_come_is_not_shown_silently(void **state)
{
	struct world *w = *state;

	press(w, "4");
	command(w, "goto 2027-01-01T00:00:00Z");
	assert_true(shows(w, "That is to come; these are the newest values."));
	assert_true(shows(w, "11:06 → 14:06Z"));
}

/* No hint leads to a screen that is not there. */
static void hints_are_of_use(void **state)
{
	struct world *w = *state;

	press(w, "4");
	assert_false(holds(w, "logs at cursor"));
	assert_false(holds(w, "> later"));
	assert_true(holds(w, "14:06Z · z zoom"));
	press(w, "<");
	assert_true(shows(w, "> later"));
}

/* A metric that is found while the menu is open moves the others. */
static void the_menu_chooses_what_it_names(void **state)
{
	struct world *w = *state;

	press(w, "4 c j");
	series.skip = 1; /* "rows" is gone, "latency" is the first one now */
	press(w, "Space Esc");
	assert_false(holds(w, "load latency p95"));
	assert_true(shows(w, "queue depth"));
	series.skip = 0;
	press(w, "c");
	series.skip = 1;
	press(w, "Space Esc"); /* of one that is not there: nothing */
	assert_true(shows(w, "5 of 13 metrics"));
}

/* Ten are chosen, six have room: the values are of those, the focused one's first. */
static void values_are_those_of_the_charts_that_are_shown(void **state)
{
	struct world *w = *state;

	press(w, "4 c G Space k Space k Space k Space Esc");
	assert_true(shows(w, "10 of 14 metrics"));
	assert_true(shows(w, "  rows 12 /s   latency 9.2 s > 5"));
	press(w, "S-Tab");
	assert_true(shows(w, "  reads 14 /s   writes 7 /s   delivery 61 s   sess"));
	press(w, "Enter");
	assert_true(shows(w, "\n  sessions 3\n"));
	assert_false(holds(w, "reads 14 /s"));
	command(w, "metrics rows latency queue errors throttles invocations");
	draw(w, 35, 100);
	press(w, "Esc Tab Tab Tab");
	assert_true(shows(w, "\n  queue 41   rows 12 /s   latency 9.2 s > 5 "));
	assert_true(shows(w, "invocations 3 /min   … 1 more"));
}

static void the_focused_thresholds_have_their_room(void **state)
{
	struct world *w = *state;

	press(w, "4 Tab Tab Tab");
	assert_true(shows(w, "thresholds: errors ▲ > 5 ■ > 15, latency > 5 s"));
	draw(w, 35, 104);
	assert_true(shows(w, "  thresholds: errors ▲ > 5 ■ > 15, latency > 5 s"));
}

/* What was refused is said where it would stand; what was once read keeps its time. */
static void what_could_not_be_read_says_why(void **state)
{
	struct world *w = *state;

	series.error = "AccessDenied: cloudwatch:GetMetricData";
	for (size_t k = 0; k < DESIGN_MINUTES; k++)
		series.series[0].values[k] = SERIES_GAP;
	w->v.scene.now_sec += 3600;
	press(w, "4 k");
	assert_true(shows(w, "18 /min at 14:05Z ◌"));
	command(w, "metrics rows");
	assert_true(shows(w, "rows loaded"));
	assert_true(shows(w, "not read ─"));
	assert_true(shows(w, "┤ AccessDenied: cloudwatch:GetMetricData"));
}

static int64_t moment(const char *text)
{
	int64_t sec = -1;

	return metrics_view_moment(str_of(text), DESIGN_METRICS_NOW, &sec) ? sec : -1;
}

static void times_are_typed_in_many_ways(void **state)
{
	static const char *const wrong[] = { "",           "14",       "25:00",
					     "14:60",      "-",        "-1y",
					     "tomorrow",   "14:02:09", "-99d9",
					     "yesterday 9" };
	int64_t span = 0;

	(void)state;
	times_use(TIMES_UTC, NULL);
	assert_int_equal(moment("now"), DESIGN_METRICS_NOW);
	assert_int_equal(moment("14:02"), AT(14, 2, 0));
	assert_int_equal(moment("9:00"), AT(9, 0, 0));
	assert_int_equal(moment("15:00"), AT(15, 0, 0) - 86400);
	assert_int_equal(moment("-1h"), AT(13, 6, 0));
	assert_int_equal(moment("yesterday 9:00"), AT(9, 0, 0) - 86400);
	assert_int_equal(moment("2026-11-23T13:46:00Z"), AT(13, 46, 0));
	times_use(TIMES_CUSTOMER, &(const int){ 3600 });
	assert_int_equal(moment("14:02"), AT(13, 2, 0));
	times_use(TIMES_UTC, NULL);
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
		if (moment(wrong[i]) != -1)
			fail_msg("\"%s\" is taken for a time", wrong[i]);
	assert_true(metrics_view_span(STR("90m"), &span));
	assert_int_equal(span, 5400);
	assert_false(metrics_view_span(STR("2026-11-23"), &span));
	assert_false(metrics_view_span(STR(""), &span));
}

#define CASE(name) \
	cmocka_unit_test_setup_teardown(name, setup_metrics, teardown_metrics)

/* The key metrics of the overview lead here; without any there is no such panel. */
static void the_overview_shows_the_first_of_them(void **state)
{
	struct world *w = *state;

	press(w, "Enter");
	assert_true(shows(w, "Key metrics"));
	assert_true(shows(w, "rows/s"));
	assert_true(shows(w, "p95 75 %"));
	press(w, "Tab Tab Tab");
	assert_true(shows(w, "\u203a Key metrics"));
	press(w, "Enter");
	assert_int_equal(console_place(w->console)->view, VIEW_METRICS);
	w->v.scene.metrics = NULL;
	press(w, "Esc");
	assert_false(holds(w, "Key metrics"));
	assert_true(shows(w, "panel 1/"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(the_cursor_moves_in_all_charts),
		CASE(time_is_zoomed_and_moved),
		CASE(the_newest_values_are_followed),
		CASE(the_past_stays_while_one_looks_around),
		CASE(the_cursor_begins_on_what_has_ended),
		CASE(evidence_leads_to_its_chart),
		CASE(the_source_is_asked_for_what_is_shown_once),
		CASE(a_chart_has_the_screen_and_gives_it_back),
		CASE(metrics_are_chosen),
		CASE(events_are_marks_and_sentences),
		CASE(what_is_not_here_yet_names_the_minute),
		CASE(a_time_leads_to_the_charts),
		CASE(our_own_access_is_found_far_back),
		CASE(each_value_can_be_reached),
		CASE(what_is_to_come_is_not_shown_silently),
		CASE(hints_are_of_use),
		CASE(the_menu_chooses_what_it_names),
		CASE(values_are_those_of_the_charts_that_are_shown),
		CASE(the_focused_thresholds_have_their_room),
		CASE(what_could_not_be_read_says_why),
		CASE(times_are_typed_in_many_ways),
		CASE(the_overview_shows_the_first_of_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* What a console keeps for the next run, and how times are written. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/unit/tui/console_world.h"

/* Leave, and come back with another console over the same fleet. */
static void leave_and_return(struct world *w, bool places)
{
	struct console_host host = { 0 };
	struct place fleet = place_of(VIEW_FLEET, "", "");
	AUTO(buf) bytes = BUF_INIT(LIMIT_SAVED);
	struct err err = ERR_INIT;
	struct saved out;
	struct saved in;

	saved_init(&out);
	saved_init(&in);
	console_save(w->console, &out);
	saved_write(&out, &bytes);
	saved_release(&out);
	host = console_world_host(w);
	console_free(w->console);
	w->console = console_new(&host);
	console_go(w->console, &w->v.scene, &fleet);
	assert_true(saved_read(buf_str(&bytes), "session", &in, &err));
	console_restore(w->console, &w->v.scene, &in, places);
	saved_release(&in);
}

static void one_comes_back_to_the_same_place_and_row(void **state)
{
	struct world *w = *state;

	press(w, "j Enter 3 j");
	leave_and_return(w, true);
	assert_int_equal(console_place(w->console)->view, VIEW_STACKS);
	assert_string_equal(console_place(w->console)->inst, "delta-prod-2");
	assert_true(shows(w, "› ● OK"));
	press(w, "[");
	assert_int_equal(console_place(w->console)->view, VIEW_OVERVIEW);
	press(w, "[");
	assert_true(shows(w, "› ▲ WARN    delta-prod-2"));
}

static void filters_and_the_order_are_kept(void **state)
{
	struct world *w = *state;

	press(w, "/");
	type(w, "harbor");
	press(w, "Enter");
	command(w, "sort customer desc");
	leave_and_return(w, true);
	assert_true(shows(w, "harbor ·"));
	assert_true(shows(w, "CUSTOMER ▾"));
	assert_false(holds(w, "acme-prod-eu"));
}

static void what_was_kept_is_said(void **state)
{
	struct world *w = *state;

	leave_and_return(w, true);
	assert_false(holds(w, "Where you left off")); /* all is as at the beginning */
	press(w, "/");
	type(w, "crit");
	press(w, "Enter");
	leave_and_return(w, true);
	draw(w, 24, 80);
	assert_true(shows(w,
			  "Where you left off; the filter crit is on, Esc clears it; "
			  "--fresh begins anew."));
	press(w, "Esc Enter");
	leave_and_return(w, true);
	assert_true(shows(w, "Where you left off; --fresh begins anew."));
}

static void neither_help_nor_messages_come_back(void **state)
{
	struct world *w = *state;

	press(w, "Enter");
	command(w, "messages");
	press(w, "?");
	leave_and_return(w, true);
	assert_int_equal(console_place(w->console)->view, VIEW_OVERVIEW);
}

static void an_installation_that_is_gone_leaves_the_fleet_and_a_sentence(void **state)
{
	struct world *w = *state;

	press(w, "G Enter");
	assert_string_equal(console_place(w->console)->inst, "opal-prod");
	w->v.scene.n_sites--;
	leave_and_return(w, true);
	assert_int_equal(console_place(w->console)->view, VIEW_FLEET);
	assert_true(shows(w, "opal-prod is not in the configuration any more"));
}

static void a_stack_that_is_gone_leaves_its_stacks_and_a_sentence(void **state)
{
	struct world *w = *state;
	struct stack *s = NULL;

	command(w, "stack acme-ingest acme-prod-eu");
	s = stacks_find(&w->v.rows[0].stacks, "acme-ingest");
	free(s->name);
	s->name = invented_text("acme-inject");
	leave_and_return(w, true);
	assert_int_equal(console_place(w->console)->view, VIEW_STACKS);
	assert_true(shows(w, "acme-prod-eu has no stack acme-ingest any more"));
}

static void a_place_that_was_named_is_not_overruled(void **state)
{
	struct world *w = *state;

	press(w, "Enter t");
	leave_and_return(w, false);
	assert_int_equal(console_place(w->console)->view, VIEW_FLEET);
	press(w, "t");
	assert_true(shows(
		w, "UTC here; the customer's in an installation that has a timezone"));
}

static void t_goes_through_four_displays_of_times(void **state)
{
	struct world *w = *state;

	w->v.insts[0].has_zone = true;
	w->v.insts[0].zone_sec = 9 * 3600;
	(void)setenv("TZ", "XST-01:30", 1);
	command(w, "stack acme-ingest acme-prod-eu");
	assert_true(shows(w, "14:02 UTC"));
	assert_true(shows(w, "13:49:00 ■ stack"));
	press(w, "t");
	assert_true(shows(w, "15:32 +01:30"));
	assert_true(shows(w, "COMPLETE 15:19L"));
	assert_true(shows(w, "15:19:00 ■ stack"));
	press(w, "t");
	assert_true(shows(w, "23:02 +09:00"));
	assert_true(shows(w, "UTC+09:00 (the customer's); C stands behind them"));
	assert_true(shows(w, "COMPLETE 22:49C"));
	press(w, "t");
	assert_true(shows(w, "COMPLETE 13 m"));
	assert_true(shows(w, "13 m     ■ stack"));
	press(w, "t");
	assert_true(shows(w, "13:49:00 ■ stack"));
	(void)unsetenv("TZ");
}

static void days_are_those_of_the_zone(void **state)
{
	struct world *w = *state;

	(void)state;
	w->v.insts[0].has_zone = true;
	w->v.insts[0].zone_sec = 10 * 3600;
	w->v.rows[0].stacks.items[0].changed_sec = INVENTED_NOW - 60;
	command(w, "stack acme-ingest acme-prod-eu");
	assert_true(shows(w, "── 2026-11-11 ──"));
	press(w, "t t");
	assert_true(shows(w, "── 2026-11-12 ──"));
}

/* ---- jobs ---- */

static struct job a_job(const char *id, const char *what, const char *inst)
{
	struct job j = { .attempt = 1, .attempts = 3 };

	(void)snprintf(j.id, sizeof(j.id), "%s", id);
	(void)snprintf(j.what, sizeof(j.what), "%s", what);
	(void)snprintf(j.inst, sizeof(j.inst), "%s", inst);
	(void)snprintf(j.state, sizeof(j.state),
		       "waits for cloudformation:DescribeStacks");
	return j;
}

static void the_jobs_are_listed_and_one_is_given_up(void **state)
{
	struct world *w = *state;
	struct job jobs[2] = { a_job("act:1", "fleet.refresh", "acme-prod-eu"),
			       a_job("act:2", "fleet.refresh", "delta-prod-2") };

	jobs[0].since_us = w->v.scene.now_us - 12 * CLOCK_SEC_US;
	jobs[1].throttled = true;
	jobs[1].attempt = 2;
	jobs[1].next_us = w->v.scene.now_us + 60 * CLOCK_SEC_US;
	w->v.scene.jobs = jobs;
	w->v.scene.n_jobs = 2;
	w->v.scene.pending = w->v.scene.n_running = 2;
	command(w, "jobs");
	assert_true(shows(w, "Jobs"));
	assert_true(shows(w, "waits for cloudformation:DescribeStacks"));
	assert_true(shows(w, "1 of 3"));
	assert_true(shows(w, "▲ throttled, next try in 5"));
	press(w, "j Ctrl-C");
	assert_string_equal(w->asked, "cancel");
	assert_string_equal(w->about, "act:2");
	w->v.scene.now_us += 5 * CLOCK_SEC_US;
	press(w, "q Ctrl-C");
	assert_string_equal(w->about, "");
	w->v.scene.jobs = NULL;
	w->v.scene.n_jobs = 0;
}

static void w_cuts_long_lines_of_text_and_wraps_them_again(void **state)
{
	struct world *w = *state;

	draw(w, 24, 80);
	press(w, "Enter Tab Tab");
	assert_true(shows(w, "262144000 bytes"));
	press(w, "w");
	assert_false(holds(w, "262144000 bytes"));
	press(w, "w");
	assert_true(shows(w, "262144000 bytes"));
}

static void full_screen_gives_one_panel_the_body_and_back(void **state)
{
	struct world *w = *state;

	press(w, "Enter Tab");
	assert_true(shows(w, "Who was here"));
	press(w, "F");
	assert_false(holds(w, "Who was here"));
	assert_true(shows(w, "› Stacks"));
	assert_true(shows(w, "whole screen"));
	press(w, "F");
	assert_true(shows(w, "Who was here"));
	press(w, "F Esc");
	assert_true(shows(w, "Who was here"));
	assert_int_equal(console_place(w->console)->view, VIEW_OVERVIEW);
}

static void full_screen_gives_a_list_the_body_and_back(void **state)
{
	struct world *w = *state;

	assert_true(shows(w, "Why acme-prod-eu is CRIT"));
	press(w, "F");
	assert_false(holds(w, "Why acme-prod-eu is CRIT"));
	press(w, "Esc 9");
	assert_true(shows(w, "as the customer reads it"));
	press(w, "F");
	assert_false(holds(w, "as the customer reads it"));
	press(w, "F");
	assert_true(shows(w, "as the customer reads it"));
}

static void without_jobs_there_is_a_sentence(void **state)
{
	struct world *w = *state;

	command(w, "jobs");
	assert_true(shows(w, "Nothing runs now."));
	press(w, "Ctrl-C");
	assert_true(shows(w, "Nothing is running"));
}

static void ctrl_c_ends_a_search_in_the_journal(void **state)
{
	struct world *w = *state;
	size_t look = 1;

	w->v.records.ctx = &look;
	press(w, "9 /");
	type(w, "jo");
	press(w, "Enter");
	assert_true(console_working(w->console));
	w->v.scene.n_running = 1;
	press(w, "Ctrl-C");
	assert_false(console_working(w->console));
	assert_string_equal(w->asked, "");
	assert_true(shows(w, "search stopped"));
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(one_comes_back_to_the_same_place_and_row),
		CASE(filters_and_the_order_are_kept),
		CASE(what_was_kept_is_said),
		CASE(neither_help_nor_messages_come_back),
		CASE(an_installation_that_is_gone_leaves_the_fleet_and_a_sentence),
		CASE(a_stack_that_is_gone_leaves_its_stacks_and_a_sentence),
		CASE(a_place_that_was_named_is_not_overruled),
		CASE(t_goes_through_four_displays_of_times),
		CASE(days_are_those_of_the_zone),
		CASE(the_jobs_are_listed_and_one_is_given_up),
		CASE(w_cuts_long_lines_of_text_and_wraps_them_again),
		CASE(full_screen_gives_one_panel_the_body_and_back),
		CASE(full_screen_gives_a_list_the_body_and_back),
		CASE(without_jobs_there_is_a_sentence),
		CASE(ctrl_c_ends_a_search_in_the_journal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The console: keys, prompts and questions, and where they lead. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/unit/tui/console_world.h"
#include "tests/unit/tui/invented_signals.h"
#include "tui/command.h"
#include "tui/views/later.h"

static void enter_opens_and_q_goes_up_again(void **state)
{
	struct world *w = *state;

	press(w, "Enter 3 Enter");
	assert_int_equal(console_place(w->console)->view, VIEW_STACK);
	assert_string_equal(console_place(w->console)->thing, "acme-ingest");
	assert_string_equal(w->watched.thing, "acme-ingest");
	press(w, "q");
	assert_int_equal(console_place(w->console)->view, VIEW_STACKS);
	press(w, "q");
	assert_int_equal(console_place(w->console)->view, VIEW_OVERVIEW);
	press(w, "Esc");
	assert_int_equal(console_place(w->console)->view, VIEW_FLEET);
}

/* What was given up is read again by the first, never by the second. */
static void one_opens_from_the_fleet_and_comes_back_to_the_rest(void **state)
{
	static const char *const there[] = { "messages", "jobs", "keys", "journal",
					     "help" };
	struct world *w = *state;

	press(w, "Enter");
	assert_int_equal(w->n_opened, 1);
	press(w, "3 Enter ? Esc");
	for (size_t i = 0; i < ARRAY_LEN(there); i++) {
		command(w, there[i]);
		press(w, "Esc");
		assert_string_equal(w->watched.thing, "acme-ingest");
	}
	press(w, "[ ] - - [ [ [");
	command(w, "fleet");
	press(w, "- - [ ] -");
	assert_int_equal(w->n_opened, 1);
	command(w, "fleet");
	press(w, "Enter");
	assert_int_equal(w->n_opened, 2);
}

static void brackets_walk_through_the_past(void **state)
{
	struct world *w = *state;

	press(w, "Enter 3 [ [");
	assert_int_equal(console_place(w->console)->view, VIEW_FLEET);
	press(w, "]");
	assert_int_equal(console_place(w->console)->view, VIEW_OVERVIEW);
	press(w, "-");
	assert_int_equal(console_place(w->console)->view, VIEW_FLEET);
	press(w, "[ [ [ [ [ [");
	assert_true(shows(w, "There is no screen before this one."));
}

static void q_at_the_fleet_asks_and_enter_stays(void **state)
{
	struct world *w = *state;

	press(w, "q Enter");
	assert_string_equal(w->asked, "");
	press(w, "q Tab Enter");
	assert_string_equal(w->asked, "quit");
}

static void a_dialog_is_deaf_to_what_was_typed_ahead(void **state)
{
	struct world *w = *state;
	struct key tab = { KEYCAP_TAB, 0 };
	struct key enter = { KEYCAP_ENTER, 0 };

	console_key(w->console, &w->v.scene, KEY_OF('q'));
	console_key(w->console, &w->v.scene, tab);
	console_key(w->console, &w->v.scene, enter);
	assert_string_equal(w->asked, "");
	assert_true(console_asking(w->console));
	assert_true(shows(w, "─ too quick: press again ─"));
	w->v.scene.now_us += CLOCK_SEC_US;
	console_key(w->console, &w->v.scene, tab);
	assert_true(shows(w, "now: Quit"));
	assert_false(holds(w, "too quick"));
}

static void ctrl_c_cancels_and_twice_quits(void **state)
{
	struct world *w = *state;

	w->v.scene.pending = 3;
	w->v.scene.n_running = 1;
	press(w, "Ctrl-C");
	assert_string_equal(w->asked, "cancel");
	w->v.scene.now_us += 3 * CLOCK_SEC_US;
	press(w, "Ctrl-C");
	assert_string_equal(w->asked, "cancel");
	press(w, "Ctrl-C");
	assert_string_equal(w->asked, "quit");
}

/* Each of them ends with a note of its own; the strip says the sum. */
static void readings_given_up_are_one_sentence(void **state)
{
	struct world *w = *state;

	w->v.scene.pending = 3;
	w->v.scene.n_running = 1;
	press(w, "Ctrl-C");
	for (size_t i = 0; i < 3; i++) {
		struct fleet_row *r = &w->v.rows[i];

		r->tried_sec = w->v.scene.now_sec;
		kept_err_say(&r->error, ERR_CANCEL, "fleet.refresh: given up");
	}
	console_notice(w->console, &w->v.scene);
	assert_true(shows(w, "Gave up 3 readings; Ctrl-C again within a second"));
	assert_int_equal(console_messages(w->console)->n, 4);
}

static void e_goes_from_problem_to_problem(void **state)
{
	struct world *w = *state;

	press(w, "e");
	assert_string_equal(w->frame.focus, "fleet:delta-prod-2");
	press(w, "e e e");
	assert_string_equal(w->frame.focus, "fleet:acme-prod-eu");
	press(w, "E");
	assert_string_equal(w->frame.focus, "fleet:fjord-prod");
}

static void the_worst_row_is_selected_until_the_operator_moves(void **state)
{
	struct world *w = *state;
	struct site first = w->v.scene.sites[0];

	w->v.scene.sites[0] = w->v.scene.sites[1];
	w->v.scene.sites[1] = first;
	draw(w, 35, 120);
	assert_string_equal(w->frame.focus, "fleet:delta-prod-2");
	press(w, "j");
	assert_string_equal(w->frame.focus, "fleet:acme-prod-eu");
	first = w->v.scene.sites[0];
	w->v.scene.sites[0] = w->v.scene.sites[1];
	w->v.scene.sites[1] = first;
	draw(w, 24, 80);
	assert_string_equal(w->frame.focus, "fleet:acme-prod-eu");
}

static void the_filter_is_live_and_esc_clears_it(void **state)
{
	struct world *w = *state;

	press(w, "/");
	type(w, "harbor");
	assert_true(shows(w, "2 of 8"));
	press(w, "Enter");
	assert_int_equal(console_place(w->console)->view, VIEW_FLEET);
	press(w, "Esc");
	assert_true(shows(w, "8 of 8"));
	press(w, "/");
	type(w, "zzz");
	assert_true(shows(w, "Filter hides all 8. Esc clears it."));
}

static void a_wrong_command_points_at_its_word(void **state)
{
	struct world *w = *state;

	command(w, "overview acme-prod-xx");
	assert_true(shows(w, "↓ no installation \"acme-prod-xx\" here"));
	assert_int_equal(console_place(w->console)->view, VIEW_FLEET);
	press(w, "Esc");
	command(w, "stakcs");
	assert_true(shows(w, "did you mean stacks?"));
	press(w, "Esc");
	command(w, "fleet now");
	assert_true(shows(w, "too many words"));
	press(w, "Esc");
	command(w, "sort customer desc");
	assert_true(shows(w, "sorted by CUSTOMER"));
}

static void enter_and_tab_take_the_only_word_that_begins_so(void **state)
{
	struct world *w = *state;

	press(w, ":");
	type(w, "overview acme");
	press(w, "Enter");
	assert_int_equal(console_place(w->console)->view, VIEW_OVERVIEW);
	assert_string_equal(console_place(w->console)->inst, "acme-prod-eu");
	press(w, "1 :");
	type(w, "overview harb");
	press(w, "Enter"); /* of several none is run */
	assert_int_equal(console_place(w->console)->view, VIEW_FLEET);
	assert_true(shows(w, "\"harb\" may be harbor-prod or harbor-stage"));
	press(w, "Ctrl-U");
	type(w, "overview acme");
	press(w, "Tab Enter");
	assert_int_equal(console_place(w->console)->view, VIEW_OVERVIEW);
	assert_string_equal(console_place(w->console)->inst, "acme-prod-eu");
}

static void a_stack_is_found_in_the_installation_that_is_named(void **state)
{
	struct world *w = *state;

	command(w, "stack delta-ingest delta-prod-2");
	assert_int_equal(console_place(w->console)->view, VIEW_STACK);
	assert_string_equal(console_place(w->console)->inst, "delta-prod-2");
	command(w, "stack acme-ingest");
	assert_true(shows(w, "no stack \"acme-ingest\" in delta-prod-2"));
	press(w, "Esc 1");
	command(w, "stack delta-ingest");
	assert_true(shows(w, "no stack \"delta-ingest\" in acme-prod-eu; delta-prod-2 "
			     "has it: stack delta-ingest delta-prod-2"));
	press(w, "Esc");
	command(w, "stack delta-ingest opal-prod");
	assert_true(shows(w, "no stack \"delta-ingest\" in opal-prod; delta-prod-2 "
			     "has it: stack delta-ingest delta-prod-2"));
}

static void what_this_version_has_not_is_said_in_one_sentence(void **state)
{
	static const struct {
		const char *key, *text;
	} rows[] = {
		{ "D", "no DEBUG sessions yet" },
		{ "x", "reveals nothing" },
		{ "i", "no incidents yet" },
		{ "u", "cannot write to the customer" },
		{ "6", "Loads is not in this" },
		{ "8", "Posture is not in this" },
		{ "Q", "Q does nothing here" },
		{ "Tab", "Tab does nothing here" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		press(*state, rows[i].key);
		assert_true(shows(*state, rows[i].text));
		assert_string_equal(((struct world *)*state)->asked, "");
	}
}

static void renewing_asks_with_the_focus_on_no(void **state)
{
	struct world *w = *state;

	press(w, "R Enter");
	assert_string_equal(w->asked, "");
	press(w, "R Tab Enter");
	assert_string_equal(w->asked, "renew");
	assert_string_equal(w->about, "acme-prod-eu");
	command(w, "drop harbor-prod");
	press(w, "Right Enter");
	assert_string_equal(w->asked, "drop");
	assert_string_equal(w->about, "harbor-prod");
}

static void a_code_of_six_digits_is_sent_and_nothing_else(void **state)
{
	struct world *w = *state;

	console_ask_mfa(w->console, &w->v.scene, "arn:aws:iam::305518842907:mfa/mira",
			NULL);
	w->v.scene.now_us += 500 * 1000;
	type(w, "12345");
	press(w, "Enter");
	assert_string_equal(w->asked, "");
	assert_true(shows(w, "An MFA code has six digits"));
	type(w, "123456");
	assert_false(console_asking(w->console) && shows(w, "123456"));
	press(w, "Enter");
	assert_string_equal(w->asked, "mfa");
	assert_string_equal(w->about, "123456");
	console_ask_mfa(w->console, &w->v.scene, "arn", NULL);
	w->v.scene.now_us += 500 * 1000;
	press(w, "Esc");
	assert_string_equal(w->about, "declined");
}

static void pasted_text_presses_no_key(void **state)
{
	struct world *w = *state;

	console_paste(w->console, &w->v.scene, STR("q:quit\r\nq\t\r"));
	assert_string_equal(w->asked, "");
	assert_int_equal(console_place(w->console)->view, VIEW_FLEET);
	assert_true(shows(w, "Pasted text was dropped"));
	press(w, ":");
	console_paste(w->console, &w->v.scene, STR("quit\r\n"));
	assert_string_equal(w->asked, "");
}

static void pasted_text_reaches_the_help_filter(void **state)
{
	struct world *w = *state;

	press(w, "?");
	console_paste(w->console, &w->v.scene, STR("verify"));
	assert_true(shows(w, "filter verify"));
	assert_false(holds(w, "Move down."));
}

static void help_takes_a_word_that_is_not_ascii(void **state)
{
	struct world *w = *state;

	command(w, "help fenêtre");
	assert_true(shows(w, "fenêtre"));
}

/* A key and a command of one name give one answer. */
static void what_is_not_here_yet_is_said_by_key_and_by_command(void **state)
{
	struct world *w = *state;
	const char *said = "Logs is not in this version yet; it needs a DEBUG session.";

	press(w, "5");
	assert_true(shows(w, said));
	press(w, "j");
	assert_false(holds(w, said));
	command(w, "logs anything at all");
	assert_true(shows(w, said));
	assert_null(later_of(STR("fleet")));
	for (size_t i = 0; i < verbs_n_rows; i++) {
		const struct verb *v = &verbs_all[i];

		if (v->command && v->command != COMMAND_ACTION &&
		    v->command != COMMAND_COPY)
			assert_null(later_of(str_of(v->name)));
	}
}

static void commands_name_no_verb_that_does_not_exist(void **state)
{
	static const char *const names[] = { "mode", "reconcile", "export" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		const char *text = later_of(str_of(names[i]));

		assert_non_null(text);
		assert_null(strstr(text, "candor config"));
		assert_null(strstr(text, "candor doctor"));
		assert_null(strstr(text, "candor init"));
	}
}

/* What matches little is looked for in slices: keys are answered in between. */
static void a_long_search_shows_what_it_found_and_goes_on(void **state)
{
	struct world *w = *state;
	size_t look = 2;

	w->v.records.ctx = &look;
	press(w, "9");
	assert_true(shows(w, "searching"));
	assert_true(console_working(w->console));
	assert_true(holds(w, "10494"));
	assert_false(holds(w, "9001"));
	console_work(w->console, &w->v.scene);
	assert_true(console_working(w->console));
	console_work(w->console, &w->v.scene);
	assert_false(console_working(w->console));
	assert_true(shows(w, "9001"));
	assert_false(holds(w, "searching"));
}

static uint64_t growing(void *ctx)
{
	static uint64_t n;

	(void)ctx;
	return ++n;
}

static void a_record_that_is_read_keeps_its_line_while_the_journal_grows(void **state)
{
	struct world *w = *state;

	w->v.records.stamp = growing;
	draw(w, 10, 40);
	press(w, "9 Enter G");
	assert_true(shows(w, "{\"act\":\"stack.read\"}"));
	draw(w, 10, 40);
	draw(w, 10, 40);
	assert_true(shows(w, "{\"act\":\"stack.read\"}"));
}

static void a_filter_ends_the_search_for_another(void **state)
{
	struct world *w = *state;
	size_t look = 2;

	w->v.records.ctx = &look;
	press(w, "9 /");
	type(w, "jo.");
	assert_true(shows(w, "Searching"));
	while (console_working(w->console))
		console_work(w->console, &w->v.scene);
	assert_true(shows(w, "2 acts of 10561"));
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

static bool at(const struct world *w, enum view_id view, const char *thing)
{
	return w->watched.view == view && text_eq(w->watched.thing, thing);
}

static bool at_view(const struct world *w, enum view_id view)
{
	return w->watched.view == view;
}

static void esc_leads_back_to_where_one_was(void **state)
{
	struct world *w = *state;

	press(w, "Enter Enter"); /* from the fleet's worst to its problem */
	assert_true(at(w, VIEW_STACK, "acme-ingest"));
	press(w, "Esc");
	assert_true(at(w, VIEW_OVERVIEW, ""));
	press(w, "3 Enter Esc");
	assert_true(at(w, VIEW_STACKS, ""));
	press(w, "Esc");
	assert_true(at(w, VIEW_OVERVIEW, ""));
	press(w, "Esc");
	assert_true(at(w, VIEW_FLEET, ""));
	command(w, "stack acme-ingest acme-prod-eu");
	press(w, "q");
	assert_true(at(w, VIEW_FLEET, ""));
	command(w, "access acme-prod-eu");
	press(w, "3 Esc");
	assert_true(at(w, VIEW_ACCESS, ""));
}

/* Each reason leads to its evidence; of the metadata, to what it tells of loads. */
static void reasons_lead_to_their_evidence(void **state)
{
	static const struct way {
		const char *rule;
		enum view_id view;
		const char *panel;
	} ways[] = {
		{ "beat-missed", VIEW_HEARTBEATS, NULL },
		{ "alarm-crit", VIEW_ALARMS, NULL },
		{ "metadata-rejects", VIEW_OVERVIEW, "Load errors" },
	};
	struct invented_signals signals = { 0 };
	struct world *w = *state;
	struct fleet_row *row = &w->v.rows[0];

	invented_signals(&signals, &w->v.scene, &w->v.insts[0], row);
	health_add_rule(&row->health, "beat-missed", "loader", 0, -1, "3 missed");
	health_add_rule(&row->health, "alarm-crit", "acme-errors", 0, -1, "ALARM");
	health_sort(&row->health);
	row->worst = row->health.rows[0];
	draw(w, 35, 120);
	for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
		AUTO(buf) text = BUF_INIT(64);

		press(w, "1 g Enter");
		assert_true(at_view(w, VIEW_OVERVIEW));
		press(w, "/ Ctrl-U");
		type(w, ways[i].rule);
		press(w, "Enter Enter");
		assert_true(at_view(w, ways[i].view));
		if (ways[i].panel) {
			buf_addf(&text, "› %s", ways[i].panel);
			assert_true(shows(w, buf_text(&text)));
		}
	}
	press(w, "1"); /* nothing draws what is given back now */
	invented_signals_release(&signals);
}

static void esc_leaves_the_detail_before_the_stack(void **state)
{
	struct world *w = *state;

	command(w, "stack acme-ingest acme-prod-eu");
	press(w, "Enter");
	assert_true(shows(w, "panel 3/5"));
	press(w, "Enter Esc"); /* the whole screen is a layer of its own */
	assert_true(shows(w, "panel 3/5"));
	press(w, "Esc");
	assert_true(shows(w, "panel 1/5"));
	press(w, "Tab Tab"); /* not entered from the resources */
	assert_true(shows(w, "panel 3/5"));
	press(w, "Esc");
	assert_true(at(w, VIEW_FLEET, ""));
}

static void raw_json_of_a_failed_resource_tells_why(void **state)
{
	struct world *w = *state;

	command(w, "stack acme-ingest acme-prod-eu");
	press(w, "Y");
	assert_non_null(strstr(w->copied, "LoaderFunction"));
	press(w, "d");
	assert_true(shows(w, "\"phase\": \"failed\""));
	assert_true(shows(w, "Unzipped size must be smaller"));
	assert_true(shows(w, "\"arn\": "));
}

static void the_overview_says_who_refused_since_when(void **state)
{
	struct world *w = *state;

	command(w, "open gale-prod");
	assert_true(shows(w, "○ NOACC since 13:22Z"));
	assert_false(holds(w, "Never read"));
	assert_false(holds(w, "never read"));
	press(w, "3");
	assert_true(shows(w, "AccessDenied: sts:AssumeRole"));
	assert_false(holds(w, "Never read"));
}

static void old_data_keep_the_state_they_were_in(void **state)
{
	struct world *w = *state;

	w->v.rows[0].data = FLEET_CACHED;
	w->v.rows[0].stale = true;
	press(w, "2");
	assert_true(shows(w, "■ CRIT since 13:49Z · as of 14:01Z"));
}

static void a_path_that_is_too_long_keeps_its_file(void **state)
{
	struct world *w = *state;

	console_say(w->console, w->v.scene.now_sec, PROGRAM_NOTE,
		    "Wrote the screen to /home/mira/.local/state/candor/dumps/"
		    "dump-01ARZ3NDEKTSV4RRFFQ69G5FAV.txt. Copied its path.");
	draw(w, 24, 80);
	assert_true(shows(w,
			  "Wrote the screen to …/dump-01ARZ3NDEKTSV4RRFFQ69G5FAV.txt. "
			  "Copied its path."));
	draw(w, 35, 150);
	assert_true(shows(w, "/home/mira/.local/state/candor/dumps/dump-01"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(enter_opens_and_q_goes_up_again),
		CASE(one_opens_from_the_fleet_and_comes_back_to_the_rest),
		CASE(brackets_walk_through_the_past),
		CASE(q_at_the_fleet_asks_and_enter_stays),
		CASE(a_dialog_is_deaf_to_what_was_typed_ahead),
		CASE(ctrl_c_cancels_and_twice_quits),
		CASE(raw_json_of_a_failed_resource_tells_why),
		CASE(the_overview_says_who_refused_since_when),
		CASE(old_data_keep_the_state_they_were_in),
		CASE(a_path_that_is_too_long_keeps_its_file),
		CASE(esc_leads_back_to_where_one_was),
		CASE(reasons_lead_to_their_evidence),
		CASE(esc_leaves_the_detail_before_the_stack),
		CASE(readings_given_up_are_one_sentence),
		CASE(e_goes_from_problem_to_problem),
		CASE(the_worst_row_is_selected_until_the_operator_moves),
		CASE(the_filter_is_live_and_esc_clears_it),
		CASE(a_wrong_command_points_at_its_word),
		CASE(enter_and_tab_take_the_only_word_that_begins_so),
		CASE(a_stack_is_found_in_the_installation_that_is_named),
		CASE(what_this_version_has_not_is_said_in_one_sentence),
		CASE(renewing_asks_with_the_focus_on_no),
		CASE(a_code_of_six_digits_is_sent_and_nothing_else),
		CASE(pasted_text_presses_no_key),
		CASE(pasted_text_reaches_the_help_filter),
		CASE(help_takes_a_word_that_is_not_ascii),
		CASE(what_is_not_here_yet_is_said_by_key_and_by_command),
		CASE(commands_name_no_verb_that_does_not_exist),
		CASE(a_long_search_shows_what_it_found_and_goes_on),
		CASE(a_record_that_is_read_keeps_its_line_while_the_journal_grows),
		CASE(a_filter_ends_the_search_for_another),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

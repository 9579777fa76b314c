/*
 * What keys do in lists, on whatever screen they stand: filter, sort, columns, marks,
 * wide, copy, raw JSON.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/unit/tui/console_world.h"

static void a_filter_says_what_is_wrong_with_it_and_stays_open(void **state)
{
	struct world *w = *state;

	press(w, "/");
	assert_true(shows(w, "col:word  col:=word  col>3"));
	assert_true(shows(w, "!not · state installation customer"));
	type(w, "prod custmer:acme");
	assert_true(shows(w, "↓ no column \"custmer\"; did you mean customer?"));
	assert_true(shows(w, "/ prod custmer:acme"));
	press(w, "Enter");
	assert_true(shows(w, "↓ no column \"custmer\""));
	press(w, "Ctrl-U");
	type(w, "customer:harbor !stage");
	assert_false(holds(w, "no column"));
	press(w, "Enter");
	assert_true(
		shows(w, "/customer:harbor !stage · sorted by severity ▾ · 1 of 8"));
	assert_true(shows(w, "› ● OK      harbor-prod"));
	press(w, "Esc");
	assert_false(holds(w, "customer:harbor"));
}

static void a_half_filter_says_what_it_lacks(void **state)
{
	static const struct {
		const char *typed, *says;
	} rows[] = {
		{ "since<", "↓ since< lacks a number, age (14m), size" },
		{ "since<1", "↓ since<1: a time needs a unit: s, m, h or d" },
		{ "a !since>=3MB", "↓ !since>=3MB: a time needs a unit" },
		{ "customer:", "↓ customer: lacks a word" },
		{ "prod !", "↓ ! lacks a word" },
		{ "customer:=", "↓ customer:= lacks a word; \"\" is an empty cell" },
	};
	struct world *w = *state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		press(w, "/");
		type(w, rows[i].typed);
		assert_false(holds(w, "lacks"));
		press(w, "Enter");
		assert_true(shows(w, rows[i].says));
		press(w, "Esc :");
		type(w, "filter ");
		type(w, rows[i].typed);
		press(w, "Enter");
		assert_true(shows(w, rows[i].says)); /* and the line stays open */
		assert_true(shows(w, ": filter "));
		press(w, "Esc");
		assert_true(shows(w, "8 of 8"));
	}
	command(w, "filter sate:ok");
	assert_true(shows(w, "         ↓ no column \"sate\"; did you mean state?"));
	press(w, "Esc");
	command(w, "filter since<1h");
	assert_true(shows(w, "/since<1h "));
	command(w, "filter");
	press(w, "/");
	type(w, "customer:=\"\"");
	press(w, "Enter");
	assert_true(shows(w, "/customer:=\"\" "));
}

static void the_filter_stays_in_sight_on_a_narrow_screen(void **state)
{
	struct world *w = *state;

	press(w, "3 /");
	type(w, "acme-ingest-with-a-long-name");
	press(w, "Enter");
	draw(w, 24, 80);
	assert_true(shows(w, "/acme-ingest-with-a-long-n… ─"));
	draw(w, 16, 60);
	assert_true(shows(w, "/acme-ingest-with-a-…"));
	draw(w, 35, 120);
	assert_true(shows(w, "/acme-ingest-with-a-long-name · "));
}

static void the_journal_takes_the_same_language(void **state)
{
	struct world *w = *state;

	press(w, "9 /");
	type(w, "whoo:mira");
	assert_true(shows(w, "↓ no column \"whoo\"; did you mean who?"));
	press(w, "Ctrl-U");
	type(w, "inst>3");
	assert_true(shows(w, "the journal compares no numbers"));
	press(w, "Ctrl-U");
	type(w, "who:mira bar:baz");
	assert_true(shows(w, "↓ no column \"bar\"; which one? who inst mode"));
	press(w, "Enter");
	assert_true(shows(w, "/ who:mira bar:baz"));
	press(w, "Ctrl-U");
	type(w, "logs:FilterLogEvents arn:aws:iam \"bar:baz\" 12:30");
	assert_false(holds(w, "no column"));
	press(w, "Esc");
	command(w, "journal who:mira !bar:baz");
	assert_true(shows(w, "↓ no column \"bar\"; which one? who inst mode"));
	assert_true(shows(w, ": journal who:mira !bar:baz"));
	press(w, "Esc /");
	type(w, "inst:=acme-prod-eu");
	press(w, "Enter");
	assert_true(shows(w, "/inst:=acme-prod-eu · 3 acts of 10561 entries"));
}

/* Where the selected record does not fit, the newest that does is selected. */
static void a_filter_of_the_journal_leads_to_the_newest_record(void **state)
{
	struct world *w = *state;

	press(w, "9 G /");
	type(w, "session.open");
	press(w, "Enter");
	assert_true(shows(w, "/session.open"));
	assert_true(shows(w, " 1/"));
}

static void a_filter_that_hides_all_names_the_key(void **state)
{
	struct world *w = *state;

	press(w, "/");
	type(w, "since>9d");
	press(w, "Enter");
	assert_true(shows(w, "Filter hides all 8. Esc clears it."));
	assert_true(shows(w, "Esc clear the filter"));
	assert_false(holds(w, "Enter open"));
	assert_false(holds(w, "Space mark"));
	press(w, "Esc !");
	press(w, "/");
	type(w, "harbor");
	assert_true(shows(w, "Filter and problems only hide all 8."));
}

static void the_sort_picker_marks_the_column_and_turns_it_around(void **state)
{
	struct world *w = *state;

	press(w, "s");
	assert_true(shows(w, "Sort by"));
	press(w, "j Enter");
	assert_true(shows(w, "sorted by INSTALLATION ▴"));
	press(w, "s");
	assert_true(shows(w, "now"));
	press(w, "Enter");
	assert_true(shows(w, "sorted by INSTALLATION ▾"));
	press(w, "S");
	assert_true(shows(w, "sorted by INSTALLATION ▴"));
	press(w, "s Esc");
	assert_true(shows(w, "sorted by INSTALLATION ▴"));
	command(w, "sort customer desc");
	assert_true(shows(w, "sorted by CUSTOMER ▾"));
}

static void the_fleets_own_order_is_picked_as_any_other(void **state)
{
	struct world *w = *state;

	press(w, "s j Enter s");
	assert_true(shows(w, "severity (as collected)"));
	press(w, "G Enter");
	assert_true(shows(w, "sorted by severity ▾"));
	command(w, "sort customer");
	command(w, "sort severity");
	assert_true(shows(w, "sorted by severity ▾"));
	command(w, "sort sev desc");
	assert_true(shows(w, "sorted by severity ▴"));
	command(w, "sort severity");
	assert_true(shows(w, "sorted by severity ▾"));
	press(w, ":");
	type(w, "sort ");
	assert_true(shows(w, "severity")); /* and advice names it */
	press(w, "Esc 3");
	command(w, "sort severity"); /* a list without one */
	assert_true(shows(w, "no column \"severity\" here"));
}

static void row_n_1_names_what_this_round_did_not_read(void **state)
{
	struct world *w = *state;
	struct fleet_row *gale = &w->v.rows[2];

	kept_err_say(&gale->error, ERR_DENIED, "AccessDenied: sts:AssumeRole");
	gale->tried_sec = MIN_AGO(9);
	w->v.scene.done = (struct fleet_progress){ .n = 4,
						   .ok = 4,
						   .calls = 1,
						   .started_sec = MIN_AGO(1),
						   .ended_sec = MIN_AGO(0) };
	assert_true(shows(w, "4 installations  ok 4  · 1 API call"));
	assert_false(holds(w, "missing"));
	w->v.scene.done.denied = 1;
	assert_false(holds(w, "missing"));
	gale->tried_sec = MIN_AGO(0);
	assert_true(shows(w, "denied 1  · missing gale-prod  · 1 API call"));
	draw(w, 16, 60);
	assert_true(shows(w, ", 2 ○")); /* the worse of ○ NOACC and ◌ STALE */
	press(w, "g Enter");
	assert_true(shows(w, "■ LoaderFunction UPDATE_FAILED: Resource"));
	press(w, "Tab Tab");
	assert_true(shows(w, "■ acme-ingest"));
	assert_true(shows(w, "first cause"));
}

static void a_group_of_what_is_gone_is_not_well(void **state)
{
	struct world *w = *state;
	struct stack *s = stacks_find(&w->v.rows[0].stacks, "acme-ingest");
	struct stack_resource *last = NULL;

	assert_non_null(s);
	assert_true(s->n_resources > 0);
	last = &s->resources[s->n_resources - 1];
	free(last->type);
	free(last->status);
	last->type = mem_text("AWS::Logs::LogGroup");
	last->status = mem_text("DELETE_COMPLETE");
	press(w, "3 Enter");
	assert_true(shows(w, "▸ · Logs"));
}

static void the_tree_of_a_stack_keeps_its_order(void **state)
{
	struct world *w = *state;

	press(w, "3 Enter s");
	assert_true(shows(w, "This list keeps its order, worst group first"));
}

static void columns_are_chosen_by_hand_and_by_name(void **state)
{
	struct world *w = *state;

	press(w, "c");
	assert_true(shows(w, "always there"));
	press(w, "j j Space Esc");
	assert_false(holds(w, "CUSTOMER"));
	assert_true(shows(w, "INSTALLATION"));
	command(w, "columns region");
	assert_true(shows(w, "STATE     INSTALLATION    REGION"));
	assert_false(holds(w, "REASON"));
	command(w, "columns nonsense");
	assert_true(shows(w, "No column \"nonsense\" here"));
	command(w, "columns default");
	assert_true(shows(w, "REASON"));
}

static void wide_shows_everything_sideways(void **state)
{
	struct world *w = *state;

	draw(w, 24, 80);
	press(w, "w");
	assert_true(shows(w, "wide, column 3 of"));
	press(w, "l l");
	assert_true(shows(w, "wide, column 5 of"));
	assert_true(shows(w, "acme-prod-eu"));
	press(w, "h h h");
	assert_true(shows(w, "This is the first column."));
	for (int i = 0; i < 40; i++)
		press(w, "l");
	assert_true(shows(w, "This is the last column."));
	assert_true(shows(w, "owned␇")); /* where the longest reason ends */
	press(w, "w");
	assert_false(holds(w, "wide, "));
}

static void y_copies_names_and_upper_y_the_whole(void **state)
{
	struct world *w = *state;

	press(w, "y");
	assert_string_equal(w->about, "the installation name");
	assert_string_equal(w->copied, "acme-prod-eu");
	assert_string_equal(w->named, "acme-prod-eu");
	press(w, "Y");
	assert_string_equal(w->named, "(acme-prod-eu)");
	assert_string_equal(w->about, "the row as JSON");
	assert_non_null(strstr(w->copied, "\"installation\": \"acme-prod-eu\""));
	press(w, "Space Space y");
	assert_string_equal(w->about, "2 installation names");
	assert_string_equal(w->copied, "acme-prod-eu\ndelta-prod-2\n");
	assert_string_equal(w->named, "(acme-prod-eu, delta-prod-2)");
	press(w, "Y");
	assert_string_equal(w->about, "2 rows as JSON");
	press(w, "Esc g 3 Y");
	assert_string_equal(w->about, "the ARN");
	assert_string_equal(w->copied, "arn:aws:cloudformation:eu-central-1:"
				       "441052219917:stack/acme-ingest/9f0c");
	assert_string_equal(w->named, w->copied);
	press(w, "Enter y");
	assert_string_equal(w->about, "the physical id");
	assert_string_equal(w->copied, "acme-ingest-LoaderFunction-9XK2");
	press(w, "d");
	assert_true(shows(w, "\"phase\": \"failed\""));
	press(w, "Esc");
	command(w, "copy arn");
	assert_string_equal(w->copied,
			    "arn:aws:lambda:eu-central-1:441052219917:function:"
			    "acme-ingest-LoaderFunction-9XK2");
	press(w, "Tab Y"); /* in the events, it is still about that resource */
	assert_string_equal(w->about, "the ARN");
	press(w, "9 y");
	assert_string_equal(w->about, "the record number");
	assert_string_equal(w->copied, "10494");
	command(w, "messages");
	command(w, "copy file");
	assert_string_equal(w->asked, "copy file");
}

static void d_lays_raw_json_over_the_view(void **state)
{
	struct world *w = *state;

	press(w, "d");
	assert_true(shows(w, "raw JSON"));
	assert_true(shows(w, "\"state\": \"crit\""));
	assert_false(holds(w, "sorted by"));
	press(w, "y");
	assert_string_equal(w->about, "the row as JSON");
	press(w, "G g d");
	assert_true(shows(w, "sorted by"));
	press(w, "9 d");
	assert_true(shows(w, "\"entry\""));
	assert_true(shows(w, "Journal › #10494 ─"));
	assert_true(shows(w, "raw JSON · Esc closes"));
	assert_true(shows(w, "Esc closes the raw JSON  y copies it"));
	assert_true(shows(w, "\\u001b[31m"));
	press(w, "Esc");
	assert_true(shows(w, "as the customer reads it"));
	press(w, "d 1");
	assert_true(shows(w, "sorted by"));
}

static void r_reads_the_marked_installations(void **state)
{
	struct world *w = *state;

	press(w, "j Space r");
	assert_string_equal(w->asked, "refresh");
	assert_string_equal(w->about, "delta-prod-2");
	press(w, "Esc r");
	assert_string_equal(w->about, "");
}

static void v_marks_from_the_last_mark_to_here(void **state)
{
	struct world *w = *state;

	press(w, "Space j j v");
	assert_true(shows(w, "4 marked"));
	press(w, "g Space");
	assert_true(shows(w, "3 marked"));
}

static void a_message_is_found_marked_and_copied(void **state)
{
	struct world *w = *state;

	press(w, "x D");
	command(w, "messages");
	press(w, "y");
	assert_string_equal(w->about, "the message");
	assert_true(shows(w, w->copied));
	press(w, "Enter y"); /* read alone, it is the same one */
	assert_string_equal(w->about, "the message");
	press(w, "Y");
	assert_string_equal(w->about, "the row as JSON");
	assert_non_null(strstr(w->copied, "\"message\": "));
	press(w, "Enter Space Space y");
	assert_string_equal(w->about, "2 messages");
	press(w, "Esc g d");
	assert_true(shows(w, "raw JSON"));
	assert_true(shows(w, "\"kind\": "));
	press(w, "Esc Space G v");
	assert_true(shows(w, " marked"));
}

/* However many there are: the list moves in memory while a key is acted on. */
static void a_key_on_the_messages_may_add_one(void **state)
{
	struct world *w = *state;

	command(w, "messages");
	for (unsigned i = 0; i < 70; i++) {
		AUTO(buf) text = BUF_INIT(LIMIT_TEXT);

		buf_addf(&text, "Message %u.", i);
		console_say(w->console, 1, PROGRAM_NOTE, buf_text(&text));
		press(w, i % 2 ? "e" : "E");
		assert_true(shows(w, "No other row here is in trouble."));
	}
}

/* "!" is no going: the row that is kept may be one of several. */
static void problems_only_says_nothing_of_other_rows(void **state)
{
	struct world *w = *state;

	press(w, "g !");
	assert_false(holds(w, "in trouble"));
	assert_true(holds(w, "acme-prod-eu"));
	assert_true(holds(w, "delta-prod-2"));
	assert_false(holds(w, "● OK"));
}

/* What was changing when it was read has not gone on since. */
static void old_data_is_judged_as_of_its_reading(void **state)
{
	struct world *w = *state;
	struct fleet_row *row = &w->v.rows[0];

	(void)invented_stack(row, "acme-late", "UPDATE_IN_PROGRESS", MIN_AGO(4));
	row->stale = true;
	w->v.scene.now_sec += 3 * 3600;
	command(w, row->inst->name);
	assert_true(shows(w, "○ acme-late"));
	press(w, "Tab d");
	for (int i = 0; i < 9 && !holds(w, "\"stack\": \"acme-late\""); i++)
		press(w, "d j d");
	assert_true(shows(w, "\"stack\": \"acme-late\""));
	assert_true(shows(w, "\"state\": \"ok\""));
	assert_false(holds(w, "minutes"));
	press(w, "Esc 3");
	command(w, "filter acme-late");
	assert_true(shows(w, "○ BUSY"));
	press(w, "d");
	assert_true(shows(w, "\"state\": \"ok\""));
	assert_false(holds(w, "minutes"));
	press(w, "Esc");
	assert_false(holds(w, "minutes"));
}

static void a_rule_is_copied_without_its_stack(void **state)
{
	struct world *w = *state;

	command(w, "acme-prod-eu");
	press(w, "y");
	assert_string_equal(w->about, "the rule");
	assert_string_equal(w->copied, "stack-rolled-back");
	press(w, "Y");
	assert_string_equal(w->about, "the row as JSON");
}

static void the_raw_json_is_titled_as_the_screen_calls_the_row(void **state)
{
	static const struct {
		const char *line, *keys, *title;
	} rows[] = {
		{ "fleet", "", "─ Fleet › acme-prod-eu ─" },
		{ "overview acme-prod-eu", "", "Overview › stack-rolled-back ─" },
		{ "overview acme-prod-eu", "Tab", "Overview › acme-ingest ─" },
		{ "stacks acme-prod-eu", "",
		  "─ Fleet › acme-prod-eu › Stacks › acme-" },
		{ "stack acme-ingest acme-prod-eu", "",
		  "Stacks › acme-ingest › LoaderFunction ─" },
		{ "journal", "", "─ Journal › #10494 ─" },
		{ "journal", "Enter", "─ Journal › #10494 ─" },
		{ "messages", "", "─ Messages › message of 14:0" },
	};
	struct world *w = *state;

	press(w, "Q");
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		command(w, rows[i].line);
		press(w, rows[i].keys);
		press(w, "d");
		assert_true(shows(w, rows[i].title));
		press(w, "Esc");
	}
}

static void jobs_are_a_list_as_any_other(void **state)
{
	struct world *w = *state;
	struct job jobs[] = {
		{ .id = "act:1", .what = "fleet.refresh", .inst = "acme-prod-eu" },
		{ .id = "act:2", .what = "fleet.refresh", .inst = "delta-prod-2" },
		{ .id = "act:3", .what = "journal.verify", .throttled = true },
	};

	w->v.scene.jobs = jobs;
	w->v.scene.n_jobs = ARRAY_LEN(jobs);
	command(w, "jobs");
	press(w, "Ctrl-C j Ctrl-C Ctrl-C"); /* one each, and it is no leaving */
	assert_string_equal(w->asked, "cancel");
	assert_string_equal(w->about, "act:2");
	assert_true(shows(w, "Gave up the job under the cursor."));
	press(w, "g y");
	assert_string_equal(w->copied, "fleet.refresh acme-prod-eu");
	press(w, "e y");
	assert_string_equal(w->copied, "journal.verify");
	press(w, "g d");
	assert_true(shows(w, "\"what\": \"fleet.refresh\""));
	press(w, "Esc Space Space y");
	assert_string_equal(w->about, "2 job names");
	press(w, "Esc /");
	type(w, "inst:delta");
	press(w, "Enter");
	assert_false(holds(w, "journal.verify"));
	press(w, "Esc !");
	assert_true(shows(w, "journal.verify"));
	assert_false(holds(w, "delta-prod-2"));
	press(w, "! s");
	assert_true(shows(w, "Sort by"));
	press(w, "Esc c");
	assert_true(shows(w, "always there"));
	press(w, "Esc");
	w->v.scene.jobs = NULL;
	w->v.scene.n_jobs = 0;
}

static void resources_are_marked_and_only_problems_shown(void **state)
{
	struct world *w = *state;

	press(w, "3 Enter !");
	assert_true(shows(w, "LoaderFunction"));
	assert_false(holds(w, "▾"));
	assert_true(shows(w, "problems only"));
	press(w, "g Space");
	assert_true(shows(w, "1 marked"));
	press(w, "! y");
	assert_string_equal(w->copied, "acme-ingest-LoaderFunction-9XK2");
	press(w, "G v");
	assert_true(shows(w, " marked"));
}

static void a_reason_is_whole_to_filters_and_where_there_is_room(void **state)
{
	struct world *w = *state;

	free(w->v.insts[1].name);
	w->v.insts[1].name = mem_text("delta"); /* as its stack delta-ingest begins */
	draw(w, 24, 80);
	assert_true(shows(w, " …-ingest UPDATE"));
	press(w, "/");
	type(w, "reason:delta-ingest");
	press(w, "Enter w");
	assert_true(shows(w, "› ▲ WARN"));
	draw(w, 35, 200);
	assert_true(shows(w, " delta-ingest UPDATE"));
	assert_false(holds(w, "…-ingest"));
}

static void names_are_whole_under_100_columns(void **state)
{
	struct world *w = *state;
	struct stack *s = &w->v.rows[0].stacks.items[0];

	free(w->v.insts[0].name);
	w->v.insts[0].name = mem_text("shinonome-test-sg-osaka");
	draw(w, 24, 80);
	assert_true(shows(w, "› ■ CRIT    shinonome-test-sg-osaka "));
	assert_true(shows(w, "CUSTOMER"));
	assert_true(shows(w, "acme-ingest UPDATE_"));
	draw(w, 16, 60);
	assert_true(shows(w, "› ■ CRIT    shinonome-test-sg-osaka acme"));
	draw(w, 10, 40);
	assert_true(shows(w, "› ■ CRIT    shinono…g-osaka acme-inge"));
	free(s->name);
	s->name = mem_text("shinonome-test-sg-storage");
	draw(w, 24, 80);
	press(w, "3");
	assert_true(shows(w, " shinonome-test-sg-storage "));
	draw(w, 35, 120);
	assert_false(holds(w, "UPDATE_ROLLBACK_COMPLETE 13:49Z"));
	assert_true(shows(w, "LoaderFunction: Resource"));
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_filter_says_what_is_wrong_with_it_and_stays_open),
		CASE(a_half_filter_says_what_it_lacks),
		CASE(the_filter_stays_in_sight_on_a_narrow_screen),
		CASE(the_journal_takes_the_same_language),
		CASE(a_filter_of_the_journal_leads_to_the_newest_record),
		CASE(a_filter_that_hides_all_names_the_key),
		CASE(the_sort_picker_marks_the_column_and_turns_it_around),
		CASE(the_fleets_own_order_is_picked_as_any_other),
		CASE(row_n_1_names_what_this_round_did_not_read),
		CASE(a_group_of_what_is_gone_is_not_well),
		CASE(the_tree_of_a_stack_keeps_its_order),
		CASE(columns_are_chosen_by_hand_and_by_name),
		CASE(wide_shows_everything_sideways),
		CASE(y_copies_names_and_upper_y_the_whole),
		CASE(d_lays_raw_json_over_the_view),
		CASE(old_data_is_judged_as_of_its_reading),
		CASE(a_rule_is_copied_without_its_stack),
		CASE(r_reads_the_marked_installations),
		CASE(v_marks_from_the_last_mark_to_here),
		CASE(a_reason_is_whole_to_filters_and_where_there_is_room),
		CASE(names_are_whole_under_100_columns),
		CASE(a_message_is_found_marked_and_copied),
		CASE(a_key_on_the_messages_may_add_one),
		CASE(problems_only_says_nothing_of_other_rows),
		CASE(the_raw_json_is_titled_as_the_screen_calls_the_row),
		CASE(jobs_are_a_list_as_any_other),
		CASE(resources_are_marked_and_only_problems_shown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* What each screen says, beyond its golden frames. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/unit/tui/screens.h"

/* ---- fleet ---- */

static void fail_reading(struct world *w, size_t row)
{
	w->v.rows[row].read_sec = MIN_AGO(3);
	w->v.rows[row].tried_sec = MIN_AGO(0);
	w->v.rows[row].stale = true;
	kept_err_say(&w->v.rows[row].error, ERR_NET,
		     "cloudformation:DescribeStacks: no connection");
}

static void row_2_counts_what_was_not_read(void **state)
{
	struct world *w = *state;

	size(w, 20, 62);
	assert_true(shows(w, "9Jrn"));
	assert_true(shows(w, "↻ now, 2 ○"));
	size(w, 35, 120);
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
	assert_true(shows(w, "■ CRIT ◌  acme-prod-eu"));
	line = line_with(w, "■ CRIT ◌  acme-prod-eu");
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

/* Lines of the why-panel, from its rule to the line of the access. */
static void why_text(struct world *w, struct buf *out)
{
	AUTO(buf) all = BUF_INIT(LIMIT_MIB(1));
	struct str rest = { 0 };
	int from = line_with(w, "─ Why "), to = line_with(w, "  Access");

	screen(w, &all);
	rest = buf_str(&all);
	for (int line = 0; line < to; line++) {
		struct str one = str_cut(&rest, '\n');

		if (line > from)
			buf_add_str(out, one);
	}
}

static void a_reason_is_not_cut_while_there_is_room(void **state)
{
	static const char *const subjects[] = { "acme-core", "acme-data", "acme-web" };
	struct world *w = *state;
	struct fleet_row *row = &w->v.rows[0];

	for (size_t i = 0; i < ARRAY_LEN(subjects); i++)
		health_add_rule(
			&row->health, "stack-failed", subjects[i], MIN_AGO(9), 1,
			"Resource handler returned message: \"The role defined "
			"for the function cannot be assumed by Lambda. (Service: "
			"Lambda, Status Code: 400)\" (HandlerErrorCode: %s)",
			"InvalidRequest");
	for (int rows = 35; rows <= 45; rows++) {
		AUTO(buf) why = BUF_INIT(LIMIT_KIB(64));

		size(w, rows, 120);
		why_text(w, &why);
		if (strstr(buf_text(&why), "…"))
			fail_msg("cut at %d lines: %s", rows, buf_text(&why));
	}
}

/* More rows than lines, on a narrow screen: the panel keeps a share of them. */
static void the_first_reason_is_whole_on_a_narrow_screen(void **state)
{
	static const char *const subjects[] = { "acme-core", "acme-data", "acme-web" };
	struct world *w = *state;
	struct scene *s = &w->v.scene;

	for (size_t i = 0; i < ARRAY_LEN(subjects); i++)
		health_add_rule(&w->v.rows[0].health, "stack-failed", subjects[i],
				MIN_AGO(9), 1, "Resource handler returned message: %s",
				"\"The role cannot be assumed by Lambda.\"");
	while (s->n_sites < 37) {
		struct site site = s->sites[s->n_sites % INVENTED_N];

		*VEC_PUSH(s->sites, s->n_sites, s->cap_sites) = site;
	}
	s->stamp++;
	size(w, 24, 80);
	assert_true(shows(w, "message: \"Unzipped size must be\n"
			     "    smaller than 262144000 bytes\""));
	assert_true(shows(w, "… 2 more · Enter shows all"));
}

static void what_is_being_read_is_not_advised_to_be_read(void **state)
{
	struct world *w = *state;

	press(w, "j j j");
	assert_true(shows(w, "Why fjord-prod is STALE"));
	assert_true(holds(w, "Advice: refresh"));
	w->v.rows[3].refreshing = true;
	assert_false(holds(w, "Advice: refresh"));
	press(w, "Enter");
	assert_true(shows(w, "cached"));
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

/* ---- overview, stack ---- */

static void set_text(char **dst, const char *text)
{
	free(*dst);
	*dst = invented_text(text);
}

static struct stack *ingest(struct world *w)
{
	return stacks_find(&w->v.rows[0].stacks, "acme-ingest");
}

static void open_ingest(struct world *w)
{
	command(w, "stack acme-ingest acme-prod-eu");
}

static void statuses_are_whole_or_cut_where_it_is_seen(void **state)
{
	struct world *w = *state;

	open_ingest(w);
	for (int cols = 60; cols <= 140; cols += 3) {
		size(w, 30, cols);
		assert_true(shows(w, "UPDATE_ROLLBACK_COMPLETE"));
		assert_true(shows(w, "UPDATE_ROLLBACK_IN_PROGRESS"));
	}
	set_text(&ingest(w)->events[0].status,
		 "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS");
	size(w, 30, 120);
	assert_true(shows(w, "UPDATE_ROLLBACK_…NUP_IN_PROGRESS"));
}

static void labels_are_whole_at_every_width(void **state)
{
	struct world *w = *state;

	open_ingest(w);
	press(w, "Enter");
	for (int cols = 60; cols <= 140; cols += 3) {
		size(w, 35, cols);
		assert_true(shows(w, "physical id"));
		assert_true(shows(w, "first cause"));
	}
}

static void a_hundred_columns_stand_one_above_the_other(void **state)
{
	struct world *w = *state;

	open_ingest(w);
	size(w, 30, 100);
	assert_true(line_with(w, "─ Events ─") > line_with(w, "› Resources"));
	size(w, 30, 120);
	assert_true(line_with(w, "─ Events ─") == line_with(w, "› Resources"));
}

static void a_failed_resource_says_how_it_came_to_its_status(void **state)
{
	struct world *w = *state;

	open_ingest(w);
	size(w, 35, 150);
	assert_true(shows(w, "failed 13:47Z, then rolled back to UPDATE_COMPLETE"));
}

static void the_first_cause_is_marked_when_its_resource_is_gone(void **state)
{
	struct world *w = *state;
	struct stack *s = ingest(w);

	set_text(&s->status, "ROLLBACK_COMPLETE");
	set_text(&s->resources[0].status, "DELETE_COMPLETE");
	open_ingest(w);
	size(w, 35, 140);
	assert_true(shows(w, "▾ ■ Compute"));
	assert_true(shows(w, "■ FAILED  LoaderFunction"));
	assert_true(shows(w, "then deleted by the rollback"));
	/* and where the list of resources has forgotten it */
	set_text(&s->resources[0].logical, "Other");
	set_text(&s->resources[0].status, "CREATE_COMPLETE");
	assert_true(shows(w, "▾ ■ Compute"));
}

static void a_stack_that_rolls_back_carries_the_sign_of_a_warning(void **state)
{
	struct world *w = *state;

	command(w, "stack delta-ingest delta-prod-2");
	assert_true(shows(w, "▲ UPDATE_ROLLBACK_IN_PROGRESS"));
	press(w, "2");
	assert_true(shows(w, "▲ delta-ingest"));
}

static void hints_say_what_the_focused_panel_does(void **state)
{
	struct world *w = *state;

	open_ingest(w);
	assert_true(shows(w, "e next "));
	assert_true(shows(w, "fold"));
	press(w, "S-Tab");
	assert_true(shows(w, "panel 5/5"));
	assert_false(holds(w, "e next problem"));
	assert_false(holds(w, "h fold"));
	press(w, "Enter");
	assert_true(shows(w, "LogRetentionDays"));
	assert_false(holds(w, "Outputs"));
	press(w, "Esc");
	assert_true(shows(w, "Outputs"));
}

static void visits_are_whole_at_a_hundred_columns(void **state)
{
	struct world *w = *state;

	press(w, "Enter");
	size(w, 30, 100);
	assert_true(shows(w, "mira.kovac"));
	assert_true(shows(w, "jo.lindqvist"));
	assert_true(shows(w, "observe ×2"));
}

/* ---- journal ---- */

static void the_journal_of_all_names_the_installation(void **state)
{
	struct world *w = *state;

	press(w, "9");
	size(w, 24, 80);
	assert_true(shows(w, "INSTALLATION"));
	assert_true(shows(w, "acme-prod-eu"));
	assert_true(shows(w, "5 acts, 10561 entries"));
	press(w, "q J");
	assert_false(holds(w, "INSTALLATION"));
	assert_true(shows(w, "inst:=acme-prod-eu · 3 acts of 10561 entries"));
}

static void a_second_9_takes_the_filter_away(void **state)
{
	struct world *w = *state;
	static const char *const keys[] = { "9", "Esc" };

	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		press(w, "1 Enter 9");
		assert_true(shows(w, "inst:=acme-prod-eu"));
		press(w, keys[i]);
		assert_true(shows(w, "5 acts, 10561 entries"));
		assert_true(shows(w, "journal of 8 installations"));
	}
}

/* ---- messages, layers ---- */

static void messages_hold_what_failed_with_a_count(void **state)
{
	struct world *w = *state;

	fail_reading(w, 0);
	kept_err_say(&w->v.rows[2].error, ERR_DENIED,
		     "AccessDenied: sts:AssumeRole: the customer's trust policy does "
		     "not allow it, and this is a long sentence that goes on and on "
		     "until its very end");
	look(w);
	w->v.rows[0].tried_sec += 60;
	look(w);
	command(w, "messages");
	assert_true(shows(w, "▲ acme-prod-eu: cloudformation:DescribeStacks: no conn"));
	assert_true(shows(w, "×2"));
	assert_true(shows(w, "▲ gale-prod: AccessDenied"));
	size(w, 24, 80);
	press(w, "j e");
	assert_true(shows(w, "The whole message"));
	press(w, "g e");
	assert_false(holds(w, "e does nothing here"));
	press(w, "G Enter");
	assert_false(holds(w, "TIMES MESSAGE"));
	press(w, "Esc");
	assert_true(shows(w, "TIMES MESSAGE"));
}

static void a_journal_that_cannot_be_written_is_a_message(void **state)
{
	struct world *w = *state;

	w->v.scene.journal = JOURNAL_BROKEN;
	w->v.scene.journal_why = "journal.db: disk I/O error";
	look(w);
	command(w, "messages");
	assert_true(shows(w, "■ no journal, no access: journal.db: disk I/O error"));
}

/* No reading opens a session then, whatever stood there before. */
static void without_a_journal_no_reading_is_advised(void **state)
{
	struct world *w = *state;

	command(w, "filter gale-prod");
	assert_true(shows(w, "Access: no session is open; r tries again"));
	w->v.scene.journal = JOURNAL_BROKEN;
	w->v.scene.journal_why = "bring back journal.db, start candor again";
	assert_true(shows(w, "Access: none without the journal; bring back journal.db, "
			     "start candor again"));
	assert_false(holds(w, "tries again"));
}

/* 80 columns: what happened, and what to do; the rest stands in the messages. */
static void a_lost_journal_says_what_to_do_on_a_narrow_screen(void **state)
{
	static const struct {
		const char *why, *strip;
	} rows[] = {
		{ "/home/mira.kovac/.local/state/candor/journal.db: the disk is full: "
		  "free some space, then start candor again (disk is full, 13)",
		  "■ …/journal.db: the disk is full: free some space, then start "
		  "candor "
		  "again" },
		{ "/home/mira.kovac/.local/state/candor/journal.db: cannot be written: "
		  "check its owner, mode and how it is mounted (readonly, 8)",
		  "■ …/journal.db: cannot be written: check its owner, mode and how it "
		  "is m" },
		{ "bring back journal.db, start candor again: /home/mira.kovac/.local/"
		  "state/candor/journal.db was deleted or moved away while in use",
		  "■ bring back journal.db, start candor again: …/journal.db was "
		  "deleted or m" },
	};
	struct world *w = *state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		press(w, "1");
		w->v.scene.journal = JOURNAL_OK;
		draw(w, 24, 80);
		w->v.scene.journal = JOURNAL_BROKEN;
		w->v.scene.journal_why = rows[i].why;
		draw(w, 24, 80);
		assert_true(shows(w, rows[i].strip));
		command(w, "messages");
		draw(w, 24, 200);
		press(w, "g Enter");
		assert_true(shows(w, rows[i].why));
		press(w, "Enter");
	}
}

static void no_way_out_leads_in_a_circle(void **state)
{
	struct world *w = *state;

	press(w, "Enter");
	command(w, "access");
	command(w, "messages");
	command(w, "access");
	command(w, "messages");
	press(w, "?");
	press(w, "Esc q Esc q Esc q q");
	assert_true(shows(w, "Quit candor"));
	press(w, "Esc [");
	assert_true(shows(w, "There is no screen before this one."));
}

static void a_small_screen_asks_for_a_second_q(void **state)
{
	struct world *w = *state;

	size(w, 9, 39);
	assert_true(shows(w, "q twice quits"));
	press(w, "q");
	assert_true(shows(w, "q again quits"));
	assert_string_equal(w->asked, "");
	press(w, "Esc q");
	assert_string_equal(w->asked, "");
	press(w, "q");
	assert_string_equal(w->asked, "quit");
}

static void marks_outlive_the_filter_and_esc_clears_one_layer(void **state)
{
	struct world *w = *state;

	press(w, "Space Space");
	assert_true(shows(w, "2 marked"));
	assert_true(shows(w, "› ○ NOACC   gale-prod"));
	press(w, "/");
	type(w, "harbor");
	press(w, "Enter Space");
	assert_true(shows(w, "3 marked"));
	assert_true(shows(w, "/harbor · sorted by"));
	press(w, "Esc");
	assert_true(shows(w, "3 marked"));
	assert_false(holds(w, "/harbor"));
	press(w, "Esc");
	assert_false(holds(w, "marked"));
}

static void help_names_only_keys_that_work_there(void **state)
{
	struct world *w = *state;

	press(w, "?");
	assert_true(shows(w, "Esc close"));
	assert_false(holds(w, "r refresh"));
	assert_false(holds(w, ": command"));
}

/* ---- help, filter ---- */

static void help_is_whole_and_ends_with_what_is_missing(void **state)
{
	struct world *w = *state;
	AUTO(buf) page = BUF_INIT(LIMIT_MIB(1));
	AUTO(buf) again = BUF_INIT(LIMIT_MIB(1));

	size(w, 24, 80);
	press(w, "9 ?");
	assert_true(shows(w, "more lines"));
	assert_true(shows(w, "name a field."));
	assert_int_equal(line_with(w, "more lines"), 20);
	screen(w, &page);
	press(w,
	      "PgDn PgUp"); /* whole pages of what was seen: nothing is passed over */
	screen(w, &again);
	assert_string_equal(buf_text(&again), buf_text(&page));
	press(w, "PgDn");
	buf_clear(&page);
	screen(w, &page);
	press(w, "PgUp");
	for (int i = 5; i < 20; i++)
		press(w, "Down");
	buf_clear(&again);
	screen(w, &again);
	assert_string_equal(buf_text(&again), buf_text(&page));
	for (int i = 0; i < 20; i++)
		press(w, "PgDn");
	assert_false(holds(w, "more lines"));
	assert_true(line_with(w, "Not in this version") < 0 ||
		    line_with(w, "Not in this version") > 3);
	type(w, "journal");
	assert_false(holds(w, "Not in this version"));
	press(w, "Esc");
	type(w, "posture");
	assert_true(shows(w, "Not in this version"));
	assert_false(holds(w, "Everywhere"));
}

static void a_filter_without_hits_keeps_the_selection(void **state)
{
	struct world *w = *state;

	press(w, "j j");
	press(w, "/");
	type(w, "harbor-nowhere");
	assert_true(shows(w, "Filter hides all 8"));
	press(w, "Esc");
	assert_true(shows(w, "› ○ NOACC   gale-prod"));
}

static void the_stacks_say_how_long_ago_they_changed(void **state)
{
	struct world *w = *state;

	press(w, "Enter 3");
	assert_true(shows(w, "214 d"));
	assert_false(holds(w, "04-23"));
}

/* ---- dialogs, command line ---- */

static void n_stays_and_y_quits(void **state)
{
	struct world *w = *state;

	press(w, "q");
	assert_true(shows(w, "now: Stay"));
	press(w, "x");
	assert_true(shows(w, "that key presses nothing"));
	assert_false(holds(w, "/ filter")); /* keys of the list are dead here */
	press(w, "n");
	assert_false(holds(w, "Quit candor"));
	assert_true(shows(w, "Stayed."));
	assert_string_equal(w->asked, "");
	press(w, "q y");
	assert_string_equal(w->asked, "quit");
}

/* The last line says what the keys of the box do, as its foot does. */
static void a_box_has_its_keys_in_the_hint_line(void **state)
{
	static const struct {
		const char *keys, *hints;
	} rows[] = {
		{ "q", "\n Enter Stay  Tab other button  y Quit  n Stay  Esc Stay\n" },
		{ "q Tab",
		  "\n Enter Quit  Tab other button  y Quit  n Stay  Esc Stay\n" },
		{ "a", "\n ↑↓ choose  Enter or its key takes it  Esc closes\n" },
		{ "c", "\n ↑↓ choose  Space shows or hides  Enter closes\n" },
		{ "c j j j", "\n ↑↓ choose  Space shows or hides  Enter closes\n" },
		{ "Ctrl-P",
		  "\n Enter runs fleet  ↑↓ choose  Tab completes  Esc closes\n" },
		{ "Ctrl-P q", "\n Enter runs what is typed  ↑↓ choose  Tab completes  "
			      "Esc closes\n" },
	};
	struct world *w = *state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		press(w, rows[i].keys);
		assert_true(shows(w, rows[i].hints));
		assert_int_equal(
			w->frame.cells[(w->frame.rows - 1) * w->frame.cols + 1].role,
			ROLE_KEY);
		press(w, "Esc");
	}
}

static void sort_shows_its_columns_and_right_takes_the_grey_part(void **state)
{
	struct world *w = *state;

	command(w, "sort ");
	assert_true(shows(w, "which one? state installation customer"));
	press(w, "Right Enter");
	assert_true(shows(w, "sorted by STATE"));
	press(w, ":");
	type(w, "sort inst");
	press(w, "Tab Enter");
	assert_true(shows(w, "sorted by INSTALLATION"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(row_2_counts_what_was_not_read),
		CASE(row_2_shows_the_age_of_the_oldest_row),
		CASE(a_row_whose_last_reading_failed_is_stale),
		CASE(each_advice_stands_under_its_reason),
		CASE(a_reason_is_not_cut_while_there_is_room),
		CASE(the_first_reason_is_whole_on_a_narrow_screen),
		CASE(what_is_being_read_is_not_advised_to_be_read),
		CASE(the_arrow_points_down_where_the_greatest_is_first),
		CASE(an_unknown_age_is_last_in_both_directions),
		CASE(the_first_reading_is_said_at_once),
		CASE(statuses_are_whole_or_cut_where_it_is_seen),
		CASE(labels_are_whole_at_every_width),
		CASE(a_hundred_columns_stand_one_above_the_other),
		CASE(a_failed_resource_says_how_it_came_to_its_status),
		CASE(the_first_cause_is_marked_when_its_resource_is_gone),
		CASE(a_stack_that_rolls_back_carries_the_sign_of_a_warning),
		CASE(hints_say_what_the_focused_panel_does),
		CASE(visits_are_whole_at_a_hundred_columns),
		CASE(the_journal_of_all_names_the_installation),
		CASE(a_second_9_takes_the_filter_away),
		CASE(messages_hold_what_failed_with_a_count),
		CASE(a_journal_that_cannot_be_written_is_a_message),
		CASE(a_lost_journal_says_what_to_do_on_a_narrow_screen),
		CASE(without_a_journal_no_reading_is_advised),
		CASE(no_way_out_leads_in_a_circle),
		CASE(a_small_screen_asks_for_a_second_q),
		CASE(marks_outlive_the_filter_and_esc_clears_one_layer),
		CASE(help_names_only_keys_that_work_there),
		CASE(help_is_whole_and_ends_with_what_is_missing),
		CASE(a_filter_without_hits_keeps_the_selection),
		CASE(the_stacks_say_how_long_ago_they_changed),
		CASE(n_stays_and_y_quits),
		CASE(a_box_has_its_keys_in_the_hint_line),
		CASE(sort_shows_its_columns_and_right_takes_the_grey_part),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * The console: what its screens say, whole and in trouble, also where there is hardly
 * room for them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/unit/tui/console_world.h"
#include "tui/command.h"
#include "tui/views/later.h"

static const char *invented_page_title(void *ctx, const char *name)
{
	(void)ctx;
	return text_eq(name, "calls") ? "AWS calls" : NULL;
}

static void invented_page(void *ctx, const char *name, struct detail *ret)
{
	(void)ctx;
	detail_pair(ret, name, ROLE_TEXT, STR("four of them"));
}

static void a_page_is_read_and_closed(void **state)
{
	struct world *w = *state;
	struct pages pages = { invented_page_title, invented_page, NULL };

	w->v.scene.pages = &pages;
	command(w, "calls");
	assert_true(shows(w, "─ AWS calls ─"));
	assert_true(shows(w, "calls  four of them"));
	press(w, "Esc");
	assert_true(shows(w, "─ Fleet ─"));
}

static void a_first_load_shows_dots_and_then_what_is_waited_for(void **state)
{
	struct world *w = *state;
	struct fleet_row *row = &w->v.rows[0];

	stacks_release(&row->stacks);
	row->data = FLEET_NOTHING;
	row->refreshing = true;
	row->read_sec = 0;
	w->v.scene.pending = 1;
	w->v.scene.busy_us = w->v.scene.now_us - 6 * CLOCK_SEC_US;
	w->v.scene.still = true;
	press(w, "3");
	assert_true(shows(w, "· · ·"));
	assert_true(shows(w, "reading 6 s"));
}

static void a_cached_fleet_is_stale_and_says_of_when(void **state)
{
	struct world *w = *state;

	invented_cache(&w->v);
	assert_true(shows(w, "as of 13:20Z (42 m ago)"));
}

/* ---- what row 1 says ---- */

static void row_1_warns_and_then_says_that_the_session_is_over(void **state)
{
	struct world *w = *state;

	press(w, "Enter");
	w->v.sessions[0].expires_sec = INVENTED_NOW + 299;
	assert_true(shows(w, " 4m "));
	w->v.sessions[0].expires_sec = INVENTED_NOW;
	assert_true(shows(w, "expired"));
}

static void row_1_never_loses_where_and_the_journal(void **state)
{
	struct world *w = *state;

	press(w, "Enter");
	w->v.scene.place = PROGRAM_SANDBOX;
	draw(w, 24, 80);
	assert_true(shows(w, "SANDBOX"));
	assert_true(shows(w, "acme-prod-eu"));
	assert_true(shows(w, "441052219917"));
	assert_true(shows(w, "● #10494 ✓"));
	draw(w, 14, 50);
	assert_true(shows(w, "acme-prod-eu"));
	assert_true(shows(w, "#10494"));
}

static void a_broken_journal_is_on_row_1_and_in_the_strip(void **state)
{
	struct world *w = *state;

	w->v.scene.journal = JOURNAL_BROKEN;
	w->v.scene.journal_why = "journal.db: disk I/O error";
	assert_true(shows(w, "■ journal BROKEN"));
	assert_true(shows(w, "no journal, no access: journal.db"));
	w->v.scene.journal = JOURNAL_READONLY;
	w->v.scene.journal_why = "the disk is full";
	assert_true(shows(w, "■ journal FULL"));
}

static void an_endpoint_that_is_not_aws_is_named(void **state)
{
	struct world *w = *state;

	w->v.scene.place = PROGRAM_ENDPOINT;
	w->v.scene.host = "proxy.example:8443";
	assert_true(shows(w, "ENDPOINT proxy.example:8443"));
}

/* ---- what stands on the screens ---- */

static void a_reason_does_not_repeat_the_name_of_the_installation(void **state)
{
	struct world *w = *state;

	free(w->v.insts[1].name);
	w->v.insts[1].name = mem_text("delta");
	assert_true(shows(w, "m …-ingest UPDATE_ROLLBACK_IN_PROGRESS"));
}

static void groups_fold_and_problems_stand_first(void **state)
{
	struct world *w = *state;

	press(w, "3 Enter");
	assert_string_equal(w->frame.focus, "resource:LoaderFunction");
	press(w, "h");
	assert_string_equal(w->frame.focus, "resource:group Compute");
	assert_true(shows(w, "▸ "));
	press(w, "l j");
	assert_string_equal(w->frame.focus, "resource:LoaderFunction");
	assert_true(shows(w, "first cause"));
}

static void masked_outputs_are_references_only(void **state)
{
	struct world *w = *state;

	press(w, "3 Enter");
	draw(w, 35, 120);
	assert_true(shows(w, "‹secret-ref›"));
}

/* The site before was another customer's: nothing of it may stay on the screen. */
static void a_stack_that_is_absent_shows_no_values_of_the_one_before(void **state)
{
	struct world *w = *state;
	struct place gone = place_of(VIEW_STACK, "opal-prod", "no-such-stack");

	press(w, "3 Enter");
	assert_true(shows(w, "IngestQueueUrl"));
	console_go(w->console, &w->v.scene, &gone);
	assert_false(holds(w, "IngestQueueUrl"));
	assert_false(holds(w, "LoaderMemoryMb"));
}

static void text_that_drives_terminals_is_shown_as_signs(void **state)
{
	struct world *w = *state;
	AUTO(buf) out = BUF_INIT(LIMIT_MIB(1));

	press(w, "3 Enter");
	screen(w, &out);
	assert_null(strchr(buf_text(&out), '\x1b'));
	assert_null(strchr(buf_text(&out), '\x07'));
	assert_true(shows(w, "␛]0;owned"));
}

static void a_tiny_screen_takes_q_esc_and_ctrl_c_only(void **state)
{
	struct world *w = *state;

	draw(w, 9, 39);
	press(w, "Enter");
	assert_int_equal(console_place(w->console)->view, VIEW_FLEET);
	press(w, "q q");
	assert_string_equal(w->asked, "quit");
}

/* Enter and Tab would press a button that nobody sees. */
static void a_dialog_that_is_not_drawn_takes_esc_and_ctrl_c_only(void **state)
{
	struct world *w = *state;

	press(w, "R");
	draw(w, 9, 39);
	press(w, "Tab Enter");
	assert_string_equal(w->asked, "");
	assert_true(console_asking(w->console));
	press(w, "Esc");
	assert_false(console_asking(w->console));
	assert_string_equal(w->asked, "");
}

static void a_code_is_not_taken_where_its_field_is_not_drawn(void **state)
{
	struct world *w = *state;

	console_ask_mfa(w->console, &w->v.scene, "arn:aws:iam::1:mfa/mira", NULL);
	draw(w, 9, 39);
	press(w, "1 2 3 4 5 6 Enter");
	assert_string_equal(w->asked, "");
	console_paste(w->console, &w->v.scene, STR("123456"));
	press(w, "Enter");
	assert_string_equal(w->asked, "");
	press(w, "Ctrl-C");
	assert_string_equal(w->asked, "mfa");
	assert_string_equal(w->about, "declined");
}

static void a_prompt_that_is_not_drawn_takes_esc_only(void **state)
{
	struct world *w = *state;

	press(w, ":");
	type(w, "access");
	draw(w, 9, 39);
	press(w, "Enter q");
	assert_int_equal(console_place(w->console)->view, VIEW_FLEET);
	assert_string_equal(w->asked, "");
	press(w, "Esc");
	draw(w, 35, 120);
	assert_false(holds(w, ":access"));
	press(w, "?");
	draw(w, 9, 39);
	press(w, "q q");
	assert_string_equal(w->asked, "quit");
}

static void failed_credentials_are_said_and_r_tries_again(void **state)
{
	struct world *w = *state;

	w->v.scene.stage = PROGRAM_FAILED;
	(void)err_set(&w->v.trouble, ERR_CRED, "profile ops: no credentials");
	assert_true(shows(w, "■ profile ops: no credentials"));
	press(w, "r");
	assert_string_equal(w->asked, "refresh");
}

static void every_size_is_drawn_without_harm(void **state)
{
	static const char *const screens[] = { "1", "2", "3 Enter", "9", "?" };

	for (size_t i = 0; i < ARRAY_LEN(screens); i++) {
		press(*state, screens[i]);
		for (int rows = 0; rows < 45; rows += 3)
			for (int cols = 0; cols < 130; cols += 7)
				draw(*state, rows, cols);
		draw(*state, 35, 120);
		press(*state, "Esc Esc Esc");
	}
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_page_is_read_and_closed),
		CASE(a_first_load_shows_dots_and_then_what_is_waited_for),
		CASE(a_cached_fleet_is_stale_and_says_of_when),
		CASE(row_1_warns_and_then_says_that_the_session_is_over),
		CASE(row_1_never_loses_where_and_the_journal),
		CASE(a_broken_journal_is_on_row_1_and_in_the_strip),
		CASE(an_endpoint_that_is_not_aws_is_named),
		CASE(a_reason_does_not_repeat_the_name_of_the_installation),
		CASE(groups_fold_and_problems_stand_first),
		CASE(masked_outputs_are_references_only),
		CASE(a_stack_that_is_absent_shows_no_values_of_the_one_before),
		CASE(text_that_drives_terminals_is_shown_as_signs),
		CASE(a_tiny_screen_takes_q_esc_and_ctrl_c_only),
		CASE(a_dialog_that_is_not_drawn_takes_esc_and_ctrl_c_only),
		CASE(a_code_is_not_taken_where_its_field_is_not_drawn),
		CASE(a_prompt_that_is_not_drawn_takes_esc_only),
		CASE(failed_credentials_are_said_and_r_tries_again),
		CASE(every_size_is_drawn_without_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Palette and actions: what is offered, what Enter does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/tui/console_world.h"
#include "tui/console_actions.h"
#include "tui/console_impl.h"
#include "tui/kit/theme_file.h"

static struct theme_names names;
static struct scene_theme worn;

static int begin(void **state)
{
	assert_int_equal(setup(state), 0);
	theme_names(NULL, &names);
	worn = (struct scene_theme){ .name = "dark", .kept = "dark", .names = &names };
	((struct world *)*state)->v.scene.theme = &worn;
	return 0;
}

static int end(void **state)
{
	theme_names_release(&names);
	return teardown(state);
}

static void levels_only_rise_in_the_menu(void **state)
{
	(void)state;
	for (size_t i = 1; i < deeds_n; i++) {
		assert_true(deeds[i].level >= deeds[i - 1].level);
		assert_true(deeds[i].group >= deeds[i - 1].group);
	}
	for (size_t i = 0; i < deeds_n; i++)
		assert_true(deeds[i].run || deeds[i].action != ACTION_NONE);
}

static void a_question_asks_what_its_row_says(void **state)
{
	struct world *w = *state;

	for (size_t i = 0; i < deeds_n; i++) {
		struct deed raised = deeds[i];

		assert_int_equal(raised.ask != NULL, raised.level > CONFIRM_L0);
		if (!raised.ask)
			continue;
		raised.level = CONFIRM_L3;
		raised.ask(w->console, &w->v.scene, &raised, "acme-prod-eu");
		assert_true(shows(w, "Reason"));
		assert_true(shows(w, "Type acme-prod-eu to"));
		press(w, "Esc");
		raised.level = CONFIRM_L1;
		raised.ask(w->console, &w->v.scene, &raised, "acme-prod-eu");
		assert_false(holds(w, "Type acme-prod-eu to"));
		press(w, "Esc");
	}
	assert_string_equal(w->asked, "");
}

static void nothing_is_asked_about_a_session_that_never_opened(void **state)
{
	struct world *w = *state;

	type(w, "/gale");
	press(w, "Enter R");
	assert_false(console_asking(w->console));
	assert_true(shows(w, "No session is open with gale-prod: the last one failed "
			     "to open; r tries again."));
	press(w, "a G Enter");
	assert_true(shows(w, "not now: no session is open there"));
	press(w, "Esc");
	assert_string_equal(w->asked, "");
}

static void give_up(struct world *w, size_t row)
{
	w->v.rows[row].paused_sec = INVENTED_NOW;
	w->v.rows[row].stale = true;
	w->v.sessions[row].state = SESSION_NONE;
}

static void what_is_given_up_already_is_said(void **state)
{
	struct world *w = *state;

	give_up(w, 0);
	command(w, "drop");
	assert_false(console_asking(w->console));
	assert_true(shows(w, "The session with acme-prod-eu is given up already; r "
			     "on it reads it again."));
	press(w, "a G Enter");
	assert_true(shows(w, "not now: its session is given up"));
	press(w, "Esc");
	assert_string_equal(w->asked, "");
}

/* It had its session.close when its time was over. */
static void no_second_close_is_promised_for_a_session_that_is_over(void **state)
{
	struct world *w = *state;

	command(w, "drop");
	assert_true(shows(w, "session.close, reason operator"));
	press(w, "Esc");
	w->v.sessions[0].state = SESSION_EXPIRED;
	command(w, "drop");
	assert_true(console_asking(w->console));
	assert_false(holds(w, "reason operator"));
	assert_false(holds(w, "forget the keys now"));
	assert_true(shows(w, "its session.close, reason expired, is written"));
	press(w, "Esc R");
	assert_true(shows(w, "session.open"));
	assert_false(holds(w, "of the old one"));
	press(w, "Esc");
	w->v.rows[0].paused_sec = INVENTED_NOW;
	command(w, "drop");
	assert_false(console_asking(w->console));
	assert_true(shows(w, "The session with acme-prod-eu is given up already"));
}

static void r_reads_what_is_given_up_only_under_the_cursor(void **state)
{
	struct world *w = *state;

	give_up(w, 1);
	press(w, "r");
	assert_string_equal(w->about, "");
	press(w, "j r");
	assert_string_equal(w->about, "delta-prod-2");
	asked(w, "", "");
	command(w, "refresh all");
	assert_string_equal(w->asked, "refresh");
	assert_string_equal(w->about, "");
}

/* No key has moved the cursor: it stands on the first row, whichever that is. */
static void the_row_that_was_asked_about_keeps_the_cursor(void **state)
{
	struct world *w = *state;
	struct site first = w->v.scene.sites[0];

	assert_true(shows(w, "› ■ CRIT    acme-prod-eu"));
	command(w, "drop");
	w->v.scene.now_us += CLOCK_SEC_US;
	press(w, "y");
	assert_string_equal(w->asked, "drop");
	assert_string_equal(w->about, "acme-prod-eu");
	give_up(w, 0);
	w->v.scene.sites[0] = w->v.scene.sites[1];
	w->v.scene.sites[1] = first;
	assert_true(shows(w, "› ■ CRIT ◌  acme-prod-eu"));
}

/* What stands first and is marked, and what the box says Enter does. */
static bool offers(struct world *w, const char *typed, const char *row,
		   const char *enter)
{
	AUTO(buf) marked = BUF_INIT(256);
	AUTO(buf) foot = BUF_INIT(256);
	bool good = false;

	press(w, "Ctrl-P");
	type(w, typed);
	buf_addf(&marked, "› %s ", row);
	buf_addf(&foot, "Enter %s ·", enter);
	good = shows(w, buf_text(&marked)) && shows(w, buf_text(&foot));
	press(w, "Esc");
	return good;
}

static void what_a_person_means_is_found(void **state)
{
	static const struct {
		const char *typed, *row, *enter;
	} rows[] = {
		{ "light", "theme light", "runs theme light" },
		{ "colour", "theme", "runs theme" },
		{ "color", "theme", "runs theme" },
		{ "dark", "theme dark", "runs theme dark" },
		{ "zone", "tz", "writes tz, which needs utc|local|customer|relative" },
		{ "language", "filter", "writes filter, which needs [FILTER]" },
		{ "arn", "copy ARN", "runs copy ARN" },
		{ "clipboard", "copy", "runs copy" },
		{ "leave", "quit", "runs quit" },
		{ "failed", "stacks", "runs stacks" },
		{ "why", "overview", "runs overview" },
		{ "sick", "overview", "runs overview" },
		{ "utc", "tz utc", "runs tz utc" },
		{ "ascii", "ascii", "writes ascii, which needs on|off" },
		{ "dark mode", "theme", "runs theme" },
		{ "log out", "quit", "runs quit" },
		{ "sort cu", "sort customer", "runs sort customer" },
		{ "tz lo", "tz local", "runs tz local" },
		{ "prod acme", "acme-prod-eu", "runs open acme-prod-eu" },
		{ "giv", "give session up", "runs give session up" },
		{ "mesg", "messages", "runs messages" },
	};
	struct world *w = *state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		assert_true(offers(w, rows[i].typed, rows[i].row, rows[i].enter));
}

static void a_beginning_stands_for_the_only_word_that_has_it(void **state)
{
	struct world *w = *state;

	command(w, "theme li");
	assert_string_equal(w->asked, "keep");
	assert_string_equal(w->about, "light");
	command(w, "th");
	assert_int_equal(console_place(w->console)->view, VIEW_THEMES);
	command(w, "theme safe");
	assert_true(shows(w, "\"safe\" may be safe-dark or safe-light"));
	press(w, "Esc");
}

static void nothing_is_offered_twice(void **state)
{
	struct world *w = *state;

	press(w, "Ctrl-P");
	type(w, "overv");
	assert_true(shows(w, "› overview "));
	assert_false(holds(w, "actions here"));
	assert_false(holds(w, "keys here"));
	press(w, "Esc Ctrl-P");
	type(w, "open"); /* what the cursor stands on, and one that is named */
	assert_true(shows(w, "actions here"));
	press(w, "Esc");
}

static void what_is_whole_runs_as_it_is_typed(void **state)
{
	static const char *const lines[] = { "copy",   "theme",      "q",
					     "tz utc", "opal-prod",  "copy arn",
					     "exit",   "filter crit" };
	struct world *w = *state;

	for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
		press(w, "Ctrl-P");
		type(w, lines[i]);
		assert_true(shows(w, "Enter runs what is typed ·"));
		assert_true(shows(w, lines[i]));
		press(w, "Esc");
	}
}

/* "customer" is a command of a later version; what stands in the list is meant. */
static void what_is_found_by_another_word_is_taken_from_the_list(void **state)
{
	struct world *w = *state;

	assert_false(holds(w, "Times: "));
	press(w, "Ctrl-P");
	type(w, "customer time");
	assert_true(shows(w, "› time-display"));
	assert_false(holds(w, "Enter runs what is typed"));
	press(w, "Enter");
	assert_false(holds(w, "cannot write to the customer"));
	assert_true(shows(w, "Times: "));
	press(w, "Ctrl-P"); /* with nothing to take the sentence is said */
	type(w, "loads zzqq");
	press(w, "Enter");
	assert_true(shows(w, "Loads is not in this version yet."));
}

static void actions_do_what_they_say(void **state)
{
	struct world *w = *state;

	press(w, "a");
	assert_true(shows(w, "Actions: acme-prod-eu"));
	assert_true(shows(w, "asks first"));
	assert_string_equal(w->frame.focus, "actions:open");
	press(w, "Esc");
	assert_string_equal(w->frame.focus, "fleet:acme-prod-eu");
	press(w, "a j j Enter");
	assert_int_equal(console_place(w->console)->view, VIEW_STACKS);
	press(w, "q a");
	/* up from the first row is the last: it asks, and Enter does not confirm */
	press(w, "k Enter");
	assert_true(shows(w, "Give the session up"));
	press(w, "Enter Enter Enter");
	assert_string_equal(w->asked, "");
	assert_true(console_asking(w->console));
	press(w, "Tab Enter");
	assert_string_equal(w->asked, "drop");
}

/* A key that is printed in the menu is as good as Enter on its row: what asks, asks. */
static void the_keys_of_the_actions_work_in_their_menu(void **state)
{
	struct world *w = *state;

	press(w, "a a");
	assert_true(shows(w, "a does nothing here"));
	assert_string_equal(w->asked, "");
	press(w, "y");
	assert_string_equal(w->asked, "copy");
	assert_string_equal(w->copied, "acme-prod-eu");
	assert_false(holds(w, "Actions:"));
	press(w, "a 3");
	assert_int_equal(console_place(w->console)->view, VIEW_STACKS);
	press(w, "1");
	w->asked[0] = '\0';
	press(w, "a R R");
	assert_true(console_asking(w->console));
	assert_string_equal(w->asked, "");
}

static void an_action_that_cannot_be_done_says_why(void **state)
{
	struct world *w = *state;

	command(w, "journal");
	press(w, "a G Enter");
	assert_true(shows(w, "not now: no installation is selected"));
	press(w, "Esc");
	assert_string_equal(w->asked, "");
}

static void enter_takes_the_marked_row(void **state)
{
	struct world *w = *state;

	press(w, "Ctrl-P");
	type(w, "light");
	press(w, "Enter");
	assert_string_equal(w->asked, "keep");
	assert_string_equal(w->about, "light");
	asked(w, "", "");
	press(w, "Ctrl-P");
	type(w, "opal");
	assert_true(shows(w, ": opal-prod")); /* the grey part */
	press(w, "Enter");
	assert_string_equal(console_place(w->console)->inst, "opal-prod");
	press(w, "q Ctrl-P");
	type(w, "mesg");
	press(w, "Tab Enter");
	assert_int_equal(console_place(w->console)->view, VIEW_MESSAGES);
	press(w, "q Ctrl-P");
	type(w, "stacks acme");
	press(w, "Enter");
	assert_int_equal(console_place(w->console)->view, VIEW_STACKS);
	assert_string_equal(console_place(w->console)->inst, "acme-prod-eu");
	press(w, "q Ctrl-P");
	type(w, "renew session");
	press(w, "Enter");
	assert_true(shows(w, "Renew the session"));
	press(w, "Esc Ctrl-P Esc");
	assert_string_equal(w->frame.focus, "fleet:acme-prod-eu");
	assert_string_equal(w->asked, "");
}

static void the_arrows_choose_another_row(void **state)
{
	struct world *w = *state;

	press(w, "Ctrl-P");
	type(w, "copy"); /* runs as it is: no row is marked before the first Down */
	press(w, "Down");
	assert_string_equal(w->frame.focus, "palette:copy [id|arn|row|view|file]");
	press(w, "Esc Ctrl-P");
	type(w, "prod");
	assert_true(shows(w, "Enter runs open acme-prod-eu"));
	press(w, "Down");
	assert_false(holds(w, "Enter runs open acme-prod-eu"));
	press(w, "Enter");
	assert_int_equal(console_place(w->console)->view, VIEW_OVERVIEW);
	assert_string_not_equal(console_place(w->console)->inst, "acme-prod-eu");
}

static void blanks_alone_mean_nothing(void **state)
{
	struct world *w = *state;

	press(w, "Ctrl-P Space");
	assert_true(shows(w, "Enter runs fleet"));
	press(w, "Enter");
	assert_int_equal(console_place(w->console)->view, VIEW_FLEET);
	assert_true(offers(w, " prod acme ", "acme-prod-eu", "runs open acme-prod-eu"));
}

/* A large fleet: what is read by scrolling stands there, the rest is counted. */
static void words_behind_a_command_end(void **state)
{
	struct world *w = *state;
	struct scene *s = &w->v.scene;

	while (s->n_sites < 1500) {
		struct site site = s->sites[s->n_sites % INVENTED_N];

		*VEC_PUSH(s->sites, s->n_sites, s->cap_sites) = site;
	}
	draw(w, 35, 120);
	press(w, "Ctrl-P");
	type(w, "open ");
	assert_int_equal(w->console->menu.n_rows, 1 + 3 * 18 + 1);
	press(w, "Up"); /* to the last */
	assert_true(shows(w, "… 1446 more; type to find them"));
	type(w, "opal");
	assert_int_equal(w->console->menu.n_rows, 1 + 3 * 18 + 1);
	press(w, "Enter");
	assert_string_equal(console_place(w->console)->inst, "opal-prod");
}

static void stacks_past_the_thousandth_are_found(void **state)
{
	struct world *w = *state;
	struct fleet_row *row = &w->v.rows[0];

	while (row->stacks.n < 1503) {
		char name[16];

		(void)snprintf(name, sizeof(name), "st-%04zu", row->stacks.n);
		(void)invented_stack(row, name, "CREATE_COMPLETE", DAYS_AGO(1));
	}
	command(w, row->inst->name);
	press(w, "Ctrl-P");
	type(w, "stack ");
	press(w, "Up"); /* to the last */
	assert_true(shows(w, "… 1449 more; type to find them"));
	type(w, "st-1400");
	assert_true(shows(w, "  stack st-1400"));
	press(w, "Enter");
	assert_string_equal(console_place(w->console)->thing, "st-1400");
}

/* Line and column, from 0, of the cell where the text begins. */
static int column_of(struct world *w, const char *text, int *line)
{
	AUTO(buf) out = BUF_INIT(LIMIT_MIB(1));
	struct str rest = { 0 };

	screen(w, &out);
	rest = buf_str(&out);
	for (*line = 0; rest.len; (*line)++) {
		struct str row = str_cut(&rest, '\n');
		const char *at = strstr(row.p, text);

		if (at && at < row.p + row.len)
			return utf8_width((struct str){ row.p, (size_t)(at - row.p) });
	}
	return -1;
}

static void the_arrow_stands_below_the_wrong_word(void **state)
{
	static const struct {
		const char *line, *wrong, *says;
		int cols, below; /* lines from the arrow to the sentence */
	} rows[] = {
		{ "theme inspect darkk", "darkk", "too many words", 200, 0 },
		{ "theme inspect darkk", "darkk", "too many words", 120, 0 },
		{ "theme inspect darkk", "darkk", "too many words", 80, 0 },
		{ "theme darkk", "darkk", "no theme", 80, 0 },
		{ "theme inspect darkk", "darkk", "too many words", 40, 1 },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct world *w = *state;
		int typed = 0, arrow = 0, says = 0;

		draw(w, 24, rows[i].cols);
		press(w, "Ctrl-P");
		type(w, rows[i].line);
		press(w, "Enter");
		assert_true(shows(w, rows[i].says));
		assert_int_equal(column_of(w, "\xE2\x86\x91 ", &arrow),
				 column_of(w, rows[i].wrong, &typed));
		(void)column_of(w, rows[i].says, &says);
		assert_int_equal(arrow, typed + 2);
		assert_int_equal(says, arrow + rows[i].below);
		press(w, "Esc");
	}
}

static void what_nothing_fits_says_what_is_wrong(void **state)
{
	struct world *w = *state;

	press(w, "Ctrl-P");
	type(w, "qqzz");
	press(w, "Enter");
	assert_true(shows(w, "↑ no command \"qqzz\""));
	press(w, "Esc Ctrl-P");
	type(w, "theme darkk");
	press(w, "Enter");
	assert_true(shows(w, "↑ no theme \"darkk\" here; did you mean dark?"));
	press(w, "Esc");
	assert_string_equal(w->asked, "");
}

static void what_needs_a_word_goes_on_the_line(void **state)
{
	struct world *w = *state;

	press(w, "Ctrl-P");
	type(w, "sor");
	assert_true(shows(w, "Enter writes sort, which needs COLUMN [ORDER] ·"));
	press(w, "Enter");
	assert_true(shows(w, ": sort "));
	type(w, "custo");
	press(w, "Enter");
	assert_true(shows(w, "sorted by CUSTOMER"));
}

static void pasted_text_runs_nothing(void **state)
{
	struct world *w = *state;

	press(w, "Ctrl-P");
	console_paste(w->console, &w->v.scene, STR("quit\r\n"));
	assert_string_equal(w->asked, "");
	assert_true(shows(w, ": quit"));
	press(w, "Esc a");
	console_paste(w->console, &w->v.scene, STR("\r\n"));
	assert_int_equal(console_place(w->console)->view, VIEW_FLEET);
}

/* Keys as they come, at sizes as they come: nothing breaks, and nothing is renewed or
 * given up but by the acting button of its question. */
static void any_keys_do_no_harm(void **state)
{
	static const uint32_t named[] = {
		KEYCAP_ENTER, KEYCAP_ESC,  KEYCAP_TAB,       KEYCAP_BACKTAB,
		KEYCAP_UP,    KEYCAP_DOWN, KEYCAP_PAGE_DOWN, KEYCAP_BACKSPACE,
	};
	static const char letters[] = "aaajk:/?rRsc !qye1239[]-dw stackopenrw";
	struct world *w = *state;
	uint32_t seed = 20261123;

	for (int i = 0; i < 20000; i++) {
		struct key k = { 0 };
		bool acting = false;

		seed = seed * 1664525u + 1013904223u;
		if (seed >> 28 < 6)
			k = KEY_OF(named[(seed >> 8) % ARRAY_LEN(named)]);
		else if (seed >> 28 < 8)
			k = KEY_CTRL("ppncrdu"[(seed >> 8) % 7]);
		else
			k = KEY_OF(letters[(seed >> 8) % (sizeof(letters) - 1)]);
		acting = strcmp(w->frame.focus, "dialog:act") == 0 ||
			 (k.code == 'y' && strncmp(w->frame.focus, "dialog:", 7) == 0);
		asked(w, "", "");
		w->v.scene.now_us += 300 * 1000;
		refresh_messages(w);
		console_key(w->console, &w->v.scene, k);
		if (strcmp(w->asked, "renew") == 0 || strcmp(w->asked, "drop") == 0)
			assert_true(acting);
		if (seed >> 20 == 77)
			console_paste(w->console, &w->v.scene, STR("stack a\n\ny"));
		if ((seed >> 12) % 40 == 0)
			frame_resize(&w->frame, (int)(seed >> 8) % 36,
				     (int)(seed >> 16) % 121);
		console_draw(w->console, &w->v.scene, &w->frame);
	}
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(levels_only_rise_in_the_menu),
		CASE(a_question_asks_what_its_row_says),
		CASE(nothing_is_asked_about_a_session_that_never_opened),
		CASE(what_is_given_up_already_is_said),
		CASE(no_second_close_is_promised_for_a_session_that_is_over),
		CASE(r_reads_what_is_given_up_only_under_the_cursor),
		CASE(the_row_that_was_asked_about_keeps_the_cursor),
		CASE(what_a_person_means_is_found),
		CASE(a_beginning_stands_for_the_only_word_that_has_it),
		CASE(nothing_is_offered_twice),
		CASE(what_is_whole_runs_as_it_is_typed),
		CASE(what_is_found_by_another_word_is_taken_from_the_list),
		CASE(actions_do_what_they_say),
		CASE(the_keys_of_the_actions_work_in_their_menu),
		CASE(an_action_that_cannot_be_done_says_why),
		CASE(enter_takes_the_marked_row),
		CASE(the_arrows_choose_another_row),
		CASE(blanks_alone_mean_nothing),
		CASE(words_behind_a_command_end),
		CASE(stacks_past_the_thousandth_are_found),
		CASE(the_arrow_stands_below_the_wrong_word),
		CASE(what_nothing_fits_says_what_is_wrong),
		CASE(what_needs_a_word_goes_on_the_line),
		CASE(pasted_text_runs_nothing),
		CASE(any_keys_do_no_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

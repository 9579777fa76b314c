/* The hint line of the console: what a newcomer must find stands in it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/tui/console_world.h"
#include "tui/cli/verbs.h"

static void open_view(struct world *w, enum view_id view)
{
	struct place p =
		place_of(view, "acme-prod-eu", view == VIEW_STACK ? "acme-ingest" : "");

	console_go(w->console, &w->v.scene, &p);
}

static void hint_line(struct world *w, int rows, int cols, struct buf *out)
{
	AUTO(buf) text = BUF_INIT(LIMIT_MIB(1));
	struct str rest = { 0 };

	frame_resize(&w->frame, rows, cols);
	screen(w, &text);
	rest = buf_str(&text);
	for (int i = 0; i < rows - 1; i++)
		(void)str_cut(&rest, '\n');
	buf_add_str(out, str_cut(&rest, '\n'));
}

/* 104 columns: a terminal beside something else. */
static void actions_and_commands_are_in_sight(void **state)
{
	static const enum view_id views[] = { VIEW_FLEET, VIEW_OVERVIEW, VIEW_STACKS,
					      VIEW_STACK };
	static const struct {
		int rows, cols;
		bool command;
	} sizes[] = { { 35, 120, true },
		      { 30, 104, true },
		      { 24, 80, false },
		      { 16, 60, false },
		      { 14, 50, false } };
	struct world *w = *state;

	for (size_t i = 0; i < ARRAY_LEN(views); i++)
		for (size_t j = 0; j < ARRAY_LEN(sizes); j++) {
			AUTO(buf) line = BUF_INIT(LIMIT_KIB(4));

			open_view(w, views[i]);
			hint_line(w, sizes[j].rows, sizes[j].cols, &line);
			print_message("%s\n", buf_text(&line));
			assert_non_null(strstr(buf_text(&line), "a actions"));
			assert_non_null(strstr(buf_text(&line), "  ?"));
			if (sizes[j].command)
				assert_non_null(strstr(buf_text(&line), ": command"));
		}
}

static void the_fleet_has_them_in_the_order_of_use(void **state)
{
	struct world *w = *state;
	AUTO(buf) line = BUF_INIT(LIMIT_KIB(4));

	hint_line(w, 35, 120, &line);
	assert_non_null(strstr(buf_text(&line),
			       "Enter open  Space mark  / filter  s sort  ! problems "
			       "only  e next problem  y copy  a actions  : command "));
	buf_clear(&line);
	hint_line(w, 24, 80, &line);
	assert_non_null(strstr(buf_text(&line), "! problems  e next  a actions  "));
}

/* No key is offered that would be about a row where there is none. */
static void an_empty_list_offers_what_works(void **state)
{
	static const struct place places[] = {
		{ .view = VIEW_STACKS, .inst = "gale-prod" },
		{ .view = VIEW_STACK, .inst = "gale-prod", .thing = "none" },
		{ .view = VIEW_JOBS },
	};
	static const char *const useless[] = { "Enter",  "Space",  "y copy",
					       "Y ARN",  "! ",     "e next",
					       "s sort", "Ctrl-C", "fold" };
	struct world *w = *state;

	for (size_t i = 0; i < ARRAY_LEN(places); i++) {
		AUTO(buf) line = BUF_INIT(LIMIT_KIB(4));

		console_go(w->console, &w->v.scene, &places[i]);
		hint_line(w, 35, 120, &line);
		print_message("%s\n", buf_text(&line));
		for (size_t j = 0; j < ARRAY_LEN(useless); j++)
			assert_null(strstr(buf_text(&line), useless[j]));
		assert_non_null(strstr(buf_text(&line), "/ filter"));
		assert_non_null(strstr(buf_text(&line), "a actions"));
		assert_non_null(strstr(buf_text(&line), ": command"));
		assert_non_null(strstr(buf_text(&line), "? help"));
	}
	open_view(w, VIEW_STACKS);
	assert_true(shows(w, "Enter open  Space mark"));
}

static void what_escape_closes_is_named(void **state)
{
	struct world *w = *state;

	open_view(w, VIEW_STACKS);
	assert_true(shows(w, "y copy  Y ARN  a actions  : command "));
	assert_false(holds(w, "Esc clear"));
	press(w, "1 Space");
	assert_true(shows(w, "Esc clear marks"));
	press(w, "Esc ?");
	assert_true(shows(w, "asks for a key · Esc closes"));
	assert_true(shows(w, "Esc close "));
	type(w, "sort");
	assert_true(shows(w, "asks for a key · Esc clears it"));
	assert_true(shows(w, "Esc clear "));
	press(w, "Esc");
	assert_true(shows(w, "asks for a key · Esc closes"));
}

/* They would change a list that nobody sees. */
static void raw_json_takes_no_key_of_the_list_beneath(void **state)
{
	struct world *w = *state;

	press(w, "d");
	for (const char *k = "s! "; *k; k++) {
		char key[2] = { *k, '\0' };
		press(w, *k == ' ' ? "Space" : key);
		assert_true(shows(w, "does nothing here"));
		press(w, "j");
	}
	press(w, "Esc");
	assert_true(shows(w, "sorted by severity"));
	assert_false(shows(w, "marked"));
	assert_false(shows(w, "problems only, "));
}

static void columns_say_what_space_does(void **state)
{
	struct world *w = *state;

	press(w, "c");
	assert_true(shows(w, "Space shows or hides"));
}

static void escape_at_the_fleet_says_what_q_does(void **state)
{
	struct world *w = *state;

	press(w, "Esc");
	assert_true(
		shows(w, "Nothing is open above the fleet; q asks whether to quit."));
	press(w, "q");
	assert_true(shows(w, "Quit candor"));
}

static const char *long_title(void *ctx, const char *name)
{
	(void)ctx;
	(void)name;
	return "Keys";
}

static void long_page(void *ctx, const char *name, struct detail *ret)
{
	(void)ctx;
	(void)name;
	for (int i = 0; i < 50; i++)
		detail_pairf(ret, "line", ROLE_TEXT, "row %d of the page", i);
}

/* A page that is longer than the screen says how to read on, and / finds in it. */
static void a_long_page_says_how_it_is_read(void **state)
{
	struct world *w = *state;
	AUTO(buf) line = BUF_INIT(LIMIT_KIB(4));

	struct pages pages = { long_title, long_page, NULL };

	w->v.scene.pages = &pages;
	console_go(w->console, &w->v.scene,
		   &(struct place){ .view = VIEW_PAGE, .thing = "keys" });
	hint_line(w, 24, 80, &line); /* drawn once, its length is known */
	buf_clear(&line);
	hint_line(w, 24, 80, &line);
	assert_non_null(strstr(buf_text(&line), "/ find  PgDn page  G end"));
	type(w, "/row 27");
	press(w, "Enter");
	assert_true(shows(w, "/row 27 · 1 of 1 line"));
	assert_true(shows(w, "row 27 of the page"));
	press(w, "Esc");
	assert_false(shows(w, "1 of 1 line"));
	press(w, "n");
	assert_true(shows(w, "Nothing is looked for yet"));
}

/* A newcomer types what is wanted. */
static void help_finds_commands_too(void **state)
{
	struct world *w = *state;

	press(w, "?");
	type(w, "colours");
	assert_true(shows(w, "Commands"));
	assert_true(shows(w, ":theme [THEME|inspect]"));
	assert_false(holds(w, ":dump"));
	press(w, "Esc");
	type(w, "copy");
	assert_true(shows(w, ":copy [id|arn|row|view|file]"));
	press(w, "Esc");
	type(w, "nothing such");
	assert_true(shows(w, "No key or sentence holds that."));
}

static void the_line_of_commands_ends_with_a_whole_word(void **state)
{
	struct world *w = *state;
	AUTO(buf) text = BUF_INIT(LIMIT_MIB(1));
	const char *end = NULL;

	press(w, ":");
	screen(w, &text);
	end = strstr(buf_text(&text), " …\n:");
	assert_non_null(end);
	while (end[-1] != ' ')
		end--;
	assert_non_null(verbs_command((struct str){ end, strcspn(end, " ") }));
}

static void columns_are_completed(void **state)
{
	struct world *w = *state;

	press(w, ":");
	type(w, "columns stat");
	assert_true(shows(w, "columns state"));
	press(w, "Tab");
	type(w, " cust");
	press(w, "Tab");
	assert_true(shows(w, "columns state customer"));
}

/* A stack is read with its installation: those records are what was done there. */
static void the_journal_of_a_stack_is_that_of_its_installation(void **state)
{
	struct world *w = *state;

	press(w, "9 !");
	assert_true(shows(w, "problems only"));
	open_view(w, VIEW_STACK);
	press(w, "J");
	assert_true(shows(w, "/inst:=acme-prod-eu · "));
	assert_false(holds(w, "· problems only"));
	open_view(w, VIEW_STACKS);
	press(w, "J");
	assert_true(shows(w, "/inst:=acme-prod-eu · "));
}

struct sought {
	const char *typed, *line;
};

static void assert_help_finds(struct world *w, const struct sought *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		press(w, "1 ?");
		type(w, rows[i].typed);
		assert_true(shows(w, rows[i].line));
		press(w, "Esc Esc");
	}
}

/* Who does not know our word for it finds it by one of his own. */
static void help_finds_by_words_of_others(void **state)
{
	static const struct sought rows[] = {
		{ "language", "customer:acme" },
		{ "syntax", "since<1h" },
		{ "light", ":theme [THEME|inspect]" },
		{ "theme", ":theme [THEME|inspect]" },
		{ "colour", ":theme [THEME|inspect]" },
		{ "color", ":theme [THEME|inspect]" },
		{ "copy", ":copy [id|arn|row|view|file]" },
		{ "arn", "Copy the ARN" },
		{ "why", "Open the overview" },
		{ "failed", "Go to the next problem" },
		{ "quit", "ask whether to quit" },
		{ "leave", "ask whether to quit" },
		{ "exit", ":quit" },
	};

	assert_help_finds(*state, rows, ARRAY_LEN(rows));
}

static void help_explains_the_signs(void **state)
{
	static const struct sought rows[] = {
		{ "noacc", "○ NOACC" },
		{ "stale", "◌ STALE" },
		{ "unread", "? UNKNOWN" },
		{ "minute", "every 5 minutes" },
		{ "refresh", "every 60 seconds" },
		{ "settled", "1/4 ■" },
		{ "verified", "● #20 ✓" },
		{ "pause", "No key for 15 minutes" },
		{ "stop", "Its session was given up" },
		{ "signs", "#19  →  3 stacks" },
	};

	assert_help_finds(*state, rows, ARRAY_LEN(rows));
	assert_int_equal(FLEET_SOON_SEC, 60); /* as the legend says */
	assert_int_equal(FLEET_REST_SEC, 5 * 60);
	assert_int_equal(FLEET_SLEEP_SEC, 15 * 60);
	assert_int_equal(HEALTH_SLOW_SEC, 60 * 60);
}

/* The keys of what has them, not those of the list beneath. */
static void help_is_about_what_has_the_keys(void **state)
{
	static const struct {
		const char *keys, *lists, *lacks;
	} rows[] = {
		{ "", "Keep rows: word", "Close the raw JSON" },
		{ "d", "Close the raw JSON; Esc and q do, too.", "Mark the row" },
		{ "d", "Find words in the raw JSON", "Keep rows: word" },
		{ "d", "Copy the raw JSON.", "Sort by a column" },
	};
	struct world *w = *state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		press(w, rows[i].keys);
		press(w, "?");
		assert_true(shows(w, rows[i].lists));
		assert_false(holds(w, rows[i].lacks));
		press(w, "Esc"); /* back to what it was about */
		assert_int_equal(holds(w, "raw JSON · Esc closes"),
				 text_eq(rows[i].keys, "d"));
		press(w, "Esc");
	}
	open_view(w, VIEW_STACK);
	press(w, "?");
	assert_true(shows(w, "Fold the group."));
	press(w, "Esc Tab Tab ?");
	assert_true(shows(w, "Give the panel the whole screen"));
	assert_true(shows(w, "Find words in the text"));
	assert_true(shows(w, "Copy the ARN"));
	assert_false(holds(w, "Fold the group."));
	assert_false(holds(w, "Mark the row"));
	assert_false(holds(w, "Keep rows"));
}

static void a_resource_has_its_arn_in_the_hints(void **state)
{
	struct world *w = *state;
	AUTO(buf) line = BUF_INIT(LIMIT_KIB(4));

	open_view(w, VIEW_STACK);
	press(w, "j Enter");
	hint_line(w, 24, 80, &line);
	assert_non_null(strstr(buf_text(&line), "y copy  Y ARN  a actions"));
	buf_clear(&line);
	hint_line(w, 35, 120, &line);
	assert_non_null(strstr(buf_text(&line), "y copy  Y ARN  a actions"));
}

/* Not the resource that is marked elsewhere. */
static void a_panel_without_a_row_copies_nothing(void **state)
{
	static const char *const panels[] = { "Events", "Outputs", "Parameters" };
	struct world *w = *state;

	for (size_t i = 0; i < ARRAY_LEN(panels); i++) {
		AUTO(buf) line = BUF_INIT(LIMIT_KIB(4));
		AUTO(buf) panel = BUF_INIT(64);

		press(w, "1");
		open_view(w, VIEW_STACK);
		buf_addf(&panel, "/5 %s", panels[i]);
		while (!holds(w, buf_text(&panel)))
			press(w, "Tab");
		hint_line(w, 35, 120, &line);
		assert_null(strstr(buf_text(&line), "y copy"));
		assert_null(strstr(buf_text(&line), "Y ARN"));
		for (const char *k = "y Y d"; *k; k += 1 + (k[1] != 0)) {
			press(w, (char[]){ *k, '\0' });
			assert_true(shows(w, "No row is selected in this panel; go to "
					     "Resources to choose one."));
			assert_string_equal(w->asked, "");
			press(w, "k");
		}
		while (!holds(w, "/5 Resources"))
			press(w, "Tab");
		press(w, "y");
		assert_string_equal(w->asked, "copy");
		w->asked[0] = '\0';
	}
}

static void help_paints_what_fits(void **state)
{
	struct world *w = *state;
	int n = 0;

	press(w, "?");
	type(w, "sort column");
	draw(w, 35, 120);
	for (int i = 0; i < 35 * 120; i++)
		n += w->frame.cells[i].role == ROLE_MATCH;
	assert_true(n >= (int)strlen("sortcolumn"));
	press(w, "Esc");
	draw(w, 35, 120);
	for (int i = 0; i < 35 * 120; i++)
		assert_int_not_equal(w->frame.cells[i].role, ROLE_MATCH);
}

static void a_state_is_a_whole_word(void **state)
{
	struct world *w = *state;

	w->v.rows[0].worst.severity = SEV_UNKNOWN;
	w->v.scene.stamp++;
	assert_true(shows(w, "UNKNOWN "));
	assert_false(shows(w, "UNKN…"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(actions_and_commands_are_in_sight,
						setup, teardown),
		cmocka_unit_test_setup_teardown(the_fleet_has_them_in_the_order_of_use,
						setup, teardown),
		cmocka_unit_test_setup_teardown(a_long_page_says_how_it_is_read, setup,
						teardown),
		cmocka_unit_test_setup_teardown(help_explains_the_signs, setup,
						teardown),
		cmocka_unit_test_setup_teardown(help_finds_by_words_of_others, setup,
						teardown),
		cmocka_unit_test_setup_teardown(help_is_about_what_has_the_keys, setup,
						teardown),
		cmocka_unit_test_setup_teardown(a_resource_has_its_arn_in_the_hints,
						setup, teardown),
		cmocka_unit_test_setup_teardown(a_panel_without_a_row_copies_nothing,
						setup, teardown),
		cmocka_unit_test_setup_teardown(help_paints_what_fits, setup, teardown),
		cmocka_unit_test_setup_teardown(a_state_is_a_whole_word, setup,
						teardown),
		cmocka_unit_test_setup_teardown(an_empty_list_offers_what_works, setup,
						teardown),
		cmocka_unit_test_setup_teardown(what_escape_closes_is_named, setup,
						teardown),
		cmocka_unit_test_setup_teardown(
			raw_json_takes_no_key_of_the_list_beneath, setup, teardown),
		cmocka_unit_test_setup_teardown(columns_say_what_space_does, setup,
						teardown),
		cmocka_unit_test_setup_teardown(escape_at_the_fleet_says_what_q_does,
						setup, teardown),
		cmocka_unit_test_setup_teardown(help_finds_commands_too, setup,
						teardown),
		cmocka_unit_test_setup_teardown(
			the_line_of_commands_ends_with_a_whole_word, setup, teardown),
		cmocka_unit_test_setup_teardown(columns_are_completed, setup, teardown),
		cmocka_unit_test_setup_teardown(
			the_journal_of_a_stack_is_that_of_its_installation, setup,
			teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

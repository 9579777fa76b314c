/*
 * Themes on the console: the list that tries on, the ways out of it, and the inspector.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/unit/tui/console_world.h"
#include "tests/unit/tui/worn_theme.h"
#include "tui/command.h"

static struct worn_theme own;

static int begin(void **state)
{
	struct world *w = NULL;

	assert_int_equal(setup(state), 0);
	w = *state;
	worn_theme_init(&own, &w->v.scene);
	return 0;
}

static int end(void **state)
{
	worn_theme_release(&own);
	return teardown(state);
}

static void assert_asked(const struct world *w, const char *what, const char *about)
{
	assert_string_equal(w->asked, what);
	assert_string_equal(w->about, about);
}

static void the_list_tries_on_what_the_cursor_stands_on(void **state)
{
	struct world *w = *state;

	command(w, "theme");
	assert_asked(w, "", ""); /* what is worn already is not put on again */
	press(w, "j");
	assert_asked(w, "try", "light");
	own.worn.name = "light";
	assert_true(shows(w, "trying light; Esc goes back to dark"));
	press(w, "j");
	assert_asked(w, "try", "safe-dark");
	press(w, "k k");
	assert_asked(w, "try", "dark");
	press(w, "G");
	assert_asked(w, "try", "paper");
}

static void enter_keeps_the_one_under_the_cursor(void **state)
{
	struct world *w = *state;

	command(w, "theme");
	press(w, "Enter");
	/* leaving then takes off only what is not the one in use: the host knows */
	assert_asked(w, "keep", "dark");
	command(w, "theme paper");
	assert_asked(w, "keep", "paper");
}

static void every_way_out_takes_off_what_was_tried(void **state)
{
	static const char *const ways[] = { "Esc", "q", "1", "9", "-", "[", "?" };

	for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
		struct world *w = *state;

		command(w, "theme");
		press(w, "j");
		assert_asked(w, "try", "light");
		press(w, ways[i]);
		if (!text_eq(w->asked, "restore"))
			fail_msg("%s leaves it on", ways[i]);
		assert_int_equal(end(state), 0);
		assert_int_equal(begin(state), 0);
	}
}

static void a_command_that_leaves_takes_it_off_too(void **state)
{
	struct world *w = *state;

	command(w, "theme");
	press(w, "j");
	command(w, "messages");
	assert_asked(w, "restore", "");
}

static void typing_a_theme_finds_it(void **state)
{
	struct world *w = *state;

	press(w, "Ctrl-P");
	type(w, "light");
	press(w, "Enter");
	assert_string_equal(w->asked, "keep");
	assert_string_equal(w->about, "light");
}

static void an_unknown_theme_is_pointed_at(void **state)
{
	struct world *w = *state;

	command(w, "light");
	assert_true(shows(w, "no command \"light\"; did you mean theme light?"));
	press(w, "Esc");

	command(w, "theme nope");
	assert_true(shows(w, "no theme \"nope\" here; which one? "));
	assert_true(shows(w, " light "));
	assert_asked(w, "", "");
}

static void names_are_completed(void **state)
{
	struct world *w = *state;
	struct command_context ctx = { .scene = &w->v.scene,
				       .inst = "",
				       .columns = "" };
	AUTO(buf) tail = BUF_INIT(64);

	command_hint(&ctx, STR("theme "), &tail);
	assert_non_null(strstr(buf_text(&tail), "alone it opens the list"));
	buf_clear(&tail);
	command_tail(&ctx, STR("theme "), &tail);
	assert_string_equal(buf_text(&tail), "dark"); /* themes come before inspect */
	buf_clear(&tail);
	command_tail(&ctx, STR("j"), &tail);
	assert_string_equal(buf_text(&tail), ""); /* journal's alias as it is */
	buf_clear(&tail);
	command_tail(&ctx, STR("theme safe-l"), &tail);
	assert_string_equal(buf_text(&tail), "ight");
	buf_clear(&tail);
	command_tail(&ctx, STR("theme ins"), &tail);
	assert_string_equal(buf_text(&tail), "pect");
}

/* ---- the inspector ---- */

static void the_inspector_names_roles_and_lines(void **state)
{
	struct world *w = *state;

	command(w, "theme inspect");
	assert_string_equal(w->frame.focus, "inspect");
	assert_true(shows(w, "own.theme:7"));
	assert_true(shows(w, "#ffffff on #1d4a7a"));
	assert_true(shows(w, "7.0 to 1"));
	press(w, "l l l l");
	assert_true(shows(w, "role      crit"));
	assert_true(shows(w, "own.theme:6"));
	press(w, "g");
	assert_int_equal(w->frame.cursor_row, 0);
	assert_true(shows(w, "mode.observe"));
	assert_true(shows(w, "not set: the terminal's own"));
	press(w, "G");
	assert_int_equal(w->frame.cursor_row, w->frame.rows - 1);
	press(w, "l l l l l l l l l l l l l l l l l l l l h");
	press(w, "Esc");
	assert_false(holds(w, "Theme inspector"));
}

static const struct cell *cell_under(const struct world *w)
{
	return &w->frame.cells[w->frame.cursor_row * w->frame.cols +
			       w->frame.cursor_col];
}

static void tab_goes_to_the_next_role(void **state)
{
	struct world *w = *state;
	struct cell before;

	command(w, "theme inspect");
	press(w, "g");
	before = *cell_under(w);
	press(w, "Tab");
	assert_false(cell_under(w)->role == before.role &&
		     cell_under(w)->on == before.on);
	press(w, "S-Tab");
	assert_true(cell_under(w)->role == before.role &&
		    cell_under(w)->on == before.on);
}

static void the_screen_below_stands_still(void **state)
{
	struct world *w = *state;

	command(w, "theme inspect");
	assert_true(shows(w, "acme-prod-eu"));
	w->v.scene.n_sites = 0;
	assert_true(shows(w, "acme-prod-eu"));
	press(w, "Esc");
	assert_false(holds(w, "acme-prod-eu"));
}

static void a_question_closes_the_inspector(void **state)
{
	struct world *w = *state;

	command(w, "theme inspect");
	console_ask_mfa(w->console, &w->v.scene, "arn:aws:iam::1:mfa/x", NULL);
	assert_false(holds(w, "Theme inspector"));
	assert_true(shows(w, "mfa/x"));
}

static void keys_before_the_inspector_is_drawn_do_no_harm(void **state)
{
	struct world *w = *state;
	struct key enter = KEY_OF(KEYCAP_ENTER), tab = KEY_OF(KEYCAP_TAB);

	draw(w, 24, 80);
	type(w, ":theme inspect");
	console_key(w->console, &w->v.scene, enter);
	console_key(w->console, &w->v.scene, tab);
	console_key(w->console, &w->v.scene, KEY_OF(KEYCAP_DOWN));
	assert_true(holds(w, "Theme inspector"));
	press(w, "Esc");
	assert_false(holds(w, "Theme inspector"));
}

static void the_inspector_stays_within_any_screen(void **state)
{
	static const struct {
		int rows, cols;
	} sizes[] = { { 35, 120 }, { 24, 80 }, { 16, 60 }, { 10, 40 },
		      { 9, 39 },   { 1, 1 },   { 3, 200 }, { 60, 30 } };

	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		struct world *w = *state;

		command(w, "theme inspect");
		draw(w, sizes[i].rows, sizes[i].cols);
		press(w, "G l l l Tab S-Tab Ctrl-D Ctrl-U k h");
		draw(w, sizes[i].rows, sizes[i].cols);
		press(w, "Esc");
		draw(w, 35, 120);
	}
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(the_list_tries_on_what_the_cursor_stands_on),
		CASE(enter_keeps_the_one_under_the_cursor),
		CASE(every_way_out_takes_off_what_was_tried),
		CASE(a_command_that_leaves_takes_it_off_too),
		CASE(typing_a_theme_finds_it),
		CASE(an_unknown_theme_is_pointed_at),
		CASE(names_are_completed),
		CASE(the_inspector_names_roles_and_lines),
		CASE(tab_goes_to_the_next_role),
		CASE(the_screen_below_stands_still),
		CASE(a_question_closes_the_inspector),
		CASE(keys_before_the_inspector_is_drawn_do_no_harm),
		CASE(the_inspector_stays_within_any_screen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The mouse in the console: rows and the wheel, and nothing else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/unit/tui/console_world.h"

#define CASE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

static void mouse(struct world *w, enum mouse_what what, int row, int col)
{
	console_mouse(w->console, &w->v.scene, &w->frame,
		      (struct mouse){ what, row, col });
	draw(w, 35, 120);
}

static void draws(struct world *w, const char *focus)
{
	draw(w, 35, 120);
	assert_string_equal(w->frame.focus, focus);
}

static void a_press_selects_the_row_under_it_and_opens_nothing(void **state)
{
	struct world *w = *state;
	char first[48];
	int row;

	draw(w, 35, 120);
	memcpy(first, w->frame.focus, sizeof(first));
	row = w->frame.cursor_row;
	mouse(w, MOUSE_PRESS, row + 2, 40);
	assert_int_equal(w->frame.cursor_row, row + 2);
	assert_string_not_equal(w->frame.focus, first);
	mouse(w, MOUSE_PRESS, row + 2, 40); /* twice is no more than once */
	assert_int_equal(console_place(w->console)->view, VIEW_FLEET);
	mouse(w, MOUSE_PRESS, row, 40);
	draws(w, first);
}

static void a_press_beside_the_rows_does_nothing(void **state)
{
	struct world *w = *state;
	char focus[48];

	draw(w, 35, 120);
	memcpy(focus, w->frame.focus, sizeof(focus));
	for (int row = -1; row < 60; row++) {
		if (row < w->frame.cursor_row || row > 25) {
			mouse(w, MOUSE_PRESS, row, 0);
			mouse(w, MOUSE_PRESS, row, 5000);
		}
	}
	draws(w, focus);
	assert_string_equal(w->asked, "");
}

static void the_wheel_moves_three_lines(void **state)
{
	struct world *w = *state;
	int row;

	draw(w, 35, 120);
	row = w->frame.cursor_row;
	mouse(w, MOUSE_WHEEL_DOWN, 0, 0);
	assert_int_equal(w->frame.cursor_row, row + 3);
	mouse(w, MOUSE_WHEEL_UP, 0, 0);
	assert_int_equal(w->frame.cursor_row, row);
	mouse(w, MOUSE_WHEEL_UP, 0, 0);
	assert_int_equal(w->frame.cursor_row, row);
}

/* The list beneath keeps its row: y would copy another one. */
static void the_wheel_scrolls_raw_json_and_help(void **state)
{
	struct world *w = *state;
	char focus[48];

	draw(w, 35, 120);
	memcpy(focus, w->frame.focus, sizeof(focus));
	press(w, "d");
	draw(w, 14, 120);
	assert_true(holds(w, "\"installation\": \"acme-prod-eu\""));
	console_mouse(w->console, &w->v.scene, &w->frame,
		      (struct mouse){ MOUSE_WHEEL_DOWN, 5, 10 });
	draw(w, 14, 120);
	assert_true(holds(w, "\"customer\": \"Acme Robotics\""));
	assert_false(holds(w, "\"state\": "));
	mouse(w, MOUSE_PRESS, 5, 10);
	press(w, "Esc");
	draw(w, 35, 120);
	draws(w, focus);
	press(w, "?");
	assert_true(holds(w, "Open the overview"));
	mouse(w, MOUSE_WHEEL_DOWN, 5, 10);
	mouse(w, MOUSE_WHEEL_DOWN, 5, 10);
	assert_false(holds(w, "Open the overview"));
}

static void a_dialog_and_a_prompt_take_none_of_it(void **state)
{
	struct world *w = *state;
	char focus[48];
	int row;

	draw(w, 35, 120);
	row = w->frame.cursor_row;
	press(w, "q");
	draw(w, 35, 120);
	memcpy(focus, w->frame.focus, sizeof(focus));
	for (int at = 0; at < 35; at++)
		mouse(w, MOUSE_PRESS, at, 60);
	mouse(w, MOUSE_WHEEL_DOWN, row, 60);
	draws(w, focus);
	assert_string_equal(w->asked, "");
	press(w, "Esc :");
	mouse(w, MOUSE_PRESS, row + 1, 10);
	press(w, "Esc");
	draw(w, 35, 120);
	assert_int_equal(w->frame.cursor_row, row);
}

static void f2_and_the_commands_ask_the_host(void **state)
{
	struct world *w = *state;

	press(w, "F2");
	assert_string_equal(w->asked, "mouse");
	assert_string_equal(w->about, "on");
	w->v.scene.mouse = true;
	press(w, "F2");
	assert_string_equal(w->about, "off");
	command(w, "mouse on");
	assert_string_equal(w->about, "on");
	command(w, "ascii on");
	assert_string_equal(w->asked, "ascii");
	command(w, "dump");
	assert_string_equal(w->asked, "dump");
	w->asked[0] = '\0';
	command(w, "mouse up"); /* neither on nor off */
	assert_string_equal(w->asked, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_press_selects_the_row_under_it_and_opens_nothing),
		CASE(a_press_beside_the_rows_does_nothing),
		CASE(the_wheel_moves_three_lines),
		CASE(the_wheel_scrolls_raw_json_and_help),
		CASE(a_dialog_and_a_prompt_take_none_of_it),
		CASE(f2_and_the_commands_ask_the_host),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

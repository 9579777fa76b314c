/*
 * The terminal's cursor: visible and on what has the focus, on every screen, in every
 * panel, prompt, menu and dialog, at every size that shows one.  It is the first thing
 * that who cannot see the screen asks of a program.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/unit/tui/console_world.h"

#define CASE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

static const struct {
	int rows, cols;
} sizes[] = {
	{ 35, 120 }, { 30, 100 }, { 24, 80 }, { 16, 60 }, { 14, 50 }, { 10, 40 },
};

static enum role ground_at_cursor(const struct frame *f)
{
	return (enum role)f->cells[f->cursor_row * f->cols + f->cursor_col].on;
}

/* On the screen it stands, and says of what. */
static void assert_focus(struct world *w, const char *where)
{
	const struct frame *f = &w->frame;

	if (!f->cursor_on || !f->focus[0])
		fail_msg("%s, %dx%d: nothing has the cursor", where, f->cols, f->rows);
	assert_in_range(f->cursor_row, 0, f->rows - 1);
	assert_in_range(f->cursor_col, 0, f->cols - 1);
}

static void at_every_size(struct world *w, const char *where)
{
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		draw(w, sizes[i].rows, sizes[i].cols);
		assert_focus(w, where);
	}
	draw(w, 35, 120);
}

static void it_stands_on_every_screen(void **state)
{
	static const char *const lines[] = {
		"fleet",
		"overview acme-prod-eu",
		"stacks acme-prod-eu",
		"stack acme-ingest acme-prod-eu",
		"journal",
		"access acme-prod-eu",
		"messages",
		"jobs",
		"help",
		"theme",
	};

	for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
		command(*state, lines[i]);
		at_every_size(*state, lines[i]);
	}
}

static void it_goes_from_panel_to_panel(void **state)
{
	static const char *const lines[] = { "overview acme-prod-eu",
					     "stack acme-ingest acme-prod-eu" };
	struct world *w = *state;

	for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
		command(w, lines[i]);
		for (int panel = 0; panel < 6; panel++) {
			press(w, "Tab");
			at_every_size(w, lines[i]);
		}
	}
}

static void it_stands_on_the_selected_row(void **state)
{
	struct world *w = *state;

	for (int i = 0; i < 6; i++) {
		draw(w, 35, 120);
		assert_int_equal(ground_at_cursor(&w->frame), ROLE_SELECT);
		draw(w, 24, 80);
		assert_int_equal(ground_at_cursor(&w->frame), ROLE_SELECT);
		press(w, "j");
	}
}

static void it_stands_where_one_types_and_on_the_button(void **state)
{
	struct world *w = *state;
	int row;

	draw(w, 35, 120);
	row = w->frame.cursor_row;
	press(w, ":");
	type(w, "sta");
	at_every_size(w, "the command line");
	assert_int_equal(w->frame.cursor_row, 34);
	assert_int_equal(w->frame.cursor_col, 5);
	press(w, "Esc /");
	at_every_size(w, "the filter");
	assert_int_equal(w->frame.cursor_row, 34);
	press(w, "Esc s");
	at_every_size(w, "the sort menu");
	press(w, "Esc q");
	draw(w, 35, 120);
	assert_focus(w, "a dialog");
	press(w, "Tab");
	assert_focus(w, "its other button");
	press(w, "Esc");
	draw(w, 35, 120);
	assert_int_equal(w->frame.cursor_row, row);
}

/* Nothing to select: it stands where the rows would begin. */
static void it_stands_in_an_empty_list(void **state)
{
	struct world *w = *state;

	press(w, "/");
	type(w, "no such row");
	press(w, "Enter");
	at_every_size(w, "an empty list");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(it_stands_on_every_screen),
		CASE(it_goes_from_panel_to_panel),
		CASE(it_stands_on_the_selected_row),
		CASE(it_stands_where_one_types_and_on_the_button),
		CASE(it_stands_in_an_empty_list),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

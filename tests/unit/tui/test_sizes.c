/* What holds of every screen at every size: row 1, the cells, the selection. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/unit/tui/console_world.h"

/* Row 1 as text. */
static void first_row(const struct world *w, struct buf *out)
{
	AUTO(buf) all = BUF_INIT(LIMIT_MIB(1));
	struct str rest = { 0 };

	frame_dump_text(&w->frame, &all);
	rest = buf_str(&all);
	buf_add_str(out, str_cut(&rest, '\n'));
}

static bool says(const struct buf *row, const char *word)
{
	return strstr(buf_text(row), word) != NULL;
}

static void must_say(const struct buf *row, const char *word, int rows, int cols)
{
	if (says(row, word))
		return;
	print_message("%dx%d: \"%s\" is not in row 1: %s\n", cols, rows, word,
		      buf_text(row));
	fail();
}

/* Mode, installation, time left and journal always, the account where it fits. */
static void check_row_1(const struct world *w, int rows, int cols)
{
	AUTO(buf) row = BUF_INIT(LIMIT_KIB(64));

	first_row(w, &row);
	must_say(&row, "OBS", rows, cols);
	must_say(&row, "acme-prod-eu", rows, cols);
	must_say(&row, "52m", rows, cols);
	must_say(&row, "#10494", rows, cols);
	if (cols >= 60 && rows >= 16)
		must_say(&row, "441052219917", rows, cols);
	else if (says(&row, "4410"))
		must_say(&row, "441052219917", rows, cols);
}

/* The right half of a wide character follows its left half, and nothing is wider than
 * the frame. */
static void check_cells(const struct world *w)
{
	const struct frame *f = &w->frame;

	for (int row = 0; row < f->rows; row++) {
		int width = 0;

		for (int col = 0; col < f->cols; col++) {
			const struct cell *c = &f->cells[row * f->cols + col];

			assert_true(c->width <= 2);
			assert_true(c->width || col > 0);
			width += c->width;
		}
		assert_int_equal(width, f->cols);
	}
	if (f->cursor_on) {
		assert_in_range(f->cursor_row, 0, f->rows - 1);
		assert_in_range(f->cursor_col, 0, f->cols - 1);
	}
}

static void check_size(struct world *w, int rows, int cols)
{
	bool of_site = text_eq(console_place(w->console)->inst, "acme-prod-eu");

	draw(w, rows, cols);
	check_cells(w);
	if (of_site && cols >= 40)
		check_row_1(w, rows, cols);
}

/* All widths at the heights where the layout changes, and the other way round. */
static void check_sizes(struct world *w)
{
	static const int rows_of_note[] = { 9, 10, 15, 16, 24, 35 };
	static const int cols_of_note[] = { 39, 40, 59, 60, 80, 99, 100, 120 };

	for (size_t i = 0; i < ARRAY_LEN(rows_of_note); i++)
		for (int cols = 1; cols <= 130; cols++)
			check_size(w, rows_of_note[i], cols);
	for (size_t i = 0; i < ARRAY_LEN(cols_of_note); i++)
		for (int rows = 1; rows <= 40; rows++)
			check_size(w, rows, cols_of_note[i]);
}

static void row_1_is_whole_and_nothing_runs_over(void **state)
{
	static const struct {
		const char *keys, *line;
	} screens[] = {
		{ "", NULL },          { "Enter", NULL },
		{ "3", NULL },         { "3 Enter Tab Tab Tab F", NULL },
		{ "9", NULL },         { "", "access acme-prod-eu" },
		{ "x x", "messages" }, { "", "jobs" },
		{ "?", NULL },
	};

	for (size_t i = 0; i < ARRAY_LEN(screens); i++) {
		struct world *w = *state;

		press(w, screens[i].keys);
		if (screens[i].line)
			command(w, screens[i].line);
		check_sizes(w);
		assert_int_equal(teardown(state), 0);
		assert_int_equal(setup(state), 0);
	}
}

static void the_stack_is_whole_at_every_size(void **state)
{
	struct world *w = *state;

	command(w, "stack acme-ingest acme-prod-eu");
	for (int rows = 1; rows <= 40; rows++)
		for (int cols = 1; cols <= 130; cols++)
			check_size(w, rows, cols);
}

static void the_selection_stays_through_all_sizes(void **state)
{
	struct world *w = *state;
	AUTO(buf) before = BUF_INIT(LIMIT_KIB(1));
	AUTO(buf) after = BUF_INIT(LIMIT_KIB(1));

	draw(w, 35, 120);
	press(w, "j j j");
	buf_add_text(&before, w->frame.focus);
	for (int rows = 35; rows > 5; rows--)
		draw(w, rows, 4 * rows);
	for (int rows = 5; rows < 35; rows++)
		draw(w, rows, 4 * rows);
	buf_add_text(&after, w->frame.focus);
	assert_string_equal(buf_text(&before), buf_text(&after));
	assert_string_equal(buf_text(&after), "fleet:fjord-prod");
	draw(w, 10, 40);
	press(w, "j");
	draw(w, 35, 120);
	assert_string_equal(w->frame.focus, "fleet:harbor-prod");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(row_1_is_whole_and_nothing_runs_over),
		CASE(the_stack_is_whole_at_every_size),
		CASE(the_selection_stays_through_all_sizes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

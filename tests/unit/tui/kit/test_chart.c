/*
 * Charts as text: what is drawn of values, gaps, marks, and of values that are none.
 */
#include "tests/unit/tui/kit/kit.h"

#include <float.h>
#include <math.h>

#include "tui/kit/chart.h"
#include "tui/kit/number.h"

#define GAP ((double)NAN)

/* A chart of minutes; all of them are shown. */
static struct chart minutes(const double *values, size_t n)
{
	return (struct chart){ .values = values,
			       .n = n,
			       .start_sec = 6000,
			       .period_sec = 60,
			       .from_sec = 6000,
			       .to_sec = 6000 + 60 * (int64_t)n,
			       .bare = true };
}

static enum graph graph; /* of what is drawn on a terminal of all signs */

static void draw(struct frame *f, const struct chart *c, int rows, int cols, bool ascii)
{
	frame_init(f, rows, cols);
	glyph_set_init(&f->glyphs, ascii);
	glyph_set_graph(&f->glyphs, graph);
	chart_draw(c, f, frame_area(f));
	assert_frame_sound(f);
}

static char *number(double value)
{
	static char text[64];
	AUTO(buf) out = BUF_INIT(63);

	number_text(&out, value);
	assert_true(text_copy(text, sizeof(text), buf_str(&out)));
	return text;
}

static void numbers_are_short(void **state)
{
	(void)state;
	assert_string_equal(number(0), "0");
	assert_string_equal(number(12), "12");
	assert_string_equal(number(214), "214");
	assert_string_equal(number(9.2), "9.2");
	assert_string_equal(number(9.97), "10");
	assert_string_equal(number(0.5), "0.5");
	assert_string_equal(number(0.05), "0.05");
	assert_string_equal(number(0.0004), "4e-04");
	assert_string_equal(number(999.7), "1k");
	assert_string_equal(number(4412), "4.4k");
	assert_string_equal(number(43000), "43k");
	assert_string_equal(number(1.26e6), "1.3M");
	assert_string_equal(number(4e18), "4E");
	assert_string_equal(number(1e300), "1e+300");
	assert_string_equal(number(-3.25), "-3.2");
	assert_string_equal(number(-1500), "-1.5k");
	assert_string_equal(number(-0.0), "0");
	assert_string_equal(number(GAP), "—");
	assert_string_equal(number(HUGE_VAL), "—");
}

static void round_numbers_are_not_smaller(void **state)
{
	static const double values[] = { 1,      4163, 0.0071, 99.1, 100,
					 1e-300, 1e9,  42,     9.97, 1e300 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(values); i++) {
		double up = number_ceiling(values[i]);

		assert_true(up >= values[i] * 0.999999);
		assert_true(up <= values[i] * 1.11);
		assert_true(number_ceiling(-values[i]) == -up);
	}
	assert_true(fabs(number_ceiling(4163) - 4200) < 1e-6);
	assert_true(number_ceiling(0) == 0);
	assert_true(number_ceiling(GAP) == 0);
	assert_true(isfinite(number_ceiling(DBL_MAX)));
	assert_true(isfinite(number_ceiling(DBL_TRUE_MIN)));
}

static void two_values_stand_in_a_cell_of_dots(void **state)
{
	static const double values[] = { 8, 4, 2, 1, 0, 8 };
	struct chart c = minutes(values, 6);
	struct frame f;

	(void)state;
	c.top = 8;
	draw(&f, &c, 2, 3, false);
	assert_line(&f, 0, "⡇ ⢸");
	assert_line(&f, 1, "⣿⣄⣸");
	assert_int_equal(f.cells[0].role, ROLE_CHART_1);
	frame_release(&f);
}

static void a_gap_is_blank_and_zero_is_not(void **state)
{
	static const double values[] = { 0, GAP, GAP, GAP, 0, 0, HUGE_VAL, -HUGE_VAL };
	struct chart c = minutes(values, 8);
	struct frame f;

	(void)state;
	draw(&f, &c, 1, 4, false);
	assert_line(&f, 0, "⡀ ⣀");
	frame_release(&f);
}

static void a_spike_is_never_lost(void **state)
{
	double values[1000] = { 0 };
	struct chart c = minutes(values, 1000);
	struct frame f;

	(void)state;
	values[501] = 9;
	draw(&f, &c, 1, 3, false);
	assert_line(&f, 0, "⣀⣸⣀");
	frame_release(&f);
}

static void blocks_and_plain_signs_say_the_same(void **state)
{
	static const double values[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, GAP };
	struct chart c = minutes(values, 10);
	struct frame f;

	(void)state;
	c.top = 8;
	graph = GRAPH_BLOCK;
	draw(&f, &c, 1, 10, false);
	assert_line(&f, 0, "▁▁▂▃▄▅▆▇█");
	frame_release(&f);
	draw(&f, &c, 1, 10, true);
	assert_line(&f, 0, "__.-=+*#@");
	frame_release(&f);
	graph = GRAPH_ASCII;
	draw(&f, &c, 2, 5, false);
	assert_line(&f, 0, "  _+=");
	assert_line(&f, 1, ".+@@=");
	frame_release(&f);
	graph = GRAPH_BRAILLE;
	draw(&f, &c, 2, 5, true);
	assert_line(&f, 1, ".+@@=");
	frame_release(&f);
}

static void what_has_not_ended_is_hollow(void **state)
{
	static const double values[] = { 8, 8, 8, 8 };
	struct chart c = minutes(values, 4);
	struct frame f;

	(void)state;
	c.partial = 2;
	c.top = 8;
	draw(&f, &c, 2, 2, false);
	assert_line(&f, 0, "⣿⠉");
	assert_line(&f, 1, "⣿");
	frame_release(&f);
	graph = GRAPH_BLOCK;
	draw(&f, &c, 2, 4, false);
	assert_line(&f, 0, "████");
	assert_line(&f, 1, "██");
	frame_release(&f);
	graph = GRAPH_BRAILLE;
}

static void a_period_that_is_long_fills_its_columns(void **state)
{
	static const double values[] = { 1, 4 };
	struct chart c = minutes(values, 2);
	struct frame f;

	(void)state;
	c.top = 4;
	draw(&f, &c, 1, 4, false);
	assert_line(&f, 0, "⣀⣀⣿⣿");
	frame_release(&f);
}

static void what_is_not_shown_is_outside(void **state)
{
	static const double values[] = { 9, 1, 1, 9 };
	struct chart c = minutes(values, 4);
	struct frame f;

	(void)state;
	c.from_sec += 60;
	c.to_sec += 60; /* a minute of which nothing is known yet */
	draw(&f, &c, 1, 4, false);
	assert_line(&f, 0, "⣀⣀⣿");
	frame_release(&f);
	c.from_sec = 100000;
	c.to_sec = 200000;
	draw(&f, &c, 1, 4, false);
	assert_line(&f, 0, "");
	frame_release(&f);
}

static void the_axis_says_the_edges_and_the_threshold(void **state)
{
	static const double values[] = { 1, 1, 1, 1, 1, 1, 9.4, 9.4 };
	static const double limit = 5;
	struct chart c = minutes(values, 8);
	struct frame f;

	(void)state;
	c.bare = false;
	c.limit = &limit;
	c.limit_role = ROLE_CHART_THRESHOLD;
	draw(&f, &c, 4, CHART_GUTTER + 8, false);
	assert_line(&f, 0, "   9.9┤      ⣶⣶");
	assert_line(&f, 1, "      ┤      ⣿⣿");
	assert_line(&f, 2, "     5┤╌╌╌╌╌╌⣿⣿");
	assert_line(&f, 3, "     0┤⣤⣤⣤⣤⣤⣤⣿⣿");
	assert_int_equal(f.cells[2 * f.cols + CHART_GUTTER].role, ROLE_CHART_THRESHOLD);
	frame_release(&f);
	draw(&f, &c, 4, CHART_GUTTER + 8, true);
	assert_line(&f, 2, "     5|~~~~~~@@");
	frame_release(&f);
}

static void marks_and_cursor_stand_where_nothing_does(void **state)
{
	static const double values[] = { 1, 1, 4, 4, 1, 1, 1, 1 };
	static const struct chart_mark marks[] = {
		{ 6000 + 130, ROLE_CHART_EVENT, 0, 0 },
		{ 6000 + 300, ROLE_CHART_ACCESS, 0, 0 },
		{ 7777, ROLE_CRIT, 0, 0 },
	};
	struct chart c = minutes(values, 8);
	struct frame f;

	(void)state;
	c.top = 4;
	c.marks = marks;
	c.n_marks = ARRAY_LEN(marks);
	c.has_cursor = true;
	c.cursor_sec = 6000 + 400;
	draw(&f, &c, 2, 4, false);
	assert_line(&f, 0, " ╎╎│");
	assert_line(&f, 1, "⣤⣿⣤⣤");
	assert_int_equal(f.cells[1].role, ROLE_CHART_EVENT);
	assert_int_equal(f.cells[2].role, ROLE_CHART_ACCESS);
	assert_int_equal(f.cells[3].role, ROLE_CHART_NOW);
	assert_int_equal(f.cells[3].on, ROLE_SELECT_OFF);
	assert_int_equal(f.cells[f.cols + 3].role, ROLE_CHART_1);
	frame_release(&f);
}

/* Not by ink alone: what happened, twice in a column, and the cursor among it. */
static void what_happened_has_its_sign(void **state)
{
	static const double values[] = { 1, 1, 1, 1, 1, 1, 9, 9 };
	static const struct chart_mark marks[] = {
		{ 6000 + 10, ROLE_CHART_ACCESS, 0x25CB, 2 },
		{ 6000 + 20, ROLE_CHART_ACCESS, 0x25CB, 2 },
		{ 6000 + 70, ROLE_CRIT, 0x25A0, 4 },
		{ 6000 + 90, ROLE_CHART_EVENT, 0x2191, 1 },
		{ 6000 + 130, ROLE_CHART_ACCESS, 0x25CB, 2 },
		{ 6000 + 420, ROLE_CRIT, 0x25A0, 4 },
	};
	const struct chart_label labels[] = { { 6000, "6" }, { 6480, "8" } };
	struct chart c = minutes(values, 8);
	struct frame f;

	(void)state;
	c.top = 9;
	c.marks = marks;
	c.n_marks = ARRAY_LEN(marks);
	c.has_cursor = true;
	c.cursor_sec = 6000 + 130;
	draw(&f, &c, 4, 4, false);
	assert_line(&f, 0, "■○ ■");
	assert_line(&f, 1, "○│ ⣿");
	assert_line(&f, 2, "╎│ ⣿");
	assert_line(&f, 3, "⣤⣤⣤⣿");
	assert_int_equal(f.cells[0].role, ROLE_CRIT);
	assert_int_equal(f.cells[f.cols].role, ROLE_CHART_ACCESS);
	chart_axis(&c, &f, area_lines(frame_area(&f), 1, 1), labels, 2);
	assert_line(&f, 1, "6▴ 8");
	frame_release(&f);
}

/* Also where it is lower than everything, and where it is at the upper edge. */
static void the_threshold_has_its_figure_and_its_ink(void **state)
{
	static const double values[] = { 0, 0, 12, 12 };
	static const double low = 1;
	static const double high = 12;
	struct chart c = minutes(values, 4);
	struct frame f;

	(void)state;
	c.bare = false;
	c.limit = &low;
	c.limit_role = ROLE_CHART_THRESHOLD;
	draw(&f, &c, 3, CHART_GUTTER + 4, false);
	assert_line(&f, 0, "    13┤  ⣶⣶");
	assert_line(&f, 2, "    ╌1┤⣀⣀⣿⣿");
	assert_int_equal(f.cells[2 * f.cols + CHART_GUTTER].role, ROLE_CHART_1);
	assert_int_equal(f.cells[2 * f.cols + CHART_GUTTER + 2].role,
			 ROLE_CHART_THRESHOLD);
	assert_int_equal(f.cells[f.cols + CHART_GUTTER + 2].role, ROLE_CHART_1);
	frame_release(&f);
	c.limit = &high;
	draw(&f, &c, 3, CHART_GUTTER + 4, false);
	assert_line(&f, 0, "   ╌12┤╌╌⣶⣶");
	assert_line(&f, 2, "     0┤⣀⣀⣿⣿");
	frame_release(&f);
}

static void strange_values_draw_something(void **state)
{
	static const double sets[][4] = {
		{ GAP, GAP, GAP, GAP },
		{ 0, 0, 0, 0 },
		{ -1, -5, -2, -9 },
		{ DBL_MAX, -DBL_MAX, DBL_MAX, 1 },
		{ DBL_MAX, DBL_MAX, DBL_MAX, DBL_MAX },
		{ DBL_TRUE_MIN, 0, DBL_TRUE_MIN, 0 },
		{ HUGE_VAL, -HUGE_VAL, GAP, 1 },
		{ 7, 7, 7, 7 },
	};
	static const struct {
		int rows, cols;
	} sizes[] = { { 1, 1 }, { 2, 8 }, { 6, 52 }, { 40, 1 }, { 1, 400 }, { 3, 9 } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(sets); i++)
		for (size_t k = 0; k < 2 * ARRAY_LEN(sizes); k++) {
			struct chart c = minutes(sets[i], 4);
			struct frame f;

			c.bare = k % 2;
			graph = (enum graph)(i % 3);
			assert_true(chart_top(&c) > 0 && isfinite(chart_top(&c)));
			assert_true(chart_base(&c) <= 0);
			draw(&f, &c, sizes[k / 2].rows, sizes[k / 2].cols, false);
			frame_release(&f);
		}
	graph = GRAPH_BRAILLE;
}

static void negative_values_stand_over_the_smallest(void **state)
{
	static const double values[] = { -8, -8, 8, 8 };
	struct chart c = minutes(values, 4);
	struct frame f;

	(void)state;
	c.bare = false;
	draw(&f, &c, 4, CHART_GUTTER + 2, false);
	assert_line(&f, 0, "   8.4┤ ⣿");
	assert_line(&f, 3, "  -8.4┤⣀⣿");
	frame_release(&f);
}

static void no_values_no_time_and_no_room_draw_nothing(void **state)
{
	struct chart none = { .period_sec = 60, .to_sec = 60, .bare = true };
	struct chart broken = { .period_sec = 0, .from_sec = 9, .to_sec = 3 };
	struct frame f;

	(void)state;
	draw(&f, &none, 2, 4, false);
	assert_line(&f, 0, "");
	chart_draw(&broken, &f, frame_area(&f));
	chart_draw(&none, &f, (struct area){ -3, -3, 2, 2 });
	chart_draw(&none, &f, (struct area){ 0, 0, 0, 4 });
	chart_draw(&none, &f, (struct area){ 0, 0, 9999, 9999 });
	assert_line(&f, 1, "");
	assert_true(isnan(chart_at(&none, 30)));
	assert_true(isnan(chart_at(&broken, 30)));
	frame_release(&f);
}

static void columns_and_moments_find_each_other(void **state)
{
	static const double values[180] = { 0 };
	struct chart c = minutes(values, 180);
	struct area plot = { .width = 52, .height = 1 };

	(void)state;
	for (int col = 0; col < plot.width; col++)
		assert_int_equal(chart_col(&c, plot, chart_col_sec(&c, plot, col)),
				 col);
	assert_int_equal(chart_col(&c, plot, c.from_sec - 1), -1);
	assert_int_equal(chart_col(&c, plot, c.to_sec), -1);
	assert_int_equal(chart_col(&c, plot, c.to_sec - 1), 51);
}

static void labels_of_the_time_leave_each_other_room(void **state)
{
	static const double values[180] = { 0 };
	struct chart c = minutes(values, 180);
	const struct chart_label labels[] = { { c.from_sec, "11:06" },
					      { c.from_sec + 1200, "11:26" },
					      { c.from_sec + 3600, "12:06" },
					      { c.from_sec + 7200, "13:06" },
					      { c.to_sec, "14:06Z" } };
	struct frame f;

	(void)state;
	c.bare = false;
	frame_init(&f, 1, 59);
	chart_axis(&c, &f, frame_area(&f), labels, 5);
	assert_line(&f, 0,
		    "       11:06            12:06            13:06       14:06Z");
	frame_resize(&f, 1, 26);
	chart_axis(&c, &f, frame_area(&f), labels, 5);
	assert_line(&f, 0, "       11:06 12:06  14:06Z");
	frame_resize(&f, 1, 3);
	chart_axis(&c, &f, frame_area(&f), labels, 5);
	assert_frame_sound(&f);
	frame_release(&f);
}

static void a_graph_is_found_by_name(void **state)
{
	enum graph g = GRAPH_BRAILLE;

	(void)state;
	assert_true(graph_find(STR("block"), &g));
	assert_int_equal(g, GRAPH_BLOCK);
	assert_false(graph_find(STR("pie"), &g));
	assert_int_equal(g, GRAPH_BLOCK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_short),
		cmocka_unit_test(round_numbers_are_not_smaller),
		cmocka_unit_test(two_values_stand_in_a_cell_of_dots),
		cmocka_unit_test(a_gap_is_blank_and_zero_is_not),
		cmocka_unit_test(a_spike_is_never_lost),
		cmocka_unit_test(blocks_and_plain_signs_say_the_same),
		cmocka_unit_test(what_has_not_ended_is_hollow),
		cmocka_unit_test(a_period_that_is_long_fills_its_columns),
		cmocka_unit_test(what_is_not_shown_is_outside),
		cmocka_unit_test(the_axis_says_the_edges_and_the_threshold),
		cmocka_unit_test(marks_and_cursor_stand_where_nothing_does),
		cmocka_unit_test(what_happened_has_its_sign),
		cmocka_unit_test(the_threshold_has_its_figure_and_its_ink),
		cmocka_unit_test(strange_values_draw_something),
		cmocka_unit_test(negative_values_stand_over_the_smallest),
		cmocka_unit_test(no_values_no_time_and_no_room_draw_nothing),
		cmocka_unit_test(columns_and_moments_find_each_other),
		cmocka_unit_test(labels_of_the_time_leave_each_other_room),
		cmocka_unit_test(a_graph_is_found_by_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

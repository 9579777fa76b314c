/* tui/kit/table.c: selection, filter, sort, marks, and how the list is drawn. */
#include "tests/unit/tui/kit/fruit.h"

static const struct table_source source = {
	.cols = cols,
	.n_cols = ARRAY_LEN(cols),
	.n_rows = count,
	.id = row_id,
	.problem = problem,
	.ctx = &data,
};

static struct table *start(size_t n)
{
	static struct table t;
	fill(n);
	table_init(&t, &source);
	t.focus = "test";
	table_refresh(&t);
	return &t;
}

static void the_selection_stays_on_its_id(void **state)
{
	(void)state;
	struct table *t = start(10);
	assert_string_equal(table_id(t), "row-0");
	assert_true(table_select(t, "row-4"));
	memmove(&data.row[1], &data.row[0], 9 * sizeof(data.row[0]));
	(void)snprintf(data.row[0].id, sizeof(data.row[0].id), "new");
	table_refresh(t);
	assert_string_equal(table_id(t), "row-4");
	assert_int_equal(table_row(t), 5);
	(void)snprintf(data.row[5].id, sizeof(data.row[5].id), "other");
	table_refresh(t); /* gone: what stands at its place now */
	assert_string_equal(table_id(t), "other");
	assert_false(table_select(t, "nowhere"));
	assert_string_equal(table_id(t), "other");
	data.n = 2;
	table_refresh(t);
	assert_string_equal(table_id(t), "row-0");
	data.n = 0;
	table_refresh(t);
	assert_null(table_id(t));
	assert_true(table_row(t) == TABLE_NONE);
	assert_false(table_move(t, TABLE_DOWN));
	table_release(t);
}

static void moves_are_clamped_and_problems_wrap(void **state)
{
	(void)state;
	/* clang-format off */
	static const struct {
		enum table_move how;
		const char *expected;
	} rows[] = {
		{ TABLE_UP, "row-0" },
		{ TABLE_DOWN, "row-1" },
		{ TABLE_NEXT_PROBLEM, "row-4" },
		{ TABLE_NEXT_PROBLEM, "row-8" },
		{ TABLE_NEXT_PROBLEM, "row-0" },
		{ TABLE_PREV_PROBLEM, "row-8" },
		{ TABLE_BOTTOM, "row-9" },
		{ TABLE_DOWN, "row-9" },
		{ TABLE_PAGE_UP, "row-6" },
		{ TABLE_HALF_UP, "row-4" },
		{ TABLE_HALF_DOWN, "row-6" },
		{ TABLE_PAGE_DOWN, "row-9" },
		{ TABLE_TOP, "row-0" },
		{ TABLE_NEXT_MARK, "row-0" },
	};
	/* clang-format on */
	struct table *t = start(10);
	t->page = 4;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		(void)table_move(t, rows[i].how);
		assert_string_equal(table_id(t), rows[i].expected);
	}
	table_release(t);
}

static void the_filter_takes_words_and_drops_others(void **state)
{
	(void)state;
	/* clang-format off */
	static const struct {
		const char *words;
		size_t n;
	} rows[] = {
		{ "", 12 },
		{ "crit", 3 },
		{ "ROW-1", 3 },
		{ "row-1 ok", 3 },
		{ "!crit", 9 },
		{ "row !ok", 3 },
		{ "nothing", 0 },
		{ "  row-11  ", 1 },
		{ "!", 12 }, /* still being typed */
		{ "row-1 !row-11", 2 },
	};
	/* clang-format on */
	struct table *t = start(12);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		table_filter(t, str_of(rows[i].words));
		assert_int_equal(t->n_shown, rows[i].n);
	}
	table_filter(t, STR(""));
	table_problems_only(t, true);
	assert_int_equal(t->n_shown, 3);
	table_filter(t, STR("row-4"));
	assert_int_equal(t->n_shown, 1);
	AUTO(buf) position = BUF_INIT(64);
	table_position(t, &position);
	assert_string_equal(buf_text(&position), "row 1/1 of 12");
	table_release(t);
}

/* Rows 0, 4 and 8 are in trouble. */
static void the_cursor_goes_to_the_first_row_that_fits(void **state)
{
	(void)state;
	struct table *t = start(12);
	assert_true(table_select(t, "row-4"));
	table_filter(t, STR("crit")); /* it fits: it stays */
	assert_string_equal(table_id(t), "row-4");
	table_filter(t, STR("row-1")); /* 1, 10, 11 */
	assert_string_equal(table_id(t), "row-1");
	assert_int_equal(t->cursor, 0);
	table_filter(t, STR("row-11"));
	assert_string_equal(table_id(t), "row-11");
	table_filter(t, STR("row-1"));
	assert_string_equal(table_id(t), "row-11");
	table_filter(t, STR("")); /* back to the one that was chosen */
	assert_string_equal(table_id(t), "row-4");
	assert_true(table_select(t, "row-11"));
	table_problems_only(t, true);
	assert_string_equal(table_id(t), "row-0");
	table_release(t);
}

static void the_sort_is_stable_and_turns_around(void **state)
{
	(void)state;
	struct table *t = start(10); /* errors 0 2 4 1 3 0 2 4 1 3 */
	static const size_t up[] = { 0, 5, 3, 8, 1, 6, 4, 9, 2, 7 };
	static const size_t down[] = { 2, 7, 4, 9, 1, 6, 3, 8, 0, 5 };
	table_select(t, "row-9");
	table_sort(t, 2, false);
	assert_memory_equal(t->shown, up, sizeof(up));
	table_sort(t, 2, true);
	assert_memory_equal(t->shown, down, sizeof(down));
	assert_string_equal(table_id(t), "row-9");
	table_sort(t, 0, false); /* by text: CRIT before OK */
	assert_int_equal(t->shown[0], 0);
	assert_int_equal(t->shown[2], 8);
	assert_int_equal(t->shown[3], 1);
	table_sort(t, -1, true);
	assert_int_equal(t->shown[0], 9);
	table_sort(t, 99, false);
	assert_int_equal(t->shown[0], 0);
	table_release(t);
}

static void marks_are_kept_by_id(void **state)
{
	(void)state;
	struct table *t = start(10);
	AUTO(buf) text = BUF_INIT(64);
	table_select(t, "row-2");
	table_mark(t);
	table_select(t, "row-5");
	table_mark_range(t);
	assert_int_equal(t->n_marks, 4);
	assert_true(table_marked(t, "row-3"));
	table_select(t, "row-4");
	table_mark(t);
	assert_false(table_marked(t, "row-4"));
	table_marks_text(t, &text);
	assert_string_equal(buf_text(&text), "3 marked");
	table_filter(t, STR("crit"));
	assert_int_equal(t->n_marks, 3);
	table_filter(t, STR(""));
	table_move(t, TABLE_NEXT_MARK);
	assert_string_equal(table_id(t), "row-5");
	table_clear_marks(t);
	assert_false(table_marked(t, "row-5"));
	table_release(t);
}

static void rows_and_rest_are_drawn(void **state)
{
	(void)state;
	struct frame f;
	struct table *t = start(9);
	frame_init(&f, 5, 30);
	t->more = "rows";
	table_select(t, "row-1");
	table_mark(t);
	table_select(t, "row-0");
	draw(t, &f);
	assert_line(&f, 0, "   STATE NAME             ERR");
	assert_line(&f, 1, " \xE2\x80\xBA CRIT  row-0              0");
	assert_line(&f, 2, " + OK    row-1              2");
	assert_line(&f, 3, "   OK    row-2              4");
	assert_line(&f, 4, "                \xE2\x80\xA6 6 more rows");
	assert_int_equal(f.cursor_row, 1);
	assert_int_equal(f.cursor_col, 1);
	assert_string_equal(f.focus, "test:row-0");
	assert_int_equal(f.cells[30].on, ROLE_SELECT);
	assert_int_equal(f.cells[60].on, ROLE_BG);
	table_move(t, TABLE_BOTTOM);
	draw(t, &f);
	assert_line(&f, 1, "   OK    row-5              0");
	assert_line(&f, 4, " \xE2\x80\xBA CRIT  row-8              1");
	table_draw(t, &f, frame_area(&f), false);
	assert_int_equal(f.cells[4 * 30].on, ROLE_SELECT_OFF);
	frame_release(&f);
	table_release(t);
}

static void the_cursor_is_always_seen(void **state)
{
	(void)state;
	struct frame f;
	struct table *t = start(50);
	uint32_t seed = 1;
	for (int i = 0; i < 2000; i++) {
		seed = seed * 1664525u + 1013904223u;
		frame_init(&f, 2 + (int)(seed >> 28), 30);
		(void)table_move(t, (enum table_move)((seed >> 16) % 10));
		draw(t, &f);
		assert_true(f.cursor_on && f.cursor_row >= 1);
		assert_true(f.cells[(size_t)f.cursor_row * 30].on == ROLE_SELECT);
		frame_release(&f);
	}
	table_release(t);
}

static void narrow_areas_drop_the_least_important(void **state)
{
	(void)state;
	struct frame f;
	struct table *t = start(2);
	frame_init(&f, 3, 17);
	draw(t, &f);
	assert_line(&f, 0, "   STATE NAME");
	frame_resize(&f, 3, 8);
	draw(t, &f);
	assert_line(&f, 0, "   STATE");
	frame_resize(&f, 1, 1);
	draw(t, &f);
	table_draw(t, &f, (struct area){ 0, 0, 0, 0 }, true);
	frame_release(&f);
	table_release(t);
}

static void long_names_lose_their_middle(void **state)
{
	(void)state;
	struct frame f;
	struct table *t = start(1);
	(void)snprintf(data.row[0].id, sizeof(data.row[0].id), "acme-production");
	table_refresh(t);
	frame_init(&f, 2, 19);
	draw(t, &f);
	assert_line(&f, 1,
		    " \xE2\x80\xBA CRIT  acme\xE2\x80\xA6"
		    "tion");
	frame_release(&f);
	table_release(t);
}

static void an_empty_table_says_why(void **state)
{
	(void)state;
	struct frame f;
	struct table *t = start(0);
	frame_init(&f, 4, 60);
	t->empty = "No load errors in 24 h. z widens the range.";
	draw(t, &f);
	assert_line(&f, 1, "   No load errors in 24 h. z widens the range.");
	t->loading = true;
	draw(t, &f);
	assert_line(&f, 1, "   \xC2\xB7 \xC2\xB7 \xC2\xB7");
	fill(22);
	table_filter(t, STR("nothing"));
	draw(t, &f);
	assert_line(&f, 1, "   Filter hides all 22. Esc clears it.");
	table_filter(t, STR(""));
	for (size_t i = 0; i < 22; i++)
		data.row[i].state = "OK";
	table_problems_only(t, true);
	draw(t, &f);
	assert_line(&f, 1, "   No problems among 22. ! shows all.");
	assert_true(f.cursor_on);
	frame_release(&f);
	table_release(t);
}

static void ten_thousand_rows_are_fine(void **state)
{
	(void)state;
	struct frame f;
	struct table *t = start(MOST);
	frame_init(&f, 35, 120);
	table_sort(t, 1, true);
	table_filter(t, STR("row-9 crit"));
	assert_true(t->n_shown > 200);
	table_filter(t, STR(""));
	table_move(t, TABLE_BOTTOM);
	draw(t, &f);
	assert_string_equal(table_id(t), "row-0");
	frame_release(&f);
	table_release(t);
}

static uint64_t stamp_now;
static size_t n_asked;

static uint64_t stamp(void *ctx)
{
	(void)ctx;
	return stamp_now;
}

static void counted_text(void *ctx, size_t row, struct buf *out)
{
	n_asked++;
	id_text(ctx, row, out);
}

static void nothing_is_asked_again_while_the_stamp_is_the_same(void **state)
{
	static const struct table_col counted[] = {
		{ .title = "NAME", .width = 6, .priority = 1, .text = counted_text }
	};
	struct table_source s = source;
	struct table t;

	(void)state;
	fill(100);
	s.cols = counted;
	s.n_cols = 1;
	s.stamp = stamp;
	stamp_now = 1;
	table_init(&t, &s);
	table_refresh(&t);
	assert_int_equal(n_asked, 0);
	table_filter(&t, STR("row-1"));
	table_filter(&t, STR("row-11"));
	table_sort(&t, 0, true);
	table_refresh(&t);
	assert_int_equal(n_asked, 100);
	assert_int_equal(t.n_shown, 1);
	stamp_now = 2;
	table_refresh(&t);
	assert_int_equal(n_asked, 200);
	data.n = 50; /* rows that are gone are never asked, whatever the stamp says */
	table_refresh(&t);
	assert_int_equal(n_asked, 250);
	table_release(&t);
}

static void targets_are_the_marked_rows_or_the_selected_one(void **state)
{
	struct table *t = start(10);
	size_t rows[10];

	(void)state;
	assert_true(table_select(t, "row-3"));
	assert_int_equal(table_targets(t, rows, 10), 1);
	assert_int_equal(rows[0], 3);
	table_mark(t);
	assert_true(table_select(t, "row-1"));
	table_mark(t);
	table_filter(t, STR("row-9"));
	assert_int_equal(table_targets(t, rows, 10), 2);
	assert_int_equal(rows[0], 1);
	assert_int_equal(rows[1], 3);
	assert_int_equal(table_targets(t, rows, 1), 1);
	table_release(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_selection_stays_on_its_id),
		cmocka_unit_test(moves_are_clamped_and_problems_wrap),
		cmocka_unit_test(the_filter_takes_words_and_drops_others),
		cmocka_unit_test(the_cursor_goes_to_the_first_row_that_fits),
		cmocka_unit_test(the_sort_is_stable_and_turns_around),
		cmocka_unit_test(marks_are_kept_by_id),
		cmocka_unit_test(rows_and_rest_are_drawn),
		cmocka_unit_test(the_cursor_is_always_seen),
		cmocka_unit_test(narrow_areas_drop_the_least_important),
		cmocka_unit_test(long_names_lose_their_middle),
		cmocka_unit_test(an_empty_table_says_why),
		cmocka_unit_test(ten_thousand_rows_are_fine),
		cmocka_unit_test(nothing_is_asked_again_while_the_stamp_is_the_same),
		cmocka_unit_test(targets_are_the_marked_rows_or_the_selected_one),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

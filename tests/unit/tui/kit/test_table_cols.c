/*
 * tui/kit/table_cols.c, table_save.c: columns, wide mode, and the lines of the session
 * file.
 */
#include "tests/unit/tui/kit/fruit.h"

/* ---- columns, wide mode ---- */

static void long_text(void *ctx, size_t row, struct buf *out)
{
	(void)ctx;
	for (int i = 0; i < 9; i++)
		buf_addf(out,
			 "%zu\xE3\x83\xBC%d\xE2\x9C\x94\xEF\xB8\x8F"
			 "e\xCC\x81",
			 row, i);
}

/* clang-format off */
static const struct table_col many[] = {
	{ .title = "STATE", .width = 5, .priority = 1, .text = state_text },
	{ .title = "NAME", .width = 6, .priority = 2, .fit = FIT_MIDDLE, .text = id_text },
	{ .title = "ERR", .width = 4, .priority = 4, .text = errors_text,
	  .order = errors_order },
	{ .title = "LONG ONE", .width = 10, .priority = 3, .fit = FIT_MIDDLE,
	  .text = long_text },
	{ .title = "MORE", .width = 4, .priority = 5, .extra = true, .text = errors_text },
};
/* clang-format on */

static const struct table_source many_source = {
	.cols = many,
	.n_cols = ARRAY_LEN(many),
	.n_rows = count,
	.id = row_id,
	.problem = problem,
	.ctx = &data,
};

static void columns_are_chosen_and_some_always_stay(void **state)
{
	struct table t;
	struct frame f;

	(void)state;
	fill(3);
	table_init(&t, &many_source);
	table_refresh(&t);
	frame_init(&f, 4, 60);
	draw(&t, &f);
	assert_line(&f, 0, "   STATE NAME   ERR  LONG ONE");
	table_col_toggle(&t, 4);
	table_col_toggle(&t, 3);
	table_col_toggle(&t, 0); /* stays */
	draw(&t, &f);
	assert_line(&f, 0, "   STATE NAME   ERR  MORE");
	/* what was chosen goes last but for those that always stay */
	frame_resize(&f, 4, 22);
	draw(&t, &f);
	assert_line(&f, 0, "   STATE NAME   MORE");
	table_cols_choose(&t, NULL);
	frame_resize(&f, 4, 60);
	draw(&t, &f);
	assert_line(&f, 0, "   STATE NAME   ERR  LONG ONE");
	frame_release(&f);
	table_release(&t);
}

/* Every cell can be read in wide mode, whatever the screen's width. */
static void wide_mode_shows_all_there_is(void **state)
{
	struct table t;
	struct frame f;
	AUTO(buf) text = BUF_INIT(128);

	(void)state;
	fill(3);
	table_init(&t, &many_source);
	table_refresh(&t);
	frame_init(&f, 4, 40);
	table_wide(&t, true);
	draw(&t, &f);
	assert_line(&f, 0, "   STATE NAME  ERR LONG ONE");
	table_wide_text(&t, &text);
	assert_string_equal(buf_text(&text), "wide, column 3 of 5");
	assert_false(table_sideways(&t, -1));
	assert_true(table_sideways(&t, 1));
	draw(&t, &f);
	assert_line(&f, 0, "   STATE NAME  LONG ONE");
	for (int i = 0; i < 20 && table_sideways(&t, 1); i++)
		draw(&t, &f);
	assert_int_equal(t.wide_col, 3); /* the last one fits beside it */
	assert_true(str_ends(str_of(line_of(&f, 0)), "  MORE"));
	for (int i = 0; i < 20 && table_sideways(&t, -1); i++)
		draw(&t, &f);
	assert_int_equal(t.wide_col, 2);
	table_wide(&t, false);
	assert_false(table_sideways(&t, 1));
	frame_release(&f);
	table_release(&t);
}

/* Widths add up and no cell is left without its half, at any width and place. */
static void wide_characters_are_clipped_on_cell_borders(void **state)
{
	(void)state;
	fill(4);
	(void)snprintf(data.row[1].id, sizeof(data.row[1].id),
		       "\xE3\x83\xAB\xE3\x83\xBC\xE3\x83\xA1\xE3\x83\xB3");
	(void)snprintf(data.row[2].id, sizeof(data.row[2].id),
		       "a\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x9A\x80z\x1b[31m");
	for (int wide = 0; wide < 2; wide++) {
		for (int width = 1; width < 90; width++) {
			struct table t;
			struct frame f;

			table_init(&t, &many_source);
			table_refresh(&t);
			table_wide(&t, wide);
			frame_init(&f, 6, width);
			for (int i = 0; i < 40; i++) {
				draw(&t, &f);
				if (!table_sideways(&t, i < 30 ? 1 : -1) && i < 30)
					i = 29;
			}
			frame_release(&f);
			table_release(&t);
		}
	}
}

/* ---- the session file ---- */

static void a_list_comes_back_as_it_was_left(void **state)
{
	struct table t;
	struct table other;
	AUTO(buf) lines = BUF_INIT(TABLE_SAVED);
	AUTO(buf) again = BUF_INIT(TABLE_SAVED);

	(void)state;
	fill(12);
	(void)snprintf(data.row[8].id, sizeof(data.row[8].id), "row\n\\8");
	table_init(&t, &many_source);
	table_refresh(&t);
	table_save(&t, &lines);
	assert_string_equal(buf_text(&lines), "");
	table_filter(&t, STR("row err<4"));
	table_sort(&t, 2, true);
	table_col_toggle(&t, 4);
	table_problems_only(&t, true);
	table_wide(&t, true);
	assert_true(table_select(&t, "row\n\\8"));
	table_save(&t, &lines);
	assert_string_equal(buf_text(&lines),
			    "filter row err<4\nsort err desc\n"
			    "columns state name err long-one more\nproblems\nwide\n"
			    "selected row\\x0a\\x5c8\n");
	table_init(&other, &many_source);
	table_restore(&other, buf_str(&lines)); /* before there are rows */
	table_refresh(&other);
	table_save(&other, &again);
	assert_string_equal(buf_text(&again), buf_text(&lines));
	assert_string_equal(table_id(&other), "row\n\\8");
	assert_int_equal(other.n_shown, t.n_shown);
	table_release(&other);
	table_release(&t);
}

static void what_no_list_wrote_is_passed_over(void **state)
{
	struct table t;
	struct table_source fixed = many_source;
	AUTO(buf) lines = BUF_INIT(TABLE_SAVED);

	(void)state;
	fill(3);
	table_init(&t, &fixed);
	t.in_order = true;
	table_restore(&t, STR("sort err\nsort\ncolumns nothing\nfilter\nx y\n\n"
			      "selected gone\nselected\nfilter zzz:1"));
	table_refresh(&t);
	assert_int_equal(t.sort, -1);
	assert_int_equal(t.n_shown, 3);
	assert_true(t.filter_error.text[0] != '\0');
	assert_string_equal(table_id(&t), "row-0");
	for (size_t i = 0; i < 2 * TABLE_SAVED; i++)
		buf_add_text(&lines, "filter x\n");
	table_filter(&t, (struct str){ 0 });
	table_restore(&t, (struct str){ lines.p, TABLE_SAVED });
	assert_string_equal(t.filter, "x");
	table_release(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(columns_are_chosen_and_some_always_stay),
		cmocka_unit_test(wide_mode_shows_all_there_is),
		cmocka_unit_test(wide_characters_are_clipped_on_cell_borders),
		cmocka_unit_test(a_list_comes_back_as_it_was_left),
		cmocka_unit_test(what_no_list_wrote_is_passed_over),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Label/value lines: layout, wrapping, scrolling. */
#include "kit.h"

#include "tui/kit/detail.h"

static void pairs_stand_in_two_columns(void **state)
{
	(void)state;
	struct frame f;
	struct detail d;
	frame_init(&f, 9, 40);
	detail_init(&d);
	d.focus = "detail:acme";
	detail_pair(&d, "physical id", ROLE_TEXT,
		    STR("acme-ingest-LoaderFunction-9XK2"));
	detail_pairf(&d, "first cause", ROLE_CRIT, "yes (%d s later)", 13);
	detail_pair(&d, "tags", ROLE_TEXT, STR(""));
	detail_blank(&d);
	detail_rule(&d, "Why");
	detail_text(&d, ROLE_TEXT, STR("Unzipped size must be\nsmaller"));
	detail_draw(&d, &f, frame_area(&f), true);
	assert_line(&f, 0, " physical id  acme-ingest-LoaderFunctio");
	assert_line(&f, 1, "              n-9XK2");
	assert_line(&f, 2, " first cause  yes (13 s later)");
	assert_line(&f, 3, " tags         \xE2\x80\x94");
	assert_line(&f, 4, "");
	assert_line(&f, 6, " Unzipped size must be");
	assert_line(&f, 7, " smaller");
	assert_string_equal(f.focus, "detail:acme");
	assert_int_equal(f.cells[1].role, ROLE_MUTED);
	detail_release(&d);
	frame_release(&f);
}

static void it_scrolls_within_its_lines(void **state)
{
	(void)state;
	struct frame f;
	struct detail d;
	frame_init(&f, 4, 30);
	detail_init(&d);
	for (int i = 0; i < 10; i++)
		detail_pairf(&d, "line", ROLE_TEXT, "%d", i);
	detail_draw(&d, &f, frame_area(&f), false);
	assert_line(&f, 0, " line  0");
	assert_line(&f, 3, "               \xE2\x80\xA6 7 more lines");
	assert_false(detail_scroll(&d, -1));
	assert_true(detail_page(&d, 1));
	detail_draw(&d, &f, frame_area(&f), false);
	assert_line(&f, 0, " line  3");
	assert_true(detail_to_end(&d, true));
	assert_false(detail_scroll(&d, 5));
	detail_draw(&d, &f, frame_area(&f), false);
	assert_line(&f, 3, " line  9");
	detail_clear(&d);
	detail_pair(&d, "line", ROLE_TEXT, STR("alone"));
	detail_draw(&d, &f, frame_area(&f), false); /* scroll follows the contents */
	assert_line(&f, 0, " line  alone");
	detail_release(&d);
	frame_release(&f);
}

static void a_text_is_found_and_painted(void **state)
{
	(void)state;
	struct frame f;
	struct detail d;
	struct find_pane pane = { 0 };
	int at = 0;
	frame_init(&f, 4, 30);
	detail_init(&d);
	pane = detail_pane(&d);
	for (int i = 0; i < 20; i++)
		detail_pairf(&d, i == 17 ? "Theme" : "line", ROLE_TEXT,
			     i == 9 ? "a THEME of its own" : "%d", i);
	detail_draw(&d, &f, frame_area(&f), false);
	assert_true(detail_is_long(&d));
	assert_int_equal(find_count(&pane, &at), 0);
	assert_true(find_text(&pane, STR("theme")));
	assert_int_equal(find_count(&pane, &at), 2);
	assert_int_equal(at, 1);
	detail_draw(&d, &f, frame_area(&f), false);
	assert_line(&f, 2, " line   a THEME of its own");
	assert_int_equal(f.cells[2 * 30 + 10].role, ROLE_MATCH_NOW);
	assert_int_equal(f.cells[2 * 30 + 8].role, ROLE_TEXT);
	assert_true(find_next(&pane, 1));
	detail_draw(&d, &f, frame_area(&f), false);
	assert_line(&f, 2, " Theme  17");
	assert_int_equal(f.cells[2 * 30 + 1].role, ROLE_MATCH_NOW);
	assert_true(find_next(&pane, 1)); /* round the end */
	assert_int_equal(find_count(&pane, &at), 2);
	assert_int_equal(at, 1);
	assert_true(find_next(&pane, -1));
	assert_int_equal(d.find.at, 17);
	assert_true(find_text(&pane, STR("nowhere")));
	assert_false(find_next(&pane, 1));
	(void)detail_to_end(&d,
			    false); /* and what is typed and nowhere moves nothing */
	pane = detail_pane(&d);
	find_typing(&pane, true);
	assert_true(find_text(&pane, STR("theme")));
	assert_int_not_equal(d.scroll, 0);
	assert_true(find_text(&pane, STR("themed")));
	assert_int_equal(d.scroll, 0);
	detail_release(&d);
	frame_release(&f);
}

static void a_match_may_go_over_the_end_of_a_line(void **state)
{
	struct frame f;
	struct detail d;
	struct find_pane pane = { 0 };
	int at = 0;

	(void)state;
	frame_init(&f, 4, 16);
	detail_init(&d);
	detail_text(&d, ROLE_TEXT, STR("one account limit of write units"));
	detail_draw(&d, &f, frame_area(&f), false);
	assert_line(&f, 0, " one account");
	assert_line(&f, 1, " limit of write");
	pane = detail_pane(&d);
	assert_true(find_text(&pane, STR("account limit")));
	assert_int_equal(find_count(&pane, &at), 1);
	assert_int_equal(d.find.at, 0);
	detail_draw(&d, &f, frame_area(&f), false);
	assert_int_equal(f.cells[4].role, ROLE_TEXT);
	assert_int_equal(f.cells[5].role, ROLE_MATCH_NOW);
	assert_int_equal(f.cells[16 + 1].role, ROLE_MATCH);
	assert_int_equal(f.cells[16 + 7].role, ROLE_TEXT);
	detail_release(&d);
	frame_release(&f);
}

static void hostile_texts_and_sizes_do_no_harm(void **state)
{
	(void)state;
	static char big[1 << 20];
	memset(big, '\033', sizeof(big));
	for (int size = 0; size < 30; size++) {
		struct frame f;
		struct detail d;
		frame_init(&f, size / 3, size);
		detail_init(&d);
		detail_pair(&d, "\xE2\x80\xAElabel", ROLE_TEXT,
			    STR("\033]52;c;x\007\xFF"));
		detail_text(&d, ROLE_TEXT, (struct str){ big, 3000 });
		detail_draw(&d, &f, frame_area(&f), true);
		(void)detail_to_end(&d, true);
		detail_draw(&d, &f, frame_area(&f), true);
		assert_frame_sound(&f);
		detail_release(&d);
		frame_release(&f);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pairs_stand_in_two_columns),
		cmocka_unit_test(it_scrolls_within_its_lines),
		cmocka_unit_test(a_text_is_found_and_painted),
		cmocka_unit_test(a_match_may_go_over_the_end_of_a_line),
		cmocka_unit_test(hostile_texts_and_sizes_do_no_harm),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

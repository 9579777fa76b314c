/* The lines around a screen, and charts. */
#include "kit.h"

#include <math.h>

#include "tui/kit/chrome.h"

#define NO_VALUE ((double)NAN)
#define NO_END   ((double)INFINITY)

static void a_screen_is_divided_by_its_size(void **state)
{
	(void)state;
	static const struct {
		int rows, cols;
		enum chrome_size size;
		int body_row, body_height, hint_row;
	} sizes[] = {
		{ 35, 120, CHROME_WIDE, 3, 29, 34 },
		{ 24, 80, CHROME_NARROW, 3, 18, 23 },
		{ 30, 100, CHROME_WIDE, 3, 24, 29 },
		{ 16, 60, CHROME_NARROW, 3, 10, 15 },
		{ 15, 60, CHROME_SMALL, 1, 12, 14 },
		{ 10, 40, CHROME_SMALL, 1, 7, 9 },
		{ 9, 39, CHROME_TOO_SMALL, 1, 8, 0 },
		{ 0, 0, CHROME_TOO_SMALL, 0, 0, 0 },
	};
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		struct frame f;
		frame_init(&f, sizes[i].rows, sizes[i].cols);
		struct chrome c = chrome_layout(&f);
		assert_int_equal(c.size, sizes[i].size);
		assert_int_equal(c.body.row, sizes[i].body_row);
		assert_int_equal(c.body.height, sizes[i].body_height);
		assert_int_equal(c.hint.row, sizes[i].hint_row);
		frame_release(&f);
	}
}

static const struct bar_part left[] = {
	{ .text = "candor", .cut = 1 },
	{ .text = "OBSERVE", .brief = "OBS", .strong = true },
	{ .text = "mira.kovac", .brief = "mira", .cut = 3 },
	{ .text = "Acme Robotics", .cut = 5 },
	{ .text = "acme-prod-eu" },
};
static const struct bar_part right[] = {
	{ .text = "52m" },
	{ .text = "14:02 UTC", .brief = "14:02Z", .cut = 4 },
	{ .text = NULL },
	{ .text = "#10491" },
};

static void a_bar_is_cut_in_order_and_never_loses_what_counts(void **state)
{
	(void)state;
	static const struct {
		int width;
		const char *expected;
	} bars[] = {
		/* clang-format off */
		{ 84, " candor  OBSERVE  mira.kovac  Acme Robotics  acme-prod-eu"
		      "    52m  14:02 UTC  #10491" },
		{ 76, " candor  OBSERVE  mira  Acme Robotics  acme-prod-eu"
		      "     52m  14:02Z  #10491" },
		{ 70, " candor  OBSERVE  mira  acme-prod-eu"
		      "              52m  14:02Z  #10491" },
		{ 46, " candor  OBSERVE  acme-prod-eu"
		      "    52m  #10491" },
		{ 36, " OBSERVE  acme-prod-eu"
		      "  52m  #10491" },
		{ 32, " OBS  acme-prod-eu"
		      "  52m  #10491" },
		/* clang-format on */
	};
	for (size_t i = 0; i < ARRAY_LEN(bars); i++) {
		struct frame f;
		frame_init(&f, 1, bars[i].width);
		chrome_bar(&f, frame_area(&f), ROLE_MODE_OBSERVE, left, ARRAY_LEN(left),
			   right, ARRAY_LEN(right));
		assert_line(&f, 0, bars[i].expected);
		assert_int_equal(f.cells[0].on, ROLE_MODE_OBSERVE);
		assert_int_equal(f.on, ROLE_BG);
		frame_release(&f);
	}
}

static void the_last_part_to_go_goes_whole(void **state)
{
	(void)state;
	static const struct bar_part parts[] = {
		{ .text = "acme-prod-eu" },
		{ .text = "618402275311", .cut = -1 },
	};
	static const struct {
		int width;
		const char *expected;
	} bars[] = {
		/* clang-format off */
		{ 44, " acme-prod-eu  618402275311     52m  #10491" },
		{ 40, " acme-prod-eu               52m  #10491" },
		{ 20, " acm…eu 52m  #10491" },
		/* clang-format on */
	};
	for (size_t i = 0; i < ARRAY_LEN(bars); i++) {
		struct frame f;
		frame_init(&f, 1, bars[i].width);
		chrome_bar(&f, frame_area(&f), ROLE_MODE_OBSERVE, parts,
			   ARRAY_LEN(parts), right, ARRAY_LEN(right));
		assert_line(&f, 0, bars[i].expected);
		frame_release(&f);
	}
}

static void tabs_stay_whatever_stands_beside_them(void **state)
{
	(void)state;
	/* clang-format off */
	static const struct chrome_tab tabs[] = {
		{ "Fleet", "Flt" },
		{ "Overview", "Ovr" },
		{ "Stacks", "Stk" },
		{ "Metrics", "Met" },
		{ "Logs", "Log" },
		{ "Loads", "Lod" },
		{ "Incidents", "Inc" },
		{ "Posture", "Pos" },
		{ "Journal", "Jrn" },
	};
	/* clang-format on */
	static const struct {
		int width;
		const char *expected;
	} lines[] = {
		/* clang-format off */
		{ 140, "  1 Fleet   [2 Overview]   3 Stacks    4 Metrics    5 Logs    6 Loads  "
		       "  7 Incidents    8 Posture    9 Journal" },
		{ 120, "  1 Fleet [2 Overview] 3 Stacks  4 Metrics  5 Logs  6 Loads  7 Incidents"
		       "  8 Posture  9 Journal" },
		{ 119, " 1Flt [2Ovr] 3Stk 4Met 5Log 6Lod 7Inc 8Pos 9Jrn" },
		{ 60, " 1Flt [2Ovr] 3Stk 4Met 5Log 6Lod 7Inc 8Pos 9Jrn" },
		/* clang-format on */
	};
	static const char *const ages[] = { "", "8s", "12s ago, 3 not read",
					    "reading 123/500 45 s · 12 jobs" };
	for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
		struct frame f;
		frame_init(&f, 1, lines[i].width);
		for (size_t k = 0; k < ARRAY_LEN(ages); k++) {
			AUTO(buf) line = BUF_INIT(1024);
			chrome_tabs(&f, frame_area(&f), tabs, ARRAY_LEN(tabs), 1,
				    ages[k], ROLE_MUTED);
			frame_dump_text(&f, &line);
			assert_true(str_starts(buf_str(&line), lines[i].expected));
			assert_true(lines[i].width < 120 ||
				    utf8_width(str_of(ages[k])) >
					    chrome_tabs_room(frame_area(&f), tabs,
							     ARRAY_LEN(tabs)) ||
				    strstr(buf_text(&line), ages[k]));
			assert_frame_sound(&f);
		}
		frame_release(&f);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_screen_is_divided_by_its_size),
		cmocka_unit_test(a_bar_is_cut_in_order_and_never_loses_what_counts),
		cmocka_unit_test(the_last_part_to_go_goes_whole),
		cmocka_unit_test(tabs_stay_whatever_stands_beside_them),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Which theme a run begins with. */
#include "kit.h"

#include "tui/kit/theme_choice.h"

static void what_was_asked_for_comes_before_what_is_guessed(void **state)
{
	(void)state;
	/* clang-format off */
	static const struct {
		struct theme_wish wish;
		const char *name;
		bool asks;
	} rows[] = {
		{ { .depth = DEPTH_256 }, "dark", true },
		{ { .depth = DEPTH_16 }, "terminal", true },
		{ { .depth = DEPTH_8 }, "terminal", true },
		{ { .depth = DEPTH_MONO }, "mono", true },
		{ { .depth = DEPTH_256, .setting = "auto" }, "dark", true },
		{ { .depth = DEPTH_256, .no_color = true }, "mono", false },
		{ { .depth = DEPTH_256, .no_color = true, .setting = "light" }, "mono", false },
		{ { .depth = DEPTH_256, .no_color = true, .flag = "light" }, "light", false },
		{ { .depth = DEPTH_256, .flag = "paper", .setting = "light" }, "paper", false },
		{ { .depth = DEPTH_256, .setting = "night-shift" }, "night-shift", false },
		{ { .depth = DEPTH_256, .ground_known = true, .ground = 0xFFFFFF }, "light", true },
		{ { .depth = DEPTH_256, .ground_known = true, .ground = 0xFDF6E3 }, "light", true },
		{ { .depth = DEPTH_256, .ground_known = true, .ground = 0x1E1E2E }, "dark", true },
		{ { .depth = DEPTH_8, .ground_known = true, .ground = 0 }, "dark", true },
		{ { .depth = DEPTH_256, .colorfgbg = "0;15" }, "light", true },
		{ { .depth = DEPTH_256, .colorfgbg = "15;0" }, "dark", true },
		{ { .depth = DEPTH_8, .colorfgbg = "0;default;15" }, "light", true },
		{ { .depth = DEPTH_8, .colorfgbg = "15;default" }, "terminal", true },
		{ { .depth = DEPTH_256, .ground_known = true, .ground = 0,
		    .colorfgbg = "0;15" }, "dark", true },
		{ { .depth = DEPTH_256, .ground_known = true, .ground = 0xFFFFFF,
		    .setting = "dark" }, "dark", false },
	};
	/* clang-format on */
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const char *why = NULL;
		assert_string_equal(theme_choose(&rows[i].wish, &why), rows[i].name);
		assert_non_null(why);
		assert_int_equal(theme_wants_ground(&rows[i].wish), rows[i].asks);
	}
}

static void colorfgbg_says_light_or_dark_or_nothing(void **state)
{
	(void)state;
	static const struct {
		const char *value;
		int says; /* 0 dark, 1 light, -1 nothing */
	} rows[] = {
		{ "15;0", 0 },         { "0;15", 1 },       { "12;8", 0 },
		{ "0;7", 1 },          { "0;9", 1 },        { "7;6", 0 },
		{ "0;default;15", 1 }, { "0;default", -1 }, { "", -1 },
		{ NULL, -1 },          { "0;16", -1 },      { "15", 1 },
		{ ";", -1 },           { "0;-1", -1 },      { "0;15;", 1 },
		{ "0;0x0", -1 },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		enum polarity polarity = POLARITY_DARK;
		bool says = theme_colorfgbg(rows[i].value, &polarity);
		assert_int_equal(says, rows[i].says >= 0);
		if (says)
			assert_int_equal(polarity,
					 rows[i].says ? POLARITY_LIGHT : POLARITY_DARK);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_asked_for_comes_before_what_is_guessed),
		cmocka_unit_test(colorfgbg_says_light_or_dark_or_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

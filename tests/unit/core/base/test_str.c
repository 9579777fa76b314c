/* core/base/str.c: slices and C strings. */
#include "core/base/str.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void compares_slices_by_bytes(void **state)
{
	(void)state;
	assert_true(str_eq(STR("ab"), STR("ab")));
	assert_false(str_eq(STR("ab"), STR("abc")));
	assert_true(str_eq((struct str){ NULL, 0 }, STR("")));
	assert_true(str_is(STR("x"), "x"));
	assert_true(str_is(str_of(NULL), ""));
	assert_true(str_starts(STR("profile a"), "profile"));
	assert_false(str_starts(STR("pro"), "profile"));
	assert_true(str_ends(STR("a.theme"), ".theme"));
	assert_false(str_ends(STR("e"), ".theme"));
	assert_true(str_ends(STR("e"), ""));
}

static void trims_blanks_and_tabs_only(void **state)
{
	(void)state;
	assert_true(str_is(str_trim(STR(" \t a b\t ")), "a b"));
	assert_true(str_is(str_trim(STR("\na\n")), "\na\n"));
	assert_int_equal(str_trim(STR(" \t ")).len, 0);
}

static void cuts_at_the_first_separator(void **state)
{
	(void)state;
	struct str s = STR("a=b=c");
	assert_true(str_is(str_cut(&s, '='), "a"));
	assert_true(str_is(s, "b=c"));
	assert_true(str_is(str_cut(&s, '='), "b"));
	assert_true(str_is(str_cut(&s, '='), "c"));
	assert_null(s.p);
	assert_int_equal(str_cut(&s, '=').len, 0);

	struct str last = STR("a=");
	assert_true(str_is(str_cut(&last, '='), "a"));
	assert_non_null(last.p); /* an empty rest is not the same as none */
	assert_int_equal(last.len, 0);
}

static void reads_integers_within_their_limits(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int64_t min, max;
		bool ok;
		int64_t value;
	} rows[] = {
		{ "0", 0, 9, true, 0 },
		{ "007", 0, 9, true, 7 },
		{ "10", 0, 9, false, 0 },
		{ "", 0, 9, false, 0 },
		{ "-", -9, 9, false, 0 },
		{ "-0", -9, 9, true, 0 },
		{ "-3", -9, 9, true, -3 },
		{ "-3", 0, 9, false, 0 },
		{ "+3", 0, 9, false, 0 },
		{ " 3", 0, 9, false, 0 },
		{ "3 ", 0, 9, false, 0 },
		{ "0x3", 0, 9, false, 0 },
		{ "--3", -9, 9, false, 0 },
		{ "9223372036854775807", INT64_MIN, INT64_MAX, true, INT64_MAX },
		{ "9223372036854775808", INT64_MIN, INT64_MAX, false, 0 },
		{ "-9223372036854775808", INT64_MIN, INT64_MAX, true, INT64_MIN },
		{ "-9223372036854775809", INT64_MIN, INT64_MAX, false, 0 },
		{ "99999999999999999999999", INT64_MIN, INT64_MAX, false, 0 },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		int64_t value = 77;
		bool ok =
			str_int(str_of(rows[i].text), rows[i].min, rows[i].max, &value);
		if (ok != rows[i].ok || value != (ok ? rows[i].value : 77))
			fail_msg("row %zu: \"%s\"", i, rows[i].text);
	}
}

static void matches_patterns_as_a_shell_does(void **state)
{
	(void)state;
	static const struct {
		const char *pattern, *text;
		bool match;
	} rows[] = {
		{ "acme-*", "acme-prod", true },
		{ "acme-*", "acme-", true },
		{ "acme-*", "acme", false },
		{ "*", "", true },
		{ "", "", true },
		{ "", "a", false },
		{ "?", "", false },
		{ "a?c", "abc", true },
		{ "*-prod-*", "a-prod-b", true },
		{ "*-prod-*", "a-prod", false },
		{ "[ab]", "a", false },
		{ "a*b*c", "aXbYbZc", true },
		{ "**a", "ba", true },
		{ "a", "ab", false },
		{ "*a*a*a*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
		  false },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		if (str_glob(rows[i].pattern, str_of(rows[i].text)) != rows[i].match)
			fail_msg("row %zu: %s on %s", i, rows[i].pattern, rows[i].text);
	}
}

static void reads_hex_digits_of_both_cases(void **state)
{
	(void)state;
	const char *low = "0123456789abcdef";
	const char *high = "0123456789ABCDEF";
	for (int i = 0; i < 16; i++) {
		assert_int_equal(str_hex_digit(low[i]), i);
		assert_int_equal(str_hex_digit(high[i]), i);
	}
	for (const char *c = "/:@G`g \377"; *c; c++)
		assert_int_equal(str_hex_digit(*c), -1);
	assert_int_equal(str_hex_digit('\0'), -1);
}

static void takes_null_for_no_text(void **state)
{
	(void)state;
	assert_true(text_eq(NULL, NULL));
	assert_false(text_eq(NULL, ""));
	assert_true(text_eq("a", "a"));
	assert_true(text_empty(NULL));
	assert_true(text_empty(""));
	assert_string_equal(text_or(NULL, "b"), "b");
	assert_string_equal(text_or("", "b"), "b");
	assert_string_equal(text_or("a", "b"), "a");
}

static void copies_whole_or_not_at_all(void **state)
{
	(void)state;
	char dst[4] = "old";
	assert_true(text_copy(dst, sizeof(dst), STR("abc")));
	assert_string_equal(dst, "abc");
	assert_false(text_copy(dst, sizeof(dst), STR("abcd")));
	assert_string_equal(dst, "");
	assert_false(text_copy(dst, sizeof(dst), STR("a\0b")));
	assert_string_equal(dst, "");
	assert_true(text_copy(dst, sizeof(dst), (struct str){ NULL, 0 }));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(compares_slices_by_bytes),
		cmocka_unit_test(trims_blanks_and_tabs_only),
		cmocka_unit_test(cuts_at_the_first_separator),
		cmocka_unit_test(reads_integers_within_their_limits),
		cmocka_unit_test(matches_patterns_as_a_shell_does),
		cmocka_unit_test(reads_hex_digits_of_both_cases),
		cmocka_unit_test(takes_null_for_no_text),
		cmocka_unit_test(copies_whole_or_not_at_all),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

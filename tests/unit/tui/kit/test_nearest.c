/*
 * "Did you mean".
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "core/base/str.h"
#include "tui/kit/nearest.h"

static void counts_edits(void **state)
{
	/* clang-format off */
	static const struct {
		const char *a, *b;
		unsigned distance;
	} rows[] = {
		{ "", "", 0 },	       { "", "abc", 3 },	  { "abc", "", 3 },
		{ "abc", "abc", 0 }, { "fleet", "flet", 1 },	  { "fleet", "fleett", 1 },
		{ "stcaks", "stacks", 1 }, { "kitten", "sitting", 3 }, { "ab", "ba", 1 },
		{ "journal", "jorunal", 1 },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		assert_int_equal(edit_distance(rows[i].a, rows[i].b), rows[i].distance);
}

static void survives_names_of_any_length(void **state)
{
	char longer[4096];

	(void)state;
	memset(longer, 'x', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	assert_true(edit_distance(longer, "x") >= 63);
	assert_int_equal(edit_distance(longer, longer), 0);
}

static void offers_only_what_is_near(void **state)
{
	/* clang-format off */
	static const struct {
		const char *typed, *wanted;
	} rows[] = {
		{ "flet", "fleet" },	     { "stack", "stack" },
		{ "stcaks", "stacks" },	     { "aurora-prod-ue", "aurora-prod-eu" },
		{ "aurora", "aurora-prod-eu" }, { "zzz", NULL },
		{ "x", NULL },
	};
	/* clang-format on */
	static const char *const names[] = { "fleet", "stack", "stacks",
					     "aurora-prod-eu", "aurora-prod-us" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct nearest n = NEAREST_INIT(rows[i].typed);

		for (size_t k = 0; k < ARRAY_LEN(names); k++)
			nearest_try(&n, names[k]);
		assert_true(text_eq(n.best, rows[i].wanted));
	}
}

int main(void)
{
	/* clang-format off */
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts_edits),
		cmocka_unit_test(survives_names_of_any_length),
		cmocka_unit_test(offers_only_what_is_near),
	};
	/* clang-format on */

	return cmocka_run_group_tests(tests, NULL, NULL);
}

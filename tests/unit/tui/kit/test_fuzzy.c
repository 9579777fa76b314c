/* Which names a few letters mean. */
#include "kit.h"

#include "tui/kit/fuzzy.h"

static int rank(const char *name, const char *wanted)
{
	return fuzzy_rank(str_of(name), str_of(wanted));
}

static void better_fits_rank_higher(void **state)
{
	(void)state;
	assert_int_equal(rank("stacks", "stacks"), FUZZY_SAME);
	assert_true(rank("Stack", "st") > rank("stacks", "st"));
	assert_true(rank("stacks", "sta") >= FUZZY_BEGIN);
	assert_true(rank("acme-stage", "sta") >= FUZZY_START);
	assert_true(rank("acme-stage", "sta") < FUZZY_BEGIN);
	assert_true(rank("restart", "sta") >= FUZZY_WORD);
	assert_true(rank("restart", "sta") < FUZZY_START);
	assert_true(rank("acme-prod-eu", "apeu") >= 0);
	assert_true(rank("acme-prod-eu", "apeu") < FUZZY_WORD);
	assert_true(rank("messages", "mesg") > rank("manual-edits-log", "mesg"));
	assert_int_equal(rank("anything", ""), 0);
}

static void what_does_not_fit_is_told(void **state)
{
	(void)state;
	assert_int_equal(rank("stacks", "x"), FUZZY_NOT);
	assert_int_equal(rank("stacks", "stacksx"), FUZZY_NOT);
	assert_int_equal(rank("", "a"), FUZZY_NOT);
	assert_int_equal(rank("overview", "vw"), FUZZY_NOT); /* begins no word */
	assert_int_equal(rank("skcats", "stacks"), FUZZY_NOT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(better_fits_rank_higher),
		cmocka_unit_test(what_does_not_fit_is_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

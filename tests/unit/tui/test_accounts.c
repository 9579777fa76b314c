/* Sizes of the customers' logs: looked up often, gathered seldom. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "tui/accounts.h"

static void the_first_log_of_an_account_gives_its_size(void **state)
{
	struct accounts a = ACCOUNTS_INIT;

	(void)state;
	assert_int_equal(accounts_size(&a, "441052219917"), -1);
	accounts_add(&a, "903177255604", 7);
	accounts_add(&a, "441052219917", 12);
	accounts_add(&a, "", 30);
	accounts_add(&a, "441052219917", 99);
	accounts_sort(&a);
	assert_int_equal(accounts_size(&a, "441052219917"), 12);
	assert_int_equal(accounts_size(&a, "903177255604"), 7);
	assert_int_equal(accounts_size(&a, "000000000000"), -1);
	accounts_release(&a);
}

static void it_is_gathered_when_the_journal_has_grown_and_not_else(void **state)
{
	struct accounts a = ACCOUNTS_INIT;

	(void)state;
	assert_true(accounts_outdated(&a, 0, 0));
	assert_false(accounts_outdated(&a, 0, 0));
	assert_true(accounts_outdated(&a, 1, 2));
	accounts_add(&a, "441052219917", 2);
	assert_false(accounts_outdated(&a, 1, 2));
	assert_true(accounts_outdated(&a, 1, 3));
	assert_int_equal(accounts_size(&a, "441052219917"), -1);
	accounts_release(&a);
}

static void each_of_a_thousand_accounts_is_found(void **state)
{
	static char names[1000][13];
	struct accounts a = ACCOUNTS_INIT;

	(void)state;
	for (int i = 0; i < 1000; i++) {
		(void)snprintf(names[i], sizeof(names[i]), "%012d",
			       (i * 7919) % 1000000);
		accounts_add(&a, names[i], i);
	}
	accounts_sort(&a);
	for (int i = 0; i < 1000; i++)
		assert_int_equal(accounts_size(&a, names[i]), i);
	accounts_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_log_of_an_account_gives_its_size),
		cmocka_unit_test(
			it_is_gathered_when_the_journal_has_grown_and_not_else),
		cmocka_unit_test(each_of_a_thousand_accounts_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

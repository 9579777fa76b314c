/* core/access/mode.c: OBSERVE only, the rest says why not. */
#include "core/access/mode.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "core/aws/act.h"

static struct installation acme(void)
{
	static char name[] = "acme", observe[] = "arn:o", debug[] = "arn:d";

	return (struct installation){ .name = name,
				      .policy_observe = observe,
				      .policy_debug = debug };
}

static void rows_stand_in_the_order_of_the_enum(void **state)
{
	(void)state;
	for (size_t i = 0; i < MODE_COUNT; i++) {
		assert_int_equal(mode_rows[i].mode, i);
		assert_ptr_equal(mode_row((enum mode)i), &mode_rows[i]);
		assert_ptr_equal(mode_find(mode_rows[i].label), &mode_rows[i]);
		assert_string_equal(mode_name((enum mode)i), mode_rows[i].name);
		/* assumed with a role: an hour at most */
		assert_in_range(mode_rows[i].duration_sec, 900, 3600);
	}
	assert_null(mode_find("root"));
	assert_null(mode_find(NULL));
}

static void only_observe_can_be_entered(void **state)
{
	struct installation i = acme();
	struct err err = ERR_INIT;

	(void)state;
	assert_true(mode_check(MODE_OBSERVE, &i, &err));
	assert_string_equal(mode_policy(MODE_OBSERVE, &i), "arn:o");
	assert_false(mode_check(MODE_OPERATE, &i, &err));
	assert_int_equal(err.code, ERR_UNSUPPORTED);
	assert_non_null(strstr(err.text, "OPERATE does not exist in this version"));
	assert_false(mode_check(MODE_DEBUG, &i, &err));
	assert_non_null(strstr(err.text, "DEBUG does not exist in this version"));
	i.policy_observe = NULL;
	assert_false(mode_check(MODE_OBSERVE, &i, &err));
	assert_int_equal(err.code, ERR_CONFIG);
}

/* The rule is the door's: it knows the modes by these names. */
static void the_door_lets_observe_read_and_nothing_else(void **state)
{
	(void)state;
	for (size_t m = 0; m < MODE_COUNT; m++) {
		const char *name = mode_name((enum mode)m);

		assert_true(door_allows(name, EFFECT_READ));
		assert_false(door_allows(name, EFFECT_DISCLOSE));
		assert_int_equal(door_allows(name, EFFECT_WRITE), m == MODE_OPERATE);
		assert_int_equal(door_allows(name, EFFECT_DESTROY), m == MODE_OPERATE);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_stand_in_the_order_of_the_enum),
		cmocka_unit_test(only_observe_can_be_entered),
		cmocka_unit_test(the_door_lets_observe_read_and_nothing_else),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

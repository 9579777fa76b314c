/* core/base/vec.c: a growing array. */
#include "core/base/vec.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

struct thing {
	int a, b;
};

static void grows_and_zeroes_each_new_slot(void **state)
{
	(void)state;
	struct thing *things = NULL;
	size_t n_things = 0;
	size_t cap_things = 0;
	for (int i = 0; i < 1000; i++) {
		struct thing *t = VEC_PUSH(things, n_things, cap_things);
		assert_int_equal(t->a, 0);
		assert_int_equal(t->b, 0);
		*t = (struct thing){ i, -i };
	}
	assert_int_equal(n_things, 1000);
	assert_true(cap_things >= 1000);
	assert_int_equal(things[999].a, 999);
	free(things);
}

static void removes_keeping_the_order(void **state)
{
	(void)state;
	struct thing *things = NULL;
	size_t n_things = 0;
	size_t cap_things = 0;
	for (int i = 0; i < 4; i++)
		VEC_PUSH(things, n_things, cap_things)->a = i;
	VEC_REMOVE(things, n_things, 1);
	VEC_REMOVE(things, n_things, 2);
	assert_int_equal(n_things, 2);
	assert_int_equal(things[0].a, 0);
	assert_int_equal(things[1].a, 2);
	assert_int_equal(VEC_PUSH(things, n_things, cap_things)->a, 0);
	free(things);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(grows_and_zeroes_each_new_slot),
		cmocka_unit_test(removes_keeping_the_order),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

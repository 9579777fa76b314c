/* core/base/arena.c: memory that is given back all at once. */
#include "core/base/arena.h"

#include <setjmp.h>
#include <stdalign.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void gives_zeroed_memory_aligned_for_any_type(void **state)
{
	(void)state;
	AUTO(arena) a = ARENA_INIT((size_t)1024 * 1024);
	for (size_t i = 1; i < 200; i++) {
		assert_non_null(
			arena_text(&a, STR("odd"))); /* shifts what comes next */
		unsigned char *p = arena_new(&a, i, 3);
		assert_non_null(p);
		assert_int_equal((uintptr_t)p % alignof(max_align_t), 0);
		for (size_t k = 0; k < i * 3; k++)
			assert_int_equal(p[k], 0);
		memset(p, 0xAA, i * 3);
	}
}

static void keeps_texts_where_they_are(void **state)
{
	(void)state;
	AUTO(arena) a = ARENA_INIT((size_t)1024 * 1024);
	const char *first = arena_text(&a, STR("first\0second"));
	for (int i = 0; i < 5000; i++)
		assert_non_null(arena_new(&a, 1, 100));
	assert_memory_equal(first, "first\0second\0", 13);
	assert_string_equal(arena_text(&a, (struct str){ NULL, 0 }), "");
}

static void refuses_everything_after_the_ceiling(void **state)
{
	(void)state;
	AUTO(arena) a = ARENA_INIT(1000);
	assert_non_null(arena_new(&a, 10, 90));
	assert_true(arena_ok(&a));
	assert_null(arena_new(&a, 1, 101));
	assert_false(arena_ok(&a));
	assert_null(arena_new(&a, 1, 1)); /* would fit, but then the tree has a hole */
	assert_null(arena_text(&a, STR("")));
	arena_release(&a);
	assert_true(arena_ok(&a));
	assert_non_null(arena_new(&a, 1, 1000));
}

static void refuses_sizes_that_overflow(void **state)
{
	(void)state;
	AUTO(arena) a = ARENA_INIT(SIZE_MAX);
	assert_null(arena_new(&a, SIZE_MAX / 2, 3));
	AUTO(arena) b = ARENA_INIT(1000);
	assert_null(arena_text(&b, (struct str){ "", SIZE_MAX }));
}

static void takes_a_block_larger_than_its_own(void **state)
{
	(void)state;
	AUTO(arena) a = ARENA_SECRET((size_t)8 * 1024 * 1024);
	char *p = arena_new(&a, 1, (size_t)4 * 1024 * 1024);
	assert_non_null(p);
	p[4 * 1024 * 1024 - 1] = 'x';
	assert_int_equal(a.used, 4 * 1024 * 1024);
	arena_release(&a);
	assert_true(a.wipe);
	arena_release(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gives_zeroed_memory_aligned_for_any_type),
		cmocka_unit_test(keeps_texts_where_they_are),
		cmocka_unit_test(refuses_everything_after_the_ceiling),
		cmocka_unit_test(refuses_sizes_that_overflow),
		cmocka_unit_test(takes_a_block_larger_than_its_own),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

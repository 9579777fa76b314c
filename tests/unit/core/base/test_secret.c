/* core/base/secret.c: bytes that must not be found later. */
#include "core/base/secret.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define MANY 700

static void keeps_a_terminated_copy(void **state)
{
	(void)state;
	char source[] = "wJalrXUtnFEMI";
	AUTO(secret) s = { 0 };
	assert_true(secret_empty(&s));
	assert_string_equal(secret_str(&s).p, "");
	secret_set(&s, str_of(source));
	memset(source, 0, sizeof(source));
	assert_string_equal(s.p, "wJalrXUtnFEMI");
	assert_int_equal(s.len, 13);
	assert_false(secret_empty(&s));
}

static void takes_a_part_of_itself(void **state)
{
	(void)state;
	AUTO(secret) s = { 0 };
	secret_set(&s, STR("abcdef"));
	secret_set(&s, (struct str){ s.p + 2, 3 });
	assert_string_equal(s.p, "cde");
	secret_copy(&s, &s);
	assert_string_equal(s.p, "cde");
}

static void copies_and_empties(void **state)
{
	(void)state;
	AUTO(secret) a = { 0 };
	AUTO(secret) b = { 0 };
	secret_set(&a, STR("one"));
	secret_copy(&b, &a);
	secret_release(&a);
	assert_null(a.p);
	assert_string_equal(b.p, "one");
	secret_copy(&b, &a);
	assert_null(b.p);
	assert_true(secret_empty(&b));
	secret_release(&b);
	secret_release(NULL);
}

static void holds_sizes_around_a_page(void **state)
{
	(void)state;
	static char bytes[3 * 4096];
	memset(bytes, 'k', sizeof(bytes));
	AUTO(secret) s = { 0 };
	for (size_t len = 4090; len < 4100; len++) {
		secret_set(&s, (struct str){ bytes, len });
		assert_int_equal(s.len, len);
		assert_int_equal(strlen(s.p), len);
	}
	secret_set(&s, (struct str){ bytes, sizeof(bytes) });
	assert_int_equal(s.p[sizeof(bytes)], '\0');
}

/* Many of all sizes at once, given back in another order: none touches another, and
 * what comes after them ends with its own NUL. */
static void many_share_pages(void **state)
{
	(void)state;
	static struct secret s[MANY];
	static char bytes[1400];
	for (int round = 0; round < 2; round++) {
		for (size_t i = 0; i < MANY; i++) {
			memset(bytes, 'a' + (int)(i % 26), sizeof(bytes));
			secret_set(&s[i], (struct str){ bytes, 1 + i * 2 });
		}
		for (size_t i = 0; i < MANY; i += 3)
			secret_release(&s[i]);
		for (size_t i = 0; i < MANY; i += 3)
			secret_set(&s[i], (struct str){ "zz", 1 + i % 2 });
		for (size_t i = 0; i < MANY; i++) {
			size_t len = i % 3 == 0 ? 1 + i % 2 : 1 + i * 2;
			char letter = (char)(i % 3 == 0 ? 'z' : 'a' + (int)(i % 26));
			assert_int_equal(strlen(s[i].p), len);
			for (size_t k = 0; k < len; k++)
				assert_int_equal(s[i].p[k], letter);
		}
		for (size_t i = 0; i < MANY; i++)
			secret_release(&s[(i * 11) % MANY]);
		for (size_t i = 0; i < MANY; i++)
			assert_null(s[i].p);
	}
}

static void wipes_any_memory(void **state)
{
	(void)state;
	char bytes[8] = "abcdefg";
	secret_wipe(bytes, sizeof(bytes));
	assert_memory_equal(bytes, "\0\0\0\0\0\0\0\0", 8);
	secret_wipe(NULL, 5);
}

static void the_wiping_heap_resizes(void **state)
{
	(void)state;
	char *p = secret_heap_resize(NULL, 4);
	assert_non_null(p);
	memcpy(p, "abc", 4);
	p = secret_heap_resize(p, 1000);
	assert_string_equal(p, "abc");
	p = secret_heap_resize(p, 2);
	assert_memory_equal(p, "ab", 2);
	secret_heap_free(p);
	secret_heap_free(NULL);
	assert_null(secret_heap_new(SIZE_MAX));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keeps_a_terminated_copy),
		cmocka_unit_test(takes_a_part_of_itself),
		cmocka_unit_test(copies_and_empties),
		cmocka_unit_test(holds_sizes_around_a_page),
		cmocka_unit_test(many_share_pages),
		cmocka_unit_test(wipes_any_memory),
		cmocka_unit_test(the_wiping_heap_resizes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

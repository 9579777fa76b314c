/* core/base/shared.c: texts that many hold. */
#include "core/base/shared.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static void equal_texts_are_there_once(void **state)
{
	const char *a = shared_text(STR("acme-ingest"));
	const char *b = shared_text((struct str){ "acme-ingest-2", 11 });
	const char *c = shared_text(STR("acme-ingest-2"));

	(void)state;
	assert_ptr_equal(a, b);
	assert_ptr_not_equal(a, c);
	assert_string_equal(a, "acme-ingest");
	assert_ptr_equal(shared_again(a), a);
	assert_int_equal(shared_count(), 2);
	shared_drop(a);
	shared_drop(a);
	assert_string_equal(b, "acme-ingest"); /* somebody still holds it */
	shared_drop(b);
	assert_int_equal(shared_count(), 1);
	shared_drop(c);
	assert_int_equal(shared_count(), 0);
}

static void nothing_and_the_empty_text(void **state)
{
	const char *empty = shared_text(STR(""));

	(void)state;
	assert_string_equal(empty, "");
	assert_ptr_equal(shared_text((struct str){ NULL, 0 }), empty);
	assert_null(shared_again(NULL));
	shared_drop(NULL);
	shared_drop(empty);
	shared_drop(empty);
	assert_int_equal(shared_count(), 0);
}

/* Taken out in another order than put in; each is found as long as it is held. */
static void many_come_and_go(void **state)
{
	enum {
		N = 5000
	};
	const char *held[N];
	char text[32];

	(void)state;
	for (int i = 0; i < N; i++) {
		(void)snprintf(text, sizeof(text), "function-%d", i);
		held[i] = shared_text(str_of(text));
	}
	assert_int_equal(shared_count(), N);
	for (int i = 0; i < N; i += 2)
		shared_drop(held[i]);
	assert_int_equal(shared_count(), N / 2);
	for (int i = 1; i < N; i += 2) {
		(void)snprintf(text, sizeof(text), "function-%d", i);
		assert_ptr_equal(shared_text(str_of(text)), held[i]);
		shared_drop(held[i]);
		shared_drop(held[i]);
	}
	assert_int_equal(shared_count(), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equal_texts_are_there_once),
		cmocka_unit_test(nothing_and_the_empty_text),
		cmocka_unit_test(many_come_and_go),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

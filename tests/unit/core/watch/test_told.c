/* core/watch/told.c: a restart neither repeats nor loses what is to be told. */
#include "core/watch/told.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "core/base/limits.h"

static const bool both[TOLD_WAYS] = { true, true };
static const bool post[TOLD_WAYS] = { false, true };

/* What the file makes of it. */
static struct told again(const struct told *t)
{
	AUTO(buf) text = BUF_INIT(LIMIT_ARENA);
	struct told ret = { 0 };
	struct err err = ERR_INIT;

	assert_true(told_write(t, &text));
	assert_true(told_read(buf_str(&text), &ret, &err));
	return ret;
}

static void the_file_keeps_states_and_what_waits(void **state)
{
	AUTO(told) t = { 0 };
	AUTO(told) kept = { 0 };
	enum severity s = SEV_CRIT;

	(void)state;
	assert_false(told_state(&t, "acme", &s));
	assert_int_equal(s, SEV_OK);
	told_note(&t, "acme", SEV_OK);
	told_note(&t, "acme", SEV_STALE);
	told_note(&t, "borealis", SEV_CRIT);
	assert_true(told_add(&t, "acme", "{\"a\":\"\\\"\"}\n", both));
	told_done(&t, told_next(&t, TOLD_COMMAND), TOLD_COMMAND);
	kept = again(&t);
	assert_true(told_state(&kept, "acme", &s));
	assert_int_equal(s, SEV_STALE);
	assert_true(told_state(&kept, "borealis", &s));
	assert_int_equal(s, SEV_CRIT);
	assert_null(told_next(&kept, TOLD_COMMAND));
	assert_string_equal(told_next(&kept, TOLD_WEBHOOK)->text, "{\"a\":\"\\\"\"}\n");
}

static void a_change_goes_when_all_ways_have_told_it(void **state)
{
	AUTO(told) t = { 0 };

	(void)state;
	assert_true(told_add(&t, "acme", "1", both));
	assert_true(told_add(&t, "acme", "2", post));
	told_done(&t, told_next(&t, TOLD_WEBHOOK), TOLD_WEBHOOK);
	assert_string_equal(told_next(&t, TOLD_WEBHOOK)->text, "2");
	assert_int_equal(t.n_changes, 2);
	told_done(&t, told_next(&t, TOLD_COMMAND), TOLD_COMMAND);
	assert_int_equal(t.n_changes, 1);
}

static void what_the_command_did_not_tell_the_webhook_does(void **state)
{
	AUTO(told) t = { 0 };
	AUTO(told) kept = { 0 };

	(void)state;
	assert_true(told_add(&t, "acme", "1", both));
	assert_true(told_add(&t, "acme", "2", post));
	told_done(&t, told_next(&t, TOLD_WEBHOOK), TOLD_WEBHOOK);
	kept = again(&t);
	told_other(&kept.changes[0], TOLD_COMMAND); /* the webhook has told it */
	told_done(&kept, &kept.changes[0], TOLD_COMMAND);
	told_other(&kept.changes[0], TOLD_WEBHOOK); /* the command has not */
	told_done(&kept, &kept.changes[0], TOLD_WEBHOOK);
	assert_string_equal(told_next(&kept, TOLD_COMMAND)->text, "2");
	assert_null(told_next(&kept, TOLD_WEBHOOK));
}

static void what_does_not_fit_is_not_written(void **state)
{
	AUTO(buf) text = BUF_INIT(64);
	AUTO(told) t = { 0 };

	(void)state;
	for (int i = 0; i < 9; i++)
		told_note(&t, "acme-prod-eu-with-a-long-name", SEV_WARN);
	assert_true(told_add(&t, "acme", "a text of some length, a text", both));
	assert_false(told_write(&t, &text));
}

static void it_is_tried_five_times_with_longer_pauses(void **state)
{
	static const int64_t pauses[] = { 5, 15, 45, 135 };
	AUTO(told) t = { 0 };

	(void)state;
	assert_true(told_add(&t, "acme", "1", post));
	for (size_t i = 0; i < ARRAY_LEN(pauses); i++) {
		assert_true(told_failed(&t, told_next(&t, TOLD_WEBHOOK), TOLD_WEBHOOK,
					1000));
		assert_int_equal(told_next(&t, TOLD_WEBHOOK)->next_sec[TOLD_WEBHOOK],
				 1000 + pauses[i]);
	}
	assert_false(told_failed(&t, told_next(&t, TOLD_WEBHOOK), TOLD_WEBHOOK, 1000));
	assert_int_equal(t.n_changes, 0);
}

static void there_is_a_ceiling(void **state)
{
	AUTO(told) t = { 0 };

	(void)state;
	for (int i = 0; i < LIMIT_TOLD; i++)
		assert_true(told_add(&t, "acme", "x", post));
	assert_false(told_add(&t, "acme", "x", post));
}

static void what_is_no_such_file_is_refused(void **state)
{
	static const char *const texts[] = { "", "[]", "{}", "{\"v\":2}", "{\"v\":1" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		AUTO(told) t = { 0 };
		struct err err = ERR_INIT;

		assert_false(told_read(str_of(texts[i]), &t, &err));
		assert_int_equal(err.code, ERR_PARSE);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_file_keeps_states_and_what_waits),
		cmocka_unit_test(a_change_goes_when_all_ways_have_told_it),
		cmocka_unit_test(what_the_command_did_not_tell_the_webhook_does),
		cmocka_unit_test(what_does_not_fit_is_not_written),
		cmocka_unit_test(it_is_tried_five_times_with_longer_pauses),
		cmocka_unit_test(there_is_a_ceiling),
		cmocka_unit_test(what_is_no_such_file_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

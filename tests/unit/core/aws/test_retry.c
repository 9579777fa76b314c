/* core/aws/retry.c: what is sent again, when, and from which budget. */
#include "core/aws/retry.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/limits.h"
#include "tests/fake/rng.h"

#define ACCOUNT "210987654321"

static const struct fault throttled = { .kind = FAULT_THROTTLED, .status = 400 };
static const struct fault skewed = { .kind = FAULT_SKEW, .status = 403 };
static const struct err timeout = { .code = ERR_TIMEOUT };

static struct fake_rng rng;
static struct retry_pool pool;
static int64_t delay_ms, skew_sec;

static int setup(void **state)
{
	(void)state;
	fake_rng_init(&rng, 1);
	delay_ms = skew_sec = -1;
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	retry_pool_release(&pool);
	return 0;
}

static enum retry_verdict failed(struct retry *r, const struct retry_outcome *o)
{
	return retry_failed(r, &pool, ACCOUNT, &rng.rng, o, &delay_ms, &skew_sec);
}

static void sends_again_what_may_succeed_and_only_reads(void **state)
{
	static const struct {
		enum effect effect;
		enum fault_kind fault; /* FAULT_OTHER + 1: none */
		enum err_code err;
		enum retry_verdict want;
	} rows[] = {
		{ EFFECT_READ, FAULT_THROTTLED, ERR_NONE, RETRY_WAIT },
		{ EFFECT_READ, FAULT_TRANSIENT, ERR_NONE, RETRY_WAIT },
		{ EFFECT_READ, FAULT_DENIED, ERR_NONE, RETRY_STOP },
		{ EFFECT_READ, FAULT_EXPIRED, ERR_NONE, RETRY_STOP },
		{ EFFECT_READ, FAULT_GARBLED, ERR_NONE, RETRY_STOP },
		{ EFFECT_READ, FAULT_OTHER, ERR_NONE, RETRY_STOP },
		{ EFFECT_READ, FAULT_OTHER + 1, ERR_NET, RETRY_WAIT },
		{ EFFECT_READ, FAULT_OTHER + 1, ERR_TIMEOUT, RETRY_WAIT },
		{ EFFECT_READ, FAULT_OTHER + 1, ERR_CANCEL, RETRY_STOP },
		{ EFFECT_READ, FAULT_OTHER + 1, ERR_LIMIT, RETRY_STOP },
		{ EFFECT_READ, FAULT_OTHER + 1, ERR_PARSE, RETRY_STOP },
		{ EFFECT_DISCLOSE, FAULT_THROTTLED, ERR_NONE, RETRY_STOP },
		{ EFFECT_WRITE, FAULT_THROTTLED, ERR_NONE, RETRY_STOP },
		{ EFFECT_WRITE, FAULT_OTHER + 1, ERR_NET, RETRY_STOP },
		{ EFFECT_DESTROY, FAULT_OTHER + 1, ERR_TIMEOUT, RETRY_STOP },
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct fault fault = { .kind = rows[i].fault };
		struct err err = { .code = rows[i].err };
		struct retry r = { 0 };
		struct retry_outcome o = {
			.effect = rows[i].effect,
			.fault = rows[i].err == ERR_NONE ? &fault : NULL,
			.err = rows[i].err == ERR_NONE ? NULL : &err,
		};
		assert_int_equal(failed(&r, &o), rows[i].want);
	}
}

static void gives_up_after_the_attempts_it_has(void **state)
{
	struct retry r = { 0 };
	struct retry_outcome o = { .fault = &throttled };
	(void)state;

	for (int i = 1; i < LIMIT_ATTEMPTS; i++)
		assert_int_equal(failed(&r, &o), RETRY_WAIT);
	assert_int_equal(failed(&r, &o), RETRY_STOP);
	assert_int_equal(r.attempts, LIMIT_ATTEMPTS);
}

static void waits_anything_between_nothing_and_twice_as_long(void **state)
{
	struct retry_outcome o = { .fault = &throttled };
	int64_t longest[2] = { 0, 0 }, shortest[2] = { INT64_MAX, INT64_MAX };
	(void)state;

	for (int i = 0; i < 200; i++) {
		struct retry r = { 0 };
		for (size_t n = 0; n < 2; n++) {
			assert_int_equal(failed(&r, &o), RETRY_WAIT);
			assert_true(delay_ms >= 0 && delay_ms < RETRY_BASE_MS << n);
			longest[n] = delay_ms > longest[n] ? delay_ms : longest[n];
			shortest[n] = delay_ms < shortest[n] ? delay_ms : shortest[n];
		}
		retry_pool_release(&pool);
	}
	assert_true(longest[0] > 900 && shortest[0] < 100);
	assert_true(longest[1] > 1800 && shortest[1] < 200);
}

static void spends_the_budget_of_one_account_and_no_other(void **state)
{
	struct retry_outcome o = { .fault = &throttled };
	(void)state;

	for (int i = 0; i < RETRY_BUDGET / RETRY_COST; i++) {
		struct retry r = { 0 };
		assert_int_equal(retry_pool_left(&pool, ACCOUNT),
				 RETRY_BUDGET - i * RETRY_COST);
		assert_int_equal(failed(&r, &o), RETRY_WAIT);
	}
	struct retry r = { 0 };
	assert_int_equal(failed(&r, &o), RETRY_STOP);
	assert_int_equal(retry_pool_left(&pool, ACCOUNT), 0);
	assert_int_equal(retry_pool_left(&pool, "111111111111"), RETRY_BUDGET);
	assert_int_equal(retry_pool_left(&pool, NULL), RETRY_BUDGET);
}

static void a_timeout_costs_more_and_success_gives_back(void **state)
{
	struct retry r = { 0 };
	struct retry_outcome o = { .err = &timeout };
	(void)state;

	assert_int_equal(failed(&r, &o), RETRY_WAIT);
	assert_int_equal(retry_pool_left(&pool, ACCOUNT),
			 RETRY_BUDGET - RETRY_COST_TIMEOUT);
	retry_succeeded(&r, &pool, ACCOUNT);
	assert_int_equal(retry_pool_left(&pool, ACCOUNT), RETRY_BUDGET);
	assert_int_equal(failed(&r, &o), RETRY_WAIT);
	struct retry other = { 0 };
	retry_succeeded(&other, &pool, ACCOUNT);
	assert_int_equal(retry_pool_left(&pool, ACCOUNT),
			 RETRY_BUDGET - RETRY_COST_TIMEOUT + 1);
}

static void calls_of_no_account_share_one_budget(void **state)
{
	struct retry_outcome o = { .fault = &throttled };
	static const char *const accounts[] = { NULL, "",
						"a name that is no account id" };
	(void)state;

	for (size_t i = 0; i < ARRAY_LEN(accounts); i++) {
		struct retry r = { 0 };
		assert_int_equal(retry_failed(&r, &pool, accounts[i], &rng.rng, &o,
					      &delay_ms, &skew_sec),
				 RETRY_WAIT);
	}
	assert_int_equal(retry_pool_left(&pool, NULL), RETRY_BUDGET - 3 * RETRY_COST);
	assert_int_equal(pool.n, 1);
}

static void corrects_the_clock_once_and_even_for_writes(void **state)
{
	struct retry r = { 0 };
	struct retry_outcome o = {
		.effect = EFFECT_WRITE,
		.fault = &skewed,
		.server_sec = 10000,
		.signed_sec = 10600,
	};
	(void)state;

	assert_int_equal(failed(&r, &o), RETRY_SKEW);
	assert_int_equal(skew_sec, -600);
	assert_int_equal(r.attempts, 0);
	assert_int_equal(failed(&r, &o), RETRY_STOP);
	assert_int_equal(retry_pool_left(&pool, ACCOUNT), RETRY_BUDGET);
}

static void does_not_correct_what_is_not_the_clock(void **state)
{
	static const struct {
		int64_t server_sec, signed_sec;
		const struct fault *fault;
	} rows[] = {
		{ 10000, 10000 + RETRY_SKEW_SEC, &skewed },
		{ 10000, 10000 - RETRY_SKEW_SEC, &skewed },
		{ 0, 10000, &skewed },
		{ 99999, 10000, &throttled },
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct retry r = { 0 };
		struct retry_outcome o = {
			.effect = EFFECT_WRITE,
			.fault = rows[i].fault,
			.server_sec = rows[i].server_sec,
			.signed_sec = rows[i].signed_sec,
		};
		assert_int_equal(failed(&r, &o), RETRY_STOP);
	}
}

static void reads_the_servers_clock(void **state)
{
	AUTO(http_reply) reply = { 0 };
	AUTO(http_reply) odd = { 0 };
	int64_t skew = 7;
	(void)state;

	assert_int_equal(retry_server_sec(&reply), 0);
	assert_true(http_reply_line(&reply, STR("Date: Mon, 23 Nov 2026 07:33:37 GMT"),
				    NULL));
	assert_int_equal(retry_server_sec(&reply), 1795419217);
	assert_true(http_reply_line(&odd, STR("Date: yesterday"), NULL));
	assert_int_equal(retry_server_sec(&odd), 0);
	assert_true(retry_skew(1000, 100, &skew));
	assert_int_equal(skew, 900);
	assert_false(retry_skew(1000, 999, &skew));
	assert_int_equal(skew, 900);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(sends_again_what_may_succeed_and_only_reads),
		TEST(gives_up_after_the_attempts_it_has),
		TEST(waits_anything_between_nothing_and_twice_as_long),
		TEST(spends_the_budget_of_one_account_and_no_other),
		TEST(a_timeout_costs_more_and_success_gives_back),
		TEST(calls_of_no_account_share_one_budget),
		TEST(corrects_the_clock_once_and_even_for_writes),
		TEST(does_not_correct_what_is_not_the_clock),
		TEST(reads_the_servers_clock),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

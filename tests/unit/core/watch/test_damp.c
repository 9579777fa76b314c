/* core/watch/damp.c: what comes and goes stays shown, and nothing bad is ever hidden.
 */
#include "core/watch/damp.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define START  INT64_C(1795413600)
#define MINUTE INT64_C(60)

static struct damper damper;
static struct health health;
static int64_t now_sec;

static int fresh(void **state)
{
	(void)state;
	now_sec = START;
	return 0;
}

static int clean(void **state)
{
	(void)state;
	damper_release(&damper);
	health_release(&health);
	return 0;
}

/* All signals were read, and are judged, at one time. */
static struct damp_when at(int64_t read_sec)
{
	struct damp_when when;

	for (int i = 0; i < SIGNAL_COUNT; i++)
		when.of[i] = (struct damp_time){ read_sec, read_sec };
	return when;
}

/* A reading a minute later: the rule holds for acme-ingest, or (NULL) all is well. */
static const struct verdict *reading(const char *rule)
{
	struct damp_when when;

	now_sec += MINUTE;
	when = at(now_sec);
	health_clear(&health);
	if (rule != NULL)
		health_add_rule(&health, rule, "acme-ingest", now_sec, 7, "it is bad");
	else
		health_add_rule(&health, "all-ok", "stacks", 0, 7, "all is well");
	damper_apply(&damper, &health, &when);
	health_sort(&health);
	return &health.rows[0];
}

static void what_comes_shows_at_once(void **state)
{
	(void)state;
	assert_int_equal(reading(NULL)->severity, SEV_OK);
	assert_int_equal(reading("stack-failed")->severity, SEV_CRIT);
	assert_string_equal(health.rows[0].reason, "it is bad");
	assert_int_equal(health.n, 1);
}

static void a_word_of_aws_goes_at_once(void **state)
{
	(void)state;
	reading("stack-failed");
	assert_int_equal(reading(NULL)->severity, SEV_OK);
	assert_false(damper_holds(&damper));
}

static void the_fourth_change_is_flapping(void **state)
{
	const struct verdict *v = NULL;

	(void)state;
	reading(NULL);
	reading("stack-failed");
	assert_int_equal(reading(NULL)->severity, SEV_OK);
	reading("stack-failed");
	v = reading(NULL);
	assert_int_equal(v->severity, SEV_CRIT);
	assert_string_equal(v->rule, "stack-failed");
	assert_true(str_starts(str_of(v->reason),
			       "flapping: 4 changes in 20 min · well since "));
	assert_true(str_ends(str_of(v->reason), "it is bad"));
	v = reading("stack-failed");
	assert_string_equal(v->reason, "flapping: 4 changes in 20 min · it is bad");
	assert_int_equal(health.n, 1);
}

static void flapping_ends_when_it_was_calm(void **state)
{
	(void)state;
	reading(NULL);
	for (int i = 0; i < 3; i++) {
		reading("stack-failed");
		reading(NULL);
	}
	for (int64_t m = 1; m < DAMP_CALM_SEC / MINUTE; m++)
		assert_int_equal(reading(NULL)->severity, SEV_CRIT);
	assert_int_equal(reading(NULL)->severity, SEV_OK);
	assert_false(damper_holds(&damper));
	for (int64_t m = 0; m <= DAMP_WINDOW_SEC / MINUTE; m++)
		reading(NULL);
	assert_int_equal(damper.n, 0); /* and is forgotten */
}

static void what_stays_bad_ends_its_flapping_and_is_bad(void **state)
{
	(void)state;
	reading(NULL);
	for (int i = 0; i < 3; i++) {
		reading("stack-failed");
		reading(NULL);
	}
	for (int64_t m = 0; m <= DAMP_CALM_SEC / MINUTE; m++)
		assert_int_equal(reading("stack-failed")->severity, SEV_CRIT);
	assert_string_equal(health.rows[0].reason, "it is bad");
}

/* What is held is never better than what is there. */
static void a_crit_is_never_hidden(void **state)
{
	(void)state;
	reading(NULL);
	for (int i = 0; i < 3; i++) {
		reading("stack-drifted");
		reading(NULL);
	}
	assert_int_equal(reading(NULL)->severity, SEV_WARN);
	assert_int_equal(reading("stack-failed")->severity, SEV_CRIT);
	assert_string_equal(health.rows[0].reason, "it is bad");
	assert_int_equal(health.rows[1].severity, SEV_WARN);
}

/* The last one reads nothing new: the data is judged again. */
static void judging_again_is_no_change(void **state)
{
	struct damp_when when;

	(void)state;
	reading(NULL);
	reading("stack-failed");
	when = at(now_sec);
	for (int i = 0; i < 20; i++)
		damper_apply(&damper, &health, &when);
	assert_int_equal(health.n, 1);
	assert_false(damper_holds(&damper));
}

/* Old data does not become well by the time that passes. */
static void nothing_is_calm_while_nothing_is_read(void **state)
{
	struct damp_when when;

	(void)state;
	reading(NULL);
	for (int i = 0; i < 3; i++) {
		reading("stack-failed");
		reading(NULL);
	}
	when = at(now_sec);
	for (int i = 0; i < 100; i++) {
		health_clear(&health);
		damper_apply(&damper, &health, &when);
		assert_int_equal(health.n, 1);
		assert_int_equal(health.rows[0].severity, SEV_CRIT);
	}
}

/* What was read beside it proves nothing of a metric. */
static void each_signal_has_its_own_readings(void **state)
{
	struct damp_when when;

	(void)state;
	reading(NULL);
	reading("metric-crit");
	reading(NULL);
	assert_int_equal(health.rows[0].severity, SEV_CRIT); /* one more confirms it */
	when = at(now_sec + MINUTE);
	when.of[SIGNAL_METRICS].read_sec = now_sec;
	health_clear(&health);
	damper_apply(&damper, &health, &when);
	assert_int_equal(health.n, 1);
	when.of[SIGNAL_METRICS].read_sec = now_sec + MINUTE;
	health_clear(&health);
	damper_apply(&damper, &health, &when);
	assert_int_equal(health.n, 0);
}

static void what_was_not_read_is_not_followed(void **state)
{
	(void)state;
	for (int i = 0; i < 10; i++) {
		reading("not-read");
		assert_int_equal(reading(NULL)->severity, SEV_OK);
	}
	assert_int_equal(damper.n, 0);
}

static void there_is_a_ceiling(void **state)
{
	struct damp_when when = at(START);

	(void)state;
	for (int i = 0; i < 2 * LIMIT_DAMP_TRACKS; i++) {
		char name[32];

		(void)snprintf(name, sizeof(name), "stack-%d", i);
		health_add_rule(&health, "stack-failed", name, START, 7, "x");
	}
	damper_apply(&damper, &health, &when);
	assert_int_equal(damper.n, LIMIT_DAMP_TRACKS);
	assert_int_equal(health.n, 2 * LIMIT_DAMP_TRACKS);
}

/* A measurement goes with the second reading, but one that got worse has not gone. */
static void what_got_worse_has_not_recovered(void **state)
{
	(void)state;
	reading("beat-late");
	assert_string_equal(reading("beat-missed")->rule, "beat-missed");
	assert_int_equal(health.n, 1);
	assert_string_equal(reading("beat-late")->rule, "beat-missed"); /* held */
	assert_int_equal(health.n, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_comes_shows_at_once, fresh, clean),
		cmocka_unit_test_setup_teardown(a_word_of_aws_goes_at_once, fresh,
						clean),
		cmocka_unit_test_setup_teardown(the_fourth_change_is_flapping, fresh,
						clean),
		cmocka_unit_test_setup_teardown(flapping_ends_when_it_was_calm, fresh,
						clean),
		cmocka_unit_test_setup_teardown(
			what_stays_bad_ends_its_flapping_and_is_bad, fresh, clean),
		cmocka_unit_test_setup_teardown(a_crit_is_never_hidden, fresh, clean),
		cmocka_unit_test_setup_teardown(judging_again_is_no_change, fresh,
						clean),
		cmocka_unit_test_setup_teardown(nothing_is_calm_while_nothing_is_read,
						fresh, clean),
		cmocka_unit_test_setup_teardown(each_signal_has_its_own_readings, fresh,
						clean),
		cmocka_unit_test_setup_teardown(what_was_not_read_is_not_followed,
						fresh, clean),
		cmocka_unit_test_setup_teardown(what_got_worse_has_not_recovered, fresh,
						clean),
		cmocka_unit_test_setup_teardown(there_is_a_ceiling, fresh, clean),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

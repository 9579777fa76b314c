/* core/watch/alarms*.c: which alarms are told of, and what their states mean. */
#include "core/watch/alarms.h"

#include "tests/unit/core/watch/probe_world.h"

#define FIRING                                                                        \
	"{\"AlarmName\":\"load-errors\",\"AlarmArn\":\"arn:aws:cloudwatch:e:1:alarm:" \
	"load-errors\",\"StateValue\":\"ALARM\",\"ActionsEnabled\":true,"             \
	"\"AlarmActions\":[\"arn:aws:sns:e:1:t\"],\"StateReason\":\"Threshold "       \
	"Crossed\",\"StateReasonData\":\"{password=canary}\",\"AlarmDescription\":"   \
	"\"key AKIAIOSFODNN7EXAMPLE\\u001b[2J\",\"StateTransitionedTimestamp\":"      \
	"1795412760.5,\"MetricName\":\"Errors\",\"Namespace\":\"AWS/Lambda\","        \
	"\"Threshold\":5.0,\"ComparisonOperator\":\"GreaterThanThreshold\"}"

static int setup(void **state)
{
	struct probe_world *p = mem_new(1, sizeof(*p));

	probe_world_init(p, &probe_alarms);
	add_member(p, "AWS::CloudWatch::Alarm", "load-errors");
	*state = p;
	return 0;
}

static int teardown(void **state)
{
	probe_world_end(*state);
	free(*state);
	return 0;
}

static const struct verdict *first(struct probe_world *p)
{
	const struct health *h = probe_judge(p);

	return h->n > 0 ? &h->rows[0] : NULL;
}

static void an_alarm_that_fires_is_critical(void **state)
{
	struct probe_world *p = *state;
	const struct alarm *a;

	probe_expect_body(p, "DescribeAlarms", "{\"MetricAlarms\":[" FIRING "]}");
	assert_true(probe_read(p));
	assert_non_null(strstr(fake_body(p->w.transport, 0), "CompositeAlarm"));
	assert_non_null(strstr(fake_body(p->w.transport, 0),
			       "\"AlarmNames\":[\"load-errors\"]"));
	assert_int_equal(alarms_n(p->state), 1);
	a = alarms_at(p->state, 0);
	assert_int_equal(a->severity, SEV_CRIT);
	assert_int_equal(a->since_sec, 1795412760);
	assert_string_equal(a->metric, "AWS/Lambda Errors > 5");
	assert_string_equal(first(p)->rule, "alarm-crit");
	assert_string_equal(first(p)->reason,
			    "load-errors ALARM since 05:46Z · Threshold Crossed");
	assert_string_equal(verdict_thing(first(p)), "load-errors");
}

static void what_people_wrote_is_harmless(void **state)
{
	struct probe_world *p = *state;
	const char *text;

	probe_expect_body(p, "DescribeAlarms", "{\"MetricAlarms\":[" FIRING "]}");
	assert_true(probe_read(p));
	text = alarms_at(p->state, 0)->description;
	assert_null(strstr(text, "AKIA"));
	assert_null(strchr(text, '\033'));
	assert_non_null(strstr(text, STACK_SECRET));
}

static void an_alarm_of_nobody_else_is_dropped(void **state)
{
	struct probe_world *p = *state;

	probe_expect_body(
		p, "DescribeAlarms",
		"{\"MetricAlarms\":[" FIRING "," FIRING
		",{\"AlarmName\":\"not-ours\",\"StateValue\":\"ALARM\"},{},7]}");
	assert_true(probe_read(p));
	assert_int_equal(alarms_n(p->state), 1);
}

static void an_alarm_without_actions_is_a_warning(void **state)
{
	struct probe_world *p = *state;

	probe_expect_body(p, "DescribeAlarms",
			  "{\"MetricAlarms\":[{\"AlarmName\":\"load-errors\","
			  "\"StateValue\":\"ALARM\",\"ActionsEnabled\":true}]}");
	assert_true(probe_read(p));
	assert_string_equal(first(p)->rule, "alarm-warn");
}

static void a_state_that_nobody_knows_is_unknown(void **state)
{
	struct probe_world *p = *state;

	probe_expect_body(p, "DescribeAlarms",
			  "{\"MetricAlarms\":[{\"AlarmName\":\"load-errors\","
			  "\"StateValue\":\"ASLEEP\"}]}");
	assert_true(probe_read(p));
	assert_string_equal(first(p)->rule, "alarm-unknown");
	assert_int_equal(first(p)->severity, SEV_UNKNOWN);
}

static void insufficient_data_is_told_not_judged(void **state)
{
	struct probe_world *p = *state;

	probe_expect_body(p, "DescribeAlarms",
			  "{\"MetricAlarms\":[{\"AlarmName\":\"load-errors\","
			  "\"StateValue\":\"INSUFFICIENT_DATA\"}]}");
	assert_true(probe_read(p));
	assert_int_equal(alarms_at(p->state, 0)->severity, SEV_UNKNOWN);
	assert_null(first(p));
}

static void one_that_is_gone_is_told(void **state)
{
	struct probe_world *p = *state;

	probe_expect_body(p, "DescribeAlarms", "{\"MetricAlarms\":[]}");
	assert_true(probe_read(p));
	assert_int_equal(alarms_n_missing(p->state), 1);
	assert_string_equal(first(p)->rule, "alarm-missing");
}

static void a_composite_alarm_comes_too(void **state)
{
	struct probe_world *p = *state;

	add_member(p, "AWS::CloudWatch::CompositeAlarm",
		   "arn:aws:cloudwatch:eu-central-1:1:alarm:all of it");
	probe_expect_body(
		p, "all of it",
		"{\"CompositeAlarms\":[{\"AlarmName\":\"all of it\","
		"\"AlarmArn\":\"arn:aws:cloudwatch:eu-central-1:1:alarm:all of "
		"it\",\"StateValue\":\"ALARM\",\"AlarmRule\":\"ALARM(x)\"}],"
		"\"MetricAlarms\":[{\"AlarmName\":\"load-errors\","
		"\"StateValue\":\"OK\"}]}");
	assert_true(probe_read(p));
	assert_int_equal(alarms_n(p->state), 2);
	assert_true(alarms_at(p->state, 0)->composite);
	assert_int_equal(alarms_at(p->state, 0)->severity, SEV_CRIT);
}

static void history_is_read_of_those_in_trouble_once_shown(void **state)
{
	struct probe_world *p = *state;
	const struct alarm *a;

	p->site.shown = true;
	probe_expect_body(p, "DescribeAlarms", "{\"MetricAlarms\":[" FIRING "]}");
	probe_expect_body(
		p, "DescribeAlarmHistory",
		"{\"AlarmHistoryItems\":[{\"AlarmName\":\"load-errors\","
		"\"HistoryItemType\":\"StateUpdate\",\"HistorySummary\":\"Alarm "
		"updated from OK to ALARM\",\"Timestamp\":1795412760,"
		"\"HistoryData\":\"canary\"}]}");
	assert_true(probe_read(p));
	assert_true(probe_read(p));
	assert_false(probe_read(p));
	a = alarms_at(p->state, 0);
	assert_int_equal(a->n_events, 1);
	assert_string_equal(a->events[0].summary, "Alarm updated from OK to ALARM");
	/* the next list keeps what is known */
	world_wait(&p->w, 60000);
	probe_expect_body(p, "DescribeAlarms", "{\"MetricAlarms\":[" FIRING "]}");
	assert_true(probe_read(p));
	assert_int_equal(alarms_at(p->state, 0)->n_events, 1);
	assert_false(probe_read(p));
}

static void history_that_is_refused_is_not_an_empty_one(void **state)
{
	struct probe_world *p = *state;

	p->site.shown = true;
	probe_expect_body(p, "DescribeAlarms", "{\"MetricAlarms\":[" FIRING "]}");
	fake_expect(p->w.transport, "DescribeAlarmHistory",
		    &(struct fake_reply){ .status = 400,
					  .body = "{\"__type\":\"AccessDenied\"}" });
	assert_true(probe_read(p));
	assert_true(probe_read(p));
	assert_int_equal(alarms_at(p->state, 0)->events_sec, 0);
	assert_true(alarms_at(p->state, 0)->events_tried_sec > 0);
	assert_false(probe_read(p)); /* it waits for its turn all the same */
}

static void what_the_stacks_no_longer_have_does_not_ring(void **state)
{
	struct probe_world *p = *state;

	probe_expect_body(p, "DescribeAlarms", "{\"MetricAlarms\":[" FIRING "]}");
	assert_true(probe_read(p));
	assert_non_null(first(p));
	members_drop(&p->members, "acme-core");
	assert_false(probe_read(p));
	assert_null(first(p));
	assert_int_equal(alarms_n(p->state), 0);
	assert_int_equal(alarms_read_sec(p->state), 0);
}

static void a_refusal_is_told_and_old_ones_stay(void **state)
{
	struct probe_world *p = *state;
	bool told = false;

	probe_expect_body(p, "DescribeAlarms", "{\"MetricAlarms\":[" FIRING "]}");
	assert_true(probe_read(p));
	world_wait(&p->w, 60000);
	fake_expect(p->w.transport, "DescribeAlarms",
		    &(struct fake_reply){ .status = 400,
					  .body = "{\"__type\":\"AccessDenied\"}" });
	assert_true(probe_read(p));
	assert_int_equal(alarms_n(p->state), 1);
	assert_non_null(alarms_error(p->state));
	(void)first(p);
	for (size_t i = 0; i < p->health.n; i++)
		told = told || text_eq(p->health.rows[i].rule, "alarms-not-read");
	assert_true(told);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(an_alarm_that_fires_is_critical),
		T(what_people_wrote_is_harmless),
		T(an_alarm_of_nobody_else_is_dropped),
		T(an_alarm_without_actions_is_a_warning),
		T(a_state_that_nobody_knows_is_unknown),
		T(insufficient_data_is_told_not_judged),
		T(one_that_is_gone_is_told),
		T(a_composite_alarm_comes_too),
		T(history_is_read_of_those_in_trouble_once_shown),
		T(history_that_is_refused_is_not_an_empty_one),
		T(what_the_stacks_no_longer_have_does_not_ring),
		T(a_refusal_is_told_and_old_ones_stay),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

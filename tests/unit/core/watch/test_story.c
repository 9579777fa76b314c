/*
 * The story: a deploy breaks a loader, its heartbeat stops, errors rise, an alarm
 * fires; the fleet shows it first, within one refresh, and each reason leads to its
 * piece of evidence; after the repair all goes quiet again.  By a fake clock, with the
 * real probes, through the door.
 */
#include "tests/unit/core/watch/fleet_world.h"

#include "core/watch/alarms.h"
#include "core/watch/metrics.h"

#define BEATS_MAX 200
#define MINUTES   12 /* values in an answer of metrics */

#define MEMBER(logical, physical, type)                                   \
	"<member><LogicalResourceId>" logical                             \
	"</LogicalResourceId><PhysicalResourceId>" physical               \
	"</PhysicalResourceId><ResourceType>" type                        \
	"</ResourceType><ResourceStatus>CREATE_COMPLETE</ResourceStatus>" \
	"</member>"
#define MADE_OF                                                                \
	"<ListStackResourcesResponse><ListStackResourcesResult>"               \
	"<StackResourceSummaries>" MEMBER("LoaderFunction", "acme-loader",     \
					  "AWS::Lambda::Function")             \
		MEMBER("LoadErrors", "load-errors",                            \
		       "AWS::CloudWatch::Alarm") "</StackResourceSummaries></" \
						 "ListStackResourcesResult>"   \
						 "</ListStackResourcesResponse>"
#define NONE(id)        \
	"{\"Id\":\"" id \
	"\",\"StatusCode\":\"Complete\",\"Timestamps\":[],\"Values\":[]}"
#define DEPLOYED(status) STACKS(STACK("acme-ingest", status), "")

static const struct probe_ops *const story_probes[] = { &probe_metrics, &probe_alarms,
							NULL };

/* The source of heartbeats: what the loader has sent. */
static struct {
	struct beat_source source;
	struct beat_raw beats[BEATS_MAX];
	size_t n;
} heard;

static void heard_read(struct beat_source *source, const char *inst, int64_t from_sec,
		       int64_t after_us, int64_t now_sec, const struct beat_sink *sink)
{
	(void)source;
	(void)inst;
	(void)from_sec;
	(void)now_sec;
	for (size_t i = 0; i < heard.n; i++)
		if (heard.beats[i].received_us > after_us)
			sink->beat(sink->ctx, &heard.beats[i]);
	sink->end(sink->ctx, NULL);
}

static const struct beat_source_ops heard_ops = { .read = heard_read };

static int64_t wall_sec(const struct scene *s)
{
	return clock_wall_us(&s->w.clock.clock) / CLOCK_SEC_US;
}

static void beat(const struct scene *s)
{
	bug_unless(heard.n < BEATS_MAX);
	heard.beats[heard.n] = (struct beat_raw){
		.agent = "loader",
		.version = "4.1",
		.status = "ok",
		.seq = (int64_t)heard.n + 1,
		.at_sec = wall_sec(s),
		.received_us = clock_wall_us(&s->w.clock.clock),
	};
	heard.n++;
}

/* ---- what the account answers at one moment ---- */

struct moment {
	const char *stack; /* status of acme-ingest */
	int errors;        /* a minute, for the last bad_minutes */
	int bad_minutes;
	const char *alarm; /* state of load-errors */
};

static void expect_metrics(struct scene *s, const struct moment *m)
{
	AUTO(buf) body = BUF_INIT(LIMIT_KIB(64));
	int64_t newest_sec = wall_sec(s) / 60 * 60 - 120;

	buf_add_text(&body, "{\"MetricDataResults\":[{\"Id\":\"r0\",\"StatusCode\":"
			    "\"Complete\",\"Timestamps\":[");
	for (int i = 0; i < MINUTES; i++)
		buf_addf(&body, "%s%lld.0", i > 0 ? "," : "",
			 (long long)(newest_sec - (int64_t)i * 60));
	buf_add_text(&body, "],\"Values\":[");
	for (int i = 0; i < MINUTES; i++)
		buf_addf(&body, "%s%d", i > 0 ? "," : "",
			 i < m->bad_minutes ? m->errors : 0);
	buf_add_text(&body, "]}," NONE("r1") "," NONE("r2") "]}");
	fake_expect(s->w.transport, "\"Period\":60",
		    &(struct fake_reply){ .body = buf_text(&body) });
}

/* A refresh of the installation, which finds the account so. */
static const struct fleet_row *refresh(struct scene *s, const struct moment *m)
{
	AUTO(buf) stack = BUF_INIT(LIMIT_KIB(16));
	AUTO(buf) alarm = BUF_INIT(LIMIT_KIB(4));

	buf_addf(&stack, DEPLOYED("%s"), m->stack);
	buf_addf(&alarm,
		 "{\"MetricAlarms\":[{\"AlarmName\":\"load-errors\",\"StateValue\":"
		 "\"%s\",\"ActionsEnabled\":true,\"AlarmActions\":[\"arn:aws:sns:e:1:"
		 "t\"],"
		 "\"StateReason\":\"Threshold Crossed\"}]}",
		 m->alarm);
	fake_expect(s->w.transport, "DescribeStacks",
		    &(struct fake_reply){ .body = buf_text(&stack) });
	fake_expect(s->w.transport, "DescribeAlarms",
		    &(struct fake_reply){ .body = buf_text(&alarm) });
	expect_metrics(s, m);
	fleet_refresh(s->f, 0);
	world_turns(&s->w);
	for (int i = 0; i < 20 && row(s, 'a')->refreshing; i++)
		world_wait(&s->w, 100);
	assert_false(row(s, 'a')->refreshing);
	return row(s, 'a');
}

static void minutes(struct scene *s, int n, bool beats)
{
	for (int i = 0; i < n; i++) {
		if (beats)
			beat(s);
		world_wait(&s->w, 60000);
	}
}

/* ---- what is seen ---- */

static const struct verdict *reason(const struct fleet_row *r, const char *rule)
{
	for (size_t i = 0; i < r->health.n; i++)
		if (text_eq(r->health.rows[i].rule, rule))
			return &r->health.rows[i];
	return NULL;
}

static void assert_leads_to(const struct fleet_row *r, const char *rule,
			    const char *screen, const char *thing)
{
	const struct verdict *v = reason(r, rule);

	bug_unless(v != NULL);
	assert_string_equal(evidence_screen(health_rule_find(rule)->evidence), screen);
	assert_string_equal(verdict_thing(v), thing);
	assert_true(v->reason[0] != '\0');
}

static size_t n_troubles(const struct fleet_row *r)
{
	size_t n = 0;

	for (size_t i = 0; i < r->health.n; i++)
		n += r->health.rows[i].severity != SEV_OK;
	return n;
}

static int setup_story(void **state)
{
	struct scene *s = NULL;

	scene_probes = story_probes;
	heard.n = 0;
	heard.source.ops = &heard_ops;
	if (setup(state) != 0)
		return -1;
	s = *state;
	s->config.installations[0].heartbeat_sec = 60;
	s->config.installations[0].heartbeat_grace_sec = 30;
	fleet_set_beats(s->f, &heard.source);
	fake_expect(s->w.transport, "ListStackResources",
		    &(struct fake_reply){ .body = MADE_OF, .times = FAKE_ALWAYS });
	fake_expect(s->w.transport, "DescribeStackEvents",
		    &(struct fake_reply){ .body = EVENTS, .times = FAKE_ALWAYS });
	return 0;
}

static int teardown_story(void **state)
{
	struct scene *s = *state;

	fleet_set_beats(s->f, NULL);
	scene_probes = NULL;
	return teardown(state);
}

static void a_deploy_breaks_a_loader_and_is_repaired(void **state)
{
	static const struct moment well = { "UPDATE_COMPLETE", 0, 0, "OK" };
	static const struct moment deploy = { "UPDATE_IN_PROGRESS", 0, 0, "OK" };
	static const struct moment broken = { "UPDATE_ROLLBACK_COMPLETE", 18, 6,
					      "ALARM" };
	struct scene *s = *state;
	const struct fleet_row *r = NULL;
	const struct verdict *alarm;

	/* all is well */
	minutes(s, 10, true);
	r = refresh(s, &well);
	assert_int_equal(r->worst.severity, SEV_OK);
	assert_int_equal(n_troubles(r), 0);

	/* somebody deploys: that is a change, and no trouble */
	minutes(s, 1, true);
	r = refresh(s, &deploy);
	assert_int_equal(r->worst.severity, SEV_OK);
	assert_true(r->worst.changing);

	/* it failed: within one refresh the fleet shows it first, with every reason */
	minutes(s, 6, false);
	r = refresh(s, &broken);
	assert_int_equal(r->worst.severity, SEV_CRIT);
	assert_int_equal(fleet_sorted(s->f, 0), 0);
	assert_leads_to(r, "stack-rolled-back", "stack", "acme-ingest");
	assert_leads_to(r, "beat-missed", "heartbeats", "loader");
	assert_leads_to(r, "metric-crit", "metrics", "lambda-errors");
	assert_leads_to(r, "alarm-crit", "alarms", "load-errors");
	alarm = reason(r, "alarm-crit");
	assert_true(alarm != NULL && alarm->seq == r->signals.seq);

	/* repaired: words of AWS go at once, measurements with the second reading */
	minutes(s, 12, true);
	r = refresh(s, &well);
	assert_null(reason(r, "stack-rolled-back"));
	assert_null(reason(r, "alarm-crit"));
	assert_null(reason(r, "beat-missed"));
	assert_non_null(strstr(reason(r, "metric-crit")->reason,
			       "one more reading confirms it"));
	minutes(s, 3, true);
	r = refresh(s, &well);
	assert_int_equal(n_troubles(r), 0);
	assert_int_equal(r->worst.severity, SEV_OK);
	assert_false(damper_holds(&r->damper));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_deploy_breaks_a_loader_and_is_repaired, setup_story,
			teardown_story),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * What may not be told of services: of what was not read, and of what was cut.
 */
#include "tests/unit/core/watch/service_said.h"

static const struct resource batch_members[] = { { T_C }, { T_Q }, { NULL, NULL } };

static void instances_that_stay_without_a_job_are_told(void **state)
{
	static const struct said said[] = {
		FED,
		SIXTEEN,
		NO_JOBS,
		EC2(MACHINE_OF("c", "i-1") MACHINE_OF("stranger", "i-2")),
		{ NULL, 0, NULL },
	};
	struct scene *s = *state;
	const struct services *l;
	struct verdict v;

	expect_made_of(s, batch_members);
	expect_said(s, said, FAKE_ALWAYS);
	l = read_services(s);
	assert_int_equal(l->n, 3); /* i-2 is nobody's */
	assert_judged(l, "instance", "c/i-1", "service-ok", "is running");
	s->w.clock.wall_us += 700 * CLOCK_SEC_US;
	part_judge(part_named(read_services(s), "instance", "c/i-1"), WORLD_SEC + 700,
		   &v);
	assert_string_equal(v.rule, "batch-instances-stay");
	assert_non_null(strstr(v.reason, "runs since 2026-11-23T04:00:00Z"));
	s->w.clock.wall_us += 1200 * CLOCK_SEC_US;
	part_judge(part_named(read_services(s), "compute", "c"), WORLD_SEC + 1900, &v);
	assert_string_equal(v.rule, "batch-instances-stay");
	assert_int_equal(v.since_sec, WORLD_SEC);
}

/* What was not read is not "no job". */
static void nothing_is_said_of_idleness_without_the_jobs(void **state)
{
	static const struct said denied[] = {
		FED,
		SIXTEEN,
		{ "listjobs", 403,
		  "{\"__type\":\"AccessDeniedException\",\"Message\":\"no\"}" },
		EC2(MACHINE_OF("c", "i-1")),
		{ NULL, 0, NULL },
	};
	struct scene *s = *state;
	const struct services *l = NULL;
	struct verdict v;

	expect_made_of(s, batch_members);
	expect_said(s, denied, FAKE_ALWAYS);
	for (int i = 0; i < 3; i++) {
		l = read_services(s);
		s->w.clock.wall_us += 1900 * CLOCK_SEC_US;
	}
	part_judge(part_named(l, "compute", "c"), WORLD_SEC + 5700, &v);
	assert_string_equal(v.rule, "service-ok");
	assert_null(part_fact(part_named(l, "compute", "c"), "jobs"));
	assert_int_equal(row(s, 'a')->worst.severity, SEV_UNKNOWN);
}

/* An environment whose queues are not the installation's may have jobs. */
static void nothing_is_said_of_idleness_without_a_queue(void **state)
{
	static const struct resource made_of[] = { { T_C }, { NULL, NULL } };
	static const struct said said[] = { SIXTEEN, EC2(""), { NULL, 0, NULL } };
	struct scene *s = *state;
	struct verdict v;

	expect_made_of(s, made_of);
	expect_said(s, said, FAKE_ALWAYS);
	read_services(s);
	s->w.clock.wall_us += 1900 * CLOCK_SEC_US;
	part_judge(part_named(read_services(s), "compute", "c"), WORLD_SEC + 1900, &v);
	assert_string_equal(v.rule, "service-ok");
}

static void a_sick_part_stays_sick_when_a_call_about_it_fails(void **state)
{
	static const struct resource made_of[] = { { T_S3 }, { NULL, NULL } };
	static const struct said open[] = {
		ENCRYPTED,
		UNSET("publicAccessBlock", "NoSuchPublicAccessBlockConfiguration"),
		REST_OF_BUCKET,
		{ NULL, 0, NULL },
	};
	static const struct said denied[] = {
		ENCRYPTED,
		{ "publicAccessBlock", 403,
		  "<Error><Code>AccessDenied</Code></Error>" },
		REST_OF_BUCKET,
		{ NULL, 0, NULL },
	};
	struct scene *s = *state;
	const struct services *l;

	expect_made_of(s, made_of);
	expect_said(s, open, 1);
	assert_judged(read_services(s), "bucket", "raw", "s3-public", "raw");
	expect_said(s, denied, FAKE_ALWAYS);
	s->w.clock.wall_us += 3700 * CLOCK_SEC_US;
	l = read_services(s);
	assert_judged(l, "bucket", "raw", "s3-public", "raw");
	assert_int_equal(part_named(l, "bucket", "raw")->since_sec, 0);
	assert_int_equal(count_asked(s, "publicAccessBlock"), 2);
}

/* ---- what is cut ---- */

#define MORE(match, list)                                  \
	{                                                  \
		match, 0, "{" list ",\"nextToken\":\"t\"}" \
	}
#define ONE_JOB(state)                                                       \
	"\"jobSummaryList\":[{\"jobId\":\"1\",\"jobName\":\"j\",\"status\":" \
	"\"" state "\",\"createdAt\":1795413500000,\"stoppedAt\":1795413600000}]"

static void a_list_that_was_cut_is_never_healthy(void **state)
{
	static const struct {
		const char *type, *member;
		struct said said[MAX_SAID];
		bool cut;
	} all[] = {
		{ T_AMP,
		  { APPS, MORE("/branches?", "\"branches\":[{\"branchName\":\"m\"}]"),
		    JOBS_OF("SUCCEED") },
		  true },
		{ T_AMP,
		  { APPS, BRANCHES,
		    MORE("/jobs?", "\"jobSummaries\":[{\"status\":\"SUCCEED\"}]") },
		  false }, /* the newest was meant */
		{ T_Q,
		  { FED, MORE("\"RUNNING\"", ONE_JOB("RUNNING")), NO_JOBS },
		  true },
		{ T_Q,
		  { FED, MORE("\"RUNNABLE\"", ONE_JOB("RUNNABLE")), NO_JOBS },
		  true },
		{ T_DDB,
		  { TABLE("ACTIVE"),
		    TARGETS(""),
		    { "DescribeScalingActivities", 0,
		      "{\"ScalingActivities\":[{\"ActivityId\":\"1\",\"StartTime\":"
		      "1795413000}],\"NextToken\":\"t\"}" } },
		  true }, /* the same page again and again */
		{ T_DDB,
		  { TABLE("ACTIVE"),
		    TARGETS(""),
		    { "DescribeScalingActivities", 0,
		      "{\"ScalingActivities\":[{\"ActivityId\":\"1\",\"StartTime\":"
		      "1795000000}],\"NextToken\":\"t\"}" } },
		  false }, /* what would follow is older than a day */
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_LEN(all); i++) {
		const struct resource made_of[] = { { all[i].type, all[i].member },
						    { NULL, NULL } };
		struct scene *s;

		print_message("%zu\n", i);
		assert_int_equal(setup((void **)&s), 0);
		expect_made_of(s, made_of);
		expect_said(s, all[i].said, FAKE_ALWAYS);
		read_services(s);
		assert_string_equal(row(s, 'a')->worst.rule,
				    all[i].cut ? "service-cut" : "all-ok");
		(void)teardown((void **)&s);
	}
}

static void parts_beyond_the_ceiling_are_told(void **state)
{
	static const struct resource made_of[] = { { T_API }, { NULL, NULL } };
	struct scene *s = *state;
	AUTO(buf) stages = BUF_INIT(LIMIT_MIB(1));

	buf_add_text(&stages, "{\"item\":[");
	for (int i = 0; i < LIMIT_PARTS; i++) /* and the API itself */
		buf_addf(&stages, "%s{\"stageName\":\"s%d\"}", i > 0 ? "," : "", i);
	buf_add_text(&stages, "]}");
	const struct said said[] = { APIS(""),
				     { "/stages", 0, buf_text(&stages) },
				     { NULL, 0, NULL } };

	expect_made_of(s, made_of);
	expect_said(s, said, FAKE_ALWAYS);
	assert_int_equal(read_services(s)->n, LIMIT_PARTS);
	assert_string_equal(row(s, 'a')->worst.rule, "service-cut");
	assert_non_null(strstr(row(s, 'a')->worst.reason, "API Gateway has more"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(instances_that_stay_without_a_job_are_told),
		T(nothing_is_said_of_idleness_without_the_jobs),
		T(nothing_is_said_of_idleness_without_a_queue),
		T(a_sick_part_stays_sick_when_a_call_about_it_fails),
		cmocka_unit_test(a_list_that_was_cut_is_never_healthy),
		T(parts_beyond_the_ceiling_are_told),
	};

	scene_probes = services_only;
	return cmocka_run_group_tests(tests, NULL, NULL);
}

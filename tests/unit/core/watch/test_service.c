/*
 * The probe of services, with Lambda as its example: what is asked, what is kept of the
 * answers, what is dropped, and what holds when AWS says something else.
 */
#include "tests/unit/core/watch/service_world.h"

#define LOAD "arn:aws:lambda:eu-central-1:110000000000:function:load"
#define ACTIVE                                                            \
	"{\"FunctionName\":\"load\",\"State\":\"Active\","                \
	"\"LastUpdateStatus\":\"Successful\",\"Runtime\":\"python3.12\"," \
	"\"LastModified\":\"2026-11-23T05:30:00.000+0000\","              \
	"\"Environment\":{\"Variables\":{\"DB_PASSWORD\":\"hunter2\"}}}"
#define MAPPINGS(rows) "{\"EventSourceMappings\":[" rows "]}"
#define MAPPING(id, function, more)                                              \
	"{\"UUID\":\"" id "\",\"State\":\"Enabled\",\"FunctionArn\":\"" function \
	"\"" more "}"

static const struct resource one_function[] = { { "AWS::Lambda::Function", "load" },
						{ NULL, NULL } };

static void said_of_load(struct scene *s, const char *configuration, const char *rest,
			 const char *mappings)
{
	const struct said all[] = {
		{ "functions/load/configuration", 0, configuration },
		{ "functions/load/concurrency", 0, rest },
		{ "event-source-mappings", 0, mappings },
		{ NULL, 0, NULL },
	};

	expect_said(s, all, FAKE_ALWAYS);
}

static void reads_what_the_stacks_are_made_of(void **state)
{
	struct scene *s = *state;
	const struct services *l;
	const struct part *p;

	expect_made_of(s, one_function);
	said_of_load(s, ACTIVE, "{}",
		     MAPPINGS(MAPPING("m-1", LOAD, "") "," MAPPING(
			     "m-2", LOAD "-other", "") "," MAPPING("m-3", LOAD ":live",
								   "")));
	l = read_services(s);
	assert_int_equal(l->n, 3); /* load-other is nobody's */
	p = part_named(l, "function", "load");
	assert_string_equal(part_status(p), "Active");
	assert_string_equal(p->stack, "acme-core");
	assert_string_equal(p->logical, "L-load");
	assert_int_equal(part_fact(p, "modified")->number, 1795411800);
	assert_null(part_fact(p, "concurrency"));
	assert_judged(l, "function", "load", "service-ok", "load is Active");
	part_named(l, "mapping", "m-1");
	part_named(l, "mapping", "m-3");
	assert_int_equal(row(s, 'a')->worst.severity, SEV_OK);
	assert_int_equal(s->w.n_uncovered, 0);
}

static void nothing_is_asked_of_a_service_that_no_stack_has(void **state)
{
	struct scene *s = *state;

	expect_made_of(s, &one_function[1]);
	assert_int_equal(read_services(s)->n, 0);
	assert_int_equal(count_asked(s, "/2015-03-31"), 0);
	assert_int_equal(fake_n_unexpected(s->w.transport), 0);
}

static void a_sick_function_makes_the_installation_sick(void **state)
{
	struct scene *s = *state;

	expect_made_of(s, one_function);
	said_of_load(s, "{\"State\":\"Failed\",\"StateReason\":\"image was deleted\"}",
		     "{}", MAPPINGS(""));
	read_services(s);
	assert_int_equal(row(s, 'a')->worst.severity, SEV_CRIT);
	assert_string_equal(row(s, 'a')->worst.rule, "lambda-failed");
	assert_string_equal(row(s, 'a')->worst.reason,
			    "function load is Failed: image was deleted");
}

static void judges_functions_and_mappings(void **state)
{
	static const struct {
		const char *configuration, *rest, *mapping, *kind, *name, *rule, *says;
	} rows[] = {
		{ ACTIVE, "{\"ReservedConcurrentExecutions\":0}", "", "function",
		  "load", "lambda-blocked", "each invocation is refused" },
		{ "{\"State\":\"Active\",\"LastUpdateStatus\":\"Failed\","
		  "\"LastUpdateStatusReason\":\"no role\"}",
		  "{}", "", "function", "load", "lambda-update-failed", ": no role" },
		{ "{\"State\":\"Pending\"}", "{}", "", "function", "load",
		  "lambda-changing", "is Pending" },
		{ "{\"State\":\"Hibernating\"}", "{}", "", "function", "load",
		  "service-unknown-state", "the state “Hibernating”" },
		{ "{\"State\":\"Active\",\"LastUpdateStatus\":\"Sideways\"}", "{}", "",
		  "function", "load", "service-unknown-state",
		  "the update “Sideways”" },
		{ "{}", "{}", "", "function", "load", "service-unknown-state",
		  "AWS says nothing of its state" },
		{ ACTIVE, "{\"ReservedConcurrentExecutions\":5}",
		  MAPPING("m", LOAD, ",\"ScalingConfig\":{\"MaximumConcurrency\":20}"),
		  "mapping", "m", "lambda-throttle-risk", "20 at once" },
		{ ACTIVE, "{}",
		  MAPPING("m", LOAD, ",\"LastProcessingResult\":\"PROBLEM: x\""),
		  "mapping", "m", "lambda-mapping-problem", "PROBLEM: x" },
		{ ACTIVE, "{}",
		  "{\"UUID\":\"m\",\"State\":\"Disabled\",\"FunctionArn\":"
		  "\"" LOAD "\"}",
		  "mapping", "m", "lambda-mapping-off", "is Disabled" },
	};
	struct scene *s = *state;

	expect_made_of(s, one_function);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(buf) mappings = BUF_INIT(4096);

		buf_addf(&mappings, MAPPINGS("%s"), rows[i].mapping);
		const struct said all[] = {
			{ "functions/load/configuration", 0, rows[i].configuration },
			{ "functions/load/concurrency", 0, rows[i].rest },
			{ "event-source-mappings", 0, buf_text(&mappings) },
			{ NULL, 0, NULL },
		};
		expect_said(s, all, 1);
		assert_judged(read_services(s), rows[i].kind, rows[i].name,
			      rows[i].rule, rows[i].says);
		s->w.clock.wall_us += 1000 * CLOCK_SEC_US;
		s->w.clock.mono_us += 1000 * CLOCK_SEC_US;
	}
}

static void a_function_that_aws_does_not_know_is_gone(void **state)
{
	static const struct said all[] = {
		{ "functions/load/configuration", 404,
		  "{\"__type\":\"ResourceNotFoundException\",\"Message\":\"no\"}" },
		{ "event-source-mappings", 0, MAPPINGS("") },
		{ NULL, 0, NULL },
	};
	struct scene *s = *state;
	const struct services *l;

	expect_made_of(s, one_function);
	expect_said(s, all, FAKE_ALWAYS);
	l = read_services(s);
	assert_judged(l, "function", "load", "service-gone", "the service does not");
	assert_null(l->readings[0].error);
	assert_int_equal(row(s, 'a')->worst.severity, SEV_CRIT);
}

static void a_service_that_is_denied_says_so_and_hides_nothing(void **state)
{
	static const struct said all[] = {
		{ "functions/load/configuration", 0, ACTIVE },
		{ "functions/load/concurrency", 0, "{}" },
		{ "event-source-mappings", 403,
		  "{\"__type\":\"AccessDeniedException\",\"Message\":\"not you\"}" },
		{ NULL, 0, NULL },
	};
	struct scene *s = *state;
	const struct services *l;

	expect_made_of(s, one_function);
	expect_said(s, all, FAKE_ALWAYS);
	l = read_services(s);
	assert_int_equal(l->n, 1);
	assert_int_equal(row(s, 'a')->worst.severity, SEV_UNKNOWN);
	assert_string_equal(row(s, 'a')->worst.rule, "service-unreadable");
	assert_non_null(
		strstr(row(s, 'a')->worst.reason, "Lambda could not be read: "));
	assert_non_null(strstr(row(s, 'a')->worst.reason, "not you"));
	assert_int_equal(row(s, 'a')->error.code, ERR_NONE);
}

static void a_secret_does_not_leave_the_decoder(void **state)
{
	struct scene *s = *state;
	const struct services *l;
	AUTO(arena) arena = ARENA_INIT(LIMIT_ARENA);
	AUTO(buf) text = BUF_INIT(LIMIT_MIB(1));
	struct node *n = node_object(&arena);

	expect_made_of(s, one_function);
	said_of_load(s,
		     "{\"State\":\"Failed\",\"StateReason\":\"env "
		     "DB_PASSWORD=hunter2 AKIAIOSFODNN7EXAMPLE \\u202e\\u0007\","
		     "\"Environment\":{\"Variables\":{\"X\":\"hunter2\"}}}",
		     "{}", MAPPINGS(""));
	l = read_services(s);
	probe_services.to_node(&arena, n, fleet_signal(s->f, 0, &probe_services));
	json_write(&text, n, JSON_COMPACT);
	assert_null(strstr(buf_text(&text), "hunter2"));
	assert_null(strstr(buf_text(&text), "AKIA"));
	assert_non_null(
		strstr(part_text(part_named(l, "function", "load"), "state_reason"),
		       "‹U+202E›"));
}

/* After so many seconds: how often what tells health, state and settings was asked. */
static void assert_asked(struct scene *s, int64_t sec, size_t health, size_t of_state,
			 size_t settings)
{
	s->w.clock.wall_us += sec * CLOCK_SEC_US;
	read_services(s);
	assert_int_equal(count_asked(s, "event-source-mappings"), health);
	assert_int_equal(count_asked(s, "/configuration"), of_state);
	assert_int_equal(count_asked(s, "/concurrency"), settings);
}

static void it_is_read_again_when_it_is_due(void **state)
{
	struct scene *s = *state;

	expect_made_of(s, one_function);
	said_of_load(s, ACTIVE, "{}", MAPPINGS(""));
	read_services(s);
	read_services(s);
	assert_int_equal(count_asked(s, "/configuration"), 1);
	assert_asked(s, 299, 1, 1, 1);
	assert_asked(s, 1, 2, 1, 1);
	assert_asked(s, 600, 3, 2, 1);  /* its state each 900 s */
	assert_asked(s, 2700, 4, 3, 2); /* its settings each 3600 s */
	fleet_show(s->f, 0, NULL);
	world_turns(&s->w);
	assert_asked(s, 59, 4, 3, 2);
	assert_asked(s, 1, 5, 3, 2); /* somebody looks: 60, 300, 900 s */
	assert_asked(s, 240, 6, 4, 2);
	assert_asked(s, 600, 7, 5, 3);
}

/* What was not asked keeps the time at which it was read. */
static void what_is_older_says_so(void **state)
{
	struct scene *s = *state;
	const struct services *l;
	const struct part *p;

	expect_made_of(s, one_function);
	said_of_load(
		s, ACTIVE, "{\"ReservedConcurrentExecutions\":3}",
		MAPPINGS(MAPPING("m", LOAD,
				 ",\"ScalingConfig\":{\"MaximumConcurrency\":9}")));
	read_services(s);
	s->w.clock.wall_us += 300 * CLOCK_SEC_US;
	l = read_services(s);
	p = part_named(l, "function", "load");
	assert_int_equal(p->read_sec, WORLD_SEC + 300);
	assert_int_equal(part_fact(p, "state")->read_sec, 0);
	assert_int_equal(part_fact(p, "concurrency")->number, 3);
	assert_int_equal(part_fact(p, "concurrency")->read_sec, WORLD_SEC);
	s->w.clock.wall_us += 60 * CLOCK_SEC_US;
	l = read_services(s);
	p = part_named(l, "function", "load");
	assert_int_equal(p->read_sec, WORLD_SEC + 300); /* not asked */
	assert_true(part_named(l, "mapping", "m")->seq > p->seq);
	assert_int_equal(part_named(l, "mapping", "m")->read_sec, WORLD_SEC + 360);
	/* what shows only between them is compared with what was kept */
	assert_judged(l, "mapping", "m", "lambda-throttle-risk", "9 at once");
	assert_int_equal(count_asked(s, "/concurrency"), 1);
}

/* Settings are read again after a deploy, and not while it runs. */
static void a_deploy_has_all_read_again(void **state)
{
	struct scene *s = *state;

	expect_said(s,
		    (const struct said[]){
			    { "DescribeStacks", 0, HEALTHY },
			    { "DescribeStacks", 0,
			      STACKS(STACK("acme-core", "UPDATE_IN_PROGRESS"), "") },
			    { NULL, 0, NULL } },
		    1);
	expect_said(s,
		    (const struct said[]){
			    { "DescribeStacks", 0,
			      STACKS(STACK("acme-core", "UPDATE_COMPLETE"), "") },
			    { NULL, 0, NULL } },
		    3);
	expect_made_of(s, one_function);
	said_of_load(s, ACTIVE, "{}", MAPPINGS(""));
	read_services(s);
	assert_asked(s, 60, 1, 1, 1); /* it runs */
	assert_asked(s, 60, 2, 2, 2); /* it is over */
	assert_asked(s, 60, 2, 2, 2);
}

static void many_members_are_read_in_acts_of_their_own(void **state)
{
	struct resource all[64] = { { NULL, NULL } };
	char called[64][8];
	struct scene *s = *state;
	const struct services *l;

	for (size_t i = 0; i < 45; i++) {
		(void)snprintf(called[i], sizeof(called[i]), "f%02zu", i);
		all[i] = (struct resource){ "AWS::Lambda::Function", called[i] };
	}
	expect_made_of(s, all);
	expect_said(s,
		    (const struct said[]){ { "/configuration", 0, ACTIVE },
					   { "/concurrency", 0, "{}" },
					   { "event-source-mappings", 0, MAPPINGS("") },
					   { NULL, 0, NULL } },
		    FAKE_ALWAYS);
	l = read_services(s);
	assert_int_equal(l->n, 45);
	assert_int_equal(count_asked(s, "/configuration"), 45);
	assert_int_equal(count_asked(s, "/concurrency"), 45);
	assert_int_equal(count_asked(s, "event-source-mappings"), 1);
	assert_false(l->readings[0].cut);
	assert_int_equal(world_count(&s->w, JOURNAL_ACT_INTENT, "GetFunctionConf"), 3);
}

static void what_fails_keeps_what_was_read_before(void **state)
{
	struct scene *s = *state;
	const struct services *l;
	int64_t first;

	expect_made_of(s, one_function);
	expect_said(s,
		    (const struct said[]){ { "/configuration", 0, ACTIVE },
					   { "/concurrency", 0, "{}" },
					   { "event-source-mappings", 0, MAPPINGS("") },
					   { NULL, 0, NULL } },
		    1);
	l = read_services(s);
	first = l->readings[0].read_sec;
	s->w.clock.wall_us += 400 * CLOCK_SEC_US;
	expect_said(s,
		    (const struct said[]){ { "/2015-03-31/", 403,
					     "{\"__type\":\"AccessDeniedException\"}" },
					   { NULL, 0, NULL } },
		    FAKE_ALWAYS);
	l = read_services(s);
	assert_int_equal(l->n, 1);
	assert_int_equal(l->readings[0].read_sec, first);
	assert_int_equal(l->readings[0].failed_sec, first + 400);
	assert_non_null(l->readings[0].error);
	assert_judged(l, "function", "load", "service-ok", "Active");
}

/* A call about a sick part that fails takes nothing of what was known away. */
static void what_fails_later_hides_no_trouble(void **state)
{
	struct scene *s = *state;
	const struct services *l;

	expect_made_of(s, one_function);
	expect_said(s,
		    (const struct said[]){ { "/concurrency", 0,
					     "{\"ReservedConcurrentExecutions\":0}" },
					   { NULL, 0, NULL } },
		    1);
	expect_said(s,
		    (const struct said[]){ { "/configuration", 0, ACTIVE },
					   { "/concurrency", 403,
					     "{\"__type\":\"AccessDeniedException\"}" },
					   { "event-source-mappings", 0, MAPPINGS("") },
					   { NULL, 0, NULL } },
		    FAKE_ALWAYS);
	assert_judged(read_services(s), "function", "load", "lambda-blocked", "0");
	s->w.clock.wall_us += 1000 * CLOCK_SEC_US;
	l = read_services(s);
	assert_int_equal(count_asked(s, "/concurrency"), 2);
	assert_non_null(l->readings[0].error);
	assert_judged(l, "function", "load", "lambda-blocked", "0");
	assert_int_equal(row(s, 'a')->worst.severity, SEV_CRIT);
}

static void since_when_it_is_sick_is_remembered(void **state)
{
	struct scene *s = *state;
	const struct services *l;
	struct verdict v;

	expect_made_of(s, one_function);
	expect_said(s,
		    (const struct said[]){ { "/configuration", 0, ACTIVE },
					   { NULL, 0, NULL } },
		    1);
	said_of_load(s, "{\"State\":\"Failed\"}", "{}", MAPPINGS(""));
	read_services(s);
	for (int i = 0; i < 3; i++) {
		s->w.clock.wall_us += 1000 * CLOCK_SEC_US;
		l = read_services(s);
	}
	part_judge(part_named(l, "function", "load"), WORLD_SEC + 4000, &v);
	assert_int_equal(v.since_sec, WORLD_SEC + 1000);
}

static void what_was_read_outlives_the_run(void **state)
{
	struct scene *s = *state;
	const struct services *l;
	void *other = probe_services.new();
	AUTO(arena) arena = ARENA_INIT(LIMIT_ARENA);
	struct node *n = node_object(&arena);

	expect_made_of(s, one_function);
	said_of_load(s,
		     "{\"State\":\"Failed\",\"LastModified\":\"2026-11-23T05:30:00Z\"}",
		     "{\"ReservedConcurrentExecutions\":3}", MAPPINGS(""));
	read_services(s);
	probe_services.to_node(&arena, n, fleet_signal(s->f, 0, &probe_services));
	probe_services.from_node(other, n);
	l = services_of(other);
	assert_int_equal(l->n, 1);
	assert_judged(l, "function", "load", "lambda-failed", "is Failed");
	assert_int_equal(part_fact(&l->parts[0], "concurrency")->number, 3);
	assert_int_equal(part_fact(&l->parts[0], "modified")->kind, FACT_TIME);
	assert_int_equal(l->readings[0].read_sec, WORLD_SEC);
	probe_services.free(other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(reads_what_the_stacks_are_made_of),
		T(nothing_is_asked_of_a_service_that_no_stack_has),
		T(a_sick_function_makes_the_installation_sick),
		T(judges_functions_and_mappings),
		T(a_function_that_aws_does_not_know_is_gone),
		T(a_service_that_is_denied_says_so_and_hides_nothing),
		T(a_secret_does_not_leave_the_decoder),
		T(it_is_read_again_when_it_is_due),
		T(what_is_older_says_so),
		T(a_deploy_has_all_read_again),
		T(many_members_are_read_in_acts_of_their_own),
		T(what_fails_keeps_what_was_read_before),
		T(what_fails_later_hides_no_trouble),
		T(since_when_it_is_sick_is_remembered),
		T(what_was_read_outlives_the_run),
	};

	scene_probes = services_only;
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * core/watch/metadata_probe.c: what is new is listed and read once, through the door.
 */
#include "core/watch/metadata_probe.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/watch/metadata_keys.h"
#include "tests/fake/world.h"

#define NOW (WORLD_SEC) /* 2026-11-23T06:00:00Z */

struct scene {
	struct world w;
	struct installation inst;
	void *state;
	struct probe_plan plan;
	bool planned, ended;
};

static bool declares(void *ctx, const char *inst, const char *key, struct declared *ret)
{
	const struct scene *s = ctx;

	(void)inst;
	(void)key;
	*ret = (struct declared){ s->inst.metadata_bucket, s->inst.metadata_prefix };
	return true;
}

static int setup(void **state)
{
	struct scene *s = mem_new(1, sizeof(*s));

	world_init(&s->w);
	s->inst.name = mem_text("acme");
	s->inst.metadata_bucket = mem_text("acme-metadata");
	s->inst.metadata_prefix = mem_text("candor/");
	memcpy(s->inst.account, WORLD_ACCOUNT, sizeof(s->inst.account));
	s->state = probe_metadata.new();
	door_set_declares(s->w.door, declares, s);
	*state = s;
	return 0;
}

static int teardown(void **state)
{
	struct scene *s = *state;

	assert_int_equal(s->w.n_uncovered, 0);
	probe_metadata.free(s->state);
	world_release(&s->w);
	free(s->inst.name);
	free(s->inst.metadata_bucket);
	free(s->inst.metadata_prefix);
	free(s);
	return 0;
}

static struct probe_site site_of(const struct scene *s)
{
	return (struct probe_site){ .inst = &s->inst,
				    .now_sec = clock_wall_us(&s->w.clock.clock) /
					       CLOCK_SEC_US };
}

static void on_done(void *ctx, const struct act_result *r)
{
	struct scene *s = ctx;
	const struct probe_end end = { .on_record = r->err.code != ERR_JOURNAL &&
						    r->status != ACT_ABORTED,
				       .seq = r->outcome.seq,
				       .now_sec = site_of(s).now_sec,
				       .err = r->err };

	s->ended = true;
	probe_metadata.end(s->state, &end);
}

/* Returns false when nothing was due. */
static bool read_once(struct scene *s)
{
	const struct probe_site site = site_of(s);
	struct act_spec spec = { .log = s->w.log,
				 .inst = "acme",
				 .mode = "observe",
				 .act = "signals.refresh",
				 .ses = "SES1",
				 .region = "eu-central-1",
				 .cred = &s->w.cred,
				 .account = WORLD_ACCOUNT };
	struct err err = ERR_INIT;
	struct act *act;

	s->plan = (struct probe_plan){ 0 };
	if (!probe_metadata.plan(s->state, &site, &s->plan))
		return false;
	spec.expects = s->plan.items;
	spec.n_expects = s->plan.n;
	assert_true(act_begin(s->w.door, &spec, on_done, s, &act, &err));
	probe_metadata.run(s->state, &site, act);
	s->ended = false;
	world_turns(&s->w);
	world_wait(&s->w, 30000);
	assert_true(s->ended);
	return true;
}

static const struct metadata *shown(const struct scene *s)
{
	return metadata_shown(s->state);
}

#define LIST(rows) "<ListBucketResult>" rows "</ListBucketResult>"
#define OBJECT(key, size) \
	"<Contents><Key>candor%2Fv1%2F" key "</Key><Size>" size "</Size></Contents>"
#define NIGHT   "lambda%2F2026%2F11%2F23%2F0501Z-w.jsonl.gz"
#define MORNING "lambda%2F2026%2F11%2F23%2F0559Z-w.jsonl.gz"

static void expect_lists(struct scene *s, const char *lambda, const char *metrics)
{
	fake_expect(s->w.transport, "v1%2Flambda%2F&",
		    &(struct fake_reply){ .body = lambda });
	fake_expect(s->w.transport, "v1%2Fmetrics%2F&",
		    &(struct fake_reply){ .body = metrics });
}

static void only_what_is_new_is_listed_and_read(void **state)
{
	struct scene *s = *state;

	expect_lists(s, LIST(OBJECT(NIGHT, "10") OBJECT(MORNING, "10")), LIST(""));
	fake_expect(s->w.transport, "/0559Z-w",
		    &(struct fake_reply){ .body = "not gzip" });
	fake_expect(s->w.transport, "/0501Z-w",
		    &(struct fake_reply){ .body = "not gzip" });
	assert_true(read_once(s));
	assert_int_equal(fake_n_unexpected(s->w.transport), 0);
	assert_int_equal(fake_n_left(s->w.transport), 0);
	/* the first listing begins a day ago */
	assert_non_null(strstr(fake_sent(s->w.transport, 0)->request.query,
			       "start-after=candor%2Fv1%2Flambda%2F2026%2F11%2F22%2F"
			       "0600Z"));
	assert_string_equal(
		http_request_get(&fake_sent(s->w.transport, 2)->request, "Range"),
		"bytes=0-1048576");
	/* the newest object first */
	assert_non_null(strstr(fake_sent(s->w.transport, 2)->request.path, "/0559Z-w"));
	assert_int_equal(shown(s)->n_bad, 2);
	assert_int_equal(shown(s)->read_sec / 60, NOW / 60);
	assert_false(read_once(s)); /* nothing is due */
	world_wait(&s->w, 300000);
	expect_lists(s, LIST(OBJECT(MORNING, "10")), LIST(""));
	assert_true(read_once(s));
	assert_non_null(strstr(fake_sent(s->w.transport, 4)->request.query,
			       "2026%2F11%2F23%2F0544Z"));
	assert_int_equal(fake_n_sent(s->w.transport), 6); /* no object again */
}

static void what_the_listing_says_is_too_large_is_not_asked_for(void **state)
{
	struct scene *s = *state;

	expect_lists(s,
		     LIST(OBJECT(NIGHT, "2147483648") OBJECT(MORNING, "0")
				  OBJECT("lambda%2Fnotes.txt", "5")),
		     LIST(""));
	assert_true(read_once(s));
	assert_int_equal(fake_n_sent(s->w.transport), 2);
	assert_int_equal(shown(s)->n_bad, 3);
	assert_int_equal(shown(s)->bad[0].fault, METADATA_NAMED);
	assert_int_equal(shown(s)->bad[1].fault, METADATA_EMPTY);
	assert_int_equal(shown(s)->bad[2].fault, METADATA_LARGE);
}

static void a_network_that_fails_loses_no_object(void **state)
{
	struct scene *s = *state;

	expect_lists(s, LIST(OBJECT(MORNING, "10")), LIST(""));
	fake_expect(s->w.transport, "/0559Z-w",
		    &(struct fake_reply){ .fail = ERR_NET, .times = 3 });
	assert_true(read_once(s));
	assert_int_equal(shown(s)->n_bad, 0);
	assert_int_equal(shown(s)->n_waiting, 1);
	assert_int_not_equal(shown(s)->err.code, ERR_NONE);
	fake_expect(s->w.transport, "/0559Z-w",
		    &(struct fake_reply){ .body = "not gzip" });
	assert_true(read_once(s));
	assert_int_equal(shown(s)->n_waiting, 0);
	assert_int_equal(shown(s)->err.code, ERR_NONE);
	assert_int_equal(shown(s)->bad[0].fault, METADATA_NO_GZIP);
}

#define FAULT(code) "<Error><Code>" code "</Code><Message>no</Message></Error>"

static void a_denied_bucket_is_unknown_and_not_fine(void **state)
{
	struct scene *s = *state;
	const struct probe_site site = site_of(s);
	struct health h = { 0 };

	fake_expect(s->w.transport, NULL,
		    &(struct fake_reply){ .status = 403,
					  .body = FAULT("AccessDenied"),
					  .times = FAKE_ALWAYS });
	assert_true(read_once(s));
	probe_metadata.judge(s->state, &site, &h);
	assert_int_equal(h.n, 1);
	assert_string_equal(h.rows[0].rule, "metadata-unread");
	assert_non_null(strstr(h.rows[0].reason, "AccessDenied"));
	health_release(&h);
}

static void an_object_that_is_gone_is_no_trouble(void **state)
{
	struct scene *s = *state;

	expect_lists(s, LIST(OBJECT(MORNING, "10")), LIST(""));
	fake_expect(s->w.transport, "/0559Z-w",
		    &(struct fake_reply){ .status = 404, .body = FAULT("NoSuchKey") });
	assert_true(read_once(s));
	assert_int_equal(shown(s)->n_bad, 0);
	assert_int_equal(shown(s)->n_waiting, 0);
}

static void the_cache_knows_what_was_read(void **state)
{
	struct scene *s = *state;
	AUTO(arena) arena = ARENA_INIT(LIMIT_ARENA);
	struct node *n = node_object(&arena);

	expect_lists(s, LIST(OBJECT(MORNING, "10")), LIST(""));
	fake_expect(s->w.transport, "/0559Z-w",
		    &(struct fake_reply){ .body = "not gzip" });
	assert_true(read_once(s));
	probe_metadata.to_node(&arena, n, s->state);
	probe_metadata.free(s->state);
	s->state = probe_metadata.new();
	probe_metadata.from_node(s->state, n);
	expect_lists(s, LIST(OBJECT(MORNING, "10")), LIST(""));
	assert_true(read_once(s));
	assert_int_equal(fake_n_sent(s->w.transport), 5);
	assert_non_null(strstr(fake_sent(s->w.transport, 3)->request.query,
			       "2026%2F11%2F23%2F0544Z"));
}

static void an_installation_without_a_bucket_is_left_alone(void **state)
{
	struct scene *s = *state;

	free(s->inst.metadata_bucket);
	s->inst.metadata_bucket = NULL;
	assert_false(read_once(s));
}

static void names_of_objects_say_when(void **state)
{
	static const struct {
		const char *key;
		int64_t sec; /* 0: none */
	} rows[] = {
		{ "p/v1/lambda/2026/11/23/0559Z-w.jsonl.gz", NOW - 60 },
		{ "p/v1/lambda/2026/11/23/0559Z-a-b_c.jsonl.gz", NOW - 60 },
		{ "p/v1/lambda/2026/11/31/0559Z-w.jsonl.gz", 0 },
		{ "p/v1/lambda/2026/11/23/0559Z-.jsonl.gz", 0 },
		{ "p/v1/lambda/2026/11/23/0559Z-w/x.jsonl.gz", 0 },
		{ "p/v1/lambda/2026/11/23/0559Z-w.jsonl", 0 },
		{ "p/v1/lambda/2026-11-23/0559Z-w.jsonl.gz", 0 },
		{ "q/v1/lambda/2026/11/23/0559Z-w.jsonl.gz", 0 },
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		int64_t sec = 0;

		assert_int_equal(
			metadata_key_time(str_of(rows[i].key), "p/v1/lambda/", &sec),
			rows[i].sec != 0);
		assert_int_equal(sec, rows[i].sec);
	}
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(only_what_is_new_is_listed_and_read),
		T(what_the_listing_says_is_too_large_is_not_asked_for),
		T(a_network_that_fails_loses_no_object),
		T(a_denied_bucket_is_unknown_and_not_fine),
		T(an_object_that_is_gone_is_no_trouble),
		T(the_cache_knows_what_was_read),
		T(an_installation_without_a_bucket_is_left_alone),
		cmocka_unit_test(names_of_objects_say_when),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

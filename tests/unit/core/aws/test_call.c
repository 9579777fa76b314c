/* core/aws/call.c: the door.  No journal, no action. */
#include "core/aws/call.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/fake/world.h"

/* ---- answers ---- */

#define STACKS(token)                                                                \
	"<DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackName>a" \
	"</StackName></member><member><StackName>b</StackName></member></"           \
	"Stacks>" token                                                              \
	"</DescribeStacksResult><ResponseMetadata><RequestId>rid-body</RequestId>"   \
	"</ResponseMetadata></DescribeStacksResponse>"
#define NEXT(token) "<NextToken>" token "</NextToken>"
#define FAULT(code)                                                          \
	"<ErrorResponse><Error><Type>Sender</Type><Code>" code               \
	"</Code><Message>no</Message></Error><RequestId>rid-err</RequestId>" \
	"</ErrorResponse>"
#define RID(id)                                \
	{                                      \
		{                              \
			"x-amzn-RequestId", id \
		}                              \
	}

static const struct op op_write = {
	.id = "cloudformation:DeleteStack",
	.name = "DeleteStack",
	.service = &service_cloudformation,
	.effect = EFFECT_WRITE,
	.params = { { .name = "StackName", .kind = PARAM_TEXT, .required = true } },
};
static const struct op op_disclose = {
	.id = "cloudformation:GetTemplate",
	.name = "GetTemplate",
	.service = &service_cloudformation,
	.effect = EFFECT_DISCLOSE,
};

/* ---- one act, and what its owner was told ---- */

struct owner {
	struct world w;
	struct act *act;
	unsigned n_replies, n_rows, n_ends, n_done;
	struct err reply_err, end_err;
	struct act_result result;
	unsigned n_sent_at_reply, n_outcomes_at_done;
	char rid[64];
	bool end_ok;
	/* what on_reply does besides */
	bool cancels, stops, fails;
	const struct op *adds;
};

static void on_reply(void *ctx, struct act *act, const struct call_reply *r)
{
	struct owner *o = ctx;
	struct err err = ERR_INIT;
	const struct op *op = o->adds;

	assert_true((r->result == NULL) == (r->err != NULL));
	o->n_replies++;
	if (r->err != NULL)
		o->reply_err = *r->err;
	else
		o->n_rows += (unsigned)node_at(r->result, "Stacks")->n_children;
	assert_true(text_copy(o->rid, sizeof(o->rid), str_of(r->request_id)));
	o->n_sent_at_reply = (unsigned)fake_n_sent(o->w.transport);
	if (o->cancels)
		act_cancel(act);
	if (o->stops)
		pages_stop(act);
	if (o->fails) {
		(void)err_set(&err, ERR_AWS, "makes no sense");
		act_fail(act, &err);
	}
	o->adds = NULL;
	if (op != NULL && !call_submit(act, op, NULL, on_reply, o, &err))
		o->reply_err = err;
}

static void on_end(void *ctx, struct act *act, const struct err *err)
{
	struct owner *o = ctx;

	(void)act;
	o->n_ends++;
	o->end_ok = err == NULL;
	if (err != NULL)
		o->end_err = *err;
}

static void on_done(void *ctx, const struct act_result *r)
{
	struct owner *o = ctx;

	o->n_done++;
	o->result = *r;
	o->act = NULL;
	o->n_outcomes_at_done = world_count(&o->w, JOURNAL_ACT_OUTCOME, "");
	assert_false(fake_journal_in_batch(o->w.fake));
}

static struct act_spec spec_of(const struct owner *o, const struct expect *expects,
			       size_t n)
{
	return (struct act_spec){
		.log = o->w.log,
		.inst = "acme-prod-eu",
		.mode = "observe",
		.act = "stacks.refresh",
		.ses = "SES1",
		.region = "eu-central-1",
		.cred = &o->w.cred,
		.account = WORLD_ACCOUNT,
		.expects = expects,
		.n_expects = n,
	};
}

static bool begin(struct owner *o, const struct op *op, unsigned most)
{
	const struct expect e = { op, most };
	struct act_spec spec = spec_of(o, &e, 1);
	struct err err = ERR_INIT;

	if (op->effect != EFFECT_READ)
		spec.mode = "operate";
	return act_begin(o->w.door, &spec, on_done, o, &o->act, &err);
}

static void submit(struct owner *o, const struct op *op)
{
	struct args args = { 0 };
	struct err err = ERR_INIT;

	if (op == &op_write)
		args_put(&args, "StackName", "acme-core");
	assert_true(call_submit(o->act, op, &args, on_reply, o, &err));
	args_release(&args);
}

static void pages(struct owner *o)
{
	struct err err = ERR_INIT;

	assert_true(call_pages(o->act, &op_cfn_describe_stacks, NULL, on_reply, on_end,
			       o, &err));
}

static int setup(void **state)
{
	struct owner *o = mem_new(1, sizeof(*o));

	world_init(&o->w);
	*state = o;
	return 0;
}

static int teardown(void **state)
{
	struct owner *o = *state;

	assert_int_equal(o->w.n_uncovered, 0);
	world_release(&o->w);
	free(o);
	return 0;
}

/* ---- the good way ---- */

static void an_act_is_intent_then_call_then_outcome(void **state)
{
	struct owner *o = *state;
	struct door_stats stats;

	fake_expect(
		o->w.transport, "Action=DescribeStacks",
		&(struct fake_reply){ .body = STACKS(""), .headers = RID("rid-1") });
	assert_true(begin(o, &op_cfn_describe_stacks, 5));
	submit(o, &op_cfn_describe_stacks);
	assert_int_equal(fake_n_sent(o->w.transport), 0);
	world_turns(&o->w);
	assert_string_equal(fake_journal_kinds(o->w.fake), "act.intent act.outcome");
	assert_int_equal(o->n_replies, 1);
	assert_int_equal(o->n_rows, 2);
	assert_int_equal(o->n_done, 1);
	assert_int_equal(o->result.status, ACT_OK);
	assert_int_equal(o->result.n_calls, 1);
	assert_int_equal(o->n_outcomes_at_done, 1);
	assert_int_equal(o->result.intent.seq, 1);
	assert_int_equal(o->result.outcome.seq, 2);
	assert_string_equal(o->rid, "rid-1");
	assert_true(door_idle(o->w.door));
	stats = door_stats(o->w.door);
	assert_int_equal(stats.acts, 1);
	assert_int_equal(stats.calls, 1);
}

static void entries_say_what_was_asked_and_what_came(void **state)
{
	struct owner *o = *state;
	const char *leaf;

	fake_expect(o->w.transport, NULL,
		    &(struct fake_reply){ .body = STACKS(""),
					  .headers = { { "x-amzn-RequestId", "rid-1" },
						       { "Date", "Mon, 23 Nov 2026 "
								 "06:00:01 GMT" } } });
	assert_true(begin(o, &op_cfn_describe_stacks, 5));
	submit(o, &op_cfn_describe_stacks);
	world_turns(&o->w);
	leaf = world_leaf(&o->w, JOURNAL_ACT_INTENT, 0);
	assert_non_null(strstr(leaf, "\"ops\":[\"cloudformation:DescribeStacks\"]"));
	assert_non_null(strstr(leaf, "\"class\":\"meta\""));
	assert_non_null(strstr(leaf, "\"expects\":[{\"most\":5,\"op\":"
				     "\"cloudformation:DescribeStacks\"}]"));
	assert_non_null(strstr(leaf, "\"who\":\"unverified\""));
	assert_non_null(strstr(leaf, "\"act\":\"stacks.refresh\""));
	assert_non_null(strstr(leaf, "\"ses\":\"SES1\""));
	leaf = world_leaf(&o->w, JOURNAL_ACT_OUTCOME, 0);
	assert_non_null(strstr(
		leaf, "\"calls\":[{\"api\":\"DescribeStacks\",\"http\":200,\"ms\":0,"
		      "\"region\":\"eu-central-1\",\"rid\":\"rid-1\",\"src\":\"sigv4\","
		      "\"svc\":\"cloudformation\"}]"));
	assert_non_null(strstr(leaf, "\"status\":\"ok\""));
	assert_non_null(strstr(leaf, "\"rows\":2"));
	assert_non_null(strstr(leaf, "\"srv_date\":\"2026-11-23T06:00:01Z\""));
	assert_non_null(strstr(leaf, "\"ref\":1"));
}

static void requests_are_signed_and_name_the_intent(void **state)
{
	struct owner *o = *state;
	const struct http_request *req;
	char agent[64];

	fake_expect(o->w.transport, NULL, &(struct fake_reply){ .body = STACKS("") });
	assert_true(begin(o, &op_cfn_describe_stacks, 1));
	submit(o, &op_cfn_describe_stacks);
	world_turns(&o->w);
	req = &fake_sent(o->w.transport, 0)->request;
	(void)snprintf(agent, sizeof(agent), "candor/9.9.9 app/candor.%s",
		       o->result.intent.id.text);
	assert_string_equal(http_request_get(req, "User-Agent"), agent);
	assert_non_null(strstr(http_request_get(req, "Authorization"),
			       "ASIAEXAMPLE/20261123/eu-central-1/cloudformation/"));
	assert_string_equal(http_request_get(req, "X-Amz-Date"), "20261123T060000Z");
	assert_false(fake_sent(o->w.transport, 0)->opts.fresh);
	assert_int_equal(fake_sent(o->w.transport, 0)->opts.timeout_ms, LIMIT_CALL_MS);
}

static void no_secret_reaches_the_journal(void **state)
{
	struct owner *o = *state;
	const struct expect e = { &op_sts_assume_role, 1 };
	struct act_spec spec = spec_of(o, &e, 1);
	struct args args = { 0 };
	struct err err = ERR_INIT;

	args_put(&args, "RoleArn", "arn:aws:iam::441052219917:role/CandorAccess");
	args_put(&args, "RoleSessionName", "mira@observe");
	args_put_secret(&args, "TokenCode", "123456");
	assert_true(act_begin(o->w.door, &spec, on_done, o, &o->act, &err));
	assert_true(call_submit(o->act, &op_sts_assume_role, &args, NULL, NULL, &err));
	args_release(&args);
	world_turns(&o->w);
	assert_int_equal(o->n_done, 1);
	assert_non_null(strstr(fake_body(o->w.transport, 0), "TokenCode=123456"));
	for (int k = 0; k < JOURNAL_KIND_COUNT; k++) {
		assert_int_equal(world_count(&o->w, (enum journal_kind)k, "123456"), 0);
		assert_int_equal(world_count(&o->w, (enum journal_kind)k, "canary"), 0);
	}
	assert_int_equal(world_count(&o->w, JOURNAL_ACT_INTENT, "CandorAccess"), 1);
}

/* ---- answers with keys, and codes ---- */

#define CANARY_KEY   "cAnArYsEcReT0123456789abcdefghijklmnop/+"
#define CANARY_TOKEN "IQoJCANARYTOKENCANARYTOKENCANARYTOKEN"
/* The keys stand early: what is quoted of a body is its beginning. */
#define ASSUMED                                                                       \
	"<AssumeRoleResponse><AssumeRoleResult><Credentials><"                        \
	"SecretAccessKey>" CANARY_KEY "</SecretAccessKey><SessionToken>" CANARY_TOKEN \
	"</SessionToken><AccessKeyId>ASIACANARYCANARYCANA</AccessKeyId>"              \
	"<Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>"                 \
	"</AssumeRoleResult></AssumeRoleResponse>"

static void on_assumed(void *ctx, struct act *act, const struct call_reply *r)
{
	struct owner *o = ctx;

	(void)act;
	o->n_replies++;
	if (r->err != NULL)
		o->reply_err = *r->err;
	if (r->fault != NULL)
		o->result.fault = *r->fault;
}

/* AssumeRole, with a code or NULL; what the owner and the journal got is in o. */
static void assume(struct owner *o, const char *code, unsigned most)
{
	const struct expect e = { &op_sts_assume_role, most };
	struct act_spec spec = spec_of(o, &e, 1);
	struct args args = { 0 };
	struct err err = ERR_INIT;

	args_put(&args, "RoleArn", "arn:aws:iam::441052219917:role/CandorAccess");
	args_put(&args, "RoleSessionName", "mira@observe");
	args_put_secret(&args, "TokenCode", code);
	assert_true(act_begin(o->w.door, &spec, on_done, o, &o->act, &err));
	assert_true(
		call_submit(o->act, &op_sts_assume_role, &args, on_assumed, o, &err));
	args_release(&args);
}

static void assert_nowhere(const struct owner *o, const char *text)
{
	for (int k = 0; k < JOURNAL_KIND_COUNT; k++)
		assert_int_equal(world_count(&o->w, (enum journal_kind)k, text), 0);
	assert_null(strstr(o->reply_err.text, text));
	assert_null(strstr(o->result.err.text, text));
	assert_null(strstr(o->result.fault.message, text));
	assert_null(strstr(o->result.fault.code, text));
}

/* Whatever the status: a proxy may cut an answer and give it another one. */
static void half_an_answer_with_keys_is_quoted_nowhere(void **state)
{
	static const int statuses[] = { 200, 201, 302, 403, 502 };
	char half[sizeof(ASSUMED)];

	(void)state;
	for (size_t len = 0; len < sizeof(ASSUMED) - 1; len++) {
		struct owner o = { 0 };

		memcpy(half, ASSUMED, len);
		half[len] = '\0';
		world_init(&o.w);
		fake_expect(o.w.transport, NULL,
			    &(struct fake_reply){
				    .status = statuses[len % ARRAY_LEN(statuses)],
				    .body = half });
		assume(&o, len % 2 == 0 ? NULL : "123456", 1);
		world_turns(&o.w);
		assert_int_equal(o.n_done, 1);
		assert_int_not_equal(o.result.status, ACT_OK);
		assert_nowhere(&o, "cAnArY");
		assert_nowhere(&o, "CANARY");
		assert_nowhere(&o, "IQoJ");
		assert_nowhere(&o, "SecretAccess");
		world_release(&o.w);
	}
}

static void an_answer_that_does_not_parse_says_so_and_where(void **state)
{
	struct owner *o = *state;

	fake_expect(o->w.transport, NULL,
		    &(struct fake_reply){ .body = "<AssumeRoleResponse><Cred" });
	assume(o, "123456", 1);
	world_turns(&o->w);
	assert_string_equal(o->result.err.text, "acme-prod-eu: the answer to "
						"sts:AssumeRole: XML, line 1: "
						"unclosed token");
	assert_int_equal(o->result.err.code, ERR_PARSE);
	assert_string_equal(o->result.fault.code, "");
	assert_int_equal(world_count(&o->w, JOURNAL_ACT_OUTCOME, "\"code\":\"parse\""),
			 1);
}

static void a_code_that_sts_repeats_is_redacted(void **state)
{
	struct owner *o = *state;

	fake_expect(o->w.transport, NULL,
		    &(struct fake_reply){
			    .status = 400,
			    .body = "<ErrorResponse><Error><Code>ValidationError</Code>"
				    "<Message>Value 'hunter2' at 'tokenCode' failed"
				    "</Message></Error></ErrorResponse>" });
	assume(o, "hunter2", 1);
	world_turns(&o->w);
	assert_int_equal(o->result.status, ACT_ERROR);
	assert_nowhere(o, "hunter2");
	assert_int_equal(world_count(&o->w, JOURNAL_ACT_OUTCOME,
				     "Value '‹redacted›' at 'tokenCode' failed"),
			 1);
}

static void a_code_goes_out_once_on_a_connection_of_its_own(void **state)
{
	struct owner *o = *state;

	fake_expect(o->w.transport, NULL,
		    &(struct fake_reply){
			    .fail = ERR_NET, .kept_dies = true, .times = FAKE_ALWAYS });
	assume(o, "123456", 3);
	world_wait(&o->w, 60000);
	assert_int_equal(fake_n_sent(o->w.transport), 1);
	assert_true(fake_sent(o->w.transport, 0)->opts.fresh);
	assert_int_equal(o->result.err.code, ERR_NET);
}

static void an_outcome_names_the_region_that_was_signed_for(void **state)
{
	struct owner *o = *state;
	const struct expect e = { &op_sts_get_caller_identity, 1 };
	struct act_spec spec = spec_of(o, &e, 1);
	struct err err = ERR_INIT;

	fake_expect(o->w.transport, NULL, &(struct fake_reply){ .body = "" });
	spec.region = "aws-global";
	assert_true(act_begin(o->w.door, &spec, on_done, o, &o->act, &err));
	assert_true(call_submit(o->act, &op_sts_get_caller_identity, NULL, NULL, NULL,
				&err));
	world_turns(&o->w);
	assert_int_equal(
		world_count(&o->w, JOURNAL_ACT_OUTCOME, "\"region\":\"us-east-1\""), 1);
}

static void the_endpoint_of_the_profile_may_change(void **state)
{
	struct owner *o = *state;
	char url[] = "https://two.example:8443";

	fake_expect(o->w.transport, NULL,
		    &(struct fake_reply){ .body = STACKS(""), .times = FAKE_ALWAYS });
	door_set_profile_endpoint(o->w.door, url);
	memset(url, 'x', sizeof(url) - 1); /* a copy is kept */
	assert_true(begin(o, &op_cfn_describe_stacks, 1));
	submit(o, &op_cfn_describe_stacks);
	world_turns(&o->w);
	assert_string_equal(fake_sent(o->w.transport, 0)->request.host, "two.example");
	door_set_profile_endpoint(o->w.door, NULL);
	assert_true(begin(o, &op_cfn_describe_stacks, 1));
	submit(o, &op_cfn_describe_stacks);
	world_turns(&o->w);
	assert_string_equal(fake_sent(o->w.transport, 1)->request.host,
			    "cloudformation.eu-central-1.amazonaws.com");
}

static void all_that_is_queued_in_a_turn_is_one_commit(void **state)
{
	struct owner *o = *state;
	int before;

	fake_expect(o->w.transport, NULL,
		    &(struct fake_reply){ .body = STACKS(""), .times = FAKE_ALWAYS });
	before = fake_journal_steps(o->w.fake, FAKE_COMMIT);
	for (int i = 0; i < 20; i++) {
		assert_true(begin(o, &op_cfn_describe_stacks, 1));
		submit(o, &op_cfn_describe_stacks);
	}
	world_turns(&o->w);
	assert_int_equal(o->n_done, 20);
	assert_int_equal(fake_journal_steps(o->w.fake, FAKE_COMMIT) - before, 2);
}

static void a_call_may_follow_from_a_reply(void **state)
{
	struct owner *o = *state;

	fake_expect(o->w.transport, NULL,
		    &(struct fake_reply){ .body = STACKS(""), .times = 2 });
	o->adds = &op_cfn_describe_stacks;
	assert_true(begin(o, &op_cfn_describe_stacks, 2));
	submit(o, &op_cfn_describe_stacks);
	world_turns(&o->w);
	assert_int_equal(o->n_replies, 2);
	assert_int_equal(o->result.n_calls, 2);
	assert_string_equal(fake_journal_kinds(o->w.fake), "act.intent act.outcome");
}

static void an_act_without_calls_ends_by_itself(void **state)
{
	struct owner *o = *state;

	assert_true(begin(o, &op_cfn_describe_stacks, 1));
	world_turns(&o->w);
	assert_int_equal(o->n_done, 1);
	assert_int_equal(o->result.status, ACT_OK);
}

static void a_further_entry_goes_with_the_outcome(void **state)
{
	struct owner *o = *state;
	struct arena *arena;
	struct node *data;

	fake_expect(o->w.transport, NULL, &(struct fake_reply){ .body = STACKS("") });
	assert_true(begin(o, &op_cfn_describe_stacks, 1));
	submit(o, &op_cfn_describe_stacks);
	arena = act_arena(o->act);
	data = node_object(arena);
	node_put_text(arena, data, "mfa", "none");
	act_also(o->act, JOURNAL_SESSION_OPEN, "SES2", data);
	world_turns(&o->w);
	assert_string_equal(fake_journal_kinds(o->w.fake),
			    "act.intent act.outcome session.open");
	assert_int_equal(world_count(&o->w, JOURNAL_SESSION_OPEN, "\"ses\":\"SES2\""),
			 1);
	assert_int_equal(world_count(&o->w, JOURNAL_SESSION_OPEN, "\"ref\":1"), 1);
	assert_int_equal(fake_journal_steps(o->w.fake, FAKE_CHECKPOINT), 1);
}

/* ---- the journal refuses ---- */

/* A scene with two acts, pages and a retry; something refuses on the way. */
static void play(struct owner *o)
{
	fake_expect(o->w.transport, NULL,
		    &(struct fake_reply){ .status = 503, .body = "" });
	fake_expect(o->w.transport, NULL,
		    &(struct fake_reply){ .body = STACKS(NEXT("t1")) });
	fake_expect(o->w.transport, NULL,
		    &(struct fake_reply){ .body = STACKS(""), .times = FAKE_ALWAYS });
	if (begin(o, &op_cfn_describe_stacks, 6))
		pages(o);
	if (begin(o, &op_cfn_describe_stacks, 6))
		submit(o, &op_cfn_describe_stacks);
	world_wait(&o->w, 30000);
	if (begin(o, &op_cfn_describe_stacks, 6))
		submit(o, &op_cfn_describe_stacks);
	world_wait(&o->w, 5000);
}

static void nothing_is_sent_without_an_intent_whatever_refuses(void **state)
{
	static const enum fake_step steps[] = { FAKE_BEGIN, FAKE_APPEND, FAKE_COMMIT };
	static const enum err_code codes[] = { ERR_BUSY, ERR_JOURNAL };

	(void)state;
	for (size_t s = 0; s < ARRAY_LEN(steps); s++)
		for (size_t c = 0; c < ARRAY_LEN(codes); c++)
			for (int nth = 1; nth <= 8; nth++)
				for (int times = 1; times <= 1000; times += 999) {
					struct owner o = { 0 };

					world_init(&o.w);
					fake_journal_refuse(o.w.fake, steps[s], nth,
							    times, codes[c]);
					play(&o);
					assert_int_equal(o.w.n_uncovered, 0);
					assert_true(world_count(&o.w,
								JOURNAL_ACT_OUTCOME,
								"") <= 3);
					world_release(&o.w);
				}
}

static void a_refused_intent_sends_nothing(void **state)
{
	struct owner *o = *state;

	fake_journal_refuse(o->w.fake, FAKE_COMMIT, 1, 1, ERR_JOURNAL);
	assert_true(begin(o, &op_cfn_describe_stacks, 1));
	submit(o, &op_cfn_describe_stacks);
	world_turns(&o->w);
	assert_int_equal(fake_n_sent(o->w.transport), 0);
	assert_int_equal(o->n_replies, 1);
	assert_int_equal(o->reply_err.code, ERR_JOURNAL);
	assert_int_equal(o->n_done, 1);
	assert_int_equal(o->result.status, ACT_REFUSED);
	assert_int_equal(o->result.err.code, ERR_JOURNAL);
	assert_int_equal(o->result.intent.seq, -1);
	assert_string_equal(fake_journal_kinds(o->w.fake), "");
	assert_true(door_idle(o->w.door));
}

static void a_busy_journal_is_waited_for(void **state)
{
	struct owner *o = *state;

	fake_expect(o->w.transport, NULL, &(struct fake_reply){ .body = STACKS("") });
	fake_journal_refuse(o->w.fake, FAKE_BEGIN, 1, 3, ERR_BUSY);
	assert_true(begin(o, &op_cfn_describe_stacks, 1));
	submit(o, &op_cfn_describe_stacks);
	world_turns(&o->w);
	assert_int_equal(fake_n_sent(o->w.transport), 0);
	world_wait(&o->w, 500);
	assert_int_equal(o->result.status, ACT_OK);
	assert_int_equal(o->n_done, 1);
}

static void one_bad_entry_does_not_take_the_others_with_it(void **state)
{
	struct owner *o = *state;

	fake_expect(o->w.transport, NULL,
		    &(struct fake_reply){ .body = STACKS(""), .times = FAKE_ALWAYS });
	fake_journal_refuse(o->w.fake, FAKE_APPEND, 2, 1, ERR_JOURNAL);
	for (int i = 0; i < 3; i++) {
		assert_true(begin(o, &op_cfn_describe_stacks, 1));
		submit(o, &op_cfn_describe_stacks);
	}
	world_turns(&o->w);
	assert_int_equal(o->n_done, 3);
	assert_int_equal(fake_n_sent(o->w.transport), 3);
}

static void an_intent_waits_until_its_log_is_verified(void **state)
{
	struct owner *o = *state;

	fake_expect(o->w.transport, NULL, &(struct fake_reply){ .body = STACKS("") });
	fake_journal_set_verified(o->w.fake, o->w.log, false);
	assert_true(begin(o, &op_cfn_describe_stacks, 1));
	submit(o, &op_cfn_describe_stacks);
	world_wait(&o->w, 1000);
	assert_int_equal(fake_n_sent(o->w.transport), 0);
	assert_int_equal(o->n_done, 0);
	fake_journal_set_verified(o->w.fake, o->w.log, true);
	world_wait(&o->w, 200);
	assert_int_equal(o->result.status, ACT_OK);
}

static void given_up_before_its_log_is_verified_it_leaves_nothing(void **state)
{
	struct owner *o = *state;

	fake_journal_set_verified(o->w.fake, o->w.log, false);
	assert_true(begin(o, &op_cfn_describe_stacks, 1));
	submit(o, &op_cfn_describe_stacks);
	world_turns(&o->w);
	door_cancel_all(o->w.door);
	world_wait(&o->w, 200);
	assert_int_equal(o->n_done, 1);
	assert_int_equal(o->result.status, ACT_REFUSED);
	assert_int_equal(o->result.err.code, ERR_CANCEL);
	assert_string_equal(fake_journal_kinds(o->w.fake), "");
}

static void an_outcome_that_cannot_be_written_breaks_the_journal(void **state)
{
	struct owner *o = *state;
	struct err err = ERR_INIT;
	const struct expect e = { &op_cfn_describe_stacks, 1 };
	struct act_spec spec = spec_of(o, &e, 1);

	fake_expect(o->w.transport, NULL,
		    &(struct fake_reply){ .body = STACKS(""), .times = FAKE_ALWAYS });
	fake_journal_refuse(o->w.fake, FAKE_COMMIT, 2, 4, ERR_JOURNAL);
	assert_true(begin(o, &op_cfn_describe_stacks, 1));
	submit(o, &op_cfn_describe_stacks);
	world_turns(&o->w);
	assert_int_equal(journal_state(o->w.journal), JOURNAL_BROKEN);
	assert_int_equal(o->n_done, 1);
	assert_int_equal(o->result.err.code, ERR_JOURNAL);
	assert_int_equal(door_unwritten(o->w.door), 1);
	assert_int_equal(o->result.outcome.seq, -1);
	/* no further call */
	assert_false(act_begin(o->w.door, &spec, on_done, o, &o->act, &err));
	assert_int_equal(err.code, ERR_JOURNAL);
	/* tried again each second; on_done is not told twice */
	world_wait(&o->w, 1500);
	assert_int_equal(door_unwritten(o->w.door), 1);
	world_wait(&o->w, 4000);
	assert_int_equal(door_unwritten(o->w.door), 0);
	assert_string_equal(fake_journal_kinds(o->w.fake), "act.intent act.outcome");
	assert_int_equal(o->n_done, 1);
	assert_int_equal(fake_n_sent(o->w.transport), 1);
	assert_true(door_idle(o->w.door));
}

/* An act with as many calls as an intent may cover, all refused with this code. */
static void refuse_all(struct owner *o, const char *code, const char *id)
{
	AUTO(buf) body = BUF_INIT(LIMIT_KIB(4));

	buf_addf(&body,
		 "<ErrorResponse><Error><Code>%s</Code><Message>no</Message></Error>"
		 "</ErrorResponse>",
		 code);
	fake_expect(o->w.transport, NULL,
		    &(struct fake_reply){ .status = 400,
					  .body = buf_text(&body),
					  .headers = RID(id),
					  .times = FAKE_ALWAYS });
	assert_true(begin(o, &op_cfn_describe_stacks, LIMIT_EXPECTS));
	for (int i = 0; i < LIMIT_EXPECTS; i++)
		submit(o, &op_cfn_describe_stacks);
	world_turns(&o->w);
}

static void no_code_and_no_request_id_makes_an_outcome_too_large(void **state)
{
	struct owner *o = *state;
	char code[128];
	char id[128];

	memset(code, '\\', sizeof(code) - 1);
	memset(id, '"', sizeof(id) - 1);
	code[sizeof(code) - 1] = id[sizeof(id) - 1] = '\0';
	refuse_all(o, code, id);
	assert_int_equal(journal_state(o->w.journal), JOURNAL_OK);
	assert_string_equal(fake_journal_kinds(o->w.fake), "act.intent act.outcome");
	assert_int_equal(world_count(&o->w, JOURNAL_ACT_OUTCOME, "\"rid\":\"\""), 1);
	assert_int_equal(world_count(&o->w, JOURNAL_ACT_OUTCOME, "\"calls_more\":"), 1);
	assert_int_equal(world_count(&o->w, JOURNAL_ACT_OUTCOME, "\"calls_more\":150"),
			 0);
	assert_int_equal(o->n_done, 1);
}

static void an_outcome_has_room_for_all_calls_that_an_intent_may_cover(void **state)
{
	struct owner *o = *state;

	refuse_all(o, "X", "01234567-89ab-cdef-0123-456789abcdef");
	assert_int_equal(o->result.n_calls, LIMIT_EXPECTS);
	assert_int_equal(world_count(&o->w, JOURNAL_ACT_OUTCOME, "calls_more"), 0);
	assert_int_equal(world_count(&o->w, JOURNAL_ACT_OUTCOME, "456789abcdef"), 1);
}

/* Refusals by rules, each as long as a sentence can be, besides the calls. */
static void an_outcome_too_large_for_a_leaf_is_written_reduced(void **state)
{
	struct owner *o = *state;
	struct err err = ERR_INIT;
	char name[480];

	memset(name, '"', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	const struct expect e = { &op_cfn_describe_stacks, LIMIT_EXPECTS };
	struct act_spec spec = spec_of(o, &e, 1);

	spec.act = spec.inst = name;
	fake_expect(o->w.transport, NULL,
		    &(struct fake_reply){
			    .body = STACKS(""),
			    .headers = RID("01234567890123456789012345678901234567890"),
			    .times = FAKE_ALWAYS });
	assert_true(act_begin(o->w.door, &spec, on_done, o, &o->act, &err));
	for (int i = 0; i < 8; i++)
		assert_false(call_submit(o->act, &op_sts_get_caller_identity, NULL,
					 NULL, NULL, &err));
	for (int i = 0; i < LIMIT_EXPECTS; i++)
		submit(o, &op_cfn_describe_stacks);
	/* another act goes with it in the same commits */
	assert_true(begin(o, &op_cfn_describe_stacks, 1));
	submit(o, &op_cfn_describe_stacks);
	world_turns(&o->w);
	assert_int_equal(journal_state(o->w.journal), JOURNAL_OK);
	assert_int_equal(door_unwritten(o->w.door), 0);
	assert_int_equal(o->n_done, 2);
	assert_int_equal(world_count(&o->w, JOURNAL_ACT_OUTCOME,
				     "\"calls\":[],\"calls_more\":150"),
			 1);
	assert_int_equal(
		world_count(&o->w, JOURNAL_ACT_OUTCOME, "\"status\":\"denied\""), 1);
	assert_int_equal(world_count(&o->w, JOURNAL_ACT_OUTCOME, "\"rows\":300"), 1);
}

static void a_refusal_that_cannot_be_written_is_told_at_the_end(void **state)
{
	struct owner *o = *state;
	const struct expect e = { &op_sts_assume_role, 1 };
	struct act_spec spec = spec_of(o, &e, 1);
	struct buf left = BUF_INIT(LIMIT_MIB(1));

	spec.act = "session.open";
	fake_journal_refuse(o->w.fake, FAKE_COMMIT, 1, 1, ERR_JOURNAL);
	door_refuse(o->w.door, &spec, "mode DEBUG does not exist");
	world_turns(&o->w);
	assert_true(door_idle(o->w.door));
	journal_degrade(o->w.journal, JOURNAL_READONLY, "disk full");
	door_refuse(o->w.door, &spec, "mode NOISE does not exist");
	world_turns(&o->w);
	door_refuse(o->w.door, &spec, "mode LATE does not exist");
	door_free(o->w.door, &left);
	o->w.door = NULL;
	assert_non_null(strstr(buf_text(&left),
			       WORLD_ACCOUNT " session.open refused, nothing was sent "
					     "{\"status\":\"denied\""));
	assert_non_null(strstr(buf_text(&left), "mode DEBUG"));
	assert_non_null(strstr(buf_text(&left), "mode NOISE"));
	assert_non_null(strstr(buf_text(&left), "mode LATE"));
	buf_release(&left);
}

static void what_is_left_at_the_end_is_told(void **state)
{
	struct owner *o = *state;
	struct buf left = BUF_INIT(LIMIT_MIB(1));

	fake_expect(
		o->w.transport, NULL,
		&(struct fake_reply){ .body = STACKS(""), .headers = RID("rid-7") });
	fake_expect(o->w.transport, NULL, &(struct fake_reply){ .never = true });
	fake_journal_refuse(o->w.fake, FAKE_COMMIT, 2, 1000, ERR_JOURNAL);
	assert_true(begin(o, &op_cfn_describe_stacks, 1));
	submit(o, &op_cfn_describe_stacks);
	assert_true(begin(o, &op_cfn_describe_stacks, 1));
	submit(o, &op_cfn_describe_stacks);
	world_turns(&o->w);
	/* The door goes before the transport; the world frees a fresh one. */
	door_free(o->w.door, &left);
	assert_non_null(strstr(buf_text(&left), "rid-7"));
	assert_non_null(
		strstr(buf_text(&left), "calls still open {\"status\":\"lost\""));
	assert_null(strstr(buf_text(&left), "calls still open {\"status\":\"ok\""));
	assert_null(strstr(buf_text(&left), "canary"));
	buf_release(&left);
	o->w.door = NULL;
}

static void calls_that_wait_are_not_sent_into_a_broken_journal(void **state)
{
	struct owner *o = *state;

	fake_expect(o->w.transport, NULL,
		    &(struct fake_reply){ .status = 503, .times = FAKE_ALWAYS });
	assert_true(begin(o, &op_cfn_describe_stacks, 3));
	submit(o, &op_cfn_describe_stacks);
	world_turns(&o->w);
	assert_int_equal(fake_n_sent(o->w.transport), 1);
	journal_degrade(o->w.journal, JOURNAL_READONLY, "disk full");
	world_wait(&o->w, 30000);
	assert_int_equal(fake_n_sent(o->w.transport), 1);
	assert_int_equal(o->reply_err.code, ERR_JOURNAL);
	/* an outcome may still be written */
	assert_string_equal(fake_journal_kinds(o->w.fake), "act.intent act.outcome");
	assert_int_equal(o->result.outcome.seq, 2);
}

/* ---- rules ---- */

static void a_write_is_refused_in_observe_and_recorded(void **state)
{
	struct owner *o = *state;
	const struct expect e[] = { { &op_cfn_describe_stacks, 1 }, { &op_write, 1 } };
	struct act_spec spec = spec_of(o, e, 2);
	struct err err = ERR_INIT;

	assert_false(act_begin(o->w.door, &spec, on_done, o, &o->act, &err));
	assert_int_equal(err.code, ERR_POLICY);
	world_turns(&o->w);
	assert_int_equal(o->n_done, 0);
	assert_string_equal(fake_journal_kinds(o->w.fake), "act.intent act.outcome");
	assert_int_equal(
		world_count(&o->w, JOURNAL_ACT_OUTCOME, "\"status\":\"denied\""), 1);
	assert_int_equal(
		world_count(&o->w, JOURNAL_ACT_OUTCOME, "DeleteStack is refused"), 1);
	assert_int_equal(world_count(&o->w, JOURNAL_ACT_INTENT, "\"class\":\"write\""),
			 1);
	assert_true(door_idle(o->w.door));
}

static void disclosing_is_refused_in_every_mode(void **state)
{
	static const char *const modes[] = { NULL, "observe", "operate", "debug" };
	struct owner *o = *state;
	const struct expect e = { &op_disclose, 1 };

	for (size_t i = 0; i < ARRAY_LEN(modes); i++) {
		struct act_spec spec = spec_of(o, &e, 1);
		struct err err = ERR_INIT;

		spec.mode = modes[i];
		assert_false(act_begin(o->w.door, &spec, on_done, o, &o->act, &err));
		assert_int_equal(err.code, ERR_POLICY);
	}
}

static void a_refusal_of_others_is_recorded(void **state)
{
	struct owner *o = *state;
	const struct expect e = { &op_sts_assume_role, 1 };
	struct act_spec spec = spec_of(o, &e, 1);

	door_refuse(o->w.door, &spec, "mode DEBUG does not exist");
	world_turns(&o->w);
	assert_string_equal(fake_journal_kinds(o->w.fake), "act.intent act.outcome");
	assert_int_equal(world_count(&o->w, JOURNAL_ACT_OUTCOME,
				     "\"refused\":[\"mode DEBUG does not exist\"]"),
			 1);
	assert_int_equal(fake_n_sent(o->w.transport), 0);
}

static void an_undeclared_call_is_refused_and_recorded(void **state)
{
	struct owner *o = *state;
	struct err err = ERR_INIT;

	assert_true(begin(o, &op_cfn_describe_stacks, 1));
	assert_false(call_submit(o->act, &op_sts_get_caller_identity, NULL, on_reply, o,
				 &err));
	assert_int_equal(err.code, ERR_POLICY);
	world_turns(&o->w);
	assert_int_equal(fake_n_sent(o->w.transport), 0);
	assert_int_equal(o->result.status, ACT_DENIED);
	assert_int_equal(world_count(&o->w, JOURNAL_ACT_OUTCOME, "was not declared"),
			 1);
}

static void a_call_beyond_its_number_is_refused(void **state)
{
	struct owner *o = *state;

	fake_expect(o->w.transport, NULL,
		    &(struct fake_reply){ .body = STACKS(""), .times = FAKE_ALWAYS });
	o->adds = &op_cfn_describe_stacks;
	assert_true(begin(o, &op_cfn_describe_stacks, 1));
	submit(o, &op_cfn_describe_stacks);
	world_turns(&o->w);
	assert_int_equal(fake_n_sent(o->w.transport), 1);
	assert_int_equal(o->reply_err.code, ERR_LIMIT);
	assert_int_equal(o->result.status, ACT_ERROR);
	assert_int_equal(world_count(&o->w, JOURNAL_ACT_OUTCOME, "is used up"), 1);
}

static void more_calls_than_an_intent_may_cover_are_refused(void **state)
{
	struct owner *o = *state;

	assert_true(begin(o, &op_cfn_describe_stacks, LIMIT_EXPECTS));
	assert_false(begin(o, &op_cfn_describe_stacks, LIMIT_EXPECTS + 1));
}

static void bad_arguments_are_not_sent(void **state)
{
	struct owner *o = *state;
	struct args args = { 0 };
	struct err err = ERR_INIT;

	args_put(&args, "StackNam", "x");
	assert_true(begin(o, &op_cfn_describe_stacks, 1));
	assert_false(
		call_submit(o->act, &op_cfn_describe_stacks, &args, NULL, NULL, &err));
	assert_int_equal(err.code, ERR_ARG);
	args_release(&args);
	world_turns(&o->w);
	assert_int_equal(fake_n_sent(o->w.transport), 0);
	assert_int_equal(o->result.status, ACT_ERROR);
}

static void expired_keys_are_not_used(void **state)
{
	struct owner *o = *state;

	o->w.cred.expires_sec = WORLD_SEC;
	assert_true(begin(o, &op_cfn_describe_stacks, 1));
	submit(o, &op_cfn_describe_stacks);
	world_turns(&o->w);
	assert_int_equal(fake_n_sent(o->w.transport), 0);
	assert_int_equal(o->result.err.code, ERR_EXPIRED);
}

/* ---- writes ---- */

static void a_write_on_a_dying_connection_is_sent_once(void **state)
{
	struct owner *o = *state;

	fake_expect(o->w.transport, "DeleteStack",
		    &(struct fake_reply){ .fail = ERR_NET, .kept_dies = true });
	assert_true(begin(o, &op_write, 3));
	submit(o, &op_write);
	world_wait(&o->w, 30000);
	assert_int_equal(fake_n_sent(o->w.transport), 1);
	assert_true(fake_sent(o->w.transport, 0)->opts.fresh);
	assert_int_equal(o->result.err.code, ERR_NET);
	assert_int_equal(o->result.n_calls, 1);
	assert_int_equal(world_count(&o->w, JOURNAL_ACT_OUTCOME, "\"http\":0"), 1);
	/* class write: a checkpoint with the intent */
	assert_int_equal(fake_journal_steps(o->w.fake, FAKE_CHECKPOINT), 1);
}

static void a_throttled_write_is_not_sent_again(void **state)
{
	struct owner *o = *state;

	fake_expect(o->w.transport, NULL,
		    &(struct fake_reply){ .status = 400,
					  .body = FAULT("Throttling"),
					  .times = FAKE_ALWAYS });
	assert_true(begin(o, &op_write, 3));
	submit(o, &op_write);
	world_wait(&o->w, 30000);
	assert_int_equal(fake_n_sent(o->w.transport), 1);
	assert_int_equal(o->result.err.code, ERR_THROTTLED);
}

static void a_read_that_was_resent_says_so(void **state)
{
	struct owner *o = *state;

	fake_expect(o->w.transport, NULL,
		    &(struct fake_reply){ .body = STACKS(""), .kept_dies = true });
	assert_true(begin(o, &op_cfn_describe_stacks, 1));
	submit(o, &op_cfn_describe_stacks);
	world_turns(&o->w);
	assert_int_equal(o->result.status, ACT_OK);
	assert_int_equal(world_count(&o->w, JOURNAL_ACT_OUTCOME, "\"sent\":2"), 1);
}

/* ---- retries ---- */

static void a_throttled_read_is_tried_three_times_each_on_record(void **state)
{
	struct owner *o = *state;
	struct door_stats stats;

	for (int i = 0; i < 3; i++)
		fake_expect(
			o->w.transport, NULL,
			&(struct fake_reply){ .status = 400,
					      .body = FAULT("Throttling"),
					      .headers = { { "x-amzn-RequestId",
							     i == 0   ? "rid-a"
							     : i == 1 ? "rid-b"
								      : "rid-c" } } });
	assert_true(begin(o, &op_cfn_describe_stacks, 10));
	submit(o, &op_cfn_describe_stacks);
	world_wait(&o->w, 60000);
	assert_int_equal(fake_n_sent(o->w.transport), 3);
	assert_int_equal(o->n_replies, 1);
	assert_int_equal(o->result.err.code, ERR_THROTTLED);
	assert_int_equal(o->result.n_calls, 3);
	assert_int_equal(world_count(&o->w, JOURNAL_ACT_OUTCOME, "rid-a"), 1);
	assert_int_equal(world_count(&o->w, JOURNAL_ACT_OUTCOME, "rid-b"), 1);
	assert_int_equal(world_count(&o->w, JOURNAL_ACT_OUTCOME, "rid-c"), 1);
	assert_true(fake_sent(o->w.transport, 2)->at_us >
		    fake_sent(o->w.transport, 0)->at_us);
	stats = door_stats(o->w.door);
	assert_int_equal(stats.retries, 2);
	assert_int_equal(stats.throttles, 3);
}

static void what_runs_can_be_listed_and_given_up(void **state)
{
	struct owner *o = *state;
	struct door_job jobs[4];
	size_t n = 0;
	const struct door_op *ops = NULL;

	fake_expect(o->w.transport, NULL,
		    &(struct fake_reply){ .status = 400, .body = FAULT("Throttling") });
	assert_true(begin(o, &op_cfn_describe_stacks, 10));
	submit(o, &op_cfn_describe_stacks);
	assert_int_equal(door_jobs(o->w.door, jobs, 4), 1);
	assert_string_equal(jobs[0].op, "cloudformation:DescribeStacks");
	assert_int_equal(jobs[0].attempt, 0);
	assert_false(door_throttled(o->w.door, &jobs[0]));
	for (int i = 0; i < 20 && !door_throttled(o->w.door, &jobs[0]); i++)
		loop_turn(o->w.loop, 0);
	assert_true(jobs[0].throttled);
	assert_int_equal(jobs[0].attempt, 2);
	assert_int_equal(jobs[0].attempts, 3);
	assert_true(jobs[0].next_us >= jobs[0].begun_us);
	assert_false(door_cancel_act(o->w.door, "no such act"));
	assert_true(door_cancel_act(o->w.door, jobs[0].id));
	world_wait(&o->w, 60000);
	assert_int_equal(o->result.status, ACT_ABORTED);
	assert_int_equal(door_jobs(o->w.door, jobs, 4), 0);
	ops = door_ops(o->w.door, &n);
	assert_int_equal(n, 1);
	assert_int_equal(ops[0].calls, 1);
	assert_int_equal(ops[0].errors, 1);
	assert_int_equal(ops[0].throttles, 1);
	assert_int_equal(ops[0].retries, 1);
}

static void the_median_is_of_the_newest_calls(void **state)
{
	struct door_op o = { .calls = 3, .ms = { 0, 9, 100, 5 } };

	(void)state;
	assert_int_equal(door_op_median_ms(&o), 9);
	o.calls = 0;
	assert_int_equal(door_op_median_ms(&o), 0);
	o.calls = 1000; /* the ring is full */
	for (size_t i = 0; i < DOOR_LATENCIES; i++)
		o.ms[i] = (uint32_t)i;
	assert_int_equal(door_op_median_ms(&o), DOOR_LATENCIES / 2);
}

static void a_retry_needs_a_place_in_expects(void **state)
{
	struct owner *o = *state;

	fake_expect(o->w.transport, NULL,
		    &(struct fake_reply){ .status = 503, .times = FAKE_ALWAYS });
	assert_true(begin(o, &op_cfn_describe_stacks, 2));
	submit(o, &op_cfn_describe_stacks);
	world_wait(&o->w, 60000);
	assert_int_equal(fake_n_sent(o->w.transport), 2);
	assert_int_equal(o->n_done, 1);
}

static void a_transient_failure_is_survived(void **state)
{
	struct owner *o = *state;

	fake_expect(o->w.transport, NULL, &(struct fake_reply){ .fail = ERR_TIMEOUT });
	fake_expect(o->w.transport, NULL, &(struct fake_reply){ .body = STACKS("") });
	assert_true(begin(o, &op_cfn_describe_stacks, 5));
	submit(o, &op_cfn_describe_stacks);
	world_wait(&o->w, 60000);
	assert_int_equal(o->result.status, ACT_OK);
	assert_int_equal(o->n_rows, 2);
	assert_int_equal(o->result.n_calls, 2);
	assert_int_equal(
		world_count(&o->w, JOURNAL_ACT_OUTCOME, "\"code\":\"timeout\""), 1);
}

static void the_clock_is_corrected_once_for_a_host(void **state)
{
	struct owner *o = *state;

	fake_expect(o->w.transport, NULL,
		    &(struct fake_reply){ .status = 403,
					  .body = FAULT("RequestExpired"),
					  .headers = { { "Date", "Mon, 23 Nov 2026 "
								 "07:00:00 GMT" } } });
	fake_expect(o->w.transport, NULL,
		    &(struct fake_reply){ .body = STACKS(""), .times = 2 });
	assert_true(begin(o, &op_cfn_describe_stacks, 5));
	submit(o, &op_cfn_describe_stacks);
	world_turns(&o->w);
	assert_int_equal(o->result.status, ACT_OK);
	assert_string_equal(
		http_request_get(&fake_sent(o->w.transport, 1)->request, "X-Amz-Date"),
		"20261123T070000Z");
	assert_int_equal(world_count(&o->w, JOURNAL_ACT_OUTCOME, "\"skew_s\":3600"), 1);
	assert_int_equal(door_stats(o->w.door).skew_sec, 3600);
	/* the next call to that host is right at once */
	assert_true(begin(o, &op_cfn_describe_stacks, 5));
	submit(o, &op_cfn_describe_stacks);
	world_turns(&o->w);
	assert_string_equal(
		http_request_get(&fake_sent(o->w.transport, 2)->request, "X-Amz-Date"),
		"20261123T070000Z");
}

static void a_denial_is_said_once_and_recorded(void **state)
{
	struct owner *o = *state;

	fake_expect(
		o->w.transport, NULL,
		&(struct fake_reply){ .status = 403, .body = FAULT("AccessDenied") });
	assert_true(begin(o, &op_cfn_describe_stacks, 5));
	submit(o, &op_cfn_describe_stacks);
	world_wait(&o->w, 10000);
	assert_int_equal(fake_n_sent(o->w.transport), 1);
	assert_int_equal(o->result.status, ACT_DENIED);
	assert_string_equal(o->result.fault.code, "AccessDenied");
	assert_string_equal(o->rid, "rid-err");
	assert_int_equal(
		world_count(&o->w, JOURNAL_ACT_OUTCOME, "\"status\":\"denied\""), 1);
	assert_int_equal(world_count(&o->w, JOURNAL_ACT_OUTCOME, "rid-err"), 1);
}

static void an_answer_that_is_no_answer_is_an_error(void **state)
{
	struct owner *o = *state;

	fake_expect(o->w.transport, NULL,
		    &(struct fake_reply){ .body = "<html>proxy</html>",
					  .times = FAKE_ALWAYS });
	assert_true(begin(o, &op_cfn_describe_stacks, 5));
	submit(o, &op_cfn_describe_stacks);
	world_wait(&o->w, 60000);
	assert_int_equal(o->n_done, 1);
	assert_int_not_equal(o->result.status, ACT_OK);
}

static void an_owner_may_fail_its_act(void **state)
{
	struct owner *o = *state;

	fake_expect(o->w.transport, NULL, &(struct fake_reply){ .body = STACKS("") });
	o->fails = true;
	assert_true(begin(o, &op_cfn_describe_stacks, 1));
	submit(o, &op_cfn_describe_stacks);
	world_turns(&o->w);
	assert_int_equal(o->result.status, ACT_ERROR);
	assert_string_equal(o->result.err.text, "makes no sense");
	assert_int_equal(world_count(&o->w, JOURNAL_ACT_OUTCOME, "makes no sense"), 1);
}

/* ---- pages ---- */

static void pages_are_followed_to_their_end(void **state)
{
	struct owner *o = *state;

	fake_expect(o->w.transport, "NextToken=t2",
		    &(struct fake_reply){ .body = STACKS("") });
	fake_expect(o->w.transport, "NextToken=t1",
		    &(struct fake_reply){ .body = STACKS(NEXT("t2")) });
	fake_expect(o->w.transport, NULL,
		    &(struct fake_reply){ .body = STACKS(NEXT("t1")) });
	assert_true(begin(o, &op_cfn_describe_stacks, 10));
	pages(o);
	world_turns(&o->w);
	assert_int_equal(o->n_replies, 3);
	assert_int_equal(o->n_rows, 6);
	assert_int_equal(o->n_ends, 1);
	assert_true(o->end_ok);
	assert_int_equal(o->result.n_calls, 3);
	assert_int_equal(world_count(&o->w, JOURNAL_ACT_INTENT, ""), 1);
}

static void a_repeated_token_ends_the_listing(void **state)
{
	struct owner *o = *state;

	fake_expect(o->w.transport, NULL,
		    &(struct fake_reply){ .body = STACKS(NEXT("same")),
					  .times = FAKE_ALWAYS });
	assert_true(begin(o, &op_cfn_describe_stacks, 50));
	pages(o);
	world_turns(&o->w);
	assert_int_equal(o->n_replies, 2);
	assert_int_equal(o->n_ends, 1);
	assert_int_equal(o->end_err.code, ERR_LIMIT);
	assert_int_equal(o->n_done, 1);
}

static void a_listing_ends_where_its_calls_do(void **state)
{
	struct owner *o = *state;

	fake_expect(o->w.transport, "NextToken",
		    &(struct fake_reply){ .body = STACKS(NEXT("t2")) });
	fake_expect(o->w.transport, NULL,
		    &(struct fake_reply){ .body = STACKS(NEXT("t1")) });
	assert_true(begin(o, &op_cfn_describe_stacks, 2));
	pages(o);
	world_turns(&o->w);
	assert_int_equal(o->n_replies, 2);
	assert_int_equal(o->end_err.code, ERR_LIMIT);
	assert_int_equal(o->result.status, ACT_OK);
}

static void an_owner_may_stop_a_listing(void **state)
{
	struct owner *o = *state;

	fake_expect(o->w.transport, NULL,
		    &(struct fake_reply){ .body = STACKS(NEXT("t1")),
					  .times = FAKE_ALWAYS });
	o->stops = true;
	assert_true(begin(o, &op_cfn_describe_stacks, 10));
	pages(o);
	world_turns(&o->w);
	assert_int_equal(o->n_replies, 1);
	assert_true(o->end_ok);
}

static void a_page_that_fails_ends_the_listing(void **state)
{
	struct owner *o = *state;

	fake_expect(
		o->w.transport, "NextToken",
		&(struct fake_reply){ .status = 403, .body = FAULT("AccessDenied") });
	fake_expect(o->w.transport, NULL,
		    &(struct fake_reply){ .body = STACKS(NEXT("t1")) });
	assert_true(begin(o, &op_cfn_describe_stacks, 10));
	pages(o);
	world_turns(&o->w);
	assert_int_equal(o->n_replies, 1);
	assert_int_equal(o->n_ends, 1);
	assert_int_equal(o->end_err.code, ERR_DENIED);
	assert_int_equal(o->result.status, ACT_DENIED);
}

/* ---- giving up ---- */

static void cancelling_ends_calls_in_flight_and_writes_aborted(void **state)
{
	struct owner *o = *state;

	fake_expect(o->w.transport, NULL, &(struct fake_reply){ .never = true });
	assert_true(begin(o, &op_cfn_describe_stacks, 1));
	submit(o, &op_cfn_describe_stacks);
	world_turns(&o->w);
	assert_int_equal(o->n_done, 0);
	act_cancel(o->act);
	assert_int_equal(o->n_replies, 0);
	world_turns(&o->w);
	assert_int_equal(fake_n_cancelled(o->w.transport), 1);
	assert_int_equal(o->reply_err.code, ERR_CANCEL);
	assert_int_equal(o->result.status, ACT_ABORTED);
	assert_int_equal(
		world_count(&o->w, JOURNAL_ACT_OUTCOME, "\"status\":\"aborted\""), 1);
}

static void cancelling_before_the_intent_sends_nothing(void **state)
{
	struct owner *o = *state;

	assert_true(begin(o, &op_cfn_describe_stacks, 1));
	submit(o, &op_cfn_describe_stacks);
	act_cancel(o->act);
	world_turns(&o->w);
	assert_int_equal(fake_n_sent(o->w.transport), 0);
	assert_int_equal(o->result.status, ACT_ABORTED);
	assert_string_equal(fake_journal_kinds(o->w.fake), "act.intent act.outcome");
}

static void cancelling_ends_a_back_off(void **state)
{
	struct owner *o = *state;

	fake_expect(o->w.transport, NULL,
		    &(struct fake_reply){ .status = 503, .times = FAKE_ALWAYS });
	fake_rng_constant(&o->w.rng, 0x51);
	assert_true(begin(o, &op_cfn_describe_stacks, 3));
	submit(o, &op_cfn_describe_stacks);
	world_turns(&o->w);
	act_cancel(o->act);
	world_turns(&o->w);
	assert_int_equal(o->result.status, ACT_ABORTED);
	assert_int_equal(fake_n_sent(o->w.transport), 1);
	world_wait(&o->w, 5000);
	assert_int_equal(fake_n_sent(o->w.transport), 1);
}

static void cancelling_from_a_reply_is_allowed(void **state)
{
	struct owner *o = *state;

	fake_expect(o->w.transport, NULL,
		    &(struct fake_reply){ .body = STACKS(""), .times = FAKE_ALWAYS });
	o->cancels = true;
	assert_true(begin(o, &op_cfn_describe_stacks, 5));
	for (int i = 0; i < 5; i++)
		submit(o, &op_cfn_describe_stacks);
	world_turns(&o->w);
	assert_int_equal(o->n_done, 1);
	assert_int_equal(o->n_replies, 5);
	assert_int_equal(o->result.status, ACT_ABORTED);
}

static void an_abandoned_act_tells_nobody(void **state)
{
	struct owner *o = *state;

	fake_expect(o->w.transport, NULL, &(struct fake_reply){ .never = true });
	assert_true(begin(o, &op_cfn_describe_stacks, 1));
	submit(o, &op_cfn_describe_stacks);
	world_turns(&o->w);
	act_abandon(o->act);
	world_turns(&o->w);
	assert_int_equal(o->n_replies, 0);
	assert_int_equal(o->n_done, 0);
	assert_int_equal(world_count(&o->w, JOURNAL_ACT_OUTCOME, "aborted"), 1);
	assert_true(door_idle(o->w.door));
}

static void a_closing_door_lets_flights_end_and_starts_none(void **state)
{
	struct owner *o = *state;
	struct err err = ERR_INIT;
	const struct expect e = { &op_cfn_describe_stacks, 1 };
	struct act_spec spec = spec_of(o, &e, 1);

	fake_expect(o->w.transport, NULL,
		    &(struct fake_reply){ .body = STACKS(""), .after_ms = 1000 });
	o->adds = &op_cfn_describe_stacks;
	assert_true(begin(o, &op_cfn_describe_stacks, 5));
	submit(o, &op_cfn_describe_stacks);
	world_turns(&o->w);
	door_close(o->w.door);
	assert_false(act_begin(o->w.door, &spec, on_done, o, &o->act, &err));
	assert_int_equal(err.code, ERR_CANCEL);
	world_turns(&o->w);
	assert_false(door_idle(o->w.door));
	world_wait(&o->w, 2000);
	assert_true(door_idle(o->w.door));
	assert_int_equal(fake_n_sent(o->w.transport), 1);
	assert_int_equal(o->n_done, 1);
	/* the call that was to follow is missing, and the record says so */
	assert_int_equal(o->result.status, ACT_ABORTED);
	assert_int_equal(
		world_count(&o->w, JOURNAL_ACT_OUTCOME, "\"status\":\"aborted\""), 1);
}

static void a_listing_that_is_cut_is_not_on_record_as_whole(void **state)
{
	struct owner *o = *state;

	fake_expect(o->w.transport, NULL,
		    &(struct fake_reply){ .body = STACKS(NEXT("t1")),
					  .after_ms = 1000,
					  .times = FAKE_ALWAYS });
	assert_true(begin(o, &op_cfn_describe_stacks, 5));
	pages(o);
	world_turns(&o->w);
	journal_degrade(o->w.journal, JOURNAL_READONLY, "disk full");
	world_wait(&o->w, 2000);
	assert_int_equal(fake_n_sent(o->w.transport), 1);
	assert_int_equal(o->n_replies, 1);
	assert_int_equal(o->end_err.code, ERR_JOURNAL);
	assert_int_equal(o->result.status, ACT_ERROR);
	assert_int_equal(o->result.err.code, ERR_JOURNAL);
	assert_int_equal(
		world_count(&o->w, JOURNAL_ACT_OUTCOME, "\"status\":\"error\""), 1);
}

/* ---- fairness ---- */

static void one_slow_act_does_not_hold_up_the_others(void **state)
{
	struct owner *o = *state;
	struct act_spec spec;
	const struct expect e = { &op_cfn_describe_stacks, 100 };
	struct act *slow = NULL;
	struct args args = { 0 };
	struct err err = ERR_INIT;

	fake_expect(o->w.transport, "StackName=slow",
		    &(struct fake_reply){ .never = true, .times = FAKE_ALWAYS });
	fake_expect(o->w.transport, NULL,
		    &(struct fake_reply){ .body = STACKS(""), .times = FAKE_ALWAYS });
	spec = spec_of(o, &e, 1);
	assert_true(act_begin(o->w.door, &spec, NULL, NULL, &slow, &err));
	args_put(&args, "StackName", "slow");
	for (int i = 0; i < 100; i++)
		assert_true(call_submit(slow, &op_cfn_describe_stacks, &args, NULL,
					NULL, &err));
	args_release(&args);
	world_turns(&o->w);
	assert_true(fake_n_sent(o->w.transport) < 5);
	for (int i = 0; i < 40; i++) {
		assert_true(begin(o, &op_cfn_describe_stacks, 1));
		submit(o, &op_cfn_describe_stacks);
	}
	world_turns(&o->w);
	assert_int_equal(o->n_done, 40);
	door_cancel_all(o->w.door);
}

static void at_most_so_many_are_in_flight(void **state)
{
	struct owner *o = *state;

	fake_expect(o->w.transport, NULL,
		    &(struct fake_reply){ .never = true, .times = FAKE_ALWAYS });
	for (int i = 0; i < 2 * LIMIT_IN_FLIGHT; i++) {
		assert_true(begin(o, &op_cfn_describe_stacks, 1));
		submit(o, &op_cfn_describe_stacks);
	}
	world_turns(&o->w);
	assert_int_equal(fake_n_sent(o->w.transport), LIMIT_IN_FLIGHT);
	assert_int_equal(door_stats(o->w.door).in_flight, LIMIT_IN_FLIGHT);
}

/* ---- notes ---- */

static void note_close(struct owner *o)
{
	struct arena arena = ARENA_INIT(LIMIT_KIB(16));
	struct node *data = node_object(&arena);
	const struct note_spec note = {
		.log = o->w.log,
		.kind = JOURNAL_SESSION_CLOSE,
		.inst = "acme-prod-eu",
		.act = "session.close",
		.ses = "SES1",
		.ref = -1,
		.data = data,
	};

	node_put_text(&arena, data, "reason", "operator");
	door_note(o->w.door, &note, &arena);
}

static void a_session_closes_after_its_acts_and_with_their_counts(void **state)
{
	struct owner *o = *state;

	fake_expect(o->w.transport, NULL,
		    &(struct fake_reply){ .body = STACKS(""), .after_ms = 1000 });
	assert_true(begin(o, &op_cfn_describe_stacks, 1));
	submit(o, &op_cfn_describe_stacks);
	world_turns(&o->w);
	note_close(o);
	world_turns(&o->w);
	assert_string_equal(fake_journal_kinds(o->w.fake), "act.intent");
	assert_false(door_idle(o->w.door));
	world_wait(&o->w, 2000);
	assert_string_equal(fake_journal_kinds(o->w.fake),
			    "act.intent act.outcome session.close");
	assert_int_equal(world_count(&o->w, JOURNAL_SESSION_CLOSE,
				     "{\"intents\":1,\"lost\":0,\"outcomes\":1,"
				     "\"reason\":\"operator\"}"),
			 1);
	assert_true(door_idle(o->w.door));
}

static void a_note_that_cannot_be_written_is_kept(void **state)
{
	struct owner *o = *state;

	fake_journal_refuse(o->w.fake, FAKE_COMMIT, 1, 3, ERR_JOURNAL);
	note_close(o);
	world_turns(&o->w);
	assert_int_equal(door_unwritten(o->w.door), 1);
	assert_false(door_idle(o->w.door));
	world_wait(&o->w, 4000);
	assert_int_equal(door_unwritten(o->w.door), 0);
	assert_string_equal(fake_journal_kinds(o->w.fake), "session.close");
}

static void cancelling_a_session_ends_its_acts_only(void **state)
{
	struct owner *o = *state;
	struct act_spec spec;
	const struct expect e = { &op_cfn_describe_stacks, 1 };
	struct act *other = NULL;
	struct err err = ERR_INIT;

	fake_expect(o->w.transport, NULL,
		    &(struct fake_reply){ .never = true, .times = FAKE_ALWAYS });
	assert_true(begin(o, &op_cfn_describe_stacks, 1));
	submit(o, &op_cfn_describe_stacks);
	spec = spec_of(o, &e, 1);
	spec.ses = "SES2";
	assert_true(act_begin(o->w.door, &spec, NULL, NULL, &other, &err));
	assert_true(
		call_submit(other, &op_cfn_describe_stacks, NULL, NULL, NULL, &err));
	world_turns(&o->w);
	door_cancel_session(o->w.door, "SES1");
	world_turns(&o->w);
	assert_int_equal(o->result.status, ACT_ABORTED);
	assert_int_equal(door_stats(o->w.door).open_acts, 1);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(an_act_is_intent_then_call_then_outcome),
		T(entries_say_what_was_asked_and_what_came),
		T(requests_are_signed_and_name_the_intent),
		T(no_secret_reaches_the_journal),
		cmocka_unit_test(half_an_answer_with_keys_is_quoted_nowhere),
		T(an_answer_that_does_not_parse_says_so_and_where),
		T(a_code_that_sts_repeats_is_redacted),
		T(a_code_goes_out_once_on_a_connection_of_its_own),
		T(an_outcome_names_the_region_that_was_signed_for),
		T(the_endpoint_of_the_profile_may_change),
		T(no_code_and_no_request_id_makes_an_outcome_too_large),
		T(an_outcome_has_room_for_all_calls_that_an_intent_may_cover),
		T(an_outcome_too_large_for_a_leaf_is_written_reduced),
		T(a_refusal_that_cannot_be_written_is_told_at_the_end),
		T(a_listing_that_is_cut_is_not_on_record_as_whole),
		T(all_that_is_queued_in_a_turn_is_one_commit),
		T(a_call_may_follow_from_a_reply),
		T(an_act_without_calls_ends_by_itself),
		T(a_further_entry_goes_with_the_outcome),
		cmocka_unit_test(nothing_is_sent_without_an_intent_whatever_refuses),
		T(a_refused_intent_sends_nothing),
		T(a_busy_journal_is_waited_for),
		T(one_bad_entry_does_not_take_the_others_with_it),
		T(an_intent_waits_until_its_log_is_verified),
		T(given_up_before_its_log_is_verified_it_leaves_nothing),
		T(an_outcome_that_cannot_be_written_breaks_the_journal),
		T(what_is_left_at_the_end_is_told),
		T(calls_that_wait_are_not_sent_into_a_broken_journal),
		T(a_write_is_refused_in_observe_and_recorded),
		T(disclosing_is_refused_in_every_mode),
		T(a_refusal_of_others_is_recorded),
		T(an_undeclared_call_is_refused_and_recorded),
		T(a_call_beyond_its_number_is_refused),
		T(more_calls_than_an_intent_may_cover_are_refused),
		T(bad_arguments_are_not_sent),
		T(expired_keys_are_not_used),
		T(a_write_on_a_dying_connection_is_sent_once),
		T(a_throttled_write_is_not_sent_again),
		T(a_read_that_was_resent_says_so),
		T(a_throttled_read_is_tried_three_times_each_on_record),
		T(what_runs_can_be_listed_and_given_up),
		T(the_median_is_of_the_newest_calls),
		T(a_retry_needs_a_place_in_expects),
		T(a_transient_failure_is_survived),
		T(the_clock_is_corrected_once_for_a_host),
		T(a_denial_is_said_once_and_recorded),
		T(an_answer_that_is_no_answer_is_an_error),
		T(an_owner_may_fail_its_act),
		T(pages_are_followed_to_their_end),
		T(a_repeated_token_ends_the_listing),
		T(a_listing_ends_where_its_calls_do),
		T(an_owner_may_stop_a_listing),
		T(a_page_that_fails_ends_the_listing),
		T(cancelling_ends_calls_in_flight_and_writes_aborted),
		T(cancelling_before_the_intent_sends_nothing),
		T(cancelling_ends_a_back_off),
		T(cancelling_from_a_reply_is_allowed),
		T(an_abandoned_act_tells_nobody),
		T(a_closing_door_lets_flights_end_and_starts_none),
		T(one_slow_act_does_not_hold_up_the_others),
		T(at_most_so_many_are_in_flight),
		T(a_session_closes_after_its_acts_and_with_their_counts),
		T(a_note_that_cannot_be_written_is_kept),
		T(cancelling_a_session_ends_its_acts_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

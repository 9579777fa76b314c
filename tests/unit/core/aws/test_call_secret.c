/* core/aws/call.c: answers with keys and codes, of which nothing may be kept. */
#include "tests/unit/core/aws/owner.h"

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(half_an_answer_with_keys_is_quoted_nowhere),
		T(an_answer_that_does_not_parse_says_so_and_where),
		T(a_code_that_sts_repeats_is_redacted),
		T(a_code_goes_out_once_on_a_connection_of_its_own),
		T(an_outcome_names_the_region_that_was_signed_for),
		T(the_endpoint_of_the_profile_may_change),
		T(all_that_is_queued_in_a_turn_is_one_commit),
		T(a_call_may_follow_from_a_reply),
		T(an_act_without_calls_ends_by_itself),
		T(a_further_entry_goes_with_the_outcome),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

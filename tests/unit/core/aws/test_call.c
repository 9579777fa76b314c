/* core/aws/call.c: the door.  No journal, no action. */
#include "tests/unit/core/aws/owner.h"

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

static void cancel_when_sent(void *ctx)
{
	struct owner *o = ctx;

	if (o->n_done == 0 && fake_n_sent(o->w.transport) == 1)
		act_cancel(o->act);
}

/* Before the journal's phase the outcome is queued, after it committed and not told. */
static void cancelling_what_is_answered_changes_nothing(void **state)
{
	static const enum loop_phase phases[] = { LOOP_TIMERS, LOOP_JOURNAL };
	struct owner *o = *state;

	fake_expect(o->w.transport, NULL, &(struct fake_reply){ .body = STACKS("") });
	for (size_t i = 0; i < ARRAY_LEN(phases); i++)
		loop_on(o->w.loop, phases[i], cancel_when_sent, o);
	assert_true(begin(o, &op_cfn_describe_stacks, 1));
	submit(o, &op_cfn_describe_stacks);
	world_turns(&o->w);
	assert_int_equal(o->n_done, 1);
	assert_int_equal(o->result.status, ACT_OK);
	assert_int_equal(o->result.err.code, ERR_NONE);
	assert_int_equal(world_count(&o->w, JOURNAL_ACT_OUTCOME, "\"status\":\"ok\""),
			 1);
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

/* Whatever failed before: the entry says that somebody gave it up. */
static void one_given_up_after_a_failure_is_aborted(void **state)
{
	struct owner *o = *state;

	fake_expect(
		o->w.transport, NULL,
		&(struct fake_reply){ .status = 403, .body = FAULT("AccessDenied") });
	fake_expect(o->w.transport, NULL, &(struct fake_reply){ .never = true });
	assert_true(begin(o, &op_cfn_describe_stacks, 2));
	submit(o, &op_cfn_describe_stacks);
	submit(o, &op_cfn_describe_stacks);
	world_turns(&o->w);
	assert_int_equal(o->n_replies, 1);
	door_cancel_all(o->w.door);
	world_turns(&o->w);
	assert_int_equal(o->n_done, 1);
	assert_int_equal(o->result.status, ACT_ABORTED);
	assert_int_equal(o->result.err.code, ERR_CANCEL);
	assert_string_equal(o->result.fault.code, "");
	assert_int_equal(
		world_count(&o->w, JOURNAL_ACT_OUTCOME, "\"status\":\"aborted\""), 1);
	assert_int_equal(world_count(&o->w, JOURNAL_ACT_OUTCOME, ": given up after "),
			 1);
	assert_int_equal(
		world_count(&o->w, JOURNAL_ACT_OUTCOME, "\"code\":\"AccessDenied\""),
		1);
}

static void at_most_so_many_are_in_flight(void **state)
{
	struct owner *o = *state;

	/* in acts of their own, some of several calls, that end one by one */
	for (int i = 1; i <= 3 * LIMIT_IN_FLIGHT; i++)
		fake_expect(o->w.transport, NULL,
			    &(struct fake_reply){ .body = STACKS(""),
						  .after_ms = 1000 + i % 7 * 100 });
	for (int i = 0; i < 3 * LIMIT_IN_FLIGHT; i++) {
		if (i % 3 != 2)
			assert_true(begin(o, &op_cfn_describe_stacks, 2));
		submit(o, &op_cfn_describe_stacks);
	}
	world_turns(&o->w);
	assert_int_equal(fake_n_sent(o->w.transport), LIMIT_IN_FLIGHT);
	assert_int_equal(door_stats(o->w.door).in_flight, LIMIT_IN_FLIGHT);
	for (int i = 0; i < 100 && o->n_replies < 3 * LIMIT_IN_FLIGHT; i++) {
		world_wait(&o->w, 100);
		assert_true(fake_n_sent(o->w.transport) <=
			    o->n_replies + LIMIT_IN_FLIGHT);
		assert_true(door_stats(o->w.door).in_flight <= LIMIT_IN_FLIGHT);
	}
	assert_int_equal(o->n_replies, 3 * LIMIT_IN_FLIGHT);
	assert_true(door_idle(o->w.door));
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(an_act_is_intent_then_call_then_outcome),
		T(entries_say_what_was_asked_and_what_came),
		T(requests_are_signed_and_name_the_intent),
		T(no_secret_reaches_the_journal),
		T(cancelling_ends_calls_in_flight_and_writes_aborted),
		T(cancelling_before_the_intent_sends_nothing),
		T(cancelling_ends_a_back_off),
		T(cancelling_what_is_answered_changes_nothing),
		T(cancelling_from_a_reply_is_allowed),
		T(an_abandoned_act_tells_nobody),
		T(a_closing_door_lets_flights_end_and_starts_none),
		T(one_slow_act_does_not_hold_up_the_others),
		T(one_given_up_after_a_failure_is_aborted),
		T(at_most_so_many_are_in_flight),
		T(a_session_closes_after_its_acts_and_with_their_counts),
		T(a_note_that_cannot_be_written_is_kept),
		T(cancelling_a_session_ends_its_acts_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

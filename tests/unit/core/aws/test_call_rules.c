/* core/aws/call.c: what the rules of the door refuse, and what is written once. */
#include "tests/unit/core/aws/owner.h"

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

int main(void)
{
	const struct CMUnitTest tests[] = {
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
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

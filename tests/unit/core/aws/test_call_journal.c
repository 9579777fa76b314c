/*
 * core/aws/call.c: the journal refuses, and nothing is sent; it breaks, and nothing is
 * lost.
 */
#include "tests/unit/core/aws/owner.h"

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(no_code_and_no_request_id_makes_an_outcome_too_large),
		T(an_outcome_has_room_for_all_calls_that_an_intent_may_cover),
		T(an_outcome_too_large_for_a_leaf_is_written_reduced),
		T(a_refusal_that_cannot_be_written_is_told_at_the_end),
		cmocka_unit_test(nothing_is_sent_without_an_intent_whatever_refuses),
		T(a_refused_intent_sends_nothing),
		T(a_busy_journal_is_waited_for),
		T(one_bad_entry_does_not_take_the_others_with_it),
		T(an_intent_waits_until_its_log_is_verified),
		T(given_up_before_its_log_is_verified_it_leaves_nothing),
		T(an_outcome_that_cannot_be_written_breaks_the_journal),
		T(what_is_left_at_the_end_is_told),
		T(calls_that_wait_are_not_sent_into_a_broken_journal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

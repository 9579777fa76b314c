/* core/aws/call.c: what is tried again, and the pages of a listing. */
#include "tests/unit/core/aws/owner.h"

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_listing_that_is_cut_is_not_on_record_as_whole),
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
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

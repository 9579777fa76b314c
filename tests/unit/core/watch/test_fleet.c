/* core/watch/fleet.c: what is read, when, and what a reading says. */
#include "tests/unit/core/watch/fleet_world.h"

/* An IAM user, who gives an MFA code with each session. */
static int setup_user(void **state)
{
	return setup_as(state, USER_CALLER);
}

static void before_it_is_read_nothing_is_known(void **state)
{
	struct scene *s = *state;

	assert_int_equal(fleet_n(s->f), N);
	for (char c = 'a'; c <= 'd'; c++) {
		assert_int_equal(row(s, c)->data, FLEET_NOTHING);
		assert_int_equal(row(s, c)->worst.severity, SEV_UNKNOWN);
		assert_string_equal(row(s, c)->worst.rule, "not-read");
		assert_int_equal(row(s, c)->health.n, 1);
	}
	assert_ptr_equal(fleet_find(s->f, "b"), row(s, 'b'));
	assert_null(fleet_find(s->f, "x"));
}

static void all_are_read_side_by_side_each_with_its_session(void **state)
{
	struct scene *s = *state;
	struct fleet_progress p;

	expect_rest(s);
	fleet_refresh_all(s->f);
	assert_true(row(s, 'a')->refreshing);
	world_turns(&s->w);
	p = fleet_progress(s->f);
	assert_int_equal(p.n, N);
	assert_int_equal(p.running, 0);
	assert_int_equal(p.ok, N);
	assert_int_equal(p.calls, N);
	assert_int_equal(s->n_reads, N);
	assert_true(s->n_changes > 0);
	for (size_t i = 0; i < N; i++)
		assert_int_equal(sessions_get(s->sessions, i, MODE_OBSERVE)->state,
				 SESSION_OPEN);
	assert_int_equal(row(s, 'a')->worst.severity, SEV_OK);
	assert_string_equal(row(s, 'a')->worst.reason, "1 of 1 stacks settled");
	assert_string_equal(row(s, 'a')->version, "4.1");
	assert_int_equal(row(s, 'a')->n_settled, 1);
	assert_int_equal(row(s, 'a')->read_sec, WORLD_SEC);
	assert_false(row(s, 'a')->refreshing);
	/* one intent a cycle, in the log of the installation's account */
	assert_int_equal(world_count(&s->w, JOURNAL_ACT_INTENT, "fleet.refresh"), N);
	assert_int_equal(world_count(&s->w, JOURNAL_ACT_INTENT,
				     "\"expects\":[{\"most\":30,\"op\":"
				     "\"cloudformation:DescribeStacks\"}"),
			 N);
	assert_int_equal(count_sent(s, "ListStackResources"), 0);
}

static void stacks_outside_the_filter_are_dropped(void **state)
{
	struct scene *s = *state;

	expect_rest(s);
	fleet_refresh_all(s->f);
	world_turns(&s->w);
	assert_int_equal(row(s, 'd')->stacks.n, 0);
	assert_int_equal(row(s, 'd')->worst.severity, SEV_UNKNOWN);
	assert_string_equal(row(s, 'd')->worst.reason, "no stack matches other-*");
}

static void one_that_is_denied_slow_or_throttled_holds_up_no_other(void **state)
{
	struct scene *s = *state;
	struct fleet_progress p;

	expect_of(s, 'a', (struct fake_reply){ .status = 403, .body = DENIED });
	expect_of(s, 'b', (struct fake_reply){ .never = true });
	expect_of(s, 'c', (struct fake_reply){ .status = 503 });
	expect_of(s, 'd', (struct fake_reply){ .body = HEALTHY });
	fleet_refresh_all(s->f);
	world_turns(&s->w);
	assert_int_equal(row(s, 'd')->data, FLEET_READ);
	assert_int_equal(row(s, 'a')->worst.severity, SEV_NOACC);
	assert_true(row(s, 'b')->refreshing);
	world_wait(&s->w, 30000);
	p = fleet_progress(s->f);
	assert_int_equal(p.running, 1);
	assert_int_equal(p.ok, 1);
	assert_int_equal(p.denied, 1);
	assert_int_equal(p.error, 1);
	assert_string_equal(row(s, 'c')->worst.rule, "not-readable");
	door_cancel_all(s->w.door);
	world_turns(&s->w);
	assert_int_equal(fleet_progress(s->f).running, 0);
	assert_int_equal(row(s, 'b')->error.code, ERR_CANCEL);
}

static void give_up_when_sent(void *ctx)
{
	struct scene *s = ctx;

	if (count_sent(s, "AssumeRole") == 0 || s->n_given_up++ > 0)
		return;
	fleet_cancel(s->f);
	door_cancel_all(s->w.door);
}

/* Its session is committed and not told when the person gives up: it is closed in
 * order later, and nothing is read with it. */
static void one_that_is_given_up_reads_nothing_more(void **state)
{
	struct scene *s = *state;

	loop_on(s->w.loop, LOOP_JOURNAL, give_up_when_sent, s);
	expect_rest(s);
	fleet_refresh(s->f, 0);
	world_turns(&s->w);
	assert_int_equal(count_sent(s, "DescribeStacks"), 0);
	assert_int_equal(fleet_progress(s->f).running, 0);
	assert_int_equal(row(s, 'a')->error.code, ERR_CANCEL);
	assert_int_equal(sessions_get(s->sessions, 0, MODE_OBSERVE)->state,
			 SESSION_OPEN);
	fleet_refresh(s->f, 0);
	world_turns(&s->w);
	assert_int_equal(row(s, 'a')->data, FLEET_READ);
}

static void a_denied_call_is_no_access_with_its_evidence(void **state)
{
	struct scene *s = *state;

	expect_of(s, ' ', (struct fake_reply){ .status = 403, .body = DENIED });
	fleet_refresh(s->f, 0);
	world_turns(&s->w);
	assert_int_equal(row(s, 'a')->worst.severity, SEV_NOACC);
	assert_string_equal(row(s, 'a')->worst.rule, "no-access");
	assert_non_null(strstr(row(s, 'a')->worst.reason, "AccessDenied"));
	assert_true(row(s, 'a')->worst.seq > 0);
}

static void nothing_is_shown_that_is_not_on_record(void **state)
{
	struct scene *s = *state;

	expect_rest(s);
	fleet_refresh(s->f, 0);
	/* identity 2, session 2, then the reading: its outcome is the sixth commit */
	fake_journal_refuse(s->w.fake, FAKE_COMMIT, 6, 1000, ERR_JOURNAL);
	world_turns(&s->w);
	assert_int_equal(count_sent(s, "DescribeStacks"), 1);
	assert_int_equal(row(s, 'a')->data, FLEET_NOTHING);
	assert_int_equal(row(s, 'a')->error.code, ERR_JOURNAL);
	assert_int_equal(s->n_reads, 0);
	assert_int_equal(journal_state(s->w.journal), JOURNAL_BROKEN);
}

static void the_cadence_is_a_minute_for_trouble_and_five_for_the_rest(void **state)
{
	struct scene *s = *state;
	size_t before;

	expect_details(s);
	expect_of(s, 'b', (struct fake_reply){ .body = BROKEN });
	expect_of(s, 'd',
		  (struct fake_reply){
			  .body = STACKS(STACK("other-x", "CREATE_COMPLETE"), "") });
	expect_of(s, ' ', (struct fake_reply){ .body = HEALTHY });
	fleet_start(s->f);
	world_turns(&s->w);
	assert_int_equal(count_sent(s, "DescribeStacks&"), N);
	fake_clock_advance(&s->w.clock, 59000);
	world_turns(&s->w);
	assert_int_equal(count_sent(s, "DescribeStacks&"), N);
	fake_clock_advance(&s->w.clock, 1500);
	world_turns(&s->w);
	assert_int_equal(count_sent(s, "DescribeStacks&"), N + 1); /* b */
	before = count_sent(s, "DescribeStacks&");
	fleet_show(s->f, 2, NULL); /* c on the screen */
	fake_clock_advance(&s->w.clock, 61000);
	world_turns(&s->w);
	assert_int_equal(count_sent(s, "DescribeStacks&"), before + 2); /* b, c */
	fleet_show(s->f, FLEET_NONE, NULL);
	for (int i = 0; i < 4; i++) {
		fleet_touch(s->f);
		fake_clock_advance(&s->w.clock, 61000);
		world_turns(&s->w);
	}
	/* b four times more, a and d after five minutes */
	assert_int_equal(count_sent(s, "DescribeStacks&"), before + 2 + 4 + 2);
}

static void nothing_is_read_while_nobody_looks(void **state)
{
	struct scene *s = *state;
	size_t before;

	expect_rest(s);
	fleet_start(s->f);
	world_turns(&s->w);
	for (int i = 0; i < 16; i++) {
		fake_clock_advance(&s->w.clock, 60500);
		world_turns(&s->w);
	}
	assert_true(fleet_sleeping(s->f));
	before = fake_n_sent(s->w.transport);
	for (int i = 0; i < 20; i++) {
		fake_clock_advance(&s->w.clock, 60500);
		world_turns(&s->w);
	}
	assert_int_equal(fake_n_sent(s->w.transport), before);
	assert_int_equal(row(s, 'a')->worst.severity, SEV_STALE);
	assert_string_equal(row(s, 'a')->worst.rule, "stale");
	fleet_touch(s->f);
	assert_false(fleet_sleeping(s->f));
	world_turns(&s->w);
	assert_true(fake_n_sent(s->w.transport) > before);
	assert_int_equal(row(s, 'a')->worst.severity, SEV_OK);
	fleet_stop(s->f);
}

static void a_session_that_aws_ended_is_renewed_once(void **state)
{
	struct scene *s = *state;

	expect_of(s, 'a',
		  (struct fake_reply){ .status = 403, .body = EXPIRED, .times = 1 });
	expect_of(s, 'a', (struct fake_reply){ .body = HEALTHY });
	fleet_refresh(s->f, 0);
	world_turns(&s->w);
	assert_int_equal(row(s, 'a')->worst.severity, SEV_OK);
	assert_int_equal(world_count(&s->w, JOURNAL_SESSION_OPEN, ""), 2);
	assert_int_equal(world_count(&s->w, JOURNAL_SESSION_CLOSE, "expired"), 1);
}

static void a_refusal_stands_until_aws_lets_in(void **state)
{
	struct scene *s = *state;

	expect_of(s, 'a',
		  (struct fake_reply){ .status = 403, .body = DENIED, .times = 1 });
	expect_of(s, 'a', (struct fake_reply){ .fail = ERR_TIMEOUT, .times = 3 });
	expect_of(s, 'a', (struct fake_reply){ .body = HEALTHY });
	for (int i = 0; i < 2; i++) {
		fleet_refresh(s->f, 0);
		world_wait(&s->w, 60000);
		assert_int_equal(row(s, 'a')->worst.severity, SEV_NOACC);
		assert_int_equal(row(s, 'a')->worst.since_sec, WORLD_SEC);
	}
	assert_int_equal(row(s, 'a')->error.code, ERR_TIMEOUT);
	fleet_refresh(s->f, 0);
	world_turns(&s->w);
	assert_int_equal(row(s, 'a')->worst.severity, SEV_OK);
	assert_int_equal(row(s, 'a')->denied_sec, 0);
}

static void a_stack_without_a_status_is_never_all_ok(void **state)
{
	struct scene *s = *state;

	expect_of(s, 'a',
		  (struct fake_reply){
			  .body = STACKS(STACK("acme-core", "CREATE_COMPLETE")
						 STACK("acme-odd", ""),
					 "") });
	expect_of(s, 'd',
		  (struct fake_reply){ .body = STACKS(STACK("acme-odd", ""), "") });
	fleet_refresh(s->f, 0);
	fleet_refresh(s->f, 3);
	world_turns(&s->w);
	assert_true(row(s, 'a')->stacks_cut);
	assert_int_equal(row(s, 'a')->worst.severity, SEV_WARN);
	assert_string_equal(row(s, 'a')->worst.rule, "cut");
	assert_int_equal(row(s, 'a')->health.n, 1);
	/* one that the filter does not let in is nobody's business */
	assert_false(row(s, 'd')->stacks_cut);
}

static void no_access_says_since_when(void **state)
{
	struct scene *s = *state;

	expect_of(s, 'a',
		  (struct fake_reply){ .status = 403, .body = DENIED, .times = 2 });
	expect_of(s, 'a', (struct fake_reply){ .body = HEALTHY, .times = 1 });
	expect_of(s, 'a', (struct fake_reply){ .status = 403, .body = DENIED });
	for (int i = 0; i < 4; i++) {
		fleet_refresh(s->f, 0);
		world_turns(&s->w);
		if (i == 2)
			assert_int_equal(row(s, 'a')->worst.severity, SEV_OK);
		else
			assert_int_equal(row(s, 'a')->worst.since_sec,
					 WORLD_SEC + (i == 3 ? 180 : 0));
		fake_clock_advance(&s->w.clock, 60000);
	}
}

/* Of 4 rows with 600 stacks each two are judged in a turn. */
static void a_turn_judges_a_part_of_the_fleet(void **state)
{
	struct scene *s = *state;
	AUTO(buf) body = BUF_INIT(LIMIT_MIB(1));

	buf_add_text(&body, "<DescribeStacksResponse><DescribeStacksResult><Stacks>");
	for (int i = 0; i < 600; i++)
		buf_addf(&body,
			 "<member><StackId>arn:aws:cloudformation:e:1:stack/s%d/1"
			 "</StackId><StackName>other-%d</StackName><StackStatus>"
			 "CREATE_COMPLETE</StackStatus></member>",
			 i, i);
	buf_add_text(&body,
		     "</Stacks></DescribeStacksResult></DescribeStacksResponse>");
	expect_of(s, ' ', (struct fake_reply){ .body = buf_text(&body) });
	fleet_start(s->f);
	world_turns(&s->w);
	fleet_attach(s->f, NULL, NULL); /* nothing is read any more */
	for (int i = 0; i < 10; i++) {
		fake_clock_advance(&s->w.clock, 60500);
		loop_turn(s->w.loop, 0);
		if (i < 9)
			world_turns(&s->w);
	}
	assert_string_equal(row(s, 'b')->worst.rule, "stale");
	assert_string_not_equal(row(s, 'c')->worst.rule, "stale");
	world_turns(&s->w);
	assert_string_equal(row(s, 'd')->worst.rule, "stale");
	fleet_stop(s->f);
}

static void a_fleet_may_go_while_it_reads(void **state)
{
	struct scene *s = *state;

	expect_of(s, ' ', (struct fake_reply){ .never = true });
	fleet_refresh_all(s->f);
	world_turns(&s->w);
	assert_int_equal(fleet_progress(s->f).running, N);
	fleet_attach(s->f, NULL, NULL);
	world_turns(&s->w);
	assert_int_equal(fleet_progress(s->f).running, 0);
	assert_true(door_idle(s->w.door));
	assert_int_equal(world_count(&s->w, JOURNAL_ACT_OUTCOME, "aborted"), N);
}

static void a_code_is_asked_for_when_an_installation_is_opened(void **state)
{
	struct scene *s = *state;

	expect_rest(s);
	fleet_start(s->f);
	world_turns(&s->w);
	assert_int_equal(s->n_asked, 0);
	assert_int_equal(world_count(&s->w, JOURNAL_ACT_INTENT, "session.open"), 0);
	for (char c = 'a'; c <= 'd'; c++) {
		assert_int_equal(row(s, c)->worst.severity, SEV_UNKNOWN);
		assert_non_null(
			strstr(row(s, c)->worst.reason, "needs an MFA code: open it"));
	}
	fleet_show(s->f, 0, NULL);
	world_turns(&s->w);
	assert_int_equal(s->n_asked, 1);
	assert_int_equal(row(s, 'a')->worst.severity, SEV_OK);
	/* a verb on one */
	fleet_refresh(s->f, 1);
	world_turns(&s->w);
	assert_int_equal(s->n_asked, 2);
	assert_int_equal(row(s, 'b')->worst.severity, SEV_OK);
	fleet_stop(s->f);
}

/* Trouble would be read each minute, and what is shown, too. */
static void what_was_given_up_waits_for_a_person(void **state)
{
	struct scene *s = *state;

	expect_of(s, 'a', (struct fake_reply){ .body = BROKEN });
	expect_rest(s);
	fleet_start(s->f);
	world_turns(&s->w);
	give_session_up(s, 0);
	assert_int_equal(row(s, 'a')->paused_sec, WORLD_SEC);
	assert_int_equal(row(s, 'a')->worst.severity, SEV_CRIT);
	assert_true(row(s, 'a')->stale);
	assert_int_equal(fleet_sorted(s->f, 0), 0);
	assert_string_equal(
		row(s, 'a')->health.rows[1].reason,
		"given up at 06:00Z; refresh reads it again · as of 06:00Z");
	for (int i = 0; i < 6; i++) {
		fleet_touch(s->f);
		world_wait(&s->w, 61000);
	}
	assert_int_equal(world_count(&s->w, JOURNAL_SESSION_OPEN, ""), N);
	assert_true(row(s, 'b')->read_sec > WORLD_SEC);
	assert_int_equal(row(s, 'a')->read_sec, WORLD_SEC);
	fake_clock_advance(&s->w.clock, 3600000);
	fleet_judge(s->f);
	assert_int_equal(row(s, 'a')->worst.severity, SEV_CRIT); /* not less sick */
	fleet_refresh(s->f, 0);
	world_turns(&s->w);
	assert_int_equal(world_count(&s->w, JOURNAL_SESSION_OPEN, ""), N + 1);
	assert_int_equal(row(s, 'a')->paused_sec, 0);
	assert_int_equal(row(s, 'a')->worst.severity, SEV_CRIT);
	fleet_stop(s->f);
}

/* Nothing says that it still is. */
static void what_was_well_and_given_up_is_old(void **state)
{
	struct scene *s = *state;

	expect_rest(s);
	fleet_refresh(s->f, 0);
	world_turns(&s->w);
	assert_int_equal(row(s, 'a')->worst.severity, SEV_OK);
	give_session_up(s, 0);
	assert_int_equal(row(s, 'a')->worst.severity, SEV_STALE);
	assert_string_equal(row(s, 'a')->worst.rule, "given-up");
	assert_non_null(strstr(row(s, 'a')->worst.reason,
			       "given up at 06:00Z; refresh reads it again · was OK"));
}

static void who_opens_what_was_given_up_reads_it(void **state)
{
	struct scene *s = *state;

	expect_rest(s);
	fleet_start(s->f);
	fleet_show(s->f, 0, NULL);
	world_turns(&s->w);
	give_session_up(s, 0);
	fleet_show(s->f, FLEET_NONE, NULL);
	world_turns(&s->w);
	assert_int_equal(world_count(&s->w, JOURNAL_SESSION_OPEN, ""), N);
	fleet_open(s->f, 0, NULL);
	world_turns(&s->w);
	assert_int_equal(world_count(&s->w, JOURNAL_SESSION_OPEN, ""), N + 1);
	assert_int_equal(row(s, 'a')->worst.severity, SEV_OK);
	give_session_up(s, 1); /* who wants all does not ask for this one */
	fake_clock_advance(&s->w.clock, 60000);
	fleet_refresh_all(s->f);
	world_turns(&s->w);
	assert_int_equal(row(s, 'b')->paused_sec, WORLD_SEC);
	assert_int_equal(row(s, 'b')->read_sec, WORLD_SEC);
	assert_int_equal(row(s, 'c')->read_sec, WORLD_SEC + 60);
	fleet_stop(s->f);
}

/* What is being read then is not read to its end. */
static void giving_up_ends_the_reading(void **state)
{
	struct scene *s = *state;

	expect_of(s, 'a', (struct fake_reply){ .never = true });
	fleet_refresh(s->f, 0);
	world_turns(&s->w);
	assert_true(row(s, 'a')->refreshing);
	give_session_up(s, 0);
	assert_false(row(s, 'a')->refreshing);
	assert_string_equal(row(s, 'a')->worst.rule, "given-up");
	assert_true(door_idle(s->w.door));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(before_it_is_read_nothing_is_known),
		T(all_are_read_side_by_side_each_with_its_session),
		T(stacks_outside_the_filter_are_dropped),
		T(one_that_is_denied_slow_or_throttled_holds_up_no_other),
		T(one_that_is_given_up_reads_nothing_more),
		T(a_denied_call_is_no_access_with_its_evidence),
		T(nothing_is_shown_that_is_not_on_record),
		T(the_cadence_is_a_minute_for_trouble_and_five_for_the_rest),
		T(nothing_is_read_while_nobody_looks),
		T(a_session_that_aws_ended_is_renewed_once),
		T(a_refusal_stands_until_aws_lets_in),
		T(a_stack_without_a_status_is_never_all_ok),
		T(no_access_says_since_when),
		T(a_turn_judges_a_part_of_the_fleet),
		T(a_fleet_may_go_while_it_reads),
		T(what_was_given_up_waits_for_a_person),
		T(what_was_well_and_given_up_is_old),
		T(who_opens_what_was_given_up_reads_it),
		T(giving_up_ends_the_reading),
		cmocka_unit_test_setup_teardown(
			a_code_is_asked_for_when_an_installation_is_opened, setup_user,
			teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * core/watch/fleet.c, reading.c: after a person gave a session or a reading up, nothing
 * goes out but what a person asks for.
 */
#include "tests/unit/core/watch/fleet_world.h"

#define TURNS 16 /* more than a session and a reading take */

static int setup_user(void **state)
{
	return setup_as(state, USER_CALLER);
}

static void turn(struct scene *s, int n)
{
	for (int i = 0; i < n; i++)
		loop_turn(s->w.loop, 0);
}

/* Each session.open has its session.close. */
static void check_closed(struct scene *s)
{
	sessions_close_all(s->sessions, "exit");
	world_turns(&s->w);
	assert_true(door_idle(s->w.door));
	assert_int_equal(world_count(&s->w, JOURNAL_SESSION_CLOSE, ""),
			 world_count(&s->w, JOURNAL_SESSION_OPEN, ""));
}

static void who_comes_back_to_a_screen_opens_no_session(void **state)
{
	static const size_t through[] = { 0, FLEET_NONE }; /* help; messages */
	struct scene *s = *state;

	expect_rest(s);
	fleet_start(s->f);
	fleet_show(s->f, 0, "acme-core");
	world_turns(&s->w);
	give_session_up(s, 0);
	for (size_t i = 0; i < ARRAY_LEN(through); i++) {
		fleet_touch(s->f);
		world_wait(&s->w, 61000);
		fleet_show(s->f, through[i], NULL);
		world_turns(&s->w);
		fleet_show(s->f, 0, "acme-core");
		world_turns(&s->w);
		assert_int_equal(world_count(&s->w, JOURNAL_SESSION_OPEN, ""), N);
		assert_int_equal(row(s, 'a')->paused_sec, WORLD_SEC);
	}
	fleet_show(s->f, FLEET_NONE, NULL);
	fleet_open(s->f, 0, "acme-core");
	world_turns(&s->w);
	assert_int_equal(world_count(&s->w, JOURNAL_SESSION_OPEN, ""), N + 1);
	assert_int_equal(row(s, 'a')->paused_sec, 0);
	fleet_stop(s->f);
}

static void who_comes_back_to_a_screen_is_asked_for_no_code(void **state)
{
	struct scene *s = *state;

	expect_rest(s);
	fleet_start(s->f);
	world_turns(&s->w);
	give_session_up(s, 0);
	fleet_show(s->f, 0, NULL);
	world_turns(&s->w);
	assert_int_equal(s->n_asked, 0);
	fleet_open(s->f, 0, NULL);
	world_turns(&s->w);
	assert_int_equal(s->n_asked, 1);
	assert_int_equal(row(s, 'a')->worst.severity, SEV_OK);
	fleet_stop(s->f);
}

/* Whatever is under way then: the identity, a log, a role, the list. */
static void nothing_goes_out_after_giving_up(void **state)
{
	for (int turns = 0; turns < TURNS; turns++)
		for (int busy = 0; busy < 2; busy++) {
			struct scene *s = *state;
			size_t assumed;
			size_t listed;

			expect_rest(s);
			if (busy > 0)
				fake_journal_refuse(s->w.fake, FAKE_LOG, 1, N,
						    ERR_BUSY);
			fleet_refresh_all(s->f);
			turn(s, turns);
			assumed = count_sent(s, "Action=AssumeRole");
			listed = count_sent(s, "Action=DescribeStacks&");
			fleet_cancel(s->f);
			door_cancel_all(s->w.door);
			world_wait(&s->w, 1000);
			assert_int_equal(count_sent(s, "Action=AssumeRole"), assumed);
			assert_int_equal(count_sent(s, "Action=DescribeStacks&"),
					 listed);
			assert_int_equal(fleet_progress(s->f).running, 0);
			check_closed(s);
			teardown(state);
			setup(state);
		}
}

/* Its list is on record, so that it ends well: what was opened meanwhile is given up
 * nevertheless. */
static void a_wish_of_before_is_given_up_too(void **state)
{
	struct scene *s = *state;

	expect_troubled(s, 60);
	fleet_refresh(s->f, 0);
	while (world_count(&s->w, JOURNAL_ACT_INTENT, "stacks.refresh") < 2)
		turn(s, 1);
	fleet_show(s->f, 0, "s00");
	fleet_cancel(s->f);
	world_turns(&s->w);
	assert_int_equal(row(s, 'a')->error.code, ERR_NONE);
	assert_int_equal(row(s, 'a')->detail_error.code, ERR_CANCEL);
	assert_false(row(s, 'a')->refreshing);
	assert_int_equal(world_count(&s->w, JOURNAL_ACT_INTENT, "stack.read"), 0);
}

static void a_wish_of_after_is_fulfilled(struct scene *s, int turns, bool drops,
					 bool opens)
{
	expect_rest(s);
	fleet_refresh(s->f, 1); /* who acts is known */
	world_turns(&s->w);
	fleet_refresh(s->f, 0);
	turn(s, turns);
	if (drops) {
		fleet_pause(s->f, 0);
		sessions_drop(s->sessions, 0, MODE_OBSERVE, "operator");
	} else {
		fleet_cancel(s->f);
		door_cancel_all(s->w.door);
	}
	if (opens)
		fleet_open(s->f, 0, "acme-core");
	else
		fleet_refresh(s->f, 0);
	world_turns(&s->w);
	assert_int_equal(row(s, 'a')->paused_sec, 0);
	assert_int_equal(row(s, 'a')->worst.severity, SEV_OK);
	check_closed(s);
}

static void who_asks_at_once_after_giving_up_is_answered(void **state)
{
	for (int turns = 0; turns < TURNS; turns++)
		for (int how = 0; how < 4; how++) {
			a_wish_of_after_is_fulfilled(*state, turns, how & 1, how & 2);
			teardown(state);
			setup(state);
		}
}

/* What the journal calls it is what the person asked for. */
static void a_later_round_takes_no_name_from_the_wish_of_a_person(void **state)
{
	struct scene *s = *state;

	expect_rest(s);
	fleet_refresh(s->f, 1); /* who acts is known */
	world_turns(&s->w);
	fleet_refresh(s->f, 0);
	turn(s, 3);
	fleet_cancel(s->f);
	assert_true(row(s, 'a')->refreshing);
	fleet_show(s->f, 0, "acme-core"); /* it has no details yet */
	fleet_refresh_all(s->f);
	world_turns(&s->w);
	assert_int_equal(row(s, 'a')->worst.severity, SEV_OK);
	assert_int_equal(world_count(&s->w, JOURNAL_ACT_INTENT, "stack.read"), 1);
	assert_int_equal(world_count(&s->w, JOURNAL_ACT_INTENT, "fleet.refresh"),
			 N - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(who_comes_back_to_a_screen_opens_no_session),
		T(nothing_goes_out_after_giving_up),
		T(a_wish_of_before_is_given_up_too),
		T(who_asks_at_once_after_giving_up_is_answered),
		T(a_later_round_takes_no_name_from_the_wish_of_a_person),
		cmocka_unit_test_setup_teardown(
			who_comes_back_to_a_screen_is_asked_for_no_code, setup_user,
			teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

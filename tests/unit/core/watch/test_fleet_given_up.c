/*
 * core/watch/fleet.c, reading.c: after a person gave a session or a reading up, nothing
 * goes out but what a person asks for.
 */
#include "tests/unit/core/watch/fleet_world.h"

#define TURNS 16 /* more than a session and a reading take */

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(nothing_goes_out_after_giving_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

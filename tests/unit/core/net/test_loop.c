/* core/net/loop.c: one order of phases, timers, watches. */
#include "core/net/loop.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* A clock and a transport of our own: what the loop asks of them is what is tested. */
static struct scene {
	int64_t mono_us;
	int waited_ms;
	bool sleeps; /* the transport's wait takes as long as it may */
	char log[256];
	struct loop *loop;
	struct transport *transport;
	int fds[2];
	uint64_t timer;
} s;

static int64_t fake_us(void *ctx)
{
	(void)ctx;
	return s.mono_us;
}

static const struct clock clock_fake = { fake_us, fake_us, fake_us, NULL };

static void note(const char *what)
{
	size_t len = strlen(s.log), more = strlen(what);

	assert_true(len + more + 2 < sizeof(s.log));
	memcpy(s.log + len, what, more);
	s.log[len + more] = ' ';
	s.log[len + more + 1] = '\0';
}

static void fake_wait(struct transport *t, struct transport_fd *fds, size_t n_fds,
		      int timeout_ms)
{
	(void)t;
	s.waited_ms = timeout_ms;
	if (s.sleeps && timeout_ms > 0)
		s.mono_us += timeout_ms * 1000;
	for (size_t i = 0; i < n_fds; i++) {
		struct pollfd p = { fds[i].fd, fds[i].events, 0 };
		fds[i].revents = poll(&p, 1, 0) > 0 ? p.revents : 0;
	}
}

static void fake_turn(struct transport *t)
{
	(void)t;
	note("replies");
}

static void fake_free(struct transport *t)
{
	(void)t;
}

static const struct transport_ops fake_ops = {
	.wait = fake_wait,
	.turn = fake_turn,
	.free = fake_free,
};

static int setup(void **state)
{
	(void)state;
	s = (struct scene){ .mono_us = 1000000 };
	s.transport = transport_new(&fake_ops, NULL);
	s.loop = loop_new(&clock_fake, s.transport);
	return pipe(s.fds);
}

static int teardown(void **state)
{
	(void)state;
	loop_free(s.loop);
	transport_free(s.transport);
	(void)close(s.fds[0]);
	(void)close(s.fds[1]);
	return 0;
}

static void say(void *ctx)
{
	note(ctx);
}

static void say_ready(void *ctx, int fd, short revents)
{
	char byte;

	assert_true(revents & POLLIN);
	assert_int_equal(read(fd, &byte, 1), 1);
	note(ctx);
}

static char name_timer[] = "timer", name_journal[] = "journal", name_send[] = "send",
	    name_draw[] = "draw", name_phase[] = "timers", name_key[] = "key",
	    name_a[] = "a", name_b[] = "b", name_c[] = "c";

static void runs_the_phases_in_their_order(void **state)
{
	(void)state;
	loop_on(s.loop, LOOP_DRAW, say, name_draw);
	loop_on(s.loop, LOOP_SEND, say, name_send);
	loop_on(s.loop, LOOP_JOURNAL, say, name_journal);
	loop_on(s.loop, LOOP_TIMERS, say, name_phase);
	loop_watch(s.loop, s.fds[0], POLLIN, say_ready, name_key);
	(void)loop_arm(s.loop, 0, say, name_timer);
	assert_int_equal(write(s.fds[1], "x", 1), 1);
	loop_turn(s.loop, 0);
	assert_string_equal(s.log, "key replies timer timers journal send draw ");
}

static int part_us;

/* A part of a turn in which a key is pressed. */
static void press_and_work(void *ctx)
{
	assert_int_equal(write(s.fds[1], "x", 1), 1);
	s.mono_us += part_us;
	note(ctx);
}

static void looks_for_keys_after_a_part_that_took_long(void **state)
{
	(void)state;
	loop_on(s.loop, LOOP_JOURNAL, press_and_work, name_journal);
	loop_on(s.loop, LOOP_SEND, say, name_send);
	loop_watch(s.loop, s.fds[0], POLLIN, say_ready, name_key);
	part_us = 1000;
	loop_turn(s.loop, -1);
	assert_string_equal(s.log, "replies journal key send ");
	assert_true(loop_goes_on(s.loop));
	s.log[0] = '\0';
	part_us = 999;
	loop_turn(s.loop, -1);
	assert_int_equal(s.waited_ms, 0); /* for what the key asked */
	assert_false(loop_goes_on(s.loop));
	assert_string_equal(s.log, "replies journal send ");
	loop_turn(s.loop, 0);
	assert_string_equal(s.log, "replies journal send key replies journal send ");
}

/* What replies queued is not on disk before: nobody may act on it. */
static void looks_for_keys_only_when_the_journal_is_written(void **state)
{
	(void)state;
	loop_on(s.loop, LOOP_TIMERS, press_and_work, name_phase);
	loop_on(s.loop, LOOP_JOURNAL, say, name_journal);
	loop_on(s.loop, LOOP_SEND, say, name_send);
	loop_watch(s.loop, s.fds[0], POLLIN, say_ready, name_key);
	part_us = 5000;
	loop_turn(s.loop, -1);
	assert_string_equal(s.log, "replies timers journal key send ");
}

static void runs_hooks_of_a_phase_in_the_order_they_were_added(void **state)
{
	(void)state;
	loop_on(s.loop, LOOP_SEND, say, name_b);
	loop_on(s.loop, LOOP_SEND, say, name_a);
	loop_turn(s.loop, 0);
	assert_string_equal(s.log, "replies b a ");
}

static void sleeps_until_the_next_timer_and_never_fires_early(void **state)
{
	(void)state;
	(void)loop_arm(s.loop, 500, say, name_b);
	(void)loop_arm(s.loop, 20, say, name_a);
	loop_turn(s.loop, -1);
	assert_int_equal(s.waited_ms, 20);
	assert_string_equal(s.log, "replies ");
	s.mono_us += 20 * 1000 - 1;
	loop_turn(s.loop, -1);
	assert_int_equal(s.waited_ms, 1);
	assert_string_equal(s.log, "replies replies ");
	s.mono_us += 1;
	loop_turn(s.loop, -1);
	assert_string_equal(s.log, "replies replies replies a ");
	s.sleeps = true;
	loop_turn(s.loop, -1);
	assert_int_equal(s.waited_ms, 480);
	assert_string_equal(s.log, "replies replies replies a replies b ");
}

static void fires_timers_in_the_order_in_which_they_are_due(void **state)
{
	(void)state;
	(void)loop_arm(s.loop, 30, say, name_c);
	(void)loop_arm(s.loop, 10, say, name_a);
	(void)loop_arm(s.loop, 20, say, name_b);
	s.mono_us += 1000000;
	loop_turn(s.loop, 0);
	assert_string_equal(s.log, "replies a b c ");
	loop_turn(s.loop, 0);
	assert_string_equal(s.log, "replies a b c replies ");
}

static void sleeps_at_most_as_long_as_asked_and_for_ever_with_nothing_due(void **state)
{
	(void)state;
	loop_turn(s.loop, -1);
	assert_int_equal(s.waited_ms, -1);
	loop_turn(s.loop, 250);
	assert_int_equal(s.waited_ms, 250);
	(void)loop_arm(s.loop, 900, say, name_a);
	loop_turn(s.loop, 250);
	assert_int_equal(s.waited_ms, 250);
}

static void disarm_self(void *ctx)
{
	note(ctx);
	loop_disarm(s.loop, s.timer);
}

static void takes_timers_away_even_in_the_turn_they_are_due(void **state)
{
	(void)state;
	(void)loop_arm(s.loop, 1, disarm_self, name_a);
	s.timer = loop_arm(s.loop, 2, say, name_b);
	assert_int_not_equal(s.timer, 0);
	loop_disarm(s.loop, 0);
	loop_disarm(s.loop, 999);
	s.mono_us += 1000000;
	loop_turn(s.loop, 0);
	assert_string_equal(s.log, "replies a ");
}

static void arm_again(void *ctx)
{
	note(ctx);
	(void)loop_arm(s.loop, 0, arm_again, ctx);
}

static void a_timer_armed_by_a_timer_waits_for_the_next_turn(void **state)
{
	(void)state;
	(void)loop_arm(s.loop, 0, arm_again, name_a);
	loop_turn(s.loop, 0);
	assert_string_equal(s.log, "replies a ");
	loop_turn(s.loop, -1);
	assert_int_equal(s.waited_ms, 0);
	assert_string_equal(s.log, "replies a replies a ");
}

static void ask_again(void *ctx)
{
	(void)ctx;
	loop_again(s.loop);
}

static void comes_round_at_once_when_asked_to(void **state)
{
	(void)state;
	loop_again(s.loop);
	loop_turn(s.loop, -1);
	assert_int_equal(s.waited_ms, 0);
	loop_turn(s.loop, -1);
	assert_int_equal(s.waited_ms, -1);
	loop_on(s.loop, LOOP_SEND, ask_again, NULL);
	loop_turn(s.loop, -1);
	loop_turn(s.loop, -1);
	assert_int_equal(s.waited_ms, 0);
}

static void unwatch_itself(void *ctx, int fd, short revents)
{
	say_ready(ctx, fd, revents);
	loop_unwatch(s.loop, fd);
}

static void calls_no_watch_that_was_taken_away(void **state)
{
	(void)state;
	loop_watch(s.loop, s.fds[0], POLLIN, unwatch_itself, name_key);
	assert_int_equal(write(s.fds[1], "xyz", 3), 3);
	loop_turn(s.loop, 0);
	loop_turn(s.loop, 0);
	assert_string_equal(s.log, "key replies replies ");
	loop_watch(s.loop, s.fds[0], POLLIN, say_ready, name_key);
	loop_turn(s.loop, 0);
	assert_string_equal(s.log, "key replies replies key replies ");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(runs_the_phases_in_their_order),
		TEST(looks_for_keys_after_a_part_that_took_long),
		TEST(looks_for_keys_only_when_the_journal_is_written),
		TEST(runs_hooks_of_a_phase_in_the_order_they_were_added),
		TEST(sleeps_until_the_next_timer_and_never_fires_early),
		TEST(fires_timers_in_the_order_in_which_they_are_due),
		TEST(sleeps_at_most_as_long_as_asked_and_for_ever_with_nothing_due),
		TEST(takes_timers_away_even_in_the_turn_they_are_due),
		TEST(a_timer_armed_by_a_timer_waits_for_the_next_turn),
		TEST(comes_round_at_once_when_asked_to),
		TEST(calls_no_watch_that_was_taken_away),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

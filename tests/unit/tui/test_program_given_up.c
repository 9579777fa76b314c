/*
 * What a person gives up, and what is done when one asks again: who acts, sessions, and
 * that the fleet is watched.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/tui/program_world.h"

static void a_wish_starts_an_identity_again_that_failed_after_it_was_ready(void **state)
{
	struct started s;

	begin(&s, *state);
	fail_identity(&s);
	s.p->stage = PROGRAM_READY; /* as if a renewal had failed */
	program_refresh(s.p, FLEET_NONE);
	assert_int_equal(identity_state(program_identity(s.p)), IDENTITY_WORKING);
	fail_identity(&s);
	program_retry(s.p);
	assert_int_equal(program_stage(s.p), PROGRAM_READY);
	assert_int_equal(identity_state(program_identity(s.p)), IDENTITY_WORKING);
	program_free(s.p);
}

/* What waits for its turn has no act that the door could cancel. */
static void giving_up_ends_what_only_waits(void **state)
{
	struct started s;
	struct err err = ERR_INIT;

	begin(&s, *state);
	fail_identity(&s);
	s.p->stage = PROGRAM_READY;
	assert_false(program_acts(s.p));
	identity_start(program_identity(s.p), NULL, NULL);
	assert_true(
		sessions_open(program_sessions(s.p), 0, MODE_OBSERVE, told, &s, &err));
	assert_int_equal(s.told, 0);
	assert_true(program_acts(s.p));
	program_cancel(s.p);
	assert_false(program_acts(s.p));
	assert_int_equal(s.told, 1);
	assert_int_equal(s.err.code, ERR_CANCEL);
	assert_int_equal(identity_state(program_identity(s.p)), IDENTITY_FAILED);
	program_free(s.p);
}

static void count_answer(void *ctx, const char *code)
{
	assert_null(code);
	(*(unsigned *)ctx)++;
}

static void without_a_journal_sessions_are_given_up(void **state)
{
	struct started s;
	unsigned answers = 0;
	struct err err = ERR_INIT;

	begin(&s, *state);
	assert_true(
		sessions_open(program_sessions(s.p), 0, MODE_OBSERVE, told, &s, &err));
	assert_int_equal(s.told, 0);
	s.p->code_reply = count_answer; /* a code was asked for */
	s.p->code_ctx = &answers;
	journal_degrade(program_journal(s.p), JOURNAL_READONLY, "the disk is full");
	assert_true(program_asks(s.p));
	turns(&s, 1);
	assert_false(program_asks(s.p));
	assert_int_equal(answers, 1);
	assert_int_equal(s.told, 1);
	if (s.err.code != ERR_CANCEL)
		print_error("%s\n", s.err.text);
	assert_int_equal(s.err.code, ERR_CANCEL);
	assert_int_equal(sessions_get(program_sessions(s.p), 0, MODE_OBSERVE)->state,
			 SESSION_NONE);
	program_free(s.p);
}

/* Nothing else runs: neither a reading nor who acts. */
static void a_session_that_is_opened_is_something_that_runs(void **state)
{
	struct started s;
	struct err err = ERR_INIT;

	begin(&s, *state);
	fail_identity(&s);
	s.p->stage = PROGRAM_READY;
	assert_true(
		sessions_open(program_sessions(s.p), 0, MODE_OBSERVE, told, &s, &err));
	assert_int_equal(program_pending(s.p), 0);
	assert_true(program_acts(s.p));
	program_cancel(s.p);
	assert_false(program_acts(s.p));
	program_free(s.p);
}

static const struct fleet_row *only_row(const struct started *s)
{
	return fleet_row(program_fleet(s->p), 0);
}

/* Read once, be it well or not. */
static void wait_read(struct started *s, int64_t after_sec)
{
	for (int i = 0; i < 4000; i++) {
		if (only_row(s)->tried_sec > after_sec && !only_row(s)->refreshing)
			return;
		fake_clock_advance(&s->clock, 100);
		loop_turn(program_loop(s->p), 1);
	}
	fail_msg("it is not read after %lld", (long long)after_sec);
}

/* As if the identity were known. */
static void be_ready(struct started *s)
{
	s->p->stage = PROGRAM_READY;
	program_fulfil(s->p);
}

static void the_fleet_is_watched_again_for_who_asks_after_giving_up(void **state)
{
	for (int early = 0; early < 2; early++) {
		struct started s;

		begin(&s, *state);
		program_watch(s.p);
		while (!early && program_stage(s.p) != PROGRAM_IDENTIFYING)
			turns(&s, 1);
		program_cancel(s.p);
		assert_int_equal(program_pending(s.p), 0);
		fail_identity(&s);
		be_ready(&s);
		turns(&s, 4);
		assert_int_equal(only_row(&s)->tried_sec, 0);
		if (early) { /* who acts was found out nevertheless */
			program_refresh(s.p, 0);
		} else {
			s.p->stage = PROGRAM_FAILED;
			program_retry(s.p);
			be_ready(&s);
		}
		wait_read(&s, 0);
		wait_read(&s, only_row(&s)->tried_sec);
		program_free(s.p);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_wish_starts_an_identity_again_that_failed_after_it_was_ready),
		TEST(giving_up_ends_what_only_waits),
		TEST(without_a_journal_sessions_are_given_up),
		TEST(a_session_that_is_opened_is_something_that_runs),
		TEST(the_fleet_is_watched_again_for_who_asks_after_giving_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* core/access/session.c: what is being opened is given up, and nothing more is sent. */
#include "tests/unit/core/access/session_world.h"

static size_t n_assumed(const struct scene *s)
{
	size_t n = 0;

	for (size_t i = 0; i < fake_n_sent(s->w.transport); i++)
		n += strstr(fake_body(s->w.transport, i), "Action=AssumeRole") != NULL;
	return n;
}

/* Wherever it stands: who waited is told, and another one may be opened at once. */
static void an_opening_that_is_cancelled_sends_nothing_more(void **state)
{
	for (int turns = 0; turns < 10; turns++) {
		struct scene *s = *state;
		size_t sent;

		expect_caller(&s->w, ROLE_CALLER);
		expect_assume(s, GOOD);
		expect_assume(s, NEXT);
		assert_true(open(s));
		for (int i = 0; i < turns; i++)
			loop_turn(s->w.loop, 0);
		sent = n_assumed(s);
		sessions_cancel_all(s->s);
		world_turns(&s->w);
		assert_int_equal(n_assumed(s), sent);
		assert_int_equal(s->n_done, 1);
		assert_int_equal(get(s)->state, s->ok ? SESSION_OPEN : SESSION_NONE);
		assert_true(open(s));
		sessions_cancel_all(s->s);
		assert_true(open(s));
		world_turns(&s->w);
		assert_true(s->ok);
		assert_int_equal(s->n_done, 3);
		sessions_close_all(s->s, "exit");
		world_turns(&s->w);
		assert_int_equal(world_count(&s->w, JOURNAL_SESSION_CLOSE, ""),
				 world_count(&s->w, JOURNAL_SESSION_OPEN, ""));
		teardown(state);
		setup(state);
	}
}

static void cancel_when_answered(void *ctx)
{
	struct scene *s = ctx;

	if (fake_n_sent(s->w.transport) == s->drop_at)
		sessions_cancel_all(s->s);
}

/* Its session.open will be on record: it opens, and closes like any other. */
static void one_cancelled_with_its_opening_queued_opens(void **state)
{
	for (enum loop_phase phase = LOOP_TIMERS; phase <= LOOP_JOURNAL; phase++) {
		struct scene *s = *state;

		expect_caller(&s->w, ROLE_CALLER);
		expect_assume(s, GOOD);
		loop_on(s->w.loop, phase, cancel_when_answered, s);
		s->drop_at = 2;
		assert_true(open(s));
		world_turns(&s->w);
		assert_true(s->ok);
		assert_int_equal(get(s)->state, SESSION_OPEN);
		sessions_close_all(s->s, "exit");
		world_turns(&s->w);
		assert_int_equal(world_count(&s->w, JOURNAL_SESSION_OPEN, ""), 1);
		assert_int_equal(world_count(&s->w, JOURNAL_SESSION_CLOSE, ""), 1);
		teardown(state);
		setup(state);
	}
}

static void a_renewal_that_is_cancelled_leaves_the_session(void **state)
{
	struct scene *s = *state;
	struct err err = ERR_INIT;
	char first[ULID_LEN + 1];

	open_one_of_two(s, first);
	assert_true(sessions_renew(s->s, 0, MODE_OBSERVE, done, s, &err));
	sessions_cancel(s->s, 0, MODE_OBSERVE);
	assert_int_equal(s->err.code, ERR_CANCEL);
	assert_false(get(s)->renewing);
	world_turns(&s->w);
	assert_int_equal(get(s)->state, SESSION_OPEN);
	assert_string_equal(get(s)->id, first);
	assert_non_null(sessions_cred(s->s, 0, MODE_OBSERVE));
	assert_int_equal(world_count(&s->w, JOURNAL_ACT_INTENT, "session.open"), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(an_opening_that_is_cancelled_sends_nothing_more),
		T(one_cancelled_with_its_opening_queued_opens),
		T(a_renewal_that_is_cancelled_leaves_the_session),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

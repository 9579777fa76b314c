/*
 * core/access/session_prepare.c: identity, MFA code and log, before a role is assumed.
 */
#include "tests/unit/core/access/session_world.h"

/* Of an IAM user: 424242, and then a session. */
static void expect_code(struct scene *s)
{
	expect_caller(&s->w, USER_CALLER);
	fake_expect(s->w.transport, "TokenCode=424242",
		    &(struct fake_reply){ .body = GOOD });
}

static void a_user_gives_the_code_with_this_call(void **state)
{
	struct scene *s = *state;

	expect_code(s);
	assert_true(open(s));
	world_turns(&s->w);
	assert_int_equal(s->n_asked, 1);
	assert_string_equal(s->what, "session acme-prod-eu");
	s->reply(s->reply_ctx, "424242");
	world_turns(&s->w);
	assert_int_equal(get(s)->state, SESSION_OPEN);
	assert_string_equal(get(s)->mfa, "this-call");
	assert_non_null(strstr(fake_body(s->w.transport, 1),
			       "SerialNumber=arn%3Aaws%3Aiam%3A%3A305518842907%3Amfa"));
}

static void a_code_that_is_none_is_asked_for_again(void **state)
{
	static const char *const wrong[] = { "", "12345", "1234567", "12345x",
					     "424242&Action=x" };
	struct scene *s = *state;

	expect_code(s);
	assert_true(open(s));
	world_turns(&s->w);
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		assert_int_equal(s->n_asked, i + 1);
		s->reply(s->reply_ctx, wrong[i]);
		world_turns(&s->w);
		assert_string_equal(s->why, "a code has six digits");
		assert_int_equal(fake_n_sent(s->w.transport), 1);
		assert_int_equal(get(s)->state, SESSION_OPENING);
	}
	s->reply(s->reply_ctx, "424242");
	world_turns(&s->w);
	assert_int_equal(get(s)->state, SESSION_OPEN);
}

static void only_who_opens_it_is_asked_for_a_code(void **state)
{
	struct scene *s = *state;
	struct err err = ERR_INIT;

	expect_code(s);
	assert_true(sessions_open_silent(s->s, 0, MODE_OBSERVE, done, s, &err));
	world_turns(&s->w);
	assert_int_equal(s->n_asked, 0);
	assert_int_equal(s->n_done, 1);
	assert_int_equal(s->err.code, ERR_CRED);
	assert_non_null(strstr(s->err.text, "acme-prod-eu needs an MFA code: open it"));
	assert_true(get(s)->needs_code);
	assert_int_equal(world_count(&s->w, JOURNAL_ACT_INTENT, "session.open"), 0);
	assert_true(open(s));
	assert_false(get(s)->needs_code);
	world_turns(&s->w);
	assert_int_equal(s->n_asked, 1);
	s->reply(s->reply_ctx, "424242");
	world_turns(&s->w);
	assert_int_equal(get(s)->state, SESSION_OPEN);
}

static void credentials_that_are_over_are_renewed_once(void **state)
{
	struct scene *s = *state;

	expect_caller(&s->w, ROLE_CALLER);
	fake_expect(s->w.transport, "Action=AssumeRole",
		    &(struct fake_reply){ .status = 403, .body = EXPIRED });
	expect_assume(s, GOOD);
	assert_true(open(s));
	world_turns(&s->w);
	assert_int_equal(s->n_done, 1);
	assert_int_equal(get(s)->state, SESSION_OPEN);
	assert_int_equal(world_count(&s->w, JOURNAL_ACT_INTENT, "GetCallerIdentity"),
			 2);
	/* over again and again: said, and no more than one renewal an attempt */
	sessions_drop(s->s, 0, MODE_OBSERVE, "operator");
	fake_expect(s->w.transport, "Action=AssumeRole",
		    &(struct fake_reply){
			    .status = 403, .body = EXPIRED, .times = FAKE_ALWAYS });
	assert_true(open(s));
	world_turns(&s->w);
	assert_int_equal(s->n_done, 2);
	assert_int_equal(s->err.code, ERR_EXPIRED);
	assert_int_equal(world_count(&s->w, JOURNAL_ACT_INTENT, "GetCallerIdentity"),
			 3);
}

static void an_identity_that_failed_meanwhile_is_not_started_by_a_session(void **state)
{
	struct scene *s = *state;

	fake_expect(s->w.transport, "Action=GetCallerIdentity",
		    &(struct fake_reply){ .body = ROLE_CALLER });
	fake_expect(s->w.transport, "Action=GetCallerIdentity",
		    &(struct fake_reply){ .status = 403, .body = DENIED });
	fake_expect(s->w.transport, "Action=AssumeRole",
		    &(struct fake_reply){
			    .status = 403, .body = EXPIRED, .after_ms = 1000 });
	assert_true(open(s));
	world_turns(&s->w);
	identity_start(s->id, NULL, NULL);
	world_turns(&s->w);
	assert_int_equal(identity_state(s->id), IDENTITY_FAILED);
	world_wait(&s->w, 2000);
	assert_int_equal(s->n_done, 1);
	assert_int_equal(s->err.code, ERR_DENIED);
	assert_int_equal(world_count(&s->w, JOURNAL_ACT_INTENT, "GetCallerIdentity"),
			 2);
}

static void an_operator_may_start_a_failed_identity_again(void **state)
{
	struct scene *s = *state;

	fake_expect(s->w.transport, "Action=GetCallerIdentity",
		    &(struct fake_reply){ .status = 403, .body = DENIED });
	expect_caller(&s->w, ROLE_CALLER);
	expect_assume(s, GOOD);
	assert_true(open(s));
	world_turns(&s->w);
	assert_int_equal(get(s)->state, SESSION_FAILED);
	identity_start(s->id, NULL, NULL);
	assert_true(open(s)); /* joins it */
	world_turns(&s->w);
	assert_int_equal(get(s)->state, SESSION_OPEN);
}

#define MANY 40

static void put_many(struct buf *out)
{
	buf_add_text(out, "[vendor]\ndomain = vendor.example\n");
	for (int i = 0; i < MANY; i++)
		buf_addf(out,
			 "[installation i%d]\ncustomer = A\naccount = 4410522199%02d\n"
			 "region = eu-central-1\nrole_arn = "
			 "arn:aws:iam::4410522199%02d:role/CandorAccess\n"
			 "external_id = xx\npolicy_observe = "
			 "arn:aws:iam::4410522199%02d:policy/CandorObserve\n",
			 i, i, i, i);
}

static void a_turn_makes_a_few_logs_only(void **state)
{
	struct scene *s = *state;
	AUTO(buf) text = BUF_INIT(LIMIT_CONFIG);
	struct config many = { 0 };
	struct sessions *all;
	struct err err = ERR_INIT;
	int before;

	put_many(&text);
	assert_true(config_parse(buf_str(&text), "c", &many, &err));
	all = operator_sessions(&s->w, &many, s->id);
	expect_caller(&s->w, ROLE_CALLER);
	identity_start(s->id, NULL, NULL);
	world_turns(&s->w);
	fake_expect(s->w.transport, "Action=AssumeRole",
		    &(struct fake_reply){
			    .status = 403, .body = DENIED, .times = FAKE_ALWAYS });
	for (size_t i = 0; i < MANY; i++)
		assert_true(sessions_open(all, i, MODE_OBSERVE, done, s, &err));
	before = fake_journal_steps(s->w.fake, FAKE_LOG);
	for (int turn = 1; turn <= 3; turn++) {
		loop_turn(s->w.loop, 0);
		assert_in_range(fake_journal_steps(s->w.fake, FAKE_LOG) - before, turn,
				8 * turn);
	}
	world_turns(&s->w);
	assert_int_equal(s->n_done, MANY);
	assert_int_equal(s->err.code, ERR_DENIED);
	sessions_free(all);
	config_release(&many);
}

static void questions_come_one_at_a_time(void **state)
{
	struct scene *s = *state;
	struct err err = ERR_INIT;

	expect_code(s);
	assert_true(open(s));
	assert_true(sessions_open(s->s, 1, MODE_OBSERVE, NULL, NULL, &err));
	world_turns(&s->w);
	assert_int_equal(s->n_asked, 1);
	s->reply(s->reply_ctx, "424242");
	assert_int_equal(s->n_asked, 2);
	assert_string_equal(s->what, "session dew-prod");
	s->reply(s->reply_ctx, NULL);
	world_turns(&s->w);
	assert_int_equal(get(s)->state, SESSION_OPEN);
	assert_int_equal(sessions_get(s->s, 1, MODE_OBSERVE)->error.code, ERR_CANCEL);
}

static void an_identity_that_failed_is_not_tried_by_every_session(void **state)
{
	struct scene *s = *state;

	fake_expect(s->w.transport, "Action=GetCallerIdentity",
		    &(struct fake_reply){
			    .status = 403, .body = DENIED, .times = FAKE_ALWAYS });
	assert_true(open(s));
	world_turns(&s->w);
	assert_int_equal(get(s)->state, SESSION_FAILED);
	assert_int_equal(s->err.code, ERR_DENIED);
	assert_true(open(s));
	world_turns(&s->w);
	assert_int_equal(s->n_done, 2);
	assert_int_equal(fake_n_sent(s->w.transport), 1);
	assert_int_equal(world_count(&s->w, JOURNAL_ACT_INTENT, "session.open"), 0);
}

static void a_busy_journal_is_waited_for(void **state)
{
	struct scene *s = *state;

	expect_caller(&s->w, ROLE_CALLER);
	expect_assume(s, GOOD);
	fake_journal_refuse(s->w.fake, FAKE_LOG, 1, 2, ERR_BUSY);
	assert_true(open(s));
	world_wait(&s->w, 500);
	assert_int_equal(get(s)->state, SESSION_OPEN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_user_gives_the_code_with_this_call),
		T(a_code_that_is_none_is_asked_for_again),
		T(only_who_opens_it_is_asked_for_a_code),
		T(credentials_that_are_over_are_renewed_once),
		T(an_identity_that_failed_meanwhile_is_not_started_by_a_session),
		T(an_operator_may_start_a_failed_identity_again),
		T(a_turn_makes_a_few_logs_only),
		T(questions_come_one_at_a_time),
		T(an_identity_that_failed_is_not_tried_by_every_session),
		T(a_busy_journal_is_waited_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

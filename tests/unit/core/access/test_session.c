/* core/access/session.c: sessions open on record, end on record, and leave no keys. */
#include "tests/unit/core/access/session_world.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static void a_session_opens_with_all_that_names_the_person(void **state)
{
	struct scene *s = *state;
	const struct session *p;

	expect_caller(&s->w, ROLE_CALLER);
	expect_assume(s, GOOD);
	assert_int_equal(get(s)->state, SESSION_NONE);
	assert_true(open(s));
	assert_int_equal(get(s)->state, SESSION_OPENING);
	assert_int_equal(s->n_done, 0);
	world_turns(&s->w);
	assert_true(s->ok);
	assert_int_equal(s->n_done, 1);
	p = get(s);
	assert_int_equal(p->state, SESSION_OPEN);
	assert_string_equal(p->name, "mira.kovac@observe");
	assert_string_equal(p->key_id, "ASIAONE");
	assert_string_equal(p->mfa, "none");
	assert_int_equal(p->opened_sec, WORLD_SEC);
	assert_int_equal(session_left_sec(p, WORLD_SEC), 3600);
	assert_string_equal(
		fake_body(s->w.transport, 1),
		"Action=AssumeRole&Version=2011-06-15"
		"&RoleArn=arn%3Aaws%3Aiam%3A%3A441052219917%3Arole%2Fpath%"
		"2FCandorAccess"
		"&RoleSessionName=mira.kovac%40observe&DurationSeconds=3600"
		"&ExternalId=7d1f&SourceIdentity=mira.kovac"
		"&PolicyArns.member.1.arn="
		"arn%3Aaws%3Aiam%3A%3A441052219917%3Apolicy%2FCandorObserve"
		"&Tags.member.1.Key=candor-operator&Tags.member.1.Value=mira.kovac"
		"&Tags.member.2.Key=candor-mode&Tags.member.2.Value=observe"
		"&Tags.member.3.Key=candor-installation"
		"&Tags.member.3.Value=acme-prod-eu");
	assert_string_equal(fake_sent(s->w.transport, 1)->request.host,
			    "sts.eu-central-1.amazonaws.com");
}

static void the_opening_is_on_record_in_the_customers_log(void **state)
{
	struct scene *s = *state;
	const struct fake_entry *e;
	const char *leaf;

	expect_caller(&s->w, ROLE_CALLER);
	expect_assume(s, GOOD);
	assert_true(open(s));
	world_turns(&s->w);
	assert_string_equal(fake_journal_kinds(s->w.fake),
			    "act.intent act.outcome identity "
			    "act.intent act.outcome session.open");
	e = fake_journal_last(s->w.fake, JOURNAL_SESSION_OPEN);
	assert_int_equal(e->log, s->w.log);
	assert_int_equal(e->receipt.seq, get(s)->open_seq);
	leaf = world_leaf(&s->w, JOURNAL_SESSION_OPEN, 0);
	assert_non_null(strstr(leaf, "\"access_key_id\":\"ASIAONE\""));
	assert_non_null(strstr(leaf, "\"assume_request_id\":\"rid-assume\""));
	assert_non_null(strstr(leaf, "\"expires\":\"2026-11-23T07:00:00Z\""));
	assert_non_null(strstr(leaf, "\"mfa\":\"none\""));
	assert_non_null(strstr(leaf, "\"region\":[\"eu-central-1\"]"));
	assert_non_null(strstr(leaf, "\"role_arn\":\"" ROLE "\""));
	assert_non_null(strstr(leaf, "\"role_session_name\":\"mira.kovac@observe\""));
	assert_non_null(strstr(leaf, "\"source_identity\":\"mira.kovac\""));
	assert_non_null(
		strstr(leaf, "{\"key\":\"candor-mode\",\"value\":\"observe\"}"));
	assert_non_null(strstr(leaf, get(s)->id));
	assert_non_null(strstr(leaf, "\"who\":\"mira.kovac\""));
	leaf = world_leaf(&s->w, JOURNAL_ACT_INTENT, 1);
	assert_non_null(strstr(leaf, "\"inst\":\"acme-prod-eu\""));
	assert_non_null(strstr(leaf, "\"mode\":\"observe\""));
	assert_non_null(strstr(leaf, "\"target\":{\"arn\":\"" ROLE "\"}"));
}

static void opening_twice_is_opening_once(void **state)
{
	struct scene *s = *state;

	expect_caller(&s->w, ROLE_CALLER);
	expect_assume(s, GOOD);
	assert_true(open(s));
	assert_true(open(s));
	world_turns(&s->w);
	assert_int_equal(s->n_done, 2);
	assert_true(open(s)); /* open already: told at once */
	assert_int_equal(s->n_done, 3);
	assert_int_equal(fake_n_sent(s->w.transport), 2);
}

static void installations_are_opened_side_by_side(void **state)
{
	struct scene *s = *state;
	struct err err = ERR_INIT;

	expect_caller(&s->w, ROLE_CALLER);
	fake_expect(s->w.transport, "740093316528",
		    &(struct fake_reply){ .status = 403, .body = DENIED });
	expect_assume(s, GOOD);
	assert_true(open(s));
	assert_true(sessions_open(s->s, 1, MODE_OBSERVE, NULL, NULL, &err));
	world_turns(&s->w);
	assert_int_equal(get(s)->state, SESSION_OPEN);
	assert_int_equal(sessions_get(s->s, 1, MODE_OBSERVE)->state, SESSION_FAILED);
	assert_int_equal(sessions_get(s->s, 1, MODE_OBSERVE)->error.code, ERR_DENIED);
	assert_true(sessions_get(s->s, 1, MODE_OBSERVE)->error_seq > 0);
	assert_null(sessions_cred(s->s, 1, MODE_OBSERVE));
	assert_non_null(sessions_cred(s->s, 0, MODE_OBSERVE));
	assert_int_equal(world_count(&s->w, JOURNAL_ACT_INTENT, "GetCallerIdentity"),
			 1);
}

static const struct {
	const char *body, *says;
} wrong_answers[] = {
	{ ASSUMED("A1", "999999999999", "2026-11-23T07:00:00Z", ""),
	  "not what was asked" },
	{ ASSUMED("A1", "441052219917", "2026-11-23T07:00:00Z",
		  "<SourceIdentity>jo</SourceIdentity>"),
	  "source identity" },
	{ ASSUMED("A1", "441052219917", "2026-11-23T07:00:00Z", ""),
	  "no source identity" },
	{ ASSUMED("A1", "441052219917", "2026-11-23T05:00:00Z", WHO), "over already" },
	{ ASSUMED("A1", "441052219917", "soon", ""), "Expiration" },
	{ ASSUMED("", "441052219917", "2026-11-23T07:00:00Z", ""), "AccessKeyId" },
	{ "<AssumeRoleResponse><AssumeRoleResult/></AssumeRoleResponse>",
	  "AccessKeyId" },
};

static void an_answer_that_was_not_asked_for_is_not_used(void **state)
{
	struct scene *s = *state;

	expect_caller(&s->w, ROLE_CALLER);
	for (size_t i = 0; i < ARRAY_LEN(wrong_answers); i++) {
		expect_assume(s, wrong_answers[i].body);
		assert_true(open(s));
		world_turns(&s->w);
		if (strstr(s->err.text, wrong_answers[i].says) == NULL)
			print_error("case %zu: %s\n", i, s->err.text);
		assert_int_equal(get(s)->state, SESSION_FAILED);
		assert_non_null(strstr(s->err.text, wrong_answers[i].says));
		assert_null(strstr(s->err.text, "canary"));
		assert_null(sessions_cred(s->s, 0, MODE_OBSERVE));
	}
	assert_int_equal(world_count(&s->w, JOURNAL_SESSION_OPEN, ""), 0);
}

static void an_opening_that_is_not_on_record_is_none(void **state)
{
	struct scene *s = *state;

	expect_caller(&s->w, ROLE_CALLER);
	expect_assume(s, GOOD);
	fake_journal_refuse(s->w.fake, FAKE_COMMIT, 4, 1000, ERR_JOURNAL);
	assert_true(open(s));
	world_turns(&s->w);
	assert_int_equal(s->err.code, ERR_JOURNAL);
	assert_int_equal(get(s)->state, SESSION_FAILED);
	assert_null(sessions_cred(s->s, 0, MODE_OBSERVE));
}

static void dropping_writes_the_end_with_its_counts(void **state)
{
	struct scene *s = *state;

	expect_caller(&s->w, ROLE_CALLER);
	expect_assume(s, GOOD);
	assert_true(open(s));
	world_turns(&s->w);
	sessions_drop(s->s, 0, MODE_OBSERVE, "operator");
	assert_int_equal(get(s)->state, SESSION_NONE);
	assert_null(sessions_cred(s->s, 0, MODE_OBSERVE));
	world_turns(&s->w);
	assert_int_equal(
		world_count(&s->w, JOURNAL_SESSION_CLOSE,
			    "{\"intents\":0,\"items\":0,\"lost\":0,\"masked\":0,"
			    "\"outcomes\":0,\"reason\":\"operator\"}"),
		1);
	assert_true(door_idle(s->w.door));
	/* nothing is open: nothing is written */
	sessions_drop(s->s, 0, MODE_OBSERVE, "operator");
	sessions_close_all(s->s, "exit");
	world_turns(&s->w);
	assert_int_equal(world_count(&s->w, JOURNAL_SESSION_CLOSE, ""), 1);
}

static void dropping_while_opening_tells_who_waits(void **state)
{
	struct scene *s = *state;

	expect_caller(&s->w, ROLE_CALLER);
	fake_expect(s->w.transport, "Action=AssumeRole",
		    &(struct fake_reply){ .never = true });
	assert_true(open(s));
	world_turns(&s->w);
	assert_int_equal(s->n_done, 0);
	sessions_drop(s->s, 0, MODE_OBSERVE, "operator");
	assert_int_equal(s->n_done, 1);
	assert_int_equal(s->err.code, ERR_CANCEL);
	world_turns(&s->w);
	assert_true(door_idle(s->w.door));
	assert_int_equal(world_count(&s->w, JOURNAL_ACT_OUTCOME, "aborted"), 1);
	assert_int_equal(world_count(&s->w, JOURNAL_SESSION_CLOSE, ""), 0);
}

/* STS has answered: in LOOP_SEND the answer is not told, in LOOP_TIMERS session.open is
 * queued, in LOOP_JOURNAL it is committed and not told. */
static void drop_when_answered(void *ctx)
{
	struct scene *s = ctx;

	if (s->drop_at == 0 || fake_n_sent(s->w.transport) < s->drop_at)
		return;
	s->drop_at = 0;
	door_cancel_all(s->w.door);
	if (s->cancels_only)
		return;
	sessions_close_all(s->s, "exit");
	s->n_done_at_drop = s->n_done;
	if (s->open_again)
		assert_true(open(s));
}

static void an_answer_that_comes_with_the_end_opens_nothing(void **state)
{
	struct scene *s = *state;

	expect_caller(&s->w, ROLE_CALLER);
	fake_expect(s->w.transport, "Action=AssumeRole",
		    &(struct fake_reply){ .body = GOOD, .ended = true });
	loop_on(s->w.loop, LOOP_SEND, drop_when_answered, s);
	s->drop_at = 2;
	s->cancels_only = true;
	assert_true(open(s));
	world_turns(&s->w);
	assert_int_equal(s->n_done, 1);
	assert_int_equal(s->err.code, ERR_CANCEL);
	assert_int_equal(get(s)->state, SESSION_FAILED);
	assert_true(door_idle(s->w.door));
	assert_int_equal(world_count(&s->w, JOURNAL_ACT_OUTCOME, "\"aborted\""), 1);
	assert_int_equal(world_count(&s->w, JOURNAL_SESSION_OPEN, ""), 0);
	assert_int_equal(world_count(&s->w, JOURNAL_SESSION_CLOSE, ""), 0);
}

static void check_dropped_in(struct scene *s, enum loop_phase phase)
{
	const struct fake_entry *opened;
	char ref[40];

	expect_caller(&s->w, ROLE_CALLER);
	expect_assume(s, GOOD);
	loop_on(s->w.loop, phase, drop_when_answered, s);
	s->drop_at = 2;
	assert_true(open(s));
	world_turns(&s->w);
	assert_int_equal(s->n_done_at_drop, 1);
	assert_int_equal(s->n_done, 1);
	assert_int_equal(s->err.code, ERR_CANCEL);
	assert_int_equal(get(s)->state, SESSION_NONE);
	assert_null(sessions_cred(s->s, 0, MODE_OBSERVE));
	assert_true(door_idle(s->w.door));
	assert_int_equal(world_count(&s->w, JOURNAL_SESSION_OPEN, ""), 1);
	assert_int_equal(world_count(&s->w, JOURNAL_SESSION_CLOSE, "\"exit\""), 1);
	opened = fake_journal_last(s->w.fake, JOURNAL_SESSION_OPEN);
	(void)snprintf(ref, sizeof(ref), "\"ref\":%d", (int)opened->receipt.seq);
	assert_int_equal(world_count(&s->w, JOURNAL_SESSION_CLOSE, ref), 1);
}

static void one_dropped_with_its_opening_queued_is_closed_too(void **state)
{
	check_dropped_in(*state, LOOP_TIMERS);
}

static void one_dropped_with_its_opening_committed_is_closed_too(void **state)
{
	check_dropped_in(*state, LOOP_JOURNAL);
}

static void a_renewal_dropped_with_its_opening_queued_closes_both(void **state)
{
	struct scene *s = *state;
	struct err err = ERR_INIT;
	char first[ULID_LEN + 1];

	open_one_of_two(s, first);
	loop_on(s->w.loop, LOOP_TIMERS, drop_when_answered, s);
	s->drop_at = 3;
	assert_true(sessions_renew(s->s, 0, MODE_OBSERVE, done, s, &err));
	world_turns(&s->w);
	assert_int_equal(get(s)->state, SESSION_NONE);
	assert_int_equal(world_count(&s->w, JOURNAL_SESSION_OPEN, ""), 2);
	assert_int_equal(world_count(&s->w, JOURNAL_SESSION_CLOSE, "\"exit\""), 2);
	assert_int_equal(world_count(&s->w, JOURNAL_SESSION_CLOSE, first), 1);
}

static void one_dropped_late_and_asked_for_again_is_used(void **state)
{
	struct scene *s = *state;

	expect_caller(&s->w, ROLE_CALLER);
	expect_assume(s, GOOD);
	loop_on(s->w.loop, LOOP_TIMERS, drop_when_answered, s);
	s->drop_at = 2;
	s->open_again = true;
	assert_true(open(s));
	world_turns(&s->w);
	assert_int_equal(s->n_done, 2);
	assert_true(s->ok);
	assert_int_equal(get(s)->state, SESSION_OPEN);
	assert_int_equal(world_count(&s->w, JOURNAL_SESSION_OPEN, ""), 1);
	assert_int_equal(world_count(&s->w, JOURNAL_SESSION_CLOSE, ""), 0);
}

static void a_session_that_is_over_says_so(void **state)
{
	struct scene *s = *state;

	expect_caller(&s->w, ROLE_CALLER);
	expect_assume(s, GOOD);
	expect_assume(s, NEXT);
	assert_true(open(s));
	world_turns(&s->w);
	fake_clock_advance(&s->w.clock, INT64_C(3600) * 1000);
	assert_null(sessions_cred(s->s, 0, MODE_OBSERVE));
	world_turns(&s->w);
	assert_int_equal(get(s)->state, SESSION_EXPIRED);
	assert_int_equal(world_count(&s->w, JOURNAL_SESSION_CLOSE, "expired"), 1);
	assert_true(open(s));
	world_turns(&s->w);
	assert_int_equal(get(s)->state, SESSION_OPEN);
	assert_string_equal(get(s)->key_id, "ASIATWO");
}

static void a_jump_of_the_wall_clock_ends_a_session(void **state)
{
	struct scene *s = *state;

	expect_caller(&s->w, ROLE_CALLER);
	expect_assume(s, GOOD);
	assert_true(open(s));
	world_turns(&s->w);
	fake_clock_jump(&s->w.clock, 4000);
	assert_null(sessions_cred(s->s, 0, MODE_OBSERVE));
	fake_clock_advance(&s->w.clock, 61000);
	world_turns(&s->w);
	assert_int_equal(get(s)->state, SESSION_EXPIRED);
}

static void a_renewal_replaces_the_session(void **state)
{
	struct scene *s = *state;
	struct err err = ERR_INIT;
	char first[ULID_LEN + 1];

	open_one_of_two(s, first);
	assert_true(sessions_renew(s->s, 0, MODE_OBSERVE, done, s, &err));
	assert_true(get(s)->renewing);
	assert_int_equal(get(s)->state, SESSION_OPEN);
	world_turns(&s->w);
	assert_false(get(s)->renewing);
	assert_string_equal(get(s)->key_id, "ASIATWO");
	assert_string_not_equal(get(s)->id, first);
	assert_int_equal(world_count(&s->w, JOURNAL_SESSION_CLOSE, "renewed"), 1);
	assert_int_equal(world_count(&s->w, JOURNAL_SESSION_CLOSE, first), 1);
}

static void a_renewal_that_fails_leaves_the_session(void **state)
{
	struct scene *s = *state;
	struct err err = ERR_INIT;

	expect_caller(&s->w, ROLE_CALLER);
	expect_assume(s, GOOD);
	fake_expect(s->w.transport, "Action=AssumeRole",
		    &(struct fake_reply){ .status = 403, .body = DENIED });
	assert_true(open(s));
	world_turns(&s->w);
	assert_true(sessions_renew(s->s, 0, MODE_OBSERVE, done, s, &err));
	world_turns(&s->w);
	assert_false(s->ok);
	assert_int_equal(get(s)->state, SESSION_OPEN);
	assert_int_equal(get(s)->error.code, ERR_DENIED);
	assert_string_equal(sessions_cred(s->s, 0, MODE_OBSERVE)->key_id, "ASIAONE");
}

static void modes_that_do_not_exist_are_refused_and_recorded(void **state)
{
	struct scene *s = *state;
	struct err err = ERR_INIT;

	assert_false(sessions_open(s->s, 0, MODE_DEBUG, done, s, &err));
	assert_int_equal(err.code, ERR_UNSUPPORTED);
	world_turns(&s->w);
	assert_int_equal(fake_n_sent(s->w.transport), 0);
	assert_string_equal(fake_journal_kinds(s->w.fake), "act.intent act.outcome");
	assert_int_equal(world_count(&s->w, JOURNAL_ACT_OUTCOME,
				     "mode DEBUG does not exist in this version"),
			 1);
	assert_int_equal(world_count(&s->w, JOURNAL_ACT_INTENT, "\"mode\":\"debug\""),
			 1);
}

static void a_refusal_waits_for_a_busy_journal(void **state)
{
	struct scene *s = *state;
	struct err err = ERR_INIT;

	fake_journal_refuse(s->w.fake, FAKE_LOG, 1, 3, ERR_BUSY);
	assert_false(sessions_open(s->s, 0, MODE_DEBUG, done, s, &err));
	assert_false(sessions_open(s->s, 0, MODE_DEBUG, done, s, &err));
	world_wait(&s->w, 500);
	assert_int_equal(world_count(&s->w, JOURNAL_ACT_OUTCOME,
				     "mode DEBUG does not exist in this version"),
			 2);
}

/* ---- what must not be done ---- */

static void drops_itself(void *ctx, const struct session *session,
			 const struct err *err)
{
	struct scene *s = ctx;

	(void)err;
	if (session->state == SESSION_OPEN)
		sessions_drop(s->s, 0, MODE_OBSERVE, "operator");
}

static void a_callback_may_not_end_its_session(void **state)
{
	struct scene *s = *state;
	struct err err = ERR_INIT;
	int status = 0;
	pid_t child;

	expect_caller(&s->w, ROLE_CALLER);
	expect_assume(s, GOOD);
	assert_true(sessions_open(s->s, 0, MODE_OBSERVE, drops_itself, s, &err));
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		(void)signal(SIGABRT, SIG_DFL); /* cmocka holds it */
		(void)close(STDERR_FILENO);     /* the sentence is not for here */
		world_turns(&s->w);
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	sessions_forget(s->s, s);
}

static void who_forgot_is_not_told(void **state)
{
	struct scene *s = *state;

	expect_caller(&s->w, ROLE_CALLER);
	expect_assume(s, GOOD);
	assert_true(open(s));
	sessions_forget(s->s, s);
	world_turns(&s->w);
	assert_int_equal(s->n_done, 0);
	assert_int_equal(get(s)->state, SESSION_OPEN);
	assert_true(s->n_changes >= 2);
}

static void a_name_that_does_not_fit_is_refused(void **state)
{
	struct scene *s = *state;

	expect_caller(&s->w,
		      CALLER("arn:aws:sts::305518842907:assumed-role/"
			     "a123456789012345678901234567890123456789012345678901"
			     "23456/x"));
	assert_true(open(s));
	world_turns(&s->w);
	assert_int_equal(s->err.code, ERR_CONFIG);
	assert_non_null(strstr(s->err.text, "64 bytes of a RoleSessionName"));
	assert_non_null(strstr(s->err.text, "needs a name of at most 56 bytes"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_session_opens_with_all_that_names_the_person),
		T(the_opening_is_on_record_in_the_customers_log),
		T(opening_twice_is_opening_once),
		T(installations_are_opened_side_by_side),
		T(an_answer_that_was_not_asked_for_is_not_used),
		T(an_opening_that_is_not_on_record_is_none),
		T(dropping_writes_the_end_with_its_counts),
		T(dropping_while_opening_tells_who_waits),
		T(an_answer_that_comes_with_the_end_opens_nothing),
		T(one_dropped_with_its_opening_queued_is_closed_too),
		T(one_dropped_with_its_opening_committed_is_closed_too),
		T(a_renewal_dropped_with_its_opening_queued_closes_both),
		T(one_dropped_late_and_asked_for_again_is_used),
		T(a_session_that_is_over_says_so),
		T(a_jump_of_the_wall_clock_ends_a_session),
		T(a_renewal_replaces_the_session),
		T(a_renewal_that_fails_leaves_the_session),
		T(modes_that_do_not_exist_are_refused_and_recorded),
		T(a_refusal_waits_for_a_busy_journal),
		T(a_callback_may_not_end_its_session),
		T(who_forgot_is_not_told),
		T(a_name_that_does_not_fit_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

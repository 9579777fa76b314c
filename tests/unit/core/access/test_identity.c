/* core/access/identity.c: who the operator is, by the hops of a plan and a code. */
#include "tests/unit/core/access/identity_world.h"

/* ---- the table of persons ---- */

static const struct {
	const char *arn;
	enum identity_part part;
	const char *who; /* NULL: refused with code */
	enum err_code code;
	bool is_user;
} persons[] = {
	{ IAM "user/mira.kovac", IDENTITY_PART_UNSET, "mira.kovac", ERR_NONE, true },
	{ IAM "user/ops/eu/mira", IDENTITY_PART_ROLE, "mira", ERR_NONE, true },
	{ "arn:aws-cn:iam::305518842907:user/li", 0, "li", ERR_NONE, true },
	{ STS SSO "mira@vendor.example", 0, "mira@vendor.example", ERR_NONE, false },
	{ STS SSO "mira@x", IDENTITY_PART_ROLE, "mira@x", ERR_NONE, false },
	{ STS "mira.kovac/whatever", IDENTITY_PART_ROLE, "mira.kovac", ERR_NONE,
	  false },
	{ STS "ops/mira.kovac", IDENTITY_PART_SESSION, "mira.kovac", ERR_NONE, false },
	{ STS "ops/mira.kovac", IDENTITY_PART_UNSET, NULL, ERR_CONFIG, false },
	{ STS LONG64 "/s", IDENTITY_PART_ROLE, LONG64, ERR_NONE, false },
	{ STS LONG64 "x/s", IDENTITY_PART_ROLE, NULL, ERR_CRED, false },
	{ STS "x/session", IDENTITY_PART_ROLE, NULL, ERR_CRED, false },
	{ STS "r\xc3\xb6le/s", IDENTITY_PART_ROLE, NULL, ERR_CRED, false },
	{ STS "ops/aws:mira", IDENTITY_PART_SESSION, NULL, ERR_CRED, false },
	{ STS "ops/a b", IDENTITY_PART_SESSION, NULL, ERR_CRED, false },
	{ STS "ops", IDENTITY_PART_SESSION, NULL, ERR_CRED, false },
	{ IAM "root", IDENTITY_PART_ROLE, NULL, ERR_CRED, false },
	{ "arn:aws:sts::305518842907:federated-user/mira", IDENTITY_PART_ROLE, NULL,
	  ERR_CRED, false },
	{ IAM "role/mira", IDENTITY_PART_ROLE, NULL, ERR_CRED, false },
	{ "mira", IDENTITY_PART_ROLE, NULL, ERR_CRED, false },
	{ "", IDENTITY_PART_ROLE, NULL, ERR_CRED, false },
};

static void the_person_stands_in_the_callers_arn(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(persons); i++) {
		char who[IDENTITY_WHO_MAX + 1] = "untouched";
		bool is_user = false;
		struct err err = ERR_INIT;
		bool ok = identity_person(persons[i].arn, persons[i].part, who,
					  &is_user, &err);

		if (ok != (persons[i].who != NULL))
			print_error("case %zu: %s: %s\n", i, persons[i].arn, err.text);
		assert_int_equal(ok, persons[i].who != NULL);
		assert_int_equal(err.code, persons[i].code);
		if (!ok)
			continue;
		assert_string_equal(who, persons[i].who);
		assert_int_equal(is_user, persons[i].is_user);
	}
}

/* ---- following a plan ---- */

#define WRONG_CODE \
	"MultiFactorAuthentication failed with invalid MFA one time pass code. "

static void add_hop(struct scene *s, const char *serial, const char *session)
{
	struct cred_hop *h = &s->plan.hops[s->plan.n_hops++];

	h->profile = mem_text("ops");
	h->role_arn = mem_text(IAM "role/candor-operators/mira.kovac");
	h->external_id = mem_text("ext");
	h->mfa_serial = mem_text(serial);
	h->session_name = mem_text(session);
	h->duration_sec = 1800;
}

static void keys_become_a_person_on_record(void **state)
{
	struct scene *s = *state;
	const struct caller *c;

	fake_expect(s->w.transport, "Action=GetCallerIdentity",
		    &(struct fake_reply){ .body = CALLER(IAM "user/mira.kovac") });
	assert_string_equal(world_who(&s->w), "unverified");
	start(s);
	assert_true(s->ok);
	assert_int_equal(identity_state(s->id), IDENTITY_READY);
	c = identity_caller(s->id);
	assert_string_equal(c->who, "mira.kovac");
	assert_string_equal(c->account, "305518842907");
	assert_true(c->is_user);
	assert_false(c->mfa);
	assert_string_equal(world_who(&s->w), "mira.kovac");
	assert_string_equal(fake_journal_kinds(s->w.fake),
			    "act.intent act.outcome identity");
	assert_int_equal(
		world_count(&s->w, JOURNAL_ACT_INTENT, "\"who\":\"unverified\""), 1);
	assert_int_equal(
		world_count(&s->w, JOURNAL_IDENTITY,
			    "\"data\":{\"account\":\"305518842907\",\"arn\":\"" IAM
			    "user/mira.kovac\",\"source\":\"profile mira\","
			    "\"user_id\":\"AROA1:x\"}"),
		1);
	assert_int_equal(world_count(&s->w, JOURNAL_IDENTITY, "\"who\":\"mira.kovac\""),
			 1);
	assert_string_equal(identity_cred(s->id)->key_id, "ASIAEXAMPLE");
	/* the region without any wish */
	assert_string_equal(fake_sent(s->w.transport, 0)->request.host,
			    "sts.us-east-1.amazonaws.com");
}

/* Wherever it stands: what is not through yet has failed at once, and may be started
 * again. */
static void one_that_is_cancelled_sends_nothing_more(void **state)
{
	for (int turns = 0; turns < 10; turns++) {
		struct scene *s = *state;
		size_t sent;

		add_hop(s, NULL, NULL);
		fake_expect(s->w.transport, "Action=AssumeRole",
			    &(struct fake_reply){ .body = ASSUMED("ASIAHOP1"),
						  .times = FAKE_ALWAYS });
		fake_expect(s->w.transport, "Action=GetCallerIdentity",
			    &(struct fake_reply){ .body = CALLER(STS "mira.kovac/mira"),
						  .times = FAKE_ALWAYS });
		s->id = identity_new(&s->opts);
		identity_start(s->id, done, s);
		for (int i = 0; i < turns; i++)
			loop_turn(s->w.loop, 0);
		sent = fake_n_sent(s->w.transport);
		identity_cancel(s->id);
		world_turns(&s->w);
		assert_int_equal(fake_n_sent(s->w.transport), sent);
		assert_int_equal(s->n_done, 1);
		assert_true(s->ok || s->err.code == ERR_CANCEL);
		assert_true(turns > 0 || !s->ok);
		assert_true(s->ok || strstr(s->err.text, "finding out who acts was "
							 "given up (") != NULL);
		assert_true(door_idle(s->w.door));
		assert_int_equal(world_count(&s->w, JOURNAL_IDENTITY, ""), s->ok);
		identity_start(s->id, done, s);
		world_turns(&s->w);
		assert_true(s->ok);
		teardown(state);
		setup(state);
	}
}

static void hops_are_assumed_in_order(void **state)
{
	struct scene *s = *state;

	add_hop(s, NULL, NULL);
	add_hop(s, NULL, "mira@vendor.example");
	s->opts.user = "mira";
	s->opts.region = "eu-central-1";
	fake_expect(s->w.transport, "Action=AssumeRole",
		    &(struct fake_reply){ .body = ASSUMED("ASIAHOP1") });
	fake_expect(s->w.transport, "Action=AssumeRole",
		    &(struct fake_reply){ .body = ASSUMED("ASIAHOP2") });
	fake_expect(s->w.transport, "Action=GetCallerIdentity",
		    &(struct fake_reply){ .body = CALLER(STS "mira.kovac/mira") });
	start(s);
	assert_true(s->ok);
	assert_string_equal(identity_caller(s->id)->who, "mira.kovac");
	assert_string_equal(identity_cred(s->id)->key_id, "ASIAHOP2");
	assert_non_null(strstr(fake_body(s->w.transport, 0), "RoleSessionName=mira&"));
	assert_non_null(strstr(fake_body(s->w.transport, 0), "DurationSeconds=1800"));
	assert_non_null(strstr(fake_body(s->w.transport, 0), "ExternalId=ext"));
	assert_null(strstr(fake_body(s->w.transport, 0), "TokenCode"));
	assert_non_null(strstr(fake_body(s->w.transport, 1),
			       "RoleSessionName=mira%40vendor.example"));
	assert_non_null(strstr(http_request_get(&fake_sent(s->w.transport, 1)->request,
						"Authorization"),
			       "ASIAHOP1/20261123/eu-central-1/sts/"));
	assert_int_equal(world_count(&s->w, JOURNAL_ACT_INTENT, "identity.assume"), 2);
	assert_int_equal(world_count(&s->w, JOURNAL_ACT_INTENT, "\"inst\""), 0);
}

static void a_code_is_asked_for_and_sent_once(void **state)
{
	struct scene *s = *state;

	add_hop(s, "arn:aws:iam::1:mfa/mira", NULL);
	fake_expect(s->w.transport, "TokenCode=424242",
		    &(struct fake_reply){ .body = ASSUMED("ASIAHOP1") });
	fake_expect(s->w.transport, "Action=GetCallerIdentity",
		    &(struct fake_reply){ .body = CALLER(STS "mira.kovac/mira") });
	start(s);
	assert_int_equal(identity_state(s->id), IDENTITY_ASKING);
	assert_int_equal(fake_n_sent(s->w.transport), 0);
	assert_string_equal(s->serial, "arn:aws:iam::1:mfa/mira");
	assert_string_equal(s->what, "profile ops");
	assert_string_equal(s->why, "");
	s->reply(s->reply_ctx, "424242");
	s->reply(s->reply_ctx, "999999"); /* a second answer to one question */
	world_turns(&s->w);
	assert_true(s->ok);
	assert_true(identity_caller(s->id)->mfa);
	assert_non_null(strstr(fake_body(s->w.transport, 0),
			       "SerialNumber=arn%3Aaws%3Aiam%3A%3A1%3Amfa%2Fmira"));
	assert_int_equal(s->n_asked, 1);
}

static void a_wrong_code_may_be_tried_again(void **state)
{
	struct scene *s = *state;

	add_hop(s, "arn:aws:iam::1:mfa/mira", NULL);
	fake_expect(s->w.transport, "TokenCode=111111",
		    &(struct fake_reply){ .status = 403, .body = DENIED(WRONG_CODE) });
	fake_expect(s->w.transport, "TokenCode=424242",
		    &(struct fake_reply){ .body = ASSUMED("ASIAHOP1") });
	fake_expect(s->w.transport, "Action=GetCallerIdentity",
		    &(struct fake_reply){ .body = CALLER(STS "mira.kovac/mira") });
	start(s);
	s->reply(s->reply_ctx, "12345");
	assert_int_equal(s->n_asked, 2);
	assert_string_equal(s->why, "a code has six digits");
	s->reply(s->reply_ctx, "111111");
	world_turns(&s->w);
	assert_int_equal(s->n_asked, 3);
	assert_non_null(strstr(s->why, "did not take that code"));
	assert_int_equal(s->n_done, 0);
	s->reply(s->reply_ctx, "424242");
	world_turns(&s->w);
	assert_true(s->ok);
}

static void three_wrong_codes_are_enough(void **state)
{
	struct scene *s = *state;

	add_hop(s, "arn:aws:iam::1:mfa/mira", NULL);
	fake_expect(s->w.transport, "TokenCode",
		    &(struct fake_reply){ .status = 403,
					  .body = DENIED(WRONG_CODE),
					  .times = FAKE_ALWAYS });
	start(s);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(s->n_done, 0);
		s->reply(s->reply_ctx, "111111");
		world_turns(&s->w);
	}
	assert_int_equal(s->n_done, 1);
	assert_int_equal(s->err.code, ERR_DENIED);
	assert_int_equal(identity_state(s->id), IDENTITY_FAILED);
	assert_int_equal(identity_error(s->id)->code, ERR_DENIED);
	assert_string_equal(world_who(&s->w), "unverified");
	assert_null(identity_caller(s->id));
	assert_null(identity_cred(s->id));
	/* and once more from the start */
	s->n_done = 0;
	start(s);
	assert_int_equal(identity_state(s->id), IDENTITY_ASKING);
}

/* Another code would not help: said as what it is, and not asked again. */
static void a_plain_denial_is_no_wrong_code(void **state)
{
	static const char *const denials[] = {
		DENIED("User: mira is not authorized to perform: sts:AssumeRole with "
		       "an "
		       "explicit deny: MFA is required"),
		DENIED("MultiFactorAuthentication failed, unable to validate MFA code. "
		       "Please verify your MFA serial number is valid."),
		"<ErrorResponse><Error><Code>ValidationError</Code><Message>" WRONG_CODE
		"</Message></Error></ErrorResponse>",
	};
	struct scene *s = *state;

	add_hop(s, "arn:aws:iam::1:mfa/mira", NULL);
	for (size_t i = 0; i < ARRAY_LEN(denials); i++) {
		s->n_done = s->n_asked = 0;
		fake_expect(s->w.transport, "TokenCode",
			    &(struct fake_reply){ .status = 403, .body = denials[i] });
		start(s);
		s->reply(s->reply_ctx, "111111");
		world_turns(&s->w);
		assert_int_equal(s->n_asked, 1);
		assert_int_equal(s->n_done, 1);
		assert_false(s->ok);
	}
}

static void an_operator_may_decline(void **state)
{
	struct scene *s = *state;

	add_hop(s, "arn:aws:iam::1:mfa/mira", NULL);
	start(s);
	s->reply(s->reply_ctx, NULL);
	assert_int_equal(s->err.code, ERR_CANCEL);
	assert_string_equal(fake_journal_kinds(s->w.fake), "");
}

static void nobody_to_ask_is_a_sentence(void **state)
{
	struct scene *s = *state;

	add_hop(s, "arn:aws:iam::1:mfa/mira", NULL);
	s->opts.ask = NULL;
	start(s);
	assert_int_equal(s->err.code, ERR_CRED);
	assert_non_null(strstr(s->err.text, "profile ops needs a code"));
}

static void a_session_name_must_name_the_person(void **state)
{
	struct scene *s = *state;

	add_hop(s, NULL, NULL);
	s->opts.part = IDENTITY_PART_SESSION;
	start(s);
	assert_int_equal(s->err.code, ERR_CONFIG);
	assert_non_null(strstr(s->err.text, "role_session_name"));
	assert_int_equal(fake_n_sent(s->w.transport), 0);
}

static void a_role_without_a_rule_is_refused_with_the_line_to_add(void **state)
{
	struct scene *s = *state;

	s->opts.part = IDENTITY_PART_UNSET;
	fake_expect(s->w.transport, "Action=GetCallerIdentity",
		    &(struct fake_reply){ .body = CALLER(STS "ops/mira") });
	start(s);
	assert_int_equal(s->err.code, ERR_CONFIG);
	assert_non_null(strstr(s->err.text, "identity = role"));
	assert_int_equal(world_count(&s->w, JOURNAL_IDENTITY, ""), 0);
	assert_int_equal(
		world_count(&s->w, JOURNAL_ACT_OUTCOME, "\"status\":\"error\""), 1);
}

static void a_person_that_is_not_on_record_is_nobody(void **state)
{
	struct scene *s = *state;

	fake_expect(s->w.transport, "Action=GetCallerIdentity",
		    &(struct fake_reply){ .body = CALLER(IAM "user/mira.kovac") });
	fake_journal_refuse(s->w.fake, FAKE_COMMIT, 2, 1000, ERR_JOURNAL);
	start(s);
	assert_false(s->ok);
	assert_int_equal(s->err.code, ERR_JOURNAL);
	assert_string_equal(world_who(&s->w), "unverified");
	assert_null(identity_cred(s->id));
}

static void another_person_is_refused_on_renewal(void **state)
{
	struct scene *s = *state;

	fake_expect(s->w.transport, NULL,
		    &(struct fake_reply){ .body = CALLER(IAM "user/mira.kovac") });
	fake_expect(s->w.transport, NULL,
		    &(struct fake_reply){ .body = CALLER(IAM "user/jo") });
	start(s);
	assert_true(s->ok);
	s->n_done = 0;
	start(s);
	assert_false(s->ok);
	assert_int_equal(s->err.code, ERR_CRED);
	assert_string_equal(world_who(&s->w), "mira.kovac");
}

static void a_running_start_is_joined(void **state)
{
	struct scene *s = *state;

	fake_expect(s->w.transport, NULL,
		    &(struct fake_reply){ .body = CALLER(IAM "user/mira.kovac") });
	s->id = identity_new(&s->opts);
	identity_start(s->id, done, s);
	identity_start(s->id, done, s);
	identity_start(s->id, done, &s->err); /* forgotten: must not be told */
	identity_forget(s->id, &s->err);
	world_turns(&s->w);
	assert_int_equal(s->n_done, 2);
	assert_int_equal(fake_n_sent(s->w.transport), 1);
}

static void keys_that_end_soon_are_not_given_out(void **state)
{
	struct scene *s = *state;

	s->plan.first.expires_sec = WORLD_SEC + 100;
	fake_expect(s->w.transport, NULL,
		    &(struct fake_reply){ .body = CALLER(IAM "user/mira.kovac") });
	start(s);
	assert_non_null(identity_cred(s->id));
	fake_clock_advance(&s->w.clock, 41000);
	assert_null(identity_cred(s->id));
}

static void no_credentials_is_a_sentence(void **state)
{
	struct scene *s = *state;

	s->plan.source = CRED_NONE;
	start(s);
	assert_int_equal(s->err.code, ERR_CRED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_person_stands_in_the_callers_arn),
		T(keys_become_a_person_on_record),
		T(one_that_is_cancelled_sends_nothing_more),
		T(hops_are_assumed_in_order),
		T(a_code_is_asked_for_and_sent_once),
		T(a_wrong_code_may_be_tried_again),
		T(three_wrong_codes_are_enough),
		T(a_plain_denial_is_no_wrong_code),
		T(an_operator_may_decline),
		T(nobody_to_ask_is_a_sentence),
		T(a_session_name_must_name_the_person),
		T(a_role_without_a_rule_is_refused_with_the_line_to_add),
		T(a_person_that_is_not_on_record_is_nobody),
		T(another_person_is_refused_on_renewal),
		T(a_running_start_is_joined),
		T(keys_that_end_soon_are_not_given_out),
		T(no_credentials_is_a_sentence),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* core/access/sso.c: from a sign-in token to the keys of a role, through the door. */
#include "core/aws/cred_sso.h"
#include "tests/unit/core/access/identity_world.h"

#include <unistd.h>

#define KEYS                                                                     \
	"{\"roleCredentials\":{\"accessKeyId\":\"ASIASSO\",\"secretAccessKey\":" \
	"\"canary-key\",\"sessionToken\":\"canary-session\",\"expiration\":"     \
	"1795420800000}}" /* two hours */
#define RENEWED                                                                   \
	"{\"accessToken\":\"canary-new\",\"tokenType\":\"Bearer\",\"expiresIn\":" \
	"28800,\"refreshToken\":\"canary-refresh-2\"}"

static char cache[] = "/tmp/candor-sso-XXXXXX";

/* A sign-in that is good for that many seconds. */
static void sign_in(struct scene *s, int64_t left_sec, bool renewable)
{
	struct cred_sso *from = &s->plan.sso;
	AUTO(sso_token)
	t = { .expires_sec = WORLD_SEC + left_sec,
	      .client_expires_sec = WORLD_SEC + 86400,
	      .client_id = "client" };

	cred_release(&s->plan.first);
	s->plan.source = CRED_SSO;
	*from = (struct cred_sso){
		.profile = mem_text("dev"),
		.start_url = mem_text("https://x/"),
		.region = mem_text("eu-west-1"),
		.account = mem_text("305518842907"),
		.role = mem_text("Ops"),
		.cache = mem_text(cache),
		.may_renew = true,
	};
	secret_set(&t.access, STR("canary-old"));
	secret_set(&t.client_secret, STR("canary-client"));
	if (renewable)
		secret_set(&t.refresh, STR("canary-refresh"));
	assert_true(sso_token_save(from, &t, NULL));
}

static void expect_keys(const struct scene *s, const char *token)
{
	fake_expect(s->w.transport, token, &(struct fake_reply){ .body = KEYS });
	expect_caller(&s->w, ROLE_CALLER);
}

static const char *url_of(const struct scene *s, size_t i, struct buf *out)
{
	buf_clear(out);
	http_request_url(&fake_sent(s->w.transport, i)->request, out);
	return buf_text(out);
}

static void a_good_token_gives_keys(void **state)
{
	struct scene *s = *state;
	AUTO(buf) url = BUF_INIT(LIMIT_TEXT);
	const struct http_request *r;

	sign_in(s, 3600, true);
	expect_keys(s, "canary-old");
	start(s);
	assert_true(s->ok);
	assert_string_equal(identity_cred(s->id)->key_id, "ASIASSO");
	assert_int_equal(identity_caller(s->id)->expires_sec, WORLD_SEC + 7200);
	assert_string_equal(url_of(s, 0, &url),
			    "https://portal.sso.eu-west-1.amazonaws.com/federation/"
			    "credentials?role_name=Ops&account_id=305518842907");
	r = &fake_sent(s->w.transport, 0)->request;
	assert_string_equal(http_request_get(r, "x-amz-sso_bearer_token"),
			    "canary-old");
	assert_null(http_request_get(r, "Authorization"));
	assert_int_equal(world_count(&s->w, JOURNAL_ACT_INTENT, "305518842907/Ops"), 1);
}

static void an_old_token_is_renewed_and_kept(void **state)
{
	struct scene *s = *state;
	AUTO(buf) url = BUF_INIT(LIMIT_TEXT);
	AUTO(sso_token) kept = { 0 };

	sign_in(s, 60, true);
	fake_expect(s->w.transport, "/token", &(struct fake_reply){ .body = RENEWED });
	expect_keys(s, "canary-new");
	start(s);
	assert_true(s->ok);
	assert_string_equal(url_of(s, 0, &url),
			    "https://oidc.eu-west-1.amazonaws.com/token");
	assert_string_equal(
		fake_body(s->w.transport, 0),
		"{\"clientId\":\"client\",\"clientSecret\":\"canary-client\","
		"\"grantType\":\"refresh_token\",\"refreshToken\":"
		"\"canary-refresh\"}");
	assert_true(sso_token_load(&s->plan.sso, &kept, NULL));
	assert_string_equal(kept.access.p, "canary-new");
	assert_string_equal(kept.refresh.p, "canary-refresh-2");
	assert_int_equal(kept.expires_sec, WORLD_SEC + 28800);
}

static void a_renewal_that_fails_leaves_the_old_token_in_use(void **state)
{
	struct scene *s = *state;

	sign_in(s, 60, true);
	fake_expect(s->w.transport, "/token",
		    &(struct fake_reply){
			    .status = 400,
			    .body = "{\"__type\":\"InvalidGrantException\"}" });
	expect_keys(s, "canary-old");
	start(s);
	assert_true(s->ok);
}

static void a_login_that_is_over_names_the_one_command(void **state)
{
	static const struct {
		int64_t left_sec;
		bool renewable;
		const char *why;
	} rows[] = {
		{ -1, false, "its sign-in is over" },
		{ -1, true, "its sign-in is over and was not renewed" },
		{ 3600, true, "AWS does not take its sign-in any more" },
	};
	struct scene *s = *state;

	fake_expect(s->w.transport, "/token",
		    &(struct fake_reply){
			    .status = 400,
			    .body = "{\"__type\":\"InvalidGrantException\"}" });
	fake_expect(
		s->w.transport, "canary-old",
		&(struct fake_reply){
			.status = 401,
			.body = "{\"message\":\"Session token not found or invalid\"}",
			.headers = {
				{ "x-amzn-errortype", "UnauthorizedException" } } });
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(buf) want = BUF_INIT(LIMIT_TEXT);

		cred_plan_release(&s->plan);
		sign_in(s, rows[i].left_sec, rows[i].renewable);
		s->n_done = 0;
		start(s);
		buf_addf(&want,
			 "profile dev: %s: run `aws sso login --profile dev`, then try "
			 "again",
			 rows[i].why);
		assert_int_equal(s->err.code, ERR_CRED);
		assert_string_equal(s->err.text, buf_text(&want));
	}
}

static void a_role_that_is_not_the_operators_is_denied(void **state)
{
	struct scene *s = *state;

	sign_in(s, 3600, true);
	fake_expect(s->w.transport, "canary-old",
		    &(struct fake_reply){ .status = 403,
					  .body = "{\"__type\":\"ForbiddenException\","
						  "\"message\":\"No access\"}" });
	start(s);
	assert_false(s->ok);
	assert_int_equal(s->err.code, ERR_DENIED);
	assert_non_null(strstr(s->err.text, "profile dev, role Ops of 305518842907"));
}

static void answers_without_keys_are_refused(void **state)
{
	static const char *const bodies[] = {
		"{}",
		"{\"roleCredentials\":{}}",
		"{\"roleCredentials\":{\"accessKeyId\":\"A\"}}",
		"<html>canary</html>",
	};
	struct scene *s = *state;

	for (size_t i = 0; i < ARRAY_LEN(bodies); i++) {
		cred_plan_release(&s->plan);
		sign_in(s, 3600, true);
		s->n_done = 0;
		fake_expect(s->w.transport, "canary-old",
			    &(struct fake_reply){ .body = bodies[i] });
		start(s);
		assert_false(s->ok);
		assert_null(strstr(s->err.text, "canary"));
	}
}

static void one_that_is_given_up_sends_nothing_more(void **state)
{
	struct scene *s = *state;

	sign_in(s, 60, true);
	fake_expect(s->w.transport, "/token", &(struct fake_reply){ .never = true });
	start(s);
	assert_int_equal(s->n_done, 0);
	identity_cancel(s->id);
	world_turns(&s->w);
	assert_int_equal(s->err.code, ERR_CANCEL);
	assert_int_equal(fake_n_sent(s->w.transport), 1);
	assert_int_equal(fake_n_cancelled(s->w.transport), 1);
	assert_int_equal(world_count(&s->w, JOURNAL_ACT_OUTCOME, "aborted"), 1);
}

static int group_setup(void **state)
{
	int fd = mkstemp(cache);

	(void)state;
	return fd < 0 ? -1 : close(fd);
}

static int group_teardown(void **state)
{
	(void)state;
	return unlink(cache);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_good_token_gives_keys),
		T(an_old_token_is_renewed_and_kept),
		T(a_renewal_that_fails_leaves_the_old_token_in_use),
		T(a_login_that_is_over_names_the_one_command),
		T(a_role_that_is_not_the_operators_is_denied),
		T(answers_without_keys_are_refused),
		T(one_that_is_given_up_sends_nothing_more),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}

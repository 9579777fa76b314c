/* core/aws/cred_sso.c: profiles that sign in by a browser, and the token in the cache.
 */
#include "core/aws/cred_sso.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/base/os.h"
#include "tests/fake/env.h"

static void recognises_each_way_of_signing_in_by_a_browser(void **state)
{
	static const struct {
		const char *line;
		bool sso;
	} rows[] = {
		{ "sso_session = my", true },
		{ "sso_start_url = https://x/", true },
		{ "sso_account_id = 1", true },
		{ "sso_role_name = Dev", true },
		{ "login_session = arn:aws:x", true },
		{ "sso_session =", false },
		{ "region = eu-west-1", false },
		{ "sso_region = eu-west-1", false },
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(profiles) p = { 0 };
		AUTO(buf) text = BUF_INIT(100);
		buf_addf(&text, "[profile dev]\n%s\n", rows[i].line);
		assert_true(
			profiles_parse(&p, buf_str(&text), "f", PROFILE_CONFIG, NULL));
		assert_int_equal(cred_sso_is(profiles_find(&p, "dev")), rows[i].sso);
	}
}

static bool read_profile(const char *config, struct cred_sso *ret, struct err *err)
{
	AUTO(profiles) p = { 0 };
	struct fake_env env;

	fake_env_init(&env);
	fake_env_set(&env, "HOME", "/home/mira");
	assert_true(profiles_parse(&p, str_of(config), "f", PROFILE_CONFIG, NULL));
	*ret = (struct cred_sso){ 0 };
	bool ok = cred_sso_read(&p, profiles_find(&p, "dev"), &env.env, ret, err);
	fake_env_release(&env);
	return ok;
}

static void an_sso_session_says_where_the_portal_is(void **state)
{
	AUTO(cred_sso) s = { 0 };
	struct err err = ERR_INIT;
	(void)state;

	assert_true(read_profile("[sso-session vendor]\nsso_start_url = https://x/\n"
				 "sso_region = eu-west-1\n[profile dev]\n"
				 "sso_session = vendor\nsso_account_id = 305518842907\n"
				 "sso_role_name = Ops\nregion = us-east-1\n",
				 &s, &err));
	assert_string_equal(s.profile, "dev");
	assert_string_equal(s.start_url, "https://x/");
	assert_string_equal(s.region, "eu-west-1");
	assert_string_equal(s.account, "305518842907");
	assert_string_equal(s.role, "Ops");
	assert_true(s.may_renew);
	/* printf vendor | sha1sum */
	assert_string_equal(s.cache, "/home/mira/.aws/sso/cache/"
				     "9fdcb2f441fcdd2e24e21bf8d45413ae72c0443c.json");
}

static void the_old_form_has_all_in_the_profile(void **state)
{
	AUTO(cred_sso) s = { 0 };
	struct err err = ERR_INIT;
	(void)state;

	assert_true(read_profile("[profile dev]\nsso_start_url = https://x/\n"
				 "sso_region = eu-west-1\n"
				 "sso_account_id = 305518842907\nsso_role_name = Ops\n",
				 &s, &err));
	assert_false(s.may_renew);
	/* printf https://x/ | sha1sum */
	assert_string_equal(s.cache, "/home/mira/.aws/sso/cache/"
				     "257a09f401081b854dd26751f1e8c00a0d8d5124.json");
}

static void says_what_a_profile_misses(void **state)
{
	static const struct {
		const char *config, *text;
	} rows[] = {
		{ "[profile dev]\nsso_session = vendor\n",
		  "profile dev names the SSO session vendor, and there is no "
		  "[sso-session vendor] in the config" },
		{ "[sso-session vendor]\nsso_region = r\n[profile dev]\nsso_session = "
		  "vendor\n",
		  "profile dev signs in by SSO, but sso_start_url is missing: run `aws "
		  "configure sso --profile dev`" },
		{ "[profile dev]\nsso_start_url = https://x/\nsso_region = r\n"
		  "sso_account_id = 1\n",
		  "profile dev signs in by SSO, but sso_role_name is missing: run `aws "
		  "configure sso --profile dev`" },
		{ "[profile dev]\nlogin_session = arn:x\n",
		  "profile dev signs in by `aws login`: run `aws login --profile dev` "
		  "and add to the profile the line `credential_process = aws configure "
		  "export-credentials --profile dev`" },
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(cred_sso) s = { 0 };
		struct err err = ERR_INIT;
		assert_false(read_profile(rows[i].config, &s, &err));
		assert_int_equal(err.code, ERR_CRED);
		assert_string_equal(err.text, rows[i].text);
	}
}

/* ---- the token ---- */

#define TOKEN                                                                      \
	"{\"startUrl\":\"https://x/\",\"region\":\"eu-west-1\",\"accessToken\":"   \
	"\"canary-access\",\"expiresAt\":\"2026-11-23T07:00:00Z\",\"clientId\":"   \
	"\"client\",\"clientSecret\":\"canary-secret\",\"registrationExpiresAt\":" \
	"\"2027-01-01T00:00:00UTC\",\"refreshToken\":\"canary-refresh\",\"more\":[1]}"
#define AT INT64_C(1795417200) /* 2026-11-23T07:00:00Z */

static void reads_what_awss_tools_wrote(void **state)
{
	AUTO(sso_token) t = { 0 };
	(void)state;

	assert_true(sso_token_parse(STR(TOKEN), &t));
	assert_string_equal(t.access.p, "canary-access");
	assert_string_equal(t.refresh.p, "canary-refresh");
	assert_string_equal(t.client_id, "client");
	assert_string_equal(t.client_secret.p, "canary-secret");
	assert_int_equal(t.expires_sec, AT);
	assert_int_equal(t.client_expires_sec, 1798761600);
	assert_false(sso_token_is_old(&t, AT - 900));
	assert_true(sso_token_is_old(&t, AT - 899));
	assert_true(sso_token_may_renew(&t, AT));
	assert_false(sso_token_may_renew(&t, 1798761600));
	secret_release(&t.refresh);
	assert_false(sso_token_may_renew(&t, AT));
}

static void refuses_what_is_no_token(void **state)
{
	static const char *const rows[] = {
		"",
		"[]",
		"canary",
		"{}",
		"{\"accessToken\":\"canary\"}",
		"{\"accessToken\":\"canary\",\"expiresAt\":\"soon\"}",
		"{\"accessToken\":\"\",\"expiresAt\":\"2026-11-23T07:00:00Z\"}",
		"{\"accessToken\":1,\"expiresAt\":\"2026-11-23T07:00:00Z\"}",
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct sso_token t = { .expires_sec = 7 };
		assert_false(sso_token_parse(str_of(rows[i]), &t));
		assert_int_equal(t.expires_sec, 7);
	}
}

static void a_token_survives_the_file(void **state)
{
	char dir[] = "/tmp/candor-sso-XXXXXX";
	AUTO(buf) path = BUF_INIT(LIMIT_TEXT);
	AUTO(cred_sso)
	s = { .profile = mem_text("dev"),
	      .start_url = mem_text("https://x/"),
	      .region = mem_text("eu-west-1") };
	AUTO(sso_token) t = { 0 };
	AUTO(sso_token) again = { 0 };
	struct err err = ERR_INIT;
	struct stat st;
	(void)state;

	assert_non_null(mkdtemp(dir));
	buf_addf(&path, "%s/t.json", dir);
	s.cache = mem_text(buf_text(&path));
	assert_false(sso_token_load(&s, &again, &err));
	assert_string_equal(err.text, "profile dev: nobody has signed in: run `aws sso "
				      "login --profile dev`, then try again");
	assert_true(sso_token_parse(STR(TOKEN), &t));
	assert_true(sso_token_save(&s, &t, NULL));
	assert_int_equal(stat(s.cache, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_true(sso_token_load(&s, &again, NULL));
	assert_string_equal(again.access.p, t.access.p);
	assert_string_equal(again.refresh.p, t.refresh.p);
	assert_string_equal(again.client_secret.p, t.client_secret.p);
	assert_int_equal(again.client_expires_sec, t.client_expires_sec);
	assert_int_equal(unlink(s.cache), 0);
	assert_int_equal(rmdir(dir), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(recognises_each_way_of_signing_in_by_a_browser),
		cmocka_unit_test(an_sso_session_says_where_the_portal_is),
		cmocka_unit_test(the_old_form_has_all_in_the_profile),
		cmocka_unit_test(says_what_a_profile_misses),
		cmocka_unit_test(reads_what_awss_tools_wrote),
		cmocka_unit_test(refuses_what_is_no_token),
		cmocka_unit_test(a_token_survives_the_file),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

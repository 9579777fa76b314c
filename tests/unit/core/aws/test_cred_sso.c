/* core/aws/cred_sso.c: profiles that sign in by a browser. */
#include "core/aws/cred_sso.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

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
		char text[100] = "[profile dev]\n";
		assert_true(strlen(text) + strlen(rows[i].line) < sizeof(text));
		memcpy(text + strlen(text), rows[i].line, strlen(rows[i].line) + 1);
		assert_true(
			profiles_parse(&p, str_of(text), "f", PROFILE_CONFIG, NULL));
		assert_int_equal(cred_sso_is(profiles_find(&p, "dev")), rows[i].sso);
	}
}

static void the_sentence_names_the_profile_and_the_line_whole(void **state)
{
	AUTO(profiles) p = { 0 };
	struct err err = ERR_INIT;
	(void)state;

	assert_true(profiles_parse(&p, STR("[profile dev/eu+1]\nsso_session = x\n"),
				   "f", PROFILE_CONFIG, NULL));
	assert_false(cred_sso_err(profiles_find(&p, "dev/eu+1"), &err));
	assert_int_equal(err.code, ERR_CRED);
	assert_non_null(strstr(err.text, "`aws sso login --profile dev/eu+1`"));
	assert_non_null(strstr(err.text, "`credential_process = aws configure "
					 "export-credentials --profile dev/eu+1`"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(recognises_each_way_of_signing_in_by_a_browser),
		cmocka_unit_test(the_sentence_names_the_profile_and_the_line_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* core/aws/cred_env.c: keys in the environment. */
#include "core/aws/cred_env.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/buf.h"
#include "tests/fake/env.h"

static struct fake_env e;

static int setup(void **state)
{
	(void)state;
	fake_env_init(&e);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	fake_env_release(&e);
	return 0;
}

static void a_blank_variable_is_a_missing_one(void **state)
{
	AUTO(cred) c = { 0 };
	bool found = true;
	(void)state;

	fake_env_set(&e, "AWS_ACCESS_KEY_ID", " ");
	fake_env_set(&e, "AWS_SECRET_ACCESS_KEY", "\t");
	assert_null(cred_env_get(&e.env, "AWS_ACCESS_KEY_ID"));
	assert_null(cred_env_get(&e.env, "NOT_THERE"));
	assert_null(cred_env_get(NULL, "HOME"));
	assert_true(cred_env_keys(&e.env, &c, &found, NULL));
	assert_false(found);
}

static void takes_keys_and_trims_what_a_shell_left(void **state)
{
	AUTO(cred) c = { 0 };
	bool found = false;
	(void)state;

	fake_env_set(&e, "AWS_ACCESS_KEY_ID", "AKIAX\n");
	fake_env_set(&e, "AWS_SECRET_ACCESS_KEY", " secret ");
	fake_env_set(&e, "AWS_SESSION_TOKEN", " ");
	assert_true(cred_env_keys(&e.env, &c, &found, NULL));
	assert_true(found);
	assert_string_equal(c.key_id, "AKIAX");
	assert_true(str_is(secret_str(&c.key), "secret"));
	assert_true(secret_empty(&c.token));
	fake_env_set(&e, "AWS_SESSION_TOKEN", "token");
	assert_true(cred_env_keys(&e.env, &c, &found, NULL));
	assert_true(str_is(secret_str(&c.token), "token"));
}

static void half_a_key_is_an_error(void **state)
{
	AUTO(cred) c = { 0 };
	bool found = false;
	struct err err = ERR_INIT;
	(void)state;

	fake_env_set(&e, "AWS_ACCESS_KEY_ID", "AKIAX");
	assert_false(cred_env_keys(&e.env, &c, &found, &err));
	assert_int_equal(err.code, ERR_CRED);
	assert_string_equal(err.text,
			    "AWS_ACCESS_KEY_ID in the environment: the secret "
			    "access key is missing");
	fake_env_set(&e, "AWS_ACCESS_KEY_ID", NULL);
	fake_env_set(&e, "AWS_SECRET_ACCESS_KEY", "s");
	assert_false(cred_env_keys(&e.env, &c, &found, &err));
	assert_string_equal(err.text,
			    "AWS_ACCESS_KEY_ID in the environment: the access key "
			    "id is missing");
}

static void refuses_keys_that_cannot_stand_in_a_header(void **state)
{
	AUTO(buf) large = BUF_INIT(LIMIT_MIB(1));
	struct err err = ERR_INIT;
	AUTO(cred) c = { 0 };
	(void)state;

	assert_false(cred_set(&c, "here", "AKIA\nX", "s", NULL, &err));
	assert_false(cred_set(&c, "here", "AKIA", "s\x7f", NULL, &err));
	assert_false(cred_set(&c, "here", "AKIA", "s", "t\xc3\xb6", &err));
	assert_string_equal(err.text, "here: a key with odd bytes in it");
	while (large.len <= LIMIT_TOKEN)
		buf_add_char(&large, 'x');
	assert_false(cred_set(&c, "here", "AKIA", "s", buf_text(&large), &err));
	assert_false(cred_set(&c, "here", buf_text(&large), "s", NULL, &err));
	assert_string_equal(err.text, "here: a key that is too long");
	assert_int_equal(c.key_id[0], '\0');
}

static void reads_true_in_any_case(void **state)
{
	(void)state;
	fake_env_set(&e, "X", "True");
	assert_true(cred_env_true(&e.env, "X"));
	fake_env_set(&e, "X", "1");
	assert_false(cred_env_true(&e.env, "X"));
	assert_false(cred_env_true(&e.env, "Y"));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_blank_variable_is_a_missing_one),
		TEST(takes_keys_and_trims_what_a_shell_left),
		TEST(half_a_key_is_an_error),
		TEST(refuses_keys_that_cannot_stand_in_a_header),
		TEST(reads_true_in_any_case),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

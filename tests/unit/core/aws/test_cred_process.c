/* core/aws/cred_process.c: the command line and what it prints. */
#include "core/aws/cred_process.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/buf.h"

static void splits_a_command_as_a_shell_would_and_does_nothing_else(void **state)
{
	static const struct {
		const char *command;
		const char *words[5];
	} rows[] = {
		{ "prog", { "prog" } },
		{ "  prog\ta  b\n", { "prog", "a", "b" } },
		{ "prog 'a b' \"c d\"", { "prog", "a b", "c d" } },
		{ "prog a\\ b", { "prog", "a b" } },
		{ "prog \"a\\\"b\\\\c\\d\"", { "prog", "a\"b\\c\\d" } },
		{ "prog 'a\\b'", { "prog", "a\\b" } },
		{ "prog '' \"\"", { "prog", "", "" } },
		{ "prog a'b'\"c\"d", { "prog", "abcd" } },
		{ "prog $HOME `id` $(id)", { "prog", "$HOME", "`id`", "$(id)" } },
		{ "prog a|b >c ;d", { "prog", "a|b", ">c", ";d" } },
		{ "prog # no comment", { "prog", "#", "no", "comment" } },
		{ "pr\xc3\xb6g *", { "pr\xc3\xb6g", "*" } },
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char **argv = NULL;
		struct err err = ERR_INIT;
		size_t n = 0;
		assert_true(cred_process_split(rows[i].command, &argv, &err));
		for (; n < 5 && rows[i].words[n]; n++)
			assert_string_equal(argv[n], rows[i].words[n]);
		assert_null(argv[n]);
		cred_process_free(argv);
	}
}

static void refuses_commands_that_make_no_sense(void **state)
{
	static const struct {
		const char *command, *text;
	} rows[] = {
		{ "", "credential_process has nothing in it" },
		{ " \t\n", "credential_process has nothing in it" },
		{ "prog 'a", "credential_process has a quote that is not closed" },
		{ "prog \"a", "credential_process has a quote that is not closed" },
		{ "prog a\\", "credential_process has a backslash at its end" },
		{ "'' x", "credential_process has an empty name of a program" },
	};
	AUTO(buf) many = BUF_INIT(1000);
	char **argv = NULL;
	struct err err = ERR_INIT;
	(void)state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		assert_false(cred_process_split(rows[i].command, &argv, &err));
		assert_int_equal(err.code, ERR_CRED);
		assert_string_equal(err.text, rows[i].text);
		assert_null(argv);
	}
	for (int i = 0; i < 65; i++)
		buf_add_text(&many, "a ");
	assert_false(cred_process_split(buf_text(&many), &argv, &err));
}

static void reads_what_the_process_printed(void **state)
{
	AUTO(cred) full = { 0 };
	AUTO(cred) plain = { 0 };
	struct err err = ERR_INIT;
	(void)state;

	assert_true(
		cred_from_process(STR("{\"Version\": 1, \"AccessKeyId\": \"ASIAX\", "
				      "\"SecretAccessKey\": \"s\", \"SessionToken\": "
				      "\"t\", \"Expiration\": "
				      "\"2026-11-23T07:33:37+00:00\", \"More\": []}"),
				  &full, &err));
	assert_string_equal(full.key_id, "ASIAX");
	assert_true(str_is(secret_str(&full.key), "s"));
	assert_true(str_is(secret_str(&full.token), "t"));
	assert_int_equal(full.expires_sec, 1795419217);
	assert_true(cred_from_process(STR("{\"Version\":1,\"AccessKeyId\":\"AKIAX\","
					  "\"SecretAccessKey\":\"s\"}"),
				      &plain, &err));
	assert_true(secret_empty(&plain.token));
	assert_int_equal(plain.expires_sec, 0);
}

static void refuses_what_is_not_the_json_of_aws_and_quotes_none_of_it(void **state)
{
	static const char *const rows[] = {
		"",
		"SECRET",
		"[\"SECRET\"]",
		"{\"Version\":1,\"AccessKeyId\":\"SECRET\"",
		"{\"Version\":2,\"AccessKeyId\":\"SECRET\",\"SecretAccessKey\":"
		"\"SECRET\"}",
		"{\"AccessKeyId\":\"SECRET\",\"SecretAccessKey\":\"SECRET\"}",
		"{\"Version\":1,\"AccessKeyId\":\"SECRET\"}",
		"{\"Version\":1,\"SecretAccessKey\":\"SECRET\"}",
		"{\"Version\":1,\"AccessKeyId\":\"SEC RET\",\"SecretAccessKey\":\"s\"}",
		"{\"Version\":1,\"AccessKeyId\":\"A\",\"SecretAccessKey\":"
		"\"SEC\\nRET\"}",
		"{\"Version\":1,\"AccessKeyId\":\"A\",\"SecretAccessKey\":\"s\","
		"\"Expiration\":\"SECRET\"}",
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(cred) c = { 0 };
		struct err err = ERR_INIT;
		assert_false(cred_from_process(str_of(rows[i]), &c, &err));
		assert_int_equal(err.code, ERR_CRED);
		assert_null(strstr(err.text, "SECRET"));
		assert_int_equal(c.key_id[0], '\0');
	}
}

static void refuses_more_than_the_ceiling(void **state)
{
	AUTO(buf) large = BUF_INIT(LIMIT_MIB(1));
	AUTO(cred) c = { 0 };
	struct err err = ERR_INIT;
	(void)state;

	while (large.len <= LIMIT_PROCESS_OUT)
		buf_add_text(&large, "          ");
	assert_false(cred_from_process(buf_str(&large), &c, &err));
	assert_int_equal(err.code, ERR_LIMIT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			splits_a_command_as_a_shell_would_and_does_nothing_else),
		cmocka_unit_test(refuses_commands_that_make_no_sense),
		cmocka_unit_test(reads_what_the_process_printed),
		cmocka_unit_test(
			refuses_what_is_not_the_json_of_aws_and_quotes_none_of_it),
		cmocka_unit_test(refuses_more_than_the_ceiling),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

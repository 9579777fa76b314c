/* core/access/sts.c: names that STS takes, and whether an answer is for the role asked.
 */
#include "core/access/sts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/tree/xml.h"

static void names_have_2_to_64_bytes_of_a_few_characters(void **state)
{
	static const struct {
		const char *name;
		bool ok;
	} cases[] = {
		{ "mira.kovac@observe", true },
		{ "a_b+c=d,e.f@g-h", true },
		{ "ab", true },
		{ "a", false },
		{ "", false },
		{ "mira kovac", false },
		{ "mira/kovac", false },
		{ "aws:mira", false },
		{ "míra", false },
		{ "a\nb", false },
	};
	char name[66];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_int_equal(sts_name_ok(str_of(cases[i].name)), cases[i].ok);
	memset(name, 'x', sizeof(name));
	assert_true(sts_name_ok((struct str){ name, 64 }));
	assert_false(sts_name_ok((struct str){ name, 65 }));
}

static void an_answer_for_another_role_is_not_taken(void **state)
{
	static const char role[] = "arn:aws:iam::111122223333:role/deep/CandorAccess";
	static const struct {
		const char *arn;
		bool ok;
	} cases[] = {
		{ "arn:aws:sts::111122223333:assumed-role/CandorAccess/mira@observe",
		  true },
		{ "arn:aws:sts::999922223333:assumed-role/CandorAccess/mira@observe",
		  false },
		{ "arn:aws:sts::111122223333:assumed-role/Admin/mira@observe", false },
		{ "arn:aws:sts::111122223333:assumed-role/CandorAccess/jo@observe",
		  false },
		{ "arn:aws:iam::111122223333:user/mira", false },
		{ "", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct sts_assumed a = { 0 };
		struct err err = ERR_INIT;

		(void)snprintf(a.arn, sizeof(a.arn), "%s", cases[i].arn);
		assert_int_equal(sts_check_assumed(&a, role, "mira@observe", &err),
				 cases[i].ok);
		assert_int_equal(err.code == ERR_NONE, cases[i].ok);
	}
}

static void an_answer_without_keys_says_so_and_no_secret(void **state)
{
	static const char *const answers[] = {
		"<R/>",
		"<R><Credentials><AccessKeyId>ASIAX</"
		"AccessKeyId><SecretAccessKey>canary"
		"</SecretAccessKey></Credentials></R>",
		"<R><Credentials><SecretAccessKey>canary</"
		"SecretAccessKey><SessionToken>"
		"canary</SessionToken><Expiration>soon</Expiration></Credentials></R>",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(answers); i++) {
		AUTO(arena) arena = ARENA_INIT(LIMIT_KIB(64));
		struct sts_assumed a = { 0 };
		struct node *root = NULL;
		struct err err = ERR_INIT;

		assert_true(xml_parse(str_of(answers[i]), &arena, &root, &err));
		assert_false(sts_read_assumed(root, &a, &err));
		assert_int_equal(err.code, ERR_PARSE);
		assert_null(strstr(err.text, "canary"));
		sts_assumed_release(&a);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_have_2_to_64_bytes_of_a_few_characters),
		cmocka_unit_test(an_answer_for_another_role_is_not_taken),
		cmocka_unit_test(an_answer_without_keys_says_so_and_no_secret),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

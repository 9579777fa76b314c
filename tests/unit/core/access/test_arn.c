/* core/access/arn.c: only the form is looked at, and nothing but an ARN has it. */
#include "core/access/arn.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void parts_stand_where_aws_puts_them(void **state)
{
	struct arn a = { 0 };

	(void)state;
	assert_true(arn_parse(STR("arn:aws-cn:iam::123456789012:role/path/Name"), &a));
	assert_true(str_is(a.partition, "aws-cn"));
	assert_true(str_is(a.service, "iam"));
	assert_true(str_is(a.region, ""));
	assert_true(str_is(a.account, "123456789012"));
	assert_true(str_is(a.resource, "role/path/Name"));
	assert_true(arn_parse(STR("arn:aws:logs:eu-west-1:1:log-group:/a:b:*"), &a));
	assert_true(str_is(a.region, "eu-west-1"));
	assert_true(str_is(a.resource, "log-group:/a:b:*"));
}

static void what_is_no_arn_is_refused(void **state)
{
	static const char *const wrong[] = {
		"",
		"arn",
		"arn:aws:iam::1",
		"arn:aws:iam::1:",
		"ARN:aws:iam::1:x",
		"arn::iam::1:x",
		"arn:aws:::1:x",
		"role/Name",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		struct arn a = { 0 };

		if (arn_parse(str_of(wrong[i]), &a))
			fail_msg("taken for an ARN: %s", wrong[i]);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(parts_stand_where_aws_puts_them),
		cmocka_unit_test(what_is_no_arn_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

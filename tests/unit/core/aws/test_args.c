/* core/aws/args.c: what a row takes, and what is shown of it. */
#include "core/aws/args.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void role(struct args *a)
{
	*a = (struct args){ 0 };
	args_put(a, "RoleArn", "arn:aws:iam::210987654321:role/x");
	args_put(a, "RoleSessionName", "mira@observe");
}

static void takes_what_the_row_names(void **state)
{
	AUTO(args) a;
	struct err err = ERR_INIT;
	(void)state;

	role(&a);
	args_put(&a, "ExternalId", NULL);
	args_put_int(&a, "DurationSeconds", 3600);
	args_put_member(&a, "Tags", 1, "Key", "k");
	args_put_member(&a, "Tags", 1, "Value", "v");
	args_put_member(&a, "Tags", 2, "Key", "k2");
	args_put_secret(&a, "TokenCode", "123456");
	assert_int_equal(a.n, 7);
	assert_true(args_check(&a, &op_sts_assume_role, &err));
}

static void refuses_what_the_row_does_not_take(void **state)
{
	static const struct {
		const char *name;
		unsigned index;
		const char *member, *value, *text;
	} rows[] = {
		{ "Nonsense", 0, NULL, "x",
		  "sts:AssumeRole has no parameter Nonsense" },
		{ "RoleArn", 0, NULL, "x", "sts:AssumeRole: RoleArn is given twice" },
		{ "ExternalId", 1, NULL, "x",
		  "sts:AssumeRole: ExternalId is not of the right kind" },
		{ "ExternalId", 0, "Key", "x",
		  "sts:AssumeRole: ExternalId is not of the right kind" },
		{ "DurationSeconds", 0, NULL, "1h",
		  "sts:AssumeRole: DurationSeconds is not of the right kind" },
		{ "Tags", 0, NULL, "x",
		  "sts:AssumeRole: Tags is not of the right kind" },
		{ "Tags", 1, NULL, "x",
		  "sts:AssumeRole: Tags is not of the right kind" },
		{ "Tags", 2, "Key", "x", "sts:AssumeRole: Tags has a gap before 2" },
		{ "TokenCode", 0, NULL, "123456",
		  "sts:AssumeRole: TokenCode is a secret and not marked so" },
		{ "ExternalId", 0, NULL, "\xff",
		  "sts:AssumeRole: ExternalId is too long or not UTF-8" },
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(args) a;
		struct err err = ERR_INIT;
		role(&a);
		args_put_member(&a, rows[i].name, rows[i].index, rows[i].member,
				rows[i].value);
		assert_false(args_check(&a, &op_sts_assume_role, &err));
		assert_int_equal(err.code, ERR_ARG);
		assert_string_equal(err.text, rows[i].text);
	}
}

static void misses_what_the_row_needs(void **state)
{
	AUTO(args) none = { 0 };
	AUTO(args) empty = { 0 };
	struct err err = ERR_INIT;
	(void)state;

	assert_false(args_check(&none, &op_cfn_list_stack_resources, &err));
	assert_string_equal(err.text,
			    "cloudformation:ListStackResources needs StackName");
	args_put(&empty, "StackName", "");
	assert_false(args_check(&empty, &op_cfn_list_stack_resources, &err));
	assert_true(args_check(&none, &op_cfn_describe_stacks, &err));
}

static void shows_arguments_but_no_secret(void **state)
{
	AUTO(args) a = { 0 };
	AUTO(buf) out = BUF_INIT(1000);
	(void)state;

	args_put(&a, "StackName", "harbour-core");
	args_put_member(&a, "Tags", 1, "Value", "two words");
	args_put_secret(&a, "TokenCode", "123456");
	args_put(&a, "Odd", "a\x1b[2Jb");
	args_show(&a, &out);
	assert_string_equal(buf_text(&out),
			    "StackName=harbour-core Tags.1.Value=\"two words\" "
			    "TokenCode=‹redacted› Odd=a␛[2Jb");
}

static void cuts_long_values_when_it_shows_them(void **state)
{
	AUTO(args) a = { 0 };
	AUTO(buf) out = BUF_INIT(1000);
	char policy[2000];
	(void)state;

	memset(policy, 'x', sizeof(policy) - 1);
	policy[sizeof(policy) - 1] = '\0';
	args_put(&a, "Policy", policy);
	args_show(&a, &out);
	assert_true(buf_ok(&out));
	assert_true(out.len < 220);
}

static void copies_whole(void **state)
{
	AUTO(args) a = { 0 };
	AUTO(args) b = { 0 };
	(void)state;

	args_put_member(&a, "Tags", 3, "Key", "k");
	args_put_secret(&a, "TokenCode", "123456");
	args_copy(&b, &a);
	args_release(&a);
	assert_int_equal(b.n, 2);
	assert_string_equal(b.items[0].name, "Tags");
	assert_int_equal(b.items[0].index, 3);
	assert_string_equal(b.items[0].member, "Key");
	assert_string_equal(b.items[0].value, "k");
	assert_true(b.items[1].secret);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_what_the_row_names),
		cmocka_unit_test(refuses_what_the_row_does_not_take),
		cmocka_unit_test(misses_what_the_row_needs),
		cmocka_unit_test(shows_arguments_but_no_secret),
		cmocka_unit_test(cuts_long_values_when_it_shows_them),
		cmocka_unit_test(copies_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

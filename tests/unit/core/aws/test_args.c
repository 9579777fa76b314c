/* core/aws/args.c: what a row takes, and what is shown of it. */
#include "core/aws/args.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/limits.h"
#include "core/tree/json.h"

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
	args_within(&a, "Tags.%u", 1u);
	args_put(&a, "Key", "k");
	args_put(&a, "Value", "v");
	args_within(&a, "%s", "");
	args_put(&a, "Tags.2.Key", "k2");
	args_put_secret(&a, "TokenCode", "123456");
	assert_int_equal(a.n, 7);
	assert_true(args_check(&a, &op_sts_assume_role, &err));
}

static void refuses_what_the_row_does_not_take(void **state)
{
	static const struct {
		const char *path, *value, *text;
	} rows[] = {
		{ "Nonsense", "x", "sts:AssumeRole has no parameter Nonsense" },
		{ "Nonsense.1", "x", "sts:AssumeRole has no parameter Nonsense.1" },
		{ "RoleArn", "x",
		  "sts:AssumeRole: RoleArn is there twice, or does not fit to the "
		  "arguments before it" },
		{ "ExternalId.1", "x",
		  "sts:AssumeRole: ExternalId.1 is not of the right kind" },
		{ "ExternalId.Key", "x",
		  "sts:AssumeRole: ExternalId.Key is not of the right kind" },
		{ "DurationSeconds", "1h",
		  "sts:AssumeRole: DurationSeconds is not of the right kind" },
		{ "Tags", "x", "sts:AssumeRole: Tags is not of the right kind" },
		{ "Tags.Key", "x",
		  "sts:AssumeRole: Tags.Key is not of the right kind" },
		{ "Tags.01.Key", "x",
		  "sts:AssumeRole: Tags.01.Key is not of the right kind" },
		{ "Tags.2.Key", "x",
		  "sts:AssumeRole: Tags.2.Key is there twice, or does not fit to the "
		  "arguments before it" },
		{ "Tags.1.", "x",
		  "sts:AssumeRole: Tags.1. is there twice, or does not fit to the "
		  "arguments before it" },
		{ "TokenCode", "123456",
		  "sts:AssumeRole: TokenCode is a secret and not marked so" },
		{ "ExternalId", "\xff",
		  "sts:AssumeRole: ExternalId is too long or not UTF-8" },
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(args) a;
		struct err err = ERR_INIT;
		role(&a);
		args_put(&a, rows[i].path, rows[i].value);
		assert_false(args_check(&a, &op_sts_assume_role, &err));
		assert_int_equal(err.code, ERR_ARG);
		assert_string_equal(err.text, rows[i].text);
	}
}

static const char *as_json(const struct args *a, struct buf *out)
{
	AUTO(arena) arena = ARENA_INIT(LIMIT_KIB(64));
	struct err err = ERR_INIT;
	const struct node *n = args_tree(a, &arena, &err);

	buf_clear(out);
	if (n)
		json_write(out, n, JSON_COMPACT);
	else
		buf_add_text(out, err.text);
	return buf_text(out);
}

static void becomes_one_document(void **state)
{
	AUTO(args) a = { 0 };
	AUTO(buf) out = BUF_INIT(1000);
	(void)state;

	assert_string_equal(as_json(&a, &out), "{}");
	args_put_int(&a, "StartTime", 1700000000);
	for (unsigned i = 1; i <= 2; i++) {
		args_within(&a, "Queries.%u", i);
		args_put(&a, "Id", i == 1 ? "m1" : "m2");
		args_put(&a, "Stat.Dimensions.1.Name", "Queue");
		args_put_real(&a, "Stat.Limit", 0.5);
		args_put_bool(&a, "ReturnData", i == 1);
	}
	args_within(&a, "%s", "");
	args_put(&a, "Queries.1.Label", "late"); /* into what is there already */
	args_put(&a, "Names.1", "x");
	args_put(&a, "Names.2", "12");
	assert_string_equal(
		as_json(&a, &out),
		"{\"StartTime\":1700000000,\"Queries\":[{\"Id\":\"m1\",\"Stat\":"
		"{\"Dimensions\":[{\"Name\":\"Queue\"}],\"Limit\":0.5},"
		"\"ReturnData\":true,\"Label\":\"late\"},{\"Id\":\"m2\",\"Stat\":"
		"{\"Dimensions\":[{\"Name\":\"Queue\"}],\"Limit\":0.5},"
		"\"ReturnData\":false}],\"Names\":[\"x\",\"12\"]}");
}

static void a_value_is_no_structure(void **state)
{
	static const char *const second[] = { "A",   "A.B", "A.1",   "L.2", "L.X", "L",
					      "S.1", "S",   "S.X.Y", "S.",  ".S" };
	(void)state;

	for (size_t i = 0; i < ARRAY_LEN(second); i++) {
		AUTO(args) a = { 0 };
		AUTO(arena) arena = ARENA_INIT(LIMIT_KIB(64));
		struct err err = ERR_INIT;
		args_put(&a, "A", "1");
		args_put(&a, "S.X", "1");
		args_put(&a, "L.1.X", "1");
		args_put(&a, text_eq(second[i], "L.2") ? "L.3" : second[i], "2");
		assert_null(args_tree(&a, &arena, &err));
		assert_int_equal(err.code, ERR_ARG);
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
	args_put(&a, "Tags.1.Value", "two words");
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

	args_put(&a, "Tags.3.Key", "k");
	args_put_secret(&a, "TokenCode", "123456");
	args_copy(&b, &a);
	args_release(&a);
	assert_int_equal(b.n, 2);
	assert_string_equal(b.items[0].path, "Tags.3.Key");
	assert_string_equal(b.items[0].value, "k");
	assert_true(b.items[1].secret);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_what_the_row_names),
		cmocka_unit_test(refuses_what_the_row_does_not_take),
		cmocka_unit_test(becomes_one_document),
		cmocka_unit_test(a_value_is_no_structure),
		cmocka_unit_test(misses_what_the_row_needs),
		cmocka_unit_test(shows_arguments_but_no_secret),
		cmocka_unit_test(cuts_long_values_when_it_shows_them),
		cmocka_unit_test(copies_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

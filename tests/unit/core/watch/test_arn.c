/* ARNs of resources, made of the stack's and the physical id. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/watch/arn.h"

static const char stack[] =
	"arn:aws-cn:cloudformation:cn-north-1:441052219917:stack/acme-ingest/9f0c";

static void arns_are_made_where_they_can_be(void **state)
{
	/* clang-format off */
	static const struct {
		const char *type, *physical, *arn;
	} rows[] = {
		{ "AWS::Lambda::Function", "load", "arn:aws-cn:lambda:cn-north-1:441052219917:function:load" },
		{ "AWS::S3::Bucket", "b", "arn:aws-cn:s3:::b" },
		{ "AWS::SQS::Queue", "https://sqs.cn-north-1.amazonaws.com.cn/441052219917/q",
		  "arn:aws-cn:sqs:cn-north-1:441052219917:q" },
		{ "AWS::SNS::Topic", "arn:aws-cn:sns:cn-north-1:4:t", "arn:aws-cn:sns:cn-north-1:4:t" },
		{ "AWS::Events::Rule", "bus|rule", NULL },
		{ "AWS::IAM::Role", "LoaderRole", NULL },
		{ "AWS::Lambda::Function", "", NULL },
		{ "", "x", NULL },
	};
	/* clang-format on */
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(buf) out = BUF_INIT(512);
		bool made = resource_arn(stack, rows[i].type, rows[i].physical, &out);

		assert_int_equal(made, rows[i].arn != NULL);
		assert_string_equal(buf_text(&out), rows[i].arn ? rows[i].arn : "");
	}
}

static void a_stack_without_an_arn_gives_none(void **state)
{
	static const char *const arns[] = { "",
					    "acme",
					    "arn",
					    "arn:",
					    "arn:aws:cf:",
					    "arn:aws:cf:r::x",
					    "urn:aws:cf:r:a:x" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(arns); i++) {
		AUTO(buf) out = BUF_INIT(512);

		assert_false(resource_arn(arns[i], "AWS::S3::Bucket", "b", &out));
		assert_int_equal(out.len, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(arns_are_made_where_they_can_be),
		cmocka_unit_test(a_stack_without_an_arn_gives_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

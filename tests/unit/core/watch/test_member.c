/* core/watch/member.c: a resource is found by what AWS calls it, name or ARN. */
#include "core/watch/member.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define FUNCTION "AWS::Lambda::Function"
#define MACHINE  "AWS::StepFunctions::StateMachine"
#define ARN      "arn:aws:states:eu-central-1:1:stateMachine:"
#define MANY     300

static struct members members;

static void add_as(const char *type, const char *name, const char *status)
{
	AUTO(arena) arena = ARENA_INIT(LIMIT_KIB(64));
	struct node *result = node_object(&arena);
	struct node *row = node_add(
		&arena, node_put(&arena, result, "StackResourceSummaries", NODE_LIST),
		NODE_OBJECT);

	node_put_text(&arena, row, "ResourceType", type);
	node_put_text(&arena, row, "PhysicalResourceId", name);
	node_put_text(&arena, row, "ResourceStatus", status);
	assert_true(members_add_page(&members, "acme-core", result));
}

static void add(const char *type, const char *name)
{
	add_as(type, name, "CREATE_COMPLETE");
}

/* Names of which one begins as another does, in no order. */
static int fill(void **state)
{
	char name[128];

	(void)state;
	for (int i = MANY - 1; i >= 0; i--) {
		(void)snprintf(name, sizeof(name), "load-%d", i);
		add(FUNCTION, name);
		(void)snprintf(name, sizeof(name), ARN "night-%d", i);
		add(MACHINE, name);
	}
	add(FUNCTION, "zebra");
	add_as(FUNCTION, "yak", "UPDATE_FAILED");
	add_as(FUNCTION, "unmade", "CREATE_FAILED");
	add_as(FUNCTION, "gone", "DELETE_COMPLETE");
	add("AWS::S3::Bucket", "load-7");
	members_sort(&members);
	return 0;
}

static int clean(void **state)
{
	(void)state;
	members_release(&members);
	return 0;
}

static const char *found(const char *type, const char *id)
{
	const struct member *m = members_find(&members, type, str_of(id));

	return m == NULL ? "" : m->name;
}

static void each_is_found_by_its_name_and_by_its_arn(void **state)
{
	char name[64], arn[128];

	(void)state;
	for (int i = 0; i < MANY; i++) {
		(void)snprintf(name, sizeof(name), "load-%d", i);
		(void)snprintf(arn, sizeof(arn), "arn:aws:lambda:e:1:function:load-%d",
			       i);
		assert_string_equal(found(FUNCTION, name), name);
		assert_string_equal(found(FUNCTION, arn), name);
		(void)snprintf(name, sizeof(name), "night-%d", i);
		(void)snprintf(arn, sizeof(arn), ARN "night-%d", i);
		assert_string_equal(found(MACHINE, name), arn);
		assert_string_equal(found(MACHINE, arn), arn);
	}
}

static void what_is_like_it_is_not_it(void **state)
{
	(void)state;
	assert_string_equal(found(FUNCTION, "load"), "");
	assert_string_equal(found(FUNCTION, "load-"), "");
	assert_string_equal(found(FUNCTION, "load-3000"), "");
	assert_string_equal(found(FUNCTION, ""), "");
	assert_string_equal(found(FUNCTION, "zz"), "");
	assert_string_equal(found(MACHINE, "load-7"), "");
	assert_string_equal(found(MACHINE, "arn:aws:states:other:1:stateMachine:x"),
			    "");
	assert_string_equal(found("AWS::None", "load-7"), "");
	assert_string_equal(found("AWS::S3::Bucket", "load-7"), "load-7");
}

/* An ARN of another region is not the one that a stack names. */
static void an_arn_is_compared_whole_with_an_arn(void **state)
{
	(void)state;
	assert_string_equal(
		found(MACHINE, "arn:aws:states:us-east-1:1:stateMachine:night-7"), "");
}

static void a_type_stands_together(void **state)
{
	size_t n;

	(void)state;
	assert_non_null(members_of(&members, FUNCTION, &n));
	assert_int_equal(n, MANY + 2);
	assert_string_equal(members_of(&members, "AWS::S3::Bucket", &n)->name,
			    "load-7");
	assert_int_equal(n, 1);
	assert_null(members_of(&members, "AWS::SQS::Queue", &n));
	assert_int_equal(n, 0);
	assert_false(members_any(&members, "ZZ"));
}

static void what_is_not_there_is_no_member(void **state)
{
	(void)state;
	assert_string_equal(found(FUNCTION, "yak"), "yak");
	assert_string_equal(found(FUNCTION, "unmade"), "");
	assert_string_equal(found(FUNCTION, "gone"), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_is_found_by_its_name_and_by_its_arn),
		cmocka_unit_test(what_is_like_it_is_not_it),
		cmocka_unit_test(an_arn_is_compared_whole_with_an_arn),
		cmocka_unit_test(a_type_stands_together),
		cmocka_unit_test(what_is_not_there_is_no_member),
	};

	return cmocka_run_group_tests(tests, fill, clean);
}

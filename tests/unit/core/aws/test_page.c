/* core/aws/page.c: when a listing ends. */
#include "core/aws/page.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/limits.h"

static const struct op *const op = &op_cfn_describe_stacks;

static enum page_step look(struct page *p, const char *token)
{
	AUTO(arena) arena = ARENA_INIT(LIMIT_ARENA);
	struct node *result = node_object(&arena);

	(void)node_put_text(&arena, result, "NextToken", token);
	return page_look(p, op, result);
}

static void follows_tokens_until_there_is_none(void **state)
{
	AUTO(page) p = PAGE_INIT;
	(void)state;

	assert_int_equal(look(&p, "a"), PAGE_NEXT);
	assert_string_equal(p.token, "a");
	assert_int_equal(look(&p, "b"), PAGE_NEXT);
	assert_string_equal(p.token, "b");
	assert_int_equal(look(&p, NULL), PAGE_LAST);
	assert_null(p.token);
	assert_int_equal(p.n_pages, 3);
}

static void an_empty_token_ends_the_listing(void **state)
{
	AUTO(page) p = PAGE_INIT;
	(void)state;

	assert_int_equal(look(&p, ""), PAGE_LAST);
}

static void a_token_that_came_before_stops_it_however_far_back(void **state)
{
	AUTO(page) same = PAGE_INIT;
	AUTO(page) circle = PAGE_INIT;
	(void)state;

	assert_int_equal(look(&same, "a"), PAGE_NEXT);
	assert_int_equal(look(&same, "a"), PAGE_REPEATED);
	assert_null(same.token);
	assert_int_equal(look(&circle, "a"), PAGE_NEXT);
	assert_int_equal(look(&circle, "b"), PAGE_NEXT);
	assert_int_equal(look(&circle, "c"), PAGE_NEXT);
	assert_int_equal(look(&circle, "a"), PAGE_REPEATED);
}

static void stops_at_the_ceiling_of_pages(void **state)
{
	AUTO(page) p = PAGE_INIT;
	char token[16];
	(void)state;

	for (int i = 1; i < LIMIT_PAGES; i++) {
		(void)snprintf(token, sizeof(token), "%d", i);
		assert_int_equal(look(&p, token), PAGE_NEXT);
	}
	assert_int_equal(look(&p, "one more"), PAGE_CEILING);
}

static void refuses_tokens_beyond_the_ceiling(void **state)
{
	AUTO(page) p = PAGE_INIT;
	AUTO(buf) token = BUF_INIT(LIMIT_MIB(1));
	(void)state;

	while (token.len <= LIMIT_TOKEN)
		buf_add_char(&token, 'x');
	assert_int_equal(look(&p, buf_text(&token)), PAGE_CEILING);
	assert_null(p.token);
}

static void an_operation_without_pages_has_one(void **state)
{
	AUTO(page) p = PAGE_INIT;
	AUTO(arena) arena = ARENA_INIT(LIMIT_ARENA);
	struct node *result = node_object(&arena);
	(void)state;

	(void)node_put_text(&arena, result, "NextToken", "x");
	assert_int_equal(page_look(&p, &op_sts_get_caller_identity, result), PAGE_LAST);
	assert_int_equal(page_look(&p, op, NULL), PAGE_LAST);
}

static void asks_for_the_next_page_with_the_arguments_of_the_first(void **state)
{
	AUTO(page) p = PAGE_INIT;
	AUTO(args) first = { 0 };
	AUTO(args) second = { 0 };
	AUTO(args) third = { 0 };
	struct err err = ERR_INIT;
	(void)state;

	args_put(&first, "StackName", "x");
	assert_int_equal(look(&p, "a"), PAGE_NEXT);
	page_args(&p, op, &first, &second);
	assert_int_equal(look(&p, "b"), PAGE_NEXT);
	page_args(&p, op, &second, &third);
	assert_int_equal(second.n, 2);
	assert_string_equal(second.items[1].value, "a");
	assert_int_equal(third.n, 2);
	assert_string_equal(third.items[0].value, "x");
	assert_string_equal(third.items[1].path, "NextToken");
	assert_string_equal(third.items[1].value, "b");
	assert_true(args_check(&third, op, &err));
}

static void says_when_a_list_is_cut(void **state)
{
	struct err err = ERR_INIT;
	(void)state;

	page_cut_err(PAGE_REPEATED, op, &err);
	assert_int_equal(err.code, ERR_LIMIT);
	assert_string_equal(err.text,
			    "cloudformation:DescribeStacks: the service repeats a "
			    "page: the list may not be whole");
	page_cut_err(PAGE_CEILING, op, &err);
	assert_string_equal(err.text,
			    "cloudformation:DescribeStacks: more than 100 pages: "
			    "the list is not whole");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(follows_tokens_until_there_is_none),
		cmocka_unit_test(an_empty_token_ends_the_listing),
		cmocka_unit_test(a_token_that_came_before_stops_it_however_far_back),
		cmocka_unit_test(stops_at_the_ceiling_of_pages),
		cmocka_unit_test(refuses_tokens_beyond_the_ceiling),
		cmocka_unit_test(an_operation_without_pages_has_one),
		cmocka_unit_test(
			asks_for_the_next_page_with_the_arguments_of_the_first),
		cmocka_unit_test(says_when_a_list_is_cut),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

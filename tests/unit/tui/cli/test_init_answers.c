/*
 * candor init: what is answered is what config_parse() reads back.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "core/base/limits.h"
#include "tests/fake/env.h"
#include "tui/cli/init_answers.h"

#define ROLE "arn:aws:iam::111122223333:role/CandorAccess"

static int set_up(void **state)
{
	static struct fake_env env;

	fake_env_init(&env);
	fake_env_set(&env, "AWS_CONFIG_FILE", "/dev/null");
	fake_env_set(&env, "AWS_SHARED_CREDENTIALS_FILE", "/dev/null");
	*state = &env;
	return 0;
}

static int tear_down(void **state)
{
	fake_env_release(*state);
	return 0;
}

static void answer(struct init_answers *a, size_t question, const char *text)
{
	struct err err = ERR_INIT;

	if (!init_take(a, question, str_of(text), &err))
		fail_msg("%s: %s", text, err.text);
}

static void four_answers_make_a_configuration(void **state)
{
	const struct fake_env *env = *state;
	AUTO(init_answers) a = { .env = &env->env };
	AUTO(buf) text = BUF_INIT(LIMIT_CONFIG);
	struct config c = { 0 };
	struct err err = ERR_INIT;

	answer(&a, 0, "  vendor.example ");
	answer(&a, 1, "");
	answer(&a, 2, "dew-1  cn-north-1   東雲 \"物流\" [x]");
	answer(&a, 3, "arn:aws-cn:iam::740093316528:role/p/CandorAccess  ab=,.@:/-");
	init_write(&a, &text);
	assert_true(config_parse(buf_str(&text), "c", &c, &err));
	assert_int_equal(c.n_warnings, 0);
	assert_string_equal(c.vendor_domain, "vendor.example");
	assert_null(c.profile);
	assert_string_equal(c.installations[0].customer, "東雲 \"物流\" [x]");
	assert_string_equal(c.installations[0].account, "740093316528");
	assert_string_equal(c.installations[0].policy_observe,
			    "arn:aws-cn:iam::740093316528:policy/CandorObserve");
	config_release(&c);
}

static void an_answer_that_is_refused_leaves_the_others_as_they_were(void **state)
{
	/* clang-format off */
	static const struct {
		size_t question;
		const char *text;
	} rows[] = {
		{ 0, "no dot" }, { 0, "nodot" }, { 0, "a.b ; c" }, { 0, "[x].y" },
		{ 1, "nobody" }, { 1, "ops both" },
		{ 2, "x" }, { 2, "x eu-west-1" }, { 2, "x] eu-west-1 A" },
		{ 2, "x eu-west-1 A ; B" }, { 2, "x eu-west-1 A # B" },
		{ 2, "x aws-global A" }, { 2, "x eu-west-1 A\tB" },
		{ 3, ROLE }, { 3, ROLE " ü" }, { 3, ROLE " x" }, { 3, "role xx" },
		{ 3, "arn:aws:iam::1:role/x xx" }, { 3, "\xff \xff" },
	};
	/* clang-format on */
	const struct fake_env *env = *state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(init_answers) a = { .env = &env->env };
		struct err err = ERR_INIT;

		if (init_take(&a, rows[i].question, str_of(rows[i].text), &err))
			fail_msg("\"%s\" is taken", rows[i].text);
		assert_int_equal(err.code, ERR_ARG);
		assert_true(err.text[0]);
		assert_null(a.domain);
		assert_null(a.profile);
		assert_null(a.name);
		assert_null(a.role_arn);
	}
}

/* Who has no external id of the customer answers with the role alone. */
static void the_offered_external_id_is_taken_with_the_role_alone(void **state)
{
	const struct fake_env *env = *state;
	AUTO(init_answers) a = { .env = &env->env };
	AUTO(buf) shown = BUF_INIT(LIMIT_KIB(4));

	answer(&a, 0, "vendor.example");
	answer(&a, 1, "");
	answer(&a, 2, "x eu-west-1 A");
	init_at_hand(&a, 3, &shown);
	assert_int_equal(strlen(a.offered), 32);
	assert_non_null(strstr(buf_text(&shown), a.offered));
	answer(&a, 3, ROLE);
	assert_string_equal(a.external_id, a.offered);
	answer(&a, 3, ROLE " theirs");
	assert_string_equal(a.external_id, "theirs");
}

static void an_unknown_region_is_doubted_in_sentences(void **state)
{
	const struct fake_env *env = *state;
	AUTO(init_answers) a = { .env = &env->env };
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(1));

	answer(&a, 2, "x eu-moonbase-17 A");
	assert_true(init_doubt(&a, &text));
	assert_string_equal(buf_text(&text), "candor knows no region eu-moonbase-17. "
					     "The same line again keeps it.");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(four_answers_make_a_configuration),
		cmocka_unit_test(
			an_answer_that_is_refused_leaves_the_others_as_they_were),
		cmocka_unit_test(the_offered_external_id_is_taken_with_the_role_alone),
		cmocka_unit_test(an_unknown_region_is_doubted_in_sentences),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}

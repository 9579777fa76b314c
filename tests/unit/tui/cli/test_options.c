/*
 * The command line taken apart.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "core/base/base.h"
#include "core/base/str.h"
#include "tui/cli/options.h"

#define ARGS_MAX 16

static bool parse(const char *const *words, struct options *ret, struct err *err)
{
	char *argv[ARGS_MAX + 2] = { (char *)(uintptr_t) "candor" };
	int argc = 1;

	for (size_t i = 0; words[i] && i < ARGS_MAX; i++)
		argv[argc++] = (char *)(uintptr_t)words[i];
	return options_parse(argc, argv, ret, err);
}

static void reads_options_anywhere_and_keeps_the_words(void **state)
{
	/* clang-format off */
	static const struct {
		const char *argv[ARGS_MAX];
		unsigned given;
		const char *config, *since;
		int64_t limit;
		size_t n_words;
	} rows[] = {
		{ { NULL }, 0, NULL, NULL, 0, 0 },
		{ { "fleet", NULL }, 0, NULL, NULL, 0, 1 },
		{ { "--json", "fleet", NULL }, OPTION_JSON, NULL, NULL, 0, 1 },
		{ { "fleet", "-h", NULL }, OPTION_HELP, NULL, NULL, 0, 1 },
		{ { "fleet", "--config", "x", NULL }, OPTION_CONFIG, "x", NULL, 0, 1 },
		{ { "fleet", "--config=x=y", NULL }, OPTION_CONFIG, "x=y", NULL, 0, 1 },
		{ { "journal", "--since", "3h", "--limit=7", "a", NULL },
		  OPTION_SINCE | OPTION_LIMIT, NULL, "3h", 7, 2 },
		{ { "--", "--json", NULL }, 0, NULL, NULL, 0, 1 },
		{ { "journal", "show", "-", NULL }, 0, NULL, NULL, 0, 3 },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct options o;
		struct err err = ERR_INIT;

		assert_true(parse(rows[i].argv, &o, &err));
		assert_int_equal(o.given, rows[i].given);
		assert_true(text_eq(o.config, rows[i].config));
		assert_true(text_eq(o.since, rows[i].since));
		assert_int_equal(o.limit, rows[i].limit);
		assert_int_equal(o.n_words, rows[i].n_words);
	}
}

static void names_what_is_wrong_and_what_is_near(void **state)
{
	/* clang-format off */
	static const struct {
		const char *argv[ARGS_MAX];
		const char *says;
	} rows[] = {
		{ { "--jsno", NULL }, "did you mean --json?" },
		{ { "--cashed", NULL }, "did you mean --cached?" },
		{ { "--zzzzzzzz", NULL }, "there is no option --zzzzzzzz; see candor --help" },
		{ { "-x", NULL }, "there is no option --x" },
		{ { "--json=1", NULL }, "--json takes no value" },
		{ { "--config", NULL }, "--config needs a value: --config FILE" },
		{ { "--config=", NULL }, "--config needs a value" },
		{ { "--limit", "0", NULL }, "--limit takes a number from 1" },
		{ { "--limit", "-3", NULL }, "--limit takes a number from 1" },
		{ { "--limit", "many", NULL }, "--limit takes a number from 1" },
		{ { "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", NULL },
		  "too many words" },
		{ { "--aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
		    NULL },
		  "there is no option" },
		{ { "--\033[31m", NULL }, "there is no option --␛[31m" },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct options o;
		struct err err = ERR_INIT;

		assert_false(parse(rows[i].argv, &o, &err));
		assert_int_equal(err.code, ERR_ARG);
		if (!strstr(err.text, rows[i].says))
			fail_msg("\"%s\" does not say \"%s\"", err.text, rows[i].says);
	}
}

static void every_option_is_a_bit_of_its_own_with_a_help(void **state)
{
	unsigned seen = 0;

	(void)state;
	for (size_t i = 0; i < options_n; i++) {
		const struct option *o = &options_all[i];

		assert_int_equal(seen & o->bit, 0);
		assert_false(text_empty(o->help));
		assert_ptr_equal(options_find(o->name), o);
		seen |= o->bit;
	}
	assert_int_equal(seen & OPTIONS_COMMON, OPTIONS_COMMON);
	assert_int_equal(seen & OPTIONS_CONSOLE, OPTIONS_CONSOLE);
}

int main(void)
{
	/* clang-format off */
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_options_anywhere_and_keeps_the_words),
		cmocka_unit_test(names_what_is_wrong_and_what_is_near),
		cmocka_unit_test(every_option_is_a_bit_of_its_own_with_a_help),
	};
	/* clang-format on */

	return cmocka_run_group_tests(tests, NULL, NULL);
}

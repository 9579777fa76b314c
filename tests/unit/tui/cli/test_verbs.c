/*
 * The table of verbs: what words mean, what fits, what help says.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "core/base/limits.h"
#include "core/base/str.h"
#include "tui/cli/verbs.h"

static void two_words_win_over_one(void **state)
{
	/* clang-format off */
	static const struct {
		const char *words[3];
		size_t n;
		const char *name;
		size_t used;
	} rows[] = {
		{ { "fleet" }, 1, "fleet", 1 },
		{ { "journal" }, 1, "journal", 1 },
		{ { "journal", "verify" }, 2, "journal verify", 2 },
		{ { "journal", "acme" }, 2, "journal", 1 },
		{ { "journal", "show", "7" }, 3, "journal show", 2 },
		{ { "stack", "acme" }, 2, "stack", 1 },
		{ { "stacks", "acme" }, 2, "stacks", 1 },
		{ { "acme-prod-eu" }, 1, NULL, 0 },
		{ { NULL }, 0, NULL, 0 },
		{ { "journal verify" }, 1, NULL, 0 },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		size_t used = 99;
		const struct verb *v = verbs_match(rows[i].words, rows[i].n, &used);

		assert_true(text_eq(v ? v->name : NULL, rows[i].name));
		assert_int_equal(used, rows[i].used);
	}
}

static void refuses_what_does_not_fit(void **state)
{
	/* clang-format off */
	static const struct {
		const char *words[2];
		size_t n_words, n_args;
		unsigned given;
		const char *says;	/* NULL: fits */
	} rows[] = {
		{ { "fleet" }, 1, 0, OPTION_JSON | OPTION_CACHED, NULL },
		{ { "fleet" }, 1, 1, 0, "takes no words" },
		{ { "status" }, 1, 0, 0, "candor status needs INSTALLATION" },
		{ { "stack" }, 1, 1, 0, "needs INSTALLATION NAME" },
		{ { "version" }, 1, 0, OPTION_CACHED, "candor version takes no --cached" },
		{ { "journal", "verify" }, 2, 0, OPTION_INDEX, NULL },
		{ { "journal" }, 1, 0, OPTION_INDEX, "takes no --index" },
		{ { "journal", "show" }, 2, 0, 0, "needs SEQ|ID" },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		size_t used = 0;
		struct options o = { .given = rows[i].given };
		struct err err = ERR_INIT;
		const struct verb *v =
			verbs_match(rows[i].words, rows[i].n_words, &used);
		bool ok = verbs_check(v, &o, rows[i].n_args, &err);

		assert_int_equal(ok, rows[i].says == NULL);
		if (rows[i].says && !strstr(err.text, rows[i].says))
			fail_msg("\"%s\" does not say \"%s\"", err.text, rows[i].says);
	}
}

static void every_verb_runs_and_has_a_help_that_fits_80_columns(void **state)
{
	(void)state;
	for (size_t i = 0; i <= verbs_n; i++) {
		AUTO(buf) text = BUF_INIT(LIMIT_KIB(16));
		struct str rest;

		verbs_help(i < verbs_n ? &verbs_all[i] : NULL, &text);
		assert_true(buf_ok(&text));
		for (rest = buf_str(&text); rest.len > 0;)
			assert_true(str_cut(&rest, '\n').len <= 80);
		if (i < verbs_n) {
			assert_non_null(verbs_all[i].run);
			assert_non_null(strstr(buf_text(&text), verbs_all[i].name));
			assert_non_null(strstr(buf_text(&text), "--json"));
		}
	}
}

static void a_word_that_begins_verbs_shows_all_of_them(void **state)
{
	(void)state;
	AUTO(buf) theme = BUF_INIT(LIMIT_KIB(4));
	AUTO(buf) config = BUF_INIT(LIMIT_KIB(4));

	assert_true(verbs_help_begun("theme", &theme));
	assert_non_null(strstr(buf_text(&theme), "theme list"));
	assert_non_null(strstr(buf_text(&theme), "theme show THEME"));
	assert_non_null(strstr(buf_text(&theme), "theme check"));
	assert_non_null(strstr(buf_text(&theme), "in the console, :theme"));
	assert_true(verbs_help_begun("config", &config));
	assert_non_null(strstr(buf_text(&config), "config show"));
	assert_non_null(strstr(buf_text(&config), "config check"));
	assert_false(verbs_help_begun("journal", &theme)); /* a verb itself */
	assert_false(verbs_help_begun("sort", &theme));
	assert_false(verbs_help_begun("", &theme));
}

static void rows_of_the_console_alone_stand_last_and_say_so(void **state)
{
	(void)state;
	for (size_t i = 0; i < verbs_n_rows; i++) {
		const struct verb *v = &verbs_all[i];
		AUTO(buf) text = BUF_INIT(LIMIT_KIB(16));

		assert_int_equal(v->run == NULL, i >= verbs_n);
		assert_true(v->run || v->command != COMMAND_NONE);
		if (v->run)
			continue;
		assert_ptr_equal(verbs_match_console(v->name), v);
		verbs_help(v, &text);
		assert_non_null(strstr(buf_text(&text), "in the console only"));
		for (struct str rest = buf_str(&text); rest.len > 0;)
			assert_true(str_cut(&rest, '\n').len <= 120);
	}
	assert_null(verbs_match_console("fleet"));
}

static void names_and_aliases_in_the_console_are_unique(void **state)
{
	(void)state;
	for (size_t i = 0; i < verbs_n_rows; i++) {
		struct str rest = str_of(verbs_all[i].alias);

		if (!verbs_all[i].command)
			continue;
		assert_ptr_equal(verbs_command(str_of(verbs_all[i].name)),
				 &verbs_all[i]);
		while (rest.len > 0)
			assert_ptr_equal(verbs_command(str_cut(&rest, ' ')),
					 &verbs_all[i]);
	}
	assert_null(verbs_command(STR("")));
	assert_null(verbs_command(STR("version")));
}

static size_t words_in(const char *text)
{
	struct str rest = str_of(text);
	size_t n = 0;

	for (; rest.len > 0; n++)
		(void)str_cut(&rest, ' ');
	return n;
}

static void every_verb_explains_arguments_and_exits_and_gives_examples(void **state)
{
	(void)state;
	for (size_t i = 0; i < verbs_n; i++) {
		const struct verb *v = &verbs_all[i];
		struct str rest = str_of(v->examples);

		assert_true(v->exits & VERB_EXIT_FINE);
		for (size_t k = 0; k < words_in(v->args); k++)
			if (!verbs_argument(v, k))
				fail_msg("%s: argument %zu is not explained", v->name,
					 k);
		if (!str_ends(str_of(v->args), "..."))
			assert_null(verbs_argument(v, words_in(v->args)));
		assert_true(v->hidden || rest.len > 0);
		while (rest.len > 0)
			assert_true(str_starts(str_cut(&rest, '\n'), v->name));
	}
}

static void every_typed_argument_is_explained(void **state)
{
	(void)state;
	for (size_t i = 0; i < verbs_n_rows; i++) {
		const struct verb *v = &verbs_all[i];
		size_t n = v->command ? words_in(verbs_typed_args(v)) : 0;
		bool needed = false;

		for (size_t k = 0; k < n; k++)
			if (!verbs_typed(v, k, &needed))
				fail_msg(":%s: argument %zu is not explained", v->name,
					 k);
		assert_true(!v->command || !verbs_typed(v, n, &needed));
	}
}

static void the_console_takes_one_word_and_its_own_options(void **state)
{
	struct options good = { .given = OPTION_ASCII,
				.words = { "acme" },
				.n_words = 1 };
	struct options json = { .given = OPTION_JSON };
	struct options two = { .words = { "a", "b" }, .n_words = 2 };
	struct err err = ERR_INIT;

	(void)state;
	assert_true(verbs_check_console(&good, &err));
	assert_false(verbs_check_console(&json, &err));
	assert_false(verbs_check_console(&two, &err));
}

int main(void)
{
	/* clang-format off */
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_words_win_over_one),
		cmocka_unit_test(refuses_what_does_not_fit),
		cmocka_unit_test(every_verb_runs_and_has_a_help_that_fits_80_columns),
		cmocka_unit_test(every_verb_explains_arguments_and_exits_and_gives_examples),
		cmocka_unit_test(a_word_that_begins_verbs_shows_all_of_them),
		cmocka_unit_test(rows_of_the_console_alone_stand_last_and_say_so),
		cmocka_unit_test(names_and_aliases_in_the_console_are_unique),
		cmocka_unit_test(every_typed_argument_is_explained),
		cmocka_unit_test(the_console_takes_one_word_and_its_own_options),
	};
	/* clang-format on */

	return cmocka_run_group_tests(tests, NULL, NULL);
}

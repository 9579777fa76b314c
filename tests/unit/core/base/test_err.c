/* core/base/err.c: errors for the program and for a person. */
#include "core/base/err.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/utf8.h"

static void fills_code_and_text(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	assert_false(err_set(&err, ERR_IO, "cannot read %s: %d", "x", 5));
	assert_int_equal(err.code, ERR_IO);
	assert_string_equal(err.text, "cannot read x: 5");
	assert_false(err_context(&err, "installation %s", "acme"));
	assert_int_equal(err.code, ERR_IO);
	assert_string_equal(err.text, "installation acme: cannot read x: 5");
	assert_false(err_set(&err, ERR_AWS, "again: %s", err.text));
	assert_string_equal(err.text, "again: installation acme: cannot read x: 5");
	assert_false(err_set(NULL, ERR_IO, "nobody listens"));
	assert_false(err_context(NULL, "nobody"));
}

static void makes_foreign_text_one_safe_line(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	assert_false(err_set(&err, ERR_AWS, "%s", "a\n\x1b[2J\xff b\xe2\x80\xae"));
	assert_string_equal(err.text, "a\xE2\x8F\x8E\xE2\x90\x9B[2J\xEF\xBF\xBD b"
				      "\xE2\x80\xB9U+202E\xE2\x80\xBA");
}

static void cuts_a_long_text_with_a_mark(void **state)
{
	(void)state;
	char text[5000];
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	struct err err = ERR_INIT;
	assert_false(err_set(&err, ERR_IO, "%s", text));
	assert_int_equal(strlen(err.text), sizeof(err.text) - 1);
	assert_true(str_ends(str_of(err.text), "\xE2\x80\xA6"));
	assert_false(err_context(&err, "%s", text));
	assert_true(utf8_valid(str_of(err.text)));
}

static void keeps_a_copy(void **state)
{
	struct err err = ERR_INIT;
	struct err *kept = NULL;

	(void)state;
	err_keep(&kept, &err);
	assert_null(kept);
	assert_false(err_set(&err, ERR_DENIED, "no"));
	err_keep(&kept, &err);
	err_keep(&kept, kept); /* itself */
	assert_false(err_set(&err, ERR_IO, "another"));
	assert_int_equal(kept->code, ERR_DENIED);
	assert_string_equal(kept->text, "no");
	err_keep(&kept, NULL);
	assert_null(kept);
}

static void keeps_no_more_than_the_sentence(void **state)
{
	struct err err = ERR_INIT;
	struct kept_err kept = { 0 };

	(void)state;
	kept_err_set(&kept, &err);
	assert_int_equal(kept.code, ERR_NONE);
	assert_int_equal(kept_err_get(&kept).code, ERR_NONE);
	kept_err_say(&kept, ERR_DENIED, "%s\n%d", "no", 7);
	assert_int_equal(kept.code, ERR_DENIED);
	assert_null(strchr(kept.text, '\n'));              /* safe, as of every error */
	kept_err_say(&kept, ERR_IO, "was: %s", kept.text); /* of itself */
	err = kept_err_get(&kept);
	assert_int_equal(err.code, ERR_IO);
	assert_string_equal(err.text, kept.text);
	assert_true(str_starts(str_of(err.text), "was: no"));
	kept_err_set(&kept, NULL);
	assert_int_equal(kept.code, ERR_NONE);
	assert_null(kept.text);
}

static void names_errno_values(void **state)
{
	(void)state;
	assert_string_equal(err_errno(ENOENT), "No such file or directory");
	assert_string_equal(err_errno(99999), "error 99999");
}

static void has_a_name_and_an_exit_code_for_each_code(void **state)
{
	(void)state;
	for (int i = ERR_NONE; i <= ERR_UNSUPPORTED; i++) {
		const char *name = err_code_name((enum err_code)i);
		assert_string_not_equal(name, "unknown");
		for (int k = ERR_NONE; k < i; k++)
			assert_string_not_equal(name, err_code_name((enum err_code)k));
		assert_in_range(err_exit_code((enum err_code)i), i == ERR_NONE ? 0 : 2,
				i == ERR_NONE ? 0 : 5);
	}
	assert_string_equal(err_code_name((enum err_code)99), "unknown");
	assert_int_equal(err_exit_code(ERR_ARG), 2);
	assert_int_equal(err_exit_code(ERR_POLICY), 3);
	assert_int_equal(err_exit_code(ERR_NET), 4);
	assert_int_equal(err_exit_code(ERR_JOURNAL), 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fills_code_and_text),
		cmocka_unit_test(makes_foreign_text_one_safe_line),
		cmocka_unit_test(cuts_a_long_text_with_a_mark),
		cmocka_unit_test(keeps_a_copy),
		cmocka_unit_test(keeps_no_more_than_the_sentence),
		cmocka_unit_test(names_errno_values),
		cmocka_unit_test(has_a_name_and_an_exit_code_for_each_code),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

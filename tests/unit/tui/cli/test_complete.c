/*
 * Completion: what fits at the cursor, whatever stands before it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "core/base/limits.h"
#include "tui/cli/complete.h"

static void installations(void *ctx, struct buf *out, struct str prefix)
{
	(void)ctx;
	complete_offer(out, prefix, "acme-prod-eu", "Acme Robotics");
	complete_offer(out, prefix, "beta.1", "Beta");
}

static void stacks(void *ctx, const char *inst, struct buf *out, struct str prefix)
{
	(void)ctx;
	if (text_eq(inst, "acme-prod-eu"))
		complete_offer(out, prefix, "core", "CREATE_COMPLETE");
}

static void themes(void *ctx, struct buf *out, struct str prefix)
{
	(void)ctx;
	complete_offer(out, prefix, "dark", "shipped");
	complete_offer(out, prefix, "night", "yours");
}

static const struct complete_source source = { installations, stacks, themes, NULL };

/* The names alone, a blank after each. */
static void names_of(struct str lines, struct buf *out)
{
	while (lines.len > 0) {
		struct str line = str_cut(&lines, '\n');

		buf_add_str(out, str_cut(&line, '\t'));
		buf_add_char(out, ' ');
	}
}

static void offers_what_fits_at_the_cursor(void **state)
{
	/* clang-format off */
	static const struct {
		const char *words[5];
		const char *current;
		const char *names;
	} rows[] = {
		{ { 0 }, "st", "status stacks stack " },
		{ { 0 }, "acme", "acme-prod-eu " },
		{ { 0 }, "compl", "completion " },	/* not the hidden one */
		{ { "status" }, "", "acme-prod-eu beta.1 " },
		{ { "status", "beta.1" }, "", "" },
		{ { "stack", "acme-prod-eu" }, "", "core " },
		{ { "stack", "beta.1" }, "", "" },
		{ { "journal" }, "", "show verify reindex acme-prod-eu beta.1 " },
		{ { "journal", "show" }, "", "" },
		{ { "journal", "show", "7" }, "b", "beta.1 " },
		{ { "config" }, "", "show check " },
		{ { "theme", "check" }, "n", "night " },
		{ { "completion" }, "", "bash zsh fish " },
		{ { "help" }, "ver", "version " },
		{ { "explain" }, "stack-roll", "stack-rolled-back stack-rolling-back " },
		{ { "help", "journal" }, "", "show verify reindex " },
		{ { "fleet" }, "--c", "--config --cached " },
		{ { "fleet", "--cached" }, "--c", "--config " },
		{ { "version" }, "--cac", "" },
		{ { 0 }, "--th", "--theme " },
		{ { "--theme" }, "", "dark night " },
		{ { "--config" }, "", ":files " },
		{ { "access", "--mode" }, "ob", "observe " },
		{ { "access" }, "--mode=ob", "--mode=observe " },
		{ { "access", "--mode", "=" }, "ob", "observe " },
		{ { "access", "--mode" }, "=", "observe operate debug " },
		{ { "--config", "x.conf", "status" }, "ac", "acme-prod-eu " },
		{ { "--config=x.conf", "status" }, "ac", "acme-prod-eu " },
		{ { "status", "--" }, "a", "acme-prod-eu " },
		{ { "journal", "--kind" }, "act.i", "act.intent " },
		{ { "nonsense" }, "", "" },
		{ { "fleet" }, "--=", "" },
		{ { "fleet" }, "--nonsense=x", "" },
		{ { "fleet" }, "-", "--help --config --json --no-color --cached " },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(buf) out = BUF_INIT(LIMIT_KIB(64));
		AUTO(buf) names = BUF_INIT(LIMIT_KIB(64));
		size_t n = 0;

		while (n < 5 && rows[i].words[n])
			n++;
		complete_line(&source, rows[i].words, n, rows[i].current, &out);
		names_of(buf_str(&out), &names);
		if (!text_eq(buf_text(&names), rows[i].names))
			fail_msg("row %zu: \"%s\" instead of \"%s\"", i,
				 buf_text(&names), rows[i].names);
	}
}

static void more_words_than_candor_takes_offer_nothing(void **state)
{
	const char *words[64];
	AUTO(buf) out = BUF_INIT(LIMIT_KIB(64));

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		words[i] = "theme";
	complete_line(&source, words, ARRAY_LEN(words), "", &out);
	assert_int_equal(out.len, 0);
}

static void names_that_a_shell_could_take_for_more_are_left_out(void **state)
{
	static const char *const bad[] = { "",      "a b",  "$(id)",   "`id`", "a;b",
					   "a\nb",  "a'b",  "a\"b",    "*",    "a|b",
					   "~root", "a\\b", "\xc3\xa9" };
	AUTO(buf) out = BUF_INIT(LIMIT_KIB(4));

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		complete_offer(&out, STR(""), bad[i], "x");
	assert_int_equal(out.len, 0);
	complete_offer(&out, STR("a"), "a-Z_0.9", "what");
	assert_string_equal(buf_text(&out), "a-Z_0.9\twhat\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(offers_what_fits_at_the_cursor),
		cmocka_unit_test(more_words_than_candor_takes_offer_nothing),
		cmocka_unit_test(names_that_a_shell_could_take_for_more_are_left_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

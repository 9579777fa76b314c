/* What terminals answer to the question for their ground. */
#include <unistd.h>

#include "kit.h"

#include "tui/kit/term_query.h"

#define DA "\033[?62;22c"

static struct term_query fed(const char *bytes)
{
	struct term_query q = { 0 };
	term_query_feed(&q, bytes, strlen(bytes));
	return q;
}

static void the_ground_is_read_as_terminals_write_it(void **state)
{
	(void)state;
	/* clang-format off */
	static const struct {
		const char *bytes;
		uint32_t rgb;
	} rows[] = {
		{ "\033]11;rgb:1e1e/1e1e/2e2e\007", 0x1E1E2E },		/* xterm, BEL */
		{ "\033]11;rgb:1e1e/1e1e/2e2e\033\\", 0x1E1E2E },	/* ST */
		{ "\033]11;rgb:ffff/ffff/ffff\033\\", 0xFFFFFF },
		{ "\033]11;rgb:ff/80/00\007", 0xFF8000 },
		{ "\033]11;rgb:f/0/8\007", 0xFF0088 },
		{ "\033]11;rgb:fff/000/800\007", 0xFF0080 },
		{ "\033]11;rgba:fafa/fbfb/fcfc/ffff\007", 0xFAFBFC },
		{ "\033]11;#fdf6e3\007", 0xFDF6E3 },
		{ "\033]11;#fdfdf6f6e3e3\007", 0xFDF6E3 },
		{ "jk\033[A\033]10;rgb:0/0/0\007\033]11;rgb:10/20/30\007", 0x102030 },
		{ "\033\033]11;rgb:10/20/30\007", 0x102030 },
		{ "\033]52;c;broken\033]11;rgb:10/20/30\007", 0x102030 },
	};
	/* clang-format on */
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct term_query q = fed(rows[i].bytes);
		if (!q.known || q.rgb != rows[i].rgb)
			fail_msg("row %zu: %06x", i, (unsigned)q.rgb);
		assert_false(q.done);
	}
}

static void other_answers_name_no_ground(void **state)
{
	(void)state;
	/* clang-format off */
	static const char *const rows[] = {
		"", "\033]11;?\007", "\033]11;rgb:\007", "\033]11;rgb:1/2\007",
		"\033]11;rgb:12345/0/0\007", "\033]11;rgb:g/0/0\007", "\033]11;#12345\007",
		"\033]11;#\007", "\033]10;rgb:0/0/0\007", "\033]11;rgb:0/0/0", "\033]1",
		"]11;rgb:1e1e/1e1e/2e2e\007", "\033]11;red\007",
		"\033]11;rgb:0/0/0xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\007",
	};
	/* clang-format on */
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		if (fed(rows[i]).known)
			fail_msg("row %zu", i);
	}
}

static void device_attributes_end_the_wait(void **state)
{
	(void)state;
	assert_true(fed(DA).done);
	assert_true(fed("\033[?1;2c").done);
	assert_false(fed("\033[1;2c").done);   /* no answer of a terminal */
	assert_false(fed("\033[?1;2R").done);  /* another one */
	assert_false(fed("\033[?62;22").done); /* not whole yet */
	struct term_query q = fed("\033]11;rgb:00/00/00\033\\" DA);
	assert_true(q.known && q.done);
}

static void mode_2026_is_used_only_where_it_is_known(void **state)
{
	(void)state;
	assert_true(fed("\033[?2026;2$y" DA).framed);
	assert_true(fed("\033[?2026;1$y").framed);
	assert_false(fed("\033[?2026;0$y").framed); /* unknown */
	assert_false(fed("\033[?2026;3$y").framed); /* cannot be changed */
	assert_false(fed("\033[?2026;4$y").framed);
	assert_false(fed("\033[?2027;2$y").framed);
	assert_false(fed("\033[2026;2$y").framed);
	assert_false(fed(DA).framed);
}

static void an_answer_in_pieces_is_the_same(void **state)
{
	(void)state;
	static const char bytes[] = "\033]11;rgb:1e1e/1e1e/2e2e\033\\" DA;
	for (size_t cut = 0; cut < sizeof(bytes); cut++) {
		struct term_query q = { 0 };
		term_query_feed(&q, bytes, cut);
		term_query_feed(&q, bytes + cut, sizeof(bytes) - 1 - cut);
		assert_true(q.known && q.done);
		assert_int_equal(q.rgb, 0x1E1E2E);
	}
}

/* Other work is done between the question and its answer, however long that takes. */
static void what_came_meanwhile_is_taken(void **state)
{
	(void)state;
	static const char answer[] = "\033]11;rgb:1e/1e/2e\007\033[?62c";
	int in[2];
	int out[2];
	char asked[64] = "";
	assert_int_equal(pipe(in), 0);
	assert_int_equal(pipe(out), 0);
	int64_t until_us = term_query_ask(in[0], out[1], 0);
	assert_true(until_us > 0);
	assert_true(read(out[0], asked, sizeof(asked) - 1) > 0);
	assert_non_null(strstr(asked, "]11;?"));
	assert_int_equal(write(in[1], answer, sizeof(answer) - 1), sizeof(answer) - 1);
	struct term_query q = term_query_collect(in[0], until_us);
	assert_true(q.done && q.known);
	assert_int_equal(q.rgb, 0x1E1E2E);
	q = term_query_collect(in[0], until_us); /* the time is over: no wait */
	assert_false(q.done || q.known);
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(close(in[i]), 0);
		assert_int_equal(close(out[i]), 0);
	}
}

static void not_every_terminal_is_asked(void **state)
{
	(void)state;
	static const char *const asked[] = { "xterm-256color", "tmux-256color",
					     "screen",         "alacritty",
					     "foot",           "xterm-kitty" };
	static const char *const spared[] = { "dumb", "linux",       "vt100",  "vt220",
					      "",     "eterm-color", "unknown" };
	for (size_t i = 0; i < ARRAY_LEN(asked); i++)
		assert_true(term_query_fit(asked[i]));
	for (size_t i = 0; i < ARRAY_LEN(spared); i++)
		assert_false(term_query_fit(spared[i]));
	assert_false(term_query_fit(NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_ground_is_read_as_terminals_write_it),
		cmocka_unit_test(other_answers_name_no_ground),
		cmocka_unit_test(device_attributes_end_the_wait),
		cmocka_unit_test(mode_2026_is_used_only_where_it_is_known),
		cmocka_unit_test(an_answer_in_pieces_is_the_same),
		cmocka_unit_test(what_came_meanwhile_is_taken),
		cmocka_unit_test(not_every_terminal_is_asked),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

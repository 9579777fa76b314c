/* core/base/utf8.c: text from outside. */
#include "core/base/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define DOTS      "\xE2\x80\xA6"
#define BAD       "\xEF\xBF\xBD"
#define MARK(hex) "\xE2\x80\xB9U+" hex "\xE2\x80\xBA"

static void decodes_and_takes_broken_bytes_alone(void **state)
{
	(void)state;
	static const struct {
		struct str in;
		uint32_t codes[6];
	} rows[] = {
		{ STR_INIT(""), { UTF8_END } },
		{ STR_INIT("a\xC3\xA4"), { 'a', 0xE4, UTF8_END } },
		{ STR_INIT("\xF0\x9F\x98\x80"), { 0x1F600, UTF8_END } },
		{ STR_INIT("\xC3"), { 0xFFFD, UTF8_END } },
		{ STR_INIT("\xE2\x82"), { 0xFFFD, 0xFFFD, UTF8_END } },
		{ STR_INIT("\xC0\x80"), { 0xFFFD, 0xFFFD, UTF8_END } },
		{ STR_INIT("\xED\xA0\x80"), { 0xFFFD, 0xFFFD, 0xFFFD, UTF8_END } },
		{ STR_INIT("\xF4\x90\x80\x80"),
		  { 0xFFFD, 0xFFFD, 0xFFFD, 0xFFFD, UTF8_END } },
		{ STR_INIT("\xFF"
			   "a"),
		  { 0xFFFD, 'a', UTF8_END } },
		{ STR_INIT("\0"), { 0, UTF8_END } },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct str s = rows[i].in;
		for (size_t k = 0; k < ARRAY_LEN(rows[i].codes); k++) {
			uint32_t code = utf8_next(&s);
			assert_int_equal(code, rows[i].codes[k]);
			if (code == UTF8_END)
				break;
		}
		assert_int_equal(s.len, 0);
	}
}

static void knows_what_no_screen_may_get(void **state)
{
	static const uint32_t unseen[] = {
		0,      0x1F,   0x7F,   0x9F,    0xAD,    0x61C,    0x180E,   0x200B,
		0x200F, 0x2028, 0x202E, 0x2060,  0x206F,  0xD800,   0xFE0F,   0xFEFF,
		0xFFF9, 0xFFFB, 0xFFFF, 0xE0001, 0xE007F, 0x10FFFF, 0x110000, UTF8_END,
	};
	static const uint32_t seen[] = { ' ',    '~',     0xA0,   0xE4,
					 0x0308, 0x2026,  0x25A0, 0x28FF,
					 0x6771, 0x1F600, 0xFFFD };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(unseen); i++)
		assert_true(utf8_unseen(unseen[i]));
	for (size_t i = 0; i < ARRAY_LEN(seen); i++)
		assert_false(utf8_unseen(seen[i]));
}

static void knows_what_is_valid(void **state)
{
	(void)state;
	assert_true(utf8_valid(STR("")));
	assert_true(utf8_valid(STR("a\xC3\xA4\xEF\xBF\xBD\xF4\x8F\xBF\xBF")));
	assert_false(utf8_valid(STR("a\x80")));
	assert_false(utf8_valid(STR("\xED\xBF\xBF")));
}

static void encodes_only_what_exists(void **state)
{
	(void)state;
	AUTO(buf) b = BUF_INIT(100);
	utf8_put(&b, 'a');
	utf8_put(&b, 0x20AC);
	utf8_put(&b, 0xD800);
	utf8_put(&b, 0x110000);
	utf8_put(&b, UTF8_END);
	assert_string_equal(buf_text(&b), "a\xE2\x82\xAC" BAD BAD BAD);
}

static void measures_columns(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int width;
	} rows[] = {
		{ "", 0 },
		{ "abc", 3 },
		{ "\xC3\xA4", 1 },
		{ "a\xCC\x88", 1 },                        /* a and a combining mark */
		{ "\xE6\x97\xA5\xE6\x9C\xAC", 4 },         /* two ideographs */
		{ "\xF0\x9F\x98\x80", 2 },                 /* an emoji */
		{ "\xF0\x9F\x87\xA9\xF0\x9F\x87\xAA", 2 }, /* a flag */
		{ "\xF0\x9F\x91\xA8\xE2\x80\x8D\xF0\x9F\x91\xA9",
		  2 },                                         /* joined people */
		{ "\xE2\x96\xA0\xE2\x96\x81\xE2\x80\xA6", 3 }, /* ambiguous: 1 each */
		{ BAD, 1 },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		if (utf8_width(str_of(rows[i].text)) != rows[i].width)
			fail_msg("row %zu: %d", i, utf8_width(str_of(rows[i].text)));
	}
}

static void splits_what_a_person_calls_characters(void **state)
{
	(void)state;
	struct str s = STR("a\xCC\x88\xF0\x9F\x87\xA9\xF0\x9F\x87\xAA\xFF"
			   "b");
	assert_int_equal(utf8_grapheme(&s).len, 3);
	assert_int_equal(utf8_grapheme(&s).len, 8);
	assert_int_equal(utf8_grapheme(&s).len, 1);
	assert_true(str_is(utf8_grapheme(&s), "b"));
	assert_int_equal(utf8_grapheme(&s).len, 0);
}

static void makes_text_safe_for_a_line_of_the_screen(void **state)
{
	(void)state;
	static const struct {
		struct str in;
		const char *out;
	} rows[] = {
		{ STR_INIT("plain text ~"), "plain text ~" },
		{ STR_INIT("gr\xC3\xBC\xC3\x9F"), "gr\xC3\xBC\xC3\x9F" },
		{ STR_INIT("a\tb\nc\r"), "a b\xE2\x8F\x8E"
					 "c\xE2\x90\x8D" },
		{ STR_INIT("\x1b[31m"), "\xE2\x90\x9B[31m" },
		{ STR_INIT("\0\x7f"), "\xE2\x90\x80\xE2\x90\xA1" },
		{ STR_INIT("\xC2\x9B"
			   "1m"),
		  MARK("009B") "1m" },
		{ STR_INIT("a\xFF\xC3"), "a" BAD BAD },
		{ STR_INIT("\xED\xA0\x80"), BAD BAD BAD },
		{ STR_INIT("x\xE2\x80\xAE"
			   "y"),
		  "x" MARK("202E") "y" },
		{ STR_INIT("\xE2\x81\xA6"), MARK("2066") },
		{ STR_INIT("pay\xE2\x80\x8Bpal"), "pay" MARK("200B") "pal" },
		{ STR_INIT("\xEF\xBB\xBF"), MARK("FEFF") },
		{ STR_INIT("\xE2\x80\xA8"), MARK("2028") },
		{ STR_INIT("\xC2\xAD"), MARK("00AD") },
		{ STR_INIT("\xEF\xB8\x8F"), MARK("FE0F") },
		{ STR_INIT("\xE3\x85\xA4"), MARK("3164") },
		{ STR_INIT("\xF3\xA0\x81\x81"), MARK("E0041") },
		{ STR_INIT("\xF4\x8F\xBF\xBF"), MARK("10FFFF") },
		/* a combining mark needs a letter */
		{ STR_INIT("a\xCC\x88"), "a\xCC\x88" },
		{ STR_INIT("\xCC\x88"
			   "a"),
		  MARK("0308") "a" },
		{ STR_INIT("\n\xCC\x88"), "\xE2\x8F\x8E" MARK("0308") },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(buf) b = BUF_INIT(1000);
		utf8_safe(&b, rows[i].in, 1000);
		assert_string_equal(buf_text(&b), rows[i].out);
	}
}

static void keeps_a_pile_of_marks_from_growing(void **state)
{
	(void)state;
	AUTO(buf) in = BUF_INIT(1000);
	AUTO(buf) out = BUF_INIT(10000);
	buf_add_char(&in, 'a');
	for (int i = 0; i < 9; i++)
		buf_add_text(&in, "\xCC\x88");
	utf8_safe(&out, buf_str(&in), 10000);
	assert_int_equal(out.len, 1 + 8 * 2 + strlen(MARK("0308")));
}

static void cuts_safe_text_at_a_border(void **state)
{
	(void)state;
	static const struct {
		const char *in;
		size_t max_len;
		const char *out;
	} rows[] = {
		{ "abcdef", 6, "abcdef" },
		{ "abcdefg", 6, "abc" DOTS },
		{ "\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4", 7, "\xC3\xA4\xC3\xA4" DOTS },
		{ "abc\xE2\x80\xAE", 9, "abc" DOTS },
		{ "abcd", 3, DOTS },
		{ "abcd", 2, "" },
		{ "abcd", 0, "" },
		{ "a\xCC\x88"
		  "bcdef",
		  6, "a\xCC\x88" DOTS },
		{ "xa\xCC\x88\xCC\x88", 5,
		  "x" DOTS }, /* never a letter robbed of its mark */
		{ "abcdefx\xCC\x88\xCC\x88", 10, "abcdef" DOTS },
		{ "ab x\xCC\x88yz", 9, "ab x\xCC\x88yz" },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(buf) b = BUF_INIT(100);
		buf_add_text(&b, "> ");
		utf8_safe(&b, str_of(rows[i].in), rows[i].max_len);
		assert_string_equal(buf_text(&b) + 2, rows[i].out);
	}
}

static void escapes_visibly_for_a_leaf(void **state)
{
	(void)state;
	static const struct {
		struct str in;
		const char *out;
		bool escaped;
	} rows[] = {
		{ STR_INIT(""), "", false },
		{ STR_INIT("plain \\ \" text"), "plain \\ \" text", false },
		{ STR_INIT("gr\xC3\xBC\xC3\x9F \xF0\x9F\x98\x80"),
		  "gr\xC3\xBC\xC3\x9F \xF0\x9F\x98\x80", false },
		{ STR_INIT("\x1b[31m"), "\\x1b[31m", true },
		{ STR_INIT("a\nb\0c\x7f"), "a\\x0ab\\x00c\\x7f", true },
		{ STR_INIT("\xC2\x80\xC2\x9F\xC2\xA0"), "\\u0080\\u009f\xC2\xA0",
		  true },
		{ STR_INIT("\xE2\x80\xAA\xE2\x80\xAE\xE2\x81\xA6\xE2\x81\xA9"),
		  "\\u202a\\u202e\\u2066\\u2069", true },
		{ STR_INIT("\xE2\x80\xA9\xE2\x80\xAF\xE2\x81\xA5\xE2\x81\xAA"),
		  "\xE2\x80\xA9\xE2\x80\xAF\xE2\x81\xA5\xE2\x81\xAA", false },
		{ STR_INIT("\xED\xA0\x80"), "\\xed\\xa0\\x80", true },
		{ STR_INIT("a\xFF\xC3"), "a\\xff\\xc3", true },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(buf) b = BUF_INIT(1000);
		assert_int_equal(utf8_escape(&b, rows[i].in), rows[i].escaped);
		assert_string_equal(buf_text(&b), rows[i].out);
	}
}

static void fits_into_columns(void **state)
{
	(void)state;
	static const struct {
		const char *in;
		int width;
		const char *tail, *middle;
	} rows[] = {
		{ "abcdef", 6, "abcdef", "abcdef" },
		{ "abcdef", 5, "abcd" DOTS, "ab" DOTS "ef" },
		{ "abcdef", 4, "abc" DOTS, "ab" DOTS "f" },
		{ "abcdef", 2, "a" DOTS, "a" DOTS },
		{ "abcdef", 1, DOTS, DOTS },
		{ "abcdef", 0, "", "" },
		{ "abcdef", -1, "", "" },
		{ "", 3, "", "" },
		/* a wide one that does not fit leaves a column free */
		{ "\xE6\x97\xA5\xE6\x97\xA5\xE6\x97\xA5", 4, "\xE6\x97\xA5" DOTS,
		  "\xE6\x97\xA5" DOTS },
		{ "a\xCC\x88"
		  "bcd",
		  3,
		  "a\xCC\x88"
		  "b" DOTS,
		  "a\xCC\x88" DOTS "d" },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(buf) b = BUF_INIT(100);
		utf8_fit_tail(&b, str_of(rows[i].in), rows[i].width);
		assert_string_equal(buf_text(&b), rows[i].tail);
		buf_clear(&b);
		utf8_fit_middle(&b, str_of(rows[i].in), rows[i].width);
		assert_string_equal(buf_text(&b), rows[i].middle);
	}
}

static void knows_what_terminals_see_differently(void **state)
{
	static const uint32_t ambiguous[] = { 0xA1,   0xB7,   0xD7,   0xE9,  0x2014,
					      0x2026, 0x2500, 0x25A0, 0xFFFD };
	static const uint32_t settled[] = { 'a',    0x7F,   0xA0,   0x0301, 0x3042,
					    0x2713, 0x2800, 0x25CC, 0x1F600 };
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(ambiguous); i++)
		assert_true(utf8_ambiguous(ambiguous[i]));
	for (size_t i = 0; i < ARRAY_LEN(settled); i++)
		assert_false(utf8_ambiguous(settled[i]));
	assert_int_equal(utf8_plain('x'), 'x');
	assert_int_equal(utf8_plain(0xE9), 'e');
	assert_int_equal(utf8_plain(0xFC), 'u');
	assert_int_equal(utf8_plain(0xD7), '?');
	assert_int_equal(utf8_plain(0x25A0), '?');
	assert_int_equal(utf8_plain(0xFFFFFFFF), '?');
}

static void tells_a_line_from_other_text(void **state)
{
	(void)state;
	assert_true(utf8_line(STR("")));
	assert_true(utf8_line(STR("aurora › \xC3\xA9 \xE3\x83\xAB")));
	assert_false(utf8_line(STR("a\nb")));
	assert_false(utf8_line(STR("a\tb")));
	assert_false(utf8_line(STR("a\0b")));
	assert_false(utf8_line(STR("\033[2J")));
	assert_false(utf8_line(STR("\x7F")));
	assert_false(utf8_line(STR("\xC3")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tells_a_line_from_other_text),
		cmocka_unit_test(knows_what_terminals_see_differently),
		cmocka_unit_test(decodes_and_takes_broken_bytes_alone),
		cmocka_unit_test(knows_what_no_screen_may_get),
		cmocka_unit_test(knows_what_is_valid),
		cmocka_unit_test(encodes_only_what_exists),
		cmocka_unit_test(measures_columns),
		cmocka_unit_test(splits_what_a_person_calls_characters),
		cmocka_unit_test(makes_text_safe_for_a_line_of_the_screen),
		cmocka_unit_test(keeps_a_pile_of_marks_from_growing),
		cmocka_unit_test(cuts_safe_text_at_a_border),
		cmocka_unit_test(escapes_visibly_for_a_leaf),
		cmocka_unit_test(fits_into_columns),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* core/base/buf.c: building text up to a ceiling. */
#include "core/base/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void grows_and_stays_terminated(void **state)
{
	(void)state;
	AUTO(buf) b = BUF_INIT(100000);
	assert_string_equal(buf_text(&b), "");
	for (int i = 0; i < 10000; i++)
		buf_addf(&b, "%04d,", i);
	assert_true(buf_ok(&b));
	assert_int_equal(b.len, 50000);
	assert_int_equal(strlen(buf_text(&b)), 50000);
	assert_memory_equal(buf_text(&b) + 49990, "9998,9999,", 10);
}

static void cuts_at_the_ceiling_and_says_so(void **state)
{
	(void)state;
	AUTO(buf) b = BUF_INIT(5);
	buf_add_text(&b, "abc");
	assert_true(buf_ok(&b));
	buf_add_text(&b, "def");
	assert_false(buf_ok(&b));
	assert_string_equal(buf_text(&b), "abcde");
	buf_clear(&b);
	assert_true(buf_ok(&b));
	buf_addf(&b, "%s-%d", "wxyz", 12);
	assert_false(buf_ok(&b));
	assert_string_equal(buf_text(&b), "wxyz-");
}

static void adds_nothing_after_something_did_not_fit(void **state)
{
	(void)state;
	AUTO(buf) b = BUF_INIT(3);
	buf_add_text(&b, "ab");
	buf_add_text(&b, "");
	buf_add(&b, "cd", 2);
	buf_cut(&b, 1);
	buf_add_char(&b, 'z');
	assert_string_equal(buf_text(&b), "a");
	assert_false(buf_ok(&b));
}

static void fills_exactly_to_the_ceiling(void **state)
{
	(void)state;
	AUTO(buf) b = BUF_INIT(64);
	for (int i = 0; i < 64; i++)
		buf_add_char(&b, 'x');
	assert_true(buf_ok(&b));
	assert_int_equal(b.len, 64);
	buf_add_char(&b, 'x');
	assert_false(buf_ok(&b));
}

static void an_unset_buffer_takes_nothing(void **state)
{
	(void)state;
	struct buf b = { 0 };
	buf_add_text(&b, "a");
	assert_false(buf_ok(&b));
	assert_string_equal(buf_text(&b), "");
	buf_release(&b);
	buf_release(NULL);
}

static void hands_its_contents_over(void **state)
{
	(void)state;
	AUTO(buf) b = BUF_INIT(10);
	buf_add_text(&b, "mine");
	char *text = buf_take(&b);
	assert_string_equal(text, "mine");
	assert_int_equal(b.len, 0);
	free(text);
	text = buf_take(&b);
	assert_string_equal(text, "");
	free(text);
	buf_add_text(&b, "again");
	assert_true(buf_ok(&b));
}

static void a_secret_buffer_grows_and_clears_without_leaving_bytes(void **state)
{
	(void)state;
	AUTO(buf) b = BUF_SECRET(1000);
	for (int i = 0; i < 100; i++)
		buf_add_text(&b, "secret");
	assert_int_equal(b.len, 600);
	buf_clear(&b);
	for (size_t i = 0; i < b.cap; i++)
		assert_int_equal(b.p[i], 0);
	buf_add_text(&b, "secret");
	buf_cut(&b, 2);
	assert_memory_equal(b.p, "se\0\0\0\0", 6);
	assert_true(b.wipe);
}

static void writes_hex_base64_and_uri(void **state)
{
	(void)state;
	static const struct {
		struct str in;
		const char *hex, *base64, *uri;
	} rows[] = {
		{ STR_INIT(""), "", "", "" },
		{ STR_INIT("f"), "66", "Zg==", "f" },
		{ STR_INIT("fo"), "666f", "Zm8=", "fo" },
		{ STR_INIT("foo"), "666f6f", "Zm9v", "foo" },
		{ STR_INIT("foob"), "666f6f62", "Zm9vYg==", "foob" },
		{ STR_INIT("\xff\xfe\x00"), "fffe00", "//4A", "%FF%FE%00" },
		{ STR_INIT("a b/~*"), "6120622f7e2a", "YSBiL34q", "a%20b%2F~%2A" },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(buf) b = BUF_INIT(100);
		buf_add_hex(&b, rows[i].in.p, rows[i].in.len);
		assert_string_equal(buf_text(&b), rows[i].hex);
		buf_clear(&b);
		buf_add_base64(&b, rows[i].in.p, rows[i].in.len);
		assert_string_equal(buf_text(&b), rows[i].base64);
		buf_clear(&b);
		buf_add_uri(&b, rows[i].in, false);
		assert_string_equal(buf_text(&b), rows[i].uri);
	}
	AUTO(buf) path = BUF_INIT(100);
	buf_add_uri(&path, STR("/a/\xc3\xa4"), true);
	assert_string_equal(buf_text(&path), "/a/%C3%A4");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(grows_and_stays_terminated),
		cmocka_unit_test(cuts_at_the_ceiling_and_says_so),
		cmocka_unit_test(adds_nothing_after_something_did_not_fit),
		cmocka_unit_test(fills_exactly_to_the_ceiling),
		cmocka_unit_test(an_unset_buffer_takes_nothing),
		cmocka_unit_test(hands_its_contents_over),
		cmocka_unit_test(
			a_secret_buffer_grows_and_clears_without_leaving_bytes),
		cmocka_unit_test(writes_hex_base64_and_uri),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* core/base/gunzip.c: what is whole comes out whole, and nothing costs more than its
 * ceiling. */
#include "core/base/gunzip.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ZLIB_CONST
#include <zlib.h>

#include "core/base/limits.h"

static void pack(struct buf *out, const char *text, size_t len)
{
	z_stream z = { 0 };
	size_t room = len + 100;
	unsigned char *to = malloc(room);

	assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 8, 0), Z_OK);
	z.next_in = (const unsigned char *)text;
	z.avail_in = (unsigned)len;
	z.next_out = to;
	z.avail_out = (unsigned)room;
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	buf_add(out, to, room - z.avail_out);
	(void)deflateEnd(&z);
	free(to);
}

static void one_stream_or_several_are_unpacked(void **state)
{
	AUTO(buf) packed = BUF_INIT(LIMIT_MIB(1));
	AUTO(buf) out = BUF_INIT(LIMIT_KIB(1));
	struct err err = ERR_INIT;
	(void)state;

	pack(&packed, "one\n", 4);
	pack(&packed, "two\n", 4);
	pack(&packed, "", 0);
	assert_true(gunzip_is(buf_str(&packed)));
	assert_true(gunzip(buf_str(&packed), &out, &err));
	assert_string_equal(buf_text(&out), "one\ntwo\n");
}

static void what_is_cut_is_told_at_every_byte(void **state)
{
	static const char text[] = "{\"v\":1}\n{\"v\":2}\n";
	AUTO(buf) packed = BUF_INIT(LIMIT_MIB(1));
	(void)state;

	pack(&packed, text, sizeof(text) - 1);
	for (size_t n = 0; n < packed.len; n++) {
		AUTO(buf) out = BUF_INIT(LIMIT_KIB(1));
		struct err err = ERR_INIT;

		assert_false(gunzip((struct str){ packed.p, n }, &out, &err));
		assert_int_equal(err.code, ERR_PARSE);
		assert_memory_equal(buf_text(&out), text, out.len);
	}
}

static void what_is_no_gzip_or_has_more_behind_it_is_refused(void **state)
{
	AUTO(buf) packed = BUF_INIT(LIMIT_MIB(1));
	AUTO(buf) out = BUF_INIT(LIMIT_KIB(1));
	struct err err = ERR_INIT;
	(void)state;

	assert_false(gunzip(str_of("plain text"), &out, &err));
	assert_string_equal(err.text, "is not gzip");
	pack(&packed, "one\n", 4);
	buf_add_text(&packed, "more");
	assert_false(gunzip(buf_str(&packed), &out, &err));
	assert_int_equal(err.code, ERR_PARSE);
	assert_string_equal(buf_text(&out), "one\n");
	packed.p[packed.len - 9] ^= 1; /* the size in the trailer */
	assert_false(gunzip((struct str){ packed.p, packed.len - 4 }, &out, &err));
}

static void a_bomb_stops_at_the_ceiling(void **state)
{
	size_t len = LIMIT_MIB(16);
	char *blanks = malloc(len);
	AUTO(buf) packed = BUF_INIT(LIMIT_MIB(1));
	AUTO(buf) small = BUF_INIT(LIMIT_KIB(64));
	AUTO(buf) large = BUF_INIT(LIMIT_MIB(64));
	struct err err = ERR_INIT;
	(void)state;

	memset(blanks, ' ', len);
	pack(&packed, blanks, len);
	free(blanks);
	assert_false(gunzip(buf_str(&packed), &small, &err));
	assert_int_equal(err.code, ERR_LIMIT);
	assert_int_equal(small.len, LIMIT_KIB(64));
	assert_false(gunzip(buf_str(&packed), &large, &err));
	assert_int_equal(err.code, ERR_LIMIT);
	assert_non_null(strstr(err.text, "500 to 1"));
	assert_true(large.len < LIMIT_MIB(9));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_stream_or_several_are_unpacked),
		cmocka_unit_test(what_is_cut_is_told_at_every_byte),
		cmocka_unit_test(what_is_no_gzip_or_has_more_behind_it_is_refused),
		cmocka_unit_test(a_bomb_stops_at_the_ceiling),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

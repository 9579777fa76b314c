/* core/journal/leaf: one form for an entry, and nothing else passes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/limits.h"
#include "core/journal/leaf.h"
#include "core/tree/json.h"

#define ULID   "01JBA3Q9Z8ABCDEFGHJKMNPQRS"
#define ZEROS  "0000000000000000000000000000000000000000000000000000000000000000"
#define HEAD_A "{\"boot\":\"b\",\"data\":"
#define HEAD_B                                                                       \
	",\"id\":\"" ULID "\",\"kind\":\"act.intent\",\"log\":\"0123456789abcdef\"," \
	"\"mono\":5,\"prev\":\"" ZEROS "\",\"run\":\"" ULID "\",\"seq\":7,\"t\":9,"  \
	"\"v\":1,\"who\":\"mira\"}\n"

static struct leaf_head head(void)
{
	struct leaf_head h = {
		.log = { "0123456789abcdef" },
		.seq = 7,
		.id = { ULID },
		.t_ms = 9,
		.mono_ms = 5,
		.boot = "b",
		.run = { ULID },
	};
	return h;
}

static bool encode(struct buf *out, const struct node *data, struct err *err)
{
	struct leaf_head h = head();
	struct journal_entry e = {
		.kind = JOURNAL_ACT_INTENT, .who = "mira", .ref = -1, .data = data
	};
	*err = ERR_INIT;
	return leaf_encode(out, &h, &e, err);
}

static void writes_sorted_compact_keys_and_one_line_feed(void **state)
{
	(void)state;
	AUTO(buf) out = BUF_INIT(LIMIT_LEAF_HARD);
	AUTO(arena) a = ARENA_INIT(LIMIT_KIB(64));
	struct err err;
	struct node *data = node_object(&a);
	struct node *inner = node_put(&a, data, "z", NODE_LIST);
	(void)node_put_int(&a, data, "b", -12);
	(void)node_put_bool(&a, data, "a_1", true);
	(void)node_add_text(&a, inner, "say \"x\\y\"");
	(void)node_put(&a, inner, NULL, NODE_OBJECT);
	assert_true(encode(&out, data, &err));
	assert_string_equal(
		buf_text(&out), HEAD_A
		"{\"a_1\":true,\"b\":-12,\"z\":[\"say \\\"x\\\\y\\\"\",{}]}" HEAD_B);
}

static void writes_every_header_field_in_its_place(void **state)
{
	(void)state;
	AUTO(buf) out = BUF_INIT(LIMIT_LEAF_HARD);
	struct err err = ERR_INIT;
	struct leaf leaf;
	struct leaf_head h = head();
	struct journal_entry e = { .kind = JOURNAL_ACT_OUTCOME,
				   .who = "mira",
				   .inst = "acme",
				   .mode = "observe",
				   .act = "stack.read",
				   .ses = "s1",
				   .ref = 6 };
	assert_true(leaf_encode(&out, &h, &e, &err));
	assert_true(leaf_scan(buf_str(&out), &leaf, &err));
	assert_int_equal(leaf.seq, 7);
	assert_int_equal(leaf.ref, 6);
	assert_int_equal(leaf.t_ms, 9);
	assert_int_equal(leaf.mono_ms, 5);
	assert_false(leaf.esc);
	assert_true(str_is(leaf.kind, "act.outcome"));
	assert_true(str_is(leaf.inst, "acme"));
	assert_true(str_is(leaf.mode, "observe"));
	assert_true(str_is(leaf.act, "stack.read"));
	assert_true(str_is(leaf.ses, "s1"));
	assert_true(str_is(leaf.data, "{}"));
	assert_null(leaf.inc.p);
}

static void escapes_foreign_text_visibly_and_says_so(void **state)
{
	(void)state;
	AUTO(arena) a = ARENA_INIT(LIMIT_KIB(64));
	static const char *const texts[] = {
		"\x1b[31m",     "a\nb", "\x7f",         "\xc2\x9b", "\xe2\x80\xae",
		"\xe2\x81\xa6", "\xff", "\xed\xa0\x80", "\xc0\xaf", "\xf4\x90\x80\x80",
		"tab\t",
	};
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		AUTO(buf) out = BUF_INIT(LIMIT_LEAF_HARD);
		struct err err;
		struct leaf leaf;
		struct node *data = node_object(&a);
		(void)node_put_text(&a, data, "why", texts[i]);
		assert_true(encode(&out, data, &err));
		assert_true(leaf_scan(buf_str(&out), &leaf, &err));
		assert_true(leaf.esc);
	}
}

static void escapes_header_text_as_well(void **state)
{
	(void)state;
	AUTO(buf) out = BUF_INIT(LIMIT_LEAF_HARD);
	struct err err = ERR_INIT;
	struct leaf leaf;
	struct leaf_head h = head();
	struct journal_entry e = { .kind = JOURNAL_IDENTITY,
				   .who = "mi\x1bra",
				   .ref = -1 };
	assert_true(leaf_encode(&out, &h, &e, &err));
	assert_true(leaf_scan(buf_str(&out), &leaf, &err));
	assert_true(leaf.esc);
	assert_true(str_is(leaf.who, "mi\\\\x1bra"));
}

static void keeps_text_of_all_scripts_as_it_is(void **state)
{
	(void)state;
	AUTO(buf) out = BUF_INIT(LIMIT_LEAF_HARD);
	AUTO(arena) a = ARENA_INIT(LIMIT_KIB(64));
	struct err err;
	struct leaf leaf;
	struct node *data = node_object(&a);
	(void)node_put_text(&a, data, "why",
			    "M\xc3\xbcller \xe6\x97\xa5 \xf0\x9f\x9a\x80");
	assert_true(encode(&out, data, &err));
	assert_true(leaf_scan(buf_str(&out), &leaf, &err));
	assert_false(leaf.esc);
}

static void refuses_data_outside_the_profile(void **state)
{
	(void)state;
	static const char *const bad[] = {
		"{\"a\":null}",
		"{\"a\":1.5}",
		"{\"A\":1}",
		"{\"\":1}",
		"{\"a-b\":1}",
		"{\"1a\":1}",
		"{\"a\":9007199254740992}",
		"{\"a\":-9007199254740992}",
		"[1]",
		"{\"a\":[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]}",
	};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		AUTO(buf) out = BUF_INIT(LIMIT_LEAF_HARD);
		AUTO(arena) a = ARENA_INIT(LIMIT_KIB(64));
		struct node *data = NULL;
		struct err err = ERR_INIT;
		assert_true(json_parse(str_of(bad[i]), &a, &data, &err));
		assert_false(encode(&out, data, &err));
		assert_int_equal(err.code, ERR_ARG);
		assert_int_equal(out.len, 0);
	}
}

static void refuses_a_key_that_stands_twice(void **state)
{
	(void)state;
	AUTO(buf) out = BUF_INIT(LIMIT_LEAF_HARD);
	AUTO(arena) a = ARENA_INIT(LIMIT_KIB(64));
	struct err err;
	struct node *data = node_object(&a);
	(void)node_put_int(&a, data, "a", 1);
	(void)node_put_int(&a, data, "b", 1);
	(void)node_put_int(&a, data, "a", 1);
	assert_false(encode(&out, data, &err));
	assert_int_equal(err.code, ERR_ARG);
}

static void sorts_objects_of_any_size(void **state)
{
	(void)state;
	AUTO(buf) out = BUF_INIT(LIMIT_LEAF_HARD);
	AUTO(arena) a = ARENA_INIT(LIMIT_KIB(256));
	struct err err;
	struct leaf leaf;
	struct node *data = node_object(&a);
	char name[16];
	for (int i = 0; i < 200; i++) {
		(void)snprintf(name, sizeof(name), "k%d", (i * 73) % 200);
		(void)node_put_int(&a, data, name, i);
	}
	assert_true(encode(&out, data, &err));
	assert_true(leaf_scan(buf_str(&out), &leaf, &err));
	int64_t n = 0;
	assert_true(leaf_int(leaf_member(leaf.data, "k73"), &n));
	assert_int_equal(n, 1);
}

static void refuses_what_is_longer_than_a_leaf_may_be(void **state)
{
	(void)state;
	AUTO(arena) a = ARENA_INIT(LIMIT_KIB(256));
	char *text = test_calloc(1, LIMIT_LEAF + 1);
	memset(text, 'x', LIMIT_LEAF);
	for (size_t cut = 0; cut < 600; cut++) {
		AUTO(buf) out = BUF_INIT(LIMIT_LEAF_HARD);
		struct err err;
		text[LIMIT_LEAF - cut] = '\0';
		struct node *data = node_object(&a);
		(void)node_put_text(&a, data, "a", text);
		arena_release(&a);
		data = node_object(&a);
		(void)node_put_text(&a, data, "a", text);
		bool ok = encode(&out, data, &err);
		assert_true(ok ? out.len <= LIMIT_LEAF : err.code == ERR_LIMIT);
		if (cut == 0)
			assert_false(ok);
		if (cut == 599)
			assert_true(ok);
	}
	test_free(text);
}

struct bad {
	const char *leaf;
	const char *why; /* part of the message */
};

static void refuses_leaves_outside_the_profile(void **state)
{
	(void)state;
	static const struct bad bad[] = {
		{ "", "empty" },
		{ "\n", "object" },
		{ "{}\n", "key" },
		{ HEAD_A "{}" HEAD_B " ", "after the line feed" },
		{ HEAD_A "{ }" HEAD_B, "key" },
		{ HEAD_A "{\"b\":1,\"a\":1}" HEAD_B, "order" },
		{ HEAD_A "{\"a\":1,\"a\":1}" HEAD_B, "order" },
		{ HEAD_A "{\"a\":1,}" HEAD_B, "key" },
		{ HEAD_A "{\"a\":null}" HEAD_B, "value" },
		{ HEAD_A "{\"a\":1.0}" HEAD_B, "comma" },
		{ HEAD_A "{\"a\":1e3}" HEAD_B, "comma" },
		{ HEAD_A "{\"a\":01}" HEAD_B, "zero" },
		{ HEAD_A "{\"a\":-0}" HEAD_B, "zero" },
		{ HEAD_A "{\"a\":-}" HEAD_B, "value" },
		{ HEAD_A "{\"a\":+1}" HEAD_B, "value" },
		{ HEAD_A "{\"a\":9007199254740992}" HEAD_B, "2^53" },
		{ HEAD_A "{\"a\":99999999999999999999999999}" HEAD_B, "2^53" },
		{ HEAD_A "{\"A\":1}" HEAD_B, "key" },
		{ HEAD_A "{\"_a\":1}" HEAD_B, "key" },
		{ HEAD_A "{\"a\":tru}" HEAD_B, "value" },
		{ HEAD_A "{\"a\":\"\\n\"}" HEAD_B, "escape" },
		{ HEAD_A "{\"a\":\"\\u0041\"}" HEAD_B, "escape" },
		{ HEAD_A "{\"a\":\"\\/\"}" HEAD_B, "escape" },
		{ HEAD_A "{\"a\":\"\x01\"}" HEAD_B, "control" },
		{ HEAD_A "{\"a\":\"\x7f\"}" HEAD_B, "control" },
		{ HEAD_A "{\"a\":\"1234567\x1f\"}" HEAD_B, "control" },
		{ HEAD_A "{\"a\":\"\xc2\x80\"}" HEAD_B, "escaped" },
		{ HEAD_A "{\"a\":\"\xe2\x80\xaa\"}" HEAD_B, "escaped" },
		{ HEAD_A "{\"a\":\"\xe2\x81\xa9\"}" HEAD_B, "escaped" },
		{ HEAD_A "{\"a\":\"\xed\xa0\x80\"}" HEAD_B, "escaped" },
		{ HEAD_A "{\"a\":\"\xc0\xaf\"}" HEAD_B, "UTF-8" },
		{ HEAD_A "{\"a\":\"\xe0\x80\xaf\"}" HEAD_B, "UTF-8" },
		{ HEAD_A "{\"a\":\"\xf4\x90\x80\x80\"}" HEAD_B, "escaped" },
		{ HEAD_A "{\"a\":\"\xf8\x88\x80\x80\x80\"}" HEAD_B, "UTF-8" },
		{ HEAD_A "{\"a\":\"\x80\"}" HEAD_B, "UTF-8" },
		{ HEAD_A "[]" HEAD_B, "object" },
		{ HEAD_A "{\"a\":[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]}" HEAD_B, "deep" },
		{ "{\"data\":{}" HEAD_B, "missing" },
		{ "{\"boot\":\"b\",\"data\":{},\"extra\":1" HEAD_B, "header key" },
		{ "{\"boot\":\"b\",\"data\":{},\"esc\":false" HEAD_B, "value" },
		{ "{\"boot\":7,\"data\":{}" HEAD_B, "string" },
	};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct leaf leaf;
		struct err err = ERR_INIT;
		if (leaf_scan(str_of(bad[i].leaf), &leaf, &err))
			fail_msg("accepted: %s", bad[i].leaf);
		if (!strstr(err.text, bad[i].why))
			fail_msg("%s: said %s, not %s", bad[i].leaf, err.text,
				 bad[i].why);
	}
}

static void refuses_a_leaf_cut_anywhere(void **state)
{
	(void)state;
	static const char whole[] = HEAD_A "{\"a\":[1,\"x\\\\\xc3\xbc\",true]}" HEAD_B;
	struct leaf leaf;
	assert_true(leaf_scan(STR(whole), &leaf, NULL));
	for (size_t len = 0; len < sizeof(whole) - 1; len++) {
		char *copy =
			test_calloc(1, len ? len : 1); /* so that a sanitizer sees it */
		memcpy(copy, whole, len);
		assert_false(leaf_scan((struct str){ copy, len }, &leaf, NULL));
		test_free(copy);
	}
}

static void refuses_header_values_of_the_wrong_form(void **state)
{
	(void)state;
	static const struct {
		const char *from, *to;
	} swaps[] = {
		{ "\"v\":1", "\"v\":2" },
		{ "\"seq\":7", "\"seq\":-7" },
		{ ULID, "01jba3q9z8abcdefghjkmnpqrs" },
		{ "0123456789abcdef", "0123456789ABCDEF" },
		{ "act.intent", "Act.intent" },
		{ "act.intent", "" },
		{ "0123456789abcdef", "0123456789abcde" },
		{ ULID, "01JBA3Q9Z8ABCDEFGHJKMNPQRU" },
	};
	for (size_t i = 0; i < ARRAY_LEN(swaps); i++) {
		AUTO(buf) b = BUF_INIT(LIMIT_KIB(4));
		struct leaf leaf;
		static const char whole[] = HEAD_A "{}" HEAD_B;
		const char *at = strstr(whole, swaps[i].from);
		assert_non_null(at);
		buf_add(&b, whole, (size_t)(at - whole));
		buf_add_text(&b, swaps[i].to);
		buf_add_text(&b, at + strlen(swaps[i].from));
		assert_false(leaf_scan(buf_str(&b), &leaf, NULL));
	}
}

static bool accepts(const char *format, int byte)
{
	AUTO(buf) b = BUF_INIT(LIMIT_KIB(4));
	struct leaf leaf;
	struct str rest = str_of(format);
	buf_add_str(&b, str_cut(&rest, '%'));
	buf_add_char(&b, (char)byte);
	buf_add_str(&b, rest);
	return leaf_scan(buf_str(&b), &leaf, NULL);
}

static bool stands_in(const char *allowed, int byte)
{
	return byte != 0 && strchr(allowed, byte) != NULL;
}

static void each_byte_is_allowed_where_the_profile_says(void **state)
{
	(void)state;
#define LOWER "abcdefghijklmnopqrstuvwxyz"
	static const char tail[] = ",\"id\":\"" ULID "\",\"kind\":\"%\",\"log\":"
				   "\"0123456789abcdef\",\"mono\":5,\"prev\":\"" ZEROS
				   "\",\"run\":\"" ULID "\",\"seq\":7,\"t\":9,\"v\":1,"
				   "\"who\":\"mira\"}\n";
	AUTO(buf) kind = BUF_INIT(LIMIT_KIB(1));
	AUTO(buf) tag = BUF_INIT(LIMIT_KIB(1));
	AUTO(buf) id = BUF_INIT(LIMIT_KIB(1));
	buf_addf(&kind, HEAD_A "{}%s", tail);
	buf_add_text(&tag, HEAD_A "{},\"id\":\"" ULID "\",\"kind\":\"x\",\"log\":\"%");
	buf_add_text(&tag, strstr(HEAD_B, "123456789abcdef"));
	buf_add_text(&id, HEAD_A "{},\"id\":\"%");
	buf_add_text(&id, strstr(HEAD_B, "1JBA3Q9Z8"));
	for (int b = 0; b < 256; b++) {
		bool plain = b >= 0x20 && b < 0x7f && b != '"' && b != '\\';
		assert_int_equal(accepts(HEAD_A "{\"a\":\"%\"}" HEAD_B, b), plain);
		assert_int_equal(accepts(HEAD_A "{\"a\":\"long enough %\"}" HEAD_B, b),
				 plain);
		assert_int_equal(accepts(HEAD_A "{\"a%\":1}" HEAD_B, b),
				 stands_in(LOWER "0123456789_", b));
		assert_int_equal(accepts(HEAD_A "{\"%\":1}" HEAD_B, b),
				 stands_in(LOWER, b));
		assert_int_equal(accepts(buf_text(&kind), b), stands_in(LOWER "._", b));
		assert_int_equal(accepts(buf_text(&tag), b),
				 stands_in("0123456789abcdef", b));
		assert_int_equal(accepts(buf_text(&id), b),
				 stands_in("0123456789ABCDEFGHJKMNPQRSTVWXYZ", b));
	}
}

static void gives_access_to_members_without_a_tree(void **state)
{
	(void)state;
	static const char whole[] = HEAD_A "{\"a\":{\"x\":\"in,}]\\\"\"},\"b\":[1,"
					   "\"two\",{\"c\":[]},[]],\"n\":-5}" HEAD_B;
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(1));
	struct leaf leaf;
	struct str item;
	int64_t n = 0;
	assert_true(leaf_scan(STR(whole), &leaf, NULL));
	assert_true(leaf_string(leaf_member(leaf_member(leaf.data, "a"), "x"), &text));
	assert_string_equal(buf_text(&text), "in,}]\"");
	assert_true(leaf_int(leaf_member(leaf.data, "n"), &n));
	assert_int_equal(n, -5);
	assert_null(leaf_member(leaf.data, "x").p);
	assert_null(leaf_member(leaf_member(leaf.data, "n"), "x").p);
	struct str rest = leaf_member(leaf.data, "b");
	const char *const items[] = { "1", "\"two\"", "{\"c\":[]}", "[]" };
	for (size_t i = 0; i < ARRAY_LEN(items); i++) {
		assert_true(leaf_next(&rest, &item));
		assert_true(str_is(item, items[i]));
	}
	assert_false(leaf_next(&rest, &item));
	struct str empty = STR("[]");
	assert_false(leaf_next(&empty, &item));
}

static void becomes_nodes_that_encode_to_the_same_bytes(void **state)
{
	(void)state;
	static const char whole[] = HEAD_A
		"{\"a\":{\"x\":\"\\\"\\\\\"},\"b\":[1,\"two\",{\"c\":[]},[]],\"n\":-5,"
		"\"t\":true,\"u\":false,\"z\":\"\"}" HEAD_B;
	AUTO(buf) out = BUF_INIT(LIMIT_LEAF_HARD);
	AUTO(arena) a = ARENA_INIT(LIMIT_KIB(64));
	struct leaf leaf;
	struct node *data = NULL;
	struct err err = ERR_INIT;
	assert_true(leaf_scan(STR(whole), &leaf, &err));
	assert_true(leaf_nodes(leaf.data, &a, &data, &err));
	assert_true(encode(&out, data, &err));
	assert_string_equal(buf_text(&out), whole);
	assert_true(leaf_nodes(leaf_object(STR(whole)), &a, &data, &err));
	assert_string_equal(node_text(data, "who", ""), "mira");
}

static void says_when_nodes_do_not_fit(void **state)
{
	(void)state;
	AUTO(arena) a = ARENA_INIT(256);
	struct node *data = NULL;
	struct err err = ERR_INIT;
	static const char raw[] = "{\"a\":[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15]}";
	assert_false(leaf_nodes(STR(raw), &a, &data, &err));
	assert_int_equal(err.code, ERR_LIMIT);
}

static void names_a_log_by_the_hash_of_its_origin(void **state)
{
	(void)state;
	struct leaf_tag tag = leaf_tag_of(STR("abc"));
	assert_string_equal(tag.text, "ba7816bf8f01cfea"); /* FIPS 180-2, "abc" */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_sorted_compact_keys_and_one_line_feed),
		cmocka_unit_test(writes_every_header_field_in_its_place),
		cmocka_unit_test(escapes_foreign_text_visibly_and_says_so),
		cmocka_unit_test(escapes_header_text_as_well),
		cmocka_unit_test(keeps_text_of_all_scripts_as_it_is),
		cmocka_unit_test(refuses_data_outside_the_profile),
		cmocka_unit_test(refuses_a_key_that_stands_twice),
		cmocka_unit_test(sorts_objects_of_any_size),
		cmocka_unit_test(refuses_what_is_longer_than_a_leaf_may_be),
		cmocka_unit_test(refuses_leaves_outside_the_profile),
		cmocka_unit_test(refuses_a_leaf_cut_anywhere),
		cmocka_unit_test(refuses_header_values_of_the_wrong_form),
		cmocka_unit_test(each_byte_is_allowed_where_the_profile_says),
		cmocka_unit_test(gives_access_to_members_without_a_tree),
		cmocka_unit_test(becomes_nodes_that_encode_to_the_same_bytes),
		cmocka_unit_test(says_when_nodes_do_not_fit),
		cmocka_unit_test(names_a_log_by_the_hash_of_its_origin),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

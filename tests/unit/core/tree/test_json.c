/* core/tree/json.c: JSON from outside, and documents of ours. */
#include "core/tree/json.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/buf.h"
#include "core/base/limits.h"
#include "core/base/utf8.h"

#define BAD "\xEF\xBF\xBD"

static void check(struct str json, const char *again)
{
	AUTO(arena) a = ARENA_INIT(LIMIT_ARENA);
	AUTO(buf) out = BUF_INIT(LIMIT_BODY);
	struct err err = ERR_INIT;
	struct node *root = NULL;
	if (!json_parse(json, &a, &root, &err))
		fail_msg("%.*s: %s", STR_FMT(json), err.text);
	json_write(&out, root, JSON_COMPACT);
	assert_string_equal(buf_text(&out), again);
}

static void check_refused(struct str json, enum err_code code, const char *text)
{
	AUTO(arena) a = ARENA_INIT(LIMIT_ARENA);
	struct err err = ERR_INIT;
	struct node *root = NULL;
	if (json_parse(json, &a, &root, &err))
		fail_msg("taken: %.*s", STR_FMT(json));
	assert_null(root);
	assert_int_equal(err.code, code);
	if (text)
		assert_string_equal(err.text, text);
}

static void reads_each_kind(void **state)
{
	(void)state;
	AUTO(arena) a = ARENA_INIT(LIMIT_ARENA);
	struct err err = ERR_INIT;
	struct node *root = NULL;
	assert_true(
		json_parse(STR("{\"Version\": 1, \"Keys\": [\"a\", null, true, 1.5], "
			       "\"Inner\": {\"Text\": \"\\u20ac\"}}"),
			   &a, &root, &err));
	assert_int_equal(root->kind, NODE_OBJECT);
	assert_int_equal(node_int(root, "Version", 0), 1);
	assert_string_equal(node_text(root, "Inner.Text", "?"), "\xE2\x82\xAC");
	const struct node *n = node_first(node_get(root, "Keys"));
	assert_null(n->name);
	assert_string_equal(n->text.p, "a");
	assert_int_equal(n->next->kind, NODE_NULL);
	assert_int_equal(n->next->next->kind, NODE_BOOL);
	assert_int_equal(n->next->next->number, 1);
	assert_int_equal(n->next->next->next->kind, NODE_REAL);
	assert_true(n->next->next->next->real > 1.4 && n->next->next->next->real < 1.6);
}

static void writes_what_it_has_read(void **state)
{
	(void)state;
	static const char *const texts[] = {
		"{}",
		"[]",
		"null",
		"true",
		"\"\"",
		"0",
		"-9223372036854775808",
		"9223372036854775807",
		"1.5",
		"0.1",
		"1e+300",
		"-0.0",
		"1795419217.123",
		"{\"z\":1,\"a\":[2,{\"b\":null}],\"m\":0}",
		"\"\\\"\\\\/\\b\\f\\n\\r\\t\\u001b\"",
		"[[],[[]],{},\"\xF0\x9F\x98\x80\"]",
	};
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		check(str_of(texts[i]), texts[i]);
	check(STR(" [ 1 , 2.0 ]\n"), "[1,2.0]");
	check(STR("\xEF\xBB\xBF{}"), "{}");
}

/* what jansson would lose a page for */
static void mends_what_would_lose_a_page(void **state)
{
	(void)state;
	static const struct {
		struct str in;
		const char *out;
	} rows[] = {
		{ STR_INIT("[\"a\xFF\xC3z\"]"), "[\"a" BAD BAD "z\"]" },
		{ STR_INIT("[\"\xED\xA0\x80\"]"), "[\"" BAD BAD BAD "\"]" },
		{ STR_INIT("[\"\\ud800\"]"), "[\"" BAD "\"]" },
		{ STR_INIT("[\"\\uDC00x\\uD800\\n\"]"), "[\"" BAD "x" BAD "\\n\"]" },
		{ STR_INIT("[\"\\ud83d\\ude00\"]"), "[\"\xF0\x9F\x98\x80\"]" },
		{ STR_INIT("[\"\\ud83d\\ud83d\\ude00\"]"),
		  "[\"" BAD "\xF0\x9F\x98\x80\"]" },
		{ STR_INIT("[\"\\\\ud800\"]"), "[\"\\\\ud800\"]" },
		{ STR_INIT("[\"a\\u0000b\"]"), "[\"a\\u0000b\"]" },
		{ STR_INIT("[\"a\0b\x1b\nc\"]"), "[\"a\\u0000b\\u001b\\nc\"]" },
		{ STR_INIT("{\"a\\u0000\\\\u0000\" : \"\\u0000\"}"),
		  "{\"a" BAD "\\\\u0000\":\"\\u0000\"}" },
		{ STR_INIT("{\"\0\":1}"), "{\"" BAD "\":1}" },
		{ STR_INIT("[9223372036854775808]"), "[\"9223372036854775808\"]" },
		{ STR_INIT("[-9223372036854775809,1]"),
		  "[\"-9223372036854775809\",1]" },
		{ STR_INIT("[1e400,-1.5E+99999999999999999999]"),
		  "[\"1e400\",\"-1.5E+99999999999999999999\"]" },
		{ STR_INIT("[1e-400,1e-99999999999999999999]"), "[0.0,0.0]" },
		{ STR_INIT("[\"\xE2\x80\xAE\xC2\x9B\x7F\"]"),
		  "[\"\\u202e\\u009b\\u007f\"]" },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		check(rows[i].in, rows[i].out);
}

static void keeps_a_nul_inside_a_text(void **state)
{
	(void)state;
	AUTO(arena) a = ARENA_INIT(LIMIT_ARENA);
	struct err err = ERR_INIT;
	struct node *root = NULL;
	assert_true(json_parse(STR("\"a\\u0000b\""), &a, &root, &err));
	assert_int_equal(root->text.len, 3);
	assert_memory_equal(root->text.p, "a\0b", 4);
}

static void refuses_what_is_not_json(void **state)
{
	(void)state;
	static const struct {
		struct str in;
		const char *text;
	} rows[] = {
		{ STR_INIT(""), "JSON, line 1 column 0: the text ends too early" },
		{ STR_INIT("{\"a\":\n1"),
		  "JSON, line 2 column 1: the text ends too early" },
		{ STR_INIT("{} {}"),
		  "JSON, line 1 column 4: something stands after the end" },
		{ STR_INIT("<html>"), NULL },
		{ STR_INIT("[1,]"), NULL },
		{ STR_INIT("{1:2}"), NULL },
		{ STR_INIT("{\"a\" 1}"), NULL },
		{ STR_INIT("[01]"), NULL },
		{ STR_INIT("[1.]"), NULL },
		{ STR_INIT("[1e]"), NULL },
		{ STR_INIT("[-]"), NULL },
		{ STR_INIT("[+1]"), NULL },
		{ STR_INIT("[99999999999999999999.]"), NULL },
		{ STR_INIT("[0099999999999999999999]"), NULL },
		{ STR_INIT("[NaN]"), NULL },
		{ STR_INIT("[\"\\x\"]"), NULL },
		{ STR_INIT("[\"\\u12\"]"), NULL },
		{ STR_INIT("[\"\\"), NULL },
		{ STR_INIT("\""), NULL },
		{ STR_INIT("[\0]"), NULL },
		{ STR_INIT("\xFF"), NULL },
		{ STR_INIT("]"), NULL },
		{ STR_INIT("{\"a\":1}}"), NULL },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		check_refused(rows[i].in, ERR_PARSE, rows[i].text);
}

static void never_names_content_in_a_message(void **state)
{
	(void)state;
	AUTO(arena) a = ARENA_SECRET(LIMIT_ARENA);
	struct err err = ERR_INIT;
	struct node *root = NULL;
	assert_false(
		json_parse(STR("{\"SecretAccessKey\": hunter2}"), &a, &root, &err));
	assert_null(strstr(err.text, "hunter"));
	assert_null(strstr(err.text, "Secret"));
}

static void fill(struct buf *b, const char *text, size_t n)
{
	buf_clear(b);
	for (size_t i = 0; i < n; i++)
		buf_add_text(b, text);
}

static void holds_the_limits(void **state)
{
	(void)state;
	AUTO(buf) b = BUF_INIT(LIMIT_BODY + 10);
	fill(&b, "[", LIMIT_JSON_DEPTH + 1);
	check_refused(buf_str(&b), ERR_LIMIT, "JSON: nested too deeply");
	fill(&b, "[", LIMIT_JSON_DEPTH);
	check_refused(buf_str(&b), ERR_PARSE, NULL);
	fill(&b, "{\"a\":", LIMIT_JSON_DEPTH + 1);
	check_refused(buf_str(&b), ERR_LIMIT, NULL);
	fill(&b, "[],", LIMIT_JSON_NODES);
	check_refused(buf_str(&b), ERR_LIMIT, "JSON: too many values");
	fill(&b, "x", LIMIT_BODY + 1);
	check_refused(buf_str(&b), ERR_LIMIT, "JSON: larger than 8388608 bytes");
	/* One byte becomes six when it is mended. */
	fill(&b, "\x01", LIMIT_BODY);
	b.p[0] = '"';
	check_refused(buf_str(&b), ERR_LIMIT, "JSON: larger than 16777216 bytes");

	AUTO(arena) small = ARENA_INIT(1000);
	struct err err = ERR_INIT;
	struct node *root = NULL;
	assert_false(
		json_parse(STR("[1,2,3,4,5,6,7,8,9,10,11,12]"), &small, &root, &err));
	assert_int_equal(err.code, ERR_LIMIT);
	assert_null(root);
}

static void writes_indented_documents(void **state)
{
	(void)state;
	AUTO(arena) a = ARENA_INIT(LIMIT_ARENA);
	AUTO(buf) out = BUF_INIT(1000);
	struct node *root = node_object(&a);
	node_put_int(&a, root, "v", 1);
	struct node *items = node_put(&a, root, "items", NODE_LIST);
	node_put_text(&a, node_add(&a, items, NODE_OBJECT), "id", "broken \xFF");
	node_put(&a, root, "none", NODE_LIST);
	node_put(&a, root, "nothing", NODE_OBJECT);
	json_write(&out, root, JSON_INDENTED);
	assert_string_equal(buf_text(&out), "{\n"
					    "  \"v\": 1,\n"
					    "  \"items\": [\n"
					    "    {\n"
					    "      \"id\": \"broken " BAD "\"\n"
					    "    }\n"
					    "  ],\n"
					    "  \"none\": [],\n"
					    "  \"nothing\": {}\n"
					    "}");
}

static void writes_reals_that_read_back_the_same(void **state)
{
	(void)state;
	static const struct {
		double real;
		const char *text;
	} rows[] = {
		{ 0.1, "0.1" },
		{ 1.0 / 3, "0.3333333333333333" },
		{ 5, "5.0" },
		{ 1e22, "1e+22" },
		{ -1.5e-300, "-1.5e-300" },
		{ 5e-324, "4.94065645841247e-324" },
		{ 1.0 / 0.0, "null" },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(buf) out = BUF_INIT(100);
		json_write(&out,
			   &(struct node){ .kind = NODE_REAL, .real = rows[i].real },
			   JSON_COMPACT);
		assert_string_equal(buf_text(&out), rows[i].text);
	}
}

static void does_not_ask_the_locale(void **state)
{
	(void)state;
	/* NOLINTNEXTLINE(concurrency-mt-unsafe): one thread */
	if (!setlocale(LC_ALL, "de_DE.UTF-8"))
		skip();
	check(STR("[1.5,1e400]"), "[1.5,\"1e400\"]");
	/* NOLINTNEXTLINE(concurrency-mt-unsafe): one thread */
	(void)setlocale(LC_ALL, "C");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_each_kind),
		cmocka_unit_test(writes_what_it_has_read),
		cmocka_unit_test(mends_what_would_lose_a_page),
		cmocka_unit_test(keeps_a_nul_inside_a_text),
		cmocka_unit_test(refuses_what_is_not_json),
		cmocka_unit_test(never_names_content_in_a_message),
		cmocka_unit_test(holds_the_limits),
		cmocka_unit_test(writes_indented_documents),
		cmocka_unit_test(writes_reals_that_read_back_the_same),
		cmocka_unit_test(does_not_ask_the_locale),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

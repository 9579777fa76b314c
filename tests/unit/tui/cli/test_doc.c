/*
 * Documents: the shape of --json and the exit code that follows from the facts.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "core/base/buf.h"
#include "core/base/limits.h"
#include "core/base/str.h"
#include "tui/cli/doc.h"

#define AT INT64_C(1795419217) /* 2026-11-23T07:33:37Z */

static void exit_codes_follow_the_table(void **state)
{
	/* clang-format off */
	static const struct {
		struct exit_facts facts;
		int code;
	} rows[] = {
		{ { .read = true }, 0 },
		{ { 0 }, 0 },
		{ { .read = true, .problems = true }, 1 },
		{ { .problems = true }, 1 },
		{ { .read = true, .denied = true }, 1 },
		{ { .read = true, .failed = true }, 1 },
		{ { .usage = true }, 2 },
		{ { .usage = true, .read = true, .problems = true }, 2 },
		{ { .denied = true }, 3 },
		{ { .denied = true, .problems = true }, 3 },
		{ { .failed = true }, 4 },
		{ { .failed = true, .denied = true }, 4 },
		{ { .failed = true, .problems = true }, 4 },
		{ { .journal = true }, 5 },
		{ { .journal = true, .usage = true, .problems = true, .read = true }, 5 },
		{ { .signal = 2, .journal = true, .problems = true }, 130 },
		{ { .signal = 15 }, 143 },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		assert_int_equal(exit_of(&rows[i].facts), rows[i].code);
}

static void errors_become_facts(void **state)
{
	/* clang-format off */
	static const struct {
		enum err_code code;
		int exit;
	} rows[] = {
		{ ERR_ARG, 2 },	    { ERR_CONFIG, 2 },	{ ERR_DENIED, 3 },
		{ ERR_POLICY, 3 }, { ERR_EXPIRED, 3 }, { ERR_CRED, 3 },
		{ ERR_NET, 4 },	    { ERR_TIMEOUT, 4 }, { ERR_THROTTLED, 4 },
		{ ERR_AWS, 4 },	    { ERR_PARSE, 4 },	{ ERR_LIMIT, 4 },
		{ ERR_JOURNAL, 5 },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct exit_facts facts = { 0 };

		exit_error(&facts, rows[i].code);
		assert_int_equal(exit_of(&facts), rows[i].exit);
	}
}

static void check_json(struct doc *d, const char *expected)
{
	AUTO(buf) json = BUF_INIT(LIMIT_KIB(64));

	assert_true(doc_json(d, &json));
	assert_string_equal(buf_text(&json), expected);
}

static void a_document_says_version_kind_time_exit_and_items(void **state)
{
	AUTO(doc) d = { 0 };

	(void)state;
	doc_init(&d, "fleet", AT);
	check_json(&d, "{\"v\":1,\"kind\":\"fleet\",\"at\":\"2026-11-23T07:33:37Z\","
		       "\"exit\":0,\"items\":[]}\n");
}

static void keys_are_always_there_and_keep_their_order(void **state)
{
	AUTO(doc) d = { 0 };
	struct err err = ERR_INIT;

	(void)state;
	doc_init(&d, "fleet", AT);
	doc_text(&d, d.extra, "installation", "acme");
	doc_int(&d, d.extra, "checked", 7);

	struct node *i = doc_item(&d);

	doc_text(&d, i, "state", "crit");
	doc_text(&d, i, "version", "");
	doc_int(&d, i, "stacks", 4);
	doc_bool(&d, i, "cut", false);
	doc_time(&d, i, "since", AT);
	doc_time(&d, i, "read_at", 0);
	d.facts.problems = true;
	(void)err_set(&err, ERR_DENIED, "no");
	doc_error(&d, "acme", &err);
	check_json(
		&d,
		"{\"v\":1,\"kind\":\"fleet\",\"at\":\"2026-11-23T07:33:37Z\","
		"\"exit\":3,\"installation\":\"acme\",\"checked\":7,"
		"\"items\":[{\"state\":\"crit\",\"version\":null,\"stacks\":4,"
		"\"cut\":false,\"since\":\"2026-11-23T07:33:37Z\",\"read_at\":null}],"
		"\"errors\":[{\"installation\":\"acme\",\"code\":\"denied\","
		"\"text\":\"no\"}]}\n");
}

static void json_holds_no_byte_that_drives_a_terminal(void **state)
{
	AUTO(doc) d = { 0 };

	(void)state;
	doc_init(&d, "x", AT);
	doc_text(&d, doc_item(&d), "a",
		 "\033[31m \xc2\x9b"
		 "2J \xe2\x80\xae"
		 "evil \xe2\x80\x8b \xef\xbf\xb9 \xf3\xa0\x81\x81 東");
	check_json(&d,
		   "{\"v\":1,\"kind\":\"x\",\"at\":\"2026-11-23T07:33:37Z\",\"exit\":0,"
		   "\"items\":[{\"a\":\"\\u001b[31m \\u009b2J \\u202eevil \\u200b "
		   "\\ufff9 \\udb40\\udc41 東\"}]}\n");
}

static void a_document_over_its_ceiling_is_not_printed_by_halves(void **state)
{
	AUTO(doc) d = { 0 };
	AUTO(buf) json = BUF_INIT(LIMIT_ARENA);
	char text[2048];

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	doc_init(&d, "journal", AT);
	for (size_t i = 0; i < LIMIT_ARENA / 1024; i++)
		doc_text(&d, doc_item(&d), "who", text);
	assert_false(doc_whole(&d));
	assert_false(doc_json(&d, &json));
}

static void in_pieces_it_is_the_same_document(void **state)
{
	AUTO(doc) d = { 0 };
	AUTO(buf) json = BUF_INIT(LIMIT_KIB(64));
	struct err err = ERR_INIT;

	(void)state;
	doc_init(&d, "journal", AT);
	doc_int(&d, doc_item(&d), "n", 1);
	doc_text(&d, doc_item(&d), "who", "\xc2\x9b");
	(void)err_set(&err, ERR_JOURNAL, "no");
	doc_json_begin(&d, &json);
	for (const struct node *i = node_first(d.items); i; i = i->next)
		doc_json_item(i, i == node_first(d.items), &json);
	doc_error(&d, NULL, &err); /* found on the way */
	doc_json_end(&d, &json);
	assert_string_equal(buf_text(&json),
			    "{\"v\":1,\"kind\":\"journal\","
			    "\"at\":\"2026-11-23T07:33:37Z\",\"items\":[{\"n\":1},"
			    "{\"who\":\"\\u009b\"}],\"errors\":[{\"installation\":null,"
			    "\"code\":\"journal\",\"text\":\"no\"}],\"exit\":5}\n");
}

int main(void)
{
	/* clang-format off */
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(exit_codes_follow_the_table),
		cmocka_unit_test(errors_become_facts),
		cmocka_unit_test(a_document_says_version_kind_time_exit_and_items),
		cmocka_unit_test(keys_are_always_there_and_keep_their_order),
		cmocka_unit_test(json_holds_no_byte_that_drives_a_terminal),
		cmocka_unit_test(a_document_over_its_ceiling_is_not_printed_by_halves),
		cmocka_unit_test(in_pieces_it_is_the_same_document),
	};
	/* clang-format on */

	return cmocka_run_group_tests(tests, NULL, NULL);
}

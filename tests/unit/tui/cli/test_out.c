/*
 * Tables and fields as text.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "core/base/limits.h"
#include "core/base/utf8.h"
#include "tui/cli/doc.h"
#include "tui/cli/out.h"

#define AT INT64_C(1795419217)

/* clang-format off */
static const struct out_column columns[] = {
	{ "state", "STATE", OUT_STATE, NULL },	 { "name", "NAME", OUT_TEXT, NULL },
	{ "good", "STACKS", OUT_RATIO, "all" },	 { "n", "N", OUT_NUMBER, NULL },
	{ "at", "AGE", OUT_AGE, NULL },		 { "why", "WHY", OUT_TEXT, NULL },
};
/* clang-format on */

static void fill(struct doc *d)
{
	doc_init(d, "x", AT);

	struct node *i = doc_item(d);

	doc_text(d, i, "state", "crit");
	doc_text(d, i, "name", "東雲");
	doc_int(d, i, "good", 3);
	doc_int(d, i, "all", 4);
	doc_int(d, i, "n", 7);
	doc_time(d, i, "at", AT - 840);
	doc_text(d, i, "why", "a\033[31mb\nc");
	i = doc_item(d);
	doc_text(d, i, "state", "ok");
	doc_text(d, i, "name", "acme-prod");
	doc_null(d, i, "good");
	doc_int(d, i, "n", 1234);
	doc_null(d, i, "at");
	doc_null(d, i, "why");
}

static struct out text_only(bool color, bool ascii)
{
	return (struct out){ .fd = -1,
			     .color = color,
			     .ascii = ascii,
			     .now_sec = AT,
			     .text = BUF_INIT(LIMIT_KIB(64)) };
}

static void aligns_by_columns_and_makes_foreign_text_harmless(void **state)
{
	AUTO(doc) d = { 0 };
	struct out o = text_only(false, false);

	(void)state;
	fill(&d);
	out_table(&o, columns, ARRAY_LEN(columns), d.items);
	assert_string_equal(buf_text(&o.text),
			    "STATE   NAME       STACKS     N  AGE   WHY\n"
			    "■ CRIT  東雲       3/4        7  14 m  a␛[31mb⏎c\n"
			    "● OK    acme-prod  -       1234  -     -\n");
	out_release(&o);
}

static void states_have_ascii_shapes(void **state)
{
	AUTO(doc) d = { 0 };
	struct out o = text_only(false, true);

	(void)state;
	fill(&d);
	out_table(&o, columns, 1, d.items);
	assert_string_equal(buf_text(&o.text), "STATE\nX CRIT\no OK\n");
	out_release(&o);
}

static void colour_stands_beside_shape_and_word(void **state)
{
	AUTO(doc) d = { 0 };
	struct out o = text_only(true, false);

	(void)state;
	fill(&d);
	out_table(&o, columns, 1, d.items);
	assert_string_equal(buf_text(&o.text),
			    "\033[2mSTATE\033[0m\n\033[31;1m■ CRIT\033[0m\n● OK\n");
	out_release(&o);
}

static void fields_leave_out_what_is_not_known(void **state)
{
	AUTO(doc) d = { 0 };
	struct out o = text_only(false, false);

	(void)state;
	fill(&d);
	out_fields(&o, columns, ARRAY_LEN(columns), d.items->first->next);
	assert_string_equal(buf_text(&o.text),
			    "STATE   ● OK\nNAME    acme-prod\nN       1234\n");
	out_release(&o);
}

static void a_reader_that_left_is_remembered_quietly(void **state)
{
	int ends[2];
	struct out o = text_only(false, false);

	(void)state;
	assert_int_equal(pipe(ends), 0);
	(void)signal(SIGPIPE, SIG_IGN);
	(void)close(ends[0]); /* the reader leaves */
	o.fd = ends[1];
	out_text(&o, "data\n");
	assert_false(out_flush(&o));
	assert_true(o.closed);
	assert_int_equal(o.error, 0);
	(void)close(ends[1]); /* nothing left to lose */
	out_release(&o);
}

static void a_full_disk_is_an_error(void **state)
{
	struct out o = text_only(false, false);

	(void)state;
	o.fd = -2;
	o.text = BUF_INIT(16);
	out_text(&o, "x");
	o.fd = 9999; /* not open */
	assert_false(out_flush(&o));
	assert_false(o.closed);
	assert_int_equal(o.error, EBADF);
	out_release(&o);
}

static void on_a_terminal_the_last_column_is_cut_to_the_width(void **state)
{
	static const char *const less[] = { "n", "name" };
	struct out o = text_only(false, false);
	struct doc d;

	(void)state;
	fill(&d);
	doc_text(&d, doc_item(&d), "why",
		 "a long sentence that does not fit into any line of eighty cells, "
		 "and the last word");
	out_table_fit(&o, columns, ARRAY_LEN(columns), d.items, less, 2);
	assert_non_null(strstr(buf_text(&o.text), "and the last word\n"));
	assert_non_null(strstr(buf_text(&o.text), "NAME"));
	buf_clear(&o.text);
	o.cells = 76;
	out_table_fit(&o, columns, ARRAY_LEN(columns), d.items, less, 2);
	assert_null(strstr(buf_text(&o.text), "last word"));
	assert_non_null(strstr(buf_text(&o.text), "…\n"));
	assert_non_null(strstr(buf_text(&o.text), "NAME"));
	assert_null(strstr(buf_text(&o.text), "  N  "));
	for (struct str rest = buf_str(&o.text); rest.len > 0;)
		assert_true(utf8_width(str_cut(&rest, '\n')) <= 76);
	out_release(&o);
	doc_release(&d);
}

int main(void)
{
	/* clang-format off */
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(aligns_by_columns_and_makes_foreign_text_harmless),
		cmocka_unit_test(on_a_terminal_the_last_column_is_cut_to_the_width),
		cmocka_unit_test(states_have_ascii_shapes),
		cmocka_unit_test(colour_stands_beside_shape_and_word),
		cmocka_unit_test(fields_leave_out_what_is_not_known),
		cmocka_unit_test(a_reader_that_left_is_remembered_quietly),
		cmocka_unit_test(a_full_disk_is_an_error),
	};
	/* clang-format on */

	return cmocka_run_group_tests(tests, NULL, NULL);
}

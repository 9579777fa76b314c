/* The session file: what is kept, what is left out, what any bytes give. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "core/base/limits.h"
#include "tui/kit/saved.h"

static void write_out(const struct saved *s, struct buf *out)
{
	saved_write(s, out);
	assert_true(buf_ok(out));
}

static bool read_in(const char *text, struct saved *s)
{
	struct err err = ERR_INIT;

	saved_init(s);
	return saved_read(str_of(text), "session", s, &err);
}

static void what_is_written_is_read_again(void **state)
{
	struct saved s;
	struct saved again;
	AUTO(buf) out = BUF_INIT(LIMIT_SAVED);

	(void)state;
	saved_init(&s);
	(void)snprintf(s.time, sizeof(s.time), "local");
	assert_true(saved_add_place(&s, "fleet", "", ""));
	assert_true(saved_add_place(&s, "stack", "acme-prod-eu", "acme-ingest"));
	s.at = 1;
	assert_true(saved_add_lines(&s, "fleet", STR("filter acme  !prod\n")));
	write_out(&s, &out);
	assert_string_equal(buf_text(&out), "candor-session 1\n"
					    "time local\n"
					    "place fleet\t\t\n"
					    "place stack\tacme-prod-eu\tacme-ingest\n"
					    "at 1\n"
					    "view fleet\n"
					    " filter acme  !prod\n");
	assert_true(read_in(buf_text(&out), &again));
	assert_int_equal(again.n_places, 2);
	assert_int_equal(again.at, 1);
	assert_string_equal(again.places[1].thing, "acme-ingest");
	assert_string_equal(buf_text(&again.views[0].lines), "filter acme  !prod\n");
	saved_release(&s);
	saved_release(&again);
}

static void another_file_is_no_session(void **state)
{
	struct saved s;
	struct err err = ERR_INIT;
	AUTO(buf) huge = BUF_INIT(LIMIT_MIB(1));

	(void)state;
	assert_false(read_in("", &s));
	assert_false(read_in("candor-session 2\nplace fleet\t\t\n", &s));
	buf_add_text(&huge, "candor-session 1\n");
	while (huge.len <= LIMIT_SAVED)
		buf_add_text(&huge, "time utc\n");
	assert_false(saved_read(buf_str(&huge), "session", &s, &err));
	assert_int_equal(err.code, ERR_LIMIT);
}

static void lines_that_make_no_sense_are_left_out(void **state)
{
	struct saved s;

	(void)state;
	assert_true(read_in("candor-session 1\n"
			    "mode debug\n"
			    " select of no view\n"
			    "place\n"
			    "place fleet\t\x1b[2J\t\n"
			    "place overview\tacme-prod-eu\t\n"
			    "at 99\n"
			    "view fleet\n"
			    " select a\xff\n"
			    " select b\n",
			    &s));
	assert_int_equal(s.n_places, 1);
	assert_string_equal(s.places[0].view, "overview");
	assert_int_equal(s.at, 0);
	assert_string_equal(buf_text(&s.views[0].lines), "select b\n");
	saved_release(&s);
}

static void what_is_too_long_or_not_plain_is_not_kept(void **state)
{
	struct saved s;
	char name[80];
	char line[2000];

	(void)state;
	saved_init(&s);
	memset(name, 'a', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	assert_false(saved_add_place(&s, "overview", name, ""));
	assert_false(saved_add_place(&s, "journal", "", "two\nlines"));
	memset(line, 'a', sizeof(line) - 1);
	line[sizeof(line) - 1] = '\0';
	assert_false(saved_add_lines(&s, "fleet", str_of(line)));
	assert_false(saved_add_lines(&s, "fleet", STR("a\nb\x1b\n")));
	assert_string_equal(buf_text(&s.views[0].lines), "");
	assert_int_equal(s.n_places, 0);
	for (int i = 0; i < 200; i++)
		(void)saved_add_place(&s, "fleet", "", "");
	assert_int_equal(s.n_places, SAVED_PLACES);
	saved_release(&s);
}

static void the_file_has_a_ceiling(void **state)
{
	struct saved s;
	char view[24];
	char line[1000];
	AUTO(buf) out = BUF_INIT(LIMIT_SAVED);

	(void)state;
	saved_init(&s);
	memset(line, 'a', sizeof(line) - 1);
	line[sizeof(line) - 1] = '\0';
	for (int v = 0; v < SAVED_VIEWS; v++) {
		(void)snprintf(view, sizeof(view), "view-%d", v);
		for (int i = 0; i < 6; i++)
			(void)saved_add_lines(&s, view, str_of(line));
	}
	assert_true(saved_add_place(&s, "fleet", "", ""));
	write_out(&s, &out);
	assert_true(out.len <= LIMIT_SAVED);
	assert_non_null(strstr(buf_text(&out), "place fleet"));
	saved_release(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_is_read_again),
		cmocka_unit_test(another_file_is_no_session),
		cmocka_unit_test(lines_that_make_no_sense_are_left_out),
		cmocka_unit_test(what_is_too_long_or_not_plain_is_not_kept),
		cmocka_unit_test(the_file_has_a_ceiling),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

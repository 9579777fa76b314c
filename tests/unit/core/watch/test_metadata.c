/* core/watch/metadata*.c: what summaries say, what is dropped of them, and what
 * follows.
 */
#include "core/watch/metadata.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/tree/json.h"
#include "tests/fake/gzip.h"

#define NOW INT64_C(1795442400) /* 2026-11-23T14:00:00Z */

#define RUN(name, start, end, rest)                                           \
	"{\"v\":1,\"type\":\"lambda\",\"function\":\"" name                   \
	"\",\"start\":\"2026-11-23T" start ":00Z\",\"end\":\"2026-11-23T" end \
	":00Z\"," rest "}\n"
#define LOAD                                                            \
	RUN("load", "12:45", "13:00",                                   \
	    "\"runs\":120,\"errors\":41,"                               \
	    "\"duration_ms\":{\"p50\":180,\"p95\":620.5,\"max\":1400}," \
	    "\"rows\":{\"loaded\":5400,\"rejected\":{\"1204\":196,\"1207\":18}}")
#define METRIC                                                                      \
	"{\"v\":1,\"type\":\"metric\",\"name\":\"queue_depth\",\"unit\":\"Count\"," \
	"\"start\":\"2026-11-23T12:00:00Z\",\"end\":\"2026-11-23T13:00:00Z\","      \
	"\"n\":60,\"min\":1,\"max\":41,\"avg\":12.5,\"last\":40}\n"

struct scene {
	struct metadata m;
	struct health h;
};

static int setup(void **state)
{
	struct scene *s = mem_new(1, sizeof(*s));

	metadata_init(&s->m);
	*state = s;
	return 0;
}

static int teardown(void **state)
{
	struct scene *s = *state;

	metadata_release(&s->m);
	health_release(&s->h);
	free(s);
	return 0;
}

static bool take(struct scene *s, const char *text)
{
	return metadata_take_text(&s->m, str_of(text), NOW);
}

static bool has(const struct scene *s, const char *rule, const char *sentence)
{
	for (size_t i = 0; i < s->h.n; i++)
		if (text_eq(s->h.rows[i].rule, rule) &&
		    strstr(s->h.rows[i].reason, sentence) != NULL)
			return true;
	return false;
}

static void a_summary_is_kept_by_its_function(void **state)
{
	struct scene *s = *state;

	assert_true(take(s, METRIC LOAD RUN("api", "12:00", "13:00", "\"runs\":7")));
	assert_int_equal(s->m.n_functions, 2);
	assert_string_equal(s->m.functions[0].name, "api");
	assert_int_equal(s->m.functions[0].loaded, -1);
	assert_int_equal(s->m.functions[1].rejected, 214);
	assert_int_equal(s->m.functions[1].errors, 41);
	assert_true(s->m.functions[1].p95_ms == 620.5);
	assert_int_equal(s->m.n_metrics, 1);
	assert_true(s->m.metrics[0].avg == 12.5);
	assert_int_equal(s->m.n_lines, 3);
	assert_int_equal(s->m.newest_sec, NOW - 3600);
	/* an older one that comes late changes no newest, and counts in its cell */
	assert_true(take(s, RUN("load", "12:30", "12:45",
				"\"runs\":1,\"rows\":{\"rejected\":{\"1204\":4}}")));
	assert_int_equal(s->m.functions[1].runs, 120);
	assert_int_equal(metadata_cell_at(&s->m, NOW - 3600)->rejected, 218);
}

static void a_bad_line_loses_no_other(void **state)
{
	static const char *const bad[] = {
		"{",
		"[]",
		"{\"v\":1}",
		"{\"v\":0,\"type\":\"lambda\"}",
		RUN("a b", "12:00", "13:00", "\"runs\":1"),
		RUN("\\u001b[31m", "12:00", "13:00", "\"runs\":1"),
		RUN("x", "12:00", "13:00", "\"runs\":-1"),
		RUN("x", "12:00", "13:00", "\"runs\":1.5"),
		RUN("x", "12:00", "13:00", "\"runs\":\"1\""),
		RUN("x", "12:00", "13:00", "\"errors\":1"),
		RUN("x", "13:00", "12:00", "\"runs\":1"),
		RUN("x", "12:00", "25:00", "\"runs\":1"),
		RUN("x", "13:00", "23:00", "\"runs\":1"), /* to come */
		RUN("x", "12:00", "13:00",
		    "\"runs\":1,\"rows\":{\"rejected\":{\"mira@acme.example\":1}}"),
		RUN("x", "12:00", "13:00", "\"runs\":1,\"rows\":{\"rejected\":7}"),
		"\xff\xfe",
	};
	struct scene *s = *state;

	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		AUTO(buf) text = BUF_INIT(LIMIT_KIB(4));

		buf_addf(&text, "%s\n" METRIC, bad[i]);
		assert_true(take(s, buf_text(&text)));
		assert_int_equal(s->m.n_bad_lines, i + 1);
		assert_int_equal(s->m.n_lines, i + 1);
	}
	assert_int_equal(s->m.n_functions, 0);
	assert_false(take(s, "\n\n"));
}

static void what_later_versions_say_is_passed_over(void **state)
{
	struct scene *s = *state;

	assert_true(take(s, "{\"v\":2,\"type\":\"lambda\"}\n"
			    "{\"v\":1,\"type\":\"queue\"}\n"));
	assert_int_equal(s->m.n_other, 2);
	assert_int_equal(s->m.n_bad_lines, 0);
}

static void rows_rejected_stand_in_cells_of_two_hours(void **state)
{
	struct scene *s = *state;
	int64_t cells[METADATA_CELLS];

	assert_int_equal(metadata_rejected(&s->m, NOW, cells), -1);
	assert_true(take(s, LOAD RUN("load", "00:00", "00:15",
				     "\"runs\":1,\"rows\":{\"rejected\":{\"a\":3}}")
				    RUN("api", "08:00", "08:15", "\"runs\":1")));
	assert_int_equal(metadata_rejected(&s->m, NOW, cells), 217);
	assert_int_equal(cells[11], -1); /* 14:00 to 16:00: nothing yet */
	assert_int_equal(cells[10], 214);
	assert_int_equal(cells[8], 0);
	assert_int_equal(cells[4], 3);
	assert_int_equal(cells[0], -1);
	/* a day later the same places are of other times */
	assert_int_equal(metadata_rejected(&s->m, NOW + 86400, cells), -1);
	assert_true(metadata_take_text(&s->m, str_of(LOAD),
				       NOW + 86400)); /* too old for a cell */
	assert_int_equal(metadata_rejected(&s->m, NOW + 86400, cells), -1);
}

static void codes_beyond_the_table_are_counted_together(void **state)
{
	struct scene *s = *state;
	int64_t sum = 0;

	for (int i = 0; i < 60; i++) {
		AUTO(buf) text = BUF_INIT(LIMIT_KIB(4));

		buf_addf(&text,
			 RUN("f", "12:00", "13:00",
			     "\"runs\":1,\"rows\":{\"rejected\":{\"%d\":2}}"),
			 i);
		assert_true(take(s, buf_text(&text)));
	}
	assert_int_equal(s->m.n_codes, METADATA_CODES);
	assert_string_equal(s->m.codes[METADATA_CODES - 1].code, "…");
	for (size_t i = 0; i < s->m.n_codes; i++)
		sum += metadata_code_since(&s->m, &s->m.codes[i], 0);
	assert_int_equal(sum, 120);
}

static void objects_that_are_none_are_told_apart(void **state)
{
	struct scene *s = *state;
	AUTO(buf) good = BUF_INIT(LIMIT_MIB(1));
	AUTO(buf) html = BUF_INIT(LIMIT_MIB(1));
	AUTO(buf) bomb = BUF_INIT(LIMIT_MIB(1));
	AUTO(buf) blanks = BUF_INIT(LIMIT_MIB(9));
	enum metadata_fault f = METADATA_FAULT_COUNT;

	for (size_t i = 0; i < LIMIT_MIB(9); i++)
		buf_add_char(&blanks, ' ');
	fake_gzip(&good, str_of(LOAD METRIC));
	fake_gzip(&html, str_of("<html>502</html>\n"));
	fake_gzip(&bomb, buf_str(&blanks));
	assert_true(metadata_take(&s->m, buf_str(&good), NOW, &f));
	assert_false(metadata_take(&s->m, (struct str){ 0 }, NOW, &f));
	assert_int_equal(f, METADATA_EMPTY);
	assert_false(metadata_take(&s->m, str_of(LOAD), NOW, &f));
	assert_int_equal(f, METADATA_NO_GZIP);
	assert_false(metadata_take(&s->m, buf_str(&html), NOW, &f));
	assert_int_equal(f, METADATA_NO_LINE);
	assert_false(
		metadata_take(&s->m, (struct str){ good.p, good.len - 3 }, NOW, &f));
	assert_int_equal(f, METADATA_BROKEN);
	assert_false(metadata_take(&s->m, buf_str(&bomb), NOW, &f));
	assert_int_equal(f, METADATA_UNPACKS);
	assert_false(metadata_take(&s->m, (struct str){ blanks.p, LIMIT_MIB(1) + 1 },
				   NOW, &f));
	assert_int_equal(f, METADATA_LARGE);
}

static void trouble_has_its_reason(void **state)
{
	struct scene *s = *state;

	assert_true(take(s, LOAD));
	s->m.read_sec = NOW;
	metadata_judge(&s->m, NOW, &s->h);
	assert_int_equal(s->h.n, 2);
	assert_true(has(s, "metadata-rejects",
			"214 rows rejected since 12:45Z · most with code 1204"));
	assert_true(has(s, "metadata-errors",
			"load: 41 of 120 runs failed until "
			"13:00Z"));
	health_clear(&s->h);
	metadata_note_bad(&s->m, "v1/\x1b[31m", METADATA_LARGE, NOW);
	metadata_judge(&s->m, NOW + 6 * 3600, &s->h);
	assert_int_equal(s->h.n, 2);
	assert_true(has(s, "metadata-stopped", "the newest summary is of 13:00Z"));
	assert_true(has(s, "metadata-broken", "␛[31m is too large"));
}

#define REJECTED(start, end, n) \
	RUN("load", start, end, "\"runs\":20,\"rows\":{\"rejected\":{\"1204\":" n "}}")

static void rejects_are_told_from_the_first_to_the_last(void **state)
{
	static const char row[] = "31 rows rejected since 13:00Z · most with code 1204";
	struct scene *s = *state;
	AUTO(arena) a = ARENA_INIT(LIMIT_ARENA);
	struct node *kept = node_object(&a);

	assert_true(take(s, REJECTED("12:10", "12:20", "500")));
	assert_true(take(s, REJECTED("12:40", "12:50", "0"))); /* repaired */
	metadata_judge(&s->m, NOW, &s->h);
	assert_int_equal(s->h.n, 0);
	assert_true(take(s, REJECTED("12:50", "13:00", "9")));
	metadata_judge(&s->m, NOW, &s->h);
	assert_int_equal(s->h.n, 0); /* fewer than ten */
	assert_true(take(s, REJECTED("13:30", "13:40", "16")));
	assert_true(take(s, REJECTED("13:00", "13:10", "15"))); /* late */
	assert_true(take(s, RUN("load", "13:50", "13:55", "\"runs\":1")));
	metadata_judge(&s->m, NOW, &s->h);
	assert_true(has(s, "metadata-rejects", row));
	metadata_to_node(&a, kept, &s->m);
	metadata_release(&s->m);
	metadata_init(&s->m);
	metadata_from_node(&s->m, kept);
	health_clear(&s->h);
	metadata_judge(&s->m, NOW, &s->h);
	assert_true(has(s, "metadata-rejects", row));
	assert_true(take(s, REJECTED("13:55", "13:59", "1")));
	health_clear(&s->h);
	metadata_judge(&s->m, NOW, &s->h);
	assert_int_equal(s->h.n, 0);
}

static void nothing_is_said_of_what_was_not_read(void **state)
{
	struct scene *s = *state;

	metadata_judge(&s->m, NOW, &s->h);
	assert_int_equal(s->h.n, 0);
	kept_err_say(&s->m.err, ERR_DENIED, "s3:ListBucket: AccessDenied");
	metadata_judge(&s->m, NOW, &s->h);
	assert_int_equal(s->h.n, 1);
	assert_int_equal(s->h.rows[0].severity, SEV_UNKNOWN);
}

static void the_cache_gives_back_what_it_got(void **state)
{
	struct scene *s = *state;
	AUTO(arena) arena = ARENA_INIT(LIMIT_ARENA);
	AUTO(buf) one = BUF_INIT(LIMIT_MIB(1));
	AUTO(buf) two = BUF_INIT(LIMIT_MIB(1));
	struct metadata back;
	struct node *n;

	assert_true(take(s, LOAD METRIC "{\"v\":1}\n"));
	metadata_note_bad(&s->m, "a", METADATA_EMPTY, NOW - 5);
	metadata_note_bad(&s->m, "b", METADATA_BROKEN, NOW);
	s->m.read_sec = NOW;
	s->m.seq = 7;
	n = node_object(&arena);
	metadata_to_node(&arena, n, &s->m);
	json_write(&one, n, JSON_COMPACT);
	metadata_init(&back);
	metadata_from_node(&back, n);
	n = node_object(&arena);
	metadata_to_node(&arena, n, &back);
	json_write(&two, n, JSON_COMPACT);
	assert_string_equal(buf_text(&two), buf_text(&one));
	assert_int_equal(metadata_code_since(&back, &back.codes[0], NOW - 7200), 196);
	assert_int_equal(back.newest_sec, s->m.newest_sec);
	metadata_release(&back);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_summary_is_kept_by_its_function),
		T(a_bad_line_loses_no_other),
		T(what_later_versions_say_is_passed_over),
		T(rows_rejected_stand_in_cells_of_two_hours),
		T(codes_beyond_the_table_are_counted_together),
		T(objects_that_are_none_are_told_apart),
		T(trouble_has_its_reason),
		T(rejects_are_told_from_the_first_to_the_last),
		T(nothing_is_said_of_what_was_not_read),
		T(the_cache_gives_back_what_it_got),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

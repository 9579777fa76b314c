/*
 * core/watch/rules.c: every rule of every table is found, once, with its words.
 * CANDOR_UPDATE_GOLDEN=1 rewrites docs/rules.md.
 */
#include "core/watch/rules.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/buf.h"
#include "core/base/limits.h"
#include "core/base/os.h"
#include "core/base/str.h"
#include "core/watch/probe.h"

/* A sentence or a part of one, on one line, without a point at its end. */
static void assert_words(const struct health_rule *r, const char *text)
{
	if (text_empty(text) || strchr(text, '\n') != NULL ||
	    str_ends(str_of(text), "."))
		fail_msg("%s: bad words: %s", r->id, text == NULL ? "(none)" : text);
}

static void every_rule_has_its_words(void **state)
{
	(void)state;
	for (const struct health_rule *r = health_rule_next(NULL); r != NULL;
	     r = health_rule_next(r)) {
		assert_words(r, r->means);
		assert_words(r, r->says);
		assert_words(r, r->advice);
		assert_true(strlen(r->means) > 10);
		assert_true(r->threshold == NULL || r->threshold[0] != '\0');
		assert_true(r->setting == NULL || r->setting[0] != '\0');
		if (strspn(r->id, "abcdefghijklmnopqrstuvwxyz0123456789-") !=
		    strlen(r->id))
			fail_msg("%s: an id has small letters, digits and -", r->id);
	}
}

static void an_id_names_one_rule(void **state)
{
	(void)state;
	for (const struct health_rule *r = health_rule_next(NULL); r != NULL;
	     r = health_rule_next(r))
		if (health_rule_find(r->id) != r)
			fail_msg("%s stands in two rows", r->id);
	assert_null(health_rule_find("nonsense"));
	assert_null(health_rule_find(""));
	assert_null(health_rule_find(NULL));
}

static size_t rows_of(const struct health_rule *table)
{
	size_t n = 0;

	while (table != NULL && table[n].id != NULL)
		n++;
	return n;
}

static void the_walk_comes_by_every_table_once(void **state)
{
	size_t n = rows_of(rules_stacks) + rows_of(rules_data) + rows_of(rules_beats);
	size_t walked = 0;
	enum health_signal last = SIGNAL_STACKS;

	(void)state;
	for (const struct probe_ops *const *p = probes_all; *p != NULL; p++)
		n += rows_of((*p)->rules);
	for (const struct health_rule *r = health_rule_next(NULL); r != NULL;
	     r = health_rule_next(r)) {
		assert_true(r->signal >= last);
		last = r->signal;
		walked++;
		assert_true(walked <= n);
	}
	assert_int_equal(walked, n);
}

static void every_place_has_a_screen_and_a_verb(void **state)
{
	(void)state;
	for (int i = 0; i < EVIDENCE_COUNT; i++) {
		assert_false(text_empty(evidence_screen((enum evidence_place)i)));
		assert_true(str_starts(str_of(evidence_verb((enum evidence_place)i)),
				       "candor "));
	}
	for (int i = 0; i < SIGNAL_COUNT; i++)
		assert_false(text_empty(health_signal_name((enum health_signal)i)));
}

/* ---- docs/rules.md ---- */

static const char head[] =
	"# Rules of health\n"
	"\n"
	"Made from the rows of the rules (`core/watch/rules*.c` and the table of each "
	"probe;\n"
	"`CANDOR_UPDATE_GOLDEN=1 build/dev/tests/core_watch_test_rules`), of which "
	"`candor explain`,\n"
	"`candor status` and the panel Why are made, too.\n"
	"\n"
	"The state of an installation is that of its worst reason: CRIT, WARN, "
	"UNKNOWN, NOACC, STALE, OK.\n"
	"A status that no row knows is UNKNOWN, never OK. What comes and goes is held "
	"and says so\n"
	"([decision 7](decisions/0007-damping.md)).\n";

static void put_line(struct buf *out, const char *what, const char *text)
{
	if (text != NULL)
		buf_addf(out, "- %s: %s\n", what, text);
}

static void put_rule(struct buf *out, const struct health_rule *r)
{
	buf_addf(out, "\n### `%s`: %s\n\n", r->id, severity_name(r->severity));
	put_line(out, "holds when", r->means);
	put_line(out, "threshold", r->threshold);
	if (r->setting != NULL)
		buf_addf(out, "- changed by: `%s` in candor.conf\n", r->setting);
	buf_addf(out, "- says, for example: \"%s\"\n", r->says);
	put_line(out, "advice", r->advice);
	if (r->evidence == EVIDENCE_REREAD)
		buf_add_text(out, "- evidence: reading it again\n");
	else
		buf_addf(out, "- evidence: the screen %s, `%s`\n",
			 evidence_screen(r->evidence), evidence_verb(r->evidence));
}

static void put_page(struct buf *out)
{
	int signal = -1;

	buf_add_text(out, head);
	for (const struct health_rule *r = health_rule_next(NULL); r != NULL;
	     r = health_rule_next(r)) {
		if (signal != (int)r->signal)
			buf_addf(out, "\n## %s\n", health_signal_name(r->signal));
		signal = (int)r->signal;
		put_rule(out, r);
	}
}

static void write_text(const char *path, const struct buf *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(buf_text(text), 1, text->len, f), text->len);
	assert_int_equal(fclose(f), 0);
}

static void the_page_of_rules_is_made_of_the_rows(void **state)
{
	AUTO(buf) got = BUF_INIT(LIMIT_MIB(1));
	AUTO(buf) want = BUF_INIT(LIMIT_MIB(1));
	const char *path = TEST_DIR "/../docs/rules.md";
	struct err err = ERR_INIT;

	(void)state;
	put_page(&got);
	if (getenv("CANDOR_UPDATE_GOLDEN"))
		write_text(path, &got);
	assert_true(os_read_file(path, &want, &err));
	assert_string_equal(buf_text(&want), buf_text(&got));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_rule_has_its_words),
		cmocka_unit_test(an_id_names_one_rule),
		cmocka_unit_test(the_walk_comes_by_every_table_once),
		cmocka_unit_test(every_place_has_a_screen_and_a_verb),
		cmocka_unit_test(the_page_of_rules_is_made_of_the_rows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

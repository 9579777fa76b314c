/* core/watch/rules.c: every rule of every table is found, once, with its words. */
#include "core/watch/rules.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

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
	size_t n = rows_of(rules_stacks) + rows_of(rules_data);
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_rule_has_its_words),
		cmocka_unit_test(an_id_names_one_rule),
		cmocka_unit_test(the_walk_comes_by_every_table_once),
		cmocka_unit_test(every_place_has_a_screen_and_a_verb),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

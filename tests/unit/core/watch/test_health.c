/* core/watch/health.c: a verdict for every word, and a sentence for every verdict. */
#include "core/watch/health.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define NOW INT64_C(1795413600)

/* A stack of a status, changed age_sec ago. */
static struct stack stack_in(const char *status, int64_t age_sec)
{
	return (struct stack){
		.id = mem_text("arn:aws:cloudformation:eu-central-1:1:stack/acme/1"),
		.arn = mem_text(""),
		.name = mem_text("acme-ingest"),
		.status = mem_text(status),
		.reason = mem_text(""),
		.drift = mem_text("NOT_CHECKED"),
		.changed_sec = NOW - age_sec,
		.seq = 7,
		.details_seq = -1,
	};
}

static void set(char **text, const char *value)
{
	free(*text);
	*text = mem_text(value);
}

/* Every word of CloudFormation (DescribeStacks, API version 2010-05-15). */
static const struct {
	const char *status;
	enum severity fresh, slow; /* after a minute; after two hours */
	const char *rule;
	bool changing;
} words[] = {
	{ "CREATE_IN_PROGRESS", SEV_OK, SEV_WARN, "stack-changing", true },
	{ "CREATE_FAILED", SEV_CRIT, SEV_CRIT, "stack-failed", false },
	{ "CREATE_COMPLETE", SEV_OK, SEV_OK, "stack-ok", false },
	{ "ROLLBACK_IN_PROGRESS", SEV_WARN, SEV_WARN, "stack-rolling-back", true },
	{ "ROLLBACK_FAILED", SEV_CRIT, SEV_CRIT, "stack-failed", false },
	{ "ROLLBACK_COMPLETE", SEV_CRIT, SEV_CRIT, "stack-rolled-back", false },
	{ "DELETE_IN_PROGRESS", SEV_OK, SEV_WARN, "stack-changing", true },
	{ "DELETE_FAILED", SEV_CRIT, SEV_CRIT, "stack-failed", false },
	{ "DELETE_COMPLETE", SEV_OK, SEV_OK, "stack-ok", false },
	{ "UPDATE_IN_PROGRESS", SEV_OK, SEV_WARN, "stack-changing", true },
	{ "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", SEV_OK, SEV_WARN, "stack-changing",
	  true },
	{ "UPDATE_COMPLETE", SEV_OK, SEV_OK, "stack-ok", false },
	{ "UPDATE_FAILED", SEV_CRIT, SEV_CRIT, "stack-failed", false },
	{ "UPDATE_ROLLBACK_IN_PROGRESS", SEV_WARN, SEV_WARN, "stack-rolling-back",
	  true },
	{ "UPDATE_ROLLBACK_FAILED", SEV_CRIT, SEV_CRIT, "stack-failed", false },
	{ "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS", SEV_WARN, SEV_WARN,
	  "stack-rolling-back", true },
	{ "UPDATE_ROLLBACK_COMPLETE", SEV_CRIT, SEV_CRIT, "stack-rolled-back", false },
	{ "REVIEW_IN_PROGRESS", SEV_OK, SEV_WARN, "stack-changing", true },
	{ "IMPORT_IN_PROGRESS", SEV_OK, SEV_WARN, "stack-changing", true },
	{ "IMPORT_COMPLETE", SEV_OK, SEV_OK, "stack-ok", false },
	{ "IMPORT_ROLLBACK_IN_PROGRESS", SEV_WARN, SEV_WARN, "stack-rolling-back",
	  true },
	{ "IMPORT_ROLLBACK_FAILED", SEV_CRIT, SEV_CRIT, "stack-failed", false },
	{ "IMPORT_ROLLBACK_COMPLETE", SEV_OK, SEV_OK, "stack-ok", false },
	/* words that do not exist, or not yet */
	{ "PAUSED", SEV_UNKNOWN, SEV_UNKNOWN, "stack-unknown", false },
	{ "MIGRATE_COMPLETE", SEV_UNKNOWN, SEV_UNKNOWN, "stack-unknown", false },
	{ "MIGRATE_FAILED", SEV_UNKNOWN, SEV_UNKNOWN, "stack-unknown", false },
	{ "update_complete", SEV_UNKNOWN, SEV_UNKNOWN, "stack-unknown", false },
	{ "_COMPLETE", SEV_UNKNOWN, SEV_UNKNOWN, "stack-unknown", false },
	{ "", SEV_UNKNOWN, SEV_UNKNOWN, "stack-unknown", false },
};

static void every_word_has_a_verdict(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		struct stack s = stack_in(words[i].status, 60);
		struct verdict v;

		health_stack(&s, NOW, &v);
		if (v.severity != words[i].fresh || !text_eq(v.rule, words[i].rule))
			print_error("%s: %s %s\n", words[i].status,
				    severity_name(v.severity), v.rule);
		assert_int_equal(v.severity, words[i].fresh);
		assert_string_equal(v.rule, words[i].rule);
		assert_int_equal(v.changing, words[i].changing);
		assert_true(v.reason[0] != '\0');
		assert_non_null(strstr(v.reason, words[i].status));
		assert_int_equal(v.since_sec, NOW - 60);
		assert_int_equal(v.seq, 7);
		assert_string_equal(v.subject, "acme-ingest");
		s.changed_sec = NOW - 7200;
		health_stack(&s, NOW, &v);
		assert_int_equal(v.severity, words[i].slow);
		stack_release(&s);
	}
}

static void an_hour_is_not_slow_yet(void **state)
{
	struct stack s = stack_in("UPDATE_IN_PROGRESS", HEALTH_SLOW_SEC);
	struct verdict v;

	(void)state;
	health_stack(&s, NOW, &v);
	assert_int_equal(v.severity, SEV_OK);
	s.changed_sec--;
	health_stack(&s, NOW, &v);
	assert_string_equal(v.rule, "stack-slow");
	assert_string_equal(v.reason, "UPDATE_IN_PROGRESS for 60 minutes");
	s.changed_sec = 0; /* nobody knows since when */
	health_stack(&s, NOW, &v);
	assert_int_equal(v.severity, SEV_OK);
	stack_release(&s);
}

static void drift_is_a_warning_but_never_hides_a_failure(void **state)
{
	struct stack s = stack_in("UPDATE_COMPLETE", 60);
	struct verdict v;

	(void)state;
	set(&s.drift, "DRIFTED");
	s.drift_sec = NOW - 7200;
	health_stack(&s, NOW, &v);
	assert_int_equal(v.severity, SEV_WARN);
	assert_string_equal(v.rule, "stack-drifted");
	assert_int_equal(v.since_sec, NOW - 7200);
	assert_non_null(strstr(v.reason, "checked 2 h ago"));
	set(&s.status, "UPDATE_FAILED");
	health_stack(&s, NOW, &v);
	assert_int_equal(v.severity, SEV_CRIT);
	set(&s.drift, "UNKNOWN");
	set(&s.status, "UPDATE_COMPLETE");
	health_stack(&s, NOW, &v);
	assert_int_equal(v.severity, SEV_OK);
	stack_release(&s);
}

static void the_reason_names_what_failed_first(void **state)
{
	struct stack s = stack_in("UPDATE_ROLLBACK_COMPLETE", 840);
	struct stack_event e = { .id = mem_text("1"),
				 .logical = mem_text("LoaderFunction"),
				 .physical = mem_text(""),
				 .type = mem_text("AWS::Lambda::Function"),
				 .status = mem_text("UPDATE_FAILED"),
				 .reason = mem_text("Unzipped size is too large"),
				 .first_cause = true };
	struct verdict v;

	(void)state;
	set(&s.reason, "The following resource(s) failed to update");
	health_stack(&s, NOW, &v);
	assert_string_equal(v.reason, "UPDATE_ROLLBACK_COMPLETE 05:46Z · The following "
				      "resource(s) failed to update");
	s.events = mem_new(1, sizeof(*s.events));
	s.events[0] = e;
	s.n_events = 1;
	s.details_seq = 9;
	health_stack(&s, NOW, &v);
	assert_string_equal(v.reason,
			    "UPDATE_ROLLBACK_COMPLETE 05:46Z · LoaderFunction: "
			    "Unzipped size is too large");
	assert_int_equal(v.seq, 9);
	stack_release(&s);
}

/* A screen has a part of it, a document all. */
static void a_long_reason_is_kept_whole(void **state)
{
	struct stack s = stack_in("UPDATE_ROLLBACK_COMPLETE", 840);
	struct health h = { 0 };
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(8));
	AUTO(buf) whole = BUF_INIT(LIMIT_KIB(8));
	struct verdict v;

	(void)state;
	for (int i = 0; i < 120; i++)
		buf_add_text(&text, "provisioned capacity ");
	buf_add_text(&text, "the last word");
	set(&s.reason, buf_text(&text));
	health_stack(&s, NOW, &v);
	assert_null(v.whole);
	assert_true(strlen(v.reason) < sizeof(v.reason));
	assert_true(str_ends(str_of(v.reason), "…"));
	health_stack_reason(&s, NOW, &whole);
	assert_true(str_ends(buf_str(&whole), "the last word"));
	health_add_stack(&h, &s, NOW, &v);
	assert_string_equal(verdict_reason(&h.rows[0]), buf_text(&whole));
	health_add_rule(&h, "no-answer", "data", 0, -1, "%s", buf_text(&whole));
	assert_string_equal(verdict_reason(&h.rows[1]), buf_text(&whole));
	set(&s.reason, "short");
	health_clear(&h);
	health_stack(&s, NOW, &v);
	health_add_stack(&h, &s, NOW, &v);
	assert_null(h.rows[0].whole);
	assert_ptr_equal(verdict_reason(&h.rows[0]), h.rows[0].reason);
	health_release(&h);
	stack_release(&s);
}

static void worse_comes_first_then_older(void **state)
{
	static const char *const order[] = { "old",   "young",    "timeless",
					     "warn",  "unknown",  "noacc",
					     "stale", "changing", "ok" };
	struct health h = { 0 };

	(void)state;
	health_add_rule(&h, "all-ok", "ok", 0, 1, "fine");
	health_add_rule(&h, "stack-failed", "young", 200, 1, "x");
	health_add_rule(&h, "stale", "stale", 1, 1, "x");
	health_add_rule(&h, "no-access", "noacc", 1, 1, "x");
	health_add_rule(&h, "stack-unknown", "unknown", 1, 1, "x");
	health_add_rule(&h, "stack-drifted", "warn", 1, 1, "x");
	health_add_rule(&h, "stack-failed", "old", 100, 1, "%s", "a\x1b[31mb");
	health_add_rule(&h, "stack-failed", "timeless", 0, 1, "x");
	health_add_rule(&h, "stack-changing", "changing", 0, 1, "x");
	health_sort(&h);
	for (size_t i = 0; i < ARRAY_LEN(order); i++)
		assert_string_equal(h.rows[i].subject, order[i]);
	assert_null(strchr(h.rows[0].reason, '\x1b'));
	health_release(&h);
}

static void evidence_is_the_thing_or_else_the_subject(void **state)
{
	struct health h = { 0 };

	(void)state;
	health_add_rule(&h, "stack-failed", "acme-ingest", 0, 1, "x");
	assert_string_equal(verdict_thing(&h.rows[0]), "acme-ingest");
	health_thing(&h, "acme-\x1b[31mloader");
	assert_string_equal(h.rows[0].subject, "acme-ingest");
	assert_true(str_starts(str_of(verdict_thing(&h.rows[0])), "acme-"));
	assert_null(strchr(h.rows[0].thing, '\x1b'));
	health_release(&h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_word_has_a_verdict),
		cmocka_unit_test(an_hour_is_not_slow_yet),
		cmocka_unit_test(drift_is_a_warning_but_never_hides_a_failure),
		cmocka_unit_test(the_reason_names_what_failed_first),
		cmocka_unit_test(a_long_reason_is_kept_whole),
		cmocka_unit_test(worse_comes_first_then_older),
		cmocka_unit_test(evidence_is_the_thing_or_else_the_subject),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

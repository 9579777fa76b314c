/*
 * The rules, as rows: the first one that holds for a stack is its verdict, so worse
 * ones stand first.
 *
 * Always true: a status that no row knows is UNKNOWN; every verdict has a rule and a
 * sentence.
 */
#include "core/watch/health.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/clock.h"
#include "core/base/utf8.h"
#include "core/base/vec.h"

/* Every word that CloudFormation has for a stack (API version 2010-05-15). */
static const char *const known_words[] = {
	"CREATE_IN_PROGRESS",
	"CREATE_FAILED",
	"CREATE_COMPLETE",
	"ROLLBACK_IN_PROGRESS",
	"ROLLBACK_FAILED",
	"ROLLBACK_COMPLETE",
	"DELETE_IN_PROGRESS",
	"DELETE_FAILED",
	"DELETE_COMPLETE",
	"UPDATE_IN_PROGRESS",
	"UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
	"UPDATE_COMPLETE",
	"UPDATE_FAILED",
	"UPDATE_ROLLBACK_IN_PROGRESS",
	"UPDATE_ROLLBACK_FAILED",
	"UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS",
	"UPDATE_ROLLBACK_COMPLETE",
	"REVIEW_IN_PROGRESS",
	"IMPORT_IN_PROGRESS",
	"IMPORT_COMPLETE",
	"IMPORT_ROLLBACK_IN_PROGRESS",
	"IMPORT_ROLLBACK_FAILED",
	"IMPORT_ROLLBACK_COMPLETE",
};

static bool is_known(const struct stack *s)
{
	for (size_t i = 0; i < ARRAY_LEN(known_words); i++)
		if (text_eq(s->status, known_words[i]))
			return true;
	return false;
}

static bool ends(const struct stack *s, const char *suffix)
{
	return is_known(s) && str_ends(str_of(s->status), suffix);
}

static bool in_progress(const struct stack *s)
{
	return ends(s, "_IN_PROGRESS");
}

/* ---- predicates ---- */

static bool is_failed(const struct stack *s, int64_t now_sec)
{
	(void)now_sec;
	return ends(s, "_FAILED");
}

static bool is_rolled_back(const struct stack *s, int64_t now_sec)
{
	(void)now_sec;
	return text_eq(s->status, "ROLLBACK_COMPLETE") ||
	       text_eq(s->status, "UPDATE_ROLLBACK_COMPLETE");
}

static bool is_rolling_back(const struct stack *s, int64_t now_sec)
{
	(void)now_sec;
	return in_progress(s) && strstr(s->status, "ROLLBACK") != NULL;
}

static bool is_slow(const struct stack *s, int64_t now_sec)
{
	return in_progress(s) && s->changed_sec > 0 &&
	       now_sec - s->changed_sec > HEALTH_SLOW_SEC;
}

static bool is_drifted(const struct stack *s, int64_t now_sec)
{
	(void)now_sec;
	return text_eq(s->drift, "DRIFTED");
}

static bool is_unknown(const struct stack *s, int64_t now_sec)
{
	(void)now_sec;
	return !is_known(s);
}

static bool is_changing(const struct stack *s, int64_t now_sec)
{
	(void)now_sec;
	return in_progress(s);
}

static bool is_complete(const struct stack *s, int64_t now_sec)
{
	(void)now_sec;
	return ends(s, "_COMPLETE");
}

/* ---- sentences ---- */

/* "LoaderFunction: Resource handler returned …" of what failed first; "" unknown. */
static void put_cause(const struct stack *s, struct buf *out)
{
	const struct stack_event *e = stack_first_cause(s);
	const struct stack_resource *r = e == NULL ? stack_failed_resource(s) : NULL;
	const char *name = e != NULL ? e->logical : r != NULL ? r->logical : NULL;
	const char *reason = e != NULL ? e->reason : r != NULL ? r->reason : s->reason;

	if (name != NULL)
		buf_addf(out, " · %s", name);
	if (text_empty(reason))
		return;
	buf_add_text(out, name != NULL ? ": " : " · ");
	utf8_safe(out, str_of(reason), LIMIT_REASON);
}

static void put_since(const struct stack *s, struct buf *out)
{
	if (s->changed_sec <= 0)
		return;
	buf_add_char(out, ' ');
	clock_hm(out, s->changed_sec);
	buf_add_char(out, 'Z');
}

static void say_status(const struct stack *s, int64_t now_sec, struct buf *out)
{
	(void)now_sec;
	buf_add_text(out, s->status);
	put_since(s, out);
	put_cause(s, out);
}

static void say_slow(const struct stack *s, int64_t now_sec, struct buf *out)
{
	buf_addf(out, "%s for %lld minutes", s->status,
		 (long long)((now_sec - s->changed_sec) / 60));
}

static void say_drifted(const struct stack *s, int64_t now_sec, struct buf *out)
{
	buf_addf(out, "%s, but drifted: resources were changed outside the stack",
		 s->status);
	if (s->drift_sec <= 0)
		return;
	buf_add_text(out, " (checked ");
	clock_age(out, now_sec - s->drift_sec);
	buf_add_text(out, " ago)");
}

static void say_unknown(const struct stack *s, int64_t now_sec, struct buf *out)
{
	(void)now_sec;
	buf_addf(out, "status %s is a word that candor does not know", s->status);
}

static void say_plain(const struct stack *s, int64_t now_sec, struct buf *out)
{
	(void)now_sec;
	buf_add_text(out, s->status);
}

/* ---- the table ---- */

struct stack_rule {
	const char *id; /* of rules_stacks */
	bool (*holds)(const struct stack *s, int64_t now_sec);
	void (*say)(const struct stack *s, int64_t now_sec, struct buf *out);
	bool changing;
};

static const struct stack_rule stack_rules[] = {
	{ "stack-failed", is_failed, say_status, false },
	{ "stack-rolled-back", is_rolled_back, say_status, false },
	{ "stack-rolling-back", is_rolling_back, say_status, true },
	{ "stack-slow", is_slow, say_slow, true },
	{ "stack-drifted", is_drifted, say_drifted, false },
	{ "stack-unknown", is_unknown, say_unknown, false },
	{ "stack-changing", is_changing, say_plain, true },
	{ "stack-ok", is_complete, say_plain, false },
};

static void set_reason(struct verdict *v, const struct buf *text)
{
	utf8_safe_into(v->reason, sizeof(v->reason), buf_str(text));
}

const char *verdict_reason(const struct verdict *v)
{
	return v->whole != NULL ? v->whole : v->reason;
}

const char *verdict_thing(const struct verdict *v)
{
	return v->thing[0] != '\0' ? v->thing : v->subject;
}

static void set_subject(struct verdict *v, const char *subject)
{
	utf8_safe_into(v->subject, sizeof(v->subject), str_of(subject));
}

static const struct stack_rule *rule_of(const struct stack *s, int64_t now_sec)
{
	const struct stack_rule *r = stack_rules;

	while (!r->holds(s, now_sec)) {
		r++;
		bug_unless(r < stack_rules + ARRAY_LEN(stack_rules));
	}
	return r;
}

void health_stack_reason(const struct stack *s, int64_t now_sec, struct buf *out)
{
	AUTO(buf) text = BUF_INIT(2 * LIMIT_REASON);

	rule_of(s, now_sec)->say(s, now_sec, &text);
	utf8_safe(out, buf_str(&text), LIMIT_REASON);
}

void health_stack(const struct stack *s, int64_t now_sec, struct verdict *ret)
{
	AUTO(buf) text = BUF_INIT(2 * LIMIT_REASON);
	const struct stack_rule *r = rule_of(s, now_sec);
	const struct health_rule *row = health_rule_find(r->id);

	bug_unless(row != NULL);
	*ret = (struct verdict){
		.severity = row->severity,
		.rule = r->id,
		.changing = r->changing,
		.since_sec = s->changed_sec,
		.seq = s->details_seq > s->seq ? s->details_seq : s->seq,
	};
	if (r->holds == is_drifted)
		ret->since_sec = s->drift_sec;
	r->say(s, now_sec, &text);
	set_reason(ret, &text);
	set_subject(ret, s->name);
}

/* ---- lists of verdicts ---- */

void health_clear(struct health *h)
{
	for (size_t i = 0; i < h->n; i++)
		free(h->rows[i].whole);
	h->n = 0;
}

void health_release(struct health *h)
{
	health_clear(h);
	free(h->rows);
	*h = (struct health){ 0 };
}

static void add(struct health *h, const struct verdict *v, const char *whole)
{
	struct verdict *row = VEC_PUSH(h->rows, h->n, h->cap);

	*row = *v;
	row->whole =
		whole == NULL || text_eq(whole, v->reason) ? NULL : mem_text(whole);
}

void health_add(struct health *h, const struct verdict *v)
{
	add(h, v, v->whole);
}

void health_add_stack(struct health *h, const struct stack *s, int64_t now_sec,
		      const struct verdict *v)
{
	AUTO(buf) whole = BUF_INIT(LIMIT_REASON + 8);

	health_stack_reason(s, now_sec, &whole);
	add(h, v, buf_text(&whole));
}

void health_add_rule(struct health *h, const char *rule, const char *subject,
		     int64_t since_sec, int64_t seq, const char *fmt, ...)
{
	const struct health_rule *r = health_rule_find(rule);
	AUTO(buf) text = BUF_INIT(2 * LIMIT_REASON);
	AUTO(buf) whole = BUF_INIT(LIMIT_REASON + 8);
	struct verdict v = { .since_sec = since_sec, .seq = seq };
	char draft[2 * LIMIT_REASON];
	va_list args;

	bug_unless(r != NULL);
	va_start(args, fmt);
	if (vsnprintf(draft, sizeof(draft), fmt, args) < 0)
		draft[0] = '\0';
	va_end(args);
	buf_add_text(&text, draft);
	v.rule = r->id;
	v.severity = r->severity;
	set_reason(&v, &text);
	set_subject(&v, subject);
	utf8_safe(&whole, buf_str(&text), LIMIT_REASON);
	add(h, &v, buf_text(&whole));
}

void health_thing(struct health *h, const char *thing)
{
	struct verdict *v = h->n > 0 ? &h->rows[h->n - 1] : NULL;

	bug_unless(v != NULL);
	utf8_safe_into(v->thing, sizeof(v->thing), str_of(thing));
}

/* Old data: what was worse then stands first, what is not known last. */
static int was_of(const struct verdict *v)
{
	return v->has_was ? (int)v->was : SEV_COUNT;
}

int health_compare_weight(const struct verdict *a, const struct verdict *b)
{
	if (a->severity != b->severity)
		return a->severity < b->severity ? -1 : 1;
	if (a->changing != b->changing && a->severity == SEV_OK)
		return a->changing ? -1 : 1;
	if (was_of(a) != was_of(b))
		return was_of(a) < was_of(b) ? -1 : 1;
	return 0;
}

int health_compare(const struct verdict *a, const struct verdict *b)
{
	int64_t x = a->since_sec == 0 ? INT64_MAX : a->since_sec;
	int64_t y = b->since_sec == 0 ? INT64_MAX : b->since_sec;
	int order = health_compare_weight(a, b);

	return order != 0 ? order : (x > y) - (x < y);
}

static int by_weight(const void *a, const void *b)
{
	const struct verdict *x = a;
	const struct verdict *y = b;
	int order = health_compare(x, y);

	return order != 0 ? order : strcmp(x->subject, y->subject);
}

void health_sort(struct health *h)
{
	if (h->n > 1)
		qsort(h->rows, h->n, sizeof(*h->rows), by_weight);
}

/*
 * How states, times and types are written on every screen.  Tables first: a word, a
 * sign and a role stand in one row each.
 */
#include "tui/views/words.h"

#include <inttypes.h>
#include <string.h>

#include "core/base/clock.h"
#include "tui/views/times.h"

static const struct {
	const char *sign;
	enum role role;
} severities[SEV_COUNT] = {
	[SEV_CRIT] = { "■", ROLE_CRIT },       [SEV_WARN] = { "▲", ROLE_WARN },
	[SEV_UNKNOWN] = { "?", ROLE_UNKNOWN }, [SEV_NOACC] = { "○", ROLE_DENIED },
	[SEV_STALE] = { "◌", ROLE_STALE },     [SEV_OK] = { "●", ROLE_OK },
};

const char *word_sign(enum severity s)
{
	return severities[s].sign;
}

enum role word_role(enum severity s)
{
	return severities[s].role;
}

void word_state(struct buf *out, enum severity s)
{
	buf_addf(out, "%s %s", severities[s].sign, severity_name(s));
}

#define HOUR_SEC INT64_C(3600)
#define DAY_SEC  INT64_C(86400)

/* Cut "2026-11-23T13:49:02Z" as the distance in time asks for. */
void word_when(struct buf *out, int64_t sec, int64_t now_sec)
{
	AUTO(buf) iso = BUF_INIT(64);
	const char *t = NULL;

	if (sec <= 0) {
		buf_add_text(out, "—");
		return;
	}
	if (times_relative()) {
		word_age(out, sec, now_sec);
		return;
	}
	clock_rfc3339(&iso, times_shift(sec));
	t = buf_text(&iso);
	if (iso.len < 17)
		buf_add_text(out, t);
	else if (times_day(sec) == times_day(now_sec))
		buf_addf(out, "%.5s%c", t + 11, times_letter());
	else if (now_sec - sec < 300 * DAY_SEC)
		buf_addf(out, "%.5s %.5s%c", t + 5, t + 11, times_letter());
	else
		buf_addf(out, "%.10s", t);
}

void word_age(struct buf *out, int64_t sec, int64_t now_sec)
{
	if (sec <= 0)
		buf_add_text(out, "—");
	else
		clock_age(out, now_sec > sec ? now_sec - sec : 0);
}

void word_as_of(struct buf *out, int64_t sec, int64_t now_sec)
{
	AUTO(buf) age = BUF_INIT(64);

	word_age(&age, sec, now_sec);
	if (now_sec - sec >= 60)
		buf_add_text(&age, " ago");
	buf_add_text(out, "as of ");
	if (times_relative()) {
		buf_add_str(out, buf_str(&age));
		return;
	}
	word_when(out, sec, now_sec);
	buf_addf(out, " (%s)", buf_text(&age));
}

void word_left(struct buf *out, int64_t left_sec)
{
	if (left_sec >= 2 * HOUR_SEC)
		buf_addf(out, "%" PRId64 "h", left_sec / HOUR_SEC);
	else
		buf_addf(out, "%" PRId64 "m", left_sec / 60);
}

void word_count(struct buf *out, size_t n, const char *noun)
{
	buf_addf(out, "%zu %s%s", n, noun, n == 1 ? "" : "s");
}

const char *word_type(const char *type)
{
	return strncmp(type, "AWS::", 5) == 0 ? type + 5 : type;
}

static const struct {
	const char *drift, *word;
	enum role role;
} drifts[] = {
	{ "IN_SYNC", "in sync", ROLE_FAINT },
	{ "DRIFTED", "drifted", ROLE_WARN },
	{ "MODIFIED", "modified", ROLE_WARN },
	{ "DELETED", "deleted", ROLE_CRIT },
	{ "NOT_CHECKED", "not checked", ROLE_FAINT },
	{ "UNKNOWN", "unknown", ROLE_UNKNOWN },
	{ "", "not told", ROLE_FAINT },
};

const char *word_drift(const char *drift)
{
	for (size_t i = 0; i < ARRAY_LEN(drifts); i++)
		if (text_eq(drifts[i].drift, drift))
			return drifts[i].word;
	return text_or(drift, "not told");
}

enum role word_drift_role(const char *drift)
{
	for (size_t i = 0; i < ARRAY_LEN(drifts); i++)
		if (text_eq(drifts[i].drift, drift))
			return drifts[i].role;
	return ROLE_UNKNOWN;
}

/* The first row whose word stands in a status decides. */
static const struct {
	const char *word;
	enum phase phase;
} phase_rules[] = {
	{ "FAILED", PHASE_FAILED },        { "ROLLBACK", PHASE_ROLLED },
	{ "DELETE_COMPLETE", PHASE_GONE }, { "IN_PROGRESS", PHASE_BUSY },
	{ "COMPLETE", PHASE_OK },          { "DELETE_SKIPPED", PHASE_OK },
};

enum phase phase_of(const char *status)
{
	for (size_t i = 0; i < ARRAY_LEN(phase_rules); i++)
		if (strstr(status, phase_rules[i].word))
			return phase_rules[i].phase;
	return PHASE_UNKNOWN;
}

/* The stack's own event that begins an operation: all older ones are of another. */
static bool begins_operation(const struct stack_event *e)
{
	static const char *const starts[] = { "CREATE_IN_PROGRESS",
					      "UPDATE_IN_PROGRESS",
					      "DELETE_IN_PROGRESS",
					      "IMPORT_IN_PROGRESS" };

	for (size_t i = 0; e->of_stack && i < ARRAY_LEN(starts); i++)
		if (text_eq(e->status, starts[i]))
			return true;
	return false;
}

/* Did the newest operation of a stack fail this resource, or only touch it? */
static enum phase phase_of_events(const struct stack *s, const char *logical)
{
	enum phase worst = PHASE_OK;

	for (size_t i = 0; i < s->n_events && !begins_operation(&s->events[i]); i++) {
		const struct stack_event *e = &s->events[i];

		if (e->of_stack || !text_eq(e->logical, logical))
			continue;
		/* "Resource update cancelled": because another one failed */
		if (phase_of(e->status) == PHASE_FAILED &&
		    !strstr(e->reason, "cancelled"))
			return PHASE_FAILED;
		worst = PHASE_ROLLED;
	}
	return worst;
}

enum phase phase_of_resource(const struct stack *s, const struct stack_resource *r)
{
	enum phase own = phase_of(r->status);
	enum phase of_stack = phase_of(s->status);

	if (own != PHASE_OK && own != PHASE_GONE)
		return own;
	if (of_stack != PHASE_FAILED && of_stack != PHASE_ROLLED)
		return own;
	/* what a rollback deleted is gone, unless it is why there was one */
	if (own == PHASE_GONE && phase_of_events(s, r->logical) != PHASE_FAILED)
		return own;
	return phase_of_events(s, r->logical);
}

void phase_story(const struct stack *s, const struct stack_resource *r, int64_t now_sec,
		 struct buf *out)
{
	enum phase own = phase_of(r->status);
	enum phase p = phase_of_resource(s, r);
	const struct stack_event *e = NULL;

	for (size_t i = 0; i < s->n_events && !begins_operation(&s->events[i]); i++)
		if (text_eq(s->events[i].logical, r->logical) &&
		    phase_of(s->events[i].status) == PHASE_FAILED)
			e = &s->events[i];
	if (p == own || (p != PHASE_FAILED && p != PHASE_ROLLED)) {
		buf_add_text(out, r->status);
		return;
	}
	if (p == PHASE_FAILED) {
		buf_add_text(out, "failed ");
		word_when(out, e ? e->at_sec : r->changed_sec, now_sec);
		buf_add_text(out, ", then ");
	}
	if (own == PHASE_GONE)
		buf_addf(out, "deleted by the rollback (%s)", r->status);
	else
		buf_addf(out, "rolled back to %s", r->status);
}

const char *phase_reason(const struct stack *s, const struct stack_resource *r)
{
	if (r->reason[0] || !phase_bad(phase_of_resource(s, r)))
		return r->reason;
	for (size_t i = 0; i < s->n_events; i++)
		if (text_eq(s->events[i].logical, r->logical) && s->events[i].reason[0])
			return s->events[i].reason;
	return "";
}

bool phase_bad(enum phase p)
{
	return p == PHASE_FAILED || p == PHASE_ROLLED || p == PHASE_UNKNOWN;
}

static const struct {
	const char *sign, *text;
	enum role role;
} phases[] = {
	[PHASE_OK] = { "●", "● OK", ROLE_OK },
	[PHASE_BUSY] = { "○", "○ BUSY", ROLE_INFO },
	[PHASE_ROLLED] = { "▲", "▲ ROLLED", ROLE_WARN },
	[PHASE_FAILED] = { "■", "■ FAILED", ROLE_CRIT },
	[PHASE_GONE] = { "·", "· GONE", ROLE_FAINT },
	[PHASE_UNKNOWN] = { "?", "? UNKNOWN", ROLE_UNKNOWN },
};

const char *phase_text(enum phase p)
{
	return phases[p].text;
}

const char *phase_word(enum phase p)
{
	static const char *const words[] = {
		[PHASE_OK] = "ok",         [PHASE_BUSY] = "busy",
		[PHASE_ROLLED] = "rolled", [PHASE_FAILED] = "failed",
		[PHASE_GONE] = "gone",     [PHASE_UNKNOWN] = "unknown",
	};

	return words[p];
}

const char *phase_sign(enum phase p)
{
	return phases[p].sign;
}

enum role phase_role(enum phase p)
{
	return phases[p].role;
}

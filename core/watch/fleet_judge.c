/*
 * What is said of an installation: of its stacks, of its data, of its access.
 *
 * Always true: data that is not of now is never judged as if it were.
 */
#include "core/watch/fleet_row.h"

#include <string.h>

#define SLOW_DATA_SEC (2 * FLEET_REST_SEC) /* older data is stale */

static bool is_old(const struct fleet_row *row, int64_t now_sec)
{
	return now_sec - row->read_sec > SLOW_DATA_SEC;
}

int64_t fleet_row_judged_sec(const struct fleet_row *row, int64_t now_sec)
{
	return row->stale ? row->read_sec : now_sec;
}

/* Verdicts of the stacks that are in trouble or changing; counts the settled ones. */
static void judge_stacks(struct fleet_row *row, int64_t now_sec)
{
	int64_t at_sec = fleet_row_judged_sec(row, now_sec);

	row->n_settled = 0;
	for (size_t i = 0; i < row->stacks.n; i++) {
		struct verdict v;

		health_stack(&row->stacks.items[i], at_sec, &v);
		if (v.severity == SEV_OK && !v.changing)
			row->n_settled++;
		else
			health_add_stack(&row->health, &row->stacks.items[i], at_sec,
					 &v);
	}
	if (row->stacks.n == 0)
		health_add_rule(&row->health, "no-stacks", "stacks", row->read_sec,
				row->seq, "no stack matches %s",
				text_or(row->inst->stacks, "(all)"));
	else if (row->n_settled == row->stacks.n && !row->stacks_cut)
		health_add_rule(&row->health, "all-ok", "stacks", 0, row->seq,
				"%zu of %zu stacks settled", row->n_settled,
				row->stacks.n);
	if (row->stacks_cut)
		health_add_rule(&row->health, "cut", "stacks", row->read_sec, row->seq,
				"the list is not whole: %zu stacks were read",
				row->stacks.n);
	health_sort(&row->health);
}

/* "09:15Z", or "2026-11-20 09:15Z" of another day. */
static void put_when(int64_t sec, int64_t now_sec, struct buf *out)
{
	const int64_t day = 86400;
	AUTO(buf) text = BUF_INIT(64);

	clock_rfc3339(&text, sec);
	if (sec / day != now_sec / day)
		buf_addf(out, "%.10s ", buf_text(&text));
	clock_hm(out, sec);
	buf_add_char(out, 'Z');
}

/* "was CRIT at 09:15Z: acme-ingest ROLLBACK_COMPLETE …": what was known last. */
static void put_was(const struct fleet_row *row, int64_t now_sec, struct buf *out)
{
	const struct verdict *v = &row->health.rows[0];
	bool of_stack = str_starts(str_of(v->rule), "stack-");

	buf_addf(out, "was %s at ", severity_name(v->severity));
	put_when(row->read_sec, now_sec, out);
	buf_addf(out, ": %s%s%s", of_stack ? v->subject : "", of_stack ? " " : "",
		 verdict_reason(v));
}

/* Nobody looking makes nothing well: trouble that was read in this run stays the row's
 * state, however old it is.  What was well is no more than old. */
static bool keeps_state(const struct fleet_row *row)
{
	return row->data == FLEET_READ && row->health.n > 0 &&
	       row->health.rows[0].severity < SEV_STALE;
}

/* What was known last, and when; of a state that is kept its own reason says what. */
static void put_known(const struct fleet_row *row, int64_t now_sec, struct buf *out)
{
	if (!keeps_state(row)) {
		put_was(row, now_sec, out);
		return;
	}
	buf_add_text(out, "as of ");
	put_when(row->read_sec, now_sec, out);
}

/* The last word of AWS was no; the last attempt may have failed in another way. */
static void put_denial(const struct fleet_row *row, int64_t now_sec, struct buf *out)
{
	if (fleet_is_denied(row->error.code)) {
		buf_add_text(out, row->error.text);
		return;
	}
	buf_add_text(out, "refused at ");
	put_when(row->denied_sec, now_sec, out);
	buf_addf(out, ": %s", row->denial.text);
	if (row->error.code != ERR_NONE)
		buf_addf(out, " · %s", row->error.text);
}

/* What is shown is as old as the last good reading, not as the failure after it. */
static int64_t stale_since(const struct fleet_row *row)
{
	return row->read_sec != 0 ? row->read_sec : row->failed_sec;
}

static int64_t unanswered_since(const struct fleet_row *row)
{
	return row->failed_sec != 0 ? row->failed_sec : row->read_sec;
}

static void put_given_up(const struct fleet_row *row, int64_t now_sec, struct buf *out)
{
	buf_add_text(out, "given up at ");
	put_when(row->paused_sec, now_sec, out);
	buf_add_text(out, "; refresh reads it again");
	if (row->data == FLEET_NOTHING)
		return;
	buf_add_text(out, " · ");
	put_known(row, now_sec, out);
}

static void put_error(const struct fleet_row *row, struct buf *out)
{
	if (row->error.code != ERR_NONE)
		buf_addf(out, " · %s", row->error.text);
}

/*
 * The cause before what was asked: a narrow row is cut at its end.
 * "127.0.0.1 does not accept … · as of 09:15Z · cloudformation:DescribeStacks in a"
 */
static void put_cause(const struct fleet_row *row, int64_t now_sec, struct buf *out)
{
	const char *text = row->error.text;
	const char *end = strstr(text, ": ");
	bool named = end != NULL && strcspn(text, ":") < strcspn(text, " ") &&
		     text + strcspn(text, ":") != end;

	buf_addf(out, "%s · as of ", named ? end + 2 : text);
	put_when(row->read_sec, now_sec, out);
	if (named)
		buf_addf(out, " · %.*s", (int)(end - text), text);
}

/* Adds what is to be said of access and data, after the stacks.  True if that is the
 * row's state. */
static bool judge_data(struct fleet_row *row, int64_t now_sec)
{
	struct health *h = &row->health;
	AUTO(buf) text = BUF_INIT(2 * LIMIT_REASON);

	if (row->paused_sec != 0) {
		put_given_up(row, now_sec, &text);
		health_add_rule(h, "given-up", "data", row->paused_sec, row->seq, "%s",
				buf_text(&text));
		return !keeps_state(row);
	}
	if (row->denial.code != ERR_NONE) {
		put_denial(row, now_sec, &text);
		health_add_rule(h, "no-access", "access", row->denied_sec, row->seq,
				"%s", buf_text(&text));
		return true;
	}
	if (row->data == FLEET_NOTHING && row->error.code == ERR_NONE) {
		health_add_rule(h, "not-read", "data", 0, -1, "not read yet");
		return true;
	}
	if (row->data == FLEET_NOTHING) {
		health_add_rule(h, "not-readable", "data", row->failed_sec, row->seq,
				"%s", row->error.text);
		return true;
	}
	if (row->data == FLEET_CACHED || is_old(row, now_sec)) {
		put_known(row, now_sec, &text);
		put_error(row, &text);
		health_add_rule(h, row->data == FLEET_CACHED ? "cached" : "stale",
				"data", stale_since(row), row->seq, "%s",
				buf_text(&text));
		return !keeps_state(row);
	}
	if (row->error.code != ERR_NONE) {
		put_cause(row, now_sec, &text);
		health_add_rule(h, "no-answer", "data", unanswered_since(row), row->seq,
				"%s", buf_text(&text));
	}
	return false;
}

/* One version for all stacks that have one, "mixed", or "". */
static const char *version_of(const struct stacks *l)
{
	const char *found = "";

	for (size_t i = 0; i < l->n; i++) {
		const char *v = l->items[i].version;

		if (text_empty(v))
			continue;
		if (found[0] != '\0' && !text_eq(found, v))
			return "mixed";
		found = v;
	}
	return found;
}

/* What was added after the stacks knows what these were. */
static void note_was(struct health *h, size_t n_stacks)
{
	for (size_t i = n_stacks; n_stacks > 0 && i < h->n; i++) {
		h->rows[i].has_was = true;
		h->rows[i].was = h->rows[0].severity;
	}
}

/*
 * Each signal has readings of its own: that the stacks were read proves nothing of the
 * metrics.  Of heartbeats a beat that came is one: they come to us whether the account
 * can be read or not.  Access and data are judged by what is tried now.
 */
static struct damp_time time_of(const struct fleet_row *row, enum health_signal signal,
				int64_t now_sec)
{
	int64_t at_sec = fleet_row_judged_sec(row, now_sec);

	switch (signal) {
	case SIGNAL_STACKS: return (struct damp_time){ row->read_sec, at_sec };
	case SIGNAL_SERVICES:
	case SIGNAL_METRICS:
	case SIGNAL_ALARMS:
	case SIGNAL_METADATA:
		return (struct damp_time){ signals_answered_sec(&row->signals, signal),
					   at_sec };
	case SIGNAL_HEARTBEATS:
		return (struct damp_time){ row->beats.cursor_us / CLOCK_SEC_US,
					   now_sec };
	case SIGNAL_ACCESS:
	case SIGNAL_DATA: break;
	}
	return (struct damp_time){ now_sec, now_sec };
}

static void damp(struct fleet_row *row, int64_t now_sec)
{
	struct damp_when when;

	for (int i = 0; i < SIGNAL_COUNT; i++)
		when.of[i] = time_of(row, (enum health_signal)i, now_sec);
	damper_apply(&row->damper, &row->health, &when);
}

/* What was said of access or data by this rule, as it stands among the others now. */
static const struct verdict *data_verdict(const struct health *h, const char *rule)
{
	size_t i = 0;

	while (i < h->n && !text_eq(h->rows[i].rule, rule))
		i++;
	bug_unless(i < h->n);
	return &h->rows[i];
}

/* Heartbeats come to us, whatever the account lets us read: their trouble is the row's
 * state where it is worse than what is said of the data. */
static const struct verdict *worse_beat(const struct health *h,
					const struct verdict *state)
{
	const struct verdict *worst = state;

	for (size_t i = 0; i < h->n; i++) {
		const struct verdict *v = &h->rows[i];

		if (health_rule_find(v->rule)->signal == SIGNAL_HEARTBEATS &&
		    health_compare(v, worst) < 0)
			worst = v;
	}
	return worst;
}

/*
 * The row's state.  Chosen last: damping puts other words, in other memory, in a
 * verdict's place.
 *
 * decided  rule of access or data that is the state; NULL: the worst of all is
 */
static const struct verdict *worst_of(const struct health *h, const char *decided)
{
	return decided == NULL ? &h->rows[0] : worse_beat(h, data_verdict(h, decided));
}

void fleet_row_judge(struct fleet_row *row, int64_t now_sec)
{
	const char *decided = NULL;
	size_t n_stacks;

	row->stale = row->data == FLEET_CACHED ||
		     (row->data == FLEET_READ &&
		      (row->error.code != ERR_NONE || row->paused_sec != 0 ||
		       is_old(row, now_sec)));
	health_clear(&row->health);
	if (row->data != FLEET_NOTHING) {
		judge_stacks(row, now_sec);
		signals_judge(&row->signals, row->inst,
			      fleet_row_judged_sec(row, now_sec), &row->health);
		health_sort(&row->health);
	}
	n_stacks = row->health.n;
	if (judge_data(row, now_sec))
		decided = row->health.rows[n_stacks].rule;
	note_was(&row->health, n_stacks);
	if (row->beats_known)
		beats_judge(&row->beats, &row->health);
	damp(row, now_sec);
	health_sort(&row->health);
	row->worst = *worst_of(&row->health, decided);
	row->version = version_of(&row->stacks);
}

bool fleet_row_was_so(const struct fleet_row *row)
{
	return row->stale && row->data == FLEET_READ && row->worst.severity < SEV_NOACC;
}

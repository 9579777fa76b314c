/*
 * Raw beats become what the screens show.
 *
 * Always true: a slot is judged when the beat after it came (or, of the newest ones, by
 * what is due at b->now_sec), so two readings one after the other give the same as one;
 * a time in which our receiver was down or the account was suspended is never missed
 * beats of the customer's.
 */
#include "core/watch/beats.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/vec.h"

#define HOUR_SEC 3600

void beat_source_free(struct beat_source *s)
{
	if (s)
		s->ops->free(s);
}

/* ---- words ---- */

const char *account_state_name(enum account_state s)
{
	return s == ACCOUNT_ACTIVE ? "active" : "suspended";
}

bool account_state_parse(struct str word, enum account_state *ret)
{
	for (enum account_state s = ACCOUNT_ACTIVE; s <= ACCOUNT_SUSPENDED; s++) {
		if (!str_is(word, account_state_name(s)))
			continue;
		*ret = s;
		return true;
	}
	return false;
}

const char *beat_cause_says(enum beat_cause c)
{
	static const char *const says[] = {
		[BEAT_CAUSE_SILENT] = "no beat",
		[BEAT_CAUSE_LOST] = "sent, not received",
		[BEAT_CAUSE_RESTARTED] = "sender's seq restarted",
		[BEAT_CAUSE_DOWN] = "receiver was down",
		[BEAT_CAUSE_SUSPENDED] = "account suspended",
		[BEAT_CAUSE_LASTS] = "no beat yet",
	};

	return says[c];
}

/* ---- slots ---- */

void beats_init(struct beats *b, const struct beat_plan *plan, int hours,
		int64_t now_sec)
{
	int interval = plan->interval_sec > 0 ? plan->interval_sec : 60;
	int span = hours * HOUR_SEC;
	int times =
		(span + interval * BEATS_SLOTS_MAX - 1) / (interval * BEATS_SLOTS_MAX);

	bug_unless(hours >= 1 && hours <= BEATS_HOURS);
	*b = (struct beats){ .plan = *plan };
	b->slot_sec = interval * times;
	b->n_slots = span / b->slot_sec > 0 ? span / b->slot_sec : 1;
	b->start_sec = (now_sec / b->slot_sec - b->n_slots + 1) * b->slot_sec;
}

void beats_release(struct beats *b)
{
	for (size_t i = 0; i < b->n_agents; i++)
		free(b->agents[i].slots);
	free(b->agents);
	free(b->spans);
	kept_err_clear(&b->err);
	*b = (struct beats){ 0 };
}

/* The slot of a time; below 0 before the first, n_slots or more after the last. */
static int64_t slot_of(const struct beats *b, int64_t sec)
{
	int64_t past = sec - b->start_sec;

	return past < 0 ? (past - b->slot_sec + 1) / b->slot_sec : past / b->slot_sec;
}

/* A sender's next beat takes up to an interval to come after a span, so its end excuses
 * as much. */
static bool in_span(const struct beats *b, int64_t from_sec, int64_t to_sec,
		    enum beat_span_kind *ret)
{
	for (size_t i = 0; i < b->n_spans; i++) {
		const struct beat_span *s = &b->spans[i];

		if (s->from_sec >= to_sec ||
		    (s->to_sec > 0 && s->to_sec + b->plan.interval_sec <= from_sec))
			continue;
		*ret = s->kind;
		return true;
	}
	return false;
}

static enum beat_slot excused(const struct beats *b, int64_t slot,
			      enum beat_slot otherwise)
{
	int64_t from = b->start_sec + slot * b->slot_sec;
	enum beat_span_kind kind;

	if (otherwise == BEAT_SLOT_ON_TIME ||
	    !in_span(b, from, from + b->slot_sec, &kind))
		return otherwise;
	return kind == BEAT_SPAN_DOWN ? BEAT_SLOT_DOWN : BEAT_SLOT_SUSPENDED;
}

/* Slots from..to, both included. */
static void paint(const struct beats *b, struct beat_agent *a, int64_t from, int64_t to,
		  enum beat_slot as)
{
	if (to >= b->n_slots)
		to = b->n_slots - 1;
	for (int64_t i = from < 0 ? 0 : from; i <= to; i++)
		a->slots[i] = (uint8_t)excused(b, i, as);
}

/* A beat that was due then was missed, or late. */
static void note_due(const struct beats *b, uint8_t *row, int64_t due)
{
	int64_t slot = slot_of(b, due);

	if (slot >= 0 && slot < b->n_slots && row[slot] < UINT8_MAX)
		row[slot]++;
}

/* Beats that were due after `from` and well before `to` and are nobody else's fault.
 * row counts them by their slot; NULL: nothing does. */
static int count_missed(const struct beats *b, int64_t from, int64_t to, uint8_t *row)
{
	int step = b->plan.interval_sec;
	enum beat_span_kind kind;
	int64_t due = from + step;
	int n = 0;

	if (due < b->start_sec)
		due += (b->start_sec - due + step - 1) / step * step;
	for (; due < to - step / 2; due += step) {
		if (in_span(b, due, due + 1, &kind))
			continue;
		n++;
		if (row)
			note_due(b, row, due);
	}
	return n;
}

/* ---- gaps ---- */

static void drop_open_gap(struct beat_agent *a)
{
	if (a->n_gaps > 0 && a->gaps[a->n_gaps - 1].to_sec == 0)
		a->n_gaps--;
}

static void add_gap(struct beat_agent *a, const struct beat_gap *gap)
{
	if (a->n_gaps == BEATS_GAPS_MAX) {
		memmove(a->gaps, a->gaps + 1, sizeof(*a->gaps) * (BEATS_GAPS_MAX - 1));
		a->n_gaps--;
	}
	a->gaps[a->n_gaps++] = *gap;
}

/* seq may be a counter or a time: only a counter that went on by about as many beats as
 * are missing says that they were sent. */
static enum beat_cause cause_by_seq(enum beat_verdict v, int64_t step, int missed)
{
	if (v == BEAT_RESTARTED)
		return BEAT_CAUSE_RESTARTED;
	return step > 1 && step <= missed + 2 ? BEAT_CAUSE_LOST : BEAT_CAUSE_SILENT;
}

static enum beat_cause cause_of(const struct beats *b, const struct beat_gap *gap,
				enum beat_cause otherwise)
{
	int64_t to = gap->to_sec > 0 ? gap->to_sec : b->now_sec;
	enum beat_span_kind kind;

	if (gap->missed > 0 || !in_span(b, gap->from_sec, to, &kind))
		return otherwise;
	return kind == BEAT_SPAN_DOWN ? BEAT_CAUSE_DOWN : BEAT_CAUSE_SUSPENDED;
}

/* ---- beats ---- */

static struct beat_agent *find(struct beats *b, const char *name, size_t *ret_at)
{
	size_t i = 0;
	int order = 1;

	while (i < b->n_agents && (order = strcmp(b->agents[i].name, name)) < 0)
		i++;
	*ret_at = i;
	return i < b->n_agents && order == 0 ? &b->agents[i] : NULL;
}

/* NULL: there are too many, or its name is too long for one. */
static struct beat_agent *agent_of(struct beats *b, const char *name)
{
	size_t at;
	struct beat_agent *a = find(b, name, &at);
	struct beat_agent made = { 0 };

	if (a)
		return a;
	if (b->n_agents == BEATS_AGENTS ||
	    !text_copy(made.name, sizeof(made.name), str_of(name))) {
		b->cut = true;
		return NULL;
	}
	made.slots = mem_new((size_t)b->n_slots, 3);
	made.missed = made.slots + b->n_slots;
	made.late = made.missed + b->n_slots;
	(void)VEC_PUSH(b->agents, b->n_agents, b->cap_agents);
	memmove(b->agents + at + 1, b->agents + at,
		sizeof(made) * (b->n_agents - 1 - at));
	b->agents[at] = made;
	return &b->agents[at];
}

/* From the last beat to this one. */
static void judge_time(struct beats *b, struct beat_agent *a, int64_t now,
		       enum beat_verdict v, int64_t seq_step)
{
	int64_t last = a->received_sec;
	int64_t due = last + b->plan.interval_sec;
	int64_t here = slot_of(b, now);
	enum beat_span_kind kind;
	struct beat_gap gap = { last, now, 0, BEAT_CAUSE_SILENT };

	if (now <= due + b->plan.grace_sec) {
		if (here > slot_of(b, last))
			paint(b, a, slot_of(b, last) + 1, here, BEAT_SLOT_ON_TIME);
		return;
	}
	paint(b, a, slot_of(b, last) + 1, slot_of(b, due) - 1, BEAT_SLOT_ON_TIME);
	if (now <= due + b->plan.interval_sec + b->plan.grace_sec) {
		bool ours = in_span(b, due, now, &kind);

		paint(b, a, slot_of(b, due), here - 1, BEAT_SLOT_LATE);
		paint(b, a, here, here,
		      slot_of(b, due) == here && !ours ? BEAT_SLOT_LATE
						       : BEAT_SLOT_ON_TIME);
		if (!ours)
			note_due(b, a->late, due);
		return;
	}
	paint(b, a, slot_of(b, due), here - 1, BEAT_SLOT_MISSED);
	paint(b, a, here, here, BEAT_SLOT_ON_TIME);
	gap.missed = count_missed(b, last, now, a->missed);
	gap.cause = cause_of(b, &gap, cause_by_seq(v, seq_step, gap.missed));
	add_gap(a, &gap);
}

static void keep_words(struct beat_agent *a, const struct beat_raw *raw, int64_t now)
{
	if (!text_eq(a->status, raw->status) || a->status_sec == 0)
		a->status_sec = now;
	if (!text_copy(a->status, sizeof(a->status), str_of(raw->status)) ||
	    !text_copy(a->version, sizeof(a->version), str_of(raw->version)))
		a->status_sec = now; /* a source that keeps no limits: left empty */
}

static void take_newest(struct beats *b, struct beat_agent *a,
			const struct beat_raw *raw, enum beat_verdict v)
{
	int64_t now = raw->received_us / 1000000;
	int64_t step = raw->seq - a->seq;

	drop_open_gap(a);
	if (a->first_sec == 0) {
		a->first_sec = now;
		paint(b, a, slot_of(b, now), slot_of(b, now), BEAT_SLOT_ON_TIME);
	} else if (b->plan.interval_sec > 0) {
		judge_time(b, a, now, v, step);
	}
	keep_words(a, raw, now);
	a->seq = raw->seq;
	a->at_sec = raw->at_sec;
	a->received_sec = now;
	a->skew_sec = (int32_t)(raw->at_sec - now);
	if (abs(a->skew_sec) > BEAT_SKEW_SEC)
		a->n_skew++;
	if (v == BEAT_RESTARTED)
		a->n_restarts++;
}

static void slide_row(uint8_t *row, size_t n, size_t by)
{
	memmove(row, row + by, n - by);
	memset(row + n - by, 0, by); /* BEAT_SLOT_UNKNOWN, or none */
}

/* Old slots leave at the left until `sec` has one. */
static void slide(struct beats *b, int64_t sec)
{
	int64_t by = slot_of(b, sec) - b->n_slots + 1;
	size_t n = (size_t)b->n_slots;

	if (by <= 0)
		return;
	b->start_sec += by * b->slot_sec;
	if ((size_t)by > n)
		by = (int64_t)n;
	for (size_t i = 0; i < b->n_agents; i++) {
		slide_row(b->agents[i].slots, n, (size_t)by);
		slide_row(b->agents[i].missed, n, (size_t)by);
		slide_row(b->agents[i].late, n, (size_t)by);
	}
}

void beats_take(struct beats *b, const struct beat_raw *raw)
{
	struct beat_agent *a = agent_of(b, raw->agent);
	int64_t now = raw->received_us / 1000000;
	enum beat_verdict v;

	if (raw->received_us > b->cursor_us)
		b->cursor_us = raw->received_us;
	if (!a)
		return;
	v = beat_judge(&a->track, raw->seq, raw->at_sec, now);
	if (!beat_taken(v)) {
		b->found[v]++;
		return;
	}
	slide(b, now);
	a->n_beats++;
	if (v == BEAT_OUT_OF_ORDER)
		a->n_out_of_order++;
	else
		take_newest(b, a, raw, v);
}

static void drop_span(struct beats *b, size_t at)
{
	uint64_t before = (UINT64_C(1) << at) - 1;

	memmove(b->spans + at, b->spans + at + 1,
		sizeof(*b->spans) * (b->n_spans - at - 1));
	b->n_spans--;
	b->told = (b->told & before) | (b->told >> 1 & ~before);
}

/* One that goes on excuses what comes: it stays as long as any other may go. */
static size_t oldest_span(const struct beats *b)
{
	size_t oldest = 0;

	for (size_t i = 1; i < b->n_spans; i++) {
		const struct beat_span *s = &b->spans[i];
		const struct beat_span *o = &b->spans[oldest];

		if ((s->to_sec > 0) != (o->to_sec > 0) ? s->to_sec > 0
						       : s->from_sec < o->from_sec)
			oldest = i;
	}
	return oldest;
}

void beats_span(struct beats *b, const struct beat_span *s)
{
	size_t at = 0;

	while (at < b->n_spans &&
	       (b->spans[at].kind != s->kind || b->spans[at].from_sec != s->from_sec))
		at++;
	if (at == BEATS_SPANS_MAX) {
		drop_span(b, oldest_span(b));
		at--;
	}
	if (at == b->n_spans)
		(void)VEC_PUSH(b->spans, b->n_spans, b->cap_spans);
	b->spans[at] = *s;
	b->told |= UINT64_C(1) << at;
}

/* A reading has told all times in which the receiver was down: one that goes on, as the
 * reading before had it, and was not told again is not so. */
static void end_spans(struct beats *b)
{
	for (size_t i = b->n_spans; i-- > 0;)
		if (b->spans[i].kind == BEAT_SPAN_DOWN && b->spans[i].to_sec == 0 &&
		    !(b->told >> i & 1))
			drop_span(b, i);
}

static void close_suspension(struct beats *b, int64_t sec)
{
	for (size_t i = 0; i < b->n_spans; i++)
		if (b->spans[i].kind == BEAT_SPAN_SUSPENDED && b->spans[i].to_sec == 0)
			b->spans[i].to_sec = sec;
}

void beats_account(struct beats *b, const struct account *a)
{
	if (a->state == ACCOUNT_ACTIVE)
		close_suspension(b, a->since_sec);
	else if (b->account.state == ACCOUNT_ACTIVE)
		beats_span(b,
			   &(struct beat_span){ BEAT_SPAN_SUSPENDED, a->since_sec, 0 });
	b->account = *a;
}

void beats_refused(struct beats *b, const struct beat_refused *r)
{
	b->refused[r->verdict] = r->n;
	b->refused_sec[r->verdict] = r->last_sec;
}

int64_t beats_count(const struct beats *b, enum beat_verdict v)
{
	return b->refused[v] + b->found[v];
}

/* ---- until now ---- */

static void count_beats(const struct beats *b, struct beat_agent *a)
{
	const struct beat_gap *last = a->n_gaps ? &a->gaps[a->n_gaps - 1] : NULL;

	a->n_late = 0;
	a->n_missed = last && last->to_sec == 0 ? last->missed : 0;
	for (int i = 0; i < b->n_slots; i++) {
		a->n_late += a->late[i];
		a->n_missed += a->missed[i];
	}
}

/* What is due since its last beat and did not come. */
static void settle_agent(struct beats *b, struct beat_agent *a)
{
	int64_t due = a->received_sec + b->plan.interval_sec;
	int64_t here = slot_of(b, b->now_sec);
	struct beat_gap gap = { a->received_sec, 0, 0, BEAT_CAUSE_LASTS };

	drop_open_gap(a);
	if (b->now_sec <= due + b->plan.grace_sec) {
		paint(b, a, slot_of(b, a->received_sec) + 1, here, BEAT_SLOT_ON_TIME);
		return;
	}
	paint(b, a, slot_of(b, a->received_sec) + 1, slot_of(b, due) - 1,
	      BEAT_SLOT_ON_TIME);
	if (b->now_sec <= due + b->plan.interval_sec + b->plan.grace_sec) {
		paint(b, a, slot_of(b, due), here, BEAT_SLOT_LATE);
		return;
	}
	paint(b, a, slot_of(b, due), here, BEAT_SLOT_MISSED);
	gap.missed = count_missed(b, a->received_sec, b->now_sec, NULL);
	gap.cause = cause_of(b, &gap, BEAT_CAUSE_LASTS);
	add_gap(a, &gap);
}

static void drop_old_gaps(const struct beats *b, struct beat_agent *a)
{
	uint8_t old = 0;

	while (old < a->n_gaps && a->gaps[old].to_sec > 0 &&
	       a->gaps[old].to_sec < b->start_sec)
		old++;
	a->n_gaps = (uint8_t)(a->n_gaps - old);
	memmove(a->gaps, a->gaps + old, sizeof(*a->gaps) * a->n_gaps);
}

static void forget_silent(struct beats *b)
{
	size_t newest = 0;

	for (size_t i = 1; i < b->n_agents; i++)
		if (b->agents[i].received_sec > b->agents[newest].received_sec)
			newest = i;
	for (size_t i = b->n_agents; i-- > 0 && b->n_agents > 1;) {
		if (b->now_sec - b->agents[i].received_sec <= BEATS_FORGET_SEC ||
		    i == newest)
			continue;
		free(b->agents[i].slots);
		VEC_REMOVE(b->agents, b->n_agents, i);
		if (i < newest)
			newest--;
	}
}

void beats_settle(struct beats *b, int64_t now_sec)
{
	if (b->err.code != ERR_NONE)
		return;
	b->now_sec = now_sec;
	slide(b, now_sec);
	forget_silent(b);
	for (size_t i = 0; i < b->n_agents; i++) {
		struct beat_agent *a = &b->agents[i];

		if (b->plan.interval_sec > 0 && a->received_sec > 0)
			settle_agent(b, a);
		drop_old_gaps(b, a);
		count_beats(b, a);
	}
}

/* ---- the sink ---- */

static void sink_span(void *ctx, const struct beat_span *s)
{
	beats_span(ctx, s);
}

static void sink_account(void *ctx, const struct account *a)
{
	beats_account(ctx, a);
}

static void sink_beat(void *ctx, const struct beat_raw *raw)
{
	end_spans(ctx); /* what it was not told, its beats are not excused by */
	beats_take(ctx, raw);
}

static void sink_refused(void *ctx, const struct beat_refused *r)
{
	beats_refused(ctx, r);
}

static void sink_end(void *ctx, const struct err *err)
{
	struct beats *b = ctx;

	kept_err_set(&b->err, err);
	if (!err)
		end_spans(b);
	b->told = 0;
}

struct beat_sink beats_sink(struct beats *b)
{
	return (struct beat_sink){
		.span = sink_span,
		.account = sink_account,
		.beat = sink_beat,
		.refused = sink_refused,
		.end = sink_end,
		.ctx = b,
	};
}

/* ---- strips ---- */

void beats_agent_strip(const struct beats *b, const struct beat_agent *a,
		       int64_t cell_sec, int width, uint8_t *cells)
{
	int64_t end = b->start_sec + (int64_t)b->n_slots * b->slot_sec;

	for (int i = 0; i < width; i++) {
		int64_t from = end - (int64_t)(width - i) * cell_sec;
		int64_t last = slot_of(b, from + cell_sec - 1);
		uint8_t worst = BEAT_SLOT_UNKNOWN;

		for (int64_t s = slot_of(b, from); s <= last; s++)
			if (s >= 0 && s < b->n_slots && a->slots[s] > worst)
				worst = a->slots[s];
		cells[i] = worst;
	}
}

void beats_strip(const struct beats *b, int64_t cell_sec, int width, uint8_t *cells)
{
	uint8_t one[BEATS_SLOTS_MAX];

	bug_unless(width <= BEATS_SLOTS_MAX);
	memset(cells, BEAT_SLOT_UNKNOWN, (size_t)width);
	for (size_t i = 0; i < b->n_agents; i++) {
		beats_agent_strip(b, &b->agents[i], cell_sec, width, one);
		for (int k = 0; k < width; k++)
			if (one[k] > cells[k])
				cells[k] = one[k];
	}
}

int64_t beats_lag(const struct beats *b)
{
	int64_t worst = -1;

	for (size_t i = 0; i < b->n_agents; i++) {
		int64_t age = b->now_sec - b->agents[i].received_sec;

		if (age > worst)
			worst = age < 0 ? 0 : age;
	}
	return worst;
}

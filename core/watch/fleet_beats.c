/*
 * The heartbeats of the fleet: read from their source a slice a turn, whether anybody
 * reaches the installations' accounts or not.
 *
 * Always true: of one installation one reading is under way; a source that fails
 * changes nothing of what was known, and its error stands beside it.
 */
#include <string.h>

#include "core/watch/fleet_impl.h"

#define SLICE      100         /* installations asked in one turn */
#define EVERY_SEC  5           /* of a source that does not say */
#define HOURS      3           /* kept of each installation: what the overview shows */
#define HOURS_OPEN BEATS_HOURS /* of the one that is on the screen */

static struct beat_plan plan_of(const struct installation *inst)
{
	return (struct beat_plan){ .interval_sec = inst->heartbeat_sec,
				   .grace_sec = inst->heartbeat_grace_sec };
}

/* ---- what a source yields, handed on, so that its end is seen ---- */

static struct beat_sink fill(const struct cell *c)
{
	return c->filling;
}

static void on_span(void *ctx, const struct beat_span *s)
{
	struct beat_sink sink = fill(ctx);

	sink.span(sink.ctx, s);
}

static void on_account(void *ctx, const struct account *a)
{
	struct beat_sink sink = fill(ctx);

	sink.account(sink.ctx, a);
}

static void on_beat(void *ctx, const struct beat_raw *b)
{
	struct beat_sink sink = fill(ctx);

	sink.beat(sink.ctx, b);
}

static void on_refused(void *ctx, const struct beat_refused *r)
{
	struct beat_sink sink = fill(ctx);

	sink.refused(sink.ctx, r);
}

/* FNV-1a. */
static uint64_t add_bytes(uint64_t sum, const void *bytes, size_t n)
{
	const uint8_t *p = bytes;

	for (size_t i = 0; i < n; i++)
		sum = (sum ^ p[i]) * UINT64_C(0x100000001b3);
	return sum;
}

static uint64_t add_text(uint64_t sum, const char *text)
{
	return add_bytes(sum, text, strlen(text) + 1);
}

/* What is said of its heartbeats, as one number.  That all is well tells an age, which
 * is new each time and changes nothing. */
static uint64_t sum_of(const struct health *h)
{
	uint64_t sum = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < h->n; i++) {
		const struct verdict *v = &h->rows[i];

		sum = add_text(sum, v->rule);
		sum = add_text(sum, v->subject);
		sum = add_text(sum, v->thing);
		sum = add_text(sum, v->severity == SEV_OK ? "" : verdict_reason(v));
		sum = add_bytes(sum, &v->since_sec, sizeof(v->since_sec));
	}
	return sum;
}

static bool same_place(const struct verdict *a, const struct verdict *b)
{
	return text_eq(a->rule, b->rule) && text_eq(a->subject, b->subject) &&
	       text_eq(a->thing, b->thing);
}

/* New words for what stands in the row already. */
static void tell_ages(struct fleet_row *row, const struct health *h)
{
	for (size_t i = 0; i < h->n; i++) {
		const struct verdict *v = &h->rows[i];

		for (size_t k = 0; v->severity == SEV_OK && k < row->health.n; k++)
			if (same_place(&row->health.rows[k], v))
				memcpy(row->health.rows[k].reason, v->reason,
				       sizeof(v->reason));
		if (v->severity == SEV_OK && same_place(&row->worst, v))
			memcpy(row->worst.reason, v->reason, sizeof(v->reason));
	}
}

/* All else of the row is as it was: it is judged as a whole when other words are said
 * of its heartbeats (silence is news as well), or damping waits for the next beat. */
static void judge(struct cell *c)
{
	struct fleet_row *row = &c->row;
	struct health h = { 0 };
	uint64_t words;

	beats_judge(&row->beats, &h);
	words = sum_of(&h);
	if (!row->beats_known || words != c->beat_words || damper_holds(&row->damper)) {
		row->beats_known = true;
		fleet_judge_soon(c);
	} else {
		tell_ages(row, &h);
	}
	c->beat_words = words;
	health_release(&h);
}

static void on_end(void *ctx, const struct err *err)
{
	struct cell *c = ctx;
	struct fleet *f = c->fleet;
	struct beat_sink sink = fill(c);
	bool news;

	sink.end(sink.ctx, err);
	if (err == NULL)
		beats_settle(&c->row.beats, fleet_now_sec(f));
	c->reading_beats = false;
	f->n_reading_beats--;
	news = !c->row.beats_known || c->row.beats.cursor_us != c->beat_cursor_us;
	c->beat_cursor_us = c->row.beats.cursor_us;
	judge(c);
	f->stamp++;
	f->dirty = f->dirty || news;
	f->unsorted = f->unsorted || f->dirty;
}

/* ---- reading ---- */

static int hours_of(const struct fleet *f, const struct cell *c)
{
	return fleet_is_shown(f, c) ? HOURS_OPEN : HOURS;
}

static void read_beats(struct fleet *f, struct cell *c)
{
	struct fleet_row *row = &c->row;
	int64_t now_sec = fleet_now_sec(f);
	int hours = hours_of(f, c);
	const struct beat_plan plan = plan_of(row->inst);
	struct beat_sink sink = { on_span, on_account, on_beat, on_refused, on_end, c };

	if (plan.interval_sec == 0 || c->reading_beats)
		return;
	if (!row->beats_known || c->beat_hours < hours) {
		beats_release(&row->beats);
		beats_init(&row->beats, &plan, hours, now_sec);
		c->beat_hours = hours;
	}
	c->reading_beats = true;
	f->n_reading_beats++;
	c->filling = beats_sink(&row->beats);
	f->beats->ops->read(f->beats, row->inst->name, row->beats.start_sec,
			    row->beats.cursor_us, now_sec, &sink);
}

static void beat_slice(void *ctx)
{
	struct fleet *f = ctx;
	int every_sec = f->beats->every_sec > 0 ? f->beats->every_sec : EVERY_SEC;
	size_t end = f->beat_next + SLICE < f->n ? f->beat_next + SLICE : f->n;

	for (; f->beat_next < end; f->beat_next++)
		read_beats(f, &f->cells[f->beat_next]);
	if (f->beat_next < f->n) {
		f->beat_timer = loop_arm(f->opts.loop, 0, beat_slice, f);
		return;
	}
	f->beat_next = 0;
	f->beats_seen = true;
	f->beat_timer =
		loop_arm(f->opts.loop, (int64_t)every_sec * 1000, beat_slice, f);
}

void fleet_beats_end(struct fleet *f)
{
	loop_disarm(f->opts.loop, f->beat_timer);
	f->beat_timer = 0;
	f->beat_next = 0;
	f->beats = NULL;
}

void fleet_set_beats(struct fleet *f, struct beat_source *source)
{
	fleet_beats_end(f);
	f->beats = source;
	f->beats_seen = false;
	if (source != NULL)
		beat_slice(f);
}

size_t fleet_beats_pending(const struct fleet *f)
{
	bool unread = f->beats != NULL && !f->beats_seen;

	return f->n_reading_beats + unread;
}

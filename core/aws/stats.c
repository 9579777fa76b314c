/*
 * What the door's work looks like from outside: counts of each operation, and what is
 * under way.  Nothing here changes what is sent.
 */
#include <stdlib.h>
#include <string.h>

#include "core/aws/act.h"
#include "core/base/clock.h"
#include "core/base/limits.h"
#include "core/base/vec.h"

static struct door_op *op_of(struct door *d, const struct op *op)
{
	struct door_op *o = NULL;

	for (size_t i = 0; i < d->n_ops; i++)
		if (d->ops[i].op == op)
			return &d->ops[i];
	o = VEC_PUSH(d->ops, d->n_ops, d->cap_ops);
	o->op = op;
	return o;
}

void stats_reply(struct door *d, const struct call *c, bool good, bool throttled,
		 int64_t took_ms, size_t n_bytes)
{
	struct door_op *o = op_of(d, c->op);
	int64_t ms = took_ms < 0 ? 0 : took_ms;

	o->calls++;
	o->ok += good;
	o->errors += !good;
	o->throttles += throttled;
	o->bytes += n_bytes;
	if (ms > UINT32_MAX)
		ms = UINT32_MAX;
	o->ms[o->calls % DOOR_LATENCIES] = (uint32_t)ms;
	if ((uint32_t)ms > o->max_ms)
		o->max_ms = (uint32_t)ms;
}

void stats_retry(struct door *d, const struct call *c)
{
	op_of(d, c->op)->retries++;
}

const struct door_op *door_ops(const struct door *d, size_t *ret_n)
{
	*ret_n = d->n_ops;
	return d->ops;
}

static int compare_ms(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a;
	uint32_t y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

uint32_t door_op_median_ms(const struct door_op *o)
{
	uint32_t ms[DOOR_LATENCIES];
	size_t n = o->calls < DOOR_LATENCIES ? (size_t)o->calls : DOOR_LATENCIES;

	if (!n)
		return 0;
	/* the ring begins at 1: slot 0 is filled last */
	for (size_t i = 0; i < n; i++)
		ms[i] = o->ms[(i + 1) % DOOR_LATENCIES];
	qsort(ms, n, sizeof(ms[0]), compare_ms);
	return ms[n / 2];
}

/* ---- what is under way ---- */

/* The call of an act that says most: one that waits for its next try, else one that
 * was sent, else any. */
static const struct call *telling_call(const struct act *a)
{
	const struct call *best = a->calls;

	for (const struct call *c = a->calls; c; c = c->next) {
		if (c->state == CALL_BACKOFF)
			return c;
		if (c->state == CALL_SENT && best->state != CALL_SENT)
			best = c;
	}
	return best;
}

static void describe(const struct act *a, struct door_job *ret)
{
	const struct call *c = telling_call(a);
	bool tried = c && (c->state == CALL_SENT || c->state == CALL_BACKOFF);

	*ret = (struct door_job){
		.id = a->id.text,
		.act = a->name,
		.inst = a->inst ? a->inst : "",
		.op = c ? c->op->id : "",
		.begun_us = a->begun_us,
		.attempt = tried ? c->retry.attempts + 1 : 0,
		.attempts = tried ? LIMIT_ATTEMPTS : 0,
		.next_us = c && c->state == CALL_BACKOFF ? c->next_us : 0,
		.throttled = c && c->state == CALL_BACKOFF && c->throttled,
		.sent = c && c->state == CALL_SENT,
		.n_calls = a->n_records,
		.n_bytes = a->n_bytes,
	};
}

size_t door_jobs(const struct door *d, struct door_job *jobs, size_t max)
{
	size_t n = 0;

	for (const struct act *a = d->first; a && n < max; a = a->next)
		if (!a->abandoned)
			describe(a, &jobs[n++]);
	return n;
}

bool door_throttled(const struct door *d, struct door_job *ret)
{
	for (const struct act *a = d->first; a && d->stats.throttles; a = a->next) {
		struct door_job job;

		describe(a, &job);
		if (!job.throttled || a->abandoned)
			continue;
		*ret = job;
		return true;
	}
	return false;
}

bool door_cancel_act(struct door *d, const char *id)
{
	for (struct act *a = d->first; a; a = a->next) {
		if (!text_eq(a->id.text, id))
			continue;
		act_cancel(a);
		return true;
	}
	return false;
}

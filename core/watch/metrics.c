/*
 * The probe of metrics: its state, and what a reading does with it.
 */
#include "core/watch/metrics.h"

#include <math.h>
#include <stdlib.h>

#include "core/watch/metrics_impl.h"

static void *metrics_new(void)
{
	struct metrics *m = mem_new(1, sizeof(*m));

	m->seq = -1;
	m->want_stamp = 1;
	return m;
}

static void metrics_free(void *state)
{
	struct metrics *m = state;

	if (m == NULL)
		return;
	metrics_drop_draft(m);
	metrics_drop_charts(m);
	metric_catalogue_release(&m->catalogue);
	kept_err_clear(&m->err);
	free(m);
}

/* ---- a reading ---- */

/* Pages and tries of one call. */
#define MOST_A_CALL 4

static bool plan(void *state, const struct probe_site *site, struct probe_plan *ret)
{
	struct metrics *m = state;
	struct probe_site theirs = *site;

	m->skew_sec = site->skew_sec;
	theirs.now_sec += m->skew_sec;
	metrics_take_members(m, site);
	if (!metrics_plan_tracks(m, &theirs))
		return false;
	probe_expect(ret, &op_cloudwatch_get_metric_data,
		     (unsigned)m->n_calls * MOST_A_CALL);
	return true;
}

static size_t place_of(const struct metrics_call *c)
{
	return (size_t)(c - c->m->calls);
}

static void page(void *ctx, struct act *a, const struct call_reply *reply)
{
	struct metrics_call *c = ctx;

	(void)a;
	metrics_page(c->m, place_of(c), reply->result);
}

static void end_of_pages(void *ctx, struct act *a, const struct err *err)
{
	struct metrics_call *c = ctx;

	(void)a;
	if (err != NULL)
		metrics_call_failed(c->m, place_of(c), err);
}

static void run(void *state, const struct probe_site *site, struct act *a)
{
	struct metrics *m = state;

	(void)site;
	m->told_calls = (unsigned)m->n_calls;
	m->told_queries = 0;
	for (size_t i = 0; i < m->n_calls; i++) {
		AUTO(args) args = { 0 };
		struct err err = ERR_INIT;

		m->told_queries += (unsigned)m->calls[i].n_queries;
		metrics_args(m, i, &args);
		if (!call_pages(a, &op_cloudwatch_get_metric_data, &args, page,
				end_of_pages, &m->calls[i], &err))
			metrics_call_failed(m, i, &err);
	}
}

static void end(void *state, const struct probe_end *end)
{
	struct metrics *m = state;
	int64_t now_sec = end->now_sec + m->skew_sec;

	for (size_t i = 0; i < N_TRACKS; i++)
		if (m->tracks[i].asking)
			m->tracks[i].tried_sec = now_sec;
	if (m->tracks[TRACK_WANTED].asking)
		m->tried_stamp = m->want_stamp;
	for (size_t i = 0; i < m->n_asks; i++)
		m->charts[m->asks[i].chart].fresh = false;
	kept_err_set(&m->err, end->on_record ? NULL : &end->err);
	if (end->on_record) {
		m->read_sec = end->now_sec;
		m->seq = end->seq;
		if (m->tracks[TRACK_WANTED].asking)
			m->shown_stamp = m->want_stamp;
		metrics_take(m, now_sec);
	} else {
		metrics_not_taken(m, &end->err);
	}
	metrics_drop_draft(m);
}

static void judge(const void *state, const struct probe_site *site, struct health *h)
{
	metrics_judge(state, site, h);
}

const struct probe_ops probe_metrics = {
	.id = "metrics",
	.rules = rules_metrics,
	.new = metrics_new,
	.free = metrics_free,
	.plan = plan,
	.run = run,
	.end = end,
	.judge = judge,
};

/* ---- for who shows it ---- */

size_t metrics_n(const struct metrics *m)
{
	return m == NULL ? 0 : m->n_charts;
}

const struct metric_chart *metrics_chart(const struct metrics *m, size_t i)
{
	bug_unless(m != NULL && i < m->n_charts);
	return &m->charts[i].shown;
}

const struct metric_chart *metrics_find(const struct metrics *m, const char *id)
{
	for (size_t i = 0; i < metrics_n(m); i++)
		if (text_eq(m->charts[i].shown.row->id, id))
			return &m->charts[i].shown;
	return NULL;
}

bool metric_chart_is_old(const struct metric_chart *c, int64_t now_sec)
{
	return !isnan(c->now) && now_sec - c->now_sec > METRICS_OLD_SEC;
}

void metrics_want(struct metrics *m, int64_t start_sec, int64_t end_sec,
		  int32_t period_sec)
{
	const struct metrics_range r = { .start_sec = start_sec,
					 .end_sec = end_sec,
					 .period_sec = period_sec };

	if (m->wanted.start_sec == r.start_sec && m->wanted.end_sec == r.end_sec &&
	    m->wanted.period_sec == r.period_sec)
		return;
	m->wanted = r;
	m->wanted_span = 0;
	m->want_stamp++;
}

struct metrics_range metrics_range(const struct metrics *m)
{
	static const struct metrics_range none = { 0 };

	return m == NULL ? none : m->tracks[TRACK_WANTED].range;
}

bool metrics_pending(const struct metrics *m)
{
	return m != NULL && m->shown_stamp != m->want_stamp;
}

int64_t metrics_read_sec(const struct metrics *m)
{
	return m == NULL ? 0 : m->read_sec;
}

int64_t metrics_seq(const struct metrics *m)
{
	return m == NULL ? -1 : m->seq;
}

unsigned metrics_calls(const struct metrics *m)
{
	return m == NULL ? 0 : m->told_calls;
}

unsigned metrics_queries(const struct metrics *m)
{
	return m == NULL ? 0 : m->told_queries;
}

/*
 * Answers of GetMetricData, and what becomes of them.
 *
 * Always true: a value that is no finite number below METRICS_MOST_VALUE is a gap; what
 * nobody asked for is dropped; a chart of whose values a part could not be read keeps
 * what it had, says why, and is asked for all of its range again.
 */
#include <math.h>
#include <stdlib.h>

#include "core/watch/metrics_impl.h"
#include "core/watch/stacks.h"

/* ---- a page ---- */

static struct metric_ask *find_ask(struct metrics *m, size_t call, const char *id)
{
	int64_t at;

	if (id[0] != 'r' || !str_int(str_of(id + 1), 0, (int64_t)m->n_asks - 1, &at) ||
	    m->asks[at].call != call)
		return NULL;
	return &m->asks[at];
}

static bool number_of(const struct node *n, double *ret)
{
	if (n->kind == NODE_INT)
		*ret = (double)n->number;
	else if (n->kind == NODE_REAL)
		*ret = n->real;
	else
		return false; /* "NaN", "Infinity", digits without end */
	return isfinite(*ret) && fabs(*ret) <= METRICS_MOST_VALUE;
}

/* Pairs of both lists, as far as both reach. */
static void put_values(struct metric_ask *a, const struct node *row)
{
	const struct node *at = node_first(node_get(row, "Timestamps"));
	const struct node *value = node_first(node_get(row, "Values"));

	for (; at != NULL && value != NULL; at = at->next, value = value->next) {
		double sec, v;

		if (number_of(at, &sec) && number_of(value, &v) && sec >= 0)
			(void)series_put(&a->got, (int64_t)sec, v);
	}
}

static void say_status(struct metric_ask *a, const char *status, const char *message)
{
	char *plain;

	if (text_eq(status, "Complete") || text_eq(status, "PartialData")) {
		/* More may come with the next page: only the last word counts. */
		a->part = text_eq(status, "PartialData");
		return;
	}
	plain = stack_plain_text(str_of(message));
	(void)err_set(&a->err, text_eq(status, "Forbidden") ? ERR_DENIED : ERR_AWS,
		      "cloudwatch:GetMetricData: %.64s%s%.200s", status,
		      plain[0] != '\0' ? " · " : "", plain);
	free(plain);
}

void metrics_page(struct metrics *m, size_t call, const struct node *result)
{
	const struct node *list = node_get(result, "MetricDataResults");

	for (const struct node *n = node_first(list); n != NULL; n = n->next) {
		struct metric_ask *a = find_ask(m, call, node_text(n, "Id", ""));

		if (a == NULL)
			continue;
		a->answered = true;
		say_status(a, node_text(n, "StatusCode", "Complete"),
			   node_text(node_first(node_get(n, "Messages")), "Value", ""));
		put_values(a, n);
	}
}

void metrics_call_failed(struct metrics *m, size_t call, const struct err *err)
{
	for (size_t i = 0; i < m->n_asks; i++)
		if (m->asks[i].call == call && m->asks[i].err.code == ERR_NONE)
			m->asks[i].err = *err;
}

/* ---- taking over ---- */

static double combine(enum metric_combine how, double a, double b)
{
	if (isnan(a))
		return b;
	if (isnan(b))
		return a;
	switch (how) {
	case METRIC_SUM: return a + b;
	case METRIC_MAX: return a > b ? a : b;
	case METRIC_MIN: return a < b ? a : b;
	}
	return a;
}

static double converted(const struct metric_row *row, int32_t period, double v)
{
	if (row->per_sec > 0)
		v = v * row->per_sec / period;
	return row->scale > 0 ? v * row->scale : v;
}

/* The value of one ask, a share divided; *i moves over what it is of. */
static double value_of(const struct metrics *m, size_t *i, const struct metric_row *row,
		       int64_t at_sec)
{
	const struct metric_ask *a = &m->asks[*i];
	double v = converted(row, a->got.period_sec, series_at(&a->got, at_sec));
	double over;

	if (row->over == NULL)
		return v;
	(*i)++;
	over = series_at(&m->asks[*i].got, at_sec);
	return over > 0 ? 100 * v / over : SERIES_GAP;
}

/* Asks of a chart stand one after the other.  part: what did not come stays. */
static void take_values(struct metrics *m, size_t first, size_t n, bool part,
			struct series *to)
{
	const struct metric_ask *a = &m->asks[first];
	const struct metric_row *row = m->charts[a->chart].shown.row;

	if (!part)
		series_clear(to, a->got.start_sec,
			     a->got.start_sec + (int64_t)a->got.n * a->got.period_sec);
	for (size_t k = 0; k < a->got.n; k++) {
		int64_t at = a->got.start_sec + (int64_t)k * a->got.period_sec;
		double v = SERIES_GAP;

		for (size_t i = first; i < first + n; i++)
			v = combine(row->combine, v, value_of(m, &i, row, at));
		(void)series_put(to, at, v);
	}
}

/* To the range of the track; what both cover is kept. */
static void fit(struct series *s, const struct metrics_range *r)
{
	size_t n = (size_t)((r->end_sec - r->start_sec) / r->period_sec);

	if (s->n == 0 || s->period_sec != r->period_sec)
		series_init(s, r->start_sec, r->period_sec, n);
	else if (s->start_sec != r->start_sec || s->n != n)
		series_slide(s, r->start_sec, n);
}

static void mark_partial(struct series *s, int64_t now_sec)
{
	s->partial = 0;
	while (s->partial < s->n &&
	       s->start_sec + (int64_t)(s->n - s->partial) * s->period_sec >
		       now_sec - METRICS_LATE_SEC)
		s->partial++;
}

/* The range that is shown has the newest minutes, too. */
static bool shares_recent(const struct metrics *m)
{
	const struct metrics_track *wanted = &m->tracks[TRACK_WANTED];

	return wanted->asking && !m->tracks[TRACK_RECENT].asking &&
	       wanted->next.follows && wanted->next.period_sec == 60;
}

/* How a reading of it went, beside its values. */
static void set_outcome(struct metric_chart *c, enum metrics_track_id track, bool part,
			const struct err *err)
{
	if (track == TRACK_RECENT) {
		c->incomplete = part;
		err_keep(&c->err, err);
	} else {
		c->range_incomplete = part;
		err_keep(&c->range_err, err);
	}
}

static void take_chart(struct metrics *m, size_t first, size_t n)
{
	const struct metric_ask *a = &m->asks[first];
	struct chart *c = &m->charts[a->chart];
	struct series *to = chart_series(c, a->track);
	struct err err = ERR_INIT;
	bool part = false;

	for (size_t i = first; i < first + n; i++) {
		const struct metric_ask *one = &m->asks[i];

		part = part || one->part;
		if (err.code == ERR_NONE)
			err = one->err;
		if (err.code == ERR_NONE && !one->answered)
			(void)err_set(&err, ERR_PARSE,
				      "cloudwatch:GetMetricData: no answer about it");
	}
	c->has[a->track] = err.code == ERR_NONE && !part; /* else all of it again */
	set_outcome(&c->shown, a->track, part, &err);
	if (err.code != ERR_NONE)
		return;
	c->taken = true;
	c->judge = c->judge || a->track == TRACK_RECENT;
	take_values(m, first, n, part && !c->changes, to);
}

void metrics_not_taken(struct metrics *m, const struct err *err)
{
	bool shared = shares_recent(m);

	for (size_t i = 0; i < m->n_asks; i++) {
		const struct metric_ask *a = &m->asks[i];
		struct metric_chart *c = &m->charts[a->chart].shown;

		set_outcome(c, a->track, false, err);
		if (shared && a->track == TRACK_WANTED)
			set_outcome(c, TRACK_RECENT, false, err);
	}
}

/* Range by range; then what each ask brought. */
static void take_track(struct metrics *m, enum metrics_track_id track, int64_t now_sec)
{
	struct metrics_track *t = &m->tracks[track];

	t->range = t->next;
	t->until_sec = now_sec - METRICS_OVERLAP_SEC;
	if (t->until_sec > t->next.end_sec)
		t->until_sec = t->next.end_sec;
	for (size_t i = 0; i < m->n_charts; i++) {
		struct chart *c = &m->charts[i];
		struct series *s = chart_series(c, track);

		if (!c->asked[track]) {
			series_release(s);
			c->has[track] = false;
			continue;
		}
		fit(s, &t->range);
		mark_partial(s, now_sec);
		if (c->has[track])
			set_outcome(&c->shown, track, false, &ERR_INIT);
	}
}

static void share_recent(struct metrics *m, int64_t now_sec)
{
	struct metrics_track *wanted = &m->tracks[TRACK_WANTED];
	struct metrics_track *recent = &m->tracks[TRACK_RECENT];

	recent->next.end_sec = wanted->range.end_sec;
	recent->next.start_sec = recent->next.end_sec - METRICS_RECENT_SEC;
	recent->range = recent->next;
	recent->tried_sec = now_sec;
	recent->until_sec = now_sec - METRICS_OVERLAP_SEC;
	for (size_t i = 0; i < m->n_charts; i++) {
		struct chart *c = &m->charts[i];
		struct series *s = &c->shown.recent;

		c->has[TRACK_RECENT] = c->has[TRACK_WANTED];
		set_outcome(&c->shown, TRACK_RECENT, c->shown.range_incomplete,
			    c->shown.range_err);
		if (c->shown.range_err != NULL)
			continue;
		c->judge = true;
		fit(s, &recent->range);
		for (size_t k = 0; k < s->n; k++) {
			int64_t at = s->start_sec + (int64_t)k * s->period_sec;

			s->values[k] = series_at(&c->shown.series, at);
		}
		mark_partial(s, now_sec);
	}
}

void metrics_take(struct metrics *m, int64_t now_sec)
{
	size_t first = 0;

	for (size_t t = 0; t < N_TRACKS; t++)
		if (m->tracks[t].asking)
			take_track(m, (enum metrics_track_id)t, now_sec);
	while (first < m->n_asks) {
		size_t n = 1;

		while (first + n < m->n_asks &&
		       m->asks[first + n].chart == m->asks[first].chart &&
		       m->asks[first + n].track == m->asks[first].track)
			n++;
		take_chart(m, first, n);
		first += n;
	}
	if (shares_recent(m))
		share_recent(m, now_sec);
	for (size_t i = 0; i < m->n_charts; i++) {
		struct chart *c = &m->charts[i];

		c->shown.p95 = series_percentile(&c->shown.series, 95);
		if (c->taken)
			chart_change(c);
		if (c->judge)
			metrics_judge_chart(c, now_sec);
		c->judge = c->taken = false;
	}
}

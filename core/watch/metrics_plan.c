/*
 * What is asked of CloudWatch, packed into as few calls as its limits allow.
 *
 * Several resources of one metric are asked for as hidden queries m1…mN and one
 * expression, SUM([m1,…,mN]): one series comes back instead of N.  CloudWatch bills by
 * metric read, which is the same in each form; an expression is one query more and
 * saves N - 1 series of datapoints.  SEARCH() would be one query for all, but finds by
 * words (a name within a longer one), forgets what was silent for two weeks and ends at
 * 1024 characters.  Shares (a metric over another of the same resource) are asked for
 * plainly and divided here.  docs/decisions/0009-metric-math.md
 *
 * Always true: one call has one range (StartTime and EndTime are the call's), at most
 * METRICS_MOST_QUERIES queries and METRICS_MOST_POINTS datapoints, hidden ones counted;
 * what an expression needs stands in its own call.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/vec.h"
#include "core/watch/metrics_impl.h"
#include "core/watch/service.h"

struct series *chart_series(struct chart *c, enum metrics_track_id track)
{
	switch (track) {
	case TRACK_RECENT: return &c->shown.recent;
	case TRACK_WANTED: return &c->shown.series;
	case N_TRACKS: break;
	}
	bug_stop("a track that is none", __FILE__, __LINE__);
}

/* ---- charts ---- */

static void names_release(struct metric_names *names)
{
	for (size_t i = 0; i < names->n; i++)
		shared_drop(names->items[i]);
	free(names->items);
	*names = (struct metric_names){ 0 };
}

/* The name of an API, which its services' part has and no resource of a stack; NULL:
 * not read yet. */
static const char *api_name(const struct services *l, const struct member *m)
{
	for (size_t i = 0; l != NULL && i < l->n; i++)
		if (text_eq(l->parts[i].kind, "api") &&
		    text_eq(l->parts[i].service, "apigateway") &&
		    text_eq(l->parts[i].id, m->name) && !l->parts[i].gone)
			return l->parts[i].name;
	return NULL;
}

/* Of the row's members in the stacks; none of an own metric. */
static struct metric_names names_of(const struct metric_row *row,
				    const struct probe_site *site)
{
	struct metric_names names = { 0 };
	size_t n = 0;
	const struct member *members =
		row->own ? NULL : members_of(site->members, row->type, &n);

	if (n == 0)
		return names;
	names.items = mem_new(n, sizeof(*names.items));
	for (size_t i = 0; i < n; i++) {
		struct str id = row->id_from == METRIC_ID_LOOKUP
					? str_of(api_name(site->services, &members[i]))
					: metric_member_id(row, &members[i]);

		if (id.len > 0)
			names.items[names.n++] = shared_text(id);
	}
	return names;
}

static bool same_names(const struct metric_names *a, const struct metric_names *b)
{
	if (a->n != b->n)
		return false;
	for (size_t i = 0; i < a->n; i++)
		if (!text_eq(a->items[i], b->items[i]))
			return false;
	return true;
}

const struct metric_names *chart_names(const struct chart *c)
{
	return c->changes ? &c->next : &c->of;
}

void chart_change(struct chart *c)
{
	if (!c->changes)
		return;
	names_release(&c->of);
	c->of = c->next;
	c->next = (struct metric_names){ 0 };
	c->changes = false;
	c->shown.n_resources = c->of.n;
}

static void chart_release(struct chart *c)
{
	names_release(&c->of);
	names_release(&c->next);
	series_release(&c->shown.series);
	series_release(&c->shown.recent);
	free(c->shown.err);
	free(c->shown.range_err);
}

/* Takes the names over. */
static struct chart new_chart(const struct metric_row *row, struct metric_names names)
{
	return (struct chart){
		.shown = { .row = row,
			   .now = SERIES_GAP,
			   .p95 = SERIES_GAP,
			   .severity = SEV_UNKNOWN,
			   .n_resources = names.n },
		.of = names,
		.fresh = true,
	};
}

/* It is made of these now: what it shows stays until values of them are there. */
static void set_names(struct chart *c, struct metric_names names)
{
	if (same_names(chart_names(c), &names)) {
		names_release(&names);
		return;
	}
	names_release(&c->next);
	c->next = names;
	c->changes = c->fresh = true;
	for (size_t t = 0; t < N_TRACKS; t++)
		c->has[t] = false;
}

/* The chart of a row as it was; else a new one. */
static struct chart take_chart(struct metrics *m, const struct metric_row *row,
			       struct metric_names names)
{
	for (size_t i = 0; i < m->n_charts; i++) {
		struct chart *c = &m->charts[i];
		struct chart taken = *c;

		if (c->shown.row != row)
			continue;
		*c = (struct chart){ 0 };
		set_names(&taken, names);
		return taken;
	}
	return new_chart(row, names);
}

void metrics_drop_charts(struct metrics *m)
{
	for (size_t i = 0; i < m->n_charts; i++)
		chart_release(&m->charts[i]);
	free(m->charts);
	m->charts = NULL;
	m->n_charts = m->cap_charts = 0;
}

void metrics_take_members(struct metrics *m, const struct probe_site *site)
{
	struct chart *charts = NULL;
	size_t n_charts = 0;
	size_t cap = 0;

	if (m->catalogue.rows == NULL)
		metric_catalogue_init(&m->catalogue, site->config);
	for (size_t i = 0; i < m->catalogue.n; i++) {
		const struct metric_row *row = &m->catalogue.rows[i];
		struct metric_names names = names_of(row, site);

		if (names.n == 0 && !row->own) {
			names_release(&names);
			continue;
		}
		*VEC_PUSH(charts, n_charts, cap) = take_chart(m, row, names);
	}
	metrics_drop_charts(m);
	m->charts =
		n_charts == 0 ? charts : mem_resize(charts, n_charts, sizeof(*charts));
	m->n_charts = m->cap_charts = n_charts;
}

/* ---- ranges ---- */

static int64_t down(int64_t sec, int64_t step)
{
	return sec / step * step;
}

static int64_t up(int64_t sec, int64_t step)
{
	return down(sec + step - 1, step);
}

#define MOST_VALUES 400 /* of a series that is shown, when no period is wanted */
#define MOST_ASKED  1440
#define MOST_PERIOD 86400

/* Periods are multiples of what CloudWatch still keeps of that age. */
static int32_t kept_period(int64_t age_sec)
{
	if (age_sec > INT64_C(63) * 86400)
		return 3600;
	return age_sec > INT64_C(15) * 86400 ? 300 : 60;
}

int32_t metrics_period(int64_t start_sec, int64_t end_sec, int64_t now_sec, size_t max)
{
	static const int32_t periods[] = { 60,   120,  300,   600,   900,  1800,
					   3600, 7200, 10800, 21600, 43200 };
	int32_t least = kept_period(now_sec - start_sec);

	for (size_t i = 0; i < ARRAY_LEN(periods); i++)
		if (periods[i] >= least &&
		    (uint64_t)(end_sec - start_sec) <= max * (uint64_t)periods[i])
			return periods[i];
	return MOST_PERIOD;
}

/* As CloudWatch may be asked: whole periods, of a size that it keeps. */
static struct metrics_range wanted_range(struct metrics *m, int64_t now_sec)
{
	struct metrics_range r = m->wanted;
	int32_t least;

	r.follows = r.end_sec == 0 || r.end_sec > now_sec;
	if (r.follows && m->wanted_span == 0)
		m->wanted_span =
			r.start_sec > 0 ? now_sec - r.start_sec : METRICS_SHOWN_SEC;
	if (m->wanted_span < 900 && r.follows)
		m->wanted_span = 900;
	if (r.follows) {
		r.end_sec = now_sec;
		r.start_sec = now_sec - m->wanted_span;
	}
	if (r.start_sec == 0)
		r.start_sec = r.end_sec - METRICS_SHOWN_SEC;
	if (r.start_sec < 0 || now_sec - r.start_sec > INT64_C(455) * 86400)
		r.start_sec = now_sec - INT64_C(455) * 86400;
	if (r.end_sec < r.start_sec + 900)
		r.end_sec = r.start_sec + 900;
	least = metrics_period(r.start_sec, r.end_sec, now_sec,
			       r.period_sec > 0 ? MOST_ASKED : MOST_VALUES);
	r.period_sec = r.period_sec > MOST_PERIOD ? MOST_PERIOD : r.period_sec;
	r.period_sec =
		r.period_sec > least
			? (int32_t)up(r.period_sec, kept_period(now_sec - r.start_sec))
			: least;
	r.start_sec = down(r.start_sec, r.period_sec);
	r.end_sec = up(r.follows ? r.end_sec + 1 : r.end_sec, r.period_sec);
	return r;
}

static struct metrics_range range_back(int64_t now_sec, int32_t period, int64_t span)
{
	int64_t end = down(now_sec, period) + period;

	return (struct metrics_range){ end - span, end, period, true };
}

/* What of the next range charts that have the track do not know yet. */
static void find_edge(struct metrics_track *t)
{
	const struct metrics_range *have = &t->range;
	int64_t known = t->until_sec;

	t->edge_start = t->next.start_sec;
	t->edge_end = t->next.end_sec;
	if (have->period_sec != t->next.period_sec || t->next.start_sec > known ||
	    t->next.end_sec < have->start_sec)
		return;
	if (t->next.start_sec >= have->start_sec)
		t->edge_start = down(known, t->next.period_sec);
	else if (t->next.end_sec <= known)
		t->edge_end = have->start_sec;
	if (t->edge_start >= t->next.end_sec)
		t->edge_start = t->edge_end = t->next.end_sec; /* all is known */
	if (t->edge_start < t->next.start_sec)
		t->edge_start = t->next.start_sec;
}

/* ---- what is due ---- */

static bool in_track(const struct chart *c, enum metrics_track_id track, bool shown)
{
	const struct metric_row *row = c->shown.row;

	switch (track) {
	case TRACK_RECENT: return shown || row->bad != METRIC_BAD_NEVER;
	case TRACK_WANTED: return shown;
	case N_TRACKS: break;
	}
	return false;
}

static bool is_due(const struct metrics *m, enum metrics_track_id track,
		   const struct probe_site *site)
{
	int64_t age = site->now_sec - m->tracks[track].tried_sec;

	if (track == TRACK_WANTED && !site->shown)
		return false;
	if (track == TRACK_WANTED && m->tried_stamp != m->want_stamp)
		return true;
	for (size_t i = 0; i < m->n_charts; i++)
		if (m->charts[i].fresh && in_track(&m->charts[i], track, site->shown))
			return true;
	return age < 0 || age >= METRICS_DUE_SEC;
}

/* Values of a series: of the edge, or of all of the range. */
static size_t n_asked(const struct metrics_track *t, bool edge)
{
	int64_t sec = edge ? t->edge_end - t->edge_start
			   : t->next.end_sec - t->next.start_sec;

	return (size_t)(sec / t->next.period_sec);
}

/* Resources in one expression: what it needs stands in its own call. */
static size_t most_group(size_t n_values)
{
	size_t most = METRICS_MOST_POINTS / n_values - 1;

	return most < METRICS_MOST_GROUP ? most : METRICS_MOST_GROUP;
}

static void add_ask(struct metrics *m, size_t chart, enum metrics_track_id track,
		    size_t first, size_t n, bool over)
{
	const struct metrics_track *t = &m->tracks[track];
	bool has = m->charts[chart].has[track];
	int64_t start = has ? t->edge_start : t->next.start_sec;
	struct metric_ask *a = VEC_PUSH(m->asks, m->n_asks, m->cap_asks);

	*a = (struct metric_ask){
		.chart = chart, .track = track, .first = first, .n = n, .over = over
	};
	series_init(&a->got, start, t->next.period_sec, n_asked(t, has));
}

static void add_asks(struct metrics *m, size_t chart, enum metrics_track_id track)
{
	const struct chart *c = &m->charts[chart];
	size_t n_values = n_asked(&m->tracks[track], c->has[track]);
	size_t n = c->shown.row->own ? 1 : chart_names(c)->n;
	size_t most;

	if (n_values == 0)
		return;
	most = c->shown.row->over != NULL ? 1 : most_group(n_values);
	for (size_t first = 0; first < n; first += most) {
		size_t here = n - first < most ? n - first : most;

		add_ask(m, chart, track, first, here, false);
		if (c->shown.row->over != NULL)
			add_ask(m, chart, track, first, here, true);
	}
}

/* Of charts that have the track its edge, of the others all of it. */
static void plan_track(struct metrics *m, enum metrics_track_id track,
		       const struct probe_site *site)
{
	struct metrics_track *t = &m->tracks[track];
	bool any = false;

	for (size_t i = 0; i < m->n_charts; i++) {
		struct chart *c = &m->charts[i];

		c->asked[track] = in_track(c, track, site->shown);
		any = any || c->asked[track];
	}
	t->asking = any;
	if (!any)
		return;
	find_edge(t);
	for (size_t i = 0; i < m->n_charts; i++)
		if (m->charts[i].asked[track])
			add_asks(m, i, track);
}

/* The range that is shown has the newest minutes: health needs no call of its own. */
static bool covers_recent(const struct metrics_track *t, const struct metrics_range *r)
{
	return t->asking && t->next.follows && t->next.period_sec == r->period_sec &&
	       t->next.start_sec <= r->start_sec;
}

bool metrics_plan_tracks(struct metrics *m, const struct probe_site *site)
{
	struct metrics_track *t = m->tracks;
	bool wanted = is_due(m, TRACK_WANTED, site);

	metrics_drop_draft(m);
	if (wanted) {
		t[TRACK_WANTED].next = wanted_range(m, site->now_sec);
		plan_track(m, TRACK_WANTED, site);
	}
	t[TRACK_RECENT].next = range_back(site->now_sec, 60, METRICS_RECENT_SEC);
	if (!covers_recent(&t[TRACK_WANTED], &t[TRACK_RECENT].next) &&
	    is_due(m, TRACK_RECENT, site))
		plan_track(m, TRACK_RECENT, site);
	metrics_pack(m);
	if (wanted && !t[TRACK_WANTED].asking)
		m->shown_stamp = m->tried_stamp = m->want_stamp; /* it has none */
	if (m->n_calls == 0 && t[TRACK_WANTED].asking) {
		metrics_take(m, site->now_sec); /* it is of what is there */
		m->shown_stamp = m->tried_stamp = m->want_stamp;
		t[TRACK_WANTED].tried_sec = site->now_sec;
	}
	return m->n_calls > 0;
}

void metrics_drop_draft(struct metrics *m)
{
	for (size_t i = 0; i < m->n_asks; i++)
		series_release(&m->asks[i].got);
	free(m->asks);
	free(m->calls);
	m->asks = NULL;
	m->calls = NULL;
	m->n_asks = m->cap_asks = m->n_calls = m->cap_calls = 0;
	for (size_t i = 0; i < N_TRACKS; i++)
		m->tracks[i].asking = false;
}

/* ---- packing ---- */

static size_t n_queries(const struct metric_ask *a)
{
	return a->n > 1 ? a->n + 1 : 1;
}

/* Hidden series count too: whether CloudWatch counts them is not documented. */
static size_t n_points(const struct metric_ask *a)
{
	return n_queries(a) * a->got.n;
}

static int64_t end_of(const struct metric_ask *a)
{
	return a->got.start_sec + (int64_t)a->got.n * a->got.period_sec;
}

/* The first call of its range with room; else a new one. */
static bool find_call(struct metrics *m, const struct metric_ask *a, size_t *ret)
{
	for (size_t i = 0; i < m->n_calls; i++) {
		const struct metrics_call *c = &m->calls[i];

		if (c->track != a->track || c->start_sec != a->got.start_sec ||
		    c->end_sec != end_of(a) ||
		    c->n_queries + n_queries(a) > METRICS_MOST_QUERIES ||
		    c->n_points + n_points(a) > METRICS_MOST_POINTS)
			continue;
		*ret = i;
		return true;
	}
	if (m->n_calls >= METRICS_MOST_CALLS)
		return false;
	*ret = m->n_calls;
	*VEC_PUSH(m->calls, m->n_calls, m->cap_calls) =
		(struct metrics_call){ .m = m,
				       .track = a->track,
				       .start_sec = a->got.start_sec,
				       .end_sec = end_of(a) };
	return true;
}

void metrics_pack(struct metrics *m)
{
	for (size_t i = 0; i < m->n_asks; i++) {
		struct metric_ask *a = &m->asks[i];

		if (!find_call(m, a, &a->call)) {
			a->call = SIZE_MAX;
			(void)err_set(&a->err, ERR_LIMIT,
				      "more metrics than %d calls can ask for",
				      METRICS_MOST_CALLS);
			continue;
		}
		m->calls[a->call].n_queries += n_queries(a);
		m->calls[a->call].n_points += n_points(a);
	}
}

/* ---- arguments ---- */

static void put_dimensions(const struct chart *c, size_t resource, size_t at,
			   struct args *ret)
{
	const struct metric_row *row = c->shown.row;

	for (size_t i = 0; i < row->n_dimensions; i++) {
		args_within(ret,
			    "MetricDataQueries.%zu.MetricStat.Metric.Dimensions.%zu",
			    at, i + 1);
		args_put(ret, "Name", row->dimensions[i].name);
		args_put(ret, "Value", row->dimensions[i].value);
	}
	if (row->dimension == NULL)
		return;
	args_within(ret, "MetricDataQueries.%zu.MetricStat.Metric.Dimensions.1", at);
	args_put(ret, "Name", row->dimension);
	args_put(ret, "Value", chart_names(c)->items[resource]);
}

static void put_stat(const struct chart *c, const struct metric_ask *a, size_t resource,
		     size_t at, struct args *ret)
{
	const struct metric_row *row = c->shown.row;

	args_within(ret, "MetricDataQueries.%zu.MetricStat", at);
	args_put(ret, "Metric.Namespace", row->space);
	args_put(ret, "Metric.MetricName", a->over ? row->over : row->name);
	args_put_int(ret, "Period", a->got.period_sec);
	args_put(ret, "Stat", a->over ? row->over_stat : row->stat);
	put_dimensions(c, resource, at, ret);
}

static void put_group(const struct chart *c, const struct metric_ask *a, size_t ask,
		      size_t *at, struct args *ret)
{
	static const char *const functions[] = {
		[METRIC_SUM] = "SUM", [METRIC_MAX] = "MAX", [METRIC_MIN] = "MIN"
	};
	AUTO(buf) expression = BUF_INIT(2048);
	char id[32];

	buf_addf(&expression, "%s([", functions[c->shown.row->combine]);
	for (size_t i = 0; i < a->n; i++) {
		(void)snprintf(id, sizeof(id), "m%zu", *at);
		args_within(ret, "MetricDataQueries.%zu", *at);
		args_put(ret, "Id", id);
		args_put_bool(ret, "ReturnData", false);
		put_stat(c, a, a->first + i, *at, ret);
		buf_addf(&expression, "%s%s", i > 0 ? "," : "", id);
		(*at)++;
	}
	buf_add_text(&expression, "])");
	(void)snprintf(id, sizeof(id), "r%zu", ask);
	args_within(ret, "MetricDataQueries.%zu", *at);
	args_put(ret, "Id", id);
	args_put(ret, "Expression", buf_text(&expression));
	args_put_int(ret, "Period", a->got.period_sec);
	(*at)++;
}

static void put_one(const struct chart *c, const struct metric_ask *a, size_t ask,
		    size_t *at, struct args *ret)
{
	char id[32];

	(void)snprintf(id, sizeof(id), "r%zu", ask);
	args_within(ret, "MetricDataQueries.%zu", *at);
	args_put(ret, "Id", id);
	put_stat(c, a, a->first, *at, ret);
	(*at)++;
}

void metrics_args(const struct metrics *m, size_t call, struct args *ret)
{
	const struct metrics_call *c = &m->calls[call];
	size_t at = 1;

	for (size_t i = 0; i < m->n_asks; i++) {
		const struct metric_ask *a = &m->asks[i];

		if (a->call != call)
			continue;
		if (a->n > 1)
			put_group(&m->charts[a->chart], a, i, &at, ret);
		else
			put_one(&m->charts[a->chart], a, i, &at, ret);
	}
	args_within(ret, "%s", "");
	args_put_int(ret, "StartTime", c->start_sec);
	args_put_int(ret, "EndTime", c->end_sec);
	args_put(ret, "ScanBy", "TimestampDescending");
}

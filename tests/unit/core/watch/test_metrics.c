/* core/watch/metrics*.c: what is asked, how little of it, and what becomes of it. */
#include "core/watch/metrics.h"

#include <inttypes.h>
#include <math.h>

#include "tests/unit/core/watch/probe_world.h"

#define NOW WORLD_SEC /* a whole hour */

struct answer {
	struct buf out;
	unsigned n;
};

static void begin(struct answer *a)
{
	*a = (struct answer){ .out = BUF_INIT(LIMIT_MIB(4)) };
	buf_add_text(&a->out, "{\"MetricDataResults\":[");
}

/* Values of the minutes before NOW + 60 * last, newest first; NAN leaves one out. */
static void add_values(struct answer *a, const char *id, int64_t newest_sec,
		       int32_t step, const double *values, size_t n)
{
	const char *comma = "";

	buf_addf(&a->out,
		 "%s{\"Id\":\"%s\",\"StatusCode\":\"Complete\",\"Timestamps\":[",
		 a->n++ > 0 ? "," : "", id);
	for (size_t i = 0; i < n; i++) {
		if (isnan(values[i]))
			continue;
		buf_addf(&a->out, "%s%lld.0", comma,
			 (long long)(newest_sec - (int64_t)i * step));
		comma = ",";
	}
	comma = "";
	buf_add_text(&a->out, "],\"Values\":[");
	for (size_t i = 0; i < n; i++) {
		if (isnan(values[i]))
			continue;
		buf_addf(&a->out, "%s%.17g", comma, values[i]);
		comma = ",";
	}
	buf_add_text(&a->out, "]}");
}

static void expect_answer(struct probe_world *p, const char *match, struct answer *a)
{
	buf_add_text(&a->out, "]}");
	probe_expect_body(p, match, buf_text(&a->out));
	buf_release(&a->out);
}

static int setup(void **state)
{
	struct probe_world *p = mem_new(1, sizeof(*p));

	probe_world_init(p, &probe_metrics);
	*state = p;
	return 0;
}

static int teardown(void **state)
{
	probe_world_end(*state);
	free(*state);
	return 0;
}

static void expect_nothing(struct probe_world *p, unsigned times)
{
	fake_expect(p->w.transport, "GetMetricData",
		    &(struct fake_reply){ .body = "{\"MetricDataResults\":[]}",
					  .times = times });
}

static const struct verdict *verdict_of(struct probe_world *p, const char *rule)
{
	const struct health *h = probe_judge(p);

	for (size_t i = 0; i < h->n; i++)
		if (text_eq(h->rows[i].rule, rule))
			return &h->rows[i];
	return NULL;
}

/* ---- health ---- */

static const double bad[] = { 18, 18, 17, 19, 18, 2, 0, 0, 0 };

static void errors_above_the_threshold_are_critical(void **state)
{
	struct probe_world *p = *state;
	const struct verdict *v;
	struct answer a;

	add_member(p, "AWS::Lambda::Function", "load");
	begin(&a);
	add_values(&a, "r0", NOW - 120, 60, bad, ARRAY_LEN(bad));
	expect_answer(p, "\"Period\":60", &a);
	expect_nothing(p, FAKE_ALWAYS);
	assert_true(probe_read(p));
	v = verdict_of(p, "metric-crit");
	assert_non_null(v);
	assert_string_equal(v->reason,
			    "lambda errors 18 /min since 05:54Z, more than 5");
	assert_string_equal(verdict_thing(v), "lambda-errors");
	assert_int_equal(v->since_sec, NOW - 6 * 60);
	assert_true(v->seq >= 0);
	assert_int_equal(metrics_find(p->state, "lambda-errors")->side, METRIC_ABOVE);
}

static void one_bad_minute_is_no_trouble(void **state)
{
	static const double values[] = { 900, 0, 0, 0 };
	struct probe_world *p = *state;
	struct answer a;

	add_member(p, "AWS::Lambda::Function", "load");
	begin(&a);
	add_values(&a, "r0", NOW - 120, 60, values, ARRAY_LEN(values));
	add_values(&a, "r1", NOW - 120, 60, values + 1, 3);
	expect_answer(p, "\"Period\":60", &a);
	expect_nothing(p, FAKE_ALWAYS);
	assert_true(probe_read(p));
	assert_null(verdict_of(p, "metric-crit"));
	assert_null(verdict_of(p, "metric-warn"));
}

/* The minute that runs, and one that may still grow, say nothing yet. */
static void partial_periods_are_not_judged(void **state)
{
	static const double values[] = { 50, 50, 0, 0 };
	struct probe_world *p = *state;
	const struct metric_chart *c;
	struct answer a;

	add_member(p, "AWS::Lambda::Function", "load");
	begin(&a);
	add_values(&a, "r0", NOW, 60, values, ARRAY_LEN(values));
	expect_answer(p, "\"Period\":60", &a);
	expect_nothing(p, FAKE_ALWAYS);
	assert_true(probe_read(p));
	c = metrics_find(p->state, "lambda-errors");
	assert_true(c->recent.partial >= 1);
	assert_true(c->now < 51);
	assert_null(verdict_of(p, "metric-crit"));
}

static void a_gap_is_not_zero(void **state)
{
	static const double values[] = { 3, (double)NAN, (double)NAN, 0 };
	struct probe_world *p = *state;
	const struct metric_chart *c;
	struct answer a;

	add_member(p, "AWS::Lambda::Function", "load");
	begin(&a);
	add_values(&a, "r0", NOW - 120, 60, values, ARRAY_LEN(values));
	expect_answer(p, "\"Period\":60", &a);
	expect_nothing(p, FAKE_ALWAYS);
	assert_true(probe_read(p));
	c = metrics_find(p->state, "lambda-errors");
	assert_true(isnan(series_at(&c->recent, NOW - 180)));
	assert_true(series_at(&c->recent, NOW - 300) == 0.0);
	assert_true(c->now == 3.0);
}

static void what_cloudwatch_refuses_is_told(void **state)
{
	struct probe_world *p = *state;
	const struct verdict *v;

	add_member(p, "AWS::Lambda::Function", "load");
	fake_expect(p->w.transport, "GetMetricData",
		    &(struct fake_reply){
			    .status = 400,
			    .body = "{\"__type\":\"AccessDenied\",\"message\":\"no\"}",
			    .times = FAKE_ALWAYS });
	assert_true(probe_read(p));
	v = verdict_of(p, "metrics-not-read");
	assert_non_null(v);
	assert_int_equal(v->severity, SEV_UNKNOWN);
	assert_non_null(strstr(v->reason, "AccessDenied"));
	/* and it is not asked again at once */
	assert_false(probe_read(p));
}

/* ---- what is told as of now ---- */

/* What AWS answers about a queue: one value, so many messages. */
static void expect_depth(struct probe_world *p, const char *match, int64_t at_sec,
			 double depth)
{
	struct answer a;

	begin(&a);
	add_values(&a, "r0", at_sec, 60, &depth, 1);
	add_values(&a, "r1", at_sec, 60, NULL, 0);
	add_values(&a, "r2", NOW - 120, 60, (const double[]){ 12000 }, 1);
	add_values(&a, "r3", NOW - 120, 60, NULL, 0);
	expect_answer(p, match, &a);
}

static void a_range_of_the_past_is_not_now(void **state)
{
	struct probe_world *p = *state;
	const struct metric_chart *c;

	add_member(p, "AWS::SQS::Queue", "in");
	p->site.shown = true;
	metrics_want(p->state, NOW - 86400, NOW - 80000, 60);
	expect_depth(p, "\"StartTime\":1795327200", NOW - 86000, 7);
	expect_depth(p, "GetMetricData", NOW - 120, 0);
	assert_true(probe_read(p));
	c = metrics_find(p->state, "queue-depth");
	assert_non_null(c);
	assert_true(series_last(&c->series, NULL) == 7.0);
	assert_true(c->now == 12000.0);
	assert_int_equal(c->now_sec, NOW - 120);
}

/* A metric without a threshold has a value of now, too. */
static void each_that_is_shown_has_its_newest_value(void **state)
{
	static const double ms[] = { 9200 };
	struct probe_world *p = *state;
	struct answer a;

	add_member(p, "AWS::Lambda::Function", "load");
	p->site.shown = true;
	begin(&a);
	add_values(&a, "r2", NOW - 120, 60, ms, 1);
	expect_answer(p, "\"Period\":60", &a);
	expect_nothing(p, FAKE_ALWAYS);
	assert_true(probe_read(p));
	assert_true(fabs(metrics_find(p->state, "lambda-duration")->now - 9.2) < 1e-9);
	metrics_want(p->state, NOW - 86400, NOW - 80000, 60);
	assert_true(probe_read(p));
	assert_true(fabs(metrics_find(p->state, "lambda-duration")->now - 9.2) < 1e-9);
}

static void a_value_says_its_time_once_it_is_old(void **state)
{
	struct probe_world *p = *state;
	const struct metric_chart *c;

	add_member(p, "AWS::SQS::Queue", "in");
	p->site.shown = true;
	expect_depth(p, "GetMetricData", NOW - 120, 12);
	assert_true(probe_read(p));
	c = metrics_find(p->state, "queue-depth");
	assert_false(metric_chart_is_old(c, NOW));
	assert_true(metric_chart_is_old(c, NOW + 300));
	assert_false(metric_chart_is_old(metrics_find(p->state, "queue-age"), NOW));
}

static void what_was_not_read_says_so_by_chart(void **state)
{
	struct probe_world *p = *state;
	const struct metric_chart *c;

	add_member(p, "AWS::SQS::Queue", "in");
	p->site.shown = true;
	expect_depth(p, "GetMetricData", NOW - 120, 12);
	assert_true(probe_read(p));
	world_wait(&p->w, 60000);
	fake_expect(p->w.transport, "GetMetricData",
		    &(struct fake_reply){ .status = 400,
					  .body = "{\"__type\":\"AccessDenied\"}" });
	assert_true(probe_read(p));
	c = metrics_find(p->state, "queue-depth");
	assert_true(c->now == 12.0);
	assert_int_equal(c->now_sec, NOW - 120);
	assert_int_equal(c->err->code, ERR_DENIED);
	assert_int_equal(c->range_err->code, ERR_DENIED);
	/* the minutes come again, a range of the past does not */
	metrics_want(p->state, NOW - 86400, NOW - 80000, 60);
	fake_expect(p->w.transport, "\"StartTime\":1795327200",
		    &(struct fake_reply){ .status = 400,
					  .body = "{\"__type\":\"AccessDenied\"}" });
	expect_depth(p, "GetMetricData", NOW - 60, 14);
	world_wait(&p->w, 60000);
	assert_true(probe_read(p));
	c = metrics_find(p->state, "queue-depth");
	assert_null(c->err);
	assert_int_equal(c->range_err->code, ERR_DENIED);
}

/* ---- answers that make no sense ---- */

static void odd_values_are_gaps(void **state)
{
	struct probe_world *p = *state;
	const struct metric_chart *c;

	add_member(p, "AWS::Lambda::Function", "load");
	probe_expect_body(
		p, "\"Period\":60",
		"{\"MetricDataResults\":["
		"{\"Id\":\"r0\",\"StatusCode\":\"Complete\",\"Timestamps\":["
		"1795413420,1795413360,1795413300,1795413240,1795413180,\"x\",-5,1e300,"
		"1795413300],\"Values\":[\"NaN\",1e300,4,\"Infinity\",null,1,1,1,5,9,9]"
		"},"
		"{\"Id\":\"r99\",\"Values\":[1]},{\"Id\":\"e1\"},{},7,null],"
		"\"Messages\":7}");
	expect_nothing(p, FAKE_ALWAYS);
	assert_true(probe_read(p));
	c = metrics_find(p->state, "lambda-errors");
	assert_true(isnan(series_at(&c->recent, 1795413420)));
	assert_true(isnan(series_at(&c->recent, 1795413360)));
	assert_true(isnan(series_at(&c->recent, 1795413240)));
	assert_true(series_at(&c->recent, 1795413300) == 5.0);
}

static void one_that_fails_keeps_the_others(void **state)
{
	struct probe_world *p = *state;
	const struct verdict *v;

	add_member(p, "AWS::Lambda::Function", "load");
	probe_expect_body(p, "\"Period\":60",
			  "{\"MetricDataResults\":["
			  "{\"Id\":\"r0\",\"StatusCode\":\"Complete\",\"Timestamps\":["
			  "1795413300],\"Values\":[4]},{\"Id\":\"r1\",\"StatusCode\":"
			  "\"Forbidden\",\"Messages\":[{\"Code\":\"F\",\"Value\":\"not "
			  "yours\"}]},{\"Id\":\"r2\"}]}");
	assert_true(probe_read(p));
	assert_true(metrics_find(p->state, "lambda-errors")->now == 4.0);
	v = verdict_of(p, "metrics-not-read");
	assert_non_null(v);
	assert_non_null(strstr(v->reason, "Forbidden · not yours"));
}

static void pages_add_up(void **state)
{
	struct probe_world *p = *state;
	const struct metric_chart *c;

	add_member(p, "AWS::Lambda::Function", "load");
	probe_expect_body(p, "\"NextToken\":\"two\"",
			  "{\"MetricDataResults\":[{\"Id\":\"r0\",\"StatusCode\":"
			  "\"Complete\",\"Timestamps\":[1795413240],\"Values\":[6]}]}");
	probe_expect_body(
		p, "\"Period\":60",
		"{\"NextToken\":\"two\",\"MetricDataResults\":[{\"Id\":\"r0\","
		"\"StatusCode\":\"PartialData\",\"Timestamps\":[1795413300],"
		"\"Values\":[4]}]}");
	expect_nothing(p, FAKE_ALWAYS);
	assert_true(probe_read(p));
	c = metrics_find(p->state, "lambda-errors");
	assert_true(series_at(&c->recent, 1795413300) == 4.0);
	assert_true(series_at(&c->recent, 1795413240) == 6.0);
	assert_false(c->incomplete);
}

/* ---- how it is asked ---- */

static size_t count_in(const char *text, const char *what)
{
	size_t n = 0;

	for (; (text = strstr(text, what)) != NULL; text++)
		n++;
	return n;
}

static void several_functions_come_as_one_series(void **state)
{
	struct probe_world *p = *state;
	const char *body;

	add_member(p, "AWS::Lambda::Function", "load");
	add_member(p, "AWS::Lambda::Function", "arn:aws:lambda:e:1:function:split");
	expect_nothing(p, FAKE_ALWAYS);
	assert_true(probe_read(p));
	body = fake_body(p->w.transport, 0);
	assert_non_null(strstr(body, "\"Expression\":\"SUM([m1,m2])\""));
	assert_non_null(strstr(body, "\"Value\":\"split\""));
	/* errors, throttles and concurrency: what has a threshold */
	assert_int_equal(count_in(body, "\"ReturnData\":false"), 6);
	assert_int_equal(fake_n_sent(p->w.transport), 1);
}

static void a_full_set_for_thirty_functions_is_one_call(void **state)
{
	struct probe_world *p = *state;

	for (int i = 0; i < 30; i++) {
		char name[32];

		(void)snprintf(name, sizeof(name), "function-%02d", i);
		add_member(p, "AWS::Lambda::Function", name);
	}
	p->site.shown = true;
	expect_nothing(p, FAKE_ALWAYS);
	assert_true(probe_read(p));
	/* 4 metrics of 30 functions: 124 queries */
	assert_int_equal(fake_n_sent(p->w.transport), 1);
	assert_int_equal(metrics_queries(p->state), 124);
}

static void a_call_has_at_most_500_queries(void **state)
{
	struct probe_world *p = *state;

	for (int i = 0; i < 400; i++) {
		char name[32];

		(void)snprintf(name, sizeof(name), "function-%03d", i);
		add_member(p, "AWS::Lambda::Function", name);
	}
	p->site.shown = true;
	expect_nothing(p, FAKE_ALWAYS);
	assert_true(probe_read(p));
	for (size_t i = 0; i < fake_n_sent(p->w.transport); i++)
		assert_true(count_in(fake_body(p->w.transport, i), "\"Id\"") <= 500);
	/* of each metric two groups of 150 and one of 100; three fit into a call */
	assert_int_equal(metrics_queries(p->state), 1612);
	assert_int_equal(fake_n_sent(p->w.transport), 4);
}

static size_t n_points_of(const char *body)
{
	int64_t from, to;
	int32_t period;

	assert_int_equal(sscanf(strstr(body, "\"StartTime\":") + 12, "%" SCNd64, &from),
			 1);
	assert_int_equal(sscanf(strstr(body, "\"EndTime\":") + 10, "%" SCNd64, &to), 1);
	assert_int_equal(sscanf(strstr(body, "\"Period\":") + 9, "%" SCNd32, &period),
			 1);
	return (size_t)((to - from) / period) * count_in(body, "\"Id\"");
}

static void a_call_has_at_most_100800_points(void **state)
{
	struct probe_world *p = *state;

	for (int i = 0; i < 150; i++) {
		char name[32];

		(void)snprintf(name, sizeof(name), "function-%03d", i);
		add_member(p, "AWS::Lambda::Function", name);
	}
	p->site.shown = true;
	metrics_want(p->state, NOW - 86400, 0, 60);
	expect_nothing(p, FAKE_ALWAYS);
	assert_true(probe_read(p));
	for (size_t i = 0; i < fake_n_sent(p->w.transport); i++)
		assert_in_range(n_points_of(fake_body(p->w.transport, i)), 1, 100800);
}

/* A period that CloudWatch does not keep of that age is not asked for. */
static void a_wanted_period_is_one_that_is_kept(void **state)
{
	const int64_t day = 86400;
	struct probe_world *p = *state;
	struct metrics_range r;

	add_member(p, "AWS::SQS::Queue", "in");
	p->site.shown = true;
	expect_nothing(p, FAKE_ALWAYS);
	metrics_want(p->state, NOW - 20 * day, NOW - 20 * day + 7200, 420);
	assert_true(probe_read(p));
	assert_int_equal(metrics_range(p->state).period_sec, 600);
	metrics_want(p->state, NOW - 7200, 0, INT32_MAX);
	assert_true(probe_read(p));
	assert_int_equal(metrics_range(p->state).period_sec, day);
	metrics_want(p->state, 0, NOW - day, 0);
	assert_true(probe_read(p));
	r = metrics_range(p->state);
	assert_int_equal(r.end_sec, NOW - day);
	assert_int_equal(r.start_sec, NOW - day - METRICS_SHOWN_SEC);
}

/* An own metric that is forbidden does not make all of the others come again. */
static void who_fails_alone_is_asked_for_all_of_it(void **state)
{
	struct probe_world *p = *state;
	struct answer a;

	add_member(p, "AWS::Lambda::Function", "load");
	begin(&a);
	add_values(&a, "r0", NOW - 120, 60, NULL, 0);
	add_values(&a, "r1", NOW - 120, 60, NULL, 0);
	buf_add_text(&a.out, ",{\"Id\":\"r2\",\"StatusCode\":\"Forbidden\"}");
	expect_answer(p, "GetMetricData", &a);
	assert_true(probe_read(p));
	world_wait(&p->w, 60000);
	expect_nothing(p, FAKE_ALWAYS);
	assert_true(probe_read(p));
	assert_int_equal(fake_n_sent(p->w.transport), 3);
	assert_int_equal(count_in(fake_body(p->w.transport, 1), "\"Id\""), 2);
	assert_int_equal(n_points_of(fake_body(p->w.transport, 1)), 2 * 7);
	assert_int_equal(n_points_of(fake_body(p->w.transport, 2)), 16);
}

/* It has no metrics: there is nothing to wait for. */
static void nothing_is_pending_without_charts(void **state)
{
	struct probe_world *p = *state;

	p->site.shown = true;
	assert_false(probe_read(p));
	assert_false(metrics_pending(p->state));
}

static void only_the_edge_is_asked_again(void **state)
{
	struct probe_world *p = *state;
	struct answer a;
	static const double values[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 };

	add_member(p, "AWS::Lambda::Function", "load");
	p->site.shown = true;
	begin(&a);
	for (int i = 0; i < 4; i++) {
		char id[16];

		(void)snprintf(id, sizeof(id), "r%d", i);
		add_values(&a, id, NOW - 120, 60, values, ARRAY_LEN(values));
	}
	expect_answer(p, "\"Period\":60", &a);
	assert_true(probe_read(p));
	assert_non_null(
		strstr(fake_body(p->w.transport, 0), "\"StartTime\":1795402800"));
	assert_false(probe_read(p));

	world_wait(&p->w, 60000);
	begin(&a);
	for (int i = 0; i < 4; i++) {
		char id[16];

		(void)snprintf(id, sizeof(id), "r%d", i);
		add_values(&a, id, NOW - 60, 60, values, ARRAY_LEN(values));
	}
	expect_answer(p, "\"Period\":60", &a);
	assert_true(probe_read(p));
	/* five minutes back from the reading before */
	assert_non_null(
		strstr(fake_body(p->w.transport, 1), "\"StartTime\":1795413300"));
	assert_int_equal(fake_n_sent(p->w.transport), 2);
	const struct metric_chart *c = metrics_find(p->state, "lambda-errors");

	assert_true(series_at(&c->series, NOW - 60) == 1.0);
	assert_true(series_at(&c->series, NOW - 240) == 4.0); /* of the edge */
	assert_true(series_at(&c->series, NOW - 600) == 9.0); /* of before */
	assert_int_equal(c->series.n, 181 - 1 + 1);
}

static void panning_into_what_is_there_asks_nothing(void **state)
{
	struct probe_world *p = *state;
	struct metrics_range r;

	add_member(p, "AWS::SQS::Queue",
		   "https://sqs.eu-central-1.amazonaws.com/441052219917/in");
	p->site.shown = true;
	probe_expect_body(p, "\"Value\":\"in\"",
			  "{\"MetricDataResults\":[{\"Id\":\"r0\",\"Timestamps\":["
			  "1795406400],\"Values\":[41]},{\"Id\":\"r1\"}]}");
	assert_true(probe_read(p));
	metrics_want(p->state, NOW - 9000, NOW - 5400, 60);
	assert_true(metrics_pending(p->state));
	assert_false(probe_read(p));
	assert_false(metrics_pending(p->state));
	r = metrics_range(p->state);
	assert_int_equal(r.start_sec, NOW - 9000);
	assert_int_equal(r.end_sec, NOW - 5400);
	assert_true(series_at(&metrics_chart(p->state, 0)->series, 1795406400) == 41.0);
}

static void old_ranges_have_the_periods_that_are_kept(void **state)
{
	int64_t day = 86400;
	(void)state;

	assert_int_equal(metrics_period(NOW - 3 * 3600, NOW, NOW, 400), 60);
	assert_int_equal(
		metrics_period(NOW - 16 * day, NOW - 16 * day + 3600, NOW, 400), 300);
	assert_int_equal(
		metrics_period(NOW - 64 * day, NOW - 64 * day + 3600, NOW, 400), 3600);
	assert_int_equal(metrics_period(NOW - 7 * day, NOW, NOW, 400), 1800);
}

static void shares_are_divided_here(void **state)
{
	struct probe_world *p = *state;
	const struct metric_chart *c;

	add_member(p, "AWS::DynamoDB::Table", "hot");
	p->site.shown = true;
	/* 5400 units in a minute are 90 a second, of 100 */
	probe_expect_body(p, "\"Value\":\"hot\"",
			  "{\"MetricDataResults\":[{\"Id\":\"r2\",\"Timestamps\":["
			  "1795413300],\"Values\":[5400]},{\"Id\":\"r3\","
			  "\"Timestamps\":[1795413300],\"Values\":[100]}]}");
	assert_true(probe_read(p));
	c = metrics_find(p->state, "table-reads-used");
	assert_non_null(c);
	assert_true(fabs(c->now - 90.0) < 1e-9);
}

#define ONE_VALUE(id) "{\"Id\":\"" id "\",\"Timestamps\":[1795413300],\"Values\":[1]}"
#define NO_VALUE(id)  "{\"Id\":\"" id "\",\"Timestamps\":[],\"Values\":[]}"
#define RESULTS(list) "{\"MetricDataResults\":[" list "]}"

static void what_fell_silent_is_unknown(void **state)
{
	struct probe_world *p = *state;
	const struct verdict *v;

	add_member(p, "AWS::Redshift::Cluster", "warehouse");
	probe_expect_body(p, "GetMetricData",
			  RESULTS(ONE_VALUE("r0") "," ONE_VALUE("r1") "," ONE_VALUE(
				  "r2") "," ONE_VALUE("r3")));
	assert_true(probe_read(p));
	assert_null(verdict_of(p, "metric-silent"));
	world_wait(&p->w, 900 * 1000);
	probe_expect_body(p, "GetMetricData",
			  RESULTS(NO_VALUE("r0") "," NO_VALUE("r1") "," NO_VALUE(
				  "r2") "," NO_VALUE("r3")));
	assert_true(probe_read(p));
	v = verdict_of(p, "metric-silent");
	assert_non_null(v);
	assert_int_equal(v->severity, SEV_UNKNOWN);
	assert_non_null(strstr(v->reason, " has no values since 05:56Z"));
}

/* A verb that reads once must say it, too. */
static void what_never_spoke_is_unknown(void **state)
{
	struct probe_world *p = *state;
	const struct verdict *v;

	add_member(p, "AWS::Redshift::Cluster", "warehouse");
	probe_expect_body(p, "GetMetricData",
			  RESULTS(ONE_VALUE("r0") "," NO_VALUE("r1") "," ONE_VALUE(
				  "r2") "," NO_VALUE("r3")));
	assert_true(probe_read(p));
	v = verdict_of(p, "metric-silent");
	assert_non_null(v);
	assert_string_equal(v->reason, "warehouse disk has no values in 16 minutes");
	assert_int_equal(v->since_sec, 0);
	/* sessions do not always have some */
	assert_int_equal(metrics_find(p->state, "warehouse-connections")->severity,
			 SEV_OK);
}

/* ---- who looks, what is deployed ---- */

static const double busy[] = { 990, 990, 990, 990, 990, 0 };

static void a_verdict_does_not_go_with_who_looks(void **state)
{
	struct probe_world *p = *state;
	struct answer a;

	add_member(p, "AWS::Lambda::Function", "load");
	p->site.shown = true;
	for (int i = 0; i < 2; i++) {
		begin(&a);
		for (int k = 0; k < 4; k++) {
			char id[16];

			(void)snprintf(id, sizeof(id), "r%d", k);
			/* shown: the duration stands before the concurrency */
			add_values(&a, id, NOW - 120, 60, busy,
				   k == 3 - i ? ARRAY_LEN(busy) : 0);
		}
		expect_answer(p, "GetMetricData", &a);
	}
	assert_true(probe_read(p));
	assert_non_null(verdict_of(p, "metric-crit"));
	p->site.shown = false;
	world_wait(&p->w, 60000);
	assert_true(probe_read(p));
	assert_string_equal(verdict_thing(verdict_of(p, "metric-crit")),
			    "lambda-concurrency");
}

static void a_new_resource_heals_nothing(void **state)
{
	struct probe_world *p = *state;
	const struct metric_chart *c;
	struct answer a;

	add_member(p, "AWS::Lambda::Function", "load");
	begin(&a);
	add_values(&a, "r0", NOW - 120, 60, bad, ARRAY_LEN(bad));
	expect_answer(p, "GetMetricData", &a);
	assert_true(probe_read(p));
	assert_non_null(verdict_of(p, "metric-crit"));
	/* a deploy adds one: it is asked at once, and that fails */
	add_member(p, "AWS::Lambda::Function", "other");
	fake_expect(p->w.transport, "GetMetricData",
		    &(struct fake_reply){ .status = 400,
					  .body = "{\"__type\":\"AccessDenied\"}" });
	world_wait(&p->w, 20000);
	assert_true(probe_read(p));
	assert_non_null(strstr(fake_body(p->w.transport, 1), "\"Value\":\"other\""));
	assert_string_equal(
		verdict_of(p, "metric-crit")->reason,
		"lambda errors 18 /min since 05:54Z, more than 5 · as of 06:00Z");
	assert_false(probe_read(p));
	/* what comes then is of both */
	begin(&a);
	add_values(&a, "r0", NOW - 120, 60, bad, ARRAY_LEN(bad));
	expect_answer(p, "GetMetricData", &a);
	world_wait(&p->w, 60000);
	assert_true(probe_read(p));
	assert_string_equal(verdict_of(p, "metric-crit")->reason,
			    "lambda errors 18 /min since 05:54Z, more than 5 · 2 "
			    "resources");
	c = metrics_find(p->state, "lambda-errors");
	assert_int_equal(c->n_resources, 2);
}

static void what_was_not_read_yet_is_not_well(void **state)
{
	struct probe_world *p = *state;

	add_member(p, "AWS::Lambda::Function", "load");
	fake_expect(p->w.transport, "GetMetricData",
		    &(struct fake_reply){ .status = 400,
					  .body = "{\"__type\":\"AccessDenied\"}" });
	assert_true(probe_read(p));
	assert_int_equal(metrics_find(p->state, "lambda-errors")->severity,
			 SEV_UNKNOWN);
	assert_int_equal(metrics_find(p->state, "lambda-errors")->read_sec, 0);
}

/* ---- a part of the values ---- */

#define PART(id, values)                                                     \
	"{\"Id\":\"" id "\",\"StatusCode\":\"PartialData\",\"Timestamps\":[" \
	"1795413480,1795413420,1795413360,1795413300],\"Values\":[" values "]}"

static void a_part_is_asked_for_again(void **state)
{
	struct probe_world *p = *state;
	const struct verdict *v;

	add_member(p, "AWS::Lambda::Function", "load");
	probe_expect_body(
		p, "GetMetricData",
		RESULTS(PART("r0", "") "," NO_VALUE("r1") "," NO_VALUE("r2")));
	assert_true(probe_read(p));
	v = verdict_of(p, "metrics-not-read");
	assert_non_null(v);
	assert_int_equal(v->severity, SEV_UNKNOWN);
	assert_non_null(strstr(v->reason, "PartialData"));
	assert_true(metrics_find(p->state, "lambda-errors")->incomplete);
	assert_int_equal(metrics_find(p->state, "lambda-errors")->severity,
			 SEV_UNKNOWN);
	world_wait(&p->w, 60000);
	expect_nothing(p, FAKE_ALWAYS);
	assert_true(probe_read(p));
	/* the others' edge is one call, all of what came in part another */
	assert_int_equal(fake_n_sent(p->w.transport), 3);
	assert_int_equal(n_points_of(fake_body(p->w.transport, 1)), 16);
}

static void a_part_ends_no_trouble(void **state)
{
	struct probe_world *p = *state;
	struct answer a;

	add_member(p, "AWS::Lambda::Function", "load");
	begin(&a);
	add_values(&a, "r0", NOW - 120, 60, bad, ARRAY_LEN(bad));
	add_values(&a, "r1", NOW - 120, 60, NULL, 0);
	add_values(&a, "r2", NOW - 120, 60, NULL, 0);
	expect_answer(p, "GetMetricData", &a);
	assert_true(probe_read(p));
	world_wait(&p->w, 60000);
	probe_expect_body(
		p, "GetMetricData",
		RESULTS(PART("r0", "0,0,0,0") "," NO_VALUE("r1") "," NO_VALUE("r2")));
	assert_true(probe_read(p));
	assert_non_null(verdict_of(p, "metric-crit"));
	assert_non_null(verdict_of(p, "metrics-not-read"));
}

static void without_a_record_nothing_is_shown(void **state)
{
	struct probe_world *p = *state;
	struct answer a;

	add_member(p, "AWS::Lambda::Function", "load");
	begin(&a);
	add_values(&a, "r0", NOW - 120, 60, bad, ARRAY_LEN(bad));
	expect_answer(p, "\"Period\":60", &a);
	expect_nothing(p, FAKE_ALWAYS);
	fake_journal_refuse(p->w.fake, FAKE_COMMIT, 2, 1000, ERR_JOURNAL);
	assert_true(probe_read(p));
	assert_true(isnan(metrics_find(p->state, "lambda-errors")->now));
	assert_int_equal(metrics_find(p->state, "lambda-errors")->err->code,
			 ERR_JOURNAL);
	assert_null(verdict_of(p, "metric-crit"));
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(errors_above_the_threshold_are_critical),
		T(one_bad_minute_is_no_trouble),
		T(partial_periods_are_not_judged),
		T(a_gap_is_not_zero),
		T(what_cloudwatch_refuses_is_told),
		T(a_range_of_the_past_is_not_now),
		T(each_that_is_shown_has_its_newest_value),
		T(a_value_says_its_time_once_it_is_old),
		T(what_was_not_read_says_so_by_chart),
		T(odd_values_are_gaps),
		T(one_that_fails_keeps_the_others),
		T(pages_add_up),
		T(several_functions_come_as_one_series),
		T(a_full_set_for_thirty_functions_is_one_call),
		T(a_call_has_at_most_500_queries),
		T(only_the_edge_is_asked_again),
		T(panning_into_what_is_there_asks_nothing),
		T(old_ranges_have_the_periods_that_are_kept),
		T(shares_are_divided_here),
		T(what_fell_silent_is_unknown),
		T(what_never_spoke_is_unknown),
		T(a_verdict_does_not_go_with_who_looks),
		T(a_new_resource_heals_nothing),
		T(what_was_not_read_yet_is_not_well),
		T(a_part_is_asked_for_again),
		T(a_part_ends_no_trouble),
		T(a_call_has_at_most_100800_points),
		T(a_wanted_period_is_one_that_is_kept),
		T(who_fails_alone_is_asked_for_all_of_it),
		T(nothing_is_pending_without_charts),
		T(without_a_record_nothing_is_shown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

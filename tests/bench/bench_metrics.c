/*
 * What GetMetricData is asked for an installation that is shown, beside one call a
 * metric and resource; and how long it takes to plan, write and read it.
 * Usage: bench_metrics [METRICS FUNCTIONS HOURS]
 *
 * Lines:  calls N queries N points N naive N;  edge_calls N edge_points N;  plan_us N
 *         read_us N
 */
#include <stdio.h>
#include <stdlib.h>

#include "core/aws/proto.h"
#include "core/tree/json.h"
#include "core/watch/metrics_impl.h"
#include "tests/bench/measure.h"

#define NOW INT64_C(1795413600)

/* A catalogue of so many metrics of functions. */
static void fill_catalogue(struct metrics *m, size_t n)
{
	m->catalogue.rows = mem_new(n, sizeof(*m->catalogue.rows));
	m->catalogue.n = n;
	for (size_t i = 0; i < n; i++)
		m->catalogue.rows[i] = metric_rows[0];
}

static void fill_members(struct members *members, size_t n)
{
	AUTO(arena) arena = ARENA_INIT(LIMIT_ARENA);
	struct node *result = node_object(&arena);
	struct node *list =
		node_put(&arena, result, "StackResourceSummaries", NODE_LIST);

	for (size_t i = 0; i < n; i++) {
		struct node *row = node_add(&arena, list, NODE_OBJECT);
		char name[64];

		(void)snprintf(name, sizeof(name), "acme-prod-eu-ingest-function-%03zu",
			       i);
		node_put_text(&arena, row, "ResourceType", "AWS::Lambda::Function");
		node_put_text(&arena, row, "PhysicalResourceId", name);
		node_put_text(&arena, row, "LogicalResourceId", "It");
		node_put_text(&arena, row, "ResourceStatus", "CREATE_COMPLETE");
	}
	bug_unless(members_add_page(members, "acme", result));
	members_sort(members);
}

static size_t points(const struct metrics *m)
{
	size_t n = 0;

	for (size_t i = 0; i < m->n_asks; i++)
		n += m->asks[i].got.n;
	return n;
}

static size_t queries(const struct metrics *m)
{
	size_t n = 0;

	for (size_t i = 0; i < m->n_calls; i++)
		n += m->calls[i].n_queries;
	return n;
}

/* The body of each call, as it goes out. */
static size_t write_calls(const struct metrics *m)
{
	static const struct endpoint ep = { .host = "h",
					    .tls = true,
					    .base_path = "/" };
	size_t bytes = 0;

	for (size_t i = 0; i < m->n_calls; i++) {
		AUTO(args) args = { 0 };
		AUTO(http_request) r = { 0 };
		struct err err = ERR_INIT;

		metrics_args(m, i, &args);
		if (!args_check(&args, &op_cloudwatch_get_metric_data, &err) ||
		    !proto_build(&op_cloudwatch_get_metric_data, &args, &ep, &r, &err))
			bug_stop(err.text, __FILE__, __LINE__);
		bytes += r.body.len;
	}
	return bytes;
}

/* An answer with a value for each minute. */
static void answer(const struct metrics *m, size_t call, struct buf *out)
{
	const char *comma = "";

	buf_add_text(out, "{\"MetricDataResults\":[");
	for (size_t i = 0; i < m->n_asks; i++) {
		const struct metric_ask *a = &m->asks[i];

		if (a->call != call)
			continue;
		buf_addf(out,
			 "%s{\"Id\":\"r%zu\",\"StatusCode\":\"Complete\","
			 "\"Timestamps\":[",
			 comma, i);
		comma = ",";
		for (size_t k = 0; k < a->got.n; k++)
			buf_addf(out, "%s%lld.0", k > 0 ? "," : "",
				 (long long)(a->got.start_sec +
					     (int64_t)k * a->got.period_sec));
		buf_add_text(out, "],\"Values\":[");
		for (size_t k = 0; k < a->got.n; k++)
			buf_addf(out, "%s%zu.25", k > 0 ? "," : "", k % 97);
		buf_add_text(out, "]}");
	}
	buf_add_text(out, "]}");
}

static double read_calls(struct metrics *m, int64_t now_sec)
{
	double us = 0;

	for (size_t i = 0; i < m->n_calls; i++) {
		AUTO(buf) text = BUF_INIT(LIMIT_BODY);
		AUTO(arena) arena = ARENA_INIT(LIMIT_ARENA);
		struct node *root = NULL;
		struct err err = ERR_INIT;
		double from;

		answer(m, i, &text);
		from = measure_now_us();
		bug_unless(json_parse(buf_str(&text), &arena, &root, &err));
		metrics_page(m, i, root);
		us += measure_now_us() - from;
	}
	double from = measure_now_us();

	metrics_take(m, now_sec);
	return us + measure_now_us() - from;
}

static void stamp_tracks(struct metrics *m, int64_t now_sec)
{
	for (size_t i = 0; i < N_TRACKS; i++)
		m->tracks[i].tried_sec = now_sec;
	m->tried_stamp = m->want_stamp;
}

static size_t argument(int argc, char **argv, int i, int64_t otherwise)
{
	int64_t n = otherwise;

	if (argc > i && !str_int(str_of(argv[i]), 1, 1000, &n))
		n = otherwise;
	return (size_t)n;
}

int main(int argc, char **argv)
{
	size_t n_metrics = argument(argc, argv, 1, 14);
	size_t n_functions = argument(argc, argv, 2, 30);
	size_t hours = argument(argc, argv, 3, 3);
	struct metrics *m = probe_metrics.new();
	struct members members = { 0 };
	struct config config = { 0 };
	struct probe_site site = {
		.config = &config, .members = &members, .now_sec = NOW, .shown = true
	};
	double from, plan_us, read_us;
	size_t bytes;

	fill_catalogue(m, n_metrics);
	fill_members(&members, n_functions);
	metrics_want(m, NOW - (int64_t)hours * 3600, 0, 60);
	from = measure_now_us();
	metrics_take_members(m, &site);
	bug_unless(metrics_plan_tracks(m, &site));
	bytes = write_calls(m);
	plan_us = measure_now_us() - from;
	printf("calls %zu queries %zu points %zu bytes %zu naive %zu\n", m->n_calls,
	       queries(m), points(m), bytes, n_metrics * n_functions);
	read_us = read_calls(m, NOW);
	printf("plan_us %.0f read_us %.0f\n", plan_us, read_us);
	stamp_tracks(m, NOW);
	site.now_sec += 60;
	metrics_take_members(m, &site);
	bug_unless(metrics_plan_tracks(m, &site));
	printf("edge_calls %zu edge_points %zu\n", m->n_calls, points(m));
	probe_metrics.free(m);
	members_release(&members);
	return 0;
}

/*
 * candor metrics INSTALLATION [NAME]... [--since TIME] [--csv]: its metrics over a
 * time.
 */
#include <math.h>
#include <stdlib.h>

#include "core/base/clock.h"
#include "core/watch/item.h"
#include "core/watch/metrics.h"
#include "tui/cli/csv.h"
#include "tui/cli/watch.h"

/* clang-format off */
static const struct out_column columns[] = {
	{ "state", "STATE", OUT_STATE, NULL },
	{ "metric", "METRIC", OUT_TEXT, NULL },
	{ "now_text", "NOW", OUT_TEXT, NULL },
	{ "p95_text", "P95", OUT_TEXT, NULL },
	{ "least_text", "LEAST", OUT_TEXT, NULL },
	{ "most_text", "MOST", OUT_TEXT, NULL },
	{ "since", "SINCE", OUT_AGE, NULL },
	{ "limit_text", "THRESHOLD", OUT_TEXT, NULL },
};
/* clang-format on */
static const char *const less[] = { "least_text", "p95_text" };

static const struct metrics *metrics_of(const struct cli *c,
					const struct fleet_row *row)
{
	return fleet_signal(program_fleet(c->program), row->index, &probe_metrics);
}

/* What the reading is to bring, told before it begins. */
static void want(struct cli *c, const struct fleet_row *row)
{
	struct metrics *m = fleet_signal_make(program_fleet(c->program), row->index,
					      &probe_metrics);
	int64_t since = 0;

	if (m == NULL)
		return;
	if (c->options->since != NULL &&
	    !clock_parse_since(str_of(c->options->since), cli_now(c), &since))
		since = 0; /* check_options() has said so */
	metrics_want(m, since, 0, 0);
}

static bool check_options(struct cli *c, struct err *err)
{
	int64_t since = 0;

	if (cli_json(c) && (c->options->given & OPTION_CSV))
		return err_set(err, ERR_ARG, "--json and --csv do not go together");
	if (c->options->since == NULL ||
	    (clock_parse_since(str_of(c->options->since), cli_now(c), &since) &&
	     since < cli_now(c)))
		return true;
	return err_set(err, ERR_ARG,
		       "--since %.40s is no time that is past; write 15m, 3h, 2d or "
		       "2026-11-23T14:00:00Z",
		       c->options->since);
}

/* Named on the command line, or none is named. */
static bool is_asked_for(const struct cli *c, const struct metric_chart *chart)
{
	for (size_t i = 1; i < c->n_args; i++)
		if (text_eq(c->args[i], chart->row->id) ||
		    text_eq(c->args[i], chart->row->title))
			return true;
	return c->n_args == 1;
}

static bool is_there(const struct metrics *m, const char *name)
{
	for (size_t i = 0; i < metrics_n(m); i++) {
		const struct metric_row *row = metrics_chart(m, i)->row;

		if (text_eq(row->id, name) || text_eq(row->title, name))
			return true;
	}
	return false;
}

static bool check_names(const struct cli *c, const struct metrics *m, struct err *err)
{
	for (size_t i = 1; i < c->n_args; i++)
		if (!is_there(m, c->args[i]))
			return err_set(err, ERR_ARG,
				       "%s has no metric %.80s; candor metrics %s "
				       "lists those that it has",
				       c->args[0], c->args[i], c->args[0]);
	return true;
}

/* ---- the document ---- */

/* A number; a gap is null. */
static void put_number(struct doc *d, struct node *item, const char *key, double v)
{
	struct node *n = node_put(&d->arena, item, key, NODE_REAL);

	if (n != NULL)
		n->real = v;
}

static void put_value_text(struct doc *d, struct node *item, const char *key,
			   const struct metric_row *row, double v)
{
	AUTO(buf) text = BUF_INIT(128);

	metric_value_text(row, v, &text);
	doc_text(d, item, key, buf_text(&text));
}

static void put_limits(struct doc *d, struct node *item, const struct metric_row *row)
{
	static const char *const words[] = { [METRIC_BAD_NEVER] = NULL,
					     [METRIC_BAD_ABOVE] = "above",
					     [METRIC_BAD_BELOW] = "below" };
	bool judged = row->bad != METRIC_BAD_NEVER;
	AUTO(buf) text = BUF_INIT(128);

	doc_text(d, item, "bad", words[row->bad]);
	put_number(d, item, "warn", judged ? row->warn : (double)NAN);
	put_number(d, item, "crit", judged ? row->crit : (double)NAN);
	doc_int(d, item, "for", judged ? row->for_periods : 0);
	if (judged && !isnan(row->warn))
		metric_limit_text(row, row->warn, &text);
	else if (judged)
		metric_limit_text(row, row->crit, &text);
	doc_text(d, item, "limit_text", buf_text(&text));
}

static void put_values(struct doc *d, struct node *item, const struct series *s)
{
	struct node *list = node_put(&d->arena, item, "values", NODE_LIST);

	for (size_t i = 0; i < s->n; i++)
		put_number(d, list, NULL, s->values[i]);
	doc_int(d, item, "partial", (int64_t)s->partial);
}

static const struct err *error_of(const struct metric_chart *chart)
{
	static const struct err none;
	const struct err *err = chart->err != NULL ? chart->err : chart->range_err;

	return err != NULL ? err : &none;
}

static void add_chart(struct doc *d, const struct metric_chart *chart)
{
	const struct metric_row *row = chart->row;
	struct node *i = doc_item(d);
	double least = (double)NAN;
	double most = (double)NAN;

	(void)series_range(&chart->series, &least, &most);
	doc_text(d, i, "state", item_state(chart->severity));
	doc_text(d, i, "metric", row->id);
	doc_text(d, i, "title", row->title);
	doc_text(d, i, "unit", row->unit);
	doc_text(d, i, "namespace", row->space);
	doc_text(d, i, "name", row->name);
	doc_text(d, i, "statistic", row->stat);
	doc_int(d, i, "resources", (int64_t)chart->n_resources);
	put_number(d, i, "now", chart->now);
	doc_time(d, i, "now_at", chart->now_sec);
	put_number(d, i, "p95", chart->p95);
	put_number(d, i, "least", least);
	put_number(d, i, "most", most);
	doc_time(d, i, "since", chart->since_sec);
	put_limits(d, i, row);
	doc_bool(d, i, "incomplete", chart->incomplete || chart->range_incomplete);
	doc_text(d, i, "error", error_of(chart)->text);
	put_value_text(d, i, "now_text", row, chart->now);
	put_value_text(d, i, "p95_text", row, chart->p95);
	put_value_text(d, i, "least_text", row, least);
	put_value_text(d, i, "most_text", row, most);
	put_values(d, i, &chart->series);
}

static void put_range(struct doc *d, const struct metrics *m)
{
	const struct metrics_range r = metrics_range(m);

	doc_time(d, d->extra, "from", r.start_sec);
	doc_time(d, d->extra, "to", r.end_sec);
	doc_int(d, d->extra, "period", r.period_sec);
	doc_int(d, d->extra, "calls", metrics_calls(m));
	doc_int(d, d->extra, "queries", metrics_queries(m));
}

static void print(struct cli *c, struct doc *d)
{
	watch_print_place(c, d);
	if (d->items->n_children == 0) {
		watch_print_none(c, d,
				 "candor knows no metrics of what this installation is "
				 "made of");
		return;
	}
	outf(&c->out, "from %s to %s, every %lld s\n", node_text(d->extra, "from", "?"),
	     node_text(d->extra, "to", "?"),
	     (long long)node_int(d->extra, "period", 0));
	out_table_fit(&c->out, columns, ARRAY_LEN(columns), d->items, less,
		      ARRAY_LEN(less));
}

/* ---- CSV ---- */

static void csv_titles(struct cli *c, const struct metrics *m, struct buf *out)
{
	csv_text(out, "time");
	for (size_t i = 0; i < metrics_n(m); i++) {
		const struct metric_chart *chart = metrics_chart(m, i);
		AUTO(buf) title = BUF_INIT(512);

		if (!is_asked_for(c, chart))
			continue;
		buf_addf(&title, "%s", chart->row->id);
		if (!text_empty(chart->row->unit))
			buf_addf(&title, " (%s)", chart->row->unit);
		csv_text(out, buf_text(&title));
	}
	csv_end(out);
}

static void csv_rows(struct cli *c, const struct metrics *m, struct buf *out)
{
	const struct metrics_range r = metrics_range(m);

	for (int64_t at = r.start_sec; r.period_sec > 0 && at < r.end_sec;
	     at += r.period_sec) {
		AUTO(buf) time = BUF_INIT(64);

		clock_rfc3339(&time, at);
		csv_text(out, buf_text(&time));
		for (size_t i = 0; i < metrics_n(m); i++) {
			const struct metric_chart *chart = metrics_chart(m, i);

			if (is_asked_for(c, chart))
				csv_number(out, series_at(&chart->series, at));
		}
		csv_end(out);
	}
}

static int print_csv(struct cli *c, struct doc *d, const struct metrics *m)
{
	AUTO(buf) out = BUF_INIT(LIMIT_ARENA);

	csv_titles(c, m, &out);
	csv_rows(c, m, &out);
	out_text(&c->out, buf_text(&out));
	(void)out_flush(&c->out);
	cli_print_errors(d);
	return doc_exit(d);
}

int cli_metrics(struct cli *c)
{
	AUTO(doc) d = { 0 };
	const struct fleet_row *row = NULL;
	const struct metrics *m;
	struct err err = ERR_INIT;
	int code;

	if (!check_options(c, &err))
		return cli_fail(c, &err);
	code = watch_read_shown(c, "metrics", c->args[0], want, &d, &row);
	if (code != EXIT_CODE_FINE)
		return code;
	m = metrics_of(c, row);
	watch_place(&d, row);
	watch_facts(&d, row, false);
	if (row->data == FLEET_READ && !check_names(c, m, &err))
		return cli_fail(c, &err);
	put_range(&d, m);
	for (size_t i = 0; i < metrics_n(m); i++) {
		const struct metric_chart *chart = metrics_chart(m, i);

		if (!is_asked_for(c, chart))
			continue;
		add_chart(&d, chart);
		if (error_of(chart)->code != ERR_NONE)
			doc_error(&d, row->inst->name, error_of(chart));
	}
	if (c->options->given & OPTION_CSV)
		return print_csv(c, &d, m);
	return cli_print(c, &d, print);
}

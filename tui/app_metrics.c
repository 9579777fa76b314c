/*
 * Metrics as the screens see them, from what the fleet has read.
 */
#include "tui/app_impl.h"

#include <string.h>

#include "core/watch/metrics.h"

static const struct metrics *metrics_of(const struct fleet_row *row)
{
	return signals_state(&row->signals, &probe_metrics);
}

static double limit_of(const struct metric_row *row, double limit)
{
	return row->bad == METRIC_BAD_NEVER ? SERIES_GAP : limit;
}

static size_t list(void *ctx, const struct fleet_row *row, struct metric *ret,
		   size_t max)
{
	const struct metrics *m = metrics_of(row);
	size_t n = metrics_n(m);

	(void)ctx;
	n = n < max ? n : max;
	for (size_t i = 0; i < n; i++) {
		const struct metric_chart *c = metrics_chart(m, i);
		const char *unit = text_or(c->row->unit, "");

		ret[i] = (struct metric){
			.id = c->row->id,
			.name = c->row->title,
			.brief = c->row->brief,
			.unit = unit,
			.series = c->series.n ? &c->series : &c->recent,
			.now = c->now,
			.now_sec = c->now_sec,
			.error = c->err ? c->err->text : NULL,
			.range_error = c->range_err ? c->range_err->text : NULL,
			.incomplete = c->range_incomplete,
			.warn = limit_of(c->row, c->row->warn),
			.crit = limit_of(c->row, c->row->crit),
			.below = c->row->bad == METRIC_BAD_BELOW,
			.top = text_eq(unit, "%") ? 100 : 0,
			.state = c->severity,
		};
	}
	return n;
}

static void want(void *ctx, const struct fleet_row *row, int64_t from_sec,
		 int64_t to_sec)
{
	struct app *a = ctx;
	struct fleet *fleet = program_fleet(a->program);
	struct metrics *m =
		fleet ? fleet_signal_make(fleet, row->index, &probe_metrics) : NULL;

	if (!m)
		return;
	metrics_want(m, from_sec, to_sec, 0);
	if (metrics_pending(m))
		fleet_ask(fleet, row->index);
}

static bool pending(void *ctx, const struct fleet_row *row)
{
	(void)ctx;
	return metrics_pending(metrics_of(row));
}

void app_metrics_left(struct app *a, const struct fleet_row *row)
{
	if (metrics_of(row))
		want(a, row, 0, 0);
}

void app_signals_shown(struct app *a, const struct fleet_row *row)
{
	struct fleet *fleet = program_fleet(a->program);

	if (metrics_pending(metrics_of(row)))
		fleet_ask(fleet, row->index);
	else
		fleet_ask_first(fleet, row->index);
}

void app_metrics(struct app *a)
{
	a->metrics = (struct metrics_source){ list, want, pending, a };
	a->scene.metrics = &a->metrics;
}

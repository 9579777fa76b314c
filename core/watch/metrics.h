/*
 * The metrics of an installation: read by GetMetricData, packed to its limits, kept
 * while they last, judged by the thresholds of the catalogue.
 *
 * Two ranges are kept: the newest quarter of an hour of each metric that has a
 * threshold, whoever looks, and for an installation that is shown the range that a
 * screen wants.  Of each only the new edge is asked again.
 */
#ifndef CORE_WATCH_METRICS_H
#define CORE_WATCH_METRICS_H

#include "core/watch/metric_catalogue.h"
#include "core/watch/probe.h"
#include "core/watch/series.h"

#define METRICS_SHOWN_SEC (INT64_C(3) * 3600) /* the range when none is wanted */

enum metric_side {
	METRIC_WITHIN, /* or it has no threshold, or no value */
	METRIC_ABOVE,
	METRIC_BELOW
};

/* One metric of an installation, as a screen draws it.  Valid until the next turn. */
struct metric_chart {
	const struct metric_row *row; /* title, unit, warn, crit, bad */
	size_t n_resources;           /* whose values are combined */
	/* Of the range that is shown; n 0: not read yet.  Values are those of the unit
	 * (/min, %, ...). */
	struct series series;
	struct series recent; /* of the last quarter of an hour, minutes: what is judged
			       */
	double now;           /* the newest whole value of `recent`, whatever range is
			       * shown; NAN: none */
	int64_t now_sec;      /* start of its minute: it says what time `now` is of */
	int64_t read_sec;     /* when `recent` was read last without an error; 0: never
			       */
	double p95;           /* of the range that is shown; NAN */
	enum metric_side side;
	enum severity severity; /* SEV_CRIT, SEV_WARN; SEV_UNKNOWN: no value where there
				 * must be one, a part of them, or not read yet;
				 * SEV_OK */
	int64_t since_sec;      /* it is beyond its threshold, or silent; 0 */
	bool since_before; /* it may have begun earlier: no value before is known */
	/* Of `recent`: CloudWatch gave a part of it; why the newest reading of it
	 * failed (NULL: it did not), when `now` and severity are those of an earlier
	 * one. */
	bool incomplete;
	struct err *err;
	/* The same of `series`, the range that is shown. */
	bool range_incomplete;
	struct err *range_err;
};

/* A value that began longer ago is no longer told as one of now: a minute, another in
 * which it may still grow, and three that did not come. */
#define METRICS_OLD_SEC INT64_C(300)

/* `now` is of a time that must be said; false when there is none. */
bool metric_chart_is_old(const struct metric_chart *c, int64_t now_sec);

/* Which range is shown. */
struct metrics_range {
	int64_t start_sec, end_sec; /* [start, end) */
	int32_t period_sec;
	bool follows; /* it ends now: moves with each reading */
};

struct metrics;

extern const struct probe_ops probe_metrics; /* its state is a struct metrics */
extern const struct health_rule rules_metrics[];

/* Charts in the order of the catalogue, those with resources alone.  NULL state: none.
 */
size_t metrics_n(const struct metrics *m);
const struct metric_chart *metrics_chart(const struct metrics *m, size_t i);
const struct metric_chart *metrics_find(const struct metrics *m,
					const char *id); /* NULL */

/*
 * What a screen wants to see of it: read at the next asking (fleet_ask()).
 *
 * start, end   seconds since 1970 UTC; start 0: METRICS_SHOWN_SEC before the end; end
 *              0: now, and it goes on with the clock
 * period       0: chosen by range and retention; else at least what those allow, in
 *              steps that CloudWatch keeps, a day at most
 */
void metrics_want(struct metrics *m, int64_t start_sec, int64_t end_sec,
		  int32_t period_sec);
/* What the series of the charts are of; period 0: nothing yet. */
struct metrics_range metrics_range(const struct metrics *m);
/* What is wanted is not shown yet. */
bool metrics_pending(const struct metrics *m);

/*
 * Periods for a range: the smallest that CloudWatch still keeps and that gives at most
 * max values: 60 s up to 15 days back, 300 s up to 63, 3600 s beyond; a day where none
 * is large enough.
 */
int32_t metrics_period(int64_t start_sec, int64_t end_sec, int64_t now_sec, size_t max);

int64_t metrics_read_sec(const struct metrics *m); /* newest reading on record; 0 */
int64_t metrics_seq(const struct metrics *m);      /* its journal number; -1 */
/* Calls and queries of the newest reading, for `candor metrics` and the bench. */
unsigned metrics_calls(const struct metrics *m);
unsigned metrics_queries(const struct metrics *m);

#endif

/*
 * What metrics.c, metrics_plan.c, metrics_read.c and metrics_judge.c share.
 */
#ifndef CORE_WATCH_METRICS_IMPL_H
#define CORE_WATCH_METRICS_IMPL_H

#include "core/watch/metrics.h"

/* Of GetMetricData (API version 2010-08-01): of one call. */
#define METRICS_MOST_QUERIES 500
#define METRICS_MOST_POINTS  100800
/* Resources in one expression: 150 ids stay well below its 2048 characters. */
#define METRICS_MOST_GROUP 150
/* Calls of one reading: what is beyond is not asked, and told. */
#define METRICS_MOST_CALLS 24
/* A value beyond this is none: sums of many stay finite. */
#define METRICS_MOST_VALUE 1e15

#define METRICS_RECENT_SEC INT64_C(960)
#define METRICS_DUE_SEC    INT64_C(50)
/* A service may tell of a minute this much later: such values are asked once more. */
#define METRICS_OVERLAP_SEC INT64_C(300)
/* A period that ended less than this before the reading may still grow. */
#define METRICS_LATE_SEC   INT64_C(60)
#define METRICS_SILENT_SEC INT64_C(600)

enum metrics_track_id {
	TRACK_RECENT,
	TRACK_WANTED,
	N_TRACKS
};

/* A range of which charts have values. */
struct metrics_track {
	struct metrics_range range; /* period 0: nothing yet */
	int64_t until_sec;          /* what lies before was asked when it was whole */
	int64_t tried_sec;          /* 0: never */
	/* of the reading that runs */
	bool asking;
	struct metrics_range next;
	int64_t edge_start, edge_end; /* what of it is not known yet */
};

/* Values of the dimension, as AWS has them. */
struct metric_names {
	const char **items; /* held by shared_text() */
	size_t n;
};

struct chart {
	struct metric_chart shown;
	struct metric_names of; /* the resources whose values are shown */
	/* What it is made of since; in force once values of them are there. */
	struct metric_names next;
	bool changes; /* next is set */
	bool fresh;   /* its resources were never asked for: it is due at once */
	bool silent;  /* it has no values where there must be some */
	bool taken;   /* the reading that is taken over brought some of its values */
	bool judge;   /* the reading that is taken over brought its newest minutes */
	bool has[N_TRACKS];   /* its values in the track are those of its range */
	bool asked[N_TRACKS]; /* of the reading that runs */
	int64_t last_sec;     /* the newest value that was ever seen; 0 */
};

/* One series that is asked for: a resource, or several in one expression. */
struct metric_ask {
	size_t chart;
	enum metrics_track_id track;
	bool over;           /* what a share is of */
	size_t first, n;     /* of the chart's resources */
	size_t call;         /* of the reading */
	struct series got;   /* as CloudWatch gave it */
	bool answered, part; /* part: CloudWatch says so */
	struct err err;
};

/* One call on its way. */
struct metrics_call {
	struct metrics *m;
	enum metrics_track_id track;
	int64_t start_sec, end_sec;
	size_t n_queries, n_points;
};

struct metrics {
	struct metric_catalogue catalogue;
	struct chart *charts; /* in the order of the catalogue */
	size_t n_charts, cap_charts;
	struct metrics_track tracks[N_TRACKS];
	struct metrics_range wanted; /* of metrics_want(); start and end may be 0 */
	int64_t wanted_span;         /* of one that follows; 0: not known yet */
	unsigned want_stamp, tried_stamp, shown_stamp;

	/* the reading that runs */
	struct metric_ask *asks;
	size_t n_asks, cap_asks;
	struct metrics_call *calls;
	size_t n_calls, cap_calls;

	int64_t skew_sec; /* minutes are those of AWS's clock, whatever ours says */
	int64_t read_sec, seq;
	unsigned told_calls, told_queries;
	struct kept_err err; /* of the newest reading as a whole */
};

/* The resources that a reading asks for. */
const struct metric_names *chart_names(const struct chart *c);
/* Values of them are there: they are what it shows. */
void chart_change(struct chart *c);
struct series *chart_series(struct chart *c, enum metrics_track_id track);

/* metrics_plan.c: charts from members; what is due; how it is packed. */
void metrics_take_members(struct metrics *m, const struct probe_site *site);
bool metrics_plan_tracks(struct metrics *m, const struct probe_site *site);
void metrics_pack(struct metrics *m);
/* The arguments of one call. */
void metrics_args(const struct metrics *m, size_t call, struct args *ret);
void metrics_drop_draft(struct metrics *m);
void metrics_drop_charts(struct metrics *m);

/* metrics_read.c: a page of an answer; taking over what was read. */
void metrics_page(struct metrics *m, size_t call, const struct node *result);
void metrics_call_failed(struct metrics *m, size_t call, const struct err *err);
void metrics_take(struct metrics *m, int64_t now_sec);
/* The act has no record: each chart that was asked for says why it is as before. */
void metrics_not_taken(struct metrics *m, const struct err *err);

/* metrics_judge.c */
void metrics_judge_chart(struct chart *c, int64_t now_sec);
void metrics_judge(const struct metrics *m, const struct probe_site *site,
		   struct health *h);

#endif

/*
 * The metrics of an installation as screens see them: rows filled from what was read
 * (app_metrics.c), by hand in tests.
 */
#ifndef TUI_VIEWS_METRIC_H
#define TUI_VIEWS_METRIC_H

#include "core/watch/fleet.h"
#include "core/watch/metrics.h"
#include "core/watch/series.h"
#include "tui/kit/role.h"

#define METRICS_MAX 64 /* of one installation */
#define METRIC_ID   64 /* with its NUL */

/* One metric.  Texts are safe; all is borrowed until the scene changes. */
struct metric {
	const char *id;    /* stays the same: "lambda.errors"; under METRIC_ID bytes */
	const char *name;  /* "lambda errors": title of its chart */
	const char *brief; /* "errors", "throttled wr"; no other has the same */
	const char *unit;  /* "/s", "s", "%", "msg"; "" none */
	const struct series *series; /* of the range that is shown */
	double now;                  /* the newest whole value of all; NAN: none */
	int64_t now_sec;             /* when that was */
	const char *error;           /* why that could not be read; NULL or "" */
	const char *range_error;     /* the same of the series */
	double warn, crit;           /* NAN: none */
	double top;                  /* upper edge of its chart; 0: as the values are */
	enum severity state;         /* as health judges it */
	bool below;                  /* trouble is under warn and crit, not above */
	bool incomplete;             /* CloudWatch gave a part of the series */
};

/* Worst place first in the order of the catalogue: what matters most stands first. */
struct metrics_source {
	size_t (*list)(void *ctx, const struct fleet_row *row, struct metric *ret,
		       size_t max);
	/*
	 * What is shown of it: read where it was not.  NULL: nothing can be asked for.
	 *
	 * from, to  seconds since 1970 UTC; from 0: three hours; to 0: up to now, and
	 * on
	 */
	void (*want)(void *ctx, const struct fleet_row *row, int64_t from_sec,
		     int64_t to_sec);
	/* What is wanted is not there yet.  NULL: never. */
	bool (*pending)(void *ctx, const struct fleet_row *row);
	void *ctx;
};

/* ---- what is said of one, the same on every screen (metric.c) ---- */

/* A value that is older says nothing of now. */
#define METRIC_OLD_SEC METRICS_OLD_SEC
bool metric_old(const struct metric *m, int64_t now_sec);
/* "▲", "■"; "◌" of an old value; "▼" where it fell under half of what it mostly is;
 * "●"; "" of no value. */
const char *metric_sign(const struct metric *m, int64_t now_sec);
/* "12 /s ▼", "12 /s at 12:03Z ◌", "not read", "no data".  Returns its ink.
 *
 * timed   an old one is told with its time */
enum role metric_figure(const struct metric *m, int64_t now_sec, bool timed,
			struct buf *out);
/* What matters more is smaller: in trouble, then with a value, then the rest. */
#define METRIC_RANKS 4
int metric_rank(const struct metric *m);
/* By id, title or brief name, each typed as one word: - for a blank. */
bool metric_is(const struct metric *m, struct str word);
/* Ink of a value: warn and crit, otherwise text; none is faint. */
enum role metric_role(const struct metric *m, double value);
/* "12 /s", "41 msg". */
void metric_value(const struct metric *m, double value, struct buf *out);
/* Beside its name, which says what is counted: "12 /s", "41"; tight: "12/s". */
void metric_named(const struct metric *m, double value, bool tight, struct buf *out);
/* The worst threshold that a value is beyond; NAN: none. */
double metric_crossed(const struct metric *m, double value);
/* "latency > 5 s"; full: "errors ▲ > 5 ■ > 15"; nothing where it has no threshold. */
void metric_limit(const struct metric *m, bool full, struct buf *out);

#endif

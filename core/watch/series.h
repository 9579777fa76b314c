/*
 * The values of one metric over a time, at a regular period.
 */
#ifndef CORE_WATCH_SERIES_H
#define CORE_WATCH_SERIES_H

#include <math.h>

#include "core/base/base.h"

#define SERIES_GAP ((double)NAN) /* no data */

/*
 * values[i] is of [start_sec + i * period_sec, start_sec + (i + 1) * period_sec).
 * NAN: no data, a gap and never zero.  Nothing is infinite.
 */
struct series {
	int64_t start_sec; /* since 1970 UTC, a multiple of period_sec; 0: empty */
	int32_t period_sec;
	size_t n;
	double *values; /* owned */
	size_t partial; /* of the newest values: periods that have not ended or whose
			 * data may still change; drawn hollow, not judged */
};

void series_release(struct series *s);

/* Make it n periods from start on, all gaps; what it held is gone. */
void series_init(struct series *s, int64_t start_sec, int32_t period_sec, size_t n);
/* Put a value where it belongs; false: outside, or not finite. */
bool series_put(struct series *s, int64_t at_sec, double value);
/* Gaps from start on, up to end: [start_sec, end_sec). */
void series_clear(struct series *s, int64_t start_sec, int64_t end_sec);
/* Move to another start and size of the same period: what both cover is kept. */
void series_slide(struct series *s, int64_t start_sec, size_t n);
/* Of the period that holds at_sec; NAN: none. */
double series_at(const struct series *s, int64_t at_sec);
/* The newest value that is whole; NAN: none.  ret_sec: start of its period. */
double series_last(const struct series *s, int64_t *ret_sec);
/* The p-th percentile (0 to 100) of the whole values; NAN: none. */
double series_percentile(const struct series *s, double p);
/* Of the values; false: there is none. */
bool series_range(const struct series *s, double *ret_min, double *ret_max);

#endif

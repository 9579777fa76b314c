/*
 * Values at a regular period.
 *
 * Always true: a value that is not finite never enters.
 */
#include "core/watch/series.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void series_release(struct series *s)
{
	free(s->values);
	*s = (struct series){ 0 };
}

void series_init(struct series *s, int64_t start_sec, int32_t period_sec, size_t n)
{
	bug_unless(period_sec > 0 && start_sec % period_sec == 0);
	series_release(s);
	s->start_sec = start_sec;
	s->period_sec = period_sec;
	s->n = n;
	s->values = mem_new(n + 1, sizeof(*s->values));
	for (size_t i = 0; i < n; i++)
		s->values[i] = SERIES_GAP;
}

/* False: at_sec lies outside. */
static bool place_of(const struct series *s, int64_t at_sec, size_t *ret)
{
	if (s->n == 0 || at_sec < s->start_sec)
		return false;
	*ret = (size_t)((at_sec - s->start_sec) / s->period_sec);
	return *ret < s->n;
}

bool series_put(struct series *s, int64_t at_sec, double value)
{
	size_t i;

	if (!isfinite(value) || !place_of(s, at_sec, &i))
		return false;
	s->values[i] = value;
	return true;
}

void series_clear(struct series *s, int64_t start_sec, int64_t end_sec)
{
	for (size_t i = 0; i < s->n; i++) {
		int64_t at = s->start_sec + (int64_t)i * s->period_sec;

		if (at >= start_sec && at < end_sec)
			s->values[i] = SERIES_GAP;
	}
}

void series_slide(struct series *s, int64_t start_sec, size_t n)
{
	struct series moved = { 0 };

	series_init(&moved, start_sec, s->period_sec, n);
	for (size_t i = 0; i < s->n; i++)
		(void)series_put(&moved, s->start_sec + (int64_t)i * s->period_sec,
				 s->values[i]);
	series_release(s);
	*s = moved;
}

double series_at(const struct series *s, int64_t at_sec)
{
	size_t i;

	return place_of(s, at_sec, &i) ? s->values[i] : SERIES_GAP;
}

static size_t n_whole(const struct series *s)
{
	return s->partial < s->n ? s->n - s->partial : 0;
}

double series_last(const struct series *s, int64_t *ret_sec)
{
	for (size_t i = n_whole(s); i > 0; i--) {
		if (isnan(s->values[i - 1]))
			continue;
		if (ret_sec != NULL)
			*ret_sec = s->start_sec + (int64_t)(i - 1) * s->period_sec;
		return s->values[i - 1];
	}
	return SERIES_GAP;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a;
	double y = *(const double *)b;

	return x < y ? -1 : x > y;
}

double series_percentile(const struct series *s, double p)
{
	size_t whole = n_whole(s);
	double *sorted = mem_new(whole + 1, sizeof(*sorted));
	double found = SERIES_GAP;
	size_t n = 0;

	for (size_t i = 0; i < whole; i++)
		if (!isnan(s->values[i]))
			sorted[n++] = s->values[i];
	if (n > 0) {
		qsort(sorted, n, sizeof(*sorted), by_value);
		found = sorted[(size_t)(p / 100.0 * (double)(n - 1) + 0.5)];
	}
	free(sorted);
	return found;
}

bool series_range(const struct series *s, double *ret_min, double *ret_max)
{
	bool any = false;

	for (size_t i = 0; i < s->n; i++) {
		double v = s->values[i];

		if (isnan(v))
			continue;
		if (!any || v < *ret_min)
			*ret_min = v;
		if (!any || v > *ret_max)
			*ret_max = v;
		any = true;
	}
	return any;
}

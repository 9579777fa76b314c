/*
 * Times of the processor: others that are busy do not count.  Of many rounds the median
 * and the 99th percentile, as a line; of one, a number.
 */
#ifndef TESTS_BENCH_MEASURE_H
#define TESTS_BENCH_MEASURE_H

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define MEASURE_MOST 400 /* rounds */

struct measured {
	double median_us, p99_us;
};

static inline double measure_clock_us(clockid_t id)
{
	struct timespec t;

	(void)clock_gettime(id, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static inline double measure_now_us(void)
{
	return measure_clock_us(CLOCK_PROCESS_CPUTIME_ID);
}

static inline int measure_order(const void *a, const void *b)
{
	double x = *(const double *)a;
	double y = *(const double *)b;

	return (x > y) - (x < y);
}

/* rounds: at most MEASURE_MOST; act gets its number. */
static inline struct measured measure(int rounds, void (*act)(void *ctx, int round),
				      void *ctx)
{
	double took[MEASURE_MOST];

	for (int i = 0; i < rounds; i++) {
		double from = measure_now_us();

		act(ctx, i);
		took[i] = measure_now_us() - from;
	}
	qsort(took, (size_t)rounds, sizeof(took[0]), measure_order);
	return (struct measured){ took[rounds / 2], took[rounds * 99 / 100] };
}

static inline void measure_line(const char *what, int rounds,
				void (*act)(void *ctx, int round), void *ctx)
{
	const struct measured m = measure(rounds, act, ctx);

	printf("%-44s %8.0f us  p99 %8.0f us\n", what, m.median_us, m.p99_us);
}

#endif

/*
 * How long a screen of 6 charts over 3 hours of minutes takes to draw, and to go out to
 * a terminal's text; beside it a list that fills the same screen.  Median and 99th
 * percentile of many rounds, in microseconds of the processor.
 * Usage: bench_charts [MINUTES]
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/base/limits.h"
#include "tests/bench/measure.h"
#include "tui/kit/chart.h"

#define ROUNDS      400
#define CHARTS      6
#define MINUTES_MAX 100000
#define START_SEC   INT64_C(1795431960)

struct bench {
	struct chart charts[CHARTS];
	struct chart_mark marks[16];
	struct frame frame, before;
	double *values[CHARTS];
	size_t n;
};

static void draw(struct bench *b)
{
	frame_clear(&b->frame);
	for (int i = 0; i < CHARTS; i++) {
		struct area a = { 3 + 8 * (i / 2), 60 * (i % 2), 7, 59 };

		frame_rule(&b->frame, a, 0, "load latency p95", "9.2 s ▲", ROLE_WARN);
		chart_draw(&b->charts[i], &b->frame, area_lines(a, 1, -1));
	}
}

static void screen(void *ctx, int round)
{
	struct bench *b = ctx;

	b->frame.glyphs.graph = (enum graph)(round % 3);
	draw(b);
}

/* h and l: only the cursor's column is another. */
static void cursor(void *ctx, int round)
{
	struct bench *b = ctx;
	for (int i = 0; i < CHARTS; i++)
		b->charts[i].cursor_sec =
			START_SEC + (int64_t)((size_t)round % b->n) * 60;
	draw(b);
}

/* Rows that a terminal must be told of when the cursor has moved. */
static void difference(void *ctx, int round)
{
	struct bench *b = ctx;
	int changed = 0;

	frame_copy(&b->before, &b->frame);
	cursor(b, round);
	for (int row = 0; row < b->frame.rows; row++)
		changed += !frame_row_same(&b->frame, &b->before, row);
	if (changed > b->frame.rows)
		abort();
}

/* The same screen filled with text, as a list does: what drawing costs by itself. */
static void text(void *ctx, int round)
{
	struct bench *b = ctx;
	(void)round;
	frame_clear(&b->frame);
	for (int row = 3; row < 27; row++) {
		struct pen pen = pen_at(&b->frame, frame_area(&b->frame), row);

		for (int i = 0; i < 6; i++)
			pen_fit(&pen, 20, (enum role)(ROLE_TEXT + i % 2),
				STR("■ UPDATE_ROLLBACK…"), FIT_TAIL, ALIGN_LEFT);
	}
}

static void fill(struct bench *b)
{
	static const double limit = 60;

	for (size_t i = 0; i < ARRAY_LEN(b->marks); i++)
		b->marks[i] = (struct chart_mark){ START_SEC + (int64_t)i * 600,
						   ROLE_CHART_EVENT, 0x25CB, 0 };
	for (size_t i = 0; i < CHARTS; i++) {
		b->values[i] = mem_new(b->n, sizeof(double));
		for (size_t k = 0; k < b->n; k++)
			b->values[i][k] = k % 97 == 0
						  ? (double)NAN
						  : (double)((k * 7919 + i * 31) % 100);
		b->charts[i] = (struct chart){
			.values = b->values[i],
			.n = b->n,
			.partial = 2,
			.start_sec = START_SEC,
			.period_sec = 60,
			.from_sec = START_SEC,
			.to_sec = START_SEC + (int64_t)b->n * 60,
			.limit = &limit,
			.limit_role = ROLE_CHART_THRESHOLD,
			.marks = b->marks,
			.n_marks = ARRAY_LEN(b->marks),
			.has_cursor = true,
			.cursor_sec = START_SEC + 6000,
		};
	}
}

int main(int argc, char **argv)
{
	struct bench b = { .n = 180 };
	int64_t n = 0;

	if (argc > 1 && str_int(str_of(argv[1]), 1, MINUTES_MAX, &n))
		b.n = (size_t)n;
	fill(&b);
	frame_init(&b.frame, 35, 120);
	frame_init(&b.before, 35, 120);
	printf("%d charts of %zu values, 120x35\n", CHARTS, b.n);
	measure_line("all charts, dots blocks and signs in turn", ROUNDS, screen, &b);
	measure_line("a key that moves the cursor of all", ROUNDS, cursor, &b);
	measure_line("the same, and which rows are others", ROUNDS, difference, &b);
	measure_line("as much text in columns, for comparison", ROUNDS, text, &b);
	for (size_t i = 0; i < CHARTS; i++)
		free(b.values[i]);
	frame_release(&b.frame);
	frame_release(&b.before);
	return 0;
}

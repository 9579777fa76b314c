/*
 * One-line charts.  The newest value stands at the right, as time does.
 */
#include "tui/kit/chart.h"

#include <math.h>

static const char *const blocks[] = {
	"\xE2\x96\x81", "\xE2\x96\x82", "\xE2\x96\x83", "\xE2\x96\x84", /* ▁▂▃▄ */
	"\xE2\x96\x85", "\xE2\x96\x86", "\xE2\x96\x87", "\xE2\x96\x88", /* ▅▆▇█ */
};

/* First of n that still fits. */
static size_t first_shown(const struct pen *pen, size_t n)
{
	size_t room = (size_t)pen_room(pen);
	return n > room ? n - room : 0;
}

static void draw_beat(struct pen *pen, enum beat beat)
{
	switch (beat) {
	case BEAT_OK: pen_text(pen, ROLE_BEAT_OK, blocks[0]); break;
	case BEAT_LATE: pen_text(pen, ROLE_BEAT_LATE, blocks[3]); break;
	case BEAT_MISS: pen_text(pen, ROLE_BEAT_MISS, blocks[7]); break;
	case BEAT_UNKNOWN: pen_text(pen, ROLE_FAINT, "\xC2\xB7"); break; /* · */
	}
}

void chart_beats(struct pen *pen, const enum beat *beats, size_t n)
{
	for (size_t i = first_shown(pen, n); i < n; i++)
		draw_beat(pen, beats[i]);
}

static double largest(const struct chart_spark *spark)
{
	double max = 0;
	for (size_t i = 0; i < spark->n; i++) {
		if (isfinite(spark->values[i]) && spark->values[i] > max)
			max = spark->values[i];
	}
	return max;
}

/* 0..7; zero and below are the thin line. */
static size_t level(double value, double max)
{
	if (!(value > 0) || !(max > 0))
		return 0;
	double part = value / max;
	return part >= 1 ? 7 : (size_t)(part * 7.0 + 0.5);
}

static enum role spark_role(const struct chart_spark *spark, double value)
{
	if (value >= spark->crit_at) /* false for NAN */
		return ROLE_CRIT;
	return value >= spark->warn_at ? ROLE_WARN : ROLE_FAINT;
}

void chart_spark(struct pen *pen, const struct chart_spark *spark)
{
	double max = spark->max > 0 ? spark->max : largest(spark);
	for (size_t i = first_shown(pen, spark->n); i < spark->n; i++) {
		double value = spark->values[i];
		if (isfinite(value))
			pen_text(pen, spark_role(spark, value),
				 blocks[level(value, max)]);
		else
			pen_text(pen, ROLE_FAINT, "\xC2\xB7"); /* · */
	}
}

void chart_bar(struct pen *pen, enum role role, double value, double max, int width)
{
	if (width > pen_room(pen))
		width = pen_room(pen);
	int halves = 0;
	if (value > 0 && max > 0 && width > 0) {
		double part = value >= max ? 1 : value / max;
		halves = (int)lround(part * 2 * width);
		halves = halves > 0 ? halves : 1;
	}
	for (int i = 0; i < halves / 2; i++)
		pen_text(pen, role, blocks[7]);
	if (halves % 2)
		pen_text(pen, role, "\xE2\x96\x8C"); /* ▌ */
	pen_skip(pen, width - (halves + 1) / 2);
}

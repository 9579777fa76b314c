/*
 * Values and beats in one row of cells.
 */
#include "tui/kit/spark.h"

#include <math.h>

static const char *const blocks[] = { "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" };
#define NO_VALUE "·"

static const struct {
	const char *sign;
	enum role role;
} beat_rows[] = {
	[SPARK_UNKNOWN] = { NO_VALUE, ROLE_FAINT },
	[SPARK_ON_TIME] = { "▁", ROLE_BEAT_OK },
	[SPARK_LATE] = { "▄", ROLE_BEAT_LATE },
	[SPARK_MISSED] = { "█", ROLE_BEAT_MISS },
};

static int cells_of(int width)
{
	if (width < 0)
		return 0;
	return width > SPARK_CELLS ? SPARK_CELLS : width;
}

/* Values of cell i of width: values[*ret_from, *ret_end).  Fewer values than cells
 * stand at the right. */
static void part(size_t i, size_t width, size_t n, size_t *ret_from, size_t *ret_end)
{
	if (n < width) {
		*ret_from = i + n >= width ? i + n - width : 0;
		*ret_end = i + n >= width ? *ret_from + 1 : 0;
		return;
	}
	*ret_from = i * n / width;
	*ret_end = (i + 1) * n / width;
}

static double largest(const double *values, size_t from, size_t end)
{
	double most = (double)NAN;

	for (size_t i = from; i < end; i++)
		if (isfinite(values[i]) && !(values[i] <= most))
			most = values[i];
	return most;
}

static const char *block(double value, double top)
{
	double share = top > 0 && value > 0 ? value / top : 0;
	int level = (int)lround((share < 1 ? share : 1) * 7);

	return isnan(value) ? NO_VALUE : blocks[level];
}

static const char *cell(size_t i, size_t width, const double *values, size_t n,
			double top)
{
	size_t from = 0;
	size_t end = 0;

	part(i, width, n, &from, &end);
	return block(largest(values, from, end), top);
}

static double top_or(double top, const double *values, size_t n)
{
	return top > 0 ? top : largest(values, 0, n);
}

void spark_draw(struct pen *p, int width, const double *values, size_t n, double top,
		enum role role)
{
	size_t cells = (size_t)cells_of(width);

	top = top_or(top, values, n);
	for (size_t i = 0; i < cells; i++) {
		const char *sign = cell(i, cells, values, n, top);

		pen_text(p, text_eq(sign, NO_VALUE) ? ROLE_FAINT : role, sign);
	}
}

void spark_text(struct buf *out, int width, const double *values, size_t n, double top)
{
	size_t cells = (size_t)cells_of(width);

	top = top_or(top, values, n);
	for (size_t i = 0; i < cells; i++)
		buf_add_text(out, cell(i, cells, values, n, top));
}

/* ---- beats ---- */

static enum spark_beat known(unsigned beat)
{
	return beat <= SPARK_MISSED ? (enum spark_beat)beat : SPARK_UNKNOWN;
}

const char *spark_beat_sign(enum spark_beat b)
{
	return beat_rows[known(b)].sign;
}

enum role spark_beat_role(enum spark_beat b)
{
	return beat_rows[known(b)].role;
}

/* The worst of a cell; known wins over unknown. */
static enum spark_beat worst(size_t i, size_t width, const uint8_t *beats, size_t n)
{
	size_t from = i * n / width;
	size_t end = (i + 1) * n / width;
	enum spark_beat b = SPARK_UNKNOWN;

	if (end == from && n) /* fewer beats than cells */
		end = from + 1;
	for (size_t k = from; k < end; k++)
		if (known(beats[k]) > b)
			b = known(beats[k]);
	return b;
}

void spark_beats_draw(struct pen *p, int width, const uint8_t *beats, size_t n)
{
	size_t cells = (size_t)cells_of(width);

	for (size_t i = 0; i < cells; i++) {
		enum spark_beat b = worst(i, cells, beats, n);

		pen_text(p, spark_beat_role(b), spark_beat_sign(b));
	}
}

void spark_beats_text(struct buf *out, int width, const uint8_t *beats, size_t n)
{
	size_t cells = (size_t)cells_of(width);

	for (size_t i = 0; i < cells; i++)
		buf_add_text(out, spark_beat_sign(worst(i, cells, beats, n)));
}

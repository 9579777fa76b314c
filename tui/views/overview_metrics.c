/*
 * Key metrics, small.
 */
#include "tui/views/overview_metrics.h"

#include <inttypes.h>

#include "tui/kit/chart.h"
#include "tui/kit/number.h"
#include "tui/views/times.h"

#define LABEL  9  /* columns of the name, and a blank before it */
#define FIGURE 14 /* of what stands at the right */
#define WIDE   50 /* columns from which a chart has three lines */

static size_t rows_of(const struct scene *s, const struct fleet_row *row,
		      struct metric rows[METRICS_MAX])
{
	return s->metrics && row
		       ? s->metrics->list(s->metrics->ctx, row, rows, METRICS_MAX)
		       : 0;
}

int overview_metrics_each(int width)
{
	return width >= WIDE && width < 80 ? 3 : 1;
}

size_t overview_metrics_n(const struct scene *s, const struct fleet_row *row)
{
	struct metric rows[METRICS_MAX];

	return rows_of(s, row, rows);
}

static void add_time(struct buf *out, int64_t sec, int64_t now_sec, bool letter)
{
	AUTO(buf) text = BUF_INIT(64);

	times_hms(&text, sec, now_sec);
	buf_addf(out, times_relative() ? "%s" : "%.5s", buf_text(&text));
	if (letter && !times_relative())
		buf_add_char(out, times_letter());
}

void overview_metrics_right(const struct scene *s, const struct fleet_row *row,
			    struct buf *out)
{
	struct metric rows[METRICS_MAX];
	size_t n = rows_of(s, row, rows);
	const struct series *series = n ? rows[0].series : NULL;
	int64_t span = 0;

	if (!series || !series->n)
		return;
	span = (int64_t)series->n * series->period_sec;
	if (span % 3600)
		buf_addf(out, "%" PRId64 " min · ", span / 60);
	else
		buf_addf(out, "%" PRId64 " h · ", span / 3600);
	add_time(out, series->start_sec, s->now_sec, false);
	buf_add_text(out, " → ");
	add_time(out, series->start_sec + span, s->now_sec, true);
}

static void draw_chart(const struct metric *m, struct frame *f, struct area a)
{
	const struct series *s = m->series;
	struct chart c = {
		.values = s->values,
		.n = s->n,
		.partial = s->partial,
		.start_sec = s->start_sec,
		.period_sec = s->period_sec,
		.from_sec = s->start_sec,
		.to_sec = s->start_sec + (int64_t)s->n * s->period_sec,
		.top = m->top,
		.bare = true,
	};

	chart_draw(&c, f, a);
}

/* "12 /s ▼", and "p95 4.1k /s" below it or behind it. */
static void draw_figures(const struct metric *m, struct frame *f, struct area a)
{
	double now = metric_now(m);
	enum severity state = metric_state(m, now);
	enum role role = state == SEV_CRIT   ? ROLE_CRIT
			 : state == SEV_WARN ? ROLE_WARN
					     : ROLE_TEXT;
	struct pen pen = pen_at(f, a, 0);
	AUTO(buf) value = BUF_INIT(128);
	AUTO(buf) p95 = BUF_INIT(128);

	metric_value(m, now, &value);
	buf_addf(&value, " %s", metric_sign(m));
	buf_add_text(&p95, "p95 ");
	if (a.height > 1)
		metric_value(m, series_percentile(m->series, 95), &p95);
	else
		number_unit(&p95, series_percentile(m->series, 95), NULL);
	pen_fit(&pen, a.height > 1 ? a.width : a.width / 2,
		isnan(now) ? ROLE_FAINT : role, buf_str(&value), FIT_CLIP, ALIGN_RIGHT);
	if (a.height > 1)
		pen = pen_at(f, a, 1);
	pen_fit(&pen, pen_room(&pen), ROLE_MUTED, buf_str(&p95), FIT_CLIP, ALIGN_RIGHT);
}

/* "rows/s", "latency". */
static void draw_label(const struct metric *m, struct frame *f, struct area a)
{
	struct pen pen = pen_at(f, a, 0);
	AUTO(buf) label = BUF_INIT(256);

	buf_addf(&label, "%s%s", m->brief, m->unit[0] == '/' ? m->unit : "");
	pen_skip(&pen, 1);
	pen_fit(&pen, LABEL - 1, ROLE_TEXT, buf_str(&label), FIT_TAIL, ALIGN_LEFT);
}

static void draw_one(const struct metric *m, struct frame *f, struct area a)
{
	int figures = a.height > 1 ? FIGURE : 2 * FIGURE - 4;
	struct area chart = a;
	struct area right = a;

	chart.col += LABEL + 1;
	chart.width -= LABEL + 1 + figures + 1;
	right.col += a.width - figures - 1;
	right.width = figures;
	draw_label(m, f, a);
	if (chart.width > 0)
		draw_chart(m, f, chart);
	if (right.col >= a.col + LABEL)
		draw_figures(m, f, right);
}

void overview_metrics_draw(const struct scene *s, const struct fleet_row *row,
			   struct frame *f, struct area a, bool focused)
{
	struct metric rows[METRICS_MAX];
	size_t n = rows_of(s, row, rows);
	int each = overview_metrics_each(a.width);

	if (a.height < each)
		each = 1;
	for (size_t i = 0; i < n && ((int)i + 1) * each <= a.height; i++)
		draw_one(&rows[i], f, area_lines(a, (int)i * each, each));
	if (!n) {
		struct pen pen = pen_at(f, a, 0);

		pen_skip(&pen, 1);
		pen_text(&pen, ROLE_FAINT, "No metrics of it were read yet.");
	}
	if (focused)
		frame_cursor(f, a.row, a.col, "metrics");
}

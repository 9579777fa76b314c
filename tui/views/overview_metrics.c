/*
 * Key metrics, small.
 */
#include "tui/views/overview_metrics.h"

#include <inttypes.h>

#include "core/base/utf8.h"
#include "tui/kit/chart.h"
#include "tui/kit/number.h"
#include "tui/views/times.h"

#define LABEL     9  /* columns of the name, and a blank before it */
#define FIGURE    14 /* of what stands at the right */
#define WIDE      50 /* columns from which a chart has three lines */

#define HOUR_NEAR 300 /* seconds: an hour less its newest minutes is one */

/* What matters most stands first. */
static size_t rows_of(const struct scene *s, const struct fleet_row *row,
		      struct metric rows[METRICS_MAX])
{
	struct metric all[METRICS_MAX];
	size_t n_all = s->metrics && row ? s->metrics->list(s->metrics->ctx, row, all,
							    METRICS_MAX)
					 : 0;
	size_t n = 0;

	for (int rank = 0; rank < METRIC_RANKS; rank++)
		for (size_t i = 0; i < n_all; i++)
			if (metric_rank(&all[i]) == rank)
				rows[n++] = all[i];
	return n;
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

void overview_metrics_right(const struct scene *s, const struct fleet_row *row,
			    struct buf *out)
{
	struct metric rows[METRICS_MAX];
	size_t n = rows_of(s, row, rows);
	const struct series *series = n ? rows[0].series : NULL;
	int64_t whole = 0;

	if (!series || series->n <= series->partial)
		return;
	whole = (int64_t)(series->n - series->partial) * series->period_sec;
	if (whole + HOUR_NEAR >= 3600)
		buf_addf(out, "%" PRId64 " h · ", (whole + HOUR_NEAR) / 3600);
	else
		buf_addf(out, "%" PRId64 " min · ", whole / 60);
	times_hm(out, series->start_sec, s->now_sec, false);
	buf_add_text(out, " → ");
	times_hm(out, series->start_sec + whole, s->now_sec, true);
}

/* A range of another time, which a screen wanted, is none of the overview's. */
static bool is_of_now(const struct series *s, int64_t now_sec)
{
	return now_sec - s->start_sec - (int64_t)s->n * s->period_sec < METRIC_OLD_SEC;
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

/* "12 /s ▼", and "p95 4.1k /s" below it or behind it; of an old one when it was. */
static void draw_figures(const struct metric *m, int64_t now_sec, struct frame *f,
			 struct area a)
{
	enum role role = ROLE_TEXT;
	struct pen pen = pen_at(f, a, 0);
	AUTO(buf) value = BUF_INIT(128);
	AUTO(buf) p95 = BUF_INIT(128);

	role = metric_figure(m, now_sec, false, &value);
	if (metric_old(m, now_sec)) {
		buf_add_text(&p95, "at ");
		times_hm(&p95, m->now_sec, now_sec, true);
	} else {
		buf_add_text(&p95, "p95 ");
		metric_value(m, series_percentile(m->series, 95), &p95);
	}
	pen_fit(&pen, a.height > 1 ? a.width : a.width / 2, role, buf_str(&value),
		FIT_CLIP, ALIGN_RIGHT);
	if (a.height > 1)
		pen = pen_at(f, a, 1);
	pen_fit(&pen, pen_room(&pen), ROLE_MUTED, buf_str(&p95), FIT_CLIP, ALIGN_RIGHT);
}

/* "rows/s", "latency". */
static void draw_label(const struct metric *m, int width, struct frame *f,
		       struct area a)
{
	struct pen pen = pen_at(f, a, 0);
	AUTO(buf) label = BUF_INIT(256);

	buf_addf(&label, "%s%s", m->brief, m->unit[0] == '/' ? m->unit : "");
	pen_skip(&pen, 1);
	pen_fit(&pen, width - 1, ROLE_TEXT, buf_str(&label), FIT_TAIL, ALIGN_LEFT);
}

static void draw_one(const struct metric *m, int label, int64_t now_sec,
		     struct frame *f, struct area a)
{
	int figures = a.height > 1 ? FIGURE : 2 * FIGURE - 4;
	struct area chart = a;
	struct area right = a;

	chart.col += label + 1;
	chart.width -= label + 1 + figures + 1;
	right.col += a.width - figures - 1;
	right.width = figures;
	draw_label(m, label, f, a);
	if (chart.width > 0 && is_of_now(m->series, now_sec))
		draw_chart(m, f, chart);
	if (right.col >= a.col + label)
		draw_figures(m, now_sec, f, right);
}

/* What the longest of them needs, up to a third. */
static int label_width(const struct metric *rows, size_t n, int width)
{
	int label = LABEL;

	for (size_t i = 0; i < n; i++) {
		int needs =
			utf8_width(str_of(rows[i].brief)) + 1 +
			(rows[i].unit[0] == '/' ? utf8_width(str_of(rows[i].unit)) : 0);

		label = needs > label ? needs : label;
	}
	return label < width / 3 ? label : width / 3 > LABEL ? width / 3 : LABEL;
}

void overview_metrics_draw(const struct scene *s, const struct fleet_row *row,
			   struct frame *f, struct area a, bool focused)
{
	struct metric rows[METRICS_MAX];
	size_t n = rows_of(s, row, rows);
	int each = overview_metrics_each(a.width);

	size_t shown = 0;
	int label = 0;

	if (a.height < each)
		each = 1;
	shown = (size_t)(a.height > 0 ? a.height / each : 0);
	shown = shown < n ? shown : n;
	label = label_width(rows, shown, a.width);
	for (size_t i = 0; i < shown; i++)
		draw_one(&rows[i], label, s->now_sec, f,
			 area_lines(a, (int)i * each, each));
	if (!n) {
		struct pen pen = pen_at(f, a, 0);

		pen_skip(&pen, 1);
		pen_text(&pen, ROLE_FAINT, "No metrics of it were read yet.");
	}
	if (focused)
		frame_cursor(f, a.row, a.col, "metrics");
}

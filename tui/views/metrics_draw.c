/*
 * What the metrics screen looks like: charts beside and below each other, one axis of
 * time, what stands at the cursor.
 *
 *   rule, chart      one block; a blank line between blocks where there is room
 *   11:06 ...        below the last ones
 *   At cursor        values, thresholds, events near (metrics_panel.c)
 */
#include <stdio.h>

#include "tui/views/metrics_impl.h"
#include "tui/views/parts.h"

#define WIDE        100 /* columns from which charts stand beside each other */
#define ROWS_MOST   3
#define BLOCK_LEAST 5 /* lines of a chart with its rule */
#define PANEL_WIDE  5 /* a blank, rule, three lines */
#define PANEL_SMALL 2

struct layout {
	bool wide;
	size_t cols, rows; /* charts */
	int block;         /* lines of one, with its rule */
	int gap;           /* blank lines below one, but the last */
	int panel;         /* lines of what stands at the cursor */
};

static struct layout layout_of(const struct metrics_view *v, struct area body)
{
	struct layout l = { .wide = body.width >= WIDE, .cols = 1, .rows = 1 };
	int room = 0;

	l.panel = l.wide ? PANEL_WIDE : PANEL_SMALL;
	room = body.height - l.panel - 1;
	if (v->whole || v->n_shown < 2) {
		l.block = room;
		return l;
	}
	l.cols = l.wide ? 2 : 1;
	while (l.rows < ROWS_MOST && l.rows * l.cols < v->n_shown &&
	       room / (int)(l.rows + 1) >= BLOCK_LEAST)
		l.rows++;
	l.gap = l.wide && (room + 1) / (int)l.rows > BLOCK_LEAST;
	l.block = (room - l.gap * ((int)l.rows - 1)) / (int)l.rows;
	return l;
}

/* ---- one chart ---- */

/* That of the state in force, else the one that would come first. */
static const double *limit_of(const struct metric *m)
{
	bool crit = m->state == SEV_CRIT && !isnan(m->crit);

	return crit || isnan(m->warn) ? &m->crit : &m->warn;
}

static struct chart chart_of(const struct metrics_view *v, const struct metric *m,
			     bool focused)
{
	return (struct chart){
		.values = m->series->values,
		.n = m->series->n,
		.partial = m->series->partial,
		.start_sec = m->series->start_sec,
		.period_sec = m->series->period_sec > 0 ? m->series->period_sec : 60,
		.from_sec = v->from_sec,
		.to_sec = v->to_sec,
		.top = m->top,
		.limit = limit_of(m),
		.limit_role = ROLE_CHART_THRESHOLD,
		.marks = v->events.marks,
		.n_marks = v->events.n,
		.has_cursor = true,
		.focused = focused,
		.cursor_sec = v->cursor_sec,
	};
}

/* Of the past: its newest value there, and when; no state, that is of now. */
static enum role past_figure(const struct metrics_view *v, const struct metric *m,
			     struct buf *out)
{
	const struct series *s = m->series;
	size_t i = s->n > s->partial ? s->n - s->partial : 0;
	int64_t at_sec = 0;

	for (; i > 0; i--) {
		at_sec = s->start_sec + (int64_t)(i - 1) * s->period_sec;
		if (at_sec < v->to_sec && !isnan(s->values[i - 1]))
			break;
	}
	if (i == 0 || at_sec < v->from_sec) {
		buf_add_text(out, metrics_reading(v)           ? "reading"
				  : text_empty(m->range_error) ? "no data"
							       : "not read");
		return text_empty(m->range_error) ? ROLE_MUTED : ROLE_UNKNOWN;
	}
	metric_value(m, s->values[i - 1], out);
	buf_add_text(out, " at ");
	metrics_when(v, at_sec, true, out);
	return ROLE_MUTED;
}

static void draw_title(const struct metrics_view *v, const struct metric *m,
		       struct frame *f, struct area a, bool focused)
{
	enum role role = ROLE_TEXT;
	AUTO(buf) title = BUF_INIT(256);
	AUTO(buf) right = BUF_INIT(128);

	/* the focused one is named by shape too, not by ink alone */
	buf_addf(&title, "%s%s", focused ? "› " : "", m->name);
	role = v->follow ? metric_figure(m, v->scene->now_sec, true, &right)
			 : past_figure(v, m, &right);
	frame_rule(f, a, 0, buf_text(&title), buf_text(&right), role);
}

/* Why there is nothing in it. */
static void draw_error(const struct metric *m, struct frame *f, struct area plot)
{
	struct pen pen = pen_at(f, plot, plot.height / 2);
	double least = 0;
	double most = 0;

	if (text_empty(m->range_error) || series_range(m->series, &least, &most))
		return;
	pen_skip(&pen, 1);
	pen_fit(&pen, pen_room(&pen), ROLE_UNKNOWN, str_of(m->range_error), FIT_TAIL,
		ALIGN_LEFT);
}

static void draw_chart(struct metrics_view *v, size_t i, struct frame *f, struct area a)
{
	const struct metric *m = &v->all[v->shown[i]];
	bool focused = i == v->focus;
	struct chart c = chart_of(v, m, focused);
	struct area body = area_lines(a, 1, -1);
	struct area plot = chart_plot(&c, body);
	int col = chart_col(&c, plot, v->cursor_sec);

	draw_title(v, m, f, a, focused);
	chart_draw(&c, f, body);
	draw_error(m, f, plot);
	if (focused) {
		char id[48];

		v->step_cells = plot.width;
		(void)snprintf(id, sizeof(id), "metric:%.40s", m->id);
		frame_cursor(f, plot.row + plot.height - 1,
			     plot.col + (col > 0 ? col : 0), id);
	}
}

static void draw_times(struct metrics_view *v, const struct metric *m, struct frame *f,
		       struct area line)
{
	struct chart c = chart_of(v, m, false);
	struct chart_label labels[4];
	char texts[ARRAY_LEN(labels)][32] = { { 0 } };
	size_t last = ARRAY_LEN(labels) - 1;

	for (size_t i = 0; i <= last; i++) {
		AUTO(buf) text = BUF_INIT(64);

		labels[i].at_sec =
			v->from_sec + v->span_sec * (int64_t)i / (int64_t)last;
		metrics_when(v, labels[i].at_sec, i == last, &text);
		text_keep(texts[i], sizeof(texts[i]), buf_str(&text));
		labels[i].text = texts[i];
	}
	chart_axis(&c, f, line, labels, ARRAY_LEN(labels));
}

/* Columns of the i-th of n beside each other, one blank between. */
static struct area column_of(struct area body, size_t i, size_t n)
{
	int width = (body.width - ((int)n - 1)) / (int)n;
	struct area a = body;

	a.col += (int)i * (width + 1);
	a.width = i + 1 == n ? body.col + body.width - a.col : width;
	return a;
}

/* The page of charts that the focus is on. */
static void draw_charts(struct metrics_view *v, const struct layout *l, struct frame *f,
			struct area body)
{
	size_t page = l->rows * l->cols;
	size_t first = v->focus - v->focus % page;
	int axis = (int)l->rows * (l->block + l->gap) - l->gap;

	v->per_row = l->cols;
	for (size_t i = first; i < v->n_shown && i < first + page; i++) {
		size_t row = (i - first) / l->cols;
		struct area a = column_of(body, (i - first) % l->cols, l->cols);

		draw_chart(v, i, f,
			   area_lines(a, (int)row * (l->block + l->gap), l->block));
		if (row + 1 == l->rows || i + l->cols >= v->n_shown)
			draw_times(v, &v->all[v->shown[i]], f, area_lines(a, axis, 1));
	}
}

/* ---- the whole ---- */

/* Why metrics could not be read; NULL: nothing is said of that. */
static const struct verdict *failure_of(const struct fleet_row *row)
{
	for (size_t i = 0; i < row->health.n; i++)
		if (text_eq(row->health.rows[i].rule, "metrics-not-read"))
			return &row->health.rows[i];
	return NULL;
}

static void draw_nothing(const struct metrics_view *v, struct frame *f,
			 struct area body)
{
	const struct verdict *failed = NULL;
	struct pen pen = pen_at(f, body, 1);
	AUTO(buf) choose = BUF_INIT(32);
	AUTO(buf) read = BUF_INIT(32);

	metrics_key(v, ACTION_COLUMNS, ":columns", &choose);
	metrics_key(v, ACTION_REFRESH, ":refresh", &read);
	pen_skip(&pen, 2);
	if (!v->row)
		pen_printf(&pen, ROLE_WARN,
			   "The configuration names no installation %s.", v->inst);
	else if (v->row->data == FLEET_NOTHING)
		pen_text(&pen, ROLE_MUTED, parts_unread(v->row));
	else if (v->n_all)
		pen_printf(&pen, ROLE_MUTED, "No metric is chosen; %s chooses.",
			   buf_text(&choose));
	else if ((failed = failure_of(v->row)) != NULL)
		pen_fit(&pen, pen_room(&pen), ROLE_UNKNOWN,
			str_of(verdict_reason(failed)), FIT_TAIL, ALIGN_LEFT);
	else
		pen_printf(&pen, ROLE_MUTED,
			   "No metrics of it were read yet; %s reads again.",
			   buf_text(&read));
	frame_cursor(f, body.row, body.col, "metrics");
}

void metrics_draw(struct metrics_view *v, struct frame *f, struct area body)
{
	struct layout l = layout_of(v, body);

	if (!v->row || !v->n_shown) {
		draw_nothing(v, f, body);
		return;
	}
	if (l.block < 2) { /* what stands at the cursor says most in few lines */
		l.panel = body.height;
		l.block = 0;
	} else {
		draw_charts(v, &l, f, area_lines(body, 0, body.height - l.panel));
	}
	metrics_draw_panel(v, l.rows * l.cols, l.wide, f,
			   area_lines(body, body.height - l.panel, l.panel));
	if (!l.block)
		frame_cursor(f, body.row, body.col, "metrics");
}

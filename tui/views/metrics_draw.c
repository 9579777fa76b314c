/*
 * What the metrics screen looks like: charts beside and below each other, one axis of
 * time, what stands at the cursor.
 *
 *   rule, chart      one block; a blank line between blocks where there is room
 *   11:06 ...        below the last ones
 *   At cursor        values, thresholds, events near
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/utf8.h"
#include "tui/views/metrics_impl.h"
#include "tui/views/parts.h"

#define WIDE        100 /* columns from which charts stand beside each other */
#define ROWS_MOST   3
#define BLOCK_LEAST 5 /* lines of a chart with its rule */
#define PANEL_WIDE  5 /* a blank, rule, two lines, a blank */
#define PANEL_SMALL 2
#define NEAR        6 /* events of this part of what is shown are near */

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
		.limit = isnan(m->warn) || (m->state == SEV_CRIT && !isnan(m->crit))
				 ? &m->crit
				 : &m->warn,
		.limit_role = ROLE_CHART_THRESHOLD,
		.marks = v->events.marks,
		.n_marks = v->events.n,
		.has_cursor = true,
		.focused = focused,
		.cursor_sec = v->cursor_sec,
	};
}

static void draw_title(const struct metric *m, int64_t now_sec, struct frame *f,
		       struct area a, bool focused)
{
	enum role role = ROLE_TEXT;
	AUTO(buf) title = BUF_INIT(256);
	AUTO(buf) right = BUF_INIT(128);

	/* the focused one is named by shape too, not by ink alone */
	buf_addf(&title, "%s%s", focused ? "› " : "", m->name);
	role = metric_figure(m, now_sec, true, &right);
	frame_rule(f, a, 0, buf_text(&title), buf_text(&right), role);
}

static void draw_chart(struct metrics_view *v, size_t i, struct frame *f, struct area a)
{
	const struct metric *m = &v->all[v->shown[i]];
	bool focused = i == v->focus;
	struct chart c = chart_of(v, m, focused);
	struct area body = area_lines(a, 1, -1);
	struct area plot = chart_plot(&c, body);
	int col = chart_col(&c, plot, v->cursor_sec);

	draw_title(m, v->scene->now_sec, f, a, focused);
	chart_draw(&c, f, body);
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

/* ---- at the cursor ---- */

/* "rows 31 /s   latency 6.8 s": of the charts on the screen. */
static void draw_values(const struct metrics_view *v, const struct layout *l,
			struct pen *pen)
{
	size_t page = l->rows * l->cols;
	size_t first = v->focus - v->focus % page;

	for (size_t i = first; i < first + page && i < v->n_shown; i++) {
		const struct metric *m = &v->all[v->shown[i]];
		double value = series_at(m->series, v->cursor_sec);
		AUTO(buf) text = BUF_INIT(128);

		metric_named(m, value, !l->wide, &text);
		if (pen_room(pen) <
		    utf8_width(str_of(m->brief)) + utf8_width(buf_str(&text)) + 3)
			return;
		pen_printf(pen, ROLE_MUTED, "%s ", m->brief);
		pen_text(pen, metric_role(m, value), buf_text(&text));
		pen_skip(pen, l->wide ? 3 : 2);
	}
}

/* At the right: "thresholds: latency > 5 s, errors > 5", as many as there is room. */
static void draw_limits(const struct metrics_view *v, struct pen *pen)
{
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(1));

	buf_add_text(&text, "thresholds: ");
	for (size_t i = 0, n = 0; i < v->n_shown; i++) {
		AUTO(buf) one = BUF_INIT(256);

		metric_limit(&v->all[v->shown[i]], &one);
		if (!one.len ||
		    utf8_width(buf_str(&text)) + utf8_width(buf_str(&one)) + 2 + 1 >
			    pen_room(pen))
			continue;
		buf_addf(&text, "%s%s", n ? ", " : "", buf_text(&one));
		n++;
	}
	if (str_ends(buf_str(&text), ": "))
		return;
	buf_add_char(&text, ' ');
	pen_right(pen, ROLE_MUTED, buf_text(&text));
}

struct near {
	const struct metrics_event *items[3 * METRICS_EVENTS];
	size_t n;
};

static int64_t distance(const struct metrics_view *v, const struct metrics_event *e)
{
	int64_t d = e->at_sec - v->cursor_sec;

	return d < 0 ? -d : d;
}

/* "13:46 ■ stack acme-ingest failed": the subject is said once in a row. */
static void event_text(const struct metrics_view *v, const struct metrics_event *e,
		       const struct metrics_event *before, bool brief, struct buf *out)
{
	bool named = before && text_eq(before->subject, e->subject);

	metrics_when(v, e->at_sec, false, out);
	buf_addf(out, " %s ", e->sign);
	if (e->subject[0] && !named && !brief)
		buf_addf(out, "%s ", e->subject);
	buf_add_text(out, e->text);
}

static int near_width(const struct metrics_view *v, const struct near *l, bool brief)
{
	int width = 0;

	for (size_t i = 0; i < l->n; i++) {
		AUTO(buf) text = BUF_INIT(512);

		event_text(v, l->items[i], i ? l->items[i - 1] : NULL, brief, &text);
		width += utf8_width(buf_str(&text)) + (i ? brief ? 2 : 3 : 0);
	}
	return width;
}

/* The farthest goes, until the rest has room. */
static void find_near(const struct metrics_view *v, int room, bool brief,
		      struct near *ret)
{
	ret->n = 0;
	for (size_t i = 0; i < v->events.n; i++)
		if (distance(v, &v->events.items[i]) <= v->span_sec / NEAR)
			ret->items[ret->n++] = &v->events.items[i];
	while (ret->n && near_width(v, ret, brief) > room) {
		size_t far = 0;

		for (size_t i = 1; i < ret->n; i++)
			if (distance(v, ret->items[i]) > distance(v, ret->items[far]))
				far = i;
		for (ret->n--; far < ret->n; far++)
			ret->items[far] = ret->items[far + 1];
	}
}

static void draw_events(const struct metrics_view *v, struct pen *pen, bool brief)
{
	struct near l = { .n = 0 };

	find_near(v, pen_room(pen), brief, &l);
	for (size_t i = 0; i < l.n; i++) {
		const struct metrics_event *e = l.items[i];
		AUTO(buf) text = BUF_INIT(512);
		struct str rest = { 0 };
		struct str when = { 0 };

		event_text(v, e, i ? l.items[i - 1] : NULL, brief, &text);
		rest = buf_str(&text);
		when = (struct str){ rest.p,
				     (size_t)(strstr(rest.p, e->sign) - rest.p) };
		rest = (struct str){ when.p + when.len + strlen(e->sign),
				     rest.len - when.len - strlen(e->sign) };
		pen_skip(pen, i ? brief ? 2 : 3 : 0);
		pen_str(pen, ROLE_MUTED, when);
		pen_text(pen, e->ink, e->sign);
		pen_str(pen, ROLE_TEXT, rest);
	}
	if (!l.n && !brief)
		pen_text(pen, ROLE_FAINT, "none");
	if (v->events.known_sec > v->from_sec && !brief) {
		AUTO(buf) text = BUF_INIT(128);

		buf_add_text(&text, "   our access is known since ");
		metrics_when(v, v->events.known_sec, true, &text);
		pen_text(pen, ROLE_WARN, buf_text(&text));
	}
}

/* "◂ h  l ▸ moves all charts": the keys in force. */
static void add_keys(const struct metrics_view *v, const struct frame *f, bool wide,
		     struct buf *out)
{
	bool plain = f->glyphs.ascii;
	AUTO(buf) left = BUF_INIT(32);
	AUTO(buf) right = BUF_INIT(32);

	parts_key(v->scene, ACTION_LEFT, "", &left);
	parts_key(v->scene, ACTION_RIGHT, "", &right);
	if (!left.len || !right.len)
		return;
	if (wide)
		buf_addf(out, "%s %s  %s %s moves all charts", plain ? "<" : "◂",
			 buf_text(&left), buf_text(&right), plain ? ">" : "▸");
	else
		buf_addf(out, "%s %s move", buf_text(&left), buf_text(&right));
}

static void draw_panel(const struct metrics_view *v, const struct layout *l,
		       struct frame *f, struct area a)
{
	int line = l->wide ? 1 : 0;
	AUTO(buf) title = BUF_INIT(64);
	AUTO(buf) keys = BUF_INIT(128);
	struct pen pen = { 0 };

	buf_add_text(&title, "At cursor ");
	metrics_when(v, v->cursor_sec, true, &title);
	if (!metrics_ended(v))
		buf_add_text(&title, l->wide ? ", which has not ended" : ", not ended");
	add_keys(v, f, l->wide, &keys);
	frame_rule(f, a, line, buf_text(&title), buf_text(&keys), ROLE_MUTED);
	pen = pen_at(f, a, line + 1);
	pen_skip(&pen, l->wide ? 2 : 1);
	if (!l->wide) {
		draw_values(v, l, &pen);
		pen_skip(&pen, 1);
		draw_events(v, &pen, true);
		return;
	}
	draw_values(v, l, &pen);
	draw_limits(v, &pen);
	pen = pen_at(f, a, line + 2);
	pen_skip(&pen, 2);
	pen_text(&pen, ROLE_MUTED, "events near:  ");
	draw_events(v, &pen, false);
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

	pen_skip(&pen, 2);
	if (!v->row)
		pen_printf(&pen, ROLE_WARN,
			   "The configuration names no installation %s.", v->inst);
	else if (v->row->data == FLEET_NOTHING)
		pen_text(&pen, ROLE_MUTED, parts_unread(v->row));
	else if (v->n_all)
		pen_text(&pen, ROLE_MUTED, "No metric is chosen; c chooses.");
	else if ((failed = failure_of(v->row)) != NULL)
		pen_fit(&pen, pen_room(&pen), ROLE_UNKNOWN,
			str_of(verdict_reason(failed)), FIT_TAIL, ALIGN_LEFT);
	else
		pen_text(&pen, ROLE_MUTED,
			 "No metrics of it were read yet; r reads again.");
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
	draw_panel(v, &l, f, area_lines(body, body.height - l.panel, l.panel));
	if (!l.block)
		frame_cursor(f, body.row, body.col, "metrics");
}

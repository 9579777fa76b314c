/*
 * Charts: values become a level for each column of dots, levels become cells.
 */
#include "tui/kit/chart.h"

#include <math.h>

#include "core/base/limits.h"
#include "core/base/utf8.h"
#include "tui/kit/number.h"

#define DOTS_MAX (2 * LIMIT_COLS)
#define HEADROOM 1.05               /* above the largest value */
#define FARTHEST (INT64_C(1) << 50) /* seconds: of no time anybody means */
#define EVENT    0x254E             /* ╎ */
#define LEAST    1e-9               /* what is smaller is no scale for an axis */

static const struct {
	int dots;   /* columns of dots in a cell */
	int levels; /* rows of dots in a cell */
} graphs[] = {
	[GRAPH_BRAILLE] = { 2, 4 },
	[GRAPH_BLOCK] = { 1, 8 },
	[GRAPH_ASCII] = { 2, 4 },
};

static double span_of(const struct chart *c)
{
	return (double)c->to_sec - (double)c->from_sec;
}

/* ---- values ---- */

/* Periods from the start of the values to a moment; a limit keeps it an integer. */
static double periods(const struct chart *c, double at_sec)
{
	return (at_sec - (double)c->start_sec) / (double)c->period_sec;
}

static size_t index_at(const struct chart *c, double period)
{
	if (!(period > 0))
		return 0;
	return period < (double)c->n ? (size_t)period : c->n;
}

struct part {
	size_t from, end; /* values[from, end) */
};

/* The values of one of n equal parts of what is shown: those that begin in it, or the
 * one that holds it. */
static struct part part_of(const struct chart *c, int part, int n)
{
	double from = (double)c->from_sec + span_of(c) * part / n;
	double to = (double)c->from_sec + span_of(c) * (part + 1) / n;
	double first = ceil(periods(c, from));
	double end = ceil(periods(c, to));

	if (end <= first) { /* a period is longer than a part */
		first = floor(periods(c, from));
		end = first + 1;
	}
	return (struct part){ index_at(c, first), index_at(c, end) };
}

/* The largest; NAN: none. */
static double part_value(const struct chart *c, struct part p)
{
	double most = (double)NAN;

	for (size_t i = p.from; i < p.end; i++)
		if (isfinite(c->values[i]) && !(c->values[i] <= most))
			most = c->values[i];
	return most;
}

static bool is_partial(const struct chart *c, struct part p)
{
	return c->partial && p.end > p.from && p.from + c->partial >= c->n;
}

static bool is_drawable(const struct chart *c)
{
	return c->period_sec > 0 && c->to_sec > c->from_sec &&
	       c->from_sec > -FARTHEST && c->to_sec < FARTHEST && (c->values || !c->n);
}

/* Largest and smallest of what is shown; false: nothing is. */
static bool range(const struct chart *c, double *ret_least, double *ret_most)
{
	struct part all = { 0 };
	bool any = false;

	if (is_drawable(c)) {
		all.from = index_at(c, floor(periods(c, (double)c->from_sec)));
		all.end = index_at(c, ceil(periods(c, (double)c->to_sec)));
	}
	for (size_t i = all.from; i < all.end; i++) {
		double v = c->values[i];

		if (!isfinite(v))
			continue;
		*ret_least = any && *ret_least < v ? *ret_least : v;
		*ret_most = any && *ret_most > v ? *ret_most : v;
		any = true;
	}
	return any;
}

double chart_top(const struct chart *c)
{
	double least = 0;
	double most = 0;
	double top = 0;

	if (range(c, &least, &most) && c->limit && *c->limit > most &&
	    *c->limit <= 2 * most)
		most = *c->limit;
	if (most < LEAST)
		return 1;
	top = number_ceiling(most * HEADROOM);
	return top > 0 ? top : most; /* that is as large as a double can be */
}

double chart_base(const struct chart *c)
{
	double least = 0;
	double most = 0;
	double base = 0;

	if (!range(c, &least, &most) || least > -LEAST)
		return 0;
	base = number_ceiling(least * HEADROOM);
	return base < 0 ? base : least;
}

double chart_at(const struct chart *c, int64_t at_sec)
{
	double period = 0;

	if (!is_drawable(c))
		return (double)NAN;
	period = floor(periods(c, (double)at_sec));
	if (period < 0 || period >= (double)c->n)
		return (double)NAN;
	return isfinite(c->values[(size_t)period]) ? c->values[(size_t)period]
						   : (double)NAN;
}

/* ---- places ---- */

struct area chart_plot(const struct chart *c, struct area a)
{
	if (!c->bare && a.width > CHART_GUTTER + 1) {
		a.col += CHART_GUTTER;
		a.width -= CHART_GUTTER;
	}
	a.width = a.width > LIMIT_COLS ? LIMIT_COLS : a.width;
	a.height = a.height > LIMIT_ROWS ? LIMIT_ROWS : a.height;
	return a;
}

int chart_col(const struct chart *c, struct area plot, int64_t at_sec)
{
	double share = 0;

	if (plot.width <= 0 || !is_drawable(c) || at_sec < c->from_sec ||
	    at_sec >= c->to_sec)
		return -1;
	share = ((double)at_sec - (double)c->from_sec) / span_of(c);
	share = floor(share * plot.width + 1e-9);
	return share < plot.width ? (int)share : plot.width - 1;
}

int64_t chart_col_sec(const struct chart *c, struct area plot, int col)
{
	double share = (double)col / (plot.width > 0 ? plot.width : 1);

	if (!is_drawable(c))
		return c->from_sec;

	return c->from_sec + (int64_t)ceil(span_of(c) * share - 1e-6);
}

/* ---- levels ---- */

/* What is drawn of a chart in a plot. */
struct drawing {
	const struct chart *c;
	struct frame *f;
	struct area plot;
	enum graph graph;
	double base, top;
	int levels;     /* rows of dots over the whole height */
	int limit_row;  /* of the threshold; -1: none */
	int cursor_col; /* of the plot; -1 */
	int level[DOTS_MAX];
	bool hollow[DOTS_MAX];
	bool over[DOTS_MAX]; /* it reaches the threshold */
	struct marks {
		const struct chart_mark *first, *second; /* NULL: none */
	} marks[LIMIT_COLS];
};

/* 1 is the lowest. */
static int level_of(const struct drawing *d, double value)
{
	/* halves: base and top may be as far apart as doubles are */
	double range = d->top / 2 - d->base / 2;
	double share = range > 0 ? (value / 2 - d->base / 2) / range : 0;

	if (!(share > 0))
		return 1;
	if (share > 1)
		share = 1;
	return share * d->levels < 1 ? 1 : (int)lround(share * d->levels);
}

static void find_levels(struct drawing *d)
{
	int n = d->plot.width * graphs[d->graph].dots;

	for (int i = 0; i < n; i++) {
		struct part p = part_of(d->c, i, n);
		double value = part_value(d->c, p);

		d->level[i] = isnan(value) ? 0 : level_of(d, value);
		d->hollow[i] = is_partial(d->c, p);
		d->over[i] = d->c->limit && value >= *d->c->limit;
	}
}

static void put_mark(struct marks *at, const struct chart_mark *m)
{
	const struct chart_mark *other = m;

	if (!at->first || m->weight > at->first->weight) {
		other = at->first;
		at->first = m;
	}
	if (other && other->sign != at->first->sign &&
	    (!at->second || at->second->sign == at->first->sign ||
	     other->weight > at->second->weight))
		at->second = other;
	if (at->second && at->second->sign == at->first->sign)
		at->second = NULL;
}

static void find_marks(struct drawing *d)
{
	for (size_t i = 0; i < d->c->n_marks; i++) {
		int col = chart_col(d->c, d->plot, d->c->marks[i].at_sec);

		if (col >= 0)
			put_mark(&d->marks[col], &d->c->marks[i]);
	}
}

static void find_limit(struct drawing *d)
{
	int level = 0;

	d->limit_row = -1;
	if (!d->c->limit || !isfinite(*d->c->limit) || *d->c->limit > d->top ||
	    *d->c->limit < d->base)
		return;
	level = level_of(d, *d->c->limit);
	d->limit_row = d->plot.height - 1 - (level - 1) / graphs[d->graph].levels;
}

/* ---- cells ---- */

/* Rows of dots that column i of dots fills in a row of cells, from below; top: the
 * uppermost alone, where it is hollow. */
static int dots_in(const struct drawing *d, int i, int row)
{
	int below = (d->plot.height - 1 - row) * graphs[d->graph].levels;
	int n = d->level[i] - below;

	return n < 0 ? 0 : n > graphs[d->graph].levels ? graphs[d->graph].levels : n;
}

static bool is_curve(const struct drawing *d, int i, int row)
{
	int below = (d->plot.height - 1 - row) * graphs[d->graph].levels;

	return d->level[i] > below && d->level[i] <= below + graphs[d->graph].levels;
}

/* Bits of a cell of dots. */
static uint32_t dots_of(const struct drawing *d, int col, int row)
{
	static const uint32_t dots[2][4] = { { 0x40, 0x04, 0x02, 0x01 },
					     { 0x80, 0x20, 0x10, 0x08 } };
	uint32_t code = 0;

	for (int side = 0; side < 2; side++) {
		int i = 2 * col + side;
		int n = dots_in(d, i, row);

		for (int k = d->hollow[i] && n ? n - 1 : 0; k < n; k++)
			if (!d->hollow[i] || is_curve(d, i, row))
				code |= dots[side][k];
	}
	return code;
}

static uint32_t block(const struct drawing *d, int col, int row)
{
	int n = d->hollow[col] && !is_curve(d, col, row) ? 0 : dots_in(d, col, row);

	return n ? 0x2580 + (uint32_t)n : ' ';
}

/* As much ink as the dots have: what is blank is so in all signs. */
static uint32_t plain(uint32_t dots)
{
	static const char ink[] = " _.-=+*#@"; /* of the blocks, too: glyph.h */
	size_t n = 0;

	for (; dots; dots &= dots - 1)
		n++;
	return (uint32_t)(unsigned char)ink[n];
}

static uint32_t ink_of(const struct drawing *d, int col, int row)
{
	uint32_t dots = d->graph == GRAPH_BLOCK ? 0 : dots_of(d, col, row);

	switch (d->graph) {
	case GRAPH_BRAILLE: return dots ? 0x2800 + dots : ' ';
	case GRAPH_BLOCK: return block(d, col, row);
	case GRAPH_ASCII: return plain(dots);
	}
	return ' ';
}

struct look {
	uint32_t code;
	enum role role, on;
};

/* What reaches the threshold, in its row. */
static bool is_over_limit(const struct drawing *d, int col, int row)
{
	int first = col * graphs[d->graph].dots;
	int last = first + graphs[d->graph].dots - 1;

	return row == d->limit_row && (d->over[first] || d->over[last]);
}

/* The sign of a mark in this cell; NULL: none. */
static const struct chart_mark *sign_at(const struct drawing *d, int col, int row)
{
	if (row == 0)
		return d->marks[col].first;
	return row == 1 && d->plot.height > 2 ? d->marks[col].second : NULL;
}

/* The curve is never hidden, but by the sign of a mark. */
static struct look look_of(const struct drawing *d, int col, int row)
{
	enum role role = d->c->role == ROLE_TEXT ? ROLE_CHART_1 : d->c->role;
	const struct chart_mark *sign = sign_at(d, col, row);
	const struct chart_mark *mark = d->marks[col].first;
	struct look look = { ink_of(d, col, row), role, d->f->on };
	bool blank = look.code == ' ';
	bool cursor = col == d->cursor_col;

	if (cursor)
		look.on = d->c->focused ? ROLE_SELECT : ROLE_SELECT_OFF;
	if (sign)
		return (struct look){ sign->sign ? sign->sign : EVENT, sign->role,
				      look.on };
	if (cursor && blank)
		return (struct look){ 0x2502, ROLE_CHART_NOW, look.on };
	if (mark && blank)
		return (struct look){ EVENT, mark->role, look.on };
	if (row == d->limit_row && blank)
		return (struct look){ 0x254C, d->c->limit_role, look.on };
	if (blank)
		look.role = ROLE_TEXT;
	else if (mark)
		look.role = mark->role;
	else if (is_over_limit(d, col, row))
		look.role = d->c->limit_role;
	return look;
}

static void draw_row(struct drawing *d, int row, struct buf *text)
{
	int col = 0;

	while (col < d->plot.width) {
		struct look first = look_of(d, col, row);
		struct look look = first;
		enum role was = frame_on(d->f, first.on);
		int from = col;

		buf_clear(text);
		for (; look.role == first.role && look.on == first.on;
		     look = look_of(d, col, row)) {
			utf8_put(text, look.code);
			if (++col == d->plot.width)
				break;
		}
		(void)frame_put(d->f, d->plot.row + row, d->plot.col + from, col - from,
				first.role, buf_str(text));
		(void)frame_on(d->f, was);
	}
}

/* The threshold's figure stands before that of an edge, and says what it is. */
static void draw_axis(const struct drawing *d, struct area a)
{
	int last = d->plot.height - 1;

	for (int row = 0; row <= last; row++) {
		struct pen pen = pen_at(d->f, a, row);
		bool limit = row == d->limit_row && last > 0;
		bool edge = row == 0 || row == last;
		AUTO(buf) text = BUF_INIT(32);

		if (limit && edge)
			buf_add_text(&text, "╌");
		if (limit)
			number_text(&text, *d->c->limit);
		else if (edge)
			number_text(&text, row == 0 ? d->top : d->base);
		pen_fit(&pen, CHART_GUTTER - 1, limit ? d->c->limit_role : ROLE_MUTED,
			buf_str(&text), FIT_CLIP, ALIGN_RIGHT);
		pen_text(&pen, ROLE_CHART_GRID, "┤");
	}
}

void chart_draw(const struct chart *c, struct frame *f, struct area a)
{
	struct drawing d = { .c = c, .f = f, .plot = chart_plot(c, a) };
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(8));

	if (d.plot.width <= 0 || d.plot.height <= 0 || !is_drawable(c))
		return;
	d.graph = f->glyphs.graph;
	d.top = c->top > 0 && isfinite(c->top) ? c->top : chart_top(c);
	d.base = chart_base(c);
	d.levels = d.plot.height * graphs[d.graph].levels;
	d.cursor_col = c->has_cursor ? chart_col(c, d.plot, c->cursor_sec) : -1;
	find_levels(&d);
	find_marks(&d);
	find_limit(&d);
	for (int row = 0; row < d.plot.height; row++)
		draw_row(&d, row, &text);
	if (d.plot.col > a.col)
		draw_axis(&d, a);
}

/* ---- the time axis ---- */

void chart_axis(const struct chart *c, struct frame *f, struct area line,
		const struct chart_label *labels, size_t n)
{
	struct area plot = chart_plot(c, line);
	int end = plot.col + plot.width;
	int free = plot.col; /* first column that nothing stands in */
	int last = n ? utf8_width(str_of(labels[n - 1].text)) : 0;
	int cursor = c->has_cursor ? chart_col(c, plot, c->cursor_sec) : -1;

	if (plot.width <= 0 || line.height <= 0)
		return;
	if (cursor >= 0) /* a label hides it */
		(void)frame_put(f, line.row, plot.col + cursor, 1, ROLE_CHART_NOW,
				STR("▴"));
	for (size_t i = 0; i < n; i++) {
		struct str text = str_of(labels[i].text);
		int width = utf8_width(text);
		int col = chart_col(c, plot, labels[i].at_sec);
		bool is_last = i + 1 == n;

		col = is_last ? end - width : col < 0 ? -1 : plot.col + col;
		if (col < free || (!is_last && col + width >= end - last))
			continue;
		(void)frame_put(f, line.row, col, end - col, ROLE_MUTED, text);
		free = col + width + 1;
	}
}

/*
 * Values over time, drawn into an area: filled below the curve, with a y axis, a
 * threshold, marks and a cursor.
 *
 *     4.4k┤    ⢀⢀⣀⣀⣄⣴⣶⣤⣶⣷⣦⣶⣷
 *        ┤⣦⣠⣦⣾⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿
 *       0┤⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿
 *         11:06            12:06
 *
 * No data is a blank; a value is at least the lowest dot, so that zero is seen.  What
 * stands in one column is the largest of its values.  A period that has not ended is
 * hollow: its curve without what is below it.  Dots, blocks or plain signs:
 * glyphs.graph of the frame.
 */
#ifndef TUI_KIT_CHART_H
#define TUI_KIT_CHART_H

#include "tui/kit/frame.h"

#define CHART_GUTTER 7 /* columns of the y axis: "  4.4k┤" */

/*
 * Something that happened at a time: ╎ through the chart, under its sign.  Of those in
 * one column the heaviest stands in the uppermost row, the heaviest of another sign
 * below it.
 */
struct chart_mark {
	int64_t at_sec;
	enum role role; /* chart.event, chart.access, crit... */
	uint32_t sign;  /* a code point of one column; 0: ╎ */
	int weight;
};

/* Zeroed, with times and values, it is a chart; all is borrowed. */
struct chart {
	const double *values; /* values[n]; not finite: no data */
	size_t n;
	size_t partial;     /* of the newest */
	int64_t start_sec;  /* of values[0] */
	int32_t period_sec; /* > 0 */

	int64_t from_sec, to_sec; /* what is shown: [from, to); the whole width */

	double top; /* what the upper edge stands for; 0: chart_top() */
	const double
		*limit; /* dashed row, and what reaches it has its ink; NULL: none */
	enum role limit_role;

	const struct chart_mark *marks; /* marks[n_marks] */
	size_t n_marks;
	bool has_cursor;
	bool focused; /* the cursor's column stands out more */
	int64_t cursor_sec;

	enum role role; /* of the values; ROLE_TEXT means chart.1 */
	bool bare;      /* no y axis */
};

/*
 * The upper edge: the largest value that is shown and a little more, as a round
 * number; a limit counts as a value where it is not more than twice of that.  At
 * least 1 where nothing is above 0.  The lower edge is 0, or the smallest value when
 * that is below, as a round number.
 */
double chart_top(const struct chart *c);
double chart_base(const struct chart *c);

void chart_draw(const struct chart *c, struct frame *f, struct area a);

/* Where the values stand in the area of a chart. */
struct area chart_plot(const struct chart *c, struct area a);
/* The column of a moment in a plot, from 0; -1: it is not shown. */
int chart_col(const struct chart *c, struct area plot, int64_t at_sec);
/* The first moment of a column. */
int64_t chart_col_sec(const struct chart *c, struct area plot, int col);

/* The value of the period that holds a moment; NAN: none. */
double chart_at(const struct chart *c, int64_t at_sec);

/* A label of the time axis. */
struct chart_label {
	int64_t at_sec;
	const char *text;
};
/* On one line below: each at its column, those that touch the one before or the last
 * are left out; the last one ends at the right edge.  ▴ where the cursor stands and no
 * label does. */
void chart_axis(const struct chart *c, struct frame *f, struct area line,
		const struct chart_label *labels, size_t n);

#endif

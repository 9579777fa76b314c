/*
 * Small charts made of block characters, one line high.  Ink means trouble: what is
 * well is a thin faint line.
 */
#ifndef TUI_KIT_CHART_H
#define TUI_KIT_CHART_H

#include "tui/kit/frame.h"

enum beat {
	BEAT_OK,
	BEAT_LATE,
	BEAT_MISS,
	BEAT_UNKNOWN
};

/* One column a beat: ▁ on time, ▄ late, █ missed, · unknown.  When there is less room
 * than beats, the newest (last) are shown. */
void chart_beats(struct pen *pen, const enum beat *beats, size_t n);

struct chart_spark {
	const double *values; /* values[n], oldest first; NAN is a gap, never zero */
	size_t n;
	double max; /* value of a full block; <= 0: the largest value */
	/* from here on ROLE_WARN, ROLE_CRIT; below faint; NAN: never */
	double warn_at, crit_at;
};

/* One column a value, ▁ to █; the newest when there is less room. */
void chart_spark(struct pen *pen, const struct chart_spark *spark);

/* A horizontal bar of value/max of width columns, in half columns; at least a half
 * when value > 0. */
void chart_bar(struct pen *pen, enum role role, double value, double max, int width);

#endif

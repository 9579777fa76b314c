/*
 * One row of ink: a sparkline of values, and a strip of beats.  In plain signs the
 * blocks become _.-=+*#@ (glyph.h).
 */
#ifndef TUI_KIT_SPARK_H
#define TUI_KIT_SPARK_H

#include "tui/kit/frame.h"

#define SPARK_CELLS 240 /* at most, of one strip */

/*
 * ▁ to █ over width cells, the newest at the right; a cell is the largest of its
 * values, "·" where it has none (NAN, or fewer values than cells: at the left).
 * Values from 0 to the largest of them; a value under 0 is drawn as 0.
 *
 * top   what a full block stands for; 0: the largest value
 * role  of what has a value; what has none is ROLE_FAINT
 */
void spark_draw(struct pen *p, int width, const double *values, size_t n, double top,
		enum role role);
/* The same as text: for a table's text(), linear mode, copies. */
void spark_text(struct buf *out, int width, const double *values, size_t n, double top);

/* How it stood with the beats of a time. */
enum spark_beat {
	SPARK_UNKNOWN, /* "·": nothing is known of it */
	SPARK_ON_TIME, /* "▁" */
	SPARK_LATE,    /* "▄" */
	SPARK_MISSED,  /* "█" */
};

/*
 * beats[n] drawn together to width cells, the newest at the right: the worst of each
 * cell; fewer beats than cells: each is repeated.  Each with its role of beat.*;
 * unknown ones in ROLE_UNKNOWN's place are ROLE_FAINT.
 */
void spark_beats_draw(struct pen *p, int width, const uint8_t *beats, size_t n);
void spark_beats_text(struct buf *out, int width, const uint8_t *beats, size_t n);
/* The sign and the role of one. */
const char *spark_beat_sign(enum spark_beat b);
enum role spark_beat_role(enum spark_beat b);

#endif

/*
 * Strips of heartbeats: of one agent, or of an installation the worst of all.
 *
 *   ▁ on time   ▄ late   █ missed   · not known: before the first beat, while our
 *   receiver was down, while the account was suspended
 */
#ifndef TUI_VIEWS_STRIPS_H
#define TUI_VIEWS_STRIPS_H

#include "core/watch/beats.h"
#include "tui/kit/frame.h"

#define STRIP_CELLS 240 /* at most */

/* The newest at the right.  b NULL: nothing is known; a NULL: the worst of all.
 * role  of all of it, when it is old; ROLE_TEXT: of each beat */
void strip_draw(struct pen *p, const struct beats *b, const struct beat_agent *a,
		int64_t cell_sec, int width, enum role role);
void strip_text(struct buf *out, const struct beats *b, const struct beat_agent *a,
		int64_t cell_sec, int width);

/* "11m", "38s"; "—" for less than 0. */
void strip_lag(struct buf *out, int64_t sec);
/* An agent whose beats are late: 0 in time, 1 late, 2 missed. */
int strip_overdue(const struct beats *b, const struct beat_agent *a);
/* Of the worst agent. */
enum role strip_lag_role(const struct beats *b, enum role well);

#endif

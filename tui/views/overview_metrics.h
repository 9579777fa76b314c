/*
 * Key metrics as a panel of the overview: a small chart each, with its value now, which
 * way that is, and its p95.
 *
 *   rows/s    ⢀ ⢀⣀⣀⣠⣤⣠⣤⣄⣠⣄⣀⣀⣀⡀          12 /s ▼
 *            ⣶⣾⣾⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿      p95 4.1k /s
 *            ⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣆
 */
#ifndef TUI_VIEWS_OVERVIEW_METRICS_H
#define TUI_VIEWS_OVERVIEW_METRICS_H

#include "tui/views/scene.h"

/* How many lines each of them takes: three, one where the screen is narrow. */
int overview_metrics_each(int width);
/* How many the installation has. */
size_t overview_metrics_n(const struct scene *s, const struct fleet_row *row);

/* For the panel's rule: "3 h · 11:03 → 14:03Z"; nothing where nothing was read. */
void overview_metrics_right(const struct scene *s, const struct fleet_row *row,
			    struct buf *out);
/* Those that have room, the first ones of the source; a line each where not even one
 * has more.  focused: the frame's cursor goes
 * there. */
void overview_metrics_draw(const struct scene *s, const struct fleet_row *row,
			   struct frame *f, struct area a, bool focused);

#endif

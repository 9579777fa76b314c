/*
 * Panels of the overview without a cursor: heartbeats, and what loads rejected.
 */
#ifndef TUI_VIEWS_OVERVIEW_PANELS_H
#define TUI_VIEWS_OVERVIEW_PANELS_H

#include "tui/views/scene.h"

/* The installation sends heartbeats, or some were received. */
bool overview_has_beats(const struct site *site);
/* Lines of the panel: a strip an agent, and the axis. */
int overview_beats_lines(const struct site *site);
/* "3 h · 1 cell = 4 min", in so many columns. */
void overview_beats_right(const struct site *site, int width, struct buf *out);
void overview_beats_draw(const struct site *site, const struct scene *s,
			 struct frame *f, struct area a, bool focused);

bool overview_has_loads(const struct site *site);
int overview_loads_lines(const struct site *site);
void overview_loads_draw(const struct site *site, struct frame *f, struct area a,
			 bool focused);

#endif

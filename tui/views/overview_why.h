/*
 * A panel of the overview.
 */
#ifndef TUI_VIEWS_OVERVIEW_WHY_H
#define TUI_VIEWS_OVERVIEW_WHY_H

#include "core/watch/fleet.h"
#include "tui/kit/detail.h"

/* What failed first, or what its verdicts say, with their advice.  row may be NULL. */
void overview_why(const struct fleet_row *row, int64_t now_sec, struct detail *out);

#endif

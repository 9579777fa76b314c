/*
 * The panel below the fleet.
 */
#ifndef TUI_VIEWS_FLEET_WHY_H
#define TUI_VIEWS_FLEET_WHY_H

#include "tui/views/scene.h"

/* All of the area: a rule, the reasons, the line of the access. */
void fleet_why_draw(const struct site *site, const struct scene *s, struct frame *f,
		    struct area a);

#endif

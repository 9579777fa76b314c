/*
 * What the help view must be told besides a scene.
 */
#ifndef TUI_VIEWS_HELP_H
#define TUI_VIEWS_HELP_H

#include "tui/kit/help.h"
#include "tui/views/action.h"

/* The key table; borrowed.  Before the first use. */
void help_view_keys(void *state, const struct keymap *keymap);
/* What stands after the keys and the filter language; copied.  Before the first
 * help_view_about(). */
void help_view_more(void *state, const struct help_more *more);
/* Whose keys stand first, and what had them there; clears what was typed. */
void help_view_about(void *state, enum view_id view, enum action_part part);

#endif

/*
 * What the signs on the screens mean: rows for the help screen.
 */
#ifndef TUI_VIEWS_SIGNS_H
#define TUI_VIEWS_SIGNS_H

#include "tui/kit/help.h"

extern const struct help_more signs_help;

#endif

/*
 * Other words for what candor has: help and the palette find it by them.
 */
#ifndef TUI_VIEWS_ALSO_H
#define TUI_VIEWS_ALSO_H

#include "core/base/str.h"

/* Of a command, an action of a key or an action of `a`, by its name: words that people
 * of other programs type for it, blanks between; "" none. */
const char *also_of(const char *name);

#endif

/*
 * What this version does not have: keys and commands answer with its sentence.
 */
#ifndef TUI_VIEWS_LATER_H
#define TUI_VIEWS_LATER_H

#include "core/base/str.h"

/* By the name of a command or an action (":metrics", key 4); NULL: it is here. */
const char *later_of(struct str name);

#endif

/*
 * How well a few typed letters fit a name: for the command line, the palette, menus.
 */
#ifndef TUI_KIT_FUZZY_H
#define TUI_KIT_FUZZY_H

#include "core/base/str.h"

#define FUZZY_NOT   (-1) /* does not fit */
#define FUZZY_WORD  400  /* from here on: wanted stands in the name as it is */
#define FUZZY_START 600  /* at the start of one of its words */
#define FUZZY_BEGIN 800  /* at its beginning */
#define FUZZY_SAME  1000 /* it is the name */

/*
 * The letters of wanted stand in the name in this order; case of ASCII letters is
 * ignored.  Below FUZZY_WORD they are scattered: then the first of them must begin the
 * name or a word of it, so that two letters do not fit everything.
 *
 * Returns  the higher, the better; 0 for an empty wanted; FUZZY_NOT.
 */
int fuzzy_rank(struct str name, struct str wanted);

#endif

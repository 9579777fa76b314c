/*
 * What the parts of the keymap share: keymap.c (rows, look-up), keymap_read.c (presets,
 * keys.conf), keymap_bound.c (commands in it), keymap_keep.c (ways out, what was lost).
 */
#ifndef TUI_KIT_KEYMAP_IMPL_H
#define TUI_KIT_KEYMAP_IMPL_H

#include "tui/kit/keymap_read.h"

#define KEYMAP_FILE_NAME "keys.conf"

/* The entry of a key in one layer; NULL: none. */
struct keymap_entry *keymap_find(const struct keymap *m, int view, struct key k);
/* Bind, in place of what the key meant in the layer. */
void keymap_put(struct keymap *m, struct keymap_entry entry);
/* The first row of that name; NULL: none. */
const struct binding *keymap_row_named(const struct keymap *m, struct str name);
/* keymap_bound.c: the row of ":theme light", made where the section has none yet.
 * NULL: it is no command, or none that can be bound, or one more than
 * LIMIT_KEYS_LINES; why says so. */
const struct binding *keymap_bound(struct keymap *m, int view, struct str text,
				   struct buf *why);
/* Where the line of a command ends, at its '='; the text's length: there is none. */
size_t keymap_bound_end(struct str text);
/* Add a problem, made of safe text; beyond the ceiling it is only counted. */
void keymap_tell(struct keymap *m, enum keymap_problem_kind kind, const char *fmt, ...)
	PRINTF(3, 4);

#endif

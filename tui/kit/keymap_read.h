/*
 * What changes the built-in keys: a preset, and keys.conf over it.
 *
 *	[all]                     ; every view
 *	help   = ? F1             ; these keys and no others
 *	[fleet]                   ; a view by its name: over [all]
 *	mark   = Space
 *	quit   = none             ; no key
 *	:theme light = F7         ; what is typed after ":", where m->line is set
 *
 * Nothing here fails: what is wrong becomes a problem of the keymap, and every other
 * line has its effect.  A line takes its keys from whatever had them.
 */
#ifndef TUI_KIT_KEYMAP_READ_H
#define TUI_KIT_KEYMAP_READ_H

#include "tui/kit/keymap.h"

/* One row of a preset: an action's keys in every view where it has some. */
struct keymap_preset_row {
	const char *action;
	const char *keys; /* as in keys.conf */
};

/* Take a preset; before keymap_read().  A row that does not fit is a bug. */
void keymap_take_preset(struct keymap *m, const char *name,
			const struct keymap_preset_row *rows, size_t n_rows);

/* Take the text of a keys.conf. */
void keymap_read(struct keymap *m, struct str text);

/*
 * The same from a file, which must be regular, ours (or root's) and not writable for
 * group or others; one that does not exist changes nothing.
 */
void keymap_load(struct keymap *m, const char *path);

/* Actions of which one at least must have a key. */
struct keymap_way {
	const int *actions; /* the first one gets its built-in keys back */
	size_t n;
	bool somewhere; /* in one view at least; else in each */
};

/* Last of all: give ways out their built-in keys back where they have none, whatever
 * took them; problems stand by their kind after this. */
void keymap_keep(struct keymap *m, const struct keymap_way *ways, size_t n);

#endif

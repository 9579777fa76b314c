/*
 * The keys in force: the rows of action.c, a preset, keys.conf, and the ways out that
 * nothing takes away.  Console, verb and tests make their keymap here.
 */
#ifndef TUI_VIEWS_ACTION_KEYS_H
#define TUI_VIEWS_ACTION_KEYS_H

#include "tui/kit/detail.h"
#include "tui/kit/keymap_read.h"
#include "tui/views/action.h"

/* A table of changes with a name, for people who come from another program. */
struct action_preset {
	const char *name;
	const char *about; /* one line: whose keys these are */
	const struct keymap_preset_row *rows;
	size_t n_rows;
};

extern const struct action_preset action_presets[]; /* "default" is none of them */
extern const size_t action_n_presets;

/*
 * Make a keymap; what is wrong with keys.conf stands in its problems.
 *
 * preset   "default", "k9s" or "less"; any other counts as default
 * path     keys.conf; NULL or a file that does not exist: none
 * line     knows the commands that keys.conf may bind; NULL: none
 */
void action_keymap(struct keymap *m, const char *preset, const char *path,
		   keymap_line *line);

/* The same from a text. */
void action_keymap_text(struct keymap *m, const char *preset, struct str text,
			keymap_line *line);

/* "/home/x/.config/candor/keys.conf": the file beside a candor.conf. */
void action_keys_path(const char *config, struct buf *out);

/* What the page says of the keys beside the keymap itself. */
struct action_keys_from {
	const char *preset, *preset_origin; /* "less", "CANDOR_KEYS" */
	const char *file;
};

/* keys_page.c: fill the page of :keys. */
void action_keys_page(const struct keymap *m, const struct action_keys_from *from,
		      struct detail *d);

#endif

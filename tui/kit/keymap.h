/*
 * What each key does where: one table of rows makes the look-up, the hint line and
 * the help screen.
 */
#ifndef TUI_KIT_KEYMAP_H
#define TUI_KIT_KEYMAP_H

#include "tui/kit/frame.h"
#include "tui/kit/key.h"

#define KEYMAP_VIEWS 32
#define KEYMAP_ALL   UINT32_MAX /* mask: every view */
#define KEYMAP_NONE  (-1)

/* One row of the app's table, static for the run. */
struct binding {
	uint32_t views;   /* mask: 1u << view; KEYMAP_ALL */
	int action;       /* the app's id, >= 0 */
	const char *name; /* "follow": help finds it */
	const char *keys; /* blanks between: "j Down"; "" for none */
	const char *hint; /* word in the hint line: "open"; NULL: not there */
	const char *help; /* sentence: "Open what the cursor stands on." */
};

/* A key in force.  Entries of a view hide entries for all views. */
struct keymap_entry {
	int view; /* -1: all */
	struct key key;
	int action;
};

struct keymap {
	const struct binding *rows; /* rows[n_rows], most used first; borrowed */
	size_t n_rows;
	const char *const *views; /* names by number; borrowed */
	size_t n_views;
	struct keymap_entry *entries; /* keys now bound, view by view */
	size_t n_entries, cap_entries;
};

/*
 * rows in which a key would mean two things in one view are a bug and stop the
 * program; a row for one view hides a row for all.
 */
void keymap_init(struct keymap *m, const struct binding *rows, size_t n_rows,
		 const char *const *views, size_t n_views);
void keymap_release(struct keymap *m);

/* The action of a key in a view, or KEYMAP_NONE. */
int keymap_lookup(const struct keymap *m, int view, struct key k);

/* Keys of an action in a view as text, " " between ("j Down"); empty when unbound. */
void keymap_keys(const struct keymap *m, int view, int action, struct buf *out);

/* Asked for each row of the hint line: is it of use on the row under the cursor? */
struct keymap_filter {
	bool (*useful)(void *ctx, int action); /* NULL: all are */
	void *ctx;
};

/*
 * The hint line on the last row of area: "Enter open  Space mark ...   ? help", rows
 * in table order, cut from the right by whole hints; the row of help_action stands
 * fixed at the right ("?" alone under 100 columns).
 */
void keymap_hints(const struct keymap *m, int view, struct frame *f, struct area a,
		  int help_action, const struct keymap_filter *filter);

#endif

/*
 * The lines entered before, kept in a file that several consoles add to: one line a
 * command, oldest first.
 *
 * Adding and shortening hold the file's lock (PATH.lock); a line that finds it taken
 * waits in memory for the next one, or for history_release().
 */
#ifndef TUI_KIT_HISTORY_H
#define TUI_KIT_HISTORY_H

#include "core/base/buf.h"
#include "core/base/err.h"

#define HISTORY_LINES 200 /* newest that are given and kept */

struct history {
	char *path;         /* NULL: nothing is kept */
	struct buf waiting; /* lines that could not be added yet */
	bool off; /* it could not be read or written: left alone from then on */
};

typedef void history_line(void *ctx, struct str line);

/* path is copied; its directory exists. */
void history_init(struct history *h, const char *path);
/* Adds what waits, if that can be; forgets the rest. */
void history_release(struct history *h);

/*
 * Give the newest lines, oldest first, and shorten a file that has grown.  A file that
 * does not exist is an empty one.
 *
 * Errors   ERR_CONFIG not private, ERR_LIMIT too large, ERR_IO: nothing is given, and
 *          nothing will be added to that file.
 */
bool history_read(struct history *h, history_line *each, void *ctx,
		  struct err *err) MUST_USE;

/*
 * Keep one more line.  What cannot be a line of history (empty, too long, control
 * bytes) is left out.
 *
 * Errors   ERR_CONFIG, ERR_IO, once: nothing is added after that.
 */
bool history_add(struct history *h, struct str line, struct err *err) MUST_USE;

/* Those of a file's bytes: valid text without controls, the newest HISTORY_LINES, each
 * once, where it was entered last. */
void history_lines(struct str bytes, history_line *each, void *ctx);

#endif

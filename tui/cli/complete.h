/*
 * What could stand at the cursor of a command line: verbs, options and their values,
 * names of installations, stacks and themes.  From the tables, the configuration and
 * the cache; no network, no journal, nothing is written.
 */
#ifndef TUI_CLI_COMPLETE_H
#define TUI_CLI_COMPLETE_H

#include "core/base/buf.h"
#include "tui/cli/verbs.h"

/* Names that the tables do not know; each may be NULL: there are none. */
struct complete_source {
	/* Offers each installation; with inst each stack of it. */
	void (*installations)(void *ctx, struct buf *out, struct str prefix);
	void (*stacks)(void *ctx, const char *inst, struct buf *out, struct str prefix);
	void (*themes)(void *ctx, struct buf *out, struct str prefix);
	void *ctx;
};

/* One candidate, if it begins with prefix and is harmless in any shell: letters,
 * digits and ._-/:@=+ only; "name TAB what it is NEWLINE". */
void complete_offer(struct buf *out, struct str prefix, const char *name,
		    const char *what);

/*
 * All candidates.
 *
 * words    the words after "candor", before the one at the cursor
 * current  the beginning of that one; may be empty
 * out      a line a candidate; the line ":files" alone: files of the directory
 */
void complete_line(const struct complete_source *s, const char *const *words, size_t n,
		   const char *current, struct buf *out);

#endif

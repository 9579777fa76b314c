/*
 * What the verbs about heartbeats share (beats_each.c but for the first).
 */
#ifndef TUI_CLI_BEATS_H
#define TUI_CLI_BEATS_H

#include "db/beats.h"
#include "tui/cli/cli.h"

/* beats.db of the state directory. */
bool beats_store(const struct cli *c, enum beat_store_use use, struct beat_store **ret,
		 struct err *err) MUST_USE;

/* What was read of an installation; settled, unless its reading failed. */
typedef void beats_put(struct doc *d, const struct installation *inst,
		       const struct beats *b);

/*
 * Read the heartbeats of installations from where they are: beats.db, or the table that
 * the configuration names, for which the program is started and left.
 *
 * hours   of each, 1 to BEATS_HOURS
 * wanted  which ones
 * put     told of each in the configuration's order, once it was read; what failed
 *         stands in the document by then
 * Returns false: nothing could be read (err).
 */
bool beats_each(struct cli *c, struct doc *d, int hours,
		bool (*wanted)(const struct cli *c, const struct installation *inst),
		beats_put *put, struct err *err) MUST_USE;

#endif

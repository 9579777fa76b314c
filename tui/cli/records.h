/*
 * What the journal verbs share: they read journal.db and its index in the state
 * directory, and need neither credentials nor network nor, for most, a configuration.
 */
#ifndef TUI_CLI_RECORDS_H
#define TUI_CLI_RECORDS_H

#include "db/index.h"
#include "tui/cli/cli.h"

/*
 * Find the state directory and make the document.
 * Returns  0, or the exit code to end with (said on stderr).
 */
int records_open(struct cli *c, struct doc *d, const char *kind);

bool records_there(const struct cli *c); /* there is a journal.db */

/* No journal was written yet: said on stderr, and no failure. */
bool records_absent(const struct cli *c);

/* The index, caught up with the journal.  Free with index_close(). */
bool records_index(const struct cli *c, struct index **ret, struct err *err) MUST_USE;

/* "2026-11-23T14:01:50.123Z" */
void records_time(struct buf *out, int64_t t_ms);

#endif

/*
 * What the verbs about heartbeats share.
 */
#ifndef TUI_CLI_BEATS_H
#define TUI_CLI_BEATS_H

#include "db/beats.h"
#include "tui/cli/cli.h"

/* beats.db of the state directory. */
bool beats_store(const struct cli *c, enum beat_store_use use, struct beat_store **ret,
		 struct err *err) MUST_USE;

#endif

/*
 * A verb that reads AWS: the program started, the loop turned until what was wanted is
 * there, Ctrl-C listened to, everything closed in order.
 */
#ifndef TUI_CLI_LIVE_H
#define TUI_CLI_LIVE_H

#include "tui/cli/cli.h"
#include "tui/cli/progress.h"

struct ask;

struct live {
	struct cli *cli;
	struct ask *ask; /* the question for an MFA code; NULL: none open */
	int signal;      /* that asked us to stop; 0 */
	struct progress progress;
};

/*
 * Under a host (cli.h) the program runs already and goes on: starting and ending do
 * nothing, waiting is the host's.
 */

/*
 * Start the program for a verb.  What fails is put into the document.
 *
 * Returns  false: the verb prints the document and ends; live_end() is still to come.
 */
bool live_start(struct live *l, struct cli *c, struct doc *d) MUST_USE;

/*
 * Turn the loop until until() is true.
 *
 * Returns  false when a signal came or the program failed; the document says which.
 */
bool live_wait(struct live *l, bool (*until)(void *ctx), void *ctx,
	       struct doc *d) MUST_USE;

/* Read one installation (index in the config), or all (FLEET_NONE), and wait. */
bool live_refresh(struct live *l, size_t index, struct doc *d);

/* Leave in order: calls end, sessions are closed, outcomes written. */
void live_end(struct live *l, struct doc *d);

#endif

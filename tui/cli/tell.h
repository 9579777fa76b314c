/*
 * Telling the changes that `candor watch` saw: by a command, by a webhook, one after
 * the other, without holding up the loop.
 */
#ifndef TUI_CLI_TELL_H
#define TUI_CLI_TELL_H

#include "core/aws/call.h"
#include "core/base/os.h"
#include "core/watch/told.h"
#include "tui/cli/cli.h"

struct tell {
	struct cli *cli;
	struct told told;
	char *path;           /* of the file; NULL: not opened */
	int lock_fd;          /* nobody else tells from it; -1 */
	bool once;            /* a run that ends: what fails waits for the next one */
	bool held[TOLD_WAYS]; /* failed in such a run */
	bool bad;             /* something could not be told, or kept */
	bool fresh;           /* changes that are not in the file yet */
	struct os_child child;
	bool running;
	int64_t since_us;   /* of the command */
	struct buf said;    /* what it wrote to stderr */
	struct act *act;    /* of the webhook; NULL: none is open */
	struct err failure; /* of its call */
	int log;            /* the vendor's; -1: not asked for yet */
};

/* Reads what an earlier run told.  ERR_BUSY: another run tells from the same file;
 * ERR_IO, ERR_PARSE: with the file's name. */
bool tell_open(struct tell *t, struct cli *c, bool once, struct err *err) MUST_USE;
/* The child is ended; an open act is abandoned. */
void tell_close(struct tell *t);

/* The state of an installation is to be told by the document, once tell_keep() has put
 * it into the file: of many changes one writing. */
void tell_change(struct tell *t, const char *inst, enum severity state,
		 const char *document);
void tell_keep(struct tell *t);
/* After each turn: begin what is due, look how what runs goes on. */
void tell_step(struct tell *t);
/* Nothing runs, and nothing is due now. */
bool tell_idle(struct tell *t);

#endif

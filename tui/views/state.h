/*
 * What the program tells its screens in words of its own; program.h uses them, too.
 */
#ifndef TUI_VIEWS_STATE_H
#define TUI_VIEWS_STATE_H

#include "core/base/base.h"

/* How a sentence for the operator is meant. */
enum program_tone {
	PROGRAM_NOTE,
	PROGRAM_WARNING,
	PROGRAM_PROBLEM
};

enum program_stage {
	PROGRAM_NEW,         /* before program_start() */
	PROGRAM_VERIFYING,   /* the vendor's log is being checked */
	PROGRAM_IDENTIFYING, /* first hops, MFA, GetCallerIdentity */
	PROGRAM_READY,       /* calls into installations are possible */
	PROGRAM_FAILED,  /* program_trouble() says why; program_retry() tries again */
	PROGRAM_LEAVING, /* program_leave() was called */
};

/* Progress of the verification, for "…" and "✓" on the access line. */
struct program_verification {
	size_t done, total; /* logs */
	bool over;          /* all logs were looked at */
	bool bad;           /* one does not verify: the journal is read-only */
};

/* What stands behind the endpoint, for the access line. */
enum program_place {
	PROGRAM_AWS,
	PROGRAM_SANDBOX,
	PROGRAM_ENDPOINT
};

#endif

/*
 * Rules of stacks; core/watch/health.c says by what each holds.
 */
#include "core/watch/rules.h"

#define STACK .signal = SIGNAL_STACKS, .evidence = EVIDENCE_STACK
#define LIST  .signal = SIGNAL_STACKS, .evidence = EVIDENCE_STACKS

/* clang-format off */
const struct health_rule rules_stacks[] = {
	{ .id = "stack-failed", .severity = SEV_CRIT, STACK,
	  .means = "the status of a stack ends in _FAILED",
	  .says = "acme-ingest UPDATE_FAILED 13:49Z · LoaderFunction: Resource handler "
		  "returned …",
	  .advice = "read the events of the stack: the first cause is marked" },
	{ .id = "stack-rolled-back", .severity = SEV_CRIT, STACK,
	  .means = "a stack is ROLLBACK_COMPLETE or UPDATE_ROLLBACK_COMPLETE: the last "
		   "change failed and was undone; it holds until the next successful "
		   "update",
	  .says = "acme-ingest UPDATE_ROLLBACK_COMPLETE 13:49Z · LoaderFunction: "
		  "Resource handler returned …",
	  .advice = "read the events of the stack; a new update that succeeds ends it" },
	{ .id = "stack-rolling-back", .severity = SEV_WARN, STACK,
	  .means = "a stack is undoing a change that failed",
	  .says = "acme-ingest UPDATE_ROLLBACK_IN_PROGRESS 13:49Z · LoaderFunction: …",
	  .advice = "wait for its end, read the first cause in the events" },
	{ .id = "stack-slow", .severity = SEV_WARN, STACK,
	  .means = "an operation of a stack takes more than 60 minutes",
	  .threshold = "60 minutes",
	  .says = "acme-ingest UPDATE_IN_PROGRESS for 75 minutes",
	  .advice = "look which resource of it is still in progress" },
	{ .id = "stack-drifted", .severity = SEV_WARN, STACK,
	  .means = "a drift check found resources that were changed outside the stack",
	  .says = "acme-ingest UPDATE_COMPLETE, but drifted: resources were changed "
		  "outside the stack (checked 2 h ago)",
	  .advice = "compare the resources that are marked MODIFIED or DELETED" },
	{ .id = "stack-unknown", .severity = SEV_UNKNOWN, STACK,
	  .means = "a stack has a status that candor does not know",
	  .says = "acme-ingest status HIBERNATING is a word that candor does not know",
	  .advice = "look it up in AWS's documentation and tell candor's maintainers" },
	{ .id = "no-stacks", .severity = SEV_UNKNOWN, LIST,
	  .means = "the account has no stack that the `stacks =` line lets in",
	  .setting = "[installation NAME] stacks =",
	  .says = "no stack matches acme-*",
	  .advice = "compare the line in candor.conf with the names of the stacks" },
	{ .id = "cut", .severity = SEV_WARN, LIST,
	  .means = "the list of stacks is not whole: there are too many, or AWS described "
		   "one without its name, id or status",
	  .setting = "[installation NAME] stacks =",
	  .says = "the list is not whole: 1000 stacks were read",
	  .advice = "narrow the `stacks =` line in candor.conf; look at the stacks in the "
		    "account" },
	{ .id = "stack-changing", .severity = SEV_OK, STACK,
	  .means = "an operation of a stack is in progress",
	  .says = "acme-ingest UPDATE_IN_PROGRESS",
	  .advice = "wait" },
	{ .id = "stack-ok", .severity = SEV_OK, STACK,
	  .means = "the last operation of a stack succeeded",
	  .says = "acme-ingest UPDATE_COMPLETE",
	  .advice = "nothing" },
	{ .id = "all-ok", .severity = SEV_OK, LIST,
	  .means = "every stack is well",
	  .says = "4 of 4 stacks settled",
	  .advice = "nothing" },
	{ 0 },
};
/* clang-format on */

/*
 * Rules of access to an installation, and of how much its data is to be believed;
 * core/watch/fleet_judge.c and signals.c say by what each holds.
 */
#include "core/watch/rules.h"

#define DATA .signal = SIGNAL_DATA

/* clang-format off */
const struct health_rule rules_data[] = {
	{ .id = "no-access", .severity = SEV_NOACC,
	  .signal = SIGNAL_ACCESS, .evidence = EVIDENCE_ACCESS,
	  .means = "the role could not be assumed, or AWS refuses what candor asks",
	  .says = "sts:AssumeRole in gale-prod: AccessDenied · mira.kovac is not allowed "
		  "to perform sts:AssumeRole on …",
	  .advice = "compare the customer's trust and permission policies with candor's "
		    "templates" },
	{ .id = "no-answer", .severity = SEV_STALE, DATA, .evidence = EVIDENCE_JOURNAL,
	  .means = "the last reading failed, the one before is not old yet",
	  .says = "no answer within 30 s · as of 09:15Z · cloudformation:DescribeStacks "
		  "in acme-prod-eu",
	  .advice = "look at the error; it is tried again" },
	{ .id = "given-up", .severity = SEV_STALE, DATA, .evidence = EVIDENCE_REREAD,
	  .means = "a person gave its session up: candor does not read it by itself since",
	  .says = "given up at 09:15Z; refresh reads it again · was OK at 09:14Z: 4 of 4 "
		  "stacks settled",
	  .advice = "refresh it, which opens a new session" },
	{ .id = "stale", .severity = SEV_STALE, DATA, .evidence = EVIDENCE_REREAD,
	  .means = "the newest data is older than twice its interval",
	  .threshold = "10 minutes",
	  .says = "was OK at 09:15Z: 4 of 4 stacks settled · no answer within 30 s",
	  .advice = "refresh, and look at the error of the last attempt" },
	{ .id = "cached", .severity = SEV_STALE, DATA, .evidence = EVIDENCE_REREAD,
	  .means = "the data is of an earlier run of candor",
	  .says = "was OK at 2026-11-20 09:15Z: 4 of 4 stacks settled",
	  .advice = "refresh" },
	{ .id = "not-read", .severity = SEV_UNKNOWN, DATA, .evidence = EVIDENCE_REREAD,
	  .means = "the installation was not read yet",
	  .says = "not read yet",
	  .advice = "refresh" },
	{ .id = "not-readable", .severity = SEV_UNKNOWN, DATA,
	  .evidence = EVIDENCE_JOURNAL,
	  .means = "the installation could never be read",
	  .says = "cloudformation:DescribeStacks in acme-prod-eu: no answer within 30 s",
	  .advice = "look at the error of the last attempt" },
	{ .id = "members-not-read", .severity = SEV_UNKNOWN, DATA,
	  .evidence = EVIDENCE_JOURNAL,
	  .means = "the resources of a stack could not be listed: nothing of them is "
		   "watched but what was known before",
	  .says = "resources of 4 stacks not listed · acme-core: "
		  "cloudformation:ListStackResources in acme-prod: AccessDenied · …",
	  .advice = "look at the error; the observe policy must allow "
		    "cloudformation:ListStackResources" },
	{ .id = "members-cut", .severity = SEV_UNKNOWN, DATA,
	  .evidence = EVIDENCE_STACKS,
	  .means = "the stacks have more resources than candor watches in one "
		   "installation",
	  .threshold = "5000 resources",
	  .says = "the list is not whole: 5000 resources are watched",
	  .advice = "make two installations of it in candor.conf, each with a part of the "
		    "stacks" },
	{ .id = "signals-not-read", .severity = SEV_UNKNOWN, DATA,
	  .evidence = EVIDENCE_JOURNAL,
	  .means = "the stacks were read, but not what else the installation tells: "
		   "services, metrics, alarms, metadata",
	  .says = "the session of acme-prod is over · as of 09:15Z",
	  .advice = "look at the error; it is tried again" },
	{ 0 },
};
/* clang-format on */

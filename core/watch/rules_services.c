/*
 * Rules of services; service_rules.c says by what each holds.
 */
#include "core/watch/service.h"

#define PART .signal = SIGNAL_SERVICES, .evidence = EVIDENCE_SERVICES

/* clang-format off */
const struct health_rule service_health_rules[] = {
	{ .id = "lambda-failed", .severity = SEV_CRIT, PART,
	  .means = "a function is in the state Failed: it cannot be invoked",
	  .says = "function acme-load is Failed: the function's image was deleted",
	  .advice = "read its reason; a deploy that succeeds makes it anew" },
	{ .id = "lambda-blocked", .severity = SEV_CRIT, PART,
	  .means = "the reserved concurrency of a function is 0: each invocation is "
		   "refused",
	  .threshold = "0",
	  .says = "function acme-load has a reserved concurrency of 0: each invocation "
		  "is refused",
	  .advice = "ask who set it to 0; give the reservation back or raise it" },
	{ .id = "lambda-update-failed", .severity = SEV_WARN, PART,
	  .means = "the last update of a function failed: the code before it runs",
	  .says = "the last update of function acme-load failed: the role may not be "
		  "assumed",
	  .advice = "read the reason, and the events of its stack" },
	{ .id = "lambda-not-active", .severity = SEV_WARN, PART,
	  .means = "a function is deactivated, being deleted, or cannot be invoked",
	  .says = "function acme-load is Deactivated",
	  .advice = "read its reason; look for a change of its network or keys" },
	{ .id = "lambda-throttle-risk", .severity = SEV_WARN, PART,
	  .means = "an event source may run more of a function at once than the "
		   "function has reserved: the rest is throttled",
	  .says = "mapping 4c1b… may run 20 at once, its function has reserved 5: the "
		  "rest is throttled",
	  .advice = "raise the reserved concurrency or lower the mapping's maximum" },
	{ .id = "lambda-mapping-off", .severity = SEV_WARN, PART,
	  .means = "an event source mapping is disabled: its function gets no events",
	  .says = "mapping 4c1b… is Disabled: User action",
	  .advice = "ask who disabled it; look at what piles up in its source" },
	{ .id = "lambda-mapping-problem", .severity = SEV_WARN, PART,
	  .means = "the last processing of an event source mapping had a problem",
	  .says = "mapping 4c1b…: PROBLEM: Function call failed",
	  .advice = "read its result, and the logs of its function" },
	{ .id = "lambda-idle", .severity = SEV_OK, PART,
	  .means = "a function was not invoked for long: its first invocation waits",
	  .says = "function acme-load is Inactive",
	  .advice = "nothing" },
	{ .id = "lambda-changing", .severity = SEV_OK, PART,
	  .means = "a function or a mapping is being made or changed",
	  .says = "function acme-load is Pending",
	  .advice = "wait" },

	{ .id = "service-gone", .severity = SEV_CRIT, PART,
	  .means = "a stack has a resource that its service does not know",
	  .says = "Lambda function acme-load: the stack has it, the service does not",
	  .advice = "it was deleted past CloudFormation: look for who did it, deploy "
		    "the stack again" },
	{ .id = "service-unknown-state", .severity = SEV_UNKNOWN, PART,
	  .means = "a part of a service is in a state that candor does not know",
	  .says = "Lambda function acme-load: candor does not know the state "
		  "“Hibernating”",
	  .advice = "look it up in AWS's documentation and tell candor's maintainers" },
	{ .id = "service-unreadable", .severity = SEV_UNKNOWN, PART,
	  .means = "a service of the installation could not be read; what stands of "
		   "it is what was read before",
	  .says = "Lambda could not be read: lambda:GetFunctionConfiguration in acme: "
		  "AccessDenied: …",
	  .advice = "look at the error; compare the policy of the role with "
		    "docs/services.md" },
	{ .id = "service-cut", .severity = SEV_UNKNOWN, PART,
	  .means = "an installation has more of a service than candor reads",
	  .says = "Batch has more than candor reads at once",
	  .advice = "look at the rest in the account" },
	{ .id = "service-ok", .severity = SEV_OK, PART,
	  .means = "a part of a service is in a state that is well",
	  .says = "Lambda function acme-load is Active",
	  .advice = "nothing" },
	{ 0 },
};
/* clang-format on */

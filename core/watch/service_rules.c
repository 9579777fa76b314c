/*
 * By what each rule of services holds, as rows; their words stand in rules_services.c.
 */
#include "core/watch/service_row.h"

const struct service_rule service_rules[] = {
	{ RULE("lambda-failed", "lambda", "function"),
	  .when = { IS("state", "Failed") },
	  .sentence = "function {name} is Failed[: {state_reason}]" },
	{ RULE("lambda-blocked", "lambda", "function"),
	  .when = { BELOW("concurrency", 1) },
	  .sentence = "function {name} has a reserved concurrency of 0: each "
		      "invocation is refused" },
	{ RULE("lambda-update-failed", "lambda", "function"),
	  .when = { IS("update", "Failed") },
	  .sentence = "the last update of function {name} failed[: {update_reason}]",
	  .since = "modified" },
	{ RULE("lambda-not-active", "lambda", "function"),
	  .when = { IS("state",
		       "Deactivating|Deactivated|ActiveNonInvocable|Deleting") },
	  .sentence = "function {name} is {state}[: {state_reason}]" },
	{ RULE("lambda-throttle-risk", "lambda", "mapping"),
	  .when = { OVER("most_at_once", "reserved") },
	  .sentence = "mapping {name} may run {most_at_once} at once, its function has "
		      "reserved {reserved}: the rest is throttled" },
	{ RULE("lambda-mapping-off", "lambda", "mapping"),
	  .when = { IS("state", "Disabled|Disabling") },
	  .sentence = "mapping {name} is {state}[: {state_reason}][, its source is "
		      "{source}]",
	  .since = "modified" },
	{ RULE("lambda-mapping-problem", "lambda", "mapping"),
	  .when = { IS_NOT("result", "OK|No records processed") },
	  .sentence = "mapping {name}: {result}", .since = "modified" },
	{ RULE("lambda-idle", "lambda", "function"),
	  .when = { IS("state", "Inactive") },
	  .sentence = "function {name} is Inactive[: {state_reason}]" },
	{ RULE("lambda-changing", "lambda", "function"),
	  .when = { IS("state", "Pending") },
	  .sentence = "function {name} is Pending[: {state_reason}]",
	  .changing = true },
	{ RULE("lambda-changing", "lambda", "function"),
	  .when = { IS("update", "InProgress") },
	  .sentence = "function {name} is being updated[: {update_reason}]",
	  .changing = true },
	{ RULE("lambda-changing", "lambda", "mapping"),
	  .when = { IS("state", "Creating|Enabling|Updating|Deleting") },
	  .sentence = "mapping {name} is {state}", .changing = true },
	{ 0 },
};

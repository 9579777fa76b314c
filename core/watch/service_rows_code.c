/*
 * Services that run code, as rows: Lambda, Step Functions, Elastic Beanstalk, Batch.
 */
#include "core/watch/service_row.h"

#define A_DAY INT64_C(86400)

/* ---- Lambda ---- */

static const struct fact_row function_facts[] = {
	FACT("state", "State"),
	FACT("state_reason", "StateReason"),
	FACT("update", "LastUpdateStatus"),
	FACT("update_reason", "LastUpdateStatusReason"),
	FACT("runtime", "Runtime"),
	FACT_AS("modified", "LastModified", HOW_TIME),
	FACT_AS("memory_mb", "MemorySize", HOW_NUMBER),
	FACT_AS("timeout_s", "Timeout", HOW_NUMBER),
	{ 0 },
};

static const struct fact_row concurrency_facts[] = {
	FACT_AS("concurrency", "ReservedConcurrentExecutions", HOW_NUMBER),
	{ 0 },
};

static const struct fact_row mapping_facts[] = {
	FACT("state", "State"),
	FACT("state_reason", "StateTransitionReason"),
	FACT("result", "LastProcessingResult"),
	FACT("source", "EventSourceArn"),
	FACT_AS("batch_size", "BatchSize", HOW_NUMBER),
	FACT_AS("most_at_once", "ScalingConfig.MaximumConcurrency", HOW_NUMBER),
	FACT_AS("modified", "LastModified", HOW_TIME),
	{ 0 },
};

static const struct service_step lambda_steps[] = {
	{ .op = &op_lambda_get_function_configuration,
	  .each = EACH_MEMBER,
	  .type = "AWS::Lambda::Function",
	  .kind = "function",
	  .pace = PACE_STATE,
	  .most = 20,
	  .args = { { .path = "FunctionName", .value = "{id}" } },
	  .facts = function_facts,
	  .gone = "ResourceNotFoundException" },
	{ .op = &op_lambda_get_function_concurrency,
	  .each = EACH_PART,
	  .of = "function",
	  .pace = PACE_SETTINGS,
	  .most = 20,
	  .args = { { .path = "FunctionName", .value = "{id}" } },
	  .facts = concurrency_facts },
	{ .op = &op_lambda_list_event_source_mappings,
	  .each = EACH_ONCE,
	  .type = "AWS::Lambda::Function",
	  .kind = "mapping",
	  .pages = 5,
	  .rows = "EventSourceMappings",
	  .id = "UUID",
	  .member = "FunctionArn",
	  .after = ":function:",
	  .facts = mapping_facts },
	{ 0 },
};

static const struct service_kind lambda_kinds[] = {
	{ .kind = "function",
	  .status = "state",
	  .words = { WORDS_NEEDED("state",
				  "Active|Pending|Inactive|Failed|Deactivating|"
				  "Deactivated|ActiveNonInvocable|Deleting"),
		     WORDS("update", "Successful|Failed|InProgress") } },
	{ .kind = "mapping",
	  .status = "state",
	  .words = { WORDS_NEEDED("state", "Creating|Enabling|Enabled|Disabling|"
					   "Disabled|Updating|Deleting") } },
	{ 0 },
};

/* A mapping that may ask more of a function than it has reserved is throttled. */
static void compare_lambda(struct services *draft, const struct services *shown)
{
	(void)shown;
	for (size_t i = 0; i < draft->n; i++) {
		struct part *mapping = &draft->parts[i];

		if (!text_eq(mapping->service, "lambda") ||
		    !text_eq(mapping->kind, "mapping"))
			continue;
		for (size_t k = 0; k < draft->n; k++) {
			const struct part *p = &draft->parts[k];
			const struct fact *f = part_fact(p, "concurrency");

			if (f != NULL && text_eq(p->service, "lambda") &&
			    text_eq(p->logical, mapping->logical) &&
			    text_eq(p->stack, mapping->stack))
				part_put_number(mapping, "reserved", FACT_NUMBER,
						f->number);
		}
	}
}

const struct service_row service_row_lambda = {
	.name = "lambda",
	.title = "Lambda",
	.types = { "AWS::Lambda::Function" },
	.kinds = lambda_kinds,
	.steps = lambda_steps,
	.compare = compare_lambda,
};

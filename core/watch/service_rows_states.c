/*
 * Step Functions, as rows: machines and executions that failed, by name and time.
 */
#include "core/watch/service_row.h"

#define A_DAY INT64_C(86400)

static const struct fact_row machine_facts[] = {
	FACT("type", "type"),
	FACT_AS("created", "creationDate", HOW_TIME),
	{ 0 },
};

static const struct fact_row execution_facts[] = {
	FACT("status", "status"),
	FACT_AS("started", "startDate", HOW_TIME),
	FACT_AS("stopped", "stopDate", HOW_TIME),
	{ 0 },
};

#define EXECUTIONS(word, n)                                                   \
	.op = &op_states_list_executions, .each = EACH_PART, .of = "machine", \
	.kind = "execution", .pace = PACE_STATE, .most = 10, .max = (n),      \
	.args = { { .path = "stateMachineArn", .value = "{id}" },             \
		  { .path = "statusFilter", .value = (word) },                \
		  { .path = "maxResults", .value = "5", .number = true } },   \
	.rows = "executions", .id = "executionArn", .name = "name",           \
	.facts = execution_facts, .recent = "stopped", .recent_sec = A_DAY,   \
	.newest = true

static const struct service_step states_steps[] = {
	{ .op = &op_states_list_state_machines,
	  .each = EACH_ONCE,
	  .type = "AWS::StepFunctions::StateMachine",
	  .kind = "machine",
	  .pace = PACE_STATE,
	  .pages = 3,
	  .rows = "stateMachines",
	  .id = "stateMachineArn",
	  .name = "name",
	  .member = "stateMachineArn",
	  .facts = machine_facts,
	  .whole = true },
	{ EXECUTIONS("FAILED", 5) },
	{ EXECUTIONS("TIMED_OUT", 5) },
	{ EXECUTIONS("SUCCEEDED", 1) },
	{ 0 },
};

static const struct service_kind states_kinds[] = {
	{ .kind = "machine" },
	{ .kind = "execution",
	  .status = "status",
	  .words = { WORDS_NEEDED("status", "RUNNING|SUCCEEDED|FAILED|TIMED_OUT|"
					    "ABORTED|PENDING_REDRIVE") } },
	{ 0 },
};

static bool is_execution(const struct part *p, const char *words)
{
	return text_eq(p->service, "states") && text_eq(p->kind, "execution") &&
	       words_have(words, '|', part_text(p, "status"));
}

static int64_t ended(const struct part *p)
{
	const struct fact *f = part_fact(p, "stopped");

	return f == NULL ? 0 : f->number;
}

/* What failed before the machine's newest success is over. */
static void compare_states(struct services *draft, const struct services *shown)
{
	(void)shown;
	for (size_t i = 0; i < draft->n; i++) {
		const struct part *good = &draft->parts[i];

		if (!is_execution(good, "SUCCEEDED"))
			continue;
		for (size_t k = 0; k < draft->n; k++) {
			struct part *p = &draft->parts[k];

			if (is_execution(p, "FAILED|TIMED_OUT") &&
			    text_eq(p->logical, good->logical) &&
			    text_eq(p->stack, good->stack) && ended(p) < ended(good))
				part_put_number(p, "recovered", FACT_TIME, ended(good));
		}
	}
}

const struct service_row service_row_states = {
	.name = "states",
	.title = "Step Functions",
	.types = { "AWS::StepFunctions::StateMachine" },
	.kinds = states_kinds,
	.steps = states_steps,
	.compare = compare_states,
};

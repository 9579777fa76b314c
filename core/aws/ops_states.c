/*
 * Step Functions: state machines and how executions ended, by name and time.
 *
 * What goes into an execution and comes out of it is the customer's data:
 * DescribeExecution and GetExecutionHistory are never asked.
 */
#include "core/aws/op.h"

const struct aws_service service_states = {
	.id = "states",
	.env = "SFN",
	.prefix = "states",
	.version = "2016-11-23",
	.proto = PROTO_JSON,
	.target = "AWSStepFunctions",
	.json_version = "1.0",
};

const struct op op_states_list_state_machines = {
	.id = "states:ListStateMachines",
	.name = "ListStateMachines",
	.service = &service_states,
	.effect = EFFECT_READ,
	.rows = "stateMachines",
	.next_out = "nextToken",
	.next_in = "nextToken",
	.params = {
		{ .name = "maxResults", .kind = PARAM_INT },
		{ .name = "nextToken", .kind = PARAM_TEXT },
	},
};

const struct op op_states_list_executions = {
	.id = "states:ListExecutions",
	.name = "ListExecutions",
	.service = &service_states,
	.effect = EFFECT_READ,
	.rows = "executions",
	.next_out = "nextToken",
	.next_in = "nextToken",
	.params = {
		{ .name = "stateMachineArn", .kind = PARAM_TEXT, .required = true },
		{ .name = "statusFilter", .kind = PARAM_TEXT },
		{ .name = "maxResults", .kind = PARAM_INT },
		{ .name = "nextToken", .kind = PARAM_TEXT },
	},
};

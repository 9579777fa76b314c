/*
 * CloudFormation: stacks, their resources and events, read only.
 *
 * Stack parameters, outputs and tags are free text in which people keep passwords:
 * values behind a name that looks like a secret's are replaced in the decoder.  The
 * properties in an event are the resource's whole configuration, environments and
 * passwords included; candor shows none of it, so it does not leave the decoder.
 */
#include "core/aws/op.h"

const struct aws_service service_cloudformation = {
	.id = "cloudformation",
	.env = "CLOUDFORMATION",
	.prefix = "cloudformation",
	.version = "2010-05-15",
	.proto = PROTO_QUERY,
};

/* Not tags: `stacks = tag:KEY=VALUE` needs their values; core/watch hides what looks
 * secret once the filter has seen it. */
static const char *const drop_stacks[] = {
	"Stacks.Parameters.ParameterKey~ParameterValue",
	"Stacks.Parameters.ParameterKey~ResolvedValue",
	"Stacks.Outputs.OutputKey~OutputValue",
	NULL,
};

static const char *const drop_events[] = { "StackEvents.ResourceProperties", NULL };

const struct op op_cfn_describe_stacks = {
	.id = "cloudformation:DescribeStacks",
	.name = "DescribeStacks",
	.service = &service_cloudformation,
	.effect = EFFECT_READ,
	.rows = "Stacks",
	.next_out = "NextToken",
	.next_in = "NextToken",
	.drop = drop_stacks,
	.params = {
		{ .name = "StackName", .kind = PARAM_TEXT },
		{ .name = "NextToken", .kind = PARAM_TEXT },
	},
};

const struct op op_cfn_list_stack_resources = {
	.id = "cloudformation:ListStackResources",
	.name = "ListStackResources",
	.service = &service_cloudformation,
	.effect = EFFECT_READ,
	.rows = "StackResourceSummaries",
	.next_out = "NextToken",
	.next_in = "NextToken",
	.params = {
		{ .name = "StackName", .kind = PARAM_TEXT, .required = true },
		{ .name = "NextToken", .kind = PARAM_TEXT },
	},
};

const struct op op_cfn_describe_stack_events = {
	.id = "cloudformation:DescribeStackEvents",
	.name = "DescribeStackEvents",
	.service = &service_cloudformation,
	.effect = EFFECT_READ,
	.rows = "StackEvents",
	.next_out = "NextToken",
	.next_in = "NextToken",
	.drop = drop_events,
	.params = {
		{ .name = "StackName", .kind = PARAM_TEXT, .required = true },
		{ .name = "NextToken", .kind = PARAM_TEXT },
	},
};

/*
 * EC2: the instances that Batch keeps.
 *
 * What is written into an instance when it starts (user data) is another operation,
 * and not asked; tags are kept until the decoder of services has found whose it is.
 */
#include "core/aws/op.h"

static const char *const elements[] = { "item", NULL };

const struct aws_service service_ec2 = {
	.id = "ec2",
	.env = "EC2",
	.prefix = "ec2",
	.version = "2016-11-15",
	.proto = PROTO_EC2,
	.elements = elements,
};

static const char *const drop_instances[] = {
	"reservationSet.instancesSet.tagSet.key~value",
	"reservationSet.instancesSet.keyName",
	NULL,
};

const struct op op_ec2_describe_instances = {
	.id = "ec2:DescribeInstances",
	.name = "DescribeInstances",
	.service = &service_ec2,
	.effect = EFFECT_READ,
	.rows = "reservationSet",
	.next_out = "nextToken",
	.next_in = "NextToken",
	.drop = drop_instances,
	.params = {
		{ .name = "Filter", .kind = PARAM_LIST },
		{ .name = "MaxResults", .kind = PARAM_INT },
		{ .name = "NextToken", .kind = PARAM_TEXT },
	},
};

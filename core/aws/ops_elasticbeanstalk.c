/*
 * Elastic Beanstalk: the health of environments and of their instances.
 *
 * Settings of an environment hold what a function's environment does: they are never
 * asked for.
 */
#include "core/aws/op.h"

const struct aws_service service_elasticbeanstalk = {
	.id = "elasticbeanstalk",
	.env = "ELASTIC_BEANSTALK",
	.prefix = "elasticbeanstalk",
	.version = "2010-12-01",
	.proto = PROTO_QUERY,
};

static const char *const basic_health[] = {
	"InvalidRequestException",
	NULL,
};

const struct op op_beanstalk_describe_environments = {
	.id = "elasticbeanstalk:DescribeEnvironments",
	.name = "DescribeEnvironments",
	.service = &service_elasticbeanstalk,
	.effect = EFFECT_READ,
	.rows = "Environments",
	.next_out = "NextToken",
	.next_in = "NextToken",
	.params = {
		{ .name = "EnvironmentNames", .kind = PARAM_LIST },
		{ .name = "MaxRecords", .kind = PARAM_INT },
		{ .name = "NextToken", .kind = PARAM_TEXT },
	},
};

/* An environment with basic health has no such answer: that is one. */
const struct op op_beanstalk_describe_environment_health = {
	.id = "elasticbeanstalk:DescribeEnvironmentHealth",
	.name = "DescribeEnvironmentHealth",
	.service = &service_elasticbeanstalk,
	.effect = EFFECT_READ,
	.unset = basic_health,
	.params = {
		{ .name = "EnvironmentName", .kind = PARAM_TEXT, .required = true },
		{ .name = "AttributeNames", .kind = PARAM_LIST },
	},
};

const struct op op_beanstalk_describe_instances_health = {
	.id = "elasticbeanstalk:DescribeInstancesHealth",
	.name = "DescribeInstancesHealth",
	.service = &service_elasticbeanstalk,
	.effect = EFFECT_READ,
	.rows = "InstanceHealthList",
	.next_out = "NextToken",
	.next_in = "NextToken",
	.unset = basic_health,
	.params = {
		{ .name = "EnvironmentName", .kind = PARAM_TEXT, .required = true },
		{ .name = "AttributeNames", .kind = PARAM_LIST },
		{ .name = "NextToken", .kind = PARAM_TEXT },
	},
};

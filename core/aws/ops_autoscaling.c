/*
 * Application Auto Scaling: what is scaled between which bounds, and how it went.
 */
#include "core/aws/op.h"

const struct aws_service service_autoscaling = {
	.id = "application-autoscaling",
	.env = "APPLICATION_AUTO_SCALING",
	.prefix = "application-autoscaling",
	.version = "2016-02-06",
	.proto = PROTO_JSON,
	.target = "AnyScaleFrontendService",
	.json_version = "1.1",
};

const struct op op_autoscaling_describe_targets = {
	.id = "application-autoscaling:DescribeScalableTargets",
	.name = "DescribeScalableTargets",
	.service = &service_autoscaling,
	.effect = EFFECT_READ,
	.rows = "ScalableTargets",
	.next_out = "NextToken",
	.next_in = "NextToken",
	.params = {
		{ .name = "ServiceNamespace", .kind = PARAM_TEXT, .required = true },
		{ .name = "ResourceIds", .kind = PARAM_LIST },
		{ .name = "MaxResults", .kind = PARAM_INT },
		{ .name = "NextToken", .kind = PARAM_TEXT },
	},
};

const struct op op_autoscaling_describe_activities = {
	.id = "application-autoscaling:DescribeScalingActivities",
	.name = "DescribeScalingActivities",
	.service = &service_autoscaling,
	.effect = EFFECT_READ,
	.rows = "ScalingActivities",
	.next_out = "NextToken",
	.next_in = "NextToken",
	.params = {
		{ .name = "ServiceNamespace", .kind = PARAM_TEXT, .required = true },
		{ .name = "ResourceId", .kind = PARAM_TEXT },
		{ .name = "MaxResults", .kind = PARAM_INT },
		{ .name = "NextToken", .kind = PARAM_TEXT },
	},
};

/*
 * Batch: queues, compute environments, and what jobs do.
 *
 * DescribeJobs would give the environment and the command of a job's container, where
 * people keep passwords: it is not asked; ListJobs says what is wanted of a job.
 */
#include "core/aws/op.h"

const struct aws_service service_batch = {
	.id = "batch",
	.env = "BATCH",
	.prefix = "batch",
	.version = "2016-08-10",
	.proto = PROTO_REST_JSON,
};

static const char *const drop_queues[] = {
	"jobQueues.tags",
	NULL,
};

static const char *const drop_environments[] = {
	"computeEnvironments.tags",
	"computeEnvironments.computeResources.tags",
	"computeEnvironments.computeResources.launchTemplate",
	"computeEnvironments.context",
	NULL,
};

const struct op op_batch_describe_job_queues = {
	.id = "batch:DescribeJobQueues",
	.name = "DescribeJobQueues",
	.service = &service_batch,
	.effect = EFFECT_READ,
	.method = "POST",
	.uri = "/v1/describejobqueues",
	.rows = "jobQueues",
	.next_out = "nextToken",
	.next_in = "nextToken",
	.drop = drop_queues,
	.params = {
		{ .name = "jobQueues", .kind = PARAM_LIST },
		{ .name = "maxResults", .kind = PARAM_INT },
		{ .name = "nextToken", .kind = PARAM_TEXT },
	},
};

const struct op op_batch_describe_compute_environments = {
	.id = "batch:DescribeComputeEnvironments",
	.name = "DescribeComputeEnvironments",
	.service = &service_batch,
	.effect = EFFECT_READ,
	.method = "POST",
	.uri = "/v1/describecomputeenvironments",
	.rows = "computeEnvironments",
	.next_out = "nextToken",
	.next_in = "nextToken",
	.drop = drop_environments,
	.params = {
		{ .name = "computeEnvironments", .kind = PARAM_LIST },
		{ .name = "maxResults", .kind = PARAM_INT },
		{ .name = "nextToken", .kind = PARAM_TEXT },
	},
};

const struct op op_batch_list_jobs = {
	.id = "batch:ListJobs",
	.name = "ListJobs",
	.service = &service_batch,
	.effect = EFFECT_READ,
	.method = "POST",
	.uri = "/v1/listjobs",
	.rows = "jobSummaryList",
	.next_out = "nextToken",
	.next_in = "nextToken",
	.params = {
		{ .name = "jobQueue", .kind = PARAM_TEXT },
		{ .name = "jobStatus", .kind = PARAM_TEXT },
		{ .name = "maxResults", .kind = PARAM_INT },
		{ .name = "nextToken", .kind = PARAM_TEXT },
	},
};

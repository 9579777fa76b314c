/*
 * Services that keep instances of their own, as rows: Elastic Beanstalk, Batch.
 */
#include "core/watch/service_row.h"

#define A_DAY INT64_C(86400)

/* ---- Elastic Beanstalk ---- */

#define HEALTHS "Ok|Info|Pending|Warning|Degraded|Severe|NoData|Unknown|Suspended"

static const struct fact_row environment_facts[] = {
	FACT("status", "Status"),
	FACT("health", "HealthStatus"),
	FACT("color", "Health"),
	FACT("version", "VersionLabel"),
	FACT("application", "ApplicationName"),
	FACT_AS("updated", "DateUpdated", HOW_TIME),
	{ 0 },
};

static const struct fact_row cause_facts[] = {
	FACT("causes", "Causes"),
	FACT_AS("refreshed", "RefreshedAt", HOW_TIME),
	{ 0 },
};

static const struct fact_row instance_facts[] = {
	FACT("health", "HealthStatus"),
	FACT("causes", "Causes"),
	FACT("version", "Deployment.VersionLabel"),
	FACT_AS("launched", "LaunchedAt", HOW_TIME),
	{ 0 },
};

#define OF_ENVIRONMENT                                                          \
	.each = EACH_PART, .of = "environment", .most = 10, .pace = PACE_STATE, \
	.trouble = true,                                                        \
	.args = { { .path = "EnvironmentName", .value = "{id}" },               \
		  { .path = "AttributeNames.1", .value = "All" } }

static const struct service_step beanstalk_steps[] = {
	{ .op = &op_beanstalk_describe_environments,
	  .each = EACH_MEMBERS,
	  .type = "AWS::ElasticBeanstalk::Environment",
	  .kind = "environment",
	  .most = 10,
	  .pages = 2,
	  .args = { { .path = "EnvironmentNames.#", .value = "{id}" } },
	  .rows = "Environments",
	  .id = "EnvironmentName",
	  .member = "EnvironmentName",
	  .facts = environment_facts,
	  .skip = "Terminated",
	  .whole = true },
	{ .op = &op_beanstalk_describe_environment_health,
	  OF_ENVIRONMENT,
	  .facts = cause_facts },
	{ .op = &op_beanstalk_describe_instances_health,
	  OF_ENVIRONMENT,
	  .kind = "instance",
	  .max = 100,
	  .rows = "InstanceHealthList",
	  .id = "InstanceId",
	  .facts = instance_facts },
	{ 0 },
};

static const struct service_kind beanstalk_kinds[] = {
	{ .kind = "environment",
	  .status = "status",
	  .words = { WORDS_NEEDED("status", "Ready|Launching|Updating|Terminating|"
					    "Aborting|LinkingFrom|LinkingTo"),
		     WORDS("health", HEALTHS),
		     WORDS("color", "Green|Yellow|Red|Grey") } },
	{ .kind = "instance",
	  .status = "health",
	  .words = { WORDS_NEEDED("health", HEALTHS) } },
	{ 0 },
};

const struct service_row service_row_elasticbeanstalk = {
	.name = "elasticbeanstalk",
	.title = "Elastic Beanstalk",
	.types = { "AWS::ElasticBeanstalk::Environment" },
	.kinds = beanstalk_kinds,
	.steps = beanstalk_steps,
};

/* ---- Batch ---- */

static const struct fact_row queue_facts[] = {
	FACT("status", "status"),
	FACT("state", "state"),
	FACT("reason", "statusReason"),
	FACT_AS("priority", "priority", HOW_NUMBER),
	{ 0 },
};

static const struct fact_row compute_facts[] = {
	FACT("status", "status"),
	FACT("state", "state"),
	FACT("reason", "statusReason"),
	FACT("type", "computeResources.type"),
	FACT_AS("min_vcpus", "computeResources.minvCpus", HOW_NUMBER),
	FACT_AS("vcpus", "computeResources.desiredvCpus", HOW_NUMBER),
	FACT_AS("max_vcpus", "computeResources.maxvCpus", HOW_NUMBER),
	{ 0 },
};

static const struct fact_row job_facts[] = {
	FACT("status", "status"),
	FACT("reason", "statusReason"),
	FACT("container_reason", "container.reason"),
	FACT_AS("exit_code", "container.exitCode", HOW_NUMBER),
	FACT_AS("created", "createdAt", HOW_TIME_MS),
	FACT_AS("started", "startedAt", HOW_TIME_MS),
	FACT_AS("stopped", "stoppedAt", HOW_TIME_MS),
	{ 0 },
};

#define LISTED(t, o, p)                                                      \
	.op = (o), .each = EACH_MEMBERS, .type = (t), .most = 8, .pages = 2, \
	.args = { { .path = p ".#", .value = "{id}" } }, .rows = (p), .whole = true
#define JOBS(word)                                                                  \
	.op = &op_batch_list_jobs, .each = EACH_PART, .of = "queue", .kind = "job", \
	.pace = PACE_STATE, .most = 8, .max = 50,                                   \
	.args = { { .path = "jobQueue", .value = "{id}" },                          \
		  { .path = "jobStatus", .value = (word) },                         \
		  { .path = "maxResults", .value = "50", .number = true } },        \
	.rows = "jobSummaryList", .id = "jobId", .name = "jobName", .facts = job_facts

static const struct service_step batch_steps[] = {
	{ LISTED("AWS::Batch::JobQueue", &op_batch_describe_job_queues, "jobQueues"),
	  .kind = "queue", .id = "jobQueueArn", .name = "jobQueueName",
	  .member = "jobQueueArn", .facts = queue_facts },
	{ LISTED("AWS::Batch::ComputeEnvironment",
		 &op_batch_describe_compute_environments, "computeEnvironments"),
	  .kind = "compute", .id = "computeEnvironmentArn",
	  .name = "computeEnvironmentName", .member = "computeEnvironmentArn",
	  .facts = compute_facts },
	{ JOBS("RUNNABLE") },
	{ JOBS("RUNNING") },
	{ JOBS("FAILED"), .recent = "stopped", .recent_sec = A_DAY },
	{ 0 },
};

#define STATUSES "VALID|INVALID|CREATING|UPDATING|DELETING|DELETED"

static const struct service_kind batch_kinds[] = {
	{ .kind = "queue",
	  .status = "status",
	  .words = { WORDS_NEEDED("status", STATUSES),
		     WORDS_NEEDED("state", "ENABLED|DISABLED") } },
	{ .kind = "compute",
	  .status = "status",
	  .words = { WORDS_NEEDED("status", STATUSES),
		     WORDS_NEEDED("state", "ENABLED|DISABLED") } },
	{ .kind = "job",
	  .status = "status",
	  .words = { WORDS_NEEDED("status", "SUBMITTED|PENDING|RUNNABLE|STARTING|"
					    "RUNNING|SUCCEEDED|FAILED") } },
	{ 0 },
};

/* Instances of a compute environment that stay although no job wants them. */
static void compare_batch(struct services *draft)
{
	int64_t jobs = 0;

	for (size_t i = 0; i < draft->n; i++)
		jobs += text_eq(draft->parts[i].service, "batch") &&
			text_eq(draft->parts[i].kind, "job") &&
			!text_eq(part_status(&draft->parts[i]), "FAILED");
	for (size_t i = 0; i < draft->n; i++) {
		struct part *p = &draft->parts[i];
		const struct fact *have, *least;

		if (!text_eq(p->service, "batch") || !text_eq(p->kind, "compute") ||
		    p->gone)
			continue;
		part_put_number(p, "jobs", FACT_NUMBER, jobs);
		have = part_fact(p, "vcpus");
		least = part_fact(p, "min_vcpus");
		if (jobs == 0 && have != NULL && least != NULL &&
		    have->number > least->number)
			part_put_number(p, "idle_since", FACT_TIME, p->read_sec);
	}
}

const struct service_row service_row_batch = {
	.name = "batch",
	.title = "Batch",
	.types = { "AWS::Batch::JobQueue", "AWS::Batch::ComputeEnvironment" },
	.kinds = batch_kinds,
	.steps = batch_steps,
	.compare = compare_batch,
};

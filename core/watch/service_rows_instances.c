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
	FACT("environments", "computeEnvironmentOrder.computeEnvironment"),
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

static const struct fact_row machine_facts[] = {
	FACT("state", "instanceState.name"),
	FACT("type", "instanceType"),
	FACT_AS("launched", "launchTime", HOW_TIME),
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
	{ JOBS("FAILED"), .recent = "stopped", .recent_sec = A_DAY, .newest = true },
	/* Batch puts the name of the environment into a tag of each instance */
	{ .op = &op_ec2_describe_instances,
	  .each = EACH_MEMBERS,
	  .type = "AWS::Batch::ComputeEnvironment",
	  .kind = "instance",
	  .most = 8,
	  .pages = 2,
	  .args = { { .path = "Filter.1.Value.#", .value = "{name}" },
		    { .path = "Filter.1.Name",
		      .value = "tag:aws:batch:compute-environment" },
		    { .path = "Filter.2.Name", .value = "instance-state-name" },
		    { .path = "Filter.2.Value.1", .value = "running" } },
	  .rows = "reservationSet",
	  .within = "instancesSet",
	  .id = "instanceId",
	  .nested = true,
	  .member = "tagSet.item.value",
	  .facts = machine_facts },
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
	{ .kind = "instance",
	  .status = "state",
	  .words = { WORDS_NEEDED("state", "pending|running|shutting-down|terminated|"
					   "stopping|stopped") } },
	{ .kind = "job",
	  .status = "status",
	  .words = { WORDS_NEEDED("status", "SUBMITTED|PENDING|RUNNABLE|STARTING|"
					    "RUNNING|SUCCEEDED|FAILED") } },
	{ 0 },
};

static bool is_kind(const struct part *p, const char *kind)
{
	return text_eq(p->service, "batch") && text_eq(p->kind, kind) && !p->gone;
}

static bool same_member(const struct part *a, const struct part *b)
{
	return text_eq(a->logical, b->logical) && text_eq(a->stack, b->stack);
}

/* Does the queue send its jobs to the environment? */
static bool feeds(const struct part *queue, const struct part *environment)
{
	struct str rest = str_of(part_text(queue, "environments"));

	while (rest.p != NULL)
		if (str_is(str_trim(str_cut(&rest, ',')), environment->id))
			return true;
	return false;
}

static int64_t jobs_of(const struct services *l, const struct part *queue)
{
	int64_t n = 0;

	for (size_t i = 0; i < l->n; i++)
		n += is_kind(&l->parts[i], "job") && same_member(&l->parts[i], queue) &&
		     !text_eq(part_status(&l->parts[i]), "FAILED");
	return n;
}

/* Jobs that wait or run in the queues of an environment; false: no such queue is
 * there. */
static bool count_jobs(const struct services *l, const struct part *environment,
		       int64_t *ret)
{
	bool any = false;

	*ret = 0;
	for (size_t i = 0; i < l->n; i++) {
		if (!is_kind(&l->parts[i], "queue") ||
		    !feeds(&l->parts[i], environment))
			continue;
		*ret += jobs_of(l, &l->parts[i]);
		any = true;
	}
	return any;
}

/* Instances of a compute environment that stay although no job wants them. */
static void compare_batch(struct services *draft, const struct services *shown)
{
	for (size_t i = 0; i < draft->n; i++) {
		struct part *p = &draft->parts[i];
		const struct fact *have = part_fact(p, "vcpus");
		const struct fact *least = part_fact(p, "min_vcpus");
		int64_t jobs, wanted = least == NULL ? 0 : least->number;
		bool more = have != NULL && have->number > wanted;

		if (!is_kind(p, "compute") ||
		    (!count_jobs(draft, p, &jobs) && !count_jobs(shown, p, &jobs)))
			continue;
		part_put_number(p, "jobs", FACT_NUMBER, jobs);
		if (jobs == 0 && more)
			part_put_number(p, "idle_since", FACT_TIME, p->read_sec);
		for (size_t k = 0; k < draft->n && jobs == 0; k++)
			if (is_kind(&draft->parts[k], "instance") &&
			    same_member(&draft->parts[k], p) && (more || wanted == 0))
				part_put_number(&draft->parts[k], "idle_since",
						FACT_TIME, p->read_sec);
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

/*
 * Rules of services; service_rules.c says by what each holds.
 */
#include "core/watch/service.h"

#define PART .signal = SIGNAL_SERVICES, .evidence = EVIDENCE_SERVICES

/* clang-format off */
const struct health_rule service_health_rules[] = {
	{ .id = "lambda-failed", .severity = SEV_CRIT, PART,
	  .means = "a function is in the state Failed: it cannot be invoked",
	  .says = "function acme-load is Failed: the function's image was deleted",
	  .advice = "read its reason; a deploy that succeeds makes it anew" },
	{ .id = "lambda-blocked", .severity = SEV_CRIT, PART,
	  .means = "the reserved concurrency of a function is 0: each invocation is "
		   "refused",
	  .threshold = "0",
	  .says = "function acme-load has a reserved concurrency of 0: each invocation "
		  "is refused",
	  .advice = "ask who set it to 0; give the reservation back or raise it" },
	{ .id = "lambda-update-failed", .severity = SEV_WARN, PART,
	  .means = "the last update of a function failed: the code before it runs",
	  .says = "the last update of function acme-load failed: the role may not be "
		  "assumed",
	  .advice = "read the reason, and the events of its stack" },
	{ .id = "lambda-not-active", .severity = SEV_WARN, PART,
	  .means = "a function is deactivated, being deleted, or cannot be invoked",
	  .says = "function acme-load is Deactivated",
	  .advice = "read its reason; look for a change of its network or keys" },
	{ .id = "lambda-throttle-risk", .severity = SEV_WARN, PART,
	  .means = "an event source may run more of a function at once than the "
		   "function has reserved: the rest is throttled",
	  .says = "mapping 4c1b… may run 20 at once, its function has reserved 5: the "
		  "rest is throttled",
	  .advice = "raise the reserved concurrency or lower the mapping's maximum" },
	{ .id = "lambda-mapping-off", .severity = SEV_WARN, PART,
	  .means = "an event source mapping is disabled: its function gets no events",
	  .says = "mapping 4c1b… is Disabled: User action",
	  .advice = "ask who disabled it; look at what piles up in its source" },
	{ .id = "lambda-mapping-problem", .severity = SEV_WARN, PART,
	  .means = "the last processing of an event source mapping had a problem",
	  .says = "mapping 4c1b…: PROBLEM: Function call failed",
	  .advice = "read its result, and the logs of its function" },
	{ .id = "lambda-idle", .severity = SEV_OK, PART,
	  .means = "a function was not invoked for long: its first invocation waits",
	  .says = "function acme-load is Inactive",
	  .advice = "nothing" },
	{ .id = "lambda-changing", .severity = SEV_OK, PART,
	  .means = "a function or a mapping is being made or changed",
	  .says = "function acme-load is Pending",
	  .advice = "wait" },

	{ .id = "states-execution-failed", .severity = SEV_WARN, PART,
	  .means = "an execution of a state machine failed or timed out within a "
		   "day",
	  .threshold = "24 hours",
	  .says = "execution acme-nightly/7f1c… FAILED at 2026-11-23T13:49:00Z",
	  .advice = "look at the execution in the account; candor reads neither its"
		    " input nor its output" },
	{ .id = "beanstalk-severe", .severity = SEV_CRIT, PART,
	  .means = "an environment or an instance of Elastic Beanstalk is Severe "
		   "or Red",
	  .says = "environment acme-web is Severe: 100.0 % of the requests are "
		  "failing with HTTP 5xx",
	  .advice = "read the causes; compare the time with the last deploy" },
	{ .id = "beanstalk-degraded", .severity = SEV_WARN, PART,
	  .means = "an environment or an instance of Elastic Beanstalk is "
		   "Degraded, Warning, Suspended or Yellow",
	  .says = "environment acme-web is Degraded: Command failed on 1 of 2 "
		  "instances",
	  .advice = "read the causes" },
	{ .id = "beanstalk-leaving", .severity = SEV_WARN, PART,
	  .means = "an environment of Elastic Beanstalk is being terminated or its"
		   " change aborted",
	  .says = "environment acme-web is Terminating",
	  .advice = "ask who ends it: its stack still has it" },
	{ .id = "beanstalk-no-health", .severity = SEV_UNKNOWN, PART,
	  .means = "Elastic Beanstalk has no data of an environment or of an "
		   "instance, or shows it Grey",
	  .says = "environment acme-web: its health is NoData",
	  .advice = "look whether its instances run and reach the service" },
	{ .id = "beanstalk-changing", .severity = SEV_OK, PART,
	  .means = "an environment of Elastic Beanstalk is being made or changed",
	  .says = "environment acme-web is Updating",
	  .advice = "wait" },
	{ .id = "batch-invalid", .severity = SEV_CRIT, PART,
	  .means = "a queue or a compute environment of Batch is INVALID: no job "
		   "starts there",
	  .says = "compute environment acme-spot is INVALID: CLIENT_ERROR - You "
		  "are not authorized …",
	  .advice = "read the reason; it is most often a role, a network or a "
		    "template that is gone" },
	{ .id = "batch-disabled", .severity = SEV_WARN, PART,
	  .means = "a queue or a compute environment of Batch is disabled",
	  .says = "job queue acme-nightly is DISABLED",
	  .advice = "ask who disabled it; look at the jobs that wait" },
	{ .id = "batch-job-failed", .severity = SEV_WARN, PART,
	  .means = "a job of Batch failed within a day",
	  .threshold = "24 hours",
	  .says = "job acme-nightly/load failed: Essential container in task "
		  "exited (exit code 137)",
	  .advice = "read the reason, and the logs of the job" },
	{ .id = "batch-job-waits", .severity = SEV_WARN, PART,
	  .means = "a job of Batch is RUNNABLE for more than 30 minutes: nothing "
		   "runs it",
	  .threshold = "30 minutes",
	  .says = "job acme-nightly/load is RUNNABLE since 2026-11-23T13:01:00Z",
	  .advice = "look at the compute environments of its queue: their vCPUs, "
		    "their state" },
	{ .id = "batch-job-long", .severity = SEV_WARN, PART,
	  .means = "a job of Batch runs for more than 24 hours",
	  .threshold = "24 hours",
	  .says = "job acme-nightly/load runs since 2026-11-22T13:01:00Z",
	  .advice = "look whether it still does something; set a timeout on its "
		    "definition" },
	{ .id = "batch-instances-stay", .severity = SEV_WARN, PART,
	  .means = "a compute environment keeps instances for more than 30 minutes"
		   " although its queues have no job; or an instance that is older"
		   " than an hour stays for more than 10",
	  .threshold = "30 minutes; 10 minutes",
	  .says = "compute environment acme-spot keeps 16 vCPUs without a job "
		  "since 2026-11-23T13:01:00Z",
	  .advice = "look why it does not scale down: they are paid for" },
	{ .id = "batch-changing", .severity = SEV_OK, PART,
	  .means = "a queue or a compute environment of Batch is being made or "
		   "changed",
	  .says = "job queue acme-nightly is UPDATING",
	  .advice = "wait" },
	{ .id = "apigateway-failed", .severity = SEV_CRIT, PART,
	  .means = "an API of API Gateway is in the status FAILED",
	  .says = "API acme-orders is FAILED: …",
	  .advice = "read its message; deploy its stack again" },
	{ .id = "apigateway-key-off", .severity = SEV_OK, PART,
	  .means = "a key of an API is disabled: who uses it is refused",
	  .says = "key acme-partner is disabled",
	  .advice = "ask whether its owner knows" },
	{ .id = "apigateway-changing", .severity = SEV_OK, PART,
	  .means = "an API or the cache of a stage is being changed",
	  .says = "API acme-orders is UPDATING",
	  .advice = "wait" },
	{ .id = "amplify-job-failed", .severity = SEV_WARN, PART,
	  .means = "the newest job of a branch failed: the version before it is "
		   "served",
	  .says = "the newest job of branch acme-site/main failed at "
		  "2026-11-23T13:49:00Z",
	  .advice = "look at the job in the account" },
	{ .id = "amplify-job-waits", .severity = SEV_WARN, PART,
	  .means = "the newest job of a branch is under way for more than 60 "
		   "minutes",
	  .threshold = "60 minutes",
	  .says = "the newest job of branch acme-site/main is RUNNING since "
		  "2026-11-23T13:01:00Z",
	  .advice = "look at the job in the account" },
	{ .id = "amplify-changing", .severity = SEV_OK, PART,
	  .means = "a job of a branch is under way",
	  .says = "the newest job of branch acme-site/main is RUNNING",
	  .advice = "wait" },
	{ .id = "dynamodb-unusable", .severity = SEV_CRIT, PART,
	  .means = "a table cannot be used: its key is out of reach, or it is "
		   "archived",
	  .says = "table acme-orders is INACCESSIBLE_ENCRYPTION_CREDENTIALS",
	  .advice = "look at the KMS key of the table: is it enabled, may DynamoDB "
		    "use it" },
	{ .id = "dynamodb-leaving", .severity = SEV_WARN, PART,
	  .means = "a table is being deleted, or its replication is not allowed",
	  .says = "table acme-orders is DELETING",
	  .advice = "ask who does it: its stack still has it" },
	{ .id = "dynamodb-scaling-failed", .severity = SEV_WARN, PART,
	  .means = "scaling of a table failed within a day",
	  .threshold = "24 hours",
	  .says = "scaling of acme-orders/dynamodb:table:WriteCapacityUnits is "
		  "Failed: …",
	  .advice = "read the message: most often a limit of the account or a "
		    "permission" },
	{ .id = "dynamodb-scaling-off", .severity = SEV_WARN, PART,
	  .means = "scaling of a table is suspended",
	  .says = "scaling out of acme-orders/dynamodb:table:WriteCapacityUnits "
		  "is suspended (at most 100)",
	  .advice = "ask who suspended it; resume it" },
	{ .id = "dynamodb-changing", .severity = SEV_OK, PART,
	  .means = "a table is being made or changed",
	  .says = "table acme-orders is UPDATING",
	  .advice = "wait" },
	{ .id = "firehose-failed", .severity = SEV_CRIT, PART,
	  .means = "a delivery stream could not be made or deleted",
	  .says = "stream acme-events is CREATING_FAILED: KMS_ACCESS_DENIED: …",
	  .advice = "read the description of the failure" },
	{ .id = "firehose-encryption-failed", .severity = SEV_WARN, PART,
	  .means = "encryption of a delivery stream could not be turned on or off",
	  .says = "encryption of stream acme-events is ENABLING_FAILED",
	  .advice = "look at the KMS key of the stream" },
	{ .id = "firehose-changing", .severity = SEV_OK, PART,
	  .means = "a delivery stream is being made or deleted",
	  .says = "stream acme-events is CREATING",
	  .advice = "wait" },
	{ .id = "redshift-failed", .severity = SEV_CRIT, PART,
	  .means = "a cluster of Redshift cannot be used",
	  .says = "cluster acme-dw is storage-full",
	  .advice = "look at the cluster in the account: hardware, network, disk" },
	{ .id = "redshift-paused", .severity = SEV_WARN, PART,
	  .means = "a cluster of Redshift is paused or being deleted: nobody can "
		   "ask it",
	  .says = "cluster acme-dw is paused",
	  .advice = "ask who did it" },
	{ .id = "redshift-log-failed", .severity = SEV_WARN, PART,
	  .means = "the logs of a cluster could not be delivered",
	  .says = "logs of cluster acme-dw could not be delivered: access to the "
		  "bucket is denied",
	  .advice = "look at the policy of the bucket that the logs go to" },
	{ .id = "redshift-log-off", .severity = SEV_WARN, PART,
	  .means = "a cluster of Redshift writes no audit log",
	  .says = "cluster acme-dw writes no audit log",
	  .advice = "turn audit logging on in the stack of the cluster" },
	{ .id = "redshift-changing", .severity = SEV_OK, PART,
	  .means = "a cluster of Redshift is in maintenance or being changed",
	  .says = "cluster acme-dw is resizing",
	  .advice = "wait" },
	{ .id = "rds-failed", .severity = SEV_CRIT, PART,
	  .means = "a database cluster or instance cannot be used",
	  .says = "instance acme-db-1 is storage-full",
	  .advice = "look at the database in the account: disk, key, network, "
		    "parameters" },
	{ .id = "rds-stopped", .severity = SEV_WARN, PART,
	  .means = "a database cluster or instance is stopped or being deleted",
	  .says = "cluster acme-db is stopped",
	  .advice = "ask who stopped it" },
	{ .id = "rds-maintenance-soon", .severity = SEV_WARN, PART,
	  .means = "maintenance of a database is applied within 7 days",
	  .threshold = "7 days",
	  .says = "system-update of acme-db-1 is applied at 2026-11-25T03:00:00Z",
	  .advice = "agree the time with the customer, or apply it before" },
	{ .id = "rds-maintenance", .severity = SEV_OK, PART,
	  .means = "maintenance of a database waits",
	  .says = "system-update waits for acme-db-1",
	  .advice = "plan it with the customer" },
	{ .id = "rds-changing", .severity = SEV_OK, PART,
	  .means = "a database cluster or instance is being made or changed",
	  .says = "instance acme-db-1 is modifying",
	  .advice = "wait" },
	{ .id = "s3-public", .severity = SEV_WARN, PART,
	  .means = "public access to a bucket is not blocked in each of the four "
		   "ways",
	  .says = "bucket acme-raw does not block public access in each way",
	  .advice = "set the four settings of PublicAccessBlock in the stack of the"
		    " bucket" },
	{ .id = "s3-unencrypted", .severity = SEV_WARN, PART,
	  .means = "a bucket has no encryption by default",
	  .says = "bucket acme-raw has no encryption by default",
	  .advice = "set it in the stack of the bucket" },

	{ .id = "service-gone", .severity = SEV_CRIT, PART,
	  .means = "a stack has a resource that its service does not know",
	  .says = "Lambda function acme-load: the stack has it, the service does not",
	  .advice = "it was deleted past CloudFormation: look for who did it, deploy "
		    "the stack again" },
	{ .id = "service-unknown-state", .severity = SEV_UNKNOWN, PART,
	  .means = "a part of a service is in a state that candor does not know",
	  .says = "Lambda function acme-load: candor does not know the state "
		  "“Hibernating”",
	  .advice = "look it up in AWS's documentation and tell candor's maintainers" },
	{ .id = "service-unreadable", .severity = SEV_UNKNOWN, PART,
	  .means = "a service of the installation could not be read; what stands of "
		   "it is what was read before",
	  .says = "Lambda could not be read: lambda:GetFunctionConfiguration in acme: "
		  "AccessDenied: …",
	  .advice = "look at the error; compare the policy of the role with "
		    "docs/services.md" },
	{ .id = "service-cut", .severity = SEV_UNKNOWN, PART,
	  .means = "an installation has more of a service than candor reads",
	  .says = "Batch has more than candor reads at once",
	  .advice = "look at the rest in the account" },
	{ .id = "service-ok", .severity = SEV_OK, PART,
	  .means = "a part of a service is in a state that is well",
	  .says = "Lambda function acme-load is Active",
	  .advice = "nothing" },
	{ 0 },
};
/* clang-format on */

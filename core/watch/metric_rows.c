/*
 * The metrics that matter for each service.  Names, dimensions and units are those of
 * the services' own documents; docs/metrics.md has the same table for people, and a
 * test holds the two together.
 *
 * Thresholds are what is wrong almost everywhere: a vendor who knows better changes
 * them in candor.conf.
 */
#include "core/watch/metric_catalogue.h"

#include <math.h>

#define UNSET ((double)NAN)

#define LAMBDA                                              \
	.space = "AWS/Lambda", .dimension = "FunctionName", \
	.type = "AWS::Lambda::Function"
#define TABLE                                              \
	.space = "AWS/DynamoDB", .dimension = "TableName", \
	.type = "AWS::DynamoDB::Table"
#define FIREHOSE                                                    \
	.space = "AWS/Firehose", .dimension = "DeliveryStreamName", \
	.type = "AWS::KinesisFirehose::DeliveryStream"
#define REDSHIFT                                                   \
	.space = "AWS/Redshift", .dimension = "ClusterIdentifier", \
	.type = "AWS::Redshift::Cluster"
#define BEANSTALK                                                        \
	.space = "AWS/ElasticBeanstalk", .dimension = "EnvironmentName", \
	.type = "AWS::ElasticBeanstalk::Environment"
#define API                                                \
	.space = "AWS/ApiGateway", .dimension = "ApiName", \
	.type = "AWS::ApiGateway::RestApi", .id_from = METRIC_ID_LOOKUP
#define QUEUE .space = "AWS/SQS", .dimension = "QueueName", .type = "AWS::SQS::Queue"
#define RDS                                                      \
	.space = "AWS/RDS", .dimension = "DBInstanceIdentifier", \
	.type = "AWS::RDS::DBInstance"
#define STATES                                                 \
	.space = "AWS/States", .dimension = "StateMachineArn", \
	.type = "AWS::StepFunctions::StateMachine", .id_from = METRIC_ID_WHOLE

#define SUM(name_)       .name = (name_), .stat = "Sum", .combine = METRIC_SUM
#define A_MINUTE         .unit = "/min", .per_sec = 60
#define A_SECOND         .unit = "/s", .per_sec = 1
#define WORST(name_, st) .name = (name_), .stat = (st), .combine = METRIC_MAX
#define LEAST(name_, st) .name = (name_), .stat = (st), .combine = METRIC_MIN
#define ABOVE(w, c, n) \
	.bad = METRIC_BAD_ABOVE, .warn = (w), .crit = (c), .for_periods = (n)
#define BELOW(w, c, n) \
	.bad = METRIC_BAD_BELOW, .warn = (w), .crit = (c), .for_periods = (n)
#define NEVER .bad = METRIC_BAD_NEVER, .warn = UNSET, .crit = UNSET

/* clang-format off */
const struct metric_row metric_rows[] = {
	{ .id = "lambda-errors", .brief = "errors",
	  .title = "lambda errors", LAMBDA, SUM("Errors"),
	  A_MINUTE, ABOVE(1, 5, 3) },
	{ .id = "lambda-throttles", .brief = "throttles",
	  .title = "lambda throttles", LAMBDA,
	  SUM("Throttles"), A_MINUTE, ABOVE(1, 30, 3) },
	{ .id = "lambda-duration", .brief = "duration",
	  .title = "lambda duration p95", LAMBDA,
	  WORST("Duration", "p95"), .unit = "s", .scale = 0.001, NEVER },
	{ .id = "lambda-concurrency", .brief = "concurrency",
	  .title = "lambda concurrency", LAMBDA,
	  .name = "ConcurrentExecutions", .stat = "Maximum", .combine = METRIC_SUM,
	  .unit = "", ABOVE(800, 950, 3) },
	{ .id = "table-throttled-reads", .brief = "throttled rd",
	  .title = "table throttled reads", TABLE,
	  SUM("ReadThrottleEvents"), A_MINUTE, ABOVE(1, 60, 3) },
	{ .id = "table-throttled-writes", .brief = "throttled wr",
	  .title = "table throttled writes", TABLE,
	  SUM("WriteThrottleEvents"), A_MINUTE, ABOVE(1, 60, 3) },
	{ .id = "table-reads-used", .brief = "reads used",
	  .title = "table reads used", TABLE,
	  WORST("ConsumedReadCapacityUnits", "Sum"), .unit = "%", .per_sec = 1,
	  .over = "ProvisionedReadCapacityUnits", .over_stat = "Average",
	  ABOVE(80, 100, 5) },
	{ .id = "table-writes-used", .brief = "writes used",
	  .title = "table writes used", TABLE,
	  WORST("ConsumedWriteCapacityUnits", "Sum"), .unit = "%", .per_sec = 1,
	  .over = "ProvisionedWriteCapacityUnits", .over_stat = "Average",
	  ABOVE(80, 100, 5) },
	{ .id = "firehose-freshness", .brief = "firehose age",
	  .title = "firehose oldest record", FIREHOSE,
	  WORST("DeliveryToS3.DataFreshness", "Maximum"), .unit = "s",
	  ABOVE(900, 1800, 3) },
	{ .id = "firehose-delivered", .brief = "delivered s3",
	  .title = "firehose delivered", FIREHOSE,
	  LEAST("DeliveryToS3.Success", "Average"), .unit = "%", .scale = 100,
	  BELOW(99, 90, 3) },
	{ .id = "firehose-loaded", .brief = "delivered wh",
	  .title = "firehose loaded", FIREHOSE,
	  LEAST("DeliveryToRedshift.Success", "Average"), .unit = "%", .scale = 100,
	  BELOW(99, 90, 3) },
	{ .id = "warehouse-cpu", .brief = "warehouse cpu",
	  .title = "warehouse cpu", REDSHIFT,
	  WORST("CPUUtilization", "Average"), .unit = "%", ABOVE(85, 98, 10),
	  .steady = true },
	{ .id = "warehouse-disk", .brief = "disk used",
	  .title = "warehouse disk", REDSHIFT,
	  WORST("PercentageDiskSpaceUsed", "Average"), .unit = "%", ABOVE(80, 92, 3), .steady = true },
	{ .id = "warehouse-health", .brief = "warehouse ok",
	  .title = "warehouse healthy", REDSHIFT,
	  LEAST("HealthStatus", "Minimum"), .unit = "", BELOW(UNSET, 1, 3), .steady = true },
	{ .id = "warehouse-connections", .brief = "sessions",
	  .title = "warehouse sessions", REDSHIFT,
	  .name = "DatabaseConnections", .stat = "Maximum", .combine = METRIC_SUM,
	  .unit = "", ABOVE(450, 495, 5) },
	{ .id = "site-health", .brief = "site health",
	  .title = "site health", BEANSTALK,
	  WORST("EnvironmentHealth", "Maximum"), .unit = "", ABOVE(14, 19, 3) },
	{ .id = "site-5xx", .brief = "site 5xx",
	  .title = "site 5xx", BEANSTALK,
	  SUM("ApplicationRequests5xx"), A_MINUTE, ABOVE(1, 10, 3) },
	{ .id = "api-5xx", .brief = "api 5xx",
	  .title = "api 5xx", API, SUM("5XXError"), A_MINUTE,
	  ABOVE(1, 10, 3) },
	{ .id = "api-4xx", .brief = "api 4xx",
	  .title = "api 4xx", API, SUM("4XXError"), A_MINUTE,
	  ABOVE(60, 600, 5) },
	{ .id = "api-latency", .brief = "api latency",
	  .title = "api latency p95", API,
	  WORST("Latency", "p95"), .unit = "s", .scale = 0.001, ABOVE(5, 20, 5) },
	{ .id = "queue-depth", .brief = "queue depth",
	  .title = "queue depth", QUEUE,
	  .name = "ApproximateNumberOfMessagesVisible", .stat = "Maximum",
	  .combine = METRIC_SUM, .unit = "msg", ABOVE(1000, 10000, 5) },
	{ .id = "queue-age", .brief = "queue age",
	  .title = "queue oldest message", QUEUE,
	  WORST("ApproximateAgeOfOldestMessage", "Maximum"), .unit = "s",
	  ABOVE(900, 3600, 3) },
	{ .id = "database-cpu", .brief = "database cpu",
	  .title = "database cpu", RDS,
	  WORST("CPUUtilization", "Average"), .unit = "%", ABOVE(85, 98, 10),
	  .steady = true },
	{ .id = "database-connections", .brief = "db sessions",
	  .title = "database connections", RDS,
	  .name = "DatabaseConnections", .stat = "Maximum", .combine = METRIC_SUM,
	  .unit = "", NEVER },
	{ .id = "database-storage", .brief = "db free",
	  .title = "database free space", RDS,
	  LEAST("FreeStorageSpace", "Minimum"), .unit = "GiB",
	  .scale = 1.0 / 1073741824.0, BELOW(5, 1, 3) },
	{ .id = "database-lag", .brief = "replica lag",
	  .title = "database replica lag", RDS,
	  WORST("AuroraReplicaLag", "Maximum"), .unit = "s", .scale = 0.001,
	  ABOVE(10, 60, 3) },
	{ .id = "flows-failed", .brief = "flows failed",
	  .title = "state machines failed", STATES,
	  SUM("ExecutionsFailed"), A_MINUTE, ABOVE(0.2, 2, 1) },
	{ .id = "flows-timed-out", .brief = "flows timeout",
	  .title = "state machines timed out", STATES,
	  SUM("ExecutionsTimedOut"), A_MINUTE, ABOVE(0.2, 2, 1) },
	{ 0 },
};
/* clang-format on */

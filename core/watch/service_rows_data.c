/*
 * Services that keep or carry data, as rows: DynamoDB with its scaling, Firehose, S3.
 */
#include "core/watch/service_row.h"

#define A_DAY INT64_C(86400)

/* ---- DynamoDB ---- */

static const struct fact_row table_facts[] = {
	FACT("status", "Table.TableStatus"),
	FACT_OR("billing", "Table.BillingModeSummary.BillingMode", HOW_TEXT,
		"PROVISIONED"),
	FACT_AS("items", "Table.ItemCount", HOW_NUMBER),
	FACT_AS("bytes", "Table.TableSizeBytes", HOW_NUMBER),
	FACT_AS("read_units", "Table.ProvisionedThroughput.ReadCapacityUnits",
		HOW_NUMBER),
	FACT_AS("write_units", "Table.ProvisionedThroughput.WriteCapacityUnits",
		HOW_NUMBER),
	FACT("encryption", "Table.SSEDescription.Status"),
	FACT_AS("protected", "Table.DeletionProtectionEnabled", HOW_FLAG),
	{ 0 },
};

static const struct fact_row target_facts[] = {
	FACT_AS("min", "MinCapacity", HOW_NUMBER),
	FACT_AS("max", "MaxCapacity", HOW_NUMBER),
	FACT_AS("in_off", "SuspendedState.DynamicScalingInSuspended", HOW_FLAG),
	FACT_AS("out_off", "SuspendedState.DynamicScalingOutSuspended", HOW_FLAG),
	{ 0 },
};

static const struct fact_row scaling_facts[] = {
	FACT("status", "StatusCode"),
	FACT("reason", "StatusMessage"),
	FACT("cause", "Cause"),
	FACT("resource", "ResourceId"),
	FACT_AS("started", "StartTime", HOW_TIME),
	{ 0 },
};

#define TABLES(t)                                                                     \
	.op = &op_dynamodb_describe_table, .each = EACH_MEMBER, .type = (t),          \
	.kind = "table", .pace = PACE_STATE, .most = 15,                              \
	.args = { { .path = "TableName", .value = "{name}" } }, .facts = table_facts, \
	.gone = "ResourceNotFoundException"

static const struct service_step dynamodb_steps[] = {
	{ TABLES("AWS::DynamoDB::Table") },
	{ TABLES("AWS::DynamoDB::GlobalTable") },
	{ .op = &op_autoscaling_describe_targets,
	  .each = EACH_MEMBERS,
	  .type = "AWS::DynamoDB::Table",
	  .kind = "target",
	  .pace = PACE_SETTINGS,
	  .most = 15,
	  .pages = 2,
	  .args = { { .path = "ResourceIds.#", .value = "table/{name}" },
		    { .path = "ServiceNamespace", .value = "dynamodb" } },
	  .rows = "ScalableTargets",
	  .id = "ResourceId",
	  .name = "ScalableDimension",
	  .nested = true,
	  .member = "ResourceId",
	  .after = "table/",
	  .facts = target_facts },
	{ .op = &op_autoscaling_describe_activities,
	  .each = EACH_ONCE,
	  .type = "AWS::DynamoDB::Table",
	  .kind = "scaling",
	  .pages = 4,
	  .args = { { .path = "ServiceNamespace", .value = "dynamodb" },
		    { .path = "MaxResults", .value = "50", .number = true } },
	  .rows = "ScalingActivities",
	  .id = "ActivityId",
	  .name = "ScalableDimension",
	  .nested = true,
	  .member = "ResourceId",
	  .after = "table/",
	  .facts = scaling_facts,
	  .newest_of = "resource",
	  .recent = "started",
	  .recent_sec = A_DAY },
	{ 0 },
};

static const struct service_kind dynamodb_kinds[] = {
	{ .kind = "table",
	  .status = "status",
	  .words = { WORDS_NEEDED("status",
				  "ACTIVE|CREATING|UPDATING|DELETING|ARCHIVING|"
				  "ARCHIVED|INACCESSIBLE_ENCRYPTION_CREDENTIALS|"
				  "REPLICATION_NOT_AUTHORIZED"),
		     WORDS("encryption",
			   "ENABLED|ENABLING|DISABLED|DISABLING|UPDATING") } },
	{ .kind = "target" },
	{ .kind = "scaling",
	  .status = "status",
	  .words = { WORDS_NEEDED("status", "Pending|InProgress|Successful|Overridden|"
					    "Unfulfilled|Failed") } },
	{ 0 },
};

const struct service_row service_row_dynamodb = {
	.name = "dynamodb",
	.title = "DynamoDB",
	.types = { "AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable" },
	.kinds = dynamodb_kinds,
	.steps = dynamodb_steps,
};

/* ---- Firehose ---- */

#define STREAM "DeliveryStreamDescription."

static const struct fact_row stream_facts[] = {
	FACT("status", STREAM "DeliveryStreamStatus"),
	FACT("failure", STREAM "FailureDescription.Type"),
	FACT("failure_details", STREAM "FailureDescription.Details"),
	FACT("encryption", STREAM "DeliveryStreamEncryptionConfiguration.Status"),
	FACT("source", STREAM "DeliveryStreamType"),
	{ .key = "destination",
	  .path = STREAM "Destinations",
	  .how = HOW_WHICH,
	  .arg = "DestinationDescription" },
	FACT("backup", STREAM "Destinations.*.S3BackupMode"),
	FACT_AS("updated", STREAM "LastUpdateTimestamp", HOW_TIME),
	{ 0 },
};

static const struct service_step firehose_steps[] = {
	{ .op = &op_firehose_describe_delivery_stream,
	  .each = EACH_MEMBER,
	  .type = "AWS::KinesisFirehose::DeliveryStream",
	  .kind = "stream",
	  .pace = PACE_STATE,
	  .most = 20,
	  .args = { { .path = "DeliveryStreamName", .value = "{name}" } },
	  .facts = stream_facts,
	  .gone = "ResourceNotFoundException" },
	{ 0 },
};

static const struct service_kind firehose_kinds[] = {
	{ .kind = "stream",
	  .status = "status",
	  .words = { WORDS_NEEDED("status", "ACTIVE|CREATING|CREATING_FAILED|DELETING|"
					    "DELETING_FAILED"),
		     WORDS("encryption", "ENABLED|ENABLING|ENABLING_FAILED|DISABLED|"
					 "DISABLING|DISABLING_FAILED") } },
	{ 0 },
};

const struct service_row service_row_firehose = {
	.name = "firehose",
	.title = "Firehose",
	.types = { "AWS::KinesisFirehose::DeliveryStream" },
	.kinds = firehose_kinds,
	.steps = firehose_steps,
};

/* ---- S3 ---- */

static const struct fact_row location_facts[] = {
	FACT_OR("region", "", HOW_TEXT, "us-east-1"),
	{ 0 },
};

static const struct fact_row encryption_facts[] = {
	FACT_OR("encryption", "Rule.ApplyServerSideEncryptionByDefault.SSEAlgorithm",
		HOW_TEXT, "none"),
	{ 0 },
};

static const struct fact_row versioning_facts[] = {
	FACT_OR("versioning", "Status", HOW_TEXT, "off"),
	{ 0 },
};

static const struct fact_row access_facts[] = {
	FACT_OR("block_acls", "BlockPublicAcls", HOW_FLAG, "no"),
	FACT_OR("ignore_acls", "IgnorePublicAcls", HOW_FLAG, "no"),
	FACT_OR("block_policy", "BlockPublicPolicy", HOW_FLAG, "no"),
	FACT_OR("restrict", "RestrictPublicBuckets", HOW_FLAG, "no"),
	{ 0 },
};

static const struct fact_row lifecycle_facts[] = {
	FACT_OR("lifecycle", "Rule.Status", HOW_TEXT, "none"),
	{ 0 },
};

static const struct fact_row logging_facts[] = {
	FACT_OR("logging", "LoggingEnabled.TargetBucket", HOW_TEXT, "off"),
	{ 0 },
};

/* Whose bucket it must be: one of the same name in another account is not asked. */
#define BUCKET                                           \
	.pace = PACE_SETTINGS, .most = 8,                \
	.args = { { .path = "Bucket", .value = "{id}" }, \
		  { .path = "ExpectedBucketOwner", .value = "{account}" } }
#define OF_BUCKET(o, f) \
	.op = (o), .each = EACH_PART, .of = "bucket", BUCKET, .facts = (f)

static const struct service_step s3_steps[] = {
	{ .op = &op_s3_get_location,
	  .each = EACH_MEMBER,
	  .type = "AWS::S3::Bucket",
	  .kind = "bucket",
	  BUCKET,
	  .facts = location_facts,
	  .gone = "NoSuchBucket" },
	{ OF_BUCKET(&op_s3_get_encryption, encryption_facts) },
	{ OF_BUCKET(&op_s3_get_public_access_block, access_facts) },
	/* no rule is about these */
	{ OF_BUCKET(&op_s3_get_versioning, versioning_facts), .detail = true },
	{ OF_BUCKET(&op_s3_get_lifecycle, lifecycle_facts), .detail = true },
	{ OF_BUCKET(&op_s3_get_logging, logging_facts), .detail = true },
	{ 0 },
};

static const struct service_kind s3_kinds[] = {
	{ .kind = "bucket",
	  .words = { WORDS("encryption", "AES256|aws:kms|aws:kms:dsse|aws:fsx|none"),
		     WORDS("versioning", "Enabled|Suspended|off") } },
	{ 0 },
};

const struct service_row service_row_s3 = {
	.name = "s3",
	.title = "S3",
	.types = { "AWS::S3::Bucket" },
	.kinds = s3_kinds,
	.steps = s3_steps,
};

/*
 * Databases that are asked in SQL, as rows: Redshift, RDS and Aurora.
 */
#include "core/watch/service_row.h"

/* ---- Redshift ---- */

static const struct fact_row warehouse_facts[] = {
	FACT("status", "ClusterStatus"),
	FACT("availability", "ClusterAvailabilityStatus"),
	FACT("node_type", "NodeType"),
	FACT_AS("nodes", "NumberOfNodes", HOW_NUMBER),
	FACT("version", "ClusterVersion"),
	FACT_AS("encrypted", "Encrypted", HOW_FLAG),
	FACT_AS("public", "PubliclyAccessible", HOW_FLAG),
	FACT("pending", "PendingActions"),
	FACT_AS("maintenance", "NextMaintenanceWindowStartTime", HOW_TIME),
	{ 0 },
};

static const struct fact_row warehouse_log_facts[] = {
	FACT_AS("logging", "LoggingEnabled", HOW_FLAG),
	FACT("log_bucket", "BucketName"),
	FACT_AS("log_delivered", "LastSuccessfulDeliveryTime", HOW_TIME),
	FACT_AS("log_failed", "LastFailureTime", HOW_TIME),
	FACT("log_failure", "LastFailureMessage"),
	{ 0 },
};

static const struct service_step redshift_steps[] = {
	{ .op = &op_redshift_describe_clusters,
	  .each = EACH_MEMBER,
	  .type = "AWS::Redshift::Cluster",
	  .kind = "cluster",
	  .most = 10,
	  .max = 1,
	  .args = { { .path = "ClusterIdentifier", .value = "{name}" } },
	  .rows = "Clusters",
	  .facts = warehouse_facts,
	  .gone = "ClusterNotFound|ClusterNotFoundFault" },
	{ .op = &op_redshift_describe_logging_status,
	  .each = EACH_PART,
	  .of = "cluster",
	  .pace = PACE_STATE,
	  .most = 10,
	  .args = { { .path = "ClusterIdentifier", .value = "{name}" } },
	  .facts = warehouse_log_facts },
	{ 0 },
};

static const struct service_kind redshift_kinds[] = {
	{ .kind = "cluster",
	  .status = "status",
	  .words = { WORDS_NEEDED("status",
				  "available|available, prep-for-resize|"
				  "available, resize-cleanup|cancelling-resize|"
				  "creating|deleting|final-snapshot|hardware-failure|"
				  "incompatible-hsm|incompatible-network|"
				  "incompatible-parameters|incompatible-restore|"
				  "modifying|paused|pausing|rebooting|renaming|"
				  "resizing|resuming|rotating-keys|storage-full|"
				  "updating-hsm"),
		     WORDS("availability",
			   "Available|Unavailable|Maintenance|Modifying|Failed") } },
	{ 0 },
};

const struct service_row service_row_redshift = {
	.name = "redshift",
	.title = "Redshift",
	.types = { "AWS::Redshift::Cluster" },
	.kinds = redshift_kinds,
	.steps = redshift_steps,
};

/* ---- RDS and Aurora ---- */

static const struct fact_row cluster_facts[] = {
	FACT("status", "Status"),
	FACT("engine", "Engine"),
	FACT("version", "EngineVersion"),
	FACT_AS("instances", "DBClusterMembers", HOW_COUNT),
	FACT_AS("pending_changes", "PendingModifiedValues", HOW_COUNT),
	FACT_AS("encrypted", "StorageEncrypted", HOW_FLAG),
	FACT_AS("multi_az", "MultiAZ", HOW_FLAG),
	{ 0 },
};

static const struct fact_row instance_facts[] = {
	FACT("status", "DBInstanceStatus"),
	FACT("class", "DBInstanceClass"),
	FACT("engine", "Engine"),
	FACT("version", "EngineVersion"),
	FACT("cluster", "DBClusterIdentifier"),
	FACT_AS("pending_changes", "PendingModifiedValues", HOW_COUNT),
	FACT_AS("public", "PubliclyAccessible", HOW_FLAG),
	FACT_AS("encrypted", "StorageEncrypted", HOW_FLAG),
	FACT_AS("multi_az", "MultiAZ", HOW_FLAG),
	{ 0 },
};

#define ACTION "PendingMaintenanceActionDetails.PendingMaintenanceAction."

static const struct fact_row maintenance_facts[] = {
	FACT("action", ACTION "Action"),
	FACT("description", ACTION "Description"),
	FACT_AS("applied", ACTION "CurrentApplyDate", HOW_TIME),
	FACT_AS("forced", ACTION "ForcedApplyDate", HOW_TIME),
	{ 0 },
};

#define FILTERED(o, t, by)                                                          \
	.op = (o), .each = EACH_MEMBERS, .type = (t), .most = 20, .pages = 2,       \
	.args = { { .path = "Filters.Filter.1.Values.Value.#", .value = "{name}" }, \
		  { .path = "Filters.Filter.1.Name", .value = (by) } }
#define MAINTENANCE                                                      \
	.kind = "maintenance", .pace = PACE_SETTINGS,                    \
	.rows = "PendingMaintenanceActions", .id = "ResourceIdentifier", \
	.member = "ResourceIdentifier", .facts = maintenance_facts

static const struct service_step rds_steps[] = {
	{ FILTERED(&op_rds_describe_db_clusters, "AWS::RDS::DBCluster",
		   "db-cluster-id"),
	  .kind = "cluster", .rows = "DBClusters", .id = "DBClusterIdentifier",
	  .member = "DBClusterIdentifier", .facts = cluster_facts, .whole = true },
	{ FILTERED(&op_rds_describe_db_instances, "AWS::RDS::DBInstance",
		   "db-instance-id"),
	  .kind = "instance", .rows = "DBInstances", .id = "DBInstanceIdentifier",
	  .member = "DBInstanceIdentifier", .facts = instance_facts, .whole = true },
	{ FILTERED(&op_rds_describe_pending_maintenance_actions, "AWS::RDS::DBCluster",
		   "db-cluster-id"),
	  MAINTENANCE },
	{ FILTERED(&op_rds_describe_pending_maintenance_actions, "AWS::RDS::DBInstance",
		   "db-instance-id"),
	  MAINTENANCE },
	{ 0 },
};

/* Words of the statuses that the user guides of RDS and Aurora list. */
#define DATABASE_WORDS                                                        \
	"available|backing-up|backtracking|cloning-failed|"                   \
	"configuring-enhanced-monitoring|configuring-iam-database-auth|"      \
	"configuring-log-exports|converting-to-vpc|creating|delete-precheck|" \
	"deleting|failed|failing-over|inaccessible-encryption-credentials|"   \
	"inaccessible-encryption-credentials-recoverable|"                    \
	"incompatible-create|incompatible-network|incompatible-option-group|" \
	"incompatible-parameters|incompatible-restore|insufficient-capacity|" \
	"maintenance|migrating|migration-failed|modifying|moving-to-vpc|"     \
	"preparing-data-migration|promoting|rebooting|renaming|"              \
	"resetting-master-credentials|restore-error|scaling-compute|"         \
	"scaling-storage|starting|stopped|stopping|storage-config-upgrade|"   \
	"storage-full|storage-initialization|storage-optimization|"           \
	"update-iam-db-auth|upgrading"

static const struct service_kind rds_kinds[] = {
	{ .kind = "cluster",
	  .status = "status",
	  .words = { WORDS_NEEDED("status", DATABASE_WORDS) } },
	{ .kind = "instance",
	  .status = "status",
	  .words = { WORDS_NEEDED("status", DATABASE_WORDS) } },
	{ .kind = "maintenance", .status = "action" },
	{ 0 },
};

const struct service_row service_row_rds = {
	.name = "rds",
	.title = "RDS",
	.types = { "AWS::RDS::DBCluster", "AWS::RDS::DBInstance" },
	.kinds = rds_kinds,
	.steps = rds_steps,
};

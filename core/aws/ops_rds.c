/*
 * RDS and Aurora: clusters, instances, and the maintenance that waits for them.
 */
#include "core/aws/op.h"

static const char *const elements[] = {
	"DBCluster",
	"DBInstance",
	"DBClusterMember",
	"DBClusterOptionGroup",
	"DBClusterRole",
	"DBClusterStatusInfo",
	"DBInstanceAutomatedBackupsReplication",
	"DBInstanceRole",
	"DBInstanceStatusInfo",
	"DBParameterGroup",
	"DBSecurityGroup",
	"VpcSecurityGroupMembership",
	"Subnet",
	"AvailabilityZone",
	"OptionGroupMembership",
	"DomainMembership",
	"ReadReplicaIdentifier",
	"ReadReplicaDBInstanceIdentifier",
	"ReadReplicaDBClusterIdentifier",
	"ProcessorFeature",
	"ResourcePendingMaintenanceActions",
	"PendingMaintenanceAction",
	"Tag",
	NULL,
};

const struct aws_service service_rds = {
	.id = "rds",
	.env = "RDS",
	.prefix = "rds",
	.version = "2014-10-31",
	.proto = PROTO_QUERY,
	.wire_lists = true,
	.elements = elements,
};

static const char *const drop_clusters[] = {
	"DBClusters.PendingModifiedValues.MasterUserPassword",
	"DBClusters.MasterUsername",
	"DBClusters.MasterUserSecret",
	"DBClusters.TagList",
	NULL,
};

static const char *const drop_instances[] = {
	"DBInstances.PendingModifiedValues.MasterUserPassword",
	"DBInstances.MasterUsername",
	"DBInstances.MasterUserSecret",
	"DBInstances.TdeCredentialArn",
	"DBInstances.TagList",
	NULL,
};

const struct op op_rds_describe_db_clusters = {
	.id = "rds:DescribeDBClusters",
	.name = "DescribeDBClusters",
	.service = &service_rds,
	.effect = EFFECT_READ,
	.rows = "DBClusters",
	.next_out = "Marker",
	.next_in = "Marker",
	.drop = drop_clusters,
	.params = {
		{ .name = "DBClusterIdentifier", .kind = PARAM_TEXT },
		{ .name = "Filters", .kind = PARAM_STRUCT },
		{ .name = "MaxRecords", .kind = PARAM_INT },
		{ .name = "Marker", .kind = PARAM_TEXT },
	},
};

const struct op op_rds_describe_db_instances = {
	.id = "rds:DescribeDBInstances",
	.name = "DescribeDBInstances",
	.service = &service_rds,
	.effect = EFFECT_READ,
	.rows = "DBInstances",
	.next_out = "Marker",
	.next_in = "Marker",
	.drop = drop_instances,
	.params = {
		{ .name = "DBInstanceIdentifier", .kind = PARAM_TEXT },
		{ .name = "Filters", .kind = PARAM_STRUCT },
		{ .name = "MaxRecords", .kind = PARAM_INT },
		{ .name = "Marker", .kind = PARAM_TEXT },
	},
};

const struct op op_rds_describe_pending_maintenance_actions = {
	.id = "rds:DescribePendingMaintenanceActions",
	.name = "DescribePendingMaintenanceActions",
	.service = &service_rds,
	.effect = EFFECT_READ,
	.rows = "PendingMaintenanceActions",
	.next_out = "Marker",
	.next_in = "Marker",
	.params = {
		{ .name = "Filters", .kind = PARAM_STRUCT },
		{ .name = "MaxRecords", .kind = PARAM_INT },
		{ .name = "Marker", .kind = PARAM_TEXT },
	},
};

/*
 * Redshift: clusters and their logging, read only.
 *
 * A password that is about to change stands among the values that are pending, in clear
 * if AWS ever fills it: it does not leave the decoder, nor does the public key for
 * copying.
 */
#include "core/aws/op.h"

static const char *const elements[] = {
	"Cluster",
	"ClusterNode",
	"ClusterParameterGroup",
	"ClusterSecurityGroup",
	"VpcSecurityGroup",
	"ClusterIamRole",
	"DeferredMaintenanceWindow",
	"VpcEndpoint",
	"NetworkInterface",
	"Tag",
	NULL,
};

const struct aws_service service_redshift = {
	.id = "redshift",
	.env = "REDSHIFT",
	.prefix = "redshift",
	.version = "2012-12-01",
	.proto = PROTO_QUERY,
	.wire_lists = true,
	.elements = elements,
};

static const char *const drop_clusters[] = {
	"Clusters.PendingModifiedValues.MasterUserPassword",
	"Clusters.MasterUsername",
	"Clusters.ClusterPublicKey",
	"Clusters.Tags",
	NULL,
};

const struct op op_redshift_describe_clusters = {
	.id = "redshift:DescribeClusters",
	.name = "DescribeClusters",
	.service = &service_redshift,
	.effect = EFFECT_READ,
	.rows = "Clusters",
	.next_out = "Marker",
	.next_in = "Marker",
	.drop = drop_clusters,
	.params = {
		{ .name = "ClusterIdentifier", .kind = PARAM_TEXT },
		{ .name = "MaxRecords", .kind = PARAM_INT },
		{ .name = "Marker", .kind = PARAM_TEXT },
	},
};

const struct op op_redshift_describe_logging_status = {
	.id = "redshift:DescribeLoggingStatus",
	.name = "DescribeLoggingStatus",
	.service = &service_redshift,
	.effect = EFFECT_READ,
	.params = {
		{ .name = "ClusterIdentifier", .kind = PARAM_TEXT, .required = true },
	},
};

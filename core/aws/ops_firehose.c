/*
 * Firehose: where a delivery stream delivers to, and whether it does.
 *
 * A destination may name a token, a user, parameters of requests and of processing, and
 * an address with a password in it: none of that leaves the decoder.
 */
#include "core/aws/op.h"

const struct aws_service service_firehose = {
	.id = "firehose",
	.env = "FIREHOSE",
	.prefix = "firehose",
	.version = "2015-08-04",
	.proto = PROTO_JSON,
	.target = "Firehose_20150804",
	.json_version = "1.1",
};

static const char *const drop_stream[] = {
	"DeliveryStreamDescription.Destinations.SplunkDestinationDescription.HECToken",
	"DeliveryStreamDescription.Destinations.SplunkDestinationDescription."
	"ProcessingConfiguration",
	"DeliveryStreamDescription.Destinations.HttpEndpointDestinationDescription."
	"RequestConfiguration",
	"DeliveryStreamDescription.Destinations.HttpEndpointDestinationDescription."
	"EndpointConfiguration",
	"DeliveryStreamDescription.Destinations.HttpEndpointDestinationDescription."
	"ProcessingConfiguration",
	"DeliveryStreamDescription.Destinations.RedshiftDestinationDescription."
	"Username",
	"DeliveryStreamDescription.Destinations.RedshiftDestinationDescription."
	"CopyCommand",
	"DeliveryStreamDescription.Destinations.RedshiftDestinationDescription."
	"ClusterJDBCURL",
	"DeliveryStreamDescription.Destinations.RedshiftDestinationDescription."
	"ProcessingConfiguration",
	"DeliveryStreamDescription.Destinations.SnowflakeDestinationDescription.User",
	"DeliveryStreamDescription.Destinations.SnowflakeDestinationDescription."
	"AccountUrl",
	"DeliveryStreamDescription.Destinations.SnowflakeDestinationDescription."
	"ProcessingConfiguration",
	"DeliveryStreamDescription.Destinations.ExtendedS3DestinationDescription."
	"ProcessingConfiguration",
	"DeliveryStreamDescription.Source.DatabaseSourceDescription",
	NULL,
};

const struct op op_firehose_describe_delivery_stream = {
	.id = "firehose:DescribeDeliveryStream",
	.name = "DescribeDeliveryStream",
	.service = &service_firehose,
	.effect = EFFECT_READ,
	.drop = drop_stream,
	.params = {
		{ .name = "DeliveryStreamName", .kind = PARAM_TEXT, .required = true },
		{ .name = "Limit", .kind = PARAM_INT },
	},
};

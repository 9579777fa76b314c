/*
 * S3: what a bucket is set to; what lies in one stands in ops_s3_object.c.
 */
#include "core/aws/op.h"

const struct aws_service service_s3 = {
	.id = "s3",
	.env = "S3",
	.prefix = "s3",
	.version = "2006-03-01",
	.proto = PROTO_REST_XML,
	.buckets = true,
};

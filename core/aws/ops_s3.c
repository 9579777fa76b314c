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

const struct op op_s3_get_location = {
	.id = "s3:GetBucketLocation",
	.name = "GetBucketLocation",
	.service = &service_s3,
	.effect = EFFECT_READ,
	.method = "GET",
	.uri = "/{Bucket}?location",
	.params = {
		{ .name = "Bucket", .kind = PARAM_TEXT, .where = PARAM_IN_PATH, .required = true },
		{ .name = "ExpectedBucketOwner", .kind = PARAM_TEXT, .where = PARAM_IN_HEADER, .wire = "x-amz-expected-bucket-owner" },
	},
};

static const char *const no_encryption[] = {
	"ServerSideEncryptionConfigurationNotFoundError",
	NULL,
};

const struct op op_s3_get_encryption = {
	.id = "s3:GetEncryptionConfiguration",
	.name = "GetBucketEncryption",
	.service = &service_s3,
	.effect = EFFECT_READ,
	.method = "GET",
	.uri = "/{Bucket}?encryption",
	.unset = no_encryption,
	.params = {
		{ .name = "Bucket", .kind = PARAM_TEXT, .where = PARAM_IN_PATH, .required = true },
		{ .name = "ExpectedBucketOwner", .kind = PARAM_TEXT, .where = PARAM_IN_HEADER, .wire = "x-amz-expected-bucket-owner" },
	},
};

const struct op op_s3_get_versioning = {
	.id = "s3:GetBucketVersioning",
	.name = "GetBucketVersioning",
	.service = &service_s3,
	.effect = EFFECT_READ,
	.method = "GET",
	.uri = "/{Bucket}?versioning",
	.params = {
		{ .name = "Bucket", .kind = PARAM_TEXT, .where = PARAM_IN_PATH, .required = true },
		{ .name = "ExpectedBucketOwner", .kind = PARAM_TEXT, .where = PARAM_IN_HEADER, .wire = "x-amz-expected-bucket-owner" },
	},
};

static const char *const no_public_access_block[] = {
	"NoSuchPublicAccessBlockConfiguration",
	NULL,
};

const struct op op_s3_get_public_access_block = {
	.id = "s3:GetBucketPublicAccessBlock",
	.name = "GetPublicAccessBlock",
	.service = &service_s3,
	.effect = EFFECT_READ,
	.method = "GET",
	.uri = "/{Bucket}?publicAccessBlock",
	.unset = no_public_access_block,
	.params = {
		{ .name = "Bucket", .kind = PARAM_TEXT, .where = PARAM_IN_PATH, .required = true },
		{ .name = "ExpectedBucketOwner", .kind = PARAM_TEXT, .where = PARAM_IN_HEADER, .wire = "x-amz-expected-bucket-owner" },
	},
};

static const char *const no_lifecycle[] = {
	"NoSuchLifecycleConfiguration",
	NULL,
};

const struct op op_s3_get_lifecycle = {
	.id = "s3:GetLifecycleConfiguration",
	.name = "GetBucketLifecycleConfiguration",
	.service = &service_s3,
	.effect = EFFECT_READ,
	.method = "GET",
	.uri = "/{Bucket}?lifecycle",
	.unset = no_lifecycle,
	.params = {
		{ .name = "Bucket", .kind = PARAM_TEXT, .where = PARAM_IN_PATH, .required = true },
		{ .name = "ExpectedBucketOwner", .kind = PARAM_TEXT, .where = PARAM_IN_HEADER, .wire = "x-amz-expected-bucket-owner" },
	},
};

const struct op op_s3_get_logging = {
	.id = "s3:GetBucketLogging",
	.name = "GetBucketLogging",
	.service = &service_s3,
	.effect = EFFECT_READ,
	.method = "GET",
	.uri = "/{Bucket}?logging",
	.params = {
		{ .name = "Bucket", .kind = PARAM_TEXT, .where = PARAM_IN_PATH, .required = true },
		{ .name = "ExpectedBucketOwner", .kind = PARAM_TEXT, .where = PARAM_IN_HEADER, .wire = "x-amz-expected-bucket-owner" },
	},
};

/*
 * S3: what lies in a bucket.
 *
 * What an object holds is its owner's, and reading one would disclose; but a bucket
 * that the configuration declares for this is read in each mode, by rows of its own
 * that are bound to it: the door refuses any other bucket and any key outside its
 * prefix (core/aws/bound.h).
 */
#include "core/aws/op.h"

/* Keys come percent-encoded: one with a control character would make XML that is
 * none. */
const struct op op_s3_list_metadata = {
	.id = "s3:ListBucket",
	.name = "ListObjectsV2",
	.service = &service_s3,
	.effect = EFFECT_READ,
	.method = "GET",
	.uri = "/{Bucket}?list-type=2&encoding-type=url",
	.rows = "Contents",
	.rows_flat = true,
	.next_out = "NextContinuationToken",
	.next_in = "ContinuationToken",
	.bound = { "metadata", "Bucket", "Prefix" },
	.params = {
		{ .name = "Bucket", .kind = PARAM_TEXT, .where = PARAM_IN_PATH,
		  .required = true },
		{ .name = "Prefix", .kind = PARAM_TEXT, .where = PARAM_IN_QUERY,
		  .wire = "prefix", .required = true },
		{ .name = "StartAfter", .kind = PARAM_TEXT, .where = PARAM_IN_QUERY,
		  .wire = "start-after" },
		{ .name = "MaxKeys", .kind = PARAM_INT, .where = PARAM_IN_QUERY,
		  .wire = "max-keys" },
		{ .name = "ContinuationToken", .kind = PARAM_TEXT,
		  .where = PARAM_IN_QUERY, .wire = "continuation-token" },
		{ .name = "ExpectedBucketOwner", .kind = PARAM_TEXT,
		  .where = PARAM_IN_HEADER, .wire = "x-amz-expected-bucket-owner",
		  .required = true },
	},
};

/* The answer is the object; Range is the ceiling on how much of it comes. */
const struct op op_s3_get_metadata = {
	.id = "s3:GetObject",
	.name = "GetObject",
	.service = &service_s3,
	.effect = EFFECT_READ,
	.method = "GET",
	.uri = "/{Bucket}/{Key+}",
	.raw = true,
	.bound = { "metadata", "Bucket", "Key" },
	.params = {
		{ .name = "Bucket", .kind = PARAM_TEXT, .where = PARAM_IN_PATH,
		  .required = true },
		{ .name = "Key", .kind = PARAM_TEXT, .where = PARAM_IN_PATH,
		  .required = true },
		{ .name = "Range", .kind = PARAM_TEXT, .where = PARAM_IN_HEADER,
		  .wire = "Range", .required = true },
		{ .name = "ExpectedBucketOwner", .kind = PARAM_TEXT,
		  .where = PARAM_IN_HEADER, .wire = "x-amz-expected-bucket-owner",
		  .required = true },
	},
};

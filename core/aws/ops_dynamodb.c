/*
 * DynamoDB: what a table is set to; the one of heartbeats is read in
 * ops_dynamodb_beats.c.
 */
#include "core/aws/op.h"

const struct aws_service service_dynamodb = {
	.id = "dynamodb",
	.env = "DYNAMODB",
	.prefix = "dynamodb",
	.version = "2012-08-10",
	.proto = PROTO_JSON,
	.target = "DynamoDB_20120810",
	.json_version = "1.0",
};

const struct op op_dynamodb_describe_table = {
	.id = "dynamodb:DescribeTable",
	.name = "DescribeTable",
	.service = &service_dynamodb,
	.effect = EFFECT_READ,
	.params = {
		{ .name = "TableName", .kind = PARAM_TEXT, .required = true },
	},
};

/*
 * DynamoDB: the table in which the vendor's gateway puts heartbeats
 * (cloudformation/vendor-heartbeats.yaml), bound to the one that is declared.
 */
#include "core/aws/op.h"

const struct op op_dynamodb_query_beats = {
	.id = "dynamodb:Query",
	.name = "Query",
	.service = &service_dynamodb,
	.effect = EFFECT_READ,
	.bound = { "heartbeats", "TableName", NULL },
	.params = {
		{ .name = "TableName", .kind = PARAM_TEXT, .required = true },
		{ .name = "KeyConditionExpression", .kind = PARAM_TEXT,
		  .required = true },
		{ .name = "ExpressionAttributeNames", .kind = PARAM_STRUCT },
		{ .name = "ExpressionAttributeValues", .kind = PARAM_STRUCT },
		{ .name = "ConsistentRead", .kind = PARAM_BOOL },
		{ .name = "ScanIndexForward", .kind = PARAM_BOOL },
		{ .name = "Limit", .kind = PARAM_INT },
	},
};

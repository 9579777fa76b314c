/*
 * API Gateway: APIs, their stages, and the names of their keys.
 *
 * The value of a key is a secret: includeValues is no parameter of the row, so it
 * cannot be sent, and a value that comes all the same does not leave the decoder; nor
 * do variables of stages and the policy of an API.  The IAM action of all three is
 * apigateway:GET, on the ARN of what is asked.
 */
#include "core/aws/op.h"

const struct aws_service service_apigateway = {
	.id = "apigateway",
	.env = "API_GATEWAY",
	.prefix = "apigateway",
	.version = "2015-07-09",
	.proto = PROTO_REST_JSON,
	.accept = "application/json",
};

static const char *const drop_apis[] = {
	"item.policy",
	"item.tags",
	NULL,
};

static const char *const drop_stages[] = {
	"item.variables",
	"item.canarySettings.stageVariableOverrides",
	"item.accessLogSettings.format",
	"item.tags",
	NULL,
};

static const char *const drop_keys[] = {
	"item.value",
	"item.customerId",
	"item.tags",
	NULL,
};

const struct op op_apigateway_get_rest_apis = {
	.id = "apigateway:GET",
	.name = "GetRestApis",
	.service = &service_apigateway,
	.effect = EFFECT_READ,
	.method = "GET",
	.uri = "/restapis",
	.rows = "item",
	.next_out = "position",
	.next_in = "position",
	.drop = drop_apis,
	.params = {
		{ .name = "position", .kind = PARAM_TEXT, .where = PARAM_IN_QUERY },
		{ .name = "limit", .kind = PARAM_INT, .where = PARAM_IN_QUERY },
	},
};

const struct op op_apigateway_get_stages = {
	.id = "apigateway:GET",
	.name = "GetStages",
	.service = &service_apigateway,
	.effect = EFFECT_READ,
	.method = "GET",
	.uri = "/restapis/{restApiId}/stages",
	.rows = "item",
	.drop = drop_stages,
	.params = {
		{ .name = "restApiId", .kind = PARAM_TEXT, .where = PARAM_IN_PATH, .required = true },
	},
};

const struct op op_apigateway_get_api_keys = {
	.id = "apigateway:GET",
	.name = "GetApiKeys",
	.service = &service_apigateway,
	.effect = EFFECT_READ,
	.method = "GET",
	.uri = "/apikeys",
	.rows = "item",
	.next_out = "position",
	.next_in = "position",
	.drop = drop_keys,
	.params = {
		{ .name = "position", .kind = PARAM_TEXT, .where = PARAM_IN_QUERY },
		{ .name = "limit", .kind = PARAM_INT, .where = PARAM_IN_QUERY },
	},
};

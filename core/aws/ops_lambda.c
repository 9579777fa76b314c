/*
 * Lambda: what a function is set to, read only.
 *
 * The environment of a function is where people keep passwords: it does not leave the
 * decoder, nor what a container image is started with, nor how a mapping signs in at
 * its source.  ListFunctions is not asked: it does not tell State.
 */
#include "core/aws/op.h"

const struct aws_service service_lambda = {
	.id = "lambda",
	.env = "LAMBDA",
	.prefix = "lambda",
	.version = "2015-03-31",
	.proto = PROTO_REST_JSON,
};

static const char *const drop_function[] = { "Environment", "ImageConfigResponse",
					     NULL };

static const char *const drop_mappings[] = {
	"EventSourceMappings.SourceAccessConfigurations",
	"EventSourceMappings.FilterCriteria",
	"EventSourceMappings.SelfManagedEventSource",
	NULL,
};

const struct op op_lambda_get_function_configuration = {
	.id = "lambda:GetFunctionConfiguration",
	.name = "GetFunctionConfiguration",
	.service = &service_lambda,
	.effect = EFFECT_READ,
	.method = "GET",
	.uri = "/2015-03-31/functions/{FunctionName}/configuration",
	.drop = drop_function,
	.params = {
		{ .name = "FunctionName", .kind = PARAM_TEXT, .where = PARAM_IN_PATH,
		  .required = true },
		{ .name = "Qualifier", .kind = PARAM_TEXT, .where = PARAM_IN_QUERY },
	},
};

const struct op op_lambda_get_function_concurrency = {
	.id = "lambda:GetFunctionConcurrency",
	.name = "GetFunctionConcurrency",
	.service = &service_lambda,
	.effect = EFFECT_READ,
	.method = "GET",
	.uri = "/2019-09-30/functions/{FunctionName}/concurrency",
	.params = {
		{ .name = "FunctionName", .kind = PARAM_TEXT, .where = PARAM_IN_PATH,
		  .required = true },
	},
};

const struct op op_lambda_list_event_source_mappings = {
	.id = "lambda:ListEventSourceMappings",
	.name = "ListEventSourceMappings",
	.service = &service_lambda,
	.effect = EFFECT_READ,
	.method = "GET",
	.uri = "/2015-03-31/event-source-mappings",
	.rows = "EventSourceMappings",
	.next_out = "NextMarker",
	.next_in = "Marker",
	.drop = drop_mappings,
	.params = {
		{ .name = "EventSourceArn", .kind = PARAM_TEXT,
		  .where = PARAM_IN_QUERY },
		{ .name = "FunctionName", .kind = PARAM_TEXT, .where = PARAM_IN_QUERY },
		{ .name = "Marker", .kind = PARAM_TEXT, .where = PARAM_IN_QUERY },
		{ .name = "MaxItems", .kind = PARAM_INT, .where = PARAM_IN_QUERY },
	},
};

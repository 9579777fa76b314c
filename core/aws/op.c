/*
 * All operations in one list, for tables, help and tests; and the words for effects.
 */
#include "core/aws/op.h"

const struct op *const op_all[] = {
	&op_sts_get_caller_identity,
	&op_sts_assume_role,
	&op_sso_get_role_credentials,
	&op_sso_oidc_create_token,
	&op_cfn_describe_stacks,
	&op_cfn_list_stack_resources,
	&op_cfn_describe_stack_events,
	&op_s3_list_metadata,
	&op_s3_get_metadata,
	&op_cloudwatch_get_metric_data,
	&op_cloudwatch_describe_alarms,
	&op_cloudwatch_describe_alarm_history,
	&op_lambda_get_function_configuration,
	&op_lambda_get_function_concurrency,
	&op_lambda_list_event_source_mappings,
	&op_dynamodb_query_beats,
	&op_webhook_post,
	NULL,
};

const char *effect_name(enum effect e)
{
	switch (e) {
	case EFFECT_READ: return "read";
	case EFFECT_DISCLOSE: return "disclose";
	case EFFECT_WRITE: return "write";
	case EFFECT_DESTROY: return "destroy";
	}
	bug_stop("an effect that is none", __FILE__, __LINE__);
}

const char *effect_class(enum effect e)
{
	switch (e) {
	case EFFECT_READ: return "meta";
	case EFFECT_DISCLOSE: return "data";
	case EFFECT_WRITE:
	case EFFECT_DESTROY: return "write";
	}
	bug_stop("an effect that is none", __FILE__, __LINE__);
}

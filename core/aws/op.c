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
	&op_amplify_list_apps,
	&op_amplify_list_branches,
	&op_amplify_list_jobs,
	&op_apigateway_get_rest_apis,
	&op_apigateway_get_stages,
	&op_apigateway_get_api_keys,
	&op_autoscaling_describe_targets,
	&op_autoscaling_describe_activities,
	&op_batch_describe_job_queues,
	&op_batch_describe_compute_environments,
	&op_batch_list_jobs,
	&op_dynamodb_describe_table,
	&op_ec2_describe_instances,
	&op_beanstalk_describe_environments,
	&op_beanstalk_describe_environment_health,
	&op_beanstalk_describe_instances_health,
	&op_firehose_describe_delivery_stream,
	&op_lambda_get_function_configuration,
	&op_lambda_get_function_concurrency,
	&op_lambda_list_event_source_mappings,
	&op_dynamodb_query_beats,
	&op_webhook_post,
	&op_rds_describe_db_clusters,
	&op_rds_describe_db_instances,
	&op_rds_describe_pending_maintenance_actions,
	&op_redshift_describe_clusters,
	&op_redshift_describe_logging_status,
	&op_states_list_state_machines,
	&op_states_list_executions,
	&op_s3_get_location,
	&op_s3_get_encryption,
	&op_s3_get_versioning,
	&op_s3_get_public_access_block,
	&op_s3_get_lifecycle,
	&op_s3_get_logging,
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

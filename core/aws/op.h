/*
 * What AWS is, as rows: one struct op for each operation, in ops_<service>.c.
 */
#ifndef CORE_AWS_OP_H
#define CORE_AWS_OP_H

#include "core/base/base.h"

enum proto {
	PROTO_QUERY,
	PROTO_EC2,
	PROTO_JSON,
	PROTO_REST_JSON,
	PROTO_REST_XML,
	PROTO_WEBHOOK /* no service of AWS: core/aws/proto_webhook.h */
};

/* Decides mode, confirmation, class of the intent, and whether a kept connection
 * may carry it. */
enum effect {
	EFFECT_READ,
	EFFECT_DISCLOSE,
	EFFECT_WRITE,
	EFFECT_DESTROY
};

struct aws_service {
	const char *id;      /* "cloudformation": also the signing name, but */
	const char *signing; /* where it has another one: "monitoring"; or NULL */
	const char *env;     /* AWS_ENDPOINT_URL_<env>: "CLOUDFORMATION" */
	const char *prefix;  /* endpoint host prefix */
	const char *version; /* API version of the query protocols */
	enum proto proto;
	const char *target;       /* JSON: X-Amz-Target in front of ".Operation" */
	const char *json_version; /* JSON: "1.0", "1.1" */
	bool query_mode;    /* JSON: codes as of the query protocol, in a header */
	bool wire_lists;    /* query: paths of arguments are those of the form, with the
			     * list's own names in them ("Filters.Filter.1.Name") */
	const char *accept; /* REST: this header, or NULL */
	bool buckets;       /* S3: {Bucket} of a path goes into the host where it can,
			     * the path is signed as it stands, and so is a header with
			     * the body's hash */
	const char *const
		*elements; /* XML: names of elements of lists besides "member",
			    * for `.drop`; NULL-terminated, or NULL */
	bool holds_keys;   /* its answers carry credentials: none is ever quoted */
	bool elsewhere; /* no service of AWS: goes to act_spec.url; no mode rules it */
	bool without_signature; /* a token among the arguments is the proof */
};

#define OP_PARAMS 12

enum param_kind {
	PARAM_TEXT,
	PARAM_INT,
	PARAM_BOOL,
	PARAM_LIST,  /* "Name.1", "Name.1.Key" */
	PARAM_STRUCT /* "Name.Key": a structure or a map */
};

/* Where a protocol of REST puts it. */
enum param_where {
	PARAM_IN_BODY,
	PARAM_IN_PATH, /* {Name} of op.uri; {Name+} keeps its '/' */
	PARAM_IN_QUERY,
	PARAM_IN_HEADER
};

struct op_param {
	const char *name; /* "StackName", "PolicyArns" */
	enum param_kind kind;
	enum param_where where;
	const char *wire; /* name in the query or header; NULL: name */
	bool required;
	bool secret; /* never in args_shown: TokenCode */
};

/* The resource that a key of the configuration declares: core/aws/bound.h. */
struct op_bound {
	const char *key;    /* "metadata"; NULL: the row is bound to nothing */
	const char *param;  /* required parameter that must be the resource */
	const char *within; /* required one that must lie within it; NULL: none */
};

struct op {
	/* the IAM action, which several rows may share:
	 * "cloudformation:DescribeStacks", "s3:GetEncryptionConfiguration",
	 * "apigateway:GET" */
	const char *id;
	const char *name; /* what the API calls it: "GetBucketEncryption" */
	const struct aws_service *service;
	enum effect effect;
	const char *method;   /* REST: "GET" */
	const char *uri;      /* REST: "/2015-03-31/functions/{FunctionName}/policy" */
	const char *rows;     /* path of the list within the result: "Stacks"; NULL */
	bool rows_flat;       /* S3: its elements are members of the result, all of one
			       * name */
	bool raw;             /* the answer is no document: TEXT "Body" of its bytes */
	const char *next_out; /* path of the token in a reply: "NextToken"; NULL */
	const char *next_in;  /* parameter that takes it */
	struct op_bound bound;
	const char *const *drop; /* rules of proto_drop(), NULL-terminated; or NULL */
	/* codes of faults that are an answer ("nothing is set"): the act does not fail
	 * with them; NULL-terminated, or NULL */
	const char *const *unset;
	struct op_param params[OP_PARAMS];
};

extern const struct aws_service service_sts, service_sso, service_sso_oidc,
	service_cloudformation, service_s3;
extern const struct op op_sts_get_caller_identity, op_sts_assume_role;
extern const struct op op_sso_get_role_credentials, op_sso_oidc_create_token;
extern const struct op op_cfn_describe_stacks, op_cfn_list_stack_resources,
	op_cfn_describe_stack_events;
extern const struct aws_service service_webhook;
extern const struct op op_webhook_post;
extern const struct op op_s3_list_metadata, op_s3_get_metadata;

extern const struct op op_dynamodb_query_beats;

extern const struct aws_service service_cloudwatch;
extern const struct op op_cloudwatch_get_metric_data, op_cloudwatch_describe_alarms,
	op_cloudwatch_describe_alarm_history;

/* services of an installation (docs/services.md) */
extern const struct aws_service service_amplify, service_apigateway,
	service_autoscaling, service_batch, service_dynamodb, service_ec2,
	service_elasticbeanstalk, service_firehose, service_lambda, service_rds,
	service_redshift, service_states;
extern const struct op op_amplify_list_apps, op_amplify_list_branches,
	op_amplify_list_jobs, op_apigateway_get_rest_apis, op_apigateway_get_stages,
	op_apigateway_get_api_keys, op_autoscaling_describe_targets,
	op_autoscaling_describe_activities, op_batch_describe_job_queues,
	op_batch_describe_compute_environments, op_batch_list_jobs,
	op_dynamodb_describe_table, op_ec2_describe_instances,
	op_beanstalk_describe_environments, op_beanstalk_describe_environment_health,
	op_beanstalk_describe_instances_health, op_firehose_describe_delivery_stream,
	op_lambda_get_function_configuration, op_lambda_get_function_concurrency,
	op_lambda_list_event_source_mappings, op_rds_describe_db_clusters,
	op_rds_describe_db_instances, op_rds_describe_pending_maintenance_actions,
	op_redshift_describe_clusters, op_redshift_describe_logging_status,
	op_states_list_state_machines, op_states_list_executions, op_s3_get_location,
	op_s3_get_encryption, op_s3_get_versioning, op_s3_get_public_access_block,
	op_s3_get_lifecycle, op_s3_get_logging;

/* All rows, for tables, help and tests; NULL-terminated. */
extern const struct op *const op_all[];
/* "read", "disclose", "write", "destroy". */
const char *effect_name(enum effect e);
/* Class of the intent in the journal: "meta", "data", "write". */
const char *effect_class(enum effect e);

#endif

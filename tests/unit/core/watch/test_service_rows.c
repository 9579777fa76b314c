/*
 * Each service by its rows: healthy and sick answers, and what is judged of them.
 */
#include "tests/unit/core/watch/service_said.h"

#include "core/aws/proto.h"
#include "core/watch/service_row.h"

struct scene_row {
	const char *type, *member;
	struct said said[MAX_SAID];
	const char *kind, *name, *rule, *says;
};

/* clang-format off */
static const struct scene_row rows[] = {
	{ T_EB, { { "DescribeEnvironments", 0, ENVIRONMENT("<HealthStatus>Ok</HealthStatus>") },
		  { "DescribeEnvironmentHealth", 0, CAUSES("") },
		  { "DescribeInstancesHealth", 0, INSTANCES("<member><InstanceId>i-1</InstanceId>"
			"<HealthStatus>Severe</HealthStatus><Causes><member>disk full</member>"
			"<member>slow</member></Causes></member>") } },
	  "instance", "web/i-1", "beanstalk-severe", ": disk full, slow" },
	{ T_EB, { { "DescribeEnvironments", 0, ENVIRONMENT("<HealthStatus>Severe</HealthStatus>") },
		  { "DescribeEnvironmentHealth", 0, CAUSES("<member>5xx</member>") },
		  { "DescribeInstancesHealth", 0, INSTANCES("") } },
	  "environment", "web", "beanstalk-severe", "web is Severe: 5xx" },
	{ T_EB, { { "DescribeEnvironments", 0, ENVIRONMENT("<Health>Green</Health>") },
		  { "DescribeEnvironmentHealth", 400, "<ErrorResponse><Error><Code>"
			"InvalidRequestException</Code></Error></ErrorResponse>" },
		  { "DescribeInstancesHealth", 400, "<ErrorResponse><Error><Code>"
			"InvalidRequestException</Code></Error></ErrorResponse>" } },
	  "environment", "web", "service-ok", "is Ready" },
	{ T_EB, { { "DescribeEnvironments", 0, ENVIRONMENT("<Health>Grey</Health>") },
		  { "DescribeEnvironmentHealth", 400, "<ErrorResponse><Error><Code>"
			"InvalidRequestException</Code></Error></ErrorResponse>" },
		  { "DescribeInstancesHealth", 400, "<ErrorResponse><Error><Code>"
			"InvalidRequestException</Code></Error></ErrorResponse>" } },
	  "environment", "web", "beanstalk-no-health", "is Grey" },
	{ T_EB, { { "DescribeEnvironments", 0, ENVIRONMENT("") },
		  { "DescribeEnvironmentHealth", 0, CAUSES("") },
		  { "DescribeInstancesHealth", 0, INSTANCES("") } },
	  "environment", "web", "beanstalk-no-health", "says nothing of its health" },
	{ T_EB, { { "DescribeEnvironments", 0, EB("DescribeEnvironments", "<Environments/>") } },
	  "environment", "web", "service-gone", "the stack has it" },
	{ T_Q, { QUEUE("\"state\":\"ENABLED\",\"status\":\"VALID\""), NO_JOBS },
	  "queue", "q", "service-ok", "is VALID" },
	{ T_Q, { QUEUE("\"state\":\"ENABLED\",\"status\":\"INVALID\",\"statusReason\":\"role\""), NO_JOBS },
	  "queue", "q", "batch-invalid", "INVALID: role" },
	{ T_Q, { QUEUE("\"state\":\"DISABLED\",\"status\":\"VALID\""), NO_JOBS },
	  "queue", "q", "batch-disabled", "DISABLED" },
	{ T_Q, { QUEUE("\"state\":\"ENABLED\",\"status\":\"VALID\""),
		 { "\"RUNNABLE\"", 0, "{\"jobSummaryList\":[{\"jobId\":\"1\",\"jobName\":\"j\","
			"\"status\":\"RUNNABLE\",\"createdAt\":1795410000000}]}" }, NO_JOBS },
	  "job", "q/j", "batch-job-waits", "RUNNABLE since 2026-11-23T05:00:00Z" },
	{ T_Q, { QUEUE("\"state\":\"ENABLED\",\"status\":\"VALID\""),
		 { "\"FAILED\"", 0, "{\"jobSummaryList\":[{\"jobId\":\"1\",\"jobName\":\"j\","
			"\"status\":\"FAILED\",\"stoppedAt\":1795410000000,\"statusReason\":\"oom\","
			"\"container\":{\"exitCode\":137}}]}" }, NO_JOBS },
	  "job", "q/j", "batch-job-failed", "failed: oom (exit code 137)" },
	{ T_C, { COMPUTE("\"state\":\"ENABLED\",\"status\":\"WHIRLING\""), EC2("") },
	  "compute", "c", "service-unknown-state", "“WHIRLING”" },
	{ T_RS, { CLUSTER("<ClusterStatus>available</ClusterStatus>"),
		  LOGGING("<LoggingEnabled>true</LoggingEnabled>") },
	  "cluster", "dw", "service-ok", "is available" },
	{ T_RS, { CLUSTER("<ClusterStatus>available</ClusterStatus>"),
		  LOGGING("<LoggingEnabled>false</LoggingEnabled>") },
	  "cluster", "dw", "redshift-log-off", "no audit log" },
	{ T_RS, { CLUSTER("<ClusterStatus>storage-full</ClusterStatus>"), LOGGING("") },
	  "cluster", "dw", "redshift-failed", "is storage-full" },
	{ T_RS, { CLUSTER("<ClusterStatus>available</ClusterStatus>"),
		  LOGGING("<LoggingEnabled>true</LoggingEnabled>"
			  "<LastFailureTime>2026-11-23T05:00:00Z</LastFailureTime>"
			  "<LastFailureMessage>denied</LastFailureMessage>") },
	  "cluster", "dw", "redshift-log-failed", "delivered: denied" },
	{ T_DB, { DBS("<Status>available</Status>"), CARE("") },
	  "cluster", "db", "service-ok", "is available" },
	{ T_DB, { DBS("<Status>storage-full</Status>"), CARE("") },
	  "cluster", "db", "rds-failed", "storage-full" },
	{ T_DB, { DBS("<Status>sleepwalking</Status>"), CARE("") },
	  "cluster", "db", "service-unknown-state", "“sleepwalking”" },
	{ T_DB, { DBS("<Status>available</Status>"),
		  CARE("<ResourcePendingMaintenanceActions><ResourceIdentifier>arn:aws:rds:e:1:cluster:db"
		       "</ResourceIdentifier><PendingMaintenanceActionDetails><PendingMaintenanceAction>"
		       "<Action>system-update</Action><CurrentApplyDate>2026-11-25T03:00:00Z"
		       "</CurrentApplyDate></PendingMaintenanceAction></PendingMaintenanceActionDetails>"
		       "</ResourcePendingMaintenanceActions>") },
	  "maintenance", "db", "rds-maintenance-soon", "system-update of db" },
	{ T_S3, { ENCRYPTED, BLOCKED, REST_OF_BUCKET },
	  "bucket", "raw", "service-ok", "is well" },
	{ T_S3, { UNSET("encryption", "ServerSideEncryptionConfigurationNotFoundError"), BLOCKED,
		  REST_OF_BUCKET },
	  "bucket", "raw", "s3-unencrypted", "no encryption" },
	{ T_S3, { ENCRYPTED, UNSET("publicAccessBlock", "NoSuchPublicAccessBlockConfiguration"),
		  REST_OF_BUCKET },
	  "bucket", "raw", "s3-public", "does not block" },
	{ T_S3, { UNSET("location", "NoSuchBucket") },
	  "bucket", "raw", "service-gone", "S3 bucket raw" },
	{ T_DDB, { TABLE("ACTIVE"), TARGETS(""), ACTIVITIES("") },
	  "table", "load", "service-ok", "is ACTIVE" },
	{ T_DDB, { TABLE("INACCESSIBLE_ENCRYPTION_CREDENTIALS"), TARGETS(""), ACTIVITIES("") },
	  "table", "load", "dynamodb-unusable", "INACCESSIBLE" },
	{ T_DDB, { TABLE("ACTIVE"), TARGETS("{\"ResourceId\":\"table/load\",\"ScalableDimension\":\"w\","
			"\"MaxCapacity\":100,\"SuspendedState\":{\"DynamicScalingOutSuspended\":true}}"),
		   ACTIVITIES("") },
	  "target", "load/w", "dynamodb-scaling-off", "(at most 100)" },
	{ T_DDB, { TABLE("ACTIVE"), TARGETS(""),
		   ACTIVITIES("{\"ActivityId\":\"1\",\"ResourceId\":\"table/other\",\"StatusCode\":\"Failed\","
			"\"StartTime\":1795413000},{\"ActivityId\":\"2\",\"ResourceId\":\"table/load/index/i\","
			"\"ScalableDimension\":\"w\",\"StatusCode\":\"Failed\",\"StatusMessage\":\"limit\","
			"\"StartTime\":1795413000.5}") },
	  "scaling", "load/w", "dynamodb-scaling-failed", "Failed: limit" },
	{ T_DDB, { TABLE("ACTIVE"), TARGETS(""),
		   ACTIVITIES("{\"ActivityId\":\"2\",\"ResourceId\":\"table/load\",\"ScalableDimension\":\"w\","
			"\"StatusCode\":\"Successful\",\"StartTime\":1795413060},{\"ActivityId\":\"1\","
			"\"ResourceId\":\"table/load\",\"ScalableDimension\":\"w\",\"StatusCode\":\"Failed\","
			"\"StatusMessage\":\"limit\",\"StartTime\":1795413000}") },
	  "scaling", "load/w", "service-ok", "is Successful" },
	{ T_FH, { STREAM("\"DeliveryStreamStatus\":\"ACTIVE\",\"Destinations\":[{"
			"\"ExtendedS3DestinationDescription\":{\"S3BackupMode\":\"Enabled\"}}]") },
	  "stream", "events", "service-ok", "is ACTIVE" },
	{ T_FH, { STREAM("\"DeliveryStreamStatus\":\"CREATING_FAILED\",\"FailureDescription\":{"
			"\"Type\":\"KMS_ACCESS_DENIED\",\"Details\":\"no grant\"}") },
	  "stream", "events", "firehose-failed", ": KMS_ACCESS_DENIED: no grant" },
	{ T_API, { APIS(""), STAGES("\"deploymentId\":\"1\"") },
	  "stage", "orders/prod", "service-ok", "is well" },
	{ T_API, { APIS(",\"apiStatus\":\"FAILED\",\"apiStatusMessage\":\"x\""), STAGES("\"a\":1") },
	  "api", "orders", "apigateway-failed", "FAILED: x" },
	{ T_AMP, { APPS, BRANCHES, JOBS_OF("SUCCEED") },
	  "branch", "site/main", "service-ok", "is SUCCEED" },
	{ T_AMP, { APPS, BRANCHES, JOBS_OF("FAILED") },
	  "branch", "site/main", "amplify-job-failed", "failed" },
	{ T_SFN, { MACHINES, RUNS("FAILED", ""), RUNS("TIMED_OUT", ""), RUNS("SUCCEEDED", "") },
	  "machine", "m", "service-ok", "is well" },
	{ T_SFN, { MACHINES, RUNS("FAILED", "{\"name\":\"e\",\"executionArn\":\"" SFN "execution:m:e\","
			"\"status\":\"FAILED\",\"stopDate\":1795413000},{\"name\":\"old\",\"executionArn\":\"x\","
			"\"status\":\"FAILED\",\"stopDate\":1795000000}"), RUNS("TIMED_OUT", ""),
		   RUNS("SUCCEEDED", "{\"name\":\"g\",\"executionArn\":\"" SFN "execution:m:g\","
			"\"status\":\"SUCCEEDED\",\"stopDate\":1795412000}") },
	  "execution", "m/e", "states-execution-failed", "execution m/e FAILED" },
	{ T_SFN, { MACHINES, RUNS("FAILED", ""), RUNS("TIMED_OUT", "{\"name\":\"e\",\"executionArn\":\""
			SFN "execution:m:e\",\"status\":\"TIMED_OUT\",\"stopDate\":1795413000}"),
		   RUNS("SUCCEEDED", "{\"name\":\"g\",\"executionArn\":\"" SFN "execution:m:g\","
			"\"status\":\"SUCCEEDED\",\"stopDate\":1795413600}") },
	  "execution", "m/e", "service-ok", "one since succeeded at 2026-" },
};
/* clang-format on */

static void check(const struct scene_row *r)
{
	const struct resource made_of[] = { { r->type, r->member }, { NULL, NULL } };
	struct scene *s;
	const struct services *l;

	print_message("%s\n", r->says);
	assert_int_equal(setup((void **)&s), 0);
	expect_made_of(s, made_of);
	for (size_t i = 0; i < MAX_SAID && r->said[i].match != NULL; i++)
		fake_expect(s->w.transport, r->said[i].match,
			    &(struct fake_reply){ .status = r->said[i].status,
						  .body = r->said[i].body,
						  .times = FAKE_ALWAYS });
	l = read_services(s);
	for (size_t i = 0; service_rows[i] != NULL; i++)
		if (l->readings[i].error != NULL)
			fail_msg("%s", l->readings[i].error->text);
	assert_judged(l, r->kind, r->name, r->rule, r->says);
	assert_int_equal(fake_n_unexpected(s->w.transport), 0);
	(void)teardown((void **)&s);
}

static void each_service_is_judged_by_its_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		check(&rows[i]);
}

static void values_of_keys_are_never_asked_for(void **state)
{
	static const struct resource made_of[] = { { T_API }, { NULL, NULL } };
	static const struct said said[] = {
		APIS(""),
		STAGES("\"variables\":{\"password\":\"hunter2\"}"),
		{ "/apikeys", 0,
		  "{\"item\":[{\"id\":\"k\",\"name\":\"partner\",\"value\":"
		  "\"hunter2\","
		  "\"enabled\":true,\"stageKeys\":[\"x1/prod\"]},{\"id\":\"l\","
		  "\"name\":\"stranger\",\"stageKeys\":[\"x2/prod\"]}]}" },
		{ NULL, 0, NULL },
	};
	struct scene *s = *state;
	const struct services *l;
	AUTO(arena) arena = ARENA_INIT(LIMIT_ARENA);
	AUTO(buf) text = BUF_INIT(LIMIT_MIB(1));
	struct node *n = node_object(&arena);

	expect_made_of(s, made_of);
	expect_said(s, said, FAKE_ALWAYS);
	fleet_show(s->f, 0, NULL);
	l = read_services(s);
	part_named(l, "key", "partner");
	assert_int_equal(l->n, 3);
	assert_int_equal(count_asked(s, "includeValues"), 0);
	probe_services.to_node(&arena, n, fleet_signal(s->f, 0, &probe_services));
	json_write(&text, n, JSON_COMPACT);
	assert_null(strstr(buf_text(&text), "hunter2"));
}

static void a_secret_does_not_pass_its_row(void **state)
{
	static const struct {
		const struct op *op;
		const char *body;
	} answers[] = {
		{ &op_lambda_get_function_configuration,
		  "{\"Environment\":{\"Variables\":{\"A\":\"hunter2\"}}}" },
		{ &op_lambda_list_event_source_mappings,
		  "{\"EventSourceMappings\":[{\"SourceAccessConfigurations\":["
		  "{\"URI\":\"hunter2\"}]}]}" },
		{ &op_apigateway_get_api_keys, "{\"item\":[{\"value\":\"hunter2\"}]}" },
		{ &op_apigateway_get_stages,
		  "{\"item\":[{\"variables\":{\"a\":\"hunter2\"}}]}" },
		{ &op_apigateway_get_rest_apis,
		  "{\"item\":[{\"policy\":\"hunter2\"}]}" },
		{ &op_amplify_list_apps,
		  "{\"apps\":[{\"environmentVariables\":{\"A\":\"hunter2\"},"
		  "\"basicAuthCredentials\":\"hunter2\",\"buildSpec\":\"hunter2\"}]}" },
		{ &op_amplify_list_branches,
		  "{\"branches\":[{\"environmentVariables\":{\"A\":\"hunter2\"}}]}" },
		{ &op_firehose_describe_delivery_stream,
		  "{\"DeliveryStreamDescription\":{\"Destinations\":[{"
		  "\"SplunkDestinationDescription\":{\"HECToken\":\"hunter2\"}}]}}" },
		{ &op_redshift_describe_clusters,
		  EB("DescribeClusters",
		     "<Clusters><Cluster><PendingModifiedValues><MasterUserPassword>"
		     "hunter2</MasterUserPassword></PendingModifiedValues></Cluster>"
		     "</Clusters>") },
		{ &op_rds_describe_db_clusters,
		  EB("DescribeDBClusters",
		     "<DBClusters><DBCluster><PendingModifiedValues>"
		     "<MasterUserPassword>hunter2</MasterUserPassword>"
		     "</PendingModifiedValues></DBCluster></DBClusters>") },
		{ &op_rds_describe_db_instances,
		  EB("DescribeDBInstances",
		     "<DBInstances><DBInstance><PendingModifiedValues>"
		     "<MasterUserPassword>hunter2</MasterUserPassword>"
		     "</PendingModifiedValues></DBInstance></DBInstances>") },
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_LEN(answers); i++) {
		AUTO(arena) arena = ARENA_INIT(LIMIT_ARENA);
		AUTO(buf) text = BUF_INIT(LIMIT_MIB(1));
		AUTO(http_reply)
		reply = { .status = 200, .body = BUF_SECRET(LIMIT_BODY) };
		const struct node *result = NULL;
		struct err err = ERR_INIT;

		buf_add_text(&reply.body, answers[i].body);
		assert_true(proto_decode(answers[i].op, &reply, &arena, &result, &err));
		json_write(&text, result, JSON_COMPACT);
		if (strstr(buf_text(&text), "hunter2") != NULL)
			fail_msg("%s: %s", answers[i].op->id, buf_text(&text));
	}
}

static void each_step_fits_its_operation(void **state)
{
	(void)state;
	for (size_t i = 0; service_rows[i] != NULL; i++) {
		const struct service_row *row = service_rows[i];
		size_t n = 0;

		assert_string_equal(service_names[i], row->name);
		for (const struct service_step *t = row->steps; t->op != NULL; t++) {
			n++;
			assert_true(t->each == EACH_ONCE || t->most > 0);
			assert_true(t->pages < 2 || t->op->next_in != NULL);
			assert_true(t->kind == NULL ||
				    service_kind_of(row->name, t->kind) != NULL);
			assert_int_equal(t->op->effect, EFFECT_READ);
			assert_true(!t->whole || t->pages > 1);
		}
		assert_true(n <= PROBE_EXPECTS);
	}
	for (const struct service_rule *r = service_rules; r->id != NULL; r++) {
		assert_non_null(health_rule_find(r->id));
		assert_non_null(service_kind_of(r->service, r->kind));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_service_is_judged_by_its_rows),
		T(values_of_keys_are_never_asked_for),
		cmocka_unit_test(a_secret_does_not_pass_its_row),
		cmocka_unit_test(each_step_fits_its_operation),
	};

	scene_probes = services_only;
	return cmocka_run_group_tests(tests, NULL, NULL);
}

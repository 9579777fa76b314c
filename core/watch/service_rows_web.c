/*
 * Services in front of people, as rows: API Gateway, Amplify.
 */
#include "core/watch/service_row.h"

/* ---- API Gateway ---- */

static const struct fact_row api_facts[] = {
	FACT("status", "apiStatus"),
	FACT("reason", "apiStatusMessage"),
	FACT("endpoint", "endpointConfiguration.types"),
	FACT_AS("created", "createdDate", HOW_TIME),
	{ 0 },
};

static const struct fact_row stage_facts[] = {
	FACT("cache", "cacheClusterStatus"),
	FACT("deployment", "deploymentId"),
	FACT_OR("access_log", "accessLogSettings.destinationArn", HOW_TEXT, "off"),
	FACT_AS("tracing", "tracingEnabled", HOW_FLAG),
	FACT_AS("updated", "lastUpdatedDate", HOW_TIME),
	{ 0 },
};

static const struct fact_row key_facts[] = {
	FACT_AS("enabled", "enabled", HOW_FLAG),
	FACT("stages", "stageKeys"),
	FACT_AS("created", "createdDate", HOW_TIME),
	FACT_AS("updated", "lastUpdatedDate", HOW_TIME),
	{ 0 },
};

#define FROM_ALL(o)                                                                   \
	.op = (o), .each = EACH_ONCE, .type = "AWS::ApiGateway::RestApi", .pages = 3, \
	.rows = "item", .id = "id", .name = "name",                                   \
	.args = { { .path = "limit", .value = "500", .number = true } }

static const struct service_step apigateway_steps[] = {
	{ FROM_ALL(&op_apigateway_get_rest_apis), .kind = "api", .member = "id",
	  .pace = PACE_STATE, .facts = api_facts, .whole = true },
	{ .op = &op_apigateway_get_stages,
	  .each = EACH_PART,
	  .of = "api",
	  .kind = "stage",
	  .pace = PACE_STATE,
	  .most = 15,
	  .args = { { .path = "restApiId", .value = "{id}" } },
	  .rows = "item",
	  .id = "stageName",
	  .facts = stage_facts },
	{ FROM_ALL(&op_apigateway_get_api_keys), .kind = "key",
	  .member = "stageKeys", /* "d123/prod" */
	  .after = "", .facts = key_facts, .pace = PACE_SETTINGS, .detail = true },
	{ 0 },
};

static const struct service_kind apigateway_kinds[] = {
	{ .kind = "api",
	  .status = "status",
	  .words = { WORDS("status", "AVAILABLE|UPDATING|PENDING|FAILED") } },
	{ .kind = "stage",
	  .words = { WORDS("cache", "CREATE_IN_PROGRESS|AVAILABLE|DELETE_IN_PROGRESS|"
				    "NOT_AVAILABLE|FLUSH_IN_PROGRESS") } },
	{ .kind = "key" },
	{ 0 },
};

const struct service_row service_row_apigateway = {
	.name = "apigateway",
	.title = "API Gateway",
	.types = { "AWS::ApiGateway::RestApi" },
	.kinds = apigateway_kinds,
	.steps = apigateway_steps,
};

/* ---- Amplify ---- */

static const struct fact_row app_facts[] = {
	FACT("platform", "platform"),
	FACT("domain", "defaultDomain"),
	FACT("production", "productionBranch.branchName"),
	FACT_AS("updated", "updateTime", HOW_TIME),
	{ 0 },
};

static const struct fact_row branch_facts[] = {
	FACT("stage", "stage"),
	FACT_AS("auto_build", "enableAutoBuild", HOW_FLAG),
	FACT_AS("updated", "updateTime", HOW_TIME),
	{ 0 },
};

static const struct fact_row build_facts[] = {
	FACT("job", "status"),
	FACT("job_type", "jobType"),
	FACT("commit", "commitId"),
	FACT_AS("started", "startTime", HOW_TIME),
	FACT_AS("ended", "endTime", HOW_TIME),
	{ 0 },
};

static const struct service_step amplify_steps[] = {
	{ .op = &op_amplify_list_apps,
	  .each = EACH_ONCE,
	  .type = "AWS::Amplify::App",
	  .kind = "app",
	  .pace = PACE_STATE,
	  .pages = 3,
	  .args = { { .path = "maxResults", .value = "100", .number = true } },
	  .rows = "apps",
	  .id = "appId",
	  .name = "name",
	  .member = "appId",
	  .facts = app_facts,
	  .whole = true },
	{ .op = &op_amplify_list_branches,
	  .each = EACH_PART,
	  .of = "app",
	  .kind = "branch",
	  .pace = PACE_STATE,
	  .most = 5,
	  .max = 25,
	  .args = { { .path = "appId", .value = "{id}" },
		    { .path = "maxResults", .value = "50", .number = true } },
	  .rows = "branches",
	  .id = "branchName",
	  .facts = branch_facts },
	/* the newest comes first */
	{ .op = &op_amplify_list_jobs,
	  .each = EACH_PART,
	  .of = "branch",
	  .pace = PACE_STATE,
	  .most = 25,
	  .max = 1,
	  .newest = true,
	  .args = { { .path = "appId", .value = "{member}" },
		    { .path = "branchName", .value = "{id}" },
		    { .path = "maxResults", .value = "1", .number = true } },
	  .rows = "jobSummaries",
	  .facts = build_facts },
	{ 0 },
};

static const struct service_kind amplify_kinds[] = {
	{ .kind = "app" },
	{ .kind = "branch",
	  .status = "job",
	  .words = { WORDS("job", "CREATED|PENDING|PROVISIONING|RUNNING|FAILED|SUCCEED|"
				  "CANCELLING|CANCELLED") } },
	{ 0 },
};

const struct service_row service_row_amplify = {
	.name = "amplify",
	.title = "Amplify",
	.types = { "AWS::Amplify::App" },
	.kinds = amplify_kinds,
	.steps = amplify_steps,
};

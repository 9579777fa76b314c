/*
 * Amplify: apps, branches, and how their jobs went.
 *
 * Variables, basic authentication, the build specification and headers of apps and
 * branches may hold passwords: they do not leave the decoder, nor does a repository's
 * address.
 */
#include "core/aws/op.h"

const struct aws_service service_amplify = {
	.id = "amplify",
	.env = "AMPLIFY",
	.prefix = "amplify",
	.version = "2017-07-25",
	.proto = PROTO_REST_JSON,
};

static const char *const drop_apps[] = {
	"apps.environmentVariables",
	"apps.basicAuthCredentials",
	"apps.buildSpec",
	"apps.customHeaders",
	"apps.customRules",
	"apps.autoBranchCreationConfig",
	"apps.repository",
	"apps.tags",
	NULL,
};

static const char *const drop_branches[] = {
	"branches.environmentVariables",
	"branches.basicAuthCredentials",
	"branches.buildSpec",
	"branches.tags",
	NULL,
};

static const char *const drop_jobs[] = {
	"jobSummaries.sourceUrl",
	NULL,
};

const struct op op_amplify_list_apps = {
	.id = "amplify:ListApps",
	.name = "ListApps",
	.service = &service_amplify,
	.effect = EFFECT_READ,
	.method = "GET",
	.uri = "/apps",
	.rows = "apps",
	.next_out = "nextToken",
	.next_in = "nextToken",
	.drop = drop_apps,
	.params = {
		{ .name = "nextToken", .kind = PARAM_TEXT, .where = PARAM_IN_QUERY },
		{ .name = "maxResults", .kind = PARAM_INT, .where = PARAM_IN_QUERY },
	},
};

const struct op op_amplify_list_branches = {
	.id = "amplify:ListBranches",
	.name = "ListBranches",
	.service = &service_amplify,
	.effect = EFFECT_READ,
	.method = "GET",
	.uri = "/apps/{appId}/branches",
	.rows = "branches",
	.next_out = "nextToken",
	.next_in = "nextToken",
	.drop = drop_branches,
	.params = {
		{ .name = "appId", .kind = PARAM_TEXT, .where = PARAM_IN_PATH, .required = true },
		{ .name = "nextToken", .kind = PARAM_TEXT, .where = PARAM_IN_QUERY },
		{ .name = "maxResults", .kind = PARAM_INT, .where = PARAM_IN_QUERY },
	},
};

const struct op op_amplify_list_jobs = {
	.id = "amplify:ListJobs",
	.name = "ListJobs",
	.service = &service_amplify,
	.effect = EFFECT_READ,
	.method = "GET",
	.uri = "/apps/{appId}/branches/{branchName}/jobs",
	.rows = "jobSummaries",
	.next_out = "nextToken",
	.next_in = "nextToken",
	.drop = drop_jobs,
	.params = {
		{ .name = "appId", .kind = PARAM_TEXT, .where = PARAM_IN_PATH, .required = true },
		{ .name = "branchName", .kind = PARAM_TEXT, .where = PARAM_IN_PATH, .required = true },
		{ .name = "nextToken", .kind = PARAM_TEXT, .where = PARAM_IN_QUERY },
		{ .name = "maxResults", .kind = PARAM_INT, .where = PARAM_IN_QUERY },
	},
};

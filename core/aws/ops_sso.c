/*
 * IAM Identity Center: the keys of a role for a token, and a new token for an old one.
 *
 * Both are sent without a signature: the token in them is the proof.  They change
 * nothing anywhere, and their answers hold keys, whose one reader is core/access.
 */
#include "core/aws/op.h"

const struct aws_service service_sso = {
	.id = "sso",
	.env = "SSO",
	.prefix = "portal.sso",
	.version = "2019-06-10",
	.proto = PROTO_REST_JSON,
	.holds_keys = true,
	.without_signature = true,
};

const struct aws_service service_sso_oidc = {
	.id = "sso-oidc",
	.env = "SSO_OIDC",
	.prefix = "oidc",
	.version = "2019-06-10",
	.proto = PROTO_REST_JSON,
	.holds_keys = true,
	.without_signature = true,
};

const struct op op_sso_get_role_credentials = {
	.id = "sso:GetRoleCredentials",
	.name = "GetRoleCredentials",
	.service = &service_sso,
	.effect = EFFECT_READ,
	.method = "GET",
	.uri = "/federation/credentials",
	.params = {
		{ .name = "roleName", .kind = PARAM_TEXT, .where = PARAM_IN_QUERY,
		  .wire = "role_name", .required = true },
		{ .name = "accountId", .kind = PARAM_TEXT, .where = PARAM_IN_QUERY,
		  .wire = "account_id", .required = true },
		{ .name = "accessToken", .kind = PARAM_TEXT, .where = PARAM_IN_HEADER,
		  .wire = "x-amz-sso_bearer_token", .required = true,
		  .secret = true },
	},
};

const struct op op_sso_oidc_create_token = {
	.id = "sso-oidc:CreateToken",
	.name = "CreateToken",
	.service = &service_sso_oidc,
	.effect = EFFECT_READ,
	.method = "POST",
	.uri = "/token",
	.params = {
		{ .name = "clientId", .kind = PARAM_TEXT, .required = true },
		{ .name = "clientSecret", .kind = PARAM_TEXT, .required = true,
		  .secret = true },
		{ .name = "grantType", .kind = PARAM_TEXT, .required = true },
		{ .name = "refreshToken", .kind = PARAM_TEXT, .required = true,
		  .secret = true },
	},
};

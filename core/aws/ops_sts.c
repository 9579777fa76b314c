/*
 * STS: who am I, and taking a role.
 *
 * Both are EFFECT_READ: they change nothing in the customer's account, every mode
 * needs them, and the journal's class of STS is meta.  AssumeRole's answer holds
 * keys; it has no .drop, for its one reader is core/access, which moves them into
 * struct secret; the reply and its arena are wiped.
 */
#include "core/aws/op.h"

const struct aws_service service_sts = {
	.id = "sts",
	.env = "STS",
	.prefix = "sts",
	.version = "2011-06-15",
	.proto = PROTO_QUERY,
	.holds_keys = true,
};

const struct op op_sts_get_caller_identity = {
	.id = "sts:GetCallerIdentity",
	.name = "GetCallerIdentity",
	.service = &service_sts,
	.effect = EFFECT_READ,
};

const struct op op_sts_assume_role = {
	.id = "sts:AssumeRole",
	.name = "AssumeRole",
	.service = &service_sts,
	.effect = EFFECT_READ,
	.params = {
		{ .name = "RoleArn", .kind = PARAM_TEXT, .required = true },
		{ .name = "RoleSessionName", .kind = PARAM_TEXT, .required = true },
		{ .name = "DurationSeconds", .kind = PARAM_INT },
		{ .name = "ExternalId", .kind = PARAM_TEXT },
		{ .name = "PolicyArns", .kind = PARAM_LIST },
		{ .name = "Tags", .kind = PARAM_LIST },
		{ .name = "SourceIdentity", .kind = PARAM_TEXT },
		{ .name = "SerialNumber", .kind = PARAM_TEXT },
		{ .name = "TokenCode", .kind = PARAM_TEXT, .secret = true },
	},
};

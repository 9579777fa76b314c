/*
 * Webhooks of `candor watch`: HTTP that is not AWS, and passes the door all the same.
 *
 * The URL comes from the configuration (act_spec.url) and may be a secret itself: its
 * host alone is ever said.  A post is a write: it is sent once, on a connection of its
 * own; who sends it again does so in an act of its own.
 */
#include "core/aws/op.h"

const struct aws_service service_webhook = {
	.id = "webhook",
	.env = "WEBHOOK",
	.prefix = "webhook",
	.version = "1",
	.proto = PROTO_WEBHOOK,
	.holds_keys = true, /* what it answers is quoted nowhere */
	.without_signature = true,
	.elsewhere = true,
};

const struct op op_webhook_post = {
	.id = "webhook:Post",
	.name = "Post",
	.service = &service_webhook,
	.effect = EFFECT_WRITE,
	.method = "POST",
	.params = {
		{ .name = "Body", .kind = PARAM_TEXT, .required = true, .secret = true },
	},
};

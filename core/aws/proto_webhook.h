/*
 * A webhook: one document by POST to a URL of the vendor's; no service of AWS.
 */
#ifndef CORE_AWS_PROTO_WEBHOOK_H
#define CORE_AWS_PROTO_WEBHOOK_H

#include "core/aws/proto.h"

/* The argument Body as it stands, to ep's base_path and query. */
bool proto_webhook_build(const struct op *op, const struct args *args,
			 const struct endpoint *ep, struct http_request *ret,
			 struct err *err) MUST_USE;

/* An empty object: what a webhook answers is not read. */
bool proto_webhook_decode(const struct op *op, const struct http_reply *reply,
			  struct arena *arena, struct node **ret,
			  struct err *err) MUST_USE;

/* False: its errors have no form. */
bool proto_webhook_error(const struct http_reply *reply, struct arena *arena,
			 struct proto_error *ret) MUST_USE;

#endif

/*
 * The JSON protocols 1.0 and 1.1: one document in, one out (CloudWatch, DynamoDB, Step
 * Functions; CloudWatch Logs, Firehose, KMS, CloudTrail, ...).
 */
#ifndef CORE_AWS_PROTO_JSON_H
#define CORE_AWS_PROTO_JSON_H

#include "core/aws/proto.h"

/*
 * POST / with X-Amz-Target and the arguments as one object, {} when there are none.
 *
 * Parameters and errors as of proto_build().
 * Source   Smithy, awsJson1_0 and awsJson1_1; vectors in tests/vectors/json.json
 */
bool proto_json_build(const struct op *op, const struct args *args,
		      const struct endpoint *ep, struct http_request *ret,
		      struct err *err) MUST_USE;

/* The arguments as one document in a buffer that is wiped; errors as above. */
bool proto_json_body(const struct op *op, const struct args *args, struct buf *ret,
		     struct err *err) MUST_USE;

/*
 * The object of the answer; an empty body is an empty object.
 * Errors   ERR_PARSE no JSON, or another kind of value; ERR_LIMIT.
 */
bool proto_json_decode(const struct op *op, const struct http_reply *reply,
		       struct arena *arena, struct node **ret,
		       struct err *err) MUST_USE;

/*
 * Code, message and request id of an error: x-amzn-query-error and x-amzn-errortype
 * come before "__type" and "code" of the document, which may be missing.
 *
 * Returns  false when neither a header nor the document names a code.
 */
bool proto_json_error(const struct http_reply *reply, struct arena *arena,
		      struct proto_error *ret) MUST_USE;

#endif

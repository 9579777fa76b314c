/*
 * The protocols of REST: arguments in path, query, headers and body; answers in JSON
 * (Lambda, Batch, API Gateway, Amplify) or XML (S3).
 */
#ifndef CORE_AWS_PROTO_REST_H
#define CORE_AWS_PROTO_REST_H

#include "core/aws/proto.h"

/*
 * Method, path, query and headers as the row says; a body of JSON when the row has
 * parameters for it.
 *
 * Parameters and errors as of proto_build(); ERR_ARG a part of the path is empty or
 *          missing; ERR_UNSUPPORTED a body of XML.
 * Source   Smithy, restJson1 and restXml; vectors in tests/vectors/rest.json
 */
bool proto_rest_build(const struct op *op, const struct args *args,
		      const struct endpoint *ep, struct http_request *ret,
		      struct err *err) MUST_USE;

/*
 * The root element of the answer; without a body an empty object; of a row that is raw
 * an object with the body as TEXT "Body".
 * Errors   ERR_PARSE no XML, or an error document; ERR_LIMIT.
 */
bool proto_rest_decode_xml(const struct op *op, const struct http_reply *reply,
			   struct arena *arena, struct node **ret,
			   struct err *err) MUST_USE;

#endif

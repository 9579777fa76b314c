/*
 * The query protocol: a form in, XML out (STS, CloudFormation; later IAM, RDS,
 * Redshift, Elastic Beanstalk).
 */
#ifndef CORE_AWS_PROTO_QUERY_H
#define CORE_AWS_PROTO_QUERY_H

#include "core/aws/proto.h"

/*
 * POST / with Action, Version and the arguments as application/x-www-form-urlencoded;
 * lists as Name.member.1, structures as Name.member.1.Key, a blank as %20.
 *
 * Parameters and errors as of proto_build().
 * Source   AWS query protocol, as botocore writes it; vectors in
 * tests/vectors/query.json
 */
bool proto_query_build(const struct op *op, const struct args *args,
		       const struct endpoint *ep, struct http_request *ret,
		       struct err *err) MUST_USE;

/*
 * <OpResponse><OpResult>...</OpResult><ResponseMetadata/></OpResponse> gives OpResult;
 * a response without OpResult (DeleteStack) gives the response without its metadata.
 * Errors   ERR_PARSE another root element, or not XML; ERR_LIMIT.
 */
bool proto_query_decode(const struct op *op, const struct http_reply *reply,
			struct arena *arena, struct node **ret,
			struct err *err) MUST_USE;

/*
 * EC2's own dialect: lists are Name.1, and an answer's members stand in the root.
 * Source   Smithy, ec2Query.
 */
bool proto_ec2_build(const struct op *op, const struct args *args,
		     const struct endpoint *ep, struct http_request *ret,
		     struct err *err) MUST_USE;
bool proto_ec2_decode(const struct op *op, const struct http_reply *reply,
		      struct arena *arena, struct node **ret, struct err *err) MUST_USE;

/*
 * Code, message and request id of an error document:
 * <ErrorResponse><Error><Code/><Message/></Error><RequestId/></ErrorResponse>, and
 * the shapes of its kin (<Response><Errors>..., a bare <Error> as of S3).
 *
 * Parameters and result as of proto_error().
 */
bool proto_query_error(const struct http_reply *reply, struct arena *arena,
		       struct proto_error *ret) MUST_USE;

#endif

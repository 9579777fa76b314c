/*
 * From a row and its arguments to a request, and from a reply to the result: one
 * door to all protocols of AWS, chosen by the row's service.
 */
#ifndef CORE_AWS_PROTO_H
#define CORE_AWS_PROTO_H

#include "core/aws/args.h"
#include "core/aws/endpoint.h"
#include "core/net/http.h"
#include "core/tree/node.h"

/* What stands where a value was that looks secret. */
#define PROTO_SECRET_REF "‹secret-ref›"

/*
 * The request of one call: method, host, path, Content-Type and body.  Not signed
 * yet; the caller adds User-Agent before or after, it is never signed.
 *
 * op       row; its service says which protocol
 * args     already passed args_check(); borrowed
 * ep       of endpoint_resolve()
 * ret      overwritten; the caller releases it with http_request_release()
 * Errors   ERR_LIMIT body over LIMIT_BODY, a URL that is too long; ERR_ARG a part of
 *          the path that is none; ERR_UNSUPPORTED a body of XML.
 */
bool proto_build(const struct op *op, const struct args *args,
		 const struct endpoint *ep, struct http_request *ret,
		 struct err *err) MUST_USE;

/*
 * The result inside a reply of status 200 to 299, members of op->drop gone.
 *
 * op       row that was called
 * reply    borrowed; nothing of it is pointed to afterwards
 * arena    where the tree goes
 * ret      children are the members of the output shape; an operation without
 *          output gives an OBJECT or TEXT without children; dies with arena
 * Errors   ERR_PARSE not the document that the row promises (HTML, truncated, an
 *          error document); ERR_LIMIT.  Never holds content.
 */
bool proto_decode(const struct op *op, const struct http_reply *reply,
		  struct arena *arena, const struct node **ret,
		  struct err *err) MUST_USE;

/*
 * What an error document says, in whatever form the row's service writes it.
 *
 * arena    where the tree goes; the three texts live there
 * ret      "" where it says nothing
 * Returns  false when it is no such document: a proxy's page, half an answer.
 */
struct proto_error {
	const char *code, *message, *request_id;
};
bool proto_error(const struct op *op, const struct http_reply *reply,
		 struct arena *arena, struct proto_error *ret) MUST_USE;

/*
 * Throw away what op->drop names, in place.  A rule is a path from the result;
 * lists on the way are passed through ("member" and the service's `elements` are not
 * written, elements of JSON have no name):
 *
 *   "StackEvents.ResourceProperties"                    the member goes, whole
 *   "Stacks.Parameters.ParameterKey~ParameterValue"     where the text of the left
 *       sibling looks like the name of a secret, or the right one's text like a
 *       secret, the right one's value becomes PROTO_SECRET_REF
 *
 * Called by proto_decode(); on its own for tests.
 */
void proto_drop(const struct op *op, struct arena *arena, struct node *result);

/* "DBPassword", "api-key", "AUTH_TOKEN": a name whose value should not be shown. */
bool proto_secret_name(struct str name);
/* Access key ids, private keys, user:password@ in a URL: a value that gives itself
 * away. */
bool proto_secret_value(struct str value);

#endif

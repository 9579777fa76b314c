/*
 * The query protocol: a form in, XML out.
 *
 * Holds always: an error's text names the document, never its content.
 */
#include "core/aws/proto_query.h"

#include <string.h>

#include "core/tree/xml.h"

#define CONTENT_TYPE "application/x-www-form-urlencoded; charset=utf-8"

/* "Tags.1.Key" is Tags.member.1.Key, but in a form that names its lists itself. */
static void add_path(struct buf *body, struct str path, bool wire)
{
	buf_add_uri(body, args_step(path, &path), false);
	while (path.p) {
		struct str step = args_step(path, &path);
		bool place =
			!wire && step.len > 0 && step.p[0] >= '0' && step.p[0] <= '9';
		buf_add_text(body, place ? ".member." : ".");
		buf_add_uri(body, step, false);
	}
}

static void add_pair(struct buf *body, const struct arg *arg, bool wire)
{
	buf_add_char(body, '&');
	add_path(body, str_of(arg->path), wire);
	buf_add_char(body, '=');
	buf_add_uri(body, str_of(arg->value), false);
}

static bool build_form(const struct op *op, const struct args *args,
		       const struct endpoint *ep, bool wire, struct http_request *ret,
		       struct err *err)
{
	AUTO(http_request)
	r = endpoint_request(ep, "POST");

	buf_addf(&r.body, "Action=%s&Version=%s", op->name, op->service->version);
	for (size_t i = 0; i < args->n; i++)
		add_pair(&r.body, &args->items[i], wire);
	if (!buf_ok(&r.body))
		return err_set(err, ERR_LIMIT, "%s: arguments of more than %zu MiB",
			       op->id, LIMIT_BODY / LIMIT_MIB(1));
	if (!http_request_header(&r, "Content-Type", CONTENT_TYPE, err))
		return false;
	*ret = http_request_take(&r);
	return true;
}

bool proto_query_build(const struct op *op, const struct args *args,
		       const struct endpoint *ep, struct http_request *ret,
		       struct err *err)
{
	return build_form(op, args, ep, op->service->wire_lists, ret, err);
}

bool proto_ec2_build(const struct op *op, const struct args *args,
		     const struct endpoint *ep, struct http_request *ret,
		     struct err *err)
{
	return build_form(op, args, ep, true, ret, err);
}

/* "DescribeStacks" and "Result" against an element's name. */
static bool is_named(const struct node *n, const char *op_name, const char *suffix)
{
	size_t len = strlen(op_name);

	return n->name && strncmp(n->name, op_name, len) == 0 &&
	       strcmp(n->name + len, suffix) == 0;
}

static void remove_member(struct node *root, const char *name)
{
	struct node **link = &root->first, *last = NULL;

	while (*link) {
		struct node *n = *link;
		if (n->name && strcmp(n->name, name) == 0) {
			*link = n->next;
			root->n_children--;
			continue;
		}
		last = n;
		link = &n->next;
	}
	root->last = last;
}

static bool read_response(const struct op *op, const struct http_reply *reply,
			  struct arena *arena, struct node **ret, struct err *err)
{
	if (!xml_parse(buf_str(&reply->body), arena, ret, err))
		return err_context(err, "the answer to %s", op->id);
	return is_named(*ret, op->name, "Response") ||
	       err_set(err, ERR_PARSE,
		       "the answer to %s is another document: check the endpoint",
		       op->id);
}

bool proto_ec2_decode(const struct op *op, const struct http_reply *reply,
		      struct arena *arena, struct node **ret, struct err *err)
{
	if (!read_response(op, reply, arena, ret, err))
		return false;
	remove_member(*ret, "requestId");
	return true;
}

bool proto_query_decode(const struct op *op, const struct http_reply *reply,
			struct arena *arena, struct node **ret, struct err *err)
{
	struct node *root;

	if (!read_response(op, reply, arena, &root, err))
		return false;
	for (struct node *n = root->first; n; n = n->next) {
		if (is_named(n, op->name, "Result")) {
			*ret = n;
			return true;
		}
	}
	remove_member(root, "ResponseMetadata");
	*ret = root;
	return true;
}

bool proto_query_error(const struct http_reply *reply, struct arena *arena,
		       struct proto_error *ret)
{
	struct node *root;
	const struct node *error;

	if (!xml_parse(buf_str(&reply->body), arena, &root, NULL))
		return false;
	error = text_eq(root->name, "Error") ? root : node_get(root, "Error");
	if (!error)
		error = node_at(root, "Errors.Error");
	if (!error)
		return false;
	ret->code = node_text(error, "Code", "");
	ret->message = node_text(error, "Message", "");
	ret->request_id = node_text(root, "RequestId", "");
	if (ret->request_id[0] == '\0')
		ret->request_id = node_text(root, "RequestID", "");
	return true;
}

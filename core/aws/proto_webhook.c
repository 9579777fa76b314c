/*
 * The form of a webhook's request.
 */
#include "core/aws/proto_webhook.h"

bool proto_webhook_build(const struct op *op, const struct args *args,
			 const struct endpoint *ep, struct http_request *ret,
			 struct err *err)
{
	AUTO(http_request)
	r = endpoint_request(ep, "POST");

	r.body = BUF_SECRET(LIMIT_WEBHOOK);
	for (size_t i = 0; i < args->n; i++)
		if (text_eq(args->items[i].path, "Body"))
			buf_add_text(&r.body, args->items[i].value);
	if (!buf_ok(&r.body))
		return err_set(err, ERR_LIMIT, "%s: a document of more than %zu KiB",
			       op->id, LIMIT_WEBHOOK / LIMIT_KIB(1));
	if (!http_request_header(&r, "Content-Type", "application/json", err))
		return false;
	*ret = http_request_take(&r);
	return true;
}

bool proto_webhook_decode(const struct op *op, const struct http_reply *reply,
			  struct arena *arena, struct node **ret, struct err *err)
{
	(void)reply;
	*ret = node_object(arena);
	return *ret != NULL ||
	       err_set(err, ERR_LIMIT, "the answer to %s is too large", op->id);
}

bool proto_webhook_error(const struct http_reply *reply, struct arena *arena,
			 struct proto_error *ret)
{
	(void)reply;
	(void)arena;
	(void)ret;
	return false;
}

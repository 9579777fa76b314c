/*
 * The JSON protocols: one document in, one out.
 *
 * Holds always: an error's text names the document, never its content.
 */
#include "core/aws/proto_json.h"

#include "core/tree/json.h"

bool proto_json_build(const struct op *op, const struct args *args,
		      const struct endpoint *ep, struct http_request *ret,
		      struct err *err)
{
	AUTO(http_request)
	r = endpoint_request(ep, "POST");
	AUTO(buf) type = BUF_INIT(64);
	AUTO(buf) target = BUF_INIT(256);

	buf_addf(&type, "application/x-amz-json-%s", op->service->json_version);
	buf_addf(&target, "%s.%s", op->service->target, op->name);
	if (!proto_json_body(op, args, &r.body, err) ||
	    !http_request_header(&r, "Content-Type", buf_text(&type), err) ||
	    !http_request_header(&r, "X-Amz-Target", buf_text(&target), err) ||
	    (op->service->query_mode &&
	     !http_request_header(&r, "x-amzn-query-mode", "true", err)))
		return false;
	*ret = http_request_take(&r);
	return true;
}

bool proto_json_body(const struct op *op, const struct args *args, struct buf *ret,
		     struct err *err)
{
	AUTO(arena) arena = ARENA_SECRET(LIMIT_ARENA);
	const struct node *tree = args_tree(args, &arena, err);

	*ret = BUF_SECRET(LIMIT_BODY);
	if (!tree)
		return err_context(err, "%s", op->id);
	json_write(ret, tree, JSON_COMPACT);
	return buf_ok(ret) ||
	       err_set(err, ERR_LIMIT, "%s: arguments of more than %zu MiB", op->id,
		       LIMIT_BODY / LIMIT_MIB(1));
}

bool proto_json_decode(const struct op *op, const struct http_reply *reply,
		       struct arena *arena, struct node **ret, struct err *err)
{
	struct str body = str_trim(buf_str(&reply->body));
	struct node *root = NULL;

	if (body.len == 0)
		root = node_object(arena);
	else if (!json_parse(body, arena, &root, err))
		return err_context(err, "the answer to %s", op->id);
	if (!root)
		return err_set(err, ERR_LIMIT, "the answer to %s is too large", op->id);
	if (root->kind != NODE_OBJECT)
		return err_set(
			err, ERR_PARSE,
			"the answer to %s is another document: check the endpoint",
			op->id);
	*ret = root;
	return true;
}

/* "Code;Sender", "Code:http://...": up to what stands behind it. */
static const char *code_in(struct arena *arena, const char *header)
{
	struct str s = str_of(text_or(header, ""));
	const char *code;

	s = str_cut(&s, ';');
	code = arena_text(arena, str_trim(s));
	return code ? code : "";
}

bool proto_json_error(const struct http_reply *reply, struct arena *arena,
		      struct proto_error *ret)
{
	static const char *const headers[] = { "x-amzn-query-error",
					       "x-amzn-errortype" };
	static const char *const codes[] = { "__type", "code", "Code" };
	static const char *const messages[] = { "message", "Message", "errorMessage" };
	struct node *root = NULL;

	*ret = (struct proto_error){ "", "", "" };
	if (!json_parse(buf_str(&reply->body), arena, &root, NULL))
		root = NULL;
	for (size_t i = 0; i < ARRAY_LEN(headers) && !ret->code[0]; i++)
		ret->code = code_in(arena, http_reply_get(reply, headers[i]));
	for (size_t i = 0; i < ARRAY_LEN(codes) && !ret->code[0]; i++)
		ret->code = node_text(root, codes[i], "");
	for (size_t i = 0; i < ARRAY_LEN(messages) && !ret->message[0]; i++)
		ret->message = node_text(root, messages[i], "");
	return ret->code[0] != '\0';
}

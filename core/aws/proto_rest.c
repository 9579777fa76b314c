/*
 * The protocols of REST: arguments in path, query, headers and body.
 *
 * Holds always: no argument can leave its place: in a path '/' and in a query '&' and
 * '=' are coded, "." and ".." as a whole part of a path are refused; an error's text
 * names the document, never its content.
 */
#include "core/aws/proto_rest.h"

#include <stdlib.h>
#include <string.h>

#include "core/aws/proto_json.h"
#include "core/tree/xml.h"

#define BUCKET_LABEL "/{Bucket}"

static const char *value_of(const struct args *args, struct str name)
{
	for (size_t i = 0; i < args->n; i++)
		if (str_is(name, args->items[i].path))
			return args->items[i].value;
	return NULL;
}

/* ---- path ---- */

static bool add_label(const struct op *op, const struct args *args, struct str label,
		      struct buf *path, struct err *err)
{
	bool greedy = str_ends(label, "+");
	struct str name = { label.p, label.len - greedy };
	const char *value = value_of(args, name);

	if (text_empty(value) || text_eq(value, ".") || text_eq(value, ".."))
		return err_set(err, ERR_ARG, "%s: %.*s is no part of a path", op->id,
			       STR_FMT(name));
	buf_add_uri(path, str_of(value), greedy);
	return true;
}

/* The bucket stands in the host: what of the path comes after it. */
static struct str uri_without_bucket(const struct op *op)
{
	struct str uri = str_of(op->uri);

	bug_unless(str_starts(uri, BUCKET_LABEL));
	uri.p += strlen(BUCKET_LABEL);
	uri.len -= strlen(BUCKET_LABEL);
	return uri;
}

/* "/functions/{FunctionName}/policy?x": what stands behind '?' begins the query. */
static bool add_uri(const struct op *op, struct str uri, const struct args *args,
		    struct buf *path, struct err *err)
{
	struct str rest = uri;

	while (rest.p) {
		struct str plain = str_cut(&rest, '{');
		buf_add_str(path, plain);
		if (!rest.p)
			break;
		if (!add_label(op, args, str_cut(&rest, '}'), path, err))
			return false;
	}
	return true;
}

/* ---- query and headers ---- */

static const struct op_param *param_of(const struct op *op, struct str name)
{
	for (size_t i = 0; i < OP_PARAMS && op->params[i].name; i++)
		if (str_is(name, op->params[i].name))
			return &op->params[i];
	return NULL;
}

static void add_query(struct buf *query, const struct op_param *p,
		      const struct arg *arg)
{
	if (query->len > 0)
		buf_add_char(query, '&');
	buf_add_uri(query, str_of(p->wire ? p->wire : p->name), false);
	buf_add_char(query, '=');
	buf_add_uri(query, str_of(arg->value), false);
}

/* Arguments that are not of the body to their places; those of the body to *rest. */
static bool sort_args(const struct op *op, const struct args *args,
		      struct http_request *r, struct buf *query, struct args *rest,
		      struct err *err)
{
	for (size_t i = 0; i < args->n; i++) {
		const struct arg *arg = &args->items[i];
		struct str ignored, name = args_step(str_of(arg->path), &ignored);
		const struct op_param *p = param_of(op, name);
		enum param_where where = p ? p->where : PARAM_IN_BODY;

		if (where == PARAM_IN_QUERY)
			add_query(query, p, arg);
		else if (where == PARAM_IN_BODY)
			args_take(rest, arg);
		else if (where == PARAM_IN_HEADER &&
			 !http_request_header(r, p->wire ? p->wire : p->name,
					      arg->value, err))
			return err_context(err, "%s", op->id);
	}
	return true;
}

static bool has_body(const struct op *op)
{
	for (size_t i = 0; i < OP_PARAMS && op->params[i].name; i++)
		if (op->params[i].where == PARAM_IN_BODY)
			return true;
	return false;
}

static bool add_body(const struct op *op, const struct args *rest,
		     struct http_request *r, struct err *err)
{
	if (!has_body(op))
		return true;
	if (op->service->proto != PROTO_REST_JSON)
		return err_set(err, ERR_UNSUPPORTED, "%s: candor sends no body of XML",
			       op->id);
	return proto_json_body(op, rest, &r->body, err) &&
	       http_request_header(r, "Content-Type", "application/json", err);
}

/* The endpoint's path, without its '/' at the end, before the operation's. */
static void add_base(struct buf *path, const struct endpoint *ep)
{
	struct str base = str_of(ep->base_path);

	if (str_ends(base, "/"))
		base.len--;
	buf_add_str(path, base);
}

/* S3: the bucket as a label of the host, unless its name or the endpoint forbid it.
 * ret_uri  what is left of the row's path. */
static bool set_host(const struct op *op, const struct args *args,
		     const struct endpoint *ep, struct http_request *r,
		     struct str *ret_uri, struct err *err)
{
	const char *bucket = value_of(args, STR("Bucket"));
	AUTO(buf) host = BUF_INIT(sizeof(ep->host));

	*ret_uri = str_of(op->uri);
	if (op->service->buckets && endpoint_takes_bucket(ep, bucket)) {
		buf_addf(&host, "%s.", bucket);
		*ret_uri = uri_without_bucket(op);
	}
	buf_add_text(&host, ep->host);
	free(r->host);
	r->host = mem_text(buf_text(&host));
	return buf_ok(&host) ||
	       err_set(err, ERR_LIMIT, "%s: a host that is too long", op->id);
}

/* What stands behind '?' in the row's path begins the query. */
static void set_url(struct http_request *r, struct str path, struct str query)
{
	struct str fixed = path, bare = str_cut(&fixed, '?');
	AUTO(buf) whole = BUF_SECRET(LIMIT_KIB(80));

	free(r->path);
	r->path = bare.len > 0 ? mem_text_n(bare.p, bare.len) : mem_text("/");
	if (fixed.p)
		buf_add_str(&whole, fixed);
	if (fixed.p && query.len > 0)
		buf_add_char(&whole, '&');
	buf_add_str(&whole, query);
	if (whole.len > 0)
		r->query = mem_text(buf_text(&whole));
}

bool proto_rest_build(const struct op *op, const struct args *args,
		      const struct endpoint *ep, struct http_request *ret,
		      struct err *err)
{
	AUTO(http_request)
	r = endpoint_request(ep, op->method);
	AUTO(buf) path = BUF_INIT(LIMIT_KIB(16));
	AUTO(buf) query = BUF_SECRET(LIMIT_KIB(64));
	AUTO(args) rest = { 0 };
	struct str uri;

	add_base(&path, ep);
	if (!set_host(op, args, ep, &r, &uri, err) ||
	    !add_uri(op, uri, args, &path, err) ||
	    !sort_args(op, args, &r, &query, &rest, err) ||
	    !add_body(op, &rest, &r, err))
		return false;
	if (op->service->accept &&
	    !http_request_header(&r, "Accept", op->service->accept, err))
		return false;
	if (!buf_ok(&path) || !buf_ok(&query))
		return err_set(err, ERR_LIMIT, "%s: arguments that make a URL too long",
			       op->id);
	set_url(&r, buf_str(&path), buf_str(&query));
	*ret = http_request_take(&r);
	return true;
}

/* The bytes as they came, NULs and all. */
static bool decode_raw(const struct op *op, const struct http_reply *reply,
		       struct arena *arena, struct node **ret, struct err *err)
{
	struct node *root = node_object(arena);

	(void)node_put_str(arena, root, "Body", buf_str(&reply->body));
	*ret = root;
	return arena_ok(arena) ||
	       err_set(err, ERR_LIMIT, "the answer to %s is too large", op->id);
}

bool proto_rest_decode_xml(const struct op *op, const struct http_reply *reply,
			   struct arena *arena, struct node **ret, struct err *err)
{
	if (op->raw)
		return decode_raw(op, reply, arena, ret, err);
	if (str_trim(buf_str(&reply->body)).len == 0) {
		*ret = node_object(arena);
		return *ret ||
		       err_set(err, ERR_LIMIT, "the answer to %s is too large", op->id);
	}
	if (!xml_parse(buf_str(&reply->body), arena, ret, err))
		return err_context(err, "the answer to %s", op->id);
	return !text_eq((*ret)->name, "Error") ||
	       err_set(err, ERR_PARSE,
		       "the answer to %s is an error document with a status of success",
		       op->id);
}

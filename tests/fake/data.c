/*
 * Files that tests read.
 */
#include "tests/fake/data.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/os.h"
#include "core/tree/json.h"

bool data_file(const char *path, struct buf *out)
{
	*out = BUF_INIT(LIMIT_MIB(32));
	return os_file_exists(path) && os_read_file(path, out, NULL);
}

const struct node *data_json(struct arena *a, const char *path)
{
	AUTO(buf) text = { 0 };
	struct node *root;

	if (!data_file(path, &text))
		return NULL;
	bug_unless(json_parse(buf_str(&text), a, &root, NULL));
	return root;
}

void data_request(struct http_request *ret, const char *method, const char *url,
		  const char *body)
{
	struct str query = str_of(url);
	struct str bare = str_cut(&query, '?');

	*ret = (struct http_request){ 0 };
	bug_unless(text_copy(ret->method, sizeof(ret->method), str_of(method)));
	bug_unless(http_parse_url(bare, ret, NULL));
	if (query.p)
		ret->query = mem_text_n(query.p, query.len);
	ret->body = BUF_SECRET(LIMIT_BODY);
	buf_add_text(&ret->body, text_or(body, ""));
}

static bool put_within(struct args *a, struct buf *path, const struct node *n);

static bool put_children(struct args *a, struct buf *path, const struct node *n)
{
	size_t len = path->len;
	unsigned i = 0;

	for (const struct node *c = n->first; c; c = c->next) {
		buf_cut(path, len);
		if (n->kind == NODE_LIST)
			buf_addf(path, "%s%u", len ? "." : "", ++i);
		else
			buf_addf(path, "%s%s", len ? "." : "", c->name);
		if (!put_within(a, path, c))
			return false;
	}
	return n->first || !len;
}

static bool put_within(struct args *a, struct buf *path, const struct node *n)
{
	switch (n->kind) {
	case NODE_NULL: return false;
	case NODE_BOOL: args_put_bool(a, buf_text(path), n->number); return true;
	case NODE_INT: args_put_int(a, buf_text(path), n->number); return true;
	case NODE_REAL: args_put_real(a, buf_text(path), n->real); return true;
	case NODE_TEXT: args_put(a, buf_text(path), n->text.p); return true;
	case NODE_LIST:
	case NODE_OBJECT: break;
	}
	return put_children(a, path, n);
}

bool data_args(struct args *ret, const struct node *params)
{
	AUTO(buf) path = BUF_INIT(LIMIT_KIB(4));

	*ret = (struct args){ 0 };
	return !params || put_within(ret, &path, params);
}

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

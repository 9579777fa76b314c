/*
 * Vectors of tests/vectors/make_vectors.py: is a request that candor builds the one
 * that botocore would send?
 */
#ifndef TESTS_UNIT_CORE_AWS_WIRE_VECTOR_H
#define TESTS_UNIT_CORE_AWS_WIRE_VECTOR_H

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "core/aws/proto.h"
#include "core/tree/json.h"
#include "tests/fake/data.h"

static inline enum proto proto_of(const char *name)
{
	static const struct {
		const char *name;
		enum proto proto;
	} rows[] = {
		{ "query", PROTO_QUERY },       { "ec2", PROTO_EC2 },
		{ "json", PROTO_JSON },         { "rest-json", PROTO_REST_JSON },
		{ "rest-xml", PROTO_REST_XML },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (text_eq(rows[i].name, name))
			return rows[i].proto;
	fail_msg("no protocol %s", name);
	return PROTO_QUERY;
}

/* JSON without its blanks; a form as it is. */
static inline void squeeze(const char *body, struct buf *out)
{
	AUTO(arena) arena = ARENA_INIT(LIMIT_ARENA);
	struct node *root = NULL;

	if (body[0] != '{')
		buf_add_text(out, body);
	else if (json_parse(str_of(body), &arena, &root, NULL))
		json_write(out, root, JSON_COMPACT);
}

static inline void check_headers(const struct http_request *r, const struct node *want)
{
	size_t n = 0;

	for (const struct node *h = node_first(want); h; h = h->next, n++)
		assert_string_equal(text_or(http_request_get(r, h->name), "(none)"),
				    h->text.p);
	/* what botocore adds later, in a hook */
	n += http_request_get(r, "Accept") != NULL;
	assert_int_equal(r->n_headers, n);
}

/* The pairs of a query in any order. */
static inline void check_query(const char *query, const char *want)
{
	struct str left = str_of(query), right;
	size_t n = 0, found = 0;

	for (right = str_of(want); right.p != NULL; n++)
		(void)str_cut(&right, '&');
	while (left.p != NULL) {
		struct str pair = str_cut(&left, '&');

		right = str_of(want);
		while (right.p != NULL) {
			struct str other = str_cut(&right, '&');

			if (pair.len == other.len &&
			    memcmp(pair.p, other.p, pair.len) == 0) {
				found++;
				break;
			}
		}
		n--;
	}
	if (n != 0 || found == 0)
		fail_msg("query %s, not %s", query, want);
}

/* What op makes of the vector's arguments is what the vector expects. */
static inline void check_request(const struct op *op, const struct node *v)
{
	/* a host that is given takes no bucket: the path has it */
	static const struct endpoint ep = {
		.host = "h", .tls = true, .override = true, .base_path = "/"
	};
	const struct node *want = node_get(v, "expect");
	AUTO(args) args = { 0 };
	AUTO(http_request) r = { 0 };
	AUTO(buf) is = BUF_INIT(LIMIT_BODY);
	AUTO(buf) should = BUF_INIT(LIMIT_BODY);
	struct err err = ERR_INIT;

	assert_true(data_args(&args, node_get(v, "given")));
	if (!proto_build(op, &args, &ep, &r, &err))
		fail_msg("%s", err.text);
	assert_string_equal(r.method, node_text(want, "method", ""));
	assert_string_equal(r.path, node_text(want, "path", ""));
	check_query(text_or(r.query, ""), node_text(want, "query", ""));
	check_headers(&r, node_get(want, "headers"));
	squeeze(buf_text(&r.body), &is);
	squeeze(node_text(want, "body", ""), &should);
	assert_string_equal(buf_text(&is), buf_text(&should));
}

#endif

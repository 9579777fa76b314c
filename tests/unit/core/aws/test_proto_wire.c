/*
 * core/aws/proto*.c: what goes out in each protocol is what botocore sends; and the
 * answers and errors of each.
 */
#include "core/aws/proto.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "core/aws/fault.h"
#include "tests/unit/core/aws/wire_vector.h"

static enum param_where where_of(const char *name)
{
	static const char *const names[] = { [PARAM_IN_BODY] = "body",
					     [PARAM_IN_PATH] = "path",
					     [PARAM_IN_QUERY] = "query",
					     [PARAM_IN_HEADER] = "header" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (text_eq(names[i], name))
			return (enum param_where)i;
	fail_msg("no place %s", name);
	return PARAM_IN_BODY;
}

/* A row out of what the service's model says. */
static void row_of(const struct node *v, struct aws_service *service, struct op *op)
{
	size_t n = 0;

	*service = (struct aws_service){
		.id = node_text(v, "service.id", NULL),
		.prefix = node_text(v, "service.prefix", NULL),
		.version = node_text(v, "service.version", NULL),
		.proto = proto_of(node_text(v, "service.protocol", "")),
		.target = node_text(v, "service.target", NULL),
		.json_version = node_text(v, "service.json_version", NULL),
		.query_mode = node_get(node_get(v, "service"), "query_mode")->number,
		.wire_lists = text_eq(node_text(v, "service.id", ""), "rds"),
	};
	*op = (struct op){
		.id = node_text(v, "name", NULL),
		.name = node_text(v, "op.name", NULL),
		.service = service,
		.method = node_text(v, "op.method", NULL),
		.uri = node_text(v, "op.uri", NULL),
	};
	for (const struct node *p = node_first(node_at(v, "op.params")); p;
	     p = p->next) {
		const char *wire = node_text(p, "wire", "");
		assert_true(n < OP_PARAMS);
		op->params[n++] = (struct op_param){
			.name = node_text(p, "name", NULL),
			.where = where_of(node_text(p, "where", "")),
			.wire = wire[0] ? wire : NULL,
		};
	}
}

static void check_vector(const struct node *v)
{
	struct aws_service service;
	struct op op;

	row_of(v, &service, &op);
	check_request(&op, v);
}

static void sends_what_botocore_would(void **state)
{
	AUTO(arena) arena = ARENA_INIT(LIMIT_ARENA);
	const struct node *doc = data_json(&arena, TEST_DIR "/vectors/wire.json");
	int n = 0;
	(void)state;

	assert_non_null(doc);
	for (const struct node *v = node_first(node_get(doc, "vectors")); v;
	     v = v->next) {
		print_message("%s\n", node_text(v, "name", "?"));
		check_vector(v);
		n++;
	}
	assert_int_equal(n, 18);
}

/* ---- answers ---- */

static const struct aws_service json = { .id = "x",
					 .proto = PROTO_JSON,
					 .json_version = "1.0" };
static const struct aws_service rest_json = { .id = "x", .proto = PROTO_REST_JSON };
static const struct aws_service rest_xml = { .id = "x", .proto = PROTO_REST_XML };
static const struct aws_service ec2 = { .id = "x", .proto = PROTO_EC2 };

static struct op some_op(const struct aws_service *service)
{
	return (struct op){ .id = "x:Y", .name = "Y", .service = service };
}

static void reply_of(struct http_reply *r, int status, const char *header,
		     const char *body)
{
	*r = (struct http_reply){ .status = status, .body = BUF_SECRET(LIMIT_BODY) };
	buf_add_text(&r->body, text_or(body, ""));
	if (header)
		assert_true(http_reply_line(r, str_of(header), NULL));
}

static void finds_the_result_of_each_protocol(void **state)
{
	static const struct {
		const struct aws_service *service;
		const char *body, *path, *want;
	} rows[] = {
		{ &json, "{\"A\":{\"B\":\"x\"}}", "A.B", "x" },
		{ &json, "", "A", "(none)" },
		{ &json, "{}", "A", "(none)" },
		{ &rest_json, " {\"a\":\"x\"}\n", "a", "x" },
		{ &rest_json, "", "a", "(none)" },
		{ &rest_xml,
		  "<?xml version='1.0'?><ListBucketResult><Name>x</Name>"
		  "</ListBucketResult>",
		  "Name", "x" },
		{ &rest_xml, "", "Name", "(none)" },
		{ &ec2, "<YResponse><requestId>r</requestId><vpc>x</vpc></YResponse>",
		  "vpc", "x" },
		{ &ec2, "<YResponse><requestId>r</requestId></YResponse>", "requestId",
		  "(none)" },
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct op op = some_op(rows[i].service);
		AUTO(arena) arena = ARENA_INIT(LIMIT_ARENA);
		AUTO(http_reply) reply;
		const struct node *result = NULL;
		struct err err = ERR_INIT;

		reply_of(&reply, 200, NULL, rows[i].body);
		assert_true(proto_decode(&op, &reply, &arena, &result, &err));
		assert_string_equal(
			node_text(node_at(result, rows[i].path), NULL, "(none)"),
			rows[i].want);
	}
}

/* What is no answer is told without a byte of it. */
static void says_that_it_is_another_document(void **state)
{
	static const struct {
		const struct aws_service *service;
		const char *body;
	} rows[] = {
		{ &json, "<html>the gateway</html>" },
		{ &json, "[\"the gateway\"]" },
		{ &json, "{\"a\":\"the gateway" },
		{ &json, "\"the gateway\"" },
		{ &rest_json, "the gateway" },
		{ &rest_xml, "{\"a\":\"the gateway\"}" },
		{ &rest_xml, "<Error><Code>the gateway</Code></Error>" },
		{ &rest_xml, "<a><b>the gateway</b>" },
		{ &ec2, "<html>the gateway</html>" },
		{ &ec2, "" },
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct op op = some_op(rows[i].service);
		AUTO(arena) arena = ARENA_INIT(LIMIT_ARENA);
		AUTO(http_reply) reply;
		const struct node *result = NULL;
		struct err err = ERR_INIT;

		reply_of(&reply, 200, NULL, rows[i].body);
		assert_false(proto_decode(&op, &reply, &arena, &result, &err));
		assert_int_equal(err.code, ERR_PARSE);
		assert_null(strstr(err.text, "gateway"));
		assert_non_null(strstr(err.text, "x:Y"));
	}
}

static void reads_errors_of_each_protocol(void **state)
{
	static const struct {
		const struct aws_service *service;
		const char *header, *body, *code, *message;
	} rows[] = {
		{ &json, NULL, "{\"__type\":\"com.amazon#A\",\"message\":\"m\"}", "A",
		  "m" },
		{ &json, "x-amzn-query-error: B;Sender",
		  "{\"__type\":\"com.amazon#BException\",\"Message\":\"m\"}", "B",
		  "m" },
		{ &json, "X-Amzn-ErrorType: C:http://internal/", "", "C", "" },
		{ &rest_json, "x-amzn-errortype: D:http://x/", "{\"message\":\"m\"}",
		  "D", "m" },
		{ &rest_json, NULL, "{\"code\":\"E\",\"errorMessage\":\"m\"}", "E",
		  "m" },
		{ &rest_xml, NULL, "<Error><Code>F</Code><Message>m</Message></Error>",
		  "F", "m" },
		{ &ec2, NULL,
		  "<Response><Errors><Error><Code>G</Code><Message>m</Message></Error>"
		  "</Errors><RequestID>r</RequestID></Response>",
		  "G", "m" },
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct op op = some_op(rows[i].service);
		AUTO(http_reply) reply;
		struct fault f;

		reply_of(&reply, 400, rows[i].header, rows[i].body);
		fault_parse(&op, &(struct args){ 0 }, &reply, &f);
		assert_string_equal(f.code, rows[i].code);
		assert_string_equal(f.message, rows[i].message);
	}
}

/* ---- arguments that must not leave their place ---- */

static void an_argument_cannot_leave_its_part_of_the_path(void **state)
{
	static const struct {
		const char *uri, *value, *want;
	} rows[] = {
		{ "/x/{Name}/y", "a/b?c#d", "/x/a%2Fb%3Fc%23d/y" },
		{ "/x/{Name}/y", "%2e%2e", "/x/%252e%252e/y" },
		{ "/x/{Name}/y", "..", NULL },
		{ "/x/{Name}/y", ".", NULL },
		{ "/x/{Name}/y", "", NULL },
		{ "/x/{Name+}", "a/b c", "/x/a/b%20c" },
		{ "/x/{Other}", "a", NULL },
	};
	static const struct endpoint ep = { .host = "h", .base_path = "/" };
	(void)state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct op op = {
			.id = "x:Y",
			.name = "Y",
			.service = &rest_json,
			.method = "GET",
			.uri = rows[i].uri,
			.params = { { .name = "Name", .where = PARAM_IN_PATH } },
		};
		AUTO(args) args = { 0 };
		AUTO(http_request) r = { 0 };
		struct err err = ERR_INIT;

		args_put(&args, "Name", rows[i].value);
		assert_int_equal(proto_build(&op, &args, &ep, &r, &err),
				 rows[i].want != NULL);
		if (rows[i].want)
			assert_string_equal(r.path, rows[i].want);
		else
			assert_int_equal(err.code, ERR_ARG);
	}
}

static void a_header_takes_no_second_line(void **state)
{
	static const struct endpoint ep = { .host = "h", .base_path = "/" };
	static const struct op op = {
		.id = "x:Y",
		.name = "Y",
		.service = &rest_json,
		.method = "GET",
		.uri = "/",
		.params = { { .name = "T", .where = PARAM_IN_HEADER } },
	};
	AUTO(args) args = { 0 };
	AUTO(http_request) r = { 0 };
	struct err err = ERR_INIT;
	(void)state;

	args_put(&args, "T", "a\r\nX-Evil: 1");
	assert_false(proto_build(&op, &args, &ep, &r, &err));
	assert_int_equal(err.code, ERR_ARG);
	assert_null(strstr(err.text, "Evil"));
}

/* ---- AWS's own, when they lie beside the project ---- */

/* A member of the output that is plain text in the document. */
static bool is_text(const struct node *suite, const struct node *c, const char *name)
{
	const struct node *shapes = node_get(suite, "shapes");
	const struct node *out =
		node_get(shapes, node_text(c, "given.output.shape", ""));
	const struct node *member = node_get(node_get(out, "members"), name);
	const struct node *shape = node_get(shapes, node_text(member, "shape", ""));

	return text_eq(node_text(shape, "type", ""), "string") &&
	       !node_get(member, "location") && !node_get(member, "jsonvalue");
}

static void check_output(const struct aws_service *service, const struct node *suite,
			 const struct node *c, int *n_results, int *n_faults)
{
	const struct op op = { .id = "x:Y",
			       .name = node_text(c, "given.name", ""),
			       .service = service };
	const struct node *headers = node_at(c, "response.headers");
	AUTO(http_reply) reply;
	AUTO(arena) arena = ARENA_INIT(LIMIT_ARENA);
	const struct node *result = NULL;

	reply_of(&reply, (int)node_int(c, "response.status_code", 0), NULL,
		 node_text(c, "response.body", ""));
	for (const struct node *h = node_first(headers); h; h = h->next) {
		AUTO(buf) line = BUF_INIT(LIMIT_TEXT);
		buf_addf(&line, "%s: %s", h->name, h->text.p);
		assert_true(http_reply_line(&reply, buf_str(&line), NULL));
	}
	if (reply.status >= 300) {
		struct fault f;
		fault_parse(&op, &(struct args){ 0 }, &reply, &f);
		assert_string_equal(f.code, node_text(c, "errorCode", ""));
		++*n_faults;
		return;
	}
	if (!proto_decode(&op, &reply, &arena, &result, NULL))
		return; /* a payload that is no document */
	for (const struct node *m = node_first(node_get(c, "result")); m; m = m->next) {
		const struct node *got = node_get(result, m->name);
		if (!got || got->kind != NODE_TEXT || !is_text(suite, c, m->name))
			continue;
		assert_int_equal(got->text.len, m->text.len);
		assert_memory_equal(got->text.p, m->text.p, m->text.len);
		++*n_results;
	}
}

static void protocol_tests_hold_as_far_as_they_apply(void **state)
{
	static const struct {
		const char *file;
		const struct aws_service *service;
		int results, faults;
	} rows[] = {
		{ "json_1_0", &json, 0, 8 },
		{ "json", &json, 1, 8 },
		{ "rest-json", &rest_json, 1, 8 },
		{ "rest-xml", &rest_xml, 1, 2 },
		{ "ec2", &ec2, 1, 2 },
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(arena) arena = ARENA_INIT(LIMIT_ARENA);
		AUTO(buf) path = BUF_INIT(LIMIT_TEXT);
		int results = 0, faults = 0;
		const struct node *doc;

		buf_addf(&path, "%s/protocol-tests/output/%s.json", DATA_SHARED,
			 rows[i].file);
		doc = data_json(&arena, buf_text(&path));
		if (!doc) {
			buf_release(&path);
			arena_release(&arena);
			skip(); /* does not come back */
		}
		for (const struct node *s = node_first(doc); s; s = s->next) {
			const struct node *cases = node_get(s, "cases");
			for (const struct node *c = node_first(cases); c; c = c->next)
				check_output(rows[i].service, s, c, &results, &faults);
		}
		print_message("%s: %d results, %d errors\n", rows[i].file, results,
			      faults);
		assert_true(results >= rows[i].results);
		assert_true(faults >= rows[i].faults);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sends_what_botocore_would),
		cmocka_unit_test(finds_the_result_of_each_protocol),
		cmocka_unit_test(says_that_it_is_another_document),
		cmocka_unit_test(reads_errors_of_each_protocol),
		cmocka_unit_test(an_argument_cannot_leave_its_part_of_the_path),
		cmocka_unit_test(a_header_takes_no_second_line),
		cmocka_unit_test(protocol_tests_hold_as_far_as_they_apply),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

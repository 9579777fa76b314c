/* core/aws/proto_query.c: requests byte for byte, answers, and error documents. */
#include "core/aws/proto_query.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/aws/fault.h"
#include "core/aws/proto.h"
#include "core/aws/sigv4.h"
#include "core/base/clock.h"
#include "tests/fake/data.h"

static void cred_of(struct cred *c, const struct node *doc, const char *id,
		    const char *key, const char *token)
{
	*c = (struct cred){ 0 };
	assert_true(text_copy(c->key_id, sizeof(c->key_id),
			      str_of(node_text(doc, id, ""))));
	secret_set(&c->key, str_of(node_text(doc, key, "")));
	if (token)
		secret_set(&c->token, str_of(node_text(doc, token, "")));
}

static int64_t time_of(const char *t)
{
	AUTO(buf) iso = BUF_INIT(64);
	int64_t sec = 0;

	buf_addf(&iso, "%.4s-%.2s-%.2sT%.2s:%.2s:%.2sZ", t, t + 4, t + 6, t + 9, t + 11,
		 t + 13);
	assert_true(clock_parse_iso(buf_str(&iso), &sec));
	return sec;
}

static const struct op *row_of(const char *id)
{
	for (size_t i = 0; op_all[i]; i++) {
		if (text_eq(op_all[i]->id, id))
			return op_all[i];
	}
	return NULL;
}

/*
 * Row, arguments, endpoint, signature: as the door does it, against botocore.  The
 * vectors have more parameters than candor's rows, so args_check() is not asked.
 */
static void sends_what_botocore_would(void **state)
{
	AUTO(arena) arena = ARENA_INIT(LIMIT_ARENA);
	const struct node *doc = data_json(&arena, TEST_DIR "/vectors/query.json");
	int n = 0;
	(void)state;

	assert_non_null(doc);
	for (const struct node *v = node_first(node_get(doc, "vectors")); v;
	     v = v->next) {
		const struct op *op = row_of(node_text(v, "op", ""));
		const struct node *token = node_get(v, "token");
		AUTO(args) args = { 0 };
		AUTO(http_request) r = { 0 };
		AUTO(http_request) want = { 0 };
		AUTO(cred) cred;
		struct endpoint ep;
		struct err err = ERR_INIT;
		bug_unless(op);
		assert_true(data_args(&args, node_get(v, "params")));
		assert_true(endpoint_resolve(op->service, node_text(v, "region", ""),
					     NULL, NULL, &ep, &err));
		assert_true(proto_build(op, &args, &ep, &r, &err));
		data_request(&want, "POST", node_text(v, "url", ""), NULL);
		assert_string_equal(r.method, "POST");
		assert_string_equal(r.host, want.host);
		assert_string_equal(r.path, "/");
		assert_string_equal(buf_text(&r.body), node_text(v, "body", ""));
		cred_of(&cred, doc, "key_id", "secret", token->number ? "token" : NULL);
		struct sigv4 how = { .service = op->service->id,
				     .region = ep.signing_region,
				     .at_sec = time_of(node_text(v, "time", "")) };
		assert_true(sigv4_sign(&r, &cred, &how, &err));
		assert_non_null(strstr(http_request_get(&r, "Authorization"),
				       node_text(v, "expect.signature", "?")));
		n++;
	}
	assert_int_equal(n, 11);
}

/* ---- AWS's own, when they lie beside the project ---- */

static void percent_blanks(struct buf *out, const char *body)
{
	for (; *body; body++) {
		if (*body == '+')
			buf_add_text(out, "%20");
		else
			buf_add_char(out, *body);
	}
}

static const struct endpoint nowhere = { .host = "h", .tls = true, .base_path = "/" };

/* Body of an ad-hoc row; compared with what botocore sends, but for the blank. */
static bool body_is(const struct aws_service *service, const char *name,
		    const struct node *params, const char *want)
{
	const struct op op = { .id = "x:Y", .name = name, .service = service };
	AUTO(args) args = { 0 };
	AUTO(http_request) r = { 0 };
	AUTO(buf) blanks = BUF_INIT(LIMIT_MIB(1));

	if (!data_args(&args, params))
		return false;
	assert_true(proto_query_build(&op, &args, &nowhere, &r, NULL));
	percent_blanks(&blanks, want);
	assert_string_equal(buf_text(&r.body), buf_text(&blanks));
	return true;
}

static void check_wire_signature(const struct node *doc, const struct node *v)
{
	AUTO(http_request) r = { 0 };
	AUTO(cred) cred;
	struct sigv4 how = { .service = node_text(v, "signing_name", ""),
			     .region = node_text(v, "signing_region", ""),
			     .at_sec = time_of(node_text(doc, "time", "")) };

	data_request(&r, node_text(v, "method", ""), node_text(v, "url", ""),
		     node_text(v, "body", ""));
	const struct node *headers = node_get(v, "headers");
	for (const struct node *h = node_first(headers); h; h = h->next)
		assert_true(http_request_header(&r, h->name, h->text.p, NULL));
	cred_of(&cred, doc, "access_key_id", "secret_access_key", "session_token");
	assert_true(sigv4_sign(&r, &cred, &how, NULL));
	assert_string_equal(http_request_get(&r, "Authorization"),
			    node_text(v, "authorization", ""));
}

static void the_wire_vectors_of_sts_and_cloudformation_hold(void **state)
{
	AUTO(arena) arena = ARENA_INIT(LIMIT_ARENA);
	const struct node *doc = data_json(&arena, DATA_SHARED "/wire-vectors.json");
	int n = 0, bodies = 0;
	(void)state;

	if (!doc)
		skip();
	for (const struct node *v = node_first(node_get(doc, "vectors")); v;
	     v = v->next) {
		const char *id = node_text(v, "service", "");
		bool sts = text_eq(id, "sts");
		if (!sts && !text_eq(id, "cloudformation"))
			continue;
		check_wire_signature(doc, v);
		if (body_is(sts ? &service_sts : &service_cloudformation,
			    node_text(v, "operation", ""), node_get(v, "params"),
			    node_text(v, "body", "")))
			bodies++;
		n++;
	}
	print_message("%d signatures, %d bodies\n", n, bodies);
	assert_int_equal(n, 26);
	assert_true(bodies >= 24);
}

static void protocol_tests_of_requests_hold_as_far_as_they_apply(void **state)
{
	static const char *const ids[] = {
		"QueryEmptyInputAndEmptyOutput",
		"QueryNoInputAndNoOutput",
		"QueryNoInputAndOutput",
		"QueryLists",
		"QuerySimpleInputParamsStrings",
		"QuerySimpleInputParamsInteger",
		"QueryEnums",
		"QueryIntEnums",
		"QuerySimpleInputParamsStringAndBooleanTrue",
	};
	static const struct aws_service service = { .id = "x",
						    .version = "2020-01-08" };
	AUTO(arena) arena = ARENA_INIT(LIMIT_ARENA);
	const struct node *doc =
		data_json(&arena, DATA_SHARED "/protocol-tests/input/query.json");
	size_t n = 0;
	(void)state;

	if (!doc)
		skip();
	for (const struct node *s = node_first(doc); s; s = s->next) {
		const struct node *cases = node_get(s, "cases");
		for (const struct node *c = node_first(cases); c; c = c->next) {
			for (size_t i = 0; i < ARRAY_LEN(ids); i++) {
				if (!text_eq(node_text(c, "id", ""), ids[i]))
					continue;
				assert_true(body_is(
					&service, node_text(c, "given.name", ""),
					node_get(c, "params"),
					node_text(c, "serialized.body", "")));
				n++;
			}
		}
	}
	assert_int_equal(n, ARRAY_LEN(ids));
}

static void reply_of(struct http_reply *r, int status, const char *body)
{
	*r = (struct http_reply){ .status = status, .body = BUF_SECRET(LIMIT_BODY) };
	buf_add_text(&r->body, body);
}

static void check_output_case(const struct node *c, int *n_results, int *n_faults)
{
	const struct op op = { .id = "x:Y",
			       .name = node_text(c, "given.name", ""),
			       .service = &service_sts };
	AUTO(http_reply) reply;
	AUTO(arena) arena = ARENA_INIT(LIMIT_ARENA);
	struct node *result = NULL;
	struct err err = ERR_INIT;
	int status = (int)node_int(c, "response.status_code", 0);

	reply_of(&reply, status, node_text(c, "response.body", ""));
	if (status >= 300) {
		struct fault f;
		fault_parse(&op, &(struct args){ 0 }, &reply, &f);
		assert_string_equal(f.code, node_text(c, "errorCode", ""));
		assert_string_equal(f.message, node_text(c, "error.Message", ""));
		assert_string_equal(f.request_id, "foo-id");
		(*n_faults)++;
		return;
	}
	if (reply.body.len == 0)
		return;
	assert_true(proto_query_decode(&op, &reply, &arena, &result, &err));
	for (const struct node *m = node_first(node_get(c, "result")); m; m = m->next) {
		const struct node *got = node_get(result, m->name);
		/* Other kinds, and base64, are for whoever reads the text. */
		if (m->kind == NODE_TEXT && got &&
		    !strstr(node_text(c, "id", ""), "Blob"))
			assert_memory_equal(got->text.p, m->text.p, m->text.len);
	}
	(*n_results)++;
}

static void protocol_tests_of_answers_hold_as_far_as_they_apply(void **state)
{
	AUTO(arena) arena = ARENA_INIT(LIMIT_ARENA);
	const struct node *doc =
		data_json(&arena, DATA_SHARED "/protocol-tests/output/query.json");
	int n_results = 0, n_faults = 0;
	(void)state;

	if (!doc)
		skip();
	for (const struct node *s = node_first(doc); s; s = s->next) {
		const struct node *cases = node_get(s, "cases");
		for (const struct node *c = node_first(cases); c; c = c->next)
			check_output_case(c, &n_results, &n_faults);
	}
	print_message("%d answers, %d errors\n", n_results, n_faults);
	assert_true(n_results >= 32);
	assert_int_equal(n_faults, 3);
}

/* ---- our own rules ---- */

static void keeps_the_path_of_an_endpoint(void **state)
{
	struct endpoint ep = { .host = "127.0.0.1",
			       .port = 5000,
			       .base_path = "/sandbox" };
	AUTO(args) args = { 0 };
	AUTO(http_request) r = { 0 };
	struct err err = ERR_INIT;
	(void)state;

	assert_true(
		proto_query_build(&op_sts_get_caller_identity, &args, &ep, &r, &err));
	assert_string_equal(r.path, "/sandbox");
	assert_int_equal(r.port, 5000);
	assert_false(r.tls);
	assert_true(r.body.wipe);
	assert_string_equal(buf_text(&r.body),
			    "Action=GetCallerIdentity&Version=2011-06-15");
}

static void refuses_arguments_beyond_the_ceiling(void **state)
{
	AUTO(args) args = { 0 };
	AUTO(buf) large = BUF_INIT(LIMIT_MIB(4));
	AUTO(http_request) r = { 0 };
	struct err err = ERR_INIT;
	(void)state;

	while (large.len < LIMIT_MIB(3))
		buf_add_text(&large, "////////////////////////////////");
	args_put(&args, "Policy", buf_text(&large));
	assert_false(proto_query_build(&op_sts_assume_role, &args, &nowhere, &r, &err));
	assert_int_equal(err.code, ERR_LIMIT);
	assert_null(r.host);
}

static void finds_the_result_or_says_that_it_is_another_document(void **state)
{
	static const struct {
		const char *body;
		enum err_code code;
		size_t n_children;
	} rows[] = {
		{ "<DescribeStacksResponse "
		  "xmlns='http://x/'><DescribeStacksResult><Stacks/>"
		  "</DescribeStacksResult><ResponseMetadata><RequestId>r</RequestId>"
		  "</ResponseMetadata></DescribeStacksResponse>",
		  ERR_NONE, 1 },
		{ "<DescribeStacksResponse><ResponseMetadata><RequestId>r</RequestId>"
		  "</ResponseMetadata></DescribeStacksResponse>",
		  ERR_NONE, 0 },
		{ "<DescribeStacksResponse/>", ERR_NONE, 0 },
		{ "<ListStacksResponse><ListStacksResult/></ListStacksResponse>",
		  ERR_PARSE, 0 },
		{ "<ErrorResponse><Error><Code>X</Code></Error></ErrorResponse>",
		  ERR_PARSE, 0 },
		{ "<!DOCTYPE html><html><body>gateway</body></html>", ERR_PARSE, 0 },
		{ "<DescribeStacksResponse><DescribeStacksResult>", ERR_PARSE, 0 },
		{ "{\"Stacks\":[]}", ERR_PARSE, 0 },
		{ "", ERR_PARSE, 0 },
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(http_reply) reply;
		AUTO(arena) arena = ARENA_INIT(LIMIT_ARENA);
		struct node *result = NULL;
		struct err err = ERR_INIT;
		reply_of(&reply, 200, rows[i].body);
		bool ok = proto_query_decode(&op_cfn_describe_stacks, &reply, &arena,
					     &result, &err);
		assert_int_equal(err.code, rows[i].code);
		assert_int_equal(ok, rows[i].code == ERR_NONE);
		if (ok)
			assert_int_equal(result->n_children, rows[i].n_children);
		else
			assert_null(strstr(err.text, "gateway"));
	}
}

static void reads_error_documents_of_all_shapes(void **state)
{
	static const struct {
		const char *body, *code, *message, *request_id;
	} rows[] = {
		{ "<ErrorResponse xmlns='x'><Error><Type>Sender</Type><Code>A</Code>"
		  "<Message>m</Message></Error><RequestId>r</RequestId></"
		  "ErrorResponse>",
		  "A", "m", "r" },
		{ "<Response><Errors><Error><Code>B</Code><Message>m</Message></"
		  "Error></Errors>"
		  "<RequestID>r</RequestID></Response>",
		  "B", "m", "r" },
		{ "<Error><Code>C</Code><Message>m</Message><RequestId>r</RequestId></"
		  "Error>",
		  "C", "m", "r" },
		{ "<ErrorResponse><Error/></ErrorResponse>", "", "", "" },
	};
	static const char *const none[] = { "", "<a/>", "<html>", "{}", "<Errors/>" };
	(void)state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(arena) arena = ARENA_INIT(LIMIT_ARENA);
		AUTO(http_reply) reply;
		struct proto_error e;
		reply_of(&reply, 400, rows[i].body);
		assert_true(proto_query_error(&reply, &arena, &e));
		assert_string_equal(e.code, rows[i].code);
		assert_string_equal(e.message, rows[i].message);
		assert_string_equal(e.request_id, rows[i].request_id);
	}
	for (size_t i = 0; i < ARRAY_LEN(none); i++) {
		AUTO(arena) arena = ARENA_INIT(LIMIT_ARENA);
		AUTO(http_reply) reply;
		struct proto_error e;
		reply_of(&reply, 400, none[i]);
		assert_false(proto_query_error(&reply, &arena, &e));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sends_what_botocore_would),
		cmocka_unit_test(the_wire_vectors_of_sts_and_cloudformation_hold),
		cmocka_unit_test(protocol_tests_of_requests_hold_as_far_as_they_apply),
		cmocka_unit_test(protocol_tests_of_answers_hold_as_far_as_they_apply),
		cmocka_unit_test(keeps_the_path_of_an_endpoint),
		cmocka_unit_test(refuses_arguments_beyond_the_ceiling),
		cmocka_unit_test(finds_the_result_or_says_that_it_is_another_document),
		cmocka_unit_test(reads_error_documents_of_all_shapes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

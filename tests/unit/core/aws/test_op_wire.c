/* The rows of core/aws/ops_*.c against botocore: facts, and a request of each. */
#include "core/aws/op.h"

#include "core/aws/fault.h"
#include "tests/unit/core/aws/wire_vector.h"

static const struct op *row_named(const char *service, const char *name)
{
	for (size_t i = 0; op_all[i] != NULL; i++)
		if (text_eq(op_all[i]->service->id, service) &&
		    text_eq(op_all[i]->name, name))
			return op_all[i];
	fail_msg("no row %s:%s", service, name);
	return NULL;
}

static void check_service(const struct aws_service *is, const struct node *want)
{
	assert_int_equal(is->proto, proto_of(node_text(want, "protocol", "")));
	assert_string_equal(is->version, node_text(want, "version", ""));
	assert_string_equal(is->prefix, node_text(want, "prefix", ""));
	if (is->proto == PROTO_JSON) {
		assert_string_equal(is->target, node_text(want, "target", ""));
		assert_string_equal(is->json_version,
				    node_text(want, "json_version", ""));
		assert_int_equal(is->query_mode, node_get(want, "query_mode")->number);
	}
	if (!is->without_signature)
		assert_string_equal(text_or(is->signing, is->id),
				    node_text(want, "signing", ""));
}

/* "{restApiId}" is "{restapi_id}": the place counts, and a '+' within it. */
static void without_names(const char *uri, struct buf *out)
{
	struct str rest = str_of(uri);

	while (rest.p != NULL) {
		buf_add_str(out, str_cut(&rest, '{'));
		if (rest.p != NULL)
			buf_add_text(out,
				     str_ends(str_cut(&rest, '}'), "+") ? "{+}" : "{}");
	}
}

static void check_path(const struct op *op, const struct node *want)
{
	AUTO(buf) is = BUF_INIT(LIMIT_TEXT);
	AUTO(buf) should = BUF_INIT(LIMIT_TEXT);

	if (op->service->proto != PROTO_REST_JSON &&
	    op->service->proto != PROTO_REST_XML)
		return;
	assert_string_equal(op->method, node_text(want, "method", ""));
	without_names(op->uri, &is);
	without_names(node_text(want, "uri", ""), &should);
	/* behind it may stand what candor always asks for */
	if (!str_starts(buf_str(&is), buf_text(&should)))
		fail_msg("%s, not %s", buf_text(&is), buf_text(&should));
}

/* Each argument of the request is a parameter of the row. */
static void check_params(const struct op *op, const struct node *given)
{
	for (const struct node *g = node_first(given); g; g = g->next) {
		bool known = false;

		for (size_t i = 0; i < OP_PARAMS && op->params[i].name; i++)
			known = known || text_eq(op->params[i].name, g->name);
		if (!known)
			fail_msg("%s has no parameter %s", op->name, g->name);
	}
}

static bool has_name(const char *const *names, const char *name)
{
	for (; names != NULL && *names != NULL; names++)
		if (text_eq(*names, name))
			return true;
	return false;
}

/* A name that is forgotten would stand in the way of `.drop`. */
static void check_elements(const struct op *op, const struct node *want)
{
	for (const struct node *e = node_first(node_get(want, "elements")); e;
	     e = e->next)
		if (!has_name(op->service->elements, e->text.p))
			fail_msg("%s: its lists have elements %s", op->name, e->text.p);
}

static void each_row_is_what_botocore_knows_and_sends(void **state)
{
	AUTO(arena) arena = ARENA_INIT(LIMIT_ARENA);
	const struct node *doc = data_json(&arena, TEST_DIR "/vectors/ops.json");
	size_t n = 0, rows = 0;
	(void)state;

	assert_non_null(doc);
	for (const struct node *v = node_first(node_get(doc, "vectors")); v;
	     v = v->next, n++) {
		const struct op *op = row_named(node_text(v, "service.id", ""),
						node_text(v, "op.name", ""));

		print_message("%s\n", node_text(v, "name", "?"));
		bug_unless(op != NULL);
		check_service(op->service, node_get(v, "service"));
		check_path(op, node_get(v, "op"));
		check_elements(op, node_get(v, "op"));
		check_params(op, node_get(v, "given"));
		check_request(op, v);
	}
	for (size_t i = 0; op_all[i] != NULL; i++)
		rows += !op_all[i]->service->elsewhere;
	assert_int_equal(n, rows); /* none is forgotten */
}

/* "Nothing is set" is an answer; whatever else goes wrong is none. */
static void what_is_not_set_is_an_answer(void **state)
{
	size_t n = 0;
	(void)state;

	for (size_t i = 0; op_all[i] != NULL; i++) {
		const struct op *op = op_all[i];
		struct fault denied = { .code = "AccessDenied" };
		struct fault gone = { .code = "NoSuchBucket" };

		assert_false(fault_is_answer(op, NULL));
		assert_false(fault_is_answer(op, &denied));
		assert_false(fault_is_answer(op, &gone));
		for (const char *const *code = op->unset; code && *code; code++, n++) {
			AUTO(http_reply)
			reply = { .status = 404, .body = BUF_SECRET(LIMIT_BODY) };
			struct fault f;

			if (op->service->proto == PROTO_QUERY)
				buf_addf(&reply.body,
					 "<ErrorResponse><Error><Code>%s</Code></Error>"
					 "</ErrorResponse>",
					 *code);
			else
				buf_addf(&reply.body, "<Error><Code>%s</Code></Error>",
					 *code);
			fault_parse(op, &(struct args){ 0 }, &reply, &f);
			assert_string_equal(f.code, *code);
			assert_true(fault_is_answer(op, &f));
		}
	}
	assert_true(n >= 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_row_is_what_botocore_knows_and_sends),
		cmocka_unit_test(what_is_not_set_is_an_answer),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * Any bytes as the reply of a service: headers, error document, answer.  What comes
 * out must be safe to show, and must fit.
 *
 * The first byte chooses the status, the second the row; what follows up to an empty
 * line is taken as header lines, the rest as the body.
 */
#include <string.h>

#include "core/aws/fault.h"
#include "core/aws/page.h"
#include "core/aws/proto.h"
#include "core/aws/retry.h"
#include "core/base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_text(const char *text, size_t size)
{
	bug_unless(strnlen(text, size) < size);
	bug_unless(utf8_valid(str_of(text)));
	for (const char *c = text; *c; c++)
		bug_unless((unsigned char)*c >= ' ' && *c != 0x7f);
}

static void check_fault(const struct http_reply *reply)
{
	struct fault f;
	struct err err = ERR_INIT;
	AUTO(args) code = { 0 };
	const struct args *args = &code;

	args_put_secret(&code, "TokenCode", "123456");
	for (enum proto proto = PROTO_QUERY; proto <= PROTO_REST_XML; proto++) {
		const struct aws_service service = { .id = "x", .proto = proto };
		const struct op op = { .id = "x:Y", .service = &service };
		fault_parse(&op, args, reply, &f);
		check_text(f.code, sizeof(f.code));
		check_text(f.message, sizeof(f.message));
		check_text(f.request_id, sizeof(f.request_id));
		bug_unless(f.code[0] != '\0');
		fault_to_err(&f, "sts:X", "here", &err);
		bug_unless(err.code != ERR_NONE);
		check_text(err.text, sizeof(err.text));
	}
	(void)retry_server_sec(reply);
}

static void check_answer(const struct op *op, const struct http_reply *reply)
{
	AUTO(arena) arena = ARENA_SECRET(LIMIT_ARENA);
	AUTO(page) page = PAGE_INIT;
	const struct node *result = NULL;
	struct err err = ERR_INIT;

	if (proto_decode(op, reply, &arena, &result, &err)) {
		bug_unless(result);
		(void)page_look(&page, op, result);
	} else {
		bug_unless(err.code != ERR_NONE);
		check_text(err.text, sizeof(err.text));
	}
}

static size_t n_ops(void)
{
	size_t n = 0;

	while (op_all[n])
		n++;
	return n;
}

/* The same bytes as an answer in each protocol. */
static void check_answers(const struct http_reply *reply)
{
	static const char *const drop[] = { "A.B", "C.Name~Value", NULL };

	for (enum proto proto = PROTO_QUERY; proto <= PROTO_REST_XML; proto++) {
		const struct aws_service service = { .id = "x", .proto = proto };
		const struct op op = { .id = "x:Y",
				       .name = "Y",
				       .service = &service,
				       .rows = "A",
				       .next_out = "N",
				       .next_in = "N",
				       .drop = drop };
		check_answer(&op, reply);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(http_reply) reply = { .body = BUF_SECRET(LIMIT_BODY) };
	struct str rest = { (const char *)data + 2, size - 2 };

	if (size < 2 || size > LIMIT_BODY)
		return 0;
	reply.status = 200 + data[0] * 2;
	while (rest.p) {
		struct str line = str_cut(&rest, '\n');
		if (line.len == 0)
			break;
		if (!http_reply_line(&reply, line, NULL))
			break;
	}
	buf_add_str(&reply.body, rest);
	check_fault(&reply);
	check_answer(op_all[data[1] % n_ops()], &reply);
	check_answers(&reply);
	return 0;
}

/* core/aws/fault.c: what a refusal means, and what of it may be shown. */
#include "core/aws/fault.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void reply_of(struct http_reply *r, int status, const char *body)
{
	*r = (struct http_reply){ .status = status, .body = BUF_SECRET(LIMIT_BODY) };
	buf_add_text(&r->body, body);
}

static void parse_for(const struct op *op, const struct args *args, int status,
		      const char *body, struct fault *f)
{
	AUTO(http_reply) r;

	reply_of(&r, status, body);
	fault_parse(op, args, &r, f);
}

static void parse(int status, const char *body, struct fault *f)
{
	const struct args none = { 0 };

	parse_for(&op_cfn_describe_stacks, &none, status, body, f);
}

static void codes_decide_before_the_status(void **state)
{
	static const struct {
		const char *code;
		int status;
		enum fault_kind kind;
		enum err_code err;
	} rows[] = {
		{ "AccessDenied", 403, FAULT_DENIED, ERR_DENIED },
		{ "InvalidClientTokenId", 403, FAULT_DENIED, ERR_DENIED },
		{ "UnauthorizedException", 401, FAULT_DENIED, ERR_DENIED },
		{ "ExpiredToken", 400, FAULT_EXPIRED, ERR_EXPIRED },
		{ "ExpiredTokenException", 403, FAULT_EXPIRED, ERR_EXPIRED },
		{ "Throttling", 400, FAULT_THROTTLED, ERR_THROTTLED },
		{ "RequestLimitExceeded", 503, FAULT_THROTTLED, ERR_THROTTLED },
		{ "SomethingElse", 429, FAULT_THROTTLED, ERR_THROTTLED },
		{ "ServiceUnavailable", 503, FAULT_TRANSIENT, ERR_AWS },
		{ "InternalFailure", 500, FAULT_TRANSIENT, ERR_AWS },
		{ "RequestTimeout", 400, FAULT_TRANSIENT, ERR_AWS },
		{ "NotImplemented", 501, FAULT_OTHER, ERR_AWS },
		{ "SignatureDoesNotMatch", 403, FAULT_SKEW, ERR_DENIED },
		{ "RequestExpired", 400, FAULT_SKEW, ERR_DENIED },
		{ "ValidationError", 400, FAULT_OTHER, ERR_AWS },
		{ "ns#AccessDenied", 403, FAULT_DENIED, ERR_DENIED },
		{ "AccessDenied:http://x/", 403, FAULT_DENIED, ERR_DENIED },
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(buf) body = BUF_INIT(1000);
		struct fault f;
		struct err err = ERR_INIT;
		buf_addf(&body,
			 "<ErrorResponse><Error><Code>%s</Code><Message>m</Message></"
			 "Error>"
			 "</ErrorResponse>",
			 rows[i].code);
		parse(rows[i].status, buf_text(&body), &f);
		assert_int_equal(f.kind, rows[i].kind);
		assert_int_equal(f.status, rows[i].status);
		fault_to_err(&f, "sts:X", NULL, &err);
		assert_int_equal(err.code, rows[i].err);
	}
}

static void what_is_no_error_document_is_named_by_its_status(void **state)
{
	static const struct {
		int status;
		const char *body, *code, *message;
		enum fault_kind kind;
	} rows[] = {
		{ 503, "", "HTTP 503", "an empty answer", FAULT_TRANSIENT },
		{ 503, "<html>try\x1b[2J later</html>", "HTTP 503",
		  "<html>try␛[2J later</html>", FAULT_TRANSIENT },
		{ 403, "<html>blocked by proxy</html>", "HTTP 403",
		  "<html>blocked by proxy</html>", FAULT_GARBLED },
		{ 429, "slow", "HTTP 429", "slow", FAULT_THROTTLED },
		{ 501, "no", "HTTP 501", "no", FAULT_GARBLED },
		{ 301, "", "HTTP 301", "an empty answer", FAULT_GARBLED },
		{ 400, "<ErrorResponse><Error/></ErrorResponse>", "HTTP 400",
		  "<ErrorResponse><Error/></ErrorResponse>", FAULT_GARBLED },
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct fault f;
		parse(rows[i].status, rows[i].body, &f);
		assert_string_equal(f.code, rows[i].code);
		assert_string_equal(f.message, rows[i].message);
		assert_int_equal(f.kind, rows[i].kind);
	}
}

static void shows_only_the_beginning_of_garbage(void **state)
{
	AUTO(buf) body = BUF_INIT(LIMIT_KIB(8));
	struct fault f;
	(void)state;

	for (int i = 0; i < 200; i++)
		buf_add_text(&body, "0123456789");
	parse(403, buf_text(&body), &f);
	assert_int_equal(strlen(f.message), 120);
}

static void what_a_service_quotes_of_our_request_is_cut_off(void **state)
{
	struct fault f;
	(void)state;

	parse(403,
	      "<ErrorResponse><Error><Code>SignatureDoesNotMatch</Code><Message>The "
	      "request "
	      "signature we calculated does not match.\n\nThe Canonical String for "
	      "this "
	      "request should have been\n'POST\n/\n\nx-amz-security-token:SECRETTOKEN'"
	      "</Message></Error></ErrorResponse>",
	      &f);
	assert_string_equal(f.message,
			    "The request signature we calculated does not match.");
	parse(403,
	      "<ErrorResponse><Error><Code>X</Code><Message>The Canonical String: "
	      "SECRETTOKEN"
	      "</Message></Error></ErrorResponse>",
	      &f);
	assert_string_equal(f.message, "");
}

static void hostile_text_is_made_safe_and_cut(void **state)
{
	AUTO(buf) body = BUF_INIT(LIMIT_KIB(64));
	struct fault f;
	struct err err = ERR_INIT;
	(void)state;

	buf_add_text(&body, "<ErrorResponse><Error><Code>");
	for (int i = 0; i < 500; i++)
		buf_add_text(&body, "C");
	buf_add_text(&body, "</Code><Message>\xe2\x80\xae");
	for (int i = 0; i < 2000; i++)
		buf_add_text(&body, "m");
	buf_add_text(&body,
		     "</Message></Error><RequestId>r\nx</RequestId></ErrorResponse>");
	parse(400, buf_text(&body), &f);
	assert_true(strlen(f.code) < sizeof(f.code));
	assert_memory_equal(f.message, "‹U+202E›mmm", strlen("‹U+202E›mmm"));
	assert_null(strchr(f.request_id, '\n'));
	fault_to_err(&f, "sts:X", "harbour", &err);
	assert_int_equal(err.code, ERR_AWS);
}

static void finds_the_request_id_in_header_or_body(void **state)
{
	static const struct {
		const char *header, *body, *id;
	} rows[] = {
		{ "x-amzn-RequestId: from-header", "<RequestId>from-body</RequestId>",
		  "from-header" },
		{ "X-AMZ-REQUEST-ID: s3", "", "s3" },
		{ "Other: x", "<a><RequestId> from-body </RequestId></a>",
		  "from-body" },
		{ "Other: x", "<RequestId>first</RequestId><RequestId>last</RequestId>",
		  "last" },
		{ "Other: x", "<RequestID>ec2</RequestID>", "ec2" },
		{ "Other: x", "<requestId>ec2</requestId>", "ec2" },
		{ "Other: x", "<RequestId>open", "open" },
		{ "Other: x", "nothing", "" },
		{ "x-amzn-RequestId: \"\\\"\\\"", "", "" },
		{ "x-amzn-RequestId: two words", "<RequestId>b</RequestId>", "b" },
		{ "x-amzn-RequestId: "
		  "0123456789012345678901234567890123456789012345678901234567890123",
		  "",
		  "0123456789012345678901234567890123456789012345678901234567890123" },
		{ "x-amzn-RequestId: "
		  "01234567890123456789012345678901234567890123456789012345678901234",
		  "", "" },
		{ "Other: x", "<RequestId>\xe2\x80\xa6</RequestId>", "" },
		{ "x-amzn-RequestId: ", "", "" },
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(http_reply) r;
		char id[128];
		reply_of(&r, 200, rows[i].body);
		assert_true(http_reply_line(&r, str_of(rows[i].header), NULL));
		fault_request_id(&r, id);
		assert_string_equal(id, rows[i].id);
	}
}

static void says_what_was_refused_where_and_why(void **state)
{
	struct fault f = { .kind = FAULT_DENIED, .status = 403 };
	struct err err = ERR_INIT;
	(void)state;

	assert_true(text_copy(f.code, sizeof(f.code), STR("AccessDenied")));
	fault_to_err(&f, "cloudformation:DescribeStacks", "acme-prod-eu", &err);
	assert_string_equal(
		err.text,
		"cloudformation:DescribeStacks in acme-prod-eu: AccessDenied");
	assert_true(text_copy(f.message, sizeof(f.message), STR("not allowed")));
	fault_to_err(&f, "sts:AssumeRole", NULL, &err);
	assert_string_equal(err.text, "sts:AssumeRole: AccessDenied: not allowed");
}

#define ERROR_OF(code, message)                                        \
	"<ErrorResponse><Error><Code>" code "</Code><Message>" message \
	"</Message></Error><RequestId>rid-1</RequestId></ErrorResponse>"

static void a_secret_argument_that_the_service_quotes_is_redacted(void **state)
{
	static const struct {
		const char *body, *code, *message;
	} rows[] = {
		{ ERROR_OF("ValidationError",
			   "Value 'hunter2' at 'tokenCode' failed: hunter2hunter2"),
		  "ValidationError",
		  "Value '‹redacted›' at 'tokenCode' failed: "
		  "‹redacted›‹redacted›" },
		{ ERROR_OF("hunter2", "a%20b%2Fc in a form, a b/c plainly"),
		  "‹redacted›", "‹redacted› in a form, ‹redacted› plainly" },
		{ ERROR_OF("X", "Tags.1.Key=acme hunter"), "X",
		  "Tags.1.Key=acme hunter" },
	};
	AUTO(args) args = { 0 };
	(void)state;

	args_put(&args, "RoleSessionName", "acme");
	args_put_secret(&args, "TokenCode", "hunter2");
	args_put_secret(&args, "SerialNumber", "a b/c");
	args_put_secret(&args, "ExternalId", "");
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct fault f;
		struct err err = ERR_INIT;
		parse_for(&op_sts_assume_role, &args, 400, rows[i].body, &f);
		assert_string_equal(f.code, rows[i].code);
		assert_string_equal(f.message, rows[i].message);
		fault_to_err(&f, "sts:AssumeRole", NULL, &err);
		assert_null(strstr(err.text, "hunter2"));
	}
}

/* Redacted before it is cut: no first half of it stands at the end of a message. */
static void a_secret_where_a_message_is_cut_leaves_no_half(void **state)
{
	(void)state;

	for (size_t before = 460; before < 520; before++) {
		AUTO(buf) body = BUF_INIT(LIMIT_KIB(4));
		AUTO(args) args = { 0 };
		struct fault f;
		args_put_secret(&args, "TokenCode", "QWERTYUIOP");
		buf_add_text(&body, "<ErrorResponse><Error><Code>X</Code><Message>");
		for (size_t i = 0; i < before; i++)
			buf_add_char(&body, 'm');
		buf_add_text(&body, "QWERTYUIOP</Message></Error></ErrorResponse>");
		parse_for(&op_sts_assume_role, &args, 400, buf_text(&body), &f);
		assert_null(strchr(f.message, 'Q'));
	}
}

static void a_body_that_may_hold_keys_is_counted_and_not_quoted(void **state)
{
	AUTO(args) args = { 0 };
	const struct args none = { 0 };
	struct fault f;
	(void)state;

	parse_for(&op_sts_assume_role, &none, 502, "<SecretAccessKey>cAnArY", &f);
	assert_string_equal(f.code, "HTTP 502");
	assert_string_equal(f.message, "23 bytes that are no error document");
	assert_int_equal(f.kind, FAULT_TRANSIENT);
	parse_for(&op_sts_get_caller_identity, &none, 403, " ", &f);
	assert_string_equal(f.message, "an empty answer");
	args_put_secret(&args, "X", "hunter2");
	parse_for(&op_cfn_describe_stacks, &args, 403, "X=%68unter2", &f);
	assert_string_equal(f.message, "11 bytes that are no error document");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(codes_decide_before_the_status),
		cmocka_unit_test(what_is_no_error_document_is_named_by_its_status),
		cmocka_unit_test(shows_only_the_beginning_of_garbage),
		cmocka_unit_test(what_a_service_quotes_of_our_request_is_cut_off),
		cmocka_unit_test(hostile_text_is_made_safe_and_cut),
		cmocka_unit_test(a_secret_argument_that_the_service_quotes_is_redacted),
		cmocka_unit_test(a_secret_where_a_message_is_cut_leaves_no_half),
		cmocka_unit_test(a_body_that_may_hold_keys_is_counted_and_not_quoted),
		cmocka_unit_test(finds_the_request_id_in_header_or_body),
		cmocka_unit_test(says_what_was_refused_where_and_why),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

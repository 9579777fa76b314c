/*
 * What a service said when it did not do it.
 *
 * Holds always: codes decide, never the status alone where there is a code, and never
 * the message; all texts are safe to show; what a service quotes of our own request
 * ("The Canonical String for this request should have been", which holds the session
 * token) is cut off, a secret argument that it quotes is redacted, and a body that is
 * no error document is not quoted where it may hold keys.
 * Source: botocore's parsers and lists of retryable codes; STS API reference.
 */
#include "core/aws/fault.h"

#include <string.h>

#include "core/aws/proto.h"
#include "core/base/utf8.h"

#define BODY_SHOWN 120 /* bytes shown of something that is no error document */
#define ID_MAX     64  /* AWS's request ids have 16 to 40 characters */

static const struct code_row {
	const char *code;
	enum fault_kind kind;
} codes[] = {
	{ "AccessDenied", FAULT_DENIED },
	{ "AccessDeniedException", FAULT_DENIED },
	{ "UnauthorizedOperation", FAULT_DENIED },
	{ "NotAuthorized", FAULT_DENIED },
	{ "OptInRequired", FAULT_DENIED },
	{ "RegionDisabledException", FAULT_DENIED },
	{ "InvalidClientTokenId", FAULT_DENIED },
	{ "InvalidAccessKeyId", FAULT_DENIED },
	{ "UnrecognizedClientException", FAULT_DENIED },
	{ "MissingAuthenticationToken", FAULT_DENIED },
	{ "MissingAuthenticationTokenException", FAULT_DENIED },
	{ "IncompleteSignature", FAULT_DENIED },
	{ "ForbiddenException", FAULT_DENIED },
	{ "UnauthorizedException", FAULT_DENIED }, /* of SSO: access/sso.c */
	{ "ExpiredToken", FAULT_EXPIRED },
	{ "ExpiredTokenException", FAULT_EXPIRED },
	{ "Throttling", FAULT_THROTTLED },
	{ "ThrottlingException", FAULT_THROTTLED },
	{ "ThrottledException", FAULT_THROTTLED },
	{ "RequestThrottledException", FAULT_THROTTLED },
	{ "TooManyRequestsException", FAULT_THROTTLED },
	{ "ProvisionedThroughputExceededException", FAULT_THROTTLED },
	{ "TransactionInProgressException", FAULT_THROTTLED },
	{ "RequestLimitExceeded", FAULT_THROTTLED },
	{ "BandwidthLimitExceeded", FAULT_THROTTLED },
	{ "LimitExceededException", FAULT_THROTTLED },
	{ "RequestThrottled", FAULT_THROTTLED },
	{ "SlowDown", FAULT_THROTTLED },
	{ "PriorRequestNotComplete", FAULT_THROTTLED },
	{ "EC2ThrottledException", FAULT_THROTTLED },
	{ "RequestTimeout", FAULT_TRANSIENT },
	{ "RequestTimeoutException", FAULT_TRANSIENT },
	{ "RequestTimeTooSkewed", FAULT_SKEW },
	{ "RequestExpired", FAULT_SKEW },
	{ "InvalidSignatureException", FAULT_SKEW },
	{ "SignatureDoesNotMatch", FAULT_SKEW },
	{ "AuthFailure", FAULT_SKEW },
	{ "RequestInTheFuture", FAULT_SKEW },
};

static void copy_safe(char *dst, size_t size, struct str s)
{
	AUTO(buf) safe = BUF_INIT(size);

	utf8_safe(&safe, s, size - 1);
	if (!text_copy(dst, size, buf_str(&safe)))
		dst[0] = '\0';
}

/* The same for what may quote an argument; redacted before it is cut. */
static void copy_redacted(char *dst, size_t size, const struct args *args, struct str s)
{
	AUTO(buf) shown = BUF_INIT(4 * size);

	args_redact(args, s, &shown);
	copy_safe(dst, size, buf_str(&shown));
}

static bool is_transient_status(int status)
{
	return status >= 500 && status != 501;
}

static enum fault_kind kind_of(const char *code, int status)
{
	for (size_t i = 0; i < ARRAY_LEN(codes); i++) {
		if (strcmp(codes[i].code, code) == 0)
			return codes[i].kind;
	}
	if (is_transient_status(status))
		return FAULT_TRANSIENT;
	return status == 429 ? FAULT_THROTTLED : FAULT_OTHER;
}

/* ---- request id ---- */

/* Text of the last element of that name; the body may be of any size and kind, so it
 * is not parsed for this. */
static struct str last_element(struct str body, const char *open)
{
	struct str found = { 0 }, rest = body;
	const char *at;

	while (rest.len > 0 && (at = memmem(rest.p, rest.len, open, strlen(open)))) {
		size_t skip = (size_t)(at - rest.p) + strlen(open);
		rest = (struct str){ rest.p + skip, rest.len - skip };
		struct str after = rest;
		found = str_cut(&after, '<');
	}
	return found.len < 128 ? found : (struct str){ 0 };
}

/* It goes into the journal for each call: what is no id must not fill an entry. */
static void copy_id(char out[128], struct str id)
{
	bool ok = id.len <= ID_MAX;

	for (size_t i = 0; ok && i < id.len; i++) {
		char c = id.p[i];
		bool alnum = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			     (c >= '0' && c <= '9');
		ok = alnum || (c != '\0' && strchr("-_.:+/=", c));
	}
	if (!ok || !text_copy(out, 128, id))
		out[0] = '\0';
}

void fault_request_id(const struct http_reply *reply, char out[128])
{
	static const char *const headers[] = { "x-amzn-RequestId", "x-amz-request-id",
					       "x-amzn-Request-Id" };
	static const char *const elements[] = { "<RequestId>", "<RequestID>",
						"<requestId>" };

	out[0] = '\0';
	for (size_t i = 0; i < ARRAY_LEN(headers) && !out[0]; i++) {
		struct str id = str_of(http_reply_get(reply, headers[i]));
		copy_id(out, str_trim(id));
	}
	for (size_t i = 0; i < ARRAY_LEN(elements) && !out[0]; i++) {
		struct str id = last_element(buf_str(&reply->body), elements[i]);
		copy_id(out, str_trim(id));
	}
}

/* ---- the error document ---- */

/* Without the service's namespace or a URL behind it. */
static struct str bare_code(const char *code)
{
	struct str s = str_trim(str_of(code)), after = s;
	struct str before = str_cut(&after, '#');

	s = after.p ? after : before;
	return str_cut(&s, ':');
}

/* Up to where the service begins to quote our request back to us. */
static struct str bare_message(const char *message)
{
	static const char *const quotes[] = { "The Canonical String",
					      "The String-to-Sign", "\n\n" };
	struct str s = str_of(message);

	for (size_t i = 0; i < ARRAY_LEN(quotes); i++) {
		const char *at = strstr(s.p, quotes[i]);
		if (at && (size_t)(at - s.p) < s.len)
			s.len = (size_t)(at - s.p);
	}
	while (s.len > 0 && (s.p[s.len - 1] == '\n' || s.p[s.len - 1] == ' '))
		s.len--;
	return s;
}

static bool understood(const struct op *op, const struct args *args,
		       const struct http_reply *reply, struct fault *f)
{
	AUTO(arena) arena = ARENA_SECRET(LIMIT_ARENA);
	struct proto_error e;

	if (!proto_error(op, reply, &arena, &e))
		return false;
	copy_redacted(f->code, sizeof(f->code), args, bare_code(e.code));
	copy_redacted(f->message, sizeof(f->message), args, bare_message(e.message));
	if (!f->request_id[0])
		copy_id(f->request_id, str_of(e.request_id));
	return f->code[0] != '\0';
}

/* A proxy's page, an empty 503, half a document. */
static void from_garbage(const struct http_reply *reply, bool may_quote,
			 struct fault *f)
{
	AUTO(buf) code = BUF_INIT(sizeof(f->code));
	AUTO(buf) count = BUF_INIT(64);
	struct str body = str_trim(buf_str(&reply->body));

	if (!may_quote && body.len > 0) {
		buf_addf(&count, "%zu bytes that are no error document", body.len);
		body = buf_str(&count);
	}
	if (body.len > BODY_SHOWN)
		body.len = BODY_SHOWN;
	buf_addf(&code, "HTTP %d", reply->status);
	copy_safe(f->code, sizeof(f->code), buf_str(&code));
	copy_safe(f->message, sizeof(f->message), body);
	if (f->message[0] == '\0')
		copy_safe(f->message, sizeof(f->message), STR("an empty answer"));
	f->kind = FAULT_GARBLED;
	if (is_transient_status(reply->status))
		f->kind = FAULT_TRANSIENT;
	if (reply->status == 429)
		f->kind = FAULT_THROTTLED;
}

void fault_parse(const struct op *op, const struct args *args,
		 const struct http_reply *reply, struct fault *ret)
{
	struct fault f = { .status = reply->status };
	bool may_quote = !op->service->holds_keys && !args_secret(args);

	fault_request_id(reply, f.request_id);
	if (understood(op, args, reply, &f))
		f.kind = kind_of(f.code, f.status);
	else
		from_garbage(reply, may_quote, &f);
	*ret = f;
}

/* ---- the sentence ---- */

static enum err_code code_of(enum fault_kind kind)
{
	switch (kind) {
	case FAULT_DENIED:
	case FAULT_SKEW: return ERR_DENIED;
	case FAULT_EXPIRED: return ERR_EXPIRED;
	case FAULT_THROTTLED: return ERR_THROTTLED;
	case FAULT_GARBLED: return ERR_PARSE;
	case FAULT_TRANSIENT:
	case FAULT_OTHER: break;
	}
	return ERR_AWS;
}

bool fault_is_answer(const struct op *op, const struct fault *f)
{
	for (size_t i = 0; f != NULL && op->unset != NULL && op->unset[i] != NULL; i++)
		if (text_eq(op->unset[i], f->code))
			return true;
	return false;
}

void fault_to_err(const struct fault *f, const char *op_id, const char *where,
		  struct err *err)
{
	bool place = !text_empty(where), text = f->message[0] != '\0';

	(void)err_set(err, code_of(f->kind), "%s%s%s: %s%s%s", op_id,
		      place ? " in " : "", place ? where : "", f->code,
		      text ? ": " : "", f->message);
}

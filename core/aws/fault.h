/*
 * What a service said when it did not do it: one shape for all protocols.
 */
#ifndef CORE_AWS_FAULT_H
#define CORE_AWS_FAULT_H

#include "core/aws/args.h"
#include "core/base/err.h"
#include "core/net/http.h"

enum fault_kind {
	FAULT_DENIED,
	FAULT_EXPIRED, /* token over: renew */
	FAULT_THROTTLED,
	FAULT_TRANSIENT, /* 5xx but 501 */
	FAULT_SKEW,      /* may be the clock: correct once */
	FAULT_GARBLED,   /* not the service's protocol: HTML, truncated, empty */
	FAULT_OTHER,
};

struct fault {
	enum fault_kind kind;
	int status;           /* HTTP */
	char code[128];       /* "AccessDenied", or "HTTP 503"; safe text */
	char message[512];    /* safe text, cut */
	char request_id[128]; /* "" when absent; see fault_request_id() */
};

/* The reply's request id: header first, body second; "" when absent, or when it is
 * none that AWS would give: letters, digits and "-_.:+/=", at most 64 of them. */
void fault_request_id(const struct http_reply *reply, char out[128]);

/*
 * A reply with a status of 300 or more.
 *
 * op, args  what was asked: values of secret arguments are redacted in what is said
 *
 * Never fails: what cannot be understood is FAULT_GARBLED with the status and the
 * first printable bytes; of an operation of a service that holds keys, or with a
 * secret argument, their number in place of the bytes.
 */
void fault_parse(const struct op *op, const struct args *args,
		 const struct http_reply *reply, struct fault *ret);

/* The fault (NULL is allowed) is what the operation answers when nothing is set. */
bool fault_is_answer(const struct op *op, const struct fault *f);

/* One sentence: "cloudformation:DescribeStacks in acme-prod-eu: AccessDenied: …". */
void fault_to_err(const struct fault *f, const char *op_id, const char *where,
		  struct err *err);

#endif

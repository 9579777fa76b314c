/*
 * What a service said when it did not do it: one shape for all protocols.
 */
#ifndef CORE_AWS_FAULT_H
#define CORE_AWS_FAULT_H

#include "core/aws/op.h"
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
	char request_id[128]; /* "" when absent */
};

/* The reply's request id: header first, body second; "" when absent. Safe text. */
void fault_request_id(const struct http_reply *reply, char out[128]);

/*
 * A reply with a status of 300 or more, or one that could not be parsed.
 *
 * Never fails: what cannot be understood is FAULT_GARBLED with the status and the
 * first printable bytes.
 */
void fault_parse(enum proto proto, const struct http_reply *reply, struct fault *ret);

/* One sentence: "cloudformation:DescribeStacks in acme-prod-eu: AccessDenied: …". */
void fault_to_err(const struct fault *f, const char *op_id, const char *where,
		  struct err *err);

#endif

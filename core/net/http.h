/*
 * A request and a reply, as bytes and names; no network here.
 */
#ifndef CORE_NET_HTTP_H
#define CORE_NET_HTTP_H

#include "core/base/buf.h"
#include "core/base/err.h"
#include "core/base/limits.h"

struct http_header {
	char *name;	/* as sent or received; compared without case */
	char *value;	/* without the line end */
};

struct http_request {
	char method[8];
	char *host;		/* "sts.eu-central-1.amazonaws.com" or "127.0.0.1" */
	unsigned port;		/* 0: the scheme's own */
	bool tls;
	char *path;		/* wire form, starts with '/' */
	char *query;		/* wire form without '?'; NULL for none */
	struct http_header *headers;
	size_t n_headers, cap_headers;
	struct buf body;	/* wiped on release: may carry a token code */
};

struct http_reply {
	int status;		/* 0: none arrived */
	struct http_header *headers;
	size_t n_headers, cap_headers;
	struct buf body;	/* up to LIMIT_BODY; wiped on release: STS answers hold keys */
	unsigned n_sent;	/* requests that really went out: 2 when libcurl resent */
	int64_t took_ms;
};

void http_request_release(struct http_request *r);
void http_reply_release(struct http_reply *r);

/* Names and values are copied. false: ERR_LIMIT, or CR/LF/NUL in a value. */
bool http_request_header(struct http_request *r, const char *name, const char *value,
			 struct err *err) MUST_USE;
const char *http_request_get(const struct http_request *r, const char *name);	/* NULL */
const char *http_reply_get(const struct http_reply *r, const char *name);	/* NULL */

/* Scheme, host, port and path of an absolute http(s) URL without user, query, fragment. */
bool http_parse_url(struct str url, struct http_request *r, struct err *err) MUST_USE;
bool http_is_loopback(const char *host);

#endif

/*
 * A request and a reply, as bytes and names; no network here.
 */
#ifndef CORE_NET_HTTP_H
#define CORE_NET_HTTP_H

#include "core/base/buf.h"
#include "core/base/err.h"
#include "core/base/limits.h"

struct http_header {
	char *name;  /* as sent or received; compared without case */
	char *value; /* without the line end */
};

struct http_request {
	char method[8];
	char *host;    /* "sts.eu-central-1.amazonaws.com" or "127.0.0.1" */
	unsigned port; /* 0: the scheme's own */
	bool tls;
	char *path;  /* wire form, starts with '/' */
	char *query; /* wire form without '?'; NULL for none */
	struct http_header *headers;
	size_t n_headers, cap_headers;
	struct buf body; /* wiped on release: may carry a token code */
};

struct http_reply {
	int status; /* 0: none arrived */
	struct http_header *headers;
	size_t n_headers, cap_headers;
	struct buf body; /* up to LIMIT_BODY; wiped on release */
	unsigned n_sent; /* what really went out: 2 when libcurl sent again */
	int64_t took_ms;
};

/* Values, query and body are wiped. NULL and zeroed are fine. */
void http_request_release(struct http_request *r);
void http_reply_release(struct http_reply *r);
/* Hands it over: what is left is zeroed. */
struct http_request http_request_take(struct http_request *r);

/*
 * Add a header; one of the same name stays beside it.  Name and value are copied.
 * Errors   ERR_LIMIT more than LIMIT_HEADERS, or LIMIT_HEADER_BYTES in all; ERR_ARG
 *          an empty name, a byte that no name may have, CR or LF in the value.
 */
bool http_request_header(struct http_request *r, const char *name, const char *value,
			 struct err *err) MUST_USE;
/* Take every header of that name away; the values are wiped (they may be tokens). */
void http_request_remove(struct http_request *r, const char *name);
/* A whole copy; dst is overwritten, not released. */
void http_request_copy(struct http_request *dst, const struct http_request *src);
/* "https://host:port/path?query" as it goes out; the port only when it is not 0. */
void http_request_url(const struct http_request *r, struct buf *out);
/* The Host header that goes with it: "host" or "host:port"; the scheme's own port is
 * left out, IPv6 in brackets. */
void http_request_host(const struct http_request *r, struct buf *out);

/*
 * Add one header line of a reply, "Name: value" without its line end; a line that is
 * none is passed over.
 * Errors   ERR_LIMIT as for requests.
 */
bool http_reply_line(struct http_reply *r, struct str line, struct err *err) MUST_USE;

/* Value of the first header of that name, whatever its case; NULL when absent. */
const char *http_request_get(const struct http_request *r, const char *name);
const char *http_reply_get(const struct http_reply *r, const char *name);

/*
 * Scheme, host, port and path of an absolute http(s) URL.
 *
 * r        tls, host, port (0 when the URL has none) and path ("/" at least) are set,
 *          what stood there is freed; untouched on failure
 * Errors   ERR_ARG another scheme, user, query, fragment, no host, an odd byte, a
 *          port outside 1 to 65535.
 */
bool http_parse_url(struct str url, struct http_request *r, struct err *err) MUST_USE;
/* "localhost", 127.0.0.0/8, "::1" with or without brackets. NULL is not. */
bool http_is_loopback(const char *host);

#endif

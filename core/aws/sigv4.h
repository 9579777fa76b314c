/*
 * AWS Signature Version 4, by the hashes of core/base/sha.  Its stages can be seen
 * by tests; they hold the session token and reach no log.
 */
#ifndef CORE_AWS_SIGV4_H
#define CORE_AWS_SIGV4_H

#include "core/aws/cred.h"
#include "core/net/http.h"

/* Under what a request is signed. */
struct sigv4 {
	const char *service; /* signing name: "cloudformation" */
	const char *region;  /* endpoint.signing_region */
	int64_t at_sec; /* since 1970 UTC, skew already corrected; AWS accepts 300 s */
	bool raw_path;  /* S3: the path is signed as it stands on the wire; else it is
			 * normalised and encoded a second time */
	bool payload_header;   /* add x-amz-content-sha256 (S3 needs it) */
	bool unsigned_payload; /* UNSIGNED-PAYLOAD instead of the hash (S3 over TLS) */
	bool token_unsigned;   /* X-Amz-Security-Token goes out unsigned; no service of
				* ours   wants that, the official vectors do */
	int64_t expires_sec;   /* sigv4_presign() only: 1 to 604800 */
};

/*
 * Sign a request: adds X-Amz-Date, X-Amz-Security-Token for credentials with a token,
 * x-amz-content-sha256 if asked for, and Authorization.
 *
 * req      method, host, port, path, query, headers, body; signed are host and every
 *          header that stands in it, but hop-by-hop ones and User-Agent; a header of
 *          those four that is already there is replaced, so signing again is allowed
 * cred     keys and, for a role, the session token; read only during the call
 * Returns  true, with req ready to send; false with err set.
 * Errors   ERR_ARG no host or empty key; ERR_LIMIT more than LIMIT_HEADERS headers.
 * Source   AWS "Create a signed request", steps 1 to 4
 */
bool sigv4_sign(struct http_request *req, const struct cred *cred,
		const struct sigv4 *how, struct err *err) MUST_USE;

/*
 * Put the signature into the query instead: X-Amz-Algorithm to X-Amz-Signature.  The
 * URL is a secret until it expires.
 * Errors   as sigv4_sign(), and ERR_ARG for expires_sec outside 1 to 604800.
 */
bool sigv4_presign(struct http_request *req, const struct cred *cred,
		   const struct sigv4 *how, struct err *err) MUST_USE;

/*
 * The stages of signing req as it stands, for tests and for the sandbox's errors:
 * what sigv4_sign() works with once its headers are added.
 */
struct sigv4_stages {
	struct buf canonical; /* canonical request */
	struct buf names;     /* "host;x-amz-date" */
	struct buf to_sign;   /* string to sign */
	char scope[256];      /* "20260314/eu-central-1/sts/aws4_request" */
	char signature[65];   /* hex */
};
void sigv4_stages_release(struct sigv4_stages *s); /* wipes */
bool sigv4_stages(const struct http_request *req, const struct cred *cred,
		  const struct sigv4 *how, struct sigv4_stages *ret,
		  struct err *err) MUST_USE;

#endif

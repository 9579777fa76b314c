/*
 * Host, port and signing region of a service, by rule or by
 * AWS_ENDPOINT_URL[_SERVICE].
 */
#ifndef CORE_AWS_ENDPOINT_H
#define CORE_AWS_ENDPOINT_H

#include "core/aws/cred.h"
#include "core/aws/op.h"
#include "core/net/http.h"

struct endpoint {
	char host[256];
	unsigned port; /* 0: the scheme's own */
	bool tls;
	char base_path[256]; /* "/" */
	char query[512];     /* of a webhook; "" */
	char signing_region[64];
	bool override; /* not AWS's own: shown on the access line */
	bool loopback; /* the sandbox */
};

/* "aws", "aws-cn", "aws-us-gov"; NULL for a region of no partition that we know. */
const char *partition_of_region(const char *region);

/*
 * env          AWS_ENDPOINT_URL and its kin
 * profile_url  endpoint_url of the profile, or NULL; variables win
 * Errors       ERR_ARG unknown region; ERR_CONFIG a URL that is not one, http to
 *              anything but loopback.
 */
bool endpoint_resolve(const struct aws_service *service, const char *region,
		      const struct cred_env *env, const char *profile_url,
		      struct endpoint *ret, struct err *err) MUST_USE;

/*
 * The URL of a webhook: https, or http to loopback.  Its path and query may be secrets.
 *
 * Errors   ERR_CONFIG which never names more than the host.
 */
bool endpoint_of_webhook(const char *url, struct endpoint *ret,
			 struct err *err) MUST_USE;

/* A request for the endpoint as it stands: method, host, port, path, query; the body is
 * empty and takes LIMIT_BODY.  The caller releases it. */
struct http_request endpoint_request(const struct endpoint *ep, const char *method);

/* Whether a bucket's name can be a label in front of the host: 3 to 63 of lower case,
 * digits and hyphens, no dot (a certificate covers one label), and AWS's own host. */
bool endpoint_takes_bucket(const struct endpoint *ep, const char *bucket);

#endif

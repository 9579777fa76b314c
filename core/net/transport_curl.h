/*
 * The transport that reaches the network, by libcurl's multi interface.
 *
 * HTTP/1.1 only, no redirects, no Accept-Encoding, PATH_AS_IS, empty Expect, https
 * except to loopback, QUICK_EXIT, own DNS thread; kept connections for reads.
 */
#ifndef CORE_NET_TRANSPORT_CURL_H
#define CORE_NET_TRANSPORT_CURL_H

#include "core/net/transport.h"

/*
 * ca_bundle    file of trusted certificates, and then only those; NULL or "" for the
 *              system's.  Copied.
 * Returns      NULL with err set: ERR_CONFIG no such file, ERR_NET libcurl fails.
 *
 * Errors of a request are one sentence with the host in it and what to do: ERR_NET
 * (name, connection, TLS, certificate, not HTTP), ERR_TIMEOUT, ERR_LIMIT, ERR_CANCEL.
 */
struct transport *transport_curl_new(const char *ca_bundle, struct err *err);

/* Trust this file from the next request on; NULL or "" changes nothing.  ERR_CONFIG. */
bool transport_curl_trust(struct transport *transport, const char *ca_bundle,
			  struct err *err) MUST_USE;

/* "libcurl/7.88.1 OpenSSL/3.0.17 ...", for `candor version`. Never NULL. */
const char *transport_curl_version(void);

#endif

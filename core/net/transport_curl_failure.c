/*
 * What a transfer came to, in a sentence for the operator.
 */
#include "core/net/transport_curl_impl.h"

#define SEEN_STATUS_MAX 999
#define X509_EXPIRED    10L /* OpenSSL's X509_V_ERR_CERT_HAS_EXPIRED */

void transfer_say_too_large(struct transfer *t)
{
	(void)err_set(&t->err, ERR_LIMIT, "%s answers with more than %zu MiB: cut off",
		      t->req.host, LIMIT_BODY / LIMIT_MIB(1));
}

/* The certificate: what is wrong with it, and what helps.  Up to 1 (curl's "not known
 * yet") the chain was good, and it is the name that does not fit. */
static void say_certificate(struct transfer *t)
{
	long verify = 0;
	const char *host = t->req.host;

	(void)curl_easy_getinfo(t->easy, CURLINFO_SSL_VERIFYRESULT, &verify);
	if (verify <= 1)
		(void)err_set(
			&t->err, ERR_NET,
			"the certificate of %s is made out to another name: check "
			"the endpoint and what stands between",
			host);
	else if (verify == X509_EXPIRED)
		(void)err_set(
			&t->err, ERR_NET,
			"the certificate of %s has expired, or this machine's clock "
			"is wrong",
			host);
	else
		(void)err_set(
			&t->err, ERR_NET,
			"the certificate of %s is not trusted: set AWS_CA_BUNDLE to "
			"the file with your proxy's or endpoint's authority",
			host);
}

static void say_timeout(struct transfer *t)
{
	curl_off_t connected = 0;

	(void)curl_easy_getinfo(t->easy, CURLINFO_PRETRANSFER_TIME_T, &connected);
	if (connected > 0 || t->reply.n_sent > 0)
		(void)err_set(&t->err, ERR_TIMEOUT,
			      "%s did not finish its answer within %u s: try again",
			      t->req.host, (t->timeout_ms + 999) / 1000);
	else
		(void)err_set(
			&t->err, ERR_TIMEOUT,
			"no connection to %s in time: check network, proxy and name "
			"server",
			t->req.host);
}

/* What the operator reads: text before the host's name, and after it. */
static const struct failure {
	CURLcode code;
	const char *before, *after;
} failures[] = {
	{ CURLE_COULDNT_RESOLVE_HOST, "the name ",
	  " cannot be resolved: check region, network and name server" },
	{ CURLE_COULDNT_RESOLVE_PROXY, "the proxy on the way to ",
	  " cannot be resolved: check HTTPS_PROXY" },
	{ CURLE_COULDNT_CONNECT, "",
	  " does not accept connections: check network, proxy and endpoint" },
	{ CURLE_SSL_CACERT_BADFILE, "for ",
	  ": the file of AWS_CA_BUNDLE cannot be read as certificates" },
	{ CURLE_SSL_CONNECT_ERROR, "",
	  " does not speak TLS as it should: check endpoint and proxy" },
	{ CURLE_GOT_NOTHING, "the connection to ", " broke off: try again" },
	{ CURLE_RECV_ERROR, "the connection to ", " broke off: try again" },
	{ CURLE_SEND_ERROR, "the connection to ", " broke off: try again" },
	{ CURLE_PARTIAL_FILE, "the connection to ", " broke off: try again" },
	{ CURLE_WEIRD_SERVER_REPLY, "",
	  " does not answer in HTTP/1.1: check the endpoint" },
	{ CURLE_UNSUPPORTED_PROTOCOL, "",
	  " does not answer in HTTP/1.1: check the endpoint" },
};

static void say_failure(struct transfer *t, CURLcode code)
{
	if (code == CURLE_OPERATION_TIMEDOUT)
		say_timeout(t);
	else if (code == CURLE_PEER_FAILED_VERIFICATION)
		say_certificate(t);
	else if (code == CURLE_FILESIZE_EXCEEDED)
		transfer_say_too_large(t);
	for (size_t i = 0; i < ARRAY_LEN(failures); i++) {
		const struct failure *f = &failures[i];
		if (f->code == code)
			(void)err_set(&t->err, ERR_NET, "%s%s%s", f->before,
				      t->req.host, f->after);
	}
	if (t->err.code == ERR_NONE)
		(void)err_set(&t->err, ERR_NET, "%s: %s", t->req.host,
			      curl_easy_strerror(code));
}

void transfer_note(struct transfer *t, CURLcode code)
{
	long status = 0;

	if (code == CURLE_OK && t->err.code == ERR_NONE) {
		(void)curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &status);
		if (status >= 100 && status <= SEEN_STATUS_MAX)
			t->reply.status = (int)status;
		else
			say_failure(t, CURLE_WEIRD_SERVER_REPLY);
	} else if (t->err.code == ERR_NONE) {
		say_failure(t, code);
	}
}

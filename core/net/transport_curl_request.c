/*
 * From a request to a transfer of libcurl's, and what curl hands over while it works.
 */
#include <stdlib.h>
#include <string.h>

#include "core/base/secret.h"
#include "core/net/transport_curl_impl.h"

#define KEEP_IDLE_SEC 50L /* a kept connection older than this is not used again */

void transfer_free(struct transfer *t)
{
	if (!t)
		return;
	if (t->easy)
		curl_easy_cleanup(t->easy);
	for (struct curl_slist *l = t->lines; l; l = l->next)
		secret_wipe(l->data, strlen(l->data)); /* the session token */
	curl_slist_free_all(t->lines);
	http_request_release(&t->req);
	http_reply_release(&t->reply);
	free(t);
}

/* ---- what curl tells us while it works ---- */

static size_t on_body(char *bytes, size_t size, size_t n, void *user)
{
	struct transfer *t = user;

	buf_add(&t->reply.body, bytes, size * n);
	if (buf_ok(&t->reply.body))
		return size * n;
	transfer_say_too_large(t);
	return 0;
}

/* A status line begins a new head: what an informational one (100) had goes. */
static void head_begin(struct transfer *t)
{
	struct http_reply fresh = { .body = t->reply.body, .n_sent = t->reply.n_sent };

	t->reply.body = (struct buf){ 0 };
	http_reply_release(&t->reply);
	t->reply = fresh;
	t->headers_over = false;
}

/* NOLINTNEXTLINE(readability-non-const-parameter): curl's signature */
static size_t on_header(char *bytes, size_t size, size_t n, void *user)
{
	struct transfer *t = user;
	struct str line = { bytes, size * n };

	while (line.len > 0 &&
	       (line.p[line.len - 1] == '\n' || line.p[line.len - 1] == '\r'))
		line.len--;
	if (str_starts(line, "HTTP/"))
		head_begin(t);
	else if (line.len == 0)
		t->headers_over = true;
	else if (!t->headers_over && !http_reply_line(&t->reply, line, &t->err)) {
		(void)err_context(&t->err, "%s answers with", t->req.host);
		return 0;
	}
	return size * n;
}

/* Each request that goes out begins with its method; curl may cut one in pieces. */
static int on_debug(CURL *easy, curl_infotype type, char *bytes, size_t len, void *user)
{
	struct transfer *t = user;
	size_t n = strlen(t->req.method);

	(void)easy;
	if (type == CURLINFO_HEADER_OUT && len > n && bytes[n] == ' ' &&
	    memcmp(bytes, t->req.method, n) == 0)
		t->reply.n_sent++;
	return 0;
}

/* ---- setting one up ---- */

static bool add_line(struct transfer *t, const char *line)
{
	struct curl_slist *more = curl_slist_append(t->lines, line);

	if (more)
		t->lines = more;
	return more != NULL;
}

static bool set_headers(struct transfer *t)
{
	bool ok = add_line(t, "Expect:");

	if (!http_request_get(&t->req, "Accept"))
		ok = ok && add_line(t, "Accept:");
	if (!http_request_get(&t->req, "Content-Type"))
		ok = ok && add_line(t, "Content-Type:");
	for (size_t i = 0; ok && i < t->req.n_headers; i++) {
		const struct http_header *h = &t->req.headers[i];
		AUTO(buf) line = BUF_SECRET(2 * LIMIT_HEADER_BYTES);
		buf_addf(&line, h->value[0] ? "%s: %s" : "%s;%s", h->name, h->value);
		ok = add_line(t, buf_text(&line));
	}
	return ok &&
	       curl_easy_setopt(t->easy, CURLOPT_HTTPHEADER, t->lines) == CURLE_OK;
}

static bool set_long(struct transfer *t, CURLoption option, long value)
{
	return curl_easy_setopt(t->easy, option, value) == CURLE_OK;
}

static bool set_text(struct transfer *t, CURLoption option, const char *value)
{
	return curl_easy_setopt(t->easy, option, value) == CURLE_OK;
}

static bool set_method(struct transfer *t)
{
	const char *method = t->req.method;
	const struct buf *body = &t->req.body;
	bool ok = true;

	if (strcmp(method, "HEAD") == 0)
		return set_long(t, CURLOPT_NOBODY, 1);
	if (body->len > 0 || strcmp(method, "POST") == 0 || strcmp(method, "PUT") == 0)
		ok = set_long(t, CURLOPT_POST, 1) &&
		     set_text(t, CURLOPT_POSTFIELDS, buf_text(body)) &&
		     curl_easy_setopt(t->easy, CURLOPT_POSTFIELDSIZE_LARGE,
				      (curl_off_t)body->len) == CURLE_OK;
	return ok && set_text(t, CURLOPT_CUSTOMREQUEST, method);
}

static bool set_url(struct transfer *t)
{
	AUTO(buf) url = BUF_SECRET(LIMIT_TOKEN);
	bool loopback = http_is_loopback(t->req.host);

	http_request_url(&t->req, &url);
	return buf_ok(&url) && set_text(t, CURLOPT_URL, buf_text(&url)) &&
	       set_text(t, CURLOPT_PROTOCOLS_STR, t->req.tls ? "https" : "http") &&
	       set_long(t, CURLOPT_FOLLOWLOCATION, 0) &&
	       set_long(t, CURLOPT_PATH_AS_IS, 1) &&
	       set_long(t, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1) &&
	       set_text(t, CURLOPT_NOPROXY, loopback ? "*" : NULL) &&
	       set_long(t, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1) &&
	       set_long(t, CURLOPT_HEADEROPT, CURLHEADER_SEPARATE);
}

/*
 * With one file of certificates and no directory curl reads it once for all
 * connections; else each new connection costs 30 ms (measured), and a screenful of
 * them holds the loop for a second.
 */
static bool set_tls(struct transfer *t)
{
	const char *bundle = t->net->ca_bundle;

	if (!set_long(t, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2) ||
	    !set_long(t, CURLOPT_SSL_VERIFYPEER, 1) ||
	    !set_long(t, CURLOPT_SSL_VERIFYHOST, 2))
		return false;
	return !bundle || (set_text(t, CURLOPT_CAINFO, bundle) &&
			   set_text(t, CURLOPT_CAPATH, NULL));
}

static bool set_times(struct transfer *t, bool fresh)
{
	long total = (long)t->timeout_ms;
	long connect = total < LIMIT_CONNECT_MS ? total : LIMIT_CONNECT_MS;
	bool ok = set_long(t, CURLOPT_NOSIGNAL, 1) &&
		  set_long(t, CURLOPT_TIMEOUT_MS, total) &&
		  set_long(t, CURLOPT_CONNECTTIMEOUT_MS, connect) &&
		  set_long(t, CURLOPT_MAXAGE_CONN, KEEP_IDLE_SEC) &&
		  set_long(t, CURLOPT_FRESH_CONNECT, fresh) &&
		  set_long(t, CURLOPT_FORBID_REUSE, fresh);
#if LIBCURL_VERSION_NUM >= 0x075700
	ok = ok && set_long(t, CURLOPT_QUICK_EXIT, 1);
#endif
	return ok;
}

static bool set_callbacks(struct transfer *t)
{
	CURL *e = t->easy;

	return curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, on_body) == CURLE_OK &&
	       curl_easy_setopt(e, CURLOPT_WRITEDATA, t) == CURLE_OK &&
	       curl_easy_setopt(e, CURLOPT_HEADERFUNCTION, on_header) == CURLE_OK &&
	       curl_easy_setopt(e, CURLOPT_HEADERDATA, t) == CURLE_OK &&
	       curl_easy_setopt(e, CURLOPT_DEBUGFUNCTION, on_debug) == CURLE_OK &&
	       curl_easy_setopt(e, CURLOPT_DEBUGDATA, t) == CURLE_OK &&
	       curl_easy_setopt(e, CURLOPT_PRIVATE, t) == CURLE_OK &&
	       set_long(t, CURLOPT_VERBOSE, 1) &&
	       curl_easy_setopt(e, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)LIMIT_BODY) ==
		       CURLE_OK;
}

struct transfer *transfer_new(struct net *net, const struct http_request *req,
			      const struct transport_opts *opts)
{
	struct transfer *t = mem_new(1, sizeof(*t));
	unsigned ms = opts && opts->timeout_ms ? opts->timeout_ms : LIMIT_CALL_MS;

	t->net = net;
	t->timeout_ms = ms > WAIT_MAX_MS ? WAIT_MAX_MS : ms;
	t->reply.body = BUF_SECRET(LIMIT_BODY);
	http_request_copy(&t->req, req);
	t->easy = curl_easy_init();
	if (t->easy && set_url(t) && set_headers(t) && set_method(t) && set_tls(t) &&
	    set_times(t, opts && opts->fresh) && set_callbacks(t))
		return t;
	transfer_free(t);
	return NULL;
}

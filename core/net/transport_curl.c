/*
 * The transport that reaches the network: libcurl's multi interface, nothing else.
 *
 * Holds always:
 *  - HTTP/1.1, https, plain http to loopback only; no redirect is followed, nothing
 *    is decompressed, the path goes out as it stands;
 *  - done is called for each started request exactly once, out of turn(), or never
 *    if the transport is freed before;
 *  - nothing waits for a name look-up: with QUICK_EXIT curl lets its resolver thread
 *    go (without it, taking a request away blocked for 5.5 s, measured);
 *  - what curl copies is wiped when it lets it go (TLS's own buffers are not);
 *  - what comes in stays under LIMIT_BODY, LIMIT_HEADERS and LIMIT_HEADER_BYTES;
 *  - n_sent counts what really went out: curl sends again by itself when a kept
 *    connection dies before the first byte of an answer.
 *
 * A transfer is OPEN (in the multi handle) -> ENDED (curl or cancel said so) ->
 * gone (done was called); end() makes the first step, deliver() the second.
 */
#include "core/net/transport_curl.h"

#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include <curl/curl.h>

#include "core/base/clock.h"
#include "core/base/os.h"
#include "core/base/secret.h"
#include "core/base/vec.h"

#define WAIT_MAX_MS     3600000 /* what "no limit" means: the loop comes round again */
#define TURN_MS         20  /* of callbacks; what is due then waits for the next turn */
#define KEEP_IDLE_SEC   50L /* a kept connection older than this is not used again */
#define SEEN_STATUS_MAX 999
#define X509_EXPIRED    10L /* OpenSSL's X509_V_ERR_CERT_HAS_EXPIRED */

struct transfer {
	struct net *net;
	CURL *easy;
	struct curl_slist *lines;
	struct http_request req;
	struct http_reply reply;
	transport_done *done;
	void *ctx;
	uint64_t id;
	int64_t began_us;
	unsigned timeout_ms;
	bool ended;        /* no longer in the multi handle */
	bool due;          /* ended before this turn's callbacks began */
	bool headers_over; /* the blank line was seen: what follows are trailers */
	struct err err;    /* code ERR_NONE: a whole reply */
};

struct net {
	CURLM *multi;
	char *ca_bundle; /* the only certificates trusted; NULL: curl's own store */
	struct transfer **items;
	size_t n_items, cap_items;
	struct curl_waitfd *waits;
	struct pollfd *polls;
	size_t cap_waits, cap_polls;
	uint64_t last_id;
};

static void transfer_free(struct transfer *t)
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

static void say_too_large(struct transfer *t)
{
	(void)err_set(&t->err, ERR_LIMIT, "%s answers with more than %zu MiB: cut off",
		      t->req.host, LIMIT_BODY / LIMIT_MIB(1));
}

static size_t on_body(char *bytes, size_t size, size_t n, void *user)
{
	struct transfer *t = user;

	buf_add(&t->reply.body, bytes, size * n);
	if (buf_ok(&t->reply.body))
		return size * n;
	say_too_large(t);
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

static struct transfer *transfer_new(struct net *net, const struct http_request *req,
				     const struct transport_opts *opts)
{
	struct transfer *t = mem_new(1, sizeof(*t));
	unsigned ms = opts && opts->timeout_ms ? opts->timeout_ms : LIMIT_CALL_MS;

	t->net = net;
	t->timeout_ms = ms > WAIT_MAX_MS ? WAIT_MAX_MS : ms;
	t->reply.body = BUF_SECRET(LIMIT_BODY);
	http_request_copy(&t->req, req);
	t->easy = curl_easy_init();
	return t;
}

static bool check_request(const struct http_request *req, struct err *err)
{
	if (text_empty(req->host) || text_empty(req->path) || req->path[0] != '/' ||
	    text_empty(req->method))
		return err_set(err, ERR_ARG,
			       "a request without method, host or absolute path");
	if (!req->tls && !http_is_loopback(req->host))
		return err_set(err, ERR_ARG,
			       "%s: http without TLS is allowed to loopback only",
			       req->host);
	return true;
}

static bool net_start(struct transport *transport, const struct http_request *req,
		      const struct transport_opts *opts, transport_done *done,
		      void *ctx, uint64_t *ret_id, struct err *err)
{
	struct net *net = transport_impl(transport);

	if (!check_request(req, err))
		return false;
	struct transfer *t = transfer_new(net, req, opts);
	bool ok = t->easy && set_url(t) && set_headers(t) && set_method(t) &&
		  set_tls(t) && set_times(t, opts && opts->fresh) && set_callbacks(t) &&
		  curl_multi_add_handle(net->multi, t->easy) == CURLM_OK;
	if (!ok) {
		transfer_free(t);
		return err_set(err, ERR_LIMIT, "%s: the request cannot be set up",
			       req->host);
	}
	t->done = done;
	t->ctx = ctx;
	t->id = ++net->last_id;
	t->began_us = clock_mono_us(&clock_system);
	/* NOLINTNEXTLINE(bugprone-sizeof-expression): items are pointers */
	*VEC_PUSH(net->items, net->n_items, net->cap_items) = t;
	*ret_id = t->id;
	return true;
}

/* ---- ending one ---- */

static void end(struct transfer *t)
{
	(void)curl_multi_remove_handle(t->net->multi, t->easy); /* it is in there */
	t->ended = true;
	t->reply.took_ms = (clock_mono_us(&clock_system) - t->began_us) / 1000;
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
		say_too_large(t);
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

/* A limit that a callback found stands in t->err already; it is the better reason. */
static void note_result(struct transfer *t, CURLcode code)
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

/* Half an answer is no answer: nothing of it is handed over. */
static void forget_reply(struct http_reply *r)
{
	struct http_reply bare = { .n_sent = r->n_sent, .took_ms = r->took_ms };

	http_reply_release(r);
	*r = bare;
}

static void deliver(struct transfer *t)
{
	bool failed = t->err.code != ERR_NONE;

	if (failed)
		forget_reply(&t->reply);
	t->done(t->ctx, &t->reply, failed ? &t->err : NULL);
	transfer_free(t);
}

static void net_cancel(struct transport *transport, uint64_t id)
{
	struct net *net = transport_impl(transport);

	for (size_t i = 0; i < net->n_items; i++) {
		struct transfer *t = net->items[i];
		if (t->id != id || t->ended)
			continue;
		end(t);
		(void)err_set(&t->err, ERR_CANCEL, "%s: given up", t->req.host);
		return;
	}
}

/* ---- waiting and turning ---- */

static void room_for_fds(struct net *net, size_t n)
{
	while (net->cap_waits < n)
		net->waits = vec_room(net->waits, net->cap_waits, &net->cap_waits,
				      sizeof(*net->waits));
	while (net->cap_polls < n)
		net->polls = vec_room(net->polls, net->cap_polls, &net->cap_polls,
				      sizeof(*net->polls));
}

/*
 * curl waits, but what it says of other descriptors knows no hang-up: a closed pipe
 * would turn the loop for ever and tell nobody.  So they are asked again.
 */
static void fill_revents(struct net *net, struct transport_fd *fds, size_t n_fds)
{
	for (size_t i = 0; i < n_fds; i++)
		net->polls[i] = (struct pollfd){ fds[i].fd, fds[i].events, 0 };
	if (poll(net->polls, (nfds_t)n_fds, 0) < 0)
		return; /* EINTR: the next turn asks again */
	for (size_t i = 0; i < n_fds; i++) {
		short seen = net->polls[i].revents;
		if (seen & (POLLHUP | POLLERR | POLLNVAL))
			seen = (short)(seen | fds[i].events);
		fds[i].revents = (short)(seen & fds[i].events);
	}
}

static bool has_ended(const struct net *net)
{
	for (size_t i = 0; i < net->n_items; i++) {
		if (net->items[i]->ended)
			return true;
	}
	return false;
}

static void net_wait(struct transport *transport, struct transport_fd *fds,
		     size_t n_fds, int timeout_ms)
{
	struct net *net = transport_impl(transport);

	if (timeout_ms < 0 || timeout_ms > WAIT_MAX_MS)
		timeout_ms = WAIT_MAX_MS;
	if (has_ended(net))
		timeout_ms = 0;
	room_for_fds(net, n_fds);
	for (size_t i = 0; i < n_fds; i++) {
		short in = fds[i].events & POLLIN ? CURL_WAIT_POLLIN : 0;
		short out = fds[i].events & POLLOUT ? CURL_WAIT_POLLOUT : 0;
		fds[i].revents = 0;
		net->waits[i] = (struct curl_waitfd){ fds[i].fd, (short)(in | out), 0 };
	}
	/* A signal ends it early with nothing ready: the signal's pipe tells. */
	(void)curl_multi_poll(net->multi, net->waits, (unsigned)n_fds, timeout_ms,
			      NULL);
	fill_revents(net, fds, n_fds);
}

static void collect(struct net *net)
{
	CURLMsg *msg;
	int left;

	while ((msg = curl_multi_info_read(net->multi, &left))) {
		struct transfer *t = NULL;
		CURLcode code = msg->data.result;
		if (msg->msg != CURLMSG_DONE)
			continue;
		(void)curl_easy_getinfo(msg->easy_handle, CURLINFO_PRIVATE,
					(char **)&t);
		bug_unless(t && !t->ended);
		note_result(t, code);
		end(t);
	}
}

static struct transfer *take_due(struct net *net)
{
	for (size_t i = 0; i < net->n_items; i++) {
		struct transfer *t = net->items[i];
		if (!t->due)
			continue;
		/* NOLINTNEXTLINE(bugprone-sizeof-expression): items are pointers */
		VEC_REMOVE(net->items, net->n_items, i);
		return t;
	}
	return NULL;
}

/*
 * Callbacks may start and cancel others, so the list is looked at afresh each time.
 * Each reads a whole answer: a fleet's worth of them would hold the keys up.  What is
 * left has ended, so the next wait is none (net_wait).
 */
static void net_turn(struct transport *transport)
{
	struct net *net = transport_impl(transport);
	int64_t until_us = clock_mono_us(&clock_system) + INT64_C(1000) * TURN_MS;
	struct transfer *t;
	int running;

	(void)curl_multi_perform(net->multi, &running);
	collect(net);
	for (size_t i = 0; i < net->n_items; i++)
		net->items[i]->due = net->items[i]->ended;
	while ((t = take_due(net))) {
		deliver(t);
		if (clock_mono_us(&clock_system) >= until_us)
			break;
	}
}

static void net_release(struct net *net)
{
	for (size_t i = 0; i < net->n_items; i++) {
		if (!net->items[i]->ended)
			(void)curl_multi_remove_handle(net->multi, net->items[i]->easy);
		transfer_free(net->items[i]);
	}
	if (net->multi)
		(void)curl_multi_cleanup(net->multi); /* all handles are out */
	free(net->items);
	free(net->waits);
	free(net->polls);
	free(net->ca_bundle);
	free(net);
	curl_global_cleanup();
}

static void net_free(struct transport *transport)
{
	net_release(transport_impl(transport));
}

static const struct transport_ops net_ops = {
	.start = net_start,
	.cancel = net_cancel,
	.wait = net_wait,
	.turn = net_turn,
	.free = net_free,
};

static bool set_multi(struct net *net)
{
	CURLM *m = net->multi;

	return m &&
	       curl_multi_setopt(m, CURLMOPT_PIPELINING, CURLPIPE_NOTHING) ==
		       CURLM_OK &&
	       curl_multi_setopt(m, CURLMOPT_MAXCONNECTS, (long)LIMIT_IN_FLIGHT) ==
		       CURLM_OK;
}

/* The file that libcurl was built to trust; NULL where it has another store. */
static const char *system_bundle(void)
{
	const char *file = curl_version_info(CURLVERSION_NOW)->cainfo;

	return file && os_file_exists(file) ? file : NULL;
}

/* ---- its memory: requests with tokens and answers with keys pass through it ---- */

static char *heap_text(const char *text)
{
	size_t n = strlen(text) + 1;
	char *copy = secret_heap_new(n);

	if (copy)
		memcpy(copy, text, n);
	return copy;
}

static void *heap_zeroed(size_t n, size_t size)
{
	void *p = size == 0 || n <= SIZE_MAX / size ? secret_heap_new(n * size) : NULL;

	if (p)
		memset(p, 0, n * size);
	return p;
}

struct transport *transport_curl_new(const char *ca_bundle, struct err *err)
{
	if (curl_global_init_mem(CURL_GLOBAL_DEFAULT, secret_heap_new, secret_heap_free,
				 secret_heap_resize, heap_text,
				 heap_zeroed) != CURLE_OK) {
		(void)err_set(err, ERR_NET, "libcurl does not start");
		return NULL;
	}
	struct net *net = mem_new(1, sizeof(*net));
	net->multi = curl_multi_init();
	if (!set_multi(net)) {
		net_release(net);
		(void)err_set(err, ERR_NET, "libcurl does not start");
		return NULL;
	}
	struct transport *transport = transport_new(&net_ops, net);

	net->ca_bundle = mem_text(system_bundle());
	if (transport_curl_trust(transport, ca_bundle, err))
		return transport;
	transport_free(transport);
	return NULL;
}

bool transport_curl_trust(struct transport *transport, const char *ca_bundle,
			  struct err *err)
{
	struct net *net = transport_impl(transport);

	if (text_empty(ca_bundle))
		return true;
	if (!os_file_exists(ca_bundle))
		return err_set(err, ERR_CONFIG, "AWS_CA_BUNDLE: there is no file %s",
			       ca_bundle);
	free(net->ca_bundle);
	net->ca_bundle = mem_text(ca_bundle);
	return true;
}

const char *transport_curl_version(void)
{
	return curl_version();
}

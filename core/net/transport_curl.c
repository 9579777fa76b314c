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
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/clock.h"
#include "core/base/os.h"
#include "core/base/secret.h"
#include "core/base/vec.h"
#include "core/net/transport_curl_impl.h"

#define TURN_MS 20 /* of callbacks; what is due then waits for the next turn */

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

	if (!t || curl_multi_add_handle(net->multi, t->easy) != CURLM_OK) {
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
		transfer_note(t, code);
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

/*
 * What the parts of the transport share: transport_curl.c (waiting, turning),
 * transport_curl_request.c (from a request to a transfer of libcurl's, and what comes
 * in), transport_curl_failure.c (what the operator reads when it failed).
 */
#ifndef CORE_NET_TRANSPORT_CURL_IMPL_H
#define CORE_NET_TRANSPORT_CURL_IMPL_H

#include <poll.h>

#include <curl/curl.h>

#include "core/net/transport_curl.h"

#define WAIT_MAX_MS 3600000 /* what "no limit" means: the loop comes round again */

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

/*
 * A transfer that is set up and not begun; without done, ctx and id.
 *
 * fresh, timeout   of opts; opts may be NULL
 * Returns          owned, for transfer_free(); NULL: libcurl takes it not
 */
struct transfer *transfer_new(struct net *net, const struct http_request *req,
			      const struct transport_opts *opts);
void transfer_free(struct transfer *t); /* NULL is allowed */

/* It has ended: the status, or t->err in a sentence.  A limit that a callback found
 * stands in t->err already; it is the better reason. */
void transfer_note(struct transfer *t, CURLcode code);
void transfer_say_too_large(struct transfer *t);

#endif

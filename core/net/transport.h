/*
 * Where requests go out: libcurl, or a script in a test.  Only core/aws/call.c may
 * start one (tests/check looks at the object files).
 */
#ifndef CORE_NET_TRANSPORT_H
#define CORE_NET_TRANSPORT_H

#include "core/net/http.h"

struct transport; /* opaque: made by transport_curl.h or tests/fake/transport.h */

struct transport_opts {
	bool fresh;          /* a connection of its own: everything but reads */
	unsigned timeout_ms; /* connect to last byte */
};

/*
 * Told once for every started request, during transport_turn(), never earlier.
 *
 * reply    borrowed for the call; status 0 when err is set
 * err      NULL when a whole reply arrived, whatever its status; else ERR_NET,
 *          ERR_TIMEOUT, ERR_LIMIT or ERR_CANCEL
 */
typedef void transport_done(void *ctx, struct http_reply *reply, const struct err *err);

/*
 * Start one request.  It is copied; nothing blocks.
 *
 * ret_id   for transport_cancel(); never 0
 * Errors   ERR_LIMIT, ERR_ARG: nothing was sent and done will not be called.
 */
bool transport_start(struct transport *t, const struct http_request *req,
		     const struct transport_opts *opts, transport_done *done, void *ctx,
		     uint64_t *ret_id, struct err *err) MUST_USE;

/* Give one up: done is called in the next turn with ERR_CANCEL, or with what had come
 * by then. Never blocks, not even on a name look-up that hangs. */
void transport_cancel(struct transport *t, uint64_t id);

/* Descriptors beside the network's own; revents is filled by transport_wait(). */
struct transport_fd {
	int fd;
	short events, revents; /* POLLIN, POLLOUT */
};

/* Sleep until something is ready on the network or on fds, at most timeout_ms (-1: no
 * limit). A hang-up or an error of a descriptor counts as ready. */
void transport_wait(struct transport *t, struct transport_fd *fds, size_t n_fds,
		    int timeout_ms);
void transport_turn(struct transport *t); /* progress, and call what is done */
void transport_free(struct transport *t); /* open requests are dropped silently */

/* For implementations only: transport.c dispatches through this, nobody else. */
struct transport_ops {
	bool (*start)(struct transport *t, const struct http_request *req,
		      const struct transport_opts *opts, transport_done *done,
		      void *ctx, uint64_t *ret_id, struct err *err);
	void (*cancel)(struct transport *t, uint64_t id);
	void (*wait)(struct transport *t, struct transport_fd *fds, size_t n_fds,
		     int timeout_ms);
	void (*turn)(struct transport *t);
	void (*free)(struct transport *t);
};
/* ops is borrowed; impl is freed by ops->free. */
struct transport *transport_new(const struct transport_ops *ops, void *impl);
void *transport_impl(struct transport *t);
const void *transport_impl_const(const struct transport *t);

#endif

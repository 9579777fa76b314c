/*
 * Dispatch to the implementation.  struct transport is opaque and its functions can
 * be called here alone, so that "only call.o refers to transport_start" proves that
 * nothing else sends.
 */
#include "core/net/transport.h"

#include <stdlib.h>

struct transport {
	const struct transport_ops *ops;
	void *impl;
};

struct transport *transport_new(const struct transport_ops *ops, void *impl)
{
	struct transport *t = mem_new(1, sizeof(*t));

	t->ops = ops;
	t->impl = impl;
	return t;
}

void *transport_impl(struct transport *t)
{
	return t->impl;
}

const void *transport_impl_const(const struct transport *t)
{
	return t->impl;
}

bool transport_start(struct transport *t, const struct http_request *req,
		     const struct transport_opts *opts, transport_done *done, void *ctx,
		     uint64_t *ret_id, struct err *err)
{
	return t->ops->start(t, req, opts, done, ctx, ret_id, err);
}

void transport_cancel(struct transport *t, uint64_t id)
{
	t->ops->cancel(t, id);
}

void transport_wait(struct transport *t, struct transport_fd *fds, size_t n_fds,
		    int timeout_ms)
{
	t->ops->wait(t, fds, n_fds, timeout_ms);
}

void transport_turn(struct transport *t)
{
	t->ops->turn(t);
}

void transport_free(struct transport *t)
{
	if (!t)
		return;
	t->ops->free(t);
	free(t);
}

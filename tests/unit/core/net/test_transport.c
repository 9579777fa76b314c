/* core/net/transport.c: each call reaches the implementation it was made with. */
#include "core/net/transport.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static struct {
	int starts, cancels, waits, turns, frees;
	uint64_t cancelled;
} seen;

static bool on_start(struct transport *t, const struct http_request *req,
		     const struct transport_opts *opts, transport_done *done, void *ctx,
		     uint64_t *ret_id, struct err *err)
{
	(void)req;
	(void)done;
	(void)ctx;
	seen.starts++;
	assert_string_equal(transport_impl(t), "impl");
	if (!opts->fresh)
		return err_set(err, ERR_LIMIT, "full");
	*ret_id = 7;
	return true;
}

static void on_cancel(struct transport *t, uint64_t id)
{
	(void)t;
	seen.cancels++;
	seen.cancelled = id;
}

static void on_wait(struct transport *t, struct transport_fd *fds, size_t n_fds,
		    int timeout_ms)
{
	(void)t;
	assert_int_equal(n_fds, 1);
	assert_int_equal(timeout_ms, 50);
	fds[0].revents = 3;
	seen.waits++;
}

static void on_turn(struct transport *t)
{
	(void)t;
	seen.turns++;
}

static void on_free(struct transport *t)
{
	(void)t;
	seen.frees++;
}

static const struct transport_ops ops = {
	.start = on_start,
	.cancel = on_cancel,
	.wait = on_wait,
	.turn = on_turn,
	.free = on_free,
};

static void hands_every_call_to_its_implementation(void **state)
{
	static char impl[] = "impl";
	struct transport *t = transport_new(&ops, impl);
	struct http_request req = { 0 };
	struct transport_opts opts = { 0 };
	struct transport_fd fd = { 0, 1, 0 };
	struct err err = ERR_INIT;
	uint64_t id = 0;
	(void)state;

	assert_false(transport_start(t, &req, &opts, NULL, NULL, &id, &err));
	assert_int_equal(err.code, ERR_LIMIT);
	opts.fresh = true;
	assert_true(transport_start(t, &req, &opts, NULL, NULL, &id, &err));
	assert_int_equal(id, 7);
	transport_cancel(t, id);
	assert_int_equal(seen.cancelled, 7);
	transport_wait(t, &fd, 1, 50);
	assert_int_equal(fd.revents, 3);
	transport_turn(t);
	assert_ptr_equal(transport_impl(t), impl);
	assert_ptr_equal(transport_impl_const(t), impl);
	transport_free(t);
	transport_free(NULL);
	assert_int_equal(seen.starts, 2);
	assert_int_equal(seen.cancels, 1);
	assert_int_equal(seen.waits, 1);
	assert_int_equal(seen.turns, 1);
	assert_int_equal(seen.frees, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hands_every_call_to_its_implementation),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

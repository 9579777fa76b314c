/* core/net/transport_curl.c: giving up, also while a name is looked up. */
#include "tests/unit/core/net/server.h"

static void tells_of_a_cancelled_request_in_the_next_turn(void **state)
{
	AUTO(child) server = serve(play_silence);
	struct transport *t = transport_make();
	AUTO(http_request) r;
	struct got g;
	(void)state;

	make(&r, "127.0.0.1", server.port);
	uint64_t id = start(t, &r, false, 10000, &g);
	transport_turn(t);
	transport_cancel(t, id);
	transport_cancel(t, id);
	transport_cancel(t, 999);
	assert_int_equal(g.calls, 0);
	transport_turn(t);
	assert_int_equal(g.calls, 1);
	assert_int_equal(g.err.code, ERR_CANCEL);
	assert_int_equal(g.status, 0);
	transport_free(t);
}

struct chain {
	struct transport *t;
	struct got got;
	unsigned port;
	uint64_t other;
	int left;
};

static void on_chain(void *ctx, struct http_reply *reply, const struct err *err)
{
	struct chain *c = ctx;
	struct transport_opts opts = { .timeout_ms = 10000 };
	uint64_t id;

	on_done(&c->got, reply, err);
	transport_cancel(c->t, c->other);
	if (c->left-- > 0) {
		AUTO(http_request) r;
		make(&r, "127.0.0.1", c->port);
		assert_true(transport_start(c->t, &r, &opts, on_chain, c, &id, NULL));
	}
}

static void lets_callbacks_start_and_cancel_others(void **state)
{
	AUTO(child) server = serve(play_echo);
	AUTO(child) silent = serve(play_silence);
	struct chain c = { .t = transport_make(), .port = server.port, .left = 3 };
	struct transport_opts opts = { .timeout_ms = 10000 };
	AUTO(http_request) r;
	AUTO(http_request) r2;
	struct got other;
	uint64_t id;
	(void)state;

	make(&r2, "127.0.0.1", silent.port);
	c.other = start(c.t, &r2, false, 10000, &other);
	make(&r, "127.0.0.1", server.port);
	assert_true(transport_start(c.t, &r, &opts, on_chain, &c, &id, NULL));
	for (int i = 0; i < 10000 && (c.got.calls < 4 || other.calls == 0); i++) {
		transport_wait(c.t, NULL, 0, 100);
		transport_turn(c.t);
	}
	assert_int_equal(c.got.calls, 4);
	assert_int_equal(other.calls, 1);
	assert_int_equal(other.err.code, ERR_CANCEL);
	transport_free(c.t);
}

static void a_hanging_name_server_holds_up_nothing(void **state)
{
	struct transport *t;
	AUTO(http_request) r;
	struct got a, b;
	(void)state;

	assert_int_equal(pipe(hang), 0);
	t = transport_make();
	make(&r, "hang.test", 0);
	r.tls = true;
	uint64_t id = start(t, &r, false, 10000, &a);
	(void)start(t, &r, false, 10000, &b);
	for (int i = 0; i < 5; i++) {
		transport_wait(t, NULL, 0, 5);
		transport_turn(t);
	}
	assert_int_equal(a.calls, 0);
	transport_cancel(t, id); /* the look-ups hang on: nothing here waits for them */
	transport_turn(t);
	assert_int_equal(a.calls, 1);
	assert_int_equal(a.err.code, ERR_CANCEL);
	transport_free(t);
	assert_int_equal(b.calls, 0);
	(void)close(hang[1]); /* the look-ups end, in threads that nobody waits for */
	(void)close(hang[0]);
}

static void a_hanging_name_server_ends_in_a_timeout(void **state)
{
	struct transport *t;
	struct got g;
	(void)state;

	assert_int_equal(pipe(hang), 0);
	t = transport_make();
	ask_within(t, "hang.test", 0, false, 100, &g);
	assert_int_equal(g.err.code, ERR_TIMEOUT);
	assert_string_equal(g.err.text,
			    "no connection to hang.test in time: check network, "
			    "proxy and name server");
	assert_true(g.took_ms < 10000); /* by this limit, not by curl's own */
	transport_free(t);
	(void)close(hang[1]);
	(void)close(hang[0]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tells_of_a_cancelled_request_in_the_next_turn),
		cmocka_unit_test(lets_callbacks_start_and_cancel_others),
		cmocka_unit_test(a_hanging_name_server_holds_up_nothing),
		cmocka_unit_test(a_hanging_name_server_ends_in_a_timeout),
	};
	(void)signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* core/net/transport_curl.c: what goes out and what comes in, and how long a turn
 * waits. */
#include "tests/unit/core/net/server.h"

/* Answers once on a connection and drops the second request, as a balancer does. */
static void play_dying(int listener)
{
	for (;;) {
		int fd = accept(listener, NULL, NULL);
		AUTO(buf) in = BUF_INIT(LIMIT_MIB(1));
		if (take(fd, &in))
			put(fd, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
		(void)take(fd, &in);
		(void)close(fd);
	}
}

static void sends_what_was_asked_for_and_nothing_more(void **state)
{
	AUTO(child) server = serve(play_echo);
	struct transport *t = transport_make();
	AUTO(http_request) r;
	AUTO(buf) want = BUF_INIT(1000);
	struct err err = ERR_INIT;
	struct got g;
	(void)state;

	make(&r, "127.0.0.1", server.port);
	free(r.path);
	r.path = mem_text("/a/../b//%2F.");
	r.query = mem_text("x=1");
	assert_true(http_request_header(&r, "Content-Type", "text/x", &err));
	assert_true(http_request_header(&r, "X-Empty", "", &err));
	(void)start(t, &r, false, 10000, &g);
	finish(t, &g);
	buf_addf(&want,
		 "POST /a/../b//%%2F.?x=1 HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n"
		 "Content-Type: text/x\r\nX-Empty:\r\nContent-Length: 11\r\n\r\n"
		 "Action=Test",
		 server.port);
	assert_int_equal(g.err.code, ERR_NONE);
	assert_int_equal(g.status, 200);
	assert_int_equal(g.n_sent, 1);
	assert_string_equal(g.date, "Mon, 23 Nov 2026 07:33:37 GMT");
	assert_string_equal(g.body, buf_text(&want));
	transport_free(t);
}

static void sends_other_methods_too(void **state)
{
	static const struct {
		const char *method, *body, *line;
	} rows[] = {
		{ "GET", "", "GET / HTTP/1.1\r\n" },
		{ "PUT", "x", "PUT / HTTP/1.1\r\n" },
		{ "DELETE", "", "DELETE / HTTP/1.1\r\n" },
		{ "POST", "", "POST / HTTP/1.1\r\n" },
	};
	AUTO(child) server = serve(play_echo);
	struct transport *t = transport_make();
	(void)state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(http_request) r;
		struct got g;
		make(&r, "127.0.0.1", server.port);
		assert_true(
			text_copy(r.method, sizeof(r.method), str_of(rows[i].method)));
		buf_clear(&r.body);
		buf_add_text(&r.body, rows[i].body);
		(void)start(t, &r, false, 10000, &g);
		finish(t, &g);
		assert_int_equal(g.err.code, ERR_NONE);
		assert_int_equal(g.n_sent, 1);
		assert_memory_equal(g.body, rows[i].line, strlen(rows[i].line));
	}
	transport_free(t);
}

static void keeps_connections_for_reads_and_counts_what_curl_sends_again(void **state)
{
	AUTO(child) server = serve(play_dying);
	struct transport *t = transport_make();
	struct got g;
	(void)state;

	ask(t, server.port, false, &g);
	assert_int_equal(g.n_sent, 1);
	assert_string_equal(g.body, "ok");
	ask(t, server.port, false, &g);
	assert_int_equal(g.err.code, ERR_NONE);
	assert_int_equal(g.n_sent, 2);
	assert_string_equal(g.body, "ok");
	transport_free(t);
}

static void sends_once_on_a_connection_of_its_own(void **state)
{
	AUTO(child) server = serve(play_dying);
	struct transport *t = transport_make();
	struct got g;
	(void)state;

	for (int i = 0; i < 3; i++) {
		ask(t, server.port, true, &g);
		assert_int_equal(g.err.code, ERR_NONE);
		assert_int_equal(g.n_sent, 1);
	}
	transport_free(t);
}

static void serves_as_many_at_once_as_the_door_may_send(void **state)
{
	struct child servers[LIMIT_IN_FLIGHT] = { 0 };
	struct got got[LIMIT_IN_FLIGHT];
	struct transport *t = transport_make();
	(void)state;

	for (size_t i = 0; i < LIMIT_IN_FLIGHT; i++) {
		AUTO(http_request) r;
		servers[i] = serve(play_echo);
		make(&r, "127.0.0.1", servers[i].port);
		(void)start(t, &r, false, 20000, &got[i]);
	}
	for (size_t i = 0; i < LIMIT_IN_FLIGHT; i++) {
		finish(t, &got[i]);
		assert_int_equal(got[i].status, 200);
		child_release(&servers[i]);
	}
	transport_free(t);
}

struct slow {
	struct got got;
	unsigned *n_told;
};

/* What an answer of some MiB costs who reads it. */
static void on_slow(void *ctx, struct http_reply *reply, const struct err *err)
{
	struct slow *s = ctx;
	int64_t until_us = clock_mono_us(&clock_system) + 25000;

	on_done(&s->got, reply, err);
	(*s->n_told)++;
	while (clock_mono_us(&clock_system) < until_us)
		continue;
}

static void a_turn_ends_when_replies_have_taken_their_time(void **state)
{
	AUTO(child) server = serve(play_silence);
	struct transport *t = transport_make();
	struct transport_opts opts = { .timeout_ms = 10000 };
	struct slow slow[5] = { 0 };
	unsigned n_told = 0;
	uint64_t id;
	(void)state;

	for (size_t i = 0; i < ARRAY_LEN(slow); i++) {
		AUTO(http_request) r;
		make(&r, "127.0.0.1", server.port);
		slow[i].n_told = &n_told;
		assert_true(
			transport_start(t, &r, &opts, on_slow, &slow[i], &id, NULL));
		transport_cancel(t, id); /* all are due at once */
	}
	for (unsigned i = 1; i <= ARRAY_LEN(slow); i++) {
		transport_wait(t, NULL, 0,
			       10000); /* does not sleep while some are due */
		transport_turn(t);
		assert_int_equal(n_told, i);
		assert_int_equal(slow[i - 1].got.calls, 1);
	}
	transport_free(t);
}

static void hands_over_a_redirect_and_does_not_follow_it(void **state)
{
	script = "HTTP/1.1 301 Moved\r\nLocation: http://127.0.0.1:1/\r\n"
		 "Content-Length: 0\r\n\r\n";
	AUTO(child) server = serve(play_script);
	struct transport *t = transport_make();
	struct got g;
	(void)state;

	ask(t, server.port, false, &g);
	assert_int_equal(g.status, 301);
	assert_string_equal(g.location, "http://127.0.0.1:1/");
	assert_int_equal(g.n_sent, 1);
	transport_free(t);
}

static void takes_the_last_head_and_no_trailers(void **state)
{
	script = "HTTP/1.1 100 Continue\r\nDate: wrong\r\n\r\n"
		 "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
		 "2\r\nok\r\n0\r\nDate: wrong too\r\n\r\n";
	AUTO(child) server = serve(play_script);
	struct transport *t = transport_make();
	struct got g;
	(void)state;

	ask(t, server.port, false, &g);
	assert_int_equal(g.status, 200);
	assert_string_equal(g.body, "ok");
	assert_string_equal(g.date, "");
	transport_free(t);
}

static void passes_by_a_proxy_on_the_way_to_loopback(void **state)
{
	AUTO(child) server = serve(play_echo);
	struct transport *t = transport_make();
	struct got g;
	(void)state;

	assert_int_equal(setenv("http_proxy", "http://127.0.0.1:1", 1), 0);
	ask(t, server.port, false, &g);
	assert_int_equal(unsetenv("http_proxy"), 0);
	assert_int_equal(g.err.code, ERR_NONE);
	assert_int_equal(g.status, 200);
	transport_free(t);
}

static int64_t now_us(void)
{
	return clock_mono_us(&clock_system);
}

/* ---- waiting ---- */

static void waits_for_other_descriptors_and_sees_a_hang_up(void **state)
{
	struct transport *t = transport_make();
	int fds[2];
	(void)state;

	assert_int_equal(pipe(fds), 0);
	struct transport_fd fd = { fds[0], POLLIN, 99 };
	transport_wait(t, &fd, 1, 0);
	assert_int_equal(fd.revents, 0);
	assert_int_equal(write(fds[1], "x", 1), 1);
	transport_wait(t, &fd, 1, -1);
	assert_int_equal(fd.revents, POLLIN);
	assert_int_equal(read(fds[0], &(char){ 0 }, 1), 1);
	(void)close(fds[1]);
	transport_wait(t, &fd, 1, -1);
	assert_int_equal(fd.revents, POLLIN);
	(void)close(fds[0]);
	transport_free(t);
}

static void on_signal(int number)
{
	(void)number;
}

static void a_signal_ends_the_wait(void **state)
{
	struct transport *t = transport_make();
	struct sigaction act = { .sa_handler = on_signal }, before;
	int64_t begin_us = now_us();
	(void)state;

	assert_int_equal(sigaction(SIGALRM, &act, &before), 0);
	(void)ualarm(20000,
		     20000); /* again: the first may come before the wait begins */
	transport_wait(t, NULL, 0, 60000);
	(void)ualarm(0, 0);
	transport_turn(t);
	assert_true(now_us() - begin_us < 50 * CLOCK_SEC_US);
	(void)sigaction(SIGALRM, &before, NULL);
	transport_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sends_what_was_asked_for_and_nothing_more),
		cmocka_unit_test(sends_other_methods_too),
		cmocka_unit_test(
			keeps_connections_for_reads_and_counts_what_curl_sends_again),
		cmocka_unit_test(sends_once_on_a_connection_of_its_own),
		cmocka_unit_test(serves_as_many_at_once_as_the_door_may_send),
		cmocka_unit_test(a_turn_ends_when_replies_have_taken_their_time),
		cmocka_unit_test(hands_over_a_redirect_and_does_not_follow_it),
		cmocka_unit_test(takes_the_last_head_and_no_trailers),
		cmocka_unit_test(passes_by_a_proxy_on_the_way_to_loopback),
		cmocka_unit_test(waits_for_other_descriptors_and_sees_a_hang_up),
		cmocka_unit_test(a_signal_ends_the_wait),
	};
	(void)signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}

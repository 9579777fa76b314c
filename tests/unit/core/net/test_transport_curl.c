/*
 * core/net/transport_curl.c against servers of our own on loopback: each is a child
 * process that plays one part and is killed at the end of the test.
 */
#include "core/net/transport_curl.h"

#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/base/clock.h"
#include "core/base/os.h"

/* ---- a resolver that hangs: ours is found before the C library's ---- */

static int hang[2]; /* look-ups of hang.test wait until this pipe is closed */

int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints,
		struct addrinfo **ret)
{
	char byte;

	(void)service;
	(void)hints;
	*ret = NULL;
	if (node && strcmp(node, "hang.test") == 0)
		(void)!read(hang[0], &byte, 1);
	return EAI_NONAME;
}

/* ---- servers ---- */

typedef void part(int listener);

struct child {
	pid_t pid;
	unsigned port;
};

static struct child serve(part *play)
{
	struct sockaddr_in at = { .sin_family = AF_INET };
	socklen_t len = sizeof(at);
	struct child c = { 0 };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof(at)), 0);
	assert_int_equal(listen(fd, 64), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &len), 0);
	c.port = ntohs(at.sin_port);
	c.pid = fork();
	assert_true(c.pid >= 0);
	if (c.pid == 0) {
		(void)signal(SIGPIPE, SIG_IGN);
		play(fd);
		_exit(0);
	}
	(void)close(fd);
	return c;
}

static void child_release(struct child *c)
{
	if (c->pid <= 0)
		return;
	(void)kill(c->pid, SIGKILL);
	(void)waitpid(c->pid, NULL, 0);
}

static void put(int fd, const char *text)
{
	size_t len = strlen(text), done = 0;

	while (done < len) {
		ssize_t n = write(fd, text + done, len - done);
		if (n <= 0)
			_exit(1);
		done += (size_t)n;
	}
}

/* One request into out; its body is as long as Content-Length says. False at the end.
 */
static bool take(int fd, struct buf *out)
{
	char byte;

	buf_clear(out);
	while (!strstr(buf_text(out), "\r\n\r\n")) {
		if (read(fd, &byte, 1) != 1)
			return false;
		buf_add_char(out, byte);
	}
	const char *length = strcasestr(buf_text(out), "content-length: ");
	for (long left = length ? strtol(length + 16, NULL, 10) : 0; left > 0; left--) {
		if (read(fd, &byte, 1) != 1)
			return false;
		buf_add_char(out, byte);
	}
	return true;
}

/* Answers with the request itself, over and over on one connection. */
static void play_echo(int listener)
{
	for (;;) {
		int fd = accept(listener, NULL, NULL);
		AUTO(buf) in = BUF_INIT(LIMIT_MIB(1));
		while (take(fd, &in)) {
			AUTO(buf) out = BUF_INIT(LIMIT_MIB(2));
			buf_addf(&out,
				 "HTTP/1.1 200 OK\r\nDate: Mon, 23 Nov 2026 07:33:37 "
				 "GMT\r\nContent-Length: %zu\r\n\r\n%s",
				 in.len, buf_text(&in));
			put(fd, buf_text(&out));
		}
		(void)close(fd);
	}
}

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

/* What goes out as soon as a request came, and then more of it or nothing. */
static const char *script;
static bool script_for_ever;

static void play_script(int listener)
{
	for (;;) {
		int fd = accept(listener, NULL, NULL);
		AUTO(buf) in = BUF_INIT(LIMIT_MIB(1));
		if (take(fd, &in))
			put(fd, script);
		while (script_for_ever)
			put(fd,
			    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx");
		(void)close(fd);
	}
}

static void play_silence(int listener)
{
	(void)accept(listener, NULL, NULL);
	for (;;)
		(void)pause();
}

/* ---- asking ---- */

struct got {
	int calls, status;
	unsigned n_sent;
	int64_t took_ms;
	struct err err;
	char body[4096];
	char date[64];
	char location[64];
};

static void on_done(void *ctx, struct http_reply *reply, const struct err *err)
{
	struct got *g = ctx;

	g->calls++;
	g->status = reply->status;
	g->n_sent = reply->n_sent;
	g->took_ms = reply->took_ms;
	g->err = err ? *err : ERR_INIT;
	(void)!text_copy(g->body, sizeof(g->body), buf_str(&reply->body));
	(void)!text_copy(g->date, sizeof(g->date),
			 str_of(http_reply_get(reply, "Date")));
	(void)!text_copy(g->location, sizeof(g->location),
			 str_of(http_reply_get(reply, "Location")));
}

static void make(struct http_request *r, const char *host, unsigned port)
{
	*r = (struct http_request){ .method = "POST", .port = port };
	r->host = mem_text(host);
	r->path = mem_text("/");
	r->body = BUF_SECRET(LIMIT_MIB(1));
	buf_add_text(&r->body, "Action=Test");
}

static uint64_t start(struct transport *t, const struct http_request *r, bool fresh,
		      unsigned timeout_ms, struct got *g)
{
	struct transport_opts opts = { fresh, timeout_ms };
	struct err err = ERR_INIT;
	uint64_t id = 0;

	*g = (struct got){ 0 };
	assert_true(transport_start(t, r, &opts, on_done, g, &id, &err));
	assert_int_not_equal(id, 0);
	return id;
}

static void finish(struct transport *t, const struct got *g)
{
	for (int i = 0; i < 100000 && g->calls == 0; i++) {
		transport_wait(t, NULL, 0, 1000);
		transport_turn(t);
	}
	assert_int_equal(g->calls, 1);
}

static void ask(struct transport *t, unsigned port, bool fresh, struct got *g)
{
	AUTO(http_request) r;

	make(&r, "127.0.0.1", port);
	(void)start(t, &r, fresh, 10000, g);
	finish(t, g);
}

static struct transport *transport_make(void)
{
	struct err err = ERR_INIT;
	struct transport *t = transport_curl_new(NULL, &err);

	assert_non_null(t);
	return t;
}

/* ---- the tests ---- */

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

/* ---- what goes wrong ---- */

static void cuts_off_bodies_and_heads_without_end(void **state)
{
	static const char *const scripts[] = {
		"HTTP/1.1 200 OK\r\n\r\n",
		"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n",
		"HTTP/1.1 200 OK\r\nX: ",
	};
	(void)state;

	script_for_ever = true;
	for (size_t i = 0; i < ARRAY_LEN(scripts); i++) {
		script = scripts[i];
		AUTO(child) server = serve(play_script);
		struct transport *t = transport_make();
		struct got g;
		ask(t, server.port, false, &g);
		assert_int_equal(g.status, 0);
		assert_string_equal(g.body, "");
		assert_true(g.err.code == ERR_LIMIT ||
			    (i == 2 && g.err.code == ERR_NET));
		if (i < 2)
			assert_string_equal(
				g.err.text,
				"127.0.0.1 answers with more than 8 MiB: cut off");
		transport_free(t);
	}
	script_for_ever = false;
}

static void refuses_more_header_lines_than_the_ceiling(void **state)
{
	AUTO(buf) head = BUF_INIT(LIMIT_KIB(64));
	(void)state;

	buf_add_text(&head, "HTTP/1.1 200 OK\r\n");
	for (int i = 0; i < LIMIT_HEADERS + 1; i++)
		buf_addf(&head, "X-%d: y\r\n", i);
	buf_add_text(&head, "Content-Length: 0\r\n\r\n");
	script = buf_text(&head);
	AUTO(child) server = serve(play_script);
	struct transport *t = transport_make();
	struct got g;
	ask(t, server.port, false, &g);
	assert_int_equal(g.err.code, ERR_LIMIT);
	assert_string_equal(g.err.text,
			    "127.0.0.1 answers with: more than 100 headers");
	transport_free(t);
}

static void says_in_one_sentence_what_failed(void **state)
{
	static const struct {
		const char *script, *text;
	} rows[] = {
		{ "", "the connection to 127.0.0.1 broke off: try again" },
		{ "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc",
		  "the connection to 127.0.0.1 broke off: try again" },
		{ "SSH-2.0-OpenSSH_9.2\r\n",
		  "127.0.0.1 does not answer in HTTP/1.1: check the endpoint" },
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		script = rows[i].script;
		AUTO(child) server = serve(play_script);
		struct transport *t = transport_make();
		struct got g;
		ask(t, server.port, true, &g);
		assert_string_equal(g.err.text, rows[i].text);
		assert_int_equal(g.err.code, ERR_NET);
		assert_int_equal(g.status, 0);
		assert_int_equal(g.n_sent, 1);
		transport_free(t);
	}
}

static void says_so_when_nobody_listens_or_the_name_is_unknown(void **state)
{
	struct child gone = serve(play_silence);
	struct transport *t = transport_make();
	AUTO(http_request) r;
	struct got g;
	(void)state;

	child_release(&gone);
	ask(t, gone.port, false, &g);
	assert_int_equal(g.err.code, ERR_NET);
	assert_int_equal(g.n_sent, 0);
	assert_string_equal(g.err.text, "127.0.0.1 does not accept connections: check "
					"network, proxy and endpoint");
	make(&r, "nowhere.test", 0);
	r.tls = true;
	(void)start(t, &r, false, 10000, &g);
	finish(t, &g);
	assert_int_equal(g.err.code, ERR_NET);
	assert_string_equal(g.err.text,
			    "the name nowhere.test cannot be resolved: check "
			    "region, network and name server");
	transport_free(t);
}

static void gives_up_after_the_time_it_was_given(void **state)
{
	AUTO(child) server = serve(play_silence);
	struct transport *t = transport_make();
	AUTO(http_request) r;
	struct got g;
	(void)state;

	make(&r, "127.0.0.1", server.port);
	(void)start(t, &r, false, 100, &g);
	finish(t, &g);
	assert_int_equal(g.err.code, ERR_TIMEOUT);
	assert_string_equal(
		g.err.text,
		"127.0.0.1 did not finish its answer within 1 s: try again");
	assert_true(g.took_ms >= 100 && g.took_ms < 5000);
	transport_free(t);
}

static void refuses_http_without_tls_beyond_loopback(void **state)
{
	struct transport *t = transport_make();
	AUTO(http_request) r;
	struct transport_opts opts = { 0 };
	struct err err = ERR_INIT;
	struct got g = { 0 };
	uint64_t id = 7;
	(void)state;

	make(&r, "sts.amazonaws.com", 0);
	assert_false(transport_start(t, &r, &opts, on_done, &g, &id, &err));
	assert_int_equal(err.code, ERR_ARG);
	assert_int_equal(id, 7);
	free(r.path);
	r.path = NULL;
	r.tls = true;
	assert_false(transport_start(t, &r, &opts, on_done, &g, &id, &err));
	transport_free(t);
}

static void refuses_a_bundle_that_is_not_there(void **state)
{
	struct err err = ERR_INIT;
	(void)state;

	assert_null(transport_curl_new("/nowhere/ca.pem", &err));
	assert_int_equal(err.code, ERR_CONFIG);
	assert_string_equal(err.text,
			    "AWS_CA_BUNDLE: there is no file /nowhere/ca.pem");
}

/* ---- giving up ---- */

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

static int64_t now_us(void)
{
	return clock_mono_us(&clock_system);
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
	AUTO(http_request) r;
	struct got g;
	(void)state;

	assert_int_equal(pipe(hang), 0);
	t = transport_make();
	make(&r, "hang.test", 0);
	r.tls = true;
	(void)start(t, &r, false, 100, &g);
	finish(t, &g);
	assert_int_equal(g.err.code, ERR_TIMEOUT);
	assert_string_equal(g.err.text,
			    "no connection to hang.test in time: check network, "
			    "proxy and name server");
	assert_true(g.took_ms < 10000); /* by this limit, not by curl's own */
	transport_free(t);
	(void)close(hang[1]);
	(void)close(hang[0]);
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

/* ---- TLS, with a server of OpenSSL's tool ---- */

struct tls {
	struct os_child child;
	char dir[64], cert[96], key[96];
	unsigned port;
};

static bool run(char *const argv[])
{
	struct os_child c;
	int status = -1;

	if (!os_spawn(argv, &c, NULL))
		return false;
	while (!os_reap(&c, &status))
		(void)poll(NULL, 0, 5);
	(void)close(c.out_fd);
	(void)close(c.err_fd);
	return status == 0;
}

/* The line "ACCEPT 127.0.0.1:PORT" that s_server prints. */
static unsigned read_port(const struct os_child *c)
{
	AUTO(buf) out = BUF_INIT(LIMIT_KIB(16));
	char chunk[512];

	for (int i = 0; i < 2400; i++) {
		struct pollfd p = { c->out_fd, POLLIN, 0 };
		(void)poll(&p, 1, 25);
		ssize_t n = read(c->out_fd, chunk, sizeof(chunk));
		if (n > 0)
			buf_add(&out, chunk, (size_t)n);
		const char *at = strstr(buf_text(&out), "ACCEPT 127.0.0.1:");
		if (at && strchr(at, '\n'))
			return (unsigned)strtoul(at + 17, NULL, 10);
	}
	return 0;
}

static char *text(const char *s)
{
	return (char *)(uintptr_t)s;
}

static bool tls_serve(struct tls *t, const char *name, const char *days)
{
	AUTO(buf) names = BUF_INIT(200);

	*t = (struct tls){ .dir = "/tmp/candor-tls-XXXXXX", .child = { 0, -1, -1 } };
	assert_non_null(mkdtemp(t->dir));
	buf_addf(&names, "%s/cert.pem", t->dir);
	assert_true(text_copy(t->cert, sizeof(t->cert), buf_str(&names)));
	buf_clear(&names);
	buf_addf(&names, "%s/key.pem", t->dir);
	assert_true(text_copy(t->key, sizeof(t->key), buf_str(&names)));
	buf_clear(&names);
	buf_addf(&names, "subjectAltName=%s", name);
	char *const make_cert[] = {
		text("openssl"),
		text("req"),
		text("-x509"),
		text("-newkey"),
		text("ec"),
		text("-pkeyopt"),
		text("ec_paramgen_curve:P-256"),
		text("-nodes"),
		text("-keyout"),
		t->key,
		text("-out"),
		t->cert,
		text("-subj"),
		text("/CN=candor test"),
		text("-addext"),
		names.p,
		text("-days"),
		text(days),
		NULL,
	};
	char *const serve_tls[] = {
		text("openssl"), text("s_server"),
		text("-accept"), text("127.0.0.1:0"),
		text("-cert"),   t->cert,
		text("-key"),    t->key,
		text("-www"),    NULL,
	};
	if (!run(make_cert) || !os_spawn(serve_tls, &t->child, NULL))
		return false;
	t->port = read_port(&t->child);
	return t->port != 0;
}

static void tls_release(struct tls *t)
{
	if (t->child.pid > 0)
		os_kill(&t->child);
	(void)unlink(t->cert);
	(void)unlink(t->key);
	(void)rmdir(t->dir);
}

static void ask_tls(const char *bundle, unsigned port, struct got *g)
{
	struct err err = ERR_INIT;
	struct transport *t = transport_curl_new(bundle, &err);
	AUTO(http_request) r;

	assert_non_null(t);
	make(&r, "127.0.0.1", port);
	r.tls = true;
	assert_true(text_copy(r.method, sizeof(r.method), STR("GET")));
	buf_clear(&r.body);
	(void)start(t, &r, false, 10000, g);
	finish(t, g);
	transport_free(t);
}

static void trusts_only_the_certificates_it_was_told_to(void **state)
{
	AUTO(tls) server;
	struct got g;
	(void)state;

	if (!tls_serve(&server, "IP:127.0.0.1", "2"))
		skip();
	ask_tls(NULL, server.port, &g);
	assert_int_equal(g.err.code, ERR_NET);
	assert_string_equal(
		g.err.text,
		"the certificate of 127.0.0.1 is not trusted: set AWS_CA_BUNDLE "
		"to the file with your proxy's or endpoint's authority");
	assert_int_equal(g.n_sent, 0);
	ask_tls(server.key, server.port, &g);
	assert_string_equal(g.err.text,
			    "for 127.0.0.1: the file of AWS_CA_BUNDLE cannot be "
			    "read as certificates");
	ask_tls(server.cert, server.port, &g);
	assert_string_equal(g.err.text, "");
	assert_int_equal(g.status, 200);
	assert_int_equal(g.n_sent, 1);
}

static void trusts_a_file_that_is_named_later(void **state)
{
	struct transport *t = transport_make();
	AUTO(tls) server;
	AUTO(http_request) r = { 0 };
	struct err err = ERR_INIT;
	struct got g;
	(void)state;

	if (!tls_serve(&server, "IP:127.0.0.1", "2"))
		skip();
	assert_false(transport_curl_trust(t, "/nowhere/ca.pem", &err));
	assert_true(transport_curl_trust(t, NULL, &err));
	assert_true(transport_curl_trust(t, server.cert, &err));
	make(&r, "127.0.0.1", server.port);
	r.tls = true;
	assert_true(text_copy(r.method, sizeof(r.method), STR("GET")));
	buf_clear(&r.body);
	(void)start(t, &r, true, 10000, &g);
	finish(t, &g);
	assert_int_equal(g.status, 200);
	assert_memory_equal(transport_curl_version(), "libcurl/", 8);
	transport_free(t);
}

static void says_when_a_certificate_is_for_another_name(void **state)
{
	AUTO(tls) server;
	struct got g;
	(void)state;

	if (!tls_serve(&server, "DNS:other.example", "2"))
		skip();
	ask_tls(server.cert, server.port, &g);
	assert_int_equal(g.err.code, ERR_NET);
	assert_string_equal(
		g.err.text,
		"the certificate of 127.0.0.1 is made out to another name: check "
		"the endpoint and what stands between");
}

static void says_when_the_other_side_speaks_no_tls(void **state)
{
	AUTO(child) server = serve(play_echo);
	struct got g;
	(void)state;

	ask_tls(NULL, server.port, &g);
	assert_int_not_equal(g.err.code, ERR_NONE);
	assert_int_equal(g.status, 0);
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
		cmocka_unit_test(cuts_off_bodies_and_heads_without_end),
		cmocka_unit_test(refuses_more_header_lines_than_the_ceiling),
		cmocka_unit_test(says_in_one_sentence_what_failed),
		cmocka_unit_test(says_so_when_nobody_listens_or_the_name_is_unknown),
		cmocka_unit_test(gives_up_after_the_time_it_was_given),
		cmocka_unit_test(refuses_http_without_tls_beyond_loopback),
		cmocka_unit_test(refuses_a_bundle_that_is_not_there),
		cmocka_unit_test(tells_of_a_cancelled_request_in_the_next_turn),
		cmocka_unit_test(lets_callbacks_start_and_cancel_others),
		cmocka_unit_test(a_hanging_name_server_holds_up_nothing),
		cmocka_unit_test(a_hanging_name_server_ends_in_a_timeout),
		cmocka_unit_test(waits_for_other_descriptors_and_sees_a_hang_up),
		cmocka_unit_test(a_signal_ends_the_wait),
		cmocka_unit_test(trusts_only_the_certificates_it_was_told_to),
		cmocka_unit_test(trusts_a_file_that_is_named_later),
		cmocka_unit_test(says_when_a_certificate_is_for_another_name),
		cmocka_unit_test(says_when_the_other_side_speaks_no_tls),
	};
	(void)signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}

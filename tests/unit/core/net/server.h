/*
 * Servers of our own on loopback, for core/net/transport_curl.c: each is a child
 * process that plays one part and is killed at the end of the test.
 */
#ifndef TESTS_UNIT_CORE_NET_SERVER_H
#define TESTS_UNIT_CORE_NET_SERVER_H

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

static inline struct child serve(part *play)
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

static inline void child_release(struct child *c)
{
	if (c->pid <= 0)
		return;
	(void)kill(c->pid, SIGKILL);
	(void)waitpid(c->pid, NULL, 0);
}

static inline void put(int fd, const char *text)
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
static inline bool take(int fd, struct buf *out)
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
static inline void play_echo(int listener)
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

/* What goes out as soon as a request came, and then more of it or nothing. */
static const char *script;
static bool script_for_ever;

static inline void play_script(int listener)
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

static inline void play_silence(int listener)
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

static inline void on_done(void *ctx, struct http_reply *reply, const struct err *err)
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

static inline void make(struct http_request *r, const char *host, unsigned port)
{
	*r = (struct http_request){ .method = "POST", .port = port };
	r->host = mem_text(host);
	r->path = mem_text("/");
	r->body = BUF_SECRET(LIMIT_MIB(1));
	buf_add_text(&r->body, "Action=Test");
}

static inline uint64_t start(struct transport *t, const struct http_request *r,
			     bool fresh, unsigned timeout_ms, struct got *g)
{
	struct transport_opts opts = { fresh, timeout_ms };
	struct err err = ERR_INIT;
	uint64_t id = 0;

	*g = (struct got){ 0 };
	assert_true(transport_start(t, r, &opts, on_done, g, &id, &err));
	assert_int_not_equal(id, 0);
	return id;
}

static inline void finish(struct transport *t, const struct got *g)
{
	for (int i = 0; i < 100000 && g->calls == 0; i++) {
		transport_wait(t, NULL, 0, 1000);
		transport_turn(t);
	}
	assert_int_equal(g->calls, 1);
}

/* Port 0 is that of TLS: for names behind which nobody is. */
static inline void ask_within(struct transport *t, const char *host, unsigned port,
			      bool fresh, unsigned timeout_ms, struct got *g)
{
	AUTO(http_request) r;

	make(&r, host, port);
	r.tls = port == 0;
	(void)start(t, &r, fresh, timeout_ms, g);
	finish(t, g);
}

static inline void ask(struct transport *t, unsigned port, bool fresh, struct got *g)
{
	ask_within(t, "127.0.0.1", port, fresh, 10000, g);
}

static inline struct transport *transport_make(void)
{
	struct err err = ERR_INIT;
	struct transport *t = transport_curl_new(NULL, &err);

	assert_non_null(t);
	return t;
}

/* For argv, whose strings are not const. */
static inline char *text(const char *s)
{
	return (char *)(uintptr_t)s;
}

#endif

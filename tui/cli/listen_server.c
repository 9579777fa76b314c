/*
 * libmicrohttpd is included in this file alone.
 *
 * Always true: a request that was handed out is suspended until listen_answer(), so its
 * connection cannot end before; a connection that brings no whole request within
 * LIMIT_BEAT_MS is cut off, however busy it looks; a request whose length two readers
 * could take for two is refused, and its connection closed (RFC 9112, 6.3).
 */
#include "tui/cli/listen_server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/base/buf.h"
#include "core/base/limits.h"
#include "core/base/vec.h"

#define PATH        "/v1/beat"
#define SIGNATURE   "Candor-Signature"
#define TICK_MS     1000
#define HURRIED_MS  2000 /* when nearly all places are taken */
#define SPARE       64   /* connections that are taken to be counted and closed */
#define BACKLOG     1024
#define PER_ADDRESS 256 /* connections of one address at once, off loopback */
#define LEAVING     "the receiver ends; send it again"
/* TLS 1.2 with forward secrecy and authenticated ciphers alone. */
#define PRIORITIES                                                  \
	"SECURE128:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:-RSA:-SHA1:" \
	"-CIPHER-ALL:+AES-128-GCM:+AES-256-GCM:+CHACHA20-POLY1305:" \
	"%SERVER_PRECEDENCE"

/* One socket. */
struct client {
	struct client *newer, *older;
	int fd;
	int64_t since_us; /* connected, or its last answer */
	bool served;      /* has had an answer */
	bool waits;       /* its request was handed out */
	bool cut;
};

struct listen_request {
	struct listen_server *s;
	struct MHD_Connection *connection;
	size_t wanted, len; /* bytes of the body */
	bool answered, suspended, health;
	unsigned http;
	struct MHD_Response *response;
	char body[]; /* wanted bytes */
};

struct listen_server {
	struct listen_opts opts;
	struct MHD_Daemon *daemon;
	int fd;                         /* listening; -1: not any more ours */
	int epoll;                      /* -1: not watched */
	struct client *newest, *oldest; /* by since_us */
	size_t n_clients;
	unsigned per_ip; /* connections of one address; 0: a proxy's, any number */
	bool leaving;    /* nothing is handed out any more */
	uint64_t timer;
	bool more; /* libmicrohttpd has work although no descriptor says so */
	bool resumed;
	char url[128];
};

/* ---- answers ---- */

/* For a library that takes what it only reads without const. */
static void *unconst(const void *p)
{
	const union {
		const void *given;
		void *taken;
	} same = { p };

	return same.taken;
}

static struct MHD_Response *make_response(struct str json, bool close)
{
	struct MHD_Response *r = MHD_create_response_from_buffer(
		json.len, unconst(json.p), MHD_RESPMEM_MUST_COPY);

	bug_unless(r);
	(void)MHD_add_response_header(r, "Content-Type", "application/json");
	if (close)
		(void)MHD_add_response_header(r, "Connection", "close");
	return r;
}

void listen_answer(struct listen_request *r, unsigned http, struct str json)
{
	bug_unless(!r->answered);
	r->answered = true;
	r->http = http;
	r->response = make_response(json, r->s->leaving);
	if (!r->suspended)
		return; /* the handler sends it */
	r->suspended = false;
	r->s->resumed = true;
	MHD_resume_connection(r->connection);
}

static enum MHD_Result send_answer(struct listen_request *r)
{
	enum MHD_Result ok = MHD_queue_response(r->connection, r->http, r->response);

	MHD_destroy_response(r->response);
	r->response = NULL;
	return ok;
}

/* Refused by what its first lines say; closes the connection when a body is to come. */
static enum MHD_Result turn_away(const struct listen_server *s,
				 struct MHD_Connection *c, enum beat_verdict v,
				 const char *why, unsigned http)
{
	AUTO(buf) json = BUF_INIT(512);
	struct MHD_Response *response;
	enum MHD_Result ok;

	buf_addf(&json, "{\"v\":1,\"result\":\"%s\",\"text\":\"%s\"}\n",
		 beat_verdict_name(v), why);
	response = make_response(buf_str(&json), true);
	s->opts.refused(s->opts.ctx, v);
	ok = MHD_queue_response(c, http, response);
	MHD_destroy_response(response);
	return ok;
}

/* ---- requests ---- */

static const char *header(struct MHD_Connection *c, const char *name)
{
	return MHD_lookup_connection_value(c, MHD_HEADER_KIND, name);
}

static struct listen_request *new_request(struct listen_server *s,
					  struct MHD_Connection *c, size_t wanted)
{
	struct listen_request *r = mem_new(1, sizeof(*r) + wanted);

	r->s = s;
	r->connection = c;
	r->wanted = wanted;
	return r;
}

/* What tells where a request ends, and whose it is: more than once, two readers may
 * take it for two requests. */
struct framing {
	unsigned n_lengths, n_signatures;
	bool odd;
};

static enum MHD_Result count_header(void *ctx, enum MHD_ValueKind kind,
				    const char *name, const char *value)
{
	struct framing *f = ctx;
	size_t n = strlen(name);

	(void)kind;
	(void)value;
	f->n_lengths += strcasecmp(name, "Content-Length") == 0;
	f->n_signatures += strcasecmp(name, SIGNATURE) == 0;
	if (strcasecmp(name, "Transfer-Encoding") == 0 || strcspn(name, " \t") < n)
		f->odd = true;
	return MHD_YES;
}

static bool is_framed(struct MHD_Connection *c)
{
	struct framing f = { 0 };

	(void)MHD_get_connection_values(c, MHD_HEADER_KIND, count_header, &f);
	return !f.odd && f.n_lengths <= 1 && f.n_signatures <= 1;
}

/* Its headers are here. */
static enum MHD_Result begin(struct listen_server *s, struct MHD_Connection *c,
			     const char *url, const char *method, void **ret)
{
	const char *length = header(c, "Content-Length");
	int64_t n = 0;

	if (s->leaving)
		return turn_away(s, c, BEAT_FAILED, LEAVING, 503);
	if (!is_framed(c))
		return turn_away(s, c, BEAT_MALFORMED,
				 "one Content-Length and one " SIGNATURE
				 ", and no Transfer-Encoding",
				 400);
	if (text_eq(method, "GET") && text_eq(url, "/health")) {
		/* answered at the next call: before that it would close */
		*ret = new_request(s, c, 0);
		((struct listen_request *)*ret)->health = true;
		return MHD_YES;
	}
	if (!text_eq(url, PATH))
		return turn_away(s, c, BEAT_ASTRAY, "beats go to POST " PATH, 404);
	if (!text_eq(method, "POST"))
		return turn_away(s, c, BEAT_ASTRAY, "beats go to POST " PATH, 405);
	if (!length)
		return turn_away(s, c, BEAT_MALFORMED,
				 "the request has no Content-Length", 411);
	if (!str_int(str_of(length), 0, INT64_MAX, &n) || n > (int64_t)LIMIT_BEAT)
		return turn_away(s, c, BEAT_OVERSIZE, "a beat has at most 8192 bytes",
				 413);
	*ret = new_request(s, c, (size_t)n);
	return MHD_YES;
}

static struct client *client_of(struct MHD_Connection *c)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(c, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	return info ? info->socket_context : NULL;
}

static void set_waits(struct MHD_Connection *c, bool waits)
{
	struct client *client = client_of(c);

	if (client)
		client->waits = waits;
}

static enum MHD_Result hand_out(struct listen_request *r)
{
	struct listen_server *s = r->s;

	if (r->health) {
		if (s->opts.takes(s->opts.ctx))
			listen_answer(r, MHD_HTTP_OK, STR("{\"v\":1,\"up\":true}\n"));
		else
			listen_answer(r, MHD_HTTP_SERVICE_UNAVAILABLE,
				      STR("{\"v\":1,\"up\":false}\n"));
		return send_answer(r);
	}
	if (s->leaving) {
		s->opts.refused(s->opts.ctx, BEAT_FAILED);
		listen_answer(r, beat_verdict_http(BEAT_FAILED),
			      STR("{\"v\":1,\"result\":\"failed\",\"text\":\"" LEAVING
				  "\"}\n"));
		return send_answer(r);
	}
	s->opts.beat(s->opts.ctx, r, (struct str){ r->body, r->len },
		     str_of(header(r->connection, SIGNATURE)));
	if (r->answered)
		return send_answer(r);
	r->suspended = true;
	set_waits(r->connection, true);
	MHD_suspend_connection(r->connection);
	return MHD_YES;
}

static enum MHD_Result on_request(void *ctx, struct MHD_Connection *c, const char *url,
				  const char *method, const char *version,
				  const char *data, size_t *len, void **state)
{
	struct listen_request *r = *state;

	(void)version;
	if (!r)
		return begin(ctx, c, url, method, state);
	if (r->answered)
		return send_answer(r);
	if (*len == 0)
		return hand_out(r);
	if (*len > r->wanted - r->len)
		return MHD_NO; /* more than it said */
	memcpy(r->body + r->len, data, *len);
	r->len += *len;
	*len = 0;
	return MHD_YES;
}

/* ---- who is connected ---- */

static void take_out(struct listen_server *s, const struct client *c)
{
	*(c->newer ? &c->newer->older : &s->newest) = c->older;
	*(c->older ? &c->older->newer : &s->oldest) = c->newer;
}

static void put_newest(struct listen_server *s, struct client *c)
{
	c->since_us = clock_mono_us(s->opts.clock);
	c->newer = NULL;
	c->older = s->newest;
	*(s->newest ? &s->newest->newer : &s->oldest) = c;
	s->newest = c;
}

static void on_request_end(void *ctx, struct MHD_Connection *c, void **state,
			   enum MHD_RequestTerminationCode how)
{
	struct listen_server *s = ctx;
	struct client *client = client_of(c);
	struct listen_request *r = *state;

	if (client) {
		client->served =
			client->served || how == MHD_REQUEST_TERMINATED_COMPLETED_OK;
		client->waits = false;
		take_out(s, client);
		put_newest(s, client);
	}
	if (r && r->response)
		MHD_destroy_response(r->response);
	free(r);
	*state = NULL;
}

/* ---- connections ---- */

static void cut(struct listen_server *s, struct client *c, enum beat_verdict v)
{
	c->cut = true;
	(void)shutdown(c->fd, SHUT_RDWR); /* libmicrohttpd closes it */
	if (v != BEAT_FINE)
		s->opts.refused(s->opts.ctx, v);
}

/* Whoever comes finds a place: the one that has said nothing for longest goes, for
 * else who holds all places, and says nothing, would keep everybody out. */
static void make_room(struct listen_server *s)
{
	struct client *c = s->oldest;

	while (c && (c->cut || c->waits))
		c = c->newer;
	if (c)
		cut(s, c, c->served ? BEAT_FINE : BEAT_FULL);
}

static void add_client(struct listen_server *s, struct MHD_Connection *c, void **ret)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(c, MHD_CONNECTION_INFO_CONNECTION_FD);
	struct client *client = mem_new(1, sizeof(*client));

	client->fd = info ? info->connect_fd : -1;
	if (++s->n_clients > s->opts.most)
		make_room(s);
	put_newest(s, client);
	*ret = client;
}

static void on_connection(void *ctx, struct MHD_Connection *c, void **socket_ctx,
			  enum MHD_ConnectionNotificationCode what)
{
	struct listen_server *s = ctx;
	struct client *client = *socket_ctx;

	if (what == MHD_CONNECTION_NOTIFY_STARTED) {
		add_client(s, c, socket_ctx);
		return;
	}
	if (!client)
		return;
	take_out(s, client);
	s->n_clients--;
	free(client);
	*socket_ctx = NULL;
}

/* A full house waits for nobody. */
static void cut_the_slow(struct listen_server *s)
{
	int64_t now = clock_mono_us(s->opts.clock);
	int64_t most =
		s->n_clients > s->opts.most / 10 * 9 ? HURRIED_MS : LIMIT_BEAT_MS;

	for (struct client *c = s->oldest; c && now - c->since_us > most * 1000;
	     c = c->newer)
		if (!c->cut && !c->waits)
			cut(s, c, c->served ? BEAT_FINE : BEAT_SLOW);
}

/* ---- turns ---- */

static void go_on(struct listen_server *s)
{
	MHD_UNSIGNED_LONG_LONG ms = 1;

	s->resumed = false;
	(void)MHD_run(s->daemon);
	s->more = s->resumed || (MHD_get_timeout(s->daemon, &ms) == MHD_YES && ms == 0);
	if (s->more)
		loop_again(s->opts.loop);
}

static void on_ready(void *ctx, int fd, short revents)
{
	(void)fd;
	(void)revents;
	go_on(ctx);
}

void listen_server_turn(struct listen_server *s)
{
	if (s->more || s->resumed)
		go_on(s);
}

static void on_tick(void *ctx)
{
	struct listen_server *s = ctx;

	cut_the_slow(s);
	go_on(s);
	s->timer = loop_arm(s->opts.loop, TICK_MS, on_tick, s);
}

/* ---- begin and end ---- */

union address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

static bool parse_address(const char *text, union address *ret, socklen_t *ret_len,
			  bool *ret_loopback, struct err *err)
{
	const char *colon = strrchr(text, ':');
	char host[64] = "";
	int64_t port = 0;
	struct str name = { text, colon ? (size_t)(colon - text) : 0 };

	*ret = (union address){ 0 };
	if (name.len > 1 && name.p[0] == '[' && name.p[name.len - 1] == ']')
		name = (struct str){ name.p + 1, name.len - 2 };
	if (!colon || !str_int(str_of(colon + 1), 0, 65535, &port) ||
	    !text_copy(host, sizeof(host), name))
		return err_set(err, ERR_CONFIG,
			       "\"%s\" is no address to listen at; 127.0.0.1:8080, "
			       "0.0.0.0:8443 or [::]:8443 is one",
			       text);
	if (inet_pton(AF_INET, host, &ret->v4.sin_addr) == 1) {
		ret->v4.sin_family = AF_INET;
		ret->v4.sin_port = htons((uint16_t)port);
		*ret_len = sizeof(ret->v4);
		*ret_loopback = ntohl(ret->v4.sin_addr.s_addr) >> 24 == 127;
		return true;
	}
	if (inet_pton(AF_INET6, host, &ret->v6.sin6_addr) == 1) {
		ret->v6.sin6_family = AF_INET6;
		ret->v6.sin6_port = htons((uint16_t)port);
		*ret_len = sizeof(ret->v6);
		*ret_loopback = IN6_IS_ADDR_LOOPBACK(&ret->v6.sin6_addr);
		return true;
	}
	return err_set(
		err, ERR_CONFIG,
		"\"%s\" is no address to listen at: a number, not a name, stands "
		"before the port",
		text);
}

static bool bind_socket(struct listen_server *s, const union address *a, socklen_t len,
			struct err *err)
{
	int on = 1;

	s->fd = socket(a->any.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (s->fd >= 0 &&
	    setsockopt(s->fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) == 0 &&
	    bind(s->fd, &a->any, len) == 0 && listen(s->fd, BACKLOG) == 0)
		return true;
	return err_set(err, ERR_IO, "cannot listen at %s: %s", s->opts.address,
		       err_errno(errno));
}

static void name_url(struct listen_server *s)
{
	union address a = { 0 };
	socklen_t len = sizeof(a);
	char host[64] = "";
	bool v6;

	if (getsockname(s->fd, &a.any, &len) != 0)
		return;
	v6 = a.any.sa_family == AF_INET6;
	(void)inet_ntop(a.any.sa_family,
			v6 ? (void *)&a.v6.sin6_addr : (void *)&a.v4.sin_addr, host,
			sizeof(host));
	(void)snprintf(s->url, sizeof(s->url), "%s://%s%s%s:%u",
		       s->opts.cert ? "https" : "http", v6 ? "[" : "", host,
		       v6 ? "]" : "", ntohs(v6 ? a.v6.sin6_port : a.v4.sin_port));
}

static bool start(struct listen_server *s, struct err *err)
{
	unsigned flags = MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME;
	const union MHD_DaemonInfo *info;
	struct MHD_OptionItem tls[] = {
		{ MHD_OPTION_HTTPS_MEM_CERT, 0, unconst(s->opts.cert) },
		{ MHD_OPTION_HTTPS_MEM_KEY, 0, unconst(s->opts.key) },
		{ MHD_OPTION_HTTPS_PRIORITIES, 0, unconst(PRIORITIES) },
		{ MHD_OPTION_END, 0, NULL },
	};

	if (s->opts.cert)
		flags |= MHD_USE_TLS;
	else
		tls[0].option = MHD_OPTION_END;
	s->daemon = MHD_start_daemon(
		flags, 0, NULL, NULL, on_request, s, MHD_OPTION_LISTEN_SOCKET, s->fd,
		MHD_OPTION_NOTIFY_COMPLETED, on_request_end, s,
		MHD_OPTION_NOTIFY_CONNECTION, on_connection, s,
		MHD_OPTION_CONNECTION_LIMIT, (unsigned)(s->opts.most + SPARE),
		MHD_OPTION_PER_IP_CONNECTION_LIMIT, s->per_ip,
		MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
		LIMIT_BEAT_HEADERS, MHD_OPTION_CONNECTION_TIMEOUT,
		(unsigned)(LIMIT_BEAT_MS / 1000 * 2), MHD_OPTION_ARRAY, tls,
		MHD_OPTION_END);
	if (!s->daemon)
		return err_set(err, ERR_CONFIG, "the server could not be started%s",
			       s->opts.cert ? ": certificate or key cannot be used"
					    : "");
	info = MHD_get_daemon_info(s->daemon, MHD_DAEMON_INFO_EPOLL_FD);
	bug_unless(info && info->epoll_fd >= 0);
	s->epoll = info->epoll_fd;
	loop_watch(s->opts.loop, s->epoll, POLLIN, on_ready, s);
	s->timer = loop_arm(s->opts.loop, TICK_MS, on_tick, s);
	return true;
}

bool listen_server_new(const struct listen_opts *opts, struct listen_server **ret,
		       struct err *err)
{
	struct listen_server *s = mem_new(1, sizeof(*s));
	union address a;
	socklen_t len = 0;
	bool loopback = false;

	s->opts = *opts;
	s->fd = s->epoll = -1;
	if (!parse_address(opts->address, &a, &len, &loopback, err))
		goto failed;
	if (!opts->cert && !loopback) {
		(void)err_set(err, ERR_CONFIG,
			      "plain HTTP is for loopback alone, and %s is not: give "
			      "a certificate and a key, or put a proxy with TLS before "
			      "127.0.0.1",
			      opts->address);
		goto failed;
	}
	if (!bind_socket(s, &a, len, err))
		goto failed;
	name_url(s);
	s->per_ip = loopback ? 0 : PER_ADDRESS;
	if (!start(s, err))
		goto failed;
	*ret = s;
	return true;
failed:
	listen_server_free(s);
	return false;
}

void listen_server_quiesce(struct listen_server *s)
{
	s->leaving = true;
	if (s->fd < 0)
		return;
	(void)MHD_quiesce_daemon(s->daemon); /* gives our own descriptor back */
	(void)close(s->fd);
	s->fd = -1;
}

void listen_server_free(struct listen_server *s)
{
	if (!s)
		return;
	loop_disarm(s->opts.loop, s->timer);
	if (s->epoll >= 0)
		loop_unwatch(s->opts.loop, s->epoll);
	if (s->daemon) {
		if (s->fd >= 0)
			s->fd = -1; /* stopping closes it */
		MHD_stop_daemon(s->daemon);
	}
	if (s->fd >= 0)
		(void)close(s->fd);
	free(s);
}

const char *listen_server_url(const struct listen_server *s)
{
	return s->url;
}

const char *listen_server_version(void)
{
	return MHD_get_version();
}

/*
 * The least that a client can do: requests as candor sent them, byte for byte, over so
 * many kept connections, each answer read to its end and thrown away.  No journal, no
 * signature, no parsing: what is left is the server.
 * Usage: bench_replay PORT FILE [CONNECTIONS]     FILE: canned.py, record
 *
 * Line:  requests N seconds N
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "core/base/limits.h"
#include "core/base/str.h"

#define MOST_CONNECTIONS 256
#define HEAD_MOST        LIMIT_KIB(8)

struct link {
	struct str to_send; /* what is left of the request */
	char head[HEAD_MOST + 1];
	size_t n_head;
	size_t body_left;
	bool busy, in_body;
};

struct replay {
	struct str left; /* of the file */
	struct link links[MOST_CONNECTIONS];
	struct pollfd fds[MOST_CONNECTIONS];
	size_t n_links, n_busy, n_done;
};

static NORETURN void fail(const char *what)
{
	perror(what);
	exit(1);
}

static double now_s(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static struct str read_all(const char *path)
{
	FILE *f = fopen(path, "rb");
	long size;
	char *text;

	if (f == NULL || fseek(f, 0, SEEK_END) != 0 || (size = ftell(f)) < 0)
		fail(path);
	rewind(f);
	text = mem_new((size_t)size + 1, 1);
	if (fread(text, 1, (size_t)size, f) != (size_t)size)
		fail(path);
	(void)fclose(f);
	return (struct str){ text, (size_t)size };
}

static int connect_to(uint16_t port)
{
	const struct sockaddr_in to = { .sin_family = AF_INET,
					.sin_port = htons(port),
					.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int on = 1;

	if (fd < 0 || connect(fd, (const struct sockaddr *)&to, sizeof(to)) != 0 ||
	    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)) != 0)
		fail("connect");
	return fd;
}

static void next_request(struct replay *r, size_t i)
{
	struct str line = str_cut(&r->left, '\n');
	int64_t n;

	if (line.len == 0)
		return;
	if (!str_int(line, 1, (int64_t)r->left.len, &n))
		fail("the recorded file");
	r->links[i].to_send = (struct str){ r->left.p, (size_t)n };
	r->left = (struct str){ r->left.p + n, r->left.len - (size_t)n };
	r->links[i].busy = true;
	r->fds[i].events = POLLOUT;
	r->n_busy++;
}

static void send_some(struct replay *r, size_t i)
{
	struct link *l = &r->links[i];
	ssize_t n = send(r->fds[i].fd, l->to_send.p, l->to_send.len,
			 MSG_DONTWAIT | MSG_NOSIGNAL);

	if (n < 0 && errno != EAGAIN)
		fail("send");
	if (n > 0)
		l->to_send =
			(struct str){ l->to_send.p + n, l->to_send.len - (size_t)n };
	if (l->to_send.len == 0)
		r->fds[i].events = POLLIN;
}

/* The head came to its end: how long the body is, less what came with it. */
static void begin_body(struct link *l)
{
	static const char field[] = "Content-Length: ";
	char *end = memmem(l->head, l->n_head, "\r\n\r\n", 4);
	char *at = memmem(l->head, l->n_head, field, sizeof(field) - 1);
	size_t came;
	int64_t length;

	if (end == NULL)
		return;
	if (at == NULL ||
	    !str_int((struct str){ at + sizeof(field) - 1,
				   strcspn(at + sizeof(field) - 1, "\r") },
		     0, INT32_MAX, &length))
		fail("an answer without a length");
	came = l->n_head - (size_t)(end + 4 - l->head);
	l->in_body = true;
	l->body_left = (size_t)length - came;
}

static void read_some(struct replay *r, size_t i)
{
	static char waste[LIMIT_KIB(64)];
	struct link *l = &r->links[i];
	ssize_t n;

	if (l->in_body)
		n = recv(r->fds[i].fd, waste,
			 l->body_left < sizeof(waste) ? l->body_left : sizeof(waste),
			 MSG_DONTWAIT);
	else
		n = recv(r->fds[i].fd, l->head + l->n_head, HEAD_MOST - l->n_head,
			 MSG_DONTWAIT);
	if (n == 0 || (n < 0 && errno != EAGAIN))
		fail("recv");
	if (n < 0)
		return;
	if (l->in_body) {
		l->body_left -= (size_t)n;
	} else {
		l->n_head += (size_t)n;
		l->head[l->n_head] = '\0';
		begin_body(l);
	}
	if (!l->in_body || l->body_left > 0)
		return;
	l->busy = l->in_body = false;
	l->n_head = 0;
	r->n_busy--;
	r->n_done++;
	next_request(r, i);
}

static void run(struct replay *r)
{
	for (size_t i = 0; i < r->n_links; i++)
		next_request(r, i);
	while (r->n_busy > 0) {
		if (poll(r->fds, r->n_links, -1) < 0)
			fail("poll");
		for (size_t i = 0; i < r->n_links; i++) {
			if (!r->links[i].busy || r->fds[i].revents == 0)
				continue;
			if (r->fds[i].events == POLLOUT)
				send_some(r, i);
			else
				read_some(r, i);
		}
	}
}

int main(int argc, char **argv)
{
	static struct replay r;
	int64_t port, n = LIMIT_IN_FLIGHT;
	struct str file;
	double from;

	if (argc < 3 || !str_int(str_of(argv[1]), 1, 65535, &port) ||
	    (argc > 3 && !str_int(str_of(argv[3]), 1, MOST_CONNECTIONS, &n))) {
		(void)fprintf(stderr, "bench_replay PORT FILE [CONNECTIONS]\n");
		return 2;
	}
	file = r.left = read_all(argv[2]);
	r.n_links = (size_t)n;
	for (size_t i = 0; i < r.n_links; i++)
		r.fds[i].fd = connect_to((uint16_t)port);
	from = now_s();
	run(&r);
	printf("requests %zu seconds %.3f\n", r.n_done, now_s() - from);
	free((void *)(uintptr_t)file.p);
	return 0;
}

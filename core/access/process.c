/*
 * A credential_process: both pipes are read to their ends, then the child is reaped.
 *
 * Always true: what it prints on stdout is a secret and lives in wiped memory; of
 * stderr only the first line is shown, made safe; done is told once, in the loop.
 */
#include "core/access/process.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/base/os.h"
#include "core/base/utf8.h"

#define REAP_MS     20  /* look again for the end of the child */
#define STDERR_KEPT 512 /* bytes of stderr */
#define READS       16  /* of 4 KiB, before others have their turn */

struct process {
	struct loop *loop;
	struct os_child child;
	bool running;
	struct buf out, err;
	size_t n_out, n_err; /* bytes that came */
	char *name;          /* argv[0], safe */
	uint64_t timer, reap_timer;
	process_done *done;
	void *ctx;
};

static void close_fd(struct process *p, int *fd)
{
	if (*fd < 0)
		return;
	loop_unwatch(p->loop, *fd);
	(void)close(*fd); /* nothing left to lose */
	*fd = -1;
}

static void stop(struct process *p)
{
	loop_disarm(p->loop, p->timer);
	loop_disarm(p->loop, p->reap_timer);
	p->timer = p->reap_timer = 0;
	if (p->child.out_fd >= 0)
		loop_unwatch(p->loop, p->child.out_fd);
	if (p->child.err_fd >= 0)
		loop_unwatch(p->loop, p->child.err_fd);
	if (p->running)
		os_kill(&p->child);
	p->running = false;
}

static void fail(struct process *p, const struct err *err)
{
	stop(p);
	p->done(p->ctx, NULL, err);
}

static void too_late(void *ctx)
{
	struct process *p = ctx;
	struct err err = ERR_INIT;

	p->timer = 0;
	(void)err_set(&err, ERR_TIMEOUT,
		      "credential_process %s gave nothing within %d s", p->name,
		      PROCESS_MS / 1000);
	fail(p, &err);
}

static void ended(struct process *p, int status)
{
	struct err err = ERR_INIT;
	struct cred cred = { 0 };
	struct str said = buf_str(&p->err);
	struct str first = str_cut(&said, '\n');

	p->running = false;
	stop(p);
	if (status != 0) {
		(void)err_set(&err, ERR_CRED,
			      "credential_process %s ended with %d: %.*s", p->name,
			      status, STR_FMT(first));
		p->done(p->ctx, NULL, &err);
		return;
	}
	if (cred_from_process(buf_str(&p->out), &cred, &err)) {
		p->done(p->ctx, &cred, NULL);
		cred_release(&cred);
		return;
	}
	(void)err_context(&err, "credential_process %s", p->name);
	p->done(p->ctx, NULL, &err);
}

static void reap(void *ctx)
{
	struct process *p = ctx;
	int status;

	p->reap_timer = 0;
	if (p->child.out_fd >= 0 || p->child.err_fd >= 0)
		return;
	if (os_reap(&p->child, &status))
		ended(p, status);
	else
		p->reap_timer = loop_arm(p->loop, REAP_MS, reap, p);
}

/* Some of what is readable now; true at the end of the pipe. */
static bool drain(int fd, struct buf *into, size_t *count)
{
	char bytes[4096];
	bool over = false;

	for (int i = 0; i < READS; i++) {
		ssize_t n = read(fd, bytes, sizeof(bytes));

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			over = n == 0 || errno != EAGAIN;
			break;
		}
		buf_add(into, bytes, (size_t)n);
		*count += (size_t)n;
	}
	secret_wipe(bytes, sizeof(bytes));
	return over;
}

static void readable(void *ctx, int fd, short revents)
{
	struct process *p = ctx;
	bool out = fd == p->child.out_fd;
	size_t *count = out ? &p->n_out : &p->n_err;
	struct err err = ERR_INIT;
	bool over = drain(fd, out ? &p->out : &p->err, count);

	(void)revents; /* an error shows up in read() */
	if (*count > LIMIT_PROCESS_OUT) {
		(void)err_set(&err, ERR_LIMIT,
			      "credential_process %s printed more than %zu bytes",
			      p->name, LIMIT_PROCESS_OUT);
		fail(p, &err);
		return;
	}
	if (!over)
		return;
	close_fd(p, out ? &p->child.out_fd : &p->child.err_fd);
	reap(p);
}

static char *safe_name(const char *text)
{
	AUTO(buf) out = BUF_INIT(256);

	utf8_safe(&out, str_of(text), 200);
	return buf_take(&out);
}

struct process *process_start(struct loop *loop, char *const argv[], process_done *done,
			      void *ctx, struct err *err)
{
	struct os_child child;
	struct err why = ERR_INIT;
	struct process *p;

	if (!os_spawn(argv, &child, &why)) {
		(void)err_set(err, ERR_CRED, "credential_process: %s", why.text);
		return NULL;
	}
	p = mem_new(1, sizeof(*p));
	p->loop = loop;
	p->child = child;
	p->running = true;
	p->out = BUF_SECRET(LIMIT_PROCESS_OUT);
	p->err = BUF_INIT(STDERR_KEPT);
	p->name = safe_name(argv[0]);
	p->done = done;
	p->ctx = ctx;
	loop_watch(loop, child.out_fd, POLLIN, readable, p);
	loop_watch(loop, child.err_fd, POLLIN, readable, p);
	p->timer = loop_arm(loop, PROCESS_MS, too_late, p);
	return p;
}

void process_free(struct process *p)
{
	if (p == NULL)
		return;
	stop(p);
	buf_release(&p->out);
	buf_release(&p->err);
	free(p->name);
	free(p);
}

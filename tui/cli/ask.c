/*
 * The terminal stays in its line mode (the operator can correct what is typed); only
 * the echo is off.  Its state is restored on every way out that ask_end() is on, and
 * signals go through the loop, so Ctrl-C is such a way.
 */
#include "tui/cli/ask.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "core/base/secret.h"

struct ask {
	struct loop *loop;
	ask_done *done;
	void *ctx;
	int fd;
	struct termios before;
	char *prompt;
	char typed[64];
};

static int open_terminal(void)
{
	return open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
}

bool ask_possible(void)
{
	int fd = open_terminal();

	if (fd < 0)
		return false;
	(void)close(fd); /* nothing was written */
	return true;
}

static void restore(struct ask *a)
{
	if (a->fd < 0)
		return;
	loop_unwatch(a->loop, a->fd);
	(void)tcsetattr(a->fd, TCSAFLUSH, &a->before); /* best effort: it may be gone */
	(void)!write(a->fd, "\n", 1); /* the typed one was not echoed */
	(void)close(a->fd);           /* nothing left to lose */
	a->fd = -1;
}

static void on_typed(void *ctx, int fd, short revents)
{
	struct ask *a = ctx;
	ssize_t n = read(fd, a->typed, sizeof(a->typed) - 1);

	(void)revents;
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	restore(a);
	if (n > 0)
		a->typed[strcspn(a->typed, "\r\n")] = '\0';
	a->done(a->ctx, n > 0 ? a->typed : NULL);
}

static void put_question(const struct ask *a)
{
	struct termios mode = a->before;

	mode.c_lflag &= ~(tcflag_t)ECHO;
	(void)tcsetattr(a->fd, TCSAFLUSH, &mode); /* typed-ahead is dropped, too */
	/* a lost prompt hurts nobody */
	(void)!write(a->fd, a->prompt, strlen(a->prompt));
}

bool ask_begin(struct loop *loop, const char *prompt, ask_done *done, void *ctx,
	       struct ask **ret, struct err *err)
{
	int fd = open_terminal();
	struct termios mode;

	if (fd < 0 || tcgetattr(fd, &mode) != 0) {
		if (fd >= 0)
			(void)close(fd); /* nothing was written */
		return err_set(err, ERR_IO, "there is no terminal to ask on");
	}

	struct ask *a = mem_new(1, sizeof(*a));

	*a = (struct ask){ .loop = loop,
			   .done = done,
			   .ctx = ctx,
			   .fd = fd,
			   .before = mode,
			   .prompt = mem_text(prompt) };
	put_question(a);
	loop_watch(loop, fd, POLLIN, on_typed, a);
	*ret = a;
	return true;
}

void ask_pause(struct ask *a)
{
	if (a && a->fd >= 0)
		(void)tcsetattr(a->fd, TCSAFLUSH, &a->before);
}

void ask_resume(struct ask *a)
{
	if (a && a->fd >= 0)
		put_question(a);
}

void ask_end(struct ask *a)
{
	if (!a)
		return;
	restore(a);
	secret_wipe(a->typed, sizeof(a->typed));
	free(a->prompt);
	free(a);
}

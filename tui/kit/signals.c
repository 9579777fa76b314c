/*
 * Signals as bytes on a pipe.
 *
 * What always holds: a handler calls write() and nothing else (fatal ones the restore
 * function, which is async-signal-safe, and then crash_write()); errno is kept; the
 * pipe does not block at either end, so a full one drops bytes, never waits: signals do
 * not count.
 */
#include "tui/kit/signals.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/base/crash.h"

static const int told[] = { SIGTERM,  SIGHUP,  SIGINT,  SIGQUIT,
			    SIGWINCH, SIGTSTP, SIGCONT, SIGCHLD };
static const int fatal[] = { SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL };
static const int ignored[] = { SIGPIPE, SIGTTOU, SIGTTIN };

#define FATAL_STACK ((size_t)64 * 1024)

static int pipe_fds[2] = { -1, -1 };
static void (*volatile on_fatal)(void);
static void *fatal_stack;

static void tell(int number)
{
	int kept = errno;
	unsigned char byte = (unsigned char)number;
	ssize_t n = write(pipe_fds[1], &byte, 1);
	(void)n; /* full: the loop will wake up anyway */
	errno = kept;
}

/* SA_RESETHAND has put the default back, so the signal ends the program. */
static void die(int number)
{
	void (*restore)(void) = on_fatal;
	on_fatal = NULL;
	if (restore)
		restore();
	crash_write(number);
	(void)raise(number);
}

static void handle(const int *numbers, size_t n, void (*handler)(int), int flags)
{
	struct sigaction action = { 0 };
	action.sa_handler = handler;
	action.sa_flags = flags;
	(void)sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < n; i++)
		(void)sigaction(numbers[i], &action, NULL);
}

/* A stack of its own: a program that ran out of stack still restores the terminal. */
static void take_stack(void)
{
	stack_t stack = { .ss_size = FATAL_STACK };
	if (!fatal_stack)
		fatal_stack = mem_new(1, FATAL_STACK);
	stack.ss_sp = fatal_stack;
	(void)sigaltstack(&stack, NULL);
}

static bool open_pipe(void)
{
	if (pipe(pipe_fds) != 0)
		return false;
	for (int i = 0; i < 2; i++) {
		(void)fcntl(pipe_fds[i], F_SETFD, FD_CLOEXEC);
		(void)fcntl(pipe_fds[i], F_SETFL, O_NONBLOCK);
	}
	return true;
}

void signals_catch_fatal(const char *report, const char *version)
{
	take_stack();
	if (report)
		crash_arm(report, version);
	handle(fatal, ARRAY_LEN(fatal), die,
	       (int)(SA_ONSTACK | SA_RESETHAND | SA_NODEFER));
}

bool signals_open(struct err *err)
{
	if (pipe_fds[0] < 0 && !open_pipe())
		return err_set(err, ERR_IO, "signals: no pipe: %s", err_errno(errno));
	handle(told, ARRAY_LEN(told), tell, SA_RESTART);
	handle(ignored, ARRAY_LEN(ignored), SIG_IGN, 0);
	return true;
}

void signals_close(void)
{
	if (pipe_fds[0] < 0)
		return;
	static const int hang_up = SIGHUP;
	handle(told, ARRAY_LEN(told), SIG_DFL, 0);
	handle(&hang_up, 1, SIG_IGN, 0); /* may still come for the end we are at */
	handle(ignored, ARRAY_LEN(ignored), SIG_DFL, 0);
	on_fatal = NULL;
	for (int i = 0; i < 2; i++) {
		(void)close(pipe_fds[i]); /* nothing left to lose */
		pipe_fds[i] = -1;
	}
}

int signals_fd(void)
{
	return pipe_fds[0];
}

int signals_next(void)
{
	unsigned char byte = 0;
	if (pipe_fds[0] < 0 || read(pipe_fds[0], &byte, 1) != 1)
		return 0;
	return byte;
}

void signals_on_fatal(void (*restore)(void))
{
	on_fatal = restore;
}

void signals_stop_self(void)
{
	int stop = SIGTSTP;
	sigset_t set;
	sigset_t was;
	handle(&stop, 1, SIG_DFL, 0);
	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGTSTP);
	(void)pthread_sigmask(SIG_UNBLOCK, &set, &was);
	(void)kill(0, SIGTSTP); /* returns when the process is continued */
	(void)pthread_sigmask(SIG_SETMASK, &was, NULL);
	handle(&stop, 1, tell, SA_RESTART);
}

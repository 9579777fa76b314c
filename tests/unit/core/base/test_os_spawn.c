/* core/base/os_spawn.c: children. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/base/limits.h"
#include "core/base/os.h"

#define PATIENCE_MS 60000 /* of a test on a busy machine; none takes it */

/* Read to the end, as the loop would: wait until it can be read. */
static void read_to_end(int fd, struct buf *out)
{
	char chunk[1000];
	for (;;) {
		struct pollfd p = { .fd = fd, .events = POLLIN };
		assert_int_equal(poll(&p, 1, PATIENCE_MS), 1);
		ssize_t n = read(fd, chunk, sizeof(chunk));
		if (n < 0 && errno == EAGAIN)
			continue;
		assert_true(n >= 0);
		if (n == 0)
			return;
		buf_add(out, chunk, (size_t)n);
	}
}

/* Wait for the end without taking the status away. */
static int status_of(struct os_child *c)
{
	siginfo_t info;
	int status = -1;
	assert_int_equal(waitid(P_PID, (id_t)c->pid, &info, WEXITED | WNOWAIT), 0);
	assert_true(os_reap(c, &status));
	return status;
}

static struct os_child shell(const char *script)
{
	char sh[] = "sh";
	char option[] = "-c";
	char *text = mem_text(script);
	char *const argv[] = { sh, option, text, NULL };
	struct os_child c = { 0 };
	struct err err = ERR_INIT;
	if (!os_spawn(argv, &c, &err))
		fail_msg("%s", err.text);
	free(text);
	return c;
}

/* Run to the end: what it wrote on both, and its status. */
static int run(const char *script, struct buf *out, struct buf *errs)
{
	struct os_child c = shell(script);
	read_to_end(c.out_fd, out);
	read_to_end(c.err_fd, errs);
	int status = status_of(&c);
	assert_int_equal(close(c.out_fd), 0);
	assert_int_equal(close(c.err_fd), 0);
	return status;
}

static void feeds_a_child_and_waits_for_none(void **state)
{
	(void)state;
	char sh[] = "sh";
	char option[] = "-c";
	char count[] = "wc -c";
	char ignore[] = "exit 0";
	char *argv[] = { sh, option, count, NULL };
	AUTO(buf) input = BUF_INIT((size_t)1 << 20);
	AUTO(buf) out = BUF_INIT(100);
	struct os_child c = { 0 };
	struct err err = ERR_INIT;
	while (input.len < (size_t)1 << 20)
		buf_add_text(&input, "0123456789abcdef");
	assert_true(os_spawn_fed(argv, buf_str(&input), &c, &err));
	read_to_end(c.out_fd, &out);
	assert_int_equal(status_of(&c), 0);
	assert_string_equal(buf_text(&out), "1048576\n");
	os_kill(&c);
	argv[2] = ignore;
	assert_true(os_spawn_fed(argv, buf_str(&input), &c, &err));
	assert_int_equal(status_of(&c), 0);
	os_kill(&c);
	argv[0] = NULL;
	assert_false(os_spawn_fed(argv, buf_str(&input), &c, &err));
	assert_int_equal(err.code, ERR_ARG);
}

/* A clipboard program is handed text, and none of the keys in our environment;
 * a credential process does need them. */
static void who_is_fed_gets_no_credentials(void **state)
{
	(void)state;
	static const char *const secret[] = { "AWS_ACCESS_KEY_ID",
					      "AWS_SECRET_ACCESS_KEY",
					      "AWS_SESSION_TOKEN", "GITHUB_TOKEN",
					      "XDG" };
	static const char *const known[] = { "PATH", "DISPLAY", "TMUX", "LC_TIME",
					     "XDG_RUNTIME_DIR" };
	char name[] = "env";
	char *argv[] = { name, NULL };
	AUTO(buf) fed = BUF_INIT(LIMIT_KIB(256));
	AUTO(buf) plain = BUF_INIT(LIMIT_KIB(256));
	AUTO(buf) errs = BUF_INIT(100);
	struct os_child c = { 0 };
	struct err err = ERR_INIT;
	for (size_t i = 0; i < ARRAY_LEN(secret); i++)
		assert_int_equal(setenv(secret[i], "wJalrXUtnFEMI", 1), 0);
	for (size_t i = 1; i < ARRAY_LEN(known); i++)
		assert_int_equal(setenv(known[i], "C", 1), 0);
	assert_true(os_spawn_fed(argv, STR("text"), &c, &err));
	read_to_end(c.out_fd, &fed);
	assert_int_equal(status_of(&c), 0);
	os_kill(&c);
	assert_null(strstr(buf_text(&fed), "AWS_"));
	assert_null(strstr(buf_text(&fed), "wJalrXUtnFEMI"));
	for (size_t i = 0; i < ARRAY_LEN(known); i++) {
		AUTO(buf) line = BUF_INIT(100);
		buf_addf(&line, "%s=", known[i]);
		assert_non_null(strstr(buf_text(&fed), buf_text(&line)));
	}
	assert_int_equal(run("env", &plain, &errs), 0);
	assert_non_null(
		strstr(buf_text(&plain), "AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI"));
	for (size_t i = 0; i < ARRAY_LEN(secret); i++)
		assert_int_equal(unsetenv(secret[i]), 0);
}

static void collects_output_errors_and_status(void **state)
{
	(void)state;
	AUTO(buf) out = BUF_INIT(100);
	AUTO(buf) errs = BUF_INIT(100);
	assert_int_equal(run("echo one; echo two >&2; exit 3", &out, &errs), 3);
	assert_string_equal(buf_text(&out), "one\n");
	assert_string_equal(buf_text(&errs), "two\n");
}

static void reading_does_not_wait(void **state)
{
	(void)state;
	struct os_child c = shell("read x; exec sleep 100 </dev/zero");
	char byte = 0;
	int status = -1;
	assert_int_equal(read(c.out_fd, &byte, 1), -1);
	assert_int_equal(errno, EAGAIN);
	assert_false(os_reap(&c, &status));
	assert_int_equal(status, -1);
	os_kill(&c);
	if (c.pid > 0)
		(void)status_of(&c); /* a machine so busy that KILL took longer */
}

static void says_which_program_does_not_start(void **state)
{
	(void)state;
	char name[] = "no-such-program-of-candor";
	char empty[] = "";
	char *const argv[] = { name, NULL };
	char *const nothing[] = { NULL };
	char *const nameless[] = { empty, NULL };
	struct os_child c = { 0 };
	struct err err = ERR_INIT;
	assert_false(os_spawn(argv, &c, &err));
	assert_int_equal(err.code, ERR_IO);
	assert_string_equal(
		err.text,
		"cannot start no-such-program-of-candor: No such file or directory");
	assert_false(os_spawn(nothing, &c, &err));
	assert_int_equal(err.code, ERR_ARG);
	assert_false(os_spawn(nameless, &c, &err));
	assert_int_equal(c.pid, 0);
}

static void has_nothing_open_but_three(void **state)
{
	(void)state;
	int leak = open("/dev/null", O_RDONLY); /* a library forgot close-on-exec */
	assert_int_equal(dup2(leak, 77), 77);
	AUTO(buf) out = BUF_INIT(100);
	AUTO(buf) errs = BUF_INIT(100);
	assert_int_equal(run("for n in 3 4 5 6 7 8 9 77; do "
			     "[ -e /proc/$$/fd/$n ] && echo $n; done; "
			     "read x || echo end of input",
			     &out, &errs),
			 0);
	/* The shell itself may keep its script or a directory at 10 and above. */
	assert_string_equal(buf_text(&out), "end of input\n");
	assert_int_equal(close(leak), 0);
	assert_int_equal(close(77), 0);
}

static void works_without_our_own_three(void **state)
{
	(void)state;
	pid_t pid = fork();
	if (pid == 0) {
		(void)close(0);
		(void)close(1);
		(void)close(2);
		AUTO(buf) out = BUF_INIT(100);
		AUTO(buf) errs = BUF_INIT(100);
		int status = run("echo one; echo two >&2", &out, &errs);
		bool ok = status == 0 && str_is(buf_str(&out), "one\n") &&
			  str_is(buf_str(&errs), "two\n");
		buf_release(&out);
		buf_release(&errs);
		_exit(ok ? 0 : 1);
	}
	int status = 0;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

static void starts_with_default_signals_and_no_terminal(void **state)
{
	(void)state;
	sigset_t block;
	sigset_t old;
	assert_int_equal(sigemptyset(&block), 0);
	assert_int_equal(sigaddset(&block, SIGTERM), 0);
	assert_int_equal(pthread_sigmask(SIG_BLOCK, &block, &old), 0);
	const struct sigaction ignore = { .sa_handler = SIG_IGN };
	struct sigaction before;
	assert_int_equal(sigaction(SIGTERM, &ignore, &before), 0);
	struct os_child c = shell("kill -TERM $$; exit 0");
	assert_int_equal(getsid(c.pid), c.pid);
	assert_int_equal(status_of(&c), 128 + SIGTERM);
	os_kill(&c); /* after the end it only closes */
	assert_int_equal(c.out_fd, -1);
	assert_int_equal(c.err_fd, -1);
	assert_int_equal(sigaction(SIGTERM, &before, NULL), 0);
	assert_int_equal(pthread_sigmask(SIG_SETMASK, &old, NULL), 0);
}

static void killing_reaches_the_whole_family(void **state)
{
	(void)state;
	/* TERM is ignored by all of them, so that KILL must come. */
	struct os_child c =
		shell("trap '' TERM; sleep 100 & echo up; sleep 100; sleep 100");
	struct pollfd p = { .fd = c.out_fd, .events = POLLIN };
	assert_int_equal(poll(&p, 1, PATIENCE_MS), 1);
	int watch = dup(c.out_fd);
	os_kill(&c);
	if (c.pid > 0)
		assert_int_equal(status_of(&c), 128 + SIGKILL);
	AUTO(buf) out = BUF_INIT(100);
	read_to_end(watch, &out); /* comes to an end when nobody holds the pipe */
	assert_string_equal(buf_text(&out), "up\n");
	assert_int_equal(close(watch), 0);
	int status = -1;
	assert_true(os_reap(&c, &status)); /* asking again does not hang */
	assert_int_equal(status, 255);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(feeds_a_child_and_waits_for_none),
		cmocka_unit_test(who_is_fed_gets_no_credentials),
		cmocka_unit_test(collects_output_errors_and_status),
		cmocka_unit_test(reading_does_not_wait),
		cmocka_unit_test(says_which_program_does_not_start),
		cmocka_unit_test(has_nothing_open_but_three),
		cmocka_unit_test(works_without_our_own_three),
		cmocka_unit_test(starts_with_default_signals_and_no_terminal),
		cmocka_unit_test(killing_reaches_the_whole_family),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

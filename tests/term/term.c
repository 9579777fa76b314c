/*
 * The harness: a child on a pseudo terminal, its output in libvterm.
 *
 * The settings of the terminal are read before the child starts, through the slave
 * side, which stays open here: on Linux the master would do, elsewhere not.
 *
 * Between test and program stands a leader that plays the shell: it owns the session,
 * runs the program as a job of its own process group (an orphaned group is never
 * stopped by SIGTSTP), passes a hang-up on, and reports each change of state.
 */
#include "term_impl.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define SYNC_FD 9
#define ENV_MAX 64

static int64_t now_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* --- the child ------------------------------------------------------------------- */

static void set_env(char *env[ENV_MAX], const char *entry)
{
	size_t name = (size_t)(strchr(entry, '=') - entry) + 1;
	size_t i = 0;
	while (env[i] && strncmp(env[i], entry, name) != 0)
		i++;
	assert_true(i + 1 < ENV_MAX);
	free(env[i]);
	env[i] = strdup(entry);
}

static void make_env(char *env[ENV_MAX], const char *const extra[])
{
	char path[4096];
	const char *own_path = getenv("PATH");
	snprintf(path, sizeof(path), "PATH=%s", own_path ? own_path : "/usr/bin:/bin");
	set_env(env, path);
	set_env(env, "HOME=/nonexistent");
	set_env(env, "TERM=xterm-256color");
	set_env(env, "LANG=C.UTF-8");
	set_env(env, "CANDOR_SYNC_FD=9");
	set_env(env, "CANDOR_RESTORE=no"); /* a test says where it begins */
	/* a report of the sanitizer ends in SIGABRT, which restores the terminal first
	 */
	set_env(env, "ASAN_OPTIONS=abort_on_error=1:handle_segv=0:handle_abort=0");
	for (size_t i = 0; extra && extra[i]; i++)
		set_env(env, extra[i]);
}

static pid_t job;

static void pass_on(int number)
{
	if (job > 0)
		kill(job, number);
}

static void run_program(const char *const argv[], char *env[])
{
	char *args[ENV_MAX] = { 0 };
	for (size_t i = 0; argv[i] && i + 1 < ENV_MAX; i++)
		args[i] = strdup(argv[i]);
	setpgid(0, 0);
	for (int number = 1; number < 32; number++)
		signal(number, SIG_DFL);
	execve(args[0], args, env);
	fprintf(stderr, "cannot run %s: %d\n", args[0], errno);
	_exit(127);
}

/* Report each change of the job's state, until its end. */
static void watch_job(int states)
{
	int status = 0;
	do {
		if (waitpid(job, &status, WUNTRACED) == job &&
		    write(states, &status, sizeof(status)) < 0)
			_exit(1);
	} while (!WIFEXITED(status) && !WIFSIGNALED(status));
	_exit(0);
}

static void run_leader(int slave, int sync, int states, const char *const argv[],
		       char *env[])
{
	setsid();
	ioctl(slave, TIOCSCTTY, 0);
	signal(SIGTTOU, SIG_IGN); /* to hand the terminal over */
	for (int fd = 0; fd < 3; fd++)
		dup2(slave, fd);
	states = fcntl(states, F_DUPFD_CLOEXEC, 20); /* off SYNC_FD's number */
	dup2(fcntl(sync, F_DUPFD_CLOEXEC, 20), SYNC_FD);
	int go[2];
	if (states < 0 || pipe(go) != 0)
		_exit(1);
	job = fork();
	if (job == 0) {
		char byte;
		close(go[1]);
		if (read(go[0], &byte, 1) != 1) /* until the terminal is ours */
			_exit(1);
		close(go[0]);
		run_program(argv, env);
	}
	close(go[0]);
	close(SYNC_FD);
	setpgid(job, job);
	tcsetpgrp(0, job);
	signal(SIGHUP, pass_on);
	if (write(states, &job, sizeof(job)) < 0 || write(go[1], "g", 1) != 1)
		_exit(1);
	close(go[1]);
	watch_job(states);
}

static int open_slave(int master)
{
	assert_int_equal(grantpt(master), 0);
	assert_int_equal(unlockpt(master), 0);
	int slave = open(ptsname(master), O_RDWR | O_NOCTTY | O_CLOEXEC);
	assert_true(slave >= 0);
	return slave;
}

struct term *term_start(int rows, int cols, const char *const argv[],
			const char *const env[])
{
	struct term *t = calloc(1, sizeof(*t));
	char *child_env[ENV_MAX] = { 0 };
	int sync[2];
	int states[2];
	struct winsize size = { .ws_row = (unsigned short)rows,
				.ws_col = (unsigned short)cols };
	assert_non_null(t);
	t->rows = rows;
	t->cols = cols;
	t->master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	assert_true(t->master >= 0);
	t->slave = open_slave(t->master);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sync), 0);
	assert_int_equal(pipe(states), 0);
	assert_int_equal(ioctl(t->slave, TIOCSWINSZ, &size), 0);
	assert_int_equal(tcgetattr(t->slave, &t->before), 0);
	make_env(child_env, env);
	t->leader = fork();
	assert_true(t->leader >= 0);
	if (t->leader == 0) {
		close(t->master);
		close(sync[0]);
		close(states[0]);
		run_leader(t->slave, sync[1], states[1], argv, child_env);
	}
	close(sync[1]);
	close(states[1]);
	t->sync = sync[0];
	t->states = states[0];
	assert_int_equal(read(t->states, &t->pid, sizeof(t->pid)), sizeof(t->pid));
	fcntl(t->states, F_SETFL, O_NONBLOCK);
	fcntl(t->sync, F_SETFL, O_NONBLOCK);
	fcntl(t->master, F_SETFL, O_NONBLOCK);
	for (size_t i = 0; child_env[i]; i++)
		free(child_env[i]);
	emulator_init(t);
	return t;
}

void term_stop(struct term *t)
{
	if (!t)
		return;
	if (!t->ended)
		kill(t->pid, SIGKILL);
	kill(t->leader, SIGKILL);
	waitpid(t->leader, NULL, 0);
	if (t->master >= 0)
		close(t->master);
	if (t->slave >= 0)
		close(t->slave);
	close(t->sync);
	close(t->states);
	vterm_free(t->vt);
	free(t->clipboard);
	free(t);
}

pid_t term_pid(const struct term *t)
{
	return t->pid;
}

/* --- waiting --------------------------------------------------------------------- */

bool term_read_screen(struct term *t)
{
	char bytes[8192];
	bool any = false;
	while (t->master >= 0) {
		ssize_t n = read(t->master, bytes, sizeof(bytes));
		if (n <= 0)
			return any;
		any = true;
		emulator_show(t, bytes, (size_t)n);
	}
	return any;
}

static void take_sync_byte(struct term *t, char byte, bool *idle)
{
	/* A role dump stands between \001 and NUL (tui/kit/term.h). */
	if (t->in_roles) {
		if (byte == '\0')
			t->in_roles = false;
		else if (t->n_roles + 1 < ROLE_MAX)
			t->roles[t->n_roles++] = byte;
		t->roles[t->n_roles] = '\0';
	} else if (byte == '\001') {
		t->in_roles = true;
		t->n_roles = 0;
	} else if (byte == '.') {
		*idle = true;
	}
}

/* Returns  false when the program's end is closed. */
static bool read_sync(struct term *t, bool *ret_idle)
{
	char bytes[4096];
	for (;;) {
		ssize_t n = read(t->sync, bytes, sizeof(bytes));
		if (n < 0)
			return errno == EAGAIN || errno == EINTR;
		if (n == 0)
			return false;
		for (ssize_t i = 0; i < n; i++)
			take_sync_byte(t, bytes[i], ret_idle);
	}
}

void term_wait_idle(struct term *t, int timeout_ms)
{
	int64_t until = now_ms() + timeout_ms;
	bool idle = false;
	bool there = send(t->sync, "?", 1, MSG_NOSIGNAL) == 1;
	while (there && !idle && now_ms() < until) {
		struct pollfd fds[2] = {
			{ .fd = t->master, .events = POLLIN },
			{ .fd = t->sync, .events = POLLIN },
		};
		(void)poll(fds, 2, (int)(until - now_ms()) + 1);
		(void)term_read_screen(t);
		there = read_sync(t, &idle);
	}
	(void)term_read_screen(t);
	if (!idle)
		term_fail(t,
			  there ? "not idle within %d ms"
				: "the program has ended (%d ms)",
			  timeout_ms);
}

void term_listen(struct term *t, int ms)
{
	int64_t until = now_ms() + ms;
	for (int64_t left = ms; left > 0; left = until - now_ms()) {
		struct pollfd in = { .fd = t->master, .events = POLLIN };
		(void)poll(&in, 1, (int)left);
		if (!term_read_screen(t) && (in.revents & POLLHUP))
			return;
	}
}

/* The next change of state of the program; the screen is read meanwhile. */
static int wait_state(struct term *t, int timeout_ms)
{
	int64_t until = now_ms() + timeout_ms;
	int status = 0;
	for (;;) {
		(void)term_read_screen(t);
		if (read(t->states, &status, sizeof(status)) == sizeof(status))
			break;
		if (now_ms() > until)
			term_fail(t, "pid %d did not end or stop within %d ms",
				  (int)t->pid, timeout_ms);
		struct pollfd fds[2] = {
			{ .fd = t->master, .events = POLLIN },
			{ .fd = t->states, .events = POLLIN },
		};
		(void)poll(fds, 2, 100);
	}
	(void)term_read_screen(t);
	if (!WIFSTOPPED(status)) {
		t->ended = true;
		t->status = status;
	}
	return status;
}

int term_wait_exit(struct term *t, int timeout_ms)
{
	while (!t->ended)
		(void)wait_state(t, timeout_ms);
	return t->status;
}

int term_wait_exit_unread(struct term *t, int timeout_ms)
{
	struct pollfd states = { .fd = t->states, .events = POLLIN };
	int64_t until = now_ms() + timeout_ms;
	while (!t->ended) {
		int64_t left = until - now_ms();
		if (left <= 0)
			term_fail(t, "not ended within %d ms", timeout_ms);
		(void)poll(&states, 1, (int)left);
		if (read(t->states, &t->status, sizeof(t->status)) ==
		    (ssize_t)sizeof(t->status))
			t->ended = !WIFSTOPPED(t->status);
	}
	return t->status;
}

void term_ignore(const struct term *t, int ms)
{
	int64_t until = now_ms() + ms;
	(void)t;
	for (int64_t left = ms; left > 0; left = until - now_ms())
		(void)poll(NULL, 0, (int)left);
}

void term_wait_stopped(struct term *t, int timeout_ms)
{
	int status = wait_state(t, timeout_ms);
	if (!WIFSTOPPED(status))
		term_fail(t, "ended instead of stopping, status %d", status);
}

/* --- doing ----------------------------------------------------------------------- */

void term_send(struct term *t, const void *bytes, size_t len)
{
	const char *p = bytes;
	while (len > 0) {
		ssize_t n = write(t->master, p, len);
		if (n < 0 && (errno == EAGAIN || errno == EINTR)) {
			(void)term_read_screen(t);
			struct pollfd out = { .fd = t->master, .events = POLLOUT };
			(void)poll(&out, 1, 100);
			continue;
		}
		assert_true(n > 0);
		p += n;
		len -= (size_t)n;
	}
}

void term_type(struct term *t, const char *text)
{
	term_send(t, text, strlen(text));
}

/* clang-format off */
static const struct {
	const char *name, *bytes;
} key_bytes[] = {
	{ "Enter", "\r" },
	{ "Esc", "\033" },
	{ "Tab", "\t" },
	{ "S-Tab", "\033[Z" },
	{ "Space", " " },
	{ "Backspace", "\177" },
	{ "Up", "\033OA" },
	{ "Down", "\033OB" },
	{ "Right", "\033OC" },
	{ "Left", "\033OD" },
	{ "Home", "\033OH" },
	{ "End", "\033OF" },
	{ "PgUp", "\033[5~" },
	{ "PgDn", "\033[6~" },
	{ "Del", "\033[3~" },
	{ "F1", "\033OP" },
	{ "F2", "\033OQ" },
	{ "F5", "\033[15~" },
};
/* clang-format on */

static void add_key(char *out, size_t size, const char *name)
{
	char one[8] = { 0 };
	size_t len = strlen(out);
	for (size_t i = 0; i < sizeof(key_bytes) / sizeof(key_bytes[0]); i++) {
		if (strcmp(name, key_bytes[i].name) == 0) {
			snprintf(out + len, size - len, "%s", key_bytes[i].bytes);
			return;
		}
	}
	if (strncmp(name, "Ctrl-", 5) == 0 && strlen(name) == 6)
		one[0] = (char)(name[5] & 0x1F);
	else if (strncmp(name, "Alt-", 4) == 0 && strlen(name) == 5)
		snprintf(one, sizeof(one), "\033%s", name + 4);
	else if (strlen(name) <= 4)
		snprintf(one, sizeof(one), "%s", name);
	else
		fail_msg("no key is called %s", name);
	snprintf(out + len, size - len, "%s", one);
}

void term_keys(struct term *t, const char *names)
{
	char copy[1024];
	char bytes[4096] = "";
	char *save = NULL;
	snprintf(copy, sizeof(copy), "%s", names);
	for (char *name = strtok_r(copy, " ", &save); name;
	     name = strtok_r(NULL, " ", &save))
		add_key(bytes, sizeof(bytes), name);
	term_type(t, bytes);
}

void term_paste(struct term *t, const char *text)
{
	size_t len = strlen(text);
	char *bytes = malloc(len + 16);
	assert_non_null(bytes);
	snprintf(bytes, len + 16, "%s%s%s", t->paste_mode ? "\033[200~" : "", text,
		 t->paste_mode ? "\033[201~" : "");
	term_type(t, bytes);
	free(bytes);
}

void term_resize(struct term *t, int rows, int cols)
{
	struct winsize size = { .ws_row = (unsigned short)rows,
				.ws_col = (unsigned short)cols };
	t->rows = rows;
	t->cols = cols;
	vterm_set_size(t->vt, rows, cols);
	assert_int_equal(ioctl(t->master, TIOCSWINSZ, &size), 0); /* sends SIGWINCH */
}

void term_signal(struct term *t, int number)
{
	assert_int_equal(kill(t->pid, number), 0);
}

void term_hang_up(struct term *t)
{
	close(t->slave);
	close(t->master);
	t->master = t->slave = -1;
}

/* --- its settings --------------------------------------------------------------- */

struct termios term_settings(const struct term *t)
{
	struct termios now;
	assert_int_equal(tcgetattr(t->slave, &now), 0);
	return now;
}

void term_reset(struct term *t)
{
	assert_int_equal(tcsetattr(t->slave, TCSANOW, &t->before), 0);
}

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
#include "term.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <vterm.h>

#include <cmocka.h>

#define SYNC_FD  9
#define ENV_MAX  64
#define ROLE_MAX 65536

struct term {
	pid_t pid, leader;
	int master, slave;
	int sync;   /* to the program: a byte asks, one answers when it is idle */
	int states; /* from the leader: pid first, then statuses as of waitpid() */
	int rows, cols;
	bool ended;
	int status;
	struct termios before;
	VTerm *vt;
	VTermScreen *screen;
	bool alternate, cursor_on, paste_mode, mouse_mode;
	bool knows_frames, knows_schemes, scheme_mode;
	int scheme_asked;
	char last[8]; /* bytes of the program: ESC [ ? and four digits, and what follows
		       */
	size_t frames_begun, frames_ended;
	size_t bytes;
	char *clipboard;
	const char *ground; /* answer to OSC 11; NULL: none */
	const char *begun;  /* answer to it instead, of begun_len bytes, and no more */
	size_t begun_len;
	int ground_asked;
	bool mute;
	char roles[ROLE_MAX]; /* last role dump */
	size_t n_roles;
	bool in_roles;
};

static int64_t now_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* --- libvterm -------------------------------------------------------------------- */

static int on_prop(VTermProp prop, VTermValue *value, void *user)
{
	struct term *t = user;
	if (prop == VTERM_PROP_ALTSCREEN)
		t->alternate = value->boolean;
	if (prop == VTERM_PROP_CURSORVISIBLE)
		t->cursor_on = value->boolean;
	if (prop == VTERM_PROP_MOUSE)
		t->mouse_mode = value->number != VTERM_PROP_MOUSE_NONE;
	return 1;
}

static int digit64(char c)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *at = c ? strchr(digits, c) : NULL;
	return at ? (int)(at - digits) : -1;
}

/* Base64 up to its padding; what is none ends it. */
static char *decode64(const char *p, size_t len)
{
	char *out = calloc(1, len + 1);
	unsigned bits = 0;
	int n_bits = 0;
	size_t n = 0;
	assert_non_null(out);
	for (size_t i = 0; i < len && digit64(p[i]) >= 0; i++) {
		bits = (bits << 6 | (unsigned)digit64(p[i])) & 0xFFFFFF;
		n_bits += 6;
		if (n_bits >= 8) {
			n_bits -= 8;
			out[n++] = (char)(bits >> n_bits & 0xFF);
		}
	}
	return out;
}

static void answer(const struct term *t, const char *bytes, size_t len)
{
	if (!t->mute && t->master >= 0 && write(t->master, bytes, len) < 0)
		print_message("answer lost\n");
}

static void answer_ground(struct term *t)
{
	char bytes[80];
	t->ground_asked++;
	if (t->begun) {
		answer(t, t->begun, t->begun_len);
		t->mute = true;
	}
	if (!t->ground)
		return;
	int len = snprintf(bytes, sizeof(bytes), "\033]11;%s\033\\", t->ground);
	answer(t, bytes, (size_t)len);
}

static int on_osc(const char *command, size_t len, void *user)
{
	struct term *t = user;
	if (len == 4 && memcmp(command, "11;?", 4) == 0)
		answer_ground(t);
	if (len >= 5 && memcmp(command, "52;c;", 5) == 0) {
		free(t->clipboard);
		t->clipboard = decode64(command + 5, len - 5);
	}
	return 1;
}

static const VTermScreenCallbacks on_screen = { .settermprop = on_prop };
static const VTermParserCallbacks on_unknown = { .osc = on_osc };

/* Answers of the terminal (device attributes) go back to the program. */
static void on_answer(const char *bytes, size_t len, void *user)
{
	answer(user, bytes, len);
}

static void see(struct term *t)
{
	t->vt = vterm_new(t->rows, t->cols);
	vterm_set_utf8(t->vt, 1);
	vterm_output_set_callback(t->vt, on_answer, t);
	t->screen = vterm_obtain_screen(t->vt);
	vterm_screen_enable_altscreen(t->screen, 1);
	vterm_screen_set_callbacks(t->screen, &on_screen, t);
	vterm_screen_set_unrecognised_fallbacks(t->screen, &on_unknown, t);
	vterm_screen_reset(t->screen, 1);
	t->cursor_on = true;
}

static bool know_frames, know_schemes;

void term_know_frames(bool on)
{
	know_frames = on;
}

void term_know_schemes(bool on)
{
	know_schemes = on;
}

void term_frames(const struct term *t, size_t *ret_begun, size_t *ret_ended)
{
	*ret_begun = t->frames_begun;
	*ret_ended = t->frames_ended;
}

bool term_scheme_mode(const struct term *t)
{
	return t->scheme_mode;
}

int term_scheme_asked(const struct term *t)
{
	return t->scheme_asked;
}

static void answer_mode(const struct term *t, bool known, const char *number)
{
	char bytes[32];
	int len = snprintf(bytes, sizeof(bytes), "\033[?%.4s;2$y", number);
	if (known)
		answer(t, bytes, (size_t)len);
}

/* libvterm 0.1.4 does not know all of them, and tells of none. */
static void on_mode(struct term *t, const char *number, char final)
{
	bool set = final == 'h';
	bool change = set || final == 'l';
	if (memcmp(number, "2026", 4) == 0) {
		t->frames_begun += set;
		t->frames_ended += final == 'l';
		if (final == '$')
			answer_mode(t, t->knows_frames, number);
	} else if (memcmp(number, "2004", 4) == 0 && change) {
		t->paste_mode = set;
	} else if (memcmp(number, "2031", 4) == 0) {
		t->scheme_mode = change ? set : t->scheme_mode;
		if (final == '$')
			answer_mode(t, t->knows_schemes, number);
	}
}

/* Byte by byte: a sequence may be cut by the end of a read. */
static void watch_modes(struct term *t, const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		memmove(t->last, t->last + 1, sizeof(t->last) - 1);
		t->last[sizeof(t->last) - 1] = bytes[i];
		if (memcmp(t->last, "\033[?", 3) == 0)
			on_mode(t, t->last + 3, bytes[i]);
		t->scheme_asked += memcmp(t->last + 1, "\033[?996n", 7) == 0;
	}
}

static void show(struct term *t, const char *bytes, size_t len)
{
	t->bytes += len;
	watch_modes(t, bytes, len);
	vterm_input_write(t->vt, bytes, len);
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
	t->knows_frames = know_frames;
	t->knows_schemes = know_schemes;
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
	see(t);
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

/* Show what the program has written; true when there was something. */
static bool read_screen(struct term *t)
{
	char bytes[8192];
	bool any = false;
	while (t->master >= 0) {
		ssize_t n = read(t->master, bytes, sizeof(bytes));
		if (n <= 0)
			return any;
		any = true;
		show(t, bytes, (size_t)n);
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

static void fail_with_screen(struct term *t, const char *fmt, ...)
{
	va_list args;
	char what[512];
	va_start(args, fmt);
	vsnprintf(what, sizeof(what), fmt, args);
	va_end(args);
	(void)read_screen(t);
	char *text = term_text(t);
	print_error("%s\n--- screen %dx%d\n%s---\n", what, t->cols, t->rows, text);
	free(text);
	fail();
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
		(void)read_screen(t);
		there = read_sync(t, &idle);
	}
	(void)read_screen(t);
	if (!idle)
		fail_with_screen(t,
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
		if (!read_screen(t) && (in.revents & POLLHUP))
			return;
	}
}

/* The next change of state of the program; the screen is read meanwhile. */
static int wait_state(struct term *t, int timeout_ms)
{
	int64_t until = now_ms() + timeout_ms;
	int status = 0;
	for (;;) {
		(void)read_screen(t);
		if (read(t->states, &status, sizeof(status)) == sizeof(status))
			break;
		if (now_ms() > until)
			fail_with_screen(t, "pid %d did not end or stop within %d ms",
					 (int)t->pid, timeout_ms);
		struct pollfd fds[2] = {
			{ .fd = t->master, .events = POLLIN },
			{ .fd = t->states, .events = POLLIN },
		};
		(void)poll(fds, 2, 100);
	}
	(void)read_screen(t);
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
			fail_with_screen(t, "not ended within %d ms", timeout_ms);
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
		fail_with_screen(t, "ended instead of stopping, status %d", status);
}

/* --- doing ----------------------------------------------------------------------- */

void term_send(struct term *t, const void *bytes, size_t len)
{
	const char *p = bytes;
	while (len > 0) {
		ssize_t n = write(t->master, p, len);
		if (n < 0 && (errno == EAGAIN || errno == EINTR)) {
			(void)read_screen(t);
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

/* --- seeing ---------------------------------------------------------------------- */

bool term_alternate(const struct term *t)
{
	return t->alternate;
}

bool term_paste_mode(const struct term *t)
{
	return t->paste_mode;
}

bool term_mouse_mode(const struct term *t)
{
	return t->mouse_mode;
}

bool term_cursor_visible(const struct term *t)
{
	return t->cursor_on;
}

void term_cursor(const struct term *t, int *ret_row, int *ret_col)
{
	VTermPos at;
	vterm_state_get_cursorpos(vterm_obtain_state(t->vt), &at);
	*ret_row = at.row;
	*ret_col = at.col;
}

void term_ground(struct term *t, const char *color)
{
	t->ground = color;
}

void term_mute(struct term *t)
{
	t->mute = true;
}

void term_answer(struct term *t, const char *bytes, size_t len)
{
	t->begun = bytes;
	t->begun_len = len;
}

int term_ground_asked(const struct term *t)
{
	return t->ground_asked;
}

size_t term_bytes(const struct term *t)
{
	return t->bytes;
}

const char *term_clipboard(const struct term *t)
{
	return t->clipboard;
}

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

static size_t put_utf8(char *out, uint32_t c)
{
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	size_t n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
	static const unsigned char lead[] = { 0, 0, 0xC0, 0xE0, 0xF0 };
	for (size_t i = n - 1; i > 0; i--) {
		out[i] = (char)(0x80 | (c & 0x3F));
		c >>= 6;
	}
	out[0] = (char)(lead[n] | c);
	return n;
}

/* Signs of one cell; "" for the right half of a wide one.  Returns bytes. */
static size_t cell_text(const struct term *t, int row, int col, char out[32])
{
	VTermScreenCell cell;
	VTermPos at = { row, col };
	size_t len = 0;
	(void)vterm_screen_get_cell(t->screen, at, &cell);
	if (cell.chars[0] == (uint32_t)-1) {
		out[0] = '\0';
		return 0;
	}
	for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i]; i++)
		len += put_utf8(out + len, cell.chars[i]);
	if (len == 0)
		out[len++] = ' ';
	out[len] = '\0';
	return len;
}

char *term_text(const struct term *t)
{
	size_t room = (size_t)t->rows * ((size_t)t->cols * 24 + 1) + 1;
	char *text = malloc(room);
	assert_non_null(text);
	size_t len = 0;
	for (int row = 0; row < t->rows; row++) {
		size_t inked = len;
		for (int col = 0; col < t->cols; col++) {
			char cell[32];
			size_t n = cell_text(t, row, col, cell);
			memcpy(text + len, cell, n);
			len += n;
			if (n > 0 && strcmp(cell, " ") != 0)
				inked = len;
		}
		len = inked;
		text[len++] = '\n';
	}
	text[len] = '\0';
	return text;
}

static int color_index(const VTermColor *c)
{
	if (VTERM_COLOR_IS_DEFAULT_FG(c) || VTERM_COLOR_IS_DEFAULT_BG(c))
		return -1;
	return VTERM_COLOR_IS_INDEXED(c) ? c->indexed.idx : -2;
}

struct term_look term_look(const struct term *t, int row, int col)
{
	struct term_look look = { 0 };
	VTermScreenCell cell;
	VTermPos at = { row, col };
	(void)vterm_screen_get_cell(t->screen, at, &cell);
	(void)cell_text(t, row, col, look.text);
	look.fg = color_index(&cell.fg);
	look.bg = color_index(&cell.bg);
	look.bold = cell.attrs.bold;
	look.reverse = cell.attrs.reverse;
	look.underline = cell.attrs.underline != 0;
	return look;
}

/* --- asserting ------------------------------------------------------------------- */

static char *read_file(const char *path)
{
	FILE *in = fopen(path, "r");
	if (!in)
		return NULL;
	char *text = calloc(1, 1 << 20);
	assert_non_null(text);
	size_t n = fread(text, 1, (1 << 20) - 1, in);
	text[n] = '\0';
	fclose(in);
	return text;
}

static void write_file(const char *path, const char *text)
{
	FILE *out = fopen(path, "w");
	assert_non_null(out);
	fputs(text, out);
	assert_int_equal(fclose(out), 0);
}

static const char *next_line(const char **text, int *ret_len)
{
	const char *line = *text;
	const char *end = strchr(line, '\n');
	*ret_len = end ? (int)(end - line) : (int)strlen(line);
	*text = end ? end + 1 : line + *ret_len;
	return line;
}

/* Lines that differ, expected above got, with their number. */
static void print_difference(const char *expected, const char *got)
{
	for (int row = 0; *expected || *got; row++) {
		int want_len;
		int got_len;
		const char *want = next_line(&expected, &want_len);
		const char *is = next_line(&got, &got_len);
		if (want_len == got_len && memcmp(want, is, (size_t)got_len) == 0)
			continue;
		print_error("%3d - %.*s\n%3d + %.*s\n", row, want_len, want, row,
			    got_len, is);
	}
}

void assert_screen(struct term *t, const char *name)
{
	char path[512];
	const char *update = getenv("CANDOR_UPDATE_GOLDEN");
	snprintf(path, sizeof(path), "%s/screens/%s.txt", TEST_DIR, name);
	char *got = term_text(t);
	if (update && strcmp(update, "1") == 0)
		write_file(path, got);
	char *expected = read_file(path);
	bool same = expected && strcmp(expected, got) == 0;
	if (!same) {
		print_error("screen %s (%s)\n", name,
			    expected ? "differs" : "has no golden file");
		print_difference(expected ? expected : "", got);
	}
	free(expected);
	free(got);
	assert_true(same);
}

static bool on_screen_now(const struct term *t, const char *text)
{
	char *screen = term_text(t);
	bool found = strstr(screen, text) != NULL;
	free(screen);
	return found;
}

void assert_on_screen(struct term *t, const char *text)
{
	if (!on_screen_now(t, text))
		fail_with_screen(t, "not on the screen: %s", text);
}

void assert_not_on_screen(struct term *t, const char *text)
{
	if (on_screen_now(t, text))
		fail_with_screen(t, "on the screen: %s", text);
}

void assert_cell_role(struct term *t, int row, int col, char letter)
{
	const char *rest = t->roles;
	int len = 0;
	const char *line = "";
	for (int i = 0; i <= row; i++)
		line = next_line(&rest, &len);
	char is = col < len ? line[col] : ' ';
	if (is != letter)
		fail_with_screen(t, "role at %d,%d is '%c', not '%c'", row, col, is,
				 letter);
}

void assert_clipboard(struct term *t, const char *expected)
{
	if (!expected && !t->clipboard)
		return;
	assert_non_null(t->clipboard);
	assert_non_null(expected);
	assert_string_equal(t->clipboard, expected);
}

void assert_sane(struct term *t)
{
	struct termios now = term_settings(t);
	if (t->alternate)
		fail_with_screen(t, "still in the alternate screen");
	if (!t->cursor_on)
		fail_with_screen(t, "the cursor is still hidden");
	if (t->paste_mode)
		fail_with_screen(t, "bracketed paste is still on");
	if (t->mouse_mode)
		fail_with_screen(t, "the mouse is still the program's");
	if (t->scheme_mode)
		fail_with_screen(t, "it still wants to know of dark and light");
	assert_int_equal(now.c_lflag, t->before.c_lflag);
	assert_int_equal(now.c_iflag, t->before.c_iflag);
	assert_int_equal(now.c_oflag, t->before.c_oflag);
	assert_memory_equal(now.c_cc, t->before.c_cc, sizeof(now.c_cc));
}

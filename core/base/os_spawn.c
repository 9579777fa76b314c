/*
 * Children: a credential process, a notice command.
 *
 * What always holds: no shell; nothing of ours is open in the child but three
 * descriptors; it has no terminal, so it can neither write into the screen nor
 * read the operator's keys; it leads its own process group, so that os_kill()
 * reaches what it has started too; who is handed text learns no secret beside it.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "core/base/os.h"
#include "core/base/str.h"

/* Together well below the 50 ms that one turn of the loop may take. */
#define TERM_WAIT_TRIES 15
#define KILL_WAIT_TRIES 10
#define WAIT_STEP_NS    1000000L

#if !defined(__GLIBC__)
extern char **environ; /* glibc declares it in unistd.h */
#endif

static void close_fd(int *fd)
{
	if (*fd >= 0)
		(void)close(*fd); /* pipes: nothing left to lose */
	*fd = -1;
}

/* Out of the way of 0, 1 and 2, which are about to be something else. */
static bool move_up(int *fd)
{
	if (*fd > STDERR_FILENO)
		return true;
	int up = fcntl(*fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	if (up < 0)
		return false;
	close_fd(fd);
	*fd = up;
	return true;
}

static bool set_flags(int fd, bool nonblock)
{
	if (fcntl(fd, F_SETFD, FD_CLOEXEC) != 0)
		return false;
	int flags = fcntl(fd, F_GETFL);
	return flags >= 0 && (!nonblock || fcntl(fd, F_SETFL, flags | O_NONBLOCK) == 0);
}

/* ends[0] for us, non-blocking; ends[1] for the child. On failure both are closed. */
static bool make_pipe(int ends[2])
{
#if defined(__linux__)
	int rc = pipe2(ends, O_CLOEXEC);
#else
	int rc = pipe(ends);
#endif
	if (rc != 0) {
		ends[0] = ends[1] = -1;
		return false;
	}
	if (move_up(&ends[0]) && move_up(&ends[1]) && set_flags(ends[0], true) &&
	    set_flags(ends[1], false))
		return true;
	int number = errno;
	close_fd(&ends[0]);
	close_fd(&ends[1]);
	errno = number;
	return false;
}

/* Returns an errno, as all of posix_spawn does; 0 is fine. */
static int add_files(posix_spawn_file_actions_t *files, int in_fd, int out_fd,
		     int err_fd)
{
	int rc = in_fd < 0
			 ? posix_spawn_file_actions_addopen(files, STDIN_FILENO,
							    "/dev/null", O_RDONLY, 0)
			 : posix_spawn_file_actions_adddup2(files, in_fd, STDIN_FILENO);
	if (rc == 0)
		rc = posix_spawn_file_actions_adddup2(files, out_fd, STDOUT_FILENO);
	if (rc == 0)
		rc = posix_spawn_file_actions_adddup2(files, err_fd, STDERR_FILENO);
#if defined(__GLIBC__)
	/* Libraries may have opened something without close-on-exec. */
	if (rc == 0)
		rc = posix_spawn_file_actions_addclosefrom_np(files, STDERR_FILENO + 1);
#endif
	return rc;
}

static int add_attributes(posix_spawnattr_t *attr)
{
	int flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSID;
#if defined(__APPLE__)
	flags |= POSIX_SPAWN_CLOEXEC_DEFAULT;
#endif
	sigset_t all;
	sigset_t none;
	(void)sigfillset(&all);   /* cannot fail */
	(void)sigemptyset(&none); /* cannot fail */
	int rc = posix_spawnattr_setflags(attr, (short)flags);
	if (rc == 0)
		rc = posix_spawnattr_setsigdefault(attr, &all);
	if (rc == 0)
		rc = posix_spawnattr_setsigmask(attr, &none);
	return rc;
}

/*
 * What a program beside a terminal needs to find its way: files, language, display,
 * and the multiplexer or terminal that has the clipboard.  None of these is a secret;
 * what has a '*' at its end is all that begins so.
 */
static const char *const harmless[] = {
	"PATH",
	"HOME",
	"USER",
	"LOGNAME",
	"SHELL",
	"PWD",
	"TMPDIR",
	"TZ",
	"LANG",
	"LANGUAGE",
	"LC_*",
	"TERM",
	"TERMINFO",
	"TERMINFO_DIRS",
	"COLORTERM",
	"DISPLAY",
	"XAUTHORITY",
	"XDG_*",
	"WAYLAND_*",
	"TMUX",
	"TMUX_PANE",
	"TMUX_TMPDIR",
	"STY",
	"WINDOW",
	"SSH_TTY",
	"SSH_CLIENT",
	"SSH_CONNECTION",
	"DBUS_SESSION_BUS_ADDRESS",
	"KITTY_WINDOW_ID",
	"KITTY_LISTEN_ON",
	"KITTY_PID",
	"WSL_INTEROP",
	"WSL_DISTRO_NAME",
};

/* entry  "NAME=value" */
static bool is_harmless(struct str entry)
{
	struct str name = str_cut(&entry, '=');
	for (size_t i = 0; i < ARRAY_LEN(harmless); i++)
		if (str_glob(harmless[i], name))
			return true;
	return false;
}

/* Returns  pointers into our environment, NULL-terminated; freed by the caller. */
static char **few_variables(void)
{
	size_t n = 0;
	size_t kept = 0;
	while (environ[n])
		n++;
	char **few = mem_new(n + 1, sizeof(*few));
	for (size_t i = 0; i < n; i++)
		if (is_harmless(str_of(environ[i])))
			few[kept++] = environ[i];
	return few;
}

static int spawn(char *const argv[], char *const env[], int in_fd, int out_fd,
		 int err_fd, pid_t *ret_pid)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	int rc = posix_spawn_file_actions_init(&files);
	if (rc != 0)
		return rc;
	rc = posix_spawnattr_init(&attr);
	if (rc == 0) {
		rc = add_files(&files, in_fd, out_fd, err_fd);
		if (rc == 0)
			rc = add_attributes(&attr);
		if (rc == 0)
			rc = posix_spawnp(ret_pid, argv[0], &files, &attr, argv, env);
		(void)posix_spawnattr_destroy(&attr); /* cannot fail */
	}
	(void)posix_spawn_file_actions_destroy(&files); /* cannot fail */
	return rc;
}

static bool cannot(char *const argv[], int number, struct err *err)
{
	return err_set(err, ERR_IO, "cannot start %s: %s", argv[0], err_errno(number));
}

/* in_fd  the child's stdin; -1: /dev/null */
static bool start(char *const argv[], char *const env[], int in_fd,
		  struct os_child *ret, struct err *err)
{
	int out[2];
	int errs[2];
	pid_t pid = -1;
	if (!make_pipe(out))
		return cannot(argv, errno, err);
	if (!make_pipe(errs)) {
		int number = errno;
		close_fd(&out[0]);
		close_fd(&out[1]);
		return cannot(argv, number, err);
	}
	int rc = spawn(argv, env, in_fd, out[1], errs[1], &pid);
	close_fd(&out[1]);
	close_fd(&errs[1]);
	if (rc != 0) {
		close_fd(&out[0]);
		close_fd(&errs[0]);
		return cannot(argv, rc, err);
	}
	*ret = (struct os_child){ .pid = pid, .out_fd = out[0], .err_fd = errs[0] };
	return true;
}

static bool has_program(char *const argv[], struct err *err)
{
	if (argv[0] && argv[0][0] != '\0')
		return true;
	return err_set(err, ERR_ARG, "no program to start");
}

bool os_spawn(char *const argv[], struct os_child *ret, struct err *err)
{
	return has_program(argv, err) && start(argv, environ, -1, ret, err);
}

static bool fill(int fd, struct str bytes)
{
	while (bytes.len > 0) {
		ssize_t n = write(fd, bytes.p, bytes.len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		bytes.p += n;
		bytes.len -= (size_t)n;
	}
	return lseek(fd, 0, SEEK_SET) == 0;
}

bool os_spawn_fed(char *const argv[], struct str input, struct os_child *ret,
		  struct err *err)
{
	if (!has_program(argv, err))
		return false;
	int fd = os_nameless_file();
	if (fd < 0 || !move_up(&fd) || !fill(fd, input)) {
		int number = errno;
		close_fd(&fd);
		return cannot(argv, number, err);
	}
	char **env = few_variables();
	bool ok = start(argv, env, fd, ret, err);
	free((void *)env);
	close_fd(&fd);
	return ok;
}

bool os_reap(struct os_child *c, int *ret_status)
{
	int status = 0;
	if (c->pid > 0) {
		pid_t pid = -1;
		do {
			pid = waitpid(c->pid, &status, WNOHANG);
		} while (pid < 0 && errno == EINTR);
		if (pid == 0)
			return false;
		if (pid < 0)
			status = -1;
		c->pid = 0;
	} else {
		status = -1;
	}
	if (status == -1)
		*ret_status = 255; /* ended, but nobody can say any more how */
	else
		*ret_status = WIFSIGNALED(status) ? 128 + WTERMSIG(status)
						  : WEXITSTATUS(status);
	return true;
}

/* True once it is gone. */
static bool wait_a_little(struct os_child *c, int tries)
{
	const struct timespec step = { .tv_nsec = WAIT_STEP_NS };
	int status = 0;
	for (int i = 0; i < tries; i++) {
		if (os_reap(c, &status))
			return true;
		(void)nanosleep(&step, NULL); /* shorter by a signal does no harm */
	}
	return os_reap(c, &status);
}

void os_kill(struct os_child *c)
{
	close_fd(&c->out_fd);
	close_fd(&c->err_fd);
	if (c->pid <= 0)
		return;
	pid_t group = c->pid;
	(void)kill(-group, SIGTERM); /* it may have ended by itself */
	bool gone = wait_a_little(c, TERM_WAIT_TRIES);
	/* Also when the leader is gone: what it started may have stayed.  Its number
	 * cannot be somebody else's while the group lives. */
	(void)kill(-group, SIGKILL);
	if (!gone)
		(void)wait_a_little(c, KILL_WAIT_TRIES); /* else os_reap() later */
}

/*
 * The way back to a sane terminal.  One terminal a process, hence statics; all that
 * term_guard_restore() reads is written before it is armed; nothing here waits longer
 * than WRITE_MS for a terminal that has stopped reading.
 */
#include "tui/kit/term_guard.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "core/base/os.h"

#define SEQUENCE_MAX 256
#define WRITE_MS     500 /* a terminal that takes nothing for so long is stalled */
#define STEP_MS      20

static struct termios settings;
static int tty_fd = -1;
static char sequence[SEQUENCE_MAX];
static size_t sequence_len;
static volatile sig_atomic_t armed;
static int kept_fd = -1;   /* what stderr wrote */
static int stderr_fd = -1; /* where stderr was */

bool term_guard_save(int fd)
{
	if (tcgetattr(fd, &settings) != 0)
		return false;
	tty_fd = fd;
	return true;
}

void term_guard_sequence(struct str bytes)
{
	sequence_len = bytes.len < SEQUENCE_MAX ? bytes.len : SEQUENCE_MAX;
	if (sequence_len > 0)
		memcpy(sequence, bytes.p, sequence_len);
}

struct str term_guard_bytes(void)
{
	return (struct str){ sequence, sequence_len };
}

void term_guard_arm(bool on)
{
	armed = on;
}

/*
 * Write what is taken within about ms.  The file description is shared with the shell,
 * hence O_NONBLOCK is set meanwhile only.  Async-signal-safe.
 *
 * Returns  false when something is left
 */
static bool write_within(int fd, const char *bytes, size_t len, int ms)
{
	int flags = fcntl(fd, F_GETFL);
	if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0)
		return false;
	while (len > 0 && ms > 0) {
		ssize_t n = write(fd, bytes, len);
		if (n > 0) {
			bytes += n;
			len -= (size_t)n;
		} else if (n < 0 && errno == EAGAIN) {
			struct pollfd out = { .fd = fd, .events = POLLOUT };
			(void)poll(&out, 1, STEP_MS);
			ms -= STEP_MS;
		} else if (n == 0 || errno != EINTR) {
			break;
		}
	}
	(void)fcntl(fd, F_SETFL, flags);
	return len == 0;
}

/* Copy what was kept to where stderr was, as far as it is taken.  Async-signal-safe. */
static void print_kept(void)
{
	char bytes[1024];
	if (kept_fd < 0 || stderr_fd < 0 || lseek(kept_fd, 0, SEEK_SET) != 0)
		return;
	for (;;) {
		ssize_t n = read(kept_fd, bytes, sizeof(bytes));
		if (n <= 0 || !write_within(stderr_fd, bytes, (size_t)n, WRITE_MS))
			return;
	}
}

/* What waits in a terminal that does not read is thrown away: that gives room. */
static void write_sequence(void)
{
	static const char cancel[] = "\030"; /* ends a sequence that was cut */
	if (write_within(tty_fd, cancel, 1, WRITE_MS) &&
	    write_within(tty_fd, sequence, sequence_len, WRITE_MS))
		return;
	(void)tcflush(tty_fd, TCOFLUSH);
	(void)write_within(tty_fd, cancel, 1, STEP_MS);
	(void)write_within(tty_fd, sequence, sequence_len, STEP_MS);
}

void term_guard_settings(void)
{
	if (tty_fd >= 0)
		(void)tcsetattr(tty_fd, TCSANOW, &settings); /* it may not drain */
}

void term_guard_restore(void)
{
	int kept = errno;
	if (!armed)
		return;
	armed = 0;
	write_sequence();
	(void)tcsetattr(tty_fd, TCSANOW, &settings);
	print_kept();
	if (stderr_fd >= 0) /* what is still said on the way out is seen */
		(void)dup2(stderr_fd, STDERR_FILENO);
	errno = kept;
}

bool term_guard_keep_stderr(void)
{
	if (kept_fd >= 0)
		return true;
	int fd = os_nameless_file();
	int was = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
	if (fd < 0 || was < 0 || dup2(fd, STDERR_FILENO) < 0) {
		if (fd >= 0)
			(void)close(fd);
		if (was >= 0)
			(void)close(was);
		return false;
	}
	kept_fd = fd;
	stderr_fd = was;
	return true;
}

void term_guard_give_stderr(void)
{
	if (kept_fd < 0)
		return;
	(void)dup2(stderr_fd, STDERR_FILENO);
	print_kept();
	(void)close(kept_fd);
	(void)close(stderr_fd);
	kept_fd = stderr_fd = -1;
}

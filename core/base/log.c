/*
 * The debug log of one process: lines appended to a file that several processes
 * may share.
 *
 * What always holds: one write() a line, so that lines of two processes do not
 * mix; a line that cannot be written is lost without a word, since the log is
 * never needed to operate; errno is left as it was.
 */
#include "core/base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/buf.h"
#include "core/base/clock.h"
#include "core/base/limits.h"
#include "core/base/utf8.h"

#define LINE_MAX_LEN 4096

static int log_fd = -1;
static size_t log_len; /* of the file, as far as this process knows */

/* Keep the newer half of a file that has grown too long, from a line's start on. */
static void cut_file(int fd, size_t len)
{
	AUTO(buf) tail = BUF_INIT(LIMIT_LOG_FILE / 2);
	char chunk[8192];
	off_t at = (off_t)(len - LIMIT_LOG_FILE / 2);
	while (buf_ok(&tail)) {
		ssize_t n = pread(fd, chunk, sizeof(chunk), at);
		if (n <= 0)
			break;
		buf_add(&tail, chunk, (size_t)n);
		at += n;
	}
	struct str rest = buf_str(&tail);
	(void)str_cut(&rest, '\n'); /* half a line */
	log_len = 0;
	if (ftruncate(fd, 0) != 0 || rest.len == 0)
		return;
	ssize_t n = write(fd, rest.p, rest.len);
	log_len = n > 0 ? (size_t)n : 0;
}

bool log_open(const char *path, struct err *err)
{
	log_close();
	int fd = open(path,
		      O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK,
		      S_IRUSR | S_IWUSR);
	if (fd < 0)
		return err_set(err, ERR_IO, "cannot open the debug log %s: %s", path,
			       err_errno(errno));
	struct stat st;
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
		(void)close(fd); /* nothing was written */
		return err_set(err, ERR_IO, "the debug log %s is not a regular file",
			       path);
	}
	(void)fchmod(fd, S_IRUSR | S_IWUSR); /* one of ours from before; else no harm */
	log_fd = fd;
	log_len = (size_t)st.st_size;
	if (log_len > LIMIT_LOG_FILE)
		cut_file(fd, log_len);
	return true;
}

void log_close(void)
{
	if (log_fd >= 0)
		(void)close(log_fd); /* nothing left to lose */
	log_fd = -1;
}

void log_line(const char *fmt, ...)
{
	if (log_fd < 0)
		return;
	int number = errno;
	char text[LINE_MAX_LEN];
	va_list args;
	va_start(args, fmt);
	int n = vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);

	AUTO(buf) line = BUF_INIT(LINE_MAX_LEN + 64);
	clock_rfc3339(&line, clock_wall_us(&clock_system) / CLOCK_SEC_US);
	buf_addf(&line, " %ld ", (long)getpid());
	if (n >= 0)
		utf8_safe(&line, str_of(text), LINE_MAX_LEN);
	buf_add_char(&line, '\n');
	ssize_t written = write(log_fd, line.p, line.len);
	log_len += written > 0 ? (size_t)written : 0;
	if (log_len > LIMIT_LOG_FILE)
		cut_file(log_fd, log_len);
	errno = number;
}

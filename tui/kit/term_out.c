/*
 * One queue: the bytes of a file without a name from `sent` on.
 *
 * curses is given a stream of its own whose descriptor stands for that file: it writes
 * with write(2) and tries again for ever, so it must never meet a terminal that takes
 * nothing.  Only while it sets the terminal up the descriptor is the terminal's.
 *
 * The terminal is written to without blocking.  Its file description is shared with
 * the shell, hence O_NONBLOCK is set around each push only.
 */
#include "tui/kit/term_out.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/base/os.h"

#define CHUNK ((size_t)64 * 1024)

bool term_out_open(struct term_out *o, int tty, struct err *err)
{
	int fd = fcntl(tty, F_DUPFD_CLOEXEC, 3);

	*o = (struct term_out){ .tty = tty, .sink = os_nameless_file() };
	o->file = fd >= 0 ? fdopen(fd, "w") : NULL;
	if (o->file && o->sink >= 0) {
		o->chunk = mem_new(CHUNK, 1);
		return true;
	}
	(void)err_set(err, ERR_IO, "terminal: %s", err_errno(errno));
	if (!o->file && fd >= 0)
		(void)close(fd); /* nothing was written */
	term_out_release(o);
	return false;
}

void term_out_release(struct term_out *o)
{
	if (o->file)
		(void)fclose(o->file); /* what it was for is over */
	if (o->sink >= 0)
		(void)close(o->sink); /* has no name and no readers */
	free(o->chunk);
	*o = (struct term_out){ .tty = -1, .sink = -1 };
}

void term_out_direct(struct term_out *o, bool on)
{
	(void)fflush(o->file);
	/* fails for a signal at most, and none of ours interrupts */
	(void)dup3(on ? o->tty : o->sink, fileno(o->file), O_CLOEXEC);
}

/* Bytes of the sink: curses, too, moves its offset. */
static off_t queued(const struct term_out *o)
{
	return lseek(o->sink, 0, SEEK_CUR);
}

void term_out_add(struct term_out *o, struct str bytes)
{
	(void)fflush(o->file);
	while (bytes.len > 0) {
		ssize_t n = write(o->sink, bytes.p, bytes.len);

		if (n <= 0)
			return; /* no memory: the next frame is whole again */
		bytes.p += n;
		bytes.len -= (size_t)n;
	}
}

off_t term_out_size(struct term_out *o)
{
	(void)fflush(o->file);
	return queued(o);
}

void term_out_cut(struct term_out *o, off_t size)
{
	bug_unless(size >= o->sent);
	(void)fflush(o->file);
	(void)lseek(o->sink, size, SEEK_SET);
	(void)!ftruncate(o->sink, size); /* else it only stays larger */
}

static void forget(struct term_out *o)
{
	o->sent = 0;
	(void)lseek(o->sink, 0, SEEK_SET);
	(void)!ftruncate(o->sink, 0); /* else it only stays larger */
}

/* -1 when the terminal takes nothing more now, or is gone (errno). */
static ssize_t send_chunk(struct term_out *o)
{
	ssize_t n = pread(o->sink, o->chunk, CHUNK, o->sent);

	return n > 0 ? write(o->tty, o->chunk, (size_t)n) : 0;
}

static void send_all(struct term_out *o)
{
	while (term_out_pending(o)) {
		ssize_t n = send_chunk(o);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN)
			return;
		if (n <= 0)
			break; /* it is gone: reading from it says so */
		o->sent += n;
	}
	forget(o);
}

bool term_out_push(struct term_out *o)
{
	int flags = 0;

	if (!term_out_pending(o))
		return true;
	flags = fcntl(o->tty, F_GETFL);
	if (flags < 0 || fcntl(o->tty, F_SETFL, flags | O_NONBLOCK) < 0) {
		forget(o);
		return true;
	}
	send_all(o);
	(void)fcntl(o->tty, F_SETFL, flags);
	return !term_out_pending(o);
}

bool term_out_pending(const struct term_out *o)
{
	return o->sent < queued(o);
}

static int64_t now_ms(void)
{
	return clock_mono_us(&clock_system) / 1000;
}

void term_out_finish(struct term_out *o, int ms, struct str instead)
{
	int64_t until_ms = now_ms() + ms;
	int64_t left_ms = ms;

	while (!term_out_push(o) && left_ms > 0) {
		struct pollfd tty = { .fd = o->tty, .events = POLLOUT };

		(void)poll(&tty, 1, (int)left_ms);
		left_ms = until_ms - now_ms();
	}
	if (!term_out_pending(o))
		return;
	(void)tcflush(o->tty, TCOFLUSH); /* the room it needs */
	forget(o);
	term_out_add(o, STR("\030")); /* ends a sequence that was cut */
	term_out_add(o, instead);
	(void)term_out_push(o);
	forget(o);
}

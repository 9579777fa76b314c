/*
 * Lines off stdin, through the loop.  A read follows only on poll()'s word, so stdin
 * stays blocking for whoever shares it.
 */
#include "tui/linear_impl.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static void on_input(void *ctx, int fd, short revents)
{
	struct linear *l = ctx;
	struct linear_input *in = &l->input;
	ssize_t n = read(fd, in->bytes + in->n, sizeof(in->bytes) - in->n);

	(void)revents;
	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	if (n > 0)
		in->n += (size_t)n;
	else
		in->over = true;
	linear_watch(l, false); /* until this was looked at */
}

void linear_watch(struct linear *l, bool on)
{
	struct linear_input *in = &l->input;

	if (on == in->watched)
		return;
	in->watched = on;
	if (on)
		loop_watch(l->loop, STDIN_FILENO, POLLIN, on_input, l);
	else
		loop_unwatch(l->loop, STDIN_FILENO);
}

/* The first n bytes of what was read, and its line end, are used up. */
static void drop(struct linear_input *in, size_t n)
{
	size_t used = n < in->n ? n + 1 : n;

	memmove(in->bytes, in->bytes + used, in->n - used);
	in->n -= used;
}

/* What stands before the end of a line; false when its end is not there yet. */
static bool whole_line(const struct linear_input *in, struct str *ret)
{
	const char *end = memchr(in->bytes, '\n', in->n);

	*ret = (struct str){ in->bytes, end ? (size_t)(end - in->bytes) : in->n };
	return end != NULL || (in->over && in->n > 0);
}

/* As text; a line that is too long or has a NUL in it is none of ours: "". */
static bool take_line(struct linear *l, struct str text, char *line)
{
	size_t used = text.len;
	bool good = !l->input.too_long;

	if (text.len > 0 && text.p[text.len - 1] == '\r')
		text.len--;
	good = good && !memchr(text.p, '\0', text.len) &&
	       text_copy(line, LIMIT_PROMPT, text);
	l->input.too_long = false;
	drop(&l->input, used);
	if (good)
		return true;
	linear_say(l, "That line was dropped: it is longer than %d bytes, or no text.",
		   LIMIT_PROMPT - 1);
	line[0] = '\0';
	return true;
}

static bool next(struct linear *l, char *line)
{
	struct linear_input *in = &l->input;
	struct str text;

	if (whole_line(in, &text))
		return take_line(l, text, line);
	if (in->n == sizeof(in->bytes)) {
		in->too_long = true; /* its beginning is of no use */
		in->n = 0;
	}
	return false;
}

bool linear_line(struct linear *l, char *line)
{
	while (!l->over && !l->refused && !next(l, line)) {
		if (l->input.over)
			return false;
		if (!l->ask)
			linear_watch(l, true);
		loop_turn(l->loop, -1);
	}
	return !l->over && !l->refused;
}

static void on_silent(void *ctx)
{
	struct linear *l = ctx;

	l->input.silent = true;
}

static bool forget_typed(struct linear_input *in)
{
	bool some = in->n > 0;

	in->n = 0;
	in->too_long = false;
	return some;
}

/* One turn; another question (for a code) comes first, and its end is no silence. */
static bool is_noise(struct linear *l)
{
	if (!l->ask)
		linear_watch(l, true);
	loop_turn(l->loop, -1);
	return l->ask || l->input.n > 0;
}

bool linear_deaf(struct linear *l)
{
	struct linear_input *in = &l->input;
	bool dropped = l->tty && forget_typed(in);
	uint64_t timer = loop_arm(l->loop, LINEAR_DEAF_MS, on_silent, l);

	in->silent = !l->tty;
	while (!in->silent && !in->over && !l->over && !l->refused) {
		if (!is_noise(l))
			continue;
		dropped = forget_typed(in) || dropped;
		in->silent = false;
		loop_disarm(l->loop, timer);
		timer = loop_arm(l->loop, LINEAR_DEAF_MS, on_silent, l);
	}
	loop_disarm(l->loop, timer);
	if (l->tty)
		(void)tcflush(STDIN_FILENO, TCIFLUSH); /* half a line, best effort */
	return dropped;
}

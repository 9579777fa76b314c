/*
 * The question and its answers:
 *
 *   we    ESC ] 11 ; ? ESC \     ESC [ ? 2026 $ p     ESC [ ? 2031 $ p     ESC [ c
 *   they  ESC ] 11 ; rgb:RRRR/GGGG/BBBB (BEL or ESC \)
 *         ESC [ ? 2026 ; N $ y, N 1 or 2 when it is known    ESC [ ? ... c
 *   and under mode 2031, whenever it changes
 *         ESC [ ? 997 ; 1 n (dark) or 2 n (light)
 */
#include "tui/kit/term_query.h"

#include <errno.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/base/str.h"

#define ESC   0x1B
#define BEL   0x07

#define READS 512 /* of 128 bytes: a stdin that never ends is left to curses */

static const char question[] = "\033]11;?\033\\\033[?2026$p\033[?2031$p\033[c";

/* --- colours as X11 writes them ---------------------------------------------------*/

/* One to four digits of a channel, to 0..255. */
static bool channel_of(struct str digits, uint32_t *ret)
{
	uint32_t value = 0;
	uint32_t most = 0;
	if (digits.len < 1 || digits.len > 4)
		return false;
	for (size_t i = 0; i < digits.len; i++) {
		int digit = str_hex_digit(digits.p[i]);
		if (digit < 0)
			return false;
		value = value << 4 | (uint32_t)digit;
		most = most << 4 | 0xF;
	}
	*ret = (value * 255 + most / 2) / most;
	return true;
}

static bool three_of(const struct str parts[3], uint32_t *ret)
{
	uint32_t r = 0;
	uint32_t g = 0;
	uint32_t b = 0;
	if (!channel_of(parts[0], &r) || !channel_of(parts[1], &g) ||
	    !channel_of(parts[2], &b))
		return false;
	*ret = r << 16 | g << 8 | b;
	return true;
}

/* "rgb:1e/1e/2e", "rgba:1e1e/1e1e/2e2e/ffff" */
static bool slashed(struct str rest, uint32_t *ret)
{
	struct str parts[3];
	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		parts[i] = str_cut(&rest, '/');
	return three_of(parts, ret);
}

/* "#1e1e2e", "#1e1e1e1e2e2e" */
static bool hashed(struct str digits, uint32_t *ret)
{
	struct str parts[3];
	size_t each = digits.len / 3;
	if (digits.len % 3 != 0)
		return false;
	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		parts[i] = (struct str){ digits.p + i * each, each };
	return three_of(parts, ret);
}

static struct str behind(struct str s, size_t n)
{
	return (struct str){ s.p + n, s.len - n };
}

static bool color_of(struct str spec, uint32_t *ret)
{
	if (str_starts(spec, "rgb:"))
		return slashed(behind(spec, 4), ret);
	if (str_starts(spec, "rgba:"))
		return slashed(behind(spec, 5), ret);
	return str_starts(spec, "#") && hashed(behind(spec, 1), ret);
}

/* --- sequences -------------------------------------------------------------------- */

static void end_osc(struct term_query *q)
{
	struct str text = { q->text, q->len };
	q->state = QUERY_GROUND;
	if (q->len <= sizeof(q->text) && str_starts(text, "11;") &&
	    color_of(behind(text, 3), &q->rgb))
		q->known = true;
}

static void end_csi(struct term_query *q, char final)
{
	struct str text = { q->text, q->len < sizeof(q->text) ? q->len : 0 };
	q->state = QUERY_GROUND;
	if (final == 'c' && q->len > 0 && q->text[0] == '?')
		q->done = true;
	if (final == 'y' && (str_is(text, "?2026;1$") || str_is(text, "?2026;2$")))
		q->framed = true;
	if (final == 'y' && (str_is(text, "?2031;1$") || str_is(text, "?2031;2$")))
		q->schemes = true;
	if (final == 'n' && (str_is(text, "?997;1") || str_is(text, "?997;2"))) {
		q->known = true;
		q->rgb = q->text[5] == '1' ? 0x000000 : 0xFFFFFF;
	}
}

static void begin(struct term_query *q, enum term_query_state state)
{
	q->state = state;
	q->len = 0;
}

static void keep(struct term_query *q, char c)
{
	if (q->len < sizeof(q->text))
		q->text[q->len] = c;
	if (q->len <= sizeof(q->text))
		q->len++;
}

static void after_esc(struct term_query *q, char c)
{
	if (c == '[')
		begin(q, QUERY_CSI);
	else if (c == ']')
		begin(q, QUERY_OSC);
	else if (c != ESC)
		q->state = QUERY_GROUND;
}

static void step(struct term_query *q, char c)
{
	switch (q->state) {
	case QUERY_GROUND:
		if (c == ESC)
			q->state = QUERY_ESC;
		return;
	case QUERY_ESC: after_esc(q, c); return;
	case QUERY_CSI:
		if (c == ESC)
			q->state = QUERY_ESC;
		else if (c >= 0x40 && c <= 0x7E)
			end_csi(q, c);
		else
			keep(q, c);
		return;
	case QUERY_OSC:
		if (c == BEL)
			end_osc(q);
		else if (c == ESC)
			q->state = QUERY_OSC_ESC;
		else
			keep(q, c);
		return;
	case QUERY_OSC_ESC:
		if (c == '\\') {
			end_osc(q);
			return;
		}
		after_esc(q, c); /* the string broke off: another sequence begins */
		return;
	}
}

void term_query_feed(struct term_query *q, const void *bytes, size_t len)
{
	const char *p = bytes;
	for (size_t i = 0; i < len; i++)
		step(q, p[i]);
}

/* --- the terminal ----------------------------------------------------------------- */

bool term_query_fit(const char *name)
{
	/* "linux" and "cons25" are consoles of kernels, "eterm" is Emacs */
	static const char *const silent[] = { "dumb",  "linux",  "cons", "vt",
					      "eterm", "sun",    "wy",   "ansi",
					      "emacs", "unknown" };
	for (size_t i = 0; i < ARRAY_LEN(silent); i++) {
		if (str_starts(str_of(name), silent[i]))
			return false;
	}
	return !text_empty(name);
}

static void quiet(int fd)
{
	struct termios s;
	if (tcgetattr(fd, &s) != 0)
		return;
	s.c_iflag &= ~(tcflag_t)(ICRNL | IXON);
	s.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ECHONL);
	s.c_cc[VMIN] = 0;
	s.c_cc[VTIME] = 0;
	(void)tcsetattr(fd, TCSANOW, &s);
}

/* Wait until fd is ready; false when it is not and the time is over. */
static bool ready(int fd, short events, int64_t until_us)
{
	for (;;) {
		struct pollfd p = { .fd = fd, .events = events };
		int64_t left_us = until_us - clock_mono_us(&clock_system);
		int wait_ms = left_us <= 0 ? 0 : (int)((left_us + 999) / 1000);
		int n = poll(&p, 1, wait_ms);
		if (n < 0 && errno == EINTR)
			continue; /* a handler has noted it for the loop */
		return n > 0 && (p.revents & events);
	}
}

int64_t term_query_ask(int in_fd, int out_fd, int limit_ms)
{
	int64_t until_us = clock_mono_us(&clock_system) + (int64_t)limit_ms * 1000;
	ssize_t len = (ssize_t)sizeof(question) - 1;
	quiet(in_fd);
	return ready(out_fd, POLLOUT, until_us) &&
			       write(out_fd, question, (size_t)len) == len
		       ? until_us
		       : 0;
}

struct term_query term_query_collect(int in_fd, int64_t until_us)
{
	struct term_query q = { 0 };
	for (int i = 0; i < READS && !q.done && ready(in_fd, POLLIN, until_us); i++) {
		char bytes[128];
		ssize_t n = read(in_fd, bytes, sizeof(bytes));
		if (n == 0 || (n < 0 && errno != EINTR))
			break;
		if (n > 0)
			term_query_feed(&q, bytes, (size_t)n);
	}
	return q;
}

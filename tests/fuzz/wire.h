/*
 * A terminal that is us: what the program's terminal code writes onto a pseudo terminal
 * is read here byte by byte.  What must hold: nothing but text without commands
 * (check_text.h) and the sequences of terminfo.
 */
#ifndef TESTS_FUZZ_WIRE_H
#define TESTS_FUZZ_WIRE_H

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "tests/fuzz/check_text.h"
#include "tui/kit/term.h"

#define WIRE_WAIT_MS 2000

enum wire_state {
	WIRE_TEXT,
	WIRE_ESC,
	WIRE_CSI,
	WIRE_SET, /* ESC ( and one byte */
};

static struct {
	int master; /* ours of the pseudo terminal */
	struct term *term;
	enum wire_state state;
	char held[4]; /* of a character that is not whole yet */
	size_t n_held;
} wire;

static inline size_t wire_char_len(unsigned char first)
{
	return first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
}

static inline void wire_text(unsigned char byte)
{
	struct str whole;

	wire.held[wire.n_held++] = (char)byte;
	if (wire.n_held < wire_char_len((unsigned char)wire.held[0]))
		return;
	whole = (struct str){ wire.held, wire.n_held };
	wire.n_held = 0;
	bug_unless(utf8_valid(whole));
	check_code(utf8_next(&whole));
}

static inline void wire_byte(unsigned char byte)
{
	switch (wire.state) {
	case WIRE_TEXT:
		if (byte == 0x1B)
			wire.state = WIRE_ESC;
		else if (byte != '\r' && byte != '\n' && byte != '\b' && byte != '\t')
			wire_text(byte);
		return;
	case WIRE_ESC: /* no OSC, DCS, APC, PM, SOS */
		bug_unless(byte && strchr("[()78=>M", byte));
		wire.state = byte == '['          ? WIRE_CSI
			     : strchr("()", byte) ? WIRE_SET
						  : WIRE_TEXT;
		return;
	case WIRE_CSI:
		bug_unless(byte >= 0x20 && byte < 0x7F);
		if (byte >= 0x40)
			wire.state = WIRE_TEXT;
		return;
	case WIRE_SET:
		bug_unless(byte == 'B' || byte == '0');
		wire.state = WIRE_TEXT;
		return;
	}
}

static inline bool wire_whole(void)
{
	return wire.state == WIRE_TEXT && wire.n_held == 0;
}

/* The kernel hands bytes from one end of a pseudo terminal to the other when it gets
 * round to it: half a sequence is waited for. */
static inline bool wire_comes(void)
{
	struct pollfd in = { .fd = wire.master, .events = POLLIN };

	return poll(&in, 1, WIRE_WAIT_MS) > 0;
}

static inline void wire_drain(void)
{
	unsigned char bytes[65536];
	ssize_t n = 0;

	for (;;) {
		n = read(wire.master, bytes, sizeof(bytes));
		for (ssize_t i = 0; i < n; i++)
			wire_byte(bytes[i]);
		if (term_pending(wire.term))
			(void)term_push(wire.term);
		else if (n <= 0 && (wire_whole() || !wire_comes()))
			return;
	}
}

/* Where there is no pseudo terminal, wire_show() does nothing. */
static inline void wire_open(void)
{
	struct term_options options = { .name = "xterm-256color", .keep_stderr = true };
	struct err err = ERR_INIT;
	int slave = -1;

	wire.master = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	if (wire.master < 0 || grantpt(wire.master) != 0 || unlockpt(wire.master) != 0)
		return;
	slave = open(ptsname(wire.master), O_RDWR | O_NOCTTY); /* NOLINT: one thread */
	if (slave < 0 || dup2(slave, 0) < 0 || dup2(slave, 1) < 0)
		return;
	wire.term = term_curses_new(&options, &err);
	bug_unless(wire.term != NULL);
	wire_drain();
}

static inline void wire_show(const struct frame *f)
{
	struct winsize size = { .ws_row = (unsigned short)f->rows,
				.ws_col = (unsigned short)f->cols };

	if (!wire.term || f->rows < 2 || f->cols < 2)
		return;
	bug_unless(ioctl(wire.master, TIOCSWINSZ, &size) == 0);
	term_resized(wire.term);
	(void)term_draw(wire.term, f); /* what does not fit comes by wire_drain() */
	wire_drain();
	bug_unless(wire_whole());
}

#endif

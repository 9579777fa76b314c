/*
 * What the parts of the harness share: term.c (the program: start, wait, keys),
 * term_emulator.c (what the terminal is: its screen, its answers), term_screen.c (what
 * stands on the screen, and what should).
 */
#ifndef TESTS_TERM_TERM_IMPL_H
#define TESTS_TERM_TERM_IMPL_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vterm.h>

#include <cmocka.h>

#include "term.h"

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

/* The terminal is switched on; what the program wrote is shown. */
void emulator_init(struct term *t);
void emulator_show(struct term *t, const char *bytes, size_t len);

/* Show what the program has written; true when there was something. */
bool term_read_screen(struct term *t);
/* Fail with a sentence and the screen. */
void term_fail(struct term *t, const char *fmt, ...);

#endif

/*
 * A real program on a pseudo terminal, seen through libvterm, for cmocka tests.
 *
 *	struct term *t = term_start(35, 120, argv, env);
 *	term_wait_idle(t, 5000);
 *	term_keys(t, "j Enter");
 *	term_wait_idle(t, 5000);
 *	assert_screen(t, "fleet-120x35");
 *	term_stop(t);
 *
 * Waiting needs no sleeps: the program is asked on the socket CANDOR_SYNC_FD, and
 * answers when all that came before is taken, no request is outstanding and the last
 * frame is flushed.
 * Every failure prints the screen.
 *
 * Do not link this with tui_kit: both have a struct term.
 */
#ifndef TESTS_TERM_TERM_H
#define TESTS_TERM_TERM_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <termios.h>

struct term;

/*
 * Start a program.
 *
 * argv   NULL-terminated; argv[0] is a path
 * env    NULL-terminated "NAME=value" on top of PATH, HOME=/nonexistent,
 *        TERM=xterm-256color, LANG=C.UTF-8, CANDOR_SYNC_FD and ASAN_OPTIONS; a later
 *        one wins; may be NULL
 */
struct term *term_start(int rows, int cols, const char *const argv[],
			const char *const env[]);
/* Terminals started from now on answer DECRQM that they know mode 2026, or 2031. */
void term_know_frames(bool on);
void term_know_schemes(bool on);
/* The program wants to be told when the terminal turns dark or light (2031), and has
 * asked so often which it is now. */
bool term_scheme_mode(const struct term *t);
int term_scheme_asked(const struct term *t);
/* Marks of mode 2026 so far: begun and ended, each once a frame. */
void term_frames(const struct term *t, size_t *ret_begun, size_t *ret_ended);
/* Kill it if it still runs, release all. */
void term_stop(struct term *t);

/* Wait until all that was done to it is answered, and show it; fails after timeout_ms.
 */
void term_wait_idle(struct term *t, int timeout_ms);
/* Wait for the end; returns the status as of waitpid(). */
int term_wait_exit(struct term *t, int timeout_ms);
/* The same with a terminal that takes nothing from the program: what it shows stays
 * unread. */
int term_wait_exit_unread(struct term *t, int timeout_ms);
/* Wait until a signal has stopped it. */
void term_wait_stopped(struct term *t, int timeout_ms);
/* Read what comes within ms although nothing signals it (a silent terminal). */
void term_listen(struct term *t, int ms);

/* Let ms go by without reading: a terminal behind a line that is stalled. */
void term_ignore(const struct term *t, int ms);

/* Keys by name, blanks between: "j Enter Ctrl-D Esc S-Tab PgDn F1 Alt-b". */
void term_keys(struct term *t, const char *names);
void term_type(struct term *t, const char *text); /* as it is, each byte a key */
void term_send(struct term *t, const void *bytes, size_t len);
/* As a terminal pastes: bracketed if the program asked for it. */
void term_paste(struct term *t, const char *text);
void term_resize(struct term *t, int rows, int cols);
void term_signal(struct term *t, int number);
/* What this terminal says of its ground when it is asked (OSC 11),
 * "rgb:1e1e/1e1e/2e2e"; NULL, as at the start: nothing.  Set it before the program's
 * bytes are read. */
void term_ground(struct term *t, const char *color);
/* Answer no question any more: a line that is one-way, a terminal that is mute. */
void term_mute(struct term *t);
/* Answer them with the first len bytes of it; term_send() brings the rest later. */
void term_answer(struct term *t, const char *bytes, size_t len);
/* The question for the ground was asked so often. */
int term_ground_asked(const struct term *t);
/* Hang up: close the terminal under the program. */
void term_hang_up(struct term *t);
pid_t term_pid(const struct term *t);

/* What there is to see. */
bool term_alternate(const struct term *t); /* full-screen mode */
bool term_paste_mode(const struct term *t);
bool term_mouse_mode(const struct term *t); /* the program asked for the mouse */
bool term_cursor_visible(const struct term *t);
void term_cursor(const struct term *t, int *ret_row, int *ret_col);
size_t term_bytes(const struct term *t); /* written by the program so far */
/* Text of the last OSC 52, or NULL: none, or none to the clipboard. */
const char *term_clipboard(const struct term *t);
struct termios term_settings(const struct term *t);
/* The settings that were before the start, as a shell sets them. */
void term_reset(struct term *t);
/* The screen as text, a line each, blanks at the ends kept off; freed by the caller. */
char *term_text(const struct term *t);

struct term_look {
	char text[32]; /* the cell's signs */
	int fg, bg;    /* palette index, -1 default, -2 RGB */
	bool bold, reverse, underline;
};
struct term_look term_look(const struct term *t, int row, int col);
/* No cell has a colour of its own. */
void assert_colourless(const struct term *t);

/*
 * The screen equals tests/screens/NAME.txt.  With CANDOR_UPDATE_GOLDEN=1 the file is
 * rewritten; a difference prints both side by side.
 */
void assert_screen(struct term *t, const char *name);
void assert_on_screen(struct term *t, const char *text);
void assert_not_on_screen(struct term *t, const char *text);
/* Needs CANDOR_SYNC_ROLES=1 in env: letter of the role of a cell (tui/kit/role.h). */
void assert_cell_role(struct term *t, int row, int col, char letter);
void assert_clipboard(struct term *t, const char *expected); /* NULL: nothing sent */
/* Alternate screen left, cursor on, paste mode and mouse off, settings as before the
 * start. */
void assert_sane(struct term *t);

#endif

/*
 * A terminal: keys in, frames out.  Two kinds: curses (term_curses*.c, the only files
 * that know curses) and text (term_text.c, for tests and plain prints).
 */
#ifndef TUI_KIT_TERM_H
#define TUI_KIT_TERM_H

#include "core/base/err.h"
#include "tui/kit/frame.h"
#include "tui/kit/input.h"
#include "tui/kit/key.h"
#include "tui/kit/theme.h"

struct term;

struct term_options {
	const char *name; /* TERM; NULL or unknown: xterm-256color, then xterm */
	int esc_delay_ms; /* ESCDELAY if it is set; 0: 25 */
	bool no_color;    /* attributes only */
	bool keep_stderr; /* do not capture stderr */
	bool ask_ground;  /* for term_ground(); costs what the terminal takes to answer
			   */
	/* What can be done while it does: called once where stdin and stdout are a
	 * terminal; may read files, may not touch the terminal.  NULL: nothing. */
	void (*meanwhile)(void *ctx);
	void *ctx;
};

/*
 * Take the controlling terminal (stdin and stdout).  signals_open() comes first.
 *
 * Returns  the terminal in full-screen mode; free with term_free(), which restores it
 *          and prints what was written to stderr meanwhile.
 * Errors   ERR_ARG stdin or stdout is no terminal; ERR_UNSUPPORTED no terminal
 *          description is usable.
 */
struct term *term_curses_new(const struct term_options *options,
			     struct err *err) MUST_USE;

/* A terminal that keeps the last frame and gives the events it was fed. */
struct term *term_text_new(int rows, int cols);
/* Feed keys by name, blanks between: "j Enter Ctrl-R". False: a name is unknown. */
bool term_text_keys(struct term *t, const char *names) MUST_USE;
void term_text_paste(struct term *t, struct str bytes);
void term_text_resize(struct term *t, int rows, int cols);
const struct frame *term_text_frame(const struct term *t); /* last drawn */
size_t term_text_draws(const struct term *t); /* frames that differed from the last */

void term_free(struct term *t); /* NULL is allowed */

void term_size(const struct term *t, int *ret_rows, int *ret_cols);

enum term_event_kind {
	TERM_KEY,
	TERM_PASTE,
	TERM_MOUSE /* after term_mouse(t, true) */
};

struct term_event {
	enum term_event_kind kind;
	struct key key;   /* TERM_KEY */
	struct str paste; /* TERM_PASTE: whole text, cut at 64 KiB; valid until the next
			     call */
	bool lost;        /* TERM_PASTE: its end never came, see input_idle() */
	struct mouse mouse; /* TERM_MOUSE */
};

/*
 * The next thing typed.  After each wake-up call it until it returns false, whatever
 * poll() said: curses may hold bytes.
 * Returns  false when there is nothing more now.
 */
bool term_next(struct term *t, struct term_event *ret) MUST_USE;

/* Milliseconds after which term_next() must be called again although no byte came
 * (an Esc or a sequence waits for its rest); -1: none. */
int term_wait_ms(const struct term *t);

/*
 * Show a frame.  Cells that are as they were cost nothing; nothing changed writes
 * nothing.  Never waits: what the terminal does not take at once is pushed later, and
 * while something of an earlier frame waits a new one is skipped.
 * Returns  false when it was skipped: draw again when all is out.
 */
bool term_draw(struct term *t, const struct frame *f);

/* Bytes wait for the terminal: call term_push() when stdout is writable (POLLOUT). */
bool term_pending(const struct term *t);
/* Returns  true when nothing is left. */
bool term_push(struct term *t);

/*
 * Bytes that draw nothing, a whole sequence (OSC 52), after all that waits.
 * Returns  false, and nothing is sent, while the terminal does not take what it has or
 *          is given back.
 */
bool term_send(struct term *t, struct str bytes) MUST_USE;

/* Ask for the mouse, or give it back: while it is ours, the terminal selects text only
 * with Shift held.  Off at the start, and while the terminal is given back. */
void term_mouse(struct term *t, bool on);

void term_set_theme(struct term *t, const struct theme *theme); /* copied; repaints */
enum depth term_depth(const struct term *t);
/* The ground as the terminal named it last, 0xRRGGBB; false: not asked, or no answer so
 * far: a slow line may bring it among the first keys.  A terminal that tells when it
 * turns dark or light names another one then: look after each term_next(). */
bool term_ground(const struct term *t, uint32_t *ret_rgb) MUST_USE;
void term_resized(struct term *t); /* after SIGWINCH */
void term_redraw(struct term *t);  /* everything, at the next draw (Ctrl-L) */

/* Ctrl-Z and SIGTSTP: give the terminal back, stop the process, take the terminal again
 * when continued. */
void term_suspend(struct term *t);

/* The terminal is gone (hang-up): reads are empty and tcgetattr says EIO. */
bool term_gone(const struct term *t);

/* Note about the terminal for the operator ("TERM=foo is unknown, using xterm"), or
 * NULL. */
const char *term_note(const struct term *t);

/*
 * Idle protocol of the tests: CANDOR_SYNC_FD is a socket on which a test asks with any
 * byte.  One is the answer, once all that had come before the question is taken (keys,
 * signals, files that changed), term_wait_ms() is negative, no request is outstanding
 * and term_draw() has returned true for the last frame.
 * roles: before it the last frame's role dump between \001 and NUL (CANDOR_SYNC_ROLES
 * is set), for assert_cell_role.
 */
void term_sync(struct term *t, int fd, bool roles);

/*
 * What the system knows of a terminal's name; the terminal is not touched.
 *
 * ret_colors  how many colours its description gives it; 0: none
 * Returns     false when there is no description, or one that cannot place its cursor.
 */
bool term_describe(const char *name, int *ret_colors) MUST_USE;

/* Of ncurses, for `candor version`. Never NULL. */
const char *term_version(void);

#endif

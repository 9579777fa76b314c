/*
 * What the files of the curses terminal share: term_curses.c (life, frames),
 * term_curses_keys.c, term_curses_cells.c.  Inside of the kit only; the C files
 * include <curses.h> themselves.
 */
#ifndef TUI_KIT_TERM_CURSES_H
#define TUI_KIT_TERM_CURSES_H

#include <termios.h>

#include "tui/kit/input.h"
#include "tui/kit/term_kind.h"
#include "tui/kit/term_out.h"

#define TERM_PAIRS_MAX 512 /* (ink, ground) in use at once; themes need about 100 */

struct screen; /* curses' SCREEN */

struct term_pair {
	int fg, bg;
};

struct curses_term {
	struct term base;
	struct screen *screen;
	struct term_out out;
	struct termios settings; /* in full-screen mode */
	struct input input;
	struct frame shown;
	bool all; /* every cell has to be written */
	bool left;
	bool utf8;   /* the locale can draw more than ASCII */
	bool cursor; /* the terminal shows its cursor */
	bool default_colors;
	enum depth depth;
	bool schemes; /* it was asked to tell when it turns dark or light */
	struct theme theme;
	struct look looks[ROLE_COUNT][ROLE_COUNT]; /* [role][on] */
	bool look_known[ROLE_COUNT][ROLE_COUNT];
	struct term_pair pairs[TERM_PAIRS_MAX]; /* pairs[1..n_pairs] */
	int n_pairs, max_pairs;
	int empty; /* turns in which poll() said readable and nothing came */
	char note[128];
};

static inline struct curses_term *term_curses_own(struct term *t)
{
	return (struct curses_term *)(void *)t;
}

static inline const struct curses_term *term_curses_of(const struct term *t)
{
	return (const struct curses_term *)(const void *)t;
}

/* term_curses_keys.c: after keypad(), which loads the keys of the description; and
 * three calls of the kind. */
void term_curses_keys_init(void);
bool term_curses_next(struct term *t, struct term_event *ret);
int term_curses_wait_ms(const struct term *t);
bool term_curses_gone(const struct term *t);

/* term_curses.c: after input, which may have told what the terminal knows. */
void term_curses_heard(struct curses_term *ct);

/* term_curses_cells.c: colours after newterm(); forget them, for another theme. */
void term_curses_colors(struct curses_term *ct, bool no_color);
void term_curses_colors_forget(struct curses_term *ct);
/* The cells of a row that differ from what is shown, into stdscr. */
void term_curses_row(struct curses_term *ct, const struct frame *f, int row, int cols);

#endif

/*
 * A screen as data: cells with a role each.  Views draw into a frame; one file turns
 * it into curses calls (term_curses.c), another into text (term_text.c).
 *
 * Draw calls take (role, bytes) and no markup.  All bytes pass utf8_safe(), and a
 * cell refuses what still is a control, format or bidi code point, so nothing drawn
 * can command a terminal.  Rows and columns count from 0.  Everything clips: no
 * position or width is an error, a wide character that does not fit whole leaves a
 * blank.
 */
#ifndef TUI_KIT_FRAME_H
#define TUI_KIT_FRAME_H

#include "core/base/buf.h"
#include "core/base/str.h"
#include "tui/kit/glyph.h"
#include "tui/kit/role.h"

#define CELL_CODES 4

enum {
	CELL_STRONG = 1
}; /* bold on top of what the role says */

struct cell {
	uint32_t code[CELL_CODES]; /* base first, then marks; 0 after the last */
	uint8_t width;             /* 1 or 2; 0: right half of a wide one */
	uint8_t role;  /* enum role: ink (and its own ground, if it has one) */
	uint8_t on;    /* enum role: ground; ROLE_BG, ROLE_SELECT, a mode... */
	uint8_t flags; /* CELL_STRONG */
};

/* A rectangle of a frame.  May hang over the borders or be empty. */
struct area {
	int row, col;
	int height, width; /* <= 0: empty */
};

/* Where the rows of a list stand, one a line, for the mouse. */
struct frame_list {
	struct area at;
	const void *list; /* only compared */
	size_t first;     /* index of the row on the first line */
};

#define FRAME_LISTS 8

struct frame {
	int rows, cols;     /* 0..LIMIT_ROWS, 0..LIMIT_COLS */
	struct cell *cells; /* cells[rows * cols], row by row */
	struct glyph_set glyphs;
	enum role on;   /* ground of what is drawn next; see frame_on() */
	bool cursor_on; /* false: nothing has the focus */
	int cursor_row, cursor_col;
	char focus[48]; /* id of what has the focus: "fleet:acme-prod-eu" */
	struct frame_list lists[FRAME_LISTS]; /* lists[n_lists], since frame_clear() */
	size_t n_lists;
	struct buf scratch; /* of the draw calls */
};

/* An empty frame of that size (cut to the limits); Unicode signs. */
void frame_init(struct frame *f, int rows, int cols);
void frame_release(struct frame *f);
/* Another size, all blank; glyphs stay. */
void frame_resize(struct frame *f, int rows, int cols);
/* All cells blank in ROLE_TEXT on ROLE_BG, no cursor, no focus. */
void frame_clear(struct frame *f);
void frame_copy(struct frame *dst, const struct frame *src);

struct area frame_area(const struct frame *f); /* all of it */
struct area area_lines(struct area a, int from,
		       int n); /* n lines from line `from`; n < 0: the rest */
struct area area_inset(struct area a, int cols); /* cols less at the left and right */
/* Left part of width cells, one column for the bar │, the rest right. */
void area_split(struct area a, int width, struct area *ret_left,
		struct area *ret_right);

/*
 * Ground of the following draw calls.
 * Returns  the ground before, to put back:  was = frame_on(f, X); ...; frame_on(f,
 * was);
 */
enum role frame_on(struct frame *f, enum role on);

/* Blank the area in role on the current ground. */
void frame_fill(struct frame *f, struct area a, enum role role);
/* Everything so far is behind a dialog: ROLE_SCRIM on ROLE_BG, no cursor. */
void frame_scrim(struct frame *f);

/*
 * Draw one line of text at (row, col), at most width columns.  Newlines become ⏎.
 * Control pictures and ‹U+202E› take ROLE_CONTROL.
 * Returns  columns used.
 */
int frame_put(struct frame *f, int row, int col, int width, enum role role,
	      struct str s);

/* How a text gets into a width: cut hard, "begin…", "beg…end". */
enum fit {
	FIT_CLIP,
	FIT_TAIL,
	FIT_MIDDLE
};
enum align {
	ALIGN_LEFT,
	ALIGN_RIGHT
};

/*
 * A pen writes parts of one line one after the other and never passes `end`.
 * Copy it to come back to a place.
 */
struct pen {
	struct frame *frame;
	int row, col; /* next cell */
	int end;      /* first column that is not ours */
};

/* At the start of a line (0 is the first) of an area. A line outside draws nothing. */
struct pen pen_at(struct frame *f, struct area a, int line);
int pen_room(const struct pen *p); /* columns left, >= 0 */
void pen_str(struct pen *p, enum role role, struct str s);
void pen_text(struct pen *p, enum role role, const char *text); /* NULL draws nothing */
void pen_strong(struct pen *p, enum role role, const char *text); /* bold */
void pen_printf(struct pen *p, enum role role, const char *fmt, ...) PRINTF(3, 4);
void pen_skip(struct pen *p, int cols);             /* leave cells as they are */
void pen_to(struct pen *p, struct area a, int col); /* go to a column of the area */
/* Draw into a box of width columns and stand behind it. */
void pen_fit(struct pen *p, int width, enum role role, struct str s, enum fit fit,
	     enum align align);
/* Draw at the right end and move `end` before it, one blank between; left out when
 * there is no room for all of it. */
void pen_right(struct pen *p, enum role role, const char *text);

/*
 * "─ title ─────────── right ─" on a line of an area.  title is cut at its front so
 * that its tail stays (breadcrumbs); right is left out when even so both do not fit.
 *
 * right_role  ink of right, so that a rule can say "■ CRIT since 13:49Z"
 */
void frame_rule(struct frame *f, struct area a, int line, const char *title,
		const char *right, enum role right_role);
/* The bar │ between two panels: column col, all lines of the area. */
void frame_bar(struct frame *f, struct area a, int col);
/* A box with title in its top and foot in its bottom line; inside is blanked. */
void frame_box(struct frame *f, struct area a, const char *title, const char *foot);

/*
 * One line of at most width columns off *s, broken at blanks where possible, at
 * newlines always.  s may be any bytes: what is returned still has to be drawn with
 * the calls above.
 * Returns  false at the end of the text.
 */
bool frame_wrap(struct str *s, int width, struct str *ret_line) MUST_USE;

/* The terminal's cursor goes there; id names the focus for tests and screen readers. */
void frame_cursor(struct frame *f, int row, int col, const char *id);

/* These lines are rows of a list; what is behind a dialog no longer is.  More than
 * FRAME_LISTS are forgotten. */
void frame_list(struct frame *f, struct area rows, const void *list, size_t first);
/* Is there a row of this list?  Its index. */
bool frame_list_at(const struct frame *f, const void *list, int row, int col,
		   size_t *ret_index);

/* True when a terminal would show the same: cells, cursor. */
bool frame_same(const struct frame *a, const struct frame *b);
bool frame_row_same(const struct frame *a, const struct frame *b, int row);

/*
 * Golden forms.  text: glyphs, blanks at line ends kept off.  roles: one letter a
 * cell, then a line "on ROW FIRST-LAST name" for each run with another ground.
 * cursor: "row col focus" or "none".
 */
void frame_dump_text(const struct frame *f, struct buf *out);
void frame_dump_roles(const struct frame *f, struct buf *out);
void frame_dump_cursor(const struct frame *f, struct buf *out);

#endif

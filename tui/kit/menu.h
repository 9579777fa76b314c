/*
 * A list in a box over the scrim, from which one thing is taken: palette, actions,
 * sort picker, column chooser.
 *
 * A row that cannot be taken says why not; a row that asks for care is never the one
 * the menu opens on.  In MENU_PLAIN the key of a row takes it, and one that means
 * nothing is named in the foot.  Pasted text reaches the typed line alone.  In
 * MENU_LINE Enter takes the marked row, unless what is typed is something by itself
 * (menu_line_is): then no row is marked until one is chosen.
 */
#ifndef TUI_KIT_MENU_H
#define TUI_KIT_MENU_H

#include "tui/kit/frame.h"
#include "tui/kit/key.h"
#include "tui/kit/prompt.h"

#define MENU_NONE SIZE_MAX
#define MENU_ROWS 4096 /* more are not taken */

enum menu_kind {
	MENU_PLAIN,    /* no typing: j k move too */
	MENU_FILTERED, /* what is typed keeps the rows that fit it, best one selected */
	MENU_LINE,     /* what is typed is the owner's: MENU_TYPED, MENU_ENTERED */
};

enum menu_event {
	MENU_OPEN,    /* draw again */
	MENU_TAKEN,   /* Enter on the row under the cursor, or its key: menu_row() */
	MENU_TOGGLED, /* Space turned the check of menu_row() over */
	MENU_TYPED,   /* MENU_LINE: the line changed; the owner makes the rows anew */
	MENU_ENTERED, /* MENU_LINE: Enter, and no row is marked */
	MENU_CLOSED,  /* Esc, Ctrl-C, Ctrl-G; q in MENU_PLAIN */
};

enum menu_check {
	MENU_NO_CHECK,
	MENU_OFF,
	MENU_ON
};

/* One row as it is given.  All texts are copied; NULL is none. */
struct menu_item {
	const char *text;    /* "acme-prod-eu"; what a filter looks at, too */
	const char *detail;  /* second column: "■ CRIT  Acme Robotics" */
	const char *note;    /* at the right of it: "asks first" */
	const char *right;   /* last column: a key */
	struct key key;      /* MENU_PLAIN: takes the row; not where the menu has a use
			      * for it itself, and right is not shown then; 0: none */
	const char *why_not; /* NULL: can be taken; stands in the place of note */
	enum role role;      /* of text */
	enum role detail_role, note_role;
	enum menu_check check;
	bool careful; /* the menu does not open on this row */
	size_t id;    /* the owner's */
};

struct menu_row;

/* What a menu is made with; texts are borrowed and outlive the menu. */
struct menu_opts {
	enum menu_kind kind;
	const char *title;      /* "Sort fleet by" */
	const char *enter;      /* what Enter does; NULL: "takes it" */
	const char *label;      /* of the typed line: ":"; NULL: none */
	const char *label_hint; /* right of it while a grey tail stands there; NULL */
	const char *focus;      /* first part of the focus id: "palette" */
	/* what Enter does with a row: "runs theme dark"; NULL: enter */
	void (*says_enter)(const char *text, size_t id, struct buf *out);
	int text_cells;  /* width of the first column; 0: what it needs */
	int text_narrow; /* the same under 100 columns; 0: text_cells */
	int lines;       /* rows shown where the screen has room; 0: all, up to it */
};

struct menu {
	struct menu_opts opts;
	char *title;
	struct prompt prompt;
	struct menu_row *rows; /* rows[n_rows] as given */
	size_t n_rows, cap_rows;
	size_t *shown; /* shown[n_shown]: rows after the filter, headings too */
	size_t n_shown, cap_shown;
	size_t cursor;      /* index into shown; MENU_NONE: no row can have it */
	size_t top;         /* first index drawn */
	int page;           /* lines of rows at the last drawing, >= 1 */
	bool chosen;        /* the cursor was moved by the operator */
	bool line_is;       /* MENU_LINE: Enter runs what is typed */
	bool narrow;        /* last drawn under 100 columns */
	bool refused;       /* Enter on a row that cannot be taken, or its key */
	struct key useless; /* MENU_PLAIN: the last one, where it meant nothing; or 0 */
};

void menu_init(struct menu *m, const struct menu_opts *opts);
void menu_release(struct menu *m);

/* Rows in the order they stand; a heading groups those that follow it. */
void menu_add(struct menu *m, const struct menu_item *item);
void menu_heading(struct menu *m, const char *text);
/* A line that says something and is no row: "… 12 more". */
void menu_remark(struct menu *m, const char *text);
/* All rows away, for an owner that makes them anew; what is typed stays. */
void menu_clear(struct menu *m);
/* After the rows were added: the cursor goes to the row of that id, or (MENU_NONE) to
 * the first that can be taken and is not careful. */
void menu_ready(struct menu *m, size_t id);
/* MENU_LINE, after menu_ready(): what is typed can be run as it is. */
void menu_line_is(struct menu *m, bool whole);
/* Would Enter take the row under the cursor? */
bool menu_takes_row(const struct menu *m);

enum menu_event menu_key(struct menu *m, struct key k);
/* MENU_TYPED when a line of MENU_LINE changed, else MENU_OPEN. */
enum menu_event menu_paste(struct menu *m, struct str bytes);

/* The id of the row under the cursor, MENU_NONE when there is none. */
size_t menu_row(const struct menu *m);
/* Its text, borrowed until the rows change; NULL. */
const char *menu_row_text(const struct menu *m);
/* Put a line where one is typed; the owner makes the rows anew. */
void menu_set_text(struct menu *m, struct str text);

/* Columns of the typed line of a MENU_LINE on a screen of so many, and of a remark,
 * which begins right below its first byte. */
int menu_line_cells(int cols);

/* Scrim over all that is drawn, its keys on the last line, then the box in the middle.
 */
void menu_draw(struct menu *m, struct frame *f);

#endif

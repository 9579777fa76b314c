/*
 * The lines around every screen: access bar, tabs, title rule,
 * status rule, journal strip; and how a terminal's size divides into them.
 */
#ifndef TUI_KIT_CHROME_H
#define TUI_KIT_CHROME_H

#include "tui/kit/frame.h"

enum chrome_size {
	CHROME_WIDE,      /* >= 100 columns */
	CHROME_NARROW,    /* short tabs, one column of panels */
	CHROME_SMALL,     /* < 60x16: bar, body, hint only */
	CHROME_TOO_SMALL, /* < 40x10: bar and one sentence */
};

struct chrome {
	enum chrome_size size;
	/* one line each; height 0 where the size has none */
	struct area bar, tabs, title;
	struct area body;
	struct area status, strip, hint; /* one line each */
};

struct chrome chrome_layout(const struct frame *f);

/*
 * One part of a bar.  When parts do not fit, those with a cut take their brief form,
 * highest cut first; then they are left out, highest first; then the ones that are
 * never left out take their brief form; at last those with a negative cut go.  A part
 * is whole, brief or not there.
 */
struct bar_part {
	const char *text;  /* NULL or "": not there */
	const char *brief; /* shorter form; NULL: none */
	enum role role;    /* ROLE_TEXT takes the bar's own ink */
	bool strong;
	int cut; /* 0: never; negative: only where all else is of no help */
	int gap; /* blanks before it; 0 means 2, -1 none */
};

/*
 * A line of parts on the ground `on`: left ones from the left, right ones at the
 * right.  When they do not fit, brief forms, then nothing, by falling cut.
 */
void chrome_bar(struct frame *f, struct area a, enum role on,
		const struct bar_part *left, size_t n_left,
		const struct bar_part *right, size_t n_right);

struct chrome_tab {
	const char *name;  /* "Fleet" */
	const char *brief; /* "Flt" */
};

/* Columns that long tabs leave for what stands at the right: no text moves them. */
#define CHROME_TABS_RIGHT 24

/*
 * " [1 Fleet]   2 Overview ...   ↻ 12s": tabs numbered from 1, current in brackets.
 * How they stand is decided by the width of the area; `right` is cut where it is longer
 * than chrome_tabs_room().
 */
int chrome_tabs_room(struct area a, const struct chrome_tab *tabs, size_t n_tabs);
void chrome_tabs(struct frame *f, struct area a, const struct chrome_tab *tabs,
		 size_t n_tabs, size_t current, const char *right,
		 enum role right_role);

/* One line in the strip: "✎ #10482 ...", or a message in its role. */
void chrome_strip(struct frame *f, struct area a, enum role role, struct str text);

/* "needs 40×10, is 38×9", for CHROME_TOO_SMALL. */
void chrome_too_small(struct frame *f, struct area a);

#endif

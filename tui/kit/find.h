/*
 * Looking for a text in what scrolls: what is looked for, the line that is stood at,
 * and the paint of it.  Case of ASCII letters does not matter.
 */
#ifndef TUI_KIT_FIND_H
#define TUI_KIT_FIND_H

#include "tui/kit/frame.h"

#define FIND_MAX 256 /* bytes of what is looked for, with the NUL */

struct find {
	char text[FIND_MAX]; /* "" nothing */
	int at;              /* line of the match that is stood at; -1 none */
	int from;            /* where the looking began, while it is typed */
	bool typing;
};

#define FIND_NOTHING ((struct find){ .at = -1 })

/* A walk over all lines of a text, the first one first. */
struct find_walk {
	int line;                       /* the next one */
	int n;                          /* lines with a match so far */
	int at;                         /* which of them is stood at, from 1; 0 none */
	int first, before, after, last; /* lines; -1 none */
	int from;                       /* the line that is stood at */
};
void find_line(struct find_walk *w, bool match);

/* Something that is looked through. */
struct find_pane {
	struct find *find;
	int top; /* first line shown */
	/* find_line() for each line, as they were last drawn. */
	void (*walk)(void *ctx, struct find_walk *w);
	void (*show)(void *ctx, int line); /* scroll it into sight */
	void *ctx;
};

/* It is typed from now on, or no longer: each letter looks from the line that was the
 * first one shown at the beginning. */
void find_typing(const struct find_pane *p, bool typing);
/* Look for a text from the first line shown on; empty: no more.  False: it is longer
 * than can be looked for, and nothing is. */
bool find_text(const struct find_pane *p, struct str text);
/* To the next line that has it, or (step -1) the one before, round the end.  False:
 * none has it. */
bool find_next(const struct find_pane *p, int step);
/* Lines that have it; ret_at which of them is stood at, from 1; 0 none. */
int find_count(const struct find_pane *p, int *ret_at);

/* Does it stand in the text? */
bool find_in(const struct find *f, struct str text);
/* Does a match of the whole text begin in the part, a slice of it? */
bool find_begins(const struct find *f, struct str whole, struct str part);
/* The role of what matches in a line. */
enum role find_role(const struct find *f, int line);

/* Draw a part of a text with every place painted that has one of the words; a match may
 * begin before the part. */
void find_draw(struct pen *p, enum role role, enum role match, struct str whole,
	       struct str part, const struct str *words, size_t n_words);

#endif

/*
 * Asking the terminal which ground it draws on (OSC 11), whether it can hold a frame
 * back until it is whole (mode 2026, DECRQM), and whether it tells when it turns dark
 * or light (mode 2031), before curses starts.
 *
 * The answer comes on stdin, among keys: late ones have been taken for keys by many
 * programs.  So the question is followed by one that every terminal answers (CSI c,
 * primary device attributes), and whose answer ends the wait; what comes after the
 * time limit, were it the rest of a sequence, is read on by tui/kit/input.
 */
#ifndef TUI_KIT_TERM_QUERY_H
#define TUI_KIT_TERM_QUERY_H

#include "core/base/base.h"

/* A terminal on this machine answers in a few ms: the first frame is of its colours.
 * One that does not is painted for by guess, and anew when it says more. */
#define TERM_QUERY_MS 20

enum term_query_state {
	QUERY_GROUND,
	QUERY_ESC,     /* after ESC */
	QUERY_CSI,     /* ESC [ until a final byte */
	QUERY_OSC,     /* ESC ] until BEL or ESC \ */
	QUERY_OSC_ESC, /* ESC inside of it */
};

/* What was answered so far.  All zero to begin. */
struct term_query {
	enum term_query_state state;
	char text[48]; /* of the sequence being read; longer ones are dropped */
	size_t len;    /* of it, even of what does not fit */
	bool known;    /* the terminal named its ground: */
	uint32_t rgb;  /* 0xRRGGBB; black or white where it only said dark or light */
	bool schemes;  /* it knows mode 2031 */
	bool framed;   /* it knows mode 2026: a frame between two marks is shown at once
			*/
	bool done;     /* the last answer has come */
};

/* Any bytes; pure.  Bytes that belong to no answer are dropped. */
void term_query_feed(struct term_query *q, const void *bytes, size_t len);

/*
 * Is there any use in asking?  Consoles of kernels and hardware terminals print what
 * they do not know; a dumb terminal prints all.
 *
 * name  TERM; NULL or "": no
 */
bool term_query_fit(const char *name);

/*
 * Ask.  The terminal is left without echo and line editing, as curses wants it next,
 * so that a late answer is not printed: the caller has saved its settings and restores
 * them.
 *
 * Returns  until when to wait for the answer, in microseconds of the monotonic clock:
 *          limit_ms from now; 0 where nothing could be asked
 */
int64_t term_query_ask(int in_fd, int out_fd, int limit_ms);
/*
 * Take the answer, and wait for it no longer than that; what has come already is taken
 * even when the time is over.  What was typed before is dropped: who typed it has not
 * seen what it would act on.
 */
struct term_query term_query_collect(int in_fd, int64_t until_us);

#endif

/*
 * Bytes on their way to a terminal that may have stopped reading (a stalled line, a
 * frozen multiplexer): curses writes into a file without a name, and from there they go
 * out as the terminal takes them.  Nothing here waits but term_out_finish().
 */
#ifndef TUI_KIT_TERM_OUT_H
#define TUI_KIT_TERM_OUT_H

#include <stdio.h>
#include <sys/types.h>

#include "core/base/err.h"
#include "core/base/str.h"

struct term_out {
	FILE *file; /* for curses; whatever is written to it is queued */
	int tty;
	int sink;
	off_t sent;  /* bytes of the sink that are out */
	char *chunk; /* a frame is one write as a rule */
};

/*
 * Errors  ERR_IO: no descriptor, no memory file; o is then released.
 */
bool term_out_open(struct term_out *o, int tty, struct err *err) MUST_USE;
void term_out_release(struct term_out *o);

/* on: file stands for the terminal itself, as it must while settings are read or
 * changed through it (and before the first call).  Nothing is drawn meanwhile. */
void term_out_direct(struct term_out *o, bool on);
/* Queue bytes after what curses has written. */
void term_out_add(struct term_out *o, struct str bytes);

/* Bytes in the queue and before it, for term_out_cut(). */
off_t term_out_size(struct term_out *o);
/* Forget what was added since it was so large; none of it may be out. */
void term_out_cut(struct term_out *o, off_t size);

/* Write what the terminal takes now.  True: nothing is left. */
bool term_out_push(struct term_out *o);
bool term_out_pending(const struct term_out *o);

/*
 * Before the terminal is given back: write all, for at most ms.  A terminal that does
 * not read loses the rest and gets `instead`, which needs little room.
 */
void term_out_finish(struct term_out *o, int ms, struct str instead);

#endif

/*
 * Signals as bytes on a pipe: handlers only write, all work is done in the loop.
 * Opened before the terminal, since curses takes only signals that nobody has.
 */
#ifndef TUI_KIT_SIGNALS_H
#define TUI_KIT_SIGNALS_H

#include "core/base/err.h"

/*
 * For the whole run: catch SEGV BUS ABRT FPE ILL.  They run what signals_on_fatal() has
 * been given, write the report of core/base/crash.h, and end the program by the same
 * signal.
 *
 * report   the file that crash_arm() gets; NULL: a crash leaves none
 * version  of the program, for the report; borrowed for ever
 */
void signals_catch_fatal(const char *report, const char *version);

/*
 * Handle TERM HUP INT QUIT WINCH TSTP CONT CHLD, ignore PIPE TTOU TTIN.
 *
 * Errors   ERR_IO no pipe.
 */
bool signals_open(struct err *err) MUST_USE;
/* Default dispositions again, except that a late HUP is ignored: the end is near. */
void signals_close(void);
int signals_fd(void); /* poll it for reading; -1 when closed */
/* Next signal number that came, or 0. Several of one kind may be given once. */
int signals_next(void);
/* What to do first on a fatal signal, async-signal-safe; NULL takes it away. */
void signals_on_fatal(void (*restore)(void));
/* Stop as Ctrl-Z at a terminal would, and come back when continued: the whole process
 * group, since a script that waits for this program would else keep the terminal. */
void signals_stop_self(void);

#endif

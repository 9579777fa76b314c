/*
 * Giving the terminal back whatever happens: its settings and the bytes that undo
 * full-screen mode are saved at the start, and written by a function that a signal
 * handler may call.  What libraries write to stderr meanwhile is kept for the end.
 */
#ifndef TUI_KIT_TERM_GUARD_H
#define TUI_KIT_TERM_GUARD_H

#include "core/base/str.h"

/* Save the settings of the terminal fd; before curses changes them. */
bool term_guard_save(int fd) MUST_USE;
/* Bytes that undo full-screen mode; cut at 256. */
void term_guard_sequence(struct str bytes);
struct str term_guard_bytes(void);
/* Armed: term_guard_restore() does something. */
void term_guard_arm(bool on);
/* Write the sequence, restore the settings, print kept stderr. Async-signal-safe; once;
 * gives up on a terminal that takes nothing for half a second. */
void term_guard_restore(void);
/* Restore the settings alone (leaving for a sub-program). */
void term_guard_settings(void);

/* From now on stderr goes to a file without a name. False: it stays as it is. */
bool term_guard_keep_stderr(void);
/* stderr is itself again; what was kept is printed. */
void term_guard_give_stderr(void);

#endif

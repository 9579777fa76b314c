/*
 * The console: terminal, views, keys, prompt and dialogs over a program.
 */
#ifndef TUI_APP_H
#define TUI_APP_H

#include "core/base/base.h"

struct program;

struct app_opts {
	const char *installation; /* open its overview first; NULL: the fleet */
};

/*
 * Run the console until the operator quits, a signal ends it or the terminal is gone.
 * Begins with program_cached() and the first paint, then program_start(); ends with
 * program_leave() and its turns, the terminal restored.  What must be read after that
 * (why it ended) is printed to stderr.
 *
 * p        made by program_new(), not started; freed by the caller afterwards
 * opts     borrowed for the call; NULL: all defaults
 * Returns  exit code: 0 quit; 2 no terminal, unknown theme or installation; 5 the
 *          journal is broken or does not verify; 128 + signal when a signal or a lost
 *          terminal ended it
 */
int app_run(struct program *p, const struct app_opts *opts);

#endif

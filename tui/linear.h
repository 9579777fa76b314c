/*
 * candor --linear: the commands of the console as a dialogue of lines, for screen
 * readers and for pipes.
 *
 *	candor> fleet
 *	state CRIT, installation acme-prod-eu, customer Acme, stacks 3 of 5, ...
 *	candor> open acme-prod-eu
 *
 * No cursor addressing, no colours, nothing that moves.  One program for the whole
 * dialogue: sessions are kept and the fleet is read on, as behind the console.  What
 * changed is told before the next prompt, never while somebody types.
 */
#ifndef TUI_LINEAR_H
#define TUI_LINEAR_H

#include "core/aws/cred.h"

struct options;
struct program;

/*
 * Run the dialogue on stdin and stdout until `quit`, the end of the input, Ctrl-C twice
 * or a signal; leaves in order.
 *
 * p        made by program_new(), with a configuration, not started; freed by the
 *          caller afterwards
 * inst     an installation to open first; NULL: none
 * options  what was given to candor; borrowed
 * env      the variables; borrowed
 * Returns  exit code: 0; 5 the journal is broken; 128 + signal; 6 nobody could read it
 */
int linear_run(struct program *p, const char *inst, const struct options *options,
	       const struct cred_env *env);

#endif

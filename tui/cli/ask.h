/*
 * One question on the controlling terminal, answered without echo: an MFA code.
 * Works with stdin, stdout and stderr redirected; the loop goes on meanwhile.
 */
#ifndef TUI_CLI_ASK_H
#define TUI_CLI_ASK_H

#include "core/base/err.h"
#include "core/net/loop.h"

struct ask;

/* text: what was typed, without the line end; NULL: given up (Ctrl-D). Wiped after. */
typedef void ask_done(void *ctx, const char *text);

/* There is a terminal to ask on. */
bool ask_possible(void);

/*
 * Ask.
 *
 * prompt   safe text, printed on the terminal
 * done     called once from a turn of the loop, unless ask_end() comes first; the
 *          question is over then, but ask_end() is still the caller's duty
 * Errors   ERR_IO no controlling terminal
 */
bool ask_begin(struct loop *loop, const char *prompt, ask_done *done, void *ctx,
	       struct ask **ret, struct err *err) MUST_USE;

/* Around a stop of the process: the shell gets the terminal as it was; then the
 * question is asked once more.  NULL is allowed. */
void ask_pause(struct ask *a);
void ask_resume(struct ask *a);

/* Restore the terminal and forget what was typed; NULL is allowed. */
void ask_end(struct ask *a);

#endif

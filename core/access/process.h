/*
 * Running a credential_process: a child, its stdout, its end, without blocking.
 */
#ifndef CORE_ACCESS_PROCESS_H
#define CORE_ACCESS_PROCESS_H

#include "core/aws/cred.h"
#include "core/net/loop.h"

#define PROCESS_MS 60000 /* a browser may have to be opened */

struct process;

/*
 * Told once, in a turn of the loop.
 *
 * cred     what it printed; NULL when err is set; the callee copies
 * err      ERR_CRED with the exit status and the first line of stderr; ERR_TIMEOUT
 */
typedef void process_done(void *ctx, const struct cred *cred, const struct err *err);

/* Start it.  argv is borrowed for the call.  Free with process_free() after done. */
struct process *process_start(struct loop *loop, char *const argv[], process_done *done,
			      void *ctx, struct err *err) MUST_USE;

/* Ends the child when it still runs; done is then not called.  NULL is allowed. */
void process_free(struct process *p);

#endif

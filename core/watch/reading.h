/*
 * One refresh cycle of one installation: session, stacks, details of those in trouble.
 * For fleet.c alone.
 */
#ifndef CORE_WATCH_READING_H
#define CORE_WATCH_READING_H

#include "core/access/session.h"
#include "core/watch/stacks.h"

struct reading;

struct reading_opts {
	struct door *door;
	struct loop *loop;
	const struct clock *clock;
	struct sessions *sessions;
	const struct installation *inst;
	size_t index;             /* in config->installations */
	const struct stacks *old; /* last known state: unchanged details are not read
				   * again; borrowed until done */
	const char *act;          /* "fleet.refresh"; static */
	const char *open_stack;   /* read its details too; NULL; copied */
	bool person; /* somebody waits for it: an MFA code may be asked for */
};

/* What it gave.  Taken over with stacks_release() or a move. */
struct reading_result {
	struct stacks stacks; /* sorted; meaningful when err is ERR_NONE */
	bool cut;             /* not all of them, or not all make sense */
	struct err err;
	struct err detail_err; /* the first failure of a detail; the stacks are good */
	int64_t seq;           /* of the last outcome; -1 */
	unsigned n_calls;
};

/* Told once, in the loop, never from within reading_start(); the reading is gone. */
typedef void reading_done(void *ctx, struct reading_result *result);

struct reading *reading_start(const struct reading_opts *opts, reading_done *done,
			      void *ctx);
/* Give it up: its act is cancelled, no other one begins, and a session that it waits
 * for is not opened (sessions_cancel).  done is told in a later turn: ERR_CANCEL in
 * err; when the list is on record already, no error, and in detail_err why details are
 * missing, ERR_NONE when none are. */
void reading_cancel(struct reading *r);
/* Give it up; done is not called.  NULL is allowed. */
void reading_free(struct reading *r);

#endif

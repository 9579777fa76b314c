/*
 * The inside of reading signals, shared by signals_read.c (acts and probes) and
 * signals_list.c (what the installation is made of).  Nobody else includes this.
 */
#ifndef CORE_WATCH_SIGNALS_IMPL_H
#define CORE_WATCH_SIGNALS_IMPL_H

#include "core/watch/signals.h"

/* The resources of one stack on their way. */
struct wanted {
	const struct stack *stack;
	struct members members;
	struct err err; /* why it was not listed; ERR_NONE */
};

/* The listings of one reading: as many acts as it takes, before the probes'. */
struct listing {
	struct signals *signals;
	const struct stacks *stacks; /* as just read; borrowed */
	struct wanted *wanted;       /* of the act that runs */
	size_t n, cap;
	size_t n_looked;           /* stacks, from signals->list_from on: each once */
	unsigned n_acts;           /* begun */
	bool over;                 /* nothing more is to be listed */
	struct signals_gap failed; /* what failed first; refused: of the last act */
};

/* Stacks that are gone take their resources along. */
void listing_init(struct listing *l, struct signals *s, const struct stacks *stacks,
		  int64_t now_sec);
void listing_release(struct listing *l);

/* What an act may ask.  False: nothing more is to be listed, and what could not be is
 * noted in the signals. */
bool listing_plan(struct listing *l, int64_t now_sec, struct expect *ret) MUST_USE;
void listing_run(struct listing *l, struct act *a); /* submits the calls */
/* The act is over; on record: what came is taken over. */
void listing_end(struct listing *l, const struct probe_end *end);

#endif

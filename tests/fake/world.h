/*
 * Everything around the door, as fakes: what a test of calls, sessions or the fleet
 * needs before it can begin.
 */
#ifndef TESTS_FAKE_WORLD_H
#define TESTS_FAKE_WORLD_H

#include "core/aws/call.h"
#include "tests/fake/clock.h"
#include "tests/fake/env.h"
#include "tests/fake/journal.h"
#include "tests/fake/rng.h"
#include "tests/fake/transport.h"

#define WORLD_SEC     INT64_C(1795413600) /* 2026-11-23T06:00:00Z */
#define WORLD_ACCOUNT "441052219917"

struct world {
	struct fake_clock clock;
	struct fake_rng rng;
	struct fake_env env;
	struct fake_journal *fake;
	struct journal *journal;
	struct transport *transport;
	struct loop *loop;
	struct door *door;
	int vendor_log, log; /* log: of WORLD_ACCOUNT */
	struct cred cred;
	unsigned n_uncovered; /* requests without a committed intent: must stay 0 */
};

/* Every request that goes out is checked against the journal: its User-Agent must name
 * a committed act.intent that lists its operation. */
void world_init(struct world *w);
void world_release(struct world *w);

/* Turns until nothing happens any more, at most 200; the clock stands still. */
void world_turns(struct world *w);
/* The clock moves on by ms in steps of 100, with turns in between. */
void world_wait(struct world *w, int64_t ms);

/* Who acts, as the door has it. */
const char *world_who(const struct world *w);

/* Leaves of a kind that hold a text, for "is it on record?". */
unsigned world_count(const struct world *w, enum journal_kind kind, const char *text);
/* The n-th (from 0) committed leaf of a kind as text; "" when there is none. Copies
 * into a buffer of the world's that lives until the next call. */
const char *world_leaf(const struct world *w, enum journal_kind kind, size_t n);

#endif

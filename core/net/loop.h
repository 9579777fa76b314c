/*
 * One thread, one loop, one order of phases:
 * wait -> signals -> keys -> replies -> timers -> journal -> send and deliver -> draw.
 * Signals and keys are looked for again after each of them that took a millisecond.
 *
 * The loop knows none of them; tui/main.c gives it the phases as hooks.  Nothing
 * may hold a turn longer than 50 ms.
 */
#ifndef CORE_NET_LOOP_H
#define CORE_NET_LOOP_H

#include "core/base/clock.h"
#include "core/net/transport.h"

enum loop_phase {
	LOOP_TIMERS,
	LOOP_JOURNAL,
	LOOP_SEND,
	LOOP_DRAW,
	LOOP_PHASES
};

struct loop;
typedef void loop_hook(void *ctx);
typedef void loop_ready(void *ctx, int fd, short revents);

/* Both are borrowed. loop_free() frees neither; NULL is fine. */
struct loop *loop_new(const struct clock *clock, struct transport *transport);
void loop_free(struct loop *l);

/* A hook runs in each turn in its phase, in the order in which hooks were added. */
void loop_on(struct loop *l, enum loop_phase phase, loop_hook *hook, void *ctx);

/* Call ready when fd is readable (POLLIN) or as asked: before replies are delivered, or
 * again after the journal's phase in a turn that takes long.
 * A hang-up counts as readable. Unwatch before closing. */
void loop_watch(struct loop *l, int fd, short events, loop_ready *ready, void *ctx);
void loop_unwatch(struct loop *l, int fd);

/* One timer that fires once, in the turn when it is due or a later one, in the order
 * in which timers are due; returns an id for loop_disarm(), never 0. */
uint64_t loop_arm(struct loop *l, int64_t delay_ms, loop_hook *hook, void *ctx);
void loop_disarm(struct loop *l, uint64_t id); /* 0 and unknown ids are ignored */

/* Run the next turn without sleeping: something was queued that a phase must see. */
void loop_again(struct loop *l);
bool loop_goes_on(const struct loop *l); /* so it will: something is still queued */
/* At most one turn; sleeps until something is due, at most max_ms (-1: no limit). */
void loop_turn(struct loop *l, int max_ms);

#endif

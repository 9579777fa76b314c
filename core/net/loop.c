/*
 * One turn after the other: wait, watched descriptors, replies, timers, then the
 * hooks of each phase in the order of enum loop_phase.  Watched descriptors are looked
 * at again after the parts that took long, so that a key waits for one of them, not for
 * all; but only once the journal's phase is over: what replies have queued is not on
 * disk before, and a signal that closes sessions would find them half open.
 *
 * Holds always: a hook or callback may add and take away watches, timers and hooks;
 * what is added during a turn is first looked at in the next one, what is taken away
 * is not called any more.  A timer fires once, never early, on the monotonic clock.
 */
#include "core/net/loop.h"

#include <limits.h>
#include <poll.h>
#include <stdlib.h>

#include "core/base/vec.h"

#define TIMERS_US 4000 /* of one turn */
#define LOOK_US   1000 /* a part that took longer: look at the watches again */

struct hook {
	loop_hook *run;
	void *ctx;
};

struct watch {
	int fd; /* -1: taken away, swept at the end of the turn */
	short events;
	loop_ready *ready;
	void *ctx;
};

struct timer {
	uint64_t id; /* 0: fired or disarmed, swept at the end of the turn */
	int64_t due_us;
	loop_hook *run;
	void *ctx;
};

struct hooks {
	struct hook *items;
	size_t n, cap;
};

struct loop {
	const struct clock *clock;
	struct transport *transport;
	struct hooks hooks[LOOP_PHASES];
	struct watch *watches;
	size_t n_watches, cap_watches;
	struct timer *timers;
	size_t n_timers, cap_timers;
	struct transport_fd *fds; /* as waited for: one a watch */
	size_t n_fds, cap_fds;
	uint64_t last_timer;
	int64_t looked_us; /* at the watches */
	bool again;
};

struct loop *loop_new(const struct clock *clock, struct transport *transport)
{
	struct loop *l = mem_new(1, sizeof(*l));

	l->clock = clock;
	l->transport = transport;
	return l;
}

void loop_free(struct loop *l)
{
	if (!l)
		return;
	for (size_t i = 0; i < LOOP_PHASES; i++)
		free(l->hooks[i].items);
	free(l->watches);
	free(l->timers);
	free(l->fds);
	free(l);
}

void loop_on(struct loop *l, enum loop_phase phase, loop_hook *hook, void *ctx)
{
	struct hooks *h = &l->hooks[phase];

	bug_unless(phase < LOOP_PHASES);
	*VEC_PUSH(h->items, h->n, h->cap) = (struct hook){ hook, ctx };
}

void loop_watch(struct loop *l, int fd, short events, loop_ready *ready, void *ctx)
{
	bug_unless(fd >= 0);
	*VEC_PUSH(l->watches, l->n_watches, l->cap_watches) =
		(struct watch){ fd, events, ready, ctx };
}

void loop_unwatch(struct loop *l, int fd)
{
	for (size_t i = 0; i < l->n_watches; i++) {
		if (l->watches[i].fd == fd)
			l->watches[i].fd = -1;
	}
}

uint64_t loop_arm(struct loop *l, int64_t delay_ms, loop_hook *hook, void *ctx)
{
	int64_t now_us = clock_mono_us(l->clock);
	uint64_t id = ++l->last_timer;

	if (delay_ms < 0)
		delay_ms = 0;
	*VEC_PUSH(l->timers, l->n_timers, l->cap_timers) =
		(struct timer){ id, now_us + delay_ms * 1000, hook, ctx };
	return id;
}

void loop_disarm(struct loop *l, uint64_t id)
{
	for (size_t i = 0; i < l->n_timers; i++) {
		if (l->timers[i].id == id)
			l->timers[i].id = 0;
	}
}

void loop_again(struct loop *l)
{
	l->again = true;
}

bool loop_goes_on(const struct loop *l)
{
	return l->again;
}

/* ---- the parts of a turn ---- */

static void sweep(struct loop *l)
{
	for (size_t i = l->n_watches; i-- > 0;) {
		if (l->watches[i].fd < 0)
			VEC_REMOVE(l->watches, l->n_watches, i);
	}
	for (size_t i = l->n_timers; i-- > 0;) {
		if (l->timers[i].id == 0)
			VEC_REMOVE(l->timers, l->n_timers, i);
	}
}

/* Milliseconds until the next timer, rounded up so that it is due after the wait. */
static int sleep_ms(const struct loop *l, int max_ms)
{
	int64_t now_us = clock_mono_us(l->clock), best = max_ms < 0 ? INT_MAX : max_ms;

	if (l->again)
		return 0;
	for (size_t i = 0; i < l->n_timers; i++) {
		int64_t ms = (l->timers[i].due_us - now_us + 999) / 1000;
		if (ms < best)
			best = ms;
	}
	if (best == INT_MAX)
		return -1;
	return best < 0 ? 0 : (int)best;
}

static void wait_for_something(struct loop *l, int max_ms)
{
	int ms = sleep_ms(l, max_ms);

	l->again = false;
	l->n_fds = 0;
	for (size_t i = 0; i < l->n_watches; i++)
		*VEC_PUSH(l->fds, l->n_fds, l->cap_fds) = (struct transport_fd){
			.fd = l->watches[i].fd,
			.events = l->watches[i].events,
		};
	transport_wait(l->transport, l->fds, l->n_fds, ms);
	l->looked_us = clock_mono_us(l->clock);
}

/* Watches are only appended and marked until the sweep, so fds[i] is watches[i]. */
static void tell_watches(struct loop *l)
{
	for (size_t i = 0; i < l->n_fds; i++) {
		struct watch w = l->watches[i];
		if (w.fd >= 0 && l->fds[i].revents != 0)
			w.ready(w.ctx, w.fd, l->fds[i].revents);
	}
}

static bool poll_watches(struct loop *l)
{
	bool ready = false;

	for (size_t i = 0; i < l->n_fds; i++) {
		struct pollfd p = { l->watches[i].fd, l->watches[i].events, 0 };

		l->fds[i].revents = 0;
		if (p.fd >= 0 && poll(&p, 1, 0) > 0)
			l->fds[i].revents = p.revents;
		ready = ready || l->fds[i].revents != 0;
	}
	return ready;
}

/* What a key asked for may belong to a part that is over: the next turn comes at once.
 */
static void look_again(struct loop *l)
{
	if (clock_mono_us(l->clock) - l->looked_us < LOOK_US)
		return;
	if (poll_watches(l)) {
		l->again = true;
		tell_watches(l);
	}
	l->looked_us = clock_mono_us(l->clock);
}

static struct timer *next_due(struct loop *l, int64_t now_us, uint64_t newest)
{
	struct timer *best = NULL;

	for (size_t i = 0; i < l->n_timers; i++) {
		struct timer *t = &l->timers[i];
		if (t->id == 0 || t->id > newest || t->due_us > now_us)
			continue;
		if (!best || t->due_us < best->due_us)
			best = t;
	}
	return best;
}

/* Many may be due at once (a fleet that begins to be read): the rest comes a turn
 * later, after keys and replies. */
static void fire_timers(struct loop *l)
{
	int64_t now_us = clock_mono_us(l->clock);
	uint64_t newest = l->last_timer;
	struct timer *t;

	while ((t = next_due(l, now_us, newest))) {
		struct timer fired = *t;

		if (clock_mono_us(l->clock) - now_us > TIMERS_US) {
			l->again = true;
			return;
		}
		t->id = 0;
		fired.run(fired.ctx);
	}
}

static void run_phase(struct loop *l, enum loop_phase phase)
{
	size_t n = l->hooks[phase].n;

	for (size_t i = 0; i < n; i++) {
		struct hook h = l->hooks[phase].items[i];
		h.run(h.ctx);
		if (phase >= LOOP_JOURNAL)
			look_again(l);
	}
}

void loop_turn(struct loop *l, int max_ms)
{
	sweep(l);
	wait_for_something(l, max_ms);
	tell_watches(l);
	transport_turn(l->transport);
	fire_timers(l);
	for (enum loop_phase phase = 0; phase < LOOP_PHASES; phase++)
		run_phase(l, phase);
}

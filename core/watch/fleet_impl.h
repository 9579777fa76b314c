/*
 * The inside of the fleet, shared by fleet.c (rows, cadence, life), fleet_read.c
 * (reading one installation) and fleet_beats.c (heartbeats).  Nobody else includes
 * this.
 */
#ifndef CORE_WATCH_FLEET_IMPL_H
#define CORE_WATCH_FLEET_IMPL_H

#include "core/watch/fleet_row.h"

struct wish {
	const char *act; /* NULL: none */
	bool person;
};

struct cell {
	struct fleet *fleet;
	struct fleet_row row;
	struct reading *reading;         /* of the stacks; then: */
	bool waits;                      /* for its turn to read the rest */
	struct signals_reading *signals; /* of the rest */
	unsigned n_calls;                /* of the reading */
	bool told;        /* the last reading of signals was of what is on the screen */
	bool more;        /* asked for while signals were read: once more after that */
	bool of_stacks;   /* the reading that runs is not of signals alone */
	int64_t tried_us; /* monotonic; end of the last attempt at the stacks; 0: never
			   */
	bool ending;      /* the reading was given up and is not through yet */
	struct wish wish; /* that came while it was being read */
	bool reading_beats;
	int beat_hours;           /* of row.beats; 0: none */
	int64_t beat_cursor_us;   /* of row.beats when it was judged */
	uint64_t beat_words;      /* what was said of row.beats then, as one number */
	bool judge_due;           /* its judgement waits for the next turn */
	struct beat_sink filling; /* row.beats, while reading_beats */
};

struct fleet {
	struct fleet_opts opts;
	struct door *door;
	struct sessions *sessions;
	struct cell *cells;
	size_t *order; /* position -> index */
	bool unsorted; /* rows changed: the order is made when it is looked at */
	size_t n;
	bool started, attached;
	int64_t touched_us;
	uint64_t tick_timer, judge_timer;
	size_t judge_next;  /* where the next slice begins */
	uint64_t due_timer; /* rows that are judge_due */
	size_t judged;      /* things that were looked at for fleet_judge_soon() in
			     * this turn */
	size_t n_signals;   /* readings of signals that run */
	uint64_t turn_timer;
	size_t show_index; /* FLEET_NONE */
	char *show_stack;
	struct beat_source *beats; /* NULL: none */
	uint64_t beat_timer;
	size_t beat_next;       /* where the next slice begins */
	size_t n_reading_beats; /* installations whose source has not ended yet */
	bool beats_seen;        /* all were asked once */
	struct fleet_progress progress;
	bool dirty;
	uint64_t stamp; /* grows with each change of a row or of the order */
	loop_hook *on_change;
	void *on_change_ctx;
	fleet_saved *on_read;
	void *on_read_ctx;
};

static inline int64_t fleet_now_us(const struct fleet *f)
{
	return clock_mono_us(f->opts.clock);
}

static inline int64_t fleet_now_sec(const struct fleet *f)
{
	return clock_wall_us(f->opts.clock) / CLOCK_SEC_US;
}

/* fleet.c */
void fleet_judge_row(struct fleet *f, struct fleet_row *row);
/* The same in this turn or, when it has judged enough, in a later one. */
void fleet_judge_soon(struct cell *c);
void fleet_arm_tick(struct fleet *f);
struct cell *fleet_cell(const struct fleet *f, size_t index);

/* fleet_beats.c */
void fleet_beats_end(struct fleet *f); /* no further reading */

/* fleet_read.c */
/* Its stacks or its signals are being read. */
bool fleet_is_busy(const struct cell *c);
bool fleet_is_shown(const struct fleet *f, const struct cell *c);
/* Somebody who is there must give an MFA code. */
bool fleet_waits_for_code(const struct cell *c);
/* Read it, unless it is being read or nothing can be. */
void fleet_start_reading(struct cell *c, const char *act, bool person);
/* Now, or once the one that runs has ended. */
void fleet_read_next(struct cell *c, const char *act, bool person);
/* Whoever asks: one that runs and was not given up is what is asked for. */
void fleet_refresh_cell(struct cell *c, const char *act, bool person);
/* In the next turn of the loop: whoever waits and may read its signals now does. */
void fleet_next_turn(struct fleet *f);
/* Give up what runs and what was wished for. */
void fleet_cancel_reading(struct cell *c);

#endif

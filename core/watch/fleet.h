/*
 * The fleet: every installation read side by side, each with its own session, its last
 * state kept.  Nothing is shown before the outcome of its reading is committed.
 *
 * Cadence (docs/journal.md, "A leaf"): all on fleet_start() and fleet_refresh_all();
 * then what is not OK or on the screen each 60 s, the rest each 5 minutes, nothing
 * after 15 minutes without fleet_touch().
 */
#ifndef CORE_WATCH_FLEET_H
#define CORE_WATCH_FLEET_H

#include "core/access/session.h"
#include "core/watch/beats.h"
#include "core/watch/damp.h"
#include "core/watch/health.h"
#include "core/watch/signals.h"

#define FLEET_SOON_SEC  INT64_C(60)
#define FLEET_REST_SEC  INT64_C(300)
#define FLEET_SLEEP_SEC INT64_C(900)
/* Two for each request that may be in flight: what they have read and not yet shown
 * takes memory.  What is on the screen does not wait for its turn. */
#define FLEET_SIGNALS_AT_ONCE (2 * LIMIT_IN_FLIGHT)

/* How much of what stands in a row is to be believed. */
enum fleet_data {
	FLEET_NOTHING, /* never read, nothing cached */
	FLEET_CACHED,  /* of an earlier run: drawn stale */
	FLEET_READ,    /* read in this run, at read_sec */
};

/* One installation.  Owned by the fleet, valid until fleet_free(); contents change only
 * in the loop, before fleet_on_change() is called. */
struct fleet_row {
	const struct installation *inst;
	size_t index; /* in config->installations */
	enum fleet_data data;
	bool refreshing;
	int64_t started_us;     /* of the refresh that runs, monotonic; 0 */
	int64_t read_sec;       /* when the stacks were read; 0: never */
	int64_t tried_sec;      /* last attempt, good or not; 0 */
	int64_t failed_sec;     /* first attempt that failed since a good one; 0 */
	int64_t denied_sec;     /* first denied, and never let in since; 0 */
	int64_t paused_sec;     /* a person gave its session up; who reads it asks; 0 */
	struct kept_err denial; /* what AWS said then, perhaps to an earlier run */
	struct kept_err error;  /* of the last attempt; none when it went well */
	bool stale; /* what stands here was so at read_sec and may have changed:
		     * of an earlier run, old, or a later attempt failed */
	struct kept_err detail_error; /* stacks were read, but not all details */
	int64_t seq;                  /* journal number of the last outcome; -1 */
	struct stacks stacks;
	bool stacks_cut;        /* more than LIMIT_STACKS, paging stopped, or a row that
				 * makes no sense */
	size_t n_settled;       /* stacks in no trouble and not changing */
	struct signals signals; /* what it tells besides its stacks */
	struct beats beats;     /* its heartbeats; meaningful once: */
	bool beats_known;       /* they were read */
	const char *version;  /* of the stacks, when they agree; "mixed"; "" unknown */
	struct health health; /* worst first; at least one row */
	struct damper damper; /* what of it comes and goes */
	struct verdict worst; /* the row's state and why */
};

struct fleet;

struct fleet_opts {
	struct loop *loop;
	const struct clock *clock;
	const struct config *config; /* borrowed until fleet_free() */
	/* probes_all; NULL: stacks alone */
	const struct probe_ops *const *probes;
	/* Installations whose signals are read at once; 0: FLEET_SIGNALS_AT_ONCE */
	unsigned signals_at_once;
};

/* Needs neither network nor journal: shows what the cache gives it. */
struct fleet *fleet_new(const struct fleet_opts *opts);
void fleet_free(struct fleet *f); /* NULL is allowed; refreshes that run are given up */

/* From here on installations can be read: fleet_refresh() and its kin. Both borrowed
 * until fleet_free() or fleet_attach(f, NULL, NULL). */
void fleet_attach(struct fleet *f, struct door *door, struct sessions *sessions);

/* Where heartbeats come from: read from now on, sleeping or not; what installations
 * send none are left out.  Borrowed until fleet_free() or the next call; NULL: nowhere.
 */
void fleet_set_beats(struct fleet *f, struct beat_source *source);
/* Readings of heartbeats under way, and the first round as long as it is not through.
 */
size_t fleet_beats_pending(const struct fleet *f);

/* Read all, then keep the cadence; after fleet_attach().  A verb that reads once does
 * without it. */
void fleet_start(struct fleet *f);
void fleet_stop(struct fleet *f); /* no further refresh; what runs may end */
/* Readings that run are given up, and the sessions that they wait for are not opened;
 * the cadence goes on. */
void fleet_cancel(struct fleet *f);

/* A key was pressed: the 15 minutes begin again; wakes a sleeping fleet. */
void fleet_touch(struct fleet *f);
bool fleet_sleeping(const struct fleet *f);

/* Now.  An installation that is being read already is left alone; one whose reading was
 * given up (fleet_cancel, fleet_pause) is read once that has ended.  All are those that
 * fleet_pause() does not hold; the second is the wish of a person for this one, who may
 * be asked for an MFA code. */
void fleet_refresh_all(struct fleet *f);
void fleet_refresh(struct fleet *f, size_t index);

/* What a probe keeps of an installation; NULL: nothing yet, or the fleet reads stacks
 * alone. */
const void *fleet_signal(const struct fleet *f, size_t index,
			 const struct probe_ops *probe);
/* The same, for a screen that tells the probe what it wants to see; NULL when the fleet
 * reads stacks alone.  Then fleet_ask(). */
void *fleet_signal_make(struct fleet *f, size_t index, const struct probe_ops *probe);
/* A screen wants what it shows now: probes that are due are asked without the stacks,
 * where the session is open and the stacks are known, else all is read.  What is being
 * read is waited for; the probes are then asked once more. */
void fleet_ask(struct fleet *f, size_t index);
/* The same for who comes to a screen: once, when its signals were last read while it
 * was not on the screen; what is read or due anyway is waited for.  After fleet_show().
 */
void fleet_ask_first(struct fleet *f, size_t index);

/* A person gave the session of this one up: what reads it ends, and the cadence leaves
 * it alone until a person has this one read (fleet_refresh(), fleet_open()). */
void fleet_pause(struct fleet *f, size_t index);

/*
 * What is on the screen: read each 60 s.  An installation that waits for a person to
 * give an MFA code (session.needs_code) is read at once, and the code is asked for.
 *
 * index    installation, or FLEET_NONE for the fleet table
 * stack    name of an open stack, whose resources and events are then read even if it
 *          is OK (at once, when they never were); NULL: none.  Copied.
 */
#define FLEET_NONE ((size_t)-1)
void fleet_show(struct fleet *f, size_t index, const char *stack);
/* The same when a person went there from the fleet: one that was given up is read.  Who
 * comes back to a screen asks for nothing: fleet_show(). */
void fleet_open(struct fleet *f, size_t index, const char *stack);

size_t fleet_n(const struct fleet *f);
const struct fleet_row *fleet_row(const struct fleet *f, size_t index);
const struct fleet_row *fleet_find(const struct fleet *f, const char *name); /* NULL */
/* When its stacks are judged: nothing goes on counting on data that is not of now. */
int64_t fleet_row_judged_sec(const struct fleet_row *row, int64_t now_sec);
/* The state is that of the stacks at read_sec, and its reason does not say so. */
bool fleet_row_was_so(const struct fleet_row *row);

/* Worst first, then the newest of the worst reasons, then by name: position -> index.
 */
size_t fleet_sorted(struct fleet *f, size_t position);

/* Judge again by the clock: an operation became slow, data became stale.  All at once,
 * for a verb before it prints; the fleet does it each minute, a slice a turn. */
void fleet_judge(struct fleet *f);

/* Of the newest round of refreshes: "ok 35 denied 1 timeout 1". */
struct fleet_progress {
	size_t n;       /* installations in the round */
	size_t running; /* not yet ended */
	size_t ok, denied, timeout, error;
	uint64_t calls;                 /* AWS calls */
	int64_t started_sec, ended_sec; /* ended 0 while running */
};
struct fleet_progress fleet_progress(const struct fleet *f);

/* Changes whenever a row or the order of rows does; never 0. */
uint64_t fleet_stamp(const struct fleet *f);
/* Called after rows changed, at most once a turn: a screen sets its dirty flag. */
void fleet_on_change(struct fleet *f, loop_hook *hook, void *ctx);
/* Called when a reading of one installation is committed, or AWS refused it: the cache
 * saves that row. */
typedef void fleet_saved(void *ctx, const struct fleet_row *row);
void fleet_on_read(struct fleet *f, fleet_saved *hook, void *ctx);

/* The cache: one installation's last known state.  NULL at the arena's ceiling, or
 * when there is nothing worth keeping. */
struct node *fleet_row_to_node(struct arena *a, const struct fleet_row *row);
/* Take a cached state, unless the row was read in this run.  False: makes no sense, or
 * is of another account or region. */
bool fleet_row_from_node(struct fleet *f, size_t index, const struct node *n);
/* The journal that a cached row's records stand in is another one: forget them. */
void fleet_row_forget_records(struct fleet *f, size_t index);

#endif

/*
 * What an installation tells besides its stacks: what it is made of, and what each
 * probe found.  Kept in its row of the fleet; read after the stacks, in acts of their
 * own.
 *
 *   members (the stacks that changed) -> probes that are due -> again, while one wants
 *   more and SIGNALS_ACTS is not reached
 */
#ifndef CORE_WATCH_SIGNALS_H
#define CORE_WATCH_SIGNALS_H

#include "core/access/session.h"
#include "core/watch/probe.h"
#include "core/watch/stacks.h"

/* Acts of one reading. */
#define SIGNALS_ACTS 12

/* A stack whose resources are among the members, as it was then. */
struct signals_stack {
	/* Held by shared_text(): */
	const char *id; /* as AWS wrote it */
	const char *name;
	const char *status;
	int64_t updated_sec;
	bool cut; /* it has more than are among the members */
};

/* Stacks whose resources are not known, or not as they are now. */
struct signals_gap {
	size_t n;
	char *stack; /* the first whose listing failed; NULL: none did, it is not
		      * reached yet */
	struct kept_err err; /* of that */
	bool refused;        /* AWS refused all that were asked */
	int64_t since_sec, seq;
};

struct signals {
	const struct probe_ops *const *probes; /* NULL: stacks alone; borrowed */
	const struct config *config;           /* borrowed */
	struct members members;
	struct signals_stack *stacks; /* by id */
	size_t list_from;             /* of the stacks: where the next listing begins */
	size_t n_stacks, cap_stacks;
	int64_t changed_sec; /* when a stack was last seen changed; 0: unknown */
	struct health kept;  /* what probes without a cache said in an earlier run, and
			      * what could not be listed then */
	void *states[PROBES_MAX]; /* in the order of the probes; NULL: never asked */
	int64_t answered_sec[PROBES_MAX]; /* last act on record, in this run; 0 */
	bool asked[PROBES_MAX];           /* in this run */
	bool listed;                      /* resources were asked for in this run */
	bool heard[PROBES_MAX]; /* it was answered in this run, or has nothing to ask
				 * for: what it said in an earlier one is over */
	int64_t read_sec;       /* last act on record; 0: never */
	int64_t seq;            /* its outcome; -1 */
	struct kept_err err;    /* why the last reading did not get through */
	int64_t err_sec;        /* since when none does; 0 */
	struct signals_gap unlisted; /* of the last reading that came so far */
};

void signals_init(struct signals *s, const struct probe_ops *const *probes,
		  const struct config *config);
void signals_release(struct signals *s); /* as signals_init() left it */

/* The state of a probe, for who knows its shape; NULL: nothing was read yet. */
const void *signals_state(const struct signals *s, const struct probe_ops *probe);
/* The same to be changed (what a screen wants to see): made when it is not there; NULL
 * only without probes. */
void *signals_state_make(struct signals *s, const struct probe_ops *probe);

/* When a probe whose rules are of this signal was last answered, on record, in this
 * run; 0: never. */
int64_t signals_answered_sec(const struct signals *s, enum health_signal signal);

/* A reading has ended so; ERR_NONE: it got through.  What is given up when something
 * was read in this run already leaves that as it is. */
void signals_ended_with(struct signals *s, const struct err *err, int64_t now_sec);

/* The verdicts of all probes, and what could not be read of any. */
void signals_judge(const struct signals *s, const struct installation *inst,
		   int64_t now_sec, struct health *h);

/* How many things judging looks at. */
size_t signals_weight(const struct signals *s);

/*
 * The cache: members and what each probe keeps, into an object that is theirs; of a
 * probe that keeps nothing, what it says (not what damping makes of it, which is of
 * this run), and what could not be listed.
 */
void signals_to_node(struct arena *a, struct node *to, const struct signals *s,
		     const struct installation *inst);
void signals_from_node(struct signals *s, const struct node *n);
/* The journal whose numbers stand in it is another one. */
void signals_forget_records(struct signals *s);

/* ---- reading ---- */

struct signals_reading;

struct signals_opts {
	struct door *door;
	struct loop *loop;
	const struct clock *clock;
	struct sessions *sessions;
	size_t index;                /* in config->installations */
	struct signals *signals;     /* with probes; borrowed until done */
	const struct stacks *stacks; /* as just read; borrowed until done */
	bool shown;
};

struct signals_result {
	struct err err; /* why it did not get through; ERR_NONE.  A call that failed is
			 * no error here: its probe knows */
	unsigned n_calls;
};
/* Told once, in the loop, never from within signals_start(); the reading is gone. */
typedef void signals_done(void *ctx, const struct signals_result *result);

/* The session of OBSERVE must be open: who has just read the stacks has one. */
struct signals_reading *signals_start(const struct signals_opts *opts,
				      signals_done *done, void *ctx);
/* Give it up: its act is cancelled, done is told ERR_CANCEL in a later turn. */
void signals_cancel(struct signals_reading *r);
/* Give it up; done is not called.  NULL is allowed. */
void signals_reading_free(struct signals_reading *r);

#endif

/*
 * A signal of an installation besides its stacks: its services, metrics, alarms, the
 * metadata bucket.  Each is a row of `probes_all`; what is due of one installation is
 * read together in one act (core/watch/signals.c).
 *
 * A probe keeps two things in its state: what it showed last, and the draft that the
 * answers of a running act build.  end() makes the draft what is shown, or throws it
 * away: nothing that was read is shown before its outcome is committed.
 */
#ifndef CORE_WATCH_PROBE_H
#define CORE_WATCH_PROBE_H

#include "core/access/config.h"
#include "core/aws/call.h"
#include "core/watch/health.h"
#include "core/watch/member.h"

struct services;

/* What a probe is told; borrowed for the call. */
struct probe_site {
	const struct installation *inst;
	const struct config *config;
	const struct members *members; /* what the installation's stacks are made of */
	const struct services *services; /* as they are shown; NULL: never read */
	int64_t now_sec;
	int64_t skew_sec;    /* AWS's clock less ours, as found by signing; or 0 */
	int64_t changed_sec; /* a stack was last seen changed; 0: unknown */
	bool changing;       /* a stack is being changed, and not for long */
	bool shown; /* a person looks at it: what its own screens show is wanted too */
};

/* Operations, and the most calls of each that the act may make. */
#define PROBE_EXPECTS 16
struct probe_plan {
	struct expect items[PROBE_EXPECTS];
	size_t n;
};
/* Declare one more; of one that stands there already the numbers add up. */
void probe_expect(struct probe_plan *p, const struct op *op, unsigned most);

/* How the act ended. */
struct probe_end {
	bool on_record; /* its outcome is committed: the draft may be shown */
	int64_t seq;    /* of the outcome; -1 */
	int64_t now_sec;
	struct err err; /* of the act; ERR_NONE when each call went well.  Which of a
			 * probe's own calls failed, its callbacks were told */
};

struct probe_ops {
	const char *id; /* "alarms": names it in the cache */
	/* Rules that its judge() uses; ends with id NULL. */
	const struct health_rule *rules;
	void *(*new)(void);
	void (*free)(void *state); /* NULL is allowed */
	/* What it would ask now.  False: nothing is due, or the installation has
	 * nothing of it. */
	bool (*plan)(void *state, const struct probe_site *site,
		     struct probe_plan *ret);
	/* The act is open: submit the calls of the plan.  Callbacks get the state. */
	void (*run)(void *state, const struct probe_site *site, struct act *a);
	void (*end)(void *state, const struct probe_end *end);
	/* Verdicts on what is shown, by rule id. */
	void (*judge)(const void *state, const struct probe_site *site,
		      struct health *h);
	/* How many things judge() looks at; NULL: few. */
	size_t (*weight)(const void *state);
	/* The cache: members of an object that is the probe's own.  NULL: it keeps
	 * nothing between runs. */
	void (*to_node)(struct arena *a, struct node *to, const void *state);
	void (*from_node)(void *state, const struct node *n);
	/* The journal whose numbers it kept is another one.  NULL: it keeps none. */
	void (*forget_records)(void *state);
};

/* All of them, in the order in which they are asked; NULL at the end. */
extern const struct probe_ops *const probes_all[];
#define PROBES_MAX 8

#endif

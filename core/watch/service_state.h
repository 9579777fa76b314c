/*
 * The state of the probe of services, for service_plan.c, service_ask.c and
 * service_read.c alone: what is shown, and the draft of the act that runs.
 */
#ifndef CORE_WATCH_SERVICE_STATE_H
#define CORE_WATCH_SERVICE_STATE_H

#include "core/watch/service_row.h"

#define SERVICE_WITHOUT ((size_t)-1)

/* One step about one member or part: the context of its calls. */
struct service_ask {
	struct service_ask *next;
	struct service_state *s;
	const struct service_step *step;
	size_t service;
	const struct member *member; /* NULL: the listing of an account */
	size_t part;                 /* in the draft, EACH_PART; else SERVICE_WITHOUT */
	bool failed;                 /* what it asked for is not known */
};

/* One service within the act, and between the acts of one round of members. */
struct service_round {
	bool planned;
	bool looks;          /* what screens alone show is asked, too */
	unsigned paces;      /* that are asked: a bit each */
	unsigned number;     /* which chunk of its members comes next */
	int64_t started_sec; /* the first of them */
	struct err *error;   /* the first failure */
	bool cut;
};

struct service_state {
	struct services shown;
	struct services *draft; /* from run() to end(); else NULL */
	struct service_round rounds[SERVICES_MAX];
	const struct members *members; /* from run() to end() */
	const char *account;           /* from run() to end() */
	int64_t now_sec;
	struct service_ask *asks;
};

/* service_plan.c */
bool services_plan(void *state, const struct probe_site *site, struct probe_plan *ret);
/* Members of the step's type in this round: how many, and which comes first. */
size_t services_chunk(const struct service_state *s, size_t at,
		      const struct service_step *step, const struct members *m,
		      size_t *ret_from);
/* Is this step asked in this round?  One for parts in trouble may be. */
bool services_wanted(const struct service_state *s, size_t at,
		     const struct service_step *step, const struct members *m);
/* The same of one for parts, of parts that are well. */
bool services_paced(const struct service_round *r, const struct service_step *step);

/* service_ask.c */
void services_run(void *state, const struct probe_site *site, struct act *act);
void services_forget_draft(struct service_state *s);

#endif

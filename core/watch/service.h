/*
 * The services of AWS that an installation is made of: what was read of each, as parts
 * (a function, a table, a bucket) with facts, judged by rows.
 *
 * Which services there are, what is asked and what is kept of the answers stands in
 * tables (core/watch/service_row.h), the rules in core/watch/rules_services.c.  What is
 * no member of the installation's stacks is dropped where it is decoded; all texts are
 * safe to show, and words in them that look secret are hidden (stack_plain_text()).
 */
#ifndef CORE_WATCH_SERVICE_H
#define CORE_WATCH_SERVICE_H

#include "core/watch/probe.h"

enum fact_kind {
	FACT_TEXT,
	FACT_NUMBER,
	FACT_TIME /* seconds since 1970 UTC */
};

struct fact {
	const char *key; /* "state", "concurrency": static */
	enum fact_kind kind;
	const char *text; /* FACT_TEXT, never ""; safe; else NULL; shared_text() */
	int64_t number;   /* FACT_NUMBER, FACT_TIME */
	int64_t read_sec; /* it is older than its part; 0: as new */
};

/* A function, a table, a job: something of a service that has a state. */
struct part {
	const char *service; /* "lambda": of service_names; static */
	const char *kind;    /* "function": static */
	/* Held by shared_text(): */
	const char *name;    /* safe */
	const char *id;      /* as AWS wrote it: sent back, NOT safe to show */
	const char *logical; /* of the member that it is or belongs to: safe */
	const char *stack;   /* name of that member's stack: safe */
	bool gone;           /* a stack has it, the service does not know it */
	struct fact *facts;  /* only those that the answer had */
	size_t n_facts, cap_facts;
	const char *rule;  /* that it was judged by when it was read; static */
	int64_t since_sec; /* since when that rule holds, as AWS says or as candor saw;
			    * 0: unknown */
	int64_t read_sec;
	int64_t seq; /* journal number of the outcome that it was read in; -1 */
	bool kept;   /* by the reading that is taken over now: it did not ask */
};

/* How often something is asked: docs/services.md has the table. */
enum service_pace {
	PACE_HEALTH,   /* lists with words of state: what fails by itself */
	PACE_STATE,    /* one call for each part: what changes with a deploy */
	PACE_SETTINGS, /* what people set */
};
#define N_PACES 3

/* How the reading of one service went. */
struct service_reading {
	const char *service; /* "lambda"; static */
	int64_t read_sec;    /* last whole answer to what was due; 0: never */
	int64_t tried_sec;   /* last attempt; 0: never */
	int64_t failed_sec;  /* first attempt that failed since a good one; 0: none */
	struct err *error;   /* of the last attempt; NULL: it went well */
	int64_t paced_sec[N_PACES];  /* last attempt, by pace; 0: never */
	int64_t looked_sec[N_PACES]; /* the same with what screens alone show */
	bool cut;                    /* there is more of it than candor reads at once */
	int64_t seq;                 /* journal number of the last outcome; -1 */
};

#define SERVICES_MAX 12

struct services {
	struct service_reading readings[SERVICES_MAX]; /* in the order of service_names;
							* those that the installation
							* has, the others zeroed */
	struct part *parts;                            /* by service, kind, name */
	size_t n, cap;
};

/* "apigateway", "lambda", …, NULL at the end; and what a person calls them. */
extern const char *const service_names[];
const char *service_title(const char *service); /* "API Gateway" */

void part_release(struct part *p);
void services_release(struct services *s);

/* NULL: the answer said nothing of it. */
const struct fact *part_fact(const struct part *p, const char *key);
/* Text of a FACT_TEXT; "" when there is none. */
const char *part_text(const struct part *p, const char *key);
/* The word of its state as AWS says it: "Active"; "-" for a kind without one. */
const char *part_status(const struct part *p);
/* A fact as people read it: text, number, RFC 3339. */
void fact_show(const struct fact *f, struct buf *out);

/* What holds of it: the first rule that does, worst first.  Always gives a sentence. */
void part_judge(const struct part *p, int64_t now_sec, struct verdict *ret);
/* The same without a sentence: cheap, for most parts are well. */
enum severity part_severity(const struct part *p, int64_t now_sec, bool *ret_changing);
/* The sentence of that verdict, uncut (up to LIMIT_REASON). */
void part_reason(const struct part *p, int64_t now_sec, struct buf *out);
/* What holds of a service as a whole: "could not be read: …".  False: nothing. */
bool service_judge(const struct service_reading *r, struct verdict *ret);

/* The rules, for `candor explain`; ends with id NULL. */
extern const struct health_rule service_health_rules[];

extern const struct probe_ops probe_services;
/* What its state shows; never NULL, borrowed until the next end(). */
const struct services *services_of(const void *state);

#endif

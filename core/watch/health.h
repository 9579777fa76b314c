/*
 * Verdicts: rules as rows.  No status without its reason; an unknown word is UNKNOWN,
 * never OK.
 */
#ifndef CORE_WATCH_HEALTH_H
#define CORE_WATCH_HEALTH_H

#include "core/watch/stacks.h"

/* Worst first: the order of the fleet. */
enum severity {
	SEV_CRIT,
	SEV_WARN,
	SEV_UNKNOWN,
	SEV_NOACC,
	SEV_STALE,
	SEV_OK
};
#define SEV_COUNT 6

/* "CRIT", "WARN", "UNKNOWN", "NOACC", "STALE", "OK". */
const char *severity_name(enum severity s);

struct verdict {
	enum severity severity;
	const char *rule;  /* id of a row below: "stack-failed"; static */
	char subject[136]; /* "acme-ingest", or "access", "data"; safe text */
	char reason[512];  /* one sentence a person understands; safe UTF-8 */
	bool changing;     /* something is in progress: OK, shown as changing */
	int64_t since_sec; /* since when it holds; 0: unknown */
	int64_t seq;       /* journal number of its evidence; -1 */
};

struct health_rule {
	const char *id;
	enum severity severity;
	const char *means;  /* for `candor explain`: when it holds */
	const char *advice; /* and what to look at */
};

extern const struct health_rule health_rules[];             /* ends with id NULL */
const struct health_rule *health_rule_find(const char *id); /* NULL */

/* An operation that takes longer than this is a warning. */
#define HEALTH_SLOW_SEC INT64_C(3600)

/*
 * Judge one stack.
 *
 * now_sec  since 1970 UTC
 * ret      one verdict: the first row that holds, worst first
 */
void health_stack(const struct stack *s, int64_t now_sec, struct verdict *ret);

/* All verdicts of one installation, worst first; ages decide within a severity. */
struct health {
	struct verdict *rows;
	size_t n, cap;
};

void health_release(struct health *h);
void health_add(struct health *h, const struct verdict *v);
/* A verdict that is not about a stack: by rule id of the table. */
void health_add_rule(struct health *h, const char *rule, const char *subject,
		     int64_t since_sec, int64_t seq, const char *fmt, ...) PRINTF(6, 7);
void health_sort(struct health *h);
/* -1, 0, 1: worse first, then the older one. */
int health_compare(const struct verdict *a, const struct verdict *b);

#endif

/*
 * Verdicts: rules as rows.  No status without its reason; an unknown word is UNKNOWN,
 * never OK.
 */
#ifndef CORE_WATCH_HEALTH_H
#define CORE_WATCH_HEALTH_H

#include "core/base/buf.h"
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
	char reason[512];  /* one sentence a person understands; safe UTF-8, cut */
	char *whole;       /* the same uncut, when it had to be cut; NULL; of the health
			    * that the verdict stands in, borrowed by copies */
	bool changing;     /* something is in progress: OK, shown as changing */
	bool has_was;      /* of old data: was is what the stacks were then */
	enum severity was;
	int64_t since_sec; /* since when it holds; 0: unknown */
	int64_t seq;       /* journal number of its evidence; -1 */
};

/* The whole sentence, for who has room for it: valid as long as the health. */
const char *verdict_reason(const struct verdict *v);

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
 * ret      one verdict: the first row that holds, worst first; its whole is NULL
 */
void health_stack(const struct stack *s, int64_t now_sec, struct verdict *ret);
/* The sentence of that verdict, uncut (up to LIMIT_REASON), appended to out. */
void health_stack_reason(const struct stack *s, int64_t now_sec, struct buf *out);

/* All verdicts of one installation, worst first; ages decide within a severity. */
struct health {
	struct verdict *rows;
	size_t n, cap;
};

void health_release(struct health *h);
void health_clear(struct health *h); /* keeps the memory of the rows */
/* The verdict is copied, its whole sentence too. */
void health_add(struct health *h, const struct verdict *v);
/* What health_stack() gave for the stack, with its whole sentence. */
void health_add_stack(struct health *h, const struct stack *s, int64_t now_sec,
		      const struct verdict *v);
/* A verdict that is not about a stack: by rule id of the table. */
void health_add_rule(struct health *h, const char *rule, const char *subject,
		     int64_t since_sec, int64_t seq, const char *fmt, ...) PRINTF(6, 7);
void health_sort(struct health *h);
/* -1, 0, 1: worse first, then what was worse, then the older one. */
int health_compare(const struct verdict *a, const struct verdict *b);

#endif

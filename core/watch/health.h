/*
 * Verdicts, by the rules of rules.h.  No status without its reason; an unknown word is
 * UNKNOWN, never OK.
 */
#ifndef CORE_WATCH_HEALTH_H
#define CORE_WATCH_HEALTH_H

#include "core/base/buf.h"
#include "core/watch/rules.h"
#include "core/watch/stacks.h"

struct verdict {
	enum severity severity;
	const char *rule;  /* id of a row of rules.h: "stack-failed"; static */
	char subject[136]; /* "acme-ingest", or "access", "data"; safe text */
	char thing[136];  /* the piece of evidence, where it is not the subject: name of
			   * a chart, an alarm, an agent; safe text; "" */
	char reason[256]; /* one sentence a person understands; safe UTF-8, cut */
	char *whole;      /* the same uncut, when it had to be cut; NULL; of the health
			   * that the verdict stands in, borrowed by copies */
	bool changing;    /* something is in progress: OK, shown as changing */
	bool has_was;     /* of old data: was is what the stacks were then */
	enum severity was;
	int64_t since_sec; /* since when it holds; 0: unknown */
	int64_t seq;       /* journal number of its evidence; -1 */
};

/* The piece of evidence on the screen that its rule names: thing, or else subject. */
const char *verdict_thing(const struct verdict *v);
/* The whole sentence, for who has room for it: valid as long as the health. */
const char *verdict_reason(const struct verdict *v);

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
/* The piece of evidence of the verdict that was added last.  Copied, made safe. */
void health_thing(struct health *h, const char *thing);
void health_sort(struct health *h);
/* -1, 0, 1: worse first, then what was worse, then the older one. */
int health_compare(const struct verdict *a, const struct verdict *b);
/* The same without age. */
int health_compare_weight(const struct verdict *a, const struct verdict *b);

#endif

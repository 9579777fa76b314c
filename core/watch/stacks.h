/*
 * CloudFormation stacks as candor keeps them: decoded from answers, harmless to show.
 *
 * Every text is made safe (utf8_safe, with a ceiling) while decoding, but the ids that
 * are sent back to AWS.  Values of parameters and outputs that look secret never enter,
 * nor words of descriptions and reasons that do: STACK_SECRET stands in their place.
 * Times are seconds since 1970 UTC, 0: unknown.
 */
#ifndef CORE_WATCH_STACKS_H
#define CORE_WATCH_STACKS_H

#include "core/base/limits.h"
#include "core/tree/node.h"

#define STACK_SECRET "‹secret-ref›"

struct stack_pair {
	char *key;   /* safe */
	char *value; /* safe, or STACK_SECRET */
};

struct stack_pairs {
	struct stack_pair *items;
	size_t n, cap;
};

struct stack_resource {
	char *logical;  /* "LoaderFunction" */
	char *physical; /* safe; "" when not made yet */
	char *type;     /* "AWS::Lambda::Function" */
	char *status;   /* "UPDATE_FAILED" */
	char *reason;   /* "" when none */
	char *drift;    /* "IN_SYNC", "MODIFIED", "DELETED", "NOT_CHECKED"; "" */
	int64_t changed_sec;
};

struct stack_event {
	char *id;
	char *logical; /* the stack's own name for events of the stack itself */
	char *physical;
	char *type;
	char *status;
	char *reason; /* "" when none */
	int64_t at_sec;
	bool of_stack;    /* about the stack itself */
	bool first_cause; /* the earliest failure of the newest operation */
};

struct stack {
	char *id;  /* ARN as AWS wrote it: sent back, NOT safe to show */
	char *arn; /* the same, safe to show */
	char *name;
	char *status;
	char *reason; /* StackStatusReason; "" */
	char *description;
	char *parent;  /* name of the stack that this one is nested in; "" */
	char *drift;   /* "IN_SYNC", "DRIFTED", "NOT_CHECKED", "UNKNOWN"; "" not told */
	char *version; /* tag, parameter or output that names one; "" */
	int64_t created_sec, updated_sec;
	int64_t changed_sec; /* the later of the two, or the newest event's */
	int64_t drift_sec;   /* last drift check */
	bool protected;      /* against deletion */
	struct stack_pairs parameters, outputs, tags;

	/* details: only for stacks that are not OK or open */
	struct stack_resource *resources; /* as listed: by logical id */
	size_t n_resources, cap_resources;
	struct stack_event *events; /* newest first, at most LIMIT_EVENTS */
	size_t n_events, cap_events;
	int64_t details_sec;            /* when they were read; 0: never */
	bool resources_cut, events_cut; /* there are more than were read */
	int64_t seq, details_seq;       /* journal number of the outcome; -1 */
};

struct stacks {
	struct stack *items; /* sorted by name */
	size_t n, cap;
};

void stack_release(struct stack *s);
void stacks_release(struct stacks *l);

/*
 * One row of DescribeStacks' "Stacks".
 *
 * row      <member>: StackName, StackId, StackStatus, ...
 * Returns  false when it has no name, id or status: then the list is not whole.
 */
bool stack_decode(const struct node *row, struct stack *ret) MUST_USE;

/* A page of ListStackResources: appends; false, and resources_cut, at the limit. */
bool stack_add_resources(struct stack *s, const struct node *result);

/* A page of DescribeStackEvents: appends; false when the wanted ones are there: the
 * newest operation is whole, or LIMIT_EVENTS (events_cut set). */
bool stack_add_events(struct stack *s, const struct node *result);

/* After the last page: marks the first cause, takes changed_sec from the events. */
void stack_finish_events(struct stack *s);

/* Drop resources and events, keep the rest. */
void stack_clear_details(struct stack *s);
/* Move resources, events and their marks to another reading of the same stack. */
void stack_take_details(struct stack *to, struct stack *from);

/* The same operation of the same stack, in the same status. */
bool stack_same_state(const struct stack *a, const struct stack *b);
/* Details that were not read again are those of the last reading: moved over. */
void stacks_keep_details(struct stacks *fresh, struct stacks *old);

/*
 * Does a `stacks =` filter let a row of DescribeStacks in?  Asked of the row, since in
 * the model values that look secret are hidden.
 *
 * row      as for stack_decode(); one without a name may be any stack: let in
 * filter   NULL or "" lets all in; "tag:KEY=VALUE" looks at tags (VALUE may hold * and
 *          ?), anything else is a pattern for the name; several stand apart by commas:
 *          one must match
 */
bool stack_matches(const struct node *row, const char *filter);

/* By name, in a list that stacks_sort() left; NULL. */
struct stack *stacks_find(const struct stacks *l, const char *name);
void stacks_sort(struct stacks *l);

/* The event or resource that failed first; NULL when not known. */
const struct stack_event *stack_first_cause(const struct stack *s);
const struct stack_resource *stack_failed_resource(const struct stack *s);

/* Group of a resource type for the tree: "Compute", "Storage", ...; "Other". */
const char *stack_resource_group(const char *type);

/* Does the key or value of a parameter or output look secret? */
bool stack_looks_secret(struct str key, struct str value);

/* A text that people or services wrote, safe to show; each word of it that looks secret
 * is STACK_SECRET.  The caller frees it. */
char *stack_plain_text(struct str text);

/* For the cache, details included: appends an object; false at the arena's ceiling. */
bool stack_to_node(struct arena *a, struct node *list, const struct stack *s);
/* From the cache: texts are made safe again; false when it makes no sense. */
bool stack_from_node(const struct node *n, struct stack *ret) MUST_USE;

#endif

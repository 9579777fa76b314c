/*
 * What was read, as documents: the items of the verbs' JSON, and what the console shows
 * of a row.  Each puts its members into an object that is there; every key is there,
 * with null where nothing is known.  All texts are those of the model: safe to show.
 */
#ifndef CORE_WATCH_ITEM_H
#define CORE_WATCH_ITEM_H

#include "core/watch/fleet.h"

/* "crit": the word of documents.  Valid until the next call. */
const char *item_state(enum severity s);
/* All of them, worst first; NULL at the end. */
extern const char *const item_states[];

/* A text, NULL and "" as null; a time as RFC 3339, 0 as null; negative numbers as null.
 */
void item_text(struct arena *a, struct node *item, const char *key, const char *text);
void item_time(struct arena *a, struct node *item, const char *key, int64_t sec);
void item_number(struct arena *a, struct node *item, const char *key, int64_t number);

/* state, installation, customer, account, region, version, stacks, reason, ... */
void item_installation(struct arena *a, struct node *item, const struct fleet_row *row);
/* What holds of old data: the time of the data, and what it said then. */
void item_was(struct arena *a, struct node *item, const struct fleet_row *row);
/* state, rule, subject, reason, advice, since, seq */
void item_verdict(struct arena *a, struct node *item, const struct verdict *v);
/* The same without the state, for an item that has one. */
void item_why(struct arena *a, struct node *item, const struct verdict *v);
/* "read", "cached", "nothing" */
const char *item_data(enum fleet_data data);
/* A stack in a list, without what it is made of.  v: of health_stack(). */
void item_stack(struct arena *a, struct node *item, const struct stack *s,
		const struct verdict *v, int64_t at_sec);
/* Of stack s.  reason: why it is in its state; "" none. */
void item_resource(struct arena *a, struct node *item, const struct stack *s,
		   const struct stack_resource *r, const char *reason);

#endif

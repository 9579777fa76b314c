/*
 * What an installation is made of: the resources of its stacks that candor watches, by
 * type and physical id.  A resource that no stack of the installation names is not its,
 * and is dropped where it is decoded.
 */
#ifndef CORE_WATCH_MEMBER_H
#define CORE_WATCH_MEMBER_H

#include "core/base/limits.h"
#include "core/base/shared.h"
#include "core/base/str.h"
#include "core/tree/node.h"

struct member {
	const char *type; /* "AWS::Lambda::Function": one of member_types; static */
	/* Held by shared_text(): */
	const char *logical; /* "LoaderFunction": safe */
	const char *name;    /* physical id as CloudFormation wrote it: a name or an
			      * ARN, sent back to AWS, NOT safe to show */
	const char *stack;   /* name of the stack: safe */
};

/* Sorted by type, then by name. */
struct members {
	struct member *items;
	size_t n, cap;
	bool cut; /* there are more: LIMIT_MEMBERS, or a listing that did not end */
};

/* Types that are kept; NULL at the end. */
extern const char *const member_types[];

void members_release(struct members *m);

/*
 * A page of ListStackResources: adds what is of a kept type and was made.  False at
 * LIMIT_MEMBERS (cut is set).  To be sorted afterwards.
 */
bool members_add_page(struct members *m, const char *stack, const struct node *result);
/* Take the resources of one stack out: they are read again, or the stack is gone. */
void members_drop(struct members *m, const char *stack);
void members_sort(struct members *m);

/* In a sorted list.  The first of a type and how many there are; NULL, 0: none. */
const struct member *members_of(const struct members *m, const char *type,
				size_t *ret_n);
bool members_any(const struct members *m, const char *type);

/*
 * By type and id as an answer of AWS has it.  An ARN matches a plain name that is its
 * last part, and the other way round ("arn:…:function:load" and "load",
 * "arn:…:apps/d123" and "d123").  NULL: not of this installation.
 */
const struct member *members_find(const struct members *m, const char *type,
				  struct str id);

/* Move another list to the end of this one, which is to be sorted then; `from` is
 * empty afterwards.  False: there was no room for all, LIMIT_MEMBERS; cut is left as it
 * is. */
bool members_take(struct members *m, struct members *from) MUST_USE;

/* For the cache: appends one object each; back again, texts made safe. */
void members_to_node(struct arena *a, struct node *list, const struct members *m);
void members_from_node(struct members *m, const struct node *list);

#endif

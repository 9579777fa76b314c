/*
 * Operations that are bound to a resource which the configuration declares.
 *
 * Reading an object or a table's items discloses what stands in it.  A row with
 * op.bound reads only what a key of the configuration names for this use, and is READ.
 * The declaration is taken when the act begins, stands in the act's intent, and each
 * call of the act is held to it; who calls cannot name another one.
 */
#ifndef CORE_AWS_BOUND_H
#define CORE_AWS_BOUND_H

#include "core/aws/args.h"

/* What is declared; borrowed. */
struct declared {
	const char *name;   /* "acme-metadata": the only value of bound.param */
	const char *within; /* "candor/": how bound.within must begin; "": all of it */
};

/*
 * What the configuration declares.
 *
 * inst     NULL outside installations
 * key      op.bound.key
 * Returns  false: nothing; the act is refused.
 */
typedef bool door_declares(void *ctx, const char *inst, const char *key,
			   struct declared *ret);

static inline bool op_is_bound(const struct op *op)
{
	return op->bound.key != NULL;
}

/*
 * Do the arguments stay within what is declared?
 * Errors   ERR_POLICY with the parameter, never its value.
 */
bool bound_check(const struct op *op, const struct declared *d, const struct args *args,
		 struct err *err) MUST_USE;

#endif

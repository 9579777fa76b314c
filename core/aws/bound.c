/*
 * Calls are held to the resource that the configuration declares.
 */
#include "core/aws/bound.h"

static const char *value_of(const struct args *args, const char *name)
{
	for (size_t i = 0; i < args->n; i++)
		if (text_eq(args->items[i].path, name))
			return args->items[i].value;
	return NULL;
}

bool bound_check(const struct op *op, const struct declared *d, const struct args *args,
		 struct err *err)
{
	const struct op_bound *b = &op->bound;

	if (!text_eq(value_of(args, b->param), d->name))
		return err_set(err, ERR_POLICY,
			       "%s: %s is not what the configuration declares as %s",
			       op->id, b->param, b->key);
	if (b->within != NULL &&
	    !str_starts(str_of(value_of(args, b->within)), d->within))
		return err_set(err, ERR_POLICY,
			       "%s: %s is outside what the configuration declares as "
			       "%s",
			       op->id, b->within, b->key);
	return true;
}

/*
 * Arguments of one call: names of the op's row with texts; checked and encoded by
 * the protocol, shown redacted in the intent.
 */
#ifndef CORE_AWS_ARGS_H
#define CORE_AWS_ARGS_H

#include "core/aws/op.h"
#include "core/base/buf.h"
#include "core/base/err.h"

struct arg {
	char *name;	/* dotted for lists and structures, as query writes it:
			 * "Tags.member.1.Key" is name "Tags", index 1, member "Key" */
	unsigned index;	/* 1-based in a list; 0 for a scalar */
	char *member;	/* of a structure in the list; NULL */
	char *value;
	bool secret;	/* wiped, never shown */
};

struct args {
	struct arg *items;
	size_t n, cap;
};

void args_release(struct args *a);
void args_put(struct args *a, const char *name, const char *value);	/* NULL value: nothing */
void args_put_int(struct args *a, const char *name, int64_t value);
void args_put_secret(struct args *a, const char *name, const char *value);
void args_put_member(struct args *a, const char *name, unsigned index, const char *member,
		     const char *value);
void args_copy(struct args *dst, const struct args *src);

/* Every name stands in the row, required ones are there, kinds fit. */
bool args_check(const struct args *a, const struct op *op, struct err *err) MUST_USE;
/* "StackName=acme-core" for args_shown; secrets as ‹redacted›. */
void args_show(const struct args *a, struct buf *out);

#endif

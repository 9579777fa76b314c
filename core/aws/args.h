/*
 * Arguments of one call: names of the op's row with texts; checked and encoded by
 * the protocol, shown redacted in the intent.
 */
#ifndef CORE_AWS_ARGS_H
#define CORE_AWS_ARGS_H

#include "core/aws/op.h"
#include "core/base/buf.h"
#include "core/base/err.h"

/* One argument: "Tags.member.1.Key" of the query protocol is name "Tags", index 1,
 * member "Key". */
struct arg {
	char *name;
	unsigned index; /* 1-based in a list; 0 for a scalar */
	char *member;   /* of a structure in the list; NULL */
	char *value;
	bool secret; /* wiped, never shown */
};

struct args {
	struct arg *items;
	size_t n, cap;
};

/* All values are wiped. NULL and zeroed are fine. */
void args_release(struct args *a);

/* Add one. Name and value are copied; a NULL value adds nothing. */
void args_put(struct args *a, const char *name, const char *value);
void args_put_int(struct args *a, const char *name, int64_t value);
/* One that args_show() does not show: parameters of a row marked secret need it. */
void args_put_secret(struct args *a, const char *name, const char *value);
/* A member of a structure in a list: index from 1, without gaps. */
void args_put_member(struct args *a, const char *name, unsigned index,
		     const char *member, const char *value);
/* dst is overwritten, not released. */
void args_copy(struct args *dst, const struct args *src);

/*
 * Every name stands in the row, required ones are there, kinds fit, nothing is there
 * twice, lists have no gaps, secrets are marked so.
 * Errors   ERR_ARG with the name of the parameter, never its value.
 */
bool args_check(const struct args *a, const struct op *op, struct err *err) MUST_USE;
/* One of them is a secret: the call is sent once, on a connection of its own. */
bool args_secret(const struct args *a);
/* Text with ‹redacted› in place of each secret argument's value, plain or as it stands
 * in a form; until out is full. */
void args_redact(const struct args *a, struct str text, struct buf *out);
/* "StackName=acme-core Tags.1.Key=x" for args_shown: safe text, long values cut,
 * secrets as ‹redacted›. */
void args_show(const struct args *a, struct buf *out);

#endif

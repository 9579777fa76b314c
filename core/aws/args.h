/*
 * Arguments of one call: paths with values; checked against the op's row, encoded by
 * the protocol, shown redacted in the intent.
 *
 * A path begins with a parameter of the row, then goes on apart by '.': a number is a
 * place in a list, from 1 and without gaps; all else is a member of a structure or a
 * key of a map:
 *
 *   "StackName"   "Tags.2.Key"   "MetricDataQueries.1.MetricStat.Metric.Namespace"
 */
#ifndef CORE_AWS_ARGS_H
#define CORE_AWS_ARGS_H

#include "core/aws/op.h"
#include "core/base/buf.h"
#include "core/base/err.h"
#include "core/tree/node.h"

/* What a value is in JSON; forms, paths and headers take its text. */
enum arg_kind {
	ARG_TEXT,
	ARG_INT,
	ARG_REAL,
	ARG_BOOL
};

struct arg {
	char *path;
	char *value; /* as text: "3600", "0.5", "true" */
	enum arg_kind kind;
	bool secret; /* wiped, never shown */
};

struct args {
	struct arg *items;
	size_t n, cap;
	char *within; /* NULL: paths are whole */
};

/* All values are wiped. NULL and zeroed are fine. */
void args_release(struct args *a);

/* Add one. Path and value are copied; a NULL value adds nothing. */
void args_put(struct args *a, const char *path, const char *value);
void args_put_int(struct args *a, const char *path, int64_t value);
void args_put_real(struct args *a, const char *path, double value); /* finite */
void args_put_bool(struct args *a, const char *path, bool value);
/* One that args_show() does not show: parameters of a row marked secret need it. */
void args_put_secret(struct args *a, const char *path, const char *value);
/* Paths that are put from here on begin within this one; "" ends it:
 *   args_within(a, "Tags.%u", i);  args_put(a, "Key", key); */
void args_within(struct args *a, const char *path, ...) PRINTF(2, 3);
/* One of another list of arguments, whole. */
void args_take(struct args *a, const struct arg *from);
/* dst is overwritten, not released. */
void args_copy(struct args *dst, const struct args *src);

/*
 * Every parameter stands in the row, required ones are there, kinds fit, nothing is
 * there twice, lists have no gaps, secrets are marked so.
 * Errors   ERR_ARG with the path, never the value; ERR_LIMIT.
 */
bool args_check(const struct args *a, const struct op *op, struct err *err) MUST_USE;
/*
 * The same as one document: an OBJECT with what a protocol of JSON sends.
 *
 * a        ARENA_SECRET when one of them is a secret
 * Errors   ERR_ARG a path that is there twice, is both a value and a structure, or
 *          has a gap; ERR_LIMIT the arena.
 */
struct node *args_tree(const struct args *a, struct arena *arena,
		       struct err *err) MUST_USE;
/* The first step of a path, "Tags" of "Tags.2.Key"; rest: what follows, "" at the end.
 */
struct str args_step(struct str path, struct str *ret_rest);
/* One of them is a secret: the call is sent once, on a connection of its own. */
bool args_secret(const struct args *a);
/* Text with ‹redacted› in place of each secret argument's value, plain or as it stands
 * in a form; until out is full. */
void args_redact(const struct args *a, struct str text, struct buf *out);
/* "StackName=acme-core Tags.1.Key=x" for args_shown: safe text, long values cut,
 * secrets as ‹redacted›. */
void args_show(const struct args *a, struct buf *out);

#endif

/*
 * JSON documents to and from nodes, by jansson: credential_process, --json, cache.
 * Journal leaves are not read here but by core/journal/leaf.c.
 */
#ifndef CORE_TREE_JSON_H
#define CORE_TREE_JSON_H

#include "core/base/buf.h"
#include "core/base/err.h"
#include "core/tree/node.h"

/*
 * One value of any kind, in UTF-8.  What would make a parser lose a whole page is
 * mended instead: broken bytes and lone surrogates become U+FFFD, raw control
 * characters in a text stay what they are, a number too large for 64 bits or a double
 * becomes a TEXT of its digits.  \u0000 stays in a text (see its length), in a name it
 * becomes U+FFFD.  Of several members of one name the last one stays.
 *
 * a        where the tree goes; ARENA_SECRET if it may hold keys
 * Errors   ERR_PARSE (line and column, never content); ERR_LIMIT size, depth, number of
 *          values, arena.
 */
bool json_parse(struct str text, struct arena *a, struct node **ret,
		struct err *err) MUST_USE;

enum json_form {
	JSON_COMPACT,
	JSON_INDENTED, /* two blanks a level; no newline at the end */
};

/*
 * Members in the order they were put.  Broken UTF-8 becomes U+FFFD; control characters
 * (C1 and DEL too), line separators and bidi controls are written as escapes, since
 * documents are printed on terminals.  A real that is no number is written as null.
 */
void json_write(struct buf *out, const struct node *n, enum json_form form);

/* Of jansson, for `candor version`. Never NULL. */
const char *json_version(void);

#endif

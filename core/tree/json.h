/*
 * JSON documents to and from nodes, by jansson: credential_process, --json, cache.
 * Journal leaves are not read here but by core/journal/leaf.c.
 */
#ifndef CORE_TREE_JSON_H
#define CORE_TREE_JSON_H

#include "core/base/buf.h"
#include "core/base/err.h"
#include "core/tree/node.h"

/* Errors ERR_PARSE (line and column), ERR_LIMIT. */
bool json_parse(struct str text, struct arena *a, struct node **ret, struct err *err) MUST_USE;

enum json_form { JSON_COMPACT, JSON_INDENTED };
/* Members in the order they were put. Strings must be valid UTF-8 (else U+FFFD). */
void json_write(struct buf *out, const struct node *n, enum json_form form);

/* Of jansson, for `candor version`. Never NULL. */
const char *json_version(void);

#endif

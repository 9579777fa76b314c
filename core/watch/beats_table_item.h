/*
 * Items of the table of heartbeats, as DynamoDB writes them: {"entry":{"S":"…"}, …}.
 */
#ifndef CORE_WATCH_BEATS_TABLE_ITEM_H
#define CORE_WATCH_BEATS_TABLE_ITEM_H

#include "core/base/buf.h"
#include "core/tree/node.h"
#include "core/watch/beats.h"

#define BEATS_ITEM_BEAT    "beat#" /* and 13 digits of milliseconds, '#', a request id */
#define BEATS_ITEM_ACCOUNT "account"

/* "" when it has none. */
const char *beats_item_entry(const struct node *item);

/*
 * When a beat was received, what came, and its signature's header.
 * Returns  false: it is none, or not as the gateway writes it.
 */
bool beats_item_beat(const struct node *item, int64_t *ret_ms, struct buf *raw,
		     struct buf *signature) MUST_USE;

/* The account, present or as it was from since_sec on.  False: no state. */
bool beats_item_account(const struct node *item, struct account *ret) MUST_USE;

#endif

/*
 * Heartbeats of a fleet beyond one machine: the source that reads the table in the
 * vendor's account in which API Gateway puts them, unseen by any code of ours
 * (cloudformation/vendor-heartbeats.yaml, docs/heartbeats-table.md).
 *
 * Always true: nothing of a beat is believed that does not verify here, by the same
 * code as the receiver's (core/watch/beat_gate.h); what is yielded is on record.
 *
 *   installation (S)  entry (S)                            raw (B)  signature (B)
 *   acme-prod-eu      beat#1795413600123#<request id>      body     header
 *   acme-prod-eu      account                              account, since, reason, who,
 *                                                          beat_ms
 *   acme-prod-eu      account#1795413600                   the same, of each change
 */
#ifndef CORE_WATCH_BEATS_TABLE_H
#define CORE_WATCH_BEATS_TABLE_H

#include "core/access/identity.h"
#include "core/watch/beats.h"

/* What the gateway took a moment ago may come to stand before what is seen already: a
 * write may take its five seconds, and our clock is not the gateway's.  It is left for
 * the next reading. */
#define BEATS_TABLE_LAG_SEC 15
/* How often it may be asked. */
#define BEATS_TABLE_EVERY_SEC 60

/* All borrowed until beat_source_free(). */
struct beats_table_opts {
	struct door *door;
	struct loop *loop;
	const struct clock *clock;
	const struct config *config;
	struct identity *identity; /* its credentials read the table */
	int log;                   /* the vendor's */
};

/* config->beat_table and beat_region say which table. */
struct beat_source *beats_table_new(const struct beats_table_opts *opts);

#endif

/*
 * One row of the fleet by itself: what a reading says of it, judging it, and its form
 * in the cache.
 */
#ifndef CORE_WATCH_FLEET_ROW_H
#define CORE_WATCH_FLEET_ROW_H

#include "core/watch/fleet.h"
#include "core/watch/reading.h"

/* AWS, or the policy of the session, said no. */
static inline bool fleet_is_denied(enum err_code code)
{
	return code == ERR_DENIED || code == ERR_POLICY;
}

/* fleet_result.c: a reading has ended; what it read is taken over.  To be judged
 * afterwards. */
void fleet_row_end(struct fleet_row *row, struct reading_result *result,
		   int64_t now_sec);

/* fleet_judge.c: stale, health, worst and version follow from the rest and the time. */
void fleet_row_judge(struct fleet_row *row, int64_t now_sec);

/*
 * fleet_cache.c: what an earlier run kept; to be judged afterwards.  False, and nothing
 * is changed: it is of another account, region or version, or the row was read already.
 */
bool fleet_row_take(struct fleet_row *row, const struct node *n) MUST_USE;

#endif

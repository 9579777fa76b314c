/*
 * Time: three clocks behind a seam, and the forms in which AWS and people write it.
 */
#ifndef CORE_BASE_CLOCK_H
#define CORE_BASE_CLOCK_H

#include "core/base/buf.h"
#include "core/base/str.h"

struct clock {
	int64_t (*wall_us)(void *ctx); /* microseconds since 1970 UTC; may jump */
	int64_t (*mono_us)(void *ctx); /* monotonic; timers */
	int64_t (*boot_ms)(void *ctx); /* since boot, counts sleep; the journal */
	void *ctx;                     /* handed to each of them */
};

extern const struct clock clock_system;

int64_t clock_wall_us(const struct clock *c);
int64_t clock_mono_us(const struct clock *c);
int64_t clock_boot_ms(const struct clock *c);

/* What this machine's zone adds to UTC at that moment, in seconds. */
int64_t clock_local_offset(int64_t sec);

#define CLOCK_SEC_US INT64_C(1000000)

/* Each takes seconds since 1970 UTC, years 1970 to 9999; others become the nearest
 * of these, so that a time from outside cannot break a line. */
void clock_rfc3339(struct buf *out, int64_t sec); /* 2026-11-23T07:33:37Z */
void clock_amz(struct buf *out, int64_t sec);     /* 20261123T073337Z */
void clock_hms(struct buf *out, int64_t sec);     /* 07:33:37 */
void clock_hm(struct buf *out, int64_t sec);      /* 07:33 */

/* Ages as on the screens: "now" under a minute (and before now), then 14 m, 3 h,
 * 12 d; always rounded down. */
void clock_age(struct buf *out, int64_t age_sec);

/*
 * Each refuses what is not exactly its form, and days and times that do not exist:
 * 31 November, 24:00, second 60, a wrong day of the week, years before 1970.
 *
 * Returns  true with seconds since 1970 UTC, a fraction dropped; false, *ret_sec
 *          untouched
 */

/* ISO 8601 as AWS writes it: with or without fraction, Z or +hh:mm or +hhmm. */
bool clock_parse_iso(struct str s, int64_t *ret_sec) MUST_USE;

/* The HTTP Date header, IMF-fixdate only (RFC 9110 5.6.7). */
bool clock_parse_http(struct str s, int64_t *ret_sec) MUST_USE;

/* What a person types for --since: "15m", "3h", "2d" (back from now), ISO 8601, or a
 * beginning of it in UTC: 2026-11-23, 2026-11-23T07:33. */
bool clock_parse_since(struct str s, int64_t now_sec, int64_t *ret_sec) MUST_USE;

#endif

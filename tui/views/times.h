/*
 * In which zone times are written, on every screen at once: key t goes through them.
 * One console has one display, as it has one theme; console.c sets it before it draws.
 */
#ifndef TUI_VIEWS_TIMES_H
#define TUI_VIEWS_TIMES_H

#include "core/base/buf.h"

enum times {
	TIMES_UTC,
	TIMES_LOCAL,    /* of this machine: TZ, /etc/localtime */
	TIMES_CUSTOMER, /* `timezone` of the installation in view; UTC where unknown */
	TIMES_RELATIVE, /* "14 m": ages */
};
#define TIMES_COUNT 4

/* "utc", "local", "customer", "relative": as in candor.conf. */
const char *times_name(enum times t);
/* False: no such word; *ret stays. */
bool times_find(struct str word, enum times *ret) MUST_USE;

/*
 * From here on, everywhere.
 *
 * customer_sec  offset of the customer's zone from UTC, or NULL: not known
 */
void times_use(enum times t, const int *customer_sec);

/* Seconds to be split as if they were UTC, so that the zone's digits come out. */
int64_t times_shift(int64_t sec);
/* What stands behind a time: 'Z', 'L' local, 'C' the customer's. */
char times_letter(void);
bool times_relative(void);
/* "UTC", "UTC+01:00 (local)" at that moment; what row 1 and the message of t say. */
void times_zone(struct buf *out, int64_t sec);
/* "+01:00"; "UTC" for no offset. */
void times_offset(struct buf *out, int64_t sec);

/* "13:49:02", in relative display an age: "14 m". */
void times_hms(struct buf *out, int64_t sec, int64_t now_sec);
/* "13:49", with letter "13:49Z"; an age in relative display. */
void times_hm(struct buf *out, int64_t sec, int64_t now_sec, bool letter);
/* "13:49:02Z". */
void times_hms_zone(struct buf *out, int64_t sec, int64_t now_sec);
/* "2026-11-23T13:49:02Z" with the zone's offset; an age in relative display. */
void times_full(struct buf *out, int64_t sec, int64_t now_sec);
/* The day, "2026-11-23"; in seconds of the display's zone: times_day() of two moments
 * of one day is the same. */
void times_date(struct buf *out, int64_t sec);
int64_t times_day(int64_t sec);

#endif

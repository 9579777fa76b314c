/*
 * Time: the system's clocks, and the forms in which AWS and people write it.
 *
 * What always holds: no locale and no time zone of the machine has a say here, but in
 * clock_local_offset(); a date that no calendar has is refused, never bent into another
 * one.
 */
#include "core/base/clock.h"

#include <string.h>
#include <time.h>

#include "core/base/os.h"

#define DAY_SEC INT64_C(86400)
#define MAX_SEC INT64_C(253402300799) /* 9999-12-31T23:59:59Z */

static int64_t read_us(clockid_t id)
{
	struct timespec t = { 0 };
	bug_unless(clock_gettime(id, &t) == 0);
	return (int64_t)t.tv_sec * CLOCK_SEC_US + t.tv_nsec / 1000;
}

static int64_t system_wall_us(void *ctx)
{
	(void)ctx;
	return read_us(CLOCK_REALTIME);
}

static int64_t system_mono_us(void *ctx)
{
	(void)ctx;
	return read_us(CLOCK_MONOTONIC);
}

static int64_t system_boot_ms(void *ctx)
{
	(void)ctx;
	return os_boot_ms();
}

const struct clock clock_system = {
	.wall_us = system_wall_us,
	.mono_us = system_mono_us,
	.boot_ms = system_boot_ms,
};

int64_t clock_local_offset(int64_t sec)
{
	time_t t = (time_t)sec;
	struct tm tm;

	tzset();
	return localtime_r(&t, &tm) ? (int64_t)tm.tm_gmtoff : 0;
}

int64_t clock_wall_us(const struct clock *c)
{
	return c->wall_us(c->ctx);
}

int64_t clock_mono_us(const struct clock *c)
{
	return c->mono_us(c->ctx);
}

int64_t clock_boot_ms(const struct clock *c)
{
	return c->boot_ms(c->ctx);
}

struct date {
	int year, month, day; /* month 1 to 12, day 1 to 31 */
	int hour, minute, second;
};

/* Days since 1970-01-01 of the proleptic Gregorian calendar; years from March, so
 * that the leap day is the last one (H. Hinnant, "chrono-compatible date algorithms").
 */
static int64_t days_of(int year, int month, int day)
{
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t era = y / 400;
	int64_t of_era = y - era * 400;
	int64_t of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year -
	       719468;
}

static struct date date_of(int64_t sec)
{
	if (sec < 0)
		sec = 0;
	if (sec > MAX_SEC)
		sec = MAX_SEC;
	int64_t z = sec / DAY_SEC + 719468;
	int64_t era = z / 146097;
	int64_t day = z - era * 146097;
	int64_t year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
	int64_t of_year = day - (365 * year + year / 4 - year / 100);
	int64_t month = (5 * of_year + 2) / 153; /* 0 is March */
	int64_t in_day = sec % DAY_SEC;
	return (struct date){
		.year = (int)(year + era * 400 + (month >= 10 ? 1 : 0)),
		.month = (int)(month < 10 ? month + 3 : month - 9),
		.day = (int)(of_year - (153 * month + 2) / 5 + 1),
		.hour = (int)(in_day / 3600),
		.minute = (int)(in_day / 60 % 60),
		.second = (int)(in_day % 60),
	};
}

void clock_rfc3339(struct buf *out, int64_t sec)
{
	struct date d = date_of(sec);
	buf_addf(out, "%04d-%02d-%02dT%02d:%02d:%02dZ", d.year, d.month, d.day, d.hour,
		 d.minute, d.second);
}

void clock_amz(struct buf *out, int64_t sec)
{
	struct date d = date_of(sec);
	buf_addf(out, "%04d%02d%02dT%02d%02d%02dZ", d.year, d.month, d.day, d.hour,
		 d.minute, d.second);
}

void clock_hms(struct buf *out, int64_t sec)
{
	struct date d = date_of(sec);
	buf_addf(out, "%02d:%02d:%02d", d.hour, d.minute, d.second);
}

void clock_hm(struct buf *out, int64_t sec)
{
	struct date d = date_of(sec);
	buf_addf(out, "%02d:%02d", d.hour, d.minute);
}

void clock_age(struct buf *out, int64_t age_sec)
{
	if (age_sec < 60)
		buf_add_text(out, "now");
	else if (age_sec < 3600)
		buf_addf(out, "%d m", (int)(age_sec / 60));
	else if (age_sec < DAY_SEC)
		buf_addf(out, "%d h", (int)(age_sec / 3600));
	else
		buf_addf(out, "%lld d", (long long)(age_sec / DAY_SEC));
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Takes exactly n digits off the front of s. */
static bool take_digits(struct str *s, size_t n, int *ret)
{
	int value = 0;
	if (s->len < n)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (!is_digit(s->p[i]))
			return false;
		value = value * 10 + (s->p[i] - '0');
	}
	*s = (struct str){ s->p + n, s->len - n };
	*ret = value;
	return true;
}

static bool take_char(struct str *s, char c)
{
	if (s->len == 0 || s->p[0] != c)
		return false;
	*s = (struct str){ s->p + 1, s->len - 1 };
	return true;
}

static bool is_leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static bool date_exists(const struct date *d)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	if (d->year < 1970 || d->year > 9999 || d->month < 1 || d->month > 12)
		return false;
	int last = days[d->month - 1] + (d->month == 2 && is_leap(d->year) ? 1 : 0);
	/* Leap seconds are smeared on AWS, so :60 is nonsense here. */
	return d->day >= 1 && d->day <= last && d->hour <= 23 && d->minute <= 59 &&
	       d->second <= 59;
}

/* The date must exist; offset_sec is how far its zone is ahead of UTC. */
static bool to_sec(const struct date *d, int64_t offset_sec, int64_t *ret_sec)
{
	if (!date_exists(d))
		return false;
	int64_t in_day = ((int64_t)d->hour * 60 + d->minute) * 60 + d->second;
	int64_t sec =
		days_of(d->year, d->month, d->day) * DAY_SEC + in_day - offset_sec;
	if (sec < 0 || sec > MAX_SEC)
		return false;
	*ret_sec = sec;
	return true;
}

static bool take_day(struct str *s, struct date *d)
{
	return take_digits(s, 4, &d->year) && take_char(s, '-') &&
	       take_digits(s, 2, &d->month) && take_char(s, '-') &&
	       take_digits(s, 2, &d->day);
}

static bool take_minute(struct str *s, struct date *d)
{
	return take_digits(s, 2, &d->hour) && take_char(s, ':') &&
	       take_digits(s, 2, &d->minute);
}

static bool take_second(struct str *s, struct date *d)
{
	if (!take_char(s, ':') || !take_digits(s, 2, &d->second))
		return false;
	if (!take_char(s, '.'))
		return true;
	size_t n = 0;
	while (n < s->len && is_digit(s->p[n]))
		n++;
	*s = (struct str){ s->p + n, s->len - n };
	return n > 0;
}

/* Z, +hh:mm, or +hhmm as Lambda writes it; no clock is more than 14 hours ahead. */
static bool take_zone(struct str *s, int64_t *ret_sec)
{
	if (take_char(s, 'Z')) {
		*ret_sec = 0;
		return true;
	}
	bool west = take_char(s, '-');
	int hours = 0;
	int minutes = 0;
	if (!west && !take_char(s, '+'))
		return false;
	if (!take_digits(s, 2, &hours))
		return false;
	(void)take_char(s, ':'); /* may stand there or not */
	if (!take_digits(s, 2, &minutes) || hours > 14 || minutes > 59)
		return false;
	int64_t ahead = (int64_t)hours * 3600 + (int64_t)minutes * 60;
	*ret_sec = west ? -ahead : ahead;
	return true;
}

bool clock_parse_iso(struct str s, int64_t *ret_sec)
{
	struct date d = { 0 };
	int64_t offset_sec = 0;
	if (!take_day(&s, &d) || !take_char(&s, 'T') || !take_minute(&s, &d) ||
	    !take_second(&s, &d) || !take_zone(&s, &offset_sec) || s.len > 0)
		return false;
	return to_sec(&d, offset_sec, ret_sec);
}

/* The three letters at the front of s as a place in names, or -1. */
static int take_name(struct str *s, const char *names)
{
	if (s->len < 3)
		return -1;
	for (size_t i = 0; names[i * 3] != '\0'; i++) {
		if (memcmp(s->p, names + i * 3, 3) != 0)
			continue;
		*s = (struct str){ s->p + 3, s->len - 3 };
		return (int)i;
	}
	return -1;
}

bool clock_parse_http(struct str s, int64_t *ret_sec)
{
	/* RFC 9110 5.6.7: Mon, 23 Nov 2026 07:33:37 GMT */
	struct date d = { 0 };
	int64_t sec = 0;
	int weekday =
		take_name(&s, "ThuFriSatSunMonTueWed"); /* the epoch was a Thursday */
	if (weekday < 0 || !take_char(&s, ',') || !take_char(&s, ' ') ||
	    !take_digits(&s, 2, &d.day) || !take_char(&s, ' '))
		return false;
	d.month = take_name(&s, "JanFebMarAprMayJunJulAugSepOctNovDec") + 1;
	if (!take_char(&s, ' ') || !take_digits(&s, 4, &d.year) ||
	    !take_char(&s, ' ') || !take_minute(&s, &d) || !take_char(&s, ':') ||
	    !take_digits(&s, 2, &d.second) || !str_is(s, " GMT"))
		return false;
	if (!to_sec(&d, 0, &sec) || sec / DAY_SEC % 7 != weekday)
		return false;
	*ret_sec = sec;
	return true;
}

static bool parse_back(struct str s, int64_t now_sec, int64_t *ret_sec)
{
	if (s.len < 2)
		return false;
	int64_t unit_sec = 0;
	switch (s.p[s.len - 1]) {
	case 'm': unit_sec = 60; break;
	case 'h': unit_sec = 3600; break;
	case 'd': unit_sec = DAY_SEC; break;
	default: return false;
	}
	int64_t n = 0;
	if (!str_int((struct str){ s.p, s.len - 1 }, 1, MAX_SEC / unit_sec, &n) ||
	    n * unit_sec > now_sec)
		return false;
	*ret_sec = now_sec - n * unit_sec;
	return true;
}

bool clock_parse_since(struct str s, int64_t now_sec, int64_t *ret_sec)
{
	if (parse_back(s, now_sec, ret_sec) || clock_parse_iso(s, ret_sec))
		return true;
	/* Shorter than AWS writes it, as a person does: a day, or a minute of it, UTC.
	 */
	struct date d = { 0 };
	if (!take_day(&s, &d))
		return false;
	if (s.len > 0 && (!take_char(&s, 'T') || !take_minute(&s, &d)))
		return false;
	if (s.len > 0 && s.p[0] == ':' && !take_second(&s, &d))
		return false;
	(void)take_char(&s, 'Z'); /* UTC is meant with and without it */
	return s.len == 0 && to_sec(&d, 0, ret_sec);
}

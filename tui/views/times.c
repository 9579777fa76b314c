/*
 * The one display of times.  Offsets are asked for each moment: a zone has summers.
 */
#include "tui/views/times.h"

#include <inttypes.h>

#include "core/base/clock.h"

#define DAY_SEC INT64_C(86400)

/* clang-format off */
static const struct {
	const char *name, *zone;
	char letter;
} rows[TIMES_COUNT] = {
	[TIMES_UTC] = { "utc", "", 'Z' },
	[TIMES_LOCAL] = { "local", " (local)", 'L' },
	[TIMES_CUSTOMER] = { "customer", " (the customer's)", 'C' },
	[TIMES_RELATIVE] = { "relative", " (ages)", 'Z' },
};
/* clang-format on */

/* One thread, one screen. */
static struct {
	enum times times;
	bool known; /* the customer's zone */
	int customer_sec;
} now;

const char *times_name(enum times t)
{
	return rows[t].name;
}

bool times_find(struct str word, enum times *ret)
{
	for (size_t i = 0; i < TIMES_COUNT; i++) {
		if (!str_is(word, rows[i].name))
			continue;
		*ret = (enum times)i;
		return true;
	}
	return false;
}

void times_use(enum times t, const int *customer_sec)
{
	now.times = t;
	now.known = customer_sec != NULL;
	now.customer_sec = customer_sec ? *customer_sec : 0;
}

static int64_t offset_of(int64_t sec)
{
	switch (now.times) {
	case TIMES_LOCAL: return clock_local_offset(sec);
	case TIMES_CUSTOMER: return now.known ? now.customer_sec : 0;
	case TIMES_UTC:
	case TIMES_RELATIVE: break;
	}
	return 0;
}

int64_t times_shift(int64_t sec)
{
	return sec + offset_of(sec);
}

char times_letter(void)
{
	if (now.times == TIMES_CUSTOMER && !now.known)
		return 'Z';
	return rows[now.times].letter;
}

bool times_relative(void)
{
	return now.times == TIMES_RELATIVE;
}

void times_offset(struct buf *out, int64_t sec)
{
	int64_t minutes = offset_of(sec) / 60;
	int64_t size = minutes < 0 ? -minutes : minutes;

	if (!minutes)
		buf_add_text(out, "UTC");
	else
		buf_addf(out, "%c%02" PRId64 ":%02" PRId64, minutes < 0 ? '-' : '+',
			 size / 60, size % 60);
}

void times_zone(struct buf *out, int64_t sec)
{
	if (offset_of(sec))
		buf_add_text(out, "UTC");
	times_offset(out, sec);
	buf_add_text(out, rows[now.times].zone);
}

void times_hms(struct buf *out, int64_t sec, int64_t now_sec)
{
	if (times_relative())
		clock_age(out, now_sec - sec);
	else
		clock_hms(out, times_shift(sec));
}

void times_hm(struct buf *out, int64_t sec, int64_t now_sec, bool letter)
{
	AUTO(buf) text = BUF_INIT(64);

	times_hms(&text, sec, now_sec);
	buf_addf(out, times_relative() ? "%s" : "%.5s", buf_text(&text));
	if (letter && !times_relative())
		buf_add_char(out, times_letter());
}

void times_hms_zone(struct buf *out, int64_t sec, int64_t now_sec)
{
	times_hms(out, sec, now_sec);
	if (!times_relative())
		buf_add_char(out, times_letter());
}

void times_full(struct buf *out, int64_t sec, int64_t now_sec)
{
	AUTO(buf) iso = BUF_INIT(64);

	if (times_relative()) {
		clock_age(out, sec > now_sec ? sec - now_sec : now_sec - sec);
		buf_add_text(out, sec > now_sec ? " from now" : " ago");
		return;
	}
	clock_rfc3339(&iso, times_shift(sec));
	if (!offset_of(sec)) {
		buf_add_str(out, buf_str(&iso));
		return;
	}
	buf_cut(&iso, iso.len ? iso.len - 1 : 0); /* Z */
	buf_add_str(out, buf_str(&iso));
	times_offset(out, sec);
}

void times_date(struct buf *out, int64_t sec)
{
	AUTO(buf) iso = BUF_INIT(64);

	clock_rfc3339(&iso, times_shift(sec));
	buf_addf(out, "%.10s", buf_text(&iso));
}

int64_t times_day(int64_t sec)
{
	return times_shift(sec) / DAY_SEC;
}

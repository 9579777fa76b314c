/* core/base/clock.c: times as AWS and people write them. */
#include "core/base/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <time.h>

#include <cmocka.h>

static void writes_each_form(void **state)
{
	(void)state;
	static const struct {
		int64_t sec;
		const char *rfc3339, *amz, *hms, *hm;
	} rows[] = {
		{ 0, "1970-01-01T00:00:00Z", "19700101T000000Z", "00:00:00", "00:00" },
		{ 1795419217, "2026-11-23T07:33:37Z", "20261123T073337Z", "07:33:37",
		  "07:33" },
		{ 951782400, "2000-02-29T00:00:00Z", "20000229T000000Z", "00:00:00",
		  "00:00" },
		{ 4107542399, "2100-02-28T23:59:59Z", "21000228T235959Z", "23:59:59",
		  "23:59" },
		{ 4107542400, "2100-03-01T00:00:00Z", "21000301T000000Z", "00:00:00",
		  "00:00" },
		{ INT64_MAX, "9999-12-31T23:59:59Z", "99991231T235959Z", "23:59:59",
		  "23:59" },
		{ INT64_MIN, "1970-01-01T00:00:00Z", "19700101T000000Z", "00:00:00",
		  "00:00" },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(buf) b = BUF_INIT(100);
		clock_rfc3339(&b, rows[i].sec);
		assert_string_equal(buf_text(&b), rows[i].rfc3339);
		buf_clear(&b);
		clock_amz(&b, rows[i].sec);
		assert_string_equal(buf_text(&b), rows[i].amz);
		buf_clear(&b);
		clock_hms(&b, rows[i].sec);
		assert_string_equal(buf_text(&b), rows[i].hms);
		buf_clear(&b);
		clock_hm(&b, rows[i].sec);
		assert_string_equal(buf_text(&b), rows[i].hm);
	}
}

/* Against the C library, one moment of each day up to the year 2400. */
static void agrees_with_the_calendar_of_the_system(void **state)
{
	(void)state;
	for (int64_t day = 0; day < 157055; day++) {
		time_t t = (time_t)(day * 86400 + day % 86400);
		struct tm tm;
		char text[32];
		int64_t back = -1;
		assert_non_null(gmtime_r(&t, &tm));
		assert_true(strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &tm) >
			    0);
		AUTO(buf) b = BUF_INIT(100);
		clock_rfc3339(&b, t);
		assert_string_equal(buf_text(&b), text);
		assert_true(clock_parse_iso(buf_str(&b), &back));
		assert_int_equal(back, t);
	}
}

static void tells_ages_as_the_screens_do(void **state)
{
	(void)state;
	static const struct {
		int64_t age_sec;
		const char *text;
	} rows[] = {
		{ -5, "now" },       { 0, "now" },      { 59, "now" },
		{ 60, "1 m" },       { 899, "14 m" },   { 3599, "59 m" },
		{ 3600, "1 h" },     { 86399, "23 h" }, { 86400, "1 d" },
		{ 1036800, "12 d" },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(buf) b = BUF_INIT(100);
		clock_age(&b, rows[i].age_sec);
		assert_string_equal(buf_text(&b), rows[i].text);
	}
}

struct reading {
	const char *text;
	int64_t sec; /* -1: refused */
};

static void check_readings(bool (*parse)(struct str s, int64_t *ret_sec),
			   const struct reading *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		int64_t sec = -1;
		bool ok = parse(str_of(rows[i].text), &sec);
		if (ok != (rows[i].sec >= 0) || sec != rows[i].sec)
			fail_msg("%s: %lld", rows[i].text, (long long)sec);
	}
}

static void reads_iso_and_refuses_nonsense(void **state)
{
	(void)state;
	static const struct reading rows[] = {
		{ "1970-01-01T00:00:00Z", 0 },
		{ "2026-11-23T07:33:37Z", 1795419217 },
		{ "2026-11-23T07:33:37.123Z", 1795419217 },
		{ "2026-11-23T07:33:37.123456789Z", 1795419217 },
		{ "2026-11-23T08:33:37+01:00", 1795419217 },
		{ "2026-11-23T08:33:37.000+0100", 1795419217 },
		{ "2026-11-22T23:33:37-08:00", 1795419217 },
		{ "2024-02-29T00:00:00Z", 1709164800 },
		{ "9999-12-31T23:59:59Z", 253402300799 },
		{ "2023-02-29T00:00:00Z", -1 },
		{ "2100-02-29T00:00:00Z", -1 },
		{ "2026-00-10T00:00:00Z", -1 },
		{ "2026-13-10T00:00:00Z", -1 },
		{ "2026-04-31T00:00:00Z", -1 },
		{ "2026-04-00T00:00:00Z", -1 },
		{ "2026-04-30T24:00:00Z", -1 },
		{ "2026-04-30T23:60:00Z", -1 },
		{ "2026-04-30T23:59:60Z", -1 },
		{ "0001-01-01T00:00:00Z", -1 },
		{ "1969-12-31T23:59:59Z", -1 },
		{ "1970-01-01T00:00:00+00:01", -1 },
		{ "9999-12-31T23:59:59-00:01", -1 },
		{ "2026-04-30T23:59:59", -1 },
		{ "2026-04-30T23:59:59.Z", -1 },
		{ "2026-04-30T23:59:59Zx", -1 },
		{ "2026-04-30T23:59:59+15:00", -1 },
		{ "2026-04-30T23:59:59+01:60", -1 },
		{ "2026-04-30T23:59:59+1:00", -1 },
		{ "2026-4-30T23:59:59Z", -1 },
		{ "+026-04-30T23:59:59Z", -1 },
		{ "2026-04-30 23:59:59Z", -1 },
		{ "2026-04-30", -1 },
		{ "", -1 },
	};
	check_readings(clock_parse_iso, rows, ARRAY_LEN(rows));
}

static void reads_the_date_header(void **state)
{
	(void)state;
	static const struct reading rows[] = {
		{ "Mon, 23 Nov 2026 07:33:37 GMT", 1795419217 },
		{ "Thu, 01 Jan 1970 00:00:00 GMT", 0 },
		{ "Tue, 23 Nov 2026 07:33:37 GMT", -1 }, /* it is a Monday */
		{ "Mon, 23 Nov 2026 07:33:37 UTC", -1 },
		{ "Mon, 23 nov 2026 07:33:37 GMT", -1 },
		{ "Mon, 31 Nov 2026 07:33:37 GMT", -1 },
		{ "Mon, 23 Nov 2026 07:33:37", -1 },
		{ "Mon, 23 Nov 2026 07:33:37 GMT ", -1 },
		{ "Monday, 23-Nov-26 07:33:37 GMT", -1 },
		{ "Mon Nov 23 07:33:37 2026", -1 },
		{ "Xyz, 23 Nov 2026 07:33:37 GMT", -1 },
		{ "Mo", -1 },
		{ "", -1 },
	};
	check_readings(clock_parse_http, rows, ARRAY_LEN(rows));
}

static bool since_now(struct str s, int64_t *ret_sec)
{
	return clock_parse_since(s, INT64_C(1795419217), ret_sec);
}

static void reads_what_a_person_types_for_since(void **state)
{
	(void)state;
	static const struct reading rows[] = {
		{ "15m", 1795419217 - 15 * 60 },
		{ "3h", 1795419217 - 3 * 3600 },
		{ "2d", 1795419217 - 2 * 86400 },
		{ "2026-11-23T07:33:37Z", 1795419217 },
		{ "2026-11-23T08:33:37+01:00", 1795419217 },
		{ "2026-11-23T07:33:37", 1795419217 },
		{ "2026-11-23T07:33", 1795419180 },
		{ "2026-11-23T07:33Z", 1795419180 },
		{ "2026-11-23", 1795392000 },
		{ "0m", -1 },
		{ "m", -1 },
		{ "15", -1 },
		{ "15s", -1 },
		{ "-5m", -1 },
		{ "1.5h", -1 },
		{ "99999999d", -1 },
		{ "9223372036854775807d", -1 },
		{ "2026-11-31", -1 },
		{ "2026-11-23T", -1 },
		{ "2026-11-23T07", -1 },
		{ "2026-11-23T07:33:37x", -1 },
		{ "yesterday", -1 },
		{ "", -1 },
	};
	check_readings(since_now, rows, ARRAY_LEN(rows));
}

static void the_clocks_of_the_system_run(void **state)
{
	(void)state;
	assert_true(clock_wall_us(&clock_system) > 1700000000 * CLOCK_SEC_US);
	int64_t mono_us = clock_mono_us(&clock_system);
	assert_true(clock_mono_us(&clock_system) >= mono_us);
	assert_true(clock_boot_ms(&clock_system) > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_each_form),
		cmocka_unit_test(agrees_with_the_calendar_of_the_system),
		cmocka_unit_test(tells_ages_as_the_screens_do),
		cmocka_unit_test(reads_iso_and_refuses_nonsense),
		cmocka_unit_test(reads_the_date_header),
		cmocka_unit_test(reads_what_a_person_types_for_since),
		cmocka_unit_test(the_clocks_of_the_system_run),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

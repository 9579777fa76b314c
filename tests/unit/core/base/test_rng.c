/* core/base/rng.c: random bytes and ULIDs. */
#include "core/base/rng.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

/* A generator that says what it is told, and counts. */
struct script {
	const unsigned char *bytes;
	size_t len, at;
};

static void script_fill(void *ctx, void *bytes, size_t len)
{
	struct script *s = ctx;
	for (size_t i = 0; i < len; i++)
		((unsigned char *)bytes)[i] = s->bytes[s->at++ % s->len];
}

static int64_t fixed_wall_us(void *ctx)
{
	return *(const int64_t *)ctx;
}

static void the_generator_of_the_system_fills(void **state)
{
	(void)state;
	unsigned char a[64] = { 0 };
	unsigned char b[64] = { 0 };
	rng_fill(&rng_system, a, sizeof(a));
	rng_fill(&rng_system, b, sizeof(b));
	assert_memory_not_equal(a, b, sizeof(a));
	rng_fill(&rng_system, a, 0);
}

static void stays_below_and_throws_the_uneven_rest_away(void **state)
{
	(void)state;
	/* 0xFFFFFFFF is above the last whole run of three; the next one counts. */
	static const unsigned char bytes[] = { 0xFF, 0xFF, 0xFF, 0xFF, 5, 0, 0, 0 };
	struct script s = { bytes, sizeof(bytes), 0 };
	const struct rng r = { script_fill, &s };
	uint32_t five = 0;
	memcpy(&five, bytes + 4, sizeof(five)); /* whatever the byte order is */
	assert_int_equal(rng_below(&r, 3), five % 3);
	assert_int_equal(s.at, 8);
	s.at = 0;
	assert_int_equal(rng_below(&r, 1), 0);
	assert_int_equal(s.at, 4);
	for (int i = 0; i < 1000; i++)
		assert_in_range(rng_below(&rng_system, 6), 0, 5);
}

static void makes_ulids_of_time_and_chance(void **state)
{
	(void)state;
	static const unsigned char zeros[] = { 0 };
	static const unsigned char ones[] = { 0xFF };
	static const unsigned char steps[] = { 0x00, 0x44, 0x32, 0x14, 0xC7,
					       0x42, 0x54, 0xB6, 0x35, 0xCF };
	const struct {
		int64_t wall_us;
		const unsigned char *bytes;
		size_t len;
		const char *text;
	} rows[] = {
		{ 0, zeros, 1, "00000000000000000000000000" },
		{ -1, zeros, 1, "00000000000000000000000000" },
		/* the largest ULID that the specification has */
		{ INT64_C(281474976710655000), ones, 1, "7ZZZZZZZZZZZZZZZZZZZZZZZZZ" },
		/* the time of the specification's example; chance counts 0 to 15 */
		{ INT64_C(1469918176385000), steps, 10, "01ARYZ6S410123456789ABCDEF" },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct script s = { rows[i].bytes, rows[i].len, 0 };
		int64_t wall_us = rows[i].wall_us;
		const struct clock c = { .wall_us = fixed_wall_us, .ctx = &wall_us };
		struct ulid u = ulid_new(&c, &(struct rng){ script_fill, &s });
		assert_string_equal(u.text, rows[i].text);
		assert_int_equal(strlen(u.text), ULID_LEN);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_generator_of_the_system_fills),
		cmocka_unit_test(stays_below_and_throws_the_uneven_rest_away),
		cmocka_unit_test(makes_ulids_of_time_and_chance),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

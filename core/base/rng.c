/*
 * Random bytes, by OpenSSL's generator, and ULIDs.
 */
#include "core/base/rng.h"

#include <limits.h>
#include <openssl/rand.h>

static void system_fill(void *ctx, void *bytes, size_t len)
{
	(void)ctx;
	unsigned char *p = bytes;
	while (len > 0) {
		int n = len > INT_MAX ? INT_MAX : (int)len;
		/* Weak bytes would become salts and ids that can be guessed. */
		bug_unless(RAND_bytes(p, n) == 1);
		p += n;
		len -= (size_t)n;
	}
}

const struct rng rng_system = { .fill = system_fill };

void rng_fill(const struct rng *r, void *bytes, size_t len)
{
	r->fill(r->ctx, bytes, len);
}

uint32_t rng_below(const struct rng *r, uint32_t below)
{
	bug_unless(below >= 1);
	/* The uneven rest at the top is thrown away, else small numbers come more
	 * often. */
	uint32_t uneven = (uint32_t)(((uint64_t)UINT32_MAX + 1) % below);
	uint32_t n = 0;
	do {
		rng_fill(r, &n, sizeof(n));
	} while (n > UINT32_MAX - uneven);
	return n % below;
}

struct ulid ulid_new(const struct clock *c, const struct rng *r)
{
	static const char digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
	struct ulid u = { 0 };
	int64_t wall_us = clock_wall_us(c);
	uint64_t ms = wall_us > 0 ? (uint64_t)wall_us / 1000 : 0;
	ms &= (UINT64_C(1) << 48) -
	      1; /* ten digits hold 50 bits, a ULID's time has 48 */
	unsigned char random[10];
	rng_fill(r, random, sizeof(random));

	for (int i = 9; i >= 0; i--) {
		u.text[i] = digits[ms & 31];
		ms >>= 5;
	}
	for (unsigned i = 0; i < 16; i++) {
		unsigned bit = i * 5;
		unsigned two = (unsigned)random[bit / 8] << 8;
		two |= bit / 8 + 1 < sizeof(random) ? random[bit / 8 + 1] : 0;
		u.text[10 + i] = digits[two >> (11 - bit % 8) & 31];
	}
	return u;
}

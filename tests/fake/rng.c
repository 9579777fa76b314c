/*
 * Random bytes that are the same in each run: splitmix64.
 */
#include "tests/fake/rng.h"

static uint64_t next(struct fake_rng *r)
{
	uint64_t z = (r->state += UINT64_C(0x9e3779b97f4a7c15));

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

static void fill(void *ctx, void *bytes, size_t len)
{
	struct fake_rng *r = ctx;
	unsigned char *p = bytes;

	for (size_t i = 0; i < len; i++)
		p[i] = (unsigned char)(r->constant >= 0 ? (unsigned)r->constant
							: (unsigned)(next(r) >> 56));
}

void fake_rng_init(struct fake_rng *r, uint64_t seed)
{
	*r = (struct fake_rng){ .state = seed, .constant = -1 };
	r->rng = (struct rng){ fill, r };
}

void fake_rng_constant(struct fake_rng *r, unsigned char byte)
{
	fake_rng_init(r, 0);
	r->constant = byte;
}

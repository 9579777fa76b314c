/*
 * Random bytes that are the same in each run.
 */
#ifndef TESTS_FAKE_RNG_H
#define TESTS_FAKE_RNG_H

#include "core/base/rng.h"

struct fake_rng {
	uint64_t state;
	int constant; /* 0 to 255: every byte is that; -1: a stream made of the seed */
	struct rng rng;
};

void fake_rng_init(struct fake_rng *r, uint64_t seed);
/* Every byte the same: rng_below() then gives its smallest (0) or largest (255) value.
 */
void fake_rng_constant(struct fake_rng *r, unsigned char byte);

#endif

/*
 * Random bytes behind a seam, and ULIDs made of time and them.
 */
#ifndef CORE_BASE_RNG_H
#define CORE_BASE_RNG_H

#include "core/base/clock.h"

struct rng {
	void (*fill)(void *ctx, void *bytes, size_t len);
	void *ctx; /* handed to it */
};

extern const struct rng rng_system; /* OpenSSL's; stops the program if it fails */

void rng_fill(const struct rng *r, void *bytes, size_t len);

/* Uniform in [0, below); below >= 1. */
uint32_t rng_below(const struct rng *r, uint32_t below);

#define ULID_LEN 26

struct ulid {
	char text[ULID_LEN + 1]; /* Crockford base32, upper case */
};

/* Wall clock milliseconds and 80 random bits: sorts by time, to the millisecond. */
struct ulid ulid_new(const struct clock *c, const struct rng *r);

#endif

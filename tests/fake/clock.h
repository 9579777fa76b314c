/*
 * A clock that stands still until a test moves it.
 */
#ifndef TESTS_FAKE_CLOCK_H
#define TESTS_FAKE_CLOCK_H

#include "core/base/clock.h"

/* Embed it or keep it on the stack; `clock` is what the program under test gets. */
struct fake_clock {
	int64_t wall_us, mono_us, boot_ms;
	struct clock clock;
};

/* Wall clock at wall_sec (since 1970 UTC); monotonic at 1,000 s, boot at 2,000 s. */
void fake_clock_init(struct fake_clock *c, int64_t wall_sec);
/* All three move on together. */
void fake_clock_advance(struct fake_clock *c, int64_t ms);
/* The wall clock alone jumps, as when somebody sets it. */
void fake_clock_jump(struct fake_clock *c, int64_t sec);

#endif

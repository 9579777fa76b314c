/*
 * A clock that stands still until a test moves it.
 */
#include "tests/fake/clock.h"

static int64_t wall_us(void *ctx)
{
	return ((struct fake_clock *)ctx)->wall_us;
}

static int64_t mono_us(void *ctx)
{
	return ((struct fake_clock *)ctx)->mono_us;
}

static int64_t boot_ms(void *ctx)
{
	return ((struct fake_clock *)ctx)->boot_ms;
}

void fake_clock_init(struct fake_clock *c, int64_t wall_sec)
{
	*c = (struct fake_clock){
		.wall_us = wall_sec * CLOCK_SEC_US,
		.mono_us = 1000 * CLOCK_SEC_US,
		.boot_ms = 2000 * INT64_C(1000),
	};
	c->clock = (struct clock){ wall_us, mono_us, boot_ms, c };
}

void fake_clock_advance(struct fake_clock *c, int64_t ms)
{
	c->wall_us += ms * 1000;
	c->mono_us += ms * 1000;
	c->boot_ms += ms;
}

void fake_clock_jump(struct fake_clock *c, int64_t sec)
{
	c->wall_us += sec * CLOCK_SEC_US;
}

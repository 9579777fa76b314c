/*
 * Flapping is damped: what comes and goes stays shown, and says that it does
 * (docs/decisions/0007-damping.md).
 *
 * A verdict is followed by rule and subject.  Worsening shows at once.  Going shows at
 * once, too, but
 *   - of a measured signal (rules.h) it takes DAMP_WELL_READINGS readings without it,
 * or DAMP_WELL_SEC;
 *   - of what changed DAMP_CHANGES times within DAMP_WINDOW_SEC it takes DAMP_CALM_SEC
 *     without a change.
 * Until then it is held, as bad as it was.  Nothing is ever taken away or made milder.
 *
 * Pure: it knows no clock and no loop.
 */
#ifndef CORE_WATCH_DAMP_H
#define CORE_WATCH_DAMP_H

#include "core/watch/health.h"

#define DAMP_CHANGES       4
#define DAMP_WINDOW_SEC    INT64_C(1200)
#define DAMP_CALM_SEC      INT64_C(600)
#define DAMP_WELL_READINGS 2
#define DAMP_WELL_SEC      INT64_C(120)

/* Of one installation; zeroed is empty. */
struct damper {
	struct damp_track *tracks;
	size_t n, cap;
	bool begun; /* it has seen a judgement */
};

void damper_release(struct damper *d);

/* Of one signal: what was read when. */
struct damp_time {
	int64_t read_sec; /* its newest reading: a later one is a new reading */
	int64_t at_sec;   /* when it is judged: of old data the time of its reading */
};
struct damp_when {
	struct damp_time of[SIGNAL_COUNT];
};

/*
 * Take a judgement in, and add to it what is held.
 *
 * h        all verdicts; afterwards to be sorted anew
 */
void damper_apply(struct damper *d, struct health *h, const struct damp_when *when);

/* Some verdict is held or says that it flaps; for tests and screens. */
bool damper_holds(const struct damper *d);

#endif

/*
 * Heartbeats for screen tests, painted: a strip of signs becomes slots.
 */
#ifndef TESTS_UNIT_TUI_PAINTED_BEATS_H
#define TESTS_UNIT_TUI_PAINTED_BEATS_H

#include <string.h>

#include "tests/unit/tui/invented.h"
#include "tui/views/wish.h"

static inline enum beat_slot painted_slot(char c)
{
	switch (c) {
	case '_': return BEAT_SLOT_ON_TIME;
	case '-': return BEAT_SLOT_LATE;
	case '#': return BEAT_SLOT_MISSED;
	default: return BEAT_SLOT_UNKNOWN;
	}
}

/* An empty one of 24 h, a beat a minute; to be released with beats_release(). */
static inline void painted_init(struct beats *b, int64_t now_sec)
{
	const struct beat_plan plan = { 60, 30 };

	beats_init(b, &plan, BEATS_HOURS, now_sec);
	b->now_sec = now_sec;
}

/*
 * strip    '_' in time, '-' late, '#' missed, '.' not known; cell_sec each, the last
 *          ends now; what is before it was as the first
 * lag_sec  age of the last beat
 */
static inline struct beat_agent *painted_agent(struct beats *b, const char *name,
					       const char *strip, int cell_sec,
					       int64_t lag_sec)
{
	struct beat_agent *a = VEC_PUSH(b->agents, b->n_agents, b->cap_agents);
	int n = (int)strlen(strip);

	*a = (struct beat_agent){
		.seq = 88121,
		.at_sec = b->now_sec - lag_sec - 1,
		.received_sec = b->now_sec - lag_sec,
		.first_sec = b->start_sec,
		.status_sec = b->start_sec,
		.skew_sec = -1,
		.n_beats = 1430,
	};
	text_keep(a->name, sizeof(a->name), str_of(name));
	text_keep(a->version, sizeof(a->version), STR("4.12.3"));
	text_keep(a->status, sizeof(a->status), STR("ok"));
	a->slots = mem_new((size_t)b->n_slots, 3);
	a->missed = a->slots + b->n_slots;
	a->late = a->missed + b->n_slots;
	for (int i = 0; i < b->n_slots; i++) {
		int back = (b->n_slots - 1 - i) * b->slot_sec / cell_sec;

		a->slots[i] = (uint8_t)painted_slot(strip[back < n ? n - 1 - back : 0]);
		a->missed[i] = a->slots[i] == BEAT_SLOT_MISSED;
		a->late[i] = a->slots[i] == BEAT_SLOT_LATE;
	}
	return a;
}

static inline void painted_gap(struct beat_agent *a, int64_t from_sec, int64_t to_sec,
			       int missed, enum beat_cause cause)
{
	a->gaps[a->n_gaps++] = (struct beat_gap){ from_sec, to_sec, missed, cause };
}

#endif

/*
 * Heartbeats as strips and ages.
 */
#include "tui/views/strips.h"

#include <inttypes.h>
#include <string.h>

#include "tui/kit/spark.h"

static enum spark_beat beat_of(uint8_t slot)
{
	switch ((enum beat_slot)slot) {
	case BEAT_SLOT_ON_TIME: return SPARK_ON_TIME;
	case BEAT_SLOT_LATE: return SPARK_LATE;
	case BEAT_SLOT_MISSED: return SPARK_MISSED;
	case BEAT_SLOT_UNKNOWN:
	case BEAT_SLOT_SUSPENDED:
	case BEAT_SLOT_DOWN: break;
	}
	return SPARK_UNKNOWN;
}

/* cells[STRIP_CELLS].  Returns  how many. */
static int fill(const struct beats *b, const struct beat_agent *a, int64_t cell_sec,
		int width, uint8_t *cells)
{
	if (width > STRIP_CELLS)
		width = STRIP_CELLS;
	if (width <= 0)
		return 0;
	memset(cells, BEAT_SLOT_UNKNOWN, (size_t)width);
	if (b && b->n_slots > 0 && a)
		beats_agent_strip(b, a, cell_sec, width, cells);
	else if (b && b->n_slots > 0)
		beats_strip(b, cell_sec, width, cells);
	for (int i = 0; i < width; i++)
		cells[i] = (uint8_t)beat_of(cells[i]);
	return width;
}

void strip_draw(struct pen *p, const struct beats *b, const struct beat_agent *a,
		int64_t cell_sec, int width, enum role role)
{
	uint8_t cells[STRIP_CELLS];
	int n = fill(b, a, cell_sec, width, cells);

	if (b && b->err.code)
		role = ROLE_STALE; /* not what is now */
	if (role == ROLE_TEXT) {
		spark_beats_draw(p, n, cells, (size_t)n);
		return;
	}
	for (int i = 0; i < n; i++)
		pen_text(p, role, spark_beat_sign((enum spark_beat)cells[i]));
}

void strip_text(struct buf *out, const struct beats *b, const struct beat_agent *a,
		int64_t cell_sec, int width)
{
	uint8_t cells[STRIP_CELLS];
	int n = fill(b, a, cell_sec, width, cells);

	spark_beats_text(out, n, cells, (size_t)n);
}

void strip_lag(struct buf *out, int64_t sec)
{
	if (sec < 0)
		buf_add_text(out, "—");
	else if (sec < 120)
		buf_addf(out, "%" PRId64 "s", sec);
	else if (sec < INT64_C(2) * 3600)
		buf_addf(out, "%" PRId64 "m", (sec + 30) / 60);
	else if (sec < INT64_C(2) * 86400)
		buf_addf(out, "%" PRId64 "h", (sec + 1800) / 3600);
	else
		buf_addf(out, "%" PRId64 "d", sec / 86400);
}

int strip_overdue(const struct beats *b, const struct beat_agent *a)
{
	int64_t age_sec = b->now_sec - a->received_sec;
	int64_t late_sec = (int64_t)b->plan.interval_sec + b->plan.grace_sec;

	if (b->plan.interval_sec <= 0 || age_sec <= late_sec)
		return 0;
	return age_sec <= late_sec + b->plan.interval_sec ? 1 : 2;
}

enum role strip_lag_role(const struct beats *b, enum role well)
{
	static const enum role roles[] = { ROLE_TEXT, ROLE_WARN, ROLE_CRIT };
	int worst = 0;

	for (size_t i = 0; b && i < b->n_agents; i++) {
		int overdue = strip_overdue(b, &b->agents[i]);

		worst = overdue > worst ? overdue : worst;
	}
	return worst ? roles[worst] : well;
}

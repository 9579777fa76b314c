/*
 * What is said of one metric.
 */
#include "tui/views/metric.h"

#include <string.h>

#include "tui/kit/number.h"

static bool beyond(const struct metric *m, double value, double limit)
{
	if (isnan(limit) || isnan(value))
		return false;
	return m->below ? value < limit : value > limit;
}

static enum severity by_limits(const struct metric *m, double value)
{
	if (beyond(m, value, m->crit))
		return SEV_CRIT;
	return beyond(m, value, m->warn) ? SEV_WARN : SEV_OK;
}

double metric_now(const struct metric *m)
{
	int64_t at_sec = 0;

	return series_last(m->series, &at_sec);
}

enum severity metric_state(const struct metric *m, double value)
{
	enum severity s = by_limits(m, value);

	return m->state < s ? m->state : s; /* worst first */
}

const char *metric_sign(const struct metric *m)
{
	double now = metric_now(m);

	switch (metric_state(m, now)) {
	case SEV_CRIT: return "■";
	case SEV_WARN: return "▲";
	case SEV_UNKNOWN: return "?";
	case SEV_NOACC:
	case SEV_STALE:
	case SEV_OK: break;
	}
	if (isnan(now))
		return "";
	return now < series_percentile(m->series, 50) / 2 ? "▼" : "●";
}

enum role metric_role(const struct metric *m, double value)
{
	if (isnan(value))
		return ROLE_FAINT;
	switch (by_limits(m, value)) {
	case SEV_CRIT: return ROLE_CRIT;
	case SEV_WARN: return ROLE_WARN;
	case SEV_UNKNOWN:
	case SEV_NOACC:
	case SEV_STALE:
	case SEV_OK: break;
	}
	return ROLE_TEXT;
}

void metric_value(const struct metric *m, double value, struct buf *out)
{
	number_unit(out, value, isnan(value) ? "" : m->unit);
}

/* "msg", "rows": no unit that a value is measured in. */
static bool is_noun(const char *unit)
{
	return strlen(unit) > 2 && unit[0] >= 'a' && unit[0] <= 'z';
}

void metric_named(const struct metric *m, double value, bool tight, struct buf *out)
{
	bool joined = tight && m->unit[0] == '/';

	number_unit(out, value,
		    joined || isnan(value) || is_noun(m->unit) ? "" : m->unit);
	if (joined && !isnan(value))
		buf_add_text(out, m->unit);
}

void metric_limit(const struct metric *m, struct buf *out)
{
	double limit = isnan(m->warn) ? m->crit : m->warn;

	if (isnan(limit))
		return;
	buf_addf(out, "%s %c ", m->brief, m->below ? '<' : '>');
	number_unit(out, limit, is_noun(m->unit) || m->unit[0] == '/' ? "" : m->unit);
}

/*
 * What is said of one metric.
 */
#include "tui/views/metric.h"

#include <string.h>

#include "tui/kit/number.h"
#include "tui/views/times.h"
#include "tui/views/words.h"

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

bool metric_old(const struct metric *m, int64_t now_sec)
{
	return !isnan(m->now) && now_sec - m->now_sec > METRIC_OLD_SEC;
}

const char *metric_sign(const struct metric *m, int64_t now_sec)
{
	if (isnan(m->now))
		return m->state == SEV_UNKNOWN ? "?" : "";
	if (metric_old(m, now_sec))
		return "◌";
	switch (m->state) {
	case SEV_CRIT: return "■";
	case SEV_WARN: return "▲";
	case SEV_UNKNOWN: return "?";
	case SEV_NOACC:
	case SEV_STALE:
	case SEV_OK: break;
	}
	return m->now < series_percentile(m->series, 50) / 2 ? "▼" : "●";
}

enum role metric_figure(const struct metric *m, int64_t now_sec, bool timed,
			struct buf *out)
{
	if (isnan(m->now)) {
		buf_add_text(out, text_empty(m->error) ? "no data" : "not read");
		return text_empty(m->error) ? ROLE_MUTED : ROLE_UNKNOWN;
	}
	metric_value(m, m->now, out);
	if (timed && metric_old(m, now_sec)) {
		buf_add_text(out, " at ");
		times_hm(out, m->now_sec, now_sec, true);
	}
	buf_addf(out, " %s", metric_sign(m, now_sec));
	if (metric_old(m, now_sec))
		return ROLE_STALE;
	return m->state == SEV_OK ? ROLE_TEXT : word_role(m->state);
}

int metric_rank(const struct metric *m)
{
	if (m->state == SEV_CRIT || m->state == SEV_WARN)
		return m->state == SEV_WARN;
	return isnan(m->now) ? 3 : 2;
}

/* What is typed is one word: "queue-depth" is "queue depth". */
static bool is_typed(const char *text, struct str word)
{
	size_t i = 0;

	if (strlen(text) != word.len)
		return false;
	while (i < word.len &&
	       (text[i] == word.p[i] || (text[i] == ' ' && word.p[i] == '-')))
		i++;
	return i == word.len;
}

bool metric_is(const struct metric *m, struct str word)
{
	return is_typed(m->id, word) || is_typed(m->brief, word) ||
	       is_typed(m->name, word);
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

double metric_crossed(const struct metric *m, double value)
{
	if (beyond(m, value, m->crit))
		return m->crit;
	return beyond(m, value, m->warn) ? m->warn : SERIES_GAP;
}

static void add_limit(const struct metric *m, double limit, struct buf *out)
{
	buf_addf(out, "%c ", m->below ? '<' : '>');
	number_unit(out, limit, is_noun(m->unit) || m->unit[0] == '/' ? "" : m->unit);
}

void metric_limit(const struct metric *m, bool full, struct buf *out)
{
	bool both = full && !isnan(m->warn) && !isnan(m->crit);

	if (isnan(m->warn) && isnan(m->crit))
		return;
	buf_addf(out, "%s %s", m->brief, both ? "▲ " : "");
	add_limit(m, isnan(m->warn) ? m->crit : m->warn, out);
	if (!both)
		return;
	buf_add_text(out, " ■ ");
	add_limit(m, m->crit, out);
}

/*
 * Metrics beyond their thresholds, and those that fell silent.
 *
 * Always true: only whole periods are judged; a gap is no zero: it neither makes a
 * threshold crossed nor ends that by itself, but values older than METRICS_SILENT_SEC
 * say nothing of now.  A reading that failed judges nothing, one of which a part came
 * ends no trouble: what was said stays, and says as of when.
 */
#include <math.h>

#include "core/base/clock.h"
#include "core/watch/metrics_impl.h"

/* clang-format off */
const struct health_rule rules_metrics[] = {
	{ .id = "metric-crit", .severity = SEV_CRIT, .signal = SIGNAL_METRICS,
	  .evidence = EVIDENCE_METRICS,
	  .means = "a metric was beyond its critical threshold for some whole periods",
	  .threshold = "of each metric: docs/metrics.md",
	  .setting = "[metric ID] crit = NUMBER, for = PERIODS",
	  .says = "lambda errors 18 /min since 13:46Z, more than 5",
	  .advice = "look at the metric and at what changed when it began; the logs of "
		    "that minute say more" },
	{ .id = "metric-warn", .severity = SEV_WARN, .signal = SIGNAL_METRICS,
	  .evidence = EVIDENCE_METRICS,
	  .means = "a metric was beyond its threshold for some whole periods",
	  .threshold = "of each metric: docs/metrics.md",
	  .setting = "[metric ID] warn = NUMBER, for = PERIODS",
	  .says = "warehouse disk 82 % since 09:10Z, more than 80",
	  .advice = "look at the metric and at what changed when it began" },
	{ .id = "metric-silent", .severity = SEV_UNKNOWN, .signal = SIGNAL_METRICS,
	  .evidence = EVIDENCE_METRICS,
	  .means = "a metric that always has values has none",
	  .threshold = "10 minutes; 16 where none was ever seen",
	  .says = "warehouse cpu has no values since 13:46Z",
	  .advice = "see whether the resource still runs, or was replaced or paused" },
	{ .id = "metrics-not-read", .severity = SEV_UNKNOWN, .signal = SIGNAL_METRICS,
	  .evidence = EVIDENCE_JOURNAL,
	  .means = "CloudWatch did not give what candor asked for",
	  .says = "lambda errors: cloudwatch:GetMetricData: AccessDenied",
	  .advice = "look at the error; the observe policy must allow "
		    "cloudwatch:GetMetricData" },
	{ 0 },
};
/* clang-format on */

static bool is_beyond(const struct metric_row *row, double limit, double v)
{
	if (isnan(limit) || isnan(v))
		return false;
	switch (row->bad) {
	case METRIC_BAD_NEVER: return false;
	case METRIC_BAD_ABOVE: return v > limit;
	case METRIC_BAD_BELOW: return v < limit;
	}
	return false;
}

static size_t n_whole(const struct series *s)
{
	return s->partial < s->n ? s->n - s->partial : 0;
}

/* The minutes that are known: those that are shown, when they reach to now. */
static const struct series *minutes_of(const struct chart *c)
{
	const struct series *shown = &c->shown.series;
	const struct series *recent = &c->shown.recent;

	if (shown->n > recent->n && shown->period_sec == 60 &&
	    shown->start_sec + (int64_t)shown->n * 60 ==
		    recent->start_sec + (int64_t)recent->n * 60)
		return shown;
	return recent;
}

/*
 * The newest values that are all beyond a limit.
 *
 * ret_since  start of the first of them
 * ret_open   nothing before them is known: it may have begun earlier
 */
static size_t count_beyond(const struct chart *c, double limit, int64_t *ret_since,
			   bool *ret_open)
{
	const struct series *s = minutes_of(c);
	size_t n = 0;

	*ret_open = true;
	for (size_t i = n_whole(s); i > 0; i--) {
		double v = s->values[i - 1];

		if (isnan(v))
			continue;
		if (!is_beyond(c->shown.row, limit, v)) {
			*ret_open = false;
			break;
		}
		n++;
		*ret_since = s->start_sec + (int64_t)(i - 1) * s->period_sec;
	}
	return n;
}

static bool judge_limit(struct chart *c, double limit, enum severity severity,
			int64_t was_since_sec, bool was_before)
{
	int64_t since = 0;
	bool open;
	size_t n = count_beyond(c, limit, &since, &open);

	if (n == 0 || n < c->shown.row->for_periods)
		return false;
	c->shown.severity = severity;
	c->shown.since_sec = since;
	c->shown.since_before = open;
	if (open && was_since_sec > 0 && was_since_sec < since) {
		c->shown.since_sec = was_since_sec; /* it goes on */
		c->shown.since_before = was_before;
	}
	return true;
}

/* Nothing for long, or nothing at all in the minutes that are read. */
static bool is_silent(const struct chart *c, int64_t now_sec)
{
	double least, most;

	if (!c->shown.row->steady || c->shown.incomplete)
		return false;
	if (c->last_sec > 0)
		return now_sec - c->last_sec > METRICS_SILENT_SEC + METRICS_LATE_SEC;
	return !series_range(&c->shown.recent, &least, &most);
}

static void take_now(struct chart *c)
{
	int64_t at = 0;

	c->shown.now = series_last(&c->shown.recent, &at);
	c->shown.now_sec = at;
	if (at > c->last_sec)
		c->last_sec = at;
}

static enum metric_side side_of(const struct chart *c)
{
	const struct metric_row *row = c->shown.row;

	if (!is_beyond(row, row->warn, c->shown.now) &&
	    !is_beyond(row, row->crit, c->shown.now))
		return METRIC_WITHIN;
	return row->bad == METRIC_BAD_BELOW ? METRIC_BELOW : METRIC_ABOVE;
}

static bool is_limit(enum severity s)
{
	return s == SEV_CRIT || s == SEV_WARN;
}

/* By its newest minutes, which were read just now. */
void metrics_judge_chart(struct chart *c, int64_t now_sec)
{
	const struct metric_row *row = c->shown.row;
	const struct metric_chart was = c->shown;
	bool old;

	take_now(c);
	c->shown.side = side_of(c);
	c->shown.read_sec = now_sec;
	c->shown.since_sec = 0;
	c->shown.since_before = false;
	c->silent = false;
	old = c->shown.now_sec + METRICS_SILENT_SEC < now_sec;
	if (!old &&
	    (judge_limit(c, row->crit, SEV_CRIT, was.since_sec, was.since_before) ||
	     judge_limit(c, row->warn, SEV_WARN, was.since_sec, was.since_before)))
		return;
	c->shown.severity = SEV_OK;
	if (c->shown.incomplete && is_limit(was.severity)) {
		c->shown.severity = was.severity;
		c->shown.since_sec = was.since_sec;
		c->shown.since_before = was.since_before;
		c->shown.read_sec = was.read_sec;
	} else if (c->shown.incomplete) {
		c->shown.severity = SEV_UNKNOWN;
	} else if (is_silent(c, now_sec)) {
		c->silent = true;
		c->shown.severity = SEV_UNKNOWN;
		c->shown.since_sec = c->last_sec > 0 ? c->last_sec + 60 : 0;
	}
}

/* ---- verdicts ---- */

static void put_since(const struct chart *c, struct buf *out)
{
	if (c->shown.since_sec == 0)
		return;
	buf_add_text(out, c->shown.since_before ? " since before " : " since ");
	clock_hm(out, c->shown.since_sec);
	buf_add_text(out, "Z");
}

/* Of a reading before the newest: that one brought nothing, or a part. */
static void put_as_of(const struct chart *c, struct buf *out)
{
	if (c->shown.err == NULL && !c->shown.incomplete)
		return;
	buf_add_text(out, " · as of ");
	clock_hm(out, c->shown.read_sec);
	buf_add_text(out, "Z");
}

static void say(const struct chart *c, struct buf *out)
{
	const struct metric_row *row = c->shown.row;
	bool crit = c->shown.severity == SEV_CRIT;

	buf_addf(out, "%s ", row->title);
	if (c->shown.severity == SEV_UNKNOWN) {
		buf_add_text(out, "has no values");
		if (c->shown.since_sec == 0)
			buf_addf(out, " in %d minutes", (int)(METRICS_RECENT_SEC / 60));
		put_since(c, out);
		put_as_of(c, out);
		return;
	}
	metric_value_text(row, c->shown.now, out);
	put_since(c, out);
	buf_add_text(out, ", ");
	metric_limit_text(row, crit ? row->crit : row->warn, out);
	if (c->shown.n_resources > 1)
		buf_addf(out, " · %zu resources", c->shown.n_resources);
	put_as_of(c, out);
}

static const char *rule_of(enum severity s)
{
	if (s == SEV_CRIT)
		return "metric-crit";
	return s == SEV_WARN ? "metric-warn" : "metric-silent";
}

/* NULL: its newest minutes were read, all of them. */
static const char *trouble_of(const struct metric_chart *c)
{
	if (c->err != NULL)
		return c->err->text;
	return c->incomplete ? "cloudwatch:GetMetricData: PartialData, asked again at "
			       "the next reading"
			     : NULL;
}

/* One sentence for all that could not be read: they fail together. */
static void judge_failures(const struct metrics *m, struct health *h)
{
	const struct chart *first = NULL;
	size_t n = 0;

	if (m->err.code != ERR_NONE) {
		health_add_rule(h, "metrics-not-read", "metrics", 0, m->seq, "%s",
				m->err.text);
		return;
	}
	for (size_t i = 0; i < m->n_charts; i++) {
		if (trouble_of(&m->charts[i].shown) == NULL)
			continue;
		if (first == NULL)
			first = &m->charts[i];
		n++;
	}
	if (n > 1)
		health_add_rule(h, "metrics-not-read", "metrics", 0, m->seq,
				"%s and %zu more: %s", first->shown.row->title, n - 1,
				trouble_of(&first->shown));
	else if (n == 1)
		health_add_rule(h, "metrics-not-read", "metrics", 0, m->seq, "%s: %s",
				first->shown.row->title, trouble_of(&first->shown));
}

void metrics_judge(const struct metrics *m, const struct probe_site *site,
		   struct health *h)
{
	(void)site;
	for (size_t i = 0; i < m->n_charts; i++) {
		const struct chart *c = &m->charts[i];
		/* a bound is no beginning: it would move with the clock */
		int64_t since_sec = c->shown.since_before ? 0 : c->shown.since_sec;
		AUTO(buf) text = BUF_INIT(LIMIT_REASON);

		if (!is_limit(c->shown.severity) && !c->silent)
			continue;
		say(c, &text);
		health_add_rule(h, rule_of(c->shown.severity), c->shown.row->title,
				since_sec, m->seq, "%s", buf_text(&text));
		health_thing(h, c->shown.row->id);
	}
	judge_failures(m, h);
}

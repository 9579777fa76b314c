/*
 * Which time the charts show, and where the cursor stands in it.
 */
#include <inttypes.h>
#include <string.h>

#include "core/base/clock.h"
#include "tui/views/metrics_impl.h"
#include "tui/views/times.h"

#define MINUTE INT64_C(60)
#define HOUR   INT64_C(3600)
#define DAY    INT64_C(86400)

static const int64_t spans[] = {
	15 * MINUTE, 30 * MINUTE, HOUR,    3 * HOUR, 6 * HOUR,
	12 * HOUR,   DAY,         3 * DAY, 7 * DAY,  15 * DAY
};

static int64_t floor_to(int64_t sec, int64_t step)
{
	return sec - sec % step;
}

static const struct series *focused(const struct metrics_view *v)
{
	return v->focus < v->n_shown ? v->all[v->shown[v->focus]].series : NULL;
}

int32_t metrics_view_period(const struct metrics_view *v)
{
	const struct series *s = focused(v);

	return s && s->period_sec > 0 ? s->period_sec : (int32_t)MINUTE;
}

/* Where the newest value of all ends; where none is of now, the minute that has
 * ended. */
static int64_t newest_end(const struct metrics_view *v)
{
	int64_t end = 0;

	for (size_t i = 0; i < v->n_all; i++) {
		const struct series *s = v->all[i].series;
		int64_t to = s->start_sec + (int64_t)s->n * s->period_sec;

		if (s->n && to > end)
			end = to;
	}
	return end > v->scene->now_sec - METRIC_OLD_SEC
		       ? end
		       : floor_to(v->scene->now_sec, MINUTE);
}

/* Start of the newest period that has ended and is shown. */
static int64_t newest_whole(const struct metrics_view *v)
{
	const struct series *s = focused(v);
	int64_t last = v->to_sec - metrics_view_period(v);
	int64_t whole = 0;

	if (!s || s->n <= s->partial)
		return last;
	whole = s->start_sec + (int64_t)(s->n - s->partial - 1) * s->period_sec;
	return whole < last && whole > v->from_sec ? whole : last;
}

bool metrics_ended(const struct metrics_view *v)
{
	const struct series *s = focused(v);
	int64_t end = s ? s->start_sec + (int64_t)s->n * s->period_sec : 0;

	return !s || v->cursor_sec >= end ||
	       v->cursor_sec < end - (int64_t)s->partial * s->period_sec;
}

static void keep_cursor(struct metrics_view *v)
{
	int64_t last = v->to_sec - metrics_view_period(v);

	if (!v->has_cursor)
		v->cursor_sec = newest_whole(v);
	if (v->cursor_sec > last)
		v->cursor_sec = last;
	if (v->cursor_sec < v->from_sec)
		v->cursor_sec = v->from_sec;
}

void metrics_time_update(struct metrics_view *v)
{
	if (v->follow)
		v->to_sec = newest_end(v);
	v->from_sec = v->to_sec - v->span_sec;
	keep_cursor(v);
}

/* A range that a key has chosen: one that reaches now goes on with the clock. */
static void settle(struct metrics_view *v)
{
	v->follow = v->follow || v->to_sec >= newest_end(v);
	metrics_time_update(v);
}

void metrics_ask(struct metrics_view *v)
{
	const struct metrics_source *m = v->scene ? v->scene->metrics : NULL;
	int64_t to_sec = v->follow ? 0 : v->to_sec;
	bool usual = v->follow && v->span_sec == METRICS_USUAL_SEC;

	if (!m || !m->want || !v->row ||
	    (v->asked && v->asked_span_sec == v->span_sec && v->asked_to_sec == to_sec))
		return;
	v->asked = true;
	v->asked_span_sec = v->span_sec;
	v->asked_to_sec = to_sec;
	m->want(m->ctx, v->row, usual ? 0 : v->from_sec, to_sec);
}

void metrics_step(struct metrics_view *v, int steps, bool fine)
{
	int64_t period = metrics_view_period(v);
	int64_t cells = v->step_cells > 0 && !fine ? v->step_cells : v->span_sec;
	int64_t step = floor_to(v->span_sec / cells, period);

	v->has_cursor = true;
	v->cursor_sec += steps * (step > period ? step : period);
	keep_cursor(v);
}

void metrics_to_end(struct metrics_view *v, bool newest)
{
	v->has_cursor = !newest;
	v->cursor_sec = v->from_sec;
	keep_cursor(v);
}

/* Another span; the cursor stays where it is on the screen. */
static void show(struct metrics_view *v, int64_t span_sec)
{
	double share = (double)(v->cursor_sec - v->from_sec) /
		       (double)(v->to_sec - v->from_sec);

	v->follow = v->follow && !v->has_cursor;
	v->to_sec = v->cursor_sec + (int64_t)((1 - share) * (double)span_sec);
	v->to_sec = floor_to(v->to_sec + MINUTE - 1, MINUTE);
	v->span_sec = span_sec;
	settle(v);
}

bool metrics_zoom(struct metrics_view *v, int way)
{
	size_t i = 0;

	if (way > 0) { /* in: the next smaller one */
		for (i = ARRAY_LEN(spans); i > 0 && spans[i - 1] >= v->span_sec; i--)
			;
		if (i == 0)
			return false;
		i--;
	} else {
		for (; i < ARRAY_LEN(spans) && spans[i] <= v->span_sec; i++)
			;
		if (i == ARRAY_LEN(spans))
			return false;
	}
	show(v, spans[i]);
	return true;
}

bool metrics_pan(struct metrics_view *v, int way)
{
	int64_t by = floor_to(v->span_sec / 2, MINUTE);

	if (way > 0 && v->follow)
		return false;
	v->follow = false;
	v->to_sec += way * by;
	if (v->to_sec < v->span_sec)
		v->to_sec = v->span_sec;
	v->has_cursor = true;
	v->cursor_sec += way * by;
	settle(v);
	return true;
}

bool metrics_view_range(void *state, int64_t span_sec)
{
	struct metrics_view *v = state;
	int64_t most = spans[ARRAY_LEN(spans) - 1];

	bool can = span_sec >= spans[0] && span_sec <= most;

	span_sec = span_sec < spans[0] ? spans[0] : span_sec > most ? most : span_sec;
	v->span_sec = floor_to(span_sec, MINUTE);
	if (!v->scene)
		return can;
	metrics_time_update(v);
	metrics_ask(v);
	return can;
}

void metrics_view_goto(void *state, int64_t at_sec)
{
	struct metrics_view *v = state;

	v->has_cursor = true;
	v->cursor_sec = floor_to(at_sec, MINUTE);
	if (!v->scene)
		return;
	if (v->cursor_sec < v->from_sec || v->cursor_sec >= v->to_sec) {
		v->follow = false;
		v->to_sec = floor_to(v->cursor_sec + v->span_sec / 2, MINUTE);
	}
	settle(v);
	metrics_ask(v);
}

/* ---- as a person types and reads it ---- */

void metrics_when(const struct metrics_view *v, int64_t sec, bool letter,
		  struct buf *out)
{
	int64_t now_sec = v->scene->now_sec;
	AUTO(buf) text = BUF_INIT(64);

	if (times_relative()) {
		clock_age(out, now_sec - sec);
		return;
	}
	if (v->span_sec > DAY || times_day(sec) != times_day(now_sec)) {
		times_date(&text, sec);
		buf_addf(out, "%s ", buf_text(&text) + 5);
		buf_clear(&text);
	}
	times_hm(out, sec, now_sec, letter);
}

void metrics_span_text(int64_t sec, struct buf *out)
{
	if (sec < HOUR || sec % HOUR)
		buf_addf(out, "%" PRId64 " min", sec / MINUTE);
	else if (sec <= DAY || sec % DAY)
		buf_addf(out, "%" PRId64 " h", sec / HOUR);
	else
		buf_addf(out, "%" PRId64 " d", sec / DAY);
}

bool metrics_view_span(struct str text, int64_t *ret_sec)
{
	const int64_t now_sec = INT64_C(1) << 40; /* any: it is taken off again */
	int64_t since = 0;

	if (!text.len || !strchr("mhd", text.p[text.len - 1]) ||
	    !clock_parse_since(text, now_sec, &since) || since >= now_sec)
		return false;
	*ret_sec = now_sec - since;
	return true;
}

/* "9:00", "14:02": seconds of the day. */
static bool of_day(struct str text, int64_t *ret_sec)
{
	struct str rest = text;
	struct str hour = str_cut(&rest, ':');
	int64_t h = 0;
	int64_t m = 0;

	if (hour.len < 1 || hour.len > 2 || rest.len != 2 ||
	    !str_int(hour, 0, 23, &h) || !str_int(rest, 0, 59, &m))
		return false;
	*ret_sec = h * HOUR + m * MINUTE;
	return true;
}

bool metrics_view_moment(struct str text, int64_t now_sec, int64_t *ret_sec)
{
	int64_t shift = times_shift(now_sec) - now_sec;
	int64_t day_sec = floor_to(now_sec + shift, DAY) - shift;
	int64_t span = 0;
	int64_t sec = 0;

	text = str_trim(text);
	if (str_is(text, "now")) {
		*ret_sec = now_sec;
		return true;
	}
	if (str_starts(text, "-")) {
		text = (struct str){ text.p + 1, text.len - 1 };
		if (!metrics_view_span(text, &span) || span > now_sec)
			return false;
		*ret_sec = now_sec - span;
		return true;
	}
	if (str_starts(text, "yesterday")) {
		text = str_trim((struct str){ text.p + 9, text.len - 9 });
		if (text.len && !of_day(text, &sec))
			return false;
		*ret_sec = day_sec - DAY + sec;
		return true;
	}
	if (of_day(text, &sec)) {
		*ret_sec =
			day_sec + sec > now_sec ? day_sec + sec - DAY : day_sec + sec;
		return true;
	}
	return clock_parse_since(text, now_sec, ret_sec);
}

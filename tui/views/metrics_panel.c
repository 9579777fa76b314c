/*
 * What stands at the cursor of the metrics screen: values, thresholds, events near.
 */
#include <stdlib.h>
#include <string.h>

#include "core/base/limits.h"
#include "core/base/utf8.h"
#include "tui/kit/number.h"
#include "tui/views/metrics_impl.h"
#include "tui/views/parts.h"

#define NEAR      6  /* events of this part of what is shown are near */
#define NEAR_MOST 12 /* of them */

/* ---- values ---- */

/* The charts on the screen, as many as there is room for. */
struct page {
	size_t first, end; /* indexes into shown */
	bool wide;
};

/* The i-th to be told of: in their order, but the focused one first where not all
 * have room. */
static size_t turn(const struct metrics_view *v, const struct page *p, bool all,
		   size_t i)
{
	if (all || p->first + i > v->focus)
		return p->first + i;
	return i == 0 ? v->focus : p->first + i - 1;
}

/* "31 /s", "6.8 s > 5": what is beyond a threshold says which, not by ink alone. */
static void value_text(const struct metric *m, double value, bool wide, struct buf *out)
{
	double limit = metric_crossed(m, value);

	metric_named(m, value, !wide, out);
	if (isnan(limit))
		return;
	buf_addf(out, wide ? " %c " : "%c", m->below ? '<' : '>');
	number_text(out, limit);
}

/* Columns of the i-th, with what is between it and the next. */
static int value_width(const struct metrics_view *v, const struct page *p, size_t i)
{
	const struct metric *m = &v->all[v->shown[i]];
	AUTO(buf) text = BUF_INIT(128);

	value_text(m, series_at(m->series, v->cursor_sec), p->wide, &text);
	return utf8_width(str_of(m->brief)) + 1 + utf8_width(buf_str(&text)) +
	       (p->wide ? 3 : 2);
}

static int values_width(const struct metrics_view *v, const struct page *p)
{
	int width = 0;

	for (size_t i = p->first; i < p->end; i++)
		width += value_width(v, p, i);
	return width;
}

/* "rows 31 /s   latency 6.8 s > 5". */
static void draw_values(const struct metrics_view *v, const struct page *p,
			struct pen *pen)
{
	size_t n = p->end - p->first;
	bool all = values_width(v, p) <= pen_room(pen) + (p->wide ? 3 : 2);
	int more = all ? 0 : p->wide ? (int)strlen("… 1 more") - 2 : 1;

	for (size_t i = 0; i < n; i++) {
		size_t at = turn(v, p, all, i);
		const struct metric *m = &v->all[v->shown[at]];
		double value = series_at(m->series, v->cursor_sec);
		AUTO(buf) text = BUF_INIT(128);

		if (!all && value_width(v, p, at) > pen_room(pen) - more) {
			if (p->wide)
				pen_printf(pen, ROLE_MUTED, "… %zu more", n - i);
			else
				pen_text(pen, ROLE_MUTED, "…");
			pen_skip(pen, 1);
			return;
		}
		value_text(m, value, p->wide, &text);
		pen_printf(pen, ROLE_MUTED, "%s ", m->brief);
		pen_text(pen, metric_role(m, value), buf_text(&text));
		pen_skip(pen, p->wide ? 3 : 2);
	}
}

/* ---- thresholds ---- */

/* "thresholds: latency > 5 s, errors > 5": the focused one's first, then as many as
 * there is room for. */
static void limits_text(const struct metrics_view *v, const struct page *p, int room,
			struct buf *out)
{
	size_t n = 0;

	for (size_t i = 0; i < p->end - p->first; i++) {
		size_t at = turn(v, p, false, i);
		AUTO(buf) one = BUF_INIT(256);
		int width = 0;

		metric_limit(&v->all[v->shown[at]], at == v->focus, &one);
		width = utf8_width(buf_str(&one)) + (n ? utf8_width(buf_str(out)) + 2
						       : (int)strlen("thresholds: "));
		if (one.len && width + 1 <= room)
			buf_addf(out, "%s%s",
				 n++ ? ", " : "thresholds: ", buf_text(&one));
	}
}

/* Behind the values where the focused one's have room, else on a line of their own. */
static void draw_limits(const struct metrics_view *v, const struct page *p,
			struct pen *values, struct pen *own)
{
	const struct metric *m = &v->all[v->shown[v->focus]];
	AUTO(buf) focused = BUF_INIT(256);
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(1));

	if (!text_empty(m->range_error) || m->incomplete) {
		pen_printf(own, ROLE_UNKNOWN, "%s: ", m->brief);
		pen_fit(own, pen_room(own), ROLE_UNKNOWN,
			str_of(text_empty(m->range_error)
				       ? "CloudWatch gave a part of its values"
				       : m->range_error),
			FIT_TAIL, ALIGN_LEFT);
	}
	metric_limit(m, true, &focused);
	limits_text(v, p, pen_room(values), &text);
	if (text.len && strstr(buf_text(&text), buf_text(&focused))) {
		buf_add_char(&text, ' ');
		pen_right(values, ROLE_MUTED, buf_text(&text));
		return;
	}
	buf_clear(&text);
	limits_text(v, p, pen_room(own), &text);
	pen_text(own, ROLE_MUTED, buf_text(&text));
}

/* ---- events ---- */

struct near {
	const struct metrics_event *items[NEAR_MOST];
	size_t n;
};

static int64_t distance(const struct metrics_view *v, const struct metrics_event *e)
{
	int64_t d = e->at_sec - v->cursor_sec;

	return d < 0 ? -d : d;
}

/* "13:46 ■ stack acme-ingest failed": the subject is said once in a row. */
static void event_text(const struct metrics_view *v, const struct metrics_event *e,
		       const struct metrics_event *before, bool brief, struct buf *out)
{
	bool named = before && text_eq(before->subject, e->subject);

	metrics_when(v, e->at_sec, false, out);
	buf_addf(out, " %s ", e->sign);
	if (e->subject[0] && !named && !brief)
		buf_addf(out, "%s ", e->subject);
	buf_add_text(out, e->text);
}

static int near_width(const struct metrics_view *v, const struct near *l, bool brief)
{
	int width = 0;

	for (size_t i = 0; i < l->n; i++) {
		AUTO(buf) text = BUF_INIT(512);

		event_text(v, l->items[i], i ? l->items[i - 1] : NULL, brief, &text);
		width += utf8_width(buf_str(&text)) + (i ? brief ? 2 : 3 : 0);
	}
	return width;
}

static void drop_farthest(const struct metrics_view *v, struct near *l)
{
	size_t far = 0;

	for (size_t i = 1; i < l->n; i++)
		if (distance(v, l->items[i]) > distance(v, l->items[far]))
			far = i;
	for (l->n--; far < l->n; far++)
		l->items[far] = l->items[far + 1];
}

/* The farthest goes, until the rest has room. */
static void find_near(const struct metrics_view *v, int room, bool brief,
		      struct near *ret)
{
	ret->n = 0;
	for (size_t i = 0; i < v->events.n; i++) {
		if (distance(v, &v->events.items[i]) > v->span_sec / NEAR)
			continue;
		if (ret->n == NEAR_MOST)
			drop_farthest(v, ret);
		ret->items[ret->n++] = &v->events.items[i];
	}
	while (ret->n && near_width(v, ret, brief) > room)
		drop_farthest(v, ret);
}

/* That none of us is shown means nothing where the journal was not looked at. */
static void draw_known(const struct metrics_view *v, struct pen *pen)
{
	int64_t since_sec = metrics_visits_since(v);
	AUTO(buf) text = BUF_INIT(128);

	if (metrics_visits_looking(v)) {
		pen_text(pen, ROLE_WARN, "   our access: still looking back");
	} else if (since_sec > v->from_sec) {
		buf_add_text(&text, "   our access: known since ");
		metrics_when(v, since_sec, true, &text);
		pen_text(pen, ROLE_WARN, buf_text(&text));
	}
}

static void draw_events(const struct metrics_view *v, struct pen *pen, bool brief)
{
	struct near l = { .n = 0 };

	find_near(v, pen_room(pen), brief, &l);
	for (size_t i = 0; i < l.n; i++) {
		const struct metrics_event *e = l.items[i];
		AUTO(buf) text = BUF_INIT(512);
		struct str rest = { 0 };
		struct str when = { 0 };

		event_text(v, e, i ? l.items[i - 1] : NULL, brief, &text);
		rest = buf_str(&text);
		when = (struct str){ rest.p,
				     (size_t)(strstr(rest.p, e->sign) - rest.p) };
		rest = (struct str){ when.p + when.len + strlen(e->sign),
				     rest.len - when.len - strlen(e->sign) };
		pen_skip(pen, i ? brief ? 2 : 3 : 0);
		pen_str(pen, ROLE_MUTED, when);
		pen_text(pen, e->ink, e->sign);
		pen_str(pen, ROLE_TEXT, rest);
	}
	if (!l.n && !brief)
		pen_text(pen, ROLE_FAINT, "none");
	if (!brief)
		draw_known(v, pen);
}

/* "◂ h  l ▸ moves all charts": the keys in force. */
static void add_keys(const struct metrics_view *v, const struct frame *f, bool wide,
		     struct buf *out)
{
	bool plain = f->glyphs.ascii;
	AUTO(buf) left = BUF_INIT(32);
	AUTO(buf) right = BUF_INIT(32);

	metrics_key(v, ACTION_LEFT, "", &left);
	metrics_key(v, ACTION_RIGHT, "", &right);
	if (!left.len || !right.len)
		return;
	if (wide)
		buf_addf(out, "%s %s  %s %s moves all charts", plain ? "<" : "◂",
			 buf_text(&left), buf_text(&right), plain ? ">" : "▸");
	else
		buf_addf(out, "%s %s move", buf_text(&left), buf_text(&right));
}

void metrics_draw_panel(const struct metrics_view *v, size_t charts, bool wide,
			struct frame *f, struct area a)
{
	struct page p = { .first = v->focus - v->focus % charts, .wide = wide };
	int line = wide ? 1 : 0;
	AUTO(buf) title = BUF_INIT(64);
	AUTO(buf) keys = BUF_INIT(128);
	struct pen values = pen_at(f, a, line + 1);
	struct pen events = pen_at(f, a, line + 2);
	struct pen limits = pen_at(f, a, line + 3);

	p.end = p.first + charts < v->n_shown ? p.first + charts : v->n_shown;
	buf_add_text(&title, "At cursor ");
	metrics_when(v, v->cursor_sec, true, &title);
	if (!metrics_ended(v))
		buf_add_text(&title, wide ? ", which has not ended" : ", not ended");
	add_keys(v, f, wide, &keys);
	frame_rule(f, a, line, buf_text(&title), buf_text(&keys), ROLE_MUTED);
	pen_skip(&values, wide ? 2 : 1);
	draw_values(v, &p, &values);
	if (!wide) {
		pen_skip(&values, 1);
		draw_events(v, &values, true);
		return;
	}
	pen_skip(&limits, 2);
	draw_limits(v, &p, &values, &limits);
	pen_skip(&events, 2);
	pen_text(&events, ROLE_MUTED, "events near:  ");
	draw_events(v, &events, false);
}

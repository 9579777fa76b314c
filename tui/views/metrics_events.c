/*
 * What happened at the installation in the time that is shown: operations of its
 * stacks, and who of us was there.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/utf8.h"
#include "tui/views/metrics_impl.h"
#include "tui/views/words.h"

/* ---- stacks ---- */

static bool ends_in(const char *status, const char *tail)
{
	return str_ends(str_of(status), tail);
}

/* How an event of a stack itself is told; NULL: it is not. */
static const char *told(const struct stack_event *e)
{
	if (e->first_cause)
		return "failed";
	if (!e->of_stack || ends_in(e->status, "CLEANUP_IN_PROGRESS"))
		return NULL;
	if (ends_in(e->status, "ROLLBACK_COMPLETE"))
		return "rolled back";
	if (ends_in(e->status, "ROLLBACK_FAILED"))
		return "rollback failed";
	if (strstr(e->status, "ROLLBACK"))
		return NULL; /* why it began has been told */
	if (ends_in(e->status, "_IN_PROGRESS"))
		return "deploy begins";
	if (ends_in(e->status, "_COMPLETE"))
		return "deployed";
	return "failed";
}

static struct metrics_event *add(struct metrics_view *v, int64_t at_sec)
{
	struct metrics_events *l = &v->events;
	struct metrics_event *e = NULL;

	if (l->n == ARRAY_LEN(l->items) || at_sec < v->from_sec || at_sec > v->to_sec)
		return NULL;
	e = &l->items[l->n++];
	*e = (struct metrics_event){ .at_sec = at_sec };
	return e;
}

static void add_stack(struct metrics_view *v, const struct stack *s, int64_t at_sec,
		      const char *status, const char *text)
{
	enum phase phase = phase_of(status);
	struct metrics_event *e = add(v, at_sec);

	if (!e)
		return;
	e->sign = phase == PHASE_BUSY ? "↑" : phase_sign(phase); /* ○ is one of us */
	e->ink = phase_role(phase);
	e->mark = phase_bad(phase) ? phase_role(phase) : ROLE_CHART_EVENT;
	(void)snprintf(e->subject, sizeof(e->subject), "stack %.80s", s->name);
	(void)snprintf(e->text, sizeof(e->text), "%s", text);
}

/* Without events the stack itself says when it was changed last. */
static void stack_events(struct metrics_view *v, const struct stack *s)
{
	for (size_t i = s->n_events; i-- > 0;) {
		const struct stack_event *e = &s->events[i];
		const char *text = told(e);

		if (text)
			add_stack(v, s, e->at_sec, e->status, text);
	}
	if (!s->n_events)
		add_stack(v, s, s->updated_sec ? s->updated_sec : s->created_sec,
			  s->status, phase_text(phase_of(s->status)) + strlen("■ "));
}

/* ---- our own access ---- */

static void add_visits(struct metrics_view *v, const struct metrics_look *look)
{
	const struct metrics_visit *last = NULL;

	for (size_t i = 0; i < look->n; i++) {
		const struct metrics_visit *visit = &look->items[i];
		struct metrics_event *e = NULL;

		if (last && last->at_sec / 60 == visit->at_sec / 60 &&
		    text_eq(last->text, visit->text))
			continue; /* the same, in the same minute */
		e = add(v, visit->at_sec);
		last = visit;
		if (!e)
			continue;
		e->sign = "○";
		e->ink = e->mark = ROLE_CHART_ACCESS;
		text_keep(e->text, sizeof(e->text), str_of(visit->text));
	}
}

/* ---- all ---- */

static int by_time(const void *a, const void *b)
{
	const struct metrics_event *x = a;
	const struct metrics_event *y = b;

	return x->at_sec < y->at_sec ? -1 : x->at_sec > y->at_sec;
}

/* Of those in one column: what failed, and who of us was there; then the rest. */
static int weight_of(enum role mark)
{
	if (mark == ROLE_CRIT)
		return 3;
	if (mark == ROLE_CHART_ACCESS)
		return 2;
	return mark == ROLE_WARN ? 1 : 0;
}

static struct chart_mark mark_of(const struct metrics_event *e)
{
	struct str sign = str_of(e->sign);

	return (struct chart_mark){ e->at_sec, e->mark, utf8_next(&sign),
				    weight_of(e->mark) };
}

void metrics_events_update(struct metrics_view *v)
{
	struct metrics_events *l = &v->events;

	l->n = 0;
	metrics_visits_update(v);
	for (size_t i = 0; i < METRICS_LOOKS; i++) /* first: was it us? */
		add_visits(v, &l->looks[i]);
	for (size_t i = 0; v->row && i < v->row->stacks.n; i++)
		stack_events(v, &v->row->stacks.items[i]);
	if (l->n > 1)
		qsort(l->items, l->n, sizeof(l->items[0]), by_time);
	for (size_t i = 0; i < l->n; i++)
		l->marks[i] = mark_of(&l->items[i]);
}

const struct metrics_event *metrics_event_next(const struct metrics_view *v, int way)
{
	const struct metrics_events *l = &v->events;
	int64_t minute = v->cursor_sec - v->cursor_sec % 60;

	for (size_t k = 0; k < l->n; k++) {
		const struct metrics_event *e = &l->items[way > 0 ? k : l->n - 1 - k];

		if (way > 0 ? e->at_sec >= minute + 60 : e->at_sec < minute)
			return e;
	}
	return NULL;
}

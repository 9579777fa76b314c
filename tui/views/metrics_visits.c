/*
 * Who of us was at the installation: sessions that were opened, and whatever was more
 * than looking.  What candor reads by itself is far more and would hide them, so the
 * journal is searched for these alone, in stretches from the newest back.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/views/metrics_impl.h"

static const char *const kinds[METRICS_LOOKS] = { "act:=session.open",
						  "!mode:=observe" };

static struct metrics_visit visit_of(const struct scene *s, const struct record *r)
{
	struct metrics_visit v = { .n = r->n, .at_sec = r->at_ms / 1000 };
	bool you = text_eq(r->who, scene_who(s));

	(void)snprintf(v.text, sizeof(v.text), "%.60s: %s%s", you ? "you" : r->who,
		       r->mode, r->end == RECORD_BAD ? " refused" : "");
	return v;
}

/* One stretch from a record on backwards, 0: from the newest. */
static size_t look_at(struct metrics_view *v, size_t kind, int64_t from,
		      struct record *rows, size_t max, int64_t *ret_next)
{
	const struct records *r = v->scene->records;
	AUTO(buf) filter = BUF_INIT(160);

	buf_addf(&filter, "inst:=%s %s", v->inst, kinds[kind]);
	return r->search(r->ctx, buf_text(&filter), from, rows, max, ret_next);
}

/* What is new stands before what is known; of what was under way the end is known. */
static void look_again(struct metrics_view *v, size_t kind)
{
	struct metrics_look *l = &v->events.looks[kind];
	struct record *rows = mem_new(METRICS_VISITS, sizeof(*rows));
	int64_t next = 0;
	size_t n = look_at(v, kind, 0, rows, METRICS_VISITS, &next);
	size_t old = 0;

	while (n && old < l->n && l->items[old].n >= rows[n - 1].n)
		old++;
	l->n -= old;
	if (l->n > METRICS_VISITS - n)
		l->n = METRICS_VISITS - n;
	memmove(l->items + n, l->items + old, l->n * sizeof(l->items[0]));
	for (size_t i = 0; i < n; i++)
		l->items[i] = visit_of(v->scene, &rows[i]);
	l->n += n;
	if (!l->begun)
		l->next = next;
	if (l->n == METRICS_VISITS)
		l->next = 0;
	l->begun = true;
	free(rows);
}

static void look_back(struct metrics_view *v, size_t kind)
{
	struct metrics_look *l = &v->events.looks[kind];
	size_t max = METRICS_VISITS - l->n;
	struct record *rows = mem_new(max, sizeof(*rows));
	size_t n = look_at(v, kind, l->next, rows, max, &l->next);

	for (size_t i = 0; i < n; i++)
		l->items[l->n++] = visit_of(v->scene, &rows[i]);
	if (l->n == METRICS_VISITS)
		l->next = 0;
	free(rows);
}

void metrics_visits_forget(struct metrics_view *v)
{
	v->events.stamped = false;
	for (size_t i = 0; i < METRICS_LOOKS; i++) {
		v->events.looks[i].n = 0;
		v->events.looks[i].next = 0;
		v->events.looks[i].begun = false;
	}
}

void metrics_visits_update(struct metrics_view *v)
{
	struct metrics_events *l = &v->events;
	const struct records *r = v->scene->records;

	if (!r || (l->stamped && l->stamp == r->stamp(r->ctx)))
		return;
	l->stamp = r->stamp(r->ctx);
	l->stamped = true;
	for (size_t i = 0; i < METRICS_LOOKS; i++)
		look_again(v, i);
}

bool metrics_visits_looking(const struct metrics_view *v)
{
	for (size_t i = 0; i < METRICS_LOOKS; i++)
		if (v->events.looks[i].next > 0)
			return true;
	return false;
}

void metrics_visits_go_on(struct metrics_view *v)
{
	for (size_t i = 0; v->scene->records && i < METRICS_LOOKS; i++)
		if (v->events.looks[i].next > 0)
			look_back(v, i);
}

int64_t metrics_visits_since(const struct metrics_view *v)
{
	int64_t since_sec = 0;

	for (size_t i = 0; i < METRICS_LOOKS; i++) {
		const struct metrics_look *l = &v->events.looks[i];

		if (l->n == METRICS_VISITS && l->items[l->n - 1].at_sec > since_sec)
			since_sec = l->items[l->n - 1].at_sec;
	}
	return since_sec;
}

/*
 * Damping.  A track lives from the first time its verdict is there until nothing of it
 * is held and its last change has left the window.
 */
#include "core/watch/damp.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/clock.h"
#include "core/base/vec.h"

struct damp_track {
	const struct health_rule *rule;
	struct verdict last; /* as it was there last; whole is ours */
	bool there;          /* in the newest judgement */
	bool seen;           /* marks, while one is taken in */
	bool held;
	bool flapping;
	int64_t changes[DAMP_CHANGES]; /* when it came or went, a ring; 0: none yet */
	unsigned n_changes;            /* ever */
	int64_t gone_sec;              /* when it went; 0: it is there */
	int64_t read_sec;              /* newest reading that counts in readings */
	unsigned readings;             /* without it, since it went */
};

static void track_clear(struct damp_track *t)
{
	free(t->last.whole);
	t->last.whole = NULL;
}

void damper_release(struct damper *d)
{
	for (size_t i = 0; i < d->n; i++)
		track_clear(&d->tracks[i]);
	free(d->tracks);
	*d = (struct damper){ 0 };
}

bool damper_holds(const struct damper *d)
{
	for (size_t i = 0; i < d->n; i++)
		if (d->tracks[i].held || d->tracks[i].flapping)
			return true;
	return false;
}

/* NULL: not followed.  What only says that nothing was read comes and goes by what
 * candor itself does. */
static const struct health_rule *rule_of(const struct verdict *v)
{
	const struct health_rule *r = NULL;

	if (v->severity == SEV_OK)
		return NULL;
	r = health_rule_find(v->rule);
	return r != NULL && r->evidence != EVIDENCE_REREAD ? r : NULL;
}

static int64_t time_of(const struct damp_track *t, const struct damp_when *w)
{
	return w->of[t->rule->signal].at_sec;
}

static bool same_thing(const struct verdict *a, const struct verdict *b)
{
	return text_eq(a->subject, b->subject) && text_eq(a->thing, b->thing);
}

static struct damp_track *find(struct damper *d, const struct health_rule *rule,
			       const struct verdict *v)
{
	for (size_t i = 0; i < d->n; i++)
		if (d->tracks[i].rule == rule && same_thing(&d->tracks[i].last, v))
			return &d->tracks[i];
	return NULL;
}

/* What is there now says worse of the same thing: that one got worse is no recovery. */
static bool is_superseded(const struct damp_track *t, const struct health *h, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct health_rule *r = rule_of(&h->rows[i]);

		if (r != NULL && r->signal == t->rule->signal &&
		    h->rows[i].severity < t->last.severity &&
		    same_thing(&h->rows[i], &t->last))
			return true;
	}
	return false;
}

static void note_change(struct damp_track *t, int64_t at_sec)
{
	t->changes[t->n_changes++ % DAMP_CHANGES] = at_sec;
}

static void keep(struct damp_track *t, const struct verdict *v)
{
	track_clear(t);
	t->last = *v;
	t->last.whole = mem_text(verdict_reason(v));
}

static void take(struct damper *d, const struct verdict *v, const struct damp_when *w)
{
	const struct health_rule *rule = rule_of(v);
	struct damp_track *t = NULL;
	bool came = d->begun; /* of the first judgement nobody knows when it came */

	if (rule == NULL)
		return;
	t = find(d, rule, v);
	if (t != NULL)
		came = !t->there;
	else if (d->n < LIMIT_DAMP_TRACKS)
		t = VEC_PUSH(d->tracks, d->n, d->cap);
	else
		return; /* shown as it is, not damped */
	if (t->rule == NULL)
		*t = (struct damp_track){ .rule = rule };
	keep(t, v);
	t->seen = t->there = true;
	t->gone_sec = 0;
	t->readings = 0;
	if (came)
		note_change(t, time_of(t, w));
}

/* One that is not in the judgement. */
static void miss(struct damp_track *t, const struct damp_when *w)
{
	int64_t read_sec = w->of[t->rule->signal].read_sec;

	if (t->there) {
		t->there = false;
		t->gone_sec = time_of(t, w);
		t->read_sec = read_sec;
		t->readings = 1;
		note_change(t, t->gone_sec);
	} else if (read_sec > t->read_sec) {
		t->read_sec = read_sec;
		t->readings++;
	}
}

/* Changes within the window. */
static unsigned recent(const struct damp_track *t, int64_t at_sec)
{
	unsigned n = 0;

	for (size_t i = 0; i < DAMP_CHANGES; i++)
		n += t->changes[i] != 0 && at_sec - t->changes[i] <= DAMP_WINDOW_SEC;
	return n;
}

static int64_t last_change(const struct damp_track *t)
{
	return t->n_changes == 0 ? 0 : t->changes[(t->n_changes - 1) % DAMP_CHANGES];
}

static void decide(struct damp_track *t, int64_t at_sec)
{
	if (recent(t, at_sec) == DAMP_CHANGES)
		t->flapping = true;
	if (t->flapping && at_sec - last_change(t) >= DAMP_CALM_SEC)
		t->flapping = false;
	if (t->there)
		t->held = false;
	else if (t->flapping)
		t->held = true;
	else
		t->held = health_signal_measured(t->rule->signal) &&
			  t->readings < DAMP_WELL_READINGS &&
			  at_sec - t->gone_sec < DAMP_WELL_SEC;
}

/* ---- what is said ---- */

/* "flapping: 4 changes in 20 min · " */
static void put_flapping(const struct damp_track *t, struct buf *out)
{
	if (t->flapping)
		buf_addf(out, "flapping: %d changes in %d min · ", DAMP_CHANGES,
			 (int)(DAMP_WINDOW_SEC / 60));
}

/* "well since 14:02Z, not calm yet · " */
static void put_gone(const struct damp_track *t, struct buf *out)
{
	if (!t->held)
		return;
	buf_add_text(out, "well since ");
	clock_hm(out, t->gone_sec);
	buf_add_text(out, t->flapping ? "Z, not calm yet · "
				      : "Z, one more reading confirms it · ");
}

static void say(const struct damp_track *t, struct health *h)
{
	AUTO(buf) text = BUF_INIT(LIMIT_REASON + 256);
	const struct verdict *v = &t->last;

	put_flapping(t, &text);
	put_gone(t, &text);
	buf_add_text(&text, verdict_reason(v));
	health_add_rule(h, t->rule->id, v->subject, v->since_sec, v->seq, "%s",
			buf_text(&text));
	health_thing(h, v->thing);
}

/* The verdict that is there gets the words of a flapping one. */
static void say_there(const struct damp_track *t, struct health *h, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct verdict *v = &h->rows[i];

		if (!text_eq(v->rule, t->rule->id) || !same_thing(v, &t->last))
			continue;
		say(t, h);
		v = &h->rows[i]; /* say() may have moved them */
		h->n--;          /* takes its place, and is all else that it was */
		h->rows[h->n].has_was = v->has_was;
		h->rows[h->n].was = v->was;
		h->rows[h->n].changing = v->changing;
		free(v->whole);
		*v = h->rows[h->n];
		return;
	}
}

static void forget(struct damper *d, const struct damp_when *w)
{
	size_t kept = 0;

	for (size_t i = 0; i < d->n; i++) {
		struct damp_track *t = &d->tracks[i];

		if (t->there || t->held || recent(t, time_of(t, w)) > 0)
			d->tracks[kept++] = *t;
		else
			track_clear(t);
	}
	d->n = kept;
}

void damper_apply(struct damper *d, struct health *h, const struct damp_when *when)
{
	size_t n = h->n;

	for (size_t i = 0; i < d->n; i++)
		d->tracks[i].seen = false;
	for (size_t i = 0; i < n; i++)
		take(d, &h->rows[i], when);
	for (size_t i = 0; i < d->n; i++) {
		struct damp_track *t = &d->tracks[i];

		if (!t->seen)
			miss(t, when);
		decide(t, time_of(t, when));
		if (t->held && (t->flapping || !is_superseded(t, h, n)))
			say(t, h);
		else if (t->there && t->flapping)
			say_there(t, h, n);
	}
	d->begun = true;
	forget(d, when);
}

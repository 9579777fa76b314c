/*
 * Which services are due, and the most calls that reading them may take.
 */
#include <stdlib.h>

#include "core/watch/service_state.h"

#define CALLS_AN_ACT 80 /* of the act's LIMIT_EXPECTS: others want some too */
#define SLACK        2  /* further tries of an operation */

/* What is wrong for a while and is asked for again; what a person sees is newer. */
const struct service_interval service_intervals[N_PACES] = {
	[PACE_HEALTH] = { .shown_sec = 60, .trouble_sec = 60, .rest_sec = 300 },
	[PACE_STATE] = { .shown_sec = 300, .trouble_sec = 300, .rest_sec = 900 },
	[PACE_SETTINGS] = { .shown_sec = 900, .trouble_sec = 900, .rest_sec = 3600 },
};

/* A service that could not be read; one that is denied stands in the customer's trail.
 */
#define FAILED_SEC INT64_C(60)
#define DENIED_SEC INT64_C(300)

/* ---- what is due ---- */

static bool has_members(const struct service_row *row, const struct members *m)
{
	for (size_t i = 0; i < SERVICE_TYPES && row->types[i] != NULL; i++)
		if (members_any(m, row->types[i]))
			return true;
	return false;
}

static bool in_trouble(const struct service_state *s, size_t at, int64_t now_sec)
{
	for (size_t i = 0; i < s->shown.n; i++) {
		bool changing;

		if (s->shown.parts[i].service == service_rows[at]->name &&
		    (part_severity(&s->shown.parts[i], now_sec, &changing) != SEV_OK ||
		     changing))
			return true;
	}
	return false;
}

/* Seconds between two attempts, as things stand. */
static int64_t interval(const struct service_state *s, size_t at,
			enum service_pace pace, const struct probe_site *site)
{
	const struct service_interval *row = &service_intervals[pace];
	const struct err *err = s->shown.readings[at].error;

	if (err != NULL)
		return err->code == ERR_DENIED ? DENIED_SEC : FAILED_SEC;
	if (pace == PACE_STATE && site->changing)
		row = &service_intervals[PACE_HEALTH];
	if (site->shown)
		return row->shown_sec;
	return in_trouble(s, at, site->now_sec) ? row->trouble_sec : row->rest_sec;
}

/* Does the row ask something at this pace?  detail: what screens alone show. */
static bool has_steps(const struct service_row *row, enum service_pace pace,
		      bool detail)
{
	for (const struct service_step *step = row->steps; step->op != NULL; step++)
		if (step->pace == pace && step->detail == detail)
			return true;
	return false;
}

static bool is_old(int64_t asked_sec, int64_t every_sec, const struct probe_site *site)
{
	int64_t age = site->now_sec - asked_sec;

	return asked_sec == 0 || age < 0 || age >= every_sec ||
	       asked_sec < site->changed_sec;
}

static bool is_due(const struct service_state *s, size_t at, enum service_pace pace,
		   const struct probe_site *site)
{
	const struct service_row *row = service_rows[at];
	const struct service_reading *r = &s->shown.readings[at];
	int64_t every_sec = interval(s, at, pace, site);

	return (has_steps(row, pace, false) &&
		is_old(r->paced_sec[pace], every_sec, site)) ||
	       (site->shown && has_steps(row, pace, true) &&
		is_old(r->looked_sec[pace], every_sec, site));
}

/* The step whose parts another one asks about. */
static const struct service_step *maker(const struct service_row *row, const char *kind)
{
	for (const struct service_step *step = row->steps; step->op != NULL; step++)
		if (text_eq(step->kind, kind))
			return step;
	bug_stop("a step asks about parts that none makes", __FILE__, __LINE__);
}

/* Paces that are asked now, with those of the parts that are asked about. */
static unsigned due_paces(const struct service_state *s, size_t at,
			  const struct probe_site *site)
{
	const struct service_row *row = service_rows[at];
	unsigned paces = 0, before;

	for (unsigned p = 0; p < N_PACES; p++)
		if (is_due(s, at, (enum service_pace)p, site))
			paces |= 1U << p;
	do {
		before = paces;
		for (const struct service_step *step = row->steps; step->op != NULL;
		     step++)
			if (step->each == EACH_PART && (paces >> step->pace & 1) != 0)
				paces |= 1U << maker(row, step->of)->pace;
	} while (paces != before);
	return paces;
}

/* Members of the step's type in this round: how many, and which comes first. */
size_t services_chunk(const struct service_state *s, size_t at,
		      const struct service_step *step, const struct members *m,
		      size_t *ret_from)
{
	size_t n = 0, from = (size_t)s->rounds[at].number * step->most;

	(void)members_of(m, step->type, &n);
	*ret_from = from;
	if (n <= from)
		return 0;
	return n - from < step->most ? n - from : step->most;
}

bool services_paced(const struct service_round *r, const struct service_step *step)
{
	return (r->paces >> step->pace & 1) != 0 && (!step->detail || r->looks);
}

bool services_wanted(const struct service_state *s, size_t at,
		     const struct service_step *step, const struct members *m)
{
	if (!step->trouble && !services_paced(&s->rounds[at], step))
		return false;
	return step->each != EACH_ONCE ||
	       (s->rounds[at].number == 0 && members_any(m, step->type));
}

static unsigned calls_of(const struct service_state *s, size_t at,
			 const struct service_step *step, const struct probe_site *site)
{
	const struct service_step *made;
	unsigned pages = step->pages > 0 ? step->pages : 1;
	size_t from, n;

	if (!services_wanted(s, at, step, site->members))
		return 0;
	switch (step->each) {
	case EACH_ONCE: return pages;
	case EACH_MEMBER:
		return (unsigned)services_chunk(s, at, step, site->members, &from);
	case EACH_MEMBERS:
		return services_chunk(s, at, step, site->members, &from) > 0 ? pages
									     : 0;
	case EACH_PART: break;
	}
	made = maker(service_rows[at], step->of);
	if (!services_wanted(s, at, made, site->members))
		return 0;
	if (made->each == EACH_PART || made->each == EACH_ONCE)
		return calls_of(s, at, made, site) > 0 ? step->most * pages : 0;
	n = services_chunk(s, at, made, site->members, &from);
	return (unsigned)(n < step->most ? n : step->most) * pages;
}

static unsigned plan_service(const struct service_state *s, size_t at,
			     const struct probe_site *site, struct probe_plan *ret)
{
	unsigned total = 0;

	for (const struct service_step *step = service_rows[at]->steps;
	     step->op != NULL; step++) {
		unsigned n = calls_of(s, at, step, site);

		if (n == 0)
			continue;
		probe_expect(ret, step->op, n + SLACK);
		total += n + SLACK;
	}
	return total;
}

static unsigned n_ops(size_t at)
{
	unsigned n = 0;

	while (service_rows[at]->steps[n].op != NULL)
		n++;
	return n;
}

/* A service whose last resource left the stacks. */
static void drop_service(struct service_state *s, size_t at)
{
	struct services *l = &s->shown;
	size_t kept = 0;

	for (size_t i = 0; i < l->n; i++) {
		if (l->parts[i].service == service_rows[at]->name)
			part_release(&l->parts[i]);
		else
			l->parts[kept++] = l->parts[i];
	}
	l->n = kept;
	free(l->readings[at].error);
	l->readings[at] = (struct service_reading){ 0 };
	free(s->rounds[at].error);
	s->rounds[at] = (struct service_round){ 0 };
}

/* A round that was given up without a word, or whose members are others by now. */
static void drop_round(struct service_round *r, const struct probe_site *site)
{
	bool others = r->number > 0 && r->started_sec < site->changed_sec;

	if (!r->planned && !others)
		return;
	free(r->error);
	*r = (struct service_round){ 0 };
}

bool services_plan(void *state, const struct probe_site *site, struct probe_plan *ret)
{
	struct service_state *s = state;
	unsigned total = 0;

	for (size_t i = 0; service_rows[i] != NULL; i++) {
		struct probe_plan alone = { 0 };
		unsigned n;

		drop_round(&s->rounds[i], site);
		if (!has_members(service_rows[i], site->members)) {
			if (!site->members->cut && s->shown.readings[i].service != NULL)
				drop_service(s, i);
			continue;
		}
		if (s->rounds[i].number == 0) {
			s->rounds[i].paces = due_paces(s, i, site);
			s->rounds[i].looks = site->shown;
		}
		if (s->rounds[i].paces == 0 || ret->n + n_ops(i) > PROBE_EXPECTS)
			continue;
		n = plan_service(s, i, site, &alone);
		if (total > 0 && total + n > CALLS_AN_ACT)
			continue;
		for (size_t k = 0; k < alone.n; k++)
			probe_expect(ret, alone.items[k].op, alone.items[k].most);
		s->rounds[i].planned = true;
		total += n;
	}
	return total > 0;
}

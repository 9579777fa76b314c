/*
 * Which services are due, and the most calls that reading them may take.
 */
#include <stdlib.h>

#include "core/watch/service_state.h"

#define CALLS_AN_ACT 80 /* of the act's LIMIT_EXPECTS: others want some too */
#define SLACK        2  /* further tries of an operation */

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
	if (s->shown.readings[at].error != NULL)
		return true;
	for (size_t i = 0; i < s->shown.n; i++) {
		struct verdict v;

		if (s->shown.parts[i].service != service_rows[at]->name)
			continue;
		part_judge(&s->shown.parts[i], now_sec, &v);
		if (v.severity != SEV_OK || v.changing)
			return true;
	}
	return false;
}

static bool is_due(const struct service_state *s, size_t at,
		   const struct probe_site *site)
{
	const struct service_reading *r = &s->shown.readings[at];
	int64_t age = site->now_sec - r->tried_sec;
	int64_t soon = SERVICE_SOON_SEC;

	if (r->tried_sec == 0 || age < 0 || s->rounds[at].number > 0)
		return true;
	if (age >= service_rows[at]->period_sec)
		return true;
	/* what is seldom read costs much: settings of buckets */
	if (service_rows[at]->period_sec > SERVICE_REST_SEC)
		soon = SERVICE_REST_SEC;
	return age >= soon && (site->shown || in_trouble(s, at, site->now_sec));
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

bool services_wanted(const struct service_state *s, size_t at,
		     const struct service_step *step, const struct members *m,
		     bool shown)
{
	if (step->detail && !shown)
		return false;
	return step->each != EACH_ONCE ||
	       (s->rounds[at].number == 0 && members_any(m, step->type));
}

/* The step that makes the parts that this one is about. */
static const struct service_step *maker(const struct service_row *row, const char *kind)
{
	for (const struct service_step *step = row->steps; step->op != NULL; step++)
		if (text_eq(step->kind, kind))
			return step;
	bug_stop("parts that are asked about are made before", __FILE__, __LINE__);
}

static unsigned calls_of(const struct service_state *s, size_t at,
			 const struct service_step *step, const struct probe_site *site)
{
	const struct service_step *made;
	unsigned pages = step->pages > 0 ? step->pages : 1;
	size_t from, n;

	if (!services_wanted(s, at, step, site->members, site->shown))
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

bool services_plan(void *state, const struct probe_site *site, struct probe_plan *ret)
{
	struct service_state *s = state;
	unsigned total = 0;

	for (size_t i = 0; service_rows[i] != NULL; i++) {
		struct probe_plan alone = { 0 };
		unsigned n;

		s->rounds[i].planned = false;
		if (!has_members(service_rows[i], site->members)) {
			if (!site->members->cut && s->shown.readings[i].service != NULL)
				drop_service(s, i);
			continue;
		}
		if (!is_due(s, i, site) || ret->n + n_ops(i) > PROBE_EXPECTS)
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

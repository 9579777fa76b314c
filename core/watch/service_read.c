/*
 * The probe of services: from the draft of an act to what is shown and judged.
 *
 * Always true: a service that fails keeps its old parts and says so; nothing of a draft
 * is shown before the outcome of its act is committed.
 */
#include <stdlib.h>
#include <string.h>

#include "core/base/vec.h"
#include "core/watch/service_state.h"

static void *state_new(void)
{
	return mem_new(1, sizeof(struct service_state));
}

static void state_free(void *state)
{
	struct service_state *s = state;

	if (s == NULL)
		return;
	services_forget_draft(s);
	services_release(&s->shown);
	for (size_t i = 0; i < SERVICES_MAX; i++)
		free(s->rounds[i].error);
	free(s);
}

const struct services *services_of(const void *state)
{
	static const struct services none;
	const struct service_state *s = state;

	return s == NULL ? &none : &s->shown;
}

/* ---- from the draft to what is shown ---- */

static int by_service(const void *a, const void *b)
{
	const struct part *x = a, *y = b;
	int order = strcmp(x->service, y->service);

	if (order == 0)
		order = strcmp(x->kind, y->kind);
	if (order == 0)
		order = strcmp(x->name, y->name);
	return order != 0 ? order : strcmp(x->id, y->id);
}

static struct part *counterpart(struct services *l, const struct part *p)
{
	for (size_t i = 0; i < l->n; i++)
		if (l->parts[i].service == p->service &&
		    text_eq(l->parts[i].kind, p->kind) &&
		    text_eq(l->parts[i].id, p->id) &&
		    text_eq(l->parts[i].name, p->name))
			return &l->parts[i];
	return NULL;
}

/* "idle_since": it did not begin with this reading. */
static void keep_since(struct fact *f, const struct part *old)
{
	const struct fact *was = part_fact(old, f->key);

	if (was != NULL && f->kind == FACT_TIME && was->kind == FACT_TIME &&
	    str_ends(str_of(f->key), "_since"))
		f->number = was->number;
}

/* Into what is shown, in the place of what it was before. */
static void show_part(struct service_state *s, struct part *p,
		      const struct probe_end *end)
{
	struct part *old = counterpart(&s->shown, p);
	struct verdict v;

	p->seq = end->seq;
	for (size_t i = 0; old != NULL && i < p->n_facts; i++)
		keep_since(&p->facts[i], old);
	part_judge(p, end->now_sec, &v);
	p->rule = v.rule;
	if (v.since_sec != 0)
		p->since_sec = v.since_sec;
	else if (old != NULL)
		p->since_sec =
			text_eq(old->rule, v.rule) ? old->since_sec : end->now_sec;
	if (old != NULL) {
		part_release(old);
		*old = *p;
	} else if (s->shown.n < LIMIT_PARTS) {
		*VEC_PUSH(s->shown.parts, s->shown.n, s->shown.cap) = *p;
	} else {
		part_release(p);
	}
	*p = (struct part){ 0 };
}

/* After the last of its members: what was not found again is no more. */
static void drop_old(struct service_state *s, size_t at)
{
	struct services *l = &s->shown;
	size_t kept = 0;

	for (size_t i = 0; i < l->n; i++) {
		if (l->parts[i].service == service_rows[at]->name &&
		    l->parts[i].read_sec < s->rounds[at].started_sec)
			part_release(&l->parts[i]);
		else
			l->parts[kept++] = l->parts[i];
	}
	l->n = kept;
}

static bool has_more(const struct service_state *s, size_t at)
{
	for (const struct service_step *step = service_rows[at]->steps;
	     step->op != NULL; step++) {
		size_t n = 0;

		if (step->each != EACH_MEMBER && step->each != EACH_MEMBERS)
			continue;
		(void)members_of(s->members, step->type, &n);
		if (n > ((size_t)s->rounds[at].number + 1) * step->most)
			return true;
	}
	return false;
}

static void end_service(struct service_state *s, size_t at, const struct probe_end *end)
{
	struct service_reading *r = &s->shown.readings[at];
	struct service_round *round = &s->rounds[at];

	r->service = service_rows[at]->name;
	r->tried_sec = end->now_sec;
	r->seq = end->seq;
	if (round->error == NULL && has_more(s, at)) {
		round->number++;
		return;
	}
	free(r->error);
	r->error = round->error;
	r->cut = round->cut || s->members->cut;
	if (r->error == NULL) {
		r->read_sec = end->now_sec;
		r->failed_sec = 0;
		drop_old(s, at);
	} else if (r->failed_sec == 0) {
		r->failed_sec = end->now_sec;
	}
	*round = (struct service_round){ 0 };
}

static void probe_end_services(void *state, const struct probe_end *end)
{
	struct service_state *s = state;

	if (s->members == NULL)
		return;
	for (size_t i = 0; end->on_record && service_rows[i] != NULL; i++)
		if (s->rounds[i].planned && service_rows[i]->compare != NULL)
			service_rows[i]->compare(&s->draft);
	for (size_t i = 0; end->on_record && i < s->draft.n; i++)
		show_part(s, &s->draft.parts[i], end);
	for (size_t i = 0; service_rows[i] != NULL; i++) {
		if (s->rounds[i].planned && end->on_record)
			end_service(s, i, end);
		else if (s->rounds[i].planned)
			free(s->rounds[i].error);
		if (s->rounds[i].planned && !end->on_record)
			s->rounds[i] = (struct service_round){ 0 };
		s->rounds[i].planned = false;
	}
	if (s->shown.n > 1)
		qsort(s->shown.parts, s->shown.n, sizeof(*s->shown.parts), by_service);
	services_forget_draft(s);
}

static void probe_judge_services(const void *state, const struct probe_site *site,
				 struct health *h)
{
	const struct service_state *s = state;

	for (size_t i = 0; i < SERVICES_MAX; i++) {
		struct verdict v;

		if (service_judge(&s->shown.readings[i], &v))
			health_add(h, &v);
	}
	for (size_t i = 0; i < s->shown.n; i++) {
		AUTO(buf) whole = BUF_INIT(LIMIT_REASON + 8);
		char *text;
		struct verdict v;

		part_judge(&s->shown.parts[i], site->now_sec, &v);
		if (v.severity == SEV_OK)
			continue;
		part_reason(&s->shown.parts[i], site->now_sec, &whole);
		text = buf_take(&whole);
		v.whole = text;
		health_add(h, &v);
		free(text);
	}
}

static void probe_to_node(struct arena *a, struct node *to, const void *state)
{
	services_to_node(a, to, services_of(state));
}

static void probe_from_node(void *state, const struct node *n)
{
	struct service_state *s = state;

	services_from_node(&s->shown, n);
}

static void forget_records(void *state)
{
	struct services *l = &((struct service_state *)state)->shown;

	for (size_t i = 0; i < l->n; i++)
		l->parts[i].seq = -1;
	for (size_t i = 0; i < SERVICES_MAX; i++)
		l->readings[i].seq = -1;
}

const struct probe_ops probe_services = {
	.id = "services",
	.rules = service_health_rules,
	.new = state_new,
	.free = state_free,
	.plan = services_plan,
	.run = services_run,
	.end = probe_end_services,
	.judge = probe_judge_services,
	.to_node = probe_to_node,
	.from_node = probe_from_node,
	.forget_records = forget_records,
};

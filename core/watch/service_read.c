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

static struct part *counterpart(const struct services *l, const struct part *p)
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

/* ---- what was not due stays as it was read ---- */

static void keep_facts(struct part *p, const struct part *old,
		       const struct fact_row *rows)
{
	for (; rows->key != NULL; rows++) {
		const struct fact *f = part_fact(old, rows->key);

		if (f == NULL || part_fact(p, rows->key) != NULL)
			continue;
		if (f->kind == FACT_TEXT)
			part_put_text(p, rows->key, str_of(f->text));
		else
			part_put_number(p, rows->key, f->kind, f->number);
		p->facts[p->n_facts - 1].read_sec =
			f->read_sec != 0 ? f->read_sec : old->read_sec;
	}
}

static bool was_well(const struct part *p)
{
	return text_eq(p->rule, "service-ok");
}

static bool has_failed(const struct service_state *s, size_t part,
		       const struct service_step *step)
{
	for (const struct service_ask *a = s->asks; a != NULL; a = a->next)
		if (a->part == part && a->step == step)
			return a->failed;
	return false;
}

/* What its steps told that were not asked now, or failed.  Of one for parts in trouble:
 * unless it told of a trouble that is over. */
static void keep_unasked(const struct service_state *s, size_t at, size_t part)
{
	struct part *p = &s->draft->parts[part];
	const struct part *old = counterpart(&s->shown, p);

	for (const struct service_step *step = service_rows[at]->steps;
	     old != NULL && step->op != NULL; step++) {
		bool mine = step->each == EACH_PART && step->kind == NULL &&
			    text_eq(step->of, p->kind);

		if (mine && (has_failed(s, part, step) ||
			     (!services_paced(&s->rounds[at], step) &&
			      (!step->trouble || was_well(old)))))
			keep_facts(p, old, step->facts);
	}
}

static bool same_member(const struct part *a, const struct part *b)
{
	return text_eq(a->logical, b->logical) && text_eq(a->stack, b->stack);
}

static bool has_kind(const struct services *l, const char *kind, const struct part *of)
{
	for (size_t i = 0; i < l->n; i++)
		if (l->parts[i].service == of->service &&
		    text_eq(l->parts[i].kind, kind) && same_member(&l->parts[i], of))
			return true;
	return false;
}

/* The part that the step asks about was in trouble until this reading. */
static bool had_trouble(const struct service_state *s, const char *kind,
			const struct part *of)
{
	for (size_t i = 0; i < s->shown.n; i++)
		if (s->shown.parts[i].service == of->service &&
		    text_eq(s->shown.parts[i].kind, kind) &&
		    same_member(&s->shown.parts[i], of) &&
		    !was_well(&s->shown.parts[i]))
			return true;
	return false;
}

/* Did the act ask for parts like this, or need it not because a trouble is over? */
static bool was_asked(const struct service_state *s, size_t at, const struct part *p)
{
	for (const struct service_step *step = service_rows[at]->steps;
	     step->op != NULL; step++) {
		if (!text_eq(step->kind, p->kind))
			continue;
		if (services_paced(&s->rounds[at], step))
			return true;
		if (step->trouble &&
		    (has_kind(s->draft, p->kind, p) || had_trouble(s, step->of, p)))
			return true;
	}
	return false;
}

/* Parts that nobody asked for go over into the draft, to be compared with the others;
 * the rest gets the facts that nobody asked for. */
static void keep_old(struct service_state *s, size_t at)
{
	struct services *l = &s->shown;
	size_t left = 0;

	for (size_t i = 0; i < s->draft->n; i++)
		if (s->draft->parts[i].service == service_rows[at]->name)
			keep_unasked(s, at, i);
	for (size_t i = 0; i < l->n; i++)
		l->parts[i].kept = l->parts[i].service == service_rows[at]->name &&
				   !was_asked(s, at, &l->parts[i]);
	for (size_t i = 0; i < l->n; i++)
		if (l->parts[i].kept)
			*VEC_PUSH(s->draft->parts, s->draft->n, s->draft->cap) =
				l->parts[i];
		else
			l->parts[left++] = l->parts[i];
	l->n = left;
}

/* Since when what holds of it holds. */
static void judge_part(struct part *p, const struct part *old, int64_t now_sec)
{
	int64_t since_sec = 0;
	struct verdict v;

	part_judge(p, now_sec, &v);
	if (v.since_sec != 0)
		since_sec = v.since_sec;
	else if (old != NULL)
		since_sec = text_eq(old->rule, v.rule) ? old->since_sec : now_sec;
	p->rule = v.rule;
	p->since_sec = since_sec;
}

/* What shows only between parts, when one of their calls failed. */
static void keep_compared(struct part *p, const struct part *old)
{
	for (const char *const *key = service_compared; *key != NULL; key++) {
		const struct fact *f = part_fact(old, *key);

		if (f != NULL && part_fact(p, *key) == NULL)
			part_put_number(p, f->key, f->kind, f->number);
	}
}

static bool has_error(const struct service_state *s, const struct part *p)
{
	for (size_t i = 0; service_rows[i] != NULL; i++)
		if (service_rows[i]->name == p->service)
			return s->rounds[i].error != NULL;
	return false;
}

/* A part that finds no place is not forgotten in silence. */
static void note_cut(struct service_state *s, const struct part *p)
{
	for (size_t i = 0; service_rows[i] != NULL; i++)
		if (service_rows[i]->name == p->service)
			s->rounds[i].cut = true;
}

/* Into what is shown, in the place of what it was before. */
static void show_part(struct service_state *s, struct part *p,
		      const struct probe_end *end)
{
	struct part *old = p->kept ? p : counterpart(&s->shown, p);

	if (!p->kept)
		p->seq = end->seq;
	if (old != NULL && old != p && has_error(s, p))
		keep_compared(p, old);
	for (size_t i = 0; old != NULL && i < p->n_facts; i++)
		keep_since(&p->facts[i], old);
	judge_part(p, old, end->now_sec);
	if (old != NULL && old != p) {
		part_release(old);
		*old = *p;
	} else if (s->shown.n < LIMIT_PARTS) {
		*VEC_PUSH(s->shown.parts, s->shown.n, s->shown.cap) = *p;
	} else {
		note_cut(s, p);
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
		struct part *p = &l->parts[i];

		if (p->service == service_rows[at]->name && !p->kept &&
		    p->read_sec < s->rounds[at].started_sec) {
			part_release(p);
			continue;
		}
		p->kept = p->kept && p->service != service_rows[at]->name;
		l->parts[kept++] = *p;
	}
	l->n = kept;
}

static bool has_more(const struct service_state *s, size_t at)
{
	for (const struct service_step *step = service_rows[at]->steps;
	     step->op != NULL; step++) {
		size_t n = 0;

		if ((step->each != EACH_MEMBER && step->each != EACH_MEMBERS) ||
		    !services_paced(&s->rounds[at], step))
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
	for (unsigned i = 0; i < N_PACES; i++)
		if ((round->paces >> i & 1) != 0) {
			r->paced_sec[i] = end->now_sec;
			if (round->looks)
				r->looked_sec[i] = end->now_sec;
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
	for (size_t i = 0; end->on_record && service_rows[i] != NULL; i++) {
		if (!s->rounds[i].planned)
			continue;
		keep_old(s, i);
		if (s->rounds[i].error == NULL && service_rows[i]->compare != NULL)
			service_rows[i]->compare(s->draft, &s->shown);
	}
	for (size_t i = 0; end->on_record && i < s->draft->n; i++)
		show_part(s, &s->draft->parts[i], end);
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
		bool changing;

		if (part_severity(&s->shown.parts[i], site->now_sec, &changing) ==
		    SEV_OK)
			continue;
		part_judge(&s->shown.parts[i], site->now_sec, &v);
		part_reason(&s->shown.parts[i], site->now_sec, &whole);
		text = buf_take(&whole);
		v.whole = text;
		health_add(h, &v);
		free(text);
	}
}

static size_t probe_weight(const void *state)
{
	return ((const struct service_state *)state)->shown.n;
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
	.weight = probe_weight,
	.to_node = probe_to_node,
	.from_node = probe_from_node,
	.forget_records = forget_records,
};

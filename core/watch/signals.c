/*
 * What the probes of one installation keep, and what they say.
 */
#include "core/watch/signals.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/clock.h"
#include "core/base/vec.h"

static void stack_forget(struct signals_stack *s)
{
	shared_drop(s->id);
	shared_drop(s->name);
	shared_drop(s->status);
}

void signals_init(struct signals *s, const struct probe_ops *const *probes,
		  const struct config *config)
{
	*s = (struct signals){ .probes = probes, .config = config, .seq = -1 };
}

void signals_release(struct signals *s)
{
	for (size_t i = 0; s->probes != NULL && s->probes[i] != NULL; i++)
		if (s->states[i] != NULL)
			s->probes[i]->free(s->states[i]);
	for (size_t i = 0; i < s->n_stacks; i++)
		stack_forget(&s->stacks[i]);
	free(s->stacks);
	free(s->unlisted.stack);
	kept_err_clear(&s->unlisted.err);
	kept_err_clear(&s->err);
	members_release(&s->members);
	health_release(&s->kept);
	signals_init(s, s->probes, s->config);
}

static size_t place_of(const struct signals *s, const struct probe_ops *probe)
{
	size_t i = 0;

	while (s->probes[i] != NULL && s->probes[i] != probe)
		i++;
	bug_unless(i < PROBES_MAX && s->probes[i] != NULL);
	return i;
}

const void *signals_state(const struct signals *s, const struct probe_ops *probe)
{
	for (size_t i = 0; s->probes != NULL && s->probes[i] != NULL; i++)
		if (s->probes[i] == probe)
			return s->states[i];
	return NULL;
}

void *signals_state_make(struct signals *s, const struct probe_ops *probe)
{
	size_t i;

	if (s->probes == NULL)
		return NULL;
	i = place_of(s, probe);
	if (s->states[i] == NULL)
		s->states[i] = probe->new ();
	return s->states[i];
}

#define NOT_LISTED "members-not-read"

/* The probe of a rule; NULL: none brings it. */
static const struct probe_ops *probe_of(const struct signals *s, const char *rule,
					size_t *ret)
{
	for (size_t i = 0; s->probes != NULL && s->probes[i] != NULL; i++) {
		const struct health_rule *r = s->probes[i]->rules;

		while (r != NULL && r->id != NULL && !text_eq(r->id, rule))
			r++;
		*ret = i;
		if (r != NULL && r->id != NULL)
			return s->probes[i];
	}
	return NULL;
}

int64_t signals_answered_sec(const struct signals *s, enum health_signal signal)
{
	int64_t newest = 0;

	for (size_t i = 0; s->probes != NULL && s->probes[i] != NULL; i++) {
		const struct health_rule *r = s->probes[i]->rules;

		if (r != NULL && r->id != NULL && r->signal == signal &&
		    s->answered_sec[i] > newest)
			newest = s->answered_sec[i];
	}
	return newest;
}

static bool any_heard(const struct signals *s)
{
	for (size_t i = 0; i < PROBES_MAX; i++)
		if (s->heard[i])
			return true;
	return false;
}

void signals_ended_with(struct signals *s, const struct err *err, int64_t now_sec)
{
	if (err->code == ERR_CANCEL && any_heard(s))
		return;
	if (err->code == ERR_NONE)
		s->err_sec = 0;
	else if (s->err.code == ERR_NONE)
		s->err_sec = now_sec;
	kept_err_set(&s->err, err);
}

/* As long as the probe itself has not been heard, or nothing was listed. */
static void add_kept(const struct signals *s, struct health *h)
{
	for (size_t i = 0; i < s->kept.n; i++) {
		size_t at;
		bool of_probe = probe_of(s, s->kept.rows[i].rule, &at) != NULL;

		if (of_probe ? !s->heard[at] : !s->listed)
			health_add(h, &s->kept.rows[i]);
	}
}

/* ---- what could not be read ---- */

/* "resources of 5 stacks not listed · acme-core: cloudformation:ListStackResources …"
 */
static void judge_unlisted(const struct signals_gap *gap, struct health *h)
{
	AUTO(buf) text = BUF_INIT(LIMIT_REASON);

	if (gap->n == 0)
		return;
	buf_addf(&text, "resources of %zu stack%s not listed", gap->n,
		 gap->n == 1 ? "" : "s");
	if (gap->stack != NULL)
		buf_addf(&text, " · %s: %s", gap->stack, gap->err.text);
	else
		buf_add_text(&text, " yet");
	health_add_rule(h, NOT_LISTED, "resources", gap->since_sec, gap->seq, "%s",
			buf_text(&text));
}

static void judge_reading(const struct signals *s, struct health *h)
{
	AUTO(buf) text = BUF_INIT(LIMIT_REASON);

	judge_unlisted(&s->unlisted, h);
	if (s->members.cut)
		health_add_rule(h, "members-cut", "resources", 0, s->seq,
				"the list is not whole: %zu resources are watched",
				s->members.n);
	if (s->err.code == ERR_NONE)
		return;
	buf_add_text(&text, s->err.text);
	if (s->read_sec > 0) {
		buf_add_text(&text, " · as of ");
		clock_hm(&text, s->read_sec);
		buf_add_char(&text, 'Z');
	}
	health_add_rule(h, "signals-not-read", "signals", s->err_sec, s->seq, "%s",
			buf_text(&text));
}

static struct probe_site site_at(const struct signals *s,
				 const struct installation *inst, int64_t now_sec)
{
	return (struct probe_site){
		.inst = inst,
		.config = s->config,
		.members = &s->members,
		.now_sec = now_sec,
	};
}

void signals_judge(const struct signals *s, const struct installation *inst,
		   int64_t now_sec, struct health *h)
{
	const struct probe_site site = site_at(s, inst, now_sec);

	for (size_t i = 0; s->probes != NULL && s->probes[i] != NULL; i++)
		if (s->states[i] != NULL)
			s->probes[i]->judge(s->states[i], &site, h);
	add_kept(s, h);
	judge_reading(s, h);
}

size_t signals_weight(const struct signals *s)
{
	size_t n = 0;

	for (size_t i = 0; s->probes != NULL && s->probes[i] != NULL; i++)
		if (s->states[i] != NULL && s->probes[i]->weight != NULL)
			n += s->probes[i]->weight(s->states[i]);
	return n;
}

void probe_expect(struct probe_plan *p, const struct op *op, unsigned most)
{
	for (size_t i = 0; i < p->n; i++) {
		if (p->items[i].op != op)
			continue;
		p->items[i].most += most;
		return;
	}
	bug_unless(p->n < PROBE_EXPECTS);
	p->items[p->n++] = (struct expect){ op, most };
}

/* ---- the cache ---- */

static void put_stacks(struct arena *a, struct node *n, const struct signals *s)
{
	struct node *list = node_put(a, n, "stacks", NODE_LIST);

	for (size_t i = 0; i < s->n_stacks; i++) {
		struct node *row = node_add(a, list, NODE_OBJECT);

		node_put_text(a, row, "id", s->stacks[i].id);
		node_put_text(a, row, "name", s->stacks[i].name);
		node_put_text(a, row, "status", s->stacks[i].status);
		node_put_int(a, row, "updated_sec", s->stacks[i].updated_sec);
		if (s->stacks[i].cut)
			node_put_int(a, row, "cut", 1);
	}
}

/* What is lost with the run unless it is kept as it was said. */
static void say_lost(const struct signals *s, const struct installation *inst,
		     struct health *h)
{
	const struct probe_site site = site_at(s, inst, s->read_sec);

	for (size_t i = 0; s->probes != NULL && s->probes[i] != NULL; i++)
		if (s->states[i] != NULL && s->probes[i]->to_node == NULL)
			s->probes[i]->judge(s->states[i], &site, h);
	add_kept(s, h);
	judge_unlisted(&s->unlisted, h);
}

static void put_verdicts(struct arena *a, struct node *to, const struct signals *s,
			 const struct installation *inst)
{
	struct node *list = node_put(a, to, "verdicts", NODE_LIST);
	struct health h = { 0 };

	say_lost(s, inst, &h);
	for (size_t i = 0; i < h.n; i++) {
		const struct verdict *v = &h.rows[i];
		struct node *row = node_add(a, list, NODE_OBJECT);

		node_put_text(a, row, "rule", v->rule);
		node_put_text(a, row, "subject", v->subject);
		node_put_text(a, row, "thing", v->thing);
		node_put_text(a, row, "reason", verdict_reason(v));
		node_put_int(a, row, "since_sec", v->since_sec);
		node_put_int(a, row, "seq", v->seq);
	}
	health_release(&h);
}

#define KEPT_MAX 1000 /* verdicts */

static void take_verdicts(struct signals *s, const struct node *list)
{
	for (const struct node *n = node_first(list); n != NULL && s->kept.n < KEPT_MAX;
	     n = n->next) {
		const char *rule = node_text(n, "rule", "");
		const char *thing = node_text(n, "thing", "");
		size_t at;

		if (probe_of(s, rule, &at) == NULL && !text_eq(rule, NOT_LISTED))
			continue;
		health_add_rule(&s->kept, rule, node_text(n, "subject", ""),
				node_int(n, "since_sec", 0), node_int(n, "seq", -1),
				"%s", node_text(n, "reason", ""));
		if (thing[0] != '\0')
			health_thing(&s->kept, thing);
	}
}

void signals_to_node(struct arena *a, struct node *to, const struct signals *s,
		     const struct installation *inst)
{
	node_put_int(a, to, "read_sec", s->read_sec);
	node_put_int(a, to, "seq", s->seq);
	node_put_int(a, to, "changed_sec", s->changed_sec);
	put_stacks(a, to, s);
	put_verdicts(a, to, s, inst);
	members_to_node(a, node_put(a, to, "members", NODE_LIST), &s->members);
	for (size_t i = 0; s->probes != NULL && s->probes[i] != NULL; i++)
		if (s->states[i] != NULL && s->probes[i]->to_node != NULL)
			s->probes[i]->to_node(
				a, node_put(a, to, s->probes[i]->id, NODE_OBJECT),
				s->states[i]);
}

static int by_id(const void *a, const void *b)
{
	const struct signals_stack *x = a;
	const struct signals_stack *y = b;

	return strcmp(x->id, y->id);
}

static void take_stacks(struct signals *s, const struct node *list)
{
	for (const struct node *row = node_first(list);
	     row != NULL && s->n_stacks < LIMIT_STACKS; row = row->next) {
		bool cut = node_int(row, "cut", 0) != 0;

		*VEC_PUSH(s->stacks, s->n_stacks,
			  s->cap_stacks) = (struct signals_stack){
			.id = shared_text(str_of(node_text(row, "id", ""))),
			.name = shared_text(str_of(node_text(row, "name", ""))),
			.status = shared_text(str_of(node_text(row, "status", ""))),
			.updated_sec = node_int(row, "updated_sec", 0),
			.cut = cut,
		};
		s->members.cut = s->members.cut || cut;
	}
	if (s->n_stacks > 1)
		qsort(s->stacks, s->n_stacks, sizeof(*s->stacks), by_id);
}

void signals_from_node(struct signals *s, const struct node *n)
{
	signals_release(s);
	if (n == NULL)
		return;
	s->read_sec = node_int(n, "read_sec", 0);
	s->seq = node_int(n, "seq", -1);
	s->changed_sec = node_int(n, "changed_sec", 0);
	take_stacks(s, node_get(n, "stacks"));
	take_verdicts(s, node_get(n, "verdicts"));
	members_from_node(&s->members, node_get(n, "members"));
	for (size_t i = 0; s->probes != NULL && s->probes[i] != NULL; i++) {
		const struct node *kept = node_get(n, s->probes[i]->id);

		if (kept != NULL && s->probes[i]->from_node != NULL)
			s->probes[i]->from_node(signals_state_make(s, s->probes[i]),
						kept);
	}
}

void signals_forget_records(struct signals *s)
{
	s->seq = -1;
	for (size_t i = 0; i < s->kept.n; i++)
		s->kept.rows[i].seq = -1;
	for (size_t i = 0; s->probes != NULL && s->probes[i] != NULL; i++)
		if (s->states[i] != NULL && s->probes[i]->forget_records != NULL)
			s->probes[i]->forget_records(s->states[i]);
}

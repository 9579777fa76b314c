/*
 * What is queued for the door: acts, calls, notes, refusals, and giving them up.
 *
 * Always true: nothing here sends, writes or calls back; it only queues, and asks the
 * loop for another turn.  What a rule refuses is recorded: as an act of its own when
 * there was none, else among the refusals of the act's outcome.
 */
#include <stdlib.h>
#include <string.h>

#include "core/aws/act.h"

void door_add(struct door *d, struct act *a)
{
	a->prev = d->last;
	if (d->last != NULL)
		d->last->next = a;
	else
		d->first = a;
	d->last = a;
	d->n_acts++;
}

void door_remove(struct door *d, struct act *a)
{
	bug_unless(a->n_in_flight == 0);
	if (a->prev != NULL)
		a->prev->next = a->next;
	else
		d->first = a->next;
	if (a->next != NULL)
		a->next->prev = a->prev;
	else
		d->last = a->prev;
	if (d->cursor == a)
		d->cursor = a->next;
	d->n_acts--;
	act_free(a);
}

/*
 * The rule of the modes.  Disclosing needs an active incident, which this version
 * does not have.
 */
bool door_allows(const char *mode, enum effect e)
{
	switch (e) {
	case EFFECT_READ: return true;
	case EFFECT_DISCLOSE: return false;
	case EFFECT_WRITE:
	case EFFECT_DESTROY: return text_eq(mode, "operate");
	}
	return false;
}

static bool check_spec(const struct door *d, const struct act_spec *spec,
		       struct err *err)
{
	uint64_t most = 0;

	bug_unless(spec->n_expects > 0 && spec->act != NULL);
	for (size_t i = 0; i < spec->n_expects; i++)
		bug_unless(spec->cred ||
			   spec->expects[i].op->service->without_signature);
	if (d->closing)
		return err_set(err, ERR_CANCEL, "%s: candor is closing", spec->act);
	if (journal_state(d->journal) != JOURNAL_OK)
		return err_set(err, ERR_JOURNAL, "%s: no journal, no action: %s",
			       spec->act, d->journal->why);
	for (size_t i = 0; i < spec->n_expects; i++)
		most += spec->expects[i].most;
	if (most > LIMIT_EXPECTS)
		return err_set(err, ERR_LIMIT, "%s: %llu calls declared, at most %d",
			       spec->act, (unsigned long long)most, LIMIT_EXPECTS);
	return true;
}

/* Bound operations need what they are bound to: before there is an intent. */
static bool check_bound(const struct door *d, const struct act_spec *spec,
			struct err *err)
{
	for (size_t i = 0; i < spec->n_expects; i++) {
		const struct op *op = spec->expects[i].op;
		struct declared declared;

		if (op_is_bound(op) &&
		    (d->declares == NULL || !d->declares(d->declares_ctx, spec->inst,
							 op->bound.key, &declared)))
			return err_set(err, ERR_POLICY,
				       "%s: %s reads what the configuration declares "
				       "as %s, and nothing is declared%s%s",
				       spec->act, op->id, op->bound.key,
				       spec->inst == NULL ? "" : " for ",
				       text_or(spec->inst, ""));
	}
	return true;
}

static bool check_mode(const struct act_spec *spec, struct err *err)
{
	for (size_t i = 0; i < spec->n_expects; i++) {
		const struct op *op = spec->expects[i].op;

		if (!op->service->elsewhere && !door_allows(spec->mode, op->effect))
			return err_set(err, ERR_POLICY,
				       "%s: %s is refused in mode %s (effect %s)",
				       spec->act, op->id, text_or(spec->mode, "none"),
				       effect_name(op->effect));
	}
	return true;
}

static struct act *enqueue(struct door *d, const struct act_spec *spec)
{
	struct act *a = act_new(d, spec);

	a->id = ulid_new(d->clock, d->rng);
	a->begun_us = clock_mono_us(d->clock);
	door_add(d, a);
	loop_again(d->loop);
	return a;
}

void door_refuse(struct door *d, const struct act_spec *spec, const char *why)
{
	struct act *a = enqueue(d, spec);
	struct err err = ERR_INIT;

	a->state = ACT_STATE_RULED_OUT;
	cred_release(&a->cred);
	a->has_cred = false;
	(void)err_set(&err, ERR_POLICY, "%s", why);
	act_note_error(a, &err, NULL);
	act_note_refusal(a, err.text);
}

bool act_begin(struct door *d, const struct act_spec *spec, act_done *on_done,
	       void *ctx, struct act **ret, struct err *err)
{
	struct err why = ERR_INIT;
	struct act *a;

	if (!check_spec(d, spec, err))
		return false;
	if (!check_mode(spec, &why) || !check_bound(d, spec, &why)) {
		door_refuse(d, spec, why.text);
		return err_set(err, why.code, "%s", why.text);
	}
	a = enqueue(d, spec);
	a->on_done = on_done;
	a->ctx = ctx;
	d->stats.acts++;
	*ret = a;
	return true;
}

/* A rule refuses a call within an act: its outcome says so by itself. */
static bool refuse_call(struct act *a, enum err_code code, const char *why,
			const struct op *op, struct err *err)
{
	(void)err_set(err, code, "%s: %s %s", a->name, op->id, why);
	act_note_refusal(a, err->text);
	return false;
}

static bool is_open(const struct act *a, struct err *err)
{
	if (a->cancelled || a->door->closing)
		return err_set(err, ERR_CANCEL, "%s: given up", a->name);
	if (a->state == ACT_STATE_REFUSED ||
	    journal_state(a->door->journal) != JOURNAL_OK)
		return err_set(err, ERR_JOURNAL, "%s: no journal, no action: %s",
			       a->name, a->door->journal->why);
	bug_unless(a->state == ACT_STATE_INTENT || a->state == ACT_STATE_READY);
	return true;
}

static bool stays_within(struct act *a, const struct allowance *w,
			 const struct args *args, struct err *err)
{
	const struct declared declared = { w->bound, w->within };

	if (!op_is_bound(w->op) || bound_check(w->op, &declared, args, err))
		return true;
	act_note_refusal(a, err->text);
	return false;
}

static bool may_submit(struct act *a, const struct op *op, const struct args *args,
		       struct err *err)
{
	static const struct args none;
	const struct allowance *w = act_allowance(a, op);

	if (!is_open(a, err))
		return false;
	if (w == NULL)
		return refuse_call(a, ERR_POLICY, "was not declared", op, err);
	if (w->used >= w->most)
		return refuse_call(a, ERR_LIMIT, "is used up", op, err);
	if (args == NULL)
		args = &none;
	return args_check(args, op, err) && stays_within(a, w, args, err);
}

bool call_submit(struct act *a, const struct op *op, const struct args *args,
		 call_done *on_reply, void *ctx, struct err *err)
{
	struct err why = ERR_INIT;
	struct call *c;

	/* What is missing must show: an outcome without it would say "ok". */
	if (!may_submit(a, op, args, &why)) {
		act_note_error(a, &why, NULL);
		return err_set(err, why.code, "%s", why.text);
	}
	act_allowance(a, op)->used++;
	c = act_add_call(a, op, args);
	c->on_reply = on_reply;
	c->ctx = ctx;
	loop_again(a->door->loop);
	return true;
}

void act_give_up(struct act *a, enum err_code code, const char *why)
{
	struct loop *loop = a->door->loop;

	for (struct call *c = a->calls; c != NULL; c = c->next) {
		if (c->state == CALL_SENT || c->state == CALL_FAILED)
			continue;
		if (c->state == CALL_BACKOFF)
			loop_disarm(loop, c->timer);
		c->state = CALL_FAILED;
		(void)err_set(&c->failure, code, "%s: %s", c->op->id, why);
		loop_again(loop);
	}
}

void act_cancel(struct act *a)
{
	if (a->cancelled ||
	    (a->state != ACT_STATE_INTENT && a->state != ACT_STATE_READY))
		return;
	a->cancelled = true;
	act_note_cancel(a);
	act_give_up(a, ERR_CANCEL, "given up");
	for (struct call *c = a->calls; c != NULL; c = c->next)
		if (c->state == CALL_SENT)
			transport_cancel(a->door->transport, c->transport_id);
	loop_again(a->door->loop);
}

void act_abandon(struct act *a)
{
	a->abandoned = true;
	act_cancel(a);
}

void door_cancel_all(struct door *d)
{
	for (struct act *a = d->first; a != NULL; a = a->next)
		act_cancel(a);
}

void door_cancel_session(struct door *d, const char *ses)
{
	for (struct act *a = d->first; a != NULL; a = a->next)
		if (text_eq(a->ses, ses))
			act_cancel(a);
}

void door_note(struct door *d, const struct note_spec *spec, struct arena *arena)
{
	struct note *n = mem_new(1, sizeof(*n));
	struct note **at = &d->notes;

	n->log = spec->log;
	n->kind = spec->kind;
	n->inst = mem_text(spec->inst);
	n->mode = mem_text(spec->mode);
	n->act = mem_text(spec->act);
	n->ses = mem_text(spec->ses);
	n->ref = spec->ref;
	n->data = spec->data;
	n->arena = *arena;
	*arena = ARENA_INIT(0);
	while (*at != NULL)
		at = &(*at)->next;
	*at = n;
	loop_again(d->loop);
}

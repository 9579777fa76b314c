/*
 * What a session needs before its role can be assumed: the operator's identity, the MFA
 * code of an IAM user, and the log of the customer's account.
 *
 * Always true: an answer leads to the next step in a turn of its own, and to none when
 * the slot was given up meanwhile.
 */
#include "core/access/session_impl.h"

#define LOGS_A_TURN 8 /* a new one has its own key and commit: a millisecond each */

static void step(void *ctx);

static void step_later(struct slot *k, int64_t ms)
{
	loop_disarm(k->set->opts.loop, k->timer);
	k->timer = loop_arm(k->set->opts.loop, ms, step, k);
}

void slot_prepare(struct slot *k)
{
	step_later(k, 0);
}

static void identity_told(void *ctx, const struct err *err)
{
	struct slot *k = ctx;

	if (!k->busy)
		return;
	if (err != NULL) {
		slot_fail(k, err, -1);
		return;
	}
	k->identified = true;
	step_later(k, 0);
}

static void code_told(void *ctx, const char *code)
{
	struct slot *k = ctx;
	struct err err = ERR_INIT;

	if (!k->busy)
		return;
	if (code == NULL) {
		(void)err_set(&err, ERR_CANCEL, "session %s: no MFA code was given",
			      k->pub.inst->name);
		slot_fail(k, &err, -1);
		return;
	}
	secret_set(&k->code, str_of(code));
	step_later(k, 0);
}

/* MFA belongs to the first hop; an IAM user has none and gives the code here. */
static bool needs_code(const struct slot *k)
{
	const struct caller *c = identity_caller(k->set->opts.identity);

	return c->is_user && k->set->opts.config->mfa_serial != NULL &&
	       secret_empty(&k->code);
}

/* A code is asked for when a person opened this installation, never for the round of
 * the whole fleet: that would be a question for each, each hour. */
static bool ask_code(struct slot *k, struct err *err)
{
	AUTO(buf) what = BUF_INIT(128);

	if (k->asked)
		return true;
	if (!k->person) {
		k->pub.needs_code = true;
		return err_set(err, ERR_CRED, "session %s needs an MFA code: open it",
			       k->pub.inst->name);
	}
	k->asked = true;
	buf_addf(&what, "session %s", k->pub.inst->name);
	return identity_ask_code(k->set->opts.identity, k->set->opts.config->mfa_serial,
				 buf_text(&what), code_told, k, err);
}

static void next_turn(void *ctx)
{
	struct sessions *s = ctx;

	s->n_logs = 0;
}

/* The slot's log; ERR_BUSY also when this turn has made its share of new ones. */
static bool find_log(struct slot *k, struct err *err)
{
	struct sessions *s = k->set;

	if (k->log >= 0)
		return true;
	if (s->n_logs >= LOGS_A_TURN)
		return err_set(err, ERR_BUSY, "other logs are being made");
	if (s->n_logs++ == 0)
		s->logs_timer = loop_arm(s->opts.loop, 0, next_turn, s);
	return sessions_log(s, k->inst, &k->log, err);
}

/* AWS says that the operator's own credentials are over.  They are made anew once;
 * another session may have done so already, or failed at it. */
void slot_expired(struct slot *k)
{
	struct identity *id = k->set->opts.identity;
	const struct cred *now = identity_cred(id);

	k->anew = true;
	k->identified = false;
	k->asked = false; /* a code serves once */
	secret_release(&k->code);
	if (identity_state(id) == IDENTITY_FAILED ||
	    (now != NULL && !text_eq(now->key_id, k->signed_with)))
		step_later(k, 0);
	else
		identity_start(id, identity_told, k);
}

static void step(void *ctx)
{
	struct slot *k = ctx;
	struct sessions *s = k->set;
	const struct cred *cred = identity_cred(s->opts.identity);
	const struct caller *c = identity_caller(s->opts.identity);
	struct err err = ERR_INIT;

	k->timer = 0;
	if (cred == NULL && identity_state(s->opts.identity) == IDENTITY_FAILED) {
		/* Tried again by the operator only: no question for a code each minute.
		 */
		slot_fail(k, identity_error(s->opts.identity), -1);
		return;
	}
	if (cred == NULL && k->identified) { /* asking again would never end */
		(void)err_set(
			&err, ERR_EXPIRED,
			"the credentials of %s are over already: renew them, or look "
			"at the clock of this machine",
			c->source);
		slot_fail(k, &err, -1);
		return;
	}
	if (cred == NULL) {
		identity_start(s->opts.identity, identity_told, k);
		return;
	}
	if (needs_code(k)) {
		if (!ask_code(k, &err))
			slot_fail(k, &err, -1);
		return;
	}
	k->mfa = !secret_empty(&k->code) ? "this-call" : c->mfa ? "first-hop" : "none";
	if (find_log(k, &err))
		slot_assume(k, cred);
	else if (err.code == ERR_BUSY)
		step_later(k, s->n_logs >= LOGS_A_TURN ? 0 : LOG_BUSY_MS);
	else
		slot_fail(k, &err, -1);
}

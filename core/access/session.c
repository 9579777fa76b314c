/*
 * Opening, renewing and closing sessions.
 *
 * Always true: a session is OPEN only after the outcome of its AssumeRole and its
 * session.open are committed together; each session.open is followed by exactly one
 * session.close, unless the program dies; keys are wiped when a session ends.
 *
 * States (session.h): sessions_open() and sessions_renew() begin; session_prepare.c
 * leads through identity, MFA code and log to session_assume.c; slot_opened() makes
 * OPEN, slot_fail() FAILED, expire() EXPIRED, drop() NONE; what is dropped with its
 * session.open queued stays OPENING until that is committed, and closes then.
 */
#include "core/access/session.h"

#include <stdlib.h>
#include <string.h>

#include "core/access/session_impl.h"
#include "core/base/log.h"
#include "core/base/os.h"
#include "core/base/vec.h"

#define GOOD_FOR_SEC 60 /* a session that is over sooner is not given out */
#define LOOK_MAX_SEC 60 /* the clock is looked at that often: sleep, jumps */

static struct slot *slot_new(struct sessions *s, size_t inst, enum mode mode)
{
	struct slot *k = mem_new(1, sizeof(*k));

	k->set = s;
	k->inst = inst;
	k->log = -1;
	k->mfa = "none";
	k->pub.inst = &s->opts.config->installations[inst];
	k->pub.mode = mode;
	k->pub.mfa = "none";
	k->pub.error_seq = k->pub.open_seq = -1;
	return k;
}

/* Made when first asked for: few installations are ever opened in all modes. */
static struct slot *slot_of(struct sessions *s, size_t inst, enum mode mode)
{
	struct slot **at = NULL;

	bug_unless(inst < s->n && (unsigned)mode < MODE_COUNT);
	at = &s->slots[inst * MODE_COUNT + (size_t)mode];
	if (*at == NULL)
		*at = slot_new(s, inst, mode);
	return *at;
}

/* The next that was made, from *i on; NULL at the end. */
static struct slot *next_slot(const struct sessions *s, size_t *i)
{
	while (*i < s->n * MODE_COUNT) {
		struct slot *k = s->slots[(*i)++];

		if (k != NULL)
			return k;
	}
	return NULL;
}

int64_t sessions_now_sec(const struct sessions *s)
{
	return clock_wall_us(s->opts.clock) / CLOCK_SEC_US;
}

static void changed(const struct sessions *s)
{
	if (s->on_change != NULL)
		s->on_change(s->on_change_ctx);
}

static void tell(struct slot *k, const struct err *err)
{
	struct waiter *telling = k->waiters;
	size_t n = k->n_waiters;

	bug_unless(k->telling == NULL); /* a callback may not end what told it */
	k->telling = telling;
	k->n_telling = n;
	k->waiters = NULL;
	k->n_waiters = k->cap_waiters = 0;
	for (size_t i = 0; i < n; i++)
		if (telling[i].done != NULL)
			telling[i].done(telling[i].ctx, &k->pub, err);
	k->telling = NULL;
	k->n_telling = 0;
	free(telling);
}

static void clear_work(struct slot *k)
{
	loop_disarm(k->set->opts.loop, k->timer);
	k->timer = 0;
	k->busy = false;
	k->identified = false;
	k->asked = false;
	k->person = false;
	k->anew = false;
	k->closing = NULL;
	k->pub.renewing = false;
	secret_release(&k->code);
	sts_assumed_release(&k->assumed);
}

/* ---- the end of a session ---- */

/* Queue session.close of the session that pub describes. */
static void note_close(struct slot *k, const char *reason)
{
	AUTO(arena) arena = ARENA_INIT(LIMIT_KIB(16));
	struct node *data = node_object(&arena);
	struct note_spec note = {
		.log = k->log,
		.kind = JOURNAL_SESSION_CLOSE,
		.inst = k->pub.inst->name,
		.mode = mode_name(k->pub.mode),
		.act = "session.close",
		.ses = k->pub.id,
		.ref = k->pub.open_seq,
		.data = data,
	};

	node_put_text(&arena, data, "reason", reason);
	node_put_int(&arena, data, "items", 0);
	node_put_int(&arena, data, "masked", 0);
	door_note(k->set->opts.door, &note, &arena);
}

static void expire(struct slot *k)
{
	k->pub.state = SESSION_EXPIRED;
	cred_release(&k->cred);
	note_close(k, "expired");
	changed(k->set);
}

static void look_at_clock(void *ctx);

/* Come back when the next session is over, a minute from now at the latest. */
static void arm_clock(struct sessions *s)
{
	int64_t best = LOOK_MAX_SEC;
	bool any = false;
	size_t i = 0;

	for (struct slot *k = next_slot(s, &i); k; k = next_slot(s, &i)) {
		int64_t left = session_left_sec(&k->pub, sessions_now_sec(s));

		if (k->pub.state != SESSION_OPEN)
			continue;
		any = true;
		if (left < best)
			best = left;
	}
	loop_disarm(s->opts.loop, s->clock_timer);
	s->clock_timer = 0;
	if (any)
		s->clock_timer = loop_arm(s->opts.loop, best < 1 ? 1000 : best * 1000,
					  look_at_clock, s);
}

static void look_at_clock(void *ctx)
{
	struct sessions *s = ctx;
	size_t i = 0;

	for (struct slot *k = next_slot(s, &i); k; k = next_slot(s, &i)) {
		if (k->pub.state == SESSION_OPEN &&
		    session_left_sec(&k->pub, sessions_now_sec(s)) == 0)
			expire(k);
	}
	arm_clock(s);
}

void slot_fail(struct slot *k, const struct err *err, int64_t seq)
{
	struct err copy = *err;

	clear_work(k);
	k->pub.error = copy;
	k->pub.error_seq = seq;
	if (k->pub.state == SESSION_OPENING)
		k->pub.state = SESSION_FAILED;
	changed(k->set);
	tell(k, &copy);
}

static void drop(struct slot *k, const char *reason);

void slot_opened(struct slot *k, int64_t open_seq)
{
	struct session *p = &k->pub;
	const char *closing = k->closing;

	if (p->state == SESSION_OPEN)
		note_close(k, "renewed");
	cred_release(&k->cred);
	cred_copy(&k->cred, &k->assumed.cred);
	memcpy(p->id, k->id.text, sizeof(p->id));
	memcpy(p->name, k->name, sizeof(p->name));
	memcpy(p->arn, k->assumed.arn, sizeof(p->arn));
	memcpy(p->key_id, k->cred.key_id, sizeof(p->key_id));
	p->mfa = k->mfa;
	p->opened_sec = sessions_now_sec(k->set);
	p->expires_sec = k->cred.expires_sec;
	p->open_seq = open_seq;
	p->error = ERR_INIT;
	p->error_seq = -1;
	p->state = SESSION_OPEN;
	clear_work(k);
	if (closing != NULL)
		drop(k, closing);
	arm_clock(k->set);
	changed(k->set);
	tell(k, NULL);
}

/* ---- what is asked for ---- */

bool sessions_log(struct sessions *s, size_t inst, int *ret_log, struct err *err)
{
	const struct installation *i = &s->opts.config->installations[inst];
	const struct journal_scope scope = { i->account, i->partition, i->customer };

	return journal_log(s->opts.journal, &scope, ret_log, err);
}

/* Put the refusals of a slot on record, once its log is there. */
static void note_refusals(void *ctx)
{
	struct slot *k = ctx;
	struct act_spec spec;
	struct err why = ERR_INIT;
	struct err err = ERR_INIT;

	loop_disarm(k->set->opts.loop, k->refusal_timer);
	k->refusal_timer = 0;
	if (k->n_refusals == 0 || mode_check(k->pub.mode, k->pub.inst, &why))
		return;
	if (!sessions_log(k->set, k->inst, &k->log, &err)) {
		if (err.code == ERR_BUSY)
			k->refusal_timer = loop_arm(k->set->opts.loop, LOG_BUSY_MS,
						    note_refusals, k);
		else
			log_line("session %s: a refusal is not on record: %s",
				 k->pub.inst->name, err.text);
		return;
	}
	spec = slot_spec(k);
	for (; k->n_refusals > 0; k->n_refusals--)
		door_refuse(k->set->opts.door, &spec, why.text);
}

/* A mode that may not be entered: an intent that was denied. */
static bool check_mode(struct slot *k, struct err *err)
{
	if (mode_check(k->pub.mode, k->pub.inst, err))
		return true;
	k->n_refusals++;
	note_refusals(k);
	return false;
}

static void begin(struct slot *k, bool person, session_done *done, void *ctx)
{
	k->person = k->person || person;
	if (done != NULL)
		*VEC_PUSH(k->waiters, k->n_waiters, k->cap_waiters) =
			(struct waiter){ done, ctx };
	k->closing = NULL; /* it is wanted again */
	if (k->busy)
		return;
	k->busy = true;
	k->pub.needs_code = false;
	if (k->pub.state == SESSION_OPEN)
		k->pub.renewing = true;
	else
		k->pub.state = SESSION_OPENING;
	slot_prepare(k);
	changed(k->set);
}

static bool open_for(struct slot *k, bool person, session_done *done, void *ctx,
		     struct err *err)
{
	const struct sessions *s = k->set;

	if (!check_mode(k, err))
		return false;
	if (session_left_sec(&k->pub, sessions_now_sec(s)) >= GOOD_FOR_SEC) {
		if (done != NULL)
			done(ctx, &k->pub, NULL);
		return true;
	}
	begin(k, person, done, ctx);
	return true;
}

bool sessions_open(struct sessions *s, size_t inst, enum mode mode, session_done *done,
		   void *ctx, struct err *err)
{
	return open_for(slot_of(s, inst, mode), true, done, ctx, err);
}

bool sessions_open_silent(struct sessions *s, size_t inst, enum mode mode,
			  session_done *done, void *ctx, struct err *err)
{
	return open_for(slot_of(s, inst, mode), false, done, ctx, err);
}

bool sessions_renew(struct sessions *s, size_t inst, enum mode mode, session_done *done,
		    void *ctx, struct err *err)
{
	struct slot *k = slot_of(s, inst, mode);

	if (!check_mode(k, err))
		return false;
	begin(k, true, done, ctx);
	return true;
}

void sessions_forget(struct sessions *s, const void *ctx)
{
	size_t i = 0;

	for (struct slot *k = next_slot(s, &i); k; k = next_slot(s, &i)) {
		for (size_t j = 0; j < k->n_waiters; j++)
			if (k->waiters[j].ctx == ctx)
				k->waiters[j].done = NULL;
		for (size_t j = 0; j < k->n_telling; j++)
			if (k->telling[j].ctx == ctx)
				k->telling[j].done = NULL;
	}
}

static void give_up_opening(struct slot *k)
{
	if (k->act != NULL)
		act_abandon(k->act);
	k->act = NULL;
	identity_forget(k->set->opts.identity, k);
	clear_work(k);
}

/* What is queued will be committed: a session.open wants its session.close. */
static bool opens(const struct slot *k)
{
	return k->act != NULL && k->assumed.arn[0] != '\0';
}

static void tell_given_up(struct slot *k)
{
	struct err err = ERR_INIT;

	changed(k->set);
	(void)err_set(&err, ERR_CANCEL, "session %s: given up", k->pub.inst->name);
	tell(k, &err);
}

static void cancel(struct slot *k)
{
	if (!k->busy || opens(k))
		return;
	give_up_opening(k);
	if (k->pub.state != SESSION_OPEN)
		k->pub.state = SESSION_NONE;
	tell_given_up(k);
}

void sessions_cancel(struct sessions *s, size_t inst, enum mode mode)
{
	cancel(slot_of(s, inst, mode));
}

void sessions_cancel_all(struct sessions *s)
{
	size_t i = 0;

	for (struct slot *k = next_slot(s, &i); k; k = next_slot(s, &i))
		cancel(k);
}

bool sessions_busy(const struct sessions *s)
{
	size_t i = 0;

	for (const struct slot *k = next_slot(s, &i); k; k = next_slot(s, &i))
		if (k->busy)
			return true;
	return false;
}

static void drop(struct slot *k, const char *reason)
{
	bool was_open = k->pub.state == SESSION_OPEN;

	if (!k->busy && !was_open)
		return;
	if (was_open) {
		door_cancel_session(k->set->opts.door, k->pub.id);
		note_close(k, reason);
	}
	cred_release(&k->cred);
	k->pub.renewing = false;
	if (opens(k)) {
		k->closing = reason;
		k->pub.state = SESSION_OPENING;
	} else {
		give_up_opening(k);
		k->pub.state = SESSION_NONE;
	}
	tell_given_up(k);
}

void sessions_drop(struct sessions *s, size_t inst, enum mode mode, const char *reason)
{
	drop(slot_of(s, inst, mode), reason);
	arm_clock(s);
}

void sessions_close_all(struct sessions *s, const char *reason)
{
	size_t i = 0;

	for (struct slot *k = next_slot(s, &i); k; k = next_slot(s, &i)) {
		note_refusals(k);
		drop(k, reason);
	}
	arm_clock(s);
}

/* ---- looking ---- */

const struct session *sessions_get(struct sessions *s, size_t inst, enum mode mode)
{
	return &slot_of(s, inst, mode)->pub;
}

const struct cred *sessions_cred(struct sessions *s, size_t inst, enum mode mode)
{
	const struct slot *k = slot_of(s, inst, mode);

	return session_left_sec(&k->pub, sessions_now_sec(s)) > 0 ? &k->cred : NULL;
}

int64_t session_left_sec(const struct session *session, int64_t at_sec)
{
	if (session->state != SESSION_OPEN || session->expires_sec <= at_sec)
		return 0;
	return session->expires_sec - at_sec;
}

const char *session_state_name(enum session_state state)
{
	switch (state) {
	case SESSION_NONE: return "none";
	case SESSION_OPENING: return "opening";
	case SESSION_OPEN: return "open";
	case SESSION_EXPIRED: return "expired";
	case SESSION_FAILED: return "failed";
	}
	return "none";
}

void sessions_on_change(struct sessions *s, loop_hook *hook, void *ctx)
{
	s->on_change = hook;
	s->on_change_ctx = ctx;
}

/* ---- making and ending the set ---- */

struct sessions *sessions_new(const struct sessions_opts *opts)
{
	struct sessions *s = mem_new(1, sizeof(*s));

	s->opts = *opts;
	s->n = opts->config->n_installations;
	/* NOLINTNEXTLINE(bugprone-sizeof-expression): a list of pointers is meant */
	s->slots = mem_new(s->n * MODE_COUNT + 1, sizeof(*s->slots));
	os_host_name(s->host);
	if (!os_sha256_exe(s->exe_sha256))
		s->exe_sha256[0] = '\0';
	return s;
}

void sessions_free(struct sessions *s)
{
	size_t i = 0;

	if (s == NULL)
		return;

	for (struct slot *k = next_slot(s, &i); k; k = next_slot(s, &i)) {
		if (k->act != NULL)
			act_abandon(k->act);
		identity_forget(s->opts.identity, k);
		clear_work(k);
		loop_disarm(s->opts.loop, k->refusal_timer);
		cred_release(&k->cred);
		free(k->waiters);
		free(k);
	}
	loop_disarm(s->opts.loop, s->clock_timer);
	loop_disarm(s->opts.loop, s->logs_timer);
	free(s->slots);
	free(s);
}

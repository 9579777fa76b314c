/*
 * THE DOOR: the one place where requests leave candor.
 *
 * Always true, and checked by bug_unless(), which stays in every build:
 *  1. transport_start() is called in send_call() alone, and only for an act in READY;
 *  2. READY means that an intent that names the operation and the most calls of it is
 *     committed (writer.c is the only one to set it);
 *  3. an act leaves READY only for DRAINED, and DRAINED queues exactly one outcome;
 *  4. on_done runs only after the outcome is committed, or with ERR_JOURNAL;
 *  5. a retry and a page are calls of their own, each with a record of its own in the
 *     outcome; a write whose connection broke is never sent again, nor is a call with
 *     a secret argument (a code counts once), and both go out on a fresh connection,
 *     since libcurl resends by itself when a kept one dies;
 *  6. a call that no intent covers is refused when it is submitted (submit.c), and a
 * bug that stops the program when it is about to be sent;
 *  7. credentials from STS come through here like everything else.
 *
 * States of an act, and who makes the change:
 *   INTENT    -> READY       writer.c: committed
 *   INTENT    -> REFUSED     writer.c: could not be committed; nothing was sent
 *   READY     -> DRAINED     settle(): no call is left
 *   DRAINED   -> DONE        writer.c: the outcome is committed
 *   DRAINED   -> UNWRITTEN   writer.c: it is not; the journal is BROKEN
 *   UNWRITTEN -> DONE        writer.c: a later try
 *   RULED_OUT -> DONE        writer.c: intent and outcome of a refusal
 *   DONE, REFUSED -> gone    deliver(): on_done was told
 * States of a call: WAITING -> SENT (send_call), SENT -> BACKOFF | WAITING | gone
 * (replied), BACKOFF -> WAITING (timer), any but SENT -> FAILED (act_give_up).
 */
#include <stdlib.h>
#include <string.h>

#include "core/aws/act.h"
#include "core/aws/proto.h"
#include "core/aws/sigv4.h"
#include "core/base/vec.h"

/* Requests of one act at once: a slow installation takes this many places at most. */
#define CALLS_PER_ACT 3

/* ---- the clocks of others ---- */

static struct skew *skew_of(struct door *d, const char *host)
{
	for (size_t i = 0; i < d->n_skews; i++)
		if (text_eq(d->skews[i].host, host))
			return &d->skews[i];
	return NULL;
}

/* Several calls signed with the same wrong clock may say so one after the other: the
 * offset is what this one was signed with plus what it missed, not a sum. */
static void correct_skew(struct door *d, const char *host, int64_t sec)
{
	struct skew *s = skew_of(d, host);

	if (s == NULL) {
		s = VEC_PUSH(d->skews, d->n_skews, d->cap_skews);
		if (!text_copy(s->host, sizeof(s->host), str_of(host)))
			bug_stop("a host fits", __FILE__, __LINE__);
	}
	s->sec = sec;
}

/* ---- the end of a call, and of an act ---- */

static const char *place_of(const struct act *a)
{
	return text_or(a->inst, text_or(a->region, "AWS"));
}

static void settle(struct act *a)
{
	if (a->state != ACT_STATE_READY || a->calls != NULL)
		return;
	bug_unless(a->n_in_flight == 0);
	a->state = ACT_STATE_DRAINED;
	loop_again(a->door->loop);
}

/* Tell the owner, which may add calls; then the call is gone. */
static void finish(struct call *c, const struct call_reply *reply)
{
	struct act *a = c->act;

	if (reply->err != NULL && !fault_is_answer(c->op, reply->fault))
		act_note_error(a, reply->err, reply->fault);
	if (c->listing != NULL)
		listing_page(a, c, reply);
	else if (c->on_reply != NULL && !a->abandoned)
		c->on_reply(c->ctx, a, reply);
	act_drop_call(a, c);
	settle(a);
}

static void fail_call(struct call *c, const struct err *err)
{
	struct err copy = *err;
	struct call_reply reply = { .err = &copy, .request_id = "" };

	finish(c, &reply);
}

/* ---- replies ---- */

/* What one attempt gave. */
struct answer {
	struct arena arena;
	const struct node *result; /* NULL: err is set */
	struct fault fault;
	bool has_fault;
	struct err err;
	int64_t server_sec;
};

static void answer_release(struct answer *w)
{
	arena_release(&w->arena);
}

static void take_fault(const struct call *c, const struct http_reply *reply,
		       struct answer *w)
{
	fault_parse(c->op, &c->args, reply, &w->fault);
	fault_to_err(&w->fault, c->op->id, place_of(c->act), &w->err);
	w->has_fault = true;
}

static void read_answer(const struct call *c, const struct http_reply *reply,
			const struct err *err, struct answer *w)
{
	w->server_sec = retry_server_sec(reply);
	if (err != NULL) {
		w->err = *err;
		(void)err_context(&w->err, "%s in %s", c->op->id, place_of(c->act));
		return;
	}
	if (reply->status < 200 || reply->status > 299) {
		take_fault(c, reply, w);
		return;
	}
	if (proto_decode(c->op, reply, &w->arena, &w->result, &w->err))
		return;
	/* The decoder's sentence names the operation and quotes nothing: this may be
	 * half an answer with keys in it. */
	w->result = NULL;
	(void)err_context(&w->err, "%s", place_of(c->act));
}

static void record(const struct call *c, const struct http_reply *reply,
		   const struct answer *w)
{
	struct act *a = c->act;
	struct call_record *r = VEC_PUSH(a->records, a->n_records, a->cap_records);
	const char *code = "";

	r->op = c->op;
	fault_request_id(reply, r->rid);
	if (r->rid[0] == '\0' && w->has_fault)
		memcpy(r->rid, w->fault.request_id, sizeof(r->rid));
	r->http = reply->status;
	r->n_sent = reply->n_sent;
	r->ms = reply->took_ms;
	r->skew_sec = c->skew_sec;
	memcpy(r->region, c->region, sizeof(r->region));
	if (w->has_fault)
		code = w->fault.code;
	else if (w->result == NULL)
		code = err_code_name(w->err.code);
	if (!text_copy(r->code, sizeof(r->code), str_of(code)))
		bug_stop("a fault's code fits", __FILE__, __LINE__);
}

static size_t count_rows(const struct op *op, const struct node *rows)
{
	size_t n = 0;

	if (!op->rows_flat)
		return rows->n_children;
	for (const struct node *r = rows; r != NULL; r = r->next)
		n += text_eq(r->name, rows->name);
	return n;
}

static void count(struct act *a, struct call *c, const struct http_reply *reply,
		  const struct answer *w)
{
	struct door_stats *s = &a->door->stats;
	const struct node *rows = NULL;

	s->bytes += reply->body.len;
	s->faults += w->result == NULL;
	c->throttled = w->has_fault && w->fault.kind == FAULT_THROTTLED;
	s->throttles += c->throttled;
	stats_reply(a->door, c, w->result != NULL, c->throttled, reply->took_ms,
		    reply->body.len);
	a->n_bytes += reply->body.len;
	if (w->server_sec != 0)
		a->server_sec = w->server_sec;
	if (w->result != NULL && c->op->rows != NULL)
		rows = node_at(w->result, c->op->rows);
	if (rows != NULL)
		a->n_rows += count_rows(c->op, rows);
}

static void back_off_over(void *ctx)
{
	struct call *c = ctx;

	c->timer = 0;
	c->state = CALL_WAITING;
	loop_again(c->act->door->loop);
}

/* True: the call goes out once more. */
static bool again(struct call *c, const struct answer *w)
{
	struct act *a = c->act;
	struct door *d = a->door;
	struct allowance *allowed = act_allowance(a, c->op);
	struct retry_outcome o = {
		.effect = c->op->effect,
		.once = args_secret(&c->args),
		.fault = w->has_fault ? &w->fault : NULL,
		.err = w->has_fault ? NULL : &w->err,
		.server_sec = w->server_sec,
		.signed_sec = c->signed_sec,
	};
	int64_t delay_ms = 0, skew_sec = 0;

	if (a->cancelled || d->closing || allowed->used >= allowed->most ||
	    journal_state(d->journal) != JOURNAL_OK)
		return false;
	switch (retry_failed(&c->retry, &d->pool, a->account, d->rng, &o, &delay_ms,
			     &skew_sec)) {
	case RETRY_STOP: return false;
	case RETRY_SKEW:
		correct_skew(d, c->host, c->skew_sec + skew_sec);
		loop_again(d->loop);
		break;
	case RETRY_WAIT:
		c->state = CALL_BACKOFF;
		c->timer = loop_arm(d->loop, delay_ms, back_off_over, c);
		c->next_us = clock_mono_us(d->clock) + delay_ms * 1000;
		break;
	}
	allowed->used++;
	d->stats.retries++;
	stats_retry(d, c);
	return true;
}

static void replied(void *ctx, struct http_reply *reply, const struct err *err)
{
	struct call *c = ctx;
	struct act *a = c->act;
	AUTO(answer) w = { .arena = ARENA_SECRET(LIMIT_ARENA) };
	struct call_reply out = { 0 };

	bug_unless(c->state == CALL_SENT && a->state == ACT_STATE_READY);
	c->state = CALL_WAITING;
	c->transport_id = 0;
	a->n_in_flight--;
	a->door->n_in_flight--;
	read_answer(c, reply, err, &w);
	record(c, reply, &w);
	count(a, c, reply, &w);
	if (w.result != NULL)
		retry_succeeded(&c->retry, &a->door->pool, a->account);
	else if (again(c, &w))
		return;
	if (w.result != NULL && a->cancelled) {
		/* It had come before the cancellation: on record, and not used. */
		w.result = NULL;
		(void)err_set(&w.err, ERR_CANCEL, "%s: given up", c->op->id);
	}
	out.result = w.result;
	out.fault = w.has_fault ? &w.fault : NULL;
	out.err = w.result == NULL ? &w.err : NULL;
	out.request_id = a->records[a->n_records - 1].rid;
	out.server_sec = w.server_sec;
	finish(c, &out);
}

/* ---- sending ---- */

static bool prepare(struct call *c, struct http_request *req, struct err *err)
{
	const struct act *a = c->act;
	struct door *d = a->door;
	struct endpoint ep = { 0 };
	struct sigv4 how = { .service = text_or(c->op->service->signing,
						c->op->service->id) };
	const struct skew *skew;
	AUTO(buf) agent = BUF_INIT(256);

	if (c->op->service->elsewhere
		    ? !endpoint_of_webhook(a->url, &ep, err)
		    : !endpoint_resolve(c->op->service, a->region, d->env,
					d->profile_endpoint, &ep, err))
		return false;
	memcpy(c->host, ep.host, sizeof(c->host));
	memcpy(c->region, ep.signing_region, sizeof(c->region));
	skew = skew_of(d, c->host);
	c->skew_sec = skew == NULL ? 0 : skew->sec;
	c->signed_sec = clock_wall_us(d->clock) / CLOCK_SEC_US + c->skew_sec;
	buf_addf(&agent, "candor/%s app/candor.%s", d->version, a->id.text);
	if (!proto_build(c->op, &c->args, &ep, req, err) ||
	    !http_request_header(req, "User-Agent", buf_text(&agent), err))
		return false;
	if (!a->has_cred)
		return true;
	if (a->cred.expires_sec != 0 &&
	    a->cred.expires_sec <= c->signed_sec - c->skew_sec)
		return err_set(err, ERR_EXPIRED, "%s in %s: the session is over",
			       c->op->id, place_of(a));
	how.region = ep.signing_region;
	how.at_sec = c->signed_sec;
	how.raw_path = how.payload_header = c->op->service->buckets;
	return sigv4_sign(req, &a->cred, &how, err);
}

/* Invariants 1, 2, 5 and 6 are held here. */
static void send_call(struct call *c)
{
	struct act *a = c->act;
	struct door *d = a->door;
	const struct allowance *w = act_allowance(a, c->op);
	struct transport_opts opts = {
		.fresh = c->op->effect != EFFECT_READ || args_secret(&c->args),
		.timeout_ms = LIMIT_CALL_MS,
	};
	AUTO(http_request) req = { 0 };
	struct err err = ERR_INIT;

	bug_unless(a->state == ACT_STATE_READY && a->intent_committed);
	bug_unless(w != NULL && w->used <= w->most && a->n_records < LIMIT_EXPECTS);
	bug_unless(journal_state(d->journal) == JOURNAL_OK && !a->cancelled);
	bug_unless(c->state == CALL_WAITING);
	if (!prepare(c, &req, &err) ||
	    !transport_start(d->transport, &req, &opts, replied, c, &c->transport_id,
			     &err)) {
		fail_call(c, &err);
		return;
	}
	c->state = CALL_SENT;
	a->n_in_flight++;
	d->n_in_flight++;
	d->stats.calls++;
}

static struct call *waiting_call(const struct act *a)
{
	if (a->state != ACT_STATE_READY || a->n_in_flight >= CALLS_PER_ACT)
		return NULL;
	for (struct call *c = a->calls; c != NULL; c = c->next)
		if (c->state == CALL_WAITING)
			return c;
	return NULL;
}

/*
 * Whose turn it is: among the acts with a waiting call the one with the fewest in
 * flight; among equals the next one round.
 */
static struct call *next_call(struct door *d)
{
	struct act *from = d->cursor != NULL ? d->cursor : d->first;
	struct act *a = from;
	struct call *best = NULL;

	if (a == NULL)
		return NULL;
	do {
		struct call *c = waiting_call(a);

		if (c != NULL &&
		    (best == NULL || a->n_in_flight < best->act->n_in_flight))
			best = c;
		if (best != NULL && best->act->n_in_flight == 0)
			break;
		a = a->next != NULL ? a->next : d->first;
	} while (a != from);
	if (best != NULL)
		d->cursor = best->act->next;
	return best;
}

/* Calls that may not go out any more end with a sentence. */
static void fail_forbidden(struct door *d)
{
	bool journal_ok = journal_state(d->journal) == JOURNAL_OK;

	for (struct act *a = d->first; a != NULL; a = a->next) {
		if (a->calls == NULL)
			continue;
		if (!journal_ok)
			act_give_up(a, ERR_JOURNAL, "no journal, no further call");
		else if (d->closing)
			act_give_up(a, ERR_CANCEL, "candor is closing");
	}
}

static struct call *failed_call(const struct act *a)
{
	for (struct call *c = a->calls; c != NULL; c = c->next)
		if (c->state == CALL_FAILED)
			return c;
	return NULL;
}

static void tell(struct act *a, enum act_status status, const struct err *err)
{
	struct act_result r = {
		.status = status,
		.err = *err,
		.fault = a->fault,
		.intent = a->intent,
		.outcome = a->outcome,
		.n_calls = (unsigned)a->n_records,
		.took_ms = (clock_mono_us(a->door->clock) - a->begun_us) / 1000,
	};

	if (a->told)
		return;
	a->told = true;
	if (a->on_done != NULL && !a->abandoned)
		a->on_done(a->ctx, &r);
}

static void tell_unwritten(struct act *a)
{
	struct err err = ERR_INIT;

	(void)err_set(&err, ERR_JOURNAL,
		      "%s: AWS answered, but the outcome could not be written: %s",
		      a->name, a->door->journal->why);
	tell(a, ACT_ERROR, &err);
}

/* Invariant 4 is held here.  True: the act is gone. */
static bool deliver(struct act *a)
{
	struct call *c;

	while ((c = failed_call(a)) != NULL)
		fail_call(c, &c->failure);
	settle(a);
	switch (a->state) {
	case ACT_STATE_INTENT:
	case ACT_STATE_READY:
	case ACT_STATE_DRAINED:
	case ACT_STATE_RULED_OUT: return false;
	case ACT_STATE_UNWRITTEN: tell_unwritten(a); return false;
	case ACT_STATE_REFUSED:
		if (a->calls != NULL)
			return false;
		bug_unless(a->n_records == 0);
		break;
	case ACT_STATE_DONE: bug_unless(a->calls == NULL); break;
	}
	tell(a, a->status, &a->err);
	door_remove(a->door, a);
	return true;
}

static void deliver_all(struct door *d)
{
	struct act *next;

	for (struct act *a = d->first; a != NULL; a = next) {
		bool gone;

		next = a->next;
		gone = deliver(a);
		if (!gone)
			next = a->next; /* on_reply may have begun an act after it */
	}
}

static void send_phase(void *door)
{
	struct door *d = door;
	struct call *c;

	fail_forbidden(d);
	deliver_all(d);
	if (d->closing || journal_state(d->journal) != JOURNAL_OK)
		return;
	while (d->n_in_flight < LIMIT_IN_FLIGHT && (c = next_call(d)) != NULL)
		send_call(c);
}

/* ---- the door ---- */

struct door *door_new(const struct door_opts *opts)
{
	struct door *d = mem_new(1, sizeof(*d));

	d->loop = opts->loop;
	d->transport = opts->transport;
	d->journal = opts->journal;
	d->clock = opts->clock;
	d->rng = opts->rng;
	d->env = opts->env;
	d->profile_endpoint = mem_text(opts->profile_endpoint);
	d->version = mem_text(opts->version);
	d->who = mem_text("unverified");
	d->lost = BUF_INIT(LIMIT_KIB(64));
	loop_on(d->loop, LOOP_JOURNAL, writer_phase, d);
	loop_on(d->loop, LOOP_SEND, send_phase, d);
	return d;
}

void door_close(struct door *d)
{
	d->closing = true;
	loop_again(d->loop);
}

bool door_idle(const struct door *d)
{
	return d->first == NULL && d->notes == NULL;
}

static void drop_act(struct act *a)
{
	struct door *d = a->door;

	a->abandoned = true;
	for (struct call *c = a->calls; c != NULL; c = c->next) {
		if (c->state == CALL_BACKOFF)
			loop_disarm(d->loop, c->timer);
	}
	a->n_in_flight = 0;
	door_remove(d, a);
}

void door_free(struct door *d, struct buf *left)
{
	if (d == NULL)
		return;
	if (left != NULL)
		writer_left(d, left);
	while (d->first != NULL)
		drop_act(d->first);
	while (d->notes != NULL) {
		struct note *n = d->notes;

		d->notes = n->next;
		note_free(n);
	}
	loop_disarm(d->loop, d->wait_timer);
	loop_disarm(d->loop, d->retry_timer);
	retry_pool_release(&d->pool);
	free(d->skews);
	free(d->ops);
	buf_release(&d->lost);
	free(d->tallies);
	free(d->profile_endpoint);
	free(d->version);
	free(d->who);
	free(d);
}

void door_set_profile_endpoint(struct door *d, const char *url)
{
	free(d->profile_endpoint);
	d->profile_endpoint = mem_text(url);
}

void door_set_declares(struct door *d, door_declares *declares, void *ctx)
{
	d->declares = declares;
	d->declares_ctx = ctx;
}

void door_set_who(struct door *d, const char *who)
{
	free(d->who);
	d->who = mem_text(who);
}

struct door_stats door_stats(const struct door *d)
{
	struct door_stats s = d->stats;

	s.open_acts = d->n_acts;
	s.in_flight = d->n_in_flight;
	for (size_t i = 0; i < d->n_skews; i++)
		if (llabs(d->skews[i].sec) > llabs(s.skew_sec))
			s.skew_sec = d->skews[i].sec;
	return s;
}

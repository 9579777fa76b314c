/*
 * THE DOOR.  Every AWS call passes here; nothing is sent before its intent is on
 * disk, nothing is shown before its outcome is.
 *
 * An act is one intent, the calls it covers, and one outcome:
 *
 *   INTENT --committed--> READY --all replied--> DRAINED --committed--> DONE
 *     |                                             +-- cannot be written: UNWRITTEN,
 *     |                                                 tried again each second
 *     +-- commit failed: REFUSED, nothing was sent
 *     +-- refused by a rule: REFUSED, an entry says so
 *
 * A call of an act that was not declared in `expects`, or beyond its number, is
 * refused and recorded.  Calls may be added from on_reply while the act is open;
 * the act drains when no call is left and on_reply added none.
 *
 * Phases of the loop: act_begin(), call_submit() and door_note() only queue.  All that
 * is queued in one turn is committed together in LOOP_JOURNAL; requests go out and
 * on_done runs in LOOP_SEND; on_reply runs while replies are read, or in LOOP_SEND.
 * No callback ever runs inside act_begin(), call_submit(), act_cancel().
 */
#ifndef CORE_AWS_CALL_H
#define CORE_AWS_CALL_H

#include "core/aws/args.h"
#include "core/aws/bound.h"
#include "core/aws/cred.h"
#include "core/aws/endpoint.h"
#include "core/aws/fault.h"
#include "core/journal/journal.h"
#include "core/net/loop.h"
#include "core/tree/node.h"

struct door;
struct act;

struct door_opts {
	struct loop *loop;
	struct transport *transport;
	struct journal *journal;
	const struct clock *clock;
	const struct rng *rng;
	const struct cred_env *env;
	const char *profile_endpoint; /* endpoint_url of the profile, or NULL; copied */
	const char *version;          /* for the User-Agent; copied */
};

/* Adds its hooks to the loop, which must be freed after it.  What opts point to is
 * borrowed until door_free(), but the texts. */
struct door *door_new(const struct door_opts *opts);

/* Begin to leave: no new act, and no call that was not sent yet; what is in flight may
 * end, outcomes and notes are written. */
void door_close(struct door *d);
/* Nothing is open and nothing waits to be written. */
bool door_idle(const struct door *d);
/* Give every act up: Ctrl-C, or the end of the wait when leaving. */
void door_cancel_all(struct door *d);

/*
 * Free the door.  Acts that are still open are gone without their callbacks.
 *
 * left     NULL, or gains one line for each intent without outcome on disk, each
 *          refusal and each note that was not written: id, account, act, and as JSON
 *          what should have been written; no secrets.  For the emergency file, or
 *          else stderr.
 */
void door_free(struct door *d, struct buf *left);

/* Outcomes and notes that could not be written (JOURNAL_BROKEN); tried each second. */
size_t door_unwritten(const struct door *d);

/* The profile was read again: endpoint_url of it, or NULL; for calls from now on. */
void door_set_profile_endpoint(struct door *d, const char *url);

/* What the configuration declares: operations that are bound to it are refused without.
 * ctx is borrowed until door_free(). */
void door_set_declares(struct door *d, door_declares *declares, void *ctx);

/* Who acts: "unverified" until GetCallerIdentity said otherwise. Copied. */
void door_set_who(struct door *d, const char *who);

struct expect {
	const struct op *op;
	unsigned most; /* calls, pages and retries included */
};

struct act_spec {
	int log;            /* journal_log() of the account, or the vendor's */
	const char *inst;   /* NULL outside installations */
	const char *mode;   /* "observe"; NULL on the first hops */
	const char *act;    /* action row: "stacks.refresh", "session.open" */
	const char *ses;    /* session id; NULL before there is one */
	const char *target; /* what it is about: ARN or name; NULL */
	const char *why;    /* reason; NULL for reads */
	const char *region;
	const char *url;         /* of a webhook, wiped; NULL: it is AWS */
	const struct cred *cred; /* NULL only for unsigned ops; copied, and wiped */
	const char *account;     /* 12 digits; the retry budget is per account; NULL */
	const struct expect *expects; /* one or more, at most LIMIT_EXPECTS calls */
	size_t n_expects;
};

/* OK to ABORTED stand in the outcome ("ok", "error", "denied", "timeout", "aborted");
 * REFUSED: the intent could not be written, nothing was sent, there is no outcome. */
enum act_status {
	ACT_OK,
	ACT_ERROR,
	ACT_DENIED,
	ACT_TIMEOUT,
	ACT_ABORTED,
	ACT_REFUSED,
};
const char *act_status_name(enum act_status s);

struct act_result {
	enum act_status status;
	struct err err;     /* the first error of any call when status is not ACT_OK;
			     * ERR_CANCEL once it was given up, with the sentence of
			     * what failed before;
			     * ERR_JOURNAL when the outcome could not be written */
	struct fault fault; /* of the failing call; code "" when there was none */
	struct journal_receipt intent;  /* its number proves it; seq -1: not written */
	struct journal_receipt outcome; /* likewise */
	unsigned n_calls;               /* sent: pages and retries included */
	int64_t took_ms;                /* from act_begin() */
};
/* Told once, after the outcome is committed, or with ERR_JOURNAL in err: then what was
 * read must not be shown.  The act is gone after the call. */
typedef void act_done(void *ctx, const struct act_result *result);

/*
 * Queue an intent.
 *
 * spec     everything is copied
 * on_done  NULL is allowed
 * ret      good until on_done, act_abandon() or door_free()
 * Returns  false: refused at once and on_done will not be called.
 * Errors   ERR_POLICY the mode does not allow an operation (recorded as an intent with
 *          the outcome "denied"); ERR_JOURNAL the journal cannot be written; ERR_LIMIT
 *          too many calls declared; ERR_CANCEL the door is closing.
 */
bool act_begin(struct door *d, const struct act_spec *spec, act_done *on_done,
	       void *ctx, struct act **ret, struct err *err) MUST_USE;

/*
 * Told when a call of an act has its answer.  For following pages and collecting:
 * what is kept here must not be shown before on_done.
 */
struct call_reply {
	const struct node *result; /* the operation's result without op->drop's members;
				    * dies with the return, its arena is wiped; NULL
				    * when err is set */
	const struct fault *fault; /* the service's refusal, or NULL */
	const struct err *err;     /* set whenever result is NULL: one sentence */
	const char *request_id;    /* "" when absent */
	int64_t server_sec;        /* Date header; 0 when absent */
};
typedef void call_done(void *ctx, struct act *act, const struct call_reply *reply);

/*
 * Add a call to an open act: sent once the act is READY.  Retries (throttling,
 * transient faults; only effect READ without a secret argument), one correction of the
 * clock, back-off and the account's budget are done here.
 *
 * args     copied, and wiped after use; NULL for none
 * on_reply told once, unless false is returned; NULL is allowed
 * Errors   ERR_ARG arguments do not fit the row; ERR_POLICY not declared in expects, or
 *          ERR_LIMIT beyond its number: both recorded in the outcome, the act fails;
 *          ERR_JOURNAL; ERR_CANCEL the act was given up.  Whichever it is, the act
 *          fails with it, so that its outcome is not "ok" without the call.
 */
bool call_submit(struct act *a, const struct op *op, const struct args *args,
		 call_done *on_reply, void *ctx, struct err *err) MUST_USE;

/*
 * The same for all pages of a listing: on_page once a page, then on_end once, never
 * before the first page's answer.  Stops on an empty token; on a repeated one, at
 * LIMIT_PAGES and when `expects` is used up on_end has ERR_LIMIT and the pages that
 * came are good.
 */
typedef void pages_end(void *ctx, struct act *act,
		       const struct err *err); /* NULL: whole */
bool call_pages(struct act *a, const struct op *op, const struct args *args,
		call_done *on_page, pages_end *on_end, void *ctx,
		struct err *err) MUST_USE;

/* Within on_page: enough, no further page.  on_end is told NULL. */
void pages_stop(struct act *a);

/* How many more calls of an operation the act may make. */
unsigned act_left(const struct act *a, const struct op *op);

/* A further entry in the same transaction as the outcome (session.open). data lives
 * in the act's arena: build it there. ref becomes the intent's seq.  ses is copied. */
struct arena *act_arena(struct act *a);
void act_also(struct act *a, enum journal_kind kind, const char *ses,
	      const struct node *data);

/* Give the act up: calls that were not sent end with ERR_CANCEL, calls in flight are
 * cancelled, the outcome says aborted, even if one failed before.  on_reply and on_done
 * still come.  One whose calls have all ended is not changed any more: its outcome says
 * how. */
void act_cancel(struct act *a);
/* The same, and none of its callbacks is called any more: the owner goes away. */
void act_abandon(struct act *a);
/* Mark the act failed although every call succeeded (an answer that makes no sense). */
void act_fail(struct act *a, const struct err *err);

/* Give up the acts of a session. */
void door_cancel_session(struct door *d, const char *ses);

/*
 * An entry of its own, without a call: session.close, a refusal.  Written in the next
 * LOOP_JOURNAL; kept and tried each second when the journal is broken.
 *
 * A session.close waits until no act of its session is open, and gets its counts
 * (intents, outcomes, lost) from the door.
 */
struct note_spec {
	int log;
	enum journal_kind kind;
	const char *inst, *mode, *act, *ses; /* NULL where not applicable; copied */
	int64_t ref;       /* seq of the entry that it answers; -1 for none */
	struct node *data; /* OBJECT in arena */
};
/* arena    holds spec->data; taken over, empty afterwards */
void door_note(struct door *d, const struct note_spec *spec, struct arena *arena);

/*
 * Record that candor refused something before there was an act: an intent and its
 * outcome "denied", in one transaction.
 *
 * spec     as for act_begin(); expects may be empty
 * why      the sentence that the operator saw
 */
void door_refuse(struct door *d, const struct act_spec *spec, const char *why);

/* What the calls of this run cost, for the calls and access screens. */
struct door_stats {
	uint64_t acts, calls, retries, throttles, faults, bytes;
	size_t open_acts, in_flight;
	int64_t skew_sec; /* largest correction of our clock that is in use; 0: none */
};
struct door_stats door_stats(const struct door *d);

/* The calls of this run of one operation. */
#define DOOR_LATENCIES 64
struct door_op {
	const struct op *op;
	uint64_t calls, ok, errors, retries, throttles, bytes;
	uint32_t ms[DOOR_LATENCIES]; /* of the newest calls; a ring */
	uint32_t max_ms;
};
/* Operations in the order of their first call; borrowed until the next turn. */
const struct door_op *door_ops(const struct door *d, size_t *ret_n);
uint32_t door_op_median_ms(const struct door_op *o); /* of the newest calls; 0: none */

/* An act that is open.  Texts are borrowed until the next turn. */
struct door_job {
	const char *id;    /* of its intent */
	const char *act;   /* "stacks.refresh" */
	const char *inst;  /* "" outside installations */
	const char *op;    /* of the call that it waits for; "" none */
	int64_t begun_us;  /* monotonic */
	unsigned attempt;  /* try of that call, from 1; 0: not sent yet */
	unsigned attempts; /* at most */
	int64_t next_us;   /* when it is tried again; 0: it is no pause */
	bool throttled;    /* the pause is because AWS said so */
	bool sent;         /* its answer is waited for */
	size_t n_calls;    /* answered: pages and tries included */
	uint64_t n_bytes;
};
/* By age.  Returns  how many were written. */
size_t door_jobs(const struct door *d, struct door_job *jobs, size_t max);
/* The oldest act that pauses because AWS throttles; false: none does. */
bool door_throttled(const struct door *d, struct door_job *ret);
/* act_cancel() by id; false: it is over. */
bool door_cancel_act(struct door *d, const char *id);

#endif

/*
 * THE DOOR.  Every AWS call passes here; nothing is sent before its intent is on
 * disk, nothing is shown before its outcome is.
 *
 * An act is one intent, the calls it covers, and one outcome:
 *
 *   NEW --intent queued--> INTENT --committed--> READY --calls sent, replies read--> DRAINED
 *    |        +-- commit failed: REFUSED, nothing was sent                             |
 *    +-- refused by a rule: REFUSED, an entry says so        outcome committed --> DONE
 *
 * A call of an act that was not declared in `expects`, or beyond its number, is
 * refused and recorded.  Calls may be added from on_reply while the act is open;
 * the act drains when no call is left and on_reply added none.
 */
#ifndef CORE_AWS_CALL_H
#define CORE_AWS_CALL_H

#include "core/aws/args.h"
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
	const char *profile_endpoint;	/* endpoint_url of the profile, or NULL */
	const char *version;		/* for the User-Agent */
};

struct door *door_new(const struct door_opts *opts);	/* adds its hooks to the loop */

/*
 * Begin to leave: no new act, calls in flight may end. door_idle() is true when
 * nothing is open; door_free() then. With acts still open door_free() writes what
 * it can and returns the ids of intents left without outcome to stderr's caller.
 */
void door_close(struct door *d);
bool door_idle(const struct door *d);
void door_cancel_all(struct door *d);
void door_free(struct door *d);

/* Outcomes that could not be written (JOURNAL_BROKEN); tried again each second. */
size_t door_unwritten(const struct door *d);

/* Who acts: "unverified" until GetCallerIdentity said otherwise. Copied. */
void door_set_who(struct door *d, const char *who);
const char *door_who(const struct door *d);

struct expect {
	const struct op *op;
	unsigned most;		/* calls, pages and retries included */
};

struct act_spec {
	int log;		/* journal_log() of the account, or the vendor's */
	const char *inst;	/* NULL outside installations */
	const char *mode;	/* "observe"; NULL on the first hops */
	const char *act;	/* action row: "stacks.refresh", "session.open" */
	const char *ses;	/* session id; NULL before there is one */
	const char *target;	/* what it is about: ARN or name; NULL */
	const char *why;	/* reason; NULL for reads */
	const char *region;
	const struct cred *cred;	/* borrowed until on_done; NULL only for unsigned ops */
	const char *account;	/* 12 digits: the budget of retries is per account */
	const struct expect *expects;
	size_t n_expects;
	bool quiet;		/* outcome may wait for the next commit of others (unused: 0) */
};

enum act_status { ACT_OK, ACT_ERROR, ACT_DENIED, ACT_TIMEOUT, ACT_ABORTED, ACT_REFUSED };
const char *act_status_name(enum act_status s);

/* Told once, after the outcome is committed, or with ERR_JOURNAL in err. The first
 * error of any call stands in err when status is not ACT_OK; intent has the journal
 * number that proves it. The act is gone after the call. */
struct act_result {
	enum act_status status;
	struct err err;
	struct fault fault;		/* of the failing call, when there was one */
	struct journal_receipt intent, outcome;
	unsigned n_calls;
	int64_t took_ms;
};
typedef void act_done(void *ctx, const struct act_result *result);

/* Queue the intent. False: refused at once (ERR_POLICY, ERR_JOURNAL, ERR_LIMIT);
 * on_done will not be called. */
bool act_begin(struct door *d, const struct act_spec *spec, act_done *on_done, void *ctx,
	       struct act **ret, struct err *err) MUST_USE;

/*
 * Told when a call of an act has its answer.  For following pages and collecting:
 * what is kept here must not be shown before on_done.
 *
 * result   the operation's result (…Result element), members of op->drop gone; dies
 *          with the return, as its arena does; NULL when fault or err is set
 * fault    the service's refusal, or NULL
 * err      set whenever result is NULL: one sentence
 */
struct call_reply {
	const struct node *result;
	const struct fault *fault;
	const struct err *err;
	const char *request_id;
	int64_t server_sec;	/* Date header; 0 when absent */
};
typedef void call_done(void *ctx, struct act *act, const struct call_reply *reply);

/*
 * Add a call to an open act: sent once the act is READY.  Args are copied and wiped.
 * Retries (throttling, transient faults; only effect READ), one correction of the
 * clock, back-off and the account's budget are done here.
 */
bool call_submit(struct act *a, const struct op *op, const struct args *args,
		 call_done *on_reply, void *ctx, struct err *err) MUST_USE;

/*
 * The same for all pages of a listing: on_reply once a page; stops on an empty or a
 * repeated token and at LIMIT_PAGES; ends with a reply whose `last` page was given
 * through on_end.
 */
typedef void pages_end(void *ctx, struct act *act, const struct err *err);	/* NULL: whole */
bool call_pages(struct act *a, const struct op *op, const struct args *args,
		call_done *on_page, pages_end *on_end, void *ctx, struct err *err) MUST_USE;

/* A further entry in the same transaction as the outcome (session.open). data lives
 * in the act's arena: build it there. ref becomes the intent's seq. */
struct arena *act_arena(struct act *a);
void act_also(struct act *a, enum journal_kind kind, const char *ses, const struct node *data);

/* Give the act up: calls in flight are cancelled, the outcome says aborted. */
void act_cancel(struct act *a);
/* Mark the act failed although every call succeeded (an answer that makes no sense). */
void act_fail(struct act *a, const struct err *err);

/* What the calls of this run cost, for the access screen. */
struct door_stats { uint64_t acts, calls, retries, throttles, bytes; };
struct door_stats door_stats(const struct door *d);

#endif

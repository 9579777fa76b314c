/*
 * Door, acts and calls as they are kept: for call.c, act.c, submit.c, pages.c and
 * writer.c, and nobody else.  What others may know stands in call.h.
 *
 * Memory: the door owns its acts and notes, an act its calls.
 */
#ifndef CORE_AWS_ACT_H
#define CORE_AWS_ACT_H

#include "core/aws/call.h"
#include "core/aws/page.h"
#include "core/aws/retry.h"

/* See the states at the head of call.c. */
enum act_state {
	ACT_STATE_INTENT,    /* its intent waits to be committed */
	ACT_STATE_READY,     /* committed: calls may be sent */
	ACT_STATE_DRAINED,   /* no call is left, its outcome waits to be committed */
	ACT_STATE_DONE,      /* committed; on_done is due */
	ACT_STATE_REFUSED,   /* the intent could not be written; on_done is due */
	ACT_STATE_RULED_OUT, /* refused by a rule: intent and outcome wait together */
	ACT_STATE_UNWRITTEN, /* the outcome could not be written; kept and tried again
			      */
};

enum call_state {
	CALL_WAITING, /* for its act to be READY and its turn to come */
	CALL_SENT,
	CALL_BACKOFF, /* its timer runs */
	CALL_FAILED,  /* `failure` is due to its owner */
};

/* All pages of one listing. */
struct listing {
	struct page page;
	struct args first; /* arguments of the first page */
	const struct op *op;
	call_done *on_page;
	pages_end *on_end;
	void *ctx;
};

struct call {
	struct call *next;
	struct act *act;
	const struct op *op;
	struct args args;
	call_done *on_reply; /* NULL: nobody is told */
	void *ctx;
	struct listing *listing; /* owned by the page that is under way; NULL */
	enum call_state state;
	struct retry retry;
	struct err failure;
	uint64_t transport_id; /* CALL_SENT */
	uint64_t timer;        /* CALL_BACKOFF */
	int64_t next_us;       /* when it fires; monotonic */
	bool throttled;        /* the last answer was a throttle */
	int64_t signed_sec;    /* X-Amz-Date of the newest attempt */
	int64_t skew_sec;      /* what was added to our clock for it */
	char host[256];        /* it went to */
	char region[64];       /* it was signed for */
};

/* One request that went out, for the outcome. */
struct call_record {
	const struct op *op;
	char rid[128];   /* "" when absent */
	char code[128];  /* of a fault, or candor's word for a failure; "" when fine */
	char region[64]; /* it was signed for */
	int http;        /* 0: no answer */
	unsigned n_sent;
	int64_t ms;
	int64_t skew_sec;
};

/* How often an operation was declared and is used. */
struct allowance {
	const struct op *op;
	unsigned most, used;
	char *bound, *within; /* of a bound operation: what was declared; else NULL */
};

/* An entry that goes with the outcome. */
struct also {
	enum journal_kind kind;
	char *ses;
	const struct node *data; /* in the act's arena */
};

struct act {
	struct act *prev, *next; /* in the door, by age */
	struct door *door;
	enum act_state state;

	/* what act_spec said */
	int log;
	char *inst, *mode, *name, *ses, *target, *why, *region, *account;
	char *url; /* of a webhook; NULL */
	struct cred cred;
	bool has_cred;
	struct allowance *allowances;
	size_t n_allowances;
	act_done *on_done;
	void *ctx;

	/* what happened */
	struct ulid id; /* of the intent: also in the User-Agent */
	struct journal_receipt intent, outcome;
	bool intent_committed;
	struct call *calls;
	size_t n_calls, n_in_flight;
	struct call_record *records;
	size_t n_records, cap_records;
	char **refusals; /* sentences of what a rule refused */
	size_t n_refusals, cap_refusals;
	struct also *alsos;
	size_t n_alsos, cap_alsos;
	struct arena arena;
	enum act_status status; /* ACT_OK until something failed */
	struct err err;
	struct fault fault;
	uint64_t n_bytes, n_rows;
	int64_t server_sec;
	int64_t begun_us;
	bool cancelled, abandoned, told, stop_pages;
	bool reduced; /* the outcome did not fit into a leaf: its calls are counted */
};

/* An entry without a call. */
struct note {
	struct note *next;
	int log;
	enum journal_kind kind;
	char *inst, *mode, *act, *ses;
	int64_t ref;
	struct node *data;
	struct arena arena;
	bool unwritten; /* one try failed */
};

/* Intents and outcomes of one session, for its session.close. */
struct tally {
	char ses[ULID_LEN + 1];
	int64_t intents, outcomes;
};

/* What is known of a server's clock. */
struct skew {
	char host[256];
	int64_t sec; /* to be added to our clock */
};

struct door {
	struct loop *loop;
	struct transport *transport;
	struct journal *journal;
	const struct clock *clock;
	const struct rng *rng;
	const struct cred_env *env;
	char *profile_endpoint;
	door_declares *declares; /* NULL: nothing is declared */
	void *declares_ctx;
	char *version;
	char *who;
	struct act *first, *last; /* open acts, by age */
	struct act *cursor;       /* whose turn to send it is; NULL: the first */
	struct note *notes;       /* by age */
	size_t n_acts, n_in_flight;
	struct retry_pool pool;
	struct skew *skews;
	size_t n_skews, cap_skews;
	struct buf lost; /* lines of refusals that could not be written */
	struct tally *tallies;
	size_t n_tallies, cap_tallies;
	uint64_t wait_timer;  /* the journal was busy or not verified yet; 0 */
	uint64_t retry_timer; /* something is unwritten: tried again when it fires; 0 */
	bool closing;
	struct door_stats stats;
	struct door_op *ops;
	size_t n_ops, cap_ops;
};

/* Put a new act at the end of the door's list; take one out and free it. */
void door_add(struct door *d, struct act *a);
void door_remove(struct door *d, struct act *a);

/* stats.c: an answer came; a call goes out once more. */
void stats_reply(struct door *d, const struct call *c, bool good, bool throttled,
		 int64_t took_ms, size_t n_bytes);
void stats_retry(struct door *d, const struct call *c);

/* LOOP_JOURNAL: commit what is queued (writer.c). */
void writer_phase(void *door);
/* One line for each entry that is missing on disk: see door_free(). */
void writer_left(const struct door *d, struct buf *left);

/* All calls of an act that were not sent end with this error in LOOP_SEND. */
void act_give_up(struct act *a, enum err_code code, const char *why);

/* on_reply of the calls that call_pages() makes; ctx is the act's call itself. */
void listing_page(struct act *a, struct call *c, const struct call_reply *reply);

/* May an operation of this effect be called in this mode (NULL: none)? */
bool door_allows(const char *mode, enum effect e);

/* Copies spec.  In no list yet; state INTENT. */
struct act *act_new(struct door *d, const struct act_spec *spec);
void act_free(struct act *a);

struct call *act_add_call(struct act *a, const struct op *op, const struct args *args);
/* Take a call out of its act and free it. */
void act_drop_call(struct act *a, struct call *c);
struct allowance *act_allowance(const struct act *a, const struct op *op); /* NULL */

/* Remember the first error and the status that follows from it. fault may be NULL. */
void act_note_error(struct act *a, const struct err *err, const struct fault *fault);
/* Somebody gave it up: that is its status now, whatever failed before. */
void act_note_cancel(struct act *a);
void act_note_refusal(struct act *a, const char *why);

/* The worst effect that the act declared. */
enum effect act_effect(const struct act *a);

void note_free(struct note *n);
void listing_free(struct listing *l);

/* data of the entries; NULL only at the arena's ceiling.  The outcome of an act whose
 * calls are still open is "lost", for the emergency file. */
struct node *act_intent_data(const struct act *a, struct arena *arena);
struct node *act_outcome_data(const struct act *a, struct arena *arena);

#endif

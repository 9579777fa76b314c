/*
 * Heartbeats of an installation as screens show them, and where they come from.
 *
 *   source --raw beats, in the order of their receipt--> beats --judge--> health
 *
 * Two sources yield the same raw beats: what `candor listen` wrote (db/beats.h), and a
 * table in the vendor's account (DynamoDB).  What is made of them is made here, once,
 * by code that knows no source, reads no clock and does no I/O.
 */
#ifndef CORE_WATCH_BEATS_H
#define CORE_WATCH_BEATS_H

#include "core/watch/beat.h"
#include "core/watch/health.h"

/* ---- what a source yields ---- */

/* One beat that was received and verified.  Texts are borrowed for the call. */
struct beat_raw {
	const char *agent, *version, *status;
	int64_t seq;
	int64_t at_sec;      /* by the sender's clock */
	int64_t received_us; /* by the receiver's, since 1970; strictly growing in an
			      * installation: also the cursor */
};

/* A time in which no beat could be received, or none was expected. */
enum beat_span_kind {
	BEAT_SPAN_DOWN,      /* our receiver did not run */
	BEAT_SPAN_SUSPENDED, /* the account was */
};
struct beat_span {
	enum beat_span_kind kind;
	int64_t from_sec, to_sec; /* to_sec 0: it goes on */
};

enum account_state {
	ACCOUNT_ACTIVE, /* also when nobody has ever said anything */
	ACCOUNT_SUSPENDED,
};
const char *account_state_name(enum account_state s); /* "active" */
bool account_state_parse(struct str word, enum account_state *ret) MUST_USE;

#define ACCOUNT_REASON_MAX 256
struct account {
	enum account_state state;
	int64_t since_sec;                   /* 0: never said */
	char reason[ACCOUNT_REASON_MAX + 1]; /* safe UTF-8 */
	char who[128];
	/* When something came in its name, which may have been anybody's; 0: the source
	 * does not say.  A table forgets beats after eight days, and keeps this. */
	int64_t heard_sec;
};

/* What the receiver refused of an installation, counted: DUPLICATE to CROWDED. */
struct beat_refused {
	enum beat_verdict verdict;
	int64_t n;
	int64_t last_sec;
};

/*
 * Where a source puts what it found.  Of one reading in this order: spans and account
 * states (oldest first), then raw beats (in the order of receipt), then counts of what
 * was refused since from_sec (whole numbers, not differences), then end once.  All of
 * it may come before read() returns.  Times in which the receiver was down are told
 * whole each time: one that goes on and is not told again never was.
 */
struct beat_sink {
	void (*span)(void *ctx, const struct beat_span *s);
	void (*account)(void *ctx, const struct account *a); /* each change in time */
	void (*beat)(void *ctx, const struct beat_raw *b);
	void (*refused)(void *ctx, const struct beat_refused *r);
	void (*end)(void *ctx, const struct err *err); /* NULL: all went well */
	void *ctx;
};

struct beat_source;
struct beat_source_ops {
	/*
	 * Raw beats of one installation.
	 *
	 * inst      its name
	 * from_sec  none received before it, but, when after_us is 0, the last one
	 *           before it of each agent that was heard within BEATS_FORGET_SEC, and
	 *           the newest of all, however old
	 * after_us  none up to this cursor, which the caller has; 0: all
	 * now_sec   until when
	 * sink      copied; called until end, which always comes
	 */
	void (*read)(struct beat_source *s, const char *inst, int64_t from_sec,
		     int64_t after_us, int64_t now_sec, const struct beat_sink *sink);
	void (*free)(struct beat_source *s);
};

/* First member of each implementation. */
struct beat_source {
	const struct beat_source_ops *ops;
	int every_sec; /* how often it may be asked for news; 0: it does not say */
};
void beat_source_free(struct beat_source *s); /* NULL is fine */

/* ---- what is made of it ---- */

/* What candor.conf says: `heartbeat = every 60s grace 30s`. */
struct beat_plan {
	int interval_sec; /* 0: the installation sends none */
	int grace_sec;    /* a beat is late after interval + grace */
};

/* One byte a slot, worst last: the worst of several is the greatest. */
enum beat_slot {
	BEAT_SLOT_UNKNOWN,   /* before the first beat that is known */
	BEAT_SLOT_SUSPENDED, /* no beat; the account was suspended */
	BEAT_SLOT_DOWN,      /* no beat; our receiver was down: not the customer's */
	BEAT_SLOT_ON_TIME,
	BEAT_SLOT_LATE,
	BEAT_SLOT_MISSED,
};

/* Why there was no beat. */
enum beat_cause {
	BEAT_CAUSE_SILENT,    /* nothing came, and by its seq nothing was sent */
	BEAT_CAUSE_LOST,      /* its seq went on: sent, and not received */
	BEAT_CAUSE_RESTARTED, /* its seq began anew afterwards */
	BEAT_CAUSE_DOWN,      /* our receiver was down */
	BEAT_CAUSE_SUSPENDED, /* the account was suspended */
	BEAT_CAUSE_LASTS,     /* nothing came yet: why is not known */
};
/* "no beat", "sent, not received", "sender restarted", "receiver was down", ... */
const char *beat_cause_says(enum beat_cause c);

struct beat_gap {
	int64_t from_sec, to_sec; /* last beat before, first after; 0: it lasts */
	int missed;               /* beats that were expected in it */
	enum beat_cause cause;
};

#define BEATS_SLOTS_MAX 1440 /* of an agent */
#define BEATS_GAPS_MAX  16   /* of an agent: the newest */
#define BEATS_AGENTS    32   /* of an installation; more are refused */
#define BEATS_SPANS_MAX 64   /* of more the oldest goes, of those that are over */
#define BEATS_HOURS     24
/* An agent that was silent for so long is forgotten, unless it is the one that was
 * heard last. */
#define BEATS_FORGET_SEC (INT64_C(7) * 86400)

struct beat_agent {
	char name[BEAT_NAME_MAX + 1];
	char version[BEAT_NAME_MAX + 1]; /* of its newest beat, as the others */
	char status[BEAT_STATUS_MAX + 1];
	int64_t seq;
	int64_t at_sec;       /* by its own clock */
	int64_t received_sec; /* by ours: its last beat */
	int64_t first_sec;    /* the first one that is known */
	int64_t status_sec;   /* since when it has said this status */
	int32_t skew_sec;     /* at - received: its clock, less the way */
	int n_late, n_missed; /* beats that were, in the time that is kept */
	/* Of the beats that were taken since beats_init(): */
	int n_beats, n_out_of_order, n_restarts, n_skew;
	uint8_t *slots; /* enum beat_slot: slots[beats.n_slots], oldest first */
	/* Beats that were due in each slot; behind slots, in its block.  Those of a
	 * gap that lasts are in gaps[] alone. */
	uint8_t *missed, *late;
	struct beat_gap gaps[BEATS_GAPS_MAX]; /* oldest first; the last may last */
	uint8_t n_gaps;
	struct beat_track track;
};

struct beats {
	struct beat_plan plan;
	int64_t start_sec; /* of the first slot */
	int32_t slot_sec;  /* the interval, or a multiple of it */
	int n_slots;
	int64_t now_sec;           /* of the last settling; 0: never */
	struct beat_agent *agents; /* by name */
	size_t n_agents, cap_agents;
	struct account account;
	struct beat_span *spans; /* oldest first; at most BEATS_SPANS_MAX */
	size_t n_spans, cap_spans;
	uint64_t told; /* bit i: spans[i] came in the reading that is under way */
	int64_t refused[BEAT_VERDICT_COUNT]; /* by the receiver; see beats_count() */
	int64_t refused_sec[BEAT_VERDICT_COUNT]; /* the last one; 0 */
	int64_t found[BEAT_VERDICT_COUNT];       /* among raw beats, which none was */
	int64_t cursor_us;                       /* of the newest raw beat */
	struct kept_err err;                     /* of the last reading */
	bool cut; /* there are more agents than BEATS_AGENTS */
};

/*
 * An empty one over the last `hours` (1 to BEATS_HOURS).
 */
void beats_init(struct beats *b, const struct beat_plan *plan, int hours,
		int64_t now_sec);
void beats_release(struct beats *b);

/* Take over what a source yields, in the order that struct beat_sink tells.  Two
 * readings one after the other give the same as one. */
void beats_span(struct beats *b, const struct beat_span *s);
void beats_account(struct beats *b, const struct account *a);
void beats_take(struct beats *b, const struct beat_raw *raw);
void beats_refused(struct beats *b, const struct beat_refused *r);
/* Move on to now: old slots leave, what is due by now and did not come is late or
 * missed.  After a reading that failed it does nothing: what it did not bring is not
 * missing. */
void beats_settle(struct beats *b, int64_t now_sec);

/* A sink that fills b, which must outlive the reading.  At its end err is set; who
 * reads then settles. */
struct beat_sink beats_sink(struct beats *b);

/* Of all agents, the worst: slots[n] of slot_sec each become cells[width], oldest
 * first, ending now; the strip of the fleet.  cells holds enum beat_slot. */
void beats_strip(const struct beats *b, int64_t cell_sec, int width, uint8_t *cells);
/* Of one agent. */
void beats_agent_strip(const struct beats *b, const struct beat_agent *a,
		       int64_t cell_sec, int width, uint8_t *cells);

/* How many beats were refused as v since start_sec, or, where a source leaves it to us
 * to find them (duplicates in a table), since beats_init(). */
int64_t beats_count(const struct beats *b, enum beat_verdict v);

/* The age of the last beat of the agent that is silent longest, in seconds; -1: no beat
 * was ever seen. */
int64_t beats_lag(const struct beats *b);

/* ---- health (rules_beats.c) ---- */

/* Add the verdicts of an installation that sends heartbeats; nothing for one whose plan
 * has no interval. */
void beats_judge(const struct beats *b, struct health *h);

#endif

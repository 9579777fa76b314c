/*
 * The set of sessions as it is kept: for session.c, session_prepare.c and
 * session_assume.c, and nobody else.  What others may know stands in session.h.
 */
#ifndef CORE_ACCESS_SESSION_IMPL_H
#define CORE_ACCESS_SESSION_IMPL_H

#include "core/access/session.h"
#include "core/access/sts.h"

#define LOG_BUSY_MS 40 /* the journal was busy when a log was asked for */

struct waiter {
	session_done *done; /* NULL: forgotten */
	void *ctx;
};

struct slot {
	struct sessions *set;
	size_t inst;
	struct session pub;
	struct cred cred; /* while OPEN */
	int log;          /* -1: not asked for yet */

	/* while OPENING or renewing */
	bool busy;
	bool identified; /* the identity was asked and is READY */
	struct ulid id;
	char name[65];
	struct secret code; /* MFA, of an IAM user */
	bool asked;
	bool person;           /* somebody waits for it and can be asked */
	bool anew;             /* the identity was renewed for it, once */
	char signed_with[129]; /* access key id of its AssumeRole */
	const char *mfa;
	char rid[128];
	struct sts_assumed assumed; /* filled: its session.open is queued */
	const char *closing;        /* given up since; closes as soon as it is open */
	struct act *act;
	uint64_t timer;

	unsigned n_refusals; /* of the mode, that wait for the log */
	uint64_t refusal_timer;

	struct waiter *waiters, *telling;
	size_t n_waiters, cap_waiters, n_telling;
};

struct sessions {
	struct sessions_opts opts;
	struct slot **slots; /* n * MODE_COUNT, by installation, then mode; NULL: never
			      * asked for */
	size_t n;            /* installations */
	uint64_t clock_timer;
	uint64_t logs_timer;
	unsigned n_logs; /* that were asked for in this turn */
	loop_hook *on_change;
	void *on_change_ctx;
	char host[256];
	char exe_sha256[65];
};

int64_t sessions_now_sec(const struct sessions *s);

/* In the next turn, gather what a busy slot needs (identity, code, log); ends in
 * slot_assume() or slot_fail(). */
void slot_prepare(struct slot *k);

/* Assume the role of a slot with these keys; ends in slot_opened() or slot_fail(). */
void slot_assume(struct slot *k, const struct cred *cred);

/* What the acts of a slot have in common; cred is not set. */
struct act_spec slot_spec(const struct slot *k);

/* The outcome of its AssumeRole and its session.open are committed; open_seq is the
 * number of session.open. */
void slot_opened(struct slot *k, int64_t open_seq);

/* AWS refused the operator's credentials as over: the identity is renewed, then the
 * session is tried once more.  Only while !anew. */
void slot_expired(struct slot *k);

/* The attempt is over; seq is the entry that proves it, -1 for none. */
void slot_fail(struct slot *k, const struct err *err, int64_t seq);

#endif

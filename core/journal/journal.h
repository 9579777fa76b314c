/*
 * The journal as the rest of candor sees it: begin, append, checkpoint, commit.
 *
 * Filled by db/journal.c (SQLite) and tests/fake/journal.c.  One log per customer
 * account and one for the vendor; entries are canonical leaves.  Form, chain and
 * checkpoints: docs/journal.md, "A leaf" and "Chain, tree, checkpoints".
 *
 * States: OK -> READONLY (a log does not verify, disk full, newer file)
 *         OK -> BROKEN   (a write failed after AWS had answered, the file is gone)
 */
#ifndef CORE_JOURNAL_JOURNAL_H
#define CORE_JOURNAL_JOURNAL_H

#include "core/base/err.h"
#include "core/base/rng.h"
#include "core/base/sha.h"
#include "core/tree/node.h"

#define JOURNAL_KINDS(X)                        \
	X(GENESIS, "genesis")                   \
	X(KEY_ADD, "key.add")                   \
	X(KEY_RETIRE, "key.retire")             \
	X(IDENTITY, "identity")                 \
	X(SESSION_OPEN, "session.open")         \
	X(SESSION_CLOSE, "session.close")       \
	X(SESSION_CRASH, "session.crash")       \
	X(ACT_INTENT, "act.intent")             \
	X(ACT_OUTCOME, "act.outcome")           \
	X(ACT_LOST, "act.lost")                 \
	X(CLOCK_STEP, "clock.step")             \
	X(JOURNAL_RECOVER, "journal.recover")   \
	X(JOURNAL_DEGRADED, "journal.degraded") \
	X(VIEW_DUMP, "view.dump")               \
	X(ACCOUNT_SET, "account.set")           \
	X(QUIET, "quiet")

#define JOURNAL_KIND_ENUM(id, name) JOURNAL_##id,
enum journal_kind {
	JOURNAL_KINDS(JOURNAL_KIND_ENUM) JOURNAL_KIND_COUNT
};

const char *journal_kind_name(enum journal_kind kind);
/* Kinds that only end what was begun (an outcome, a lost act, a closed session, the
 * entry that says why the journal stopped): taken in every state. */
bool journal_kind_ends(enum journal_kind kind);

/* What a log is about; borrowed by journal_log(). */
struct journal_scope {
	const char *account;   /* 12 digits; NULL for the vendor's own log */
	const char *partition; /* "aws"; NULL for the vendor's */
	const char *customer;  /* name for the genesis; NULL for the vendor's */
};

/* One entry to append: header fields that the caller knows, and data per kind. */
struct journal_entry {
	enum journal_kind kind;
	const char *id;   /* ULID; NULL: one is made */
	const char *who;  /* the operator, or "unverified" */
	const char *inst; /* installation, mode, act, ses: NULL where not applicable */
	const char *mode; /* "observe" */
	const char *act;  /* name of the action row: "stack.read" */
	const char *ses;  /* session id */
	int64_t ref;      /* seq of the entry this one answers; -1 for none */
	const struct node *data; /* OBJECT; foreign text is escaped while encoding */
};

/* What an append gave. Valid only once committed. */
struct journal_receipt {
	int64_t seq;
	struct ulid id;
	struct sha256 hash; /* leaf hash */
};

enum journal_state {
	JOURNAL_OK,
	JOURNAL_READONLY,
	JOURNAL_BROKEN
};

struct journal;

/* One implementation; every function as described below. */
struct journal_ops {
	bool (*log)(struct journal *j, const struct journal_scope *scope, int *ret_log,
		    struct err *err);
	bool (*begin)(struct journal *j, struct err *err);
	bool (*append)(struct journal *j, int log, const struct journal_entry *e,
		       struct journal_receipt *ret, struct err *err);
	bool (*checkpoint)(struct journal *j, int log, struct err *err);
	bool (*commit)(struct journal *j, struct err *err);
	void (*abort)(struct journal *j);
	void (*degrade)(struct journal *j, enum journal_state to, const char *why);
	bool (*verified)(const struct journal *j, int log);
	int64_t (*count)(const struct journal *j, int log);
};

/* First member of each implementation. */
struct journal {
	const struct journal_ops *ops;
	enum journal_state state;
	char why[256]; /* why the state is not OK; "" otherwise */
};

/*
 * The log of an account (or the vendor's): found, or created with its key and
 * genesis entry in a transaction of its own.  Never call between begin and commit.
 *
 * ret_log  small handle, valid as long as the journal
 * Errors   ERR_BUSY another process writes; ERR_JOURNAL.
 */
bool journal_log(struct journal *j, const struct journal_scope *scope, int *ret_log,
		 struct err *err) MUST_USE;

/* Start a batch: BEGIN IMMEDIATE. ERR_BUSY: try again next turn. In a state that is not
 * OK a batch may still begin, for outcomes of calls that were sent (see append). */
bool journal_begin(struct journal *j, struct err *err) MUST_USE;

/* Append inside a batch. On failure the batch must be aborted. Refused with
 * ERR_JOURNAL: a log that is not verified yet or does not verify; an intent while the
 * disk is nearly full; in a state that is not OK every kind that journal_kind_ends()
 * does not name. */
bool journal_append(struct journal *j, int log, const struct journal_entry *e,
		    struct journal_receipt *ret, struct err *err) MUST_USE;

/* Sign the head as it will be after this batch (docs/journal.md, "Chain, tree,
 * checkpoints"), at most once a batch and log; later appends of the same batch are
 * included. */
bool journal_checkpoint(struct journal *j, int log, struct err *err) MUST_USE;

/* COMMIT with fsync. False: nothing of the batch is there (the batch is over). */
bool journal_commit(struct journal *j, struct err *err) MUST_USE;
void journal_abort(struct journal *j); /* no-op outside a batch */

/* A failure that others noticed: the state may only get worse. */
void journal_degrade(struct journal *j, enum journal_state to, const char *why);

enum journal_state journal_state(const struct journal *j);
bool journal_verified(const struct journal *j,
		      int log); /* this log checked since start */
int64_t journal_count(const struct journal *j,
		      int log); /* entries of one log; log -1: all of this device */

#endif

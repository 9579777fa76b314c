/*
 * beats.db: heartbeats as `candor listen` received them, what it refused, when it ran,
 * and which accounts are suspended.  One receiver writes; any number of readers.
 *
 * Beats are kept for BEATS_RAW_DAYS, then as one row an hour and agent for
 * BEATS_HOUR_DAYS, those of the last hour for ever.  A file that is damaged is moved to
 * beats.db.broken by the next receiver and made anew: one that refuses to start would
 * lose more.  Of another version it stays, and nobody opens it.
 */
#ifndef DB_BEATS_H
#define DB_BEATS_H

#include "core/watch/beats.h"

#define BEATS_RAW_DAYS  7
#define BEATS_HOUR_DAYS INT64_C(90)
/* The receiver says so often that it is up; one that is silent for three is down. */
#define BEATS_UP_SEC INT64_C(10)

struct beat_store;

enum beat_store_use {
	BEAT_STORE_READ,    /* and the accounts, by beat_store_account_set() */
	BEAT_STORE_RECEIVE, /* alone: holds beats.db.listen as long as it is open */
};

/*
 * path     $XDG_STATE_HOME/candor/beats.db; its directory exists, 0700
 * Errors   ERR_BUSY another receiver has it (or, for a moment, another process);
 *          ERR_JOURNAL, ERR_IO it cannot be used.
 */
bool beat_store_open(const char *path, enum beat_store_use use, struct beat_store **ret,
		     struct err *err) MUST_USE;
/* What was there is in beats.db.broken: nothing of before is known. */
bool beat_store_replaced(const struct beat_store *s);
void beat_store_close(struct beat_store *s); /* NULL is fine; what is open is undone */

/* ---- the receiver ---- */

/*
 * Add a beat to the open batch, which the first one begins.  It is there once
 * beat_store_commit() has said so, and not before.  False: the whole batch is undone;
 * ERR_BUSY another process writes, and the same may be tried again.
 *
 * inst     its name in candor.conf
 * raw      received_us above that of all beats before of that installation
 */
bool beat_store_put(struct beat_store *s, const char *inst, const struct beat_raw *raw,
		    struct err *err) MUST_USE;
/* Count one that was refused; written with the next commit.  inst NULL: nobody's. */
void beat_store_refused(struct beat_store *s, const char *inst, enum beat_verdict v,
			int64_t now_sec);
/* The receiver is up; written with the next commit.  The first one begins a run, and so
 * does one behind a hole: what was not written for that long was not up. */
void beat_store_up(struct beat_store *s, int64_t now_us);
/* With fsync.  False: nothing of the batch is there, as beat_store_put() says; counts
 * and up-time wait for the next one.  Without a batch: true. */
bool beat_store_commit(struct beat_store *s, struct err *err) MUST_USE;
bool beat_store_pending(const struct beat_store *s); /* something waits for a commit */

/*
 * Rows of an hour from beats, and away with what is too old: one installation a call,
 * so that no turn takes long.  Never inside a batch.
 *
 * ret_done  all was looked at; nothing to do for an hour
 */
bool beat_store_tidy(struct beat_store *s, int64_t now_sec, bool *ret_done,
		     struct err *err) MUST_USE;

/* ---- accounts ---- */

/* The caller has put it on record before.  ERR_BUSY after two seconds. */
bool beat_store_account_set(struct beat_store *s, const char *inst,
			    const struct account *a, struct err *err) MUST_USE;
/* The present one; ACTIVE with since_sec 0 when nobody has said anything. */
bool beat_store_account(struct beat_store *s, const char *inst, struct account *ret,
			struct err *err) MUST_USE;
/* Another process has changed the file since this was asked last. */
bool beat_store_changed(struct beat_store *s);

/* ---- reading ---- */

/* All that was refused since then, whoever sent it; r is borrowed. */
bool beat_store_each_refused(struct beat_store *s, int64_t since_sec,
			     void (*each)(void *ctx, const struct beat_refused *r),
			     void *ctx, struct err *err) MUST_USE;

/* As a source; freed with beat_source_free(), before the store. */
struct beat_source *beat_store_source(struct beat_store *s);

#endif

/*
 * Verification of a whole journal.db, read-only: every entry, node and checkpoint of
 * each log, and what each log's signer remembers (`candor journal verify`, key V).
 *
 * The file may be in use: what is verified is one snapshot of it.
 */
#ifndef DB_VERIFY_H
#define DB_VERIFY_H

#include "core/base/clock.h"
#include "core/base/err.h"

struct db_verify_options {
	const char *dir;           /* state directory, with journal.db and keys/ */
	const struct clock *clock; /* for slices */
};

/* What was found in one log. */
struct db_verdict {
	const char *origin;  /* borrowed until db_verify_free(); of a log that is gone
			      * and that a key remembers: "keys/TAG.size" */
	const char *vkey;    /* of its genesis; "" when that is not readable */
	int64_t size;        /* entries in the file */
	int64_t checkpoints; /* verified */
	int64_t signed_size; /* of the last of them; later entries are unsigned */
	bool ok;
	const char *fault; /* two or three words: "hash chain broken"; "ok" */
	int64_t bad_seq;   /* first entry that is wrong; -1 when none is */
	const char *why;   /* one sentence; "" when ok */
	bool diverged;     /* contradicts what this device signed: rolled back */
	bool mark_known;   /* the signer remembered a head to be compared with */
};

struct db_verify;

/*
 * Open the file and take the snapshot.  Without a file, but with keys that remember
 * logs, each of these has a verdict.
 *
 * Errors   ERR_JOURNAL there is none, it is not ours, or of a newer candor.
 */
bool db_verify_new(const struct db_verify_options *o, struct db_verify **ret,
		   struct err *err) MUST_USE;
void db_verify_free(struct db_verify *v); /* NULL is fine */

/*
 * Go on for at most max_ms (0: to the end of the log at hand).  To cancel, stop
 * calling.
 *
 * Errors   ERR_JOURNAL the file cannot be read any further.
 */
bool db_verify_step(struct db_verify *v, int max_ms, bool *ret_done,
		    struct err *err) MUST_USE;

/* Entries looked at, and to look at in all. */
int64_t db_verify_at(const struct db_verify *v);
int64_t db_verify_total(const struct db_verify *v);

/* One verdict a log; complete when done. */
size_t db_verify_n_logs(const struct db_verify *v);
struct db_verdict db_verify_log(const struct db_verify *v, size_t i);
/* All logs are ok, and the file as a whole is. */
bool db_verify_ok(const struct db_verify *v);
/* What is wrong with the file outside its logs; "" when nothing is. */
const char *db_verify_file_fault(const struct db_verify *v);

#endif

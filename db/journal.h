/*
 * The journal in SQLite: journal.db and what stands beside it in the state directory.
 *
 *   journal.db    the truth: leaves, node hashes, checkpoints, sealed blobs
 *   device        the id of this device, part of each origin
 *   keys/         TAG.key and TAG.size: a log's private key, and what it signed last
 *   run/          ULID.lock of each running process
 *   ballast       8 MiB, given up when the disk is full
 *
 * Order of use: db_journal_open(); the first paint; db_journal_verify_slice() each turn
 * until done; db_journal_recover() each turn until done; then journal_log(),
 * journal_begin() and so on, db_journal_tick() every ten seconds; db_journal_close().
 * Several processes may do this at once.
 */
#ifndef DB_JOURNAL_H
#define DB_JOURNAL_H

#include "core/journal/journal.h"
#include "core/journal/note.h"

struct db_journal_options {
	const char *dir;     /* $XDG_STATE_HOME/candor; made 0700 when absent */
	const char *domain;  /* [vendor] domain: names the logs */
	const char *who;     /* NULL: "unverified"; later db_journal_set_who() */
	const char *version; /* of candor, for the genesis */
	const struct clock *clock;
	const struct rng *rng;
	int64_t disk_low; /* bytes; 0: LIMIT_DISK_LOW */
	const char *vfs;  /* NULL; tests put a failing one in */
};

struct db_journal;

/*
 * Open the journal, or make it.  Texts of o are copied, clock and rng borrowed. Nothing
 * is verified yet: each log that has entries refuses appends until verify_slice is
 * done.  A log that is gone although its key remembers it makes the journal READONLY.
 *
 * Returns  in *ret the journal; free with db_journal_close().
 * Errors   one sentence that names the file and what to do: ERR_JOURNAL (not ours, of a
 *          newer candor, read-only, damaged, on the network), ERR_IO, ERR_CONFIG.
 */
bool db_journal_open(const struct db_journal_options *o, struct db_journal **ret,
		     struct err *err) MUST_USE;

/* Sign what is unsigned, empty the WAL into the file, give the run's lock back (kept
 * when an intent of this run has no outcome, so that the next start names it lost).
 * NULL is fine. */
void db_journal_close(struct db_journal *j);
/* Give back memory that only makes the next statement faster.  NULL is fine. */
void db_journal_trim(struct db_journal *j);

/* The interface that core sees. */
struct journal *db_journal_of(struct db_journal *j);

/* Who writes entries that name nobody themselves (genesis, recover, degraded). */
void db_journal_set_who(struct db_journal *j, const char *who);

/*
 * Check the last 1,024 entries of each log and its last checkpoint, for at most max_ms.
 * A log that does not verify, cannot be read, or is older than what its key has signed,
 * makes the journal READONLY and is named in why.
 *
 * ret_done true when each log has been looked at
 * Errors   ERR_BUSY another process is signing: call again.
 */
bool db_journal_verify_slice(struct db_journal *j, int max_ms, bool *ret_done,
			     struct err *err) MUST_USE;

/*
 * After verification: look for intents without outcome whose process is gone, and write
 * journal.recover and act.lost for them; make the ballast.  At most max_ms a call.
 *
 * ret_lost how many intents were lost; written when done
 * Errors   ERR_BUSY another process writes, or verification is not done: call again.
 */
bool db_journal_recover(struct db_journal *j, int max_ms, bool *ret_done, int *ret_lost,
			struct err *err) MUST_USE;

/*
 * For a timer of ten seconds: sign logs that have unsigned entries and whose last
 * checkpoint is 60 s old.
 *
 * Errors   ERR_BUSY: try again next turn; ERR_JOURNAL.
 */
bool db_journal_tick(struct db_journal *j, struct err *err) MUST_USE;

/* True while intents are refused because the disk is nearly full. */
bool db_journal_low(const struct db_journal *j);

/* One log, for the access line and the journal screen. */
struct db_log_info {
	const char *origin;  /* borrowed until close */
	const char *tag;     /* header `log` of its leaves */
	const char *account; /* "" for the vendor's */
	bool ours;           /* of this domain and device: what journal_log() gives */
	const char *custody; /* "file" */
	int64_t size;        /* entries */
	int64_t signed_size; /* of the last checkpoint */
	bool verified;
	const char *why; /* why it does not verify; "" else */
	struct note_key key;
};
size_t db_journal_n_logs(const struct db_journal *j);
struct db_log_info db_journal_log_info(const struct db_journal *j, int log_at);

/*
 * Name of the log of an account (NULL: the vendor's) on the device of DIR, as
 * journal_log() would make it; appended to out.
 *
 * Errors   ERR_CONFIG the domain, ERR_ARG the account; ERR_IO, ERR_JOURNAL the device.
 */
bool db_journal_origin(const char *dir, const char *domain, const char *account,
		       struct buf *out, struct err *err) MUST_USE;

const char *db_journal_device(const struct db_journal *j);

/*
 * What could not be written to the journal, appended to a file of its own (0600) and
 * synced: outcomes at the end of a run whose disk failed.
 *
 * Errors   ERR_IO.
 */
bool db_journal_emergency(const char *path, const char *text, struct err *err) MUST_USE;

/* Of SQLite, for `candor version`. Never NULL. */
const char *db_sqlite_version(void);

#endif

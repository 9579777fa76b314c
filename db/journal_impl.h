/*
 * The inside of the SQLite journal, shared by journal.c (open, close), logs.c,
 * tail.c, append.c (batches), recover.c and disk.c.  Nobody else includes this.
 */
#ifndef DB_JOURNAL_IMPL_H
#define DB_JOURNAL_IMPL_H

#include <sqlite3.h>

#include "core/journal/checkpoint.h"
#include "core/journal/leaf.h"
#include "core/journal/merkle.h"
#include "db/chain.h"
#include "db/journal.h"

#define CHECKPOINT_ENTRIES 64
#define CHECKPOINT_US      (60 * CLOCK_SEC_US)
#define VERIFY_TAIL        1024
#define CLOCK_STEP_MS      2000
#define DEVICE_LEN         12 /* hex digits */

/* X-macro: the statements, prepared once when opening. */
#define DB_STATEMENTS(X)                                                             \
	X(BEGIN, "BEGIN IMMEDIATE")                                                  \
	X(COMMIT, "COMMIT")                                                          \
	X(ROLLBACK, "ROLLBACK")                                                      \
	X(LOGS, "SELECT id, origin FROM log WHERE id > ?1 ORDER BY id")              \
	X(LOG_ADD, "INSERT INTO log (origin) VALUES (?1)")                           \
	X(TAIL,                                                                      \
	  "SELECT seq, hash FROM entry WHERE log = ?1 ORDER BY seq DESC LIMIT 1")    \
	X(HASH, "SELECT hash FROM entry WHERE log = ?1 AND seq = ?2")                \
	X(LEAF, "SELECT leaf FROM entry WHERE log = ?1 AND seq = ?2")                \
	X(NODE, "SELECT hash FROM node WHERE log = ?1 AND level = ?2 AND idx = ?3")  \
	X(ENTRY_ADD,                                                                 \
	  "INSERT INTO entry (log, seq, leaf, hash) VALUES (?1, ?2, ?3, ?4)")        \
	X(NODE_ADD,                                                                  \
	  "INSERT INTO node (log, level, idx, hash) VALUES (?1, ?2, ?3, ?4)")        \
	X(NOTE_ADD, "INSERT INTO checkpoint (log, size, note) VALUES (?1, ?2, ?3)")  \
	X(NOTE_LAST, "SELECT size FROM checkpoint WHERE log = ?1"                    \
		     " ORDER BY size DESC LIMIT 1")                                  \
	X(COUNT, "SELECT max(n) FROM entry")                                         \
	X(SCAN, "SELECT n, log, seq, leaf FROM entry WHERE n > ?1 ORDER BY n LIMIT " \
		"256")

#define DB_STATEMENT_ENUM(id, sql) DB_##id,
enum db_statement {
	DB_STATEMENTS(DB_STATEMENT_ENUM) DB_STATEMENT_COUNT
};

enum db_check {
	DB_UNCHECKED,
	DB_GOOD,
	DB_BAD
};

/* The end of a log: what the next entry is built on. */
struct db_head {
	struct merkle_edge edge; /* edge.size is the number of entries */
	struct sha256 prev;      /* hash of the last entry */
};

struct db_log {
	int64_t row; /* log.id */
	char origin[NOTE_NAME_MAX + 1];
	char account[16];
	bool ours; /* of this domain and this device */
	struct leaf_tag tag;
	struct note_key key;   /* of its genesis */
	const char *custody;   /* of its signer; NULL before the check */
	struct signer *signer; /* opened when first needed */
	struct db_head head;   /* committed */
	struct db_head *next;  /* with this batch; NULL: not touched by it */
	bool signing;          /* in this batch */
	int64_t signed_size;   /* last checkpoint in the file */
	int64_t signed_us;     /* when this process saw or made it; monotonic */
	unsigned step_seen,
		step_next; /* clock steps it tells of: committed, with this batch */
	unsigned others;   /* of the journal, when head was compared with the file */
	enum db_check check;
	struct chain *chain;     /* while its tail is being checked, else NULL */
	struct signer_mark mark; /* likewise: what the signer remembers */
	char why[256];           /* when DB_BAD */
};

struct db_recovery;

struct db_journal {
	struct journal base;
	sqlite3 *db;
	char *dir, *path, *keys_dir;
	char *domain, *who, *version;
	char device[DEVICE_LEN + 1];
	char boot[37];
	char exe[65]; /* SHA-256 of the program; "" until a genesis needs it */
	const struct clock *clock;
	const struct rng *rng;
	int64_t disk_low;
	sqlite3_stmt *stmt[DB_STATEMENT_COUNT];
	struct db_log **logs;
	size_t n_logs, cap_logs;
	struct buf leaf; /* the entry being written */
	bool batch;
	unsigned data_version; /* SQLite's, after our last commit; 0: not known */
	unsigned others;       /* times that others have written, as far as we know */
	int64_t disk_us;       /* when free space was looked at; monotonic */
	bool low, low_told;    /* disk nearly full, and an entry says so */
	bool degrading;        /* writing the entry about it */
	int64_t n, n_next;     /* entries of all logs: committed, with this batch */
	struct ulid run;
	int run_fd;
	char *run_path;
	int open_intents, open_next; /* without outcome: committed, with this batch */
	int64_t wall_ms, mono_ms;    /* at the last look, for clock steps */
	int64_t step_wall_ms, step_mono_ms;
	unsigned n_steps;
	size_t n_at_open; /* logs that were in the file when it was opened */
	size_t checking;  /* log whose tail is being checked */
	struct db_recovery *recovery;
};

struct db_journal *db_of(const struct journal *j);

/* append.c */
extern const struct journal_ops db_journal_ops;
/* Append without looking at the state: for genesis, recover, degraded. */
bool db_put(struct db_journal *j, struct db_log *log, const struct journal_entry *e,
	    struct journal_receipt *ret, struct err *err) MUST_USE;
bool db_begin(struct db_journal *j, struct err *err) MUST_USE;
bool db_commit(struct db_journal *j, struct err *err) MUST_USE;
void db_abort(struct db_journal *j);
/* A result code of SQLite as error, and as the state that follows from it. */
bool db_failed(struct db_journal *j, int rc, struct err *err);
/* Hashes of one log as a store for core/journal/merkle.h. */
struct db_store {
	struct db_journal *j;
	int64_t row;
};
bool db_store_read(void *ctx, int level, int64_t idx, struct sha256 *ret,
		   struct err *err);

/* logs.c */
bool db_logs_load(struct db_journal *j,
		  struct err *err) MUST_USE; /* that are new in the file */
void db_log_free(struct db_log *log);
bool db_signed_load(struct db_journal *j, struct db_log *log, struct err *err) MUST_USE;
bool db_log_op(struct journal *j, const struct journal_scope *scope, int *ret_log,
	       struct err *err) MUST_USE;
/* The end of a log as the file has it. */
bool db_head_load(struct db_journal *j, const struct db_log *log, struct db_head *ret,
		  struct err *err) MUST_USE;
/* The log's signer, opened without making a key. */
bool db_signer(struct db_journal *j, struct db_log *log, struct err *err) MUST_USE;
struct db_log *db_vendor_log(struct db_journal *j); /* NULL when there is none */

/* tail.c: check the tail of one log for at most max_ms (0: to the end). ERR_BUSY
 * another process signs it: nothing is known yet. */
bool db_check_log(struct db_journal *j, size_t i, int max_ms, bool *ret_done,
		  struct err *err) MUST_USE;

/* journal.c */
int64_t db_now_us(const struct db_journal *j); /* monotonic */

/* recover.c */
void db_recovery_free(struct db_recovery *r);

/* disk.c */
bool db_run_lock(struct db_journal *j, struct err *err) MUST_USE;
void db_run_unlock(struct db_journal *j);
void db_ballast_make(struct db_journal *j); /* best effort */
void db_ballast_drop(struct db_journal *j);
bool db_device(struct db_journal *j, struct err *err) MUST_USE;
bool db_device_read(const char *dir, char ret[DEVICE_LEN + 1],
		    struct err *err) MUST_USE;

#endif

/*
 * Opening journal.db and the files derived from it.
 *
 * Always true: a connection that schema_open() gives back has passed every PRAGMA below
 * and then the authorizer, which denies all further ones; a file that is not recognised
 * is never written to, and one whose tables and triggers are not ours is not read.  All
 * of this is hygiene against bugs; what protects a journal are the signatures, the
 * witness and CloudTrail (docs/journal.md, "SQLite").
 */
#include "db/schema.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "core/base/buf.h"
#include "core/base/limits.h"
#include "core/base/os.h"
#include "db/sql.h"

/* While opening: before the loop runs, or a reader of a journal that this process has
 * open anyhow, so that nobody can lock it whole. */
#define OPEN_BUSY_MS 2000

/* The commit that finds so many pages carries the write-ahead log over into the file
 * and waits for the disk twice: a few often hold a key up less than SQLite's 1,000
 * now and then, and a short log is written in place (docs/performance.md). */
#define WAL_PAGES "PRAGMA wal_autocheckpoint = 256;"

/* clang-format off */
const char *const schema_journal[] = {
	"-- journal.db: the truth.  Append-only; db/schema.c holds the same text and a test\n"
	"-- compares the two.  Rules and traps: docs/journal.md, section \"SQLite\".\n"
	"PRAGMA application_id = 1668179058; -- \"cndr\"\n"
	"PRAGMA user_version = 1;\n"
	"\n"
	"-- One log per customer account, one for the vendor.\n"
	"CREATE TABLE log (\n"
	"\tid INTEGER PRIMARY KEY,\n"
	"\torigin TEXT NOT NULL UNIQUE CHECK (length(origin) BETWEEN 1 AND 255)\n"
	") STRICT;\n"
	"\n"
	"-- Leaves. n counts all entries of this device, seq those of one log.\n"
	"CREATE TABLE entry (\n"
	"\tn INTEGER PRIMARY KEY CHECK (n > 0),\n"
	"\tlog INTEGER NOT NULL REFERENCES log (id),\n"
	"\tseq INTEGER NOT NULL CHECK (seq >= 0),\n"
	"\tleaf BLOB NOT NULL CHECK (length(leaf) BETWEEN 2 AND 65535),\n"
	"\thash BLOB NOT NULL CHECK (length(hash) = 32),\n"
	"\tUNIQUE (log, seq)\n"
	") STRICT;\n"
	"\n"
	"-- Complete nodes of the Merkle tree; level 0 is entry.hash.\n"
	"CREATE TABLE node (\n"
	"\tlog INTEGER NOT NULL REFERENCES log (id),\n"
	"\tlevel INTEGER NOT NULL CHECK (level BETWEEN 1 AND 62),\n"
	"\tidx INTEGER NOT NULL CHECK (idx >= 0),\n"
	"\thash BLOB NOT NULL CHECK (length(hash) = 32),\n"
	"\tPRIMARY KEY (log, level, idx)\n"
	") STRICT, WITHOUT ROWID;\n"
	"\n"
	"CREATE TABLE checkpoint (\n"
	"\tlog INTEGER NOT NULL REFERENCES log (id),\n"
	"\tsize INTEGER NOT NULL CHECK (size > 0),\n"
	"\tnote TEXT NOT NULL,\n"
	"\tPRIMARY KEY (log, size)\n"
	") STRICT, WITHOUT ROWID;\n"
	"\n"
	"CREATE TABLE cosignature (\n"
	"\tlog INTEGER NOT NULL REFERENCES log (id),\n"
	"\tsize INTEGER NOT NULL CHECK (size > 0),\n"
	"\tline TEXT NOT NULL,\n"
	"\tPRIMARY KEY (log, size, line)\n"
	") STRICT, WITHOUT ROWID;\n"
	"\n"
	"-- Sealed bytes; one may go when its hash stands in erased.\n"
	"CREATE TABLE blob (\n"
	"\tsha256 BLOB PRIMARY KEY NOT NULL CHECK (length(sha256) = 32),\n"
	"\tkind TEXT NOT NULL,\n"
	"\tdata BLOB NOT NULL\n"
	") STRICT;\n"
	"\n"
	"CREATE TABLE erased (\n"
	"\tsha256 BLOB PRIMARY KEY NOT NULL CHECK (length(sha256) = 32)\n"
	") STRICT;\n"
	"\n",
	"CREATE TRIGGER entry_seq BEFORE INSERT ON entry\n"
	"WHEN NEW.seq IS NOT\n"
	"\t(SELECT ifnull(max(seq), -1) + 1 FROM entry WHERE log = NEW.log)\n"
	"BEGIN SELECT raise(ABORT, 'entries of a log count without gaps'); END;\n"
	"CREATE TRIGGER entry_n AFTER INSERT ON entry\n"
	"WHEN NEW.n > 1 AND NOT EXISTS (SELECT 1 FROM entry WHERE n = NEW.n - 1)\n"
	"BEGIN SELECT raise(ABORT, 'entries count without gaps'); END;\n"
	"\n"
	"CREATE TRIGGER log_no_update BEFORE UPDATE ON log\n"
	"BEGIN SELECT raise(ABORT, 'append-only'); END;\n"
	"CREATE TRIGGER log_no_delete BEFORE DELETE ON log\n"
	"BEGIN SELECT raise(ABORT, 'append-only'); END;\n"
	"CREATE TRIGGER entry_no_update BEFORE UPDATE ON entry\n"
	"BEGIN SELECT raise(ABORT, 'append-only'); END;\n"
	"CREATE TRIGGER entry_no_delete BEFORE DELETE ON entry\n"
	"BEGIN SELECT raise(ABORT, 'append-only'); END;\n"
	"CREATE TRIGGER node_no_update BEFORE UPDATE ON node\n"
	"BEGIN SELECT raise(ABORT, 'append-only'); END;\n"
	"CREATE TRIGGER node_no_delete BEFORE DELETE ON node\n"
	"BEGIN SELECT raise(ABORT, 'append-only'); END;\n"
	"CREATE TRIGGER checkpoint_no_update BEFORE UPDATE ON checkpoint\n"
	"BEGIN SELECT raise(ABORT, 'append-only'); END;\n"
	"CREATE TRIGGER checkpoint_no_delete BEFORE DELETE ON checkpoint\n"
	"BEGIN SELECT raise(ABORT, 'append-only'); END;\n"
	"CREATE TRIGGER cosignature_no_update BEFORE UPDATE ON cosignature\n"
	"BEGIN SELECT raise(ABORT, 'append-only'); END;\n"
	"CREATE TRIGGER cosignature_no_delete BEFORE DELETE ON cosignature\n"
	"BEGIN SELECT raise(ABORT, 'append-only'); END;\n"
	"CREATE TRIGGER blob_no_update BEFORE UPDATE ON blob\n"
	"BEGIN SELECT raise(ABORT, 'append-only'); END;\n"
	"CREATE TRIGGER blob_no_delete BEFORE DELETE ON blob\n"
	"WHEN NOT EXISTS (SELECT 1 FROM erased WHERE sha256 = OLD.sha256)\n"
	"BEGIN SELECT raise(ABORT, 'a blob goes only when its hash stands in erased'); END;\n"
	"CREATE TRIGGER erased_no_update BEFORE UPDATE ON erased\n"
	"BEGIN SELECT raise(ABORT, 'append-only'); END;\n"
	"CREATE TRIGGER erased_no_delete BEFORE DELETE ON erased\n"
	"BEGIN SELECT raise(ABORT, 'append-only'); END;\n",
	NULL,
};
/* clang-format on */

/* In force from the first statement on; DEFENSIVE also stops writes to the schema. */
static bool harden(sqlite3 *db, const char *path, struct err *err)
{
	static const struct {
		int option, value;
	} config[] = {
		{ SQLITE_DBCONFIG_DEFENSIVE, 1 },
		{ SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0 },
		{ SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0 },
		{ SQLITE_DBCONFIG_ENABLE_FKEY, 1 },
		{ SQLITE_DBCONFIG_ENABLE_TRIGGER, 1 },
		{ SQLITE_DBCONFIG_DQS_DML, 0 },
	};
	(void)sqlite3_extended_result_codes(db,
					    1); /* cannot fail on an open connection */
	for (size_t i = 0; i < ARRAY_LEN(config); i++) {
		int now = -1;
		int rc = sqlite3_db_config(db, config[i].option, config[i].value, &now);
		if (rc != SQLITE_OK || now != config[i].value)
			return err_set(
				err, ERR_UNSUPPORTED,
				"%s: this SQLite lacks setting %d; 3.37 is needed",
				path, config[i].option);
	}
	return true;
}

/* What a journal can hold at most; all of it comes from a file that anybody may have
 * written. */
static void limit(sqlite3 *db)
{
	static const struct {
		int id, most;
	} limits[] = {
		{ SQLITE_LIMIT_LENGTH, (int)LIMIT_MIB(1) },
		{ SQLITE_LIMIT_SQL_LENGTH, (int)LIMIT_KIB(64) },
		{ SQLITE_LIMIT_COLUMN, 64 },
		{ SQLITE_LIMIT_EXPR_DEPTH, 64 },
		{ SQLITE_LIMIT_COMPOUND_SELECT, 8 },
		{ SQLITE_LIMIT_VDBE_OP, 100000 },
		{ SQLITE_LIMIT_FUNCTION_ARG, 16 },
		{ SQLITE_LIMIT_ATTACHED, 0 },
		{ SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 100 },
		{ SQLITE_LIMIT_TRIGGER_DEPTH, 8 },
		{ SQLITE_LIMIT_WORKER_THREADS, 0 },
	};
	for (size_t i = 0; i < ARRAY_LEN(limits); i++)
		(void)sqlite3_limit(db, limits[i].id, limits[i].most); /* the old one */
}

/* Allowed is what appending needs; everything else is denied. */
static int authorize(void *ctx, int action, const char *table, const char *detail,
		     const char *database, const char *trigger)
{
	(void)ctx;
	(void)detail;
	(void)database;
	(void)trigger;
	switch (action) {
	case SQLITE_SELECT:
	case SQLITE_READ:
	case SQLITE_FUNCTION:
	case SQLITE_RECURSIVE:
	case SQLITE_TRANSACTION: return SQLITE_OK;
	case SQLITE_INSERT:
		return str_starts(str_of(table), "sqlite_") ? SQLITE_DENY : SQLITE_OK;
	case SQLITE_DELETE: return text_eq(table, "blob") ? SQLITE_OK : SQLITE_DENY;
	default: return SQLITE_DENY;
	}
}

/* True if the file has no table yet. */
static bool is_empty(sqlite3 *db, const char *path, bool *ret, struct err *err)
{
	int64_t n = 0;
	if (!sql_number(db, path, "SELECT count(*) FROM sqlite_schema", 0, &n, err))
		return false;
	*ret = n == 0;
	return true;
}

/* Of two processes that find no journal one makes it; the other then finds it. */
static bool create(sqlite3 *db, const char *path, struct err *err)
{
	bool empty = false;
	if (!sql_exec(db, path, "BEGIN IMMEDIATE", err))
		return false;
	bool ok = is_empty(db, path, &empty, err);
	for (const char *const *sql = schema_journal; ok && empty && *sql; sql++)
		ok = sql_exec(db, path, *sql, err);
	ok = ok && sql_exec(db, path, "COMMIT", err);
	if (!ok)
		(void)sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
	return ok;
}

static bool recognise(sqlite3 *db, const char *path, struct err *err)
{
	int64_t id = 0;
	int64_t version = 0;
	if (!sql_number(db, path, "PRAGMA application_id", 0, &id, err) ||
	    !sql_number(db, path, "PRAGMA user_version", 0, &version, err))
		return false;
	if (id != SCHEMA_APPLICATION_ID)
		return err_set(err, ERR_JOURNAL,
			       "%s is not a journal of candor: move it away", path);
	if (version > SCHEMA_VERSION)
		return err_set(err, ERR_JOURNAL,
			       "%s was written by a newer candor (format %lld, this one"
			       " knows %d): update candor",
			       path, (long long)version, SCHEMA_VERSION);
	return true;
}

static const char sql_schema[] =
	"SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name";

/* Both statements at the same row, or both at their end. */
static bool same_row(sqlite3_stmt *a, int rc_a, sqlite3_stmt *b, int rc_b)
{
	for (int i = 0; rc_a == SQLITE_ROW && rc_b == SQLITE_ROW && i < 4; i++) {
		if (sqlite3_column_type(a, i) != sqlite3_column_type(b, i) ||
		    !str_eq(sql_blob(a, i), sql_blob(b, i)))
			return false;
	}
	return rc_a == rc_b;
}

/* wanted stands on what should be there, found on what is; either may be at its end. */
static bool differs(const char *path, sqlite3_stmt *wanted, int rc, sqlite3_stmt *found,
		    struct err *err)
{
	struct str name = sql_text(rc == SQLITE_ROW ? wanted : found, 1);
	return err_set(err, ERR_JOURNAL,
		       "%s is not as candor makes it, at \"%.*s\": a table, index or"
		       " trigger is missing, or is another one; keep a copy, then"
		       " restore it from a backup",
		       path, (int)(name.len < 80 ? name.len : 80),
		       name.p ? name.p : "");
}

static bool compare_schemas(sqlite3 *db, const char *path, sqlite3 *model,
			    bool *ret_same, struct err *err)
{
	sqlite3_stmt *found = NULL;
	sqlite3_stmt *wanted = NULL;
	bool ok = sql_prepare(db, path, sql_schema, &found, err) &&
		  sql_prepare(model, "the model", sql_schema, &wanted, err);
	for (bool more = ok; more;) {
		int a = sqlite3_step(wanted);
		int b = sqlite3_step(found);
		more = ok = same_row(wanted, a, found, b) && a == SQLITE_ROW;
		if (more)
			continue;
		if (b != SQLITE_ROW && b != SQLITE_DONE)
			(void)sql_fail(err, db, path, b);
		else if (a == SQLITE_DONE && b == SQLITE_DONE)
			ok = true;
		else
			*ret_same = differs(path, wanted, a, found, err);
	}
	(void)sqlite3_finalize(found); /* looked at above */
	(void)sqlite3_finalize(wanted);
	return ok;
}

/*
 * Views in the place of tables, or a trigger less: nothing of such a file is read.  The
 * comparison is with what this SQLite makes of our own text, in memory.  *same: false
 * only when that is why it fails.
 */
static bool check_schema(sqlite3 *db, const char *path, const char *const *sql,
			 bool *same, struct err *err)
{
	sqlite3 *model = NULL;
	bool ok = sqlite3_open(":memory:", &model) == SQLITE_OK ||
		  err_set(err, ERR_JOURNAL, "SQLite cannot open a database in memory");
	for (; ok && *sql; sql++)
		ok = sql_exec(model, "the model", *sql, err);
	ok = ok && compare_schemas(db, path, model, same, err);
	(void)sqlite3_close(model); /* no statement is open */
	return ok;
}

static bool check_journal(sqlite3 *db, const char *path, struct err *err)
{
	bool same = true;
	return check_schema(db, path, schema_journal, &same, err);
}

static bool settings(sqlite3 *db, const char *path, struct err *err)
{
	static const char pragmas[] =
		"PRAGMA synchronous = FULL;"
		"PRAGMA fullfsync = ON;"
		"PRAGMA checkpoint_fullfsync = ON;"
		"PRAGMA recursive_triggers = ON;"
		"PRAGMA cache_size = -1024;" WAL_PAGES "PRAGMA cell_size_check = ON;";
	sqlite3_stmt *s = NULL;
	if (!sql_prepare(db, path, "PRAGMA journal_mode = WAL", &s, err))
		return false;
	int rc = sqlite3_step(s);
	bool wal = rc == SQLITE_ROW && str_is(sql_text(s, 0), "wal");
	(void)sqlite3_finalize(s); /* rc says it */
	if (rc != SQLITE_ROW)
		return sql_fail(err, db, path, rc);
	if (!wal)
		return err_set(err, ERR_JOURNAL,
			       "%s: this file system cannot hold a write-ahead log",
			       path);
	return sql_exec(db, path, pragmas, err);
}

static bool set_up(sqlite3 *db, const char *path, struct err *err)
{
	bool empty = false;
	(void)sqlite3_busy_timeout(db, OPEN_BUSY_MS);
	limit(db);
	bool ok = harden(db, path, err) && is_empty(db, path, &empty, err) &&
		  (!empty || create(db, path, err)) && recognise(db, path, err) &&
		  check_journal(db, path, err) && settings(db, path, err);
	(void)sqlite3_busy_timeout(db, 0);
	if (ok)
		(void)sqlite3_set_authorizer(db, authorize, NULL);
	return ok;
}

/* SQLite would make the file 0644; its WAL takes the mode of the file. */
static bool make_private(const char *path, struct err *err)
{
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd >= 0) {
		(void)close(fd); /* empty */
		return true;
	}
	return errno == EEXIST ||
	       err_set(err, ERR_IO, "cannot make %s: %s", path, err_errno(errno));
}

bool schema_open(const char *path, const char *vfs, sqlite3 **ret, struct err *err)
{
	sqlite3 *db = NULL;
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
	if (!make_private(path, err) || !os_check_private(path, err))
		return false;
	int rc = sqlite3_open_v2(path, &db, flags, vfs);
	if (rc != SQLITE_OK)
		(void)sql_fail(err, db, path, rc);
	else if (sqlite3_db_readonly(db, "main") == 1)
		rc = SQLITE_READONLY, (void)sql_fail(err, NULL, path, rc);
	if (rc == SQLITE_OK && set_up(db, path, err)) {
		*ret = db;
		return true;
	}
	(void)sqlite3_close(db); /* no statement is open */
	return false;
}

/* A URI with immutable=1: a read-only medium has no place for SQLite's shared memory.
 */
static int open_immutable(const char *path, sqlite3 **ret)
{
	AUTO(buf) uri = BUF_INIT(LIMIT_KIB(16));
	buf_add_text(&uri, "file:");
	buf_add_uri(&uri, str_of(path), true);
	buf_add_text(&uri, "?immutable=1");
	int flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX;
	return sqlite3_open_v2(buf_text(&uri), ret, flags, NULL);
}

/* Read without it, the file would silently lack its newest entries. */
static bool has_wal(const char *path)
{
	AUTO(buf) wal = BUF_INIT(LIMIT_KIB(8));
	buf_addf(&wal, "%s-wal", path);
	return os_file_exists(buf_text(&wal));
}

static int probe(sqlite3 *db)
{
	return sqlite3_exec(db,
			    "PRAGMA query_only = ON; PRAGMA cell_size_check = ON;"
			    " SELECT count(*) FROM sqlite_schema",
			    NULL, NULL, NULL);
}

bool schema_open_reader(const char *path, sqlite3 **ret, struct err *err)
{
	sqlite3 *db = NULL;
	if (!os_file_exists(path))
		return err_set(err, ERR_JOURNAL, "%s: there is no journal here", path);
	int rc = sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX,
				 NULL);
	(void)sqlite3_busy_timeout(db, OPEN_BUSY_MS);
	if (rc == SQLITE_OK)
		rc = probe(db);
	if ((rc & 0xff) == SQLITE_CANTOPEN || (rc & 0xff) == SQLITE_READONLY) {
		(void)sqlite3_close(db); /* no statement is open */
		db = NULL;
		if (has_wal(path))
			return err_set(
				err, ERR_JOURNAL,
				"%s has a write-ahead log that cannot be read here:"
				" copy both to a directory of yours",
				path);
		rc = open_immutable(path, &db);
		if (rc == SQLITE_OK)
			rc = probe(db);
	}
	if (rc != SQLITE_OK)
		(void)sql_fail(err, db, path, rc);
	limit(db);
	if (rc == SQLITE_OK && harden(db, path, err) && recognise(db, path, err) &&
	    check_journal(db, path, err)) {
		*ret = db;
		return true;
	}
	(void)sqlite3_close(db); /* no statement is open */
	return false;
}

static bool derived_known(sqlite3 *db, const char *path, const struct schema_derived *d,
			  bool *ret, struct err *err)
{
	int64_t id = 0;
	int64_t version = 0;
	if (!sql_number(db, path, "PRAGMA application_id", 0, &id, err) ||
	    !sql_number(db, path, "PRAGMA user_version", 0, &version, err))
		return false;
	*ret = id == d->id && version == d->version;
	if (!*ret)
		return err_set(err, ERR_JOURNAL, "%s is of another version", path);
	*ret = sqlite3_db_readonly(db, "main") != 1 || access(path, W_OK) != 0;
	if (!*ret) /* nothing but its header says so */
		return sql_fail(err, NULL, path, SQLITE_READONLY);
	return check_schema(db, path, (const char *const[]){ d->sql, NULL }, ret, err);
}

static bool derived_create(sqlite3 *db, const char *path,
			   const struct schema_derived *d, struct err *err)
{
	AUTO(buf) sql = BUF_INIT(LIMIT_KIB(64));
	buf_addf(&sql,
		 "BEGIN IMMEDIATE; PRAGMA application_id = %lld;"
		 " PRAGMA user_version = %lld;",
		 (long long)d->id, (long long)d->version);
	buf_add_text(&sql, d->sql);
	buf_add_text(&sql, "; COMMIT"); /* closing the file takes back what failed */
	return sql_exec(db, path, buf_text(&sql), err);
}

/* A file that was opened, worst last. */
enum file_state {
	FILE_GOOD,
	FILE_OUT_OF_REACH, /* a disk that fails, or it may not be read: it may hold what
			    * is good */
	FILE_OTHER,        /* of another version, with other tables, or not ours */
	FILE_TORN,         /* no database any more */
};

static enum file_state state_of(sqlite3 *db)
{
	static const int reach[] = { SQLITE_OK,       SQLITE_PERM,     SQLITE_BUSY,
				     SQLITE_LOCKED,   SQLITE_NOMEM,    SQLITE_IOERR,
				     SQLITE_FULL,     SQLITE_CANTOPEN, SQLITE_READONLY,
				     SQLITE_NOLFS,    SQLITE_AUTH,     SQLITE_PROTOCOL,
				     SQLITE_INTERRUPT };
	int code = sqlite3_errcode(db) & 0xff;

	if (code == SQLITE_CORRUPT || code == SQLITE_NOTADB)
		return FILE_TORN;
	for (size_t i = 0; i < ARRAY_LEN(reach); i++)
		if (code == reach[i])
			return FILE_OUT_OF_REACH;
	return FILE_OTHER;
}

static bool derived_open(const char *path, const struct schema_derived *d, bool wait,
			 sqlite3 **ret, enum file_state *ret_state, struct err *err)
{
	static const char pragmas[] =
		"PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
		"PRAGMA temp_store = MEMORY; PRAGMA cache_size = -512;" WAL_PAGES;
	sqlite3 *db = NULL;
	bool empty = false, known = true;
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
	*ret_state = FILE_OUT_OF_REACH;
	if (!make_private(path, err))
		return false;
	int rc = sqlite3_open_v2(path, &db, flags, NULL);
	(void)sqlite3_busy_timeout(db, wait ? OPEN_BUSY_MS : 0);
	bool ok = rc == SQLITE_OK || sql_fail(err, db, path, rc);
	ok = ok && harden(db, path, err) && is_empty(db, path, &empty, err) &&
	     (!empty || derived_create(db, path, d, err)) &&
	     derived_known(db, path, d, &known, err) &&
	     sql_exec(db, path, pragmas, err);
	*ret_state = ok ? FILE_GOOD : known ? state_of(db) : FILE_OTHER;
	(void)sqlite3_busy_timeout(db, 0);
	if (ok)
		*ret = db;
	else
		(void)sqlite3_close(db); /* no statement is open */
	return ok;
}

/* Away with a file that is of no use, with its WAL, so that a new one can be made. */
static void set_aside(const char *path)
{
	static const char *const tails[] = { "", "-wal", "-shm" };
	for (size_t i = 0; i < ARRAY_LEN(tails); i++) {
		AUTO(buf) from = BUF_INIT(LIMIT_KIB(8));
		AUTO(buf) to = BUF_INIT(LIMIT_KIB(8));
		buf_addf(&from, "%s%s", path, tails[i]);
		buf_addf(&to, "%s.broken%s", path, tails[i]);
		(void)rename(buf_text(&from), buf_text(&to)); /* may not be there */
	}
}

static bool lock_derived(const char *path, bool wait, int *ret_fd, struct err *err)
{
	AUTO(buf) lock = BUF_INIT(LIMIT_KIB(8));

	buf_addf(&lock, "%s.lock", path);
	return wait ? os_lock_wait(buf_text(&lock), ret_fd, err)
		    : os_lock(buf_text(&lock), ret_fd, err);
}

/* One process at a time makes the file, or judges it and sets it aside: the second one
 * finds what the first has made. */
bool schema_open_derived(const char *path, const struct schema_derived *d, bool wait,
			 sqlite3 **ret, struct err *err)
{
	enum file_state state;
	int fd = -1;
	if (!lock_derived(path, wait, &fd, err))
		return false;
	struct err first = ERR_INIT;
	bool ok = derived_open(path, d, wait, ret, &state, &first);
	if (state > FILE_OUT_OF_REACH) {
		set_aside(path);
		ok = derived_open(path, d, wait, ret, &state, err);
	} else if (!ok) {
		(void)err_set(err, first.code, "%s", first.text);
	}
	(void)close(fd); /* the lock goes with it */
	return ok;
}

bool schema_open_only(const char *path, const struct schema_derived *d, bool *replaced,
		      sqlite3 **ret, struct err *err)
{
	enum file_state state;
	int fd = -1;
	if (!lock_derived(path, true, &fd, err))
		return false;
	struct err first = ERR_INIT;
	bool ok = derived_open(path, d, true, ret, &state, &first);
	if (state == FILE_TORN && replaced) {
		set_aside(path);
		*replaced = true;
		ok = derived_open(path, d, true, ret, &state, err);
	} else if (state == FILE_OTHER) {
		(void)err_set(err, ERR_JOURNAL,
			      "%s was made by another version of candor, or changed by "
			      "hand, and stays as it is: use that version, or move it "
			      "away",
			      path);
	} else if (!ok) {
		(void)err_set(err, first.code, "%s", first.text);
	}
	(void)close(fd); /* the lock goes with it */
	return ok;
}

/*
 * SQLite with candor's errors.  Always true: no message holds data of a row.
 */
#include "db/sql.h"

#include "core/base/buf.h"
#include "core/base/limits.h"

#define SEQ_MAX (INT64_C(1) << 53) /* integers of a leaf end here */

char *sql_path_in(const char *dir, const char *name)
{
	struct buf b = BUF_INIT(LIMIT_KIB(4));
	buf_addf(&b, "%s/%s", dir, name);
	return buf_take(&b);
}

static const char *remedy(int rc)
{
	switch (rc & 0xff) {
	case SQLITE_FULL:
		return "the disk is full: free some space, then start candor again";
	case SQLITE_IOERR:
		return "the disk reports an error: check it, then run `candor journal "
		       "verify`";
	case SQLITE_READONLY:
		return "cannot be written: check its owner, mode and how it is mounted";
	case SQLITE_NOTADB:
		return "is not a journal of candor: move it away, or restore it from a "
		       "backup";
	case SQLITE_CORRUPT:
		return "is damaged: keep a copy, then restore it from a backup";
	case SQLITE_CANTOPEN:
		return "cannot be opened: check that the directory exists and belongs "
		       "to you";
	case SQLITE_PERM:
	case SQLITE_AUTH: return "this is not allowed: the journal is append-only";
	case SQLITE_CONSTRAINT: return "refused by a rule of the journal";
	default: return "SQLite failed";
	}
}

bool sql_fail(struct err *err, sqlite3 *db, const char *path, int rc)
{
	int plain = rc & 0xff;
	if (plain == SQLITE_BUSY || plain == SQLITE_LOCKED)
		return err_set(err, ERR_BUSY, "%s: another candor is writing", path);
	return err_set(err, ERR_JOURNAL, "%s: %s (%s, %d)", path, remedy(rc),
		       db ? sqlite3_errmsg(db) : sqlite3_errstr(rc), rc);
}

bool sql_exec(sqlite3 *db, const char *path, const char *sql, struct err *err)
{
	int rc = sqlite3_exec(db, sql, NULL, NULL, NULL);
	return rc == SQLITE_OK || sql_fail(err, db, path, rc);
}

bool sql_prepare(sqlite3 *db, const char *path, const char *sql, sqlite3_stmt **ret,
		 struct err *err)
{
	int rc = sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, ret, NULL);
	return rc == SQLITE_OK || sql_fail(err, db, path, rc);
}

bool sql_number(sqlite3 *db, const char *path, const char *sql, int64_t otherwise,
		int64_t *ret, struct err *err)
{
	sqlite3_stmt *s = NULL;
	if (!sql_prepare(db, path, sql, &s, err))
		return false;
	int rc = sqlite3_step(s);
	if (rc == SQLITE_ROW)
		*ret = sqlite3_column_int64(s, 0);
	else if (rc == SQLITE_DONE)
		*ret = otherwise;
	else
		(void)sql_fail(err, db, path, rc);
	(void)sqlite3_finalize(s); /* its code was looked at above */
	return rc == SQLITE_ROW || rc == SQLITE_DONE;
}

struct str sql_text(sqlite3_stmt *s, int column)
{
	const char *p = (const char *)sqlite3_column_text(s, column);
	return (struct str){ p, (size_t)sqlite3_column_bytes(s, column) };
}

struct str sql_blob(sqlite3_stmt *s, int column)
{
	const char *p = sqlite3_column_blob(s, column);
	return (struct str){ p, (size_t)sqlite3_column_bytes(s, column) };
}

bool sql_size(sqlite3_stmt *s, int column, int64_t *ret)
{
	int64_t seq = sqlite3_column_int64(s, column);
	if (seq < 0 || seq >= SEQ_MAX)
		return false;
	*ret = seq + 1;
	return true;
}

bool sql_hash(sqlite3_stmt *s, int column, struct sha256 *ret)
{
	struct str bytes = sql_blob(s, column);
	if (bytes.len != SHA256_LEN)
		return false;
	for (size_t i = 0; i < SHA256_LEN; i++)
		ret->b[i] = (unsigned char)bytes.p[i];
	return true;
}

/* Binding fails only for a bad index or a misuse: a mistake of ours. */

void sql_bind_text(sqlite3_stmt *s, int at, struct str text)
{
	int rc = sqlite3_bind_text64(s, at, text.p, text.len, SQLITE_STATIC,
				     SQLITE_UTF8);
	bug_unless(rc == SQLITE_OK);
}

void sql_bind_cstr(sqlite3_stmt *s, int at, const char *text)
{
	sql_bind_text(s, at, str_of(text));
}

void sql_bind_blob(sqlite3_stmt *s, int at, struct str bytes)
{
	int rc = sqlite3_bind_blob64(s, at, bytes.p, bytes.len, SQLITE_STATIC);
	bug_unless(rc == SQLITE_OK);
}

void sql_bind_int(sqlite3_stmt *s, int at, int64_t n)
{
	int rc = sqlite3_bind_int64(s, at, n);
	bug_unless(rc == SQLITE_OK);
}

void sql_reset(sqlite3_stmt *s)
{
	if (!s)
		return;
	(void)sqlite3_reset(s); /* repeats the code of the last step */
	(void)sqlite3_clear_bindings(s);
}

int sql_run(sqlite3_stmt *s)
{
	int rc = sqlite3_step(s);
	sql_reset(s);
	return rc;
}

int sql_tree_hash(sqlite3_stmt *leaf, sqlite3_stmt *node, int64_t log, int level,
		  int64_t idx, struct sha256 *ret)
{
	sqlite3_stmt *s = level == 0 ? leaf : node;
	sql_bind_int(s, 1, log);
	sql_bind_int(s, 2, level == 0 ? idx : level);
	if (level > 0)
		sql_bind_int(s, 3, idx);
	int rc = sqlite3_step(s);
	if (rc == SQLITE_ROW && !sql_hash(s, 0, ret))
		rc = SQLITE_DONE;
	sql_reset(s);
	return rc;
}

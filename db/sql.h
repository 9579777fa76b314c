/*
 * What every file of db/ needs of SQLite: statements made once, and one sentence for
 * each way in which a file can fail.  Private to db/.
 */
#ifndef DB_SQL_H
#define DB_SQL_H

#include <sqlite3.h>

#include "core/base/err.h"
#include "core/base/sha.h"
#include "core/base/str.h"

char *sql_path_in(const char *dir, const char *name); /* "DIR/NAME"; free() it */

/*
 * Turn a result code into a sentence that names the file and what to do.
 *
 * db       may be NULL when opening failed
 * rc       the extended result code
 * Returns  false; ERR_BUSY when another process writes, else ERR_JOURNAL.
 */
bool sql_fail(struct err *err, sqlite3 *db, const char *path, int rc);

bool sql_exec(sqlite3 *db, const char *path, const char *sql, struct err *err) MUST_USE;
bool sql_prepare(sqlite3 *db, const char *path, const char *sql, sqlite3_stmt **ret,
		 struct err *err) MUST_USE;
/* One number of the first row, or otherwise when there is none. */
bool sql_number(sqlite3 *db, const char *path, const char *sql, int64_t otherwise,
		int64_t *ret, struct err *err) MUST_USE;

/* A column as text or bytes: borrowed until the next step. */
struct str sql_text(sqlite3_stmt *s, int column);
struct str sql_blob(sqlite3_stmt *s, int column);
/* How many entries there are when the last has this number; false when no log of ours
 * can have it. */
bool sql_size(sqlite3_stmt *s, int column, int64_t *ret) MUST_USE;
bool sql_hash(sqlite3_stmt *s, int column, struct sha256 *ret) MUST_USE;

/* Bind without a copy: bytes must live until the statement is reset. NULL binds NULL.
 */
void sql_bind_text(sqlite3_stmt *s, int at, struct str text);
void sql_bind_cstr(sqlite3_stmt *s, int at, const char *text);
void sql_bind_blob(sqlite3_stmt *s, int at, struct str bytes);
void sql_bind_int(sqlite3_stmt *s, int at, int64_t n);

/*
 * One stored hash of a log, by two statements: of a leaf (log, seq), of a node (log,
 * level, idx).  Both are reset.
 *
 * Returns  SQLITE_ROW with *ret, SQLITE_DONE when it is not there or no hash, or the
 *          failure
 */
int sql_tree_hash(sqlite3_stmt *leaf, sqlite3_stmt *node, int64_t log, int level,
		  int64_t idx, struct sha256 *ret);

/* Run a statement that gives no row, and reset it. Returns SQLITE_DONE or the failure.
 */
int sql_run(sqlite3_stmt *s);
/* Ready for the next use: bindings cleared. NULL is fine. */
void sql_reset(sqlite3_stmt *s);

#endif

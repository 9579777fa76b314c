/*
 * The inside of the index, shared by index.c (filling) and index_query.c (reading).
 */
#ifndef DB_INDEX_IMPL_H
#define DB_INDEX_IMPL_H

#include <sqlite3.h>

#include "db/index.h"

/* X-macro: statements on index.db, prepared once. */
#define INDEX_STATEMENTS(X)                                                      \
	X(BEGIN, "BEGIN IMMEDIATE")                                              \
	X(COMMIT, "COMMIT")                                                      \
	X(ROLLBACK, "ROLLBACK")                                                  \
	X(STATE, "SELECT n, hash FROM state")                                    \
	X(STATE_SET, "INSERT INTO state (one, n, hash) VALUES (1, ?1, ?2)"       \
		     " ON CONFLICT (one) DO UPDATE SET n = excluded.n,"          \
		     " hash = excluded.hash")                                    \
	X(LOG_ADD,                                                               \
	  "INSERT OR IGNORE INTO log (id, origin, account) VALUES (?1, ?2, ?3)") \
	X(ROW_ADD,                                                               \
	  "INSERT INTO row (n, log, seq, t, ref, kind, who, inst, mode, act,"    \
	  " ses, id, target, result, n_calls, hash, text) VALUES"                \
	  " (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15,"  \
	  " ?16, ?17)")                                                          \
	X(ROW_ANSWER,                                                            \
	  "UPDATE row SET answer = ?3, end = ?4, result = ?5, n_calls = ?6,"     \
	  " text = text || ' ' || ?7"                                            \
	  " WHERE log = ?1 AND seq = ?2 AND kind = 'act.intent'"                 \
	  " AND answer = 0")                                                     \
	X(ROW_FOLD, "UPDATE row SET folded = 1 WHERE n = ?1")                    \
	X(CLEAR_ROWS, "DELETE FROM row")                                         \
	X(CLEAR_LOGS, "DELETE FROM log")                                         \
	X(CLEAR_STATE, "DELETE FROM state")

/* And on journal.db, which is only read. */
#define INDEX_SOURCES(X)                                                    \
	X(LOG, "SELECT origin FROM log WHERE id = ?1")                      \
	X(HASH, "SELECT hash FROM entry WHERE n = ?1")                      \
	X(LEAF, "SELECT leaf FROM entry WHERE n = ?1")                      \
	X(ENTRIES, "SELECT n, log, seq, leaf, hash FROM entry WHERE n > ?1" \
		   " ORDER BY n LIMIT ?2")

#define INDEX_STATEMENT_ENUM(id, sql) INDEX_DO_##id,
enum index_statement {
	INDEX_STATEMENTS(INDEX_STATEMENT_ENUM) INDEX_DO_COUNT
};
#define INDEX_SOURCE_ENUM(id, sql) INDEX_FROM_##id,
enum index_source {
	INDEX_SOURCES(INDEX_SOURCE_ENUM) INDEX_FROM_COUNT
};

struct index {
	sqlite3 *db, *journal;
	char *dir, *path, *journal_path;
	const struct clock *clock;
	sqlite3_stmt *stmt[INDEX_DO_COUNT];
	sqlite3_stmt *from[INDEX_FROM_COUNT];
	int64_t n; /* entries read */
	uint64_t stamp;
	bool checked; /* the journal is the one this index was made from */
};

#endif

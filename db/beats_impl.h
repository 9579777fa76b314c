/*
 * What db/beats.c (the file, the receiver) and db/beats_read.c (accounts, the source)
 * share.
 */
#ifndef DB_BEATS_IMPL_H
#define DB_BEATS_IMPL_H

#include <string.h>

#include "db/beats.h"
#include "db/sql.h"

#define BEATS_STATEMENTS(X)                                                            \
	X(BEGIN, "BEGIN IMMEDIATE")                                                    \
	X(COMMIT, "COMMIT")                                                            \
	X(ROLLBACK, "ROLLBACK")                                                        \
	X(INST_ADD, "INSERT OR IGNORE INTO inst (name) VALUES (?1)")                   \
	X(INST_GET, "SELECT id FROM inst WHERE name = ?1")                             \
	X(INST_NEXT, "SELECT id FROM inst WHERE id > ?1 ORDER BY id LIMIT 1")          \
	X(PUT, "INSERT INTO beat (inst, us, agent, version, status, seq, at)"          \
	       " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")                                 \
	X(REFUSED_ADD,                                                                 \
	  "INSERT INTO refused (inst, hour, verdict, n, last)"                         \
	  " VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (inst, hour, verdict)"             \
	  " DO UPDATE SET n = n + excluded.n, last = excluded.last")                   \
	X(UP_PUT, "INSERT INTO up (us, until) VALUES (?1, ?2) ON CONFLICT (us)"        \
		  " DO UPDATE SET until = excluded.until")                             \
	X(ROLL,                                                                        \
	  "INSERT OR REPLACE INTO hour (inst, hour, agent, version, status, seq,"      \
	  " at, us, n) SELECT inst, us / 3600000000, agent, version, status, seq,"     \
	  " at, max(us), count(*) FROM beat WHERE inst = ?1 AND us < ?2 AND us >="     \
	  " ifnull((SELECT max(hour) FROM hour WHERE inst = ?1), 0) * 3600000000"      \
	  " GROUP BY us / 3600000000, agent")                                          \
	X(TRIM_RAW, "DELETE FROM beat WHERE inst = ?1 AND us < ?2")                    \
	/* the last one stays, however old: who fell silent is not who never spoke */  \
	X(TRIM_HOUR, "DELETE FROM hour WHERE inst = ?1 AND hour < ?2 AND hour <"       \
		     " (SELECT max(hour) FROM hour WHERE inst = ?1)")                  \
	X(TRIM_REFUSED, "DELETE FROM refused WHERE inst IN (?1, 0) AND hour < ?2")     \
	X(ACCOUNT_PUT, "INSERT OR REPLACE INTO account (inst, at, state, reason, who)" \
		       " VALUES (?1, ?2, ?3, ?4, ?5)")                                 \
	X(ACCOUNT_ALL, "SELECT at, state, reason, who FROM account WHERE inst = ?1"    \
		       " ORDER BY at")                                                 \
	X(ACCOUNT_GET, "SELECT at, state, reason, who FROM account WHERE inst = ?1"    \
		       " ORDER BY at DESC LIMIT 1")                                    \
	X(UPS, "SELECT us, until FROM up WHERE until >= ?1 ORDER BY us")               \
	X(UP_BEFORE, "SELECT max(until) FROM up WHERE until < ?1")                     \
	/* Of each agent, of ?3 hours: hours, and beats that no hour was made of yet;  \
	 * and the newest of all. */                                                   \
	X(LAST,                                                                        \
	  "SELECT max(us), agent, version, status, seq, at FROM ("                     \
	  "SELECT us, agent, version, status, seq, at FROM beat WHERE inst = ?1"       \
	  " AND us < ?2 AND us >= max((?2 / 3600000000 - ?3) * 3600000000,"            \
	  " min(?2 - 7200000000, ifnull((SELECT max(hour) FROM hour WHERE inst = ?1)," \
	  " 0) * 3600000000))"                                                         \
	  " UNION ALL SELECT us, agent, version, status, seq, at FROM hour"            \
	  " WHERE inst = ?1 AND us < ?2 AND hour >= ?2 / 3600000000 - ?3"              \
	  " UNION ALL SELECT * FROM (SELECT us, agent, version, status, seq, at"       \
	  " FROM beat WHERE inst = ?1 AND us < ?2 ORDER BY us DESC LIMIT 1)"           \
	  " UNION ALL SELECT * FROM (SELECT us, agent, version, status, seq, at"       \
	  " FROM hour WHERE inst = ?1 AND us < ?2 ORDER BY hour DESC, us DESC LIMIT"   \
	  " 1)) GROUP BY agent ORDER BY 1")                                            \
	X(RAW, "SELECT us, agent, version, status, seq, at FROM beat WHERE inst = ?1"  \
	       " AND us >= ?2 AND us > ?3 ORDER BY us")                                \
	X(REFUSED, "SELECT verdict, sum(n), max(last) FROM refused WHERE inst = ?1"    \
		   " AND hour >= ?2 GROUP BY verdict")                                 \
	X(REFUSED_ALL, "SELECT verdict, sum(n), max(last) FROM refused"                \
		       " WHERE hour >= ?1 GROUP BY verdict")                           \
	X(VERSION, "PRAGMA data_version")

#define BEATS_STATEMENT_ENUM(id, sql) BEATS_##id,
enum beats_statement {
	BEATS_STATEMENTS(BEATS_STATEMENT_ENUM) BEATS_STATEMENT_COUNT
};

/* Refused ones that are not written yet. */
struct beats_count {
	char inst[BEAT_NAME_MAX + 1]; /* "": nobody's */
	enum beat_verdict verdict;
	int64_t hour, n, last_sec;
};

struct beats_name {
	char *name;
	int64_t id;
};

struct beat_store {
	sqlite3 *db;
	char *path;
	int lock_fd; /* -1: not the receiver */
	sqlite3_stmt *stmt[BEATS_STATEMENT_COUNT];
	struct beats_name *names; /* by name: those that were written to */
	size_t n_names, cap_names;
	struct beats_count *counts;
	size_t n_counts, cap_counts;
	bool replaced;           /* a damaged file was moved away */
	int64_t up_us, until_us; /* this run; 0: it has not begun */
	int64_t kept_us;         /* until_us as it is on disk; 0 */
	bool up_due;
	bool in_batch;
	int64_t tidy_inst; /* the last one that was tidied */
	int64_t version;   /* of the file, as it was seen last */
};

bool beats_run(struct beat_store *s, enum beats_statement which,
	       struct err *err) MUST_USE;
/* 0: it has no number, so there is nothing of it. */
bool beats_find_inst(struct beat_store *s, const char *inst, int64_t *ret,
		     struct err *err) MUST_USE;

#endif

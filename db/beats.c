/*
 * beats.db as a file, and the receiver's side of it: many beats a commit.
 *
 * Always true: beats, counts and up-times of a batch are there together or not at all,
 * and on disk when beat_store_commit() says so; a count that could not be written stays
 * in memory for the next batch.
 */
#include "db/beats_impl.h"

#include <stdlib.h>
#include <unistd.h>

#include "core/base/buf.h"
#include "core/base/clock.h"
#include "core/base/os.h"
#include "core/base/vec.h"
#include "db/schema.h"

#define BEATS_ID 1668179042 /* "cnbt" */
/* How long to wait for another process that writes: a verb that sets an account has
 * time, the receiver's loop has not. */
#define READ_BUSY_MS    2000
#define RECEIVE_BUSY_MS 20

static const struct schema_derived schema = {
	.id = BEATS_ID,
	.version = 1,
	.sql = "CREATE TABLE inst (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)"
	       " STRICT;"
	       "CREATE TABLE beat (inst INTEGER NOT NULL, us INTEGER NOT NULL,"
	       " agent TEXT NOT NULL, version TEXT NOT NULL, status TEXT NOT NULL,"
	       " seq INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (inst, us))"
	       " STRICT, WITHOUT ROWID;"
	       "CREATE TABLE hour (inst INTEGER NOT NULL, hour INTEGER NOT NULL,"
	       " agent TEXT NOT NULL, version TEXT NOT NULL, status TEXT NOT NULL,"
	       " seq INTEGER NOT NULL, at INTEGER NOT NULL, us INTEGER NOT NULL,"
	       " n INTEGER NOT NULL, PRIMARY KEY (inst, hour, agent))"
	       " STRICT, WITHOUT ROWID;"
	       "CREATE TABLE refused (inst INTEGER NOT NULL, hour INTEGER NOT NULL,"
	       " verdict TEXT NOT NULL, n INTEGER NOT NULL, last INTEGER NOT NULL,"
	       " PRIMARY KEY (inst, hour, verdict)) STRICT, WITHOUT ROWID;"
	       "CREATE TABLE up (us INTEGER PRIMARY KEY, until INTEGER NOT NULL) "
	       "STRICT;"
	       "CREATE TABLE account (inst TEXT NOT NULL, at INTEGER NOT NULL,"
	       " state TEXT NOT NULL, reason TEXT NOT NULL, who TEXT NOT NULL,"
	       " PRIMARY KEY (inst, at)) STRICT, WITHOUT ROWID;",
};

#define STATEMENT_SQL(id, sql) [BEATS_##id] = (sql),
static const char *const statements[] = { BEATS_STATEMENTS(STATEMENT_SQL) };

/* ---- open and close ---- */

static bool lock_receiver(struct beat_store *s, struct err *err)
{
	AUTO(buf) lock = BUF_INIT(LIMIT_KIB(8));

	buf_addf(&lock, "%s.listen", s->path);
	if (os_lock(buf_text(&lock), &s->lock_fd, err))
		return true;
	if (err->code == ERR_BUSY)
		(void)err_set(err, ERR_BUSY,
			      "another candor listen receives into %s: stop it first",
			      s->path);
	return false;
}

bool beat_store_open(const char *path, enum beat_store_use use, struct beat_store **ret,
		     struct err *err)
{
	struct beat_store *s = mem_new(1, sizeof(*s));
	bool ok = true;

	s->path = mem_text(path);
	s->lock_fd = -1;
	if (use == BEAT_STORE_RECEIVE)
		ok = lock_receiver(s, err);
	ok = ok &&
	     schema_open_only(path, &schema,
			      use == BEAT_STORE_RECEIVE ? &s->replaced : NULL, &s->db,
			      err) &&
	     sql_exec(s->db, path,
		      "PRAGMA synchronous = FULL; PRAGMA fullfsync = ON;"
		      " PRAGMA cache_size = -8192;"
		      " PRAGMA wal_autocheckpoint = 4096",
		      err);
	for (int i = 0; ok && i < BEATS_STATEMENT_COUNT; i++)
		ok = sql_prepare(s->db, path, statements[i], &s->stmt[i], err);
	if (!ok) {
		beat_store_close(s);
		return false;
	}
	(void)sqlite3_busy_timeout(s->db, use == BEAT_STORE_RECEIVE ? RECEIVE_BUSY_MS
								    : READ_BUSY_MS);
	*ret = s;
	return true;
}

bool beat_store_replaced(const struct beat_store *s)
{
	return s->replaced;
}

void beat_store_close(struct beat_store *s)
{
	if (!s)
		return;
	for (int i = 0; i < BEATS_STATEMENT_COUNT; i++)
		(void)sqlite3_finalize(s->stmt[i]); /* repeats an old code */
	(void)sqlite3_close(s->db); /* no statement is open; undoes an open batch */
	if (s->lock_fd >= 0)
		(void)close(s->lock_fd); /* the lock goes with it */
	for (size_t i = 0; i < s->n_names; i++)
		free(s->names[i].name);
	free(s->names);
	free(s->counts);
	free(s->path);
	free(s);
}

bool beats_run(struct beat_store *s, enum beats_statement which, struct err *err)
{
	int rc = sql_run(s->stmt[which]);

	return rc == SQLITE_DONE || sql_fail(err, s->db, s->path, rc);
}

/* ---- names ---- */

static int by_name(const void *key, const void *item)
{
	return strcmp(key, ((const struct beats_name *)item)->name);
}

bool beats_find_inst(struct beat_store *s, const char *inst, int64_t *ret,
		     struct err *err)
{
	sqlite3_stmt *q = s->stmt[BEATS_INST_GET];
	int rc;

	sql_bind_cstr(q, 1, inst);
	rc = sqlite3_step(q);
	*ret = rc == SQLITE_ROW ? sqlite3_column_int64(q, 0) : 0;
	sql_reset(q);
	return rc == SQLITE_ROW || rc == SQLITE_DONE ||
	       sql_fail(err, s->db, s->path, rc);
}

/* Its number, made when it has none; within a batch. */
static bool inst_id(struct beat_store *s, const char *inst, int64_t *ret,
		    struct err *err)
{
	const struct beats_name *known = s->n_names
						 ? bsearch(inst, s->names, s->n_names,
							   sizeof(*s->names), by_name)
						 : NULL;
	size_t at = 0;
	struct beats_name made;

	if (known) {
		*ret = known->id;
		return true;
	}
	sql_bind_cstr(s->stmt[BEATS_INST_ADD], 1, inst);
	if (!beats_run(s, BEATS_INST_ADD, err) || !beats_find_inst(s, inst, ret, err))
		return false;
	made = (struct beats_name){ mem_text(inst), *ret };
	while (at < s->n_names && strcmp(s->names[at].name, inst) < 0)
		at++;
	(void)VEC_PUSH(s->names, s->n_names, s->cap_names);
	memmove(s->names + at + 1, s->names + at, sizeof(made) * (s->n_names - 1 - at));
	s->names[at] = made;
	return true;
}

/* Numbers that the batch gave are not there when it is undone. */
static void forget_names(struct beat_store *s)
{
	for (size_t i = 0; i < s->n_names; i++)
		free(s->names[i].name);
	s->n_names = 0;
}

/* ---- a batch ---- */

static bool begin(struct beat_store *s, struct err *err)
{
	if (s->in_batch)
		return true;
	s->in_batch = beats_run(s, BEATS_BEGIN, err);
	return s->in_batch;
}

static void undo(struct beat_store *s)
{
	if (s->in_batch)
		(void)sql_run(s->stmt[BEATS_ROLLBACK]); /* perhaps over already */
	s->in_batch = false;
	forget_names(s);
}

static bool put(struct beat_store *s, const char *inst, const struct beat_raw *raw,
		struct err *err)
{
	sqlite3_stmt *q = s->stmt[BEATS_PUT];
	int64_t id = 0;

	if (!begin(s, err) || !inst_id(s, inst, &id, err))
		return false;
	sql_bind_int(q, 1, id);
	sql_bind_int(q, 2, raw->received_us);
	sql_bind_cstr(q, 3, raw->agent);
	sql_bind_cstr(q, 4, raw->version);
	sql_bind_cstr(q, 5, raw->status);
	sql_bind_int(q, 6, raw->seq);
	sql_bind_int(q, 7, raw->at_sec);
	return beats_run(s, BEATS_PUT, err);
}

bool beat_store_put(struct beat_store *s, const char *inst, const struct beat_raw *raw,
		    struct err *err)
{
	if (put(s, inst, raw, err))
		return true;
	undo(s);
	return false;
}

void beat_store_refused(struct beat_store *s, const char *inst, enum beat_verdict v,
			int64_t now_sec)
{
	struct beats_count *c = NULL;

	for (size_t i = 0; i < s->n_counts && !c; i++)
		if (s->counts[i].verdict == v && s->counts[i].hour == now_sec / 3600 &&
		    text_eq(s->counts[i].inst, inst ? inst : ""))
			c = &s->counts[i];
	if (!c) {
		c = VEC_PUSH(s->counts, s->n_counts, s->cap_counts);
		c->verdict = v;
		c->hour = now_sec / 3600;
		if (!text_copy(c->inst, sizeof(c->inst), str_of(inst)))
			c->inst[0] = '\0'; /* nobody's */
	}
	c->n++;
	c->last_sec = now_sec;
}

void beat_store_up(struct beat_store *s, int64_t now_us)
{
	int64_t hole_us = now_us - s->kept_us;

	/* who was stopped, or could not write, was not up */
	if (s->up_us == 0 || hole_us < 0 || hole_us > 2 * BEATS_UP_SEC * CLOCK_SEC_US)
		s->up_us = now_us;
	s->until_us = now_us;
	s->up_due = true;
}

bool beat_store_pending(const struct beat_store *s)
{
	return s->in_batch || s->n_counts > 0 || s->up_due;
}

static bool write_counts(struct beat_store *s, struct err *err)
{
	sqlite3_stmt *q = s->stmt[BEATS_REFUSED_ADD];

	for (size_t i = 0; i < s->n_counts; i++) {
		const struct beats_count *c = &s->counts[i];
		int64_t id = 0;

		if (c->inst[0] && !inst_id(s, c->inst, &id, err))
			return false;
		sql_bind_int(q, 1, id);
		sql_bind_int(q, 2, c->hour);
		sql_bind_cstr(q, 3, beat_verdict_name(c->verdict));
		sql_bind_int(q, 4, c->n);
		sql_bind_int(q, 5, c->last_sec);
		if (!beats_run(s, BEATS_REFUSED_ADD, err))
			return false;
	}
	return true;
}

static bool write_up(struct beat_store *s, struct err *err)
{
	if (!s->up_due)
		return true;
	sql_bind_int(s->stmt[BEATS_UP_PUT], 1, s->up_us);
	sql_bind_int(s->stmt[BEATS_UP_PUT], 2, s->until_us);
	return beats_run(s, BEATS_UP_PUT, err);
}

bool beat_store_commit(struct beat_store *s, struct err *err)
{
	if (!beat_store_pending(s))
		return true;
	if (!begin(s, err) || !write_counts(s, err) || !write_up(s, err) ||
	    !beats_run(s, BEATS_COMMIT, err)) {
		undo(s);
		return false;
	}
	s->in_batch = false;
	s->n_counts = 0;
	if (s->up_due)
		s->kept_us = s->until_us;
	s->up_due = false;
	return true;
}

/* ---- retention ---- */

/* Hours are made of beats once they are over, and again while beats are kept: nothing
 * of them changes any more. */
static bool tidy_inst(struct beat_store *s, int64_t id, int64_t now_sec,
		      struct err *err)
{
	int64_t hour = now_sec / 3600;
	int64_t raw_us = (now_sec - BEATS_RAW_DAYS * INT64_C(86400)) * 1000000;

	sql_bind_int(s->stmt[BEATS_ROLL], 1, id);
	sql_bind_int(s->stmt[BEATS_ROLL], 2, hour * INT64_C(3600000000));
	sql_bind_int(s->stmt[BEATS_TRIM_RAW], 1, id);
	sql_bind_int(s->stmt[BEATS_TRIM_RAW], 2, raw_us);
	sql_bind_int(s->stmt[BEATS_TRIM_HOUR], 1, id);
	sql_bind_int(s->stmt[BEATS_TRIM_HOUR], 2, hour - BEATS_HOUR_DAYS * 24);
	sql_bind_int(s->stmt[BEATS_TRIM_REFUSED], 1, id);
	sql_bind_int(s->stmt[BEATS_TRIM_REFUSED], 2, hour - BEATS_HOUR_DAYS * 24);
	return beats_run(s, BEATS_ROLL, err) && beats_run(s, BEATS_TRIM_RAW, err) &&
	       beats_run(s, BEATS_TRIM_HOUR, err) &&
	       beats_run(s, BEATS_TRIM_REFUSED, err);
}

static bool next_inst(struct beat_store *s, int64_t *ret, struct err *err)
{
	sqlite3_stmt *q = s->stmt[BEATS_INST_NEXT];
	int rc;

	sql_bind_int(q, 1, s->tidy_inst);
	rc = sqlite3_step(q);
	*ret = rc == SQLITE_ROW ? sqlite3_column_int64(q, 0) : -1;
	sql_reset(q);
	return rc == SQLITE_ROW || rc == SQLITE_DONE ||
	       sql_fail(err, s->db, s->path, rc);
}

bool beat_store_tidy(struct beat_store *s, int64_t now_sec, bool *ret_done,
		     struct err *err)
{
	int64_t id = -1;

	bug_unless(!s->in_batch);
	if (!next_inst(s, &id, err))
		return false;
	*ret_done = id < 0;
	s->tidy_inst = id < 0 ? 0 : id;
	if (id < 0)
		return true;
	if (begin(s, err) && tidy_inst(s, id, now_sec, err) &&
	    beats_run(s, BEATS_COMMIT, err)) {
		s->in_batch = false;
		return true;
	}
	undo(s);
	return false;
}

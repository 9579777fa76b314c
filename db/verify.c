/*
 * Verification of a whole journal.
 *
 * Always true: the signers' memories are read before the snapshot is taken, so another
 * process that writes meanwhile is never taken for a rollback; nothing is written.
 */
#include "db/verify.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/limits.h"
#include "core/base/os.h"
#include "core/base/vec.h"
#include "db/chain.h"
#include "db/marks.h"
#include "db/schema.h"
#include "db/sql.h"

struct one {
	int64_t row;
	char *origin;
	struct leaf_tag tag;
	struct signer_mark mark;
	int64_t size;
	struct chain *chain; /* while it is looked at */
	struct chain_verdict verdict;
	bool done;
	char vkey[NOTE_NAME_MAX + 80];
};

struct db_verify {
	sqlite3 *db;
	char *path, *keys_dir;
	const struct clock *clock;
	struct one *logs;
	size_t n_logs, cap_logs;
	size_t now;
	int64_t n_entries;   /* of the whole file */
	int64_t total, past; /* entries: of all logs, of logs that are done */
	char fault[256];
};

/* The memory is a plain file; no key is needed to read it. */
static void read_mark(struct db_verify *v, struct one *log)
{
	AUTO(buf) path = BUF_INIT(LIMIT_KIB(4));
	struct err err = ERR_INIT;
	buf_addf(&path, "%s/%s.size", v->keys_dir, log->tag.text);
	if (!os_file_exists(buf_text(&path)))
		return;
	if (signer_file_read_mark(buf_text(&path), &log->mark, &err))
		return;
	log->verdict.fault = CHAIN_KEY;
	(void)snprintf(log->verdict.why, sizeof(log->verdict.why), "%.250s", err.text);
}

static bool list_logs(struct db_verify *v, struct err *err)
{
	sqlite3_stmt *s = NULL;
	if (!sql_prepare(v->db, v->path, "SELECT id, origin FROM log ORDER BY id", &s,
			 err))
		return false;
	int rc = sqlite3_step(s);
	for (; rc == SQLITE_ROW && v->n_logs < SCHEMA_LOGS_MAX; rc = sqlite3_step(s)) {
		struct str origin = sql_text(s, 1);
		if (origin.len > NOTE_NAME_MAX)
			break;
		struct one *log = VEC_PUSH(v->logs, v->n_logs, v->cap_logs);
		log->row = sqlite3_column_int64(s, 0);
		log->origin = mem_text_n(origin.p ? origin.p : "", origin.len);
		log->tag = leaf_tag_of(str_of(log->origin));
		log->verdict.seq = -1;
	}
	(void)sqlite3_finalize(s); /* rc says it */
	if (rc == SQLITE_ROW)
		return err_set(
			err, ERR_JOURNAL,
			"%s holds more than %d logs, or a name of one is damaged",
			v->path, SCHEMA_LOGS_MAX);
	return rc == SQLITE_DONE || sql_fail(err, v->db, v->path, rc);
}

/* One number of a statement whose parameter is the log; -1 when there is none. */
static bool ask(struct db_verify *v, const char *sql, int64_t row, int64_t *ret,
		struct err *err)
{
	sqlite3_stmt *s = NULL;
	if (!sql_prepare(v->db, v->path, sql, &s, err))
		return false;
	sql_bind_int(s, 1, row);
	int rc = sqlite3_step(s);
	bool there = rc == SQLITE_ROW && sqlite3_column_type(s, 0) != SQLITE_NULL;
	*ret = there ? sqlite3_column_int64(s, 0) : -1;
	(void)sqlite3_finalize(s); /* rc says it */
	return rc == SQLITE_ROW || rc == SQLITE_DONE ||
	       sql_fail(err, v->db, v->path, rc);
}

/* No log has more entries than the file, whatever its last one says: one more than that
 * is enough to find the gap. */
static bool set_size(struct db_verify *v, struct one *log, struct err *err)
{
	int64_t last = 0;
	if (!ask(v, "SELECT max(seq) FROM entry WHERE log = ?1", log->row, &last, err))
		return false;
	log->size = last < v->n_entries ? last + 1 : v->n_entries + 1;
	if (log->size < 0)
		log->size = 0;
	v->total += log->size;
	return true;
}

/* Entries that no log accounts for, or numbers with gaps. */
static bool check_file(struct db_verify *v, struct err *err)
{
	int64_t count = v->n_entries;
	int64_t sum = 0;
	int64_t last = 0;
	for (size_t i = 0; i < v->n_logs; i++)
		sum += v->logs[i].size;
	if (!sql_number(v->db, v->path, "SELECT max(n) FROM entry", 0, &last, err))
		return false;
	if (count != sum)
		(void)snprintf(v->fault, sizeof(v->fault),
			       "the file holds %lld entries, its logs count %lld",
			       (long long)count, (long long)sum);
	else if (last != count)
		(void)snprintf(
			v->fault, sizeof(v->fault),
			"entries of this device are missing: %lld are there, the last"
			" is number %lld",
			(long long)count, (long long)last);
	else if (v->n_logs == 0) /* nor does a key remember one */
		(void)snprintf(v->fault, sizeof(v->fault), "the file holds no log");
	return true;
}

/* A key that has signed for a log which is not in the file: all of it is gone. */
static void add_lost(struct db_verify *v, const struct mark *m)
{
	AUTO(buf) name = BUF_INIT(LIMIT_KIB(1));
	for (size_t i = 0; i < v->n_logs; i++) {
		if (text_eq(v->logs[i].tag.text, m->tag.text))
			return;
	}
	if (m->last.size == 0 && !m->why[0])
		return;
	buf_addf(&name, "keys/%s.size", m->tag.text);
	struct one *log = VEC_PUSH(v->logs, v->n_logs, v->cap_logs);
	log->origin = mem_text(buf_text(&name));
	log->mark = m->last;
	log->done = true;
	log->verdict.seq = -1;
	log->verdict.fault = m->why[0] ? CHAIN_KEY : CHAIN_ROLLED_BACK;
	if (m->why[0])
		(void)snprintf(log->verdict.why, sizeof(log->verdict.why), "%s",
			       m->why);
	else
		(void)snprintf(log->verdict.why, sizeof(log->verdict.why),
			       "rolled back: its key has signed %lld entries, the"
			       " journal has no such log; bring the journal back",
			       (long long)m->last.size);
}

/* Without a file there is nothing to read; what was signed is still known. */
static bool list_all(struct db_verify *v, const struct marks *marks, struct err *err)
{
	if (os_file_exists(v->path) || marks->n == 0) {
		if (!schema_open_reader(v->path, &v->db, err) || !list_logs(v, err))
			return false;
	}
	for (size_t i = 0; i < v->n_logs; i++)
		read_mark(v, &v->logs[i]);
	for (size_t i = 0; i < marks->n; i++)
		add_lost(v, &marks->items[i]);
	return v->db || v->n_logs > 0 ||
	       err_set(err, ERR_JOURNAL, "%s: there is no journal here", v->path);
}

static bool open_snapshot(struct db_verify *v, struct err *err)
{
	struct marks marks = { 0 };
	bool ok = marks_list(v->keys_dir, &marks, err) && list_all(v, &marks, err);
	marks_release(&marks);
	if (!ok || !v->db)
		return ok;
	if (!sql_exec(v->db, v->path, "BEGIN", err) ||
	    !sql_number(v->db, v->path, "SELECT count(*) FROM entry", 0, &v->n_entries,
			err))
		return false;
	for (size_t i = 0; i < v->n_logs; i++) {
		if (!v->logs[i].done && !set_size(v, &v->logs[i], err))
			return false;
	}
	return check_file(v, err);
}

bool db_verify_new(const struct db_verify_options *o, struct db_verify **ret,
		   struct err *err)
{
	struct db_verify *v = mem_new(1, sizeof(*v));
	v->path = sql_path_in(o->dir, "journal.db");
	v->keys_dir = sql_path_in(o->dir, "keys");
	v->clock = o->clock;
	if (!open_snapshot(v, err)) {
		db_verify_free(v);
		return false;
	}
	*ret = v;
	return true;
}

void db_verify_free(struct db_verify *v)
{
	if (!v)
		return;
	for (size_t i = 0; i < v->n_logs; i++) {
		chain_free(v->logs[i].chain);
		free(v->logs[i].origin);
	}
	free(v->logs);
	(void)sqlite3_close(v->db); /* no statement is open */
	free(v->path);
	free(v->keys_dir);
	free(v);
}

static bool start(struct db_verify *v, struct one *log, struct err *err)
{
	struct chain_spec spec = {
		.db = v->db,
		.path = v->path,
		.row = log->row,
		.origin = log->origin,
		.size = log->size,
		.whole = true,
	};
	if (!chain_new(&spec, &log->chain, err))
		return false;
	if (log->verdict.fault != CHAIN_NONE) /* its memory is damaged */
		chain_blame(log->chain, log->verdict.fault, -1, log->verdict.why);
	return true;
}

static bool finish(struct db_verify *v, struct one *log, struct err *err)
{
	AUTO(buf) vkey = BUF_INIT(sizeof(log->vkey) - 1);
	if (!chain_check_mark(log->chain, &log->mark, err))
		return false;
	if (chain_key(log->chain)->name[0])
		note_key_write(&vkey, chain_key(log->chain));
	if (!text_copy(log->vkey, sizeof(log->vkey), buf_str(&vkey)))
		log->vkey[0] = '\0';
	log->verdict = *chain_verdict(log->chain);
	chain_free(log->chain);
	log->chain = NULL;
	log->done = true;
	v->past += log->size;
	v->now++;
	return true;
}

bool db_verify_step(struct db_verify *v, int max_ms, bool *ret_done, struct err *err)
{
	int64_t until =
		max_ms > 0 ? clock_mono_us(v->clock) + (int64_t)max_ms * 1000 : 0;
	bool done = true;
	while (v->now < v->n_logs && done) {
		struct one *log = &v->logs[v->now];
		if (log->done) {
			v->now++;
			continue;
		}
		if (!log->chain && !start(v, log, err))
			return false;
		if (!chain_step(log->chain, v->clock, until, &done, err))
			return false;
		if (done && !finish(v, log, err))
			return false;
		if (until > 0 && clock_mono_us(v->clock) >= until)
			break;
	}
	*ret_done = v->now >= v->n_logs;
	return true;
}

int64_t db_verify_at(const struct db_verify *v)
{
	const struct one *log = v->now < v->n_logs ? &v->logs[v->now] : NULL;
	return v->past + (log && log->chain ? chain_at(log->chain) : 0);
}

int64_t db_verify_total(const struct db_verify *v)
{
	return v->total;
}

size_t db_verify_n_logs(const struct db_verify *v)
{
	return v->n_logs;
}

struct db_verdict db_verify_log(const struct db_verify *v, size_t i)
{
	bug_unless(i < v->n_logs);
	const struct one *log = &v->logs[i];
	return (struct db_verdict){
		.origin = log->origin,
		.vkey = log->vkey,
		.size = log->size,
		.checkpoints = log->verdict.checkpoints,
		.signed_size = log->verdict.signed_size,
		.ok = log->done && log->verdict.fault == CHAIN_NONE,
		.fault = chain_fault_text(log->verdict.fault),
		.bad_seq = log->verdict.seq,
		.why = log->verdict.why,
		.diverged = log->verdict.fault == CHAIN_ROLLED_BACK,
		/* an emptied memory beside a signed log tells nothing */
		.mark_known = log->mark.size > 0,
	};
}

bool db_verify_ok(const struct db_verify *v)
{
	for (size_t i = 0; i < v->n_logs; i++) {
		if (!v->logs[i].done || v->logs[i].verdict.fault != CHAIN_NONE)
			return false;
	}
	return v->fault[0] == '\0';
}

const char *db_verify_file_fault(const struct db_verify *v)
{
	return v->fault;
}

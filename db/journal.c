/*
 * The SQLite journal: opening and closing.  Its logs are in logs.c, their check at
 * start in tail.c, batches in append.c, what follows a crash in recover.c, files in
 * disk.c.
 *
 * Always true: a journal that is open has its run's lock and has read every setting of
 * schema_open(); nothing was verified yet.
 */
#include "db/journal.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/log.h"
#include "core/base/os.h"
#include "db/journal_impl.h"
#include "db/marks.h"
#include "db/schema.h"
#include "db/sql.h"

#define LOAD_BUSY_MS              2000

#define DB_STATEMENT_SQL(id, sql) [DB_##id] = (sql),
static const char *const statements[] = { DB_STATEMENTS(DB_STATEMENT_SQL) };

struct db_journal *db_of(const struct journal *j)
{
	union {
		const struct journal *in;
		struct db_journal *out;
	} cast = { .in = j }; /* base is the first member */
	return cast.out;
}

struct journal *db_journal_of(struct db_journal *j)
{
	return &j->base;
}

int64_t db_now_us(const struct db_journal *j)
{
	return clock_mono_us(j->clock);
}

void db_journal_set_who(struct db_journal *j, const char *who)
{
	char *copy = mem_text(text_or(who, "unverified"));
	free(j->who);
	j->who = copy;
}

/* Directories and files that must be there before the journal is opened. */
static bool set_up_files(struct db_journal *j, struct err *err)
{
	char *run = sql_path_in(j->dir, "run");
	bool ok = os_private_dir(j->dir, err);
	if (ok && os_is_network_fs(j->dir))
		ok = err_set(
			err, ERR_JOURNAL,
			"%s is on a network file system, where a journal is not safe:"
			" set XDG_STATE_HOME to a local directory",
			j->dir);
	ok = ok && os_private_dir(j->keys_dir, err) && os_private_dir(run, err) &&
	     db_device(j, err);
	free(run);
	return ok;
}

/* One process at a time makes what is not there yet; the others wait a moment. */
static bool set_up_locked(struct db_journal *j, const char *vfs, struct err *err)
{
	int fd = -1;
	if (!os_private_dir(j->dir, err))
		return false;
	char *path = sql_path_in(j->dir, "setup.lock");
	bool ok = os_lock_wait(path, &fd, err);
	free(path);
	if (!ok)
		return false;
	ok = set_up_files(j, err) && schema_open(j->path, vfs, &j->db, err);
	(void)close(fd); /* the lock goes with it */
	return ok;
}

static bool prepare(struct db_journal *j, struct err *err)
{
	for (int i = 0; i < DB_STATEMENT_COUNT; i++) {
		if (!sql_prepare(j->db, j->path, statements[i], &j->stmt[i], err))
			return false;
	}
	return true;
}

static bool load_count(struct db_journal *j, struct err *err)
{
	sqlite3_stmt *s = j->stmt[DB_COUNT];
	int rc = sqlite3_step(s);
	if (rc == SQLITE_ROW)
		j->n = sqlite3_column_int64(s, 0);
	sql_reset(s);
	return rc == SQLITE_ROW || db_failed(j, rc, err);
}

static struct db_journal *new_journal(const struct db_journal_options *o)
{
	struct db_journal *j = mem_new(1, sizeof(*j));
	j->base.ops = &db_journal_ops;
	j->dir = mem_text(o->dir);
	j->path = sql_path_in(o->dir, "journal.db");
	j->keys_dir = sql_path_in(o->dir, "keys");
	j->domain = mem_text(o->domain);
	j->version = mem_text(text_or(o->version, "0"));
	j->clock = o->clock;
	j->rng = o->rng;
	j->disk_low = o->disk_low ? o->disk_low : (int64_t)LIMIT_DISK_LOW;
	j->leaf = BUF_INIT(LIMIT_LEAF_HARD);
	j->run_fd = -1;
	j->run = ulid_new(o->clock, o->rng);
	j->wall_ms = clock_wall_us(o->clock) / 1000;
	j->mono_ms = clock_boot_ms(o->clock);
	os_boot_id(j->boot);
	db_journal_set_who(j, o->who);
	return j;
}

static bool domain_ok(const char *domain)
{
	if (text_empty(domain) || strlen(domain) > 200)
		return false;
	for (const char *c = domain; *c; c++) {
		bool ok = (*c >= 'a' && *c <= 'z') || (*c >= '0' && *c <= '9') ||
			  *c == '.' || *c == '-';
		if (!ok)
			return false;
	}
	return true;
}

static void free_journal(struct db_journal *j)
{
	for (size_t i = 0; i < j->n_logs; i++)
		db_log_free(j->logs[i]);
	free(j->logs);
	db_recovery_free(j->recovery);
	for (int i = 0; i < DB_STATEMENT_COUNT; i++)
		(void)sqlite3_finalize(j->stmt[i]); /* repeats an old code */
	(void)sqlite3_close(j->db);                 /* no statement is open */
	db_run_unlock(j);
	buf_release(&j->leaf);
	free(j->run_path);
	free(j->dir);
	free(j->path);
	free(j->keys_dir);
	free(j->domain);
	free(j->version);
	free(j->who);
	free(j);
}

/* A key remembers a log that the file does not have: the file, or all of this log, was
 * removed or put back. */
static void notice_lost(struct db_journal *j, const struct marks *marks)
{
	char why[sizeof(j->base.why)];
	for (size_t i = 0; i < marks->n; i++) {
		const struct mark *m = &marks->items[i];
		bool there = m->last.size == 0 && !m->why[0];
		for (size_t k = 0; !there && k < j->n_logs; k++)
			there = text_eq(j->logs[k]->tag.text, m->tag.text);
		if (there)
			continue;
		(void)snprintf(
			why, sizeof(why),
			"the log of keys/%s.size was rolled back: bring the newer"
			" journal back; its key has signed %lld entries, none"
			" is here",
			m->tag.text, (long long)m->last.size);
		journal_degrade(&j->base, JOURNAL_READONLY, m->why[0] ? m->why : why);
	}
}

/* The memories before the logs: see marks_list(). */
static bool load(struct db_journal *j, struct err *err)
{
	struct marks marks = { 0 };
	bool ok = marks_list(j->keys_dir, &marks, err) && load_count(j, err) &&
		  db_logs_load(j, err) && db_run_lock(j, err);
	if (ok)
		notice_lost(j, &marks);
	marks_release(&marks);
	return ok;
}

bool db_journal_open(const struct db_journal_options *o, struct db_journal **ret,
		     struct err *err)
{
	struct err own = ERR_INIT;
	if (!err)
		err = &own; /* set_up_locked looks at the code */
	if (!domain_ok(o->domain))
		return err_set(err, ERR_CONFIG,
			       "[vendor] domain must be a domain name in lower case: "
			       "\"%.80s\"",
			       text_or(o->domain, ""));
	struct db_journal *j = new_journal(o);
	bool ok = set_up_locked(j, o->vfs, err);
	if (ok) /* another process may be closing, which locks all for a moment */
		(void)sqlite3_busy_timeout(j->db, LOAD_BUSY_MS);
	ok = ok && prepare(j, err) && load(j, err);
	if (!ok) {
		free_journal(j);
		return false;
	}
	(void)sqlite3_busy_timeout(j->db, 0); /* from here on the loop waits */
	j->n_at_open = j->n_logs;
	*ret = j;
	return true;
}

/* Sign what the rule of 64 entries or 60 s has left unsigned. */
static void sign_all(struct db_journal *j)
{
	bool any = false;
	struct err err = ERR_INIT;
	if (j->base.state != JOURNAL_OK || !db_begin(j, &err))
		return;
	for (size_t i = 0; i < j->n_logs; i++) {
		struct db_log *log = j->logs[i];
		if (log->check != DB_GOOD || log->head.edge.size <= log->signed_size)
			continue;
		any = true;
		if (!journal_checkpoint(&j->base, (int)i, &err)) {
			db_abort(j);
			return;
		}
	}
	if (!any)
		db_abort(j);
	else if (!db_commit(j, &err))
		log_line("journal: last checkpoint not signed: %s", err.text);
}

void db_journal_trim(struct db_journal *j)
{
	if (j)
		(void)sqlite3_db_release_memory(j->db); /* always SQLITE_OK */
}

void db_journal_close(struct db_journal *j)
{
	if (!j)
		return;
	db_abort(j);
	sign_all(j);
	(void)sqlite3_wal_checkpoint_v2(j->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL,
					NULL); /* another process may be reading */
	free_journal(j);
}

size_t db_journal_n_logs(const struct db_journal *j)
{
	return j->n_logs;
}

struct db_log_info db_journal_log_info(const struct db_journal *j, int log_at)
{
	bug_unless(log_at >= 0 && (size_t)log_at < j->n_logs);
	const struct db_log *log = j->logs[log_at];
	return (struct db_log_info){
		.origin = log->origin,
		.tag = log->tag.text,
		.account = log->account,
		.ours = log->ours,
		.custody = text_or(log->custody, ""),
		.size = log->head.edge.size,
		.signed_size = log->signed_size,
		.verified = log->check == DB_GOOD,
		.why = log->why,
		.key = log->key,
	};
}

const char *db_journal_device(const struct db_journal *j)
{
	return j->device;
}

bool db_journal_low(const struct db_journal *j)
{
	return j->low;
}

const char *db_sqlite_version(void)
{
	return sqlite3_libversion();
}

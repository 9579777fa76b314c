/*
 * After a crash: intents without outcome whose process is gone become act.lost.
 *
 *   LOOKING --db_journal_recover, slice by slice--> FOUND --one transaction--> done
 *
 * Always true: a run counts as gone only when its lock could be taken, and the lock is
 * held until the entries about it are committed; the last entries are read again inside
 * the transaction, so two processes never write the same loss twice.
 */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/log.h"
#include "core/base/os.h"
#include "core/base/vec.h"
#include "db/journal_impl.h"
#include "db/sql.h"

#define LOSS_ARENA    LIMIT_KIB(256)
#define ORPHANS_NAMED 500 /* in one journal.recover; all become act.lost */

struct orphan {
	int64_t row, seq;
	bool power; /* another boot: the machine went down */
	char *inst, *mode, *act, *ses;
	char run[ULID_LEN + 1];
	bool written; /* act.lost stands in its log */
};

/* A run's lock file that is not ours. */
struct run {
	char name[ULID_LEN + 1];
	char *path;
	int fd; /* held by us: the run is gone; -1: it is alive */
	int64_t from;
};

struct db_recovery {
	int64_t at; /* entries up to here were looked at */
	struct orphan *orphans;
	size_t n_orphans, cap_orphans;
	struct run *runs;
	size_t n_runs, cap_runs;
};

static void orphan_free(struct orphan *o)
{
	free(o->inst);
	free(o->mode);
	free(o->act);
	free(o->ses);
}

void db_recovery_free(struct db_recovery *r)
{
	if (!r)
		return;
	for (size_t i = 0; i < r->n_orphans; i++)
		orphan_free(&r->orphans[i]);
	for (size_t i = 0; i < r->n_runs; i++) {
		if (r->runs[i].fd >= 0)
			(void)close(r->runs[i].fd); /* the lock goes with it */
		free(r->runs[i].path);
	}
	free(r->orphans);
	free(r->runs);
	free(r);
}

static int64_t read_from(int fd)
{
	char text[32];
	int64_t n = 0;
	ssize_t len = pread(fd, text, sizeof(text), 0);
	if (len < 1 || text[len - 1] != '\n')
		return 0; /* died before it wrote: look at everything */
	return str_int((struct str){ text, (size_t)len - 1 }, 0, INT64_MAX, &n) ? n : 0;
}

static void add_run(struct db_journal *j, struct db_recovery *r, const char *file)
{
	struct buf path = BUF_INIT(LIMIT_KIB(4));
	struct str name = str_of(file);
	if (name.len != ULID_LEN + 5 || !str_ends(name, ".lock"))
		return;
	name.len = ULID_LEN;
	if (str_is(name, j->run.text))
		return;
	struct run *run = VEC_PUSH(r->runs, r->n_runs, r->cap_runs);
	buf_addf(&path, "%s/run/%s", j->dir, file);
	run->path = buf_take(&path);
	run->fd = -1;
	memcpy(run->name, name.p, ULID_LEN);
	if (os_lock(run->path, &run->fd, NULL))
		run->from = read_from(run->fd);
}

static void list_runs(struct db_journal *j, struct db_recovery *r)
{
	AUTO(buf) path = BUF_INIT(LIMIT_KIB(4));
	buf_addf(&path, "%s/run", j->dir);
	DIR *dir = opendir(buf_text(&path));
	if (!dir)
		return;
	for (;;) {
		/* NOLINTNEXTLINE(concurrency-mt-unsafe): one thread, our own DIR */
		const struct dirent *d = readdir(dir);
		if (!d)
			break;
		add_run(j, r, d->d_name);
	}
	(void)closedir(dir); /* only read */
}

/* Where to begin: where the first of the dead runs began, and the tail in any case. */
static struct db_recovery *recovery_new(struct db_journal *j)
{
	struct db_recovery *r = mem_new(1, sizeof(*r));
	r->at = j->n > VERIFY_TAIL ? j->n - VERIFY_TAIL : 0;
	list_runs(j, r);
	for (size_t i = 0; i < r->n_runs; i++) {
		if (r->runs[i].fd >= 0 && r->runs[i].from < r->at)
			r->at = r->runs[i].from;
	}
	return r;
}

/* A run whose file is not there ended, or its file was removed: gone either way. */
static bool is_alive(struct db_journal *j, const struct db_recovery *r, struct str run)
{
	if (str_is(run, j->run.text))
		return true;
	for (size_t i = 0; i < r->n_runs; i++) {
		if (str_is(run, r->runs[i].name))
			return r->runs[i].fd < 0;
	}
	AUTO(buf) path = BUF_INIT(LIMIT_KIB(4)); /* begun after we have listed them? */
	buf_addf(&path, "%s/run/%.*s.lock", j->dir, STR_FMT(run));
	return os_file_exists(buf_text(&path));
}

static char *unescaped(struct str raw)
{
	struct buf b = BUF_INIT(LIMIT_LEAF_HARD);
	if (!raw.p)
		return NULL;
	leaf_text(raw, &b);
	return buf_take(&b);
}

static void add_orphan(struct db_journal *j, struct db_recovery *r, int64_t row,
		       const struct leaf *leaf)
{
	struct orphan *o = VEC_PUSH(r->orphans, r->n_orphans, r->cap_orphans);
	o->row = row;
	o->seq = leaf->seq;
	o->power = !str_is(leaf->boot, j->boot);
	o->inst = unescaped(leaf->inst);
	o->mode = unescaped(leaf->mode);
	o->act = unescaped(leaf->act);
	o->ses = unescaped(leaf->ses);
	memcpy(o->run, leaf->run.p, ULID_LEN);
}

static void answered(struct db_recovery *r, int64_t row, int64_t seq)
{
	for (size_t i = r->n_orphans; i-- > 0;) {
		if (r->orphans[i].row != row || r->orphans[i].seq != seq)
			continue;
		orphan_free(&r->orphans[i]);
		VEC_REMOVE(r->orphans, r->n_orphans, i);
		return;
	}
}

static void look_at(struct db_journal *j, struct db_recovery *r, int64_t row,
		    struct str bytes)
{
	struct leaf leaf;
	if (!leaf_scan(bytes, &leaf, NULL))
		return; /* verification says so */
	if (str_is(leaf.kind, "act.intent"))
		add_orphan(j, r, row, &leaf);
	else if (str_is(leaf.kind, "act.outcome") || str_is(leaf.kind, "act.lost"))
		answered(r, row, leaf.ref);
}

/* The next page of entries; *ret_end when there was none. */
static bool read_page(struct db_journal *j, struct db_recovery *r, bool *ret_end,
		      struct err *err)
{
	sqlite3_stmt *s = j->stmt[DB_SCAN];
	sql_bind_int(s, 1, r->at);
	int64_t before = r->at;
	int rc = sqlite3_step(s);
	for (; rc == SQLITE_ROW; rc = sqlite3_step(s)) {
		r->at = sqlite3_column_int64(s, 0);
		look_at(j, r, sqlite3_column_int64(s, 1), sql_blob(s, 3));
	}
	sql_reset(s);
	*ret_end = r->at == before;
	return rc == SQLITE_DONE || db_failed(j, rc, err);
}

static void forget_living(struct db_journal *j, struct db_recovery *r)
{
	for (size_t i = r->n_orphans; i-- > 0;) {
		if (!is_alive(j, r, str_of(r->orphans[i].run)))
			continue;
		orphan_free(&r->orphans[i]);
		VEC_REMOVE(r->orphans, r->n_orphans, i);
	}
}

static bool put_recover(struct db_journal *j, const struct db_recovery *r,
			struct db_log *log, struct err *err)
{
	AUTO(arena) a = ARENA_INIT(LOSS_ARENA);
	struct journal_entry e = { .kind = JOURNAL_JOURNAL_RECOVER, .ref = -1 };
	struct node *data = node_object(&a);
	int named = 0;
	(void)node_put_int(&a, data, "last_seq", log->head.edge.size - 1);
	struct node *list = node_put(&a, data, "orphans", NODE_LIST);
	for (size_t i = 0; i < r->n_orphans && named < ORPHANS_NAMED; i++) {
		if (r->orphans[i].row != log->row)
			continue;
		(void)node_put_int(&a, list, NULL, r->orphans[i].seq);
		named++;
	}
	bug_unless(arena_ok(&a));
	e.data = data;
	return db_put(j, log, &e, NULL, err);
}

static bool put_lost(struct db_journal *j, const struct orphan *o, struct db_log *log,
		     struct err *err)
{
	AUTO(arena) a = ARENA_INIT(LOSS_ARENA);
	struct journal_entry e = {
		.kind = JOURNAL_ACT_LOST,
		.inst = o->inst,
		.mode = o->mode,
		.act = o->act,
		.ses = o->ses,
		.ref = o->seq,
	};
	struct node *data = node_object(&a);
	(void)node_put_text(&a, data, "reason", o->power ? "power" : "crash");
	bug_unless(arena_ok(&a));
	e.data = data;
	return db_put(j, log, &e, NULL, err);
}

static size_t count_of(const struct db_recovery *r, const struct db_log *log)
{
	size_t n = 0;
	for (size_t i = 0; i < r->n_orphans; i++)
		n += r->orphans[i].row == log->row;
	return n;
}

static bool put_losses(struct db_journal *j, struct db_recovery *r, size_t at,
		       int *lost, struct err *err)
{
	struct db_log *log = j->logs[at];
	if (log->check != DB_GOOD || count_of(r, log) == 0)
		return true;
	if (!put_recover(j, r, log, err))
		return false;
	for (size_t i = 0; i < r->n_orphans; i++) {
		if (r->orphans[i].row != log->row)
			continue;
		if (!put_lost(j, &r->orphans[i], log, err))
			return false;
		r->orphans[i].written = true;
		(*lost)++;
	}
	return journal_checkpoint(&j->base, (int)at, err);
}

/* What came since the last page is read inside the transaction: then it is final. */
static bool write_losses(struct db_journal *j, struct db_recovery *r, int *lost,
			 struct err *err)
{
	bool end = false;
	if (!db_begin(j, err))
		return false;
	bool ok = true;
	while (ok && !end)
		ok = read_page(j, r, &end, err);
	forget_living(j, r);
	for (size_t i = 0; ok && i < j->n_logs; i++)
		ok = put_losses(j, r, i, lost, err);
	if (!ok) {
		db_abort(j);
		return false;
	}
	if (*lost > 0)
		return db_commit(j, err);
	db_abort(j);
	return true;
}

static bool owes(const struct db_recovery *r, const struct run *run)
{
	for (size_t i = 0; i < r->n_orphans; i++) {
		if (!r->orphans[i].written && text_eq(r->orphans[i].run, run->name))
			return true;
	}
	return false;
}

/* A run with a loss that could not be written (its log does not verify, or was made
 * just now) keeps its file, so that the next start finds it. */
static void remove_runs(struct db_recovery *r)
{
	for (size_t i = 0; i < r->n_runs; i++) {
		if (r->runs[i].fd >= 0 && !owes(r, &r->runs[i]))
			(void)unlink(r->runs[i].path); /* while its lock is ours */
	}
}

static bool all_checked(const struct db_journal *j)
{
	for (size_t i = 0; i < j->n_logs; i++) {
		if (j->logs[i]->check == DB_UNCHECKED)
			return false;
	}
	return true;
}

/* Logs that another process has made since we opened, checked. */
static bool check_new_logs(struct db_journal *j, struct err *err)
{
	if (!db_logs_load(j, err))
		return false;
	for (size_t i = 0; i < j->n_logs; i++) {
		bool done = false;
		if (!db_check_log(j, i, 0, &done, err))
			return false;
	}
	return true;
}

static bool finish(struct db_journal *j, int *ret_lost, struct err *err)
{
	int lost = 0;
	if (j->base.state == JOURNAL_OK && !check_new_logs(j, err))
		return false;
	if (j->base.state == JOURNAL_OK) {
		forget_living(j, j->recovery);
		if (j->recovery->n_orphans > 0 &&
		    !write_losses(j, j->recovery, &lost, err))
			return false;
		remove_runs(j->recovery);
	}
	if (lost > 0)
		log_line("journal: %d intents without outcome", lost);
	db_ballast_make(j);
	*ret_lost = lost;
	return true;
}

bool db_journal_recover(struct db_journal *j, int max_ms, bool *ret_done, int *ret_lost,
			struct err *err)
{
	int64_t until = db_now_us(j) + (int64_t)max_ms * 1000;
	bool end = false;
	*ret_done = false;
	if (!all_checked(j))
		return err_set(err, ERR_BUSY, "the journal is not verified yet");
	if (!j->recovery)
		j->recovery = recovery_new(j);
	while (!end) {
		if (!read_page(j, j->recovery, &end, err))
			return false;
		if (!end && db_now_us(j) >= until)
			return true;
	}
	bool ok = finish(j, ret_lost, err);
	if (ok || err == NULL || err->code != ERR_BUSY) {
		db_recovery_free(j->recovery);
		j->recovery = NULL;
	}
	*ret_done = ok;
	return ok;
}

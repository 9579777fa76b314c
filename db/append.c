/*
 * Batches: begin, append, sign, commit.
 *
 *   IDLE --db_begin--> BATCH --db_commit--> IDLE, everything is on disk
 *                        |                  or everything is gone and err is set
 *                        +-----db_abort---> IDLE, everything is gone
 *
 * Always true:
 *  1. Between batches each log's head is what was committed; next is there only
 *     once touched, and becomes head after COMMIT has returned.
 *  2. The first append of a batch to a log compares head with the file, inside the
 *     transaction, when others may have written since it was compared; entries of other
 *     processes are taken over, a file that went back stops the journal.
 *  3. Entry, nodes and checkpoint go in one transaction; a checkpoint is signed under
 *     its signer's lock and its proof; the signer's memory is written after COMMIT.
 *  4. No batch begins in a file that does not stand at its path any more.
 *  5. What is written was read back by leaf_scan() before.
 */
#include <stdio.h>
#include <stdlib.h>

#include "core/base/log.h"
#include "core/base/os.h"
#include "db/journal_impl.h"
#include "db/sql.h"

#define DEGRADED_ARENA LIMIT_KIB(4)

static void reset_batch(struct db_journal *j)
{
	for (size_t i = 0; i < j->n_logs; i++) {
		struct db_log *log = j->logs[i];
		free(log->next);
		log->next = NULL;
		log->signing = false;
		if (log->signer)
			signer_unlock(log->signer);
	}
	j->batch = false;
}

void db_abort(struct db_journal *j)
{
	if (!j->batch)
		return;
	(void)sql_run(j->stmt[DB_ROLLBACK]); /* SQLite may have rolled back by itself */
	reset_batch(j);
}

bool db_failed(struct db_journal *j, int rc, struct err *err)
{
	struct err own = ERR_INIT;
	if (!err)
		err = &own;
	(void)sql_fail(err, j->db, j->path, rc);
	int plain = rc & 0xff;
	if (err->code == ERR_BUSY || plain == SQLITE_CONSTRAINT || plain == SQLITE_AUTH)
		return false;
	db_abort(j);
	if (plain == SQLITE_FULL)
		db_ballast_drop(j);
	journal_degrade(&j->base,
			plain == SQLITE_FULL ? JOURNAL_READONLY : JOURNAL_BROKEN,
			err->text);
	return false;
}

bool db_store_read(void *ctx, int level, int64_t idx, struct sha256 *ret,
		   struct err *err)
{
	const struct db_store *at = ctx;
	int rc = sql_tree_hash(at->j->stmt[DB_HASH], at->j->stmt[DB_NODE], at->row,
			       level, idx, ret);
	if (rc == SQLITE_ROW)
		return true;
	if (rc != SQLITE_DONE)
		return db_failed(at->j, rc, err);
	return err_set(err, ERR_JOURNAL,
		       "%s: a hash of the tree is missing; run"
		       " `candor journal verify`",
		       at->j->path);
}

/* Has the wall clock moved against the one that counts since boot? */
static void look_at_clocks(struct db_journal *j)
{
	int64_t wall = clock_wall_us(j->clock) / 1000;
	int64_t mono = clock_boot_ms(j->clock);
	int64_t drift = (wall - j->wall_ms) - (mono - j->mono_ms);
	if (drift > CLOCK_STEP_MS || drift < -CLOCK_STEP_MS) {
		j->n_steps++;
		j->step_wall_ms = wall - j->wall_ms;
		j->step_mono_ms = mono - j->mono_ms;
	}
	j->wall_ms = wall;
	j->mono_ms = mono;
}

static void look_at_disk(struct db_journal *j)
{
	int64_t now = db_now_us(j);
	if (j->disk_us > 0 && now - j->disk_us < CLOCK_SEC_US)
		return;
	j->disk_us = now;
	int64_t free_bytes = os_free_bytes(j->dir);
	j->low = free_bytes >= 0 && free_bytes < j->disk_low;
	j->low_told = j->low_told && j->low;
}

/* SQLite's counter of changes to the file, by whomever; 0 when it will not say. */
static unsigned data_version(struct db_journal *j)
{
	unsigned version = 0;
	int rc = sqlite3_file_control(j->db, "main", SQLITE_FCNTL_DATA_VERSION,
				      &version);
	return rc == SQLITE_OK ? version : 0;
}

/* Deleted, moved away or exchanged: what is committed now nobody would find again. */
static bool is_in_place(struct db_journal *j, struct err *err)
{
	int moved = 0;
	char why[sizeof(j->base.why)];
	int rc = sqlite3_file_control(j->db, "main", SQLITE_FCNTL_HAS_MOVED, &moved);
	if (rc != SQLITE_OK || !moved)
		return true;
	/* what to do stands first: a strip of the screen has no room for the path */
	(void)snprintf(why, sizeof(why),
		       "bring back journal.db, start candor again: %.120s was deleted "
		       "or moved away while in use",
		       j->path);
	journal_degrade(&j->base, JOURNAL_BROKEN, why);
	return err_set(err, ERR_JOURNAL, "%s", why);
}

bool db_begin(struct db_journal *j, struct err *err)
{
	bug_unless(!j->batch);
	look_at_clocks(j);
	look_at_disk(j);
	if (!is_in_place(j, err))
		return false;
	int rc = sql_run(j->stmt[DB_BEGIN]);
	if (rc != SQLITE_DONE)
		return db_failed(j, rc, err);
	j->batch = true;
	if (j->data_version == 0 || data_version(j) != j->data_version)
		j->others++;
	j->open_next = j->open_intents;
	j->n_next = j->n;
	return true;
}

/* The file has less than this process has committed, or something else in its place. */
static bool went_back(struct db_journal *j, struct db_log *log, struct err *err)
{
	char why[sizeof(log->why)];
	(void)snprintf(why, sizeof(why),
		       "log %.150s: the file was exchanged while in use", log->origin);
	(void)snprintf(log->why, sizeof(log->why),
		       "the file was exchanged while in use");
	log->check = DB_BAD;
	db_abort(j);
	journal_degrade(&j->base, JOURNAL_READONLY, why);
	return err_set(err, ERR_JOURNAL, "%s: %s", j->path, why);
}

/* Compare what this process knows of a log with the file, and take entries of others
 * over. */
static bool compare_head(struct db_journal *j, struct db_log *log, struct err *err)
{
	struct db_store at = { .j = j, .row = log->row };
	struct sha256 hash;
	sqlite3_stmt *s = j->stmt[DB_TAIL];
	sql_bind_int(s, 1, log->row);
	int rc = sqlite3_step(s);
	int64_t size = 0;
	if (rc == SQLITE_ROW && !sql_size(s, 0, &size))
		size = -1; /* no log has that many */
	bool same = size == log->head.edge.size &&
		    (size == 0 ||
		     (sql_hash(s, 1, &hash) && sha256_eq(&hash, &log->head.prev)));
	sql_reset(s);
	if (rc != SQLITE_ROW && rc != SQLITE_DONE)
		return db_failed(j, rc, err);
	int64_t known = log->head.edge.size;
	if (!same && size > known) { /* others have written: after what we know? */
		if (known > 0 && (!db_store_read(&at, 0, known - 1, &hash, err) ||
				  !sha256_eq(&hash, &log->head.prev)))
			return went_back(j, log, err);
		if (!db_head_load(j, log, &log->head, err))
			return false;
		same = true;
	}
	return same || went_back(j, log, err);
}

/* First append of a batch to this log. */
static bool touch(struct db_journal *j, struct db_log *log, struct err *err)
{
	if (log->next)
		return true;
	if (log->others != j->others &&
	    (!compare_head(j, log, err) || !db_signed_load(j, log, err)))
		return false;
	log->others = j->others;
	log->next = mem_new(1, sizeof(*log->next));
	*log->next = log->head;
	log->step_next = log->step_seen;
	return true;
}

static bool insert_entry(struct db_journal *j, struct db_log *log, int64_t seq,
			 const struct sha256 *hash, struct err *err)
{
	sqlite3_stmt *s = j->stmt[DB_ENTRY_ADD];
	sql_bind_int(s, 1, log->row);
	sql_bind_int(s, 2, seq);
	sql_bind_blob(s, 3, buf_str(&j->leaf));
	sql_bind_blob(s, 4, (struct str){ (const char *)hash->b, SHA256_LEN });
	int rc = sql_run(s);
	j->n_next = sqlite3_last_insert_rowid(j->db);
	return rc == SQLITE_DONE || db_failed(j, rc, err);
}

static bool insert_node(struct db_journal *j, const struct db_log *log,
			const struct merkle_made *m, struct err *err)
{
	sqlite3_stmt *s = j->stmt[DB_NODE_ADD];
	sql_bind_int(s, 1, log->row);
	sql_bind_int(s, 2, m->level);
	sql_bind_int(s, 3, m->idx);
	sql_bind_blob(s, 4, (struct str){ (const char *)m->hash.b, SHA256_LEN });
	int rc = sql_run(s);
	return rc == SQLITE_DONE || db_failed(j, rc, err);
}

static bool encode(struct db_journal *j, const struct db_log *log,
		   const struct journal_entry *e, struct ulid *ret_id, struct err *err)
{
	struct leaf leaf;
	struct journal_entry entry = *e;
	struct leaf_head h = {
		.log = log->tag,
		.seq = log->next->edge.size,
		.prev = log->next->prev,
		.t_ms = j->wall_ms,
		.mono_ms = j->mono_ms,
		.boot = j->boot,
		.run = j->run,
	};
	entry.who = e->who ? e->who : j->who;
	if (!e->id)
		h.id = ulid_new(j->clock, j->rng);
	else if (!text_copy(h.id.text, sizeof(h.id.text), str_of(e->id)))
		return err_set(err, ERR_ARG, "\"%.40s\" is not a ULID", e->id);
	buf_clear(&j->leaf);
	if (!leaf_encode(&j->leaf, &h, &entry, err))
		return false;
	if (!leaf_scan(buf_str(&j->leaf), &leaf, err))
		return err_context(err, "journal entry %s", journal_kind_name(e->kind));
	*ret_id = h.id;
	return true;
}

static void count_intents(struct db_journal *j, enum journal_kind kind)
{
	if (kind == JOURNAL_ACT_INTENT)
		j->open_next++;
	else if (kind == JOURNAL_ACT_OUTCOME)
		j->open_next--;
}

bool db_put(struct db_journal *j, struct db_log *log, const struct journal_entry *e,
	    struct journal_receipt *ret, struct err *err)
{
	struct merkle_made made[MERKLE_LEVELS];
	struct journal_receipt receipt;
	bug_unless(j->batch);
	if (!touch(j, log, err) || !encode(j, log, e, &receipt.id, err))
		return false;
	receipt.seq = log->next->edge.size;
	receipt.hash = merkle_leaf(buf_str(&j->leaf));
	if (!insert_entry(j, log, receipt.seq, &receipt.hash, err))
		return false;
	int n = merkle_edge_add(&log->next->edge, &receipt.hash, made);
	for (int i = 0; i < n; i++) {
		if (!insert_node(j, log, &made[i], err))
			return false;
	}
	log->next->prev = receipt.hash;
	count_intents(j, e->kind);
	if (ret)
		*ret = receipt;
	return true;
}

/* Entries that candor itself puts before the caller's. */

static bool put_clock_step(struct db_journal *j, struct db_log *log, struct err *err)
{
	AUTO(arena) a = ARENA_INIT(DEGRADED_ARENA);
	struct journal_entry e = { .kind = JOURNAL_CLOCK_STEP, .ref = -1 };
	struct node *data = node_object(&a);
	if (!touch(j, log, err))
		return false;
	if (log->step_next == j->n_steps)
		return true;
	log->step_next = j->n_steps;
	(void)node_put_int(&a, data, "wall_ms", j->step_wall_ms);
	(void)node_put_int(&a, data, "mono_ms", j->step_mono_ms);
	bug_unless(arena_ok(&a));
	e.data = data;
	return db_put(j, log, &e, NULL, err);
}

static bool put_degraded(struct db_journal *j, const char *why, struct err *err)
{
	static const char *const names[] = { "ok", "readonly", "broken" };
	AUTO(arena) a = ARENA_INIT(DEGRADED_ARENA);
	struct journal_entry e = { .kind = JOURNAL_JOURNAL_DEGRADED, .ref = -1 };
	struct db_log *log = db_vendor_log(j);
	if (!log || log->check != DB_GOOD)
		return true; /* there is no log to say it in */
	struct node *data = node_object(&a);
	(void)node_put_int(&a, data, "free_bytes", os_free_bytes(j->dir));
	(void)node_put_int(&a, data, "last_seq", log->head.edge.size - 1);
	(void)node_put_text(&a, data, "state", names[j->base.state]);
	(void)node_put_text(&a, data, "why", why);
	bug_unless(arena_ok(&a));
	e.data = data;
	log->signing = true;
	return db_put(j, log, &e, NULL, err);
}

static bool append_op(struct journal *base, int i, const struct journal_entry *e,
		      struct journal_receipt *ret, struct err *err)
{
	struct db_journal *j = db_of(base);
	bug_unless(j->batch && i >= 0 && (size_t)i < j->n_logs);
	struct db_log *log = j->logs[i];
	if (log->check == DB_BAD)
		return err_set(err, ERR_JOURNAL, "log %s: %s", log->origin, log->why);
	if (log->check == DB_UNCHECKED)
		return err_set(err, ERR_JOURNAL, "log %s is not verified yet",
			       log->origin);
	if (j->low && e->kind == JOURNAL_ACT_INTENT)
		return err_set(err, ERR_JOURNAL,
			       "the disk of %s is nearly full: free some space, then "
			       "it goes on",
			       j->dir);
	return put_clock_step(j, log, err) && db_put(j, log, e, ret, err);
}

/* Signing. */

static bool insert_note(struct db_journal *j, const struct db_log *log, struct str note,
			struct err *err)
{
	sqlite3_stmt *s = j->stmt[DB_NOTE_ADD];
	sql_bind_int(s, 1, log->row);
	sql_bind_int(s, 2, log->next->edge.size);
	sql_bind_text(s, 3, note);
	int rc = sql_run(s);
	return rc == SQLITE_DONE || db_failed(j, rc, err);
}

static bool sign(struct db_journal *j, struct db_log *log, struct err *err)
{
	AUTO(buf) note = BUF_INIT(LIMIT_NOTE);
	struct db_store at = { .j = j, .row = log->row };
	struct merkle_store store = { .read = db_store_read, .ctx = &at };
	struct checkpoint cp = { .size = log->next->edge.size };
	if (!db_signer(j, log, err) || !signer_lock(log->signer, err))
		return false;
	cp.root = merkle_edge_root(&log->next->edge);
	bug_unless(text_copy(cp.origin, sizeof(cp.origin), str_of(log->origin)));
	return checkpoint_sign(&note, &cp, log->signer, &store, err) &&
	       insert_note(j, log, buf_str(&note), err);
}

/* Asked for, or 64 entries, or 60 s since the last one. */
static bool is_due(const struct db_journal *j, const struct db_log *log)
{
	if (!log->next)
		return false;
	int64_t waiting = log->next->edge.size - log->signed_size;
	if (waiting <= 0)
		return false;
	return log->signing || waiting >= CHECKPOINT_ENTRIES ||
	       db_now_us(j) - log->signed_us >= CHECKPOINT_US;
}

static bool checkpoint_op(struct journal *base, int i, struct err *err)
{
	struct db_journal *j = db_of(base);
	bug_unless(j->batch && i >= 0 && (size_t)i < j->n_logs);
	j->logs[i]->signing = true;
	return touch(j, j->logs[i], err);
}

static void remember(struct db_journal *j, struct db_log *log)
{
	struct err err = ERR_INIT;
	struct signer_mark mark = { .size = log->next->edge.size };
	mark.root = merkle_edge_root(&log->next->edge);
	log->signed_size = mark.size;
	log->signed_us = db_now_us(j);
	/* An older memory is the safe side; the next checkpoint writes it again. */
	if (!signer_mark(log->signer, &mark, &err))
		log_line("journal: %s", err.text);
}

static void committed(struct db_journal *j)
{
	for (size_t i = 0; i < j->n_logs; i++) {
		struct db_log *log = j->logs[i];
		if (!log->next)
			continue;
		if (log->signer && log->signer->locked)
			remember(j, log);
		log->head = *log->next;
		log->step_seen = log->step_next;
	}
	j->open_intents = j->open_next;
	j->n = j->n_next;
	j->low_told = j->low;
	reset_batch(j);
}

static bool sign_due(struct db_journal *j, struct db_log **ret_failed, struct err *err)
{
	for (size_t i = 0; i < j->n_logs; i++) {
		if (is_due(j, j->logs[i]) && !sign(j, j->logs[i], err)) {
			*ret_failed = j->logs[i];
			return false;
		}
	}
	return true;
}

/* The batch is over without a trace; a log that its signer refuses is not used again.
 */
static bool give_up(struct db_journal *j, struct db_log *refused, const struct err *why,
		    struct err *err)
{
	db_abort(j);
	if (refused && why->code == ERR_JOURNAL && j->base.state == JOURNAL_OK) {
		refused->check = DB_BAD;
		(void)snprintf(refused->why, sizeof(refused->why), "%.250s", why->text);
		journal_degrade(&j->base, JOURNAL_READONLY, why->text);
	}
	return err_set(err, why->code, "%s", why->text);
}

bool db_commit(struct db_journal *j, struct err *err)
{
	struct err why = ERR_INIT;
	struct db_log *refused = NULL;
	bug_unless(j->batch);
	if (j->low && !j->low_told && !put_degraded(j, "the disk is nearly full", &why))
		return give_up(j, NULL, &why, err);
	if (!sign_due(j, &refused, &why))
		return give_up(j, refused, &why, err);
	int rc = sql_run(j->stmt[DB_COMMIT]);
	if (rc != SQLITE_DONE) {
		(void)db_failed(j, rc, &why);
		return give_up(j, NULL, &why, err);
	}
	committed(j);
	j->data_version = data_version(j);
	return true;
}

static bool begin_op(struct journal *base, struct err *err)
{
	return db_begin(db_of(base), err);
}

static bool commit_op(struct journal *base, struct err *err)
{
	return db_commit(db_of(base), err);
}

static void abort_op(struct journal *base)
{
	db_abort(db_of(base));
}

/* The state got worse: say so in the vendor's log, if that can still be written. */
static void degrade_op(struct journal *base, enum journal_state to, const char *why)
{
	struct db_journal *j = db_of(base);
	struct err err = ERR_INIT;
	log_line("journal: state %d: %s", (int)to, why);
	if (j->degrading || j->batch)
		return;
	j->degrading = true;
	if (db_begin(j, &err)) {
		if (!put_degraded(j, why, &err))
			db_abort(j);
		else if (!db_commit(j, &err))
			log_line("journal: degraded, not written: %s", err.text);
	}
	j->degrading = false;
}

static bool verified_op(const struct journal *base, int i)
{
	const struct db_journal *j = db_of(base);
	return i >= 0 && (size_t)i < j->n_logs && j->logs[i]->check == DB_GOOD;
}

static int64_t count_op(const struct journal *base, int i)
{
	const struct db_journal *j = db_of(base);
	if (i < 0)
		return j->n;
	return (size_t)i < j->n_logs ? j->logs[i]->head.edge.size : 0;
}

bool db_journal_tick(struct db_journal *j, struct err *err)
{
	bool any = false;
	if (j->base.state != JOURNAL_OK)
		return true;
	for (size_t i = 0; i < j->n_logs; i++) {
		const struct db_log *log = j->logs[i];
		any = any || (log->check == DB_GOOD &&
			      log->head.edge.size > log->signed_size &&
			      db_now_us(j) - log->signed_us >= CHECKPOINT_US);
	}
	if (!any)
		return true;
	if (!db_begin(j, err))
		return false;
	for (size_t i = 0; i < j->n_logs; i++) {
		if (j->logs[i]->check == DB_GOOD &&
		    j->logs[i]->head.edge.size > j->logs[i]->signed_size &&
		    !touch(j, j->logs[i], err)) {
			db_abort(j);
			return false;
		}
	}
	return db_commit(j, err);
}

const struct journal_ops db_journal_ops = {
	.log = db_log_op,
	.begin = begin_op,
	.append = append_op,
	.checkpoint = checkpoint_op,
	.commit = commit_op,
	.abort = abort_op,
	.degrade = degrade_op,
	.verified = verified_op,
	.count = count_op,
};

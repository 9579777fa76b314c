/*
 * The logs of a journal: found in the file, or made with key and genesis.
 *
 * Always true:
 *  1. What append.c builds on (head) is what was committed when this process last
 *     looked; each batch compares it with the file before the first append to a log.
 *  2. A log found in the file takes no entry before its tail was checked (tail.c); one
 *     that this process makes needs no check.
 *  3. A log's row, genesis and first checkpoint are committed together; the key's file
 *     is there before.
 */
#include <stdlib.h>
#include <string.h>

#include "core/base/os.h"
#include "core/base/vec.h"
#include "db/journal_impl.h"
#include "db/schema.h"
#include "db/sql.h"

#define GENESIS_ARENA LIMIT_KIB(16)

static bool read_head(struct db_journal *j, const struct db_log *log, int64_t *ret_size,
		      struct sha256 *ret_prev, struct err *err)
{
	sqlite3_stmt *s = j->stmt[DB_TAIL];
	sql_bind_int(s, 1, log->row);
	int rc = sqlite3_step(s);
	*ret_size = 0;
	bool ok = rc == SQLITE_DONE || (rc == SQLITE_ROW && sql_size(s, 0, ret_size) &&
					sql_hash(s, 1, ret_prev));
	sql_reset(s);
	if (ok)
		return true;
	if (rc == SQLITE_ROW)
		return err_set(err, ERR_JOURNAL,
			       "%s: the last entry of log %s is damaged", j->path,
			       log->origin);
	return db_failed(j, rc, err);
}

bool db_head_load(struct db_journal *j, const struct db_log *log, struct db_head *ret,
		  struct err *err)
{
	struct db_head head = { 0 };
	struct db_store at = { .j = j, .row = log->row };
	struct merkle_store store = { .read = db_store_read, .ctx = &at };
	int64_t size = 0;
	if (!read_head(j, log, &size, &head.prev, err) ||
	    !merkle_edge_load(&head.edge, size, &store, err))
		return false;
	*ret = head;
	return true;
}

bool db_signed_load(struct db_journal *j, struct db_log *log, struct err *err)
{
	sqlite3_stmt *s = j->stmt[DB_NOTE_LAST];
	sql_bind_int(s, 1, log->row);
	int rc = sqlite3_step(s);
	int64_t size = rc == SQLITE_ROW ? sqlite3_column_int64(s, 0) : 0;
	sql_reset(s);
	if (size != log->signed_size || log->signed_us == 0)
		log->signed_us = db_now_us(j);
	log->signed_size = size;
	return rc == SQLITE_ROW || rc == SQLITE_DONE || db_failed(j, rc, err);
}

/* ".../c/441052219917/d/..." has an account, ".../v/d/..." has none. */
static void read_account(struct db_log *log)
{
	const char *c = strstr(log->origin, "/c/");
	if (!c)
		return;
	struct str rest = str_of(c + 3);
	if (!text_copy(log->account, sizeof(log->account), str_cut(&rest, '/')))
		log->account[0] = '?'; /* not one of ours; it will not verify either */
}

static bool account_ok(const char *account)
{
	return strlen(account) == 12 && strspn(account, "0123456789") == 12;
}

/* account NULL: the vendor's own log. */
static bool origin_write(struct buf *out, const char *domain, const char *account,
			 const char *device, struct err *err)
{
	if (account && !account_ok(account))
		return err_set(err, ERR_ARG, "\"%.20s\" is not an account of 12 digits",
			       account);
	buf_addf(out, "candor.%s/", domain);
	if (account)
		buf_addf(out, "c/%s/", account);
	else
		buf_add_text(out, "v/");
	buf_addf(out, "d/%s", device);
	return buf_ok(out) || err_set(err, ERR_CONFIG, "[vendor] domain is too long");
}

static bool origin_of(const struct db_journal *j, const char *account, struct buf *out,
		      struct err *err)
{
	return origin_write(out, j->domain, account, j->device, err);
}

static bool is_ours(const struct db_journal *j, const struct db_log *log)
{
	AUTO(buf) origin = BUF_INIT(NOTE_NAME_MAX);
	return origin_of(j, log->account[0] ? log->account : NULL, &origin, NULL) &&
	       str_is(buf_str(&origin), log->origin);
}

static struct db_log *add_log(struct db_journal *j, int64_t row, struct str origin)
{
	struct db_log *log = mem_new(1, sizeof(*log));
	log->row = row;
	bug_unless(text_copy(log->origin, sizeof(log->origin), origin));
	log->tag = leaf_tag_of(origin);
	log->step_seen = j->n_steps;
	read_account(log);
	log->ours = is_ours(j, log);
	/* NOLINTNEXTLINE(bugprone-sizeof-expression): a list of pointers is meant */
	*VEC_PUSH(j->logs, j->n_logs, j->cap_logs) = log;
	return log;
}

void db_log_free(struct db_log *log)
{
	chain_free(log->chain);
	free(log->next);
	signer_free(log->signer);
	free(log);
}

/* Logs that stand in the file and are not known here yet. */
bool db_logs_load(struct db_journal *j, struct err *err)
{
	sqlite3_stmt *s = j->stmt[DB_LOGS];
	size_t from = j->n_logs;
	sql_bind_int(s, 1, from ? j->logs[from - 1]->row : 0);
	int rc = sqlite3_step(s);
	while (rc == SQLITE_ROW) {
		struct str origin = sql_text(s, 1);
		if (!origin.len || origin.len > NOTE_NAME_MAX ||
		    j->n_logs >= SCHEMA_LOGS_MAX)
			break;
		(void)add_log(j, sqlite3_column_int64(s, 0), origin);
		rc = sqlite3_step(s);
	}
	sql_reset(s);
	if (rc == SQLITE_ROW && j->n_logs >= SCHEMA_LOGS_MAX)
		return err_set(err, ERR_JOURNAL, "%s holds more than %d logs", j->path,
			       SCHEMA_LOGS_MAX);
	if (rc == SQLITE_ROW)
		return err_set(err, ERR_JOURNAL, "%s: the name of a log is damaged",
			       j->path);
	bool ok = rc == SQLITE_DONE || db_failed(j, rc, err);
	for (size_t i = from; ok && i < j->n_logs; i++) {
		struct db_head *head =
			&j->logs[i]->head; /* its edge is loaded when checked */
		ok = db_signed_load(j, j->logs[i], err) &&
		     read_head(j, j->logs[i], &head->edge.size, &head->prev, err);
	}
	return ok;
}

bool db_signer(struct db_journal *j, struct db_log *log, struct err *err)
{
	return log->signer || signer_file_open(j->keys_dir, log->tag.text, log->origin,
					       NULL, &log->signer, err);
}

bool db_journal_origin(const char *dir, const char *domain, const char *account,
		       struct buf *out, struct err *err)
{
	char device[DEVICE_LEN + 1];
	return db_device_read(dir, device, err) &&
	       origin_write(out, domain, account, device, err);
}

static int find_log(const struct db_journal *j, struct str origin)
{
	for (size_t i = 0; i < j->n_logs; i++) {
		if (str_is(origin, j->logs[i]->origin))
			return (int)i;
	}
	return -1;
}

/* Of this domain: one of a domain that was configured before is not ours to go on. */
struct db_log *db_vendor_log(struct db_journal *j)
{
	AUTO(buf) origin = BUF_INIT(NOTE_NAME_MAX);
	if (!origin_of(j, NULL, &origin, NULL))
		return NULL;
	int i = find_log(j, buf_str(&origin));
	return i < 0 ? NULL : j->logs[i];
}

static void put_candor(struct db_journal *j, struct arena *a, struct node *data)
{
	struct node *candor = node_put(a, data, "candor", NODE_OBJECT);
	if (!j->exe[0] && !os_sha256_exe(j->exe))
		j->exe[0] = '\0';
	(void)node_put_text(a, candor, "version", j->version);
	if (j->exe[0])
		(void)node_put_text(a, candor, "exe_sha256", j->exe);
}

static struct node *genesis_data(struct db_journal *j, const struct db_log *log,
				 const struct journal_scope *scope, struct arena *a)
{
	AUTO(buf) vkey = BUF_INIT(LIMIT_KIB(1));
	struct node *data = node_object(a);
	note_key_write(&vkey, &log->signer->key);
	(void)node_put_text(a, data, "origin", log->origin);
	(void)node_put_text(a, data, "vkey", buf_text(&vkey));
	(void)node_put_text(a, data, "custody", log->signer->custody);
	(void)node_put(a, data, "witnesses", NODE_LIST);
	if (scope->account) {
		struct node *customer = node_put(a, data, "customer", NODE_OBJECT);
		(void)node_put_text(a, customer, "account", scope->account);
		(void)node_put_text(a, customer, "partition",
				    text_or(scope->partition, "aws"));
		(void)node_put_text(a, customer, "name", text_or(scope->customer, ""));
	}
	put_candor(j, a, data);
	return data;
}

static bool put_genesis(struct db_journal *j, struct db_log *log,
			const struct journal_scope *scope, struct err *err)
{
	AUTO(arena) a = ARENA_INIT(GENESIS_ARENA);
	struct journal_entry e = { .kind = JOURNAL_GENESIS, .ref = -1 };
	e.data = genesis_data(j, log, scope, &a);
	bug_unless(arena_ok(&a));
	return db_put(j, log, &e, NULL, err);
}

/* Another process made a log between our look and our transaction. The one being made
 * is the last of j->logs. */
static bool overtaken(struct db_journal *j)
{
	sqlite3_stmt *s = j->stmt[DB_LOGS];
	sql_bind_int(s, 1, j->n_logs > 1 ? j->logs[j->n_logs - 2]->row : 0);
	int rc = sqlite3_step(s);
	sql_reset(s);
	return rc == SQLITE_ROW;
}

/* Row, genesis and checkpoint in one transaction. The log is the last of j->logs. */
static bool write_log(struct db_journal *j, struct db_log *log,
		      const struct journal_scope *scope, struct err *err)
{
	if (!db_begin(j, err))
		return false;
	if (overtaken(j)) {
		db_abort(j);
		return err_set(err, ERR_BUSY, "another process just made a log");
	}
	sqlite3_stmt *s = j->stmt[DB_LOG_ADD];
	sql_bind_cstr(s, 1, log->origin);
	int rc = sql_run(s);
	bool ok = rc == SQLITE_DONE || db_failed(j, rc, err);
	log->row = sqlite3_last_insert_rowid(j->db);
	ok = ok && put_genesis(j, log, scope, err) &&
	     journal_checkpoint(&j->base, (int)j->n_logs - 1, err);
	if (!ok) {
		db_abort(j);
		return false;
	}
	return db_commit(j, err);
}

static bool make_log(struct db_journal *j, const struct journal_scope *scope,
		     struct str origin, struct err *err)
{
	struct db_log *log = add_log(j, 0, origin);
	log->check = DB_GOOD;
	log->signed_us = db_now_us(j);
	bool ok = signer_file_open(j->keys_dir, log->tag.text, log->origin, j->rng,
				   &log->signer, err);
	if (ok) {
		log->key = log->signer->key;
		log->custody = log->signer->custody;
		ok = write_log(j, log, scope, err);
	}
	if (!ok) {
		db_log_free(log);
		j->n_logs--;
	}
	return ok;
}

bool db_log_op(struct journal *base, const struct journal_scope *scope, int *ret_log,
	       struct err *err)
{
	struct db_journal *j = db_of(base);
	AUTO(buf) origin = BUF_INIT(NOTE_NAME_MAX);
	bool done = false;
	bug_unless(!j->batch);
	if (!origin_of(j, scope->account, &origin, err))
		return false;
	int i = find_log(j, buf_str(&origin));
	if (i < 0) { /* another process may have made it */
		if (!db_logs_load(j, err))
			return false;
		i = find_log(j, buf_str(&origin));
	}
	if (i < 0 && base->state != JOURNAL_OK)
		return err_set(err, ERR_JOURNAL, "journal: %s", base->why);
	if (i < 0) {
		if (!make_log(j, scope, buf_str(&origin), err))
			return false;
		i = (int)j->n_logs - 1;
	}
	if (j->logs[i]->check == DB_UNCHECKED && (size_t)i >= j->n_at_open &&
	    !db_check_log(j, (size_t)i, 0, &done, err))
		return false;
	*ret_log = i;
	return true;
}

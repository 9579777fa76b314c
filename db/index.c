/*
 * The index is filled here: one pass over the leaves, in the order of the device.
 *
 * Always true: rows and the number up to which the journal was read are committed
 * together; an entry that cannot be read gets a row of kind "unreadable", so numbers
 * stay those of the journal; the hash of the last entry read ties the index to its
 * journal.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/limits.h"
#include "core/journal/leaf.h"
#include "db/index_impl.h"
#include "db/schema.h"
#include "db/sql.h"

#define INDEX_ID     1668178281 /* "cnai" */
#define WORDS_MAX    LIMIT_KIB(4)
#define TARGET_MAX   512
#define PAGE         500 /* entries in one transaction */
#define PAGE_IN_TURN 64  /* where a person may be typing */

static const struct schema_derived schema = {
	.id = INDEX_ID,
	.version = 1,
	.sql = "CREATE TABLE state (one INTEGER PRIMARY KEY CHECK (one = 1),"
	       " n INTEGER NOT NULL, hash BLOB NOT NULL) STRICT;"
	       "CREATE TABLE log (id INTEGER PRIMARY KEY, origin TEXT NOT NULL,"
	       " account TEXT NOT NULL) STRICT;"
	       "CREATE TABLE row (n INTEGER PRIMARY KEY, log INTEGER NOT NULL,"
	       " seq INTEGER NOT NULL, t INTEGER NOT NULL, end INTEGER NOT NULL "
	       "DEFAULT 0,"
	       " answer INTEGER NOT NULL DEFAULT 0, folded INTEGER NOT NULL DEFAULT 0,"
	       " ref INTEGER NOT NULL, kind TEXT NOT NULL, who TEXT NOT NULL,"
	       " inst TEXT NOT NULL, mode TEXT NOT NULL, act TEXT NOT NULL,"
	       " ses TEXT NOT NULL, id TEXT NOT NULL, target TEXT NOT NULL,"
	       " result TEXT NOT NULL, n_calls INTEGER NOT NULL, hash BLOB NOT NULL,"
	       " text TEXT NOT NULL) STRICT;"
	       "CREATE INDEX row_seq ON row (log, seq);"
	       "CREATE INDEX row_inst ON row (inst, n);"
	       "CREATE INDEX row_kind ON row (kind, n);",
};

#define INDEX_STATEMENT_SQL(id, sql) [INDEX_DO_##id] = (sql),
static const char *const statements[] = { INDEX_STATEMENTS(INDEX_STATEMENT_SQL) };
#define INDEX_SOURCE_SQL(id, sql) [INDEX_FROM_##id] = (sql),
static const char *const sources[] = { INDEX_SOURCES(INDEX_SOURCE_SQL) };

static bool index_failed(struct index *x, int rc, struct err *err)
{
	return sql_fail(err, x->db, x->path, rc);
}

static bool journal_failed(struct index *x, int rc, struct err *err)
{
	return sql_fail(err, x->journal, x->journal_path, rc);
}

static bool run(struct index *x, enum index_statement i, struct err *err)
{
	int rc = sql_run(x->stmt[i]);
	return rc == SQLITE_DONE || index_failed(x, rc, err);
}

static bool prepare(struct index *x, struct err *err)
{
	for (int i = 0; i < INDEX_DO_COUNT; i++) {
		if (!sql_prepare(x->db, x->path, statements[i], &x->stmt[i], err))
			return false;
	}
	for (int i = 0; i < INDEX_FROM_COUNT; i++) {
		if (!sql_prepare(x->journal, x->journal_path, sources[i], &x->from[i],
				 err))
			return false;
	}
	return true;
}

static bool load_state(struct index *x, struct err *err)
{
	sqlite3_stmt *s = x->stmt[INDEX_DO_STATE];
	int rc = sqlite3_step(s);
	if (rc == SQLITE_ROW)
		x->n = sqlite3_column_int64(s, 0);
	sql_reset(s);
	return rc == SQLITE_ROW || rc == SQLITE_DONE || index_failed(x, rc, err);
}

static bool open_at(const char *dir, const char *name, const struct clock *clock,
		    bool wait, struct index **ret, struct err *err)
{
	struct index *x = mem_new(1, sizeof(*x));
	x->dir = mem_text(dir);
	x->path = sql_path_in(dir, name);
	x->journal_path = sql_path_in(dir, "journal.db");
	x->clock = clock;
	if (!schema_open_reader(x->journal_path, &x->journal, err) ||
	    !schema_open_derived(x->path, &schema, wait, &x->db, err) ||
	    !prepare(x, err) || !load_state(x, err)) {
		index_close(x);
		return false;
	}
	*ret = x;
	return true;
}

bool index_open(const char *dir, const struct clock *clock, bool wait,
		struct index **ret, struct err *err)
{
	return open_at(dir, "index.db", clock, wait, ret, err);
}

void index_close(struct index *x)
{
	if (!x)
		return;
	for (int i = 0; i < INDEX_DO_COUNT; i++)
		(void)sqlite3_finalize(x->stmt[i]); /* repeats an old code */
	for (int i = 0; i < INDEX_FROM_COUNT; i++)
		(void)sqlite3_finalize(x->from[i]);
	(void)sqlite3_close(x->db);
	(void)sqlite3_close(x->journal);
	free(x->dir);
	free(x->path);
	free(x->journal_path);
	free(x);
}

uint64_t index_stamp(const struct index *x)
{
	return x->stamp;
}

/* What a row is made of. */
struct draft {
	struct leaf leaf;
	struct buf who, inst, mode, act, ses;
	struct buf target, words;
	struct buf result;
	int64_t n_calls;
};

static void draft_release(struct draft *d)
{
	struct buf *all[] = { &d->who, &d->inst,   &d->mode,  &d->act,
			      &d->ses, &d->target, &d->words, &d->result };
	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		buf_release(all[i]);
}

/* The same text stands in an outcome once for each call: kept once. */
static void add_words(struct draft *d, struct str raw_text)
{
	if (!raw_text.len || d->words.len + raw_text.len + 1 > WORDS_MAX)
		return;
	if (d->words.len && memmem(d->words.p, d->words.len, raw_text.p, raw_text.len))
		return;
	if (d->words.len)
		buf_add_char(&d->words, ' ');
	leaf_text(raw_text, &d->words);
}

/* Every string in a value becomes words to search by, as long as there is room. */
static void add_all_words(struct draft *d, struct str raw)
{
	for (size_t i = 0; i < raw.len; i++) {
		if (raw.p[i] != '"')
			continue;
		size_t end = i + 1;
		while (end < raw.len && raw.p[end] != '"')
			end += raw.p[end] == '\\' ? 2 : 1;
		bool is_key = end + 1 < raw.len && raw.p[end + 1] == ':';
		if (!is_key && end < raw.len)
			add_words(d, (struct str){ raw.p + i + 1, end - i - 1 });
		i = end;
	}
}

/* The first of these members that is a text: what an entry is about. */
static void find_target(struct draft *d)
{
	static const char *const in_target[] = { "arn", "name" };
	static const char *const in_data[] = { "role_arn", "arn", "origin", "reason" };
	struct str target = leaf_member(d->leaf.data, "target");
	struct str found = leaf_quoted(target);
	for (size_t i = 0; !found.p && i < ARRAY_LEN(in_target); i++)
		found = leaf_quoted(leaf_member(target, in_target[i]));
	for (size_t i = 0; !found.p && i < ARRAY_LEN(in_data); i++)
		found = leaf_quoted(leaf_member(d->leaf.data, in_data[i]));
	if (found.len <= TARGET_MAX)
		leaf_text(found, &d->target);
}

static void find_result(struct draft *d)
{
	struct str status = leaf_quoted(leaf_member(d->leaf.data, "status"));
	if (str_is(d->leaf.kind, "act.intent"))
		buf_add_text(&d->result, "open");
	else if (str_is(d->leaf.kind, "act.lost"))
		buf_add_text(&d->result, "lost");
	else if (status.p)
		leaf_text(status, &d->result);
}

static void count_calls(struct draft *d)
{
	struct str rest = leaf_member(d->leaf.data, "calls");
	struct str call;
	int64_t more = 0;
	d->n_calls = -1;
	if (!rest.p)
		return;
	d->n_calls = 0;
	while (leaf_next(&rest, &call))
		d->n_calls++;
	if (leaf_int(leaf_member(d->leaf.data, "calls_more"), &more))
		d->n_calls += more;
}

static void lower(struct buf *b)
{
	for (size_t i = 0; i < b->len; i++) {
		if (b->p[i] >= 'A' && b->p[i] <= 'Z')
			b->p[i] = (char)(b->p[i] - 'A' + 'a');
	}
}

static void draft_make(struct draft *d, struct str bytes)
{
	struct {
		struct buf *to;
		struct str *from;
	} texts[] = {
		{ &d->who, &d->leaf.who },   { &d->inst, &d->leaf.inst },
		{ &d->mode, &d->leaf.mode }, { &d->act, &d->leaf.act },
		{ &d->ses, &d->leaf.ses },
	};
	memset(d, 0, sizeof(*d));
	d->n_calls = -1;
	d->target = BUF_INIT(TARGET_MAX);
	d->words = BUF_INIT(WORDS_MAX);
	d->result = BUF_INIT(LIMIT_LEAF_HARD);
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		*texts[i].to = BUF_INIT(LIMIT_LEAF_HARD);
	if (!leaf_scan(bytes, &d->leaf, NULL)) {
		d->leaf = (struct leaf){ .kind = STR("unreadable"), .ref = -1 };
		return;
	}
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		leaf_text(*texts[i].from, texts[i].to);
		add_words(d, *texts[i].from);
	}
	add_words(d, d->leaf.kind);
	find_target(d);
	find_result(d);
	count_calls(d);
	add_all_words(d, d->leaf.data);
	lower(&d->words);
}

static struct str text_of(const struct buf *b)
{
	return (struct str){ buf_text(b), b->len };
}

static bool add_row(struct index *x, sqlite3_stmt *from, const struct draft *d,
		    struct err *err)
{
	sqlite3_stmt *s = x->stmt[INDEX_DO_ROW_ADD];
	const struct str texts[] = {
		d->leaf.kind,
		text_of(&d->who),
		text_of(&d->inst),
		text_of(&d->mode),
		text_of(&d->act),
		text_of(&d->ses),
		d->leaf.id.p ? d->leaf.id : STR(""),
		text_of(&d->target),
		text_of(&d->result),
	};
	sql_bind_int(s, 1, sqlite3_column_int64(from, 0));
	sql_bind_int(s, 2, sqlite3_column_int64(from, 1));
	sql_bind_int(s, 3, sqlite3_column_int64(from, 2));
	sql_bind_int(s, 4, d->leaf.t_ms);
	sql_bind_int(s, 5, d->leaf.ref);
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		sql_bind_text(s, 6 + (int)i, texts[i]);
	sql_bind_int(s, 15, d->n_calls);
	sql_bind_blob(s, 16, sql_blob(from, 4));
	sql_bind_text(s, 17, text_of(&d->words));
	return run(x, INDEX_DO_ROW_ADD, err);
}

/* An outcome tells its intent how it ended; if there is one, its own row is folded. */
static bool answer(struct index *x, sqlite3_stmt *from, const struct draft *d,
		   struct err *err)
{
	sqlite3_stmt *s = x->stmt[INDEX_DO_ROW_ANSWER];
	int64_t n = sqlite3_column_int64(from, 0);
	bool ends =
		str_is(d->leaf.kind, "act.outcome") || str_is(d->leaf.kind, "act.lost");
	if (!ends || d->leaf.ref < 0)
		return true;
	sql_bind_int(s, 1, sqlite3_column_int64(from, 1));
	sql_bind_int(s, 2, d->leaf.ref);
	sql_bind_int(s, 3, n);
	sql_bind_int(s, 4, d->leaf.t_ms);
	sql_bind_text(s, 5, text_of(&d->result));
	sql_bind_int(s, 6, d->n_calls);
	sql_bind_text(s, 7, text_of(&d->words));
	if (!run(x, INDEX_DO_ROW_ANSWER, err))
		return false;
	if (sqlite3_changes(x->db) == 0)
		return true;
	sql_bind_int(x->stmt[INDEX_DO_ROW_FOLD], 1, n);
	return run(x, INDEX_DO_ROW_FOLD, err);
}

static bool add_log(struct index *x, int64_t id, struct err *err)
{
	sqlite3_stmt *from = x->from[INDEX_FROM_LOG];
	sqlite3_stmt *to = x->stmt[INDEX_DO_LOG_ADD];
	sql_bind_int(from, 1, id);
	int rc = sqlite3_step(from);
	if (rc != SQLITE_ROW) {
		sql_reset(from);
		return rc == SQLITE_DONE || journal_failed(x, rc, err);
	}
	struct str origin = sql_text(from, 0);
	struct str rest = origin;
	struct str account = { "", 0 };
	while (rest.len) { /* candor.DOMAIN/c/ACCOUNT/d/DEVICE */
		if (str_is(str_cut(&rest, '/'), "c"))
			account = str_cut(&rest, '/');
	}
	sql_bind_int(to, 1, id);
	sql_bind_text(to, 2, origin);
	sql_bind_text(to, 3, account);
	bool ok = run(x, INDEX_DO_LOG_ADD, err);
	sql_reset(from);
	return ok;
}

static bool add_entry(struct index *x, sqlite3_stmt *from, struct err *err)
{
	struct draft d;
	draft_make(&d, sql_blob(from, 3));
	bool ok = (sqlite3_column_int64(from, 2) > 0 ||
		   add_log(x, sqlite3_column_int64(from, 1), err)) &&
		  add_row(x, from, &d, err) && answer(x, from, &d, err);
	draft_release(&d);
	return ok;
}

static bool save_state(struct index *x, int64_t n, struct str hash, struct err *err)
{
	sqlite3_stmt *s = x->stmt[INDEX_DO_STATE_SET];
	sql_bind_int(s, 1, n);
	sql_bind_blob(s, 2, hash);
	return run(x, INDEX_DO_STATE_SET, err);
}

/* The next page of entries, inside the transaction; *ret_n what the last one was. */
static bool read_page(struct index *x, int page, int64_t *ret_n, struct err *err)
{
	sqlite3_stmt *s = x->from[INDEX_FROM_ENTRIES];
	struct sha256 hash = { 0 };
	int64_t n = x->n;
	bool ok = true;
	sql_bind_int(s, 1, x->n);
	sql_bind_int(s, 2, page);
	int rc = sqlite3_step(s);
	for (; ok && rc == SQLITE_ROW; rc = sqlite3_step(s)) {
		n = sqlite3_column_int64(s, 0);
		ok = add_entry(x, s, err) &&
		     (sql_hash(s, 4, &hash) ||
		      err_set(err, ERR_JOURNAL, "%s: a hash is damaged",
			      x->journal_path));
	}
	sql_reset(s);
	if (!ok)
		return false;
	if (rc != SQLITE_DONE)
		return journal_failed(x, rc, err);
	*ret_n = n;
	return n == x->n ||
	       save_state(x, n, (struct str){ (const char *)hash.b, SHA256_LEN }, err);
}

static bool clear(struct index *x, struct err *err)
{
	x->n = 0;
	return run(x, INDEX_DO_CLEAR_ROWS, err) && run(x, INDEX_DO_CLEAR_LOGS, err) &&
	       run(x, INDEX_DO_CLEAR_STATE, err);
}

/* Is entry n of the journal the one that the index saw last?  Inside the transaction,
 * since another process may have read on. */
static bool same_journal(struct index *x, bool *ret, struct err *err)
{
	sqlite3_stmt *state = x->stmt[INDEX_DO_STATE];
	sqlite3_stmt *from = x->from[INDEX_FROM_HASH];
	struct sha256 ours = { 0 };
	struct sha256 theirs = { 0 };
	int rc = sqlite3_step(state);
	x->n = rc == SQLITE_ROW ? sqlite3_column_int64(state, 0) : 0;
	bool known = rc == SQLITE_ROW && sql_hash(state, 1, &ours);
	sql_reset(state);
	if (rc != SQLITE_ROW && rc != SQLITE_DONE)
		return index_failed(x, rc, err);
	sql_bind_int(from, 1, x->n);
	rc = sqlite3_step(from);
	bool there = rc == SQLITE_ROW && sql_hash(from, 0, &theirs);
	sql_reset(from);
	if (rc != SQLITE_ROW && rc != SQLITE_DONE)
		return journal_failed(x, rc, err);
	*ret = x->n == 0 || (known && there && sha256_eq(&ours, &theirs));
	return true;
}

static bool read_slice(struct index *x, int page, int64_t *ret_n, struct err *err)
{
	bool same = true;
	if (!same_journal(x, &same, err))
		return false;
	return (same || clear(x, err)) && read_page(x, page, ret_n, err);
}

/* One page in a transaction of its own. */
static bool step(struct index *x, int page, bool *ret_more, struct err *err)
{
	int64_t n = 0;
	if (!run(x, INDEX_DO_BEGIN, err))
		return false;
	int64_t before = x->n;
	bool ok = read_slice(x, page, &n, err) && run(x, INDEX_DO_COMMIT, err);
	if (!ok) {
		(void)sql_run(x->stmt[INDEX_DO_ROLLBACK]); /* perhaps already over */
		x->n = before;
		return false;
	}
	*ret_more = n != x->n;
	if (n != before)
		x->stamp++;
	x->n = n;
	return true;
}

/* Nothing new, by one look-up in each file. */
static bool is_current(struct index *x, bool *ret, struct err *err)
{
	sqlite3_stmt *s = x->from[INDEX_FROM_HASH];
	sql_bind_int(s, 1, x->n < INT64_MAX ? x->n + 1 : x->n);
	int rc = sqlite3_step(s);
	sql_reset(s);
	*ret = rc == SQLITE_DONE && x->checked;
	return rc == SQLITE_ROW || rc == SQLITE_DONE || journal_failed(x, rc, err);
}

bool index_catch_up(struct index *x, int max_ms, bool *ret_done, struct err *err)
{
	int64_t until = clock_mono_us(x->clock) + (int64_t)max_ms * 1000;
	int page = max_ms > 0 ? PAGE_IN_TURN : PAGE;
	bool more = true;
	bool current = false;
	if (!is_current(x, &current, err))
		return false;
	while (!current && more) {
		if (!step(x, page, &more, err))
			return false;
		x->checked = true;
		if (max_ms > 0 && clock_mono_us(x->clock) >= until)
			break;
	}
	*ret_done = current || !more;
	return true;
}

bool index_rebuild(struct index *x, struct err *err)
{
	bool done = false;
	if (!run(x, INDEX_DO_BEGIN, err))
		return false;
	bool ok = clear(x, err) && run(x, INDEX_DO_COMMIT, err);
	x->stamp++;
	x->checked = false;
	if (!ok)
		(void)sql_run(x->stmt[INDEX_DO_ROLLBACK]); /* perhaps already over */
	return ok && index_catch_up(x, 0, &done, err);
}

static bool same_columns(sqlite3_stmt *a, sqlite3_stmt *b)
{
	for (int i = 0; i < sqlite3_column_count(a); i++) {
		struct str x = sql_blob(a, i);
		struct str y = sql_blob(b, i);
		if (sqlite3_column_type(a, i) != sqlite3_column_type(b, i) ||
		    !str_eq(x, y))
			return false;
	}
	return true;
}

static bool compare_rows(struct index *x, const struct index *fresh, const char *what,
			 sqlite3_stmt *a, sqlite3_stmt *b, struct err *err)
{
	for (;;) {
		int one = sqlite3_step(a);
		int two = sqlite3_step(b);
		if (one == SQLITE_DONE && two == SQLITE_DONE)
			return true;
		if (one != SQLITE_ROW && one != SQLITE_DONE)
			return index_failed(x, one, err);
		if (two != SQLITE_ROW && two != SQLITE_DONE)
			return sql_fail(err, fresh->db, fresh->path, two);
		if (one == two && same_columns(a, b))
			continue;
		return err_set(
			err, ERR_JOURNAL,
			"%s differs from the journal at %s %lld; run `candor"
			" journal reindex`",
			x->path, what,
			(long long)sqlite3_column_int64(one == SQLITE_ROW ? a : b, 0));
	}
}

/* What both say to one query, whose first column is a number. */
static bool compare_table(struct index *x, const struct index *fresh, const char *what,
			  const char *sql, struct err *err)
{
	sqlite3_stmt *a = NULL;
	sqlite3_stmt *b = NULL;
	bool ok = sql_prepare(x->db, x->path, sql, &a, err) &&
		  sql_prepare(fresh->db, fresh->path, sql, &b, err) &&
		  compare_rows(x, fresh, what, a, b, err);
	(void)sqlite3_finalize(a); /* looked at in compare_rows() */
	(void)sqlite3_finalize(b);
	return ok;
}

static void remove_file(const char *path)
{
	static const char *const tails[] = { "", "-wal", "-shm", ".lock" };
	for (size_t i = 0; i < ARRAY_LEN(tails); i++) {
		AUTO(buf) name = BUF_INIT(LIMIT_KIB(8));
		buf_addf(&name, "%s%s", path, tails[i]);
		(void)unlink(buf_text(&name)); /* may not be there */
	}
}

bool index_compare(struct index *x, struct err *err)
{
	char *path = sql_path_in(x->dir, "index.check.db");
	struct index *fresh = NULL;
	bool done = false;
	remove_file(path);
	bool ok =
		index_catch_up(x, 0, &done, err) &&
		open_at(x->dir, "index.check.db", x->clock, true, &fresh, err) &&
		index_catch_up(fresh, 0, &done, err) &&
		index_catch_up(x, 0, &done, err) &&
		compare_table(x, fresh, "log", "SELECT * FROM log ORDER BY id", err) &&
		compare_table(x, fresh, "entry", "SELECT * FROM row ORDER BY n", err);
	index_close(fresh);
	remove_file(path);
	free(path);
	return ok;
}

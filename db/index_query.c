/*
 * Reading the index.  Always true: what a caller filters by is bound, never part of the
 * SQL text; texts of a row are copied into the caller's arena.
 */
#include "core/base/limits.h"
#include "db/index_impl.h"
#include "db/sql.h"

#define COLUMNS                                                                    \
	"SELECT r.n, r.seq, r.t, r.end, r.answer, r.ref, r.n_calls, l.origin, "    \
	"l.account,"                                                               \
	" r.kind, r.who, r.inst, r.mode, r.act, r.ses, r.id, r.target, r.result, " \
	"r.hash"                                                                   \
	" FROM row r JOIN log l ON l.id = r.log"

#define FIRST_TERM 5 /* number of its parameter; those before are bounds */

static const char *const columns[] = {
	[INDEX_ANY] = "r.text",        [INDEX_WHO] = "r.who",
	[INDEX_INST] = "r.inst",       [INDEX_MODE] = "r.mode",
	[INDEX_ACT] = "r.act",         [INDEX_KIND] = "r.kind",
	[INDEX_TARGET] = "r.target",   [INDEX_RESULT] = "r.result",
	[INDEX_ACCOUNT] = "l.account", [INDEX_SEQ] = "r.seq",
	[INDEX_ENTRY] = "r.id",        [INDEX_ORIGIN] = "l.origin",
};

static void add_where(struct buf *sql, const struct index_filter *f)
{
	buf_add_text(sql, " WHERE r.t >= ?1 AND r.t <= ?2 AND r.n > ?3 AND r.n <= ?4");
	if (f->acts)
		buf_add_text(sql, " AND r.folded = 0");
	for (size_t i = 0; i < f->n_terms; i++) {
		const struct index_term *term = &f->terms[i];
		const char *column = columns[term->field];
		bool without = f->without & (UINT32_C(1) << i);
		int at = (int)i + FIRST_TERM;

		if (term->exact)
			buf_addf(sql, " AND %s %s ?%d", column,
				 without ? "IS NOT" : "=", at);
		else
			buf_addf(sql,
				 " AND ifnull(instr(lower(%s), lower(?%d)), 0) %s 0",
				 column, at, without ? "=" : ">");
	}
}

static void bind_where(sqlite3_stmt *s, const struct index_filter *f)
{
	sql_bind_int(s, 1, f->since_ms);
	sql_bind_int(s, 2, f->until_ms ? f->until_ms : INT64_MAX);
	sql_bind_int(s, 3, f->above_n);
	sql_bind_int(s, 4, f->upto_n ? f->upto_n : INT64_MAX);
	for (size_t i = 0; i < f->n_terms; i++)
		sql_bind_cstr(s, (int)i + FIRST_TERM, f->terms[i].text);
}

static bool text_at(struct arena *a, sqlite3_stmt *s, int column, const char **ret)
{
	struct str text = sql_text(s, column);
	*ret = arena_text(a, text.p ? text : STR(""));
	return *ret != NULL;
}

static bool read_row(struct arena *a, sqlite3_stmt *s, struct index_row *ret,
		     struct err *err)
{
	struct index_row r = {
		.n = sqlite3_column_int64(s, 0),
		.seq = sqlite3_column_int64(s, 1),
		.t_ms = sqlite3_column_int64(s, 2),
		.end_ms = sqlite3_column_int64(s, 3),
		.answer = sqlite3_column_int64(s, 4),
		.ref = sqlite3_column_int64(s, 5),
		.n_calls = sqlite3_column_int64(s, 6),
	};
	const char **texts[] = { &r.origin, &r.account, &r.kind,  &r.who,
				 &r.inst,   &r.mode,    &r.act,   &r.ses,
				 &r.id,     &r.target,  &r.result };
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		if (!text_at(a, s, 7 + (int)i, texts[i]))
			return err_set(err, ERR_LIMIT, "too many journal rows at once");
	}
	if (!sql_hash(s, 18, &r.hash))
		return err_set(err, ERR_JOURNAL, "a hash in index.db is damaged");
	*ret = r;
	return true;
}

static bool read_rows(struct index *x, sqlite3_stmt *s, struct arena *a,
		      struct index_row *rows, size_t limit, size_t *ret_n,
		      struct err *err)
{
	size_t n = 0;
	int rc = sqlite3_step(s);
	for (; rc == SQLITE_ROW && n < limit; rc = sqlite3_step(s)) {
		if (!read_row(a, s, &rows[n], err))
			return false;
		n++;
	}
	if (rc != SQLITE_DONE && rc != SQLITE_ROW)
		return sql_fail(err, x->db, x->path, rc);
	*ret_n = n;
	return true;
}

static bool count_rows(struct index *x, const struct index_filter *f, int64_t *ret,
		       struct err *err)
{
	AUTO(buf) sql = BUF_INIT(LIMIT_KIB(8));
	sqlite3_stmt *s = NULL;
	buf_add_text(&sql, "SELECT count(*) FROM row r JOIN log l ON l.id = r.log");
	add_where(&sql, f);
	if (!sql_prepare(x->db, x->path, buf_text(&sql), &s, err))
		return false;
	bind_where(s, f);
	int rc = sqlite3_step(s);
	if (rc == SQLITE_ROW)
		*ret = sqlite3_column_int64(s, 0);
	(void)sqlite3_finalize(s); /* rc says it */
	return rc == SQLITE_ROW || sql_fail(err, x->db, x->path, rc);
}

bool index_rows(struct index *x, const struct index_filter *f, size_t limit,
		size_t offset, struct arena *a, struct index_row **ret, size_t *ret_n,
		int64_t *ret_total, struct err *err)
{
	AUTO(buf) sql = BUF_INIT(LIMIT_KIB(8));
	sqlite3_stmt *s = NULL;
	if (f->n_terms > INDEX_TERMS)
		return err_set(err, ERR_LIMIT, "a filter takes %d words", INDEX_TERMS);
	struct index_row *rows = arena_new(a, limit ? limit : 1, sizeof(*rows));
	if (!rows)
		return err_set(err, ERR_LIMIT, "too many journal rows at once");
	buf_add_text(&sql, COLUMNS);
	add_where(&sql, f);
	buf_addf(&sql, " ORDER BY r.n DESC LIMIT %zu OFFSET %zu", limit, offset);
	if (!sql_prepare(x->db, x->path, buf_text(&sql), &s, err))
		return false;
	bind_where(s, f);
	bool ok = read_rows(x, s, a, rows, limit, ret_n, err);
	(void)sqlite3_finalize(s); /* looked at in read_rows() */
	*ret = rows;
	return ok && (!ret_total || count_rows(x, f, ret_total, err));
}

/* The first of the newest `limit` is found by its number; from there on upwards. */
static bool prepare_each(struct index *x, const struct index_filter *f, size_t limit,
			 sqlite3_stmt **ret, struct err *err)
{
	AUTO(buf) sql = BUF_INIT(LIMIT_KIB(16));
	if (f->n_terms > INDEX_TERMS)
		return err_set(err, ERR_LIMIT, "a filter takes %d words", INDEX_TERMS);
	buf_add_text(&sql, COLUMNS);
	add_where(&sql, f);
	buf_add_text(&sql, " AND r.n >= (SELECT min(n) FROM (SELECT r.n AS n FROM row r"
			   " JOIN log l ON l.id = r.log");
	add_where(&sql, f);
	buf_addf(&sql, " ORDER BY r.n DESC LIMIT %zu)) ORDER BY r.n", limit);
	if (!sql_prepare(x->db, x->path, buf_text(&sql), ret, err))
		return false;
	bind_where(*ret, f);
	return true;
}

bool index_each(struct index *x, const struct index_filter *f, size_t limit,
		index_each_row *each, void *ctx, struct err *err)
{
	sqlite3_stmt *s = NULL;
	bool ok = prepare_each(x, f, limit, &s, err);
	bool more = ok;
	int rc = SQLITE_DONE;
	while (ok && more) {
		AUTO(arena) a = ARENA_INIT(LIMIT_MIB(1));
		struct index_row row;
		rc = sqlite3_step(s);
		if (rc != SQLITE_ROW)
			break;
		ok = read_row(&a, s, &row, err);
		more = ok && each(ctx, &row);
	}
	if (ok && rc != SQLITE_ROW && rc != SQLITE_DONE)
		ok = sql_fail(err, x->db, x->path, rc);
	(void)sqlite3_finalize(s); /* rc says it */
	return ok;
}

bool index_row(struct index *x, int64_t n, struct arena *a, struct index_row *ret,
	       bool *ret_found, struct err *err)
{
	sqlite3_stmt *s = NULL;
	size_t count = 0;
	if (!sql_prepare(x->db, x->path, COLUMNS " WHERE r.n = ?1", &s, err))
		return false;
	sql_bind_int(s, 1, n);
	bool ok = read_rows(x, s, a, ret, 1, &count, err);
	(void)sqlite3_finalize(s); /* looked at in read_rows() */
	*ret_found = count == 1;
	return ok;
}

bool index_leaf(struct index *x, int64_t n, struct buf *out, struct err *err)
{
	sqlite3_stmt *s = x->from[INDEX_FROM_LEAF];
	sql_bind_int(s, 1, n);
	int rc = sqlite3_step(s);
	if (rc == SQLITE_ROW)
		buf_add_str(out, sql_blob(s, 0));
	sql_reset(s);
	if (rc == SQLITE_DONE)
		return err_set(err, ERR_JOURNAL, "%s: there is no entry %lld",
			       x->journal_path, (long long)n);
	return rc == SQLITE_ROW || sql_fail(err, x->journal, x->journal_path, rc);
}

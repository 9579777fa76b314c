/*
 * The cache of states.  Always true: a text is kept whole or not at all; a file that is
 * damaged or of another version is moved aside when it is opened.
 */
#include "db/cache.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/clock.h"
#include "core/base/limits.h"
#include "core/base/os.h"
#include "db/schema.h"
#include "db/sql.h"

#define CACHE_ID 1668178787 /* "cncc" */

static const struct schema_derived schema = {
	.id = CACHE_ID,
	.version = 1,
	.sql = "CREATE TABLE state (inst TEXT PRIMARY KEY NOT NULL, at INTEGER NOT "
	       "NULL,"
	       " text TEXT NOT NULL) STRICT;",
};

#define CACHE_STATEMENTS(X)                                                      \
	X(PUT, "INSERT INTO state (inst, at, text) VALUES (?1, unixepoch(), ?2)" \
	       " ON CONFLICT (inst) DO UPDATE SET at = excluded.at,"             \
	       " text = excluded.text")                                          \
	X(GET, "SELECT text FROM state WHERE inst = ?1")

#define CACHE_STATEMENT_ENUM(id, sql) CACHE_##id,
enum cache_statement {
	CACHE_STATEMENTS(CACHE_STATEMENT_ENUM) CACHE_STATEMENT_COUNT
};
#define CACHE_STATEMENT_SQL(id, sql) [CACHE_##id] = (sql),
static const char *const statements[] = { CACHE_STATEMENTS(CACHE_STATEMENT_SQL) };

struct cache {
	sqlite3 *db;
	char *path;
	sqlite3_stmt *stmt[CACHE_STATEMENT_COUNT];
};

static bool make_parent(const char *path, struct err *err)
{
	const char *slash = strrchr(path, '/');
	if (!slash || slash == path)
		return true;
	char *dir = mem_text_n(path, (size_t)(slash - path));
	bool ok = os_private_dir(dir, err);
	free(dir);
	return ok;
}

bool cache_open(const char *path, struct cache **ret, struct err *err)
{
	struct cache *c = mem_new(1, sizeof(*c));
	c->path = mem_text(path);
	bool ok = make_parent(path, err) &&
		  schema_open_derived(path, &schema, true, &c->db, err);
	for (int i = 0; ok && i < CACHE_STATEMENT_COUNT; i++)
		ok = sql_prepare(c->db, path, statements[i], &c->stmt[i], err);
	if (!ok) {
		cache_close(c);
		return false;
	}
	*ret = c;
	return true;
}

void cache_trim(struct cache *c)
{
	if (c)
		(void)sqlite3_db_release_memory(c->db); /* always SQLITE_OK */
}

void cache_close(struct cache *c)
{
	if (!c)
		return;
	for (int i = 0; i < CACHE_STATEMENT_COUNT; i++)
		(void)sqlite3_finalize(c->stmt[i]); /* repeats an old code */
	(void)sqlite3_close(c->db);                 /* no statement is open */
	free(c->path);
	free(c);
}

static bool run(struct cache *c, sqlite3_stmt *s, struct err *err)
{
	int rc = sql_run(s);
	return rc == SQLITE_DONE || sql_fail(err, c->db, c->path, rc);
}

bool cache_put(struct cache *c, const char *inst, struct str text, struct err *err)
{
	sqlite3_stmt *s = c->stmt[CACHE_PUT];
	if (text.len > LIMIT_BODY)
		return err_set(err, ERR_LIMIT, "the state of %s is too big to keep",
			       inst);
	sql_bind_cstr(s, 1, inst);
	sql_bind_text(s, 2, text.p ? text : STR(""));
	return run(c, s, err);
}

bool cache_get(struct cache *c, const char *inst, struct buf *out, struct err *err)
{
	sqlite3_stmt *s = c->stmt[CACHE_GET];
	sql_bind_cstr(s, 1, inst);
	int rc = sqlite3_step(s);
	if (rc == SQLITE_ROW)
		buf_add_str(out, sql_text(s, 0));
	sql_reset(s);
	return rc == SQLITE_ROW || rc == SQLITE_DONE ||
	       sql_fail(err, c->db, c->path, rc);
}

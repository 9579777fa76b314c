/* db/schema: the file refuses everything but appending, also to plain connections. */
#include "tests/unit/db/state_dir.h"

#include <sys/wait.h>

#include "core/base/buf.h"
#include "db/schema.h"

static int setup(void **state)
{
	struct state *s = state_new();
	open_state(s);
	for (int i = 0; i < 5; i++)
		(void)append(s, s->customer, JOURNAL_ACT_INTENT, -1);
	*state = s;
	return 0;
}

static void the_schema_in_the_code_is_the_one_in_the_file(void **state)
{
	(void)state;
	AUTO(buf) file = BUF_INIT(LIMIT_KIB(64));
	AUTO(buf) code = BUF_INIT(LIMIT_KIB(64));
	struct err err = ERR_INIT;
	must(os_read_file("db/schema.sql", &file, &err), &err);
	for (const char *const *sql = schema_journal; *sql; sql++)
		buf_add_text(&code, *sql);
	assert_string_equal(buf_text(&code), buf_text(&file));
}

/* What an attacker or a bug might try on a connection that candor opened. */
static const char *const attacks[] = {
	"REPLACE INTO entry (n, log, seq, leaf, hash) SELECT n, log, seq, leaf, hash "
	"FROM entry"
	" WHERE n = 3",
	"INSERT OR REPLACE INTO entry (log, seq, leaf, hash) SELECT log, seq, leaf, "
	"hash"
	" FROM entry WHERE n = 3",
	"INSERT OR REPLACE INTO entry (n, log, seq, leaf, hash) SELECT 99, log, seq, "
	"leaf, hash"
	" FROM entry WHERE n = 3",
	"REPLACE INTO log (id, origin) SELECT id, origin FROM log",
	"REPLACE INTO log (origin) SELECT origin FROM log",
	"REPLACE INTO node SELECT * FROM node",
	"REPLACE INTO checkpoint SELECT * FROM checkpoint",
	"UPDATE entry SET leaf = x'0000' WHERE n = 3",
	"UPDATE OR REPLACE entry SET seq = 1 WHERE seq = 2",
	"UPDATE OR REPLACE entry SET n = 2 WHERE n = 3",
	"UPDATE log SET origin = 'x'",
	"UPDATE node SET hash = zeroblob(32)",
	"UPDATE checkpoint SET note = ''",
	"DELETE FROM entry",
	"DELETE FROM entry WHERE n = 7",
	"DELETE FROM node",
	"DELETE FROM checkpoint",
	"DELETE FROM log",
	"DELETE FROM erased",
	"INSERT INTO entry (log, seq, leaf, hash) VALUES (2, 99, x'0000', "
	"zeroblob(32))",
	"INSERT INTO entry (log, seq, leaf, hash) VALUES (2, -1, x'0000', "
	"zeroblob(32))",
	"INSERT INTO entry (log, seq, leaf, hash) VALUES (2, 3, x'0000', zeroblob(32))",
	"INSERT INTO entry (n, log, seq, leaf, hash) VALUES (99, 2, 6, x'0000', "
	"zeroblob(32))",
	"INSERT INTO entry (log, seq, leaf, hash) VALUES (77, 0, x'0000', "
	"zeroblob(32))",
	"INSERT INTO entry (log, seq, leaf, hash) VALUES (2, 6, x'00', zeroblob(32))",
	"INSERT INTO entry (log, seq, leaf, hash) VALUES (2, 6, x'0000', zeroblob(31))",
	"INSERT INTO entry (log, seq, leaf, hash) VALUES (2, 6, zeroblob(65536), "
	"zeroblob(32))",
	"INSERT INTO node (log, level, idx, hash) VALUES (2, 0, 50, zeroblob(32))",
	"PRAGMA recursive_triggers = OFF",
	"PRAGMA writable_schema = ON",
	"PRAGMA foreign_keys = OFF",
	"PRAGMA synchronous = OFF",
	"PRAGMA journal_mode = DELETE",
	"ATTACH ':memory:' AS other",
	"DROP TABLE entry",
	"DROP TRIGGER entry_seq",
	"DROP TRIGGER entry_no_delete",
	"ALTER TABLE entry RENAME TO gone",
	"ALTER TABLE entry ADD COLUMN more TEXT",
	"CREATE TABLE more (x)",
	"CREATE TEMP TABLE more (x)",
	"CREATE TRIGGER t BEFORE INSERT ON entry BEGIN SELECT raise(IGNORE); END",
	"CREATE TEMP TRIGGER t BEFORE INSERT ON main.entry BEGIN SELECT raise(IGNORE); "
	"END",
	"CREATE INDEX i ON entry (hash)",
	"REINDEX",
	"VACUUM",
	"ANALYZE",
	"INSERT INTO sqlite_schema VALUES ('table', 'x', 'x', 0, 'CREATE TABLE x (y)')",
	"UPDATE sqlite_schema SET sql = ''",
	"SAVEPOINT s",
};

static int64_t fingerprint(sqlite3 *db)
{
	sqlite3_stmt *s = NULL;
	assert_int_equal(sqlite3_prepare_v2(
				 db,
				 "SELECT (SELECT sum(n * 7 + seq * 3 + log) FROM entry)"
				 " + 1000 * (SELECT count(*) FROM entry)"
				 " + 100000 * (SELECT count(*) FROM node)"
				 " + 10000000 * (SELECT count(*) FROM sqlite_schema)",
				 -1, &s, NULL),
			 SQLITE_OK);
	assert_int_equal(sqlite3_step(s), SQLITE_ROW);
	int64_t n = sqlite3_column_int64(s, 0);
	assert_int_equal(sqlite3_finalize(s), SQLITE_OK);
	return n;
}

static void every_attack_on_candors_connection_is_refused(void **state)
{
	struct state *s = *state;
	sqlite3 *db = NULL;
	struct err err = ERR_INIT;
	must(schema_open(s->path, NULL, &db, &err), &err);
	int64_t before = fingerprint(db);
	for (size_t i = 0; i < ARRAY_LEN(attacks); i++) {
		if (sqlite3_exec(db, attacks[i], NULL, NULL, NULL) == SQLITE_OK)
			fail_msg("allowed: %s", attacks[i]);
	}
	assert_int_equal(fingerprint(db), before);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

/* Data attacks only: a plain connection may of course drop the triggers. */
static void the_triggers_alone_refuse_what_they_can(void **state)
{
	struct state *s = *state;
	sqlite3 *db = raw_open(s);
	assert_int_equal(sqlite3_exec(db,
				      "PRAGMA recursive_triggers = ON;"
				      "PRAGMA foreign_keys = ON",
				      NULL, NULL, NULL),
			 SQLITE_OK);
	int64_t before = fingerprint(db);
	for (size_t i = 0; i < ARRAY_LEN(attacks); i++) {
		if (strncmp(attacks[i], "PRAGMA", 6) == 0)
			break; /* from here on it is about the schema */
		if (strstr(attacks[i], "FROM erased"))
			continue; /* it is empty */
		if (sqlite3_exec(db, attacks[i], NULL, NULL, NULL) == SQLITE_OK)
			fail_msg("allowed: %s", attacks[i]);
	}
	assert_int_equal(fingerprint(db), before);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void a_blob_goes_only_when_it_is_erased(void **state)
{
	struct state *s = *state;
	sqlite3 *db = NULL;
	struct err err = ERR_INIT;
	static const char *const steps[] = {
		"INSERT INTO blob (sha256, kind, data) VALUES (zeroblob(32), 'item', "
		"x'00')",
		"DELETE FROM blob", /* too early */
		"REPLACE INTO blob (sha256, kind, data) VALUES (zeroblob(32), 'item', "
		"x'01')",
		"UPDATE blob SET data = x'01'",
		"INSERT INTO erased (sha256) VALUES (zeroblob(32))",
		"DELETE FROM blob",
		"DELETE FROM erased",
	};
	static const bool allowed[] = { true, false, false, false, true, true, false };
	must(schema_open(s->path, NULL, &db, &err), &err);
	for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
		bool ok = sqlite3_exec(db, steps[i], NULL, NULL, NULL) == SQLITE_OK;
		if (ok != allowed[i])
			fail_msg("%s: %s", ok ? "allowed" : "refused", steps[i]);
	}
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void each_connection_is_set_up_for_durability(void **state)
{
	struct state *s = *state;
	close_state(s);
	sqlite3 *db = raw_open(s);
	sqlite3_stmt *stmt = NULL;
	assert_int_equal(sqlite3_prepare_v2(db, "PRAGMA journal_mode", -1, &stmt, NULL),
			 SQLITE_OK);
	assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
	assert_string_equal((const char *)sqlite3_column_text(stmt, 0), "wal");
	assert_int_equal(sqlite3_finalize(stmt), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	assert_int_equal(raw_number(s, "PRAGMA application_id"), SCHEMA_APPLICATION_ID);
	assert_int_equal(raw_number(s, "PRAGMA user_version"), SCHEMA_VERSION);
}

static void a_clean_close_leaves_no_wal_behind(void **state)
{
	struct state *s = *state;
	char wal[128];
	close_state(s);
	(void)snprintf(wal, sizeof(wal), "%s-wal", s->path);
	assert_int_not_equal(access(wal, F_OK), 0);
}

static void a_reader_cannot_write(void **state)
{
	struct state *s = *state;
	sqlite3 *db = NULL;
	struct err err = ERR_INIT;
	must(schema_open_reader(s->path, &db, &err), &err);
	assert_int_not_equal(sqlite3_exec(db, "INSERT INTO log (origin) VALUES ('x')",
					  NULL, NULL, NULL),
			     SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void refuse_open(struct state *s, const char *part)
{
	struct err err;
	assert_false(try_open(s, &err));
	if (err.code != ERR_JOURNAL && err.code != ERR_CONFIG && err.code != ERR_IO)
		fail_msg("code %d: %s", (int)err.code, err.text);
	if (!strstr(err.text, part) || !strstr(err.text, s->dir))
		fail_msg("said: %s", err.text);
}

static void refuses_a_file_of_a_newer_candor(void **state)
{
	struct state *s = *state;
	close_state(s);
	raw_exec(s, "PRAGMA user_version = 2");
	refuse_open(s, "newer candor");
}

static void refuses_a_database_that_is_not_ours(void **state)
{
	struct state *s = *state;
	close_state(s);
	raw_exec(s, "PRAGMA application_id = 7");
	refuse_open(s, "not a journal of candor");
}

/* What could fool or hang a reader that takes the names for granted. */
static const char *const exchanges[] = {
	"DROP TRIGGER entry_no_update",
	"DROP TRIGGER blob_no_delete; CREATE TRIGGER blob_no_delete BEFORE DELETE ON "
	"blob"
	" BEGIN SELECT 1; END",
	"ALTER TABLE checkpoint RENAME TO other; CREATE VIEW checkpoint AS SELECT * "
	"FROM "
	"other",
	"ALTER TABLE node RENAME TO other; CREATE VIEW node AS WITH RECURSIVE c(x) AS"
	" (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT 2 AS log, 1 AS level, x AS "
	"idx,"
	" zeroblob(32) AS hash FROM c",
	"CREATE VIEW more AS SELECT 1",
	"CREATE INDEX first ON entry (hash)",
	"DROP TABLE erased",
};

static void a_schema_that_is_not_ours_is_neither_read_nor_written(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(exchanges); i++) {
		struct state *s = NULL;
		struct err err = ERR_INIT;
		sqlite3 *db = NULL;
		assert_int_equal(setup((void **)&s), 0);
		close_state(s);
		raw_exec(s, exchanges[i]);
		refuse_open(s, "not as candor makes it");
		assert_false(schema_open_reader(s->path, &db, &err));
		assert_int_equal(err.code, ERR_JOURNAL);
		state_free(s);
	}
}

static void write_file(const char *path, const char *bytes, size_t len)
{
	FILE *f = fopen(path, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, len, f), len);
	assert_int_equal(fclose(f), 0);
}

static void refuses_a_file_that_is_no_database(void **state)
{
	struct state *s = *state;
	char junk[4096];
	close_state(s);
	memset(junk, 'x', sizeof(junk));
	write_file(s->path, junk, sizeof(junk));
	refuse_open(s, "not a journal of candor");
}

static int give_away(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return geteuid() == 0 ? chown(path, 65534, 65534) : 0;
}

/* Root may write what is read-only, so these run as nobody, in a child. */
static void as_nobody(struct state *s, bool (*holds)(struct state *s))
{
	int status = -1;
	assert_int_equal(nftw(s->dir, give_away, 16, FTW_DEPTH | FTW_PHYS), 0);
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		bool ok = geteuid() != 0 || (setgid(65534) == 0 && setuid(65534) == 0);
		_exit(ok && holds(s) ? 0 : 1);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

static bool says_that_it_cannot_be_written(struct state *s)
{
	struct err err;
	return !try_open(s, &err) && err.code == ERR_JOURNAL &&
	       strstr(err.text, "cannot be written") && strstr(err.text, s->path);
}

static void refuses_a_read_only_file(void **state)
{
	struct state *s = *state;
	close_state(s);
	assert_int_equal(chmod(s->path, 0400), 0);
	as_nobody(s, says_that_it_cannot_be_written);
}

static bool can_be_read(struct state *s)
{
	sqlite3 *db = NULL;
	sqlite3_stmt *stmt = NULL;
	if (!schema_open_reader(s->path, &db, NULL))
		return false;
	bool ok = sqlite3_prepare_v2(db, "SELECT count(*) FROM entry", -1, &stmt,
				     NULL) == SQLITE_OK &&
		  sqlite3_step(stmt) == SQLITE_ROW && sqlite3_column_int(stmt, 0) == 7;
	(void)sqlite3_finalize(stmt);
	(void)sqlite3_close(db);
	return ok;
}

static void an_auditor_reads_a_journal_on_a_read_only_medium(void **state)
{
	struct state *s = *state;
	close_state(s);
	assert_int_equal(chmod(s->path, 0400), 0);
	assert_int_equal(chmod(s->dir, 0500), 0);
	as_nobody(s, can_be_read);
	assert_int_equal(chmod(s->dir, 0700), 0);
}

static void refuses_a_file_that_others_may_write(void **state)
{
	struct state *s = *state;
	struct err err = ERR_INIT;
	close_state(s);
	assert_int_equal(chmod(s->path, 0666), 0);
	assert_false(try_open(s, &err));
}

static void a_derived_file_that_is_broken_is_made_anew(void **state)
{
	struct state *s = *state;
	static const struct schema_derived older = { 77, 1,
						     "CREATE TABLE t (x INT) STRICT;" };
	static const struct schema_derived newer = { 77, 2,
						     "CREATE TABLE u (x INT) STRICT;" };
	char path[128];
	char aside[160];
	sqlite3 *db = NULL;
	struct err err = ERR_INIT;
	(void)snprintf(path, sizeof(path), "%s/derived.db", s->dir);
	(void)snprintf(aside, sizeof(aside), "%s.broken", path);
	write_file(path, "garbage garbage garbage garbage", 31);
	must(schema_open_derived(path, &older, true, &db, &err), &err);
	assert_int_equal(access(aside, F_OK), 0);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	must(schema_open_derived(path, &newer, true, &db, &err), &err);
	assert_int_equal(
		sqlite3_exec(db, "INSERT INTO u (x) VALUES (1)", NULL, NULL, NULL),
		SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

int main(void)
{
#define WITH_JOURNAL(test) cmocka_unit_test_setup_teardown(test, setup, state_teardown)
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_schema_in_the_code_is_the_one_in_the_file),
		WITH_JOURNAL(every_attack_on_candors_connection_is_refused),
		WITH_JOURNAL(the_triggers_alone_refuse_what_they_can),
		WITH_JOURNAL(a_blob_goes_only_when_it_is_erased),
		WITH_JOURNAL(each_connection_is_set_up_for_durability),
		WITH_JOURNAL(a_clean_close_leaves_no_wal_behind),
		WITH_JOURNAL(a_reader_cannot_write),
		WITH_JOURNAL(refuses_a_file_of_a_newer_candor),
		WITH_JOURNAL(refuses_a_database_that_is_not_ours),
		cmocka_unit_test(a_schema_that_is_not_ours_is_neither_read_nor_written),
		WITH_JOURNAL(refuses_a_file_that_is_no_database),
		WITH_JOURNAL(refuses_a_read_only_file),
		WITH_JOURNAL(an_auditor_reads_a_journal_on_a_read_only_medium),
		WITH_JOURNAL(refuses_a_file_that_others_may_write),
		WITH_JOURNAL(a_derived_file_that_is_broken_is_made_anew),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* db/cache: states come back, and a broken file is nobody's problem. */
#include "tests/unit/db/state_dir.h"

#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "db/cache.h"

static struct cache *open_cache(struct state *s)
{
	char path[96];
	struct cache *c = NULL;
	struct err err = ERR_INIT;
	(void)snprintf(path, sizeof(path), "%s/cache/cache.db", s->dir);
	must(cache_open(path, &c, &err), &err);
	return c;
}

static void a_state_comes_back_after_a_restart(void **state)
{
	struct state *s = *state;
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(4));
	struct err err = ERR_INIT;
	struct cache *c = open_cache(s);
	must(cache_put(c, "acme", STR("{\"a\":1}"), &err), &err);
	must(cache_put(c, "acme", STR("{\"a\":2}"), &err), &err);
	must(cache_put(c, "empty", (struct str){ 0 }, &err), &err);
	cache_close(c);
	c = open_cache(s);
	must(cache_get(c, "acme", &text, &err), &err);
	assert_string_equal(buf_text(&text), "{\"a\":2}");
	buf_clear(&text);
	must(cache_get(c, "unknown", &text, &err), &err);
	assert_int_equal(text.len, 0);
	cache_close(c);
}

enum {
	WROTE,
	BUSY,
	FAILED
};

static int opens_and_writes(const char *path, const char *inst)
{
	struct cache *c = NULL;
	struct err err = ERR_INIT;
	bool ok = cache_open(path, &c, &err) && cache_put(c, inst, STR("{}"), &err);
	cache_close(c);
	if (ok)
		return WROTE;
	(void)fprintf(stderr, "%s\n", err.text);
	return err.code == ERR_BUSY ? BUSY : FAILED; /* busy: tried again */
}

static void assert_holds_row(const char *path, int number)
{
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(4));
	char inst[24];
	struct cache *c = NULL;
	struct err err = ERR_INIT;
	(void)snprintf(inst, sizeof(inst), "acme-%d", number);
	must(cache_open(path, &c, &err), &err);
	must(cache_get(c, inst, &text, &err), &err);
	assert_string_equal(buf_text(&text), "{}");
	cache_close(c);
}

/* Each at once opens the file and writes a row of its own, which is there afterwards.
 */
static void many_open(const char *path)
{
	pid_t pids[8];
	bool wrote[ARRAY_LEN(pids)];
	int n = 0;
	for (int i = 0; i < (int)ARRAY_LEN(pids); i++) {
		char inst[24];
		(void)snprintf(inst, sizeof(inst), "acme-%d", i);
		pids[i] = fork();
		assert_true(pids[i] >= 0);
		if (pids[i] == 0)
			_exit(opens_and_writes(path, inst));
	}
	for (size_t i = 0; i < ARRAY_LEN(pids); i++) {
		int status = -1;
		assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
		assert_true(WIFEXITED(status));
		assert_int_not_equal(WEXITSTATUS(status), FAILED);
		wrote[i] = WEXITSTATUS(status) == WROTE;
		n += wrote[i];
	}
	assert_true(n > 0);
	for (int i = 0; i < (int)ARRAY_LEN(pids); i++)
		if (wrote[i])
			assert_holds_row(path, i);
}

/* The one that comes second must not take a file that is just being made for broken. */
static void several_at_once_make_one_file(void **state)
{
	struct state *s = *state;
	char path[96], aside[112];
	for (int round = 0; round < 20; round++) {
		(void)snprintf(path, sizeof(path), "%s/many%d.db", s->dir, round);
		(void)snprintf(aside, sizeof(aside), "%s.broken", path);
		many_open(path);
		assert_int_not_equal(access(aside, F_OK), 0);
	}
}

static void put_bytes(const char *path, const char *bytes)
{
	FILE *f = fopen(path, "wb");
	assert_non_null(f);
	assert_true(fputs(bytes, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

static void put_older(const char *path)
{
	sqlite3 *db = NULL;
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db,
				      "PRAGMA journal_mode = WAL;"
				      "PRAGMA user_version = 999;"
				      "CREATE TABLE older (x INT);",
				      NULL, NULL, NULL),
			 SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

/* What is set aside is the file that was of no use, never the one made instead. */
static void several_at_once_set_one_file_aside(void **state)
{
	struct state *s = *state;
	char path[96], aside[112], bytes[16] = "";
	for (int round = 0; round < 40; round++) {
		bool older = round % 2;
		(void)snprintf(path, sizeof(path), "%s/bad%d.db", s->dir, round);
		(void)snprintf(aside, sizeof(aside), "%s.broken", path);
		if (older)
			put_older(path);
		else
			put_bytes(path, "no database");
		many_open(path);
		if (older) {
			sqlite3 *db = NULL;
			assert_int_equal(sqlite3_open(aside, &db), SQLITE_OK);
			assert_int_equal(sqlite3_exec(db, "SELECT x FROM older", NULL,
						      NULL, NULL),
					 SQLITE_OK);
			assert_int_equal(sqlite3_close(db), SQLITE_OK);
			continue;
		}
		FILE *f = fopen(aside, "rb");
		assert_non_null(f);
		assert_non_null(fgets(bytes, sizeof(bytes), f));
		assert_int_equal(fclose(f), 0);
		assert_string_equal(bytes, "no database");
	}
}

static void a_broken_file_is_set_aside(void **state)
{
	struct state *s = *state;
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(4));
	char path[96];
	char aside[112];
	struct err err = ERR_INIT;
	cache_close(open_cache(s));
	(void)snprintf(path, sizeof(path), "%s/cache/cache.db", s->dir);
	(void)snprintf(aside, sizeof(aside), "%s.broken", path);
	put_bytes(path, "no database");
	struct cache *c = open_cache(s);
	must(cache_put(c, "acme", STR("x"), &err), &err);
	must(cache_get(c, "acme", &text, &err), &err);
	assert_string_equal(buf_text(&text), "x");
	assert_int_equal(access(aside, F_OK), 0);
	cache_close(c);
}

static void flip(const char *path, long at)
{
	FILE *f = fopen(path, "r+b");
	assert_non_null(f);
	assert_int_equal(fseek(f, at, SEEK_SET), 0);
	int byte = fgetc(f);
	assert_int_equal(fseek(f, at, SEEK_SET), 0);
	assert_true(fputc(byte ^ 0xff, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

static void assert_keeps(struct state *s)
{
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(4));
	struct err err = ERR_INIT;
	struct cache *c = open_cache(s);
	must(cache_put(c, "acme", STR("x"), &err), &err);
	must(cache_get(c, "acme", &text, &err), &err);
	assert_string_equal(buf_text(&text), "x");
	cache_close(c);
}

/* What is kept afterwards comes back.  Not byte 20, of which SQLite says nothing before
 * it reads a page of a table. */
static void a_damaged_header_is_nobodys_problem(void **state)
{
	struct state *s = *state;
	char path[96];
	(void)snprintf(path, sizeof(path), "%s/cache/cache.db", s->dir);
	for (long at = 0; at < 100; at++) {
		if (at == 20)
			continue;
		cache_close(open_cache(s));
		flip(path, at);
		assert_keeps(s);
		assert_int_equal(unlink(path), 0);
	}
}

/* In the text of a table as the file keeps it. */
static void rename_in(const char *path, const char *from, const char *to)
{
	char bytes[16384];
	FILE *f = fopen(path, "r+b");
	assert_non_null(f);
	size_t len = fread(bytes, 1, sizeof(bytes), f);
	const char *found = memmem(bytes, len, from, strlen(from));
	assert_non_null(found);
	assert_int_equal(fseek(f, found - bytes, SEEK_SET), 0);
	assert_int_equal(fwrite(to, 1, strlen(to), f), strlen(to));
	assert_int_equal(fclose(f), 0);
}

static void a_table_that_is_another_one_is_set_aside(void **state)
{
	struct state *s = *state;
	char path[96], aside[112];
	(void)snprintf(path, sizeof(path), "%s/cache/cache.db", s->dir);
	(void)snprintf(aside, sizeof(aside), "%s.broken", path);
	cache_close(open_cache(s));
	rename_in(path, "inst TEXT", "imst TEXT");
	assert_keeps(s);
	assert_int_equal(access(aside, F_OK), 0);
}

static void what_is_too_big_is_refused(void **state)
{
	struct state *s = *state;
	struct err err = ERR_INIT;
	struct cache *c = open_cache(s);
	struct str big = { "x", LIMIT_BODY + 1 }; /* never read */
	assert_false(cache_put(c, "acme", big, &err));
	assert_int_equal(err.code, ERR_LIMIT);
	cache_close(c);
	cache_close(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_STATE(a_state_comes_back_after_a_restart),
		WITH_STATE(several_at_once_make_one_file),
		WITH_STATE(several_at_once_set_one_file_aside),
		WITH_STATE(a_broken_file_is_set_aside),
		WITH_STATE(a_damaged_header_is_nobodys_problem),
		WITH_STATE(a_table_that_is_another_one_is_set_aside),
		WITH_STATE(what_is_too_big_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

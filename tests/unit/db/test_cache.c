/* db/cache: states come back, and a broken file is nobody's problem. */
#include "tests/unit/db/state_dir.h"

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

static int opens_and_writes(const char *path)
{
	struct cache *c = NULL;
	struct err err = ERR_INIT;
	bool ok =
		(cache_open(path, &c, &err) && cache_put(c, "acme", STR("{}"), &err)) ||
		err.code == ERR_BUSY; /* said, and tried again by who wants it */
	if (!ok)
		(void)fprintf(stderr, "%s\n", err.text);
	cache_close(c);
	return ok ? 0 : 1;
}

/* The one that comes second must not take a file that is just being made for broken. */
static void several_at_once_make_one_file(void **state)
{
	struct state *s = *state;
	char path[96], aside[112];
	for (int round = 0; round < 20; round++) {
		pid_t pids[8];
		(void)snprintf(path, sizeof(path), "%s/many%d.db", s->dir, round);
		(void)snprintf(aside, sizeof(aside), "%s.broken", path);
		for (size_t i = 0; i < ARRAY_LEN(pids); i++) {
			pids[i] = fork();
			assert_true(pids[i] >= 0);
			if (pids[i] == 0)
				_exit(opens_and_writes(path));
		}
		for (size_t i = 0; i < ARRAY_LEN(pids); i++) {
			int status = -1;
			assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
			assert_int_equal(status, 0);
		}
		assert_int_not_equal(access(aside, F_OK), 0);
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
	FILE *f = fopen(path, "wb");
	assert_non_null(f);
	assert_true(fputs("no database", f) >= 0);
	assert_int_equal(fclose(f), 0);
	struct cache *c = open_cache(s);
	must(cache_put(c, "acme", STR("x"), &err), &err);
	must(cache_get(c, "acme", &text, &err), &err);
	assert_string_equal(buf_text(&text), "x");
	assert_int_equal(access(aside, F_OK), 0);
	cache_close(c);
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
		WITH_STATE(a_broken_file_is_set_aside),
		WITH_STATE(what_is_too_big_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* db/cache: states come back, and a broken file is nobody's problem. */
#include "tests/unit/db/state_dir.h"

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
		WITH_STATE(a_broken_file_is_set_aside),
		WITH_STATE(what_is_too_big_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

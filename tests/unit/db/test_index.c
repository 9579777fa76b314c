/* db/index: rows made of leaves, pairing, filters, and being made again. */
#include "tests/unit/db/state_dir.h"

#include <dirent.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "core/base/os.h"
#include "core/journal/leaf.h"
#include "db/index.h"

/* Somebody opens the index, until the first sleep of whoever waits for it. */
static int holder = -1;
static int sleeps;

static int on_sleep(void)
{
	sleeps++;
	if (holder >= 0)
		(void)close(holder); /* the lock goes with it */
	holder = -1;
	return 0;
}

/* In the place of the C library's, for candor and SQLite: no test waits, and each wait
 * is counted. */
int nanosleep(const struct timespec *wanted, struct timespec *ret_left)
{
	(void)wanted;
	(void)ret_left;
	return on_sleep();
}

int usleep(useconds_t us)
{
	(void)us;
	return on_sleep();
}

static int setup(void **state)
{
	struct state *s = state_new();
	open_state(s);
	*state = s;
	return 0;
}

static struct index *open_index(struct state *s)
{
	struct index *x = NULL;
	struct err err = ERR_INIT;
	bool done = false;
	must(index_open(s->dir, &s->time.clock, true, &x, &err), &err);
	must(index_catch_up(x, 0, &done, &err), &err);
	assert_true(done);
	return x;
}

static void catch_up(struct index *x)
{
	struct err err = ERR_INIT;
	bool done = false;
	must(index_catch_up(x, 0, &done, &err), &err);
}

/* An act as the door writes it. */
static int64_t act(struct state *s, const char *inst, const char *name,
		   const char *target, const char *status)
{
	AUTO(arena) a = ARENA_INIT(LIMIT_KIB(64));
	struct err err = ERR_INIT;
	struct journal_receipt r;
	struct node *data = node_object(&a);
	struct node *t = node_put(&a, data, "target", NODE_OBJECT);
	struct journal_entry e = { .kind = JOURNAL_ACT_INTENT,
				   .who = "mira.kovac",
				   .inst = inst,
				   .mode = "observe",
				   .act = name,
				   .ref = -1,
				   .data = data };
	(void)node_put_text(&a, t, "name", target);
	(void)node_put_text(&a, data, "why", "to look \x1b[31m at it");
	must(journal_begin(s->j, &err), &err);
	must(journal_append(s->j, s->customer, &e, &r, &err), &err);
	must(journal_commit(s->j, &err), &err);
	if (!status)
		return r.seq;
	data = node_object(&a);
	struct node *calls = node_put(&a, data, "calls", NODE_LIST);
	for (int i = 0; i < 3; i++) {
		struct node *c = node_add(&a, calls, NODE_OBJECT);
		(void)node_put_text(&a, c, "rid", i ? "other" : "REQ-7");
	}
	(void)node_put_text(&a, data, "status", status);
	e.kind = JOURNAL_ACT_OUTCOME;
	e.ref = r.seq;
	e.data = data;
	pass_time(s, 2);
	must(journal_begin(s->j, &err), &err);
	must(journal_append(s->j, s->customer, &e, NULL, &err), &err);
	must(journal_commit(s->j, &err), &err);
	return r.seq;
}

static size_t find(struct index *x, struct arena *a, const struct index_filter *f,
		   struct index_row **rows, int64_t *total)
{
	struct err err = ERR_INIT;
	size_t n = 0;
	must(index_rows(x, f, 100, 0, a, rows, &n, total, &err), &err);
	return n;
}

static void an_act_is_one_row_with_how_it_ended(void **state)
{
	struct state *s = *state;
	AUTO(arena) a = ARENA_INIT(LIMIT_MIB(1));
	struct index_row *rows = NULL;
	int64_t total = 0;
	int64_t seq = act(s, "acme-prod-eu", "stack.read", "acme-ingest", "ok");
	(void)act(s, "acme-prod-eu", "logs.read", "loader", "denied");
	(void)act(s, "acme-prod-eu", "stack.read", "other", NULL);
	struct index *x = open_index(s);
	struct index_filter f = { .acts = true };
	size_t n = find(x, &a, &f, &rows, &total);
	assert_int_equal(n, 5); /* two genesis entries, three acts */
	assert_int_equal(total, 5);
	assert_string_equal(rows[0].result, "open");
	assert_int_equal(rows[0].answer, 0);
	assert_string_equal(rows[1].result, "denied");
	assert_string_equal(rows[2].result, "ok");
	assert_string_equal(rows[2].act, "stack.read");
	assert_string_equal(rows[2].target, "acme-ingest");
	assert_string_equal(rows[2].who, "mira.kovac");
	assert_string_equal(rows[2].account, ACCOUNT);
	assert_string_equal(rows[2].kind, "act.intent");
	assert_int_equal(rows[2].seq, seq);
	assert_int_equal(rows[2].n_calls, 3);
	assert_int_equal(rows[2].end_ms - rows[2].t_ms, 2000);
	assert_string_equal(rows[3].account, ACCOUNT);
	assert_string_equal(rows[4].account, "");
	f.acts = false;
	assert_int_equal(find(x, &a, &f, &rows, NULL), 7);
	index_close(x);
}

static void a_filter_looks_at_a_stretch_of_rows(void **state)
{
	struct state *s = *state;
	AUTO(arena) a = ARENA_INIT(LIMIT_MIB(1));
	struct index_row *rows = NULL;
	struct index_term term = { INDEX_ACT, "read", false };
	for (int i = 0; i < 4; i++)
		(void)act(s, "acme-prod-eu", "stack.read", "acme-ingest", NULL);
	struct index *x = open_index(s);
	struct index_filter f = { .terms = &term, .n_terms = 1, .acts = true };
	assert_int_equal(find(x, &a, &f, &rows, NULL), 4);
	f.above_n = rows[2].n;
	f.upto_n = rows[1].n;
	assert_int_equal(find(x, &a, &f, &rows, NULL), 1);
	assert_int_equal(rows[0].n, f.upto_n);
	index_close(x);
}

static void filters_narrow_the_rows(void **state)
{
	struct state *s = *state;
	AUTO(arena) a = ARENA_INIT(LIMIT_MIB(1));
	struct index_row *rows = NULL;
	(void)act(s, "acme-prod-eu", "stack.read", "acme-ingest", "ok");
	(void)act(s, "acme-test", "stack.read", "acme-ingest", "denied");
	pass_time(s, 3600);
	(void)act(s, "acme-test", "logs.read", "Loader", NULL);
	struct index *x = open_index(s);
	const struct {
		struct index_term term;
		size_t n;
	} cases[] = {
		{ { INDEX_INST, "acme-test", true }, 2 },
		{ { INDEX_INST, "acme", true }, 0 },
		{ { INDEX_INST, "ACME", false }, 3 },
		{ { INDEX_ACT, "stack.read", true }, 2 },
		{ { INDEX_RESULT, "denied", true }, 1 },
		{ { INDEX_RESULT, "open", true }, 1 },
		{ { INDEX_KIND, "genesis", true }, 2 },
		{ { INDEX_WHO, "mira", false }, 5 },
		{ { INDEX_MODE, "observe", true }, 3 },
		{ { INDEX_TARGET, "loader", false }, 1 },
		{ { INDEX_ACCOUNT, ACCOUNT, true }, 4 },
		{ { INDEX_ANY, "req-7", false },
		  2 }, /* of the outcome, found at the act */
		{ { INDEX_ANY, "loader", false }, 1 },
		{ { INDEX_ANY, "\\x1b", false }, 3 },
		{ { INDEX_ANY, "' OR 1 --", false }, 0 },
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct index_filter f = { .terms = &cases[i].term,
					  .n_terms = 1,
					  .acts = true };
		int64_t total = -1;
		size_t n = find(x, &a, &f, &rows, &total);
		if (n != cases[i].n || (size_t)total != n)
			fail_msg("%s: %zu, not %zu", cases[i].term.text, n, cases[i].n);
	}
	const struct index_term two[] = { { INDEX_INST, "acme-test", true },
					  { INDEX_ACT, "logs", false } };
	struct index_filter f = { .terms = two, .n_terms = 2, .acts = true };
	assert_int_equal(find(x, &a, &f, &rows, NULL), 1);
	size_t all = 0;
	f.without = 3; /* what holds neither, what holds the one, the other, both */
	all += find(x, &a, &f, &rows, NULL);
	f.without = 1;
	all += find(x, &a, &f, &rows, NULL);
	f.without = 2;
	all += find(x, &a, &f, &rows, NULL);
	f.n_terms = 0;
	assert_int_equal(find(x, &a, &f, &rows, NULL), all + 1);
	f = (struct index_filter){ .since_ms = START_US / 1000 + 1000 * 1000,
				   .acts = true };
	assert_int_equal(find(x, &a, &f, &rows, NULL), 1);
	f = (struct index_filter){ .until_ms = START_US / 1000 + 1000 * 1000,
				   .acts = true };
	assert_int_equal(find(x, &a, &f, &rows, NULL), 4);
	struct err err = ERR_INIT;
	size_t n = 0;
	f = (struct index_filter){ .acts = true };
	must(index_rows(x, &f, 2, 1, &a, &rows, &n, NULL, &err), &err);
	assert_int_equal(n, 2);
	assert_string_equal(rows[0].inst, "acme-test");
	f.n_terms = INDEX_TERMS + 1;
	assert_false(index_rows(x, &f, 2, 1, &a, &rows, &n, NULL, &err));
	assert_int_equal(err.code, ERR_LIMIT);
	index_close(x);
}

struct seen {
	int64_t n[8];
	size_t count, stop_at;
};

static bool see(void *ctx, const struct index_row *row)
{
	struct seen *seen = ctx;
	seen->n[seen->count++] = row->n;
	return seen->count != seen->stop_at;
}

static void the_newest_rows_are_told_oldest_first(void **state)
{
	struct state *s = *state;
	struct err err = ERR_INIT;
	for (int i = 0; i < 5; i++) /* entries 3 to 7 */
		(void)act(s, "acme", i == 2 ? "logs" : "stack.read", "x", NULL);
	struct index *x = open_index(s);
	const struct index_term term = { INDEX_ACT, "stack.read", true };
	struct index_filter f = { .terms = &term, .n_terms = 1 };
	struct seen seen = { 0 };
	must(index_each(x, &f, 3, see, &seen, &err), &err);
	assert_int_equal(seen.count, 3);
	assert_int_equal(seen.n[0], 4);
	assert_int_equal(seen.n[1], 6);
	assert_int_equal(seen.n[2], 7);
	seen = (struct seen){ 0 };
	must(index_each(x, &f, 1000000, see, &seen, &err), &err);
	assert_int_equal(seen.count, 4);
	seen = (struct seen){ .stop_at = 2 };
	must(index_each(x, &f, 1000000, see, &seen, &err), &err);
	assert_int_equal(seen.count, 2);
	seen = (struct seen){ 0 };
	f.since_ms = INT64_MAX;
	must(index_each(x, &f, 10, see, &seen, &err), &err);
	assert_int_equal(seen.count, 0);
	index_close(x);
}

static void comparing_finds_a_log_that_was_changed(void **state)
{
	struct state *s = *state;
	struct err err = ERR_INIT;
	char path[96];
	sqlite3 *db = NULL;
	struct index *x = open_index(s);
	must(index_compare(x, &err), &err);
	(void)snprintf(path, sizeof(path), "%s/index.db", s->dir);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "UPDATE log SET account = '' WHERE id = 2",
				      NULL, NULL, NULL),
			 SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	assert_false(index_compare(x, &err));
	assert_int_equal(err.code, ERR_JOURNAL);
	assert_non_null(strstr(err.text, "log 2"));
	index_close(x);
}

/* The newest entry of all. */
static void newest(struct index *x, struct arena *a, struct index_row *ret)
{
	const struct index_filter all = { 0 };
	struct index_row *rows = NULL;
	struct err err = ERR_INIT;
	size_t n = 0;
	must(index_rows(x, &all, 1, 0, a, &rows, &n, NULL, &err), &err);
	assert_int_equal(n, 1);
	*ret = rows[0];
}

static void it_catches_up_and_says_so(void **state)
{
	struct state *s = *state;
	AUTO(arena) a = ARENA_INIT(LIMIT_MIB(1));
	struct index_row last;
	struct err err = ERR_INIT;
	bool found = false;
	int64_t seq = act(s, "acme", "stack.read", "x", NULL);
	struct index *x = open_index(s);
	uint64_t stamp = index_stamp(x);
	catch_up(x);
	assert_int_equal(index_stamp(x), stamp);
	newest(x, &a, &last);
	assert_string_equal(last.result, "open");
	(void)append(s, s->customer, JOURNAL_ACT_LOST, seq);
	catch_up(x);
	assert_int_not_equal(index_stamp(x), stamp);
	must(index_row(x, last.n, &a, &last, &found, &err), &err);
	assert_string_equal(last.result, "lost");
	assert_int_equal(last.answer, last.n + 1);
	must(index_row(x, 99, &a, &last, &found, &err), &err);
	assert_false(found);
	index_close(x);
	x = open_index(s); /* what was read is kept */
	newest(x, &a, &last);
	assert_string_equal(last.kind, "act.lost");
	index_close(x);
}

static void a_full_leaf_is_read_from_the_journal(void **state)
{
	struct state *s = *state;
	AUTO(buf) leaf = BUF_INIT(LIMIT_LEAF_HARD);
	struct leaf read;
	struct err err = ERR_INIT;
	int64_t seq = act(s, "acme", "stack.read", "x", NULL);
	struct index *x = open_index(s);
	must(index_leaf(x, 3, &leaf, &err), &err);
	must(leaf_scan(buf_str(&leaf), &read, &err), &err);
	assert_int_equal(read.seq, seq);
	assert_false(index_leaf(x, 99, &leaf, &err));
	assert_int_equal(err.code, ERR_JOURNAL);
	index_close(x);
}

static void a_broken_index_is_made_again(void **state)
{
	struct state *s = *state;
	AUTO(arena) a = ARENA_INIT(LIMIT_MIB(1));
	struct index_row *rows = NULL;
	char path[96];
	(void)act(s, "acme", "stack.read", "x", "ok");
	index_close(open_index(s));
	(void)snprintf(path, sizeof(path), "%s/index.db", s->dir);
	FILE *f = fopen(path, "r+b");
	assert_non_null(f);
	assert_int_equal(fputs("this is not a database any more", f) >= 0, 1);
	assert_int_equal(fclose(f), 0);
	struct index *x = open_index(s);
	struct index_filter all = { .acts = false };
	assert_int_equal(find(x, &a, &all, &rows, NULL), 4);
	index_close(x);
}

static void the_index_of_another_journal_is_not_used(void **state)
{
	struct state *s = *state;
	AUTO(arena) a = ARENA_INIT(LIMIT_MIB(1));
	struct index_row *rows = NULL;
	char from[96];
	char to[96];
	struct state *other = state_new();
	open_state(other);
	for (int i = 0; i < 5; i++)
		(void)act(other, "other", "stack.read", "x", "ok");
	index_close(open_index(other));
	close_state(other);
	(void)act(s, "acme", "stack.read", "x", "ok");
	(void)snprintf(from, sizeof(from), "%s/index.db", other->dir);
	(void)snprintf(to, sizeof(to), "%s/index.db", s->dir);
	assert_int_equal(rename(from, to), 0);
	struct index *x = open_index(s);
	struct index_filter all = { .acts = false };
	assert_int_equal(find(x, &a, &all, &rows, NULL), 4);
	assert_string_equal(rows[0].inst, "acme");
	index_close(x);
	state_free(other);
}

/* No file whose name starts with this. */
static void assert_nothing_left(struct state *s, const char *start)
{
	DIR *dir = opendir(s->dir);
	assert_non_null(dir);
	for (struct dirent *d = readdir(dir); d; d = readdir(dir)) {
		if (strncmp(d->d_name, start, strlen(start)) == 0)
			fail_msg("%s is left", d->d_name);
	}
	assert_int_equal(closedir(dir), 0);
}

static void comparing_finds_a_row_that_was_changed(void **state)
{
	struct state *s = *state;
	struct err err = ERR_INIT;
	char path[96];
	sqlite3 *db = NULL;
	(void)act(s, "acme", "stack.read", "x", "ok");
	struct index *x = open_index(s);
	must(index_compare(x, &err), &err);
	(void)snprintf(path, sizeof(path), "%s/index.db", s->dir);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db,
				      "UPDATE row SET result = 'denied' WHERE n = 3",
				      NULL, NULL, NULL),
			 SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	assert_false(index_compare(x, &err));
	assert_int_equal(err.code, ERR_JOURNAL);
	assert_non_null(strstr(err.text, "entry 3"));
	must(index_rebuild(x, &err), &err);
	must(index_compare(x, &err), &err);
	assert_nothing_left(s, "index.check.db");
	index_close(x);
}

static void it_reads_long_journals_in_slices(void **state)
{
	struct state *s = *state;
	AUTO(arena) a = ARENA_INIT(LIMIT_MIB(1));
	struct err err = ERR_INIT;
	struct index *x = NULL;
	struct index_row last;
	bool done = false;
	int slices = 0;
	append_hundreds(s, s->vendor, 13);
	must(index_open(s->dir, &clock_system, true, &x, &err), &err);
	while (!done) {
		must(index_catch_up(x, 1, &done, &err), &err);
		slices++;
	}
	assert_true(slices > 1);
	newest(x, &a, &last);
	assert_int_equal(last.n, 1302);
	index_close(x);
}

static void the_loop_is_not_held_by_whoever_opens_it(void **state)
{
	struct state *s = *state;
	struct err err = ERR_INIT;
	struct index *x = NULL;
	char lock[96];
	(void)snprintf(lock, sizeof(lock), "%s/index.db.lock", s->dir);
	must(os_lock(lock, &holder, &err), &err);
	sleeps = 0;
	assert_false(index_open(s->dir, &s->time.clock, false, &x, &err));
	assert_int_equal(err.code, ERR_BUSY);
	assert_int_equal(sleeps, 0);
	must(index_open(s->dir, &s->time.clock, true, &x, &err), &err);
	assert_int_equal(sleeps, 1);
	index_close(x);
	must(index_open(s->dir, &s->time.clock, false, &x, &err), &err);
	index_close(x);
}

/* Not even by one that has the whole file. */
static void the_loop_is_not_held_by_whoever_writes_it(void **state)
{
	struct state *s = *state;
	struct err err = ERR_INIT;
	struct index *x = NULL;
	sqlite3 *db = NULL;
	char path[96];
	(void)snprintf(path, sizeof(path), "%s/index.db", s->dir);
	index_close(open_index(s));
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db,
				      "PRAGMA locking_mode = EXCLUSIVE;"
				      "BEGIN EXCLUSIVE",
				      NULL, NULL, NULL),
			 SQLITE_OK);
	sleeps = 0;
	assert_false(index_open(s->dir, &s->time.clock, false, &x, &err));
	assert_int_equal(err.code, ERR_BUSY);
	assert_int_equal(sleeps, 0);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	must(index_open(s->dir, &s->time.clock, false, &x, &err), &err);
	index_close(x);
}

int main(void)
{
#define WITH_JOURNAL(test) cmocka_unit_test_setup_teardown(test, setup, state_teardown)
	const struct CMUnitTest tests[] = {
		WITH_JOURNAL(an_act_is_one_row_with_how_it_ended),
		WITH_JOURNAL(a_filter_looks_at_a_stretch_of_rows),
		WITH_JOURNAL(filters_narrow_the_rows),
		WITH_JOURNAL(the_newest_rows_are_told_oldest_first),
		WITH_JOURNAL(comparing_finds_a_log_that_was_changed),
		WITH_JOURNAL(it_catches_up_and_says_so),
		WITH_JOURNAL(a_full_leaf_is_read_from_the_journal),
		WITH_JOURNAL(a_broken_index_is_made_again),
		WITH_JOURNAL(the_index_of_another_journal_is_not_used),
		WITH_JOURNAL(comparing_finds_a_row_that_was_changed),
		WITH_JOURNAL(it_reads_long_journals_in_slices),
		WITH_JOURNAL(the_loop_is_not_held_by_whoever_opens_it),
		WITH_JOURNAL(the_loop_is_not_held_by_whoever_writes_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

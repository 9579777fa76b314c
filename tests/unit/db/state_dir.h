/*
 * What the tests of db/ share: a state directory of their own, a clock that is moved by
 * hand, and a journal in it.
 */
#ifndef TESTS_UNIT_DB_STATE_DIR_H
#define TESTS_UNIT_DB_STATE_DIR_H

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "core/base/limits.h"
#include "core/base/os.h"
#include "db/journal.h"
#include "db/verify.h"

#define ACCOUNT  "441052219917"
#define START_US INT64_C(1795413600000000) /* 2026-11-23T06:00:00Z */

struct hand_clock {
	struct clock clock;
	int64_t wall_us, mono_us;
};

struct state {
	char dir[64];
	char path[96]; /* journal.db */
	struct hand_clock time;
	struct db_journal *db;
	struct journal *j;
	int vendor, customer; /* handles, after open_state() */
	const char *vfs;
	const char *domain; /* NULL: vendor.example */
	int64_t disk_low;   /* 0: 1 byte, so that a full test machine does not matter */
};

static inline int64_t hand_wall(void *ctx)
{
	return ((struct hand_clock *)ctx)->wall_us;
}

static inline int64_t hand_mono(void *ctx)
{
	return ((struct hand_clock *)ctx)->mono_us;
}

static inline int64_t hand_boot(void *ctx)
{
	return ((struct hand_clock *)ctx)->mono_us / 1000;
}

static inline void pass_time(struct state *s, int64_t sec)
{
	s->time.wall_us += sec * CLOCK_SEC_US;
	s->time.mono_us += sec * CLOCK_SEC_US;
}

static inline struct state *state_new(void)
{
	struct state *s = test_calloc(1, sizeof(*s));
	(void)snprintf(s->dir, sizeof(s->dir), "/tmp/candor-db-XXXXXX");
	assert_non_null(mkdtemp(s->dir));
	(void)snprintf(s->path, sizeof(s->path), "%s/journal.db", s->dir);
	s->time.wall_us = START_US;
	s->time.mono_us = 5 * CLOCK_SEC_US;
	s->time.clock = (struct clock){ hand_wall, hand_mono, hand_boot, &s->time };
	return s;
}

static inline struct db_journal_options state_options(struct state *s)
{
	return (struct db_journal_options){
		.dir = s->dir,
		.domain = s->domain ? s->domain : "vendor.example",
		.who = "mira.kovac",
		.version = "0.1.0",
		.clock = &s->time.clock,
		.rng = &rng_system,
		.disk_low = s->disk_low ? s->disk_low : 1,
		.vfs = s->vfs,
	};
}

static inline bool try_open(struct state *s, struct err *err)
{
	struct db_journal_options o = state_options(s);
	*err = ERR_INIT;
	if (!db_journal_open(&o, &s->db, err))
		return false;
	s->j = db_journal_of(s->db);
	return true;
}

static inline void must(bool ok, const struct err *err)
{
	if (!ok)
		fail_msg("%s", err->text);
}

static inline void verify_tail(struct state *s)
{
	struct err err = ERR_INIT;
	bool done = false;
	/* The hand clock stands still, so one slice is enough for the time given. */
	for (int i = 0; i < 1000 && !done; i++) {
		if (!db_journal_verify_slice(s->db, 1000, &done, &err))
			assert_int_equal(err.code, ERR_BUSY); /* another one signs */
	}
	assert_true(done);
}

static inline int recover(struct state *s)
{
	struct err err = ERR_INIT;
	bool done = false;
	int lost = -1;
	while (!done)
		must(db_journal_recover(s->db, 1000, &done, &lost, &err), &err);
	return lost;
}

/* Open, verify, and find or make the vendor's log and one customer's. */
static inline void open_state(struct state *s)
{
	struct err err = ERR_INIT;
	struct journal_scope vendor = { 0 };
	struct journal_scope customer = { ACCOUNT, "aws", "Acme Robotics" };
	must(try_open(s, &err), &err);
	verify_tail(s);
	must(journal_log(s->j, &vendor, &s->vendor, &err), &err);
	must(journal_log(s->j, &customer, &s->customer, &err), &err);
}

static inline void close_state(struct state *s)
{
	db_journal_close(s->db);
	s->db = NULL;
	s->j = NULL;
}

static inline int remove_one(const char *path, const struct stat *st, int type,
			     struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static inline void state_free(struct state *s)
{
	close_state(s);
	(void)nftw(s->dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	test_free(s);
}

/* One entry in a batch of its own; false with err when any step refuses. */
static inline bool try_append(struct state *s, int log, enum journal_kind kind,
			      int64_t ref, struct journal_receipt *ret, struct err *err)
{
	AUTO(arena) a = ARENA_INIT(LIMIT_KIB(64));
	struct node *data = node_object(&a);
	struct node *ops = node_put(&a, data, "ops", NODE_LIST);
	(void)node_add_text(&a, ops, "cloudformation:DescribeStacks");
	(void)node_put_text(&a, data, "class", "meta");
	struct journal_entry e = {
		.kind = kind,
		.inst = "acme-prod-eu",
		.mode = "observe",
		.act = "stacks.refresh",
		.ref = ref,
		.data = data,
	};
	if (!journal_begin(s->j, err))
		return false;
	if (!journal_append(s->j, log, &e, ret, err)) {
		journal_abort(s->j);
		return false;
	}
	return journal_commit(s->j, err);
}

static inline int64_t append(struct state *s, int log, enum journal_kind kind,
			     int64_t ref)
{
	struct err err = ERR_INIT;
	struct journal_receipt r = { 0 };
	must(try_append(s, log, kind, ref, &r, &err), &err);
	return r.seq;
}

/* n * 100 entries, a batch for each hundred: more than a check of the tail looks at. */
static inline void append_hundreds(struct state *s, int log, int n)
{
	struct err err = ERR_INIT;
	for (int i = 0; i < n; i++) {
		must(journal_begin(s->j, &err), &err);
		for (int k = 0; k < 100; k++) {
			struct journal_entry e = { .kind = JOURNAL_IDENTITY,
						   .ref = -1 };
			must(journal_append(s->j, log, &e, NULL, &err), &err);
		}
		must(journal_commit(s->j, &err), &err);
	}
}

/* A plain connection without candor's rules: what an attacker has. */
static inline sqlite3 *raw_open(const struct state *s)
{
	sqlite3 *db = NULL;
	assert_int_equal(sqlite3_open(s->path, &db), SQLITE_OK);
	return db;
}

static inline void raw_exec(const struct state *s, const char *sql)
{
	sqlite3 *db = raw_open(s);
	char *why = NULL;
	if (sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK)
		fail_msg("%s: %s", sql, why);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

/* An owner of the file need not even drop the triggers. */
static inline void disarm(sqlite3 *db)
{
	assert_int_equal(sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL),
			 SQLITE_OK);
}

static inline void raw_damage(const struct state *s, const char *sql)
{
	sqlite3 *db = raw_open(s);
	char *why = NULL;
	disarm(db);
	if (sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK)
		fail_msg("%s: %s", sql, why);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static inline int64_t raw_number(const struct state *s, const char *sql)
{
	sqlite3 *db = raw_open(s);
	sqlite3_stmt *stmt = NULL;
	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
	int64_t n = sqlite3_column_int64(stmt, 0);
	assert_int_equal(sqlite3_finalize(stmt), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	return n;
}

/* Entries of all logs of that kind. */
static inline int64_t count_kind(const struct state *s, const char *kind)
{
	char sql[256];
	(void)snprintf(sql, sizeof(sql),
		       "SELECT count(*) FROM entry WHERE instr(CAST(leaf AS TEXT),"
		       " '\"kind\":\"%s\"') > 0",
		       kind);
	return raw_number(s, sql);
}

/* Everything in the file holds, by the full verification. */
static inline void assert_holds(const struct state *s)
{
	struct db_verify_options o = { .dir = s->dir, .clock = &clock_system };
	struct db_verify *v = NULL;
	struct err err = ERR_INIT;
	bool done = false;
	must(db_verify_new(&o, &v, &err), &err);
	while (!done)
		must(db_verify_step(v, 0, &done, &err), &err);
	for (size_t i = 0; i < db_verify_n_logs(v); i++) {
		if (!db_verify_log(v, i).ok)
			fail_msg("%s", db_verify_log(v, i).why);
	}
	assert_string_equal(db_verify_file_fault(v), "");
	assert_true(db_verify_ok(v));
	db_verify_free(v);
}

/* ---- a test with a state ---- */

static inline int state_setup(void **state)
{
	*state = state_new();
	return 0;
}

static inline int state_teardown(void **state)
{
	state_free(*state);
	return 0;
}

#define WITH_STATE(test) \
	cmocka_unit_test_setup_teardown(test, state_setup, state_teardown)

#endif

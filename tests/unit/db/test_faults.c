/*
 * What the journal does when the disk does not: a SQLite VFS that fails the n-th write,
 * sync or truncation.  For each n: whatever was reported as committed is there after a
 * restart, what was refused is not, the chain holds, and candor stops by itself.
 */
#include "tests/unit/db/state_dir.h"

#include "db/schema.h"

#define STEPS_MAX     400
#define WAL_CKPT_LOCK 1 /* of SQLite's WAL-index: held while a log is carried over */

/* A VFS that hands everything to the default one, and counts. */

struct shim_file {
	sqlite3_file base;
	sqlite3_file *real;
};

static struct {
	sqlite3_vfs vfs;
	sqlite3_vfs *real;
	int count; /* writes, syncs and truncations since armed */
	int fail_at;
	bool once;  /* only that one; else all from there on */
	bool reads; /* reads fail, from the fail_at-th on; writes do not */
	bool torn;  /* the failing write leaves half of its bytes */
	int code;
	bool fired;
	bool carrying; /* SQLite carries the write-ahead log over */
	bool home;     /* it did when the first one failed: the commit was over */
} shim;

static sqlite3_file *real_of(sqlite3_file *f)
{
	return ((struct shim_file *)(void *)f)->real;
}

static bool fails_now(void)
{
	shim.count++;
	bool now = shim.once ? shim.count == shim.fail_at : shim.count >= shim.fail_at;
	if (now && !shim.fired)
		shim.home = shim.carrying;
	shim.fired = shim.fired || now;
	return now;
}

static bool fails(void)
{
	return shim.fail_at != 0 && !shim.reads && fails_now();
}

static int shim_close(sqlite3_file *f)
{
	return real_of(f)->pMethods->xClose(real_of(f));
}

static int shim_read(sqlite3_file *f, void *p, int n, sqlite3_int64 at)
{
	if (shim.fail_at != 0 && shim.reads && fails_now())
		return SQLITE_IOERR_READ;
	return real_of(f)->pMethods->xRead(real_of(f), p, n, at);
}

static int shim_write(sqlite3_file *f, const void *p, int n, sqlite3_int64 at)
{
	if (!fails())
		return real_of(f)->pMethods->xWrite(real_of(f), p, n, at);
	if (shim.torn && n > 1)
		(void)real_of(f)->pMethods->xWrite(real_of(f), p, n / 2, at);
	return shim.code == SQLITE_IOERR ? SQLITE_IOERR_WRITE : shim.code;
}

static int shim_truncate(sqlite3_file *f, sqlite3_int64 size)
{
	if (!fails())
		return real_of(f)->pMethods->xTruncate(real_of(f), size);
	return SQLITE_IOERR_TRUNCATE;
}

static int shim_sync(sqlite3_file *f, int flags)
{
	if (!fails())
		return real_of(f)->pMethods->xSync(real_of(f), flags);
	return SQLITE_IOERR_FSYNC;
}

static int shim_size(sqlite3_file *f, sqlite3_int64 *size)
{
	return real_of(f)->pMethods->xFileSize(real_of(f), size);
}

static int shim_lock(sqlite3_file *f, int how)
{
	return real_of(f)->pMethods->xLock(real_of(f), how);
}

static int shim_unlock(sqlite3_file *f, int how)
{
	return real_of(f)->pMethods->xUnlock(real_of(f), how);
}

static int shim_reserved(sqlite3_file *f, int *ret)
{
	return real_of(f)->pMethods->xCheckReservedLock(real_of(f), ret);
}

static int shim_control(sqlite3_file *f, int op, void *arg)
{
	return real_of(f)->pMethods->xFileControl(real_of(f), op, arg);
}

static int shim_sector(sqlite3_file *f)
{
	return real_of(f)->pMethods->xSectorSize(real_of(f));
}

static int shim_device(sqlite3_file *f)
{
	return real_of(f)->pMethods->xDeviceCharacteristics(real_of(f));
}

static int shim_shm_map(sqlite3_file *f, int page, int size, int extend,
			void volatile **ret)
{
	return real_of(f)->pMethods->xShmMap(real_of(f), page, size, extend, ret);
}

static int shim_shm_lock(sqlite3_file *f, int at, int n, int flags)
{
	if (at == WAL_CKPT_LOCK)
		shim.carrying = (flags & SQLITE_SHM_LOCK) != 0;
	return real_of(f)->pMethods->xShmLock(real_of(f), at, n, flags);
}

static void shim_shm_barrier(sqlite3_file *f)
{
	real_of(f)->pMethods->xShmBarrier(real_of(f));
}

static int shim_shm_unmap(sqlite3_file *f, int delete_it)
{
	return real_of(f)->pMethods->xShmUnmap(real_of(f), delete_it);
}

static const sqlite3_io_methods shim_methods = {
	.iVersion = 2,
	.xClose = shim_close,
	.xRead = shim_read,
	.xWrite = shim_write,
	.xTruncate = shim_truncate,
	.xSync = shim_sync,
	.xFileSize = shim_size,
	.xLock = shim_lock,
	.xUnlock = shim_unlock,
	.xCheckReservedLock = shim_reserved,
	.xFileControl = shim_control,
	.xSectorSize = shim_sector,
	.xDeviceCharacteristics = shim_device,
	.xShmMap = shim_shm_map,
	.xShmLock = shim_shm_lock,
	.xShmBarrier = shim_shm_barrier,
	.xShmUnmap = shim_shm_unmap,
};

static int shim_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *f, int flags,
		     int *ret)
{
	struct shim_file *s = (struct shim_file *)(void *)f;
	(void)vfs;
	s->real = (sqlite3_file *)(void *)(s + 1);
	int rc = shim.real->xOpen(shim.real, name, s->real, flags, ret);
	s->base.pMethods = s->real->pMethods ? &shim_methods : NULL;
	return rc;
}

static void shim_register(void)
{
	shim.real = sqlite3_vfs_find(NULL);
	shim.vfs = *shim.real;
	shim.vfs.zName = "failing";
	shim.vfs.szOsFile = (int)sizeof(struct shim_file) + shim.real->szOsFile;
	shim.vfs.xOpen = shim_open;
	shim.vfs.pNext = NULL;
	assert_int_equal(sqlite3_vfs_register(&shim.vfs, 0), SQLITE_OK);
}

static void arm(int at, int code, bool once, bool torn)
{
	shim.count = 0;
	shim.fail_at = at;
	shim.code = code;
	shim.once = once;
	shim.torn = torn;
	shim.fired = shim.home = false;
	shim.reads = false;
}

static int group_setup(void **state)
{
	(void)state;
	shim_register();
	return 0;
}

/* A small day's work: intents with outcomes, checkpoints, a batch over both logs.
 * Returns how many intents were reported as committed. */
static int work(struct state *s, int *outcomes)
{
	struct err err = ERR_INIT;
	struct journal_receipt r = { 0 };
	int intents = 0;
	for (int i = 0; i < 20; i++) {
		if (!try_append(s, i % 3 ? s->customer : s->vendor, JOURNAL_ACT_INTENT,
				-1, &r, &err))
			continue;
		intents++;
		if (try_append(s, i % 3 ? s->customer : s->vendor, JOURNAL_ACT_OUTCOME,
			       r.seq, NULL, &err))
			(*outcomes)++;
		pass_time(s, 25); /* a checkpoint every third time */
	}
	return intents;
}

/* One run in which the n-th write fails; false when the work needs fewer writes.  One
 * that fails while a committed write-ahead log is carried over loses nothing. */
static bool fault_at(int n, int code, bool once, bool torn)
{
	struct state *s = state_new();
	int outcomes = 0;
	s->vfs = "failing";
	arm(0, 0, false, false);
	open_state(s);
	arm(n, code, once, torn);
	int intents = work(s, &outcomes);
	bool fired = shim.fired, home = shim.home;
	enum journal_state after = journal_state(s->j);
	arm(0, 0, false, false); /* the disk is well again, for the close */
	close_state(s);
	bool whole = intents + outcomes == 40;
	if (fired && home && (once || whole)) {
		assert_int_equal(after, JOURNAL_OK);
		assert_true(whole);
	} else if (fired) {
		assert_int_not_equal(after, JOURNAL_OK);
		assert_false(whole);
	}
	s->vfs = NULL;
	assert_int_equal(count_kind(s, "act.intent"), intents);
	assert_int_equal(count_kind(s, "act.outcome"), outcomes);
	assert_holds(s);
	open_state(s);
	assert_int_equal(journal_state(s->j), JOURNAL_OK);
	assert_int_equal(recover(s), intents - outcomes);
	(void)append(s, s->customer, JOURNAL_IDENTITY, -1);
	assert_holds(s);
	state_free(s);
	return fired;
}

static void every_write_fails_in_turn(int code, bool once, bool torn)
{
	int n = 1;
	for (; n < STEPS_MAX && fault_at(n, code, once, torn); n += n < 40 ? 1 : 11)
		;
	assert_in_range(n, 20, STEPS_MAX - 1); /* it did fail, and it did end */
}

static void a_full_disk_never_makes_a_committed_lie(void **state)
{
	(void)state;
	every_write_fails_in_turn(SQLITE_FULL, false, false);
}

static void one_write_that_finds_no_room_is_survived(void **state)
{
	(void)state;
	every_write_fails_in_turn(SQLITE_FULL, true, false);
}

static void a_failing_disk_never_makes_a_committed_lie(void **state)
{
	(void)state;
	every_write_fails_in_turn(SQLITE_IOERR, false, false);
}

static void one_torn_write_never_makes_a_committed_lie(void **state)
{
	(void)state;
	every_write_fails_in_turn(SQLITE_IOERR, true, true);
}

static struct state *full_state(void)
{
	struct state *s = state_new();
	s->vfs = "failing";
	arm(0, 0, false, false);
	open_state(s);
	(void)recover(s); /* makes the ballast */
	return s;
}

static void a_full_disk_gives_the_ballast_up_and_says_so(void **state)
{
	(void)state;
	struct state *s = full_state();
	char ballast[96];
	struct err err = ERR_INIT;
	(void)snprintf(ballast, sizeof(ballast), "%s/ballast", s->dir);
	assert_int_equal(access(ballast, F_OK), 0);
	arm(1, SQLITE_FULL, true, false);
	assert_false(try_append(s, s->customer, JOURNAL_ACT_INTENT, -1, NULL, &err));
	assert_int_equal(err.code, ERR_JOURNAL);
	assert_non_null(strstr(err.text, "disk is full"));
	assert_non_null(strstr(err.text, s->path));
	assert_int_equal(journal_state(s->j), JOURNAL_READONLY);
	assert_int_not_equal(access(ballast, F_OK), 0);
	assert_int_equal(count_kind(s, "journal.degraded"), 1);
	state_free(s);
}

static void outcomes_of_what_was_sent_still_go_in(void **state)
{
	(void)state;
	struct state *s = full_state();
	struct err err = ERR_INIT;
	int64_t seq = append(s, s->customer, JOURNAL_ACT_INTENT, -1);
	arm(1, SQLITE_FULL, true, false);
	assert_false(try_append(s, s->customer, JOURNAL_ACT_OUTCOME, seq, NULL, &err));
	(void)append(s, s->customer, JOURNAL_ACT_OUTCOME, seq); /* the next try */
	assert_false(try_append(s, s->customer, JOURNAL_ACT_INTENT, -1, NULL, &err));
	assert_holds(s);
	state_free(s);
}

static void a_disk_error_breaks_the_journal(void **state)
{
	(void)state;
	struct state *s = full_state();
	struct err err = ERR_INIT;
	arm(1, SQLITE_IOERR, false, false);
	assert_false(try_append(s, s->customer, JOURNAL_ACT_INTENT, -1, NULL, &err));
	assert_non_null(strstr(err.text, "disk reports an error"));
	assert_int_equal(journal_state(s->j), JOURNAL_BROKEN);
	assert_false(try_append(s, s->customer, JOURNAL_ACT_OUTCOME, 0, NULL, &err));
	arm(0, 0, false, false);
	(void)append(s, s->customer, JOURNAL_ACT_OUTCOME,
		     0); /* it may still succeed later */
	assert_int_equal(journal_state(s->j), JOURNAL_BROKEN);
	assert_holds(s);
	state_free(s);
}

static void a_journal_that_cannot_be_read_is_not_polled_for_ever(void **state)
{
	(void)state;
	int fired = 0;
	struct state *s = full_state();
	for (int i = 0; i < 40; i++)
		(void)append(s, s->customer, JOURNAL_IDENTITY, -1);
	close_state(s);
	for (int n = 1; n < 30; n++) {
		struct err err = ERR_INIT;
		bool done = false;
		arm(0, 0, false, false);
		must(try_open(s, &err), &err);
		arm(n, SQLITE_IOERR, false, false);
		shim.reads = true;
		for (int i = 0; i < 10 && !done; i++)
			must(db_journal_verify_slice(s->db, 1000, &done, &err), &err);
		assert_true(done);
		if (shim.fired) {
			fired++;
			assert_int_not_equal(journal_state(s->j), JOURNAL_OK);
			assert_non_null(strstr(s->j->why, "disk reports an error"));
		}
		arm(0, 0, false, false);
		close_state(s);
	}
	assert_true(fired > 3);
	state_free(s);
}

static void creating_a_journal_fails_whole(void **state)
{
	(void)state;
	for (int n = 1; n < 40; n++) {
		struct state *s = state_new();
		struct err err = ERR_INIT;
		struct journal_scope vendor = { 0 };
		s->vfs = "failing";
		arm(n, SQLITE_FULL, true, false);
		bool ok = try_open(s, &err);
		if (ok)
			verify_tail(s);
		ok = ok && journal_log(s->j, &vendor, &s->vendor, &err);
		bool fired = shim.fired;
		arm(0, 0, false, false);
		if (!ok)
			assert_true(fired);
		close_state(s);
		s->vfs = NULL;
		open_state(s);
		assert_int_equal(journal_state(s->j), JOURNAL_OK);
		assert_holds(s);
		state_free(s);
	}
}

/* Not WAL, so that each statement looks at the file again. */
static void put_derived(const char *path)
{
	sqlite3 *db = NULL;
	assert_int_equal(sqlite3_open_v2(path, &db,
					 SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
					 NULL),
			 SQLITE_OK);
	assert_int_equal(sqlite3_exec(db,
				      "PRAGMA application_id = 77;"
				      "PRAGMA user_version = 1;"
				      "CREATE TABLE t (x INT) STRICT;",
				      NULL, NULL, NULL),
			 SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

/* A good file stays where it is, and what is said is what the disk said. */
static void a_derived_file_that_cannot_be_read_stays(void **state)
{
	static const struct schema_derived d = { 77, 1,
						 "CREATE TABLE t (x INT) STRICT;" };
	bool fired = true;
	int failed = 0;
	(void)state;
	assert_int_equal(sqlite3_vfs_register(&shim.vfs, 1), SQLITE_OK);
	for (int n = 1; fired; n++) {
		struct state *s = state_new();
		struct err err = ERR_INIT;
		sqlite3 *db = NULL;
		char path[96], aside[112];
		(void)snprintf(path, sizeof(path), "%s/derived.db", s->dir);
		(void)snprintf(aside, sizeof(aside), "%s.broken", path);
		arm(0, 0, false, false);
		put_derived(path);
		arm(n, SQLITE_IOERR, false, false);
		shim.reads = true;
		bool ok = schema_open_derived(path, &d, true, &db, &err);
		fired = shim.fired;
		arm(0, 0, false, false);
		failed += !ok;
		assert_int_equal(sqlite3_close(db), SQLITE_OK);
		assert_int_not_equal(access(aside, F_OK), 0);
		if (!ok)
			assert_non_null(strstr(err.text, "the disk reports an error"));
		state_free(s);
	}
	assert_int_equal(sqlite3_vfs_register(shim.real, 1), SQLITE_OK);
	assert_true(failed >= 3); /* the tables, the id, the version */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_full_disk_never_makes_a_committed_lie),
		cmocka_unit_test(one_write_that_finds_no_room_is_survived),
		cmocka_unit_test(a_failing_disk_never_makes_a_committed_lie),
		cmocka_unit_test(one_torn_write_never_makes_a_committed_lie),
		cmocka_unit_test(a_full_disk_gives_the_ballast_up_and_says_so),
		cmocka_unit_test(outcomes_of_what_was_sent_still_go_in),
		cmocka_unit_test(a_disk_error_breaks_the_journal),
		cmocka_unit_test(a_journal_that_cannot_be_read_is_not_polled_for_ever),
		cmocka_unit_test(creating_a_journal_fails_whole),
		cmocka_unit_test(a_derived_file_that_cannot_be_read_stays),
	};
	return cmocka_run_group_tests(tests, group_setup, NULL);
}

/* db/verify and db/chain: each way to change a journal is found and named. */
#include "tests/unit/db/state_dir.h"

#include <dirent.h>

#include "core/base/sha.h"
#include "core/journal/merkle.h"
#include "db/verify.h"

static int setup(void **state)
{
	struct state *s = state_new();
	struct err err = ERR_INIT;
	open_state(s);
	for (int i = 0; i < 4; i++)
		(void)append(s, s->customer,
			     i % 2 ? JOURNAL_ACT_OUTCOME : JOURNAL_ACT_INTENT,
			     i % 2 ? i : -1);
	must(journal_begin(s->j, &err), &err);
	must(journal_checkpoint(s->j, s->customer, &err), &err);
	must(journal_commit(s->j, &err), &err);
	close_state(s);
	*state = s;
	return 0;
}

struct result {
	bool ok;
	char fault[64], why[256], file[256];
	int64_t bad_seq, checkpoints;
};

/* The customer's log, which is the second one. */
static struct result verify(const struct state *s)
{
	struct db_verify_options o = { .dir = s->dir, .clock = &clock_system };
	struct db_verify *v = NULL;
	struct err err = ERR_INIT;
	struct result r = { .ok = false };
	bool done = false;
	bool ok = db_verify_new(&o, &v, &err);
	while (ok && !done)
		ok = db_verify_step(v, 0, &done, &err);
	if (!ok) {
		(void)snprintf(r.fault, sizeof(r.fault), "unreadable");
		(void)snprintf(r.why, sizeof(r.why), "%.250s", err.text);
		db_verify_free(v);
		return r;
	}
	r.ok = db_verify_ok(v);
	(void)snprintf(r.file, sizeof(r.file), "%s", db_verify_file_fault(v));
	for (size_t i = 0; i < db_verify_n_logs(v); i++) {
		struct db_verdict log = db_verify_log(v, i);
		if (log.ok && i != 1)
			continue;
		(void)snprintf(r.fault, sizeof(r.fault), "%s", log.fault);
		(void)snprintf(r.why, sizeof(r.why), "%s", log.why);
		r.bad_seq = log.bad_seq;
		r.checkpoints = log.checkpoints;
		if (!log.ok)
			break;
	}
	assert_int_equal(db_verify_at(v), db_verify_total(v));
	db_verify_free(v);
	return r;
}

static void an_untouched_journal_holds(void **state)
{
	struct result r = verify(*state);
	assert_true(r.ok);
	assert_string_equal(r.why, "");
	assert_int_equal(r.checkpoints, 2);
}

struct damage {
	const char *sql;
	const char *fault;
	int64_t seq;
};

/* A macro, since clang-format 14 dies of aligning such rows. */
#define DAMAGE(sql, fault, seq) \
	{                       \
		sql, fault, seq \
	}
static const struct damage damages[] = {
	DAMAGE("UPDATE entry SET leaf = CAST(replace(CAST(leaf AS TEXT), 'acme', "
	       "'acmf') AS BLOB)"
	       " WHERE log = 2 AND seq = 2",
	       "stored hash does not match the entry", 2),
	DAMAGE("UPDATE entry SET leaf = CAST(replace(CAST(leaf AS TEXT), '\"v\":1', "
	       "'\"v\": 1') AS"
	       " BLOB) WHERE log = 2 AND seq = 2",
	       "not canonical", 2),
	DAMAGE("UPDATE entry SET hash = zeroblob(32) WHERE log = 2 AND seq = 3",
	       "stored hash does not match the entry", 3),
	DAMAGE("DELETE FROM entry WHERE log = 2 AND seq = 2",
	       "entries missing or out of order", 2),
	DAMAGE("DELETE FROM entry WHERE log = 2 AND seq = 4",
	       "older than what was signed", 4),
	DAMAGE("DELETE FROM entry WHERE log = 2 AND seq >= 1",
	       "older than what was signed", 1),
	DAMAGE("UPDATE entry SET leaf = (SELECT leaf FROM entry WHERE log = 2 AND seq "
	       "= 1)"
	       " WHERE log = 2 AND seq = 3",
	       "entries missing or out of order", 3),
	DAMAGE("UPDATE entry SET leaf = (SELECT leaf FROM entry WHERE log = 1 AND seq "
	       "= 0)"
	       " WHERE log = 2 AND seq = 0",
	       "of another log", 0),
	DAMAGE("UPDATE node SET hash = zeroblob(32) WHERE log = 2 AND level = 1 AND "
	       "idx = 1",
	       "stored tree does not match the entries", 3),
	DAMAGE("DELETE FROM node WHERE log = 2 AND level = 2 AND idx = 0",
	       "stored tree does not match the entries", 3),
	DAMAGE("INSERT INTO node VALUES (2, 1, 9, zeroblob(32))",
	       "stored tree does not match the entries", -1),
	DAMAGE("UPDATE checkpoint SET note = replace(note, 'QUFB', 'QUFC') || ' ' "
	       "WHERE log = 2 AND"
	       " size = 5",
	       "signature does not verify", 4),
	DAMAGE("UPDATE checkpoint SET note = (SELECT note FROM checkpoint WHERE log = "
	       "1)"
	       " WHERE log = 2 AND size = 5",
	       "signature does not verify", 4),
	DAMAGE("UPDATE checkpoint SET note = (SELECT note FROM checkpoint WHERE log = "
	       "2 AND size = 1)"
	       " WHERE log = 2 AND size = 5",
	       "signed root does not match the entries", 4),
	DAMAGE("INSERT INTO checkpoint SELECT log, 99, note FROM checkpoint WHERE log "
	       "= 2 AND size = 5",
	       "older than what was signed", 5),
	DAMAGE("DELETE FROM checkpoint WHERE log = 2 AND size = 5; DELETE FROM entry "
	       "WHERE log = 2 AND"
	       " seq = 4",
	       "older than what was signed", 4),
	DAMAGE("DELETE FROM checkpoint WHERE log = 2", "signature does not verify", -1),
	DAMAGE("UPDATE log SET origin = 'candor.vendor.example/c/1/d/x' WHERE id = 2",
	       "of another log", 0),
	DAMAGE("DELETE FROM entry WHERE log = 2", "older than what was signed", 0),
};

static void each_damage_is_found_and_named(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(damages); i++) {
		struct state *fresh = NULL;
		assert_int_equal(setup((void **)&fresh), 0);
		raw_damage(fresh, damages[i].sql);
		struct result r = verify(fresh);
		if (r.ok || strcmp(r.fault, damages[i].fault) != 0 ||
		    r.bad_seq != damages[i].seq)
			fail_msg("%s\nsaid %s, #%lld: %s", damages[i].sql, r.fault,
				 (long long)r.bad_seq, r.why);
		state_free(fresh);
	}
}

static void a_gap_in_the_numbers_of_the_device_is_found(void **state)
{
	struct state *s = *state;
	raw_damage(s, "UPDATE entry SET n = 99 WHERE log = 2 AND seq = 4");
	struct result r = verify(s);
	assert_false(r.ok);
	assert_non_null(strstr(r.file, "missing"));
}

/* seq, n and sizes are what whoever wrote the file wanted them to be. */
static void numbers_at_the_end_of_all_numbers_do_no_harm(void **state)
{
	struct state *s = *state;
	struct err err = ERR_INIT;
	raw_damage(
		s,
		"UPDATE entry SET seq = 9223372036854775807 WHERE log = 1;"
		"UPDATE entry SET seq = 9223372036854775807 WHERE log = 2 AND seq = 4;"
		"UPDATE entry SET n = 9223372036854775807 WHERE n = 6;"
		"INSERT INTO checkpoint SELECT log, 9223372036854775807, note"
		" FROM checkpoint WHERE log = 2 AND size = 5");
	assert_false(verify(s).ok);
	assert_false(try_open(s, &err));
	assert_non_null(strstr(err.text, "damaged"));
}

static void more_logs_than_anybody_has_are_refused(void **state)
{
	struct state *s = *state;
	struct err err = ERR_INIT;
	raw_damage(s, "WITH RECURSIVE c(x) AS (SELECT 3 UNION ALL SELECT x + 1 FROM c"
		      " WHERE x < 5000) INSERT INTO log SELECT x, 'log ' || x FROM c");
	struct result r = verify(s);
	assert_string_equal(r.fault, "unreadable");
	assert_non_null(strstr(r.why, "4096 logs"));
	assert_false(try_open(s, &err));
	assert_non_null(strstr(err.text, "4096 logs"));
}

static void entries_of_no_log_are_found(void **state)
{
	struct state *s = *state;
	raw_damage(s, "INSERT INTO entry (log, seq, leaf, hash) VALUES (7, 0, x'0000',"
		      " zeroblob(32))");
	assert_false(verify(s).ok);
}

/* Somebody who re-chains and re-hashes everything after a change, but has no key. */
static void rebuild_without_key(const struct state *s)
{
	sqlite3 *db = raw_open(s);
	sqlite3_stmt *read = NULL;
	char prev[SHA256_HEX_LEN + 1] = { 0 };
	struct merkle_edge edge = { 0 };
	disarm(db);
	assert_int_equal(
		sqlite3_exec(db, "DELETE FROM node WHERE log = 2", NULL, NULL, NULL),
		SQLITE_OK);
	(void)sqlite3_prepare_v2(
		db,
		"SELECT CAST(leaf AS TEXT), seq FROM entry WHERE log = 2"
		" ORDER BY seq",
		-1, &read, NULL);
	while (sqlite3_step(read) == SQLITE_ROW) {
		AUTO(buf) leaf = BUF_INIT(LIMIT_LEAF_HARD);
		struct merkle_made made[MERKLE_LEVELS];
		sqlite3_stmt *write = NULL;
		buf_add_text(&leaf, (const char *)sqlite3_column_text(read, 0));
		if (sqlite3_column_int64(read, 1) == 2)
			memcpy(strstr(leaf.p, "acme"), "acmf", 4);
		if (prev[0])
			memcpy(strstr(leaf.p, "\"prev\":\"") + 8, prev, SHA256_HEX_LEN);
		struct sha256 h = merkle_leaf(buf_str(&leaf));
		sha256_hex(&h, prev);
		(void)sqlite3_prepare_v2(
			db,
			"UPDATE entry SET leaf = ?1, hash = ?2 WHERE log = 2"
			" AND seq = ?3",
			-1, &write, NULL);
		(void)sqlite3_bind_blob(write, 1, leaf.p, (int)leaf.len,
					SQLITE_TRANSIENT);
		(void)sqlite3_bind_blob(write, 2, h.b, SHA256_LEN, SQLITE_TRANSIENT);
		(void)sqlite3_bind_int64(write, 3, sqlite3_column_int64(read, 1));
		assert_int_equal(sqlite3_step(write), SQLITE_DONE);
		(void)sqlite3_finalize(write);
		int n = merkle_edge_add(&edge, &h, made);
		for (int i = 0; i < n; i++) {
			(void)sqlite3_prepare_v2(
				db, "INSERT INTO node VALUES (2, ?1, ?2, ?3)", -1,
				&write, NULL);
			(void)sqlite3_bind_int(write, 1, made[i].level);
			(void)sqlite3_bind_int64(write, 2, made[i].idx);
			(void)sqlite3_bind_blob(write, 3, made[i].hash.b, SHA256_LEN,
						SQLITE_TRANSIENT);
			assert_int_equal(sqlite3_step(write), SQLITE_DONE);
			(void)sqlite3_finalize(write);
		}
	}
	(void)sqlite3_finalize(read);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void a_log_that_was_rebuilt_without_its_key_is_found(void **state)
{
	struct state *s = *state;
	rebuild_without_key(s);
	struct result r = verify(s);
	assert_false(r.ok);
	assert_string_equal(r.fault, "signed root does not match the entries");
	raw_damage(s, "DELETE FROM checkpoint WHERE log = 2 AND size = 5");
	r = verify(s); /* without the checkpoint, the signer's memory still tells */
	assert_false(r.ok);
	assert_string_equal(r.fault, "older than what was signed");
	assert_non_null(strstr(r.why, "rewritten"));
	open_state(s); /* and candor does not go on with it */
	assert_int_equal(journal_state(s->j), JOURNAL_READONLY);
}

/* The memory of each signer as it was before it signed anything. */
static void empty_the_marks(const struct state *s)
{
	char keys[96];
	(void)snprintf(keys, sizeof(keys), "%s/keys", s->dir);
	DIR *d = opendir(keys);
	assert_non_null(d);
	for (const struct dirent *e = readdir(d); e; e = readdir(d)) {
		char path[400];
		(void)snprintf(path, sizeof(path), "%s/%s", keys, e->d_name);
		if (strstr(e->d_name, ".size"))
			assert_int_equal(truncate(path, 0), 0);
	}
	(void)closedir(d);
}

static void a_log_without_any_signature_is_found(void **state)
{
	struct state *s = *state;
	rebuild_without_key(s);
	raw_damage(s, "DELETE FROM checkpoint");
	empty_the_marks(s);
	struct result r = verify(s);
	assert_false(r.ok);
	assert_string_equal(r.fault, "signature does not verify");
	assert_non_null(strstr(r.why, "nothing is signed"));
	open_state(s);
	assert_int_equal(journal_state(s->j), JOURNAL_READONLY);
	assert_non_null(strstr(s->j->why, "nothing is signed"));
}

static void an_emptied_memory_beside_checkpoints_is_not_known(void **state)
{
	struct state *s = *state;
	struct db_verify_options o = { .dir = s->dir, .clock = &clock_system };
	struct db_verify *v = NULL;
	struct err err = ERR_INIT;
	bool done = false;
	empty_the_marks(s);
	must(db_verify_new(&o, &v, &err), &err);
	must(db_verify_step(v, 0, &done, &err), &err);
	assert_true(db_verify_log(v, 1).ok);
	assert_false(db_verify_log(v, 1).mark_known);
	db_verify_free(v);
}

/* The row of the log, its entries, nodes and checkpoints: as if it had never been. */
static void a_log_that_was_removed_whole_is_found_by_its_key(void **state)
{
	struct state *s = *state;
	raw_damage(
		s,
		"DELETE FROM entry WHERE log = 2; DELETE FROM node WHERE log = 2;"
		"DELETE FROM checkpoint WHERE log = 2; DELETE FROM log WHERE id = 2");
	struct result r = verify(s);
	assert_false(r.ok);
	assert_string_equal(r.fault, "older than what was signed");
	assert_non_null(strstr(r.why, "has signed 5 entries"));
	struct err err = ERR_INIT;
	must(try_open(s, &err), &err); /* and candor does not go on without it */
	assert_int_equal(journal_state(s->j), JOURNAL_READONLY);
	assert_non_null(strstr(s->j->why, "rolled back"));
}

static void a_file_that_is_gone_is_found_by_its_keys(void **state)
{
	struct state *s = *state;
	struct db_verify_options o = { .dir = s->dir, .clock = &clock_system };
	struct db_verify *v = NULL;
	struct err err = ERR_INIT;
	bool done = false;
	assert_int_equal(unlink(s->path), 0);
	must(db_verify_new(&o, &v, &err), &err);
	must(db_verify_step(v, 0, &done, &err), &err);
	assert_true(done);
	assert_false(db_verify_ok(v));
	assert_int_equal(db_verify_n_logs(v), 2);
	for (size_t i = 0; i < 2; i++)
		assert_true(db_verify_log(v, i).diverged);
	db_verify_free(v);
	empty_the_marks(s); /* then nothing says that there was one */
	assert_false(db_verify_new(&o, &v, &err));
	assert_non_null(strstr(err.text, "no journal here"));
}

static void write_leaf(sqlite3 *db, int64_t n, const struct buf *leaf)
{
	sqlite3_stmt *s = NULL;
	(void)sqlite3_prepare_v2(db, "UPDATE entry SET leaf = ?2 WHERE n = ?1", -1, &s,
				 NULL);
	(void)sqlite3_bind_int64(s, 1, n);
	(void)sqlite3_bind_blob(s, 2, leaf->p, (int)leaf->len, SQLITE_STATIC);
	assert_int_equal(sqlite3_step(s), SQLITE_DONE);
	(void)sqlite3_finalize(s);
}

static void read_leaf(sqlite3 *db, int64_t n, struct buf *leaf)
{
	sqlite3_stmt *s = NULL;
	(void)sqlite3_prepare_v2(db, "SELECT leaf FROM entry WHERE n = ?1", -1, &s,
				 NULL);
	(void)sqlite3_bind_int64(s, 1, n);
	assert_int_equal(sqlite3_step(s), SQLITE_ROW);
	buf_add(leaf, sqlite3_column_blob(s, 0), (size_t)sqlite3_column_bytes(s, 0));
	(void)sqlite3_finalize(s);
}

/* Every byte of every leaf of a log of five entries. */
static void each_byte_of_a_leaf_that_is_flipped_is_found(void **state)
{
	struct state *s = *state;
	sqlite3 *db = raw_open(s);
	int flipped = 0;
	assert_int_equal(sqlite3_exec(db, "PRAGMA synchronous = OFF", NULL, NULL, NULL),
			 0);
	disarm(db);
	for (int seq = 0; seq < 5; seq++) {
		AUTO(buf) leaf = BUF_INIT(LIMIT_LEAF_HARD);
		int64_t n = seq + 2; /* after the vendor's genesis */
		read_leaf(db, n, &leaf);
		for (size_t i = 0; i < leaf.len; i++, flipped++) {
			leaf.p[i] = (char)(leaf.p[i] ^ (1 << (i % 8)));
			write_leaf(db, n, &leaf);
			struct result r = verify(s);
			if (r.ok || r.bad_seq != seq)
				fail_msg("entry %d byte %zu: %s %s", seq, i, r.fault,
					 r.why);
			leaf.p[i] = (char)(leaf.p[i] ^ (1 << (i % 8)));
		}
		write_leaf(db, n, &leaf);
	}
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	assert_true(flipped > 1500);
	assert_true(verify(s).ok);
}

/* A byte of the file itself, wherever it is: found, or without meaning for any entry.
 */
static void bytes_of_the_file_never_change_an_entry_unseen(void **state)
{
	struct state *s = *state;
	AUTO(buf) good = BUF_INIT(LIMIT_MIB(8));
	struct err err = ERR_INIT;
	int found = 0;
	must(os_read_file(s->path, &good, &err), &err);
	for (size_t at = 100; at < good.len; at += 331) {
		FILE *f = fopen(s->path, "r+b");
		assert_non_null(f);
		assert_int_equal(fseek(f, (long)at, SEEK_SET), 0);
		assert_int_equal(fputc(good.p[at] ^ 0x20, f),
				 (unsigned char)(good.p[at] ^ 0x20));
		assert_int_equal(fclose(f), 0);
		found += !verify(s).ok;
		f = fopen(s->path, "r+b");
		assert_non_null(f);
		assert_int_equal(fseek(f, (long)at, SEEK_SET), 0);
		assert_int_not_equal(fputc(good.p[at], f), EOF);
		assert_int_equal(fclose(f), 0);
	}
	assert_true(found > 5); /* the rest hit free space and the text of the schema */
	assert_true(verify(s).ok);
}

/* Each look at this clock is two milliseconds after the one before. */
static int64_t ticking(void *ctx)
{
	struct hand_clock *c = ctx;
	c->mono_us += 2000;
	return c->mono_us;
}

static void it_goes_in_slices(void **state)
{
	struct state *s = *state;
	struct db_verify_options o = { .dir = s->dir };
	struct db_verify *v = NULL;
	struct err err = ERR_INIT;
	struct clock late = { hand_wall, ticking, hand_boot, &s->time };
	bool done = false;
	int steps = 0;
	open_state(s);
	for (int i = 0; i < 200; i++)
		(void)append(s, s->customer, JOURNAL_IDENTITY, -1);
	close_state(s);
	o.clock = &late;
	must(db_verify_new(&o, &v, &err), &err);
	while (!done) {
		must(db_verify_step(v, 1, &done, &err), &err);
		steps++;
	}
	assert_true(steps >= 204 / 32); /* it looks at the clock every 32 entries */
	assert_true(db_verify_ok(v));
	db_verify_free(v);
}

static void it_reads_while_another_process_writes(void **state)
{
	struct state *s = *state;
	struct db_verify_options o = { .dir = s->dir, .clock = &clock_system };
	struct db_verify *v = NULL;
	struct err err = ERR_INIT;
	bool done = false;
	open_state(s);
	must(db_verify_new(&o, &v, &err), &err);
	for (int i = 0; i < 130; i++) /* two checkpoints later */
		(void)append(s, s->customer, JOURNAL_IDENTITY, -1);
	while (!done)
		must(db_verify_step(v, 0, &done, &err), &err);
	assert_true(db_verify_ok(v));
	assert_int_equal(db_verify_log(v, 1).size, 5);
	db_verify_free(v);
}

static void a_file_alone_can_be_verified_without_its_keys(void **state)
{
	struct state *s = *state;
	struct db_verify_options o = { .dir = s->dir, .clock = &clock_system };
	char keys[96];
	char away[96];
	struct db_verify *v = NULL;
	struct err err = ERR_INIT;
	bool done = false;
	(void)snprintf(keys, sizeof(keys), "%s/keys", s->dir);
	(void)snprintf(away, sizeof(away), "%s/away", s->dir);
	assert_int_equal(rename(keys, away), 0);
	must(db_verify_new(&o, &v, &err), &err);
	must(db_verify_step(v, 0, &done, &err), &err);
	assert_true(db_verify_ok(v));
	assert_false(db_verify_log(v, 1).mark_known);
	assert_non_null(
		strstr(db_verify_log(v, 1).vkey, "candor.vendor.example/c/" ACCOUNT));
	db_verify_free(v);
}

static void says_when_there_is_no_journal(void **state)
{
	struct state *s = *state;
	struct db_verify_options o = { .dir = "/nonexistent", .clock = &clock_system };
	struct db_verify *v = NULL;
	struct err err = ERR_INIT;
	(void)s;
	assert_false(db_verify_new(&o, &v, &err));
	assert_int_equal(err.code, ERR_JOURNAL);
	assert_non_null(strstr(err.text, "no journal here"));
}

int main(void)
{
#define WITH_JOURNAL(test) cmocka_unit_test_setup_teardown(test, setup, state_teardown)
	const struct CMUnitTest tests[] = {
		WITH_JOURNAL(an_untouched_journal_holds),
		WITH_JOURNAL(each_damage_is_found_and_named),
		WITH_JOURNAL(a_gap_in_the_numbers_of_the_device_is_found),
		WITH_JOURNAL(numbers_at_the_end_of_all_numbers_do_no_harm),
		WITH_JOURNAL(more_logs_than_anybody_has_are_refused),
		WITH_JOURNAL(entries_of_no_log_are_found),
		WITH_JOURNAL(a_log_that_was_rebuilt_without_its_key_is_found),
		WITH_JOURNAL(a_log_without_any_signature_is_found),
		WITH_JOURNAL(an_emptied_memory_beside_checkpoints_is_not_known),
		WITH_JOURNAL(a_log_that_was_removed_whole_is_found_by_its_key),
		WITH_JOURNAL(a_file_that_is_gone_is_found_by_its_keys),
		WITH_JOURNAL(each_byte_of_a_leaf_that_is_flipped_is_found),
		WITH_JOURNAL(bytes_of_the_file_never_change_an_entry_unseen),
		WITH_JOURNAL(it_goes_in_slices),
		WITH_JOURNAL(it_reads_while_another_process_writes),
		WITH_JOURNAL(a_file_alone_can_be_verified_without_its_keys),
		WITH_JOURNAL(says_when_there_is_no_journal),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * How fast the journal is, beside the least that could do the same job:
 *
 *   append      one durable entry a transaction     bare INSERT of the same bytes
 *   checkpoint  with a signed checkpoint each        the same
 *   group       100 entries a transaction            100 bare INSERTs
 *   verify      a journal of 100,000 entries         SHA-256 over the same bytes
 *
 * The bare file has the same pragmas.  Short rounds of both take turns, so that a busy
 * disk hits both, and the sums count: the write-ahead log is carried over now and then.
 * Usage: bench_journal [ENTRIES [DIR]]
 */
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

#include "core/base/limits.h"
#include "core/base/sha.h"
#include "db/journal.h"
#include "db/verify.h"

#define ROUNDS     20
#define SINGLES    100 /* transactions a round */
#define GROUPS     20
#define GROUP      100
#define CHECKPOINT 64 /* entries, the rule of the journal */
#define CALLS      10 /* of a refresh cycle of one installation */

struct bench {
	struct db_journal *db;
	struct journal *j;
	int log;
	sqlite3 *bare;
	sqlite3_stmt *begin, *insert, *commit;
	struct buf leaf; /* an outcome, as bytes for the bare file */
	struct arena arena;
	struct node *data;
};

static void stop(const char *why)
{
	(void)fprintf(stderr, "bench_journal: %s\n", why);
	exit(1);
}

static double now_s(void)
{
	return (double)clock_mono_us(&clock_system) / 1e6;
}

/* What the outcome of one refresh cycle holds: ten calls, each with its request id. */
static struct node *make_data(struct arena *a)
{
	struct node *data = node_object(a);
	struct node *calls = node_put(a, data, "calls", NODE_LIST);
	for (int i = 0; i < CALLS; i++) {
		struct node *c = node_add(a, calls, NODE_OBJECT);
		(void)node_put_text(a, c, "svc", "cloudformation");
		(void)node_put_text(a, c, "api", "DescribeStacks");
		(void)node_put_text(a, c, "rid",
				    "6f1c0e7a-9f5e-4c11-9d6b-0242ac120002");
		(void)node_put_int(a, c, "http", 200);
		(void)node_put_text(a, c, "region", "eu-central-1");
		(void)node_put_int(a, c, "ms", 40 + i);
		(void)node_put_text(a, c, "src", "sigv4");
	}
	(void)node_put_text(a, data, "status", "ok");
	(void)node_put_int(a, data, "bytes", 20480);
	return data;
}

static void open_journal(struct bench *b, const char *dir)
{
	struct err err = ERR_INIT;
	bool done = false;
	struct journal_scope scope = { "441052219917", "aws", "Acme Robotics" };
	struct db_journal_options o = {
		.dir = dir,
		.domain = "vendor.example",
		.who = "mira.kovac",
		.version = CANDOR_VERSION,
		.clock = &clock_system,
		.rng = &rng_system,
	};
	if (!db_journal_open(&o, &b->db, &err))
		stop(err.text);
	b->j = db_journal_of(b->db);
	while (!done) {
		if (!db_journal_verify_slice(b->db, 1000, &done, &err))
			stop(err.text);
	}
	if (!journal_log(b->j, &scope, &b->log, &err))
		stop(err.text);
}

static void must(int rc, int wanted)
{
	if (rc != wanted)
		stop(sqlite3_errstr(rc));
}

static void open_bare(struct bench *b, const char *dir)
{
	char path[600];
	(void)snprintf(path, sizeof(path), "%s/bare.db", dir);
	must(sqlite3_open(path, &b->bare), SQLITE_OK);
	must(sqlite3_exec(
		     b->bare,
		     "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
		     "PRAGMA recursive_triggers = ON; PRAGMA cell_size_check = ON;"
		     "PRAGMA wal_autocheckpoint = 256;"
		     "CREATE TABLE entry (n INTEGER PRIMARY KEY, leaf BLOB NOT NULL)"
		     " STRICT",
		     NULL, NULL, NULL),
	     SQLITE_OK);
	must(sqlite3_prepare_v2(b->bare, "BEGIN IMMEDIATE", -1, &b->begin, NULL),
	     SQLITE_OK);
	must(sqlite3_prepare_v2(b->bare, "INSERT INTO entry (leaf) VALUES (?1)", -1,
				&b->insert, NULL),
	     SQLITE_OK);
	must(sqlite3_prepare_v2(b->bare, "COMMIT", -1, &b->commit, NULL), SQLITE_OK);
}

static void step(sqlite3_stmt *s)
{
	must(sqlite3_step(s), SQLITE_DONE);
	must(sqlite3_reset(s), SQLITE_OK);
}

static void bare_round(struct bench *b, int transactions, int entries)
{
	for (int i = 0; i < transactions; i++) {
		step(b->begin);
		for (int k = 0; k < entries; k++) {
			must(sqlite3_bind_blob(b->insert, 1, b->leaf.p,
					       (int)b->leaf.len, SQLITE_STATIC),
			     SQLITE_OK);
			step(b->insert);
		}
		step(b->commit);
	}
}

static void candor_round(struct bench *b, int transactions, int entries, bool sign)
{
	struct err err = ERR_INIT;
	struct journal_entry e = {
		.kind = JOURNAL_ACT_OUTCOME,
		.inst = "acme-prod-eu",
		.mode = "observe",
		.act = "fleet.refresh",
		.ref = 0,
		.data = b->data,
	};
	for (int i = 0; i < transactions; i++) {
		if (!journal_begin(b->j, &err))
			stop(err.text);
		for (int k = 0; k < entries; k++) {
			if (!journal_append(b->j, b->log, &e, NULL, &err))
				stop(err.text);
		}
		if ((sign && !journal_checkpoint(b->j, b->log, &err)) ||
		    !journal_commit(b->j, &err))
			stop(err.text);
	}
}

static int by_value(const void *a, const void *b)
{
	const double *x = a;
	const double *y = b;
	return (*x > *y) - (*x < *y);
}

static double median(double *values, size_t n)
{
	qsort(values, n, sizeof(*values), by_value);
	return values[n / 2];
}

static void say(const char *name, double candor, double other)
{
	(void)printf("%-11s candor=%.0f other=%.0f ratio=%.2f\n", name, candor, other,
		     candor / other);
	(void)fflush(stdout);
}

static void bench_append(struct bench *b, const char *name, int transactions,
			 int entries, bool sign)
{
	double ours = 0;
	double theirs = 0;
	for (int i = 0; i < ROUNDS; i++) {
		double t0 = now_s();
		candor_round(b, transactions, entries, sign);
		double t1 = now_s();
		bare_round(b, transactions, entries);
		ours += t1 - t0;
		theirs += now_s() - t1;
	}
	double ops = (double)transactions * entries * ROUNDS;
	say(name, ops / ours, ops / theirs);
}

/* All leaves of the journal end to end. */
static void read_leaves(const char *dir, struct buf *out)
{
	char path[600];
	sqlite3 *db = NULL;
	sqlite3_stmt *s = NULL;
	(void)snprintf(path, sizeof(path), "%s/journal.db", dir);
	must(sqlite3_open(path, &db), SQLITE_OK);
	must(sqlite3_prepare_v2(db, "SELECT leaf FROM entry ORDER BY n", -1, &s, NULL),
	     SQLITE_OK);
	int rc = sqlite3_step(s);
	for (; rc == SQLITE_ROW; rc = sqlite3_step(s))
		buf_add(out, sqlite3_column_blob(s, 0),
			(size_t)sqlite3_column_bytes(s, 0));
	must(rc, SQLITE_DONE);
	must(sqlite3_finalize(s), SQLITE_OK);
	must(sqlite3_close(db), SQLITE_OK);
}

static double verify_once(const char *dir)
{
	struct db_verify_options o = { .dir = dir, .clock = &clock_system };
	struct db_verify *v = NULL;
	struct err err = ERR_INIT;
	bool done = false;
	double t0 = now_s();
	if (!db_verify_new(&o, &v, &err))
		stop(err.text);
	while (!done) {
		if (!db_verify_step(v, 1000, &done, &err))
			stop(err.text);
	}
	double took = now_s() - t0;
	if (!db_verify_ok(v))
		stop(db_verify_log(v, 0).why);
	db_verify_free(v);
	return took;
}

/* A journal of its own, with the checkpoints that the rules ask for: each 64 entries.
 */
static void bench_verify(struct bench *b, const char *dir, int64_t entries)
{
	double ours[5];
	double theirs[5];
	char own[400];
	struct buf leaves = BUF_INIT(LIMIT_MIB(2000));
	(void)snprintf(own, sizeof(own), "%s/verify", dir);
	open_journal(b, own);
	while (journal_count(b->j, b->log) + CHECKPOINT <= entries)
		candor_round(b, 1, CHECKPOINT, false);
	while (journal_count(b->j, b->log) < entries)
		candor_round(b, 1, 1, false);
	db_journal_close(b->db);
	read_leaves(own, &leaves);
	for (size_t i = 0; i < ARRAY_LEN(ours); i++) {
		double t0 = now_s();
		struct sha256 h = sha256_of(buf_str(&leaves));
		theirs[i] =
			now_s() - t0 + (double)h.b[0] * 1e-12; /* not optimised away */
		ours[i] = verify_once(own);
	}
	double slow = median(ours, ARRAY_LEN(ours));
	double sha = median(theirs, ARRAY_LEN(theirs));
	/* Times, not rates: the ratio says how many times plain SHA-256 it takes. */
	(void)printf("verify      candor=%.0fms other=%.0fms ratio=%.2f entries=%lld"
		     " bytes=%zu\n",
		     slow * 1e3, sha * 1e3, slow / sha, (long long)entries, leaves.len);
	buf_release(&leaves);
}

static int remove_one(const char *path, const struct stat *st, int type,
		      struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

int main(int argc, char **argv)
{
	struct bench b = { .arena = ARENA_INIT(LIMIT_KIB(64)),
			   .leaf = BUF_INIT(LIMIT_LEAF_HARD) };
	char dir[256];
	int64_t entries = 100000;
	if (argc > 1 && !str_int(str_of(argv[1]), 1000, 10000000, &entries))
		stop("ENTRIES is a number from 1000 on");
	(void)snprintf(dir, sizeof(dir), "%s/candor-bench-XXXXXX",
		       argc > 2 ? argv[2] : "/tmp");
	if (!mkdtemp(dir))
		stop("cannot make a directory");
	b.data = make_data(&b.arena);
	open_journal(&b, dir);
	open_bare(&b, dir);
	for (int i = 0; i < 2000; i++) /* about as long as a leaf of this data */
		buf_add_char(&b.leaf, (char)('a' + i % 26));
	bench_append(&b, "append", SINGLES, 1, false);
	bench_append(&b, "checkpoint", SINGLES, 1, true);
	bench_append(&b, "group", GROUPS, GROUP, false);
	must(sqlite3_finalize(b.begin), SQLITE_OK);
	must(sqlite3_finalize(b.insert), SQLITE_OK);
	must(sqlite3_finalize(b.commit), SQLITE_OK);
	must(sqlite3_close(b.bare), SQLITE_OK);
	db_journal_close(b.db);
	bench_verify(&b, dir, entries);
	arena_release(&b.arena);
	buf_release(&b.leaf);
	(void)nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	return 0;
}

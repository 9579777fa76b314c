/*
 * How long the fleet takes to come up from what this machine has, without network:
 * cached health from cache.db, heartbeats of three hours from beats.db, each row
 * judged, all sorted; then a refresh a minute later, once a beat of each has come:
 * beats read, cached health judged again by the clock, sorted.  Beside it the same rows
 * stepped through with SQLite alone.
 *
 * Usage: bench_fleet fill | measure, in the environment of a candor that has read its
 * fleet; `fill` writes beats.db.
 * Lines:  name candor_us other_us
 */
#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/access/config.h"
#include "core/aws/cred.h"
#include "core/base/limits.h"
#include "core/watch/fleet.h"
#include "db/beats.h"
#include "tests/bench/measure.h"
#include "tui/program.h"

#define BEATS  180 /* of each installation: three hours of minutes */
#define ROUNDS 21
#define SILENT 37 /* every so many-th misses six beats an hour, but not the last */

static void must(bool ok, const struct err *err)
{
	if (ok)
		return;
	(void)fprintf(stderr, "bench_fleet: %s\n", err->text);
	exit(1);
}

static const char *variable(void *ctx, const char *name)
{
	(void)ctx;
	return getenv(name);
}

static const struct cred_env environment = { .get = variable };

/* ---- a clock that can be moved on ---- */

static int64_t ahead_us;

static int64_t wall_us(void *ctx)
{
	(void)ctx;
	return clock_wall_us(&clock_system) + ahead_us;
}

static int64_t mono_us(void *ctx)
{
	(void)ctx;
	return clock_mono_us(&clock_system) + ahead_us;
}

static int64_t boot_ms(void *ctx)
{
	(void)ctx;
	return clock_boot_ms(&clock_system);
}

static const struct clock moving = { wall_us, mono_us, boot_ms, NULL };

/* ---- beats ---- */

static void path_of(const struct program *p, const char *name, struct buf *ret)
{
	buf_addf(ret, "%s/%s", program_paths(p)->state, name);
}

static struct beat_store *open_store(const struct program *p)
{
	AUTO(buf) path = BUF_INIT(LIMIT_KIB(4));
	struct beat_store *store = NULL;
	struct err err = ERR_INIT;

	path_of(p, "beats.db", &path);
	must(beat_store_open(buf_text(&path), BEAT_STORE_RECEIVE, &store, &err), &err);
	return store;
}

static void put(struct beat_store *store, const char *inst, int64_t seq, int64_t us)
{
	const struct beat_raw raw = { "loader", "4.12.3",          "ok",
				      seq,      us / CLOCK_SEC_US, us };
	struct err err = ERR_INIT;

	must(beat_store_put(store, inst, &raw, &err), &err);
}

/* A beat of each at that time; some miss a few. */
static void beat_of_each(struct program *p, struct beat_store *store, int64_t seq,
			 int64_t us)
{
	struct err err = ERR_INIT;

	beat_store_up(store, us);
	for (size_t i = 0; i < fleet_n(program_fleet(p)); i++)
		if (i % SILENT != 0 || i + 1 == fleet_n(program_fleet(p)) ||
		    seq % 60 > 5)
			put(store, fleet_row(program_fleet(p), i)->inst->name, seq,
			    us + (int64_t)i);
	must(beat_store_commit(store, &err), &err);
}

static void fill(struct program *p)
{
	struct beat_store *store = open_store(p);
	int64_t now_us = clock_wall_us(&moving);

	for (int64_t i = 0; i < BEATS; i++)
		beat_of_each(p, store, 1000 + i,
			     now_us - (BEATS - 1 - i) * 60 * CLOCK_SEC_US);
	beat_store_close(store);
}

/* ---- candor ---- */

static struct program *open_program(void)
{
	const struct program_opts opts = { .env = &environment, .clock = &moving };
	struct program *p = NULL;
	struct err err = ERR_INIT;

	must(program_new(&opts, &p, &err), &err);
	return p;
}

static size_t unread(struct program *p, int64_t cursor_us)
{
	size_t n = 0;

	for (size_t i = 0; i < fleet_n(program_fleet(p)); i++)
		n += fleet_row(program_fleet(p), i)->beats.cursor_us < cursor_us;
	return n;
}

static bool expects_beats(struct program *p)
{
	struct fleet *f = program_fleet(p);

	return fleet_n(f) > 0 && fleet_row(f, fleet_n(f) - 1)->inst->heartbeat_sec > 0;
}

static void turn_until_read(struct program *p, int64_t cursor_us)
{
	struct fleet *f = program_fleet(p);

	do
		loop_turn(program_loop(p), 0);
	while (fleet_beats_pending(f) > 0 ||
	       fleet_row(f, fleet_n(f) - 1)->beats.cursor_us < cursor_us);
	(void)fleet_sorted(f, 0);
}

/* ---- SQLite alone ---- */

static int64_t step_all(sqlite3_stmt *q)
{
	int64_t bytes = 0;

	while (sqlite3_step(q) == SQLITE_ROW)
		for (int i = 0; i < sqlite3_column_count(q); i++) {
			const unsigned char *text = sqlite3_column_text(q, i);

			bytes += text != NULL ? sqlite3_column_bytes(q, i) : 0;
		}
	(void)sqlite3_reset(q);
	return bytes;
}

static double step_us(const char *path, const char *sql, int64_t from_us)
{
	double from = measure_now_us();
	sqlite3 *db = NULL;
	sqlite3_stmt *q = NULL;
	struct err err = ERR_INIT;

	if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK ||
	    sqlite3_prepare_v2(db, sql, -1, &q, NULL) != SQLITE_OK)
		must(err_set(&err, ERR_IO, "%s: %s", path, sqlite3_errmsg(db)), &err);
	(void)sqlite3_bind_int64(q, 1, from_us);
	(void)step_all(q);
	(void)sqlite3_finalize(q);
	(void)sqlite3_close(db);
	return measure_now_us() - from;
}

static double beats_us(const struct program *p, int64_t from_us)
{
	AUTO(buf) path = BUF_INIT(LIMIT_KIB(4));

	path_of(p, "beats.db", &path);
	return step_us(buf_text(&path),
		       "SELECT inst, us, agent, version, status, seq, at FROM beat"
		       " WHERE us >= ?1 ORDER BY inst, us",
		       from_us);
}

static double cache_us(const struct program *p)
{
	AUTO(buf) path = BUF_INIT(LIMIT_KIB(4));

	buf_addf(&path, "%s/cache.db", program_paths(p)->cache);
	return step_us(buf_text(&path), "SELECT inst, text FROM state", 0);
}

/* ---- figures ---- */

static double median(double *took, size_t n)
{
	qsort(took, n, sizeof(*took), measure_order);
	return took[n / 2];
}

static void say(const char *name, double candor_us, double other_us)
{
	printf("%s %.0f %.0f\n", name, candor_us, other_us);
}

/* From nothing to sorted rows. */
static void measure_start(void)
{
	double whole[5];
	double cached[5];
	double other[5];
	double other_cache[5];

	for (size_t i = 0; i < ARRAY_LEN(whole); i++) {
		double from = measure_now_us();
		struct program *p = open_program();

		program_cached(p);
		cached[i] = measure_now_us() - from;
		turn_until_read(p, 1);
		whole[i] = measure_now_us() - from;
		other_cache[i] = cache_us(p);
		other[i] = other_cache[i] + beats_us(p, 0);
		program_free(p);
	}
	say("cached", median(cached, ARRAY_LEN(cached)),
	    median(other_cache, ARRAY_LEN(other_cache)));
	say("start", median(whole, ARRAY_LEN(whole)), median(other, ARRAY_LEN(other)));
}

/* A minute later.  A row is judged, with what is cached, when its beats are read. */
static void measure_refresh(struct program *p)
{
	struct beat_store *store = open_store(p);
	struct fleet *f = program_fleet(p);
	double took[ROUNDS];
	double other[ROUNDS];

	for (size_t i = 0; i < ROUNDS; i++) {
		int64_t now_us;
		double from;

		ahead_us += 60 * CLOCK_SEC_US;
		now_us = clock_wall_us(&moving);
		beat_of_each(p, store, 1000 + BEATS + (int64_t)i, now_us);
		from = measure_now_us();
		turn_until_read(p, now_us);
		took[i] = measure_now_us() - from;
		other[i] = beats_us(p, now_us);
		if (unread(p, now_us) > fleet_n(f) / SILENT + 1)
			bug_stop("beats were not read", __FILE__, __LINE__);
	}
	beat_store_close(store);
	say("refresh", median(took, ROUNDS), median(other, ROUNDS));
}

static void say_states(struct program *p)
{
	size_t n[16] = { 0 };

	for (size_t i = 0; i < fleet_n(program_fleet(p)); i++)
		n[fleet_row(program_fleet(p), i)->worst.severity % 16]++;
	for (enum severity s = 0; s < 16; s++)
		if (n[s] > 0)
			printf("state_%s %zu 0\n", severity_name(s), n[s]);
}

int main(int argc, char **argv)
{
	struct program *p;

	p = open_program();
	if (!expects_beats(p)) {
		(void)fputs("bench_fleet: the last installation of this home sends no "
			    "heartbeats; give each a line heartbeat = in its file\n",
			    stderr);
		program_free(p);
		return 2;
	}
	if (argc == 2 && text_eq(argv[1], "measure")) {
		program_free(p);
		measure_start();
		p = open_program();
	}
	if (argc == 2 && text_eq(argv[1], "fill")) {
		fill(p);
	} else {
		program_cached(p);
		turn_until_read(p, 1);
		measure_refresh(p);
		say_states(p);
	}
	program_free(p);
	return 0;
}

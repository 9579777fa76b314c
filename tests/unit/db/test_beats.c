/* db/beats: batches, up-times, counts, accounts, and what is left of old beats. */
#include "tests/unit/db/state_dir.h"

#include <sys/stat.h>

#include "db/beats.h"

#define SEC (START_US / CLOCK_SEC_US)

static struct beat_store *open_store(struct state *s, enum beat_store_use use)
{
	char path[96];
	struct beat_store *b = NULL;
	struct err err = ERR_INIT;

	(void)snprintf(path, sizeof(path), "%s/beats.db", s->dir);
	must(beat_store_open(path, use, &b, &err), &err);
	return b;
}

static void put(struct beat_store *b, const char *agent, int64_t seq, int64_t sec)
{
	const struct beat_raw raw = { agent, "4.12", "ok", seq, sec, sec * 1000000 };
	struct err err = ERR_INIT;

	must(beat_store_put(b, "acme", &raw, &err), &err);
}

static void commit(struct beat_store *b)
{
	struct err err = ERR_INIT;

	must(beat_store_commit(b, &err), &err);
}

/* As a reader of its own finds it. */
static void look(struct state *s, int hours, int64_t now, struct beats *ret)
{
	const struct beat_plan minute = { 60, 30 };
	struct beat_store *b = open_store(s, BEAT_STORE_READ);
	struct beat_source *source = beat_store_source(b);
	struct beat_sink sink;

	beats_init(ret, &minute, hours, now);
	sink = beats_sink(ret);
	source->ops->read(source, "acme", ret->start_sec, 0, now, &sink);
	beats_settle(ret, now);
	assert_int_equal(ret->err.code, ERR_NONE);
	beat_source_free(source);
	beat_store_close(b);
}

static void a_batch_is_there_once_it_is_committed_and_not_before(void **state)
{
	struct state *s = *state;
	struct beat_store *b = open_store(s, BEAT_STORE_RECEIVE);
	struct beats seen;

	assert_false(beat_store_pending(b));
	put(b, "loader", 1, SEC);
	put(b, "loader", 2, SEC + 60);
	look(s, 1, SEC + 60, &seen);
	assert_int_equal(seen.n_agents, 0);
	beats_release(&seen);
	commit(b);
	put(b, "loader", 3, SEC + 120);
	beat_store_close(b); /* as a crash does: what is open is undone */
	look(s, 1, SEC + 60, &seen);
	assert_int_equal(seen.n_agents, 1);
	assert_int_equal(seen.agents[0].seq, 2);
	assert_int_equal(seen.agents[0].n_beats, 2);
	beats_release(&seen);
}

static void a_beat_that_cannot_be_put_undoes_its_batch(void **state)
{
	struct state *s = *state;
	struct beat_store *b = open_store(s, BEAT_STORE_RECEIVE);
	const struct beat_raw raw = { "loader", "4.12", "ok", 2, SEC, SEC * 1000000 };
	struct err err = ERR_INIT;
	struct beats seen;

	put(b, "loader", 1, SEC);
	assert_false(beat_store_put(b, "acme", &raw, &err)); /* of the same time */
	assert_false(beat_store_pending(b));
	put(b, "loader", 3, SEC + 60);
	commit(b);
	look(s, 1, SEC + 60, &seen);
	assert_int_equal(seen.agents[0].n_beats, 1);
	assert_int_equal(seen.agents[0].seq, 3);
	beats_release(&seen);
	beat_store_close(b);
}

static void one_receiver_at_a_time(void **state)
{
	struct state *s = *state;
	struct beat_store *b = open_store(s, BEAT_STORE_RECEIVE);
	struct beat_store *second = NULL;
	struct err err = ERR_INIT;
	char path[96];

	(void)snprintf(path, sizeof(path), "%s/beats.db", s->dir);
	assert_false(beat_store_open(path, BEAT_STORE_RECEIVE, &second, &err));
	assert_int_equal(err.code, ERR_BUSY);
	beat_store_close(b);
}

static void a_time_without_a_receiver_is_told(void **state)
{
	struct state *s = *state;
	struct beats seen;
	struct beat_store *b = open_store(s, BEAT_STORE_RECEIVE);

	beat_store_up(b, SEC * 1000000);
	put(b, "loader", 1, SEC);
	beat_store_up(b, (SEC + 10) * 1000000);
	commit(b);
	beat_store_close(b);
	look(s, 1, SEC + 300, &seen); /* it is down now */
	assert_int_equal(seen.n_spans, 1);
	assert_int_equal(seen.spans[0].from_sec, SEC + 10);
	assert_int_equal(seen.spans[0].to_sec, 0);
	beats_release(&seen);
	b = open_store(s, BEAT_STORE_RECEIVE);
	beat_store_up(b, (SEC + 400) * 1000000);
	put(b, "loader", 2, SEC + 401);
	commit(b);
	look(s, 1, SEC + 410, &seen);
	assert_int_equal(seen.n_spans, 1);
	assert_int_equal(seen.spans[0].to_sec, SEC + 400);
	assert_int_equal(seen.agents[0].n_missed, 0);
	assert_int_equal(seen.agents[0].gaps[0].cause, BEAT_CAUSE_DOWN);
	beats_release(&seen);
	beat_store_close(b);
}

/* A machine that slept, or a disk that was full: the receiver ran, and took nothing. */
static void a_receiver_that_stood_still_was_not_up(void **state)
{
	struct state *s = *state;
	struct beats seen;
	struct beat_store *b = open_store(s, BEAT_STORE_RECEIVE);

	beat_store_up(b, SEC * 1000000);
	put(b, "loader", 1, SEC);
	commit(b);
	beat_store_up(b, (SEC + 10) * 1000000);
	commit(b);
	for (int i = 1; i <= 30; i++) /* said, and never written */
		beat_store_up(b, (SEC + 10 + 10 * i) * 1000000);
	put(b, "loader", 8, SEC + 311);
	commit(b);
	look(s, 1, SEC + 315, &seen);
	assert_int_equal(seen.n_spans, 1);
	assert_int_equal(seen.spans[0].from_sec, SEC + 10);
	assert_int_equal(seen.spans[0].to_sec, SEC + 310);
	assert_int_equal(seen.agents[0].n_missed, 0);
	assert_int_equal(seen.agents[0].gaps[0].cause, BEAT_CAUSE_DOWN);
	beats_release(&seen);
	beat_store_close(b);
}

static void execute(struct state *s, const char *sql)
{
	char path[96];
	sqlite3 *db = NULL;

	(void)snprintf(path, sizeof(path), "%s/beats.db", s->dir);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

/* Beats that were acknowledged and who is suspended are nowhere else. */
static void a_file_of_another_version_stays_as_it_is(void **state)
{
	static const struct {
		const char *change, *back;
	} changes[] = {
		{ "PRAGMA user_version = 2", "PRAGMA user_version = 1" },
		{ "CREATE INDEX mine ON beat (agent)", "DROP INDEX mine" },
	};
	struct state *s = *state;
	struct beat_store *b = open_store(s, BEAT_STORE_RECEIVE);
	struct beats seen;
	char path[96];

	(void)snprintf(path, sizeof(path), "%s/beats.db", s->dir);
	put(b, "loader", 1, SEC);
	commit(b);
	beat_store_close(b);
	for (size_t i = 0; i < ARRAY_LEN(changes); i++) {
		execute(s, changes[i].change);
		for (int use = BEAT_STORE_READ; use <= BEAT_STORE_RECEIVE; use++) {
			struct err err = ERR_INIT;

			assert_false(beat_store_open(path, (enum beat_store_use)use, &b,
						     &err));
			assert_int_equal(err.code, ERR_JOURNAL);
			assert_non_null(strstr(err.text, "stays as it is"));
		}
		execute(s, changes[i].back);
	}
	look(s, 1, SEC + 60, &seen);
	assert_int_equal(seen.agents[0].seq, 1);
	beats_release(&seen);
}

static void sum(void *ctx, const struct beat_refused *r)
{
	*(int64_t *)ctx += r->n;
}

static void what_was_refused_is_counted(void **state)
{
	struct state *s = *state;
	struct beat_store *b = open_store(s, BEAT_STORE_RECEIVE);
	struct err err = ERR_INIT;
	struct beats seen;
	int64_t n = 0;

	for (int i = 0; i < 5; i++)
		beat_store_refused(b, "acme", BEAT_WRONG_KEY, SEC + i);
	beat_store_refused(b, NULL, BEAT_OVERSIZE, SEC);
	commit(b);
	beat_store_refused(b, "acme", BEAT_WRONG_KEY, SEC + 9);
	commit(b);
	look(s, 1, SEC + 60, &seen);
	assert_int_equal(beats_count(&seen, BEAT_WRONG_KEY), 6);
	assert_int_equal(beats_count(&seen, BEAT_OVERSIZE), 0); /* nobody's */
	beats_release(&seen);
	must(beat_store_each_refused(b, SEC, sum, &n, &err), &err);
	assert_int_equal(n, 7);
	beat_store_close(b);
}

static void an_account_has_a_history(void **state)
{
	struct state *s = *state;
	struct beat_store *b = open_store(s, BEAT_STORE_RECEIVE);
	struct beat_store *other = open_store(s, BEAT_STORE_READ);
	const struct account off = { ACCOUNT_SUSPENDED, SEC + 60, "invoice", "mira",
				     0 };
	const struct account on = { ACCOUNT_ACTIVE, SEC + 600, "paid", "mira", 0 };
	struct account now;
	struct err err = ERR_INIT;
	struct beats seen;

	(void)beat_store_changed(b);
	must(beat_store_account(b, "acme", &now, &err), &err);
	assert_int_equal(now.state, ACCOUNT_ACTIVE);
	assert_int_equal(now.since_sec, 0);
	must(beat_store_account_set(other, "acme", &off, &err), &err);
	assert_true(beat_store_changed(b));
	assert_false(beat_store_changed(b));
	must(beat_store_account(b, "acme", &now, &err), &err);
	assert_int_equal(now.state, ACCOUNT_SUSPENDED);
	assert_string_equal(now.reason, "invoice");
	put(b, "loader", 1, SEC);
	put(b, "loader", 2, SEC + 660);
	commit(b);
	must(beat_store_account_set(other, "acme", &on, &err), &err);
	look(s, 1, SEC + 670, &seen);
	assert_int_equal(seen.account.state, ACCOUNT_ACTIVE);
	assert_int_equal(seen.agents[0].n_missed, 0);
	assert_int_equal(seen.agents[0].gaps[0].cause, BEAT_CAUSE_SUSPENDED);
	beats_release(&seen);
	beat_store_close(other);
	beat_store_close(b);
}

static void tidy(struct beat_store *b, int64_t now)
{
	struct err err = ERR_INIT;
	bool done = false;

	while (!done)
		must(beat_store_tidy(b, now, &done, &err), &err);
}

static int64_t rows(struct state *s, const char *sql)
{
	char path[96];
	sqlite3 *db = NULL;
	sqlite3_stmt *q = NULL;
	int64_t n;

	(void)snprintf(path, sizeof(path), "%s/beats.db", s->dir);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &q, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(q), SQLITE_ROW);
	n = sqlite3_column_int64(q, 0);
	(void)sqlite3_finalize(q);
	(void)sqlite3_close(db);
	return n;
}

static void old_beats_become_rows_of_an_hour_and_then_nothing(void **state)
{
	struct state *s = *state;
	struct beat_store *b = open_store(s, BEAT_STORE_RECEIVE);

	for (int i = 0; i < 180; i++)
		put(b, "loader", i, SEC + 60 * i);
	commit(b);
	tidy(b, SEC + 3 * 3600);
	assert_int_equal(rows(s, "SELECT count(*) FROM beat"), 180);
	assert_int_equal(rows(s, "SELECT count(*) FROM hour"), 3);
	assert_int_equal(rows(s, "SELECT sum(n) FROM hour"), 180);
	assert_int_equal(rows(s, "SELECT max(seq) FROM hour"), 179);
	tidy(b, SEC + 8 * 86400);
	assert_int_equal(rows(s, "SELECT count(*) FROM beat"), 0);
	assert_int_equal(rows(s, "SELECT sum(n) FROM hour"), 180);
	tidy(b, SEC + 92 * 86400);
	assert_int_equal(rows(s, "SELECT count(*) FROM hour"), 1);
	assert_int_equal(rows(s, "SELECT max(seq) FROM hour"), 179);
	beat_store_close(b);
}

static void an_agent_that_is_silent_for_days_is_still_missed(void **state)
{
	struct state *s = *state;
	struct beat_store *b = open_store(s, BEAT_STORE_RECEIVE);
	struct beats seen;

	put(b, "loader", 7, SEC);
	commit(b);
	tidy(b, SEC + 7200);
	look(s, 24, SEC + 3 * 86400, &seen);
	assert_int_equal(seen.n_agents, 1);
	assert_int_equal(seen.agents[0].received_sec, SEC);
	assert_int_equal(seen.agents[0].slots[0], BEAT_SLOT_MISSED);
	assert_int_equal(seen.agents[0].n_missed, seen.agents[0].gaps[0].missed);
	assert_int_equal(seen.agents[0].gaps[0].to_sec, 0);
	beats_release(&seen);
	beat_store_close(b);
}

static void an_installation_that_is_silent_for_weeks_is_not_forgotten(void **state)
{
	static const int days[] = { 8, 30, 100, 400 };
	struct state *s = *state;
	struct beat_store *b = open_store(s, BEAT_STORE_RECEIVE);
	struct beats seen;

	put(b, "api", 3, SEC - 3 * 86400);
	put(b, "loader", 7, SEC);
	commit(b);
	for (size_t i = 0; i < ARRAY_LEN(days); i++) {
		if (i > 0) /* before, nothing was made of it yet */
			tidy(b, SEC + days[i] * INT64_C(86400));
		look(s, 24, SEC + days[i] * INT64_C(86400), &seen);
		assert_int_equal(seen.n_agents, 1);
		assert_string_equal(seen.agents[0].name, "loader");
		assert_int_equal(seen.agents[0].received_sec, SEC);
		beats_release(&seen);
	}
	beat_store_close(b);
}

static void beats_that_no_hour_was_made_of_are_found(void **state)
{
	struct state *s = *state;
	struct beat_store *b = open_store(s, BEAT_STORE_RECEIVE);
	int64_t hour = SEC / 3600 * 3600;
	struct beats seen;

	put(b, "loader", 1, hour - 60);
	put(b, "api", 1, hour - 50);
	commit(b);
	tidy(b, hour + 10);
	put(b, "loader", 2, hour + 3000); /* then the receiver dies */
	commit(b);
	look(s, 1, hour + 86400, &seen);
	assert_int_equal(seen.n_agents, 2);
	assert_int_equal(seen.agents[0].received_sec, hour - 50);
	assert_int_equal(seen.agents[1].received_sec, hour + 3000);
	beats_release(&seen);
	beat_store_close(b);
}

static void a_file_that_is_no_database_is_set_aside(void **state)
{
	struct state *s = *state;
	char path[96];
	char broken[112];
	FILE *f;

	(void)snprintf(path, sizeof(path), "%s/beats.db", s->dir);
	(void)snprintf(broken, sizeof(broken), "%s.broken", path);
	f = fopen(path, "w");
	assert_non_null(f);
	for (int i = 0; i < 1000; i++)
		(void)fputs("not a database ", f);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(chmod(path, 0600), 0);
	beat_store_close(open_store(s, BEAT_STORE_RECEIVE));
	assert_true(os_file_exists(broken));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_STATE(a_batch_is_there_once_it_is_committed_and_not_before),
		WITH_STATE(a_beat_that_cannot_be_put_undoes_its_batch),
		WITH_STATE(one_receiver_at_a_time),
		WITH_STATE(a_time_without_a_receiver_is_told),
		WITH_STATE(a_receiver_that_stood_still_was_not_up),
		WITH_STATE(a_file_of_another_version_stays_as_it_is),
		WITH_STATE(what_was_refused_is_counted),
		WITH_STATE(an_account_has_a_history),
		WITH_STATE(old_beats_become_rows_of_an_hour_and_then_nothing),
		WITH_STATE(an_agent_that_is_silent_for_days_is_still_missed),
		WITH_STATE(an_installation_that_is_silent_for_weeks_is_not_forgotten),
		WITH_STATE(beats_that_no_hour_was_made_of_are_found),
		WITH_STATE(a_file_that_is_no_database_is_set_aside),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

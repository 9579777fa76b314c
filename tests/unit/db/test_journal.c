/* db/journal.c: logs, batches, signatures, and who may write. */
#include "tests/unit/db/state_dir.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/wait.h>

#include "core/journal/checkpoint.h"
#include "core/journal/leaf.h"

static void makes_a_log_with_its_genesis_and_checkpoint(void **state)
{
	struct state *s = *state;
	open_state(s);
	assert_int_equal(journal_count(s->j, s->vendor), 1);
	assert_int_equal(journal_count(s->j, s->customer), 1);
	assert_int_equal(journal_count(s->j, -1), 2);
	assert_true(journal_verified(s->j, s->customer));
	struct db_log_info info = db_journal_log_info(s->db, s->customer);
	assert_non_null(strstr(info.origin, "candor.vendor.example/c/" ACCOUNT "/d/"));
	assert_string_equal(info.account, ACCOUNT);
	assert_string_equal(info.custody, "file");
	assert_int_equal(info.signed_size, 1);
	assert_int_equal(raw_number(s, "SELECT count(*) FROM checkpoint"), 2);
	assert_holds(s);
}

static void the_genesis_names_key_customer_and_program(void **state)
{
	struct state *s = *state;
	AUTO(buf) leaf = BUF_INIT(LIMIT_LEAF_HARD);
	AUTO(arena) a = ARENA_INIT(LIMIT_KIB(64));
	struct leaf read;
	struct node *n = NULL;
	struct err err = ERR_INIT;
	open_state(s);
	sqlite3 *db = raw_open(s);
	sqlite3_stmt *stmt = NULL;
	(void)sqlite3_prepare_v2(db, "SELECT leaf FROM entry WHERE log = 2 AND seq = 0",
				 -1, &stmt, NULL);
	assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
	buf_add(&leaf, sqlite3_column_blob(stmt, 0),
		(size_t)sqlite3_column_bytes(stmt, 0));
	(void)sqlite3_finalize(stmt);
	(void)sqlite3_close(db);
	must(leaf_scan(buf_str(&leaf), &read, &err), &err);
	must(leaf_nodes(read.data, &a, &n, &err), &err);
	struct note_key key;
	assert_true(note_key_parse(str_of(node_text(n, "vkey", "")), &key, NULL));
	assert_string_equal(key.name, node_text(n, "origin", ""));
	assert_string_equal(node_text(n, "custody", ""), "file");
	assert_string_equal(node_text(n, "customer.account", ""), ACCOUNT);
	assert_string_equal(node_text(n, "customer.partition", ""), "aws");
	assert_string_equal(node_text(n, "customer.name", ""), "Acme Robotics");
	assert_int_equal(strlen(node_text(n, "candor.exe_sha256", "")), 64);
	assert_string_equal(node_text(n, "candor.version", ""), "0.1.0");
	assert_true(str_is(read.who, "mira.kovac"));
	assert_true(str_is(read.log, db_journal_log_info(s->db, s->customer).tag));
}

static void finds_its_logs_again(void **state)
{
	struct state *s = *state;
	open_state(s);
	for (int i = 0; i < 200; i++)
		(void)append(s, s->customer, JOURNAL_ACT_INTENT, -1);
	close_state(s);
	open_state(s);
	assert_int_equal(journal_count(s->j, s->customer), 201);
	assert_int_equal(append(s, s->customer, JOURNAL_ACT_INTENT, -1), 201);
	assert_int_equal(journal_state(s->j), JOURNAL_OK);
	assert_holds(s);
}

static void the_tail_of_a_long_log_is_enough_to_go_on(void **state)
{
	struct state *s = *state;
	open_state(s);
	append_hundreds(s, s->customer, 15);
	close_state(s);
	open_state(s);
	assert_int_equal(append(s, s->customer, JOURNAL_ACT_INTENT, -1), 1501);
	assert_holds(s);
}

static void one_batch_carries_entries_of_many_logs(void **state)
{
	struct state *s = *state;
	struct err err = ERR_INIT;
	struct journal_receipt r[4];
	open_state(s);
	must(journal_begin(s->j, &err), &err);
	for (int i = 0; i < 4; i++) {
		struct journal_entry e = { .kind = JOURNAL_IDENTITY, .ref = -1 };
		must(journal_append(s->j, i % 2 ? s->customer : s->vendor, &e, &r[i],
				    &err),
		     &err);
	}
	must(journal_checkpoint(s->j, s->vendor, &err), &err);
	must(journal_commit(s->j, &err), &err);
	assert_int_equal(r[0].seq, 1);
	assert_int_equal(r[1].seq, 1);
	assert_int_equal(r[2].seq, 2);
	assert_int_equal(db_journal_log_info(s->db, s->vendor).signed_size, 3);
	assert_int_equal(db_journal_log_info(s->db, s->customer).signed_size, 1);
	assert_holds(s);
}

static void an_aborted_batch_leaves_no_trace(void **state)
{
	struct state *s = *state;
	struct err err = ERR_INIT;
	struct journal_entry e = { .kind = JOURNAL_IDENTITY, .ref = -1 };
	open_state(s);
	must(journal_begin(s->j, &err), &err);
	must(journal_append(s->j, s->customer, &e, NULL, &err), &err);
	must(journal_checkpoint(s->j, s->customer, &err), &err);
	journal_abort(s->j);
	journal_abort(s->j); /* outside a batch it does nothing */
	assert_int_equal(journal_count(s->j, s->customer), 1);
	assert_int_equal(append(s, s->customer, JOURNAL_ACT_INTENT, -1), 1);
	assert_holds(s);
}

static void a_bad_entry_is_refused_and_the_batch_can_be_given_up(void **state)
{
	struct state *s = *state;
	AUTO(arena) a = ARENA_INIT(LIMIT_KIB(256));
	struct err err = ERR_INIT;
	struct node *data = node_object(&a);
	struct journal_entry e = { .kind = JOURNAL_IDENTITY, .ref = -1, .data = data };
	open_state(s);
	(void)node_put_int(&a, data, "Bad", 1);
	must(journal_begin(s->j, &err), &err);
	assert_false(journal_append(s->j, s->customer, &e, NULL, &err));
	assert_int_equal(err.code, ERR_ARG);
	journal_abort(s->j);
	e.data = NULL;
	e.id = "not-a-ulid";
	must(journal_begin(s->j, &err), &err);
	assert_false(journal_append(s->j, s->customer, &e, NULL, &err));
	journal_abort(s->j);
	assert_int_equal(journal_state(s->j), JOURNAL_OK);
	assert_int_equal(append(s, s->customer, JOURNAL_ACT_INTENT, -1), 1);
}

static void signs_every_64_entries_and_after_60_seconds(void **state)
{
	struct state *s = *state;
	struct err err = ERR_INIT;
	open_state(s);
	for (int i = 0; i < 63; i++)
		(void)append(s, s->customer, JOURNAL_ACT_INTENT, -1);
	assert_int_equal(db_journal_log_info(s->db, s->customer).signed_size, 1);
	(void)append(s, s->customer, JOURNAL_ACT_INTENT, -1);
	assert_int_equal(db_journal_log_info(s->db, s->customer).signed_size, 65);
	pass_time(s, 59);
	(void)append(s, s->customer, JOURNAL_ACT_INTENT, -1);
	assert_int_equal(db_journal_log_info(s->db, s->customer).signed_size, 65);
	must(db_journal_tick(s->db, &err), &err);
	assert_int_equal(db_journal_log_info(s->db, s->customer).signed_size, 65);
	pass_time(s, 2);
	must(db_journal_tick(s->db, &err), &err);
	assert_int_equal(db_journal_log_info(s->db, s->customer).signed_size, 66);
	pass_time(s, 61);
	(void)append(s, s->customer, JOURNAL_ACT_INTENT, -1);
	assert_int_equal(db_journal_log_info(s->db, s->customer).signed_size, 67);
	assert_holds(s);
}

static void a_clean_close_signs_what_is_left(void **state)
{
	struct state *s = *state;
	open_state(s);
	(void)append(s, s->customer, JOURNAL_SESSION_CLOSE, -1);
	close_state(s);
	assert_int_equal(
		raw_number(s, "SELECT max(size) FROM checkpoint WHERE log = 2"), 2);
}

static void nothing_is_appended_before_a_log_is_verified(void **state)
{
	struct state *s = *state;
	struct err err = ERR_INIT;
	struct journal_scope vendor = { 0 };
	open_state(s);
	(void)append(s, s->vendor, JOURNAL_IDENTITY, -1);
	close_state(s);
	must(try_open(s, &err), &err);
	must(journal_log(s->j, &vendor, &s->vendor, &err), &err);
	assert_false(journal_verified(s->j, s->vendor));
	assert_false(try_append(s, s->vendor, JOURNAL_IDENTITY, -1, NULL, &err));
	assert_int_equal(err.code, ERR_JOURNAL);
	assert_non_null(strstr(err.text, "not verified yet"));
	verify_tail(s);
	assert_true(journal_verified(s->j, s->vendor));
	(void)append(s, s->vendor, JOURNAL_IDENTITY, -1);
}

static void a_clock_step_is_an_entry_before_the_next_one(void **state)
{
	struct state *s = *state;
	open_state(s);
	s->time.wall_us += 5 * CLOCK_SEC_US;
	assert_int_equal(append(s, s->customer, JOURNAL_IDENTITY, -1), 2);
	assert_int_equal(append(s, s->customer, JOURNAL_IDENTITY, -1), 3);
	assert_int_equal(append(s, s->vendor, JOURNAL_IDENTITY, -1), 2);
	assert_int_equal(count_kind(s, "clock.step"), 2); /* one in each log */
	s->time.wall_us += CLOCK_SEC_US;                  /* less than 2 s */
	pass_time(s, 100);
	assert_int_equal(append(s, s->customer, JOURNAL_IDENTITY, -1), 4);
	assert_holds(s);
}

static void intents_are_refused_while_the_disk_is_nearly_full(void **state)
{
	struct state *s = *state;
	struct err err = ERR_INIT;
	s->disk_low = INT64_MAX;
	open_state(s);
	assert_true(db_journal_low(s->db));
	assert_false(try_append(s, s->customer, JOURNAL_ACT_INTENT, -1, NULL, &err));
	assert_int_equal(err.code, ERR_JOURNAL);
	assert_non_null(strstr(err.text, "nearly full"));
	(void)append(s, s->customer, JOURNAL_ACT_OUTCOME, 0);
	(void)append(s, s->customer, JOURNAL_ACT_OUTCOME, 0);
	assert_int_equal(count_kind(s, "journal.degraded"), 1);
	assert_holds(s);
}

static void a_degraded_journal_takes_only_what_ends_something(void **state)
{
	struct state *s = *state;
	struct err err = ERR_INIT;
	open_state(s);
	int64_t seq = append(s, s->customer, JOURNAL_ACT_INTENT, -1);
	journal_degrade(s->j, JOURNAL_READONLY, "the test says so");
	assert_int_equal(journal_state(s->j), JOURNAL_READONLY);
	journal_degrade(s->j, JOURNAL_OK, "never better");
	assert_int_equal(journal_state(s->j), JOURNAL_READONLY);
	assert_false(try_append(s, s->customer, JOURNAL_ACT_INTENT, -1, NULL, &err));
	assert_int_equal(err.code, ERR_JOURNAL);
	assert_non_null(strstr(err.text, "the test says so"));
	assert_false(try_append(s, s->customer, JOURNAL_SESSION_OPEN, -1, NULL, &err));
	(void)append(s, s->customer, JOURNAL_ACT_OUTCOME, seq);
	assert_int_equal(count_kind(s, "journal.degraded"), 1);
	assert_holds(s);
}

static void refuses_bad_domains_and_accounts(void **state)
{
	struct state *s = *state;
	static const char *const bad[] = { NULL,  "",    "Vendor.example",
					   "a/b", "a b", "a+b" };
	struct err err = ERR_INIT;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct db_journal_options o = state_options(s);
		o.domain = bad[i];
		err = ERR_INIT;
		assert_false(db_journal_open(&o, &s->db, &err));
		assert_int_equal(err.code, ERR_CONFIG);
	}
	struct journal_scope scope = { "44105221991x", "aws", "x" };
	int log = -1;
	must(try_open(s, &err), &err);
	assert_false(journal_log(s->j, &scope, &log, &err));
	assert_int_equal(err.code, ERR_ARG);
}

static int append_many(struct state *s, int n)
{
	struct err err = ERR_INIT;
	struct journal_scope customer = { ACCOUNT, "aws", "Acme Robotics" };
	if (!try_open(s, &err))
		return 1;
	verify_tail(s);
	while (!journal_log(s->j, &customer, &s->customer, &err)) {
		if (err.code != ERR_BUSY)
			return 2;
	}
	for (int i = 0; i < n;) {
		if (try_append(s, s->customer, JOURNAL_IDENTITY, -1, NULL, &err))
			i++;
		else if (err.code != ERR_BUSY)
			return 3;
	}
	db_journal_close(s->db);
	return 0;
}

static void processes_append_to_one_log_at_once(void **state)
{
	struct state *s = *state;
	pid_t pids[3];
	for (size_t i = 0; i < ARRAY_LEN(pids); i++) {
		pids[i] = fork();
		assert_true(pids[i] >= 0);
		if (pids[i] == 0)
			_exit(append_many(s, 150));
	}
	for (size_t i = 0; i < ARRAY_LEN(pids); i++) {
		int status = -1;
		assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
		assert_true(WIFEXITED(status));
		assert_int_equal(WEXITSTATUS(status), 0);
	}
	assert_int_equal(raw_number(s, "SELECT count(*) FROM entry"), 451);
	assert_int_equal(raw_number(s, "SELECT count(*) FROM log"), 1);
	assert_holds(s);
}

static void says_busy_while_another_process_writes(void **state)
{
	struct state *s = *state;
	struct err err = ERR_INIT;
	open_state(s);
	sqlite3 *db = raw_open(s);
	assert_int_equal(sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL),
			 SQLITE_OK);
	assert_false(journal_begin(s->j, &err));
	assert_int_equal(err.code, ERR_BUSY);
	assert_int_equal(journal_state(s->j), JOURNAL_OK);
	assert_int_equal(sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	(void)append(s, s->customer, JOURNAL_IDENTITY, -1);
}

static void a_log_that_is_being_signed_elsewhere_is_busy(void **state)
{
	struct state *s = *state;
	struct state other = *s;
	struct err err = ERR_INIT;
	struct journal_scope vendor = { 0 };
	char path[160];
	int log = -1;
	must(try_open(s, &err), &err);
	verify_tail(s);
	other.time.clock.ctx = &other.time;
	must(try_open(&other, &err), &err);
	verify_tail(&other);
	must(journal_log(other.j, &vendor, &log, &err),
	     &err); /* after we have looked */
	(void)snprintf(path, sizeof(path), "%s/keys/%s.size", s->dir,
		       db_journal_log_info(other.db, log).tag);
	int fd = open(path, O_RDWR);
	assert_true(fd >= 0);
	assert_int_equal(flock(fd, LOCK_EX), 0);
	assert_false(journal_log(s->j, &vendor, &s->vendor, &err));
	assert_int_equal(err.code, ERR_BUSY);
	assert_int_equal(close(fd), 0);
	must(journal_log(s->j, &vendor, &s->vendor, &err), &err);
	close_state(&other);
}

static void after_a_change_of_domain_the_old_vendor_log_stays_as_it_is(void **state)
{
	struct state *s = *state;
	open_state(s);
	close_state(s);
	s->domain = "other.example";
	open_state(s);
	assert_int_equal(s->vendor, 2);
	assert_false(db_journal_log_info(s->db, 0).ours);
	assert_false(db_journal_log_info(s->db, 1).ours);
	assert_true(db_journal_log_info(s->db, s->vendor).ours);
	assert_true(db_journal_log_info(s->db, s->customer).ours);
	AUTO(buf) origin = BUF_INIT(LIMIT_KIB(1));
	struct err err = ERR_INIT;
	must(db_journal_origin(s->dir, s->domain, ACCOUNT, &origin, &err), &err);
	assert_string_equal(buf_text(&origin),
			    db_journal_log_info(s->db, s->customer).origin);
	journal_degrade(s->j, JOURNAL_READONLY, "the test says so");
	assert_int_equal(raw_number(s, "SELECT count(*) FROM entry WHERE log = 1"), 1);
	assert_int_equal(raw_number(s, "SELECT count(*) FROM entry WHERE log = 3"), 2);
}

static void the_device_keeps_its_id(void **state)
{
	struct state *s = *state;
	char id[32];
	open_state(s);
	AUTO(buf) path = BUF_INIT(LIMIT_KIB(1));
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(1));
	struct err err = ERR_INIT;
	(void)snprintf(id, sizeof(id), "%s",
		       strrchr(db_journal_log_info(s->db, s->vendor).origin, '/') + 1);
	assert_int_equal(strlen(id), 12);
	close_state(s);
	open_state(s);
	assert_string_equal(
		strrchr(db_journal_log_info(s->db, s->vendor).origin, '/') + 1, id);
	buf_addf(&path, "%s/device", s->dir);
	must(os_read_file(buf_text(&path), &text, &err), &err);
	assert_memory_equal(text.p, id, 12);
}

static void everything_it_makes_is_private(void **state)
{
	struct state *s = *state;
	static const char *const names[] = { "", "/keys", "/run", "/journal.db",
					     "/device" };
	open_state(s);
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		char path[128];
		struct stat st;
		(void)snprintf(path, sizeof(path), "%s%s", s->dir, names[i]);
		assert_int_equal(stat(path, &st), 0);
		if (st.st_mode & 0077)
			fail_msg("%s is open to others", path);
	}
}

static void the_emergency_file_gains_lines(void **state)
{
	struct state *s = *state;
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(4));
	char path[128];
	struct stat st;
	struct err err = ERR_INIT;
	(void)snprintf(path, sizeof(path), "%s/emergency", s->dir);
	must(db_journal_emergency(path, "one\n", &err), &err);
	must(db_journal_emergency(path, "two\n", &err), &err);
	must(os_read_file(path, &text, &err), &err);
	assert_string_equal(buf_text(&text), "one\ntwo\n");
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_false(db_journal_emergency(s->dir, "x", &err));
	assert_int_equal(err.code, ERR_IO);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_STATE(makes_a_log_with_its_genesis_and_checkpoint),
		WITH_STATE(the_genesis_names_key_customer_and_program),
		WITH_STATE(finds_its_logs_again),
		WITH_STATE(the_tail_of_a_long_log_is_enough_to_go_on),
		WITH_STATE(one_batch_carries_entries_of_many_logs),
		WITH_STATE(an_aborted_batch_leaves_no_trace),
		WITH_STATE(a_bad_entry_is_refused_and_the_batch_can_be_given_up),
		WITH_STATE(signs_every_64_entries_and_after_60_seconds),
		WITH_STATE(a_clean_close_signs_what_is_left),
		WITH_STATE(nothing_is_appended_before_a_log_is_verified),
		WITH_STATE(a_clock_step_is_an_entry_before_the_next_one),
		WITH_STATE(intents_are_refused_while_the_disk_is_nearly_full),
		WITH_STATE(a_degraded_journal_takes_only_what_ends_something),
		WITH_STATE(refuses_bad_domains_and_accounts),
		WITH_STATE(processes_append_to_one_log_at_once),
		WITH_STATE(says_busy_while_another_process_writes),
		WITH_STATE(a_log_that_is_being_signed_elsewhere_is_busy),
		WITH_STATE(after_a_change_of_domain_the_old_vendor_log_stays_as_it_is),
		WITH_STATE(the_device_keeps_its_id),
		WITH_STATE(everything_it_makes_is_private),
		WITH_STATE(the_emergency_file_gains_lines),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

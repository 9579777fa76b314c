/* db/journal.c: files that were restored, moved, deleted or changed behind its back. */
#include "tests/unit/db/state_dir.h"

static void copy_file(const char *from, const char *to)
{
	AUTO(buf) bytes = BUF_INIT(LIMIT_MIB(64));
	struct err err = ERR_INIT;
	must(os_read_file(from, &bytes, &err), &err);
	FILE *f = fopen(to, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(bytes.p, 1, bytes.len, f), bytes.len);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(chmod(to, 0600), 0);
}

static void an_old_copy_that_was_restored_is_found_at_start(void **state)
{
	struct state *s = *state;
	char old[128];
	struct err err = ERR_INIT;
	(void)snprintf(old, sizeof(old), "%s/old.db", s->dir);
	open_state(s);
	close_state(s);
	copy_file(s->path, old);
	open_state(s);
	(void)append(s, s->customer, JOURNAL_IDENTITY, -1);
	close_state(s); /* signs it */
	copy_file(old, s->path);
	open_state(s);
	assert_int_equal(journal_state(s->j), JOURNAL_READONLY);
	assert_non_null(strstr(s->j->why, "rolled back"));
	assert_non_null(strstr(s->j->why, ACCOUNT));
	assert_false(journal_verified(s->j, s->customer));
	assert_true(journal_verified(s->j, s->vendor));
	assert_false(try_append(s, s->customer, JOURNAL_ACT_OUTCOME, 0, NULL, &err));
	assert_false(try_append(s, s->vendor, JOURNAL_IDENTITY, -1, NULL, &err));
}

static void a_journal_that_was_deleted_is_not_quietly_begun_anew(void **state)
{
	struct state *s = *state;
	struct err err = ERR_INIT;
	struct journal_scope customer = { ACCOUNT, "aws", "Acme Robotics" };
	open_state(s);
	(void)append(s, s->customer, JOURNAL_IDENTITY, -1);
	close_state(s);
	assert_int_equal(unlink(s->path), 0);
	must(try_open(s, &err), &err);
	verify_tail(s);
	int log = -1;
	assert_false(journal_log(s->j, &customer, &log, &err));
	assert_non_null(strstr(err.text, "rolled back"));
}

static void a_file_that_is_moved_away_while_in_use_breaks_the_journal(void **state)
{
	struct state *s = *state;
	char away[128];
	struct err err = ERR_INIT;
	(void)snprintf(away, sizeof(away), "%s/away.db", s->dir);
	open_state(s);
	int64_t seq = append(s, s->customer, JOURNAL_ACT_INTENT, -1);
	assert_int_equal(rename(s->path, away), 0);
	assert_false(try_append(s, s->customer, JOURNAL_ACT_INTENT, -1, NULL, &err));
	assert_int_equal(err.code, ERR_JOURNAL);
	assert_non_null(strstr(err.text, "moved away while in use"));
	assert_int_equal(journal_state(s->j), JOURNAL_BROKEN);
	assert_false(try_append(s, s->customer, JOURNAL_ACT_OUTCOME, seq, NULL, &err));
}

static void a_file_that_is_deleted_while_in_use_breaks_the_journal(void **state)
{
	struct state *s = *state;
	struct err err = ERR_INIT;
	open_state(s);
	assert_int_equal(unlink(s->path), 0);
	assert_false(try_append(s, s->customer, JOURNAL_ACT_INTENT, -1, NULL, &err));
	assert_int_equal(journal_state(s->j), JOURNAL_BROKEN);
	assert_non_null(strstr(s->j->why, "deleted"));
}

static void a_log_whose_key_is_gone_is_not_written(void **state)
{
	struct state *s = *state;
	char path[160];
	open_state(s);
	(void)snprintf(path, sizeof(path), "%s/keys/%s.key", s->dir,
		       db_journal_log_info(s->db, s->customer).tag);
	close_state(s);
	assert_int_equal(unlink(path), 0);
	open_state(s);
	assert_int_equal(journal_state(s->j), JOURNAL_READONLY);
	assert_non_null(strstr(db_journal_log_info(s->db, s->customer).why, "is gone"));
}

static void a_changed_byte_in_the_tail_stops_the_journal(void **state)
{
	struct state *s = *state;
	open_state(s);
	for (int i = 0; i < 10; i++)
		(void)append(s, s->customer, JOURNAL_IDENTITY, -1);
	close_state(s);
	raw_damage(
		s,
		"UPDATE entry SET leaf = CAST(replace("
		"CAST(leaf AS TEXT), 'acme', 'acmf') AS BLOB) WHERE log = 2 AND seq = "
		"6");
	open_state(s);
	assert_int_equal(journal_state(s->j), JOURNAL_READONLY);
	assert_non_null(strstr(s->j->why, "#6"));
}

/* More entries than are looked at, so that the check begins in the middle. */
static void a_changed_genesis_left_of_the_tail_stops_the_journal(void **state)
{
	struct state *s = *state;
	open_state(s);
	append_hundreds(s, s->customer, 12);
	close_state(s);
	raw_damage(s,
		   "UPDATE entry SET leaf = CAST(replace(CAST(leaf AS TEXT), 'Acme', "
		   "'Acmf') AS BLOB) WHERE log = 2 AND seq = 0");
	open_state(s);
	assert_int_equal(journal_state(s->j), JOURNAL_READONLY);
	assert_non_null(strstr(s->j->why, "#0"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_STATE(an_old_copy_that_was_restored_is_found_at_start),
		WITH_STATE(a_journal_that_was_deleted_is_not_quietly_begun_anew),
		WITH_STATE(a_file_that_is_moved_away_while_in_use_breaks_the_journal),
		WITH_STATE(a_file_that_is_deleted_while_in_use_breaks_the_journal),
		WITH_STATE(a_log_whose_key_is_gone_is_not_written),
		WITH_STATE(a_changed_byte_in_the_tail_stops_the_journal),
		WITH_STATE(a_changed_genesis_left_of_the_tail_stops_the_journal),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

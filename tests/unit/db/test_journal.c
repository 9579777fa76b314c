/* db/journal, logs, append, tail, disk: what a caller of the journal can rely on. */
#include "tests/unit/db/state_dir.h"

#include <sys/stat.h>

static int setup(void **state)
{
	*state = state_new();
	return 0;
}

static int teardown(void **state)
{
	state_free(*state);
	return 0;
}

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
	assert_int_equal(info.signed_size, 1);
	assert_int_equal(raw_number(s, "SELECT count(*) FROM checkpoint"), 2);
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
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			makes_a_log_with_its_genesis_and_checkpoint, setup, teardown),
		cmocka_unit_test_setup_teardown(finds_its_logs_again, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

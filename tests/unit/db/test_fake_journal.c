/* tests/fake/journal keeps the protocol of the real one: the same steps, the same
 * entries in both, so that tests of the door with the fake mean something. */
#include "tests/unit/db/state_dir.h"

#include "core/journal/leaf.h"
#include "tests/fake/journal.h"

static void both_write_the_same_entries(void **state)
{
	struct state *s = *state;
	struct err err = ERR_INIT;
	struct fake_journal *f = fake_journal_new(&s->time.clock, NULL);
	struct journal *both[2] = { fake_journal_of(f), NULL };
	struct journal_scope customer = { ACCOUNT, "aws", "Acme" };
	open_state(s);
	both[1] = s->j;
	for (size_t i = 0; i < 2; i++) {
		struct journal *j = both[i];
		struct journal_receipt r[2];
		int log = -1;
		struct journal_entry e = { .kind = JOURNAL_ACT_INTENT,
					   .act = "stack.read",
					   .ref = -1 };
		must(journal_log(j, &customer, &log, &err), &err);
		must(journal_begin(j, &err), &err);
		must(journal_append(j, log, &e, &r[0], &err), &err);
		must(journal_checkpoint(j, log, &err), &err);
		must(journal_commit(j, &err), &err);
		must(journal_begin(j, &err), &err);
		e.kind = JOURNAL_ACT_OUTCOME;
		e.ref = r[0].seq;
		must(journal_append(j, log, &e, &r[1], &err), &err);
		journal_abort(j);
		assert_int_equal(r[0].seq, 1);
		assert_int_equal(r[1].seq, 2);
		assert_int_equal(journal_count(j, log), 2);
		journal_degrade(j, JOURNAL_BROKEN, "test");
		must(journal_begin(j, &err), &err);
		must(journal_append(j, log, &e, NULL, &err), &err);
		must(journal_commit(j, &err), &err);
		must(journal_begin(j, &err), &err);
		e.kind = JOURNAL_ACT_INTENT;
		assert_false(journal_append(j, log, &e, NULL, &err));
		assert_int_equal(err.code, ERR_JOURNAL);
		journal_abort(j);
	}
	assert_string_equal(fake_journal_kinds(f), "act.intent act.outcome");
	assert_int_equal(fake_journal_steps(f, FAKE_CHECKPOINT), 1);
	fake_journal_free(f);
}

static void it_refuses_the_step_it_was_told_to(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	struct fake_journal *f = fake_journal_new(NULL, NULL);
	struct journal *j = fake_journal_of(f);
	struct journal_scope vendor = { 0 };
	struct journal_entry e = { .kind = JOURNAL_IDENTITY, .ref = -1 };
	int log = -1;
	must(journal_log(j, &vendor, &log, &err), &err);
	fake_journal_refuse(f, FAKE_BEGIN, 2, 1, ERR_BUSY);
	must(journal_begin(j, &err), &err);
	journal_abort(j);
	assert_false(journal_begin(j, &err));
	assert_int_equal(err.code, ERR_BUSY);
	fake_journal_refuse(f, FAKE_COMMIT, 1, 2, ERR_JOURNAL);
	for (int i = 0; i < 3; i++) {
		must(journal_begin(j, &err), &err);
		must(journal_append(j, log, &e, NULL, &err), &err);
		assert_true(journal_commit(j, &err) == (i == 2));
		assert_false(fake_journal_in_batch(f));
	}
	assert_int_equal(fake_journal_count(f), 2);
	fake_journal_refuse(f, FAKE_APPEND, 1, 1, ERR_JOURNAL);
	must(journal_begin(j, &err), &err);
	assert_false(journal_append(j, log, &e, NULL, &err));
	journal_abort(j);
	fake_journal_set_verified(f, log, false);
	assert_false(journal_verified(j, log));
	fake_journal_free(f);
}

static void its_leaves_are_canonical_and_chained(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	struct fake_journal *f = fake_journal_new(NULL, NULL);
	struct journal *j = fake_journal_of(f);
	struct journal_scope vendor = { 0 };
	struct journal_entry e = { .kind = JOURNAL_IDENTITY, .ref = -1 };
	int log = -1;
	char prev[SHA256_HEX_LEN + 1];
	must(journal_log(j, &vendor, &log, &err), &err);
	for (int i = 0; i < 3; i++) {
		must(journal_begin(j, &err), &err);
		must(journal_append(j, log, &e, NULL, &err), &err);
		must(journal_commit(j, &err), &err);
	}
	for (size_t i = 0; i < fake_journal_count(f); i++) {
		const struct fake_entry *entry = fake_journal_at(f, i);
		struct leaf leaf;
		must(leaf_scan(entry->leaf, &leaf, &err), &err);
		assert_int_equal(leaf.seq, i);
		if (i > 0)
			assert_true(str_is(leaf.prev, prev));
		sha256_hex(&entry->receipt.hash, prev);
	}
	assert_int_equal(fake_journal_last(f, JOURNAL_IDENTITY)->receipt.seq, 3);
	assert_null(fake_journal_last(f, JOURNAL_QUIET));
	fake_journal_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_STATE(both_write_the_same_entries),
		WITH_STATE(it_refuses_the_step_it_was_told_to),
		WITH_STATE(its_leaves_are_canonical_and_chained),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

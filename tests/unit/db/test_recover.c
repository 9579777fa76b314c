/* db/recover: what a process that died has left behind, found by the next one. */
#include "tests/unit/db/state_dir.h"

#include <dirent.h>
#include <signal.h>
#include <sys/wait.h>

static int n_run_files(const struct state *s)
{
	char path[96];
	int n = 0;
	(void)snprintf(path, sizeof(path), "%s/run", s->dir);
	DIR *d = opendir(path);
	assert_non_null(d);
	while (readdir(d))
		n++;
	(void)closedir(d);
	return n - 2; /* . and .. */
}

/* Runs in a child that dies on the spot; what is open is taken by the kernel alone. */
static void die_while(struct state *s, void (*act)(struct state *s))
{
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		open_state(s);
		act(s);
		(void)kill(getpid(), SIGKILL);
		_exit(99);
	}
	int status = 0;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGKILL);
}

static void intent_only(struct state *s)
{
	(void)append(s, s->customer, JOURNAL_ACT_INTENT, -1);
}

static void intent_and_outcome(struct state *s)
{
	int64_t seq = append(s, s->customer, JOURNAL_ACT_INTENT, -1);
	(void)append(s, s->customer, JOURNAL_ACT_OUTCOME, seq);
}

static void many_intents_one_answered(struct state *s)
{
	int64_t seq = 0;
	for (int i = 0; i < 5; i++)
		seq = append(s, s->customer, JOURNAL_ACT_INTENT, -1);
	(void)append(s, s->vendor, JOURNAL_ACT_INTENT, -1);
	(void)append(s, s->customer, JOURNAL_ACT_OUTCOME, seq - 1);
}

static void begun_not_committed(struct state *s)
{
	struct err err = ERR_INIT;
	struct journal_entry e = { .kind = JOURNAL_ACT_INTENT, .ref = -1 };
	(void)append(s, s->customer, JOURNAL_ACT_INTENT, -1);
	must(journal_begin(s->j, &err), &err);
	must(journal_append(s->j, s->customer, &e, NULL, &err), &err);
	must(journal_checkpoint(s->j, s->customer, &err), &err);
}

static void an_intent_of_a_killed_process_becomes_lost(void **state)
{
	struct state *s = *state;
	die_while(s, intent_only);
	open_state(s);
	assert_int_equal(recover(s), 1);
	assert_int_equal(count_kind(s, "journal.recover"), 1);
	assert_int_equal(count_kind(s, "act.lost"), 1);
	assert_int_equal(n_run_files(s), 1); /* ours */
	assert_holds(s);
}

static void an_answered_intent_is_not_lost(void **state)
{
	struct state *s = *state;
	die_while(s, intent_and_outcome);
	open_state(s);
	assert_int_equal(recover(s), 0);
	assert_int_equal(count_kind(s, "journal.recover"), 0);
	assert_int_equal(n_run_files(s), 1);
}

static void each_log_tells_of_its_own_losses(void **state)
{
	struct state *s = *state;
	die_while(s, many_intents_one_answered);
	open_state(s);
	assert_int_equal(recover(s), 5);
	assert_int_equal(count_kind(s, "journal.recover"), 2);
	assert_int_equal(count_kind(s, "act.lost"), 5);
	assert_int_equal(raw_number(s, "SELECT count(*) FROM entry WHERE log = 1 AND"
				       " instr(CAST(leaf AS TEXT), 'act.lost') > 0"),
			 1);
	assert_holds(s);
}

static void a_loss_says_which_act_it_was(void **state)
{
	struct state *s = *state;
	die_while(s, intent_only);
	open_state(s);
	assert_int_equal(recover(s), 1);
	assert_int_equal(
		raw_number(s, "SELECT count(*) FROM entry WHERE log = 2 AND"
			      " json_extract(leaf, '$.kind') = 'act.lost' AND"
			      " json_extract(leaf, '$.ref') = 1 AND"
			      " json_extract(leaf, '$.inst') = 'acme-prod-eu' AND"
			      " json_extract(leaf, '$.act') = 'stacks.refresh' AND"
			      " json_extract(leaf, '$.data.reason') = 'crash'"),
		1);
}

static void what_was_not_committed_is_not_there(void **state)
{
	struct state *s = *state;
	die_while(s, begun_not_committed);
	open_state(s);
	assert_int_equal(raw_number(s, "SELECT count(*) FROM entry WHERE log = 2"), 2);
	assert_int_equal(recover(s), 1);
	assert_holds(s);
}

static void recovery_happens_once(void **state)
{
	struct state *s = *state;
	die_while(s, intent_only);
	open_state(s);
	assert_int_equal(recover(s), 1);
	assert_int_equal(recover(s), 0);
	close_state(s);
	open_state(s);
	assert_int_equal(recover(s), 0);
	assert_int_equal(count_kind(s, "act.lost"), 1);
}

static void an_intent_of_a_living_process_is_left_alone(void **state)
{
	struct state *s = *state;
	struct state other = { 0 };
	open_state(s);
	(void)append(s, s->customer, JOURNAL_ACT_INTENT, -1);
	other = *s; /* a second journal on the same directory, as another process would
		     */
	other.time.clock.ctx = &other.time;
	open_state(&other);
	assert_int_equal(recover(&other), 0);
	assert_int_equal(n_run_files(s), 2);
	close_state(&other);
	assert_int_equal(n_run_files(s), 1);
}

static void a_clean_close_with_an_open_intent_is_told_as_well(void **state)
{
	struct state *s = *state;
	open_state(s);
	(void)append(s, s->customer, JOURNAL_ACT_INTENT, -1);
	close_state(s); /* the outcome could not be written, say */
	assert_int_equal(n_run_files(s), 1);
	open_state(s);
	assert_int_equal(recover(s), 1);
}

static void a_clean_close_leaves_no_run_behind(void **state)
{
	struct state *s = *state;
	open_state(s);
	intent_and_outcome(s);
	close_state(s);
	assert_int_equal(n_run_files(s), 0);
}

static void an_intent_far_back_is_found_by_its_runs_file(void **state)
{
	struct state *s = *state;
	die_while(s, intent_only);
	open_state(s); /* another run writes much before anybody recovers */
	append_hundreds(s, s->vendor, 15);
	close_state(s);
	open_state(s);
	assert_int_equal(recover(s), 1);
	assert_holds(s);
}

/* A child that waits for the word, makes a log, leaves an intent in it and dies. */
static pid_t start_child(const struct state *of, int pipe_fd)
{
	struct state *s = NULL;
	char word = 0;
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid > 0)
		return pid;
	s = test_calloc(1, sizeof(*s));
	*s = *of;
	s->time.clock.ctx = &s->time;
	if (read(pipe_fd, &word, 1) != 1)
		_exit(98);
	open_state(s);
	intent_only(s);
	(void)kill(getpid(), SIGKILL);
	_exit(99);
}

static void let_it_die(pid_t pid, int pipe_fd)
{
	int status = 0;
	assert_int_equal(write(pipe_fd, "x", 1), 1);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGKILL);
}

static void an_intent_in_a_log_made_after_we_opened_is_found(void **state)
{
	struct state *s = *state;
	struct err err = ERR_INIT;
	int fds[2];
	assert_int_equal(pipe(fds), 0);
	pid_t pid = start_child(s, fds[0]);
	must(try_open(s, &err), &err);
	verify_tail(s);
	let_it_die(pid, fds[1]);
	assert_int_equal(recover(s), 1);
	assert_int_equal(count_kind(s, "act.lost"), 1);
	assert_int_equal(n_run_files(s), 1); /* ours */
	assert_holds(s);
	(void)close(fds[0]);
	(void)close(fds[1]);
}

static void a_run_keeps_its_file_while_a_loss_is_not_written(void **state)
{
	struct state *s = *state;
	die_while(s, intent_only);
	open_state(s);
	assert_int_equal(n_run_files(s), 2);
	s->j->state = JOURNAL_READONLY; /* a log that does not verify */
	assert_int_equal(recover(s), 0);
	assert_int_equal(n_run_files(s), 2);
	s->j->state = JOURNAL_OK;
	assert_int_equal(recover(s), 1);
	assert_int_equal(n_run_files(s), 1);
}

static void recovery_waits_for_verification(void **state)
{
	struct state *s = *state;
	struct err err = ERR_INIT;
	bool done = true;
	int lost = 0;
	die_while(s, intent_only);
	must(try_open(s, &err), &err);
	assert_false(db_journal_recover(s->db, 100, &done, &lost, &err));
	assert_int_equal(err.code, ERR_BUSY);
	assert_false(done);
}

static void recovery_makes_the_ballast(void **state)
{
	struct state *s = *state;
	char path[96];
	struct stat st;
	open_state(s);
	assert_int_equal(recover(s), 0);
	(void)snprintf(path, sizeof(path), "%s/ballast", s->dir);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_size, LIMIT_BALLAST);
}

/* A child that appends for ever is killed at random moments; whatever it was doing,
 * what is there afterwards holds and goes on. */
static void append_for_ever(struct state *s)
{
	for (;;) {
		int64_t seq = append(s, s->customer, JOURNAL_ACT_INTENT, -1);
		(void)append(s, s->customer, JOURNAL_ACT_OUTCOME, seq);
	}
}

static void a_process_killed_at_any_moment_leaves_a_journal_that_holds(void **state)
{
	struct state *s = *state;
	for (int i = 0; i < 12; i++) {
		pid_t pid = fork();
		assert_true(pid >= 0);
		if (pid == 0) {
			open_state(s);
			(void)recover(s);
			append_for_ever(s);
			_exit(0);
		}
		(void)usleep(60000u + (unsigned)i * 7919u);
		(void)kill(pid, SIGKILL);
		assert_int_equal(waitpid(pid, NULL, 0), pid);
	}
	open_state(s);
	(void)recover(s);
	assert_int_equal(journal_state(s->j), JOURNAL_OK);
	(void)append(s, s->customer, JOURNAL_IDENTITY, -1);
	assert_int_equal(count_kind(s, "act.intent"),
			 count_kind(s, "act.outcome") + count_kind(s, "act.lost"));
	assert_holds(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_STATE(an_intent_of_a_killed_process_becomes_lost),
		WITH_STATE(an_answered_intent_is_not_lost),
		WITH_STATE(each_log_tells_of_its_own_losses),
		WITH_STATE(a_loss_says_which_act_it_was),
		WITH_STATE(what_was_not_committed_is_not_there),
		WITH_STATE(recovery_happens_once),
		WITH_STATE(an_intent_of_a_living_process_is_left_alone),
		WITH_STATE(a_clean_close_with_an_open_intent_is_told_as_well),
		WITH_STATE(a_clean_close_leaves_no_run_behind),
		WITH_STATE(an_intent_far_back_is_found_by_its_runs_file),
		WITH_STATE(an_intent_in_a_log_made_after_we_opened_is_found),
		WITH_STATE(a_run_keeps_its_file_while_a_loss_is_not_written),
		WITH_STATE(recovery_waits_for_verification),
		WITH_STATE(recovery_makes_the_ballast),
		WITH_STATE(a_process_killed_at_any_moment_leaves_a_journal_that_holds),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

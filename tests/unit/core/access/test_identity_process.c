/* core/access/identity.c: keys from a credential_process. */
#include "tests/unit/core/access/identity_world.h"

static char **argv_of(const char *script)
{
	char **argv = mem_new(4, sizeof(*argv));

	argv[0] = mem_text("/bin/sh");
	argv[1] = mem_text("-c");
	argv[2] = mem_text(script);
	return argv;
}

static void free_argv(char **argv)
{
	for (size_t i = 0; argv[i] != NULL; i++)
		free(argv[i]);
	free(argv);
}

/* The child is real, the clock is not: turns until it has ended. */
static void run_process(struct scene *s, const char *script)
{
	s->plan.source = CRED_PROCESS;
	s->plan.process_argv = argv_of(script);
	s->id = identity_new(&s->opts);
	identity_start(s->id, done, s);
	for (int i = 0; i < 2000 && s->n_done == 0; i++) {
		struct timespec ms = { .tv_nsec = 10000000 };

		(void)nanosleep(&ms, NULL);
		fake_clock_advance(&s->w.clock, 10);
		loop_turn(s->w.loop, 0);
	}
	world_turns(&s->w);
}

static void a_credential_process_is_run(void **state)
{
	struct scene *s = *state;

	fake_expect(s->w.transport, NULL,
		    &(struct fake_reply){ .body = CALLER(IAM "user/mira.kovac") });
	run_process(s, "printf '{\"Version\":1,\"AccessKeyId\":\"ASIAPROC\","
		       "\"SecretAccessKey\":\"canary\",\"SessionToken\":\"canary\","
		       "\"Expiration\":\"2026-11-23T09:00:00Z\"}'");
	assert_true(s->ok);
	assert_string_equal(identity_cred(s->id)->key_id, "ASIAPROC");
	assert_int_equal(identity_caller(s->id)->expires_sec, WORLD_SEC + 3 * 3600);
}

static void a_process_that_fails_is_quoted_by_its_first_line(void **state)
{
	struct scene *s = *state;

	run_process(s, "echo 'please \033[31mlog in' >&2; echo second >&2; exit 3");
	assert_int_equal(s->err.code, ERR_CRED);
	assert_non_null(strstr(s->err.text, "ended with 3: please "));
	assert_null(strstr(s->err.text, "second"));
	assert_null(strchr(s->err.text, '\033'));
}

static void a_process_that_prints_rubbish_is_an_error(void **state)
{
	struct scene *s = *state;

	run_process(s, "echo '{\"Version\":1,\"SecretAccessKey\":\"canary-x\"}'");
	assert_false(s->ok);
	assert_null(strstr(s->err.text, "canary"));
	assert_int_equal(fake_n_sent(s->w.transport), 0);
}

static void a_process_that_hangs_is_ended(void **state)
{
	struct scene *s = *state;

	s->plan.source = CRED_PROCESS;
	s->plan.process_argv = argv_of("exec sleep 600");
	start(s);
	fake_clock_advance(&s->w.clock, 61000);
	world_turns(&s->w);
	assert_int_equal(s->err.code, ERR_TIMEOUT);
}

/* By the clock of the test no time passes: it is the size that ends it. */
static void a_process_that_prints_without_end_is_ended_at_the_ceiling(void **state)
{
	static const char *const scripts[] = { "exec yes canary", "exec yes >&2" };
	struct scene *s = *state;

	s->plan.source = CRED_PROCESS;
	for (size_t i = 0; i < ARRAY_LEN(scripts); i++) {
		s->n_done = 0;
		s->plan.process_argv = argv_of(scripts[i]);
		start(s);
		for (int turn = 0; turn < 2000 && s->n_done == 0; turn++) {
			struct timespec ms = { .tv_nsec = 10000000 };

			(void)nanosleep(&ms, NULL);
			loop_turn(s->w.loop, 0);
		}
		assert_int_equal(s->n_done, 1);
		assert_int_equal(s->err.code, ERR_LIMIT);
		assert_non_null(strstr(s->err.text, "printed more than"));
		if (i == 0)
			free_argv(s->plan.process_argv);
	}
}

static void a_program_that_is_not_there_is_an_error(void **state)
{
	struct scene *s = *state;

	s->plan.source = CRED_PROCESS;
	s->plan.process_argv = argv_of("");
	free(s->plan.process_argv[0]);
	s->plan.process_argv[0] = mem_text("/nowhere/credentials");
	start(s);
	assert_int_equal(s->err.code, ERR_CRED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_credential_process_is_run),
		T(a_process_that_fails_is_quoted_by_its_first_line),
		T(a_process_that_prints_rubbish_is_an_error),
		T(a_process_that_hangs_is_ended),
		T(a_process_that_prints_without_end_is_ended_at_the_ceiling),
		T(a_program_that_is_not_there_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

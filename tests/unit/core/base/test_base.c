/* core/base/base.c: stopping on a bug, memory. */
#include "core/base/base.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static void restore(void)
{
	ssize_t n = write(STDERR_FILENO, "[restored]", 10);
	(void)n; /* the reader sees it */
}

static void restore_with_a_bug(void)
{
	restore();
	bug_unless(1 > 2);
}

/* What a process that stops on a bug says before it ends by SIGABRT. */
static void stop_in_a_child(void (*on_stop)(void), char *ret_text, size_t size)
{
	int ends[2];
	assert_int_equal(pipe(ends), 0);
	pid_t pid = fork();
	if (pid == 0) {
		(void)dup2(ends[1], STDERR_FILENO);
		(void)signal(SIGABRT, SIG_DFL); /* cmocka has its own */
		bug_on_stop(on_stop);
		bug_unless(2 + 2 == 5);
	}
	assert_int_equal(close(ends[1]), 0);
	size_t len = 0;
	ssize_t n = 0;
	while ((n = read(ends[0], ret_text + len, size - 1 - len)) > 0)
		len += (size_t)n;
	ret_text[len] = '\0';
	int status = 0;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGABRT);
	assert_int_equal(close(ends[0]), 0);
}

static void a_bug_restores_the_terminal_then_says_where(void **state)
{
	(void)state;
	char text[1024];
	stop_in_a_child(restore, text, sizeof(text));
	assert_ptr_equal(strstr(text, "[restored]"), text);
	assert_non_null(strstr(text, "2 + 2 == 5"));
	assert_non_null(strstr(text, "test_base.c:"));
	stop_in_a_child(NULL, text, sizeof(text));
	assert_non_null(strstr(text, "2 + 2 == 5"));
}

static void a_bug_while_restoring_does_not_go_round(void **state)
{
	(void)state;
	char text[1024];
	stop_in_a_child(restore_with_a_bug, text, sizeof(text));
	assert_non_null(strstr(text, "1 > 2"));
	assert_ptr_equal(strstr(text + 1, "[restored]"), NULL);
}

static void memory_is_zeroed_and_never_null(void **state)
{
	(void)state;
	char *p = mem_new(10, 10);
	for (size_t i = 0; i < 100; i++)
		assert_int_equal(p[i], 0);
	p = mem_resize(p, 1000, 10);
	assert_non_null(p);
	free(p);
	p = mem_new(0, 10);
	assert_non_null(p);
	free(p);
	assert_null(mem_text(NULL));
	p = mem_text("abc");
	assert_string_equal(p, "abc");
	free(p);
	p = mem_text_n("abc", 2);
	assert_string_equal(p, "ab");
	free(p);
	p = mem_text_n(NULL, 0);
	assert_string_equal(p, "");
	free(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_bug_restores_the_terminal_then_says_where),
		cmocka_unit_test(a_bug_while_restoring_does_not_go_round),
		cmocka_unit_test(memory_is_zeroed_and_never_null),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * How the console behaves towards its terminal and towards who sits there: what is left
 * after a crash, and where copied text goes.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "site.h"

static char *read_state(const char *name)
{
	char path[256];
	char *text = calloc(1, 65536);
	FILE *f = NULL;

	assert_non_null(text);
	(void)snprintf(path, sizeof(path), "%s/candor/%s",
		       site_variable("XDG_STATE_HOME"), name);
	f = fopen(path, "r");
	if (f) {
		(void)!fread(text, 1, 65535, f);
		(void)fclose(f);
	}
	return text;
}

/* ---- crashes ---- */

static void dies_of(struct term *t, int number)
{
	int status = 0;

	term_signal(t, number);
	status = term_wait_exit(t, WAIT_MS);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), number);
	assert_sane(t);
	term_stop(t);
}

static void a_crash_is_told_once_and_stands_in_the_journal(void **state)
{
	struct term *t = NULL;
	char *report = NULL;

	(void)state;
	t = site_start(35, 120);
	dies_of(t, SIGSEGV);
	report = read_state("crash.txt");
	assert_non_null(strstr(report, "signal: 11 SIGSEGV\nversion: "));
	assert_null(strstr(report, "journal: "));
	free(report);
	assert_int_equal(site_count("session.crash"), 0);
	t = site_start(35, 120);
	assert_int_equal(site_count("session.crash"), 1);
	site_command(t, "messages");
	assert_on_screen(t, "The last run ended by signal 11 (SIGSEGV); crash.txt in");
	site_quit(t);
	report = read_state("crash.txt");
	assert_non_null(strstr(report, "\njournal: "));
	free(report);
	t = site_start(35, 120);
	site_command(t, "messages");
	assert_not_on_screen(t, "signal 11");
	site_quit(t);
	assert_int_equal(site_count("session.crash"), 1);
}

static void another_crash_is_another_entry(void **state)
{
	struct term *t = NULL;
	size_t before = site_count("session.crash");

	(void)state;
	t = site_start(35, 120);
	dies_of(t, SIGABRT);
	t = site_start(35, 120);
	site_quit(t);
	assert_int_equal(site_count("session.crash"), before + 1);
}

/* A terminal that takes nothing: the restorer gives up and the program still dies. */
static void a_crash_waits_for_no_terminal(void **state)
{
	static const char *const keys[] = { "?", "Esc", "9", "Ctrl-L", "3", "1" };
	struct term *t = NULL;
	int status = 0;

	(void)state;
	t = site_start(150, 400);
	for (size_t i = 0; i < 20; i++) {
		term_keys(t, keys[i % (sizeof(keys) / sizeof(keys[0]))]);
		term_ignore(t, 100);
	}
	term_signal(t, SIGSEGV);
	status = term_wait_exit_unread(t, 10000);
	assert_true(WIFSIGNALED(status));
	term_listen(t, 200);
	assert_sane(t);
	term_stop(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_crash_is_told_once_and_stands_in_the_journal),
		cmocka_unit_test(another_crash_is_another_entry),
		cmocka_unit_test(a_crash_waits_for_no_terminal),
	};

	return cmocka_run_group_tests(tests, site_setup, site_teardown);
}

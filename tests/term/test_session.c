/*
 * Coming back, on a real terminal: the console begins where it was left, also when a
 * signal or the end of the terminal ended it; what runs is listed and counted; times
 * change everywhere.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "site.h"

static struct term *start(const char *restore)
{
	struct term *t = site_start_with(35, 120, restore);

	term_wait_idle(t, WAIT_MS);
	return t;
}

static void session_path(char path[512])
{
	const char *state = site_variable("XDG_STATE_HOME");

	(void)snprintf(path, 512, "%s/candor/session", state);
}

static void assert_session_is_private(void)
{
	struct stat st;
	char path[512];

	session_path(path);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_true(st.st_size > 0 && st.st_size <= 65536);
}

static void write_session(const char *text)
{
	FILE *f = NULL;
	char path[512];

	session_path(path);
	f = fopen(path, "w");
	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

static void begins_where_it_was_left(void **state)
{
	struct term *t = NULL;

	(void)state;
	t = start("CANDOR_RESTORE=yes");
	site_command(t, "stack aurora-prod-eu-ingest aurora-prod-eu");
	assert_on_screen(t, "Stacks › aurora-prod-eu-ingest");
	site_press(t, "t t t");
	site_quit(t);
	assert_session_is_private();
	t = start("CANDOR_RESTORE=yes");
	assert_on_screen(t, "Stacks › aurora-prod-eu-ingest");
	site_press(t, "t");
	assert_on_screen(t, "Times: UTC");
	site_press(t, "[");
	assert_on_screen(t, "sorted by");
	site_quit(t);
}

static void begins_at_the_fleet_when_told_to(void **state)
{
	struct term *t = NULL;

	(void)state;
	t = start("CANDOR_RESTORE=yes");
	site_press(t, "Enter");
	assert_on_screen(t, "› Overview");
	site_quit(t);
	t = start("CANDOR_RESTORE=no");
	assert_on_screen(t, "sorted by");
	site_quit(t);
}

static void a_signal_loses_no_place(void **state)
{
	struct term *t = NULL;
	int status = 0;

	(void)state;
	t = start("CANDOR_RESTORE=yes");
	site_press(t, "1 9");
	assert_on_screen(t, "Journal");
	term_signal(t, SIGTERM);
	site_ends_with(t, 128 + SIGTERM);
	t = start("CANDOR_RESTORE=yes");
	assert_on_screen(t, "Where you left off; --fresh begins anew.");
	assert_on_screen(t, "SEQ TIME UTC");
	site_press(t, "1 3");
	assert_on_screen(t, "› Stacks");
	term_hang_up(t);
	status = term_wait_exit(t, WAIT_MS);
	assert_true(WIFEXITED(status));
	term_stop(t);
	t = start("CANDOR_RESTORE=yes");
	assert_on_screen(t, "› Stacks");
	site_quit(t);
}

static void another_file_is_a_sentence_and_no_more(void **state)
{
	struct term *t = NULL;

	(void)state;
	write_session("place fleet\n\x1b[2J\n");
	t = start("CANDOR_RESTORE=yes");
	assert_on_screen(t, "sorted by");
	site_command(t, "messages");
	assert_on_screen(t, "is no session of this version of candor");
	site_quit(t);
}

static size_t times_on(struct term *t, const char *word)
{
	char *text = term_text(t);
	size_t n = 0;

	for (const char *at = strstr(text, word); at; at = strstr(at + 1, word))
		n++;
	free(text);
	return n;
}

static void a_theme_that_is_gone_is_said_once(void **state)
{
	struct term *t = NULL;

	(void)state;
	write_session("candor-session 1\ntheme gone\n");
	t = start("CANDOR_RESTORE=yes");
	site_press(t, "j"); /* the note below the list goes */
	site_command(t, "messages");
	assert_int_equal(times_on(t, "▲ there is no theme \"gone\""), 1);
	assert_not_on_screen(t, "×2");
	site_quit(t);
}

static void what_runs_and_what_it_cost_can_be_seen(void **state)
{
	struct term *t = NULL;

	(void)state;
	t = start("CANDOR_RESTORE=no");
	site_command(t, "jobs");
	assert_on_screen(t, "Nothing runs now.");
	site_command(t, "calls");
	assert_on_screen(t, "DescribeStacks");
	assert_on_screen(t, "AssumeRole");
	site_quit(t);
}

static void a_panel_takes_the_whole_screen_and_gives_it_back(void **state)
{
	struct term *t = NULL;

	(void)state;
	t = start("CANDOR_RESTORE=no");
	site_command(t, "stack aurora-prod-eu-ingest aurora-prod-eu");
	assert_on_screen(t, "Outputs");
	site_press(t, "Tab F");
	assert_on_screen(t, "whole screen");
	assert_not_on_screen(t, "Outputs");
	site_press(t, "F");
	assert_on_screen(t, "Outputs");
	site_quit(t);
}

/* The console goes on meanwhile, and sees the journal as soon as it can. */
static void another_process_has_the_index(void **state)
{
	struct term *t = NULL;
	char path[512];

	(void)state;
	(void)snprintf(path, sizeof(path), "%s/candor/index.db.lock",
		       site_variable("XDG_STATE_HOME"));
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	assert_int_equal(flock(fd, LOCK_EX), 0);
	t = start(NULL);
	site_command(t, "journal");
	assert_on_screen(t, "The journal is being opened.");
	assert_int_equal(flock(fd, LOCK_UN), 0); /* the terminal's leader has it too */
	assert_int_equal(close(fd), 0);
	site_wait_text(t, "mira.kovac  observe");
	site_quit(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(begins_where_it_was_left),
		cmocka_unit_test(begins_at_the_fleet_when_told_to),
		cmocka_unit_test(a_signal_loses_no_place),
		cmocka_unit_test(another_file_is_a_sentence_and_no_more),
		cmocka_unit_test(a_theme_that_is_gone_is_said_once),
		cmocka_unit_test(what_runs_and_what_it_cost_can_be_seen),
		cmocka_unit_test(another_process_has_the_index),
		cmocka_unit_test(a_panel_takes_the_whole_screen_and_gives_it_back),
	};

	return cmocka_run_group_tests(tests, site_setup, site_teardown);
}

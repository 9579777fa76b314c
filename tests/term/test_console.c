/*
 * The real console on a real terminal against a sandbox of its own: what is painted
 * from the cache, the way to an event, every way out, and text from AWS that tries to
 * drive the terminal.  Skipped where the sandbox cannot be started.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "site.h"

static void leads_from_the_fleet_to_the_first_cause(void **state)
{
	struct term *t = NULL;

	(void)state;
	t = site_start(35, 120);
	assert_on_screen(t, "SANDBOX");
	assert_on_screen(t, "Why aurora-prod-eu is CRIT");
	assert_on_screen(t, "ok 7  denied 1");
	site_press(t, "Enter");
	assert_on_screen(t, "Fleet › aurora-prod-eu › Overview");
	site_press(t, "3 Enter");
	assert_on_screen(t, "Stacks › aurora-prod-eu-ingest");
	assert_on_screen(t, "first cause");
	assert_on_screen(t, "OffsetsTable");
	site_press(t, "J");
	assert_on_screen(t, "as the customer reads it");
	assert_on_screen(t, "signals.refresh");
	site_press(t, ":");
	term_type(t, "quit");
	term_keys(t, "Enter");
	site_ends_with(t, 0);
}

static void paints_the_cache_first_and_says_what_is_wrong(void **state)
{
	struct term *t = NULL;

	(void)state;
	t = site_start_with(24, 80, "AWS_ENDPOINT_URL=https://127.0.0.1:1");
	term_wait_idle(t, WAIT_MS);
	assert_on_screen(t, "aurora-prod-eu");
	assert_on_screen(t, "as of ");
	site_press(t, "j Enter");
	assert_on_screen(t, "Overview");
	site_press(t, "q q");
	term_listen(t, 400); /* a dialog is deaf at first */
	site_press(t, "Tab");
	term_keys(t, "Enter");
	site_ends_with(t, 0);
}

static void survives_a_storm_of_resizes(void **state)
{
	struct term *t = NULL;

	(void)state;
	t = site_start(35, 120);
	for (int i = 0; i < 200; i++)
		term_resize(t, 8 + i % 40, 30 + (i * 7) % 110);
	term_resize(t, 24, 80);
	site_press(t, "j k");
	assert_on_screen(t, "[1Flt]");
	assert_on_screen(t, "aurora-lab-us");
	term_resize(t, 9, 39);
	site_press(t, "Ctrl-L");
	assert_on_screen(t, "needs 40×10, is 39×9");
	term_keys(t, "q q");
	site_ends_with(t, 0);
}

static void is_silent_while_nothing_changes(void **state)
{
	struct term *t = NULL;
	size_t before = 0;

	(void)state;
	t = site_start(35, 120);
	site_press(t, "j");
	before = term_bytes(t);
	term_listen(t, 1500);
	assert_int_equal(term_bytes(t), before);
	term_keys(t, "Ctrl-C Ctrl-C");
	site_ends_with(t, 0);
}

static void ends_by_sigterm_in_order(void **state)
{
	struct term *t = NULL;

	(void)state;
	t = site_start(35, 120);
	term_signal(t, SIGTERM);
	site_ends_with(t, 128 + SIGTERM);
}

static void ends_in_order_when_the_terminal_is_gone(void **state)
{
	struct term *t = NULL;
	int status = 0;

	(void)state;
	t = site_start(35, 120);
	term_hang_up(t);
	status = term_wait_exit(t, WAIT_MS);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 128 + SIGHUP);
	term_stop(t);
	assert_journal_verifies();
}

/* A stalled line: frames pile up, and no write may wait for them to be read. */
static void ends_in_order_when_nobody_reads_the_terminal(void **state)
{
	struct term *t = NULL;
	int status = 0;

	(void)state;
	t = site_start_stalled(30, 150);
	term_signal(t, SIGTERM);
	status = term_wait_exit_unread(t, WAIT_MS);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 128 + SIGTERM);
	term_listen(t, 200);
	assert_sane(t);
	term_stop(t);
	assert_journal_verifies();
}

/* What was not read is shown when it is read again, and then the newest. */
static void catches_up_when_the_terminal_is_read_again(void **state)
{
	struct term *t = NULL;

	(void)state;
	t = site_start(150, 400);
	for (size_t i = 0; i < 12; i++) {
		term_keys(t, i % 2 ? "Ctrl-L" : i % 4 ? "9" : "1");
		term_ignore(t, 150);
	}
	site_press(t, "1");
	assert_on_screen(t, "Why aurora-prod-eu is CRIT");
	assert_on_screen(t, "[1 Fleet]");
	term_keys(t, "Ctrl-C Ctrl-C");
	site_ends_with(t, 0);
}

static void gives_the_terminal_back_when_it_crashes(void **state)
{
	struct term *t = NULL;
	int status = 0;

	(void)state;
	t = site_start(35, 120);
	term_signal(t, SIGSEGV);
	status = term_wait_exit(t, WAIT_MS);
	assert_true(WIFSIGNALED(status));
	assert_sane(t);
	term_stop(t);
	assert_journal_verifies();
}

static void stops_and_comes_back(void **state)
{
	struct term *t = NULL;

	(void)state;
	t = site_start(35, 120);
	term_keys(t, "Ctrl-Z");
	term_wait_stopped(t, WAIT_MS);
	assert_sane(t);
	term_signal(t, SIGCONT);
	site_press(t, "Ctrl-L");
	assert_on_screen(t, "Why aurora-prod-eu is CRIT");
	term_keys(t, "Ctrl-C Ctrl-C");
	site_ends_with(t, 0);
}

/* SIGSTOP is not to be caught: the shell changes the settings meanwhile. */
static void goes_on_after_a_stop_that_nothing_catches(void **state)
{
	struct term *t = NULL;

	(void)state;
	t = site_start(35, 120);
	term_signal(t, SIGSTOP);
	term_wait_stopped(t, WAIT_MS);
	term_reset(t);
	term_signal(t, SIGCONT);
	term_wait_idle(t, WAIT_MS);
	assert_false(term_settings(t).c_lflag & (ECHO | ICANON));
	assert_true(term_paste_mode(t));
	assert_on_screen(t, "Why aurora-prod-eu is CRIT");
	term_keys(t, "Ctrl-C Ctrl-C");
	site_ends_with(t, 0);
}

/* A configuration whose person needs an MFA code. */
static void write_conf_of_jo(const char *path)
{
	char line[1024];
	FILE *from = fopen(site_variable("CANDOR_CONFIG"), "r");
	FILE *to = fopen(path, "w");

	assert_non_null(from);
	assert_non_null(to);
	while (fgets(line, sizeof(line), from))
		(void)fputs(strncmp(line, "profile ", 8) == 0 ? "profile = ops-jo\n"
							      : line,
			    to);
	(void)fclose(from);
	assert_int_equal(chmod(path, 0600), 0);
	assert_int_equal(fclose(to), 0);
}

static void the_question_for_a_code_gives_echo_back_while_it_is_stopped(void **state)
{
	char conf[96];
	const char *const argv[] = { CANDOR,     "status", "aurora-lab-us",
				     "--config", conf,     NULL };
	struct term *t = NULL;
	int status = 0;

	(void)state;
	(void)snprintf(conf, sizeof(conf), "%s/jo.conf", site_dir);
	write_conf_of_jo(conf);
	t = term_start(24, 80, argv, (const char *const *)site_env);
	site_wait_text(t, "MFA code");
	assert_false(term_settings(t).c_lflag & ECHO);
	term_keys(t, "Ctrl-Z");
	term_wait_stopped(t, WAIT_MS);
	assert_true(term_settings(t).c_lflag & ECHO);
	term_signal(t, SIGCONT);
	for (int ms = 0; ms < WAIT_MS && (term_settings(t).c_lflag & ECHO); ms += 50)
		term_listen(t, 50);
	assert_false(term_settings(t).c_lflag & ECHO);
	term_keys(t, "Ctrl-C");
	status = term_wait_exit(t, WAIT_MS);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 128 + SIGINT);
	assert_sane(t);
	term_stop(t);
}

/* One byte more in an entry, as somebody with the file could change it. */
static void break_the_journal(const char *state_home)
{
	char path[160];
	const char *const argv[] = {
		"/usr/bin/env",
		"python3",
		"-c",
		"import sqlite3, sys\n"
		"db = sqlite3.connect(sys.argv[1])\n"
		"(guard,) = db.execute(\"select sql from sqlite_master where name = "
		"'entry_no_update'\").fetchone()\n"
		"db.execute('drop trigger entry_no_update')\n"
		"db.execute(\"update entry set leaf = cast(leaf || x'20' as blob) "
		"where n = 1\")\n"
		"db.execute(guard)\n"
		"db.commit()\n",
		path,
		NULL
	};

	(void)snprintf(path, sizeof(path), "%s/candor/journal.db", state_home);
	assert_int_equal(site_run(argv, NULL), 0);
}

static void ends_with_5_when_the_journal_does_not_verify(void **state)
{
	char home[128];
	const char *const argv[] = { CANDOR, "status", "aurora-lab-us", NULL };
	struct term *t = NULL;

	(void)state;
	(void)snprintf(home, sizeof(home), "XDG_STATE_HOME=%s/broken", site_dir);
	site_env[site_n_env] = home;
	(void)site_run(argv, (const char *const *)site_env);
	site_env[site_n_env] = NULL;
	break_the_journal(strchr(home, '=') + 1);
	t = site_start_with(24, 80, home);
	term_wait_idle(t, WAIT_MS);
	site_wait_text(t, "journal");
	site_press(t, "V");
	site_wait_text(t, "does not verify");
	term_keys(t, "Ctrl-C Ctrl-C");
	site_ends_with(t, 5);
}

/* The state directory is moved away under the console: said, with what to do. */
static void a_journal_that_is_gone_is_said_with_what_to_do(void **state)
{
	char home[128], dir[160], away[160];
	struct term *t = NULL;

	(void)state;
	(void)snprintf(home, sizeof(home), "XDG_STATE_HOME=%s/gone", site_dir);
	(void)snprintf(dir, sizeof(dir), "%s/gone/candor", site_dir);
	(void)snprintf(away, sizeof(away), "%s/gone/away", site_dir);
	t = site_start_with(35, 120, home);
	term_wait_idle(t, WAIT_MS);
	site_wait_text(t, "fleet.refresh"); /* the first round is over */
	assert_int_equal(rename(dir, away), 0);
	site_press(t, "r");
	site_wait_text(t, "journal BROKEN");
	site_command(t, "fleet");
	site_press(t, "j"); /* no message stands in the strip any more */
	assert_on_screen(t, "bring back journal.db, start candor again");
	site_command(t, "doctor");
	assert_not_on_screen(t, "not made yet");
	site_press(t, "/");
	term_type(t, "BROKEN:");
	site_press(t, "Enter");
	assert_on_screen(t, "problem: BROKEN: bring back journal.db");
	assert_on_screen(t, "deleted or moved away while in use");
	term_keys(t, "Ctrl-C Ctrl-C");
	site_ends_with(t, 5);
}

static void text_from_aws_does_not_drive_the_terminal(void **state)
{
	struct term *t = NULL;

	(void)state;
	t = site_start(35, 120);
	site_press(t, "Enter 3");
	site_press(t, ":");
	term_type(t, "stack aurora-lab-us-api aurora-lab-us");
	site_press(t, "Enter");
	assert_on_screen(t, "aurora-lab-us-api");
	assert_on_screen(t, "‹U+");
	assert_true(term_alternate(t));
	assert_clipboard(t, NULL);
	site_press(t, "Tab G");
	assert_true(term_alternate(t));
	assert_clipboard(t, NULL);
	term_keys(t, "Ctrl-C Ctrl-C");
	site_ends_with(t, 0);
}

static void without_colour_it_is_mono(void **state)
{
	struct term *t = NULL;

	(void)state;
	t = site_start_with(24, 80, "NO_COLOR=1");
	term_wait_idle(t, WAIT_MS);
	assert_colourless(t);
	term_keys(t, "Ctrl-C Ctrl-C");
	site_ends_with(t, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(leads_from_the_fleet_to_the_first_cause),
		cmocka_unit_test(paints_the_cache_first_and_says_what_is_wrong),
		cmocka_unit_test(survives_a_storm_of_resizes),
		cmocka_unit_test(is_silent_while_nothing_changes),
		cmocka_unit_test(ends_by_sigterm_in_order),
		cmocka_unit_test(ends_in_order_when_the_terminal_is_gone),
		cmocka_unit_test(ends_in_order_when_nobody_reads_the_terminal),
		cmocka_unit_test(catches_up_when_the_terminal_is_read_again),
		cmocka_unit_test(gives_the_terminal_back_when_it_crashes),
		cmocka_unit_test(stops_and_comes_back),
		cmocka_unit_test(goes_on_after_a_stop_that_nothing_catches),
		cmocka_unit_test(
			the_question_for_a_code_gives_echo_back_while_it_is_stopped),
		cmocka_unit_test(ends_with_5_when_the_journal_does_not_verify),
		cmocka_unit_test(a_journal_that_is_gone_is_said_with_what_to_do),
		cmocka_unit_test(text_from_aws_does_not_drive_the_terminal),
		cmocka_unit_test(without_colour_it_is_mono),
	};

	return cmocka_run_group_tests(tests, site_setup, site_teardown);
}

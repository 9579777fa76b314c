/* Copied text on a real terminal: through the terminal itself, by a program, into a
 * file. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "site.h"

static void without_anything_better_it_goes_through_the_terminal(void **state)
{
	struct term *t = NULL;

	(void)state;
	t = site_start(35, 200);
	assert_clipboard(t, NULL);
	site_command(t, "dump");
	assert_non_null(term_clipboard(t));
	assert_on_screen(t, "Copied its path by OSC 52; nothing there? :copy file");
	site_quit(t);
}

/* From the fleet to a file: what is copied is what the cursor stands on. */
static void y_copies_the_row_and_copy_file_writes_it(void **state)
{
	struct term *t = NULL;
	char *text = NULL;

	(void)state;
	t = site_start(35, 120);
	site_command(t, "copy file");
	assert_on_screen(t, "Nothing was copied yet");
	assert_clipboard(t, NULL);
	site_press(t, "y");
	assert_clipboard(t, "aurora-prod-eu");
	assert_on_screen(t, "Copied the installation name aurora-prod-eu by OSC 52; "
			    "nothing there? :copy file");
	site_press(t, "j y");
	assert_clipboard(t, "shinonome-test-sg");
	site_command(t, "copy file");
	assert_on_screen(t, "/candor/copied.txt");
	text = site_state("copied.txt");
	assert_string_equal(text, "shinonome-test-sg");
	free(text);
	site_quit(t);
}

/* The sentence fits, and what was copied is still known by both its ends. */
static void a_long_name_is_cut_in_the_middle(void **state)
{
	struct term *t = NULL;

	(void)state;
	t = site_start(24, 80);
	site_press(t, "3");
	assert_on_screen(t, "aurora-prod-eu-ingest");
	site_press(t, "Y");
	assert_on_screen(t, "Copied the ARN arn:aws:");
	assert_on_screen(t, " by OSC 52; nothing there? :copy file");
	site_quit(t);
}

static void a_command_of_the_operator_comes_first(void **state)
{
	char setting[160];
	char path[128];
	char text[512] = "";
	struct term *t = NULL;
	FILE *f = NULL;

	(void)state;
	(void)snprintf(path, sizeof(path), "%s/copied by us", site_dir);
	(void)snprintf(setting, sizeof(setting), "CANDOR_CLIPBOARD=tee '%s'", path);
	t = site_start_with(35, 200, setting);
	term_wait_idle(t, WAIT_MS);
	site_command(t, "dump");
	assert_clipboard(t, NULL);
	assert_on_screen(t, "by the clipboard command.");
	site_quit(t);
	f = fopen(path, "r");
	assert_non_null(f);
	assert_non_null(fgets(text, sizeof(text), f));
	(void)fclose(f);
	assert_non_null(strstr(text, "/dumps/dump-"));
}

/* Text is handed to it, and nothing that opens an account. */
static void a_clipboard_program_gets_no_credentials(void **state)
{
	char path[128];
	char setting[256];
	char line[4096];
	bool found = false;
	struct term *t = NULL;
	FILE *f = NULL;

	(void)state;
	(void)snprintf(path, sizeof(path), "%s/environment", site_dir);
	(void)snprintf(setting, sizeof(setting), "CANDOR_CLIPBOARD=sh -c 'env > %s'",
		       path);
	t = site_start_env(35, 200, setting, "AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI",
			   NULL);
	term_wait_idle(t, WAIT_MS);
	site_press(t, "y");
	assert_on_screen(t, "by the clipboard command.");
	site_quit(t);
	f = fopen(path, "r");
	assert_non_null(f);
	while (fgets(line, sizeof(line), f)) {
		assert_null(strstr(line, "AWS_"));
		found = found || strncmp(line, "HOME=", 5) == 0;
	}
	(void)fclose(f);
	assert_true(found);
}

/* wl-copy and xclip leave a process behind that holds the text, and our pipes. */
static void a_program_that_stays_is_not_waited_for(void **state)
{
	char path[128];
	char variable[160];
	struct term *t = NULL;
	FILE *f = NULL;

	(void)state;
	(void)snprintf(path, sizeof(path), "%s/wl-copy", site_dir);
	f = fopen(path, "w");
	assert_non_null(f);
	(void)fputs("#!/bin/sh\ncat > \"$0.got\"\nsleep 20 &\n", f);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(chmod(path, 0700), 0);
	(void)snprintf(variable, sizeof(variable), "PATH=%s:/usr/bin:/bin", site_dir);
	t = site_start_env(35, 200, variable, "WAYLAND_DISPLAY=wayland-9", NULL);
	term_wait_idle(t, WAIT_MS);
	site_press(t, "y");
	assert_on_screen(t, "by wl-copy.");
	assert_clipboard(t, NULL);
	site_quit(t);
	t = site_start_env(35, 200, variable, "WAYLAND_DISPLAY=wayland-9",
			   "SSH_CONNECTION=192.0.2.1 5 192.0.2.2 22");
	term_wait_idle(t, WAIT_MS);
	site_press(t, "y"); /* the display is elsewhere */
	assert_clipboard(t, "aurora-prod-eu");
	site_quit(t);
}

static void what_fails_is_named_beside_what_worked(void **state)
{
	struct term *t = NULL;

	(void)state;
	t = site_start_env(35, 400, "CANDOR_CLIPBOARD=sh -c 'echo no luck >&2; exit 3'",
			   "TMUX=/nonexistent/socket,1,0", NULL);
	term_wait_idle(t, WAIT_MS);
	site_command(t, "dump");
	assert_non_null(term_clipboard(t));
	assert_on_screen(t, "the clipboard command: no luck");
	assert_on_screen(t, "tmux: ");
	site_quit(t);
}

/* The loop goes on while it hangs, and Ctrl-C ends it. */
static void a_command_that_hangs_can_be_given_up(void **state)
{
	struct term *t = NULL;

	(void)state;
	t = site_start_with(35, 200, "CANDOR_CLIPBOARD=sleep 3600");
	term_wait_idle(t, WAIT_MS);
	term_keys(t, ":");
	term_type(t, "dump");
	term_keys(t, "Enter ?");
	site_wait_text(t, "Help");
	site_press(t, "Ctrl-C");
	assert_clipboard(t, NULL);
	assert_on_screen(t, "Gave up what was running");
	site_press(t, "Esc");
	site_command(t, "messages");
	assert_on_screen(t, "Not copied: cancelled.");
	term_ignore(t, 1100); /* Ctrl-C twice within a second quits */
	site_quit(t);
}

static void off_is_off_and_no_osc_reaches_a_terminal_without(void **state)
{
	struct term *t = NULL;

	(void)state;
	t = site_start_with(35, 200, "CANDOR_CLIPBOARD=off");
	term_wait_idle(t, WAIT_MS);
	site_command(t, "dump");
	assert_clipboard(t, NULL);
	assert_on_screen(t, "the clipboard is off");
	site_quit(t);
	t = site_start_with(35, 200, "TERM=linux");
	term_wait_idle(t, WAIT_MS);
	site_command(t, "dump");
	assert_clipboard(t, NULL);
	assert_on_screen(t, "no clipboard that is known");
	site_quit(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_anything_better_it_goes_through_the_terminal),
		cmocka_unit_test(y_copies_the_row_and_copy_file_writes_it),
		cmocka_unit_test(a_long_name_is_cut_in_the_middle),
		cmocka_unit_test(a_command_of_the_operator_comes_first),
		cmocka_unit_test(a_clipboard_program_gets_no_credentials),
		cmocka_unit_test(a_program_that_stays_is_not_waited_for),
		cmocka_unit_test(what_fails_is_named_beside_what_worked),
		cmocka_unit_test(a_command_that_hangs_can_be_given_up),
		cmocka_unit_test(off_is_off_and_no_osc_reaches_a_terminal_without),
	};

	return cmocka_run_group_tests(tests, site_setup, site_teardown);
}

/*
 * keys.conf and the real console on a terminal: rebound, unbound, in conflict, refused,
 * read again, and not lost on the way out.
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
#include <unistd.h>

#include <cmocka.h>

#include "site.h"

/* keys.conf beside the sandbox's candor.conf; NULL: none. */
static void write_keys(const char *text, mode_t mode)
{
	char path[256];
	const char *conf = site_variable("CANDOR_CONFIG");
	FILE *f = NULL;

	(void)snprintf(path, sizeof(path), "%.*s/keys.conf",
		       (int)(strrchr(conf, '/') - conf), conf);
	(void)unlink(path);
	if (!text)
		return;
	f = fopen(path, "w");
	assert_non_null(f);
	(void)fputs(text, f);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(chmod(path, mode), 0);
}

static int forget_keys(void **state)
{
	(void)state;
	write_keys(NULL, 0);
	return 0;
}

/* At the fleet, wherever the last one was left. */
static struct term *begin(int rows, int cols)
{
	struct term *t = site_start_with(rows, cols, "CANDOR_RESTORE=no");

	term_wait_idle(t, WAIT_MS);
	return t;
}

static void keys_do_what_the_file_says(void **state)
{
	struct term *t = NULL;

	(void)state;
	write_keys("[all]\nhelp = H F1\n[fleet]\nopen = o\nquit = none\n", 0600);
	t = begin(35, 120);
	assert_on_screen(t, "o open");
	assert_on_screen(t, "H help");
	site_press(t, "Enter");
	assert_on_screen(t, "Enter does nothing here; H lists the keys.");
	site_press(t, "q");
	assert_on_screen(t, "q does nothing here");
	site_press(t, "o");
	assert_on_screen(t, "[2 Overview]");
	site_press(t, "q");
	assert_on_screen(t, "[1 Fleet]");
	site_press(t, "H");
	assert_on_screen(t, "Not as built in, here: Enter (nothing), ? (nothing).");
	term_type(t, "key:o");
	term_wait_idle(t, WAIT_MS);
	assert_on_screen(t, "Open the overview");
	site_press(t, "Esc Esc");
	site_quit(t);
}

static void what_is_wrong_is_told_with_its_lines(void **state)
{
	struct term *t = NULL;

	(void)state;
	write_keys("[all]\nrefresh = x F5\n[flet]\nmark = m\n[all]\nquit = x q\n"
		   "redraw = Ctrl-L Ctrl-A\n",
		   0600);
	t = begin(35, 120);
	site_command(t, "keys");
	assert_on_screen(t,
			 "keys.conf:6: x is bound to quit here and to refresh at line "
			 "2; line 6 wins");
	assert_on_screen(t,
			 "keys.conf:3: \"flet\" is no view: its lines have no effect; "
			 "did you mean fleet?");
	assert_on_screen(
		t, "keys.conf:7: \"Ctrl-A\" is not bound: tmux and screen take it "
		   "as their prefix");
	site_command(t, "messages");
	assert_on_screen(t, "keys.conf:6: x is bound to quit here");
	site_quit(t);
}

static void the_file_is_read_again_on_request(void **state)
{
	struct term *t = NULL;

	(void)state;
	write_keys(NULL, 0);
	t = begin(35, 120);
	site_press(t, "K");
	assert_on_screen(t, "K does nothing here; ? lists the keys.");
	site_press(t, "K");
	assert_on_screen(
		t, "K does nothing here. :keys shows how to bind it: [fleet] NAME "
		   "= K");
	write_keys("[fleet]\nopen = K\n", 0600);
	site_command(t, "keys reload");
	assert_on_screen(t, "The keys are read again: no problem.");
	site_press(t, "K");
	assert_on_screen(t, "[2 Overview]");
	site_press(t, "1");
	write_keys("[fleet]\nopen = K\nnonsense\n", 0620);
	site_command(t, "keys reload");
	assert_on_screen(t, "The keys are read again: 1 problem; :keys lists what is "
			    "wrong.");
	site_press(t, "Enter");
	assert_on_screen(t, "[2 Overview]");
	site_quit(t);
}

static void a_file_that_is_saved_is_read_again(void **state)
{
	struct term *t = NULL;

	(void)state;
	write_keys("[fleet]\nopen = K\n", 0600);
	t = begin(35, 120);
	assert_on_screen(t, "K open");
	write_keys("[fleet]\nopen = L\n", 0600);
	site_wait_text(t, "The keys are read again: no problem.");
	site_wait_text(t, "L open");
	site_quit(t);
}

static void no_file_takes_the_way_out(void **state)
{
	struct term *t = NULL;

	(void)state;
	write_keys("[all]\nquit = none\nback = none\nhelp = none\ncommand = none\n"
		   "cancel = none\ndown = q Esc ? F1 : Ctrl-C\n",
		   0600);
	t = begin(24, 80);
	site_press(t, "?");
	assert_on_screen(t, "Help");
	site_press(t, "Esc 3 Esc");
	assert_on_screen(t, "[1Flt]");
	site_press(t, "q");
	assert_on_screen(t, "Quit candor");
	site_press(t, "Esc");
	term_signal(t, SIGTERM);
	site_ends_with(t, 128 + SIGTERM);
}

static void a_preset_begins_with_other_keys(void **state)
{
	struct term *t = NULL;

	(void)state;
	write_keys(NULL, 0);
	t = site_start_env(35, 120, "CANDOR_KEYS=less", "CANDOR_RESTORE=no", NULL);
	term_wait_idle(t, WAIT_MS);
	site_press(t, "h");
	assert_on_screen(t, "Help");
	site_press(t, "Esc");
	site_command(t, "keys");
	assert_on_screen(t, "less  (CANDOR_KEYS; default, k9s or less)");
	assert_on_screen(t, "preset less");
	site_quit(t);
}

static void send_text(struct term *t, const char *bytes)
{
	term_send(t, bytes, strlen(bytes));
	term_wait_idle(t, WAIT_MS);
}

/* Terminals disagree about F1, Home and End, and lie about who they are. */
static void keys_of_every_terminal_are_understood(void **state)
{
	static const char *const terms[] = { "TERM=xterm-256color", "TERM=linux",
					     "TERM=screen-256color", "TERM=vt100" };
	static const char *const f1[] = { "\033OP", "\033[11~", "\033[[A" };
	static const char *const end[] = { "\033[F", "\033OF", "\033[4~", "\033[8~" };
	static const char *const home[] = { "\033[H", "\033OH", "\033[1~", "\033[7~" };

	(void)state;
	write_keys(NULL, 0);
	for (size_t i = 0; i < sizeof(terms) / sizeof(terms[0]); i++) {
		struct term *t =
			site_start_env(35, 120, terms[i], "CANDOR_RESTORE=no", NULL);

		term_wait_idle(t, WAIT_MS);
		for (size_t j = 0; j < sizeof(f1) / sizeof(f1[0]); j++) {
			send_text(t, f1[j]);
			assert_on_screen(t, "Help");
			send_text(t, f1[j]);
			assert_not_on_screen(t, "Help");
		}
		for (size_t j = 0; j < sizeof(end) / sizeof(end[0]); j++) {
			send_text(t, end[j]);
			assert_on_screen(t, "row 8/8");
			send_text(t, home[j]);
			assert_on_screen(t, "row 1/8");
		}
		site_press(t, "Enter");
		assert_on_screen(t, "Overview");
		send_text(t, "\033[Z"); /* S-Tab */
		assert_not_on_screen(t, "does nothing here");
		site_quit(t);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(keys_do_what_the_file_says, forget_keys),
		cmocka_unit_test_teardown(what_is_wrong_is_told_with_its_lines,
					  forget_keys),
		cmocka_unit_test_teardown(the_file_is_read_again_on_request,
					  forget_keys),
		cmocka_unit_test_teardown(a_file_that_is_saved_is_read_again,
					  forget_keys),
		cmocka_unit_test_teardown(no_file_takes_the_way_out, forget_keys),
		cmocka_unit_test_teardown(a_preset_begins_with_other_keys, forget_keys),
		cmocka_unit_test(keys_of_every_terminal_are_understood),
	};

	return cmocka_run_group_tests(tests, site_setup, site_teardown);
}

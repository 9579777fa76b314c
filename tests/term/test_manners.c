/* Manners on a real terminal: crashes, the mouse, signs, a dump, frames and colours. */
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
	report = site_state("crash.txt");
	assert_non_null(strstr(report, "signal: 11 SIGSEGV\nversion: "));
	assert_null(strstr(report, "journal: "));
	free(report);
	assert_int_equal(site_count("session.crash"), 0);
	t = site_start(35, 120);
	assert_int_equal(site_count("session.crash"), 1);
	site_command(t, "messages");
	assert_on_screen(t, "The last run ended by signal 11 (SIGSEGV); crash.txt in");
	site_quit(t);
	report = site_state("crash.txt");
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
	struct term *t = NULL;
	int status = 0;

	(void)state;
	t = site_start_stalled(20, 100);
	term_signal(t, SIGSEGV);
	status = term_wait_exit_unread(t, WAIT_MS);
	assert_true(WIFSIGNALED(status));
	term_listen(t, 200);
	assert_sane(t);
	term_stop(t);
}

/* ---- the mouse ---- */

static void term_press_at(struct term *t, int row, int col, int button)
{
	char bytes[64];

	(void)snprintf(bytes, sizeof(bytes), "\033[<%d;%d;%dM\033[<%d;%d;%dm", button,
		       col + 1, row + 1, button, col + 1, row + 1);
	term_type(t, bytes);
	site_press(t, "Ctrl-L"); /* what is ignored would be answered by nothing */
}

/* The row of the screen on which a text stands first. */
static int row_of(const struct term *t, const char *text)
{
	char *screen = term_text(t);
	const char *at = strstr(screen, text);
	int row = 0;

	assert_non_null(at);
	for (const char *p = screen; p < at; p++)
		row += *p == '\n';
	free(screen);
	return row;
}

static int cursor_row(const struct term *t)
{
	int row = 0;
	int col = 0;

	term_cursor(t, &row, &col);
	assert_true(term_cursor_visible(t));
	return row;
}

static void the_mouse_is_the_terminals_until_it_is_asked_for(void **state)
{
	struct term *t = NULL;
	int row = 0;

	(void)state;
	t = site_start(35, 120);
	assert_false(term_mouse_mode(t));
	row = row_of(t, " aurora-lab-us");
	assert_int_not_equal(cursor_row(t), row);
	term_type(t, "\033[<0;5;9M"); /* nobody asked: nothing at all */
	site_press(t, "F2");
	assert_true(term_mouse_mode(t));
	assert_on_screen(t, "Shift-drag selects text");
	term_press_at(t, row, 20, 0);
	assert_int_equal(cursor_row(t), row);
	assert_on_screen(t, "[1 Fleet]"); /* selected, not opened */
	term_press_at(t, row, 20, 0);
	assert_on_screen(t, "[1 Fleet]"); /* twice opens nothing either */
	term_press_at(t, row - 1, 20, 2);
	assert_int_equal(cursor_row(t), row); /* another button */
	term_press_at(t, 0, 5, 0);
	term_press_at(t, 34, 5, 0);
	assert_int_equal(cursor_row(t), row); /* no row there */
	term_press_at(t, 10, 10, 65);
	assert_int_not_equal(cursor_row(t), row); /* the wheel */
	term_press_at(t, 10, 10, 64);
	site_command(t, "mouse off");
	assert_false(term_mouse_mode(t));
	site_command(t, "mouse on");
	term_keys(t, "Ctrl-Z");
	term_wait_stopped(t, WAIT_MS);
	assert_sane(t); /* the mouse, too */
	term_signal(t, SIGCONT);
	site_press(t, "Ctrl-L");
	assert_true(term_mouse_mode(t));
	site_quit(t);
}

static void a_click_into_another_panel_gives_it_the_keys(void **state)
{
	struct term *t = NULL;
	int row = 0;

	(void)state;
	t = site_start_with(35, 120, "CANDOR_MOUSE=on");
	term_wait_idle(t, WAIT_MS);
	assert_true(term_mouse_mode(t));
	site_press(t, "Enter");
	row = row_of(t, "-ingest");
	term_press_at(t, row, 90, 0);
	assert_int_equal(cursor_row(t), row);
	term_press_at(t, 34, 5, 0); /* nowhere: the panel stays */
	assert_int_equal(cursor_row(t), row);
	site_quit(t);
}

static void a_dialog_takes_nothing_of_the_mouse(void **state)
{
	struct term *t = NULL;

	(void)state;
	t = site_start_with(35, 120, "CANDOR_MOUSE=on");
	term_wait_idle(t, WAIT_MS);
	site_press(t, "q");
	for (int row = 5; row < 30; row++) {
		char bytes[32];

		(void)snprintf(bytes, sizeof(bytes), "\033[<0;60;%dM", row);
		term_type(t, bytes);
	}
	site_press(t, "Ctrl-L");
	assert_on_screen(t, "Quit");
	site_press(t, "Esc");
	dies_of(t, SIGSEGV); /* and a crash gives it back */
}

/* ---- signs ---- */

/* No sign of U+2000 to U+2FFF; names of customers are written as they are. */
static void assert_plain_screen(struct term *t)
{
	char *text = term_text(t);

	assert_null(strchr(text, 0xE2));
	free(text);
}

static void plain_signs_come_and_go(void **state)
{
	struct term *t = NULL;

	(void)state;
	t = site_start(24, 80);
	assert_on_screen(t, "■ CRIT");
	site_command(t, "ascii on");
	assert_on_screen(t, "X CRIT");
	assert_plain_screen(t);
	site_command(t, "ascii off");
	assert_on_screen(t, "■ CRIT");
	site_quit(t);
}

/* Nothing whose width the terminal may see otherwise. */
static void wide_ambiguous_signs_are_not_drawn(void **state)
{
	struct term *t = NULL;

	(void)state;
	t = site_start_with(35, 120, "CANDOR_AMBIGUOUS=2");
	term_wait_idle(t, WAIT_MS);
	assert_on_screen(t, "X CRIT");
	assert_plain_screen(t);
	site_command(t, "ascii off");
	assert_on_screen(t, "X CRIT");
	site_quit(t);
}

/* ---- :dump ---- */

static void the_screen_goes_into_a_file_and_on_record(void **state)
{
	char path[512];
	char name[64];
	struct term *t = NULL;
	char *text = NULL;
	const char *at = NULL;
	struct stat st;

	(void)state;
	t = site_start(35, 120);
	site_press(t, "Enter");
	site_command(t, "dump");
	assert_int_equal(site_count("view.dump"), 1);
	assert_journal("view.dump", NULL); /* the newest */
	text = strdup(term_clipboard(t));  /* its path is copied */
	assert_non_null(text);
	(void)snprintf(path, sizeof(path), "%s", text);
	free(text);
	at = strstr(path, "/candor/dumps/dump-");
	assert_non_null(at);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	(void)snprintf(name, sizeof(name), "%s", at + strlen("/candor/"));
	text = site_state(name);
	assert_non_null(strstr(text, "candor screen 120x35  overview of aurora-"));
	assert_non_null(strstr(text, "--- roles"));
	assert_null(strstr(text, ":dump")); /* without the prompt */
	free(text);
	site_command(t, "messages");
	assert_on_screen(t, "Wrote the screen to ");
	site_quit(t);
}

/* ---- frames ---- */

static void frames_are_held_back_where_the_terminal_can(void **state)
{
	struct term *t = NULL;
	size_t begun = 0;
	size_t ended = 0;
	size_t before = 0;

	(void)state;
	t = site_start(35, 120);
	site_press(t, "j k");
	term_frames(t, &begun, &ended);
	assert_int_equal(begun, 0); /* it did not say that it knows them */
	site_quit(t);
	term_know_frames(true);
	t = site_start(35, 120);
	term_know_frames(false);
	term_frames(t, &begun, &ended);
	assert_true(begun > 0);
	assert_int_equal(begun, ended);
	before = begun;
	site_press(t, "j");
	term_frames(t, &begun, &ended);
	assert_int_equal(begun, before + 1);
	assert_int_equal(ended, before + 1);
	site_press(t, "g Ctrl-R");
	before = term_bytes(t);
	term_listen(t, 500);
	assert_int_equal(term_bytes(t), before); /* and no empty ones */
	site_quit(t);
}

/* ---- colours ---- */

/* Descriptions that not every machine has; found through TERMINFO. */
static void describe_terminals(char *variable, size_t size)
{
	char dir[96];
	const char *const argv[] = { "/usr/bin/env",
				     "tic",
				     "-x",
				     "-o",
				     dir,
				     TEST_DIR "/term/colours.terminfo",
				     NULL };

	(void)snprintf(dir, sizeof(dir), "%s/terminfo", site_dir);
	assert_int_equal(site_run(argv, NULL), 0);
	(void)snprintf(variable, size, "TERMINFO=%s", dir);
}

/* most  colours of a palette; 0: none at all; -1: any, named by their parts */
static bool may_be(int colour, int most)
{
	return colour == -1 || (most < 0 && colour == -2) ||
	       (colour >= 0 && colour < most);
}

static void assert_colours(const char *term, const char *terminfo, int most)
{
	char variable[64];
	struct term *t = NULL;
	bool any = false;

	(void)snprintf(variable, sizeof(variable), "TERM=%s", term);
	t = site_start_env(24, 80, variable, terminfo, NULL);
	term_wait_idle(t, WAIT_MS);
	assert_on_screen(t, "CRIT");
	for (int row = 0; row < 24; row++) {
		for (int col = 0; col < 80; col++) {
			struct term_look look = term_look(t, row, col);

			if (!may_be(look.fg, most) || !may_be(look.bg, most))
				fail_msg("%s: colours %d on %d at %d,%d", term, look.fg,
					 look.bg, row, col);
			any = any || look.fg != -1 || look.bg != -1;
		}
	}
	assert_int_equal(any, most != 0);
	site_quit(t);
}

static void no_more_colours_are_used_than_there_are(void **state)
{
	char terminfo[128];

	(void)state;
	describe_terminals(terminfo, sizeof(terminfo));
	assert_colours("vt100", NULL, 0);
	assert_colours("xterm", NULL, 8);
	assert_colours("screen", NULL, 8);
	assert_colours("linux", NULL, 8);
	assert_colours("candor-16", terminfo, 16);
	assert_colours("tmux-256color", NULL, 256);
	assert_colours("candor-direct", terminfo, -1);
}

static void an_unknown_terminal_is_taken_for_another_and_that_is_said(void **state)
{
	struct term *t = NULL;

	(void)state;
	/* curses leaks what it allocated for a name it does not find */
	t = site_start_env(35, 120, "TERM=no-such-terminal",
			   "ASAN_OPTIONS=abort_on_error=1:handle_segv=0:handle_abort=0:"
			   "detect_leaks=0",
			   NULL);
	term_wait_idle(t, WAIT_MS);
	assert_on_screen(t, "[1 Fleet]");
	site_command(t, "messages");
	assert_on_screen(t, "TERM=no-such-terminal is not usable, going on as xterm-");
	site_quit(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_crash_is_told_once_and_stands_in_the_journal),
		cmocka_unit_test(another_crash_is_another_entry),
		cmocka_unit_test(a_crash_waits_for_no_terminal),
		cmocka_unit_test(the_mouse_is_the_terminals_until_it_is_asked_for),
		cmocka_unit_test(a_click_into_another_panel_gives_it_the_keys),
		cmocka_unit_test(a_dialog_takes_nothing_of_the_mouse),
		cmocka_unit_test(plain_signs_come_and_go),
		cmocka_unit_test(wide_ambiguous_signs_are_not_drawn),
		cmocka_unit_test(the_screen_goes_into_a_file_and_on_record),
		cmocka_unit_test(frames_are_held_back_where_the_terminal_can),
		cmocka_unit_test(no_more_colours_are_used_than_there_are),
		cmocka_unit_test(
			an_unknown_terminal_is_taken_for_another_and_that_is_said),
	};

	return cmocka_run_group_tests(tests, site_setup, site_teardown);
}

/*
 * The kit on a real terminal: start, keys, resize, paste, and every way out.  The
 * terminal must be as it was, whatever ended the program.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "term.h"

#define WAIT_MS 20000

static const char *const demo[] = { DEMO_KIT, NULL };
static const char *const with_roles[] = { "CANDOR_SYNC_ROLES=1", NULL };

static struct term *start(int rows, int cols)
{
	struct term *t = term_start(rows, cols, demo, with_roles);
	term_wait_idle(t, WAIT_MS);
	return t;
}

static void press(struct term *t, const char *keys)
{
	term_keys(t, keys);
	term_wait_idle(t, WAIT_MS);
}

static void quits(struct term *t)
{
	int status = term_wait_exit(t, WAIT_MS);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	assert_sane(t);
	term_stop(t);
}

static void draws_the_fleet_and_leaves_no_trace(void **state)
{
	(void)state;
	struct term *t = start(35, 120);
	assert_true(term_alternate(t));
	assert_true(term_paste_mode(t));
	assert_screen(t, "kit-fleet-120x35");
	term_keys(t, "q");
	quits(t);
}

static void draws_the_fleet_in_80x24(void **state)
{
	(void)state;
	struct term *t = start(24, 80);
	assert_screen(t, "kit-fleet-80x24");
	term_keys(t, "q");
	quits(t);
}

static void the_cursor_stands_on_the_selected_row(void **state)
{
	(void)state;
	struct term *t = start(24, 80);
	int row = 0;
	int col = 0;
	press(t, "j Down");
	term_cursor(t, &row, &col);
	assert_int_equal(row, 6);
	assert_int_equal(col, 1);
	assert_true(term_cursor_visible(t));
	assert_int_equal(term_look(t, 6, 20).bg, 24); /* select */
	assert_int_equal(term_look(t, 5, 20).bg, -1); /* the terminal's own */
	assert_cell_role(t, 4, 3, 'X');
	assert_cell_role(t, 6, 3, 'w');
	term_keys(t, "q");
	quits(t);
}

static void an_idle_terminal_is_silent(void **state)
{
	(void)state;
	struct term *t = start(35, 120);
	size_t before = term_bytes(t);
	term_listen(t, 300);
	assert_int_equal(term_bytes(t), before);
	press(t, "k"); /* already at the top: nothing changes */
	assert_int_equal(term_bytes(t), before);
	press(t, "j");
	assert_true(term_bytes(t) - before < 4096);
	term_keys(t, "q");
	quits(t);
}

static void survives_a_small_terminal_and_comes_back(void **state)
{
	(void)state;
	struct term *t = start(35, 120);
	press(t, "j j");
	term_resize(t, 8, 30);
	term_wait_idle(t, WAIT_MS);
	assert_on_screen(t, "needs 40\xC3\x97"
			    "10, is 30\xC3\x97"
			    "8");
	assert_on_screen(t, "52m");
	term_resize(t, 35, 120);
	term_wait_idle(t, WAIT_MS);
	assert_cell_role(t, 6, 3, 'w');
	press(t, "k k");
	assert_screen(t, "kit-fleet-120x35");
	term_keys(t, "q");
	quits(t);
}

static void a_storm_of_resizes_ends_in_the_right_size(void **state)
{
	(void)state;
	struct term *t = start(35, 120);
	for (int i = 0; i < 60; i++)
		term_resize(t, 10 + i % 40, 40 + i);
	term_resize(t, 24, 80);
	term_listen(t, 200);
	term_keys(t, "Ctrl-L");
	term_wait_idle(t, WAIT_MS);
	assert_screen(t, "kit-fleet-80x24");
	term_keys(t, "q");
	quits(t);
}

static void pasted_text_presses_nothing(void **state)
{
	(void)state;
	struct term *t = start(35, 120);
	term_paste(t, "q\rD\r:quit\r");
	term_wait_idle(t, WAIT_MS);
	assert_on_screen(t, "pasted text goes into prompts only");
	press(t, ":");
	term_paste(t, "stack acme\nquit\n");
	term_wait_idle(t, WAIT_MS);
	assert_on_screen(t, ": stack acme quit");
	press(t, "Esc");
	assert_not_on_screen(t, "stack acme quit");
	term_keys(t, "q");
	quits(t);
}

static void a_long_paste_arrives_whole(void **state)
{
	(void)state;
	struct term *t = start(35, 120);
	char text[10001];
	memset(text, 'q', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	term_paste(t, text);
	term_wait_idle(t, WAIT_MS);
	assert_on_screen(t, "pasted text goes into prompts only");
	term_keys(t, "q");
	quits(t);
}

static void text_after_a_forged_end_of_paste_presses_nothing(void **state)
{
	(void)state;
	struct term *t = start(35, 120);
	term_paste(t, "x\033[201~q:quit\r");
	term_wait_idle(t, WAIT_MS);
	press(t, "j");
	assert_true(term_alternate(t));
	term_keys(t, "q");
	quits(t);
}

static void replies_of_the_terminal_are_no_keys(void **state)
{
	(void)state;
	static const char replies[] = "\033]11;rgb:1e1e/1e1e/2e2e\007"
				      "\033P>|tmux 3.3a\033\\"
				      "\033[?62;22c\033[12;40R\033]52;c;cXF\033\\";
	struct term *t = start(35, 120);
	press(t, ":");
	term_send(t, replies, sizeof(replies) - 1);
	term_keys(t, "z");
	term_wait_idle(t, WAIT_MS);
	assert_on_screen(t, "\n : z\n");
	assert_clipboard(t, NULL);
	press(t, "Esc");
	term_keys(t, "q");
	quits(t);
}

static void function_keys_of_several_terminals_work(void **state)
{
	(void)state;
	static const char *const downs[] = { "\033[B", "\033OB" };
	struct term *t = start(24, 80);
	for (size_t i = 0; i < sizeof(downs) / sizeof(downs[0]); i++) {
		term_type(t, downs[i]);
		term_wait_idle(t, WAIT_MS);
	}
	assert_int_equal(term_look(t, 6, 20).bg, 24);
	term_type(t, "\033[1~");
	term_wait_idle(t, WAIT_MS);
	assert_int_equal(term_look(t, 4, 20).bg, 24);
	term_keys(t, "q");
	quits(t);
}

/* U+1161: one column for utf8proc, none for the C library. */
static void disputed_widths_do_not_shift_what_follows(void **state)
{
	(void)state;
	struct term *t = start(24, 80);
	int row = 0;
	int col = 0;
	press(t, ":");
	term_type(t, "x\xE1\x85\xA1y \xE3\x83\xAB\xE3\x83\xBC|e\xCC\x81|");
	term_wait_idle(t, WAIT_MS);
	assert_on_screen(t, ": x\xEF\xBF\xBDy \xE3\x83\xAB\xE3\x83\xBC|e\xCC\x81|");
	term_cursor(t, &row, &col);
	assert_int_equal(row, 23);
	assert_int_equal(col, 14);
	press(t, "Esc");
	term_keys(t, "q");
	quits(t);
}

static void a_stop_that_cannot_be_caught_is_mended(void **state)
{
	(void)state;
	struct term *t = start(24, 80);
	term_signal(t, SIGSTOP);
	term_wait_stopped(t, WAIT_MS);
	term_signal(t, SIGCONT);
	term_wait_idle(t, WAIT_MS);
	assert_screen(t, "kit-fleet-80x24");
	assert_true(term_paste_mode(t));
	press(t, "j");
	term_keys(t, "q");
	quits(t);
}

static void a_dialog_opens_on_its_safe_side(void **state)
{
	(void)state;
	struct term *t = start(35, 120);
	press(t, "D");
	assert_screen(t, "kit-dialog-120x35");
	term_listen(t, 300); /* the deaf time */
	press(t, "Enter");
	assert_on_screen(t, "nothing was done");
	term_keys(t, "q");
	quits(t);
}

static void a_code_is_never_shown(void **state)
{
	(void)state;
	struct term *t = start(35, 120);
	press(t, "R");
	term_listen(t, 300);
	press(t, "1 2 3 4 5 6");
	assert_not_on_screen(t, "123");
	assert_on_screen(t,
			 "\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2"
			 "\xE2\x80\xA2 ");
	press(t, "Esc");
	term_keys(t, "q");
	quits(t);
}

static void sigterm_and_sighup_end_it_cleanly(void **state)
{
	(void)state;
	static const int numbers[] = { SIGTERM, SIGHUP, SIGINT };
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		struct term *t = start(35, 120);
		term_signal(t, numbers[i]);
		quits(t);
	}
}

static void a_crash_restores_the_terminal(void **state)
{
	(void)state;
	static const int numbers[] = { SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL };
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		struct term *t = start(35, 120);
		term_signal(t, numbers[i]);
		int status = term_wait_exit(t, WAIT_MS);
		assert_true(WIFSIGNALED(status));
		assert_int_equal(WTERMSIG(status), numbers[i]);
		assert_sane(t);
		term_stop(t);
	}
}

static void stderr_is_kept_off_the_screen_and_printed_at_the_end(void **state)
{
	(void)state;
	struct term *t = start(35, 120);
	press(t, ":");
	term_type(t, "complain\r");
	term_wait_idle(t, WAIT_MS);
	assert_not_on_screen(t, "a library complains");
	term_keys(t, "q");
	(void)term_wait_exit(t, WAIT_MS);
	assert_on_screen(t, "a library complains");
	quits(t);
}

static void stops_and_goes_on(void **state)
{
	(void)state;
	struct term *t = start(35, 120);
	term_signal(t, SIGTSTP);
	term_wait_stopped(t, WAIT_MS);
	assert_sane(t);
	term_signal(t, SIGCONT);
	term_wait_idle(t, WAIT_MS);
	assert_true(term_alternate(t));
	assert_true(term_paste_mode(t));
	assert_screen(t, "kit-fleet-120x35");
	term_keys(t, "Ctrl-Z");
	term_wait_stopped(t, WAIT_MS);
	assert_sane(t);
	term_signal(t, SIGCONT);
	term_wait_idle(t, WAIT_MS);
	assert_screen(t, "kit-fleet-120x35");
	term_keys(t, "q");
	quits(t);
}

/* As scripts/demo does: a script waits for the program, both in one process group. */
static void a_script_around_it_stops_with_it(void **state)
{
	(void)state;
	const char *const argv[] = { "/bin/sh", "-c", "\"$0\"; exit $?", DEMO_KIT,
				     NULL };
	struct term *t = term_start(35, 120, argv, NULL);
	term_wait_idle(t, WAIT_MS);
	for (int i = 0; i < 2; i++) {
		term_keys(t, "Ctrl-Z");
		term_wait_stopped(t, WAIT_MS); /* of the script */
		assert_sane(t);
		assert_int_equal(kill(-term_pid(t), SIGCONT), 0);
		term_wait_idle(t, WAIT_MS);
		assert_screen(t, "kit-fleet-120x35");
	}
	term_keys(t, "q");
	quits(t);
}

static void a_stopped_program_takes_the_new_size(void **state)
{
	(void)state;
	struct term *t = start(35, 120);
	term_signal(t, SIGTSTP);
	term_wait_stopped(t, WAIT_MS);
	term_resize(t, 24, 80);
	term_signal(t, SIGCONT);
	term_wait_idle(t, WAIT_MS);
	term_listen(t, 100);
	assert_screen(t, "kit-fleet-80x24");
	term_keys(t, "q");
	quits(t);
}

static void a_lost_terminal_ends_it(void **state)
{
	(void)state;
	struct term *t = start(35, 120);
	term_hang_up(t);
	int status = term_wait_exit(t, WAIT_MS);
	assert_true(WIFEXITED(status));
	term_stop(t);
}

static void starts_on(const char *name, const char *lang)
{
	const char *const argv[] = { DEMO_KIT, "--term", name, NULL };
	char lang_entry[32] = "LC_ALL=";
	memcpy(lang_entry + 7, lang, strlen(lang) + 1);
	/* newterm() of an unknown name loses 1.6 kB (ncurses 6.4) */
	const char *const env[] = { lang_entry, "ASAN_OPTIONS=detect_leaks=0", NULL };
	struct term *t = term_start(24, 80, argv, env);
	term_wait_idle(t, WAIT_MS);
	assert_on_screen(t, "acme-prod-eu");
	press(t, "j");
	term_keys(t, "q");
	int status = term_wait_exit(t, WAIT_MS);
	assert_true(WIFEXITED(status));
	term_stop(t);
}

static void draws_on_other_terminals_and_locales(void **state)
{
	(void)state;
	starts_on("vt100", "C.UTF-8");
	starts_on("linux", "C.UTF-8");
	starts_on("screen", "C");
	starts_on("no-such-terminal", "C.UTF-8");
	starts_on("dumb", "C");
}

static void ascii_locales_get_ascii_signs(void **state)
{
	(void)state;
	static const char *const env[] = { "LC_ALL=C", NULL };
	struct term *t = term_start(24, 80, demo, env);
	term_wait_idle(t, WAIT_MS);
	assert_screen(t, "kit-fleet-80x24-ascii");
	term_keys(t, "q");
	quits(t);
}

static void without_colours_shape_and_word_remain(void **state)
{
	(void)state;
	static const char *const argv[] = { DEMO_KIT, "--theme", "mono", NULL };
	struct term *t = term_start(24, 80, argv, NULL);
	term_wait_idle(t, WAIT_MS);
	assert_colourless(t);
	assert_true(term_look(t, 4, 20).reverse);
	assert_true(term_look(t, 4, 5).bold);
	term_keys(t, "q");
	quits(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(draws_the_fleet_and_leaves_no_trace),
		cmocka_unit_test(draws_the_fleet_in_80x24),
		cmocka_unit_test(the_cursor_stands_on_the_selected_row),
		cmocka_unit_test(an_idle_terminal_is_silent),
		cmocka_unit_test(survives_a_small_terminal_and_comes_back),
		cmocka_unit_test(a_storm_of_resizes_ends_in_the_right_size),
		cmocka_unit_test(pasted_text_presses_nothing),
		cmocka_unit_test(a_long_paste_arrives_whole),
		cmocka_unit_test(text_after_a_forged_end_of_paste_presses_nothing),
		cmocka_unit_test(replies_of_the_terminal_are_no_keys),
		cmocka_unit_test(function_keys_of_several_terminals_work),
		cmocka_unit_test(disputed_widths_do_not_shift_what_follows),
		cmocka_unit_test(a_stop_that_cannot_be_caught_is_mended),
		cmocka_unit_test(a_dialog_opens_on_its_safe_side),
		cmocka_unit_test(a_code_is_never_shown),
		cmocka_unit_test(sigterm_and_sighup_end_it_cleanly),
		cmocka_unit_test(a_crash_restores_the_terminal),
		cmocka_unit_test(stderr_is_kept_off_the_screen_and_printed_at_the_end),
		cmocka_unit_test(stops_and_goes_on),
		cmocka_unit_test(a_script_around_it_stops_with_it),
		cmocka_unit_test(a_stopped_program_takes_the_new_size),
		cmocka_unit_test(a_lost_terminal_ends_it),
		cmocka_unit_test(draws_on_other_terminals_and_locales),
		cmocka_unit_test(ascii_locales_get_ascii_signs),
		cmocka_unit_test(without_colours_shape_and_word_remain),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

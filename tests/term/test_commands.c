/*
 * Command line, palette, actions and questions on a real terminal: what Enter does and
 * does not do, what a paste does not do, and what the journal says afterwards.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "site.h"

#define DEAF_MS 400 /* a dialog is deaf at first */

static void type(struct term *t, const char *text)
{
	term_type(t, text);
	term_wait_idle(t, WAIT_MS);
}

static void a_line_points_at_its_wrong_word_and_tab_completes(void **state)
{
	struct term *t = site_start(24, 80);

	(void)state;
	site_press(t, ":");
	type(t, "stacks aurora-prod-xx");
	site_press(t, "Enter");
	assert_on_screen(t, "did you mean aurora-prod-eu?");
	assert_on_screen(t, ": stacks aurora-prod-xx");
	site_press(t, "Ctrl-W");
	type(t, "prodeu");
	site_press(t, "Tab");
	assert_on_screen(t, ": stacks aurora-prod-eu");
	site_press(t, "Enter");
	assert_on_screen(t, "aurora-prod-eu › Stacks");
	site_command(t, "sort ?");
	assert_on_screen(t, "sort COLUMN [ORDER]: sort the list.");
	site_quit(t);
}

static void the_palette_takes_the_marked_row(void **state)
{
	struct term *t = site_start(24, 80);

	(void)state;
	site_press(t, "Ctrl-P");
	assert_on_screen(t, "actions here");
	term_paste(t, "quit\n");
	term_wait_idle(t, WAIT_MS);
	assert_on_screen(t, ": quit"); /* a pasted newline runs nothing */
	site_press(t, "Ctrl-U");
	type(t, "shino-prod");
	assert_on_screen(t, "Enter runs open shinonome-prod-jp");
	site_press(t, "Enter");
	assert_on_screen(t, "shinonome-prod-jp › Overview");
	site_press(t, "Ctrl-P");
	type(t, "messages");
	term_resize(t, 10, 40);
	term_wait_idle(t, WAIT_MS);
	assert_on_screen(t, ": messages");
	term_resize(t, 24, 80);
	term_wait_idle(t, WAIT_MS);
	site_press(t, "Esc");
	assert_on_screen(t, "shinonome-prod-jp › Overview");
	site_quit(t);
}

static void an_action_asks_and_the_journal_says_what_was_done(void **state)
{
	struct term *t = site_start(35, 120);
	size_t before = 0;

	(void)state;
	site_command(t, "open aurora-prod-eu");
	before = site_count("session.close");
	site_press(t, "a");
	assert_on_screen(t, "Actions: ");
	site_press(t, "G");
	site_press(t, "Enter");
	assert_on_screen(t, "Give the session up");
	assert_on_screen(t, "[ No ]");
	term_listen(t, DEAF_MS);
	site_press(t, "Enter"); /* it opened the dialog: it presses nothing yet */
	assert_on_screen(t, "[ No ]");
	term_paste(t, "y\n\n");
	term_listen(t, DEAF_MS);
	assert_on_screen(t, "[ No ]");
	site_press(t, "Tab");
	assert_on_screen(t, "now: Give up");
	site_press(t, "S-Tab");
	site_press(t, "Enter");
	assert_not_on_screen(t, "Give the session up");
	assert_int_equal(site_count("session.close"), before);
	site_command(t, "drop");
	term_listen(t, DEAF_MS);
	site_press(t, "Tab");
	site_press(t, "Enter");
	site_wait_text(t, "The session with aurora-prod-eu is given up; r on it");
	assert_int_equal(site_count("session.close"), before + 1);
	site_quit(t);
}

static void commands_are_there_in_the_next_run(void **state)
{
	struct term *t = site_start(24, 80);
	struct stat st;
	char path[512];

	(void)state;
	site_command(t, "tz relative");
	site_command(t, "note the customer said something private");
	site_quit(t);
	(void)snprintf(path, sizeof(path), "%s/candor/history",
		       site_variable("XDG_STATE_HOME"));
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	t = site_start(24, 80);
	site_press(t, ": Up");
	assert_on_screen(t, ": note");
	assert_not_on_screen(t, "private");
	site_press(t, "Up");
	assert_on_screen(t, ": tz relative");
	site_press(t, "Esc");
	site_command(t, "tz utc");
	site_quit(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_points_at_its_wrong_word_and_tab_completes),
		cmocka_unit_test(the_palette_takes_the_marked_row),
		cmocka_unit_test(an_action_asks_and_the_journal_says_what_was_done),
		cmocka_unit_test(commands_are_there_in_the_next_run),
	};

	return cmocka_run_group_tests(tests, site_setup, site_teardown);
}

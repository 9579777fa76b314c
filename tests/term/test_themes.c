/*
 * Themes on a real terminal: which one is chosen by what the terminal says, that a
 * late answer presses nothing, live reload, and trying others on.
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
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "site.h"

#define TITLE_ROW 2
#define TITLE_COL 2

/* Start with a terminal that says so of its ground; NULL: it does not know the
 * question. */
static struct term *start(const char *ground, const char *a, const char *b)
{
	struct term *t = site_start_env(35, 120, a, b, NULL);

	term_ground(t, ground);
	term_wait_idle(t, WAIT_MS);
	return t;
}

static void assert_title_ink(struct term *t, int fg)
{
	assert_int_equal(term_look(t, TITLE_ROW, TITLE_COL).fg, fg);
}

static void the_terminals_answer_chooses(void **state)
{
	static const struct {
		const char *ground, *says;
		int ink;
	} rows[] = {
		{ "rgb:1e1e/1e1e/2e2e", "dark · the terminal's answer", 254 },
		{ "rgb:fdfd/f6f6/e3e3", "light · the terminal's answer", 234 },
		{ NULL, "dark · the terminal did not say its ground", 254 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct term *t = start(rows[i].ground, NULL, NULL);

		assert_int_equal(term_ground_asked(t), 1);
		assert_title_ink(t, rows[i].ink);
		site_command(t, "theme");
		assert_on_screen(t, rows[i].says);
		site_quit(t);
	}
}

static void variables_come_before_the_guess(void **state)
{
	struct term *t = start("rgb:0/0/0", "CANDOR_THEME=paper", NULL);

	(void)state;
	assert_int_equal(term_ground_asked(t), 1); /* its ground may need paint */
	site_command(t, "theme");
	assert_on_screen(t, "paper · CANDOR_THEME");
	assert_int_not_equal(term_look(t, 20, 60).bg,
			     -1); /* dark ink on a black terminal */
	site_quit(t);
	t = start(NULL, "COLORFGBG=0;15", NULL);
	site_command(t, "theme");
	assert_on_screen(t, "light · COLORFGBG");
	site_quit(t);
	t = start("rgb:0/0/0", "TERM=linux", NULL);
	assert_int_equal(term_ground_asked(t), 0);
	site_command(t, "theme");
	assert_on_screen(t, "terminal · the terminal did not say its ground");
	site_quit(t);
}

static char *last_line(struct term *t)
{
	char *text = term_text(t);
	size_t len = strlen(text);
	char *line = NULL;

	while (len > 0 && text[len - 1] == '\n')
		text[--len] = '\0';
	line = strdup(strrchr(text, '\n'));
	free(text);
	return line;
}

/* Each letter of it would be a key: ':' opens the prompt, 'e' walks. */
static void an_answer_that_comes_late_presses_nothing(void **state)
{
	static const char late[] = "\033]11;rgb:ffff/eeee/bbbb\007\033[?62;22c"
				   "\033]11;rgb:ffff/eeee/bbbb\033\\\033[?1;2c";
	struct term *t = site_start_with(35, 120, NULL);
	char *before = NULL;
	char *after = NULL;

	(void)state;
	term_mute(t);
	term_wait_idle(t, WAIT_MS);
	assert_title_ink(t, 254);
	before = last_line(t);
	term_send(t, late, sizeof(late) - 1);
	term_wait_idle(t, WAIT_MS);
	after = last_line(t);
	assert_string_equal(before, after);
	assert_title_ink(t, 234); /* but it is listened to: light */
	free(before);
	free(after);
	site_quit(t);
}

/* The answer's beginning is in time, its rest is not: no byte of it is a key, and it
 * is understood, were it what was guessed. */
static void an_answer_is_cut_anywhere_by_the_end_of_the_wait(void **state)
{
	static const char light[] = "\033]11;rgb:ffff/eeee/bbbb\033\\\033[?62;22c";
	static const char dark[] = "\033]11;rgb:0000/0000/0000\033\\\033[?62;22c";
	static const size_t cuts[] = { 1, 2, 4, 12, 26, 28, 30, 33 };

	(void)state;
	for (size_t i = 0; i <= sizeof(cuts) / sizeof(cuts[0]); i++) {
		bool guessed = i == sizeof(cuts) / sizeof(cuts[0]);
		const char *answer = guessed ? dark : light;
		size_t cut = guessed ? 12 : cuts[i];
		struct term *t = site_start_with(35, 120, NULL);

		term_answer(t, answer, cut);
		site_wait_text(t, "[1 Fleet]"); /* not idle: it waits for the rest */
		term_send(t, answer + cut, sizeof(light) - 1 - cut);
		term_wait_idle(t, WAIT_MS);
		assert_on_screen(t, "ok 7  denied 1"); /* no key has said anything */
		assert_on_screen(t, "[1 Fleet]");
		assert_title_ink(t, guessed ? 254 : 234);
		assert_int_equal(term_ground_asked(t), 1);
		site_quit(t);
	}
}

static void tell(struct term *t, const char *bytes)
{
	term_send(t, bytes, strlen(bytes));
	term_wait_idle(t, WAIT_MS);
}

/* What was guessed was right: nothing is drawn anew. */
static void a_late_answer_that_is_no_news_draws_nothing(void **state)
{
	struct term *t = site_start_with(35, 120, NULL);
	size_t bytes = 0;

	(void)state;
	term_mute(t);
	term_wait_idle(t, WAIT_MS);
	bytes = term_bytes(t);
	tell(t, "\033]11;rgb:1e1e/1e1e/2e2e\033\\\033[?62;22c");
	assert_int_equal(term_bytes(t), bytes);
	site_command(t, "theme");
	assert_on_screen(t, "dark · the terminal's answer");
	site_quit(t);
}

#define TURNS_DARK  "\033[?997;1n"
#define TURNS_LIGHT "\033[?997;2n"

/* A desktop that turns light in the morning and dark in the evening. */
static void it_goes_with_a_terminal_that_turns_dark_or_light(void **state)
{
	struct term *t = NULL;
	int status = 0;

	(void)state;
	t = start("rgb:0/0/0", NULL, NULL);
	assert_false(term_scheme_mode(t)); /* this one did not say that it can */
	site_quit(t);
	term_know_schemes(true);
	t = start("rgb:0/0/0", NULL, NULL);
	assert_true(term_scheme_mode(t));
	assert_title_ink(t, 254);
	tell(t, TURNS_LIGHT);
	assert_title_ink(t, 234);
	site_command(t, "theme");
	assert_on_screen(t, "light · the terminal's answer");
	tell(t, TURNS_DARK);
	assert_title_ink(t, 254);
	site_press(t, "Esc");
	term_keys(t, "Ctrl-Z");
	term_wait_stopped(t, WAIT_MS);
	assert_sane(t);
	term_signal(t, SIGCONT);
	term_wait_idle(t, WAIT_MS);
	assert_true(term_scheme_mode(t));
	assert_true(term_scheme_asked(t) > 0); /* it may have changed meanwhile */
	site_command(t, "theme safe-dark");
	tell(t, TURNS_LIGHT);
	site_command(t, "theme");
	assert_on_screen(t, "safe-dark · chosen here");
	term_signal(t, SIGSEGV);
	status = term_wait_exit(t, WAIT_MS);
	assert_true(WIFSIGNALED(status));
	assert_sane(t);
	term_stop(t);
	term_know_schemes(false);
}

/* Over a slow line the answer that it can comes late, too. */
static void a_late_word_of_what_it_can_is_used(void **state)
{
	static const char late[] = "\033[?2026;2$y\033[?2031;2$y\033[?62;22c";
	struct term *t = site_start_with(35, 120, NULL);
	size_t begun = 0;
	size_t ended = 0;

	(void)state;
	term_mute(t);
	term_wait_idle(t, WAIT_MS);
	assert_false(term_scheme_mode(t));
	tell(t, late);
	assert_true(term_scheme_mode(t));
	site_press(t, "j");
	term_frames(t, &begun, &ended);
	assert_true(begun == 1 && ended == 1);
	tell(t, TURNS_LIGHT);
	assert_title_ink(t, 234);
	site_quit(t);
}

static void write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	assert_int_equal(close(fd), 0);
}

/* As editors save: a new file, renamed over the old one. */
static void replace(const char *path, const char *text)
{
	char other[256];

	(void)snprintf(other, sizeof(other), "%s.new", path);
	write_text(other, text);
	assert_int_equal(rename(other, path), 0);
}

static void theme_path(char *path, size_t size, const char *name)
{
	char dir[192];

	(void)snprintf(dir, sizeof(dir), "%s/candor/themes",
		       site_variable("XDG_CONFIG_HOME"));
	(void)mkdir(dir, 0700);
	(void)snprintf(path, size, "%s/%s", dir, name);
}

static void a_theme_file_is_read_again_when_it_changes(void **state)
{
	char path[256];
	struct term *t = NULL;

	(void)state;
	theme_path(path, sizeof(path), "night.theme");
	write_text(path, "[theme]\nextends = dark\n[roles]\ntitle = 196\n");
	t = start(NULL, "CANDOR_THEME=night", NULL);
	assert_title_ink(t, 196);

	replace(path, "[theme]\nextends = dark\n[roles]\ntitle = 46\n");
	term_wait_idle(t, WAIT_MS);
	assert_on_screen(t, "night.theme is read again");
	assert_title_ink(t, 46);

	replace(path, "[theme]\nextends = dark\n[roles]\ntitle = gren\n");
	term_wait_idle(t, WAIT_MS);
	assert_on_screen(t, "night.theme:4: \"gren\" is neither a palette name nor a "
			    "colour; the theme stays as it was");
	assert_title_ink(t, 46);

	write_text(path,
		   "[theme]\nextends = dark\n[roles]\ntitle = 21\nnew.role = 1\n");
	term_wait_idle(t, WAIT_MS);
	assert_on_screen(t, "night.theme:5: \"new.role\" is no role that candor knows");
	assert_title_ink(t, 21);
	site_quit(t);
}

static void a_broken_theme_does_not_keep_anybody_out(void **state)
{
	char path[256];
	struct term *t = NULL;

	(void)state;
	theme_path(path, sizeof(path), "broken.theme");
	write_text(path, "[roles]\ntitle = gren\n");
	t = start(NULL, "CANDOR_THEME=broken", NULL);
	assert_title_ink(t, 254);
	site_command(t, "messages");
	assert_on_screen(t, "CANDOR_THEME: broken.theme:2: ");
	assert_on_screen(t, "; dark is used");
	site_quit(t);
}

static void the_list_tries_on_and_goes_back(void **state)
{
	struct term *t = start(NULL, NULL, NULL);

	(void)state;
	site_command(t, "theme");
	site_press(t, "j");
	assert_title_ink(t, 234);
	assert_on_screen(t, "trying light; Esc goes back to dark");
	site_press(t, "Esc");
	assert_title_ink(t, 254);
	site_command(t, "theme");
	site_press(t, "j");
	site_press(t, "1"); /* another way out */
	assert_title_ink(t, 254);
	site_command(t, "theme");
	site_press(t, "j");
	site_press(t, "Enter");
	assert_title_ink(t, 234);
	assert_on_screen(t, "Theme light until you quit: restore = no keeps no choice");
	site_command(t, "theme nope");
	assert_on_screen(t, "no theme \"nope\" here");
	site_press(t, "Esc");
	site_quit(t);
}

static void what_was_chosen_is_worn_in_the_next_run(void **state)
{
	struct term *t = start(NULL, "CANDOR_RESTORE=yes", NULL);

	(void)state;
	site_command(t, "theme light");
	assert_title_ink(t, 234);
	assert_on_screen(t, "Theme light, in the next runs too");
	site_quit(t);
	t = start(NULL, "CANDOR_RESTORE=yes", NULL);
	assert_title_ink(t, 234);
	site_command(t, "theme");
	assert_on_screen(t, "light · chosen in the last run");
	site_quit(t);
	t = start(NULL, NULL, NULL); /* restore = no */
	assert_title_ink(t, 254);
	site_quit(t);
	t = start(NULL, "CANDOR_RESTORE=yes", "CANDOR_THEME=dark");
	site_command(t, "theme light");
	assert_on_screen(t, "Theme light until you quit: the next run takes dark from "
			    "CANDOR_THEME");
	site_quit(t);
}

static void the_inspector_names_the_role_of_a_cell(void **state)
{
	struct term *t = start(NULL, NULL, NULL);
	int row = 0;
	int col = 0;

	(void)state;
	site_command(t, "theme safe-light");
	site_command(t, "settings");
	assert_on_screen(t, "→ safe-light (:theme)");
	site_press(t, "Esc");
	site_command(t, "theme dark");
	site_command(t, "theme inspect");
	term_cursor(t, &row, &col);
	assert_on_screen(t, "Theme inspector");
	assert_on_screen(t, "select: dark.theme:");
	site_press(t, "g h h h h h h");
	term_cursor(t, &row, &col);
	assert_int_equal(row, 0);
	assert_on_screen(t, "mode.observe");
	site_press(t, "Esc");
	assert_not_on_screen(t, "Theme inspector");
	site_quit(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_terminals_answer_chooses),
		cmocka_unit_test(variables_come_before_the_guess),
		cmocka_unit_test(an_answer_that_comes_late_presses_nothing),
		cmocka_unit_test(an_answer_is_cut_anywhere_by_the_end_of_the_wait),
		cmocka_unit_test(a_late_answer_that_is_no_news_draws_nothing),
		cmocka_unit_test(it_goes_with_a_terminal_that_turns_dark_or_light),
		cmocka_unit_test(a_late_word_of_what_it_can_is_used),
		cmocka_unit_test(a_theme_file_is_read_again_when_it_changes),
		cmocka_unit_test(a_broken_theme_does_not_keep_anybody_out),
		cmocka_unit_test(the_list_tries_on_and_goes_back),
		cmocka_unit_test(what_was_chosen_is_worn_in_the_next_run),
		cmocka_unit_test(the_inspector_names_the_role_of_a_cell),
	};

	return cmocka_run_group_tests(tests, site_setup, site_teardown);
}

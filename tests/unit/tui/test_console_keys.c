/*
 * Keys that keys.conf gave, took away and refused, as an operator meets them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/unit/tui/console_world.h"
#include "tui/cli/verbs.h"
#include "tui/views/action_keys.h"

/* The console with a keys.conf. */
static void use(struct world *w, const char *preset, const char *text)
{
	struct keymap m;

	action_keymap_text(&m, preset, str_of(text), verbs_line);
	console_take_keys(w->console, &m);
	assert_null(m.entries); /* taken over */
}

static void a_key_without_use_says_so_then_how_to_bind_it(void **state)
{
	struct world *w = *state;

	press(w, "K");
	assert_true(shows(w, "K does nothing here; ? lists the keys."));
	press(w, "K");
	assert_true(shows(
		w,
		"K does nothing here. :keys shows how to bind it: [fleet] NAME = K"));
	press(w, "j K"); /* not twice in a row */
	assert_true(shows(w, "K does nothing here; ? lists the keys."));
	press(w, "U");
	assert_true(shows(w, "U does nothing here; ? lists the keys."));
}

static void a_key_of_tmux_says_why_it_cannot_be_bound(void **state)
{
	struct world *w = *state;

	press(w, "Ctrl-A Ctrl-A");
	assert_true(shows(w, "Ctrl-A is never bound: tmux and "
			     "screen take it as their prefix."));
}

static void a_bound_key_without_use_names_its_action(void **state)
{
	struct world *w = *state;

	press(w, "? Esc");
	command(w, "messages");
	press(w, "h");
	assert_true(shows(w, "h does nothing here; ? lists the keys."));
	press(w, "h");
	assert_true(shows(w, "h means left, which has no use here; ? lists the keys."));
}

static void a_key_does_what_keys_conf_says(void **state)
{
	struct world *w = *state;

	use(w, "default",
	    "[all]\ndown = n\nhelp = H F1\n[fleet]\nopen = o Enter\nquit = none\n");
	press(w, "o");
	assert_int_equal(console_place(w->console)->view, VIEW_OVERVIEW);
	press(w, "q");
	assert_int_equal(console_place(w->console)->view, VIEW_FLEET);
	press(w, "q");
	assert_true(shows(w, "q does nothing here; H lists the keys."));
	assert_false(console_asking(w->console));
	press(w, "Esc");
	assert_true(shows(w, "Nothing is open above the fleet; :quit quits."));
}

static void hints_and_help_name_the_keys_in_force(void **state)
{
	struct world *w = *state;

	use(w, "default", "[all]\nhelp = H\n[fleet]\nopen = o\nmark = ? m\n");
	assert_true(shows(w, " o open"));
	assert_true(shows(w, "H help"));
	press(w, "H");
	assert_true(shows(w, "Not as built in, here: Enter (nothing), ? (mark)."));
	type(w, "key:o");
	assert_true(shows(w, " o                    Open the overview"));
	press(w, "Esc");
	type(w, "key:Enter");
	assert_true(shows(w, "No key or sentence holds that."));
}

static void advice_names_the_keys_in_force(void **state)
{
	struct world *w = *state;

	press(w, "d /");
	assert_true(shows(w, "; n the next, N the one before, Esc ends it"));
	press(w, "Esc");
	use(w, "default", "[all]\nnext-match = F7\nprev-match = none\n");
	press(w, "/");
	assert_true(shows(w, "finds in this text; F7 the next, Esc ends it"));
}

static void presets_are_taken_as_a_whole(void **state)
{
	struct world *w = *state;

	use(w, "less", "");
	press(w, "h");
	assert_int_equal(console_place(w->console)->view, VIEW_HELP);
	press(w, "Esc");
	assert_int_equal(console_place(w->console)->view, VIEW_FLEET);
	assert_true(shows(w, "h help"));
}

static void help_scrolls_by_the_table_and_its_key_closes_it(void **state)
{
	struct world *w = *state;

	draw(w, 24, 80);
	press(w, "? Ctrl-F");
	assert_false(holds(w, "Open the overview of the installation"));
	press(w, "Ctrl-B");
	assert_true(shows(w, "Open the overview of the installation"));
	press(w, "End");
	assert_false(holds(w, "more lines"));
	press(w, "F1");
	assert_int_equal(console_place(w->console)->view, VIEW_FLEET);
}

static void the_command_reads_again_or_shows_the_page(void **state)
{
	struct world *w = *state;

	command(w, "keys reload");
	assert_string_equal(w->asked, "keys");
	command(w, "keys");
	assert_int_equal(console_place(w->console)->view, VIEW_PAGE);
	assert_string_equal(console_place(w->console)->thing, "keys");
	command(w, "keys relaod");
	assert_true(shows(w, "relaod"));
}

static size_t count(const struct buf *text, const char *what)
{
	const char *at = buf_text(text);
	size_t n = 0;

	while ((at = strstr(at, what)) != NULL)
		at++, n++;
	return n;
}

static void the_page_counts_its_problems(void **state)
{
	static const char text[] = "[all]\nhelp = x ? F1\nquit = x Q\n"
				   "[fleet]\nmrak = m\nopen = Ctrl-J Enter\n";
	struct world *w = *state;
	struct keymap m;
	struct detail d;
	struct action_keys_from from = { "default", "built-in",
					 "/home/mira/.config/candor/keys.conf" };
	AUTO(buf) out = BUF_INIT(LIMIT_KIB(64));

	action_keymap_text(&m, "default", str_of(text), verbs_line);
	detail_init(&d);
	action_keys_page(&m, &from, &d);
	frame_resize(&w->frame, 35, 80);
	detail_draw(&d, &w->frame, frame_area(&w->frame), false);
	frame_dump_text(&w->frame, &out);
	assert_non_null(strstr(buf_text(&out), "help            keys.conf:2"));
	assert_non_null(strstr(buf_text(&out), "3 problems of keys.conf"));
	assert_int_equal(keymap_count(&m, false), count(&out, "▲ keys.conf"));
	assert_non_null(strstr(buf_text(&out), "1 key taken from another action"));
	assert_int_equal(keymap_count(&m, true), count(&out, "· keys.conf"));
	detail_release(&d);
	keymap_release(&m);
}

static void a_key_may_be_bound_to_a_command(void **state)
{
	struct world *w = *state;

	use(w, "default",
	    "[all]\n:tz  local = F7\n:jobs = F8\n:filter state:=crit = F9\n"
	    ":sort = F10\n[fleet]\n:messages = F7\n");
	press(w, "F7");
	assert_int_equal(console_place(w->console)->view, VIEW_MESSAGES);
	press(w, "F8");
	assert_int_equal(console_place(w->console)->view, VIEW_JOBS);
	press(w, "F7"); /* another screen, another line */
	assert_true(shows(w, "L stands behind them"));
	press(w, "1 F9");
	assert_true(shows(w, "/state:=crit"));
	press(w, "Esc F10"); /* a word is missing: it is typed on */
	assert_true(shows(w, "↓ which one?"));
	assert_true(shows(w, "\n: sort"));
	press(w, "Esc ?");
	assert_true(shows(w, "F7                   what candor said in this run"));
	type(w, "jobs");
	assert_true(shows(w, "F8 "));
	press(w, "Esc Esc Ctrl-P");
	type(w, ":jobs");
	assert_true(shows(w, "Enter runs :jobs"));
}

static void a_command_in_keys_conf_is_checked(void **state)
{
	struct world *w = *state;
	static const char text[] = "[all]\n:thme light = F7\n\n"
				   ":theme light = F8\n:theme light = F9\n"
				   ": = F6\n:jobs = Ctrl-S\n:calls\n";
	static const char *const problems[] = {
		"keys.conf:5: :theme light has keys here and at line 4; line 5 wins",
		"keys.conf:2: \":thme light\" is no command; did you mean :theme?",
		"keys.conf:6: \":\" is no command",
		"keys.conf:7: \"Ctrl-S\" is not bound: ",
		"keys.conf:8: ",
	};
	struct keymap m;

	(void)w;
	action_keymap_text(&m, "default", str_of(text), verbs_line);
	assert_int_equal(m.n_problems, ARRAY_LEN(problems));
	for (size_t i = 0; i < ARRAY_LEN(problems); i++)
		if (strncmp(m.problems[i].text, problems[i], strlen(problems[i])) != 0)
			fail_msg("%s", m.problems[i].text);
	keymap_release(&m);
	action_keymap_text(&m, "default",
			   STR("[all]\n:theme light = F7\nhelp = F7 ?\n"), verbs_line);
	assert_string_equal(m.problems[0].text,
			    "keys.conf:3: F7 is bound to help here and to :theme light "
			    "at line 2; line 3 wins");
	keymap_release(&m);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_key_without_use_says_so_then_how_to_bind_it),
		CASE(a_key_of_tmux_says_why_it_cannot_be_bound),
		CASE(a_bound_key_without_use_names_its_action),
		CASE(a_key_does_what_keys_conf_says),
		CASE(hints_and_help_name_the_keys_in_force),
		CASE(advice_names_the_keys_in_force),
		CASE(presets_are_taken_as_a_whole),
		CASE(help_scrolls_by_the_table_and_its_key_closes_it),
		CASE(the_command_reads_again_or_shows_the_page),
		CASE(the_page_counts_its_problems),
		CASE(a_key_may_be_bound_to_a_command),
		CASE(a_command_in_keys_conf_is_checked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

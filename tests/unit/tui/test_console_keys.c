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
#include "tests/unit/tui/invented_signals.h"
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

static void help_says_what_it_has_no_use_for(void **state)
{
	static const char *const keys[] = { "Tab", "S-Tab", "Right" };
	struct world *w = *state;

	press(w, "?");
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		AUTO(buf) said = BUF_INIT(LIMIT_TEXT);

		press(w, keys[i]);
		buf_addf(&said, "%s does nothing here", keys[i]);
		assert_true(shows(w, buf_text(&said)));
	}
	assert_int_equal(console_place(w->console)->view, VIEW_HELP);
	press(w, "Enter");
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

static void what_reads_again_is_named_by_its_key(void **state)
{
	static const struct {
		const char *line, *lack, *evidence;
	} rows[] = {
		{ "", "; r on it reads it again.", "r reads it" },
		{ "[all]\nrefresh = F7\n", "; F7 on it reads it again.",
		  "F7 reads it" },
		{ "[all]\nrefresh = none\n", "; :refresh on it reads it again.",
		  ":refresh reads it" },
	};
	struct world *w = *state;

	w->v.rows[0].paused_sec = 1;
	w->v.sessions[0].state = SESSION_NONE;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		use(w, "default", rows[i].line);
		command(w, "drop acme-prod-eu");
		assert_true(shows(w, rows[i].lack));
		command(w, "fleet");
		press(w, "j j j"); /* to what is of an earlier run */
		assert_true(shows(w, rows[i].evidence));
		press(w, "k k k");
	}
}

/* All that an operator can tell: the screen, and what was asked of the program. */
static void perceive(struct world *w, struct buf *out)
{
	screen(w, out);
	frame_dump_roles(&w->frame, out);
	frame_dump_cursor(&w->frame, out);
	buf_addf(out, "%s %s %s", w->asked, w->about, w->watched.thing);
}

/* In a world of its own, with messages and jobs, after the keys from. */
static bool is_perceived(enum view_id v, struct key k, int rows, const char *from)
{
	struct job jobs[] = { { .id = "act:1", .what = "fleet.refresh", .inst = "a" },
			      { .id = "act:2", .what = "fleet.refresh", .inst = "b" } };
	struct place p = place_of(v, v == VIEW_FLEET ? "" : "acme-prod-eu",
				  v == VIEW_STACK ? "acme-ingest" : "");
	AUTO(buf) before = BUF_INIT(LIMIT_MIB(1));
	AUTO(buf) after = BUF_INIT(LIMIT_MIB(1));
	struct invented_signals signals = { 0 };
	void *state = NULL;
	struct world *w = setup(&state) == 0 ? state : NULL;

	assert_non_null(w);
	if (v == VIEW_HEARTBEATS || v == VIEW_SERVICES || v == VIEW_ALARMS)
		invented_signals(&signals, &w->v.scene, &w->v.insts[0], &w->v.rows[0]);
	w->v.scene.jobs = jobs;
	w->v.scene.n_jobs = ARRAY_LEN(jobs);
	draw(w, rows, rows * 4);
	if (v == VIEW_MESSAGES)
		press(w, "x D Q");
	console_go(w->console, &w->v.scene, &p);
	press(w, "Ctrl-L"); /* what was said has gone */
	press(w, from);
	w->asked[0] = '\0';
	perceive(w, &before);
	w->v.scene.now_us += 500 * 1000;
	console_key(w->console, &w->v.scene, k);
	perceive(w, &after);
	assert_string_not_equal(w->asked, "quit");
	assert_string_not_equal(w->asked, "renew");
	assert_string_not_equal(w->asked, "drop");
	w->v.scene.jobs = NULL;
	w->v.scene.n_jobs = 0;
	(void)teardown(&state);
	invented_signals_release(&signals);
	return !str_eq(buf_str(&before), buf_str(&after));
}

/* Keys that find the screen as they would make it: it is the one they lead to, or all
 * of it is seen and nothing can move.  What is typed into the help is a text. */
static bool may_be_idle(const struct keymap *m, enum view_id v, struct key k)
{
	int a = keymap_lookup(m, (int)v, k);
	bool is_short = v == VIEW_OVERVIEW || v == VIEW_PAGE || v == VIEW_THEMES;
	bool moves = (a >= ACTION_UP && a <= ACTION_PAGE_DOWN) || a == ACTION_WIDE ||
		     a == ACTION_NEXT_PROBLEM || a == ACTION_PREV_PROBLEM;

	return v == VIEW_HELP || (is_short && moves) ||
	       (v <= VIEW_STACKS && a == ACTION_TAB_1 + (int)v - (int)VIEW_FLEET);
}

static void every_key_does_something_or_says_that_it_does_not(void **state)
{
	struct world *w = *state;
	const struct keymap *m = console_keys(w->console);

	for (enum view_id v = VIEW_FLEET; v < VIEW_COUNT; v++) {
		for (size_t i = 0; i < m->n_entries; i++) {
			struct key k = m->entries[i].key;
			AUTO(buf) text = BUF_INIT(64);

			key_print(k, &text);
			if (m->entries[i].view != KEYMAP_EVERYWHERE &&
			    m->entries[i].view != (int)v)
				continue;
			if (!may_be_idle(m, v, k) && !is_perceived(v, k, 20, "") &&
			    !is_perceived(v, k, 20, "G") && !is_perceived(v, k, 35, ""))
				fail_msg("%s on %s does nothing and says nothing",
					 buf_text(&text), action_views[v]);
		}
	}
}

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
		CASE(help_says_what_it_has_no_use_for),
		CASE(the_command_reads_again_or_shows_the_page),
		CASE(the_page_counts_its_problems),
		CASE(a_key_may_be_bound_to_a_command),
		CASE(a_command_in_keys_conf_is_checked),
		CASE(what_reads_again_is_named_by_its_key),
		CASE(every_key_does_something_or_says_that_it_does_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

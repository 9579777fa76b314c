/* Presets and keys.conf: what a line does, what is said of one that does nothing. */
#include "kit.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/os.h"
#include "tui/kit/keymap_list.h"
#include "tui/kit/keymap_read.h"

enum {
	OPEN,
	MARK,
	FILTER,
	DOWN,
	BACK,
	QUIT,
	HELP,
	FOLLOW,
	PAGE_UP
};
enum {
	FLEET,
	LOGS,
	SEARCH
};

static const char *const views[] = { "fleet", "logs", "search" };

/* clang-format off */
static const struct binding rows[] = {
	{ 1u << FLEET, OPEN, "open", "Enter", "open", "Open it." },
	{ 1u << FLEET, MARK, "mark", "Space", "mark", "Mark the row." },
	{ 1u << FLEET | 1u << LOGS, FILTER, "filter", "/", "filter", "Filter." },
	{ 1u << LOGS, FOLLOW, "follow", "f", "follow", "Follow new lines." },
	{ 1u << SEARCH, BACK, "back", "Esc", "close", "Close the search." },
	{ 1u << SEARCH, DOWN, "down", "Down", NULL, "A line down." },
	{ KEYMAP_ALL, DOWN, "down", "j Down", NULL, "Move down." },
	{ KEYMAP_ALL, PAGE_UP, "page-up", "Ctrl-B PgUp", NULL, "A page up." },
	{ KEYMAP_ALL, BACK, "back", "Esc", NULL, "Go back." },
	{ KEYMAP_ALL, QUIT, "quit", "q", NULL, "Quit." },
	{ KEYMAP_ALL, HELP, "help", "? F1", "help", "This page." },
};
/* clang-format on */

static const int back[] = { BACK };
static const int help[] = { HELP };
static const int quit[] = { QUIT };
static const struct keymap_way ways[] = {
	{ back, 1, false },
	{ help, 1, false },
	{ quit, 1, true },
};

static void start(struct keymap *m)
{
	keymap_init(m, rows, ARRAY_LEN(rows), views, ARRAY_LEN(views));
	m->typing = 1u << SEARCH;
}

static void read_text(struct keymap *m, const char *text)
{
	start(m);
	keymap_read(m, str_of(text));
	keymap_keep(m, ways, ARRAY_LEN(ways));
}

static int action_of(const struct keymap *m, int view, const char *name)
{
	struct key k = { 0 };
	assert_true(key_parse(str_of(name), &k));
	return keymap_lookup(m, view, k);
}

static const char *keys_of(const struct keymap *m, int view, int action)
{
	static char text[256];
	AUTO(buf) out = BUF_INIT(255);
	keymap_keys(m, view, action, &out);
	(void)snprintf(text, sizeof(text), "%s", buf_text(&out));
	return text;
}

/* Problems as one text, a line each. */
static const char *problems_of(const struct keymap *m)
{
	static char text[LIMIT_KIB(32)];
	AUTO(buf) out = BUF_INIT(sizeof(text) - 1);
	for (size_t i = 0; i < m->n_problems; i++)
		buf_addf(&out, "%s\n", m->problems[i].text);
	(void)snprintf(text, sizeof(text), "%s", buf_text(&out));
	return text;
}

static void a_line_replaces_the_keys_of_an_action(void **state)
{
	(void)state;
	struct keymap m;
	read_text(&m, "# mine\n"
		      "[all]\n"
		      "down = n Down ; not j\n"
		      "filter = s\n"
		      "[fleet]\n"
		      "mark = Space m\n"
		      "quit = none # asked too often\n");
	assert_string_equal(problems_of(&m), "");
	assert_int_equal(action_of(&m, LOGS, "n"), DOWN);
	assert_int_equal(action_of(&m, LOGS, "j"), KEYMAP_NONE);
	assert_int_equal(action_of(&m, FLEET, "s"), FILTER);
	assert_int_equal(action_of(&m, LOGS, "s"), FILTER);
	assert_int_equal(action_of(&m, SEARCH, "/"), KEYMAP_NONE);
	assert_string_equal(keys_of(&m, FLEET, MARK), "Space m");
	assert_int_equal(action_of(&m, FLEET, "q"), KEYMAP_NONE);
	assert_int_equal(action_of(&m, LOGS, "q"), QUIT);
	assert_string_equal(keys_of(&m, FLEET, QUIT), "");
	keymap_release(&m);
}

static void a_line_for_all_takes_keys_from_views_too(void **state)
{
	(void)state;
	struct keymap m;
	read_text(&m, "[all]\ndown = Space Down\n");
	assert_int_equal(action_of(&m, FLEET, "Space"), DOWN);
	assert_string_equal(
		problems_of(&m),
		"keys.conf:2: Space means down now; mark has no key left\n");
	keymap_release(&m);
	read_text(&m, "[fleet]\nmark = Space\n[all]\ndown = Space Down\n");
	assert_int_equal(action_of(&m, FLEET, "Space"), MARK);
	assert_int_equal(action_of(&m, LOGS, "Space"), DOWN);
	assert_string_equal(problems_of(&m), "");
	keymap_release(&m);
}

static void two_actions_change_places_in_any_order(void **state)
{
	(void)state;
	struct keymap m;
	read_text(&m, "[all]\nquit = Esc\nback = q\n");
	assert_string_equal(problems_of(&m), "");
	assert_int_equal(action_of(&m, LOGS, "Esc"), QUIT);
	assert_int_equal(action_of(&m, LOGS, "q"), BACK);
	keymap_release(&m);
}

static void a_view_stands_over_all_wherever_it_is_written(void **state)
{
	(void)state;
	struct keymap m;
	read_text(&m, "[logs]\nfilter = l\n[all]\nfilter = s\n");
	assert_string_equal(problems_of(&m), "");
	assert_string_equal(keys_of(&m, LOGS, FILTER), "l");
	assert_string_equal(keys_of(&m, FLEET, FILTER), "s");
	keymap_release(&m);
}

struct told {
	const char *text, *said;
};

static const struct told sentences[] = {
	{ "[all]\nhelp = x ? F1\nquit = x\n",
	  "keys.conf:3: x is bound to quit here and to help at line 2; line 3 wins\n" },
	{ "[all]\nhelp = H\nhelp = I\n",
	  "keys.conf:3: help has keys here and at line 2; line 3 wins\n" },
	{ "[flet]\nmark = m\n[fleet]\n",
	  "keys.conf:1: \"flet\" is no view: its lines have no effect; did you mean "
	  "fleet?\n" },
	{ "[fleet]\nmrak = m\n",
	  "keys.conf:2: \"mrak\" is no action; did you mean mark?\n" },
	{ "[logs]\nmark = m\n", "keys.conf:2: \"mark\" means nothing in logs\n" },
	{ "help = x\n",
	  "keys.conf:1: \"help\" stands before any section; write [all] first\n" },
	{ "[all]\nhelp =\n", "keys.conf:2: \"help\" needs a key, or none\n" },
	{ "[all]\nhelp = x none\n",
	  "keys.conf:2: \"none\" stands alone or not at all\n" },
	{ "[all]\nhelp = Entr ?\n",
	  "keys.conf:2: \"Entr\" is no name of a key; did you mean Enter?\n" },
	{ "[all]\nhelp = ? Ctrl-A\n",
	  "keys.conf:2: \"Ctrl-A\" is not bound: tmux and screen take it as their "
	  "prefix\n" },
	{ "[all]\nhelp = ? ^B\n",
	  "keys.conf:2: \"^B\" is not bound: tmux takes it as its prefix\n" },
	{ "[all]\npage-up = Ctrl-B b\n", "" }, /* where it is, it stays */
	{ "[all]\nhelp = ? Ctrl-S Ctrl-H Alt-[ Ctrl-Up\n",
	  "keys.conf:2: \"Ctrl-S\" is not bound: terminals take it to hold the "
	  "output\n"
	  "keys.conf:2: \"Ctrl-H\" is not bound: terminals send it for Backspace\n"
	  "keys.conf:2: \"Alt-[\" is not bound: terminals begin other keys with it\n"
	  "keys.conf:2: \"Ctrl-Up\" is not bound: terminals send nothing of its own "
	  "for it\n" },
	{ "[all]\nhelp = 1 2 3 4 5 6 7\n", "keys.conf:2: \"7\" is one key too many\n" },
	{ "[search]\ndown = n\n",
	  "keys.conf:2: \"n\" is not bound: letters are typed there\n" },
	{ "[all]\nhelp\n[fleet\nmark = m\n[all]\nquit = Q\n",
	  "keys.conf:2: expected NAME = VALUE, found no '='\n"
	  "keys.conf:3: a section must end with ']'\n" },
	{ "[fleet]\nmark = j\n",
	  "" }, /* down keeps its arrow: that is no loss to speak of */
	{ "[logs]\nfollow = q\n",
	  "keys.conf:2: q means follow now; quit has no key in logs\n" },
	{ "[all]\nhelp = \033[31m\n",
	  "keys.conf:2: \"\xE2\x90\x9B[31m\" is no name of a key\n" },
};

static void what_is_wrong_is_told_by_its_line(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(sentences); i++) {
		struct keymap m;
		read_text(&m, sentences[i].text);
		assert_string_equal(problems_of(&m), sentences[i].said);
		keymap_release(&m);
	}
}

static void a_broken_line_takes_no_other_away(void **state)
{
	(void)state;
	struct keymap m;
	read_text(&m, "[all]\nhelp = F1 Ctrl-A H\nnonsense\ndown = \n"
		      "[fleet\nmark = m\n[logs]\nfollow = F\n");
	assert_string_equal(keys_of(&m, FLEET, HELP), "F1 H");
	assert_string_equal(keys_of(&m, FLEET, DOWN), "j Down");
	assert_string_equal(keys_of(&m, FLEET, MARK), "Space");
	assert_string_equal(keys_of(&m, LOGS, FOLLOW), "F");
	assert_int_equal(m.n_problems, 4);
	keymap_release(&m);
}

static void of_two_lines_the_later_wins(void **state)
{
	(void)state;
	struct keymap m;
	read_text(&m, "[fleet]\nmark = x m\nfilter = x\n");
	assert_string_equal(keys_of(&m, FLEET, MARK), "m");
	assert_string_equal(keys_of(&m, FLEET, FILTER), "x");
	assert_int_equal(m.problems[0].kind, KEYMAP_CONFLICT);
	keymap_release(&m);
}

static void ways_out_are_never_lost(void **state)
{
	(void)state;
	static const char *const texts[] = {
		"[all]\nback = none\nhelp = none\nquit = none\n",
		"[all]\ndown = Esc q ? F1\n",
		"[all]\nhelp = q Esc\n[fleet]\nmark = ? F1\n",
		"[fleet]\nback = none\n[logs]\nback = none\nhelp = none\n",
		"[all]\nback = q\nquit = none\n",
	};
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		struct keymap m;
		read_text(&m, texts[i]);
		for (int view = FLEET; view <= LOGS; view++) {
			assert_string_not_equal(keys_of(&m, view, BACK), "");
			assert_string_not_equal(keys_of(&m, view, HELP), "");
			assert_string_not_equal(keys_of(&m, view, QUIT), "");
		}
		assert_true(strstr(problems_of(&m), "keeps"));
		keymap_release(&m);
	}
}

static void where_letters_are_typed_no_letter_is_bound(void **state)
{
	(void)state;
	struct keymap m;
	read_text(&m, "[all]\nback = b\ndown = n Ctrl-N\n");
	assert_string_equal(problems_of(&m), "");
	assert_string_equal(keys_of(&m, SEARCH, BACK), "Esc");
	assert_string_equal(keys_of(&m, SEARCH, DOWN), "Ctrl-N");
	assert_string_equal(keys_of(&m, LOGS, BACK), "b");
	keymap_release(&m);
}

static void ceilings_hold(void **state)
{
	(void)state;
	struct keymap m;
	AUTO(buf) text = BUF_INIT(LIMIT_MIB(1));
	buf_add_text(&text, "[all]\n");
	for (int i = 0; i < 300; i++)
		buf_add_text(&text, "down = x y z\n[fleet]\n[all]\n");
	read_text(&m, buf_text(&text));
	assert_int_equal(m.n_problems, LIMIT_KEYS_PROBLEMS);
	assert_int_equal(m.n_problems + m.n_untold, 299);
	assert_string_equal(keys_of(&m, FLEET, DOWN), "x y z");
	keymap_release(&m);
	while (buf_ok(&text) && text.len <= LIMIT_KEYS_FILE)
		buf_add_text(&text, "# a long file\n");
	read_text(&m, buf_text(&text));
	assert_string_equal(
		problems_of(&m),
		"keys.conf: larger than 64 KiB; none of it has an effect\n");
	assert_string_equal(keys_of(&m, FLEET, DOWN), "j Down");
	keymap_release(&m);
}

static const char *any_line(struct str line, const char **ret_near)
{
	(void)line;
	*ret_near = NULL;
	return "Do it.";
}

/* Lines of commands make rows, also those that end up without a key. */
static void lines_of_commands_have_a_ceiling(void **state)
{
	(void)state;
	struct keymap m;
	AUTO(buf) text = BUF_INIT(LIMIT_KEYS_FILE);
	buf_add_text(&text, "[all]\n");
	for (int i = 0; i < LIMIT_KEYS_LINES - 1; i++)
		buf_addf(&text, ":q %d =\n", i);
	buf_add_text(&text, ":last = F7\n:more = F8\n:last = F9\n[fleet]\n:last = x\n");
	start(&m);
	m.line = any_line;
	keymap_read(&m, buf_str(&text));
	assert_int_equal(m.n_rows, m.n_app + LIMIT_KEYS_LINES);
	assert_int_equal(action_of(&m, LOGS, "F8"), KEYMAP_NONE);
	assert_int_equal(action_of(&m, FLEET, "x"), KEYMAP_NONE);
	assert_string_equal(keymap_name(&m, action_of(&m, FLEET, "F9")), ":last");
	keymap_release(&m);
	start(&m);
	m.line = any_line;
	keymap_read(&m, STR("[all]\n:b =\n[fleet]\n:a = x\n[logs]\n:a = x\n"));
	assert_int_equal(m.n_rows, m.n_app + 3);
	assert_string_equal(keymap_name(&m, action_of(&m, LOGS, "x")), ":a");
	keymap_release(&m);
}

static void a_preset_stands_below_the_file(void **state)
{
	(void)state;
	static const struct keymap_preset_row preset[] = {
		{ "down", "Space Down" },
		{ "mark", "m" },
	};
	struct keymap m;
	AUTO(buf) origin = BUF_INIT(64);
	start(&m);
	keymap_take_preset(&m, "pager", preset, ARRAY_LEN(preset));
	keymap_read(&m, STR("[all]\nmark = x\n"));
	assert_int_equal(m.n_problems, 0);
	assert_string_equal(keys_of(&m, FLEET, DOWN), "Space Down");
	assert_string_equal(keys_of(&m, FLEET, MARK), "x");
	assert_int_equal(action_of(&m, FLEET, "m"), KEYMAP_NONE);
	keymap_origin(&m, KEYMAP_PRESET, 0, &origin);
	assert_string_equal(buf_text(&origin), "preset pager");
	keymap_release(&m);
}

static void add_item(void *ctx, const struct keymap_item *item)
{
	buf_addf(ctx, "%d %s:%.*s:%.*s\n", item->view, item->row->name,
		 STR_FMT(item->keys), STR_FMT(item->origin));
}

static void the_list_says_where_each_key_comes_from(void **state)
{
	(void)state;
	struct keymap m;
	AUTO(buf) out = BUF_INIT(LIMIT_KIB(8));
	read_text(&m, "[all]\nhelp = H\n[fleet]\nquit = none\n[logs]\nfollow = F\n");
	keymap_list(&m, add_item, &out);
	assert_string_equal(buf_text(&out), "-1 down:j Down:built-in\n"
					    "-1 page-up:Ctrl-B PgUp:built-in\n"
					    "-1 back:Esc:built-in\n"
					    "-1 quit:q:built-in\n"
					    "-1 help:H:keys.conf:2\n"
					    "0 open:Enter:built-in\n"
					    "0 mark:Space:built-in\n"
					    "0 filter:/:built-in\n"
					    "0 quit::keys.conf:4\n"
					    "1 filter:/:built-in\n"
					    "1 follow:F:keys.conf:6\n"
					    "2 back:Esc:built-in\n"
					    "2 down:Down:built-in\n");
	keymap_release(&m);
}

static void a_file_must_be_ours_alone(void **state)
{
	(void)state;
	char dir[] = "/tmp/candor-keys-XXXXXX";
	char path[64];
	struct keymap m;
	struct err err = ERR_INIT;
	assert_non_null(mkdtemp(dir));
	(void)snprintf(path, sizeof(path), "%s/keys.conf", dir);
	start(&m);
	keymap_load(&m, path); /* there is none */
	assert_int_equal(m.n_problems, 0);
	assert_true(os_write_file(path, STR("[all]\nhelp = H\n"), &err));
	keymap_load(&m, path);
	assert_string_equal(keys_of(&m, FLEET, HELP), "H");
	keymap_release(&m);
	assert_int_equal(chmod(path, 0660), 0);
	start(&m);
	keymap_load(&m, path);
	assert_string_equal(keys_of(&m, FLEET, HELP), "? F1");
	assert_true(strstr(problems_of(&m), "writable for group"));
	keymap_release(&m);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(mkfifo(path, 0600), 0); /* nothing waits for it */
	start(&m);
	keymap_load(&m, path);
	assert_int_equal(m.n_problems, 1);
	keymap_release(&m);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(dir), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_replaces_the_keys_of_an_action),
		cmocka_unit_test(a_line_for_all_takes_keys_from_views_too),
		cmocka_unit_test(two_actions_change_places_in_any_order),
		cmocka_unit_test(a_view_stands_over_all_wherever_it_is_written),
		cmocka_unit_test(what_is_wrong_is_told_by_its_line),
		cmocka_unit_test(a_broken_line_takes_no_other_away),
		cmocka_unit_test(of_two_lines_the_later_wins),
		cmocka_unit_test(ways_out_are_never_lost),
		cmocka_unit_test(where_letters_are_typed_no_letter_is_bound),
		cmocka_unit_test(ceilings_hold),
		cmocka_unit_test(lines_of_commands_have_a_ceiling),
		cmocka_unit_test(a_preset_stands_below_the_file),
		cmocka_unit_test(the_list_says_where_each_key_comes_from),
		cmocka_unit_test(a_file_must_be_ours_alone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

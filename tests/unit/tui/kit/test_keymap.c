/* Key names, look-up, keys.conf, hint line, help. */
#include "kit.h"

#include "tui/kit/help.h"
#include "tui/kit/keymap.h"

static void key_names_are_read_and_printed(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		struct key key;
		const char *printed;
	} rows[] = {
		{ "j", { 'j', 0 }, "j" },
		{ "G", { 'G', 0 }, "G" },
		{ "?", { '?', 0 }, "?" },
		{ "-", { '-', 0 }, "-" },
		{ "^", { '^', 0 }, "^" },
		{ "\xC3\xA4", { 0xE4, 0 }, "\xC3\xA4" },
		{ "Ctrl-R", { 'r', KEY_MOD_CTRL }, "Ctrl-R" },
		{ "ctrl-r", { 'r', KEY_MOD_CTRL }, "Ctrl-R" },
		{ "C-r", { 'r', KEY_MOD_CTRL }, "Ctrl-R" },
		{ "Ctrl+R", { 'r', KEY_MOD_CTRL }, "Ctrl-R" },
		{ "Ctrl-+", { '+', KEY_MOD_CTRL }, "Ctrl-+" },
		{ "^R", { 'r', KEY_MOD_CTRL }, "Ctrl-R" },
		{ "Alt-b", { 'b', KEY_MOD_ALT }, "Alt-b" },
		{ "M-Backspace", { KEYCAP_BACKSPACE, KEY_MOD_ALT }, "Alt-Backspace" },
		{ "Enter", { KEYCAP_ENTER, 0 }, "Enter" },
		{ "enter", { KEYCAP_ENTER, 0 }, "Enter" },
		{ "S-Tab", { KEYCAP_BACKTAB, 0 }, "S-Tab" },
		{ "PageDown", { KEYCAP_PAGE_DOWN, 0 }, "PgDn" },
		{ "Space", { ' ', 0 }, "Space" },
		{ "F1", { KEYCAP_F1, 0 }, "F1" },
		{ "F12", { KEYCAP_F12, 0 }, "F12" },
		{ "\xE2\x86\x93", { KEYCAP_DOWN, 0 }, "Down" },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct key k = { 0 };
		AUTO(buf) printed = BUF_INIT(64);
		assert_true(key_parse(str_of(rows[i].name), &k));
		assert_true(key_eq(k, rows[i].key));
		key_print(k, &printed);
		assert_string_equal(buf_text(&printed), rows[i].printed);
	}
	static const char *const wrong[] = { "",     "jj",     "F0",
					     "F13",  "Ctrl-",  "Hyper-x",
					     "\033", "Enterr", "\xC2\x9B" };
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		struct key k = { 0 };
		assert_false(key_parse(str_of(wrong[i]), &k));
	}
}

enum {
	OPEN,
	MARK,
	FILTER,
	DOWN,
	BACK,
	HELP,
	REVEAL,
	FOLLOW
};
enum {
	FLEET,
	LOGS
};

static const char *const views[] = { "fleet", "logs" };

/* clang-format off */
static const struct binding rows[] = {
	{ 1u << FLEET, OPEN, "open", "Enter", "open",
	 "Open what the cursor stands on." },
	{ 1u << FLEET, MARK, "mark", "Space", "mark", "Mark the row." },
	{ 1u << LOGS, REVEAL, "reveal", "x", "reveal", "Reveal the masked value." },
	{ 1u << LOGS, FOLLOW, "follow", "f", "follow", "Follow new lines." },
	{ KEYMAP_ALL, FILTER, "filter", "/ F3", "filter", "Filter." },
	{ KEYMAP_ALL, DOWN, "down", "j Down", NULL, "Move down." },
	{ KEYMAP_ALL, BACK, "back", "Esc q", NULL, "Go back." },
	{ KEYMAP_ALL, HELP, "help", "? F1", "help", "This page." },
};
/* clang-format on */

static void start(struct keymap *m)
{
	keymap_init(m, rows, ARRAY_LEN(rows), views, ARRAY_LEN(views));
}

static int action_of(const struct keymap *m, int view, const char *name)
{
	struct key k = { 0 };
	assert_true(key_parse(str_of(name), &k));
	return keymap_lookup(m, view, k);
}

static void keys_mean_what_their_view_says(void **state)
{
	(void)state;
	struct keymap m;
	start(&m);
	assert_int_equal(action_of(&m, FLEET, "Enter"), OPEN);
	assert_int_equal(action_of(&m, LOGS, "Enter"), KEYMAP_NONE);
	assert_int_equal(action_of(&m, LOGS, "x"), REVEAL);
	assert_int_equal(action_of(&m, LOGS, "Down"), DOWN);
	assert_int_equal(action_of(&m, FLEET, "Ctrl-X"), KEYMAP_NONE);
	keymap_release(&m);
}

static bool not_filter(void *ctx, int action)
{
	(void)ctx;
	return action != FILTER;
}

static void the_hint_line_is_made_of_rows(void **state)
{
	(void)state;
	/* clang-format off */
	static const struct {
		int width, view;
		const char *expected;
	} lines[] = {
		{ 60, FLEET,
		 " Enter open  Space mark  / filter                         ?" },
		{ 30, FLEET, " Enter open  Space mark     ?" },
		{ 20, FLEET, " Enter open       ?" },
		{ 60, LOGS,
		 " x reveal  f follow  / filter                             ?" },
		{ 3, LOGS, " ?" },
	};
	/* clang-format on */
	struct keymap m;
	struct frame f;
	struct keymap_filter filter = { .useful = not_filter };
	start(&m);
	frame_init(&f, 1, 1);
	for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
		frame_resize(&f, 1, lines[i].width);
		keymap_hints(&m, lines[i].view, &f, frame_area(&f), HELP, NULL);
		assert_line(&f, 0, lines[i].expected);
	}
	frame_resize(&f, 1, 100);
	keymap_hints(&m, LOGS, &f, frame_area(&f), HELP, &filter);
	assert_string_equal(line_of(&f, 0) + 93, "? help");
	assert_memory_equal(line_of(&f, 0), " x reveal  f follow     ", 22);
	assert_int_equal(f.cells[1].role, ROLE_KEY);
	assert_int_equal(f.cells[3].role, ROLE_MUTED);
	frame_release(&f);
	keymap_release(&m);
}

static void help_is_made_of_the_same_rows_and_filters(void **state)
{
	(void)state;
	/* clang-format off */
	static const struct {
		const char *filter, *expected;
	} lines[] = {
		{ "reveal", " x                    Reveal the masked value." },
		{ "key:q", " Esc q                Go back." },
		{ "key:F1", " ? F1                 This page." },
		{ "MASKED the", " x                    Reveal the masked value." },
		{ "row", "" },
		{ "key:", "" },
	};
	/* clang-format on */
	struct keymap m;
	struct help h;
	struct frame f;
	start(&m);
	help_init(&h, &m, LOGS);
	frame_init(&f, 7, 60);
	for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
		prompt_set(&h.filter, str_of(lines[i].filter));
		help_draw(&h, &f, frame_area(&f));
		assert_line(&f, 3, lines[i].expected);
		assert_line(&f, 4, "");
	}
	assert_true(help_key(&h, KEY_OF(KEYCAP_ESC))); /* first clears the filter */
	assert_false(help_key(&h, KEY_OF(KEYCAP_ESC)));
	help_release(&h);
	keymap_release(&m);
	frame_release(&f);
}

static void help_is_drawn_and_scrolls(void **state)
{
	(void)state;
	struct keymap m;
	struct help h;
	struct frame f;
	start(&m);
	help_init(&h, &m, LOGS);
	frame_init(&f, 7, 40);
	help_draw(&h, &f, frame_area(&f));
	assert_line(&f, 0, " filter");
	assert_line(&f, 3, " x                    Reveal the masked");
	assert_string_equal(f.focus, "help:filter");
	help_scroll(&h, h.height);
	help_draw(&h, &f, frame_area(&f));
	assert_line(&f, 6, " ? F1                 This page.");
	assert_true(help_key(&h, KEY_OF('z')));
	assert_true(help_key(&h, KEY_OF('z')));
	help_draw(&h, &f, frame_area(&f));
	assert_line(&f, 2, " No key or sentence holds that. Esc clea");
	assert_frame_sound(&f);
	help_release(&h);
	keymap_release(&m);
	frame_release(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(key_names_are_read_and_printed),
		cmocka_unit_test(keys_mean_what_their_view_says),
		cmocka_unit_test(the_hint_line_is_made_of_rows),
		cmocka_unit_test(help_is_made_of_the_same_rows_and_filters),
		cmocka_unit_test(help_is_drawn_and_scrolls),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The editor, as a table of keys and results. */
#include "kit.h"

#include "tui/kit/prompt.h"

/* Press keys by name; text in quotes is typed. */
static enum prompt_event press(struct prompt *p, const char *keys)
{
	enum prompt_event event = PROMPT_NOTHING;
	struct str rest = str_of(keys);
	while (rest.len > 0) {
		struct str name = str_cut(&rest, ' ');
		struct key k = { 0 };
		if (name.len > 1 && name.p[0] == '"') {
			struct str typed = { name.p + 1, name.len - 1 };
			while (typed.len > 0)
				event = prompt_key(p, KEY_OF(utf8_next(&typed)));
			continue;
		}
		assert_true(key_parse(name, &k));
		event = prompt_key(p, k);
	}
	return event;
}

static void keys_edit_as_readline_does(void **state)
{
	(void)state;
	static const struct {
		const char *start, *keys, *text;
		size_t cursor;
		enum prompt_event event;
	} rows[] = {
		{ "", "a b c", "abc", 3, PROMPT_CHANGED },
		{ "abc", "Ctrl-A x", "xabc", 1, PROMPT_CHANGED },
		{ "abc", "Home Right Right x", "abxc", 3, PROMPT_CHANGED },
		{ "abc", "Ctrl-B Ctrl-B Ctrl-F x", "abxc", 3, PROMPT_CHANGED },
		{ "abc", "Left Backspace", "ac", 1, PROMPT_CHANGED },
		{ "abc", "Home Del", "bc", 0, PROMPT_CHANGED },
		{ "abc", "Home Ctrl-D Ctrl-D", "c", 0, PROMPT_CHANGED },
		{ "abc", "Ctrl-H", "ab", 2, PROMPT_CHANGED },
		{ "one two three", "Ctrl-W", "one two ", 8, PROMPT_CHANGED },
		{ "one two ", "Ctrl-W", "one ", 4, PROMPT_CHANGED },
		{ "one two", "Alt-b Alt-b x", "xone two", 1, PROMPT_CHANGED },
		{ "one two", "Home Alt-f x", "onex two", 4, PROMPT_CHANGED },
		{ "one two", "Home Alt-d", " two", 0, PROMPT_CHANGED },
		{ "one two", "Alt-Backspace", "one ", 4, PROMPT_CHANGED },
		{ "one two", "Alt-b Ctrl-U", "two", 0, PROMPT_CHANGED },
		{ "one two", "Alt-b Ctrl-K", "one ", 4, PROMPT_CHANGED },
		{ "one two", "Ctrl-W Home Ctrl-Y", "twoone ", 3, PROMPT_CHANGED },
		{ "abc", "Home Left", "abc", 0, PROMPT_MOVED },
		{ "", "Backspace Del Ctrl-W Ctrl-K Ctrl-U", "", 0, PROMPT_MOVED },
		{ "\xC3\xA4\xE3\x83\xAB", "Backspace", "\xC3\xA4", 2, PROMPT_CHANGED },
		{ "e\xCC\x81x", "Home Del", "x", 0, PROMPT_CHANGED },
		{ "e\xCC\x81x", "Home Right", "e\xCC\x81x", 3, PROMPT_MOVED },
		{ "abc", "Enter", "abc", 3, PROMPT_SUBMIT },
		{ "abc", "Esc", "abc", 3, PROMPT_CANCEL },
		{ "abc", "Ctrl-C", "abc", 3, PROMPT_CANCEL },
		{ "abc", "Tab", "abc", 3, PROMPT_NOTHING },
		{ "abc", "F1", "abc", 3, PROMPT_NOTHING },
		{ "abc", "Ctrl-L", "abc", 3, PROMPT_NOTHING },
		{ "abc", "Alt-x", "abc", 3, PROMPT_NOTHING },
		{ "", "Space a", " a", 2, PROMPT_CHANGED },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct prompt p;
		prompt_init(&p, ":", false);
		prompt_set(&p, str_of(rows[i].start));
		enum prompt_event event = press(&p, rows[i].keys);
		assert_string_equal(buf_text(&p.text), rows[i].text);
		assert_int_equal(p.cursor, rows[i].cursor);
		assert_int_equal(event, rows[i].event);
		prompt_release(&p);
	}
}

static void a_paste_is_text_and_never_submits(void **state)
{
	(void)state;
	static const struct {
		const char *paste, *text;
	} rows[] = {
		{ "acme-prod-eu\n", "acme-prod-eu" },
		{ "one\ntwo\r\n", "one two" },
		{ "a\tb", "a b" },
		{ "\033[31mred\033[0m", "[31mred[0m" },
		{ "x\xE2\x80\xAEy\xC2\x9Bz\x7F", "xyz" },
		{ "\xFF\xFE", "\xEF\xBF\xBD\xEF\xBF\xBD" },
		{ "\n\n\n", "" },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct prompt p;
		prompt_init(&p, ":", false);
		prompt_paste(&p, str_of(rows[i].paste));
		assert_string_equal(buf_text(&p.text), rows[i].text);
		prompt_release(&p);
	}
}

static void text_stays_under_its_ceiling(void **state)
{
	(void)state;
	static char big[100000];
	struct prompt p;
	memset(big, 'x', sizeof(big));
	prompt_init(&p, ":", false);
	prompt_paste(&p, (struct str){ big, sizeof(big) });
	assert_int_equal(p.text.len, LIMIT_PROMPT);
	assert_int_equal(press(&p, "y"), PROMPT_MOVED);
	prompt_set(&p, (struct str){ big, LIMIT_PROMPT - 1 });
	assert_int_equal(press(&p, "\xC3\xA4"),
			 PROMPT_MOVED); /* two bytes do not fit */
	assert_true(utf8_valid(prompt_text(&p)));
	prompt_release(&p);
}

static void history_goes_back_and_returns_to_the_draft(void **state)
{
	(void)state;
	struct prompt p;
	prompt_init(&p, ":", false);
	prompt_remember(&p, STR("fleet"));
	prompt_remember(&p, STR("stack acme"));
	prompt_remember(&p, STR("stack acme"));
	prompt_remember(&p, STR(""));
	assert_int_equal(p.n_history, 2);
	press(&p, "d r a f t Up");
	assert_string_equal(buf_text(&p.text), "stack acme");
	press(&p, "Ctrl-P Up");
	assert_string_equal(buf_text(&p.text), "fleet");
	press(&p, "Down Ctrl-N Down");
	assert_string_equal(buf_text(&p.text), "draft");
	for (int i = 0; i < 300; i++)
		prompt_remember(&p, i % 2 ? STR("a") : STR("b"));
	assert_int_equal(p.n_history, PROMPT_HISTORY);
	prompt_release(&p);
}

static void history_is_searched_backwards(void **state)
{
	(void)state;
	struct prompt p;
	prompt_init(&p, ":", false);
	prompt_remember(&p, STR("stack acme"));
	prompt_remember(&p, STR("logs acme"));
	prompt_remember(&p, STR("fleet"));
	press(&p, "Ctrl-R a c m");
	assert_string_equal(buf_text(&p.text), "logs acme");
	press(&p, "Ctrl-R");
	assert_string_equal(buf_text(&p.text), "stack acme");
	assert_int_equal(press(&p, "Enter"), PROMPT_SUBMIT);
	assert_false(p.searching);
	prompt_release(&p);
}

static void tail(void *ctx, struct str text, struct buf *out)
{
	(void)ctx;
	if (str_is(text, "logs acme"))
		buf_add_text(out, "-prod-eu");
	else if (str_is(text, "evil"))
		buf_add_text(out, "\033[2J");
}

static void tab_takes_the_grey_part(void **state)
{
	(void)state;
	struct frame f;
	struct prompt p;
	frame_init(&f, 1, 40);
	prompt_init(&p, ":", false);
	p.complete.tail = tail;
	prompt_set(&p, STR("logs acme"));
	prompt_draw(&p, &f, frame_area(&f), 0, "prompt");
	assert_line(&f, 0, ": logs acme-prod-eu");
	assert_int_equal(f.cells[12].role, ROLE_FAINT);
	assert_int_equal(f.cursor_col, 11);
	assert_int_equal(press(&p, "Enter"),
			 PROMPT_SUBMIT); /* what is typed, no more */
	assert_string_equal(buf_text(&p.text), "logs acme");
	assert_int_equal(press(&p, "Tab"), PROMPT_CHANGED);
	assert_string_equal(buf_text(&p.text), "logs acme-prod-eu");
	prompt_set(&p, STR("evil"));
	press(&p, "Tab");
	assert_string_equal(buf_text(&p.text), "evil[2J");
	frame_release(&f);
	prompt_release(&p);
}

static void a_secret_is_dots_and_leaves_no_copies(void **state)
{
	(void)state;
	struct frame f;
	struct prompt p;
	frame_init(&f, 1, 40);
	prompt_init(&p, "Code", true);
	press(&p, "1 2 3 4 5 6");
	prompt_draw(&p, &f, frame_area(&f), 0, "code");
	assert_line(&f, 0,
		    "Code \xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2"
		    "\xE2\x80\xA2");
	press(&p, "Ctrl-W");
	assert_int_equal(p.killed.len, 0);
	prompt_remember(&p, STR("123456"));
	assert_int_equal(p.n_history, 0);
	press(&p, "1 Up Ctrl-R 2");
	assert_string_equal(buf_text(&p.text), "12");
	assert_int_equal(p.draft.len, 0);
	frame_release(&f);
	prompt_release(&p);
}

static void a_long_line_scrolls_to_its_cursor(void **state)
{
	(void)state;
	struct frame f;
	struct prompt p;
	frame_init(&f, 1, 12);
	prompt_init(&p, "/", false);
	prompt_set(&p, STR("abcdefghijklmnop"));
	prompt_draw(&p, &f, frame_area(&f), 0, "filter");
	assert_line(&f, 0, "/ hijklmnop");
	assert_int_equal(f.cursor_col, 11);
	press(&p, "Home");
	frame_clear(&f);
	prompt_draw(&p, &f, frame_area(&f), 0, "filter");
	assert_line(&f, 0, "/ abcdefghij");
	assert_int_equal(f.cursor_col, 2);
	frame_release(&f);
	prompt_release(&p);
}

static void random_keys_keep_the_text_sound(void **state)
{
	(void)state;
	static const uint32_t codes[] = {
		'a',           ' ',         0xE4,        0x301,        0x30EB,
		0x200D,        0x1F468,     KEYCAP_LEFT, KEYCAP_RIGHT, KEYCAP_BACKSPACE,
		KEYCAP_DELETE, KEYCAP_HOME, KEYCAP_END,  KEYCAP_UP,    KEYCAP_DOWN,
	};
	struct prompt p;
	uint32_t seed = 3;
	prompt_init(&p, ":", false);
	prompt_remember(&p, STR("e\xCC\x81\xE3\x83\xAB"));
	for (int i = 0; i < 20000; i++) {
		seed = seed * 1664525u + 1013904223u;
		struct key k = KEY_OF(codes[(seed >> 20) % ARRAY_LEN(codes)]);
		if ((seed >> 16) % 7 == 0)
			k = KEY_CTRL("aebfdhukwyprn"[(seed >> 8) % 13]);
		(void)prompt_key(&p, k);
		assert_true(p.cursor <= p.text.len);
		assert_true(utf8_valid(prompt_text(&p)));
	}
	prompt_release(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_edit_as_readline_does),
		cmocka_unit_test(a_paste_is_text_and_never_submits),
		cmocka_unit_test(text_stays_under_its_ceiling),
		cmocka_unit_test(history_goes_back_and_returns_to_the_draft),
		cmocka_unit_test(history_is_searched_backwards),
		cmocka_unit_test(tab_takes_the_grey_part),
		cmocka_unit_test(a_secret_is_dots_and_leaves_no_copies),
		cmocka_unit_test(a_long_line_scrolls_to_its_cursor),
		cmocka_unit_test(random_keys_keep_the_text_sound),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

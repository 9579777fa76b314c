/* What a menu takes, and above all what it does not. */
#include "kit.h"

#include <stdio.h>

#include "tests/unit/tui/golden.h"
#include "tui/kit/menu_impl.h"

static void add(struct menu *m, size_t id, const char *text, const char *right)
{
	struct key k = { 0 };

	(void)(right && key_parse(str_of(right), &k));
	menu_add(m, &(struct menu_item){
			    .text = text, .right = right, .key = k, .id = id });
}

/* Open, refresh, copy; then two that ask, the last of which cannot be taken. */
static void actions(struct menu *m, enum menu_kind kind)
{
	menu_init(m, &(struct menu_opts){ .kind = kind,
					  .title = "Actions: acme-prod-eu",
					  .focus = "actions" });
	menu_heading(m, "look");
	add(m, 1, "open overview", "Enter");
	add(m, 2, "refresh", "r");
	menu_heading(m, "session");
	menu_add(m, &(struct menu_item){ .text = "renew session",
					 .detail = "a new one before the old one ends",
					 .note = "asks first",
					 .note_role = ROLE_WARN,
					 .right = "R",
					 .key = KEY_OF('R'),
					 .careful = true,
					 .id = 3 });
	menu_add(m, &(struct menu_item){ .text = "give session up",
					 .detail = "forget its keys now",
					 .why_not = "no session is open",
					 .key = KEY_OF('x'),
					 .careful = true,
					 .id = 4 });
	menu_ready(m, MENU_NONE);
}

static enum menu_event press(struct menu *m, const char *keys)
{
	enum menu_event event = MENU_OPEN;
	struct str rest = str_of(keys);

	while (rest.len > 0) {
		struct key k = { 0 };

		assert_true(key_parse(str_cut(&rest, ' '), &k));
		event = menu_key(m, k);
	}
	return event;
}

static void keys_take_what_they_should(void **state)
{
	(void)state;
	static const struct {
		const char *keys;
		enum menu_event expected;
		size_t row;
	} rows[] = {
		{ "Enter", MENU_TAKEN, 1 },
		{ "Down Enter", MENU_TAKEN, 2 },
		{ "j j Enter", MENU_TAKEN, 3 }, /* over the heading */
		{ "Ctrl-N Ctrl-N Ctrl-P Enter", MENU_TAKEN, 2 },
		{ "Up", MENU_OPEN, 4 },       /* round */
		{ "Up Enter", MENU_OPEN, 4 }, /* cannot be taken */
		{ "G k Enter", MENU_TAKEN, 3 },
		{ "G g Enter", MENU_TAKEN, 1 },
		{ "PgDn PgUp Enter", MENU_TAKEN, 1 },
		{ "r", MENU_TAKEN, 2 }, /* its key is as good as Enter on it */
		{ "R", MENU_TAKEN, 3 },
		{ "x", MENU_OPEN, 4 }, /* cannot be taken, as Enter says */
		{ "y", MENU_OPEN, 1 }, /* no other letter takes anything */
		{ "a", MENU_OPEN, 1 },
		{ "Alt-r", MENU_OPEN, 1 },
		{ "Space", MENU_OPEN, 1 },
		{ "Alt-Enter", MENU_OPEN, 1 },
		{ "Esc", MENU_CLOSED, 1 },
		{ "Ctrl-C", MENU_CLOSED, 1 },
		{ "q", MENU_CLOSED, 1 },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct menu m;

		actions(&m, MENU_PLAIN);
		assert_int_equal(press(&m, rows[i].keys), rows[i].expected);
		assert_int_equal(menu_row(&m), rows[i].row);
		menu_release(&m);
	}
}

static bool draws(struct menu *m, const char *text)
{
	AUTO(buf) all = BUF_INIT(LIMIT_MIB(1));
	struct frame f;
	bool found = false;

	frame_init(&f, 20, 80);
	menu_draw(m, &f);
	frame_dump_text(&f, &all);
	found = strstr(buf_text(&all), text) != NULL;
	frame_release(&f);
	return found;
}

/* What stands at the right of a row takes it; a key that the menu itself has a use for
 * does not stand there. */
static void a_key_is_printed_where_it_takes_the_row(void **state)
{
	struct menu m;

	(void)state;
	menu_init(&m, &(struct menu_opts){ .kind = MENU_PLAIN });
	add(&m, 1, "first", NULL);
	add(&m, 2, "events", "j");
	add(&m, 3, "copy", "y");
	menu_ready(&m, MENU_NONE);
	assert_false(draws(&m, " j "));
	assert_true(draws(&m, " y "));
	assert_int_equal(press(&m, "j"), MENU_OPEN); /* it goes down */
	assert_int_equal(menu_row(&m), 2);
	assert_int_equal(press(&m, "j j y"), MENU_TAKEN);
	assert_int_equal(menu_row(&m), 3);
	menu_release(&m);
}

static void a_key_without_a_meaning_is_named(void **state)
{
	struct menu m;

	(void)state;
	actions(&m, MENU_PLAIN);
	(void)press(&m, "a");
	assert_true(draws(&m, "a does nothing here"));
	(void)press(&m, "j");
	assert_false(draws(&m, "does nothing"));
	(void)press(&m, "x");
	assert_true(draws(&m, "not now: no session is open"));
	menu_release(&m);
}

static void it_never_opens_on_a_row_that_asks_for_care(void **state)
{
	struct menu m;

	(void)state;
	menu_init(&m, &(struct menu_opts){ .kind = MENU_PLAIN });
	menu_add(&m, &(struct menu_item){ .text = "drop", .careful = true, .id = 1 });
	menu_add(&m, &(struct menu_item){ .text = "no", .why_not = "no", .id = 2 });
	add(&m, 3, "open", NULL);
	menu_ready(&m, MENU_NONE);
	assert_int_equal(menu_row(&m), 3);
	menu_release(&m);
}

static void typing_keeps_the_rows_that_fit(void **state)
{
	struct menu m;

	(void)state;
	actions(&m, MENU_FILTERED);
	assert_int_equal(press(&m, "r e"), MENU_OPEN);
	assert_int_equal(menu_row(&m), 2); /* refresh before renew: that asks */
	assert_int_equal(press(&m, "n"), MENU_OPEN);
	assert_int_equal(menu_row(&m), 3);
	assert_int_equal(press(&m, "x x"), MENU_OPEN);
	assert_int_equal(menu_row(&m), MENU_NONE);
	assert_int_equal(press(&m, "Enter"), MENU_OPEN);
	assert_int_equal(press(&m, "Ctrl-U Enter"), MENU_TAKEN);
	assert_int_equal(menu_row(&m), 1);
	assert_int_equal(press(&m, "q"), MENU_OPEN); /* a letter like others */
	menu_release(&m);
}

static void a_typed_line_is_its_owners(void **state)
{
	struct menu m;

	(void)state;
	actions(&m, MENU_LINE);
	assert_int_equal(press(&m, "x"), MENU_TYPED);
	assert_true(str_is(prompt_text(&m.prompt), "x"));
	assert_int_equal(press(&m, "Enter"), MENU_TAKEN); /* the marked one */
	assert_int_equal(menu_row(&m), 1);
	menu_ready(&m, MENU_NONE);
	menu_line_is(&m, true);
	assert_int_equal(press(&m, "Enter"), MENU_ENTERED); /* none is marked */
	assert_int_equal(press(&m, "Down Enter"), MENU_TAKEN);
	assert_int_equal(menu_row(&m), 1);
	assert_int_equal(press(&m, "Down Enter"), MENU_TAKEN);
	assert_int_equal(menu_row(&m), 2);
	assert_int_equal(press(&m, "y"), MENU_TYPED);
	assert_int_equal(press(&m, "Enter"), MENU_ENTERED);
	assert_int_equal(press(&m, "Esc"), MENU_CLOSED);
	menu_release(&m);
}

static void pasted_text_takes_nothing(void **state)
{
	struct menu m;

	(void)state;
	actions(&m, MENU_PLAIN);
	assert_int_equal(menu_paste(&m, STR("\r\nj\r\n")), MENU_OPEN);
	assert_int_equal(menu_row(&m), 1);
	menu_release(&m);
	actions(&m, MENU_FILTERED);
	assert_int_equal(menu_paste(&m, STR("renew\r\n")), MENU_OPEN);
	assert_int_equal(menu_row(&m), 3);
	menu_release(&m);
	actions(&m, MENU_LINE);
	assert_int_equal(menu_paste(&m, STR("quit\r\n")), MENU_TYPED);
	assert_true(str_is(prompt_text(&m.prompt), "quit"));
	menu_release(&m);
}

static enum menu_check check_of(const struct menu *m, size_t id)
{
	size_t i = 0;

	while (m->rows[i].id != id)
		i++;
	return m->rows[i].check;
}

static void checks_turn_over(void **state)
{
	struct menu m;

	(void)state;
	menu_init(&m, &(struct menu_opts){ .kind = MENU_PLAIN, .title = "Columns" });
	menu_add(&m, &(struct menu_item){ .text = "STATE",
					  .check = MENU_ON,
					  .why_not = "always shown",
					  .id = 0 });
	menu_add(&m, &(struct menu_item){ .text = "BEAT", .check = MENU_ON, .id = 1 });
	menu_ready(&m, MENU_NONE);
	assert_int_equal(menu_row(&m), 1);
	assert_int_equal(press(&m, "Space"), MENU_TOGGLED);
	assert_int_equal(check_of(&m, 1), MENU_OFF);
	assert_int_equal(press(&m, "Space"), MENU_TOGGLED);
	assert_int_equal(check_of(&m, 1), MENU_ON);
	assert_int_equal(press(&m, "k Space"), MENU_OPEN);
	assert_int_equal(check_of(&m, 0), MENU_ON);
	assert_int_equal(press(&m, "Down Enter"), MENU_TAKEN);
	menu_release(&m);
}

/* ---- drawing ---- */

static void draw_at(struct menu *m, const char *name, int rows, int cols, bool ascii)
{
	struct frame f;

	frame_init(&f, rows, cols);
	if (ascii)
		glyph_set_init(&f.glyphs, true);
	(void)frame_put(&f, 0, 0, cols, ROLE_CRIT, STR("behind"));
	menu_draw(m, &f);
	assert_frame_sound(&f);
	golden(&f, name);
	frame_release(&f);
}

static void it_is_drawn_as_kept(void **state)
{
	struct menu m;

	(void)state;
	actions(&m, MENU_PLAIN);
	(void)press(&m, "j");
	draw_at(&m, "kit-menu-80x24", 24, 80, false);
	(void)press(&m, "G Enter");
	draw_at(&m, "kit-menu-refused-80x24", 24, 80, false);
	draw_at(&m, "kit-menu-40x10", 10, 40, true);
	menu_release(&m);
	actions(&m, MENU_FILTERED);
	(void)press(&m, "r e");
	draw_at(&m, "kit-menu-typed-80x24", 24, 80, false);
	menu_release(&m);
}

static void the_cursor_is_seen_in_a_long_menu(void **state)
{
	struct menu m;
	struct frame f;
	char text[32];

	(void)state;
	frame_init(&f, 10, 60);
	menu_init(&m, &(struct menu_opts){ .kind = MENU_PLAIN, .focus = "menu" });
	for (size_t i = 0; i < 100; i++) {
		(void)snprintf(text, sizeof(text), "row %zu", i);
		add(&m, i, text, NULL);
	}
	menu_ready(&m, 50);
	menu_draw(&m, &f);
	assert_string_equal(f.focus, "menu:row 50");
	assert_true(f.cursor_on && f.cursor_row > 0 && f.cursor_row < 9);
	(void)press(&m, "G");
	menu_draw(&m, &f);
	assert_string_equal(f.focus, "menu:row 99");
	assert_int_equal(f.cursor_row, 8);
	(void)press(&m, "g");
	menu_draw(&m, &f);
	assert_int_equal(f.cursor_row, 2);
	menu_release(&m);
	frame_release(&f);
}

/* 40x10, the smallest screen: what is hidden is said on both borders. */
static void a_long_menu_says_how_much_is_hidden(void **state)
{
	static const struct {
		const char *keys, *above, *below;
	} steps[] = { { "", NULL, "\xE2\x80\xA6 6 more" },
		      { "PgDn j", "\xE2\x80\xA6 1 more", "\xE2\x80\xA6 5 more" },
		      { "G", "\xE2\x80\xA6 6 more", NULL } };
	struct menu m;
	struct frame f;
	char text[32];

	(void)state;
	frame_init(&f, 10, 40);
	menu_init(&m, &(struct menu_opts){ .kind = MENU_PLAIN, .focus = "menu" });
	for (size_t i = 0; i < 13; i++) {
		(void)snprintf(text, sizeof(text), "row %zu", i);
		add(&m, i, text, NULL);
	}
	menu_ready(&m, MENU_NONE);
	for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
		AUTO(buf) all = BUF_INIT(LIMIT_KIB(16));
		struct str rest = { 0 };
		size_t lines = 0;

		if (steps[i].keys[0])
			(void)press(&m, steps[i].keys);
		frame_clear(&f);
		menu_draw(&m, &f);
		frame_dump_text(&f, &all);
		assert_true(!steps[i].above || strstr(buf_text(&all), steps[i].above));
		assert_true(!steps[i].below || strstr(buf_text(&all), steps[i].below));
		rest = buf_str(&all);
		while (rest.len) {
			AUTO(buf) line = BUF_INIT(LIMIT_KIB(1));

			buf_add_str(&line, str_cut(&rest, '\n'));
			lines += strstr(buf_text(&line), " more") != NULL;
		}
		assert_int_equal(lines,
				 (steps[i].above != NULL) + (steps[i].below != NULL));
	}
	menu_release(&m);
	frame_release(&f);
}

static void small_screens_and_hostile_texts_do_no_harm(void **state)
{
	(void)state;
	for (int size = 0; size < 60; size++) {
		struct frame f;
		struct menu m;

		frame_init(&f, size / 3, size);
		menu_init(&m,
			  &(struct menu_opts){ .kind = size % 3 == 0   ? MENU_PLAIN
						       : size % 3 == 1 ? MENU_FILTERED
								       : MENU_LINE,
					       .title = "\033]0;x\007\xE2\x80\xAE",
					       .label = ":",
					       .lines = size % 7 });
		menu_heading(&m, "\033[2J");
		for (size_t i = 0; i < 20; i++)
			menu_add(&m, &(struct menu_item){
					     .text = "\033[2J\xFF\xE5\xA4\xA7 name",
					     .detail = i % 2 ? "\x9B"
							       "31m"
							     : NULL,
					     .note = i % 3 ? "long note indeed" : NULL,
					     .right = "\n",
					     .why_not = i % 5 ? NULL : "\xE2\x80\xAE",
					     .id = i });
		menu_remark(&m, "\t");
		menu_ready(&m, MENU_NONE);
		(void)press(&m, "Down Down PgDn Enter");
		menu_draw(&m, &f);
		assert_frame_sound(&f);
		menu_release(&m);
		frame_release(&f);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_take_what_they_should),
		cmocka_unit_test(a_key_is_printed_where_it_takes_the_row),
		cmocka_unit_test(a_key_without_a_meaning_is_named),
		cmocka_unit_test(it_never_opens_on_a_row_that_asks_for_care),
		cmocka_unit_test(typing_keeps_the_rows_that_fit),
		cmocka_unit_test(a_typed_line_is_its_owners),
		cmocka_unit_test(pasted_text_takes_nothing),
		cmocka_unit_test(checks_turn_over),
		cmocka_unit_test(it_is_drawn_as_kept),
		cmocka_unit_test(the_cursor_is_seen_in_a_long_menu),
		cmocka_unit_test(a_long_menu_says_how_much_is_hidden),
		cmocka_unit_test(small_screens_and_hostile_texts_do_no_harm),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

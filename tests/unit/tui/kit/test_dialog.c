/* What presses a button, and above all what does not. */
#include "kit.h"

#include "tui/kit/dialog.h"

/* A confirm dialog opened at 1000 ms by the key D. */
static void confirm(struct dialog *d)
{
	dialog_init(d, DIALOG_CONFIRM, "Close INC-0231", "Keep open", "Close incident");
	dialog_line(d, "Will do", ROLE_TEXT, STR("write record #10602 incident.close"));
	dialog_open(d, 1000, KEY_OF('D'));
}

static enum dialog_event press_at(struct dialog *d, const char *keys, int64_t now_ms)
{
	enum dialog_event event = DIALOG_OPEN;
	struct str rest = str_of(keys);
	while (rest.len > 0 && event == DIALOG_OPEN) {
		struct key k = { 0 };
		assert_true(key_parse(str_cut(&rest, ' '), &k));
		event = dialog_key(d, k, now_ms);
	}
	return event;
}

static void keys_press_what_they_should(void **state)
{
	(void)state;
	static const struct {
		const char *keys;
		int64_t at_ms;
		enum dialog_event expected;
	} rows[] = {
		{ "Enter", 1300, DIALOG_NO }, /* focus stands on the safe side */
		{ "Space", 1300, DIALOG_NO },
		{ "Tab Enter", 1300, DIALOG_YES },
		{ "Right Enter", 1300, DIALOG_YES },
		{ "l Space", 1300, DIALOG_YES },
		{ "Tab Tab Enter", 1300, DIALOG_NO },
		{ "S-Tab Enter", 1300, DIALOG_YES },
		{ "y", 1300, DIALOG_YES },
		{ "n", 1300, DIALOG_NO },
		{ "y", 1249, DIALOG_OPEN }, /* deaf */
		{ "n", 1249, DIALOG_OPEN },
		{ "Ctrl-Y", 1300, DIALOG_OPEN },
		{ "c", 1300, DIALOG_OPEN },
		{ "D D D", 1300, DIALOG_OPEN },
		{ "Enter", 1249, DIALOG_OPEN }, /* deaf */
		{ "Tab Enter", 1100, DIALOG_OPEN },
		{ "Esc", 1001, DIALOG_NO }, /* the way out is never deaf */
		{ "Ctrl-C", 1001, DIALOG_NO },
		{ "Alt-Enter", 1300, DIALOG_OPEN },
		{ "q", 1300, DIALOG_OPEN },
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct dialog d;
		confirm(&d);
		assert_int_equal(press_at(&d, rows[i].keys, rows[i].at_ms),
				 rows[i].expected);
		dialog_release(&d);
	}
}

static void the_key_that_opened_it_confirms_nothing(void **state)
{
	(void)state;
	struct dialog d;
	confirm(&d);
	dialog_open(&d, 1000, KEY_OF(KEYCAP_ENTER));
	assert_int_equal(press_at(&d, "Enter Enter Enter", 5000), DIALOG_OPEN);
	assert_int_equal(press_at(&d, "Tab Enter", 5000), DIALOG_YES);
	dialog_open(&d, 1000, KEY_OF('y'));
	assert_int_equal(press_at(&d, "y y y", 5000), DIALOG_OPEN);
	dialog_open(&d, 1000, KEY_OF('n'));
	assert_int_equal(press_at(&d, "n n", 5000), DIALOG_OPEN);
	dialog_paste(&d, STR("y\r"), 5000);
	assert_int_equal(press_at(&d, "Tab Tab y", 5000), DIALOG_YES);
	dialog_release(&d);
}

static void pasted_text_presses_nothing(void **state)
{
	(void)state;
	struct dialog d;
	confirm(&d);
	(void)dialog_field(&d, "Reason", NULL, true, false);
	dialog_open(&d, 1000, KEY_OF('D'));
	dialog_paste(&d, STR("\r\n\t \n"), 2000); /* focus on the safe button */
	assert_int_equal(dialog_value(&d, 0).len, 0);
	(void)press_at(&d, "S-Tab", 2000);
	dialog_paste(&d, STR("early\r"), 1100); /* deaf */
	assert_int_equal(dialog_value(&d, 0).len, 0);
	dialog_paste(&d, STR("why\nnot\n"), 2000);
	assert_true(str_is(dialog_value(&d, 0), "why not"));
	dialog_release(&d);
}

static void what_came_too_early_is_said(void **state)
{
	(void)state;
	static const struct {
		const char *keys;
		int64_t at_ms;
		bool early;
	} rows[] = {
		{ "y", 1249, true },    { "y", 1250, false },
		{ "D D", 1249, false }, /* held down */
		{ "y D", 1249, true },  { "1 2", 1100, true },
	};
	struct dialog d;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		confirm(&d);
		(void)press_at(&d, rows[i].keys, rows[i].at_ms);
		assert_int_equal(d.early, rows[i].early);
		(void)press_at(&d, "Tab", 1300);
		assert_false(d.early);
		dialog_release(&d);
	}
	dialog_init(&d, DIALOG_INPUT, "MFA code", NULL, NULL);
	(void)dialog_field(&d, "Code", NULL, true, true);
	dialog_open(&d, 1000, KEY_OF('R'));
	dialog_paste(&d, STR("123456"), 1100);
	assert_true(d.early);
	dialog_paste(&d, STR("123456"), 1300);
	assert_false(d.early);
	dialog_release(&d);
}

static void fields_must_be_filled(void **state)
{
	(void)state;
	struct dialog d;
	confirm(&d);
	size_t reason = dialog_field(&d, "Reason", NULL, true, false);
	size_t name =
		dialog_field(&d, "Type acme-prod-eu", "acme-prod-eu", true, false);
	dialog_open(&d, 1000, KEY_OF('D'));
	assert_int_equal(press_at(&d, "Tab Enter", 2000), DIALOG_OPEN);
	assert_true(d.refused);
	assert_int_equal(d.focus, reason);
	assert_int_equal(press_at(&d, "D a y Enter", 2000), DIALOG_OPEN);
	assert_int_equal(d.focus, name); /* Enter goes on, it does not press */
	dialog_paste(&d, STR("acme-prod-e"), 2000);
	assert_int_equal(press_at(&d, "Enter Tab Enter", 2000), DIALOG_OPEN);
	assert_int_equal(d.focus, name);
	assert_int_equal(press_at(&d, "u Enter Enter", 2000),
			 DIALOG_NO); /* safe first */
	assert_int_equal(press_at(&d, "Tab Enter", 2000), DIALOG_YES);
	assert_true(str_is(dialog_value(&d, reason), "Day"));
	dialog_release(&d);
}

static void an_input_takes_enter_in_its_field(void **state)
{
	(void)state;
	struct dialog d;
	struct frame f;
	frame_init(&f, 24, 80);
	dialog_init(&d, DIALOG_INPUT, "Renew", NULL, NULL);
	(void)dialog_field(&d, "Code", NULL, true, true);
	dialog_open(&d, 1000, KEY_OF('R'));
	assert_int_equal(press_at(&d, "Enter", 2000), DIALOG_OPEN); /* empty */
	assert_int_equal(press_at(&d, "1 2 3", 2000), DIALOG_OPEN);
	dialog_draw(&d, &f);
	AUTO(buf) text = BUF_INIT(LIMIT_MIB(1));
	frame_dump_text(&f, &text);
	assert_null(strstr(buf_text(&text), "123"));
	assert_non_null(
		strstr(buf_text(&text), "\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2"));
	assert_int_equal(press_at(&d, "Enter", 2000), DIALOG_YES);
	assert_true(str_is(dialog_value(&d, 0), "123"));
	dialog_release(&d);
	frame_release(&f);
}

static void a_field_says_how_much_is_missing(void **state)
{
	(void)state;
	struct frame f;
	struct dialog d;
	frame_init(&f, 24, 80);
	confirm(&d);
	size_t reason = dialog_field(&d, "Reason", NULL, true, false);
	dialog_field_least(&d, reason, 12);
	dialog_open(&d, 1000, KEY_OF('D'));
	assert_int_equal(press_at(&d, "Tab Enter", 2000), DIALOG_OPEN);
	assert_int_equal(d.focus, reason);
	dialog_paste(&d, STR("  elevenchars  "), 2000); /* blanks do not count */
	dialog_draw(&d, &f);
	AUTO(buf) text = BUF_INIT(LIMIT_MIB(1));
	frame_dump_text(&f, &text);
	assert_non_null(strstr(buf_text(&text), "at least 12 characters, 11 so far"));
	assert_int_equal(press_at(&d, "Tab Tab Enter", 2000), DIALOG_OPEN);
	dialog_paste(&d, STR("s"), 2000);
	assert_int_equal(press_at(&d, "Backspace", 2000), DIALOG_OPEN);
	dialog_paste(&d, STR("more"), 2000);
	assert_int_equal(press_at(&d, "Tab Tab Enter", 2000), DIALOG_YES);
	dialog_release(&d);
	frame_release(&f);
}

static void what_failed_is_told_and_what_was_typed_stays(void **state)
{
	(void)state;
	struct frame f;
	struct dialog d;
	frame_init(&f, 24, 80);
	confirm(&d);
	(void)dialog_field(&d, "Reason", NULL, true, false);
	dialog_open(&d, 1000, KEY_OF('D'));
	(void)press_at(&d, "S-Tab", 2000);
	dialog_paste(&d, STR("a good reason"), 2000);
	assert_int_equal(press_at(&d, "Tab Tab Enter", 2000), DIALOG_YES);
	dialog_failed(&d, "the journal cannot be written: disk full");
	dialog_draw(&d, &f);
	assert_string_equal(f.focus, "dialog:safe");
	AUTO(buf) text = BUF_INIT(LIMIT_MIB(1));
	frame_dump_text(&f, &text);
	assert_non_null(strstr(buf_text(&text), "Last try"));
	assert_non_null(strstr(buf_text(&text), "disk full"));
	assert_true(str_is(dialog_value(&d, 0), "a good reason"));
	assert_int_equal(press_at(&d, "Enter", 2000), DIALOG_NO);
	dialog_release(&d);
	frame_release(&f);
}

/* Whatever the size: the buttons are seen, and the focused field. */
static void buttons_and_focus_are_seen_at_every_size(void **state)
{
	(void)state;
	for (int rows = 6; rows < 30; rows++) {
		struct frame f;
		struct dialog d;
		frame_init(&f, rows, 40);
		confirm(&d);
		for (int i = 0; i < 12; i++)
			dialog_line(&d, NULL, ROLE_TEXT, STR("a line to read"));
		(void)dialog_field(&d, "Reason", NULL, true, false);
		(void)dialog_field(&d, "Type acme-prod-eu to close:", "acme-prod-eu",
				   true, false);
		dialog_open(&d, 1000, KEY_OF('D'));
		for (int i = 0; i < 8; i++) {
			AUTO(buf) text = BUF_INIT(LIMIT_MIB(1));
			(void)press_at(&d, i == 5 ? "PgDn" : "Tab", 2000);
			if (i == 5)
				(void)press_at(&d, "PgUp", 2000);
			dialog_draw(&d, &f);
			assert_frame_sound(&f);
			frame_dump_text(&f, &text);
			assert_non_null(strstr(buf_text(&text), "Keep open"));
			assert_true(f.cursor_on || i == 5);
		}
		dialog_release(&d);
		frame_release(&f);
	}
}

static void a_notice_is_only_read(void **state)
{
	(void)state;
	struct dialog d;
	dialog_init(&d, DIALOG_NOTICE, "Session ended", NULL, NULL);
	dialog_open(&d, 1000, (struct key){ 0 });
	assert_int_equal(press_at(&d, "Tab Right", 2000), DIALOG_OPEN);
	assert_int_equal(press_at(&d, "Enter", 2000), DIALOG_NO);
	dialog_release(&d);
}

static void the_box_stands_over_the_scrim(void **state)
{
	(void)state;
	struct frame f;
	struct dialog d;
	frame_init(&f, 12, 60);
	(void)frame_put(&f, 0, 0, 60, ROLE_CRIT, STR("behind"));
	confirm(&d);
	dialog_draw(&d, &f);
	assert_int_equal(f.cells[0].role, ROLE_SCRIM);
	assert_line(&f, 2, "    ╭─ Close INC-0231 ────────────────────────────────╮");
	assert_line(&f, 4, "    │  Will do  write record #10602 incident.close    │");
	assert_string_equal(f.focus, "dialog:safe");
	assert_true(f.cursor_on);
	(void)press_at(&d, "Tab", 2000);
	dialog_draw(&d, &f);
	assert_string_equal(f.focus, "dialog:act");
	assert_frame_sound(&f);
	dialog_release(&d);
	frame_release(&f);
}

static void small_screens_and_hostile_texts_do_no_harm(void **state)
{
	(void)state;
	for (int size = 0; size < 40; size++) {
		struct frame f;
		struct dialog d;
		frame_init(&f, size / 2, size);
		dialog_init(&d, DIALOG_CONFIRM, "\033]0;x\007", "\xE2\x80\xAE", "a\nb");
		for (int i = 0; i < 40; i++)
			dialog_line(&d, "label\t", ROLE_TEXT,
				    STR("\033[2J\xFF long text"));
		(void)dialog_field(&d, "a very long label for a field indeed", NULL,
				   true, false);
		dialog_open(&d, 0, KEY_OF('x'));
		dialog_draw(&d, &f);
		assert_frame_sound(&f);
		dialog_release(&d);
		frame_release(&f);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_press_what_they_should),
		cmocka_unit_test(the_key_that_opened_it_confirms_nothing),
		cmocka_unit_test(pasted_text_presses_nothing),
		cmocka_unit_test(what_came_too_early_is_said),
		cmocka_unit_test(fields_must_be_filled),
		cmocka_unit_test(an_input_takes_enter_in_its_field),
		cmocka_unit_test(a_field_says_how_much_is_missing),
		cmocka_unit_test(what_failed_is_told_and_what_was_typed_stays),
		cmocka_unit_test(buttons_and_focus_are_seen_at_every_size),
		cmocka_unit_test(a_notice_is_only_read),
		cmocka_unit_test(the_box_stands_over_the_scrim),
		cmocka_unit_test(small_screens_and_hostile_texts_do_no_harm),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

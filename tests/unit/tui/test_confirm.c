/* The ladder: what each level asks for, what presses the button. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/tui/ladder.h"

static int confirmed;
static char reason_given[128];
static bool refuse;

static bool on_yes(struct console *c, const struct scene *s, struct str reason,
		   struct err *err)
{
	(void)c;
	(void)s;
	if (refuse)
		return err_set(err, ERR_JOURNAL, "the journal cannot be written");
	confirmed++;
	assert_true(text_copy(reason_given, sizeof(reason_given), reason));
	return true;
}

static void ask(struct world *w, enum confirm_level level)
{
	confirmed = 0;
	refuse = false;
	reason_given[0] = '\0';
	ladder_ask(w, level, on_yes);
}

static void nothing_is_asked_at_the_lowest_level(void **state)
{
	struct world *w = *state;

	ask(w, CONFIRM_L0);
	assert_int_equal(confirmed, 1);
	assert_false(console_asking(w->console));
}

static void keys_press_what_they_should(void **state)
{
	static const struct {
		enum confirm_level level;
		const char *before, *type, *after, *name, *last;
		int expected;
		bool open;
	} rows[] = {
		/* Enter on a fresh dialog is the safe answer, at each level */
		{ CONFIRM_L1, "Enter", "", "", "", "", 0, false },
		{ CONFIRM_L2, "Enter", "", "", "", "", 0, false },
		{ CONFIRM_L3, "Enter", "", "", "", "", 0, false },
		{ CONFIRM_L1, "Space", "", "", "", "", 0, false },
		{ CONFIRM_L1, "Tab Enter", "", "", "", "", 1, false },
		{ CONFIRM_L1, "y", "", "", "", "", 1, false },
		{ CONFIRM_L2, "y", "", "", "", "", 0, true }, /* a reason is missing */
		{ CONFIRM_L1, "n", "", "", "", "", 0, false },
		{ CONFIRM_L1, "i i i", "", "", "", "", 0, true }, /* the trigger */
		/* no reason, a short one, one long enough */
		{ CONFIRM_L2, "Tab Enter", "", "", "", "", 0, true },
		{ CONFIRM_L2, "S-Tab", "too short", "Tab Tab Enter", "", "", 0, true },
		{ CONFIRM_L2, "S-Tab", "long enough now", "Tab Tab Enter", "", "", 1,
		  false },
		{ CONFIRM_L2, "S-Tab", "long enough now", "Enter Enter", "", "", 0,
		  false }, /* Enter goes on to the safe button */
		/* the name, exactly */
		{ CONFIRM_L3, "S-Tab S-Tab", "long enough now", "Tab Tab Tab Enter", "",
		  "", 0, true },
		{ CONFIRM_L3, "S-Tab S-Tab", "long enough now", "Tab", "acme-prod-e",
		  "Tab Tab Enter", 0, true },
		{ CONFIRM_L3, "S-Tab S-Tab", "long enough now", "Tab", "acme-prod-eu",
		  "Tab Tab Enter", 1, false },
		{ CONFIRM_L3, "S-Tab S-Tab", "short", "Tab", "acme-prod-eu",
		  "Tab Tab Enter", 0, true },
	};
	struct world *w = *state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		ask(w, rows[i].level);
		press(w, rows[i].before);
		type(w, rows[i].type);
		press(w, rows[i].after);
		type(w, rows[i].name);
		press(w, rows[i].last);
		if (confirmed != rows[i].expected ||
		    console_asking(w->console) != rows[i].open)
			fail_msg("row %zu: confirmed %d, open %d", i, confirmed,
				 console_asking(w->console));
		press(w, "Esc");
	}
}

static void it_is_deaf_at_first_and_pasted_text_presses_nothing(void **state)
{
	struct world *w = *state;

	ask(w, CONFIRM_L1);
	console_key(w->console, &w->v.scene, KEY_OF(KEYCAP_TAB)); /* same moment */
	console_key(w->console, &w->v.scene, KEY_OF(KEYCAP_ENTER));
	assert_int_equal(confirmed, 0);
	assert_true(console_asking(w->console));
	press(w, "Tab");
	console_paste(w->console, &w->v.scene, STR("\r\n y\r\n"));
	assert_int_equal(confirmed, 0);
	assert_true(console_asking(w->console));
	press(w, "Enter");
	assert_int_equal(confirmed, 1);
	assert_string_equal(reason_given, "");
}

static void what_was_typed_stays_when_it_could_not_be_done(void **state)
{
	struct world *w = *state;

	ask(w, CONFIRM_L2);
	press(w, "S-Tab");
	type(w, "a report will follow");
	refuse = true;
	press(w, "Tab Tab Enter");
	assert_true(shows(w, "the journal cannot be written"));
	assert_true(shows(w, "a report will follow"));
	assert_string_equal(w->frame.focus, "dialog:safe");
	refuse = false;
	press(w, "Tab Enter");
	assert_int_equal(confirmed, 1);
	assert_string_equal(reason_given, "a report will follow");
	assert_false(console_asking(w->console));
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(nothing_is_asked_at_the_lowest_level),
		CASE(keys_press_what_they_should),
		CASE(it_is_deaf_at_first_and_pasted_text_presses_nothing),
		CASE(what_was_typed_stays_when_it_could_not_be_done),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

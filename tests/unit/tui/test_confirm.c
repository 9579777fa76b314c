/* The ladder: what each level asks for, what presses the button, how it is drawn. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/tui/console_world.h"
#include "tui/console_confirm.h"
#include "tui/console_impl.h"

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

/* The contents of the design's fragment. */
static void ask(struct world *w, enum confirm_level level)
{
	struct confirm q = {
		.level = level,
		.title = "Close INC-0231",
		.safe = "Keep open",
		.act = "Close incident",
		.inst = "acme-prod-eu",
		.account = "441052219917",
		.customer = "Acme Robotics",
		.facts = { { "", "■ SEV2 loader down, rows rejected   open 1 h 04 m",
			     ROLE_CRIT },
			   { "Checklist", "6 of 7 · open: report attached",
			     ROLE_TEXT } },
		.reason_label = "Exception",
		.will = { "write record #10602 incident.close",
			  "mail s.weber@acme (template 5, preview with v)",
			  "end debug session INC-0231 (12 m left)" },
		.wont = "no AWS call changes anything",
		.type_to = "close",
		.journal = "#10602 mira.kovac closed INC-0231",
		.customer_reads = true,
	};

	confirmed = 0;
	refuse = false;
	reason_given[0] = '\0';
	w->console->key = KEY_OF('i');
	w->v.scene.now_us += 1000 * 1000;
	console_confirm(w->console, &w->v.scene, &q, on_yes);
	draw(w, 24, 80);
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

/* As it is drawn at every size and with both sets of signs. */
static void golden_all(struct world *w, const char *name)
{
	static const struct {
		int rows, cols;
		bool ascii;
	} sizes[] = {
		{ 35, 120, false }, { 24, 80, false }, { 24, 80, true },
		{ 16, 60, false },  { 10, 40, false },
	};

	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		char full[96];

		glyph_set_init(&w->frame.glyphs, sizes[i].ascii);
		draw(w, sizes[i].rows, sizes[i].cols);
		(void)snprintf(full, sizeof(full), "%s-%dx%d%s", name, sizes[i].cols,
			       sizes[i].rows, sizes[i].ascii ? "-ascii" : "");
		golden(w, full);
	}
	glyph_set_init(&w->frame.glyphs, false);
}

/* With the focus on each stop, in the order of Tab. */
static void golden_stops(struct world *w, const char *name, const char *const *stops,
			 size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char full[64];

		(void)snprintf(full, sizeof(full), "%s-%s", name, stops[i]);
		golden_all(w, full);
		press(w, "Tab");
	}
	press(w, "Esc");
}

static void each_focus_is_drawn_at_each_size(void **state)
{
	static const char *const stops[] = { "safe", "act", "reason", "name" };
	struct world *w = *state;

	command(w, "messages"); /* little stands behind it */
	ask(w, CONFIRM_L3);
	press(w, "S-Tab S-Tab");
	type(w, "report follows by 2026-11-24, agreed with s.weber");
	press(w, "Tab");
	type(w, "acme-prod-");
	press(w, "Tab");
	golden_stops(w, "confirm", stops, ARRAY_LEN(stops));
}

static void questions_of_the_console_are_drawn(void **state)
{
	static const char *const buttons[] = { "no", "yes" };
	static const char *const stops[] = { "code", "no", "yes" };
	struct world *w = *state;

	command(w, "messages");
	console_ask_quit(w->console, &w->v.scene);
	golden_stops(w, "ask-quit", buttons, ARRAY_LEN(buttons));
	command(w, "renew acme-prod-eu");
	golden_stops(w, "ask-renew", buttons, ARRAY_LEN(buttons));
	command(w, "drop acme-prod-eu");
	golden_stops(w, "ask-drop", buttons, ARRAY_LEN(buttons));
	console_ask_mfa(w->console, &w->v.scene, "arn:aws:iam::305518842907:mfa/mira",
			"the code was not accepted; a code works once");
	type(w, "123");
	golden_stops(w, "ask-mfa", stops, ARRAY_LEN(stops));
	assert_string_equal(w->asked, "mfa");
	assert_string_equal(w->about, "declined");
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(nothing_is_asked_at_the_lowest_level),
		CASE(keys_press_what_they_should),
		CASE(it_is_deaf_at_first_and_pasted_text_presses_nothing),
		CASE(what_was_typed_stays_when_it_could_not_be_done),
		CASE(each_focus_is_drawn_at_each_size),
		CASE(questions_of_the_console_are_drawn),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

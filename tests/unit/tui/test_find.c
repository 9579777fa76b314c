/* Looking for a text: `/`, n, N and Esc wherever a text has the keys. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/tui/console_world.h"

/* Cells of a role on the screen, hints and rules left out. */
static int painted(struct world *w, enum role role)
{
	int n = 0;

	draw(w, w->frame.rows, w->frame.cols);
	for (int i = 0; i < w->frame.rows * w->frame.cols; i++)
		n += w->frame.cells[i].role == role;
	return n;
}

static void find(struct world *w, const char *text)
{
	press(w, "/");
	type(w, text);
	press(w, "Enter");
}

/* What is found is painted and counted, n and N go round, Esc ends it and nothing
 * else. */
static void assert_found(struct world *w, const char *text, const char *counted)
{
	struct place place = *console_place(w->console);

	find(w, text);
	assert_true(shows(w, counted));
	assert_true(painted(w, ROLE_MATCH_NOW) > 0);
	press(w, "n");
	assert_true(painted(w, ROLE_MATCH_NOW) > 0);
	press(w, "N");
	assert_true(shows(w, counted));
	press(w, "Esc");
	assert_false(holds(w, counted));
	assert_int_equal(painted(w, ROLE_MATCH_NOW) + painted(w, ROLE_MATCH), 0);
	assert_int_equal(console_place(w->console)->view, place.view);
}

static void raw_json_is_looked_through(void **state)
{
	struct world *w = *state;

	press(w, "d");
	assert_true(shows(w, "/ finds"));
	find(w, "acme");
	assert_true(shows(w, "lines · raw JSON ─"));
	assert_false(holds(w, "raw JSON · Esc closes")); /* it ends the search */
	press(w, "Esc");
	assert_found(w, "acme", "/acme · 1 of ");
	assert_true(shows(w, "raw JSON · Esc closes"));
	press(w, "Esc");
	assert_false(holds(w, "raw JSON"));
	press(w, "d"); /* anew */
	assert_false(holds(w, "/acme"));
}

static void a_record_is_looked_through(void **state)
{
	struct world *w = *state;

	command(w, "journal");
	find(w, "kovac"); /* of the list: a filter */
	assert_true(shows(w, "/kovac"));
	press(w, "Esc Enter");
	assert_true(shows(w, "/ find "));
	assert_found(w, "record", "/record · 1 of ");
	press(w, "Esc");
	assert_false(holds(w, "/ find "));
	assert_int_equal(console_place(w->console)->view, VIEW_JOURNAL);
}

static void the_panels_of_a_stack_are_looked_through(void **state)
{
	struct world *w = *state;

	command(w, "stack acme-ingest");
	find(w, "Queue"); /* the tree is filtered */
	assert_true(shows(w, "/Queue"));
	press(w, "Esc Tab");
	assert_found(w, "rollback", "/rollback · 1 of ");
	press(w, "Tab");
	assert_found(w, "AWS::", "/AWS:: · 1 of ");
	press(w, "S-Tab Enter"); /* events on the whole screen */
	assert_found(w, "rollback", "/rollback · 1 of ");
	assert_true(shows(w, "whole screen"));
}

static void why_and_access_are_looked_through(void **state)
{
	struct world *w = *state;

	command(w, "overview acme-prod-eu");
	press(w, "Tab Tab");
	while (!holds(w, "› Why"))
		press(w, "Tab");
	assert_found(w, "bytes", "/bytes · 1 of ");
	command(w, "access acme-prod-eu");
	assert_found(w, "role", "/role · 1 of ");
}

static void it_looks_on_from_where_one_was(void **state)
{
	struct world *w = *state;

	command(w, "access acme-prod-eu");
	draw(w, 16, 80);
	find(w, "a");
	press(w, "n n n");
	assert_true(shows(w, "/a · 4 of "));
	press(w, "/");     /* another word: nothing is lost before it is typed */
	press(w, "Enter"); /* the same again: its next */
	assert_true(shows(w, "/a · 5 of "));
	press(w, "/");
	type(w, "nowhere to be seen");
	assert_true(shows(w, "in no line"));
	press(w, "Enter n");
	assert_true(shows(w, "stands in no line here"));
	press(w, "Esc n");
	assert_true(shows(w, "Nothing is looked for yet: / does."));
}

/* Where / was pressed counts while it is typed, and no longer. */
static void a_search_by_command_begins_where_one_is(void **state)
{
	struct world *w = *state;

	command(w, "access acme-prod-eu");
	draw(w, 16, 80);
	find(w, "the");
	assert_true(shows(w, "/the · 1 of "));
	press(w, "G");
	command(w, "filter candor");
	assert_true(holds(w, "/candor · "));
	assert_false(holds(w, "/candor · 1 of "));
	press(w, "Esc g / t Esc G"); /* given up, not entered */
	command(w, "filter candor");
	assert_false(holds(w, "/candor · 1 of "));
}

/* What was looked for in one of them is no question to the next one. */
static void another_stack_or_installation_is_asked_anew(void **state)
{
	static const char *const panels[] = { "Tab", "Tab Tab", "Tab Tab Tab",
					      "Tab Tab Tab Tab" };
	struct world *w = *state;

	for (size_t i = 0; i < ARRAY_LEN(panels); i++) {
		command(w, "stack acme-ingest acme-prod-eu");
		press(w, panels[i]);
		find(w, "a");
		assert_true(shows(w, "─ /a · "));
		command(w, "stack delta-ingest delta-prod-2");
		press(w, panels[i]);
		assert_false(holds(w, "─ /a · "));
		command(w, "fleet");
	}
	command(w, "overview acme-prod-eu");
	while (!holds(w, "› Why"))
		press(w, "Tab");
	find(w, "a");
	assert_true(shows(w, "─ /a · "));
	command(w, "overview delta-prod-2");
	while (!holds(w, "› Why"))
		press(w, "Tab");
	assert_false(holds(w, "─ /a · "));
	command(w, "access acme-prod-eu");
	find(w, "a");
	command(w, "access delta-prod-2");
	assert_false(holds(w, "─ /a · "));
}

static void a_list_has_no_next_match(void **state)
{
	struct world *w = *state;

	press(w, "n");
	assert_true(shows(w, "There is no text here to look through"));
	assert_false(holds(w, "next match"));
}

static void a_word_too_long_is_refused(void **state)
{
	struct world *w = *state;
	char word[FIND_MAX + 1];

	memset(word, 'a', FIND_MAX);
	word[FIND_MAX] = '\0';
	press(w, "d /");
	type(w, word);
	press(w, "Enter");
	assert_true(shows(w, "that is too long to look for"));
	press(w, "Esc Esc");
	assert_int_equal(console_place(w->console)->view, VIEW_FLEET);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(raw_json_is_looked_through),
		CASE(a_record_is_looked_through),
		CASE(the_panels_of_a_stack_are_looked_through),
		CASE(why_and_access_are_looked_through),
		CASE(it_looks_on_from_where_one_was),
		CASE(a_search_by_command_begins_where_one_is),
		CASE(another_stack_or_installation_is_asked_anew),
		CASE(a_list_has_no_next_match),
		CASE(a_word_too_long_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * Fleet and journal beside the design's pictures: the same installations and records,
 * as far as candor knows them (docs/screens.md says what differs and why).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/unit/tui/console_world.h"
#include "tests/unit/tui/design_fleet.h"

static struct design_fleet fleet;

static int start(void **state)
{
	struct world *w = NULL;

	if (setup(state))
		return 1;
	w = *state;
	design_fleet_init(&fleet, &w->v.scene);
	return 0;
}

static int end(void **state)
{
	design_fleet_release(&fleet);
	return teardown(state);
}

static void the_fleet_is_the_designs(void **state)
{
	struct world *w = *state;

	press(w, "/");
	type(w, "state:noacc");
	press(w, "Enter Space Esc /");
	type(w, "state:stale");
	press(w, "Enter Space Esc g");
	assert_true(shows(w, "2 marked"));
	assert_true(shows(w, "row 1/37"));
	assert_true(shows(w, "… 17 more OK · ↓ or G"));
	golden_both(w, "design-fleet");
}

static void the_journal_is_the_designs(void **state)
{
	struct world *w = *state;

	w->v.records.search = design_search;
	w->v.records.show = design_show;
	w->v.scene.entries = 10562; /* the newest is #10561 */
	for (size_t i = 0; i < w->v.scene.n_sites; i++)
		w->v.scene.sites[i].entries = 10562;
	w->v.scene.now_sec += 29 * 60;
	w->v.scene.verification = (struct program_verification){ 37, 37, true, false };
	press(w, "J j j j j");
	assert_true(shows(w, "#10534 reveal.begin"));
	assert_true(shows(w, "row 5/15"));
	golden_both(w, "design-journal");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_fleet_is_the_designs, start, end),
		cmocka_unit_test_setup_teardown(the_journal_is_the_designs, start, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * Every screen at every size of the design, with both sets of glyphs: a table of
 * frames, each compared with tests/screens in three layers: glyphs (.txt), roles
 * (.role) and the cursor (.cur).  CANDOR_UPDATE_GOLDEN=1 rewrites them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/unit/tui/console_world.h"
#include "tests/unit/tui/design.h"

/* A screen, and how one gets there from the fleet. */
static const struct screen {
	const char *name;
	void (*seed)(struct invented *v); /* NULL: the invented fleet as it is */
	const char *keys;                 /* "" none */
	const char *line;                 /* a command; NULL none */
} screens[] = {
	{ "design-overview", design_seed, "Enter", NULL },
	{ "design-stack", design_seed, "", "stack acme-ingest acme-prod-eu" },
};

static const struct size {
	int cols, rows;
} sizes[] = { { 120, 35 }, { 100, 30 }, { 80, 24 }, { 60, 16 }, { 40, 10 }, { 39, 9 } };

static void compare_layers(struct world *w, const char *name)
{
	static const struct {
		const char *kind;
		void (*dump)(const struct frame *f, struct buf *out);
	} layers[] = {
		{ "txt", frame_dump_text },
		{ "role", frame_dump_roles },
		{ "cur", frame_dump_cursor },
	};

	for (size_t i = 0; i < ARRAY_LEN(layers); i++) {
		AUTO(buf) out = BUF_INIT(LIMIT_MIB(1));

		layers[i].dump(&w->frame, &out);
		compare(name, layers[i].kind, &out);
	}
}

static void frames_of(struct world *w, const struct screen *screen, bool ascii)
{
	char name[128];

	glyph_set_init(&w->frame.glyphs, ascii);
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		(void)snprintf(name, sizeof(name), "frames/%s-%dx%d%s", screen->name,
			       sizes[i].cols, sizes[i].rows, ascii ? "-ascii" : "");
		draw(w, sizes[i].rows, sizes[i].cols);
		compare_layers(w, name);
	}
}

static void go(struct world *w, const struct screen *screen)
{
	if (screen->seed)
		screen->seed(&w->v);
	draw(w, 35, 120);
	press(w, screen->keys);
	if (screen->line)
		command(w, screen->line);
}

static void every_screen_is_drawn_at_every_size(void **state)
{
	for (size_t i = 0; i < ARRAY_LEN(screens); i++) {
		go(*state, &screens[i]);
		frames_of(*state, &screens[i], false);
		frames_of(*state, &screens[i], true);
		assert_int_equal(teardown(state), 0);
		assert_int_equal(setup(state), 0);
	}
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(every_screen_is_drawn_at_every_size),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * A theme of a file on the console's screens, for the inspector and the list of themes:
 * its text stands below, so a line's number is known.
 *
 * Include after cmocka.h.
 */
#ifndef TESTS_UNIT_TUI_WORN_THEME_H
#define TESTS_UNIT_TUI_WORN_THEME_H

#include "tui/views/scene.h"

struct worn_theme {
	struct theme theme;
	struct theme_names names;
	struct scene_theme worn;
};

/* Put it on; t outlives the scene's use of it. */
static inline void worn_theme_init(struct worn_theme *t, struct scene *scene)
{
	static const char own[] = "[theme]\n"
				  "name = own\n"
				  "polarity = dark\n"
				  "[roles]\n"
				  "text = #d9e0ea\n"
				  "crit = 209 bold\n"
				  "select = #ffffff on #1d4a7a\n"
				  "log.error = crit underline\n"
				  "ok = brightgreen\n";
	struct err err = ERR_INIT;

	assert_true(theme_read(&t->theme, str_of(own), "own.theme", NULL, &err));
	theme_names(NULL, &t->names);
	t->worn = (struct scene_theme){
		.now = &t->theme,
		.depth = DEPTH_256,
		.name = "dark",
		.kept = "dark",
		.why = "the terminal's answer",
		.dir = "/nowhere/themes",
		.names = &t->names,
	};
	scene->theme = &t->worn;
}

static inline void worn_theme_release(struct worn_theme *t)
{
	theme_names_release(&t->names);
}

#endif

/*
 * What tests of screens look at, beyond tests/unit/tui/console_world.h: lines and inks.
 *
 * Include after cmocka.h.
 */
#ifndef TESTS_UNIT_TUI_SCREENS_H
#define TESTS_UNIT_TUI_SCREENS_H

#include "tests/unit/tui/console_world.h"

static inline void size(struct world *w, int rows, int cols)
{
	draw(w, rows, cols);
}

/* Draw as it is now. */
static inline void look(struct world *w)
{
	draw(w, w->frame.rows, w->frame.cols);
}

/* Line on which the text stands; -1. */
static inline int line_with(struct world *w, const char *text)
{
	AUTO(buf) out = BUF_INIT(LIMIT_MIB(1));
	struct str rest = { 0 };

	screen(w, &out);
	rest = buf_str(&out);
	for (int line = 0; rest.len; line++) {
		AUTO(buf) one = BUF_INIT(LIMIT_KIB(64));

		buf_add_str(&one, str_cut(&rest, '\n'));
		if (strstr(buf_text(&one), text))
			return line;
	}
	return -1;
}

/* The first cell of the n-th line that shows ink of a role; -1. */
static inline int col_in_role(struct world *w, int line, enum role role)
{
	for (int col = 0; line >= 0 && col < w->frame.cols; col++)
		if (w->frame.cells[line * w->frame.cols + col].role == role &&
		    w->frame.cells[line * w->frame.cols + col].code[0] != ' ')
			return col;
	return -1;
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

#endif

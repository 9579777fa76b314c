/*
 * What the system's terminal descriptions say of a name, without taking the terminal.
 */
#include "core/base/str.h"
#include "tui/kit/term.h"

/* after ours: it has macros with short names */
#include <curses.h>
#include <term.h>
#include <unistd.h>

bool term_describe(const char *name, int *ret_colors)
{
	TERMINAL *before = cur_term;
	int found = 0;

	if (text_empty(name) || setupterm(name, STDOUT_FILENO, &found) != OK)
		return false;

	int colors = tigetnum("colors");
	const char *cup = tigetstr("cup");
	bool usable = cup && (intptr_t)cup != -1;

	(void)del_curterm(set_curterm(before));
	if (usable)
		*ret_colors = colors > 0 ? colors : 0;
	return usable;
}

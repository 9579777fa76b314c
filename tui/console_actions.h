/*
 * What can be done with what the cursor stands on: key `a` and the palette.
 */
#ifndef TUI_CONSOLE_ACTIONS_H
#define TUI_CONSOLE_ACTIONS_H

#include "tui/console_impl.h"

#define ACTION_NONE (-1) /* it has no key */

enum deed_group {
	DEED_LOOK,
	DEED_COPY,
	DEED_SESSION
};

/* One row; the order is that of the menu, and levels only rise in it. */
struct deed {
	const char *name, *help;
	enum deed_group group;
	enum confirm_level level; /* what it asks for: docs/screens.md, Confirming */
	int action;               /* whose key does it, or ACTION_NONE */
	void (*run)(struct console *c, const struct scene *s); /* NULL: the action */
	/* Why it cannot be done now; NULL: it can.  NULL: always. */
	const char *(*why_not)(const struct console *c, const struct scene *s);
};

extern const struct deed deeds[];
extern const size_t deeds_n;

/* A row of c->menu for deeds[i], with its key (when its name is no longer than
 * key_most), its level and its why-not. */
void console_add_deed(struct console *c, const struct scene *s, size_t i, size_t id,
		      size_t key_most);
/* Do it, as far as it can be done now; else say why not. */
void console_do_deed(struct console *c, const struct scene *s, size_t i);

#endif

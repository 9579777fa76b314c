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
struct deed;
/* Ask for it, at the level of the row; inst may be one that does not exist. */
typedef void deed_ask(struct console *c, const struct scene *s, const struct deed *d,
		      const char *inst);

struct deed {
	const char *name, *help;
	enum deed_group group;
	enum confirm_level level; /* what it asks for: docs/screens.md, Confirming */
	int action;               /* whose key does it, or ACTION_NONE */
	void (*run)(struct console *c, const struct scene *s); /* NULL: the action */
	/* Why it cannot be done now; NULL: it can.  NULL: always. */
	const char *(*why_not)(const struct console *c, const struct scene *s);
	deed_ask *ask; /* its question; NULL at L0 */
};

/* Quitting is in no row: it is about no installation, and no menu offers it. */
#define QUIT_LEVEL CONFIRM_L1

extern const struct deed deeds[];
extern const size_t deeds_n;

/* A row of c->menu for deeds[i], with its key (when its name is no longer than
 * key_most), its level and its why-not. */
void console_add_deed(struct console *c, const struct scene *s, size_t i, size_t id,
		      size_t key_most);
deed_ask console_ask_renew_as, console_ask_drop_as; /* console_ask.c */
/* Why nothing can be done about a session there; NULL: there is one. */
const char *console_no_session(const struct site *site);
/* Do it, as far as it can be done now; else say why not. */
void console_do_deed(struct console *c, const struct scene *s, size_t i);

#endif

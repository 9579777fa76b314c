/*
 * The one menu that may be open: its keys, and who hears of them.
 */
#include "tui/console_impl.h"

void console_open_menu(struct console *c, menu_answer *answer)
{
	bug_unless(!c->answer && answer);
	c->answer = answer;
	console_end_prompt(c);
}

void console_close_menu(struct console *c)
{
	if (!c->answer)
		return;
	c->answer = NULL;
	menu_release(&c->menu);
}

static void tell(struct console *c, const struct scene *s, enum menu_event e)
{
	menu_answer *answer = c->answer;

	if (e == MENU_OPEN)
		return;
	answer(c, s, e);
	if (e == MENU_CLOSED)
		console_close_menu(c);
}

void console_menu_key(struct console *c, const struct scene *s, struct key k)
{
	tell(c, s, menu_key(&c->menu, k));
}

void console_menu_paste(struct console *c, const struct scene *s, struct str bytes)
{
	tell(c, s, menu_paste(&c->menu, bytes));
}

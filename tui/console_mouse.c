/*
 * The mouse: rows and the wheel.  What it does a key can do too, and it never opens or
 * acts: who clicks into the window to give it the focus changes nothing.
 */
#include "tui/console_impl.h"

#define WHEEL_LINES 3
#define PANELS_MAX  8

/* Move as the key would, where that means something. */
static void move(struct console *c, const struct scene *s, enum action a)
{
	struct wish w = { .kind = WISH_NONE };

	for (int i = 0; i < WHEEL_LINES; i++) {
		if (c->describing)
			(void)console_describe_act(c, s, a);
		else if (console_here(c)->act(console_state(c), s, a, &w) != VIEW_USED)
			(void)console_table_act(c, s, a);
	}
}

static bool select_row(struct console *c, const struct scene *s, const struct frame *f,
		       struct mouse m)
{
	struct table *t = console_table(c);
	size_t index = 0;

	if (!t || !frame_list_at(f, t, m.row, m.col, &index) || index >= t->n_shown)
		return false;
	(void)table_select(t, t->source->id(t->source->ctx, t->shown[index]));
	console_update(c, s);
	return true;
}

/* The list may be another panel's: then that one gets the keys. */
static void press(struct console *c, const struct scene *s, const struct frame *f,
		  struct mouse m)
{
	struct wish w = { .kind = WISH_NONE };
	int n = 0;

	if (c->describing || select_row(c, s, f, m))
		return;
	for (; n < PANELS_MAX; n++) {
		if (console_here(c)->act(console_state(c), s, ACTION_NEXT_PANEL, &w) !=
		    VIEW_USED)
			return;
		if (select_row(c, s, f, m))
			return;
	}
	while (n-- > 0)
		(void)console_here(c)->act(console_state(c), s, ACTION_PREV_PANEL, &w);
}

void console_mouse(struct console *c, const struct scene *s, const struct frame *f,
		   struct mouse m)
{
	if (c->tiny || c->asking || c->answer || c->prompting)
		return;
	c->fresh = false;
	console_update(c, s);
	switch (m.what) {
	case MOUSE_PRESS: press(c, s, f, m); break;
	case MOUSE_WHEEL_UP: move(c, s, ACTION_UP); break;
	case MOUSE_WHEEL_DOWN: move(c, s, ACTION_DOWN); break;
	}
	c->scene = NULL;
}

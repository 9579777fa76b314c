/*
 * Where the operator stands, and the ways between the screens.
 *
 *   past[0..at] is where we came from, past[at+1..] where `]` leads to; q and Esc go
 *   to the parent of a screen, [ and ] along the past.
 */
#include "tui/console_impl.h"

#include "tui/views/help.h"
#include <string.h>

const struct place *console_place(const struct console *c)
{
	return &c->past[c->at];
}

const struct view_ops *console_here(const struct console *c)
{
	return view_ops(console_place(c)->view);
}

void *console_state(const struct console *c)
{
	return c->states[console_place(c)->view];
}

void console_arrive(struct console *c, const struct scene *s)
{
	const struct place *p = console_place(c);

	view_ops(p->view)->enter(c->states[p->view], s, p);
	c->host.watch(c->host.ctx, p);
}

static void leave(struct console *c)
{
	c->last = *console_place(c);
	c->has_last = true;
	console_end_prompt(c);
	console_end_describe(c);
}

void console_go(struct console *c, const struct scene *s, const struct place *to)
{
	if (place_eq(console_place(c), to)) {
		console_arrive(c, s);
		return;
	}
	leave(c);
	if (c->at + 1 >= PAST_MAX) {
		memmove(&c->past[0], &c->past[1], sizeof(c->past) - sizeof(c->past[0]));
		c->at--;
	}
	c->past[++c->at] = *to;
	c->n_past = c->at + 1;
	if (to->view == VIEW_HELP)
		help_view_about(c->states[VIEW_HELP], c->last.view);
	console_arrive(c, s);
}

void console_go_to(struct console *c, const struct scene *s, enum view_id view,
		   const char *inst, const char *thing)
{
	struct place p = place_of(view, inst, thing);

	console_go(c, s, &p);
}

/* Along the past: -1 back, 1 forward. */
void console_walk(struct console *c, const struct scene *s, int step)
{
	if (step < 0 ? c->at == 0 : c->at + 1 >= c->n_past) {
		console_remark(c, s,
			       step < 0 ? "There is no screen before this one."
					: "There is no screen after this one.");
		return;
	}
	leave(c);
	c->at = step < 0 ? c->at - 1 : c->at + 1;
	console_arrive(c, s);
}

/* Where a side screen was opened: a layer that is closed is never in the past again. */
static struct place before(const struct console *c)
{
	const struct place *now = console_place(c);

	for (size_t i = c->at; i-- > 0;)
		if (c->past[i].view != now->view && c->past[i].view != VIEW_HELP)
			return c->past[i];
	return place_of(VIEW_FLEET, "", "");
}

/* Where q and Esc lead: up in the tree, or back where a side screen was opened. */
static struct place parent(const struct console *c)
{
	const struct place *p = console_place(c);

	switch (p->view) {
	case VIEW_STACK: return place_of(VIEW_STACKS, p->inst, "");
	case VIEW_STACKS: return place_of(VIEW_OVERVIEW, p->inst, "");
	case VIEW_FLEET:
	case VIEW_OVERVIEW: return place_of(VIEW_FLEET, "", "");
	case VIEW_JOURNAL:
	case VIEW_ACCESS:
	case VIEW_MESSAGES:
	case VIEW_PAGE:
	case VIEW_THEMES:
	case VIEW_JOBS:
	case VIEW_HELP: break;
	}
	return before(c);
}

/*
 * Close this layer: back to where the parent stands in the past, and where it stands
 * nowhere, in the place of this screen.  Nothing is added, so no way leads in a circle.
 */
void console_go_up(struct console *c, const struct scene *s)
{
	struct place p = parent(c);
	size_t at = c->at;

	while (at > 0 && !place_eq(&c->past[at - 1], &p))
		at--;
	leave(c);
	if (at > 0)
		c->at = at - 1;
	else
		c->past[c->at] = p;
	console_arrive(c, s);
}

void console_go_last(struct console *c, const struct scene *s)
{
	struct place p = c->last;

	if (c->has_last)
		console_go(c, s, &p);
	else
		console_remark(c, s, "There is no screen before this one.");
}

const char *console_inst(const struct console *c)
{
	const struct view_ops *v = console_here(c);

	return v->inst ? v->inst(console_state(c)) : console_place(c)->inst;
}

/*
 * Where the operator stands, and the ways between the screens.
 *
 *   past[0..at] is where we came from, past[at+1..] where `]` leads to; q and Esc go
 *   back to where a screen was opened, [ and ] along the past.
 */
#include "tui/console_impl.h"

#include <string.h>

#include "tui/views/help.h"

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

/* How deep a screen lies; 0: beside the others, where it was opened. */
static int depth(enum view_id view)
{
	switch (view) {
	case VIEW_FLEET: return 1;
	case VIEW_OVERVIEW: return 2;
	case VIEW_STACKS:
	case VIEW_METRICS:
	case VIEW_HEARTBEATS:
	case VIEW_SERVICES:
	case VIEW_ALARMS: return 3;
	case VIEW_STACK: return 4;
	case VIEW_JOURNAL:
	case VIEW_ACCESS:
	case VIEW_MESSAGES:
	case VIEW_PAGE:
	case VIEW_THEMES:
	case VIEW_JOBS:
	case VIEW_HELP: break;
	}
	return 0;
}

static void arrive(struct console *c, const struct scene *s, bool opened)
{
	const struct place *p = console_place(c);

	view_ops(p->view)->enter(c->states[p->view], s, p);
	c->host.watch(c->host.ctx, p, opened);
}

void console_arrive(struct console *c, const struct scene *s)
{
	arrive(c, s, false);
}

static void leave(struct console *c)
{
	c->last = *console_place(c);
	c->has_last = true;
	c->last_part = console_part(c);
	console_end_prompt(c);
	console_end_describe(c);
}

static void go(struct console *c, const struct scene *s, const struct place *to,
	       bool opened)
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
		help_view_about(c->states[VIEW_HELP], c->last.view, c->last_part);
	arrive(c, s, opened);
}

void console_go(struct console *c, const struct scene *s, const struct place *to)
{
	bool from_fleet = console_place(c)->view == VIEW_FLEET;

	go(c, s, to, from_fleet && depth(to->view) > depth(VIEW_FLEET));
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

/* Can `from` have been opened there?  Help is closed, never gone back to; a screen is
 * not opened from one that lies as deep or deeper. */
static bool leads_to(enum view_id from, enum view_id to)
{
	if (to == VIEW_HELP || to == from)
		return false;
	return !depth(from) || depth(to) < depth(from);
}

/* The screen above one that was opened from nowhere: after a start, or far away. */
static struct place above(const struct place *p)
{
	if (p->view == VIEW_STACK)
		return place_of(VIEW_STACKS, p->inst, "");
	if (depth(p->view) == depth(VIEW_STACKS))
		return place_of(VIEW_OVERVIEW, p->inst, "");
	return place_of(VIEW_FLEET, "", "");
}

/*
 * Close this layer: back to where it was opened, and when that is not in the past, to
 * what lies above.  Nothing is added, so no way leads in a circle.
 */
void console_go_up(struct console *c, const struct scene *s)
{
	enum view_id now = console_place(c)->view;
	struct place p = above(console_place(c));
	bool raw = now == VIEW_HELP && c->last_part == ACTION_IN_RAW;
	size_t at = c->at;

	while (at > 0 && !leads_to(now, c->past[at - 1].view))
		at--;
	leave(c);
	if (at > 0)
		c->at = at - 1;
	else
		c->past[c->at] = p;
	console_arrive(c, s);
	if (raw) /* help was asked for there */
		console_describe(c, s);
}

void console_go_last(struct console *c, const struct scene *s)
{
	struct place p = c->last;

	if (c->has_last)
		go(c, s, &p, false);
	else
		console_remark(c, s, "There is no screen before this one.");
}

const char *console_inst(const struct console *c)
{
	const struct view_ops *v = console_here(c);

	return v->inst ? v->inst(console_state(c)) : console_place(c)->inst;
}

/*
 * A stack's events as a panel: newest first, a rule between days, the first cause
 * marked, reasons of failures whole and wrapped.
 */
#ifndef TUI_VIEWS_EVENTS_H
#define TUI_VIEWS_EVENTS_H

#include "core/watch/stacks.h"
#include "tui/kit/find.h"
#include "tui/views/action.h"

struct events {
	int scroll;  /* first line shown */
	int n_lines; /* at the last drawing */
	int page;
	int width;
	int64_t now_sec;
	const struct stack *stack; /* of events_pane() */
	struct find find;
};

/* Lines that all events of a stack take at a width. */
int events_lines(const struct stack *s, int64_t now_sec, int width);
/* It is about another stack from now on: from the top, and nothing is looked for. */
void events_other(struct events *e);
/* s may be NULL: nothing is known of it. */
void events_draw(struct events *e, const struct stack *s, int64_t now_sec,
		 struct frame *f, struct area a, bool focused);
/* Scrolling, next and previous failure.  False: the action is none of these. */
bool events_act(struct events *e, const struct stack *s, enum action a);

/* The lines as last drawn, to look for a text in; s is borrowed while it is used. */
struct find_pane events_pane(struct events *e, const struct stack *s);

#endif

/*
 * What stands in the side panels of a stack: its outputs, its parameters beside the
 * fleet's, and the resource under the cursor.
 */
#ifndef TUI_VIEWS_STACK_PANELS_H
#define TUI_VIEWS_STACK_PANELS_H

#include "tui/kit/detail.h"
#include "tui/views/stack_fleet.h"
#include "tui/views/words.h"

/* Each clears d first.  width 0: values whole, wrapped; else cut in the middle to one
 * line of so many columns. */
void stack_panel_outputs(struct detail *d, const struct stack *s, int width);
/* Those that differ from the fleet first. */
void stack_panel_parameters(struct detail *d, const struct stack *s,
			    const struct stack_fleet *fleet, int width);
/* The lines of the parameters that differ, and no others. */
void stack_panel_differences(struct detail *d, const struct stack *s,
			     const struct stack_fleet *fleet, int width);

/*
 * r        NULL: nothing is selected
 * p        what it amounts to: stack_tree_phase()
 */
void stack_panel_resource(struct detail *d, const struct stack *s,
			  const struct stack_resource *r, enum phase p,
			  int64_t now_sec);

#endif

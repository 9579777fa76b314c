/*
 * What dialog.c and dialog_draw.c share.  Inside of the kit only.
 */
#ifndef TUI_KIT_DIALOG_IMPL_H
#define TUI_KIT_DIALOG_IMPL_H

#include "tui/kit/dialog.h"

/* Where the focus can stand behind the fields: on the button that does nothing, and on
 * the one that acts. */
static inline size_t dialog_safe_stop(const struct dialog *d)
{
	return d->n_fields;
}

static inline size_t dialog_act_stop(const struct dialog *d)
{
	return d->n_fields + 1;
}

/* Graphemes. */
int dialog_count(struct str s);
/* It is as it must be. */
bool dialog_filled(const struct dialog_field *field);
/* The first field that is not; n_fields when all are. */
size_t dialog_first_unfilled(const struct dialog *d);

#endif

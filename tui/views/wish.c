/*
 * What a key in a view may wish for, and places: small values, copied.
 */
#include "tui/views/wish.h"

#include <stdarg.h>
#include <stdio.h>

void text_keep(char *dst, size_t size, struct str src)
{
	if (!text_copy(dst, size, src))
		dst[0] = '\0';
}

struct place place_of(enum view_id view, const char *inst, const char *thing)
{
	struct place p = { .view = view };

	text_keep(p.inst, sizeof(p.inst), str_of(inst));
	text_keep(p.thing, sizeof(p.thing), str_of(thing));
	return p;
}

bool place_eq(const struct place *a, const struct place *b)
{
	return a->view == b->view && text_eq(a->inst, b->inst) &&
	       text_eq(a->thing, b->thing);
}

void wish_go(struct wish *w, enum view_id view, const char *inst, const char *thing)
{
	w->kind = WISH_GO;
	w->place = place_of(view, inst, thing);
}

void wish_say(struct wish *w, enum program_tone tone, const char *fmt, ...)
{
	va_list ap;

	w->kind = WISH_SAY;
	w->tone = tone;
	va_start(ap, fmt);
	(void)vsnprintf(w->text, sizeof(w->text), fmt, ap);
	va_end(ap);
}

/*
 * Places, and what a key in a view may wish for: small values, copied.
 */
#ifndef TUI_VIEWS_WISH_H
#define TUI_VIEWS_WISH_H

#include "tui/views/action.h"
#include "tui/views/state.h"

#define PLACE_INST  65  /* name of an installation, with its NUL */
#define PLACE_THING 136 /* name of a stack (128 at AWS), a filter */

/* Where the operator stands. */
struct place {
	enum view_id view;
	char inst[PLACE_INST];   /* "" outside installations */
	char thing[PLACE_THING]; /* stack of VIEW_STACK, filter of VIEW_JOURNAL; "" */
};

/* Copy a name; one that does not fit is none of ours and leaves dst empty. */
void text_keep(char *dst, size_t size, struct str src);

bool place_eq(const struct place *a, const struct place *b);
struct place place_of(enum view_id view, const char *inst, const char *thing);

enum wish_kind {
	WISH_NONE,
	WISH_GO,      /* to place */
	WISH_SAY,     /* text, in tone */
	WISH_RENEW,   /* place.inst: asks first */
	WISH_DROP,    /* place.inst: asks first */
	WISH_VERIFY,  /* the journal */
	WISH_COMMAND, /* open the command line with text in it */
	WISH_CLOSE,   /* leave this view */
	WISH_THEME,   /* keep the theme named in text */
	WISH_METRICS, /* choose which metrics are shown */
};

/* What a key in a view leads to. */
struct wish {
	enum wish_kind kind;
	struct place place;
	enum program_tone tone;
	char text[200];
};

void wish_go(struct wish *w, enum view_id view, const char *inst, const char *thing);
void wish_say(struct wish *w, enum program_tone tone, const char *fmt, ...)
	PRINTF(3, 4);

#endif

/*
 * Which theme to begin with, from what was asked for and what the terminal is.
 */
#ifndef TUI_KIT_THEME_CHOICE_H
#define TUI_KIT_THEME_CHOICE_H

#include "tui/kit/theme.h"

struct theme_wish {
	const char *flag;    /* --theme NAME; NULL or "auto": none */
	const char *setting; /* variable or configuration; NULL or "auto": none */
	bool no_color;       /* NO_COLOR, --no-color, a dumb terminal */
	enum depth depth;
	bool ground_known;     /* the terminal has said it (term_query.h): */
	uint32_t ground;       /* 0xRRGGBB */
	const char *colorfgbg; /* the variable COLORFGBG: "15;0"; NULL */
};

/*
 * ret_why   a few words for the operator: "NO_COLOR", "the terminal is dark"
 * Returns   a name; of a shipped theme unless it was asked for.
 */
const char *theme_choose(const struct theme_wish *w, const char **ret_why);

/* Would the terminal's ground decide?  Only then is it asked. */
bool theme_wants_ground(const struct theme_wish *w);

/* What COLORFGBG says; false when it says nothing of the ground. */
bool theme_colorfgbg(const char *value, enum polarity *ret);
/* Of a ground: light when black is the more readable ink on it. */
enum polarity theme_polarity(uint32_t ground);

#endif

/*
 * Is a theme fit to be read?  Contrast of every role, what must not look alike, and
 * how far apart the states are for people who lack one kind of cone.
 *
 * A colour of the terminal's own palette (0 to 15) is whatever its user made of it:
 * nothing can be computed about it.  A theme of such colours alone is checked for
 * attributes instead: what matters must be told apart without any colour.
 */
#ifndef TUI_KIT_THEME_CHECK_H
#define TUI_KIT_THEME_CHECK_H

#include "tui/kit/theme.h"

/* Distance of states that themes promise whose name begins with "safe". */
#define THEME_SAFE_DISTANCE 20.0

enum theme_finding_kind {
	FINDING_CONTRAST, /* role on `on`: WCAG 2 ratio */
	FINDING_DISTANCE, /* the nearest two states: role and other, CIE76 */
	FINDING_ALIKE,    /* role on `on` looks as other on other_on; always bad */
	FINDING_MISSING,  /* no colour for role, nor for what it falls back to */
	FINDING_SIGNS,    /* two states have one sign: role and other */
};

struct theme_finding {
	enum theme_finding_kind kind;
	enum depth depth; /* with so many colours; DEPTH_MONO: by attributes alone */
	enum role role, on, other, other_on;
	enum vision vision; /* DISTANCE */
	double is;          /* ratio or distance */
	double least;       /* 0: nothing is asked */
	bool known;         /* false: the terminal's own colours decide */
	bool bad;
};

struct theme_report {
	struct theme_finding *findings; /* CONTRAST of each role first, by role */
	size_t n, cap;
	size_t n_bad;
	bool own_colors; /* the theme has colours beyond the terminal's sixteen */
	bool safe;       /* it promises THEME_SAFE_DISTANCE */
};

void theme_report_release(struct theme_report *r);

/* ret is overwritten; release it. */
void theme_check(const struct theme *t, struct theme_report *ret);

/*
 * The smallest contrast among roles (of their own ground), or the finding of kind
 * DISTANCE with the smallest distance; NULL when none is known.
 */
const struct theme_finding *theme_worst_contrast(const struct theme_report *r,
						 const enum role *roles, size_t n,
						 enum depth depth);
const struct theme_finding *theme_worst_distance(const struct theme_report *r,
						 enum depth depth);

/* "crit on select: contrast 2.1, at least 3.5 (256 colours)" */
void theme_finding_text(const struct theme_finding *f, struct buf *out);
const char *depth_name(enum depth depth); /* "256 colours"; never NULL */

#endif

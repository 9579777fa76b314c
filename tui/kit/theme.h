/*
 * Themes: which colours and attributes a role has.  The
 * shipped ones are compiled in; the app reads files and hands the text over.
 */
#ifndef TUI_KIT_THEME_H
#define TUI_KIT_THEME_H

#include "core/base/buf.h"
#include "core/base/err.h"
#include "tui/kit/glyph.h"
#include "tui/kit/role.h"

enum color_kind {
	COLOR_UNSET,   /* the theme says nothing */
	COLOR_DEFAULT, /* the terminal's own */
	COLOR_INDEX,   /* 0..255 of the xterm palette; 0..15 follow the user's scheme */
	COLOR_RGB,     /* 0xRRGGBB */
};

struct color {
	enum color_kind kind;
	uint32_t value;
};

enum {
	ATTR_BOLD = 1,
	ATTR_UNDERLINE = 2,
	ATTR_REVERSE = 4,
	ATTR_ITALIC = 8,
};

struct style {
	struct color fg, bg;
	unsigned attr; /* of ATTR_... */
};

enum depth {
	DEPTH_MONO,
	DEPTH_8,
	DEPTH_16,
	DEPTH_256,
	DEPTH_RGB
};
enum polarity {
	POLARITY_DARK,
	POLARITY_LIGHT
};

struct theme_entry {
	bool set;
	bool alias;     /* looks like another role, with these attributes on top */
	enum role like; /* of an alias */
	struct style style;
	unsigned line; /* 1-based, where it was set */
	char file[64]; /* "" for none */
};

/* A warning that does not stop a theme: unknown role or glyph. */
struct theme_note {
	char text[160]; /* "night-shift.theme:14: ..." */
};

#define THEME_NAME_MAX 48
#define THEME_NOTES    16 /* more are counted, not kept */

struct theme {
	char name[THEME_NAME_MAX];
	enum polarity polarity;
	bool paints; /* see theme_paint(); files do not say it */
	struct theme_entry roles[ROLE_COUNT];
	struct theme_entry roles_256[ROLE_COUNT];
	struct theme_entry roles_16[ROLE_COUNT];
	struct glyph_set glyphs;
	struct theme_note notes[THEME_NOTES];
	size_t n_notes; /* of all warnings; kept are min(n_notes, THEME_NOTES) */
};

/*
 * Text of a theme that another one extends and that is not a shipped one.
 *
 * name     letters, digits, '-' and '_' only: cannot leave a directory
 * Returns  false when there is none; else its text is in out.
 */
struct theme_source {
	/* may be NULL; err is set when there is one that cannot be read */
	bool (*read)(void *ctx, const char *name, struct buf *out, struct err *err);
	void *ctx;
};

/*
 * Read a theme.
 *
 * text     the file; at most LIMIT_CONFIG bytes
 * file     its name for messages
 * source   NULL: only shipped themes can be extended
 * ret      whole theme with what it extends; written only on success
 * Errors   ERR_CONFIG "night-shift.theme:14: "amberr" is neither a palette name nor
 *          a colour"; unknown sections and keys, values, circles, other polarity.
 */
bool theme_read(struct theme *ret, struct str text, const char *file,
		const struct theme_source *source, struct err *err) MUST_USE;

/* A shipped theme by name ("dark", "mono"). */
bool theme_shipped(struct theme *ret, const char *name, struct err *err) MUST_USE;
/* The file of a shipped theme; empty when there is none of that name. */
struct str theme_shipped_text(const char *name);

/*
 * Paint the ground that the theme assumes, where the terminal's may be another: the
 * terminal is of the other polarity, or did not say and the theme is light.  A theme
 * with a ground of its own, and one whose text is of the terminal's own ink, stays as
 * it is.
 *
 * known    the terminal, or COLORFGBG, said its ground: `ground`
 */
void theme_paint(struct theme *t, bool known, enum polarity ground);

/* What to tell a terminal of that depth. */
struct look {
	int fg, bg; /* colour number; -1 the terminal's own; 0xRRGGBB for DEPTH_RGB */
	unsigned attr; /* of ATTR_... */
};

/* Ink, ground and attributes of a role on a ground, before they become numbers. */
struct style theme_style(const struct theme *t, enum role role, enum role on,
			 enum depth depth);

/* A colour as 0xRRGGBB, as a terminal of that depth shows it; the terminal's own as the
 * polarity lets guess: #d9e0ea on #0f141a, #17212b on #ffffff. */
uint32_t theme_rgb(const struct theme *t, struct color c, bool ground,
		   enum depth depth);

/* The entry that decides how a role looks, its own or one along its chain; NULL when
 * no theme has set any.  ret_role: whose it is. */
const struct theme_entry *theme_origin(const struct theme *t, enum role role,
				       enum depth depth, enum role *ret_role);

/*
 * How a cell of role on a ground looks.  On select and the modes the role keeps its
 * ink only where the contrast is at least 3.5, else it takes the ground's ink.
 */
struct look theme_look(const struct theme *t, enum role role, enum role on,
		       enum depth depth);

/* As theme files write them: "#d9e0ea", "24", "brightred", "default"; "bold
 * underline".  Nothing for what is not set. */
void color_text(struct color c, struct buf *out);
void attr_text(unsigned attr, struct buf *out);

/* Nearest colour by CIELAB (CIE76): 16..255, and 0..15 with xterm's defaults. */
int color_nearest_256(uint32_t rgb);
int color_nearest_16(uint32_t rgb);
uint32_t color_of_index(int index);   /* 0..255 -> 0xRRGGBB, xterm's defaults */
double color_luminance(uint32_t rgb); /* relative, 0 to 1, as WCAG 2 defines it */
double color_contrast(uint32_t a, uint32_t b); /* WCAG 2 ratio, 1 to 21 */

/*
 * Who looks: all cones, or none of one kind (dichromats).  Simulated by the matrices
 * of Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation of
 * Color Vision Deficiency" (2009), severity 1.0, on linear light, clipped.
 */
enum vision {
	VISION_NORMAL,
	VISION_PROTAN, /* no long-wave cones */
	VISION_DEUTAN, /* no middle-wave cones */
	VISION_TRITAN, /* no short-wave cones */
};
#define VISION_COUNT 4

const char *vision_name(enum vision vision); /* "deutan"; never NULL */
/* CIE76 between two colours as they are seen; about 2 is just to be noticed. */
double color_distance(uint32_t a, uint32_t b, enum vision vision);

#endif

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
	bool (*read)(void *ctx, const char *name, struct buf *out); /* may be NULL */
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

/* What to tell a terminal of that depth. */
struct look {
	int fg, bg; /* colour number; -1 the terminal's own; 0xRRGGBB for DEPTH_RGB */
	unsigned attr; /* of ATTR_... */
};

/*
 * How a cell of role on a ground looks.  On select and the modes the role keeps its
 * ink only where the contrast is at least 3.5, else it takes the ground's ink.
 */
struct look theme_look(const struct theme *t, enum role role, enum role on,
		       enum depth depth);

/* Nearest colour by CIELAB (CIE76): 16..255, and 0..15 with xterm's defaults. */
int color_nearest_256(uint32_t rgb);
int color_nearest_16(uint32_t rgb);
uint32_t color_of_index(int index);   /* 0..255 -> 0xRRGGBB, xterm's defaults */
double color_luminance(uint32_t rgb); /* relative, 0 to 1, as WCAG 2 defines it */

#endif

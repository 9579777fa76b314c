/*
 * The signs candor draws.  Code writes the Unicode sign into its texts
 * ("● OK", "a → b"); the frame replaces it by the sign of the set in use, so ascii
 * terminals and themes need no second wording.  Every sign is one code point of
 * one column in both sets.  Signs that may stand in the same place differ in both.
 */
#ifndef TUI_KIT_GLYPH_H
#define TUI_KIT_GLYPH_H

#include "core/base/str.h"

/* X(ID, "name in themes", Unicode, ascii) */
/* clang-format off */
#define GLYPHS(X)                                                               \
	X(CRIT, "crit", 0x25A0, 'X')		/* ■ */                         \
	X(WARN, "warn", 0x25B2, '!')		/* ▲ */                         \
	X(OK, "ok", 0x25CF, 'o')		/* ● */                         \
	X(STALE, "stale", 0x25CC, '~')		/* ◌ ? is of what is unknown */ \
	X(NOACC, "noacc", 0x25CB, '-')		/* ○ */                         \
	X(INCIDENT, "incident", 0x25C6, '*')	/* ◆ */                         \
	X(CURSOR, "cursor", 0x203A, '>')	/* › also between crumbs */     \
	X(OPEN_QUOTE, "mask.open", 0x2039, '<')	/* ‹ */                         \
	X(FOLDED, "folded", 0x25B8, ':')	/* ▸ + is a mark */             \
	X(UNFOLDED, "unfolded", 0x25BE, 'v')	/* ▾ also sort direction */     \
	X(SORT_UP, "sort.up", 0x25B4, '^')	/* ▴ */                         \
	X(FALL, "fall", 0x25BC, 'v')		/* ▼ */                         \
	X(DELTA, "delta", 0x0394, '~')		/* Δ */                         \
	X(RULE, "rule", 0x2500, '-')		/* ─ */                         \
	X(BAR, "bar", 0x2502, '|')		/* │ */                         \
	X(BOX_TL, "box.tl", 0x256D, '+')	/* ╭ */                         \
	X(BOX_TR, "box.tr", 0x256E, '+')	/* ╮ */                         \
	X(BOX_BL, "box.bl", 0x2570, '+')	/* ╰ */                         \
	X(BOX_BR, "box.br", 0x256F, '+')	/* ╯ */                         \
	X(EVENT, "event", 0x254E, ':')		/* ╎ */                         \
	X(DASHED, "dashed", 0x254C, '~')	/* ╌ a threshold */             \
	X(AXIS, "axis", 0x2524, '|')		/* ┤ */                         \
	X(BLOCK_1, "block.1", 0x2581, '_')	/* ▁ also a beat on time */     \
	X(BLOCK_2, "block.2", 0x2582, '.')	/* ▂ */                         \
	X(BLOCK_3, "block.3", 0x2583, '-')	/* ▃ */                         \
	X(BLOCK_4, "block.4", 0x2584, '=')	/* ▄ also a late beat */        \
	X(BLOCK_5, "block.5", 0x2585, '+')	/* ▅ */                         \
	X(BLOCK_6, "block.6", 0x2586, '*')	/* ▆ */                         \
	X(BLOCK_7, "block.7", 0x2587, '#')	/* ▇ */                         \
	X(BLOCK_8, "block.8", 0x2588, '@')	/* █ also a missed beat */      \
	X(HALF, "half", 0x258C, '=')		/* ▌ end of a bar */            \
	X(FIELD_L, "field.l", 0x258F, '[')	/* ▏ */                         \
	X(FIELD_R, "field.r", 0x2595, ']')	/* ▕ */                         \
	X(DOT, "dot", 0x00B7, '.')		/* · */                         \
	X(BULLET, "bullet", 0x2022, '*')	/* • a typed secret */          \
	X(ELLIPSIS, "ellipsis", 0x2026, '~')	/* … */                         \
	X(DASH, "dash", 0x2014, '-')		/* — */                         \
	X(TIMES, "times", 0x00D7, 'x')		/* × */                         \
	X(RIGHT, "right", 0x2192, '>')		/* → */                         \
	X(LEFT, "left", 0x2190, '<')		/* ← */                         \
	X(UP, "up", 0x2191, '^')		/* ↑ */                         \
	X(DOWN, "down", 0x2193, 'v')		/* ↓ */                         \
	X(BOTH, "both", 0x2194, '=')		/* ↔ */                         \
	X(REFRESH, "refresh", 0x21BB, '@')	/* ↻ */                         \
	X(CHECK, "check", 0x2713, '*')		/* ✓ */                         \
	X(PEN, "pen", 0x270E, '=')		/* ✎ # is of record numbers */  \
	X(AT_MOST, "at.most", 0x2264, '<')	/* ≤ */                         \
	X(AT_LEAST, "at.least", 0x2265, '>')	/* ≥ */                         \
	X(NEWLINE, "newline", 0x23CE, '$')	/* ⏎ */                         \
	X(CARET, "caret", 0x2038, '^')		/* ‸ */                         \
	X(BROKEN, "broken", 0xFFFD, '?')	/* a byte that is no text */

/* clang-format on */

enum glyph {
#define GLYPH_ID(id, name, uni, ascii) GLYPH_##id,
	GLYPHS(GLYPH_ID)
#undef GLYPH_ID
};

enum {
	GLYPH_COUNT = GLYPH_BROKEN + 1
};

/* What charts are made of. */
enum graph {
	GRAPH_BRAILLE, /* two columns and four rows of dots in a cell */
	GRAPH_BLOCK,   /* ▁▂▃▄▅▆▇█ */
	GRAPH_ASCII,   /* _.-=+*#@, by the dots that a cell would have */
};
/* "braille", "block", "ascii": as in candor.conf. */
bool graph_find(struct str name, enum graph *ret) MUST_USE;

/* A set: what is drawn for each sign. */
struct glyph_set {
	uint32_t code[GLYPH_COUNT];
	bool ascii;  /* braille and control pictures are replaced too */
	bool narrow; /* and all whose width the terminal may see otherwise */
	enum graph graph;
};

void glyph_set_init(struct glyph_set *set, bool ascii);
/* Charts of it; GRAPH_ASCII also makes sparklines and strips of beats plain.  A set of
 * plain signs has no dots: GRAPH_BRAILLE is GRAPH_ASCII there. */
void glyph_set_graph(struct glyph_set *set, enum graph graph);
bool glyph_find(struct str name, enum glyph *ret) MUST_USE;

/* What set draws for a code point: another one for a sign, the same for the rest. */
uint32_t glyph_map(const struct glyph_set *set, uint32_t code);

#endif

/*
 * The table of signs and their two sets.  What is not in the table but is still
 * drawn by widgets (braille, control pictures) has an ascii form by rule.
 */
#include "tui/kit/glyph.h"

#include "core/base/utf8.h"

struct glyph_row {
	const char *name;
	uint32_t uni, ascii;
};

static const struct glyph_row rows[GLYPH_COUNT] = {
#define GLYPH_ROW(id, name, uni, ascii) { name, uni, (uint32_t)(ascii) },
	GLYPHS(GLYPH_ROW)
#undef GLYPH_ROW
};

void glyph_set_init(struct glyph_set *set, bool ascii)
{
	set->ascii = ascii;
	set->narrow = false;
	set->graph = ascii ? GRAPH_ASCII : GRAPH_BRAILLE;
	for (int i = 0; i < GLYPH_COUNT; i++)
		set->code[i] = ascii ? rows[i].ascii : rows[i].uni;
}

bool graph_find(struct str name, enum graph *ret)
{
	static const char *const names[] = {
		[GRAPH_BRAILLE] = "braille",
		[GRAPH_BLOCK] = "block",
		[GRAPH_ASCII] = "ascii",
	};

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (str_is(name, names[i])) {
			*ret = (enum graph)i;
			return true;
		}
	return false;
}

void glyph_set_graph(struct glyph_set *set, enum graph graph)
{
	set->graph = set->ascii && graph == GRAPH_BRAILLE ? GRAPH_ASCII : graph;
	for (int i = GLYPH_BLOCK_1; graph == GRAPH_ASCII && i <= GLYPH_HALF; i++)
		set->code[i] = rows[i].ascii;
}

bool glyph_find(struct str name, enum glyph *ret)
{
	for (int i = 0; i < GLYPH_COUNT; i++) {
		if (str_is(name, rows[i].name)) {
			*ret = (enum glyph)i;
			return true;
		}
	}
	return false;
}

/* The more dots, the more ink; then letters of the control pictures. */
static uint32_t ascii_of(uint32_t code)
{
	static const char ink[] = " ..::++##";
	if (code >= 0x2800 && code <= 0x28FF) {
		int dots = 0;
		for (uint32_t bits = code & 0xFF; bits; bits &= bits - 1)
			dots++;
		return (uint32_t)ink[dots];
	}
	if (code >= 0x2400 && code <= 0x2426)
		return '^';
	return code;
}

uint32_t glyph_map(const struct glyph_set *set, uint32_t code)
{
	if (code < 0x80)
		return code;
	for (int i = 0; i < GLYPH_COUNT; i++) {
		if (rows[i].uni == code)
			return set->code[i];
	}
	if (set->ascii)
		code = ascii_of(code);
	return set->narrow && utf8_ambiguous(code) ? utf8_plain(code) : code;
}

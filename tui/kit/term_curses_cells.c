/*
 * From cells to curses: colour pairs, made when they are first needed and fewer than
 * the terminal has, attributes, and signs that the C library agrees on.
 */
#include <curses.h>
#include <string.h>
#include <wchar.h>

#include "tui/kit/term_curses.h"

static enum depth find_depth(const struct curses_term *ct)
{
	if (ct->max_pairs < 1 || COLORS < 8)
		return DEPTH_MONO;
	if (COLORS < 16)
		return DEPTH_8;
	if (COLORS < 256)
		return DEPTH_16;
	return COLORS > 256 ? DEPTH_RGB : DEPTH_256;
}

void term_curses_colors(struct curses_term *ct, bool no_color)
{
	ct->max_pairs = 0;
	if (!no_color && has_colors() && start_color() != ERR) {
		ct->default_colors = use_default_colors() == OK;
		ct->max_pairs = COLOR_PAIRS - 1 < TERM_PAIRS_MAX - 1
					? COLOR_PAIRS - 1
					: TERM_PAIRS_MAX - 1;
	}
	ct->depth = find_depth(ct);
}

void term_curses_colors_forget(struct curses_term *ct)
{
	memset(ct->look_known, 0, sizeof(ct->look_known));
	ct->n_pairs = 0;
	if (ct->default_colors)
		(void)assume_default_colors(-1, -1);
}

/* The pair of two colours; 0 when the terminal has no more. */
static int pair_of(struct curses_term *ct, int fg, int bg)
{
	if (!ct->default_colors) { /* -1 is not to be had: white on black */
		fg = fg < 0 ? COLOR_WHITE : fg;
		bg = bg < 0 ? COLOR_BLACK : bg;
	} else if (fg < 0 && bg < 0) {
		return 0;
	}
	for (int i = 1; i <= ct->n_pairs; i++) {
		if (ct->pairs[i].fg == fg && ct->pairs[i].bg == bg)
			return i;
	}
	if (ct->n_pairs >= ct->max_pairs)
		return 0;
	int pair = ct->n_pairs + 1;
	if (init_extended_pair(pair, fg, bg) == ERR)
		return 0;
	ct->n_pairs = pair;
	ct->pairs[pair] = (struct term_pair){ fg, bg };
	return pair;
}

static const struct look *look_of(struct curses_term *ct, uint8_t role, uint8_t on)
{
	struct look *look = &ct->looks[role][on];
	if (!ct->look_known[role][on]) {
		*look = theme_look(&ct->theme, (enum role)role, (enum role)on,
				   ct->depth);
		ct->look_known[role][on] = true;
	}
	return look;
}

static attr_t attrs_of(const struct look *look, uint8_t flags)
{
	attr_t attrs = A_NORMAL;
	if ((look->attr & ATTR_BOLD) || (flags & CELL_STRONG))
		attrs |= A_BOLD;
	if (look->attr & ATTR_UNDERLINE)
		attrs |= A_UNDERLINE;
	if (look->attr & ATTR_REVERSE)
		attrs |= A_REVERSE;
#ifdef A_ITALIC
	if (look->attr & ATTR_ITALIC)
		attrs |= A_ITALIC;
#endif
	return attrs;
}

/* Does the C library agree on the width?  Else the terminal's columns would shift. */
static bool drawable(const struct curses_term *ct, const struct cell *c)
{
	if (!ct->utf8)
		return c->code[0] < 0x7F && c->code[1] == 0;
	if (wcwidth((wchar_t)c->code[0]) != c->width)
		return false;
	for (int i = 1; i < CELL_CODES && c->code[i]; i++) {
		if (wcwidth((wchar_t)c->code[i]) != 0)
			return false;
	}
	return true;
}

static uint32_t stand_in(const struct curses_term *ct, const struct cell *c)
{
	static struct glyph_set ascii;
	if (ct->utf8)
		return 0xFFFD;
	if (ascii.code[0] == 0)
		glyph_set_init(&ascii, true);
	uint32_t code = glyph_map(&ascii, c->code[0]);
	return code < 0x7F ? code : '?';
}

static void put_char(struct curses_term *ct, int row, int col, const wchar_t *text,
		     const struct cell *c)
{
	const struct look *look = look_of(ct, c->role, c->on);
	cchar_t cell;
	int pair = pair_of(ct, look->fg, look->bg);
	attr_t attrs = attrs_of(look, c->flags);
	if (pair == 0 && look->bg >= 0 && ct->max_pairs > 0 && c->on != ROLE_BG)
		attrs |= A_REVERSE; /* out of pairs: a ground must still be seen */
	if (setcchar(&cell, text, attrs, 0, &pair) == OK)
		(void)mvadd_wchnstr(row, col, &cell, 1);
}

static void put_cell(struct curses_term *ct, int row, int col, const struct cell *c)
{
	wchar_t text[CELL_CODES + 1] = { 0 };
	if (drawable(ct, c)) {
		for (int i = 0; i < CELL_CODES && c->code[i]; i++)
			text[i] = (wchar_t)c->code[i];
		put_char(ct, row, col, text, c);
		return;
	}
	text[0] = (wchar_t)stand_in(ct, c);
	for (int i = 0; i < c->width; i++)
		put_char(ct, row, col + i, text, c);
}

static const struct cell *cell_at(const struct frame *f, int row, int col)
{
	return &f->cells[(size_t)row * (size_t)f->cols + (size_t)col];
}

static bool changed(const struct curses_term *ct, const struct frame *f, int row,
		    int col)
{
	return ct->all || memcmp(cell_at(f, row, col), cell_at(&ct->shown, row, col),
				 sizeof(struct cell)) != 0;
}

void term_curses_row(struct curses_term *ct, const struct frame *f, int row, int cols)
{
	for (int col = 0; col < cols; col++) {
		const struct cell *c = cell_at(f, row, col);
		bool other =
			changed(ct, f, row, col) || (c->width == 2 && col + 1 < cols &&
						     changed(ct, f, row, col + 1));
		if (c->width == 2 && col + 1 >= cols)
			other = false; /* half a character at a border just moved */
		if (other && c->width > 0)
			put_cell(ct, row, col, c);
	}
}

/*
 * Text from outside: decoding, widths, and the two ways to make it harmless.
 * Widths come from utf8proc, so they do not depend on the machine's locale.
 */
#ifndef CORE_BASE_UTF8_H
#define CORE_BASE_UTF8_H

#include "core/base/buf.h"
#include "core/base/str.h"

#define UTF8_END 0xFFFFFFFFu

/*
 * The next code point of *s, which moves past it.  A broken byte is taken alone
 * and gives U+FFFD; surrogates and overlong forms are broken bytes.
 *
 * Returns  the code point, or UTF8_END at the end.
 */
uint32_t utf8_next(struct str *s);

/* Next grapheme cluster (what a person calls a character): its bytes, however many
 * marks there are. Empty at the end. */
struct str utf8_grapheme(struct str *s);

bool utf8_valid(struct str s);
bool utf8_line(
	struct str s); /* valid, and no byte of C0 and no DEL: one line of text */
void utf8_put(struct buf *out, uint32_t code); /* encode; invalid values give U+FFFD */

/* Columns that a grapheme or a text takes: 0, 1, 2 each; ambiguous is 1; control
 * characters 0; sum for a text. */
int utf8_width(struct str s);

/* Terminals differ: one column here and always with utf8_width(), two in those that
 * are set up for Chinese, Japanese or Korean. */
bool utf8_ambiguous(uint32_t code);
/* A code point that no screen may get: a control, one that changes, hides or joins what
 * stands beside it (category Cf, Zl, Zp, or ignorable), or one that is not assigned. */
bool utf8_unseen(uint32_t code);
/* The ASCII letter that stands for it without its marks ("é" is "e"), else '?'. */
uint32_t utf8_plain(uint32_t code);

/*
 * Text from outside made safe for one line of a screen: broken UTF-8 becomes
 * U+FFFD, C0 and DEL control pictures (U+2400...), newline U+23CE, tab one blank.
 * Written as `‹U+202E›`: C1 and bidi controls, zero-width, format and other characters
 * that are not seen, unassigned ones, marks without a letter or beyond eight on one.
 *
 * max_len  ceiling for the result in bytes; a longer one ends in U+2026
 */
void utf8_safe(struct buf *out, struct str s, size_t max_len);
/* The same into an array of size bytes, ended by NUL. */
void utf8_safe_into(char *dst, size_t size, struct str s);

/*
 * Text from outside made safe for a journal leaf (docs/journal.md, A leaf): what may
 * not stand there is written visibly: C0, DEL and broken bytes as \x1b, C1 and bidi
 * controls (U+202A-202E, U+2066-2069) as \u202e; all else, the backslash too, stays.
 *
 * Returns  true if anything was escaped: the entry then says "esc": true.
 */
bool utf8_escape(struct buf *out, struct str s);

/* Cut to at most width columns on a grapheme border; "…" marks the cut; width < 1
 * gives nothing. tail: cut the end; middle: cut the middle (names differ at both
 * ends). What is kept is not made safe: s has passed utf8_safe() before. */
void utf8_fit_tail(struct buf *out, struct str s, int width);
void utf8_fit_middle(struct buf *out, struct str s, int width);

/* Of utf8proc, for `candor version`. Never NULL. */
const char *utf8_version(void);

#endif

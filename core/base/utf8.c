/*
 * Text from outside: decoding, columns, and the two ways to make it harmless.
 *
 * What always holds: whatever the bytes are, each function comes to the end of
 * them, and what utf8_safe() and utf8_escape() write is valid UTF-8 that cannot
 * move a cursor, change the direction of a line or hide.  utf8proc is included
 * here alone; its tables, not the machine's locale, decide widths.
 */
#include "core/base/utf8.h"

#include <utf8proc.h>

#define REPLACEMENT  0xFFFDu
#define ELLIPSIS     "\xE2\x80\xA6" /* U+2026 */
#define ELLIPSIS_LEN (sizeof(ELLIPSIS) - 1)

/* More marks on one letter than any script needs paint over the rows above. */
#define MARKS_MAX 8

/*
 * One code point at the start of s.
 *
 * Returns  bytes taken, at least 1 unless s is empty; *ret_ok false and one byte
 *          for what is not UTF-8 (surrogates and overlong forms included)
 */
static size_t decode(struct str s, uint32_t *ret_code, bool *ret_ok)
{
	*ret_code = REPLACEMENT;
	*ret_ok = false;
	if (s.len == 0)
		return 0;
	unsigned char first = (unsigned char)s.p[0];
	if (first < 0x80) {
		*ret_code = first;
		*ret_ok = true;
		return 1;
	}
	/* No sequence is longer than 4 bytes; this also keeps the length a signed one.
	 */
	utf8proc_ssize_t most = s.len < 4 ? (utf8proc_ssize_t)s.len : 4;
	utf8proc_int32_t code = 0;
	utf8proc_ssize_t n =
		utf8proc_iterate((const utf8proc_uint8_t *)s.p, most, &code);
	if (n <= 0 || code < 0)
		return 1;
	*ret_code = (uint32_t)code;
	*ret_ok = true;
	return (size_t)n;
}

static struct str after(struct str s, size_t n)
{
	return (struct str){ s.p + n, s.len - n };
}

uint32_t utf8_next(struct str *s)
{
	if (s->len == 0)
		return UTF8_END;
	uint32_t code = REPLACEMENT;
	bool ok = false;
	*s = after(*s, decode(*s, &code, &ok));
	return code;
}

struct str utf8_grapheme(struct str *s)
{
	struct str whole = *s;
	if (whole.len == 0)
		return (struct str){ NULL, 0 };
	uint32_t code = utf8_next(s);
	utf8proc_int32_t state = 0;
	while (s->len > 0) {
		struct str rest = *s;
		uint32_t next = utf8_next(&rest);
		if (utf8proc_grapheme_break_stateful((utf8proc_int32_t)code,
						     (utf8proc_int32_t)next, &state))
			break;
		code = next;
		*s = rest;
	}
	return (struct str){ whole.p, whole.len - s->len };
}

bool utf8_valid(struct str s)
{
	while (s.len > 0) {
		uint32_t code = 0;
		bool ok = false;
		s = after(s, decode(s, &code, &ok));
		if (!ok)
			return false;
	}
	return true;
}

bool utf8_line(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7F)
			return false;
	return utf8_valid(s);
}

void utf8_put(struct buf *out, uint32_t code)
{
	if (code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF))
		code = REPLACEMENT;
	utf8proc_uint8_t bytes[4];
	utf8proc_ssize_t n = utf8proc_encode_char((utf8proc_int32_t)code, bytes);
	buf_add(out, bytes, (size_t)n);
}

static int code_width(uint32_t code)
{
	if (code < 0x7F)
		return code < 0x20 ? 0 : 1;
	return utf8proc_charwidth((utf8proc_int32_t)code);
}

/*
 * The sum, not the widest: a flag is two letters of one column each, and
 * terminals that know no clusters add up as well.  More than 2 is never drawn.
 */
static int grapheme_width(struct str g)
{
	int width = 0;
	while (g.len > 0 && width < 2)
		width += code_width(utf8_next(&g));
	return width > 2 ? 2 : width;
}

int utf8_width(struct str s)
{
	int width = 0;
	while (s.len > 0 && width < INT32_MAX - 2)
		width += grapheme_width(utf8_grapheme(&s));
	return width;
}

uint32_t utf8_plain(uint32_t code)
{
	utf8proc_int32_t parts[8];
	int last = UTF8PROC_BOUNDCLASS_START;
	utf8proc_ssize_t n = 0;
	if (code < 0x80)
		return code;
	n = utf8proc_decompose_char((utf8proc_int32_t)code, parts, ARRAY_LEN(parts),
				    UTF8PROC_DECOMPOSE, &last);
	return n > 0 && parts[0] > ' ' && parts[0] < 0x7F ? (uint32_t)parts[0] : '?';
}

bool utf8_unseen(uint32_t code)
{
	utf8proc_int32_t c = (utf8proc_int32_t)code;
	utf8proc_category_t category = utf8proc_category(c);
	return category == UTF8PROC_CATEGORY_CC || category == UTF8PROC_CATEGORY_CF ||
	       category == UTF8PROC_CATEGORY_CS || category == UTF8PROC_CATEGORY_CN ||
	       category == UTF8PROC_CATEGORY_ZL || category == UTF8PROC_CATEGORY_ZP ||
	       utf8proc_get_property(c)->ignorable;
}

static void put_mark(struct buf *piece, uint32_t code)
{
	buf_addf(piece, "\xE2\x80\xB9U+%04X\xE2\x80\xBA",
		 (unsigned)code); /* ‹U+202E› */
}

static void put_ascii(struct buf *piece, uint32_t code)
{
	if (code == '\n')
		utf8_put(piece, 0x23CE);
	else if (code == '\t')
		buf_add_char(piece, ' ');
	else if (code < 0x20)
		utf8_put(piece, 0x2400 + code);
	else if (code == 0x7F)
		utf8_put(piece, 0x2421);
	else
		buf_add_char(piece, (char)code);
}

/* What stands on the screen for one code point; marks counts those on the letter
 * before it, -1 where there is no letter. */
static void put_safe(struct buf *piece, uint32_t code, int *marks)
{
	if (code < 0x80) {
		put_ascii(piece, code);
		*marks = code > 0x20 && code < 0x7F ? 0 : -1;
		return;
	}
	bool plain = !utf8_unseen(code);
	if (plain && code_width(code) > 0) {
		utf8_put(piece, code);
		*marks = 0;
	} else if (plain && *marks >= 0 && *marks < MARKS_MAX) {
		utf8_put(piece, code);
		++*marks;
	} else {
		put_mark(piece, code);
		*marks = -1;
	}
}

/* Bytes at the start of s that stay as they are. */
static size_t plain_len(struct str s)
{
	size_t n = 0;
	while (n < s.len && s.p[n] >= ' ' && s.p[n] < 0x7F)
		n++;
	return n;
}

/* Most text is ASCII: as much of it at once as fits with the mark of a cut behind; but
 * for its last letter, to which marks may belong. */
static struct str add_plain(struct buf *out, struct str s, size_t left, int *marks)
{
	size_t n = plain_len(s);
	size_t most = left > ELLIPSIS_LEN ? left - ELLIPSIS_LEN : 0;
	if (n > most)
		n = most;
	if (n > 0 && n < s.len)
		n--;
	if (n == 0)
		return s;
	buf_add(out, s.p, n);
	*marks = s.p[n - 1] == ' ' ? -1 : 0;
	return after(s, n);
}

void utf8_safe(struct buf *out, struct str s, size_t max_len)
{
	size_t start = out->len;
	size_t fits = start; /* the last border after which the mark of a cut fits */
	int marks = -1;
	char room[16]; /* the longest piece is ‹U+10FFFF› with 14 bytes */
	while (s.len > 0) {
		struct buf piece = { .p = room, .cap = sizeof(room), .max = 15 };
		s = add_plain(out, s, max_len - (out->len - start), &marks);
		if (s.len == 0 || !buf_ok(out))
			return;
		put_safe(&piece, utf8_next(&s), &marks);
		size_t used = out->len - start;
		if (marks <= 0 && used + ELLIPSIS_LEN <= max_len)
			fits = out->len;
		if (used + piece.len > max_len) {
			buf_cut(out, fits);
			if (max_len >= ELLIPSIS_LEN)
				buf_add_text(out, ELLIPSIS);
			return;
		}
		buf_add_str(out, buf_str(&piece));
		if (!buf_ok(out))
			return;
	}
}

void utf8_safe_into(char *dst, size_t size, struct str s)
{
	struct buf text = { .p = dst, .cap = size, .max = size - 1 };
	dst[0] = '\0';
	utf8_safe(&text, s, size - 1);
}

static bool is_bidi(uint32_t code)
{
	return (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
}

bool utf8_escape(struct buf *out, struct str s)
{
	bool escaped = false;
	while (s.len > 0) {
		uint32_t code = 0;
		bool ok = false;
		size_t n = decode(s, &code, &ok);
		bool byte = !ok || code < 0x20 || code == 0x7F;
		bool point = ok && ((code >= 0x80 && code < 0xA0) || is_bidi(code));
		if (byte)
			buf_addf(out, "\\x%02x", (unsigned)(unsigned char)s.p[0]);
		else if (point)
			buf_addf(out, "\\u%04x", (unsigned)code);
		else
			buf_add(out, s.p, n);
		escaped = escaped || byte || point;
		s = after(s, n);
	}
	return escaped;
}

/* Bytes at the start of s that take at most width columns. */
static size_t head_len(struct str s, int width)
{
	struct str rest = s;
	while (rest.len > 0) {
		struct str before = rest;
		width -= grapheme_width(utf8_grapheme(&rest));
		if (width < 0)
			return s.len - before.len;
	}
	return s.len;
}

void utf8_fit_tail(struct buf *out, struct str s, int width)
{
	if (width <= 0)
		return;
	if (utf8_width(s) <= width) {
		buf_add_str(out, s);
		return;
	}
	buf_add(out, s.p, head_len(s, width - 1));
	buf_add_text(out, ELLIPSIS);
}

void utf8_fit_middle(struct buf *out, struct str s, int width)
{
	if (width <= 0)
		return;
	int total = utf8_width(s);
	if (total <= width) {
		buf_add_str(out, s);
		return;
	}
	int tail_width = (width - 1) / 2;
	struct str tail = s;
	for (int left = total; tail.len > 0 && left > tail_width;)
		left -= grapheme_width(utf8_grapheme(&tail));
	buf_add(out, s.p, head_len(s, width - 1 - tail_width));
	buf_add_text(out, ELLIPSIS);
	buf_add_str(out, tail);
}

const char *utf8_version(void)
{
	return utf8proc_version();
}

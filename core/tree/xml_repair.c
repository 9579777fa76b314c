/*
 * Characters that XML 1.0 forbids, made harmless.
 *
 * Runs only after expat refused a text, so a healthy answer never pays for it.
 */
#include "core/tree/xml_repair.h"

#include "core/base/utf8.h"

/* The longest reference worth reading: "&#x10FFFF;" with some leading zeros. */
#define REFERENCE_MAX 16

/* XML 1.0, production 2 (Char). */
static bool allowed(uint32_t code)
{
	if (code < 0x20)
		return code == '\t' || code == '\n' || code == '\r';
	return !(code >= 0xD800 && code <= 0xDFFF) && code != 0xFFFE &&
	       code != 0xFFFF && code <= 0x10FFFF;
}

static uint32_t stand_in(uint32_t code)
{
	return code < 0x20 ? 0x2400 + code : 0xFFFD;
}

static int digit_of(char c, uint32_t base)
{
	int digit = str_hex_digit(c);

	return digit < (int)base ? digit : -1;
}

/* Length of a numeric reference at the start of s, or 0; *ret is its code point. */
static size_t reference(struct str s, uint32_t *ret)
{
	uint32_t base = 10, code = 0;
	size_t i = 2;

	if (s.len < 4 || s.p[0] != '&' || s.p[1] != '#')
		return 0;
	if (s.p[2] == 'x') {
		base = 16;
		i++;
	}
	for (size_t from = i; i < s.len && i < REFERENCE_MAX; i++) {
		int digit = digit_of(s.p[i], base);

		if (digit < 0) {
			*ret = code;
			return s.p[i] == ';' && i > from ? i + 1 : 0;
		}
		code = code > 0x10FFFF ? code : code * base + (uint32_t)digit;
	}
	return 0;
}

bool xml_repair(struct str text, struct buf *out)
{
	bool replaced = false;

	while (text.len > 0) {
		struct str before = text;
		uint32_t code = 0;
		size_t n = reference(text, &code);

		if (n > 0)
			text = (struct str){ text.p + n, text.len - n };
		else
			code = utf8_next(&text);
		n = before.len - text.len;
		/* A broken byte comes back as U+FFFD, which takes three. */
		if (allowed(code) && !(code == 0xFFFD && n == 1)) {
			buf_add(out, before.p, n);
			continue;
		}
		utf8_put(out, allowed(code) ? 0xFFFD : stand_in(code));
		replaced = true;
	}
	return replaced && buf_ok(out);
}

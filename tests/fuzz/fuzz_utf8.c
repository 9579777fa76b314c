/*
 * Any bytes: what comes out is valid, within its ceiling, and harmless.  The
 * first byte is the ceiling and the width.
 */
#include "core/base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void check_harmless(struct str s, bool escaped_only)
{
	bug_unless(utf8_valid(s));
	while (s.len > 0) {
		uint32_t code = utf8_next(&s);
		bug_unless(code >= 0x20 && (code < 0x7F || code >= 0xA0));
		bug_unless(code < 0x202A || code > 0x202E);
		bug_unless(code < 0x2066 || code > 0x2069);
		bug_unless(escaped_only || (code != 0x200B && code != 0xFEFF));
	}
}

static void check_fit(struct str s, int width)
{
	AUTO(buf) out = BUF_INIT((size_t)1 << 20);
	utf8_fit_tail(&out, s, width);
	bug_unless(utf8_width(buf_str(&out)) <= width);
	buf_clear(&out);
	utf8_fit_middle(&out, s, width);
	bug_unless(utf8_width(buf_str(&out)) <= width);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	if (len == 0)
		return 0;
	size_t max_len = data[0];
	struct str s = { (const char *)data + 1, len - 1 };
	AUTO(buf) out = BUF_INIT((size_t)1 << 20);

	utf8_safe(&out, s, max_len);
	bug_unless(buf_ok(&out) && out.len <= max_len);
	check_harmless(buf_str(&out), false);
	check_fit(buf_str(&out), data[0] % 40);

	buf_clear(&out);
	bool escaped = utf8_escape(&out, s);
	check_harmless(buf_str(&out), true);
	bug_unless(escaped || str_eq(buf_str(&out), s));

	int width = 0;
	struct str rest = s;
	while (rest.len > 0)
		width += utf8_width(utf8_grapheme(&rest));
	bug_unless(width == utf8_width(s));
	return 0;
}

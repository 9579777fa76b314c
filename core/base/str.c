/*
 * Looking at text: slices and C strings.  Nothing here allocates or changes what
 * it looks at.
 */
#include "core/base/str.h"

#include <string.h>

struct str str_of(const char *text)
{
	if (!text)
		return (struct str){ NULL, 0 };
	return (struct str){ text, strlen(text) };
}

bool str_eq(struct str a, struct str b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.p, b.p, a.len) == 0);
}

bool str_is(struct str a, const char *text)
{
	return str_eq(a, str_of(text));
}

bool str_starts(struct str s, const char *prefix)
{
	struct str p = str_of(prefix);
	return s.len >= p.len && str_eq((struct str){ s.p, p.len }, p);
}

bool str_ends(struct str s, const char *suffix)
{
	struct str e = str_of(suffix);
	return s.len >= e.len &&
	       (e.len == 0 || memcmp(s.p + (s.len - e.len), e.p, e.len) == 0);
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

struct str str_trim(struct str s)
{
	while (s.len > 0 && is_blank(s.p[0])) {
		s.p++;
		s.len--;
	}
	while (s.len > 0 && is_blank(s.p[s.len - 1]))
		s.len--;
	return s;
}

struct str str_cut(struct str *s, char sep)
{
	struct str all = *s;
	const char *at = all.len > 0 ? memchr(all.p, sep, all.len) : NULL;
	if (!at) {
		*s = (struct str){ NULL, 0 };
		return all;
	}
	size_t n = (size_t)(at - all.p);
	*s = (struct str){ at + 1, all.len - n - 1 };
	return (struct str){ all.p, n };
}

int str_hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* The digits of s as a magnitude up to 2^63; false on anything else. */
static bool magnitude(struct str s, uint64_t *ret)
{
	const uint64_t most = (uint64_t)INT64_MAX + 1;
	uint64_t n = 0;
	if (s.len == 0)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		uint64_t digit = (uint64_t)(s.p[i] - '0');
		if (n > (most - digit) / 10)
			return false;
		n = n * 10 + digit;
	}
	*ret = n;
	return true;
}

bool str_int(struct str s, int64_t min, int64_t max, int64_t *ret)
{
	bool negative = min < 0 && s.len > 0 && s.p[0] == '-';
	if (negative)
		s = (struct str){ s.p + 1, s.len - 1 };
	uint64_t n = 0;
	if (!magnitude(s, &n))
		return false;
	if (!negative && n > INT64_MAX)
		return false;
	/* -1 - (n - 1) is the one form that also reaches INT64_MIN without overflow. */
	int64_t value = negative && n > 0 ? -1 - (int64_t)(n - 1) : (int64_t)n;
	if (value < min || value > max)
		return false;
	*ret = value;
	return true;
}

bool str_glob(const char *pattern, struct str s)
{
	/* Going back to the last '*' only is enough, so this is never exponential. */
	const char *star = NULL;
	size_t at = 0;
	size_t star_at = 0;
	while (at < s.len) {
		if (*pattern == '*') {
			star = ++pattern;
			star_at = at;
		} else if (*pattern && (*pattern == '?' || *pattern == s.p[at])) {
			pattern++;
			at++;
		} else if (star) {
			pattern = star;
			at = ++star_at;
		} else {
			return false;
		}
	}
	while (*pattern == '*')
		pattern++;
	return *pattern == '\0';
}

bool text_eq(const char *a, const char *b)
{
	if (a == b || !a || !b)
		return a == b;
	return strcmp(a, b) == 0;
}

bool text_empty(const char *a)
{
	return !a || a[0] == '\0';
}

const char *text_or(const char *a, const char *otherwise)
{
	return text_empty(a) ? otherwise : a;
}

bool text_copy(char *dst, size_t size, struct str src)
{
	bug_unless(size > 0);
	dst[0] = '\0';
	if (src.len >= size)
		return false;
	/* A NUL inside would silently end the copy: it does not fit a C string. */
	if (src.len > 0 && memchr(src.p, '\0', src.len))
		return false;
	if (src.len > 0)
		memcpy(dst, src.p, src.len);
	dst[src.len] = '\0';
	return true;
}

/*
 * Building text and bytes up to a ceiling.
 *
 * What always holds: len <= max, p[len] is NUL whenever p is not NULL, and once
 * `over` is set nothing is added any more, so that what is there is a true
 * beginning of what was wanted.  A buffer with `wipe` never leaves a copy behind
 * when it grows or goes; nothing that was added ever stands behind len.
 */
#include "core/base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/secret.h"

#define FIRST_CAP 64

void buf_release(struct buf *b)
{
	if (!b)
		return;
	if (b->wipe && b->p)
		secret_wipe(b->p, b->cap);
	free(b->p);
	*b = (struct buf){ .max = b->max, .wipe = b->wipe };
}

void buf_clear(struct buf *b)
{
	if (b->wipe && b->p)
		secret_wipe(b->p, b->len); /* not cap: xml.c clears for each element */
	if (b->p)
		b->p[0] = '\0';
	b->len = 0;
	b->over = false;
}

char *buf_take(struct buf *b)
{
	char *p = b->p;

	if (!p)
		p = mem_text("");
	else if (!b->wipe && b->cap > b->len + 1)
		p = mem_resize(p, b->len + 1, 1); /* it may be kept for long */
	*b = (struct buf){ .max = b->max, .wipe = b->wipe };
	return p;
}

bool buf_ok(const struct buf *b)
{
	return !b->over;
}

struct str buf_str(const struct buf *b)
{
	return (struct str){ b->p ? b->p : "", b->len };
}

const char *buf_text(const struct buf *b)
{
	return b->p ? b->p : "";
}

void buf_cut(struct buf *b, size_t len)
{
	if (len >= b->len)
		return;
	if (b->wipe)
		secret_wipe(b->p + len, b->len - len);
	b->len = len;
	b->p[len] = '\0';
}

/* New memory by hand where realloc could leave the old bytes somewhere. */
static void move_to(struct buf *b, size_t cap)
{
	if (!b->wipe) {
		b->p = mem_resize(b->p, cap, 1);
	} else {
		char *p = mem_new(cap, 1);
		if (b->p) {
			memcpy(p, b->p, b->len);
			secret_wipe(b->p, b->cap);
			free(b->p);
		}
		b->p = p;
	}
	b->cap = cap;
	b->p[b->len] = '\0';
}

/* Make room for n more bytes; how many of them may be used. */
static size_t room(struct buf *b, size_t n)
{
	if (b->over || n == 0)
		return 0;
	size_t left = b->max > b->len ? b->max - b->len : 0;
	if (n > left) {
		b->over = true;
		n = left;
	}
	size_t need = b->len + n + 1;
	if (n == 0 || need <= b->cap)
		return n;
	size_t cap = b->cap > 0 ? b->cap : FIRST_CAP;
	while (cap < need)
		cap = cap > SIZE_MAX / 2 ? need : cap * 2;
	move_to(b, cap);
	return n;
}

void buf_add(struct buf *b, const void *bytes, size_t len)
{
	size_t n = room(b, len);
	if (n == 0)
		return;
	memcpy(b->p + b->len, bytes, n);
	b->len += n;
	b->p[b->len] = '\0';
}

void buf_add_str(struct buf *b, struct str s)
{
	buf_add(b, s.p, s.len);
}

void buf_add_text(struct buf *b, const char *text)
{
	buf_add_str(b, str_of(text));
}

void buf_add_char(struct buf *b, char c)
{
	buf_add(b, &c, 1);
}

void buf_addf(struct buf *b, const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	int need = vsnprintf(NULL, 0, fmt, args);
	va_end(args);
	if (need < 0) {
		b->over = true;
		return;
	}
	size_t n = room(b, (size_t)need);
	if (n == 0)
		return;
	/* Straight into place, so that no scratch copy of a secret is made. */
	va_start(args, fmt);
	(void)vsnprintf(b->p + b->len, n + 1, fmt, args);
	va_end(args);
	b->len += n;
}

void buf_add_hex(struct buf *b, const void *bytes, size_t len)
{
	static const char digits[] = "0123456789abcdef";
	const unsigned char *p = bytes;
	for (size_t i = 0; i < len; i++) {
		char pair[2] = { digits[p[i] >> 4], digits[p[i] & 15] };
		buf_add(b, pair, sizeof(pair));
	}
}

void buf_add_base64(struct buf *b, const void *bytes, size_t len)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *p = bytes;
	for (size_t i = 0; i < len; i += 3) {
		size_t left = len - i;
		uint32_t v = (uint32_t)p[i] << 16;
		if (left > 1)
			v |= (uint32_t)p[i + 1] << 8;
		if (left > 2)
			v |= p[i + 2];
		char four[4] = { digits[v >> 18], digits[v >> 12 & 63], '=', '=' };
		if (left > 1)
			four[2] = digits[v >> 6 & 63];
		if (left > 2)
			four[3] = digits[v & 63];
		buf_add(b, four, sizeof(four));
	}
}

/* RFC 3986 2.3; not isalnum(), which asks the locale. */
static bool is_unreserved(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	       (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' || c == '~';
}

void buf_add_uri(struct buf *b, struct str s, bool keep_slash)
{
	static const char digits[] = "0123456789ABCDEF";
	for (size_t i = 0; i < s.len; i++) {
		if (is_unreserved(s.p[i]) || (keep_slash && s.p[i] == '/')) {
			buf_add_char(b, s.p[i]);
			continue;
		}
		unsigned char c = (unsigned char)s.p[i];
		char coded[3] = { '%', digits[c >> 4], digits[c & 15] };
		buf_add(b, coded, sizeof(coded));
	}
}

/*
 * Leaves are checked and read here, byte by byte, without a JSON library: this is the
 * hot path of verification (docs/journal.md, "A leaf"; jansson took 24 times plain
 * SHA-256).
 *
 * Always true: a leaf that passes leaf_scan() is equal to its own re-encoding in JCS
 * and in `jq -cS`; every byte was looked at; recursion is bounded by LIMIT_LEAF_DEPTH.
 * leaf_member() and its kin only ever see text that passed, so they do not check again.
 */
#include "core/journal/leaf.h"

#include <string.h>

#include "core/tree/node.h"

struct scan {
	const char *from, *p, *end;
	const char *why; /* what is wrong at p; NULL while nothing is */
};

/* What a byte may be part of. */
enum {
	IN_TEXT = 1, /* plain in a string: printable ASCII but quote and backslash */
	IN_KEY = 2,
	IN_HEX = 4,
	IN_ULID = 8, /* Crockford's base 32: digits and capitals without I, L, O, U */
	IN_KIND = 16,
};

/* By byte; a test asks about each of the 256. */
static const unsigned char classes[256] = {
	0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,
	0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  1,  1,  0,  1,  1,  1,  1,  1,
	1,  1,  1,  1,  1,  1,  17, 1,  15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 1,  1,
	1,  1,  1,  1,  1,  9,  9,  9,  9,  9,  9,  9,  9,  1,  9,  9,  1,  9,  9,  1,
	9,  9,  9,  9,  9,  1,  9,  9,  9,  9,  9,  1,  0,  1,  1,  19, 1,  23, 23, 23,
	23, 23, 23, 19, 19, 19, 19, 19, 19, 19, 19, 19, 19, 19, 19, 19, 19, 19, 19, 19,
	19, 19, 19, 1,  1,  1,  1,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,
	0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,
	0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,
	0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,
	0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,
	0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,
	0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,
};

static bool is_in(char c, unsigned what)
{
	return (classes[(unsigned char)c] & what) != 0;
}

static bool fail(struct scan *s, const char *why)
{
	if (!s->why)
		s->why = why;
	return false;
}

static bool take(struct scan *s, char c, const char *why)
{
	if (s->p == s->end || *s->p != c)
		return fail(s, why);
	s->p++;
	return true;
}

static bool at(const struct scan *s, char c)
{
	return s->p < s->end && *s->p == c;
}

/* Code points that may not stand in a leaf although they are valid UTF-8. */
static bool is_forbidden(uint32_t code)
{
	return code < 0xa0 || (code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff ||
	       (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
}

/* One sequence of two to four bytes at p. */
static bool scan_multibyte(struct scan *s)
{
	unsigned char first = (unsigned char)*s->p;
	int more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
	static const uint32_t least[] = { 0, 0x80, 0x800, 0x10000 };
	if (first < 0xc2 || first > 0xf4 || s->end - s->p <= more)
		return fail(s, "broken UTF-8");
	uint32_t code = first & (0x3fu >> more);
	for (int i = 1; i <= more; i++) {
		unsigned char c = (unsigned char)s->p[i];
		if ((c & 0xc0) != 0x80)
			return fail(s, "broken UTF-8");
		code = code << 6 | (c & 0x3fu);
	}
	if (code < least[more])
		return fail(s, "overlong UTF-8");
	if (is_forbidden(code))
		return fail(s, "a character that must be escaped");
	s->p += more + 1;
	return true;
}

/* True when none of eight bytes ends a run of plain ASCII: `"`, `\`, DEL, below 0x20 or
 * above 0x7f.  (Bit tricks: a zero byte in x is found by (x - 0x01..) & ~x & 0x80...)
 */
static bool eight_plain(const char *p)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	const uint64_t tops = UINT64_C(0x8080808080808080);
	uint64_t x;
	memcpy(&x, p, sizeof(x));
	uint64_t quote = x ^ ones * '"';
	uint64_t slash = x ^ ones * '\\';
	uint64_t del = x ^ ones * 0x7f;
	uint64_t bad = x | ((quote - ones) & ~quote) | ((slash - ones) & ~slash) |
		       ((del - ones) & ~del) | ((x - ones * 0x20) & ~x);
	return !(bad & tops);
}

/* Past what is plain ASCII and neither quote nor backslash. */
static void skip_plain(struct scan *s)
{
	const char *p = s->p;
	while (s->end - p >= 8 && eight_plain(p))
		p += 8;
	while (p < s->end && is_in(*p, IN_TEXT))
		p++;
	s->p = p;
}

/* One character that is not plain: an escape or a sequence of UTF-8. */
static bool scan_special(struct scan *s)
{
	unsigned char c = (unsigned char)*s->p;
	if (c >= 0x80)
		return scan_multibyte(s);
	if (c != '\\')
		return fail(s, "a control character");
	if (s->end - s->p < 2 || (s->p[1] != '"' && s->p[1] != '\\'))
		return fail(s, "an escape that is not \\\" or \\\\");
	s->p += 2;
	return true;
}

/* What stands between two quotes; p behind the second one. */
static bool scan_string(struct scan *s, struct str *ret)
{
	if (!take(s, '"', "a string was expected"))
		return false;
	const char *from = s->p;
	for (;;) {
		skip_plain(s);
		if (s->p == s->end)
			return fail(s, "a string without end");
		if (*s->p == '"')
			break;
		if (!scan_special(s))
			return false;
	}
	*ret = (struct str){ from, (size_t)(s->p - from) };
	s->p++;
	return true;
}

static bool scan_int(struct scan *s, int64_t *ret)
{
	bool minus = at(s, '-');
	if (minus)
		s->p++;
	const char *first = s->p;
	int64_t n = 0;
	while (s->p < s->end && *s->p >= '0' && *s->p <= '9') {
		n = n * 10 + (*s->p - '0');
		if (n > LEAF_INT_MAX)
			return fail(s, "an integer beyond 2^53-1");
		s->p++;
	}
	if (s->p == first)
		return fail(s, "a value was expected");
	if (*first == '0' && (s->p - first > 1 || minus))
		return fail(s, "a number with a leading zero");
	*ret = minus ? -n : n;
	return true;
}

static bool scan_word(struct scan *s, const char *word)
{
	size_t len = strlen(word);
	if ((size_t)(s->end - s->p) < len || memcmp(s->p, word, len) != 0)
		return fail(s, "a value was expected");
	s->p += len;
	return true;
}

static bool key_after(struct str a, struct str b)
{
	size_t n = a.len < b.len ? a.len : b.len;
	for (size_t i = 0; i < n; i++) { /* keys are short and differ early */
		if (a.p[i] != b.p[i])
			return a.p[i] > b.p[i];
	}
	return a.len > b.len;
}

/* `"key":` with p behind the colon; greater than *last, which it replaces. */
static bool scan_key(struct scan *s, struct str *last)
{
	if (!take(s, '"', "a key was expected"))
		return false;
	const char *from = s->p;
	const char *p = from;
	while (p < s->end && is_in(*p, IN_KEY))
		p++;
	struct str key = { from, (size_t)(p - from) };
	s->p = p;
	if (!key.len || *from < 'a' || !at(s, '"')) /* digits and '_' come before 'a' */
		return fail(s, "a key that is not [a-z][a-z0-9_]*");
	if (last->p && !key_after(key, *last)) {
		s->p = from;
		return fail(s, "keys out of order or twice");
	}
	*last = key;
	s->p++;
	return take(s, ':', "a colon was expected");
}

static bool scan_value(struct scan *s, int depth);

static bool scan_object(struct scan *s, int depth)
{
	s->p++;
	if (at(s, '}')) {
		s->p++;
		return true;
	}
	struct str key = { 0 };
	for (;;) {
		if (!scan_key(s, &key) || !scan_value(s, depth + 1))
			return false;
		if (!at(s, ','))
			return take(s, '}', "a comma or brace was expected");
		s->p++;
	}
}

static bool scan_list(struct scan *s, int depth)
{
	s->p++;
	if (at(s, ']')) {
		s->p++;
		return true;
	}
	for (;;) {
		if (!scan_value(s, depth + 1))
			return false;
		if (!at(s, ','))
			return take(s, ']', "a comma or bracket was expected");
		s->p++;
	}
}

static bool scan_value(struct scan *s, int depth)
{
	struct str text;
	int64_t n;
	if (depth > LIMIT_LEAF_DEPTH)
		return fail(s, "data nested too deep");
	if (s->p == s->end)
		return fail(s, "a value was expected");
	switch (*s->p) {
	case '{': return scan_object(s, depth);
	case '[': return scan_list(s, depth);
	case '"': return scan_string(s, &text);
	case 't': return scan_word(s, "true");
	case 'f': return scan_word(s, "false");
	default: return scan_int(s, &n);
	}
}

/* Header members in the order of their names, and what each must look like. */
enum form {
	FORM_TEXT,
	FORM_INT,
	FORM_NAT,
	FORM_HEX,
	FORM_ULID,
	FORM_KIND,
	FORM_TRUE,
	FORM_DATA
};

static const struct field {
	const char *name;
	enum form form;
	bool needed;
	size_t len; /* FORM_HEX: digits */
	size_t at;  /* offset in struct leaf */
} fields[] = {
	{ "act", FORM_TEXT, false, 0, offsetof(struct leaf, act) },
	{ "boot", FORM_TEXT, true, 0, offsetof(struct leaf, boot) },
	{ "data", FORM_DATA, true, 0, offsetof(struct leaf, data) },
	{ "esc", FORM_TRUE, false, 0, offsetof(struct leaf, esc) },
	{ "id", FORM_ULID, true, 0, offsetof(struct leaf, id) },
	{ "inc", FORM_TEXT, false, 0, offsetof(struct leaf, inc) },
	{ "inst", FORM_TEXT, false, 0, offsetof(struct leaf, inst) },
	{ "kind", FORM_KIND, true, 0, offsetof(struct leaf, kind) },
	{ "log", FORM_HEX, true, LEAF_TAG_LEN, offsetof(struct leaf, log) },
	{ "mode", FORM_TEXT, false, 0, offsetof(struct leaf, mode) },
	{ "mono", FORM_INT, true, 0, offsetof(struct leaf, mono_ms) },
	{ "prev", FORM_HEX, true, SHA256_HEX_LEN, offsetof(struct leaf, prev) },
	{ "ref", FORM_NAT, false, 0, offsetof(struct leaf, ref) },
	{ "run", FORM_ULID, true, 0, offsetof(struct leaf, run) },
	{ "seq", FORM_NAT, true, 0, offsetof(struct leaf, seq) },
	{ "ses", FORM_TEXT, false, 0, offsetof(struct leaf, ses) },
	{ "t", FORM_INT, true, 0, offsetof(struct leaf, t_ms) },
	{ "v", FORM_NAT, true, 0, offsetof(struct leaf, v) },
	{ "who", FORM_TEXT, true, 0, offsetof(struct leaf, who) },
};

static bool all_in(struct str s, unsigned what)
{
	for (size_t i = 0; i < s.len; i++) {
		if (!is_in(s.p[i], what))
			return false;
	}
	return true;
}

static bool text_fits(struct str text, const struct field *f)
{
	if (f->form == FORM_HEX)
		return text.len == f->len && all_in(text, IN_HEX);
	if (f->form == FORM_ULID)
		return text.len == ULID_LEN && all_in(text, IN_ULID);
	if (f->form == FORM_KIND)
		return text.len > 0 && all_in(text, IN_KIND);
	return true;
}

static bool scan_head_text(struct scan *s, const struct field *f, struct leaf *leaf)
{
	struct str text = { 0 };
	if (!scan_string(s, &text))
		return false;
	if (!text_fits(text, f))
		return fail(s, "a header value of the wrong form");
	memcpy((char *)leaf + f->at, &text, sizeof(text));
	return true;
}

static bool scan_head_int(struct scan *s, const struct field *f, struct leaf *leaf)
{
	int64_t n = 0;
	if (!scan_int(s, &n))
		return false;
	if (f->form == FORM_NAT && n < 0)
		return fail(s, "a header number below zero");
	memcpy((char *)leaf + f->at, &n, sizeof(n));
	return true;
}

static bool scan_data(struct scan *s, struct leaf *leaf)
{
	const char *from = s->p;
	if (!at(s, '{'))
		return fail(s, "data that is not an object");
	if (!scan_object(s, 1))
		return false;
	leaf->data = (struct str){ from, (size_t)(s->p - from) };
	return true;
}

static bool scan_field(struct scan *s, const struct field *f, struct leaf *leaf)
{
	switch (f->form) {
	case FORM_INT:
	case FORM_NAT: return scan_head_int(s, f, leaf);
	case FORM_DATA: return scan_data(s, leaf);
	case FORM_TRUE: leaf->esc = true; return scan_word(s, "true");
	case FORM_TEXT:
	case FORM_HEX:
	case FORM_ULID:
	case FORM_KIND: return scan_head_text(s, f, leaf);
	}
	return false;
}

/* Fields and keys are both sorted, so one walk over each is enough. */
static const struct field *find_field(struct scan *s, const struct field *f,
				      struct str key)
{
	const struct field *end = fields + ARRAY_LEN(fields);
	for (; f < end && !str_is(key, f->name); f++) {
		if (f->needed) {
			(void)fail(s, "a header key is missing or not known");
			return NULL;
		}
	}
	if (f < end)
		return f;
	(void)fail(s, "a header key that is not known");
	return NULL;
}

static bool scan_head(struct scan *s, struct leaf *leaf)
{
	const struct field *f = fields;
	struct str key = { 0 };
	if (!take(s, '{', "an object was expected"))
		return false;
	for (;;) {
		if (!scan_key(s, &key))
			return false;
		f = find_field(s, f, key);
		if (!f || !scan_field(s, f, leaf))
			return false;
		f++;
		if (!at(s, ','))
			break;
		s->p++;
	}
	if (f != fields + ARRAY_LEN(fields)) /* the last one, "who", is needed */
		return fail(s, "a header key is missing");
	return take(s, '}', "a comma or brace was expected") &&
	       take(s, '\n', "a line feed was expected");
}

bool leaf_scan(struct str bytes, struct leaf *ret, struct err *err)
{
	if (bytes.len > LIMIT_LEAF_HARD)
		return err_set(err, ERR_LIMIT, "a leaf of %zu bytes is over %d",
			       bytes.len, LIMIT_LEAF_HARD);
	if (!bytes.len)
		return err_set(err, ERR_PARSE, "byte 0: an empty leaf");
	struct leaf leaf = { .ref = -1 };
	struct scan s = { .from = bytes.p, .p = bytes.p, .end = bytes.p + bytes.len };
	if (scan_head(&s, &leaf) && s.p != s.end)
		(void)fail(&s, "something after the line feed");
	if (!s.why && leaf.v != LEAF_VERSION)
		(void)fail(&s, "a version of the entry format that is not known");
	if (s.why)
		return err_set(err, ERR_PARSE, "byte %td: %s", s.p - s.from, s.why);
	*ret = leaf;
	return true;
}

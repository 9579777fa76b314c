/*
 * Values inside a leaf that leaf_scan() has accepted: members, list elements, texts,
 * and the whole as nodes for views.
 *
 * Always true: the text is canonical, so a value is skipped by looking for quotes and
 * counting brackets; nothing is checked a second time, but no read leaves the slice.
 */
#include "core/journal/leaf.h"

#include <string.h>

#include "core/tree/node.h"

/* Length of the string at the start of s, with both quotes. */
static size_t string_len(struct str s)
{
	size_t at = 1;
	while (at < s.len) {
		const char *quote = memchr(s.p + at, '"', s.len - at);
		if (!quote)
			break;
		size_t slashes = 0; /* an odd number of them escapes the quote */
		while (quote - slashes > s.p + 1 && *(quote - slashes - 1) == '\\')
			slashes++;
		at = (size_t)(quote - s.p) + 1;
		if (slashes % 2 == 0)
			return at;
	}
	return s.len;
}

/* Length of the object or list at the start of s. */
static size_t nested_len(struct str s)
{
	int depth = 0;
	size_t i = 0;
	while (i < s.len) {
		char c = s.p[i];
		if (c == '"') {
			i += string_len((struct str){ s.p + i, s.len - i });
			continue;
		}
		i++;
		if (c == '{' || c == '[')
			depth++;
		else if ((c == '}' || c == ']') && --depth == 0)
			break;
	}
	return i;
}

/* Length of the value at the start of s. */
static size_t value_len(struct str s)
{
	size_t i = 0;
	if (s.len && s.p[0] == '"')
		return string_len(s);
	if (s.len && (s.p[0] == '{' || s.p[0] == '['))
		return nested_len(s);
	while (i < s.len && s.p[i] != ',' && s.p[i] != '}' && s.p[i] != ']')
		i++;
	return i;
}

static struct str skip(struct str s, size_t n)
{
	if (n > s.len)
		n = s.len;
	return (struct str){ s.p + n, s.len - n };
}

/* The next `"key":` of what is left of an object, *rest behind it; false at its end. */
static bool next_key(struct str *rest, struct str *key)
{
	if (rest->len < 2 || (rest->p[0] != '{' && rest->p[0] != ',') ||
	    rest->p[1] != '"')
		return false;
	*rest = skip(*rest, 1);
	size_t n = string_len(*rest);
	*key = leaf_quoted((struct str){ rest->p, n });
	*rest = skip(*rest, n + 1);
	return true;
}

static struct str take_value(struct str *rest)
{
	struct str value = { rest->p, value_len(*rest) };
	*rest = skip(*rest, value.len);
	return value;
}

static bool next_member(struct str *rest, struct str *key, struct str *value)
{
	if (!next_key(rest, key))
		return false;
	*value = take_value(rest);
	return true;
}

struct str leaf_member(struct str object, const char *name)
{
	struct str key;
	while (next_key(&object, &key) && key.p) {
		int order = strncmp(key.p, name, key.len);
		if (order == 0 && !name[key.len])
			return take_value(&object);
		if (order > 0)
			break; /* keys are sorted: it will not come */
		(void)take_value(&object);
	}
	return (struct str){ 0 };
}

bool leaf_next(struct str *rest, struct str *ret)
{
	if (rest->len < 2 || (rest->p[0] != '[' && rest->p[0] != ',') ||
	    rest->p[1] == ']')
		return false;
	*rest = skip(*rest, 1);
	*ret = (struct str){ rest->p, value_len(*rest) };
	*rest = skip(*rest, ret->len);
	return true;
}

struct str leaf_quoted(struct str raw)
{
	if (raw.len < 2 || raw.p[0] != '"')
		return (struct str){ 0 };
	return (struct str){ raw.p + 1, raw.len - 2 };
}

void leaf_text(struct str raw_text, struct buf *out)
{
	size_t from = 0;
	for (size_t i = 0; i < raw_text.len; i++) {
		if (raw_text.p[i] != '\\')
			continue;
		buf_add(out, raw_text.p + from, i - from);
		from = ++i; /* the byte after the backslash stands for itself */
	}
	if (from < raw_text.len)
		buf_add(out, raw_text.p + from, raw_text.len - from);
}

bool leaf_string(struct str raw, struct buf *out)
{
	if (raw.len < 2 || raw.p[0] != '"')
		return false;
	leaf_text(leaf_quoted(raw), out);
	return true;
}

bool leaf_int(struct str raw, int64_t *ret)
{
	return str_int(raw, -LEAF_INT_MAX, LEAF_INT_MAX, ret);
}

struct str leaf_object(struct str bytes)
{
	if (bytes.len && bytes.p[bytes.len - 1] == '\n')
		bytes.len--;
	return bytes;
}

/* Put one value below parent; false at the arena's ceiling. */
static bool add_value(struct arena *a, struct node *parent, struct str key,
		      struct str raw);

static bool add_children(struct arena *a, struct node *to, struct str raw)
{
	struct str key = { 0 };
	struct str value;
	bool ok = true;
	if (raw.p[0] == '{') {
		while (ok && next_member(&raw, &key, &value))
			ok = add_value(a, to, key, value);
		return ok;
	}
	while (ok && leaf_next(&raw, &value))
		ok = add_value(a, to, key, value);
	return ok;
}

static bool add_string(struct arena *a, struct node *parent, const char *name,
		       struct str raw)
{
	AUTO(buf) text = BUF_INIT(LIMIT_LEAF_HARD);
	leaf_text(leaf_quoted(raw), &text);
	return node_put_text(a, parent, name, buf_text(&text)) != NULL;
}

static bool add_nested(struct arena *a, struct node *parent, const char *name,
		       struct str raw)
{
	enum node_kind kind = raw.p[0] == '{' ? NODE_OBJECT : NODE_LIST;
	struct node *child = node_put(a, parent, name, kind);
	return child && add_children(a, child, raw);
}

/* Below a scanned leaf the depth is bounded, and so is the recursion. */
static bool add_value(struct arena *a, struct node *parent, struct str key,
		      struct str raw)
{
	const char *name = key.p ? arena_text(a, key) : NULL;
	int64_t n = 0;
	if (!raw.len || (key.p && !name))
		return false;
	switch (raw.p[0]) {
	case '{':
	case '[': return add_nested(a, parent, name, raw);
	case '"': return add_string(a, parent, name, raw);
	case 't': return node_put_bool(a, parent, name, true) != NULL;
	case 'f': return node_put_bool(a, parent, name, false) != NULL;
	default: return leaf_int(raw, &n) && node_put_int(a, parent, name, n);
	}
}

bool leaf_nodes(struct str raw, struct arena *a, struct node **ret, struct err *err)
{
	struct node *top = node_list(a);
	if (!top || !add_value(a, top, (struct str){ 0 }, raw))
		return err_set(err, ERR_LIMIT,
			       "no memory left to show a journal entry");
	*ret = top->first;
	return true;
}

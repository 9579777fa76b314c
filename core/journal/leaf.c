/*
 * Leaves are written here, in the one form that there is for an entry.
 *
 * Always true: what leaf_encode() gives passes leaf_scan() (leaf_scan.c), which shares
 * no code with it; keys are sorted at every level; the result ends in one LF.
 */
#include "core/journal/leaf.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/utf8.h"
#include "core/tree/node.h"

#define SORT_ON_STACK 32

/* Bytes on the way to a leaf: a ceiling, and a failure that sticks. */
struct writer {
	size_t len;
	bool over;       /* something did not fit */
	bool esc;        /* some text had to be escaped */
	const char *why; /* first thing outside the profile; NULL if none */
	char bytes[LIMIT_LEAF];
};

struct leaf_tag leaf_tag_of(struct str origin)
{
	struct sha256 h = sha256_of(origin);
	char hex[SHA256_HEX_LEN + 1];
	sha256_hex(&h, hex);
	struct leaf_tag tag = { 0 };
	memcpy(tag.text, hex, LEAF_TAG_LEN);
	return tag;
}

static void writer_init(struct writer *w)
{
	w->len = 0;
	w->over = false;
	w->esc = false;
	w->why = NULL;
}

static void put(struct writer *w, const char *bytes, size_t len)
{
	if (len > sizeof(w->bytes) - w->len) {
		w->over = true;
		return;
	}
	if (len > 0)
		memcpy(w->bytes + w->len, bytes, len);
	w->len += len;
}

static void put_char(struct writer *w, char c)
{
	if (w->len == sizeof(w->bytes)) {
		w->over = true;
		return;
	}
	w->bytes[w->len++] = c;
}

static void put_word(struct writer *w, const char *word)
{
	put(w, word, strlen(word));
}

/* How far s is printable ASCII that needs no escape. */
static size_t plain_len(struct str s)
{
	size_t i = 0;
	for (; i < s.len; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if (c < 0x20 || c > 0x7e || c == '"' || c == '\\')
			break;
	}
	return i;
}

/* Text of the profile between quotes, with \" and \\ where they must be. */
static void put_quoted(struct writer *w, struct str s)
{
	size_t from = 0;
	put_char(w, '"');
	for (size_t i = 0; i < s.len; i++) {
		if (s.p[i] != '"' && s.p[i] != '\\')
			continue;
		put(w, s.p + from, i - from);
		put_char(w, '\\');
		from = i;
	}
	put(w, s.p + from, s.len - from);
	put_char(w, '"');
}

static void put_text(struct writer *w, struct str s)
{
	if (plain_len(s) == s.len) { /* nearly always */
		put_char(w, '"');
		put(w, s.p, s.len);
		put_char(w, '"');
		return;
	}
	AUTO(buf) safe = BUF_INIT(LIMIT_LEAF);
	if (utf8_escape(&safe, s))
		w->esc = true;
	if (!buf_ok(&safe))
		w->over = true;
	put_quoted(w, buf_str(&safe));
}

static void refuse(struct writer *w, const char *why)
{
	if (!w->why)
		w->why = why;
}

static void put_int(struct writer *w, int64_t n)
{
	if (n > LEAF_INT_MAX || n < -LEAF_INT_MAX)
		refuse(w, "an integer beyond 2^53-1");
	char digits[24];
	size_t at = sizeof(digits);
	uint64_t rest = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;
	do {
		digits[--at] = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest > 0);
	if (n < 0)
		digits[--at] = '-';
	put(w, digits + at, sizeof(digits) - at);
}

static bool key_ok(const char *name)
{
	if (!name || name[0] < 'a' || name[0] > 'z')
		return false;
	for (const char *c = name; *c; c++) {
		bool ok = (*c >= 'a' && *c <= 'z') || (*c >= '0' && *c <= '9') ||
			  *c == '_';
		if (!ok)
			return false;
	}
	return true;
}

/* Names differ early: a call of strcmp() costs more than looking. */
static int compare_names(const char *a, const char *b)
{
	while (*a && *a == *b) {
		a++;
		b++;
	}
	return (unsigned char)*a - (unsigned char)*b;
}

/* Objects are small and mostly sorted already: sorting by insertion costs least. */
static void sort_children(const struct node **list, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		const struct node *c = list[i];
		size_t at = i;
		for (; at > 0 && compare_names(list[at - 1]->name, c->name) > 0; at--)
			list[at] = list[at - 1];
		list[at] = c;
	}
}

/* The children of an object sorted by name into list[n->n_children]; how many there
 * are, none when one of them is refused. */
static size_t collect(struct writer *w, const struct node *n, const struct node **list)
{
	size_t count = 0;
	for (const struct node *c = n->first; c; c = c->next) {
		if (!key_ok(c->name)) {
			refuse(w, "a key that is not [a-z][a-z0-9_]*");
			return 0;
		}
		list[count++] = c;
	}
	sort_children(list, count);
	for (size_t i = 1; i < count; i++) {
		if (compare_names(list[i - 1]->name, list[i]->name) == 0)
			refuse(w, "a key that stands twice");
	}
	return count;
}

static void put_node(struct writer *w, const struct node *n, int depth);

/* `,"name":`, without the comma for the first member. */
static void put_key(struct writer *w, const char *name, bool first)
{
	put_word(w, first ? "\"" : ",\"");
	put(w, name, strlen(name));
	put(w, "\":", 2);
}

static void put_object(struct writer *w, const struct node *n, int depth)
{
	const struct node *few[SORT_ON_STACK];
	const struct node **list = few;
	if (n->n_children > SORT_ON_STACK)
		/* NOLINTNEXTLINE(bugprone-sizeof-expression): pointers meant */
		list = mem_new(n->n_children, sizeof(*list));
	size_t count = collect(w, n, list);
	put_char(w, '{');
	for (size_t i = 0; i < count; i++) {
		put_key(w, list[i]->name, i == 0);
		put_node(w, list[i], depth + 1);
	}
	put_char(w, '}');
	if (list != few)
		free(list);
}

static void put_list(struct writer *w, const struct node *n, int depth)
{
	put_char(w, '[');
	for (const struct node *c = n->first; c; c = c->next) {
		if (c != n->first)
			put_char(w, ',');
		put_node(w, c, depth + 1);
	}
	put_char(w, ']');
}

static void put_node(struct writer *w, const struct node *n, int depth)
{
	if (depth > LIMIT_LEAF_DEPTH) {
		refuse(w, "data nested too deep");
		return;
	}
	switch (n->kind) {
	case NODE_NULL: refuse(w, "a null"); return;
	case NODE_REAL: refuse(w, "a number that is not an integer"); return;
	case NODE_BOOL: put_word(w, n->number ? "true" : "false"); return;
	case NODE_INT: put_int(w, n->number); return;
	case NODE_TEXT: put_text(w, n->text); return;
	case NODE_LIST: put_list(w, n, depth); return;
	case NODE_OBJECT: put_object(w, n, depth); return;
	}
}

static void put_member(struct writer *w, const char *name, const char *text)
{
	if (!text)
		return;
	put_key(w, name, false);
	put_text(w, str_of(text));
}

static void put_number(struct writer *w, const char *name, int64_t n)
{
	put_key(w, name, false);
	put_int(w, n);
}

static void put_data(struct writer *w, const struct node *data)
{
	put_key(w, "data", false);
	if (!data)
		put_word(w, "{}");
	else if (data->kind != NODE_OBJECT)
		refuse(w, "data that is not an object");
	else
		put_node(w, data, 1);
}

/* The members that come after "esc" in the order of keys. */
static void put_tail(struct writer *w, const struct leaf_head *h,
		     const struct journal_entry *e)
{
	char prev[SHA256_HEX_LEN + 1];
	sha256_hex(&h->prev, prev);
	put_member(w, "id", h->id.text);
	put_member(w, "inst", e->inst);
	put_member(w, "kind", journal_kind_name(e->kind));
	put_member(w, "log", h->log.text);
	put_member(w, "mode", e->mode);
	put_number(w, "mono", h->mono_ms);
	put_member(w, "prev", prev);
	if (e->ref >= 0)
		put_number(w, "ref", e->ref);
	put_member(w, "run", h->run.text);
	put_number(w, "seq", h->seq);
	put_member(w, "ses", e->ses);
	put_number(w, "t", h->t_ms);
	put_number(w, "v", LEAF_VERSION);
	put_member(w, "who", text_or(e->who, "unverified"));
}

bool leaf_encode(struct buf *out, const struct leaf_head *h,
		 const struct journal_entry *e, struct err *err)
{
	static const char esc[] = ",\"esc\":true";
	const char *kind = journal_kind_name(e->kind);
	struct writer front;
	struct writer tail;
	writer_init(&front);
	writer_init(&tail);
	put_member(&front, "act", e->act);
	put_member(&front, "boot", text_or(h->boot, ""));
	put_data(&front, e->data);
	put_tail(&tail, h, e);
	const char *why = front.why ? front.why : tail.why;
	if (why)
		return err_set(err, ERR_ARG, "journal entry %s holds %s", kind, why);
	size_t len = front.len + tail.len + sizeof(esc) + 2;
	if (front.over || tail.over || len > LIMIT_LEAF)
		return err_set(err, ERR_LIMIT, "journal entry %s is over %zu bytes",
			       kind, LIMIT_LEAF);
	front.bytes[0] = '{'; /* in place of the first comma */
	buf_add(out, front.bytes, front.len);
	if (front.esc || tail.esc)
		buf_add_text(out, esc);
	buf_add(out, tail.bytes, tail.len);
	buf_add_text(out, "}\n");
	return buf_ok(out) ||
	       err_set(err, ERR_LIMIT, "no room for journal entry %s", kind);
}

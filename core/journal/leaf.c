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

struct writer {
	struct buf *out;
	bool esc;        /* some text had to be escaped */
	const char *why; /* first thing outside the profile; NULL if none */
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

static bool is_plain(struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if (c < 0x20 || c > 0x7e)
			return false;
	}
	return true;
}

static void put_quoted(struct buf *out, struct str s)
{
	size_t from = 0;
	buf_add_char(out, '"');
	for (size_t i = 0; i < s.len; i++) {
		if (s.p[i] != '"' && s.p[i] != '\\')
			continue;
		buf_add(out, s.p + from, i - from);
		buf_add_char(out, '\\');
		from = i;
	}
	if (s.len > from)
		buf_add(out, s.p + from, s.len - from);
	buf_add_char(out, '"');
}

static void put_text(struct writer *w, struct str s)
{
	if (is_plain(s)) {
		put_quoted(w->out, s);
		return;
	}
	AUTO(buf) safe = BUF_INIT(LIMIT_LEAF);
	if (utf8_escape(&safe, s))
		w->esc = true;
	if (!buf_ok(&safe))
		w->out->over = true;
	put_quoted(w->out, buf_str(&safe));
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
	buf_addf(w->out, "%lld", (long long)n);
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

static int by_name(const void *a, const void *b)
{
	const struct node *const *x = a;
	const struct node *const *y = b;
	return strcmp((*x)->name, (*y)->name);
}

/* Children of an object sorted by name; the caller frees.  NULL when a name is not
 * allowed or stands twice. */
static const struct node **sorted_children(struct writer *w, const struct node *n)
{
	const struct node **list = mem_new(n->n_children + 1, sizeof(*list));
	size_t count = 0;
	for (const struct node *c = n->first; c; c = c->next) {
		if (!key_ok(c->name)) {
			refuse(w, "a key that is not [a-z][a-z0-9_]*");
			free(list);
			return NULL;
		}
		list[count++] = c;
	}
	qsort(list, count, sizeof(*list), by_name);
	for (size_t i = 1; i < count; i++) {
		if (strcmp(list[i - 1]->name, list[i]->name) == 0)
			refuse(w, "a key that stands twice");
	}
	return list;
}

static void put_node(struct writer *w, const struct node *n, int depth);

static void put_object(struct writer *w, const struct node *n, int depth)
{
	const struct node **list = sorted_children(w, n);
	if (!list)
		return;
	buf_add_char(w->out, '{');
	for (size_t i = 0; i < n->n_children; i++) {
		buf_add_text(w->out, i ? ",\"" : "\"");
		buf_add_text(w->out, list[i]->name);
		buf_add_text(w->out, "\":");
		put_node(w, list[i], depth + 1);
	}
	buf_add_char(w->out, '}');
	free(list);
}

static void put_list(struct writer *w, const struct node *n, int depth)
{
	buf_add_char(w->out, '[');
	for (const struct node *c = n->first; c; c = c->next) {
		if (c != n->first)
			buf_add_char(w->out, ',');
		put_node(w, c, depth + 1);
	}
	buf_add_char(w->out, ']');
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
	case NODE_BOOL: buf_add_text(w->out, n->number ? "true" : "false"); return;
	case NODE_INT: put_int(w, n->number); return;
	case NODE_TEXT: put_text(w, n->text); return;
	case NODE_LIST: put_list(w, n, depth); return;
	case NODE_OBJECT: put_object(w, n, depth); return;
	}
}

/* `,"name":` or, for the first member, `"name":` after the brace. */
static void put_key(struct writer *w, const char *name)
{
	buf_add_text(w->out, ",\"");
	buf_add_text(w->out, name);
	buf_add_text(w->out, "\":");
}

static void put_member(struct writer *w, const char *name, const char *text)
{
	if (!text)
		return;
	put_key(w, name);
	put_text(w, str_of(text));
}

static void put_number(struct writer *w, const char *name, int64_t n)
{
	put_key(w, name);
	put_int(w, n);
}

static void put_data(struct writer *w, const struct node *data)
{
	put_key(w, "data");
	if (!data)
		buf_add_text(w->out, "{}");
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
	AUTO(buf) front = BUF_INIT(LIMIT_LEAF);
	AUTO(buf) tail = BUF_INIT(LIMIT_LEAF);
	struct writer w = { .out = &front };
	put_member(&w, "act", e->act);
	put_member(&w, "boot", text_or(h->boot, ""));
	put_data(&w, e->data);
	w.out = &tail;
	put_tail(&w, h, e);
	const char *kind = journal_kind_name(e->kind);
	if (w.why)
		return err_set(err, ERR_ARG, "journal entry %s holds %s", kind, w.why);
	static const char esc[] = ",\"esc\":true";
	size_t len = front.len + tail.len + sizeof(esc) + 2;
	if (!buf_ok(&front) || !buf_ok(&tail) || len > LIMIT_LEAF)
		return err_set(err, ERR_LIMIT, "journal entry %s is over %zu bytes",
			       kind, LIMIT_LEAF);
	buf_add_char(out, '{');
	buf_add(out, front.p + 1, front.len - 1); /* without its leading comma */
	if (w.esc)
		buf_add_text(out, esc);
	buf_add_str(out, buf_str(&tail));
	buf_add_text(out, "}\n");
	if (!buf_ok(out))
		return err_set(err, ERR_LIMIT, "no room for journal entry %s", kind);
	return true;
}

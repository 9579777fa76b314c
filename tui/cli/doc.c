/*
 * Documents of the verbs.  Foreign text goes in as it came; the JSON writer escapes
 * what could drive a terminal, the text writer (out.c) passes all through utf8_safe().
 */
#include "tui/cli/doc.h"

#include "core/base/clock.h"
#include "core/base/limits.h"
#include "core/base/utf8.h"
#include "core/tree/json.h"

void exit_error(struct exit_facts *f, enum err_code code)
{
	int exit = err_exit_code(code);

	if (exit == EXIT_CODE_JOURNAL)
		f->journal = true;
	else if (exit == EXIT_CODE_USAGE)
		f->usage = true;
	else if (exit == EXIT_CODE_DENIED)
		f->denied = true;
	else
		f->failed = true;
}

int exit_of(const struct exit_facts *f)
{
	bool trouble = f->problems || f->denied || f->failed;

	if (f->signal)
		return EXIT_CODE_SIGNAL + f->signal;
	if (f->journal)
		return EXIT_CODE_JOURNAL;
	if (f->usage)
		return EXIT_CODE_USAGE;
	if (f->read)
		return trouble ? EXIT_CODE_PROBLEMS : EXIT_CODE_FINE;
	if (f->failed)
		return EXIT_CODE_FAILED;
	if (f->denied)
		return EXIT_CODE_DENIED;
	return f->problems ? EXIT_CODE_PROBLEMS : EXIT_CODE_FINE;
}

/* Put a whole tree under a name by sharing its children: both live in one arena. */
static void adopt(struct arena *a, struct node *root, const char *name,
		  const struct node *from)
{
	struct node *copy = node_put(a, root, name, from->kind);

	if (!copy)
		return;
	copy->text = from->text;
	copy->number = from->number;
	copy->first = from->first;
	copy->last = from->last;
	copy->n_children = from->n_children;
}

void doc_init(struct doc *d, const char *kind, int64_t at_sec)
{
	*d = (struct doc){ .arena = ARENA_INIT(LIMIT_ARENA),
			   .kind = kind,
			   .at_sec = at_sec };
	d->items = node_list(&d->arena);
	d->errors = node_list(&d->arena);
	d->extra = node_object(&d->arena);
}

int doc_exit(const struct doc *d)
{
	int code = exit_of(&d->facts);

	return code == EXIT_CODE_FINE || code == EXIT_CODE_PROBLEMS
		       ? (d->exit ? d->exit : code)
		       : code;
}

void doc_release(struct doc *d)
{
	arena_release(&d->arena);
}

struct node *doc_item(struct doc *d)
{
	return node_add(&d->arena, d->items, NODE_OBJECT);
}

void doc_text(struct doc *d, struct node *item, const char *key, const char *text)
{
	if (text_empty(text))
		doc_null(d, item, key);
	else
		(void)node_put_text(&d->arena, item, key,
				    text); /* NULL: at the ceiling */
}

void doc_int(struct doc *d, struct node *item, const char *key, int64_t number)
{
	(void)node_put_int(&d->arena, item, key, number);
}

void doc_int_or_null(struct doc *d, struct node *item, const char *key, int64_t number)
{
	if (number >= 0)
		doc_int(d, item, key, number);
	else
		doc_null(d, item, key);
}

void doc_adopt(struct doc *d, struct node *item, const char *key,
	       const struct node *tree)
{
	adopt(&d->arena, item, key, tree);
}

void doc_bool(struct doc *d, struct node *item, const char *key, bool value)
{
	(void)node_put_bool(&d->arena, item, key, value);
}

void doc_null(struct doc *d, struct node *item, const char *key)
{
	(void)node_put(&d->arena, item, key, NODE_NULL);
}

void doc_time(struct doc *d, struct node *item, const char *key, int64_t sec)
{
	AUTO(buf) text = BUF_INIT(64);

	if (sec > 0)
		clock_rfc3339(&text, sec);
	doc_text(d, item, key, buf_text(&text));
}

void doc_error(struct doc *d, const char *where, const struct err *err)
{
	struct node *e = node_add(&d->arena, d->errors, NODE_OBJECT);

	doc_text(d, e, "installation", where);
	doc_text(d, e, "code", err_code_name(err->code));
	doc_text(d, e, "text", err->text);
	exit_error(&d->facts, err->code);
}

void doc_kept_error(struct doc *d, const char *where, const struct kept_err *kept)
{
	struct err err = kept_err_get(kept);

	doc_error(d, where, &err);
}

/* Above U+FFFF as two halves (RFC 8259, section 7). */
static void escape(struct buf *out, uint32_t c)
{
	if (c > 0xffff)
		buf_addf(out, "\\u%04x\\u%04x", (unsigned)(0xd7c0 + (c >> 10)),
			 (unsigned)(0xdc00 + (c & 0x3ff)));
	else
		buf_addf(out, "\\u%04x", (unsigned)c);
}

/* For JSON_COMPACT alone: without line breaks between the values, and with C0 escaped
 * already, such characters stand inside strings only, where an escape keeps the
 * meaning. */
static void add_escaped(struct buf *out, struct str json)
{
	for (;;) {
		struct str from = json;
		uint32_t c = utf8_next(&json);

		if (c == UTF8_END)
			return;
		if (utf8_unseen(c))
			escape(out, c);
		else
			buf_add(out, from.p, from.len - json.len);
	}
}

bool doc_whole(const struct doc *d)
{
	return arena_ok(&d->arena);
}

static void put_head(const struct doc *d, struct arena *a, struct node *root)
{
	AUTO(buf) at = BUF_INIT(64);

	clock_rfc3339(&at, d->at_sec);
	(void)node_put_int(a, root, "v", 1);
	(void)node_put_text(a, root, "kind", d->kind);
	(void)node_put_text(a, root, "at", buf_text(&at));
}

static void put_errors(const struct doc *d, struct arena *a, struct node *root)
{
	if (d->errors && d->errors->n_children)
		adopt(a, root, "errors", d->errors);
}

/* A line of JSON without its braces: a part of a larger object. */
static void add_members(const struct node *root, struct buf *out)
{
	AUTO(buf) json = BUF_INIT(LIMIT_MIB(1));

	json_write(&json, root, JSON_COMPACT);
	bug_unless(buf_ok(&json) && json.len >= 2);
	add_escaped(out, (struct str){ json.p + 1, json.len - 2 });
}

bool doc_json(const struct doc *d, struct buf *out)
{
	AUTO(arena) a = ARENA_INIT(LIMIT_KIB(64));
	struct node *root = node_object(&a);
	AUTO(buf) json = BUF_INIT(LIMIT_ARENA);

	put_head(d, &a, root);
	(void)node_put_int(&a, root, "exit", doc_exit(d));
	for (const struct node *n = node_first(d->extra); n; n = n->next)
		adopt(&a, root, n->name, n);
	adopt(&a, root, "items", d->items);
	put_errors(d, &a, root);
	json_write(&json, root, JSON_COMPACT);
	add_escaped(out, buf_str(&json));
	buf_add_char(out, '\n');
	return doc_whole(d) && arena_ok(&a) && buf_ok(&json) && buf_ok(out);
}

void doc_json_begin(const struct doc *d, struct buf *out)
{
	AUTO(arena) a = ARENA_INIT(LIMIT_KIB(64));
	struct node *root = node_object(&a);

	put_head(d, &a, root);
	buf_add_char(out, '{');
	add_members(root, out);
	buf_add_text(out, ",\"items\":[");
}

void doc_json_item(const struct node *item, bool first, struct buf *out)
{
	AUTO(buf) json = BUF_INIT(LIMIT_MIB(1));

	if (!first)
		buf_add_char(out, ',');
	json_write(&json, item, JSON_COMPACT);
	bug_unless(buf_ok(&json)); /* an entry is at most LIMIT_LEAF_HARD */
	add_escaped(out, buf_str(&json));
}

void doc_json_end(const struct doc *d, struct buf *out)
{
	AUTO(arena) a = ARENA_INIT(LIMIT_KIB(64));
	struct node *root = node_object(&a);

	for (const struct node *n = node_first(d->extra); n; n = n->next)
		adopt(&a, root, n->name, n);
	put_errors(d, &a, root);
	(void)node_put_int(&a, root, "exit", doc_exit(d));
	buf_add_text(out, "],");
	add_members(root, out);
	buf_add_text(out, "}\n");
}

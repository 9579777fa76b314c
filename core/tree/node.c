/*
 * One shape for every answer and document.
 *
 * What always holds: a child that did not fit into the arena is not there at all,
 * and the arena says so (arena_ok), so that builders need no check of their own.
 */
#include "core/tree/node.h"

#include <string.h>

static struct node *new_node(struct arena *a, const char *name, enum node_kind kind)
{
	struct node *n = arena_new(a, 1, sizeof(*n));
	if (!n)
		return NULL;
	n->kind = kind;
	n->text = (struct str){ "", 0 };
	if (!name)
		return n;
	n->name = arena_text(a, str_of(name));
	return n->name ? n : NULL;
}

static void append(struct node *parent, struct node *child)
{
	if (parent->last)
		parent->last->next = child;
	else
		parent->first = child;
	parent->last = child;
	parent->n_children++;
}

struct node *node_object(struct arena *a)
{
	return new_node(a, NULL, NODE_OBJECT);
}

struct node *node_list(struct arena *a)
{
	return new_node(a, NULL, NODE_LIST);
}

struct node *node_put(struct arena *a, struct node *obj, const char *name,
		      enum node_kind kind)
{
	if (!obj)
		return NULL;
	bug_unless(obj->kind == NODE_OBJECT || obj->kind == NODE_LIST);
	struct node *n = new_node(a, name, kind);
	if (n)
		append(obj, n);
	return n;
}

struct node *node_put_text(struct arena *a, struct node *obj, const char *name,
			   const char *text)
{
	return text ? node_put_str(a, obj, name, str_of(text)) : NULL;
}

struct node *node_put_str(struct arena *a, struct node *obj, const char *name,
			  struct str text)
{
	if (!obj)
		return NULL;
	bug_unless(obj->kind == NODE_OBJECT || obj->kind == NODE_LIST);
	char *copy = arena_text(a, text);
	struct node *n = copy ? new_node(a, name, NODE_TEXT) : NULL;
	if (!n)
		return NULL;
	n->text = (struct str){ copy, text.len };
	append(obj, n);
	return n;
}

struct node *node_put_int(struct arena *a, struct node *obj, const char *name,
			  int64_t number)
{
	struct node *n = node_put(a, obj, name, NODE_INT);
	if (n)
		n->number = number;
	return n;
}

struct node *node_put_bool(struct arena *a, struct node *obj, const char *name,
			   bool value)
{
	struct node *n = node_put(a, obj, name, NODE_BOOL);
	if (n)
		n->number = value ? 1 : 0;
	return n;
}

static const struct node *get(const struct node *obj, struct str name)
{
	if (!obj || obj->kind != NODE_OBJECT)
		return NULL;
	for (const struct node *n = obj->first; n; n = n->next) {
		if (n->name && str_is(name, n->name))
			return n;
	}
	return NULL;
}

const struct node *node_get(const struct node *obj, const char *name)
{
	return get(obj, str_of(name));
}

const struct node *node_at(const struct node *from, const char *path)
{
	struct str rest = str_of(path);
	while (from && rest.len > 0)
		from = get(from, str_cut(&rest, '.'));
	return from;
}

const char *node_text(const struct node *from, const char *path, const char *otherwise)
{
	const struct node *n = node_at(from, path);
	return n && n->kind == NODE_TEXT ? n->text.p : otherwise;
}

int64_t node_int(const struct node *from, const char *path, int64_t otherwise)
{
	const struct node *n = node_at(from, path);
	int64_t number = otherwise;
	if (n && n->kind == NODE_INT)
		return n->number;
	if (n && n->kind == NODE_TEXT &&
	    str_int(n->text, INT64_MIN, INT64_MAX, &number))
		return number;
	return otherwise;
}

const struct node *node_first(const struct node *n)
{
	return n ? n->first : NULL;
}

/*
 * One shape for every answer and document: XML and JSON from outside become
 * nodes, journal data and --json documents are built of them.
 *
 * All nodes and texts of a tree live in one arena and die with it.
 */
#ifndef CORE_TREE_NODE_H
#define CORE_TREE_NODE_H

#include "core/base/arena.h"
#include "core/base/str.h"

enum node_kind {
	NODE_NULL,
	NODE_BOOL,
	NODE_INT,
	NODE_REAL,
	NODE_TEXT,
	NODE_LIST,
	NODE_OBJECT,
};

/*
 * From XML: an element with child elements is an OBJECT, one with text only a
 * TEXT, an empty one a TEXT ""; repeated names simply stand several times among
 * the children.  An absent list and an empty list look the same, as in AWS.
 */
struct node {
	enum node_kind kind;
	/* member name in an object, element name in XML; NULL in a JSON list */
	const char *name;
	struct str text;                  /* TEXT; NUL-terminated; else "" */
	int64_t number;                   /* INT, BOOL (0, 1) */
	double real;                      /* REAL, from JSON only */
	struct node *first, *last, *next; /* children, sibling */
	size_t n_children;
};

/*
 * Builders.  Each returns the new node, or NULL at the arena's ceiling; a NULL
 * parent is passed through, so that a caller checks arena_ok() once at the end.
 * Texts are copied; a NULL text adds nothing and gives NULL.  name is copied too.
 * The parent is an OBJECT or a LIST.
 */
struct node *node_object(struct arena *a);
struct node *node_list(struct arena *a);
struct node *node_put(struct arena *a, struct node *obj, const char *name,
		      enum node_kind kind);
struct node *node_put_text(struct arena *a, struct node *obj, const char *name,
			   const char *text);
struct node *node_put_str(struct arena *a, struct node *obj, const char *name,
			  struct str text);
struct node *node_put_int(struct arena *a, struct node *obj, const char *name,
			  int64_t number);
struct node *node_put_bool(struct arena *a, struct node *obj, const char *name,
			   bool value);

/* Append to a list: the same with name NULL. */
#define node_add(a, list, kind)      node_put((a), (list), NULL, (kind))
#define node_add_text(a, list, text) node_put_text((a), (list), NULL, (text))

/* Child by name; NULL when absent or obj is NULL or not an object. First of several. */
const struct node *node_get(const struct node *obj, const char *name);

/*
 * Follow a path: names apart by '.', "Stacks" or "DriftInformation.StackDriftStatus".
 *
 * from     NULL is allowed
 * Returns  NULL when any step is absent; from itself for an empty path.
 */
const struct node *node_at(const struct node *from, const char *path);

/* Text at a path, or otherwise when absent or not a text. NUL-terminated; one with a
 * NUL inside ends there for who does not ask for its length. */
const char *node_text(const struct node *from, const char *path, const char *otherwise);

/* An INT, or a TEXT that is an integer as a whole; else otherwise. */
int64_t node_int(const struct node *from, const char *path, int64_t otherwise);

/* for (const struct node *s = node_first(node_at(root, "Stacks")); s; s = s->next) */
const struct node *node_first(const struct node *n); /* NULL-safe */

#endif

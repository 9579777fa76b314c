/*
 * A stack's resources as a tree in a table: groups by what the resources are for,
 * those in trouble first and unfolded, what failed first in a group.
 */
#ifndef TUI_VIEWS_STACK_TREE_H
#define TUI_VIEWS_STACK_TREE_H

#include "tui/kit/table.h"
#include "tui/views/words.h"

#define STACK_GROUPS 32 /* at most; further ones count as the last */

/* A kind of resources: "Compute". */
struct stack_group {
	const char *name; /* static, of stack_resource_group() */
	size_t n, n_bad;
	enum phase worst;
	bool open;
	bool cause; /* what failed first is one of these */
};

/* What the operator did to a group, kept over refreshes. */
struct stack_fold {
	const char *name;
	bool open;
};

/* A line of the tree. */
struct stack_line {
	size_t group;
	size_t resource; /* SIZE_MAX: the group's own line */
	char *id;
};

struct stack_tree {
	const struct stack *stack; /* borrowed until the next stack_tree_fill(); NULL */
	int64_t now_sec;
	struct stack_group groups[STACK_GROUPS];
	size_t n_groups;
	struct stack_fold folds[STACK_GROUPS];
	size_t n_folds;
	struct stack_line *lines;
	size_t n_lines, cap_lines;
	size_t n_bad, n_failed; /* resources in trouble, and those that failed */
	struct table_source source;
	struct table table;
};

void stack_tree_init(struct stack_tree *t);
void stack_tree_release(struct stack_tree *t);

/* Take the stack in; what is selected stays so by its id.  stack NULL: an empty tree.
 */
void stack_tree_fill(struct stack_tree *t, const struct stack *stack, int64_t now_sec);
/* Another stack: forget folds and filter. */
void stack_tree_reset(struct stack_tree *t);
/* Where the operator wants to look first: the first resource in trouble. */
void stack_tree_select_first(struct stack_tree *t);

/* "resource 1/22"; "3 resources" on a group; nothing when there is no line. */
void stack_tree_position(const struct stack_tree *t, struct buf *out);

/* The resource under the cursor; NULL on a group, or when there is none. */
const struct stack_resource *stack_tree_selected(const struct stack_tree *t);
/* What the line under the cursor amounts to; PHASE_UNKNOWN when there is none. */
enum phase stack_tree_phase(const struct stack_tree *t);

/* Fold or unfold the group that the cursor is in. */
void stack_tree_fold(struct stack_tree *t, bool open);
/* The other way round. */
void stack_tree_toggle(struct stack_tree *t);

#endif

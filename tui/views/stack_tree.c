/*
 * A stack's resources as a tree: groups, their members, and the lines of the table.
 */
#include "tui/views/stack_tree.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/limits.h"
#include "core/base/vec.h"
#include "core/watch/arn.h"
#include "core/watch/item.h"
#include "tui/views/parts.h"

#define STATE_WIDTH 9 /* columns: "▲ ROLLED" */

static size_t n_rows(void *ctx)
{
	return ((const struct stack_tree *)ctx)->n_lines;
}

static const struct stack_line *line_at(const void *ctx, size_t row)
{
	return &((const struct stack_tree *)ctx)->lines[row];
}

static const struct stack_group *group_at(const void *ctx, size_t row)
{
	const struct stack_tree *t = ctx;

	return &t->groups[t->lines[row].group];
}

/* NULL on a group's line. */
static const struct stack_resource *resource_at(const void *ctx, size_t row)
{
	const struct stack_tree *t = ctx;
	size_t i = t->lines[row].resource;

	return i == SIZE_MAX || !t->stack ? NULL : &t->stack->resources[i];
}

static const char *row_id(void *ctx, size_t row)
{
	return line_at(ctx, row)->id;
}

static enum phase row_phase(const void *ctx, size_t row)
{
	const struct stack_tree *t = ctx;
	const struct stack_resource *r = resource_at(ctx, row);

	return r ? phase_of_resource(t->stack, r) : group_at(ctx, row)->worst;
}

static bool row_problem(void *ctx, size_t row)
{
	return resource_at(ctx, row) && phase_bad(row_phase(ctx, row));
}

static uint32_t row_sign(void *ctx, size_t row)
{
	if (resource_at(ctx, row))
		return 0;
	return group_at(ctx, row)->open ? 0x25BE : 0x25B8; /* ▾ ▸ */
}

static void state_text(void *ctx, size_t row, struct buf *out)
{
	enum phase p = row_phase(ctx, row);

	buf_add_text(out, resource_at(ctx, row) ? phase_text(p) : phase_sign(p));
}

static enum role state_role(void *ctx, size_t row)
{
	enum phase p = row_phase(ctx, row);

	return p == PHASE_OK ? ROLE_MUTED : phase_role(p);
}

static void logical_text(void *ctx, size_t row, struct buf *out)
{
	const struct stack_resource *r = resource_at(ctx, row);

	buf_add_text(out, r ? r->logical : group_at(ctx, row)->name);
}

/* A group's name stands behind its sign, in the room of the states below it. */
static void logical_draw(void *ctx, size_t row, struct pen *pen)
{
	const struct stack_resource *r = resource_at(ctx, row);
	bool bad = phase_bad(row_phase(ctx, row));

	if (r) {
		pen_fit(pen, pen_room(pen), bad ? ROLE_TEXT : ROLE_MUTED,
			str_of(r->logical), FIT_MIDDLE, ALIGN_LEFT);
		return;
	}
	pen->col -= STATE_WIDTH - 1;
	pen_fit(pen, pen_room(pen), ROLE_TITLE, str_of(group_at(ctx, row)->name),
		FIT_TAIL, ALIGN_LEFT);
}

static void type_text(void *ctx, size_t row, struct buf *out)
{
	const struct stack_resource *r = resource_at(ctx, row);

	if (r)
		buf_add_text(out, word_type(r->type));
}

static void changed_text(void *ctx, size_t row, struct buf *out)
{
	const struct stack_tree *t = ctx;
	const struct stack_resource *r = resource_at(ctx, row);

	if (!r)
		buf_addf(out, "%zu", group_at(ctx, row)->n);
	else if (t->now_sec - r->changed_sec < INT64_C(86400))
		word_when(out, r->changed_sec, t->now_sec);
	else
		word_age(out, r->changed_sec, t->now_sec);
}

/* How many stand in a group is another kind of number: at the left. */
static void changed_draw(void *ctx, size_t row, struct pen *pen)
{
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(1));

	changed_text(ctx, row, &text);
	pen_fit(pen, pen_room(pen), ROLE_MUTED, buf_str(&text), FIT_TAIL,
		resource_at(ctx, row) ? ALIGN_RIGHT : ALIGN_LEFT);
}

static const char *const state_words[] = { "ok",   "busy",    "failed", "rolled",
					   "gone", "unknown", NULL };

static const struct table_col columns[] = {
	COLUMN(.title = "STATE", .width = STATE_WIDTH, .priority = 1,
	       .text = state_text, .role = state_role, .words = state_words),
	COLUMN(.title = "LOGICAL ID", .width = 19, .grow = 1, .priority = 2,
	       .fit = FIT_MIDDLE, .text = logical_text, .draw = logical_draw),
	COLUMN(.title = "TYPE", .width = 18, .grow = 2, .priority = 3, .fit = FIT_TAIL,
	       .text = type_text, .role = parts_quiet_role),
	COLUMN(.title = "CHANGED", .width = 7, .priority = 4, .align = ALIGN_RIGHT,
	       .text = changed_text, .draw = changed_draw),
};

static struct stack_group *find_group(struct stack_tree *t, const char *name)
{
	for (size_t i = 0; i < t->n_groups; i++)
		if (text_eq(t->groups[i].name, name))
			return &t->groups[i];
	if (t->n_groups == STACK_GROUPS)
		return &t->groups[STACK_GROUPS - 1];
	t->groups[t->n_groups] =
		(struct stack_group){ .name = name, .worst = PHASE_GONE };
	return &t->groups[t->n_groups++];
}

/* Worst first; PHASE_FAILED is the worst. */
static int phase_weight(enum phase p)
{
	static const int weights[] = {
		[PHASE_FAILED] = 0, [PHASE_ROLLED] = 1, [PHASE_UNKNOWN] = 2,
		[PHASE_BUSY] = 3,   [PHASE_OK] = 4,     [PHASE_GONE] = 5,
	};

	return weights[p];
}

/* As people ask for them; others behind, by name. */
static int group_rank(const char *name)
{
	static const char *const order[] = { "Compute", "Storage", "Queues", "Alarms",
					     "Logs" };
	int rank = 0;

	while (rank < (int)ARRAY_LEN(order) && !text_eq(order[rank], name))
		rank++;
	return rank;
}

static int compare_groups(const void *a, const void *b)
{
	const struct stack_group *x = a;
	const struct stack_group *y = b;
	int by_phase = phase_weight(x->worst) - phase_weight(y->worst);

	int by_rank = group_rank(x->name) - group_rank(y->name);

	if (by_phase)
		return by_phase;
	return by_rank ? by_rank : strcmp(x->name, y->name);
}

/* The group of what failed first is in trouble, even if its resource is not listed. */
static void mark_cause(struct stack_tree *t)
{
	const struct stack_event *e = stack_first_cause(t->stack);
	enum phase p = phase_of(t->stack->status);
	const char *name = e ? stack_resource_group(e->type) : NULL;

	if (!e || e->of_stack || (p != PHASE_FAILED && p != PHASE_ROLLED))
		return;
	for (size_t i = 0; i < t->n_groups; i++) {
		if (!text_eq(t->groups[i].name, name))
			continue;
		t->groups[i].worst = PHASE_FAILED;
		t->groups[i].cause = true;
	}
}

static void fill_groups(struct stack_tree *t)
{
	t->n_groups = 0;
	t->n_bad = t->n_failed = 0;
	for (size_t i = 0; i < t->stack->n_resources; i++) {
		const struct stack_resource *r = &t->stack->resources[i];
		struct stack_group *g = find_group(t, stack_resource_group(r->type));
		enum phase p = phase_of_resource(t->stack, r);

		g->n++;
		g->n_bad += phase_bad(p);
		t->n_failed += p == PHASE_FAILED;
		t->n_bad += phase_bad(p);
		if (phase_weight(p) < phase_weight(g->worst))
			g->worst = p;
	}
	mark_cause(t);
	qsort(t->groups, t->n_groups, sizeof(t->groups[0]), compare_groups);
}

/* While rows are picked out there are no groups: a fold hides none of them. */
static bool is_flat(const struct stack_tree *t)
{
	return !text_empty(t->table.filter) || t->table.problems_only;
}

/* Open by default: groups with a problem, and the first when none has one. */
static void open_groups(struct stack_tree *t)
{
	for (size_t i = 0; i < t->n_groups; i++) {
		struct stack_group *g = &t->groups[i];

		g->open = g->n_bad > 0 || g->cause || g->worst == PHASE_BUSY ||
			  (i == 0 && !t->n_bad) || is_flat(t);
		for (size_t k = 0; k < t->n_folds && !is_flat(t); k++)
			if (text_eq(t->folds[k].name, g->name))
				g->open = t->folds[k].open;
	}
}

static void add_line(struct stack_tree *t, size_t group, size_t resource)
{
	struct stack_line *l = VEC_PUSH(t->lines, t->n_lines, t->cap_lines);
	AUTO(buf) id = BUF_INIT(LIMIT_KIB(1));

	if (resource == SIZE_MAX)
		buf_addf(&id, "group %s", t->groups[group].name);
	else
		buf_add_text(&id, t->stack->resources[resource].logical);
	*l = (struct stack_line){ group, resource, buf_take(&id) };
}

static void forget_lines(struct stack_tree *t)
{
	for (size_t i = 0; i < t->n_lines; i++)
		free(t->lines[i].id);
	t->n_lines = 0;
}

/* 0 failed, 1 else in trouble, 2 well: the order in a group, then by logical id. */
static int member_rank(const struct stack_tree *t, const struct stack_resource *r)
{
	enum phase p = phase_of_resource(t->stack, r);

	if (p == PHASE_FAILED)
		return 0;
	return phase_bad(p) ? 1 : 2;
}

static void add_members(struct stack_tree *t, size_t group)
{
	const char *name = t->groups[group].name;

	for (int rank = 0; rank < 3; rank++) {
		for (size_t i = 0; i < t->stack->n_resources; i++) {
			const struct stack_resource *r = &t->stack->resources[i];

			if (text_eq(stack_resource_group(r->type), name) &&
			    member_rank(t, r) == rank)
				add_line(t, group, i);
		}
	}
}

static void fill_lines(struct stack_tree *t)
{
	forget_lines(t);
	t->n_groups = 0;
	t->n_bad = t->n_failed = 0;
	if (!t->stack)
		return;
	fill_groups(t);
	open_groups(t);
	for (size_t i = 0; i < t->n_groups; i++) {
		if (!is_flat(t))
			add_line(t, i, SIZE_MAX);
		if (t->groups[i].open)
			add_members(t, i);
	}
}

static void set_fold(struct stack_tree *t, const char *group, bool open)
{
	for (size_t i = 0; i < t->n_folds; i++) {
		if (text_eq(t->folds[i].name, group)) {
			t->folds[i].open = open;
			return;
		}
	}
	if (t->n_folds < STACK_GROUPS)
		t->folds[t->n_folds++] = (struct stack_fold){ group, open };
}

/* The physical id is what AWS knows it by; its ARN, where that can be told. */
static void row_copy(void *ctx, size_t row, bool whole, struct buf *out)
{
	const struct stack_tree *t = ctx;
	const struct stack_resource *r = resource_at(ctx, row);

	if (!r)
		return;
	if (whole)
		(void)resource_arn(t->stack->arn, r->type, r->physical, out);
	else
		buf_add_text(out, text_or(r->physical, r->logical));
}

static struct node *row_item(void *ctx, size_t row, struct arena *a)
{
	const struct stack_tree *t = ctx;
	const struct stack_resource *r = resource_at(ctx, row);
	struct node *item = r ? node_object(a) : NULL;

	if (!r)
		return NULL;
	item_resource(a, item, t->stack, r, phase_reason(t->stack, r));
	item_text(a, item, "phase", phase_word(row_phase(ctx, row)));
	return item;
}

void stack_tree_init(struct stack_tree *t)
{
	*t = (struct stack_tree){ .stack = NULL };
	t->source = (struct table_source){
		.cols = columns,
		.n_cols = ARRAY_LEN(columns),
		.n_rows = n_rows,
		.id = row_id,
		.problem = row_problem,
		.sign = row_sign,
		.noun = "physical id",
		.name = logical_text,
		.whole = "ARN",
		.copy = row_copy,
		.item = row_item,
		.ctx = t,
	};
	table_init(&t->table, &t->source);
	t->table.focus = "resource";
	t->table.in_order = true; /* of its groups */
}

void stack_tree_release(struct stack_tree *t)
{
	table_release(&t->table);
	forget_lines(t);
	free(t->lines);
}

void stack_tree_fill(struct stack_tree *t, const struct stack *stack, int64_t now_sec)
{
	t->stack = stack;
	t->now_sec = now_sec;
	fill_lines(t);
	table_refresh(&t->table);
}

void stack_tree_reset(struct stack_tree *t)
{
	t->n_folds = 0;
	table_clear_marks(&t->table);
	table_problems_only(&t->table, false);
	table_filter(&t->table, (struct str){ 0 });
}

void stack_tree_select_first(struct stack_tree *t)
{
	(void)table_move(&t->table, TABLE_TOP);
	if (t->n_bad)
		(void)table_move(&t->table, TABLE_NEXT_PROBLEM);
}

void stack_tree_position(const struct stack_tree *t, struct buf *out)
{
	size_t n = 0;

	if (table_row(&t->table) == TABLE_NONE)
		return;
	for (size_t i = 0; i <= t->table.cursor; i++)
		n += resource_at(t, t->table.shown[i]) != NULL;
	if (stack_tree_selected(t))
		buf_addf(out, "resource %zu/%zu", n, t->stack->n_resources);
	else
		word_count(out, group_at(t, table_row(&t->table))->n, "resource");
}

const struct stack_resource *stack_tree_selected(const struct stack_tree *t)
{
	size_t row = table_row(&t->table);

	return row == TABLE_NONE ? NULL : resource_at(t, row);
}

enum phase stack_tree_phase(const struct stack_tree *t)
{
	size_t row = table_row(&t->table);

	return row == TABLE_NONE ? PHASE_UNKNOWN : row_phase(t, row);
}

void stack_tree_fold(struct stack_tree *t, bool open)
{
	size_t row = table_row(&t->table);
	const struct stack_group *g = NULL;
	AUTO(buf) id = BUF_INIT(LIMIT_KIB(1));

	if (row == TABLE_NONE)
		return;
	g = group_at(t, row);
	set_fold(t, g->name, open);
	buf_addf(&id, "group %s", g->name);
	if (!open)
		(void)table_select(&t->table, buf_text(&id));
	stack_tree_fill(t, t->stack, t->now_sec);
}

void stack_tree_toggle(struct stack_tree *t)
{
	size_t row = table_row(&t->table);

	if (row != TABLE_NONE)
		stack_tree_fold(t, !group_at(t, row)->open);
}

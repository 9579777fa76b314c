/*
 * The lists of the overview.
 */
#include "tui/views/overview_lists.h"

#include <stdlib.h>

#include "core/base/vec.h"
#include "core/watch/item.h"
#include "tui/views/parts.h"
#include "tui/views/words.h"

/* ---- health ---- */

static size_t health_n(void *ctx)
{
	const struct overview_lists *l = ctx;

	return l->row ? l->row->health.n : 0;
}

static const struct verdict *verdict_at(void *ctx, size_t row)
{
	const struct overview_lists *l = ctx;

	return &l->row->health.rows[row];
}

static const char *health_id(void *ctx, size_t row)
{
	const struct overview_lists *l = ctx;

	return row < l->n_ids ? l->ids[row] : "";
}

static bool health_problem(void *ctx, size_t row)
{
	return verdict_at(ctx, row)->severity != SEV_OK;
}

static void health_rule_text(void *ctx, size_t row, struct buf *out)
{
	const struct verdict *d = verdict_at(ctx, row);

	buf_addf(out, "%s %s", word_sign(d->severity),
		 d->severity == SEV_OK && d->subject[0] ? d->subject : d->rule);
}

static enum role health_role(void *ctx, size_t row)
{
	const struct verdict *d = verdict_at(ctx, row);

	return d->severity == SEV_OK ? ROLE_MUTED : word_role(d->severity);
}

static void health_reason_text(void *ctx, size_t row, struct buf *out)
{
	const struct verdict *d = verdict_at(ctx, row);

	if (d->severity == SEV_OK && !d->changing)
		buf_add_text(out, verdict_reason(d)); /* its subject stands before it */
	else
		parts_reason(d, out);
}

static enum role health_reason_role(void *ctx, size_t row)
{
	return verdict_at(ctx, row)->severity == SEV_OK ? ROLE_MUTED : ROLE_TEXT;
}

static void health_reason_draw(void *ctx, size_t row, struct pen *pen)
{
	const struct overview_lists *l = ctx;
	AUTO(buf) whole = BUF_INIT(LIMIT_TEXT);
	AUTO(buf) brief = BUF_INIT(LIMIT_TEXT);

	health_reason_text(ctx, row, &whole);
	parts_brief(l->row, buf_str(&whole), &brief);
	pen_fit(pen, pen_room(pen), health_reason_role(ctx, row), buf_str(&brief),
		FIT_TAIL, ALIGN_LEFT);
}

static void health_since_text(void *ctx, size_t row, struct buf *out)
{
	const struct overview_lists *l = ctx;
	const struct verdict *d = verdict_at(ctx, row);

	if (d->since_sec)
		word_age(out, d->since_sec, l->scene->now_sec);
}

static const struct table_col health_cols[] = {
	COLUMN(.title = "RULE", .width = 19, .priority = 1, .fit = FIT_TAIL,
	       .text = health_rule_text, .role = health_role),
	COLUMN(.title = "REASON", .width = 16, .grow = 1, .priority = 2,
	       .fit = FIT_TAIL, .text = health_reason_text, .role = health_reason_role,
	       .draw = health_reason_draw),
	COLUMN(.title = "SINCE", .width = 5, .priority = 5, .align = ALIGN_RIGHT,
	       .age = true, .text = health_since_text, .role = parts_quiet_role),
};

/* A row of candor status --json. */
static struct node *health_item(void *ctx, size_t row, struct arena *a)
{
	struct node *item = node_object(a);

	item_verdict(a, item, verdict_at(ctx, row));
	return item;
}

static void health_name(void *ctx, size_t row, struct buf *out)
{
	buf_add_text(out, verdict_at(ctx, row)->rule);
}

/* The id tells two stacks of one rule apart; the whole is the row as JSON. */
static void health_copy(void *ctx, size_t row, bool whole, struct buf *out)
{
	if (!whole)
		health_name(ctx, row, out);
}

static void forget_ids(struct overview_lists *l)
{
	for (size_t i = 0; i < l->n_ids; i++)
		free(l->ids[i]);
	l->n_ids = 0;
}

static void fill_ids(struct overview_lists *l)
{
	forget_ids(l);
	for (size_t i = 0; i < health_n(l); i++) {
		const struct verdict *d = verdict_at(l, i);
		AUTO(buf) id = BUF_INIT(LIMIT_KIB(1));

		buf_addf(&id, "%s:%s", d->rule, d->subject);
		*VEC_PUSH(l->ids, l->n_ids, l->cap_ids) = buf_take(&id);
	}
}

/* ---- stacks ---- */

static size_t stacks_n(void *ctx)
{
	const struct overview_lists *l = ctx;

	return l->row ? l->row->stacks.n : 0;
}

static const struct stack *stack_at(void *ctx, size_t row)
{
	const struct overview_lists *l = ctx;

	return &l->row->stacks.items[row];
}

static const char *stack_id(void *ctx, size_t row)
{
	return stack_at(ctx, row)->name;
}

static int64_t judged_sec(const struct overview_lists *l)
{
	return fleet_row_judged_sec(l->row, l->scene->now_sec);
}

static struct verdict stack_verdict(void *ctx, size_t row)
{
	const struct overview_lists *l = ctx;
	struct verdict d = { 0 };

	health_stack(stack_at(ctx, row), judged_sec(l), &d);
	return d;
}

static bool stack_problem(void *ctx, size_t row)
{
	return stack_verdict(ctx, row).severity != SEV_OK;
}

static void stack_name_text(void *ctx, size_t row, struct buf *out)
{
	struct verdict d = stack_verdict(ctx, row);

	buf_addf(out, "%s %s",
		 d.changing && d.severity == SEV_OK ? "○" : word_sign(d.severity),
		 stack_at(ctx, row)->name);
}

static enum role stack_role(void *ctx, size_t row)
{
	struct verdict d = stack_verdict(ctx, row);

	return d.severity == SEV_OK ? ROLE_MUTED : word_role(d.severity);
}

static void stack_status_text(void *ctx, size_t row, struct buf *out)
{
	buf_add_text(out, stack_at(ctx, row)->status);
}

static void stack_changed_text(void *ctx, size_t row, struct buf *out)
{
	const struct overview_lists *l = ctx;

	word_age(out, stack_at(ctx, row)->changed_sec, l->scene->now_sec);
}

static bool drift_known(const struct stack *s)
{
	return text_eq(s->drift, "IN_SYNC") || text_eq(s->drift, "DRIFTED");
}

static void stack_drift_text(void *ctx, size_t row, struct buf *out)
{
	const struct stack *s = stack_at(ctx, row);

	buf_add_text(out, drift_known(s) ? word_drift(s->drift) : "? drift");
}

static enum role stack_drift_role(void *ctx, size_t row)
{
	return word_drift_role(stack_at(ctx, row)->drift);
}

static int stack_order(void *ctx, size_t a, size_t b)
{
	struct verdict x = stack_verdict(ctx, a);
	struct verdict y = stack_verdict(ctx, b);

	return health_compare(&x, &y);
}

static const struct table_col stack_cols[] = {
	COLUMN(.title = "STACK", .width = 16, .grow = 1, .priority = 1,
	       .fit = FIT_MIDDLE, .text = stack_name_text, .role = stack_role,
	       .order = stack_order),
	COLUMN(.title = "STATUS", .width = 24, .priority = 2, .fit = FIT_TAIL,
	       .text = stack_status_text, .role = stack_role),
	COLUMN(.title = "CHANGED", .width = 5, .priority = 3, .align = ALIGN_RIGHT,
	       .age = true, .text = stack_changed_text, .role = parts_quiet_role),
	COLUMN(.title = "DRIFT", .width = 7, .priority = 4, .text = stack_drift_text,
	       .role = stack_drift_role),
};

static void stack_copy(void *ctx, size_t row, bool whole, struct buf *out)
{
	const struct stack *s = stack_at(ctx, row);

	buf_add_text(out, whole ? s->arn : s->name);
}

/* A row of candor stacks --json. */
static struct node *stack_item(void *ctx, size_t row, struct arena *a)
{
	const struct overview_lists *l = ctx;
	struct node *item = node_object(a);
	struct verdict d = stack_verdict(ctx, row);

	item_stack(a, item, stack_at(ctx, row), &d, judged_sec(l));
	return item;
}

/* ---- both ---- */

static void init_table(struct overview_lists *l, struct table *t,
		       struct table_source *src, const struct table_col *cols,
		       size_t n_cols)
{
	src->cols = cols;
	src->n_cols = n_cols;
	src->ctx = l;
	table_init(t, src);
	t->no_header = true;
}

/* A column of nothing but "? drift" would cost the names their room. */
static size_t stack_columns(const struct overview_lists *l)
{
	for (size_t i = 0; l->row && i < l->row->stacks.n; i++)
		if (drift_known(&l->row->stacks.items[i]))
			return ARRAY_LEN(stack_cols);
	return ARRAY_LEN(stack_cols) - 1;
}

void overview_lists_init(struct overview_lists *l)
{
	*l = (struct overview_lists){
		.health_source = { .n_rows = health_n,
				   .id = health_id,
				   .problem = health_problem,
				   .noun = "rule",
				   .name = health_name,
				   .copy = health_copy,
				   .item = health_item },
		.stacks_source = { .n_rows = stacks_n,
				   .id = stack_id,
				   .problem = stack_problem,
				   .noun = "stack name",
				   .whole = "ARN",
				   .copy = stack_copy,
				   .item = stack_item },
	};
	init_table(l, &l->health, &l->health_source, health_cols,
		   ARRAY_LEN(health_cols));
	init_table(l, &l->stacks, &l->stacks_source, stack_cols, ARRAY_LEN(stack_cols));
	table_sort(&l->stacks, 0, false); /* worst first */
	l->health.focus = "health";
	l->stacks.focus = "stacks";
}

void overview_lists_release(struct overview_lists *l)
{
	table_release(&l->health);
	table_release(&l->stacks);
	forget_ids(l);
	free(l->ids);
}

void overview_lists_fill(struct overview_lists *l, const struct scene *s,
			 const struct fleet_row *row)
{
	l->scene = s;
	l->row = row;
	l->health.loading = l->row && l->row->data == FLEET_NOTHING &&
			    l->row->refreshing && !l->row->health.n;
	l->stacks.loading =
		l->row && l->row->data == FLEET_NOTHING && l->row->refreshing;
	l->stacks.empty =
		l->row && l->row->data == FLEET_NOTHING
			? parts_unread(l->row)
			: "This installation has no stacks that the configuration "
			  "lets in.";
	l->stacks_source.n_cols = stack_columns(l);
	fill_ids(l);
	table_refresh(&l->health);
	table_refresh(&l->stacks);
}

const struct verdict *overview_lists_verdict(const struct overview_lists *l)
{
	size_t row = table_row(&l->health);

	return row == TABLE_NONE ? NULL : &l->row->health.rows[row];
}

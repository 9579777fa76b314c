/*
 * What runs now: acts with the call each waits for, readings that wait their turn, the
 * verification of the journal, a search in it.  Ctrl-C gives up the one under the
 * cursor.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "core/base/clock.h"
#include "core/watch/item.h"
#include "tui/views/parts.h"
#include "tui/views/views.h"

struct jobs_view {
	const struct scene *scene; /* borrowed between update and the next one */
	struct table_source source;
	struct table table;
};

static size_t n_rows(void *ctx)
{
	const struct jobs_view *v = ctx;

	return v->scene ? v->scene->n_jobs : 0;
}

static const struct job *job_at(const void *ctx, size_t row)
{
	return &((const struct jobs_view *)ctx)->scene->jobs[row];
}

static const char *row_id(void *ctx, size_t row)
{
	return job_at(ctx, row)->id;
}

static bool row_problem(void *ctx, size_t row)
{
	return job_at(ctx, row)->throttled;
}

static void what_text(void *ctx, size_t row, struct buf *out)
{
	buf_add_text(out, job_at(ctx, row)->what);
}

static void inst_text(void *ctx, size_t row, struct buf *out)
{
	buf_add_text(out, job_at(ctx, row)->inst);
}

/* Seconds that a person counts along; no clock ticks for them. */
static void since_text(void *ctx, size_t row, struct buf *out)
{
	const struct jobs_view *v = ctx;
	int64_t since_us = job_at(ctx, row)->since_us;
	int64_t sec = (v->scene->now_us - since_us) / CLOCK_SEC_US;

	if (!since_us || sec < 0)
		return;
	if (sec < 120)
		buf_addf(out, "%" PRId64 " s", sec);
	else
		buf_addf(out, "%" PRId64 " m", sec / 60);
}

static void try_text(void *ctx, size_t row, struct buf *out)
{
	const struct job *j = job_at(ctx, row);

	if (j->attempt)
		buf_addf(out, "%u of %u", j->attempt, j->attempts);
}

static void state_text(void *ctx, size_t row, struct buf *out)
{
	const struct jobs_view *v = ctx;
	const struct job *j = job_at(ctx, row);

	if (j->next_us) {
		buf_add_text(out, j->throttled ? "▲ throttled" : "◌ pause");
		job_next_text(j, v->scene->now_us, out);
	} else {
		buf_add_text(out, j->state);
	}
}

static enum role state_role(void *ctx, size_t row)
{
	return job_at(ctx, row)->throttled ? ROLE_WARN : ROLE_TEXT;
}

static const struct table_col columns[] = {
	COLUMN(.title = "WHAT", .width = 18, .priority = 1, .fit = FIT_TAIL,
	       .text = what_text),
	COLUMN(.title = "INSTALLATION", .width = 14, .grow = 1, .priority = 2,
	       .fit = FIT_MIDDLE, .text = inst_text),
	COLUMN(.title = "SINCE", .width = 6, .priority = 3, .align = ALIGN_RIGHT,
	       .age = true, .text = since_text, .role = parts_quiet_role),
	COLUMN(.title = "TRY", .width = 6, .priority = 5, .text = try_text,
	       .role = parts_quiet_role),
	COLUMN(.title = "STATE", .width = 20, .grow = 3, .priority = 4, .fit = FIT_TAIL,
	       .text = state_text, .role = state_role),
};

/* "fleet.refresh acme-prod-eu": the numbers of jobs mean nothing outside. */
static void row_copy(void *ctx, size_t row, bool whole, struct buf *out)
{
	const struct job *j = job_at(ctx, row);

	if (!whole)
		buf_addf(out, "%s%s%s", j->what, j->inst[0] ? " " : "", j->inst);
}

static struct node *row_item(void *ctx, size_t row, struct arena *a)
{
	const struct jobs_view *v = ctx;
	const struct job *j = job_at(ctx, row);
	struct node *item = node_object(a);
	int64_t us = j->since_us ? v->scene->now_us - j->since_us : -CLOCK_SEC_US;

	item_text(a, item, "what", j->what);
	item_text(a, item, "installation", j->inst);
	item_number(a, item, "seconds", us / CLOCK_SEC_US);
	item_number(a, item, "attempt", j->attempt ? (int64_t)j->attempt : -1);
	item_number(a, item, "attempts", j->attempts ? (int64_t)j->attempts : -1);
	item_text(a, item, "state", j->throttled ? "throttled" : j->state);
	return item;
}

static void *jobs_new(void)
{
	struct jobs_view *v = mem_new(1, sizeof(*v));

	v->source = (struct table_source){
		.cols = columns,
		.n_cols = ARRAY_LEN(columns),
		.n_rows = n_rows,
		.id = row_id,
		.problem = row_problem,
		.noun = "job name",
		.copy = row_copy,
		.item = row_item,
		.ctx = v,
	};
	table_init(&v->table, &v->source);
	v->table.focus = "job";
	v->table.empty = "Nothing runs now. r reads what is on a screen again.";
	return v;
}

static void jobs_free(void *state)
{
	struct jobs_view *v = state;

	table_release(&v->table);
	free(v);
}

static void jobs_update(void *state, const struct scene *s)
{
	struct jobs_view *v = state;

	v->scene = s;
	table_refresh(&v->table);
}

static void jobs_enter(void *state, const struct scene *s, const struct place *p)
{
	(void)p;
	jobs_update(state, s);
}

static void jobs_title(void *state, const struct scene *s, struct view_title *ret)
{
	(void)state;
	buf_add_text(&ret->crumbs, "Jobs");
	buf_addf(&ret->right, "%zu running · oldest first", s->n_jobs);
	if (s->n_jobs)
		buf_add_text(&ret->settings, "Ctrl-C gives up the selected one");
}

static void jobs_draw(void *state, const struct scene *s, struct frame *f,
		      struct area body)
{
	(void)s;
	table_draw(&((struct jobs_view *)state)->table, f, body, true);
}

static enum view_use jobs_act(void *state, const struct scene *s, enum action a,
			      struct wish *ret)
{
	struct jobs_view *v = state;
	size_t row = table_row(&v->table);

	(void)s;
	if (a != ACTION_OPEN)
		return VIEW_UNUSED;
	if (row == TABLE_NONE || !job_at(v, row)->inst[0])
		wish_say(ret, PROGRAM_NOTE, "There is no more to see of it.");
	else
		wish_go(ret, VIEW_OVERVIEW, job_at(v, row)->inst, "");
	return VIEW_USED;
}

/* Without a job there is nothing to give up. */
static bool jobs_useful(void *state, const struct scene *s, enum action a)
{
	const struct jobs_view *v = state;
	size_t row = table_row(&v->table);

	(void)s;
	if (a == ACTION_CANCEL)
		return row != TABLE_NONE;
	if (a == ACTION_OPEN)
		return row != TABLE_NONE && job_at(v, row)->inst[0];
	return true;
}

static struct table *jobs_table(void *state)
{
	return &((struct jobs_view *)state)->table;
}

const struct view_ops view_jobs = {
	.id = VIEW_JOBS,
	.new = jobs_new,
	.free = jobs_free,
	.enter = jobs_enter,
	.update = jobs_update,
	.title = jobs_title,
	.draw = jobs_draw,
	.act = jobs_act,
	.useful = jobs_useful,
	.table = jobs_table,
};

/*
 * The stacks of one installation, and below them why the selected one is in its state.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/utf8.h"
#include "core/watch/item.h"
#include "tui/views/parts.h"
#include "tui/views/views.h"
#include "tui/views/words.h"

#define WHY_LINES      8
#define WHY_LINES_MOST 14
#define STACKS_COLS    9
#define NAME_LEAST     18 /* columns of a name under 100 */
#define NAME_MOST      28

struct stacks_view {
	const struct scene *scene;   /* borrowed between update and the next one */
	const struct fleet_row *row; /* of the installation; NULL: it is not there */
	char inst[PLACE_INST];
	struct table_source source;
	struct table_col cols[STACKS_COLS]; /* columns[] with a name that fits */
	struct table table;
	struct verdict *verdicts; /* verdicts[n_verdicts], one a stack */
	size_t n_verdicts;
	uint64_t stamp; /* of the scene that they are of; 0: not known */
	struct detail why;
	bool whole; /* the table has the whole body */
};

static size_t n_rows(void *ctx)
{
	const struct stacks_view *v = ctx;

	return v->row ? v->row->stacks.n : 0;
}

static const struct stack *stack_at(void *ctx, size_t row)
{
	const struct stacks_view *v = ctx;

	return &v->row->stacks.items[row];
}

static const struct verdict *verdict_at(void *ctx, size_t row)
{
	const struct stacks_view *v = ctx;

	return &v->verdicts[row];
}

static int64_t judged_sec(const struct stacks_view *v)
{
	return fleet_row_judged_sec(v->row, v->scene->now_sec);
}

static const char *row_id(void *ctx, size_t row)
{
	return stack_at(ctx, row)->name;
}

static bool row_problem(void *ctx, size_t row)
{
	return verdict_at(ctx, row)->severity != SEV_OK;
}

static void state_text(void *ctx, size_t row, struct buf *out)
{
	const struct verdict *d = verdict_at(ctx, row);

	if (d->changing && d->severity == SEV_OK)
		buf_add_text(out, "○ BUSY");
	else
		word_state(out, d->severity);
}

static enum role state_role(void *ctx, size_t row)
{
	const struct verdict *d = verdict_at(ctx, row);

	return d->changing && d->severity == SEV_OK ? ROLE_INFO
						    : word_role(d->severity);
}

static int state_order(void *ctx, size_t a, size_t b)
{
	return health_compare(verdict_at(ctx, a), verdict_at(ctx, b));
}

static enum role row_role(void *ctx, size_t row)
{
	const struct stacks_view *v = ctx;

	(void)row;
	return parts_stale(v->row) ? ROLE_STALE : ROLE_TEXT;
}

static enum role quiet_role(void *ctx, size_t row)
{
	const struct stacks_view *v = ctx;

	(void)row;
	return parts_stale(v->row) ? ROLE_STALE : ROLE_MUTED;
}

static void name_text(void *ctx, size_t row, struct buf *out)
{
	buf_add_text(out, stack_at(ctx, row)->name);
}

static void status_text(void *ctx, size_t row, struct buf *out)
{
	buf_add_text(out, stack_at(ctx, row)->status);
}

static void changed_text(void *ctx, size_t row, struct buf *out)
{
	const struct stacks_view *v = ctx;

	word_age(out, stack_at(ctx, row)->changed_sec, v->scene->now_sec);
}

static bool changed_unknown(void *ctx, size_t row)
{
	return stack_at(ctx, row)->changed_sec <= 0;
}

static int changed_order(void *ctx, size_t a, size_t b)
{
	int64_t x = stack_at(ctx, a)->changed_sec;
	int64_t y = stack_at(ctx, b)->changed_sec;

	return x < y ? -1 : x > y;
}

static void drift_text(void *ctx, size_t row, struct buf *out)
{
	buf_add_text(out, word_drift(stack_at(ctx, row)->drift));
}

static enum role drift_role(void *ctx, size_t row)
{
	return word_drift_role(stack_at(ctx, row)->drift);
}

static void version_text(void *ctx, size_t row, struct buf *out)
{
	buf_add_text(out, text_or(stack_at(ctx, row)->version, "?"));
}

static void parent_text(void *ctx, size_t row, struct buf *out)
{
	buf_add_text(out, stack_at(ctx, row)->parent);
}

static void deletion_text(void *ctx, size_t row, struct buf *out)
{
	buf_add_text(out, stack_at(ctx, row)->protected ? "protected" : "");
}

/* "UPDATE_FAILED 13:49Z · " and "UPDATE_FAILED, ": the status and when it came stand in
 * columns of their own. */
static struct str without_status(struct str reason, const char *status)
{
	size_t len = strlen(status);
	const char *cause = NULL;

	if (!len || !str_starts(reason, status))
		return reason;
	reason = (struct str){ reason.p + len, reason.len - len };
	if (str_starts(reason, ", "))
		return (struct str){ reason.p + 2, reason.len - 2 };
	cause = str_starts(reason, " for ") ? NULL
					    : memmem(reason.p, reason.len, " · ", 4);
	if (!cause)
		return str_trim(reason);
	return (struct str){ cause + 4, reason.len - (size_t)(cause + 4 - reason.p) };
}

static void why_text(void *ctx, size_t row, struct buf *out)
{
	const struct verdict *d = verdict_at(ctx, row);

	if (d->severity != SEV_OK || d->changing)
		buf_add_str(out, without_status(str_of(d->reason),
						stack_at(ctx, row)->status));
}

static const char *const state_words[] = { "crit",  "warn", "unknown", "noacc",
					   "stale", "ok",   "busy",    NULL };

static const struct table_col columns[STACKS_COLS] = {
	COLUMN(.title = "STATE", .width = 9, .priority = 1, .text = state_text,
	       .role = state_role, .order = state_order, .words = state_words),
	COLUMN(.title = "STACK", .width = 22, .narrow = NAME_LEAST, .grow = 1,
	       .priority = 2, .fit = FIT_MIDDLE, .text = name_text, .role = row_role),
	COLUMN(.title = "STATUS", .width = 24, .least = 12, .priority = 4,
	       .fit = FIT_TAIL, .text = status_text, .role = quiet_role),
	COLUMN(.title = "CHANGED", .width = 7, .priority = 5, .align = ALIGN_RIGHT,
	       .age = true, .text = changed_text, .role = quiet_role,
	       .order = changed_order, .unknown = changed_unknown),
	COLUMN(.title = "DRIFT", .width = 11, .priority = 7, .text = drift_text,
	       .role = drift_role),
	COLUMN(.title = "VERSION", .width = 8, .priority = 8, .extra = true,
	       .fit = FIT_TAIL, .text = version_text, .role = quiet_role),
	COLUMN(.title = "NESTED IN", .width = 18, .priority = 9, .extra = true,
	       .fit = FIT_MIDDLE, .text = parent_text, .role = quiet_role),
	COLUMN(.title = "DELETION", .width = 9, .priority = 10, .extra = true,
	       .text = deletion_text, .role = quiet_role),
	COLUMN(.title = "WHY", .width = 20, .narrow = 12, .grow = 3, .priority = 6,
	       .fit = FIT_TAIL, .text = why_text, .role = row_role),
};

static uint64_t stamp(void *ctx)
{
	return ((const struct stacks_view *)ctx)->stamp;
}

static void row_copy(void *ctx, size_t row, bool whole, struct buf *out)
{
	const struct stack *s = stack_at(ctx, row);

	buf_add_text(out, whole ? s->arn : s->name);
}

/* What candor stacks --json says of it. */
static struct node *row_item(void *ctx, size_t row, struct arena *a)
{
	const struct stacks_view *v = ctx;
	struct node *item = node_object(a);

	item_stack(a, item, stack_at(ctx, row), verdict_at(ctx, row), judged_sec(v));
	return item;
}

static void *stacks_new(void)
{
	struct stacks_view *v = mem_new(1, sizeof(*v));

	memcpy(v->cols, columns, sizeof(v->cols));
	v->source = (struct table_source){
		.cols = v->cols,
		.n_cols = ARRAY_LEN(columns),
		.n_rows = n_rows,
		.id = row_id,
		.problem = row_problem,
		.stamp = stamp,
		.noun = "stack name",
		.whole = "ARN",
		.copy = row_copy,
		.item = row_item,
		.ctx = v,
	};
	table_init(&v->table, &v->source);
	v->table.focus = "stacks";
	detail_init(&v->why);
	return v;
}

static void stacks_free(void *state)
{
	struct stacks_view *v = state;

	table_release(&v->table);
	detail_release(&v->why);
	free(v->verdicts);
	free(v);
}

/* Under 100 columns a name takes the room of why, which stands below. */
static void fit_names(struct stacks_view *v)
{
	int width = NAME_LEAST;

	for (size_t row = 0; row < n_rows(v) && width < NAME_MOST; row++) {
		int needs = utf8_width(str_of(stack_at(v, row)->name));

		width = needs > width ? needs : width;
	}
	for (size_t i = 0; i < STACKS_COLS; i++)
		if (columns[i].text == name_text)
			v->cols[i].narrow = width < NAME_MOST ? width : NAME_MOST;
}

/* Two thousand stacks are judged when something changed, not at each key. */
static void judge(struct stacks_view *v, uint64_t stamp)
{
	if (stamp && stamp == v->stamp && v->n_verdicts == n_rows(v))
		return;
	v->stamp = stamp;
	free(v->verdicts);
	v->n_verdicts = n_rows(v);
	v->verdicts = mem_new(v->n_verdicts ? v->n_verdicts : 1, sizeof(*v->verdicts));
	for (size_t i = 0; i < v->n_verdicts; i++)
		health_stack(stack_at(v, i), judged_sec(v), &v->verdicts[i]);
	fit_names(v);
}

static const char *empty_text(const struct stacks_view *v)
{
	if (!v->row)
		return "The configuration names no such installation.";
	if (v->row->error.code)
		return v->row->error.text;
	if (v->row->data == FLEET_NOTHING)
		return parts_unread(v->row);
	return text_empty(v->row->inst->stacks)
		       ? "This account has no stacks in this region."
		       : "No stack matches `stacks =` in candor.conf.";
}

static void fill_why(struct stacks_view *v)
{
	size_t row = table_row(&v->table);
	const struct stack *s = NULL;
	const struct stack_event *cause = NULL;
	AUTO(buf) reason = BUF_INIT(LIMIT_TEXT);

	detail_clear(&v->why);
	if (row == TABLE_NONE)
		return;
	s = stack_at(v, row);
	health_stack_reason(s, judged_sec(v), &reason);
	cause = stack_first_cause(s);
	if (!cause)
		detail_pair(&v->why, "state", word_role(v->verdicts[row].severity),
			    buf_str(&reason));
	else
		detail_pairf(&v->why, "first cause", ROLE_TEXT, "%s %s  %s",
			     cause->logical, cause->status, cause->reason);
	if (!cause && s->reason[0])
		detail_pair(&v->why, "reason", ROLE_TEXT, str_of(s->reason));
	if (s->description[0])
		detail_pair(&v->why, "is", ROLE_MUTED, str_of(s->description));
	detail_pairf(&v->why, "version", ROLE_MUTED, "%s%s%s", text_or(s->version, "?"),
		     s->parent[0] ? "   nested in " : "", s->parent);
	detail_pair(&v->why, "arn", ROLE_MUTED, str_of(s->arn));
}

static void stacks_update(void *state, const struct scene *s)
{
	struct stacks_view *v = state;
	const struct site *site = scene_find(s, v->inst);

	v->scene = s;
	v->row = site ? site->row : NULL;
	v->table.loading =
		v->row && v->row->data == FLEET_NOTHING && v->row->refreshing;
	judge(v, parts_stamp(s));
	v->table.empty = empty_text(v);
	table_refresh(&v->table);
	fill_why(v);
}

static void stacks_enter(void *state, const struct scene *s, const struct place *p)
{
	struct stacks_view *v = state;
	bool other = !text_eq(v->inst, p->inst);

	text_keep(v->inst, sizeof(v->inst), str_of(p->inst));
	if (other) {
		v->stamp = 0;
		table_clear_marks(&v->table);
		table_filter(&v->table, (struct str){ 0 });
		table_sort(&v->table, 0, false); /* by state: worst first */
	}
	stacks_update(v, s);
	if (other)
		(void)table_move(&v->table, TABLE_TOP);
}

static void stacks_title(void *state, const struct scene *s, struct view_title *ret)
{
	struct stacks_view *v = state;

	buf_addf(&ret->crumbs, "Fleet › %s › Stacks", v->inst);
	if (!v->row)
		return;
	if (parts_stale(v->row)) {
		parts_age(s, v->row, &ret->right);
		ret->right_role = parts_age_role(s, v->row);
	} else {
		buf_addf(&ret->right, "%zu of %zu settled%s", v->row->n_settled,
			 v->row->stacks.n,
			 v->row->stacks_cut ? " · not all were read" : "");
		ret->right_role = v->row->stacks_cut ? ROLE_WARN : ROLE_MUTED;
	}
}

static void stacks_draw(void *state, const struct scene *s, struct frame *f,
			struct area body)
{
	struct stacks_view *v = state;
	int spare = body.height - (int)v->table.n_shown - 2;
	int why = spare > WHY_LINES_MOST ? WHY_LINES_MOST : spare;
	AUTO(buf) title = BUF_INIT(LIMIT_KIB(1));

	(void)s;
	if (why < WHY_LINES)
		why = WHY_LINES;
	if (body.height < 16 || !v->why.n_items || v->whole)
		why = 0;
	table_draw(&v->table, f, area_lines(body, 0, body.height - why), true);
	if (!why)
		return;
	buf_addf(&title, "%s", text_or(table_id(&v->table), ""));
	body = area_lines(body, body.height - why, why);
	frame_rule(f, body, 0, buf_text(&title), "Enter opens", ROLE_MUTED);
	detail_draw(&v->why, f, area_inset(area_lines(body, 1, -1), 2), false);
}

static enum view_use stacks_act(void *state, const struct scene *s, enum action a,
				struct wish *ret)
{
	struct stacks_view *v = state;
	AUTO(buf) filter = BUF_INIT(PLACE_THING);

	(void)s;
	if (parts_whole_act(&v->whole, a))
		return VIEW_USED;
	if (a == ACTION_OPEN) {
		if (table_id(&v->table))
			wish_go(ret, VIEW_STACK, v->inst, table_id(&v->table));
		else
			wish_say(ret, PROGRAM_NOTE, "No row is selected.");
		return VIEW_USED;
	}
	if (a == ACTION_JOURNAL) {
		buf_addf(&filter, "inst:=%s", v->inst);
		wish_go(ret, VIEW_JOURNAL, v->inst, buf_text(&filter));
		return VIEW_USED;
	}
	return VIEW_UNUSED;
}

static struct table *stacks_table(void *state)
{
	return &((struct stacks_view *)state)->table;
}

const struct view_ops view_stacks = {
	.id = VIEW_STACKS,
	.tab = 3,
	.of_site = true,
	.new = stacks_new,
	.free = stacks_free,
	.enter = stacks_enter,
	.update = stacks_update,
	.title = stacks_title,
	.draw = stacks_draw,
	.act = stacks_act,
	.table = stacks_table,
};

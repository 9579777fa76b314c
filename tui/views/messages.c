/*
 * What candor said in this run and what went wrong in it, newest first: a line each,
 * and the whole of the selected one below.
 */
#include <stdio.h>
#include <stdlib.h>

#include "core/watch/item.h"
#include "tui/views/parts.h"
#include "tui/views/times.h"
#include "tui/views/views.h"

#define WHOLE_LINES 8 /* of the panel, with its rule */
#define WHOLE_LEAST 4

struct messages_view {
	const struct scene *scene; /* borrowed between update and the next one */
	struct table_source source;
	struct table table;
	struct detail detail;
	char id[24];
	struct reader reader;
};

static size_t n_rows(void *ctx)
{
	const struct messages_view *v = ctx;

	return v->scene && v->scene->messages ? v->scene->messages->n : 0;
}

/* Newest first. */
static const struct message *row_at(const void *ctx, size_t row)
{
	const struct messages *m = ((const struct messages_view *)ctx)->scene->messages;

	return &m->items[m->n - 1 - row];
}

/* Counted from the oldest, so that a new one does not move the selection. */
static const char *row_id(void *ctx, size_t row)
{
	struct messages_view *v = ctx;

	(void)snprintf(v->id, sizeof(v->id), "%zu", n_rows(v) - 1 - row);
	return v->id;
}

static bool row_problem(void *ctx, size_t row)
{
	return row_at(ctx, row)->tone != PROGRAM_NOTE;
}

static const enum role tone_roles[] = {
	[PROGRAM_NOTE] = ROLE_MUTED,
	[PROGRAM_WARNING] = ROLE_WARN,
	[PROGRAM_PROBLEM] = ROLE_CRIT,
};
static const char *const tone_signs[] = {
	[PROGRAM_NOTE] = "·",
	[PROGRAM_WARNING] = "▲",
	[PROGRAM_PROBLEM] = "■",
};

static void time_text(void *ctx, size_t row, struct buf *out)
{
	const struct messages_view *v = ctx;

	times_hms_zone(out, row_at(ctx, row)->at_sec, v->scene->now_sec);
}

static void times_text(void *ctx, size_t row, struct buf *out)
{
	if (row_at(ctx, row)->times > 1)
		buf_addf(out, "×%u", row_at(ctx, row)->times);
}

static void message_text(void *ctx, size_t row, struct buf *out)
{
	buf_addf(out, "%s %s", tone_signs[row_at(ctx, row)->tone],
		 row_at(ctx, row)->text);
}

static enum role message_role(void *ctx, size_t row)
{
	return tone_roles[row_at(ctx, row)->tone];
}

static const struct table_col columns[] = {
	COLUMN(.title = "TIME", .width = 9, .priority = 2, .text = time_text,
	       .role = parts_quiet_role),
	COLUMN(.title = "TIMES", .width = 5, .priority = 3, .align = ALIGN_RIGHT,
	       .text = times_text, .role = parts_quiet_role),
	COLUMN(.title = "MESSAGE", .width = 20, .grow = 1, .priority = 1,
	       .fit = FIT_TAIL, .text = message_text, .role = message_role),
};

/* Its text is too long to be a name. */
static void row_name(void *ctx, size_t row, struct buf *out)
{
	buf_add_text(out, "message of ");
	time_text(ctx, row, out);
}

static void row_copy(void *ctx, size_t row, bool whole, struct buf *out)
{
	if (!whole)
		buf_add_text(out, row_at(ctx, row)->text);
}

static struct node *row_item(void *ctx, size_t row, struct arena *a)
{
	static const char *const tones[] = {
		[PROGRAM_NOTE] = "note",
		[PROGRAM_WARNING] = "warning",
		[PROGRAM_PROBLEM] = "problem",
	};
	const struct message *m = row_at(ctx, row);
	struct node *item = node_object(a);

	item_time(a, item, "at", m->at_sec);
	item_text(a, item, "kind", tones[m->tone]);
	item_number(a, item, "times", (int64_t)m->times);
	item_text(a, item, "message", m->text);
	return item;
}

static void *messages_new(void)
{
	struct messages_view *v = mem_new(1, sizeof(*v));

	v->source = (struct table_source){
		.cols = columns,
		.n_cols = ARRAY_LEN(columns),
		.n_rows = n_rows,
		.id = row_id,
		.problem = row_problem,
		.noun = "message",
		.name = row_name,
		.copy = row_copy,
		.item = row_item,
		.ctx = v,
	};
	table_init(&v->table, &v->source);
	v->table.focus = "message";
	v->table.empty = "candor has said nothing in this run.";
	detail_init(&v->detail);
	v->detail.focus = "message";
	return v;
}

static void messages_free(void *state)
{
	struct messages_view *v = state;

	table_release(&v->table);
	detail_release(&v->detail);
	free(v);
}

static void messages_update(void *state, const struct scene *s)
{
	struct messages_view *v = state;
	size_t row = 0;

	v->scene = s;
	table_refresh(&v->table);
	detail_clear(&v->detail);
	row = table_row(&v->table);
	if (row != TABLE_NONE)
		detail_text(&v->detail, message_role(v, row),
			    str_of(row_at(v, row)->text));
}

static void messages_enter(void *state, const struct scene *s, const struct place *p)
{
	struct messages_view *v = state;

	(void)p;
	v->reader.whole = false;
	messages_update(state, s);
	(void)table_move(&v->table, TABLE_TOP);
	messages_update(state, s);
}

static void messages_title(void *state, const struct scene *s, struct view_title *ret)
{
	(void)s;
	buf_add_text(&ret->crumbs, "Messages");
	buf_addf(&ret->right, "newest first · %zu", n_rows(state));
}

static void messages_draw(void *state, const struct scene *s, struct frame *f,
			  struct area body)
{
	struct messages_view *v = state;
	int panel = body.height / 3 > WHOLE_LINES ? WHOLE_LINES : body.height / 3;

	(void)s;
	if (v->reader.whole && table_row(&v->table) != TABLE_NONE) {
		detail_draw(&v->detail, f, body, true);
		return;
	}
	if (v->reader.alone || panel < WHOLE_LEAST ||
	    table_row(&v->table) == TABLE_NONE)
		panel = 0;
	table_draw(&v->table, f, area_lines(body, 0, body.height - panel), true);
	if (!panel)
		return;
	body = area_lines(body, body.height - panel, panel);
	frame_rule(f, body, 0, "The whole message", NULL, ROLE_MUTED);
	detail_draw(&v->detail, f, area_lines(body, 1, -1), false);
}

static enum view_use messages_act(void *state, const struct scene *s, enum action a,
				  struct wish *ret)
{
	struct messages_view *v = state;

	(void)s;
	return parts_read_act(&v->reader, &v->table, &v->detail, a,
			      "No message is selected.", ret);
}

static bool messages_useful(void *state, const struct scene *s, enum action a)
{
	const struct messages_view *v = state;

	(void)s;
	return parts_read_useful(&v->reader, &v->detail, a);
}

/* A whole message is read, not moved in. */
static struct table *messages_table(void *state)
{
	struct messages_view *v = state;

	return v->reader.whole ? NULL : &v->table;
}

/* y, Y and d are about the selected one while it is read, too. */
static struct table *messages_rows(void *state)
{
	return &((struct messages_view *)state)->table;
}

static bool messages_text(void *state, struct find_pane *ret)
{
	struct messages_view *v = state;

	return parts_read_text(&v->reader, &v->detail, ret);
}

const struct view_ops view_messages = {
	.id = VIEW_MESSAGES,
	.new = messages_new,
	.free = messages_free,
	.enter = messages_enter,
	.update = messages_update,
	.title = messages_title,
	.draw = messages_draw,
	.act = messages_act,
	.useful = messages_useful,
	.table = messages_table,
	.text = messages_text,
	.rows = messages_rows,
};

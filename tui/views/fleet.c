/*
 * The fleet: every installation, worst first (fleet_columns.c), and below it why the
 * selected one is in the state it is in (fleet_why.c).
 */
#include <stdlib.h>
#include <string.h>

#include "core/watch/item.h"
#include "tui/views/fleet_columns.h"
#include "tui/views/fleet_why.h"
#include "tui/views/views.h"
#include "tui/views/words.h"

#define WHY_MOST  7 /* rule and six lines of the panel, if the table needs the rest */
#define WHY_LEAST 4

static const struct fleet_row *row_of(const void *ctx, size_t row)
{
	const struct fleet_view *v = ctx;

	return v->scene->sites[row].row;
}

static size_t n_rows(void *ctx)
{
	const struct fleet_view *v = ctx;

	return v->scene ? v->scene->n_sites : 0;
}

static const char *row_id(void *ctx, size_t row)
{
	return row_of(ctx, row)->inst->name;
}

static bool row_problem(void *ctx, size_t row)
{
	return row_of(ctx, row)->worst.severity != SEV_OK;
}

static uint64_t stamp(void *ctx)
{
	const struct fleet_view *v = ctx;

	return v->scene ? parts_stamp(v->scene) : 0;
}

/* What candor fleet --json says of it. */
static struct node *row_item(void *ctx, size_t row, struct arena *a)
{
	struct node *item = node_object(a);

	item_installation(a, item, row_of(ctx, row));
	return item;
}

/* ---- the view ---- */

static const struct table_source source_rows = {
	.cols = fleet_columns,
	.n_cols = ARRAY_LEN(fleet_columns),
	.n_rows = n_rows,
	.id = row_id,
	.problem = row_problem,
	.stamp = stamp,
	.noun = "installation name",
	.item = row_item,
};

static void *fleet_new_view(void)
{
	struct fleet_view *v = mem_new(1, sizeof(*v));

	memcpy(v->cols, fleet_columns, sizeof(v->cols));
	v->source = source_rows;
	v->source.cols = v->cols;
	v->source.ctx = v;
	table_init(&v->table, &v->source);
	v->table.focus = "fleet";
	v->table.at_top = true; /* the worst row, until one is chosen */
	v->table.more_well = "OK";
	v->table.own_order = "severity (as collected)";
	return v;
}

static void fleet_free_view(void *state)
{
	struct fleet_view *v = state;

	table_release(&v->table);
	free(v);
}

static void fleet_update(void *state, const struct scene *s)
{
	struct fleet_view *v = state;
	struct table *t = &v->table;

	v->scene = s;
	fleet_columns_fit(v);
	table_refresh(t);
	text_keep(v->inst, sizeof(v->inst), str_of(table_id(t)));
	t->empty = "The configuration names no installation.";
}

static void fleet_enter(void *state, const struct scene *s, const struct place *p)
{
	(void)p;
	fleet_update(state, s);
}

/* All rows are of an earlier run: the title says how old the picture is. */
static int64_t all_cached_sec(const struct scene *s)
{
	int64_t newest_sec = 0;

	for (size_t i = 0; i < s->n_sites; i++) {
		if (s->sites[i].row->data == FLEET_READ)
			return 0;
		if (s->sites[i].row->read_sec > newest_sec)
			newest_sec = s->sites[i].row->read_sec;
	}
	return newest_sec;
}

/* ▾: the greatest stands first.  By severity that is the order that is not reversed. */
static bool falling(const struct table *t)
{
	bool worst_first = t->sort < 0 || fleet_column_falls((size_t)t->sort);

	return t->reverse != worst_first;
}

static void fleet_title(void *state, const struct scene *s, struct view_title *ret)
{
	struct fleet_view *v = state;
	struct table *t = &v->table;
	int64_t cached_sec = all_cached_sec(s);

	buf_add_text(&ret->crumbs, "Fleet");
	if (cached_sec) {
		word_as_of(&ret->right, cached_sec, s->now_sec);
		ret->right_role = ROLE_STALE;
	} else {
		buf_addf(&ret->right,
			 t->narrow ? "by %s %s · %zu/%zu"
				   : "sorted by %s %s · %zu of %zu",
			 t->sort < 0 ? "severity" : fleet_columns[t->sort].title,
			 falling(t) ? "▾" : "▴", t->n_shown, s->n_sites);
	}
}

/* ---- drawing and keys ---- */

/* Lines of the why-panel: all that the table leaves, and some in any case.  The height
 * is the same for every row, so that nothing jumps under the cursor. */
static int why_lines(const struct fleet_view *v, struct area body)
{
	int share = body.height * 2 / 5; /* 7 of the 18 lines at 80x24 */
	int least = share > WHY_MOST ? WHY_MOST : share < WHY_LEAST ? WHY_LEAST : share;
	int spare = body.height - (int)v->table.n_shown - 2;

	return spare > least ? spare : least;
}

static void fleet_draw(void *state, const struct scene *s, struct frame *f,
		       struct area body)
{
	struct fleet_view *v = state;
	const struct site *site = scene_find(s, v->inst);
	int why = body.height >= 12 && site && !v->whole ? why_lines(v, body) : 0;

	fleet_columns_choose(v, body.width);
	table_draw(&v->table, f, area_lines(body, 0, body.height - why), true);
	if (why)
		fleet_why_draw(site, s, f, area_lines(body, body.height - why, why));
}

static enum view_use fleet_act(void *state, const struct scene *s, enum action a,
			       struct wish *ret)
{
	struct fleet_view *v = state;

	(void)s;
	if (parts_whole_act(&v->whole, a))
		return VIEW_USED;
	if (a == ACTION_OPEN || a == ACTION_JOURNAL) {
		AUTO(buf) filter = BUF_INIT(PLACE_THING);

		(void)table_select(&v->table, v->inst);
		buf_addf(&filter, "inst:=%s", v->inst);
		if (!v->inst[0])
			wish_say(ret, PROGRAM_NOTE, "No row is selected.");
		else if (a == ACTION_OPEN)
			wish_go(ret, VIEW_OVERVIEW, v->inst, "");
		else
			wish_go(ret, VIEW_JOURNAL, v->inst, buf_text(&filter));
		return VIEW_USED;
	}
	return VIEW_UNUSED;
}

static const char *fleet_inst(void *state)
{
	return ((struct fleet_view *)state)->inst;
}

static struct table *fleet_table(void *state)
{
	return &((struct fleet_view *)state)->table;
}

const struct view_ops view_fleet = {
	.id = VIEW_FLEET,
	.tab = 1,
	.new = fleet_new_view,
	.free = fleet_free_view,
	.enter = fleet_enter,
	.update = fleet_update,
	.title = fleet_title,
	.draw = fleet_draw,
	.act = fleet_act,
	.inst = fleet_inst,
	.table = fleet_table,
};

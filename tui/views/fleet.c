/*
 * The fleet: every installation, worst first, and below it why the selected one is in
 * the state it is in (fleet_why.c).  Columns without a source of data are not drawn.
 */
#include <stdlib.h>
#include <string.h>

#include "core/base/utf8.h"
#include "core/watch/item.h"
#include "tui/views/fleet_why.h"
#include "tui/views/parts.h"
#include "tui/views/views.h"
#include "tui/views/words.h"

#define WHY_MOST       7 /* rule and six lines of the panel, if the table needs the rest */
#define WHY_LEAST      4
#define FLEET_COLS     10
#define INST_LEAST     15
#define CUSTOMER_LEAST 8
#define STATE_WIDTH    9  /* columns: "■ CRIT ◌", "? UNKNOWN" */
#define AS_OF_LEAST    30 /* columns of a reason that says of when it is, too */

struct fleet_view {
	const struct scene *scene; /* borrowed between update and the next one */
	struct table_source source;
	struct table_col cols[FLEET_COLS]; /* columns[] with widths that fit */
	uint64_t fitted;                   /* stamp of the rows that they fit */
	struct table table;
	char inst[PLACE_INST]; /* under the cursor */
	bool whole;            /* the table has the whole body */
};

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

/* ---- columns ---- */

/* The state is about the data itself: it is of now, whatever the data is of. */
static bool of_data(enum severity s)
{
	return s == SEV_UNKNOWN || s == SEV_NOACC || s == SEV_STALE;
}

/* "■ CRIT ◌": so it was when it was read last, and the last attempt failed. */
static void state_text(void *ctx, size_t row, struct buf *out)
{
	const struct fleet_row *r = row_of(ctx, row);

	word_state(out, r->worst.severity);
	if (parts_behind(r) && !of_data(r->worst.severity))
		buf_add_text(out, " ◌");
}

static enum role state_role(void *ctx, size_t row)
{
	const struct fleet_row *r = row_of(ctx, row);

	if (parts_stale(r) && !of_data(r->worst.severity))
		return ROLE_STALE;
	return word_role(r->worst.severity);
}

static int state_order(void *ctx, size_t a, size_t b)
{
	(void)ctx;
	return a < b ? -1 : a > b; /* the scene is worst first */
}

/* Ink means trouble: what is well, or of an earlier run, is quiet. */
static enum role row_role(void *ctx, size_t row)
{
	const struct fleet_row *r = row_of(ctx, row);

	if (parts_stale(r))
		return ROLE_STALE;
	return r->worst.severity == SEV_OK ? ROLE_MUTED : ROLE_TEXT;
}

static enum role quiet_role(void *ctx, size_t row)
{
	return parts_stale(row_of(ctx, row)) ? ROLE_STALE : ROLE_MUTED;
}

static void inst_text(void *ctx, size_t row, struct buf *out)
{
	buf_add_text(out, row_of(ctx, row)->inst->name);
}

static void customer_text(void *ctx, size_t row, struct buf *out)
{
	buf_add_text(out, row_of(ctx, row)->inst->customer);
}

static void account_text(void *ctx, size_t row, struct buf *out)
{
	buf_add_text(out, row_of(ctx, row)->inst->account);
}

/* What its stacks say of themselves. */
static void version_text(void *ctx, size_t row, struct buf *out)
{
	buf_add_text(out, text_or(row_of(ctx, row)->version, "?"));
}

static void read_text(void *ctx, size_t row, struct buf *out)
{
	const struct fleet_view *v = ctx;

	word_age(out, row_of(ctx, row)->read_sec, v->scene->now_sec);
}

static bool read_unknown(void *ctx, size_t row)
{
	return row_of(ctx, row)->read_sec <= 0;
}

static int read_order(void *ctx, size_t a, size_t b)
{
	int64_t x = row_of(ctx, a)->read_sec;
	int64_t y = row_of(ctx, b)->read_sec;

	return x < y ? -1 : x > y;
}

/* Fewer stacks that are settled come first. */
static int stacks_order(void *ctx, size_t a, size_t b)
{
	const struct fleet_row *x = row_of(ctx, a);
	const struct fleet_row *y = row_of(ctx, b);
	size_t open_x = x->stacks.n - x->n_settled;
	size_t open_y = y->stacks.n - y->n_settled;

	if (open_x != open_y)
		return open_x > open_y ? -1 : 1;
	return x->stacks.n < y->stacks.n ? -1 : x->stacks.n > y->stacks.n;
}

static bool stacks_unknown(void *ctx, size_t row)
{
	return row_of(ctx, row)->data == FLEET_NOTHING;
}

static void region_text(void *ctx, size_t row, struct buf *out)
{
	buf_add_text(out, row_of(ctx, row)->inst->region);
}

/* The worst of what is said about stacks. */
static const struct verdict *worst_stack(const struct fleet_row *r)
{
	for (size_t i = 0; i < r->health.n; i++)
		if (strncmp(r->health.rows[i].rule, "stack", 5) == 0)
			return &r->health.rows[i];
	return NULL;
}

static void stacks_text(void *ctx, size_t row, struct buf *out)
{
	const struct fleet_row *r = row_of(ctx, row);
	const struct verdict *v = worst_stack(r);

	if (r->data == FLEET_NOTHING) {
		buf_add_text(out, "?");
		return;
	}
	buf_addf(out, "%zu/%zu%s", r->n_settled, r->stacks.n, r->stacks_cut ? "+" : "");
	if (v && v->severity != SEV_OK)
		buf_addf(out, " %s", word_sign(v->severity));
	else if (v && v->changing)
		buf_add_text(out, " ○");
}

static enum role stacks_role(void *ctx, size_t row)
{
	const struct fleet_row *r = row_of(ctx, row);
	const struct verdict *v = worst_stack(r);

	if (v && v->severity != SEV_OK && !parts_stale(r))
		return word_role(v->severity);
	return quiet_role(ctx, row);
}

static void since_text(void *ctx, size_t row, struct buf *out)
{
	const struct fleet_view *v = ctx;
	const struct fleet_row *r = row_of(ctx, row);

	if (r->worst.severity == SEV_OK)
		buf_add_text(out, "·");
	else
		word_age(out, r->worst.since_sec, v->scene->now_sec);
}

static bool since_unknown(void *ctx, size_t row)
{
	const struct fleet_row *r = row_of(ctx, row);

	return r->worst.severity == SEV_OK || r->worst.since_sec <= 0;
}

static int since_order(void *ctx, size_t a, size_t b)
{
	int64_t x = row_of(ctx, a)->worst.since_sec;
	int64_t y = row_of(ctx, b)->worst.since_sec;

	return x < y ? -1 : x > y;
}

static void bare_reason(const struct fleet_row *r, struct buf *out)
{
	if (r->refreshing && r->data == FLEET_NOTHING &&
	    r->worst.severity == SEV_UNKNOWN)
		buf_add_text(out, "reading …");
	else if (r->worst.severity != SEV_OK || r->worst.changing)
		parts_reason(&r->worst, out);
}

/* "as of 14:01Z: ": it was not read since. */
static void as_of_text(const struct fleet_view *v, const struct fleet_row *r,
		       struct buf *out)
{
	if (!fleet_row_was_so(r))
		return;
	buf_add_text(out, "as of ");
	word_when(out, r->read_sec, v->scene->now_sec);
	buf_add_text(out, ": ");
}

static void reason_text(void *ctx, size_t row, struct buf *out)
{
	as_of_text(ctx, row_of(ctx, row), out);
	bare_reason(row_of(ctx, row), out);
}

/* Stacks are often named after their installation, which stands in the row already:
 * where the whole has no room, "…-ingest" leaves some for the status; where there is
 * little, the ring beside the state says that it is old. */
static void reason_draw(void *ctx, size_t row, struct pen *pen)
{
	const struct fleet_row *r = row_of(ctx, row);
	size_t len = strlen(r->inst->name);
	int room = pen_room(pen);
	AUTO(buf) bare = BUF_INIT(LIMIT_TEXT);
	AUTO(buf) seen = BUF_INIT(LIMIT_TEXT);

	bare_reason(r, &bare);
	if (room >= AS_OF_LEAST)
		as_of_text(ctx, r, &seen);
	if (utf8_width(buf_str(&seen)) + utf8_width(buf_str(&bare)) > room &&
	    strncmp(r->worst.rule, "stack", 5) == 0 &&
	    str_starts(buf_str(&bare), r->inst->name) && buf_text(&bare)[len] == '-')
		buf_addf(&seen, "…%s", buf_text(&bare) + len);
	else
		buf_add_str(&seen, buf_str(&bare));
	pen_fit(pen, room, row_role(ctx, row), buf_str(&seen), FIT_TAIL, ALIGN_LEFT);
}

static const struct table_col columns[FLEET_COLS] = {
	COLUMN(.title = "STATE", .width = STATE_WIDTH, .priority = 1, .fit = FIT_TAIL,
	       .text = state_text, .role = state_role, .order = state_order,
	       .words = item_states),
	COLUMN(.title = "INSTALLATION", .width = INST_LEAST, .priority = 2,
	       .fit = FIT_MIDDLE, .text = inst_text, .role = row_role),
	COLUMN(.title = "CUSTOMER", .width = CUSTOMER_LEAST, .priority = 4,
	       .fit = FIT_TAIL, .text = customer_text, .role = quiet_role),
	COLUMN(.title = "ACCOUNT", .width = 12, .priority = 9, .extra = true,
	       .text = account_text, .role = quiet_role),
	COLUMN(.title = "REGION", .width = 14, .priority = 8, .text = region_text,
	       .role = quiet_role),
	COLUMN(.title = "VERSION", .width = 7, .priority = 7, .fit = FIT_TAIL,
	       .text = version_text, .role = quiet_role),
	COLUMN(.title = "STACKS", .width = 7, .priority = 6, .text = stacks_text,
	       .role = stacks_role, .order = stacks_order, .unknown = stacks_unknown),
	COLUMN(.title = "SINCE", .width = 5, .priority = 5, .align = ALIGN_RIGHT,
	       .age = true, .text = since_text, .role = quiet_role,
	       .order = since_order, .unknown = since_unknown),
	COLUMN(.title = "REASON", .width = 20, .least = 9, .grow = 1, .priority = 3,
	       .fit = FIT_TAIL, .text = reason_text, .role = row_role,
	       .draw = reason_draw),
	COLUMN(.title = "READ", .width = 5, .priority = 10, .extra = true,
	       .align = ALIGN_RIGHT, .age = true, .text = read_text, .role = quiet_role,
	       .order = read_order, .unknown = read_unknown),
};

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
	.cols = columns,
	.n_cols = ARRAY_LEN(columns),
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

	memcpy(v->cols, columns, sizeof(v->cols));
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

/* Names, customers and versions are whole where that costs the reason little. */
#define INST_MOST     24
#define VERSION_MOST  10
#define CUSTOMER_MOST 16
#define INST_REASON   42 /* of both at 80 columns: the reason keeps 18 */
#define OTHERS_SMALL  26 /* under 60 columns: state, blanks, 12 of the reason */

static void fit_column(struct fleet_view *v, struct table_col *col, int width, int most)
{
	for (size_t row = 0; row < v->scene->n_sites && width < most; row++) {
		AUTO(buf) text = BUF_INIT(LIMIT_KIB(1));
		int needs = 0;

		col->text(v, row, &text);
		needs = utf8_width(buf_str(&text));
		width = needs > width ? needs : width;
	}
	col->width = width < most ? width : most;
}

static void fit_columns(struct fleet_view *v)
{
	if (v->scene->stamp && v->fitted == v->scene->stamp)
		return;
	v->fitted = v->scene->stamp;
	for (size_t i = 0; i < FLEET_COLS; i++) {
		if (columns[i].text == inst_text)
			fit_column(v, &v->cols[i], columns[i].width, INST_MOST);
		if (columns[i].text == customer_text)
			fit_column(v, &v->cols[i], columns[i].width, CUSTOMER_MOST);
		if (columns[i].text == version_text)
			fit_column(v, &v->cols[i], columns[i].width, VERSION_MOST);
	}
}

/* Under 100 columns a name takes what it needs from the reason beside it. */
static void fit_narrow(struct fleet_view *v, int width)
{
	int room = width < 60 ? width - OTHERS_SMALL : INST_MOST;
	int inst = INST_LEAST;

	for (size_t i = 0; i < FLEET_COLS; i++) {
		if (columns[i].text != inst_text)
			continue;
		inst = v->cols[i].width < room ? v->cols[i].width : room;
		inst = inst > INST_LEAST ? inst : INST_LEAST;
		v->cols[i].narrow = inst;
	}
	for (size_t i = 0; i < FLEET_COLS; i++)
		if (columns[i].text == reason_text)
			v->cols[i].narrow = INST_REASON - inst;
}

static void fleet_update(void *state, const struct scene *s)
{
	struct fleet_view *v = state;
	struct table *t = &v->table;

	v->scene = s;
	fit_columns(v);
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
	bool by_state = t->sort < 0 || columns[t->sort].order == state_order;

	return t->reverse != by_state;
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
			 t->sort < 0 ? "severity" : columns[t->sort].title,
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

	fit_narrow(v, body.width);
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

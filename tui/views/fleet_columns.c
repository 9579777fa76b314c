/*
 * What stands in the columns of the fleet.  One without a source of data is not drawn:
 * where no installation sends heartbeats or summaries of its loads, the reason stands
 * in their place.
 */
#include "tui/views/fleet_columns.h"

#include <inttypes.h>
#include <string.h>

#include "core/base/utf8.h"
#include "core/watch/item.h"
#include "tui/kit/spark.h"
#include "tui/views/strips.h"
#include "tui/views/words.h"

#define INST_LEAST     15
#define CUSTOMER_LEAST 8
#define STATE_WIDTH    9  /* columns: "■ CRIT ◌", "? UNKNOWN" */
#define AS_OF_LEAST    30 /* columns of a reason that says of when it is, too */

static const struct site *site_of(const void *ctx, size_t row)
{
	const struct fleet_view *v = ctx;

	return &v->scene->sites[row];
}

static const struct fleet_row *row_of(const void *ctx, size_t row)
{
	return site_of(ctx, row)->row;
}

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

/* What is named after its installation, which stands in the row already, leaves room
 * for the status; where there is little, the ring beside the state says that it is old.
 */
static void reason_draw(void *ctx, size_t row, struct pen *pen)
{
	const struct fleet_row *r = row_of(ctx, row);
	int room = pen_room(pen);
	AUTO(buf) bare = BUF_INIT(LIMIT_TEXT);
	AUTO(buf) seen = BUF_INIT(LIMIT_TEXT);

	bare_reason(r, &bare);
	if (room >= AS_OF_LEAST)
		as_of_text(ctx, r, &seen);
	if (utf8_width(buf_str(&seen)) + utf8_width(buf_str(&bare)) > room)
		parts_brief(r, buf_str(&bare), &seen);
	else
		buf_add_str(&seen, buf_str(&bare));
	pen_fit(pen, room, row_role(ctx, row), buf_str(&seen), FIT_TAIL, ALIGN_LEFT);
}

/* ---- heartbeats and loads ---- */

#define BEAT_CELL_SEC 240
#define BEAT_CELLS    15
#define BEAT_NARROW   12

static void beat_text(void *ctx, size_t row, struct buf *out)
{
	strip_text(out, site_of(ctx, row)->beats, NULL, BEAT_CELL_SEC, BEAT_CELLS);
}

static void beat_draw(void *ctx, size_t row, struct pen *pen)
{
	strip_draw(pen, site_of(ctx, row)->beats, NULL, BEAT_CELL_SEC, pen_room(pen),
		   ROLE_TEXT);
}

/* Of the agent that is silent longest; -1: what it does now is not known. */
static int64_t lag_of(const void *ctx, size_t row)
{
	const struct beats *b = site_of(ctx, row)->beats;
	uint8_t now = BEAT_SLOT_UNKNOWN;

	if (b && b->n_slots > 0 && !b->err.code)
		beats_strip(b, b->slot_sec, 1, &now);
	return now > BEAT_SLOT_DOWN ? beats_lag(b) : -1;
}

static void lag_text(void *ctx, size_t row, struct buf *out)
{
	strip_lag(out, lag_of(ctx, row));
}

static enum role lag_role(void *ctx, size_t row)
{
	return lag_of(ctx, row) < 0
		       ? ROLE_FAINT
		       : strip_lag_role(site_of(ctx, row)->beats, quiet_role(ctx, row));
}

static bool lag_unknown(void *ctx, size_t row)
{
	return lag_of(ctx, row) < 0;
}

/* The longest first. */
static int lag_order(void *ctx, size_t a, size_t b)
{
	int64_t x = lag_of(ctx, a);
	int64_t y = lag_of(ctx, b);

	return x > y ? -1 : x < y;
}

/* One rejected row is no mountain: a full block is so many at least. */
#define LOADS_TOP 7

static double loads_top(const struct site_loads *l)
{
	double top = LOADS_TOP;

	for (size_t i = 0; i < LOAD_CELLS; i++)
		if (l->cells[i] > top) /* not so for NAN */
			top = l->cells[i];
	return top;
}

static void loads_text(void *ctx, size_t row, struct buf *out)
{
	const struct site_loads *l = &site_of(ctx, row)->loads;

	spark_text(out, LOAD_CELLS, l->cells, l->known ? LOAD_CELLS : 0, loads_top(l));
}

/* Half as wide: the newest of them. */
static void loads_draw(void *ctx, size_t row, struct pen *pen)
{
	const struct site_loads *l = &site_of(ctx, row)->loads;
	int width = pen_room(pen) < LOAD_CELLS ? pen_room(pen) : LOAD_CELLS;
	size_t n = l->known ? (size_t)width : 0;

	spark_draw(pen, width, l->cells + LOAD_CELLS - width, n, loads_top(l),
		   row_role(ctx, row));
}

static void errors_text(void *ctx, size_t row, struct buf *out)
{
	const struct site_loads *l = &site_of(ctx, row)->loads;

	if (l->known && l->n >= 0)
		buf_addf(out, "%" PRId64, l->n);
	else
		buf_add_text(out, "?");
}

static enum role errors_role(void *ctx, size_t row)
{
	const struct site_loads *l = &site_of(ctx, row)->loads;

	return l->known && l->n > 0 ? row_role(ctx, row) : quiet_role(ctx, row);
}

static bool errors_unknown(void *ctx, size_t row)
{
	const struct site_loads *l = &site_of(ctx, row)->loads;

	return !l->known || l->n < 0;
}

/* The most first. */
static int errors_order(void *ctx, size_t a, size_t b)
{
	int64_t x = site_of(ctx, a)->loads.n;
	int64_t y = site_of(ctx, b)->loads.n;

	return x > y ? -1 : x < y;
}

const struct table_col fleet_columns[FLEET_COLS] = {
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
	COLUMN(.title = "BEAT 60m → now", .name = "beat", .narrow_title = "BEAT 48m",
	       .width = BEAT_CELLS, .narrow = BEAT_NARROW, .priority = 3,
	       .text = beat_text, .draw = beat_draw),
	COLUMN(.title = "LAG", .width = 4, .priority = 3, .align = ALIGN_RIGHT,
	       .age = true, .text = lag_text, .role = lag_role, .order = lag_order,
	       .unknown = lag_unknown),
	COLUMN(.title = "LOAD ERR 24h", .name = "loads", .narrow_title = "LOADS",
	       .width = LOAD_CELLS, .narrow = LOAD_CELLS / 2, .priority = 5,
	       .text = loads_text, .draw = loads_draw, .order = errors_order,
	       .unknown = errors_unknown),
	COLUMN(.title = "#", .name = "errors", .narrow_title = "ERR", .width = 4,
	       .priority = 4, .align = ALIGN_RIGHT, .text = errors_text,
	       .role = errors_role, .order = errors_order, .unknown = errors_unknown),
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

/* ---- how wide, and which ---- */

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

/* What no installation has takes no room, and then the reason has it.  Under
 * SMALL columns the reason is what is looked for. */
#define SMALL 72

static void choose(struct fleet_view *v, int width)
{
	bool reason = width < SMALL || (!v->beats && !v->loads);

	for (size_t i = 0; i < FLEET_COLS; i++) {
		struct table_col *col = &v->cols[i];

		if (col->text == beat_text || col->text == lag_text)
			col->extra = !v->beats;
		if (col->text == loads_text || col->text == errors_text)
			col->extra = !v->loads;
		if (width < SMALL && col->text != state_text && col->text != inst_text)
			col->priority = fleet_columns[i].priority + 20;
		else
			col->priority = fleet_columns[i].priority;
		if (col->text == reason_text || col->text == since_text)
			col->priority = reason ? fleet_columns[i].priority
					       : fleet_columns[i].priority + 20;
	}
}

/* Whatever is seen of an installation at all. */
static void find_sources(struct fleet_view *v)
{
	v->beats = v->loads = false;
	for (size_t i = 0; i < v->scene->n_sites; i++) {
		const struct site *site = &v->scene->sites[i];

		v->beats = v->beats || site->beats || site->row->inst->heartbeat_sec;
		v->loads = v->loads || site->loads.known;
	}
}

void fleet_columns_fit(struct fleet_view *v)
{
	find_sources(v);
	if (v->scene->stamp && v->fitted == v->scene->stamp)
		return;
	v->fitted = v->scene->stamp;
	for (size_t i = 0; i < FLEET_COLS; i++) {
		if (fleet_columns[i].text == inst_text)
			fit_column(v, &v->cols[i], fleet_columns[i].width, INST_MOST);
		if (fleet_columns[i].text == customer_text)
			fit_column(v, &v->cols[i], fleet_columns[i].width,
				   CUSTOMER_MOST);
		if (fleet_columns[i].text == version_text)
			fit_column(v, &v->cols[i], fleet_columns[i].width,
				   VERSION_MOST);
	}
}

/* Under 100 columns a name takes what it needs from the reason beside it. */
static void fit_narrow(struct fleet_view *v, int width)
{
	int room = width < 60 ? width - OTHERS_SMALL : INST_MOST;
	int inst = INST_LEAST;

	for (size_t i = 0; i < FLEET_COLS; i++) {
		if (fleet_columns[i].text != inst_text)
			continue;
		inst = v->cols[i].width < room ? v->cols[i].width : room;
		inst = inst > INST_LEAST ? inst : INST_LEAST;
		v->cols[i].narrow = inst;
	}
	for (size_t i = 0; i < FLEET_COLS; i++)
		if (fleet_columns[i].text == reason_text)
			v->cols[i].narrow = INST_REASON - inst;
}

void fleet_columns_choose(struct fleet_view *v, int width)
{
	choose(v, width);
	fit_narrow(v, width);
}

bool fleet_column_falls(size_t col)
{
	return fleet_columns[col].order == state_order ||
	       fleet_columns[col].order == lag_order ||
	       fleet_columns[col].order == errors_order;
}

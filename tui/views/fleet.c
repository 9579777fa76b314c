/*
 * The fleet: every installation, worst first, and below it why the selected one is in
 * the state it is in.  Columns without a source of data are not drawn.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/clock.h"
#include "tui/views/parts.h"
#include "tui/views/views.h"
#include "tui/views/words.h"

#define WHY_LINES      7 /* rule and six lines; on a short screen four */
#define WHY_LINES_LOW  4
#define LOW_BODY_LINES 24

struct fleet_view {
	const struct scene *scene; /* borrowed between update and the next one */
	struct table_source source;
	struct table table;
	char inst[PLACE_INST]; /* under the cursor */
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

static void state_text(void *ctx, size_t row, struct buf *out)
{
	word_state(out, row_of(ctx, row)->worst.severity);
}

static enum role state_role(void *ctx, size_t row)
{
	const struct fleet_row *r = row_of(ctx, row);

	return r->data == FLEET_READ || r->worst.severity != SEV_OK
		       ? word_role(r->worst.severity)
		       : ROLE_STALE;
}

static int state_order(void *ctx, size_t a, size_t b)
{
	(void)ctx;
	return a < b ? -1 : a > b; /* the scene is worst first */
}

/* Ink means trouble: what is well, or of an earlier run, is quiet. */
static enum role row_role(void *ctx, size_t row)
{
	return parts_stale(row_of(ctx, row)) ? ROLE_STALE : ROLE_TEXT;
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

static void region_text(void *ctx, size_t row, struct buf *out)
{
	buf_add_text(out, row_of(ctx, row)->inst->region);
}

static void version_text(void *ctx, size_t row, struct buf *out)
{
	const struct fleet_row *r = row_of(ctx, row);

	buf_add_text(out, text_empty(r->version) ? "?" : r->version);
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

static int since_order(void *ctx, size_t a, size_t b)
{
	int64_t x = row_of(ctx, a)->worst.since_sec;
	int64_t y = row_of(ctx, b)->worst.since_sec;

	return x < y ? -1 : x > y;
}

/* A subject that stands in the reason already is not said twice. */
static void reason_line(const struct verdict *v, struct buf *out)
{
	if (v->subject[0] && !strstr(v->reason, v->subject) &&
	    strncmp(v->rule, "stack", 5) == 0)
		buf_addf(out, "%s ", v->subject);
	buf_add_text(out, v->reason);
}

static void reason_text(void *ctx, size_t row, struct buf *out)
{
	const struct fleet_row *r = row_of(ctx, row);

	if (r->refreshing && r->data == FLEET_NOTHING)
		buf_add_text(out, "reading …");
	else if (r->worst.severity != SEV_OK || r->worst.changing)
		reason_line(&r->worst, out);
}

static const struct table_col columns[] = {
	{ .title = "STATE", .width = 9, .priority = 1, .text = state_text,
	  .role = state_role, .order = state_order },
	{ .title = "INSTALLATION", .width = 18, .narrow = 16, .priority = 2,
	  .fit = FIT_MIDDLE, .text = inst_text, .role = row_role },
	{ .title = "CUSTOMER", .width = 16, .narrow = 15, .priority = 6, .fit = FIT_TAIL,
	  .text = customer_text, .role = quiet_role },
	{ .title = "REGION", .width = 14, .priority = 8, .text = region_text,
	  .role = quiet_role },
	{ .title = "VERSION", .width = 7, .priority = 9, .fit = FIT_TAIL,
	  .text = version_text, .role = quiet_role },
	{ .title = "STACKS", .width = 7, .priority = 5, .text = stacks_text,
	  .role = stacks_role },
	{ .title = "SINCE", .width = 6, .priority = 7, .align = ALIGN_RIGHT,
	  .text = since_text, .role = quiet_role, .order = since_order },
	{ .title = "REASON", .width = 20, .narrow = 18, .grow = 1, .priority = 3,
	  .fit = FIT_TAIL, .text = reason_text, .role = row_role },
};

/* ---- the view ---- */

static const struct table_source source_rows = {
	.cols = columns,
	.n_cols = ARRAY_LEN(columns),
	.n_rows = n_rows,
	.id = row_id,
	.problem = row_problem,
};

static void *fleet_new_view(void)
{
	struct fleet_view *v = mem_new(1, sizeof(*v));

	v->source = source_rows;
	v->source.ctx = v;
	table_init(&v->table, &v->source);
	v->table.focus = "fleet";
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
	table_refresh(t);
	text_keep(v->inst, sizeof(v->inst), str_of(table_id(t)));
	if (!text_empty(t->filter) || t->problems_only)
		t->empty = t->problems_only ? "No installation has a problem. ! shows all."
					    : "The filter hides all. Esc clears it.";
	else
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

static void fleet_title(void *state, const struct scene *s, struct view_title *ret)
{
	struct fleet_view *v = state;
	struct table *t = &v->table;
	int64_t cached_sec = all_cached_sec(s);

	buf_add_text(&ret->crumbs, "Fleet");
	if (s->stage == PROGRAM_FAILED && s->trouble && s->trouble->code) {
		buf_addf(&ret->right, "■ %s", s->trouble->text);
		ret->right_role = ROLE_CRIT;
	} else if (cached_sec) {
		word_as_of(&ret->right, cached_sec, s->now_sec);
		ret->right_role = ROLE_STALE;
	} else {
		buf_addf(&ret->right, "sorted by %s %s · %zu of %zu",
			 t->sort < 0 ? "severity" : columns[t->sort].title,
			 t->reverse ? "▴" : "▾", t->n_shown, s->n_sites);
	}
	parts_table_title(t, ret);
}

/* ---- why ---- */

static void why_line(const struct scene *s, const struct verdict *v, struct frame *f,
		     struct area a, int line)
{
	struct pen pen = pen_at(f, a, line);
	struct evidence e = parts_evidence(v);
	AUTO(buf) right = BUF_INIT(128);
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(2));
	bool wide = a.width >= 100;

	if (v->since_sec)
		word_age(&right, v->since_sec, s->now_sec);
	if (v->seq >= 0 && wide)
		buf_addf(&right, "%s#%" PRId64, right.len ? "  " : "", v->seq);
	if (v->severity != SEV_OK)
		buf_addf(&right, "%s%s", right.len ? "  " : "", e.tab);
	reason_line(v, &text);
	pen_skip(&pen, 2);
	pen_right(&pen, ROLE_MUTED, buf_text(&right));
	pen_text(&pen, word_role(v->severity), word_sign(v->severity));
	pen_skip(&pen, 1);
	if (wide) {
		pen_fit(&pen, 18, ROLE_MUTED, str_of(v->rule), FIT_TAIL, ALIGN_LEFT);
		pen_skip(&pen, 1);
	}
	pen_fit(&pen, pen_room(&pen), ROLE_TEXT, buf_str(&text), FIT_TAIL, ALIGN_LEFT);
}

static void access_line(const struct site *site, const struct scene *s, struct frame *f,
			struct area a, int line)
{
	struct pen pen = pen_at(f, a, line);
	AUTO(buf) text = BUF_INIT(LIMIT_KIB(1));
	const struct session *ses = site->session;

	pen_skip(&pen, 2);
	if (ses && ses->state == SESSION_OPEN) {
		buf_add_text(&text, "Access now: OBSERVE since ");
		word_when(&text, ses->opened_sec, s->now_sec);
		buf_addf(&text, "; the customer sees session %s. Enter opens.", ses->name);
	} else if (ses && ses->state == SESSION_FAILED) {
		buf_addf(&text, "Access: %s", ses->error.text);
	} else {
		buf_add_text(&text, "Access: no session is open. Reading opens one; the "
				    "customer sees it.");
	}
	pen_fit(&pen, pen_room(&pen), ROLE_MUTED, buf_str(&text), FIT_TAIL, ALIGN_LEFT);
}

static void why_title(const struct scene *s, const struct fleet_row *r, struct buf *left,
		      struct buf *right)
{
	buf_addf(left, "Why %s is %s", r->inst->name, severity_name(r->worst.severity));
	if (r->data == FLEET_READ && r->read_sec) {
		buf_add_text(right, "collected ");
		clock_hms(right, r->read_sec);
		buf_add_char(right, 'Z');
	} else {
		parts_age(s, r, right);
	}
}

static void draw_why(const struct site *site, const struct scene *s, struct frame *f,
		     struct area a)
{
	const struct fleet_row *r = site->row;
	AUTO(buf) left = BUF_INIT(LIMIT_KIB(1));
	AUTO(buf) right = BUF_INIT(LIMIT_KIB(1));
	int last = a.height - 1; /* of the access line */
	int line = 1;

	why_title(s, r, &left, &right);
	frame_rule(f, a, 0, buf_text(&left), buf_text(&right), ROLE_MUTED);
	for (size_t i = 0; i < r->health.n && line < last; i++, line++) {
		size_t rest = r->health.n - i;

		if (line == last - 1 && rest > 1) {
			struct pen pen = pen_at(f, a, line);

			pen_printf(&pen, ROLE_MUTED, "  … %zu more · Enter shows all", rest);
			break;
		}
		why_line(s, &r->health.rows[i], f, a, line);
	}
	access_line(site, s, f, a, last);
}

static void fleet_draw(void *state, const struct scene *s, struct frame *f,
		       struct area body)
{
	struct fleet_view *v = state;
	int why = body.height >= LOW_BODY_LINES ? WHY_LINES : WHY_LINES_LOW;
	const struct site *site = scene_find(s, v->inst);

	if (body.height < 12 || !site)
		why = 0;
	table_draw(&v->table, f, area_lines(body, 0, body.height - why), true);
	if (why)
		draw_why(site, s, f, area_lines(body, body.height - why, why));
}

static enum view_use fleet_act(void *state, const struct scene *s, enum action a,
			       struct wish *ret)
{
	struct fleet_view *v = state;

	(void)s;
	if (a == ACTION_OPEN || a == ACTION_JOURNAL) {
		AUTO(buf) filter = BUF_INIT(PLACE_THING);

		buf_addf(&filter, "inst:=%s", v->inst);
		if (!v->inst[0])
			wish_say(ret, PROGRAM_NOTE, "No row is selected.");
		else if (a == ACTION_OPEN)
			wish_go(ret, VIEW_OVERVIEW, v->inst, "");
		else
			wish_go(ret, VIEW_JOURNAL, v->inst, buf_text(&filter));
		return VIEW_USED;
	}
	if (a == ACTION_SORT) {
		ret->kind = WISH_COMMAND;
		text_keep(ret->text, sizeof(ret->text), STR("sort "));
		return VIEW_USED;
	}
	return parts_table_act(&v->table, a);
}

static const char *fleet_inst(void *state)
{
	return ((struct fleet_view *)state)->inst;
}

static void fleet_filter(void *state, const struct scene *s, struct str words)
{
	table_filter(&((struct fleet_view *)state)->table, words);
	fleet_update(state, s);
}

static const char *fleet_filter_text(void *state)
{
	return text_or(((struct fleet_view *)state)->table.filter, "");
}

static bool fleet_sort(void *state, struct str column, bool reverse)
{
	return parts_sort(&((struct fleet_view *)state)->table, column, reverse);
}

static void fleet_columns(void *state, struct buf *out)
{
	parts_columns(&((struct fleet_view *)state)->table, out);
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
	.filter = fleet_filter,
	.filter_text = fleet_filter_text,
	.sort = fleet_sort,
	.columns = fleet_columns,
};

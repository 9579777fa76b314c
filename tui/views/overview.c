/*
 * One installation: health with its reasons, stacks, what failed first, who was here.
 * Health rows are the only source of the installation's state.
 */
#include <stdlib.h>
#include <string.h>

#include "core/base/clock.h"
#include "tui/views/later.h"
#include "tui/views/overview_lists.h"
#include "tui/views/overview_metrics.h"
#include "tui/views/overview_panels.h"
#include "tui/views/overview_why.h"
#include "tui/views/parts.h"
#include "tui/views/views.h"
#include "tui/views/visits.h"
#include "tui/views/words.h"

/* In the order of Tab; one without a source of data is not there. */
enum panel {
	PANEL_HEALTH,
	PANEL_BEATS,
	PANEL_STACKS,
	PANEL_WHY,
	PANEL_METRICS,
	PANEL_LOADS,
	PANEL_WHO
};
#define PANELS 7

static const char *const panel_names[PANELS] = { "Health",      "Heartbeat",
						 "Stacks",      "Why",
						 "Key metrics", "Load errors",
						 "Who was here" };

#define LEFT_LEAST   59 /* columns of the left panels on a wide screen */
#define METRICS_MOST 4  /* more are shown where there is room left over */

struct overview {
	const struct scene *scene;   /* borrowed between update and the next one */
	const struct site *site;     /* NULL: it is not there */
	const struct fleet_row *row; /* of the installation; NULL: likewise */
	char inst[PLACE_INST];
	enum panel panel;
	bool whole; /* the focused panel has the whole body */
	struct overview_lists lists;
	struct detail why;
	struct visits visits;
	size_t n_metrics;
};

static bool has_panel(const struct overview *v, enum panel p)
{
	switch (p) {
	case PANEL_BEATS: return overview_has_beats(v->site);
	case PANEL_METRICS: return v->n_metrics > 0;
	case PANEL_LOADS: return overview_has_loads(v->site);
	case PANEL_HEALTH:
	case PANEL_STACKS:
	case PANEL_WHY:
	case PANEL_WHO: break;
	}
	return true;
}

/* ---- the view ---- */

static void *overview_new(void)
{
	struct overview *v = mem_new(1, sizeof(*v));

	overview_lists_init(&v->lists);
	detail_init(&v->why);
	v->why.focus = "why";
	return v;
}

static void overview_free(void *state)
{
	struct overview *v = state;

	overview_lists_release(&v->lists);
	detail_release(&v->why);
	free(v);
}

static void overview_update(void *state, const struct scene *s)
{
	struct overview *v = state;
	const struct site *site = scene_find(s, v->inst);

	v->scene = s;
	v->site = site;
	v->row = site ? site->row : NULL;
	v->n_metrics = overview_metrics_n(s, v->row);
	if (!has_panel(v, v->panel))
		v->panel = PANEL_HEALTH;
	overview_lists_fill(&v->lists, s, v->row);
	overview_why(v->row, v->scene->now_sec, &v->why);
	visits_fill(&v->visits, s->records, v->inst);
}

static void overview_enter(void *state, const struct scene *s, const struct place *p)
{
	struct overview *v = state;

	if (!text_eq(v->inst, p->inst)) {
		text_keep(v->inst, sizeof(v->inst), str_of(p->inst));
		v->panel = PANEL_HEALTH;
		v->whole = false;
		v->visits = (struct visits){ .n = 0 };
		overview_update(v, s);
		(void)table_move(&v->lists.health, TABLE_TOP);
		(void)table_move(&v->lists.stacks, TABLE_TOP);
		detail_other(&v->why);
	}
	overview_update(v, s);
}

/* "■ CRIT since 13:49Z": what is known of it, also when that may have changed. */
static enum role title_state(const struct scene *s, const struct verdict *v,
			     struct buf *out)
{
	word_state(out, v->severity);
	if (v->since_sec && v->severity != SEV_OK) {
		buf_add_text(out, " since ");
		word_when(out, v->since_sec, s->now_sec);
	}
	return word_role(v->severity);
}

/* How old it is, after the state it was in when it was in trouble. */
static void title_stale(const struct scene *s, const struct fleet_row *row,
			struct view_title *ret)
{
	const struct verdict *v = &row->worst;

	if (v->severity == SEV_STALE)
		v = &row->health.rows[0]; /* the worst of what it was */
	ret->right_role = parts_age_role(s, row);
	if (v->since_sec && v->severity != SEV_STALE && v->severity != SEV_OK) {
		enum role role = title_state(s, v, &ret->right);

		if (row->data == FLEET_NOTHING) {
			ret->right_role = role;
			return;
		}
		buf_add_text(&ret->right, " · ");
	}
	parts_age(s, row, &ret->right);
}

static void overview_title(void *state, const struct scene *s, struct view_title *ret)
{
	struct overview *v = state;
	int at = 0;
	int n = 0;

	buf_addf(&ret->crumbs, "Fleet › %s › Overview", v->inst);
	if (!v->row) {
		buf_add_text(&ret->right, "not in the configuration");
		return;
	}
	if (parts_stale(v->row))
		title_stale(s, v->row, ret);
	else
		ret->right_role = title_state(s, &v->row->worst, &ret->right);
	for (enum panel p = PANEL_HEALTH; p < PANELS; p++) {
		n += has_panel(v, p);
		at += has_panel(v, p) && p <= v->panel;
	}
	buf_addf(&ret->settings, "panel %d/%d %s", at, n, panel_names[v->panel]);
	if (v->whole)
		buf_add_text(&ret->settings, " · whole screen");
	buf_add_text(&ret->position, "Tab next panel · Enter opens it");
}

static void panel_rule(const struct overview *v, struct frame *f, struct area a,
		       enum panel p, const char *right)
{
	AUTO(buf) title = BUF_INIT(64);

	/* the focused panel is named by shape too, not by ink alone */
	buf_addf(&title, "%s%s", p == v->panel ? "› " : "", panel_names[p]);
	frame_rule(f, a, 0, buf_text(&title), right, ROLE_MUTED);
}

/* One line or two are too short for a heading: what failed first stands in it. */
static void draw_why_line(struct overview *v, struct frame *f, struct area a)
{
	const struct verdict *d = &v->row->health.rows[0];
	const struct stack *s = stacks_find(&v->row->stacks, d->subject);
	const struct stack_event *e = s ? stack_first_cause(s) : NULL;
	struct pen pen = pen_at(f, area_inset(a, 2), 0);
	AUTO(buf) text = BUF_INIT(LIMIT_TEXT);

	if (e)
		buf_addf(&text, "%s %s: %s", e->logical, e->status, e->reason);
	else
		buf_add_text(&text, verdict_reason(d));
	pen_text(&pen, word_role(d->severity), word_sign(d->severity));
	pen_skip(&pen, 1);
	pen_fit(&pen, pen_room(&pen), ROLE_TEXT, buf_str(&text), FIT_TAIL, ALIGN_LEFT);
}

static void draw_why(struct overview *v, struct frame *f, struct area a, bool focused)
{
	if (a.height <= 2 && !focused && v->row->health.n &&
	    v->row->health.rows[0].severity != SEV_OK)
		draw_why_line(v, f, a);
	else
		detail_draw(&v->why, f, area_inset(a, 1), focused);
}

static void draw_panel(struct overview *v, struct frame *f, struct area a, enum panel p)
{
	struct area body = area_lines(a, 1, -1);
	bool focused = v->panel == p;
	AUTO(buf) right = BUF_INIT(64);

	if (a.height < 2)
		return;
	if (p == PANEL_STACKS && v->row && v->row->stacks.n)
		buf_addf(&right, "%zu of %zu settled", v->row->n_settled,
			 v->row->stacks.n);
	if (p == PANEL_BEATS)
		overview_beats_right(v->site, a.width, &right);
	if (p == PANEL_METRICS)
		overview_metrics_right(v->scene, v->row, &right);
	if (p == PANEL_LOADS)
		buf_add_text(&right, "by cause, 24 h");
	if (p == PANEL_WHO)
		buf_add_text(&right, "journal");
	panel_rule(v, f, a, p, buf_text(&right));
	switch (p) {
	case PANEL_HEALTH: table_draw(&v->lists.health, f, body, focused); return;
	case PANEL_STACKS: table_draw(&v->lists.stacks, f, body, focused); return;
	case PANEL_WHY: draw_why(v, f, body, focused); return;
	case PANEL_BEATS:
		overview_beats_draw(v->site, v->scene, f, body, focused);
		return;
	case PANEL_METRICS:
		overview_metrics_draw(v->scene, v->row, f, body, focused);
		return;
	case PANEL_LOADS: overview_loads_draw(v->site, f, body, focused); return;
	case PANEL_WHO: visits_draw(&v->visits, v->scene, f, body, focused); return;
	}
}

/* ---- where the panels stand ---- */

/* Panels one below the other. */
struct column {
	struct {
		enum panel panel;
		int most;  /* lines that it has use for, with its rule */
		int lines; /* that it has; 0: there is no room for it */
	} items[PANELS];
	size_t n;
	size_t rest; /* who takes what is left over */
	int width;
};

/* Lines that the panel has use for, without its rule. */
static int lines_of(const struct overview *v, enum panel p, int width)
{
	size_t n = v->n_metrics < METRICS_MOST ? v->n_metrics : METRICS_MOST;

	switch (p) {
	case PANEL_HEALTH: return (int)v->lists.health.n_shown;
	case PANEL_BEATS: return overview_beats_lines(v->site);
	case PANEL_STACKS: return (int)v->lists.stacks.n_shown;
	case PANEL_METRICS: return (int)n * overview_metrics_each(width);
	case PANEL_LOADS: return overview_loads_lines(v->site);
	case PANEL_WHO: return (int)v->visits.n;
	case PANEL_WHY: return detail_lines(&v->why, LEFT_LEAST);
	}
	return 1;
}

/* air  blank lines below its contents; limit: most lines */
static void add_panel(const struct overview *v, struct column *c, enum panel p, int air,
		      int limit)
{
	int most = lines_of(v, p, c->width) + 1 + air;

	if (!has_panel(v, p))
		return;
	if (most > limit && p != v->panel)
		most = limit;
	c->items[c->n].panel = p;
	c->items[c->n].most = most > 2 ? most : 2;
	c->items[c->n].lines = 2;
	if (p == PANEL_WHY || p == PANEL_STACKS)
		c->rest = c->n;
	c->n++;
}

/* Each has its rule and a line, but where that is too much for all; the focused one
 * always, and up to four lines more before the others have more, one by one. */
static void share(const struct overview *v, struct column *c, int left)
{
	size_t n = c->n;
	bool more = true;

	for (size_t i = c->n; i-- > 0 && (int)n * 2 > left;)
		if (c->items[i].panel != v->panel) {
			c->items[i].lines = 0;
			n--;
		}
	left -= (int)n * 2;
	for (size_t i = 0; i < c->n; i++)
		while (c->items[i].panel == v->panel && left > 0 &&
		       c->items[i].lines < c->items[i].most && c->items[i].lines < 6) {
			c->items[i].lines++;
			left--;
		}
	while (more && left > 0) {
		more = false;
		for (size_t i = 0; i < c->n && left > 0; i++) {
			if (!c->items[i].lines || c->items[i].lines >= c->items[i].most)
				continue;
			c->items[i].lines++;
			left--;
			more = true;
		}
	}
	if (left > 0 && c->items[c->rest].lines)
		c->items[c->rest].lines += left;
}

static void draw_column(struct overview *v, struct column *c, struct frame *f,
			struct area a)
{
	int line = 0;

	share(v, c, a.height);
	for (size_t i = 0; i < c->n; i++) {
		if (!c->items[i].lines)
			continue;
		draw_panel(v, f, area_lines(a, line, c->items[i].lines),
			   c->items[i].panel);
		line += c->items[i].lines;
	}
}

/* What is measured stands at the right; where no metric is, why does. */
static void draw_wide(struct overview *v, struct frame *f, struct area body)
{
	struct column one = { .n = 0 };
	struct column two = { .n = 0 };
	struct area left = { 0 };
	struct area right = { 0 };
	int half = body.height / 2;

	area_split(body, LEFT_LEAST + (body.width > 120 ? (body.width - 120) / 2 : 0),
		   &left, &right);
	frame_bar(f, body, right.col - 1);
	one.width = left.width;
	two.width = right.width;
	add_panel(v, &one, PANEL_HEALTH, 1, half);
	add_panel(v, &one, PANEL_BEATS, 1, half);
	add_panel(v, &one, PANEL_STACKS, 1, half);
	add_panel(v, v->n_metrics ? &one : &two, PANEL_WHY, 0, half);
	add_panel(v, &two, PANEL_METRICS, 1, half);
	add_panel(v, &two, PANEL_LOADS, 1, half);
	add_panel(v, &two, PANEL_WHO, 1, half);
	draw_column(v, &one, f, left);
	draw_column(v, &two, f, right);
}

/* Where it is low, why takes a line and leaves the others to what is measured. */
static int narrow_most(const struct overview *v, enum panel p, int height)
{
	if (p == PANEL_WHO)
		return 4;
	return p == PANEL_WHY && v->n_metrics && height < 24 ? 2 : height / 3;
}

/* One column: what there is of each, the focused panel is never left out. */
static void draw_narrow(struct overview *v, struct frame *f, struct area body)
{
	struct column all = { .width = body.width };

	if (body.height < 10) {
		draw_panel(v, f, body, v->panel);
		return;
	}
	for (enum panel p = PANEL_HEALTH; p < PANELS; p++)
		add_panel(v, &all, p, 0, narrow_most(v, p, body.height));
	draw_column(v, &all, f, body);
}

static void overview_draw(void *state, const struct scene *s, struct frame *f,
			  struct area body)
{
	struct overview *v = state;

	(void)s;
	if (!v->row) {
		struct pen pen = pen_at(f, body, 1);

		pen_printf(&pen, ROLE_WARN,
			   "  The configuration names no installation %s.", v->inst);
		return;
	}
	if (v->whole)
		draw_panel(v, f, body, v->panel);
	else if (body.width >= 100)
		draw_wide(v, f, body);
	else
		draw_narrow(v, f, body);
}

static void open_journal(const struct overview *v, struct wish *ret)
{
	AUTO(buf) filter = BUF_INIT(PLACE_THING);

	buf_addf(&filter, "inst:=%s", v->inst);
	wish_go(ret, VIEW_JOURNAL, v->inst, buf_text(&filter));
}

/* The chart of the metric, with the cursor where the trouble began. */
static void open_metric(const struct overview *v, const struct verdict *d,
			struct wish *ret)
{
	AUTO(buf) words = BUF_INIT(PLACE_THING);

	buf_addf(&words, ">%s", verdict_thing(d));
	if (d->since_sec) {
		buf_add_text(&words, " @");
		clock_rfc3339(&words, d->since_sec);
	}
	wish_go(ret, VIEW_METRICS, v->inst, buf_text(&words));
}

/* Where Enter leads from the health panel: to the stack, or to the evidence. */
static void open_verdict(struct overview *v, struct wish *ret)
{
	const struct verdict *d = overview_lists_verdict(&v->lists);
	enum view_id view = VIEW_STACKS;

	if (!d)
		return;
	view = parts_evidence(d).view;
	if (stacks_find(&v->row->stacks, d->subject))
		wish_go(ret, VIEW_STACK, v->inst, d->subject);
	else if (view == VIEW_JOURNAL)
		open_journal(v, ret);
	else if (view == VIEW_METRICS)
		open_metric(v, d, ret);
	else if (view == VIEW_OVERVIEW && has_panel(v, PANEL_LOADS))
		v->panel = PANEL_LOADS; /* what the metadata tells stands there */
	else if (view == VIEW_OVERVIEW || view == VIEW_STACK)
		wish_go(ret, VIEW_STACKS, v->inst, "");
	else
		wish_go(ret, view, v->inst,
			view == VIEW_ACCESS || view == VIEW_STACKS ? ""
								   : verdict_thing(d));
}

static void open_panel(struct overview *v, struct wish *ret)
{
	switch (v->panel) {
	case PANEL_HEALTH: open_verdict(v, ret); return;
	case PANEL_BEATS: wish_go(ret, VIEW_HEARTBEATS, v->inst, ""); return;
	case PANEL_STACKS:
		wish_go(ret, table_id(&v->lists.stacks) ? VIEW_STACK : VIEW_STACKS,
			v->inst, text_or(table_id(&v->lists.stacks), ""));
		return;
	case PANEL_WHY: wish_go(ret, VIEW_STACKS, v->inst, ""); return;
	case PANEL_METRICS: wish_go(ret, VIEW_METRICS, v->inst, ""); return;
	case PANEL_LOADS:
		wish_say(ret, PROGRAM_NOTE, "%s", later_of(STR("loads")));
		return;
	case PANEL_WHO: open_journal(v, ret); return;
	}
}

static void next_panel(struct overview *v, int step)
{
	do
		v->panel = (enum panel)(((int)v->panel + PANELS + step) % PANELS);
	while (!has_panel(v, v->panel));
}

static enum view_use overview_act(void *state, const struct scene *s, enum action a,
				  struct wish *ret)
{
	struct overview *v = state;

	(void)s;
	if (!v->row)
		return VIEW_UNUSED;
	if (v->whole && (a == ACTION_ESC || a == ACTION_QUIT))
		a = ACTION_FULL;
	switch ((int)a) {
	case ACTION_FULL: v->whole = !v->whole; return VIEW_USED;
	case ACTION_NEXT_PANEL: next_panel(v, 1); return VIEW_USED;
	case ACTION_PREV_PANEL: next_panel(v, -1); return VIEW_USED;
	case ACTION_OPEN: open_panel(v, ret); return VIEW_USED;
	case ACTION_JOURNAL: open_journal(v, ret); return VIEW_USED;
	default: break;
	}
	switch (v->panel) {
	case PANEL_HEALTH:
	case PANEL_STACKS: break; /* the console moves in tables */
	case PANEL_WHY: return parts_detail_act(&v->why, a);
	case PANEL_BEATS:
	case PANEL_METRICS:
	case PANEL_LOADS:
	case PANEL_WHO: break;
	}
	return VIEW_UNUSED;
}

/* Hints say what the focused panel does. */
static bool overview_useful(void *state, const struct scene *s, enum action a)
{
	const struct overview *v = state;

	(void)s;
	if (a == ACTION_NEXT_PROBLEM || a == ACTION_PREV_PROBLEM)
		return v->panel == PANEL_HEALTH || v->panel == PANEL_STACKS;
	return true;
}

static struct table *overview_table(void *state)
{
	struct overview *v = state;

	if (!v->row)
		return NULL;
	switch (v->panel) {
	case PANEL_HEALTH: return &v->lists.health;
	case PANEL_STACKS: return &v->lists.stacks;
	case PANEL_BEATS:
	case PANEL_WHY:
	case PANEL_METRICS:
	case PANEL_LOADS:
	case PANEL_WHO: break;
	}
	return NULL;
}

static bool overview_text(void *state, struct find_pane *ret)
{
	struct overview *v = state;

	*ret = detail_pane(&v->why);
	return v->row && v->panel == PANEL_WHY;
}

const struct view_ops view_overview = {
	.id = VIEW_OVERVIEW,
	.tab = 2,
	.of_site = true,
	.new = overview_new,
	.free = overview_free,
	.enter = overview_enter,
	.update = overview_update,
	.title = overview_title,
	.draw = overview_draw,
	.act = overview_act,
	.useful = overview_useful,
	.table = overview_table,
	.text = overview_text,
};

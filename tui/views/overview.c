/*
 * One installation: health with its reasons, stacks, what failed first, who was here.
 * Health rows are the only source of the installation's state.
 */
#include <stdlib.h>
#include <string.h>

#include "tui/views/overview_lists.h"
#include "tui/views/overview_why.h"
#include "tui/views/parts.h"
#include "tui/views/views.h"
#include "tui/views/visits.h"
#include "tui/views/words.h"

enum panel {
	PANEL_HEALTH,
	PANEL_STACKS,
	PANEL_WHY,
	PANEL_WHO
};
#define PANELS 4

static const char *const panel_names[PANELS] = { "Health", "Stacks", "Why",
						 "Who was here" };

#define LEFT_LEAST 59 /* columns of the left panels on a wide screen */

struct overview {
	const struct scene *scene;   /* borrowed between update and the next one */
	const struct fleet_row *row; /* of the installation; NULL: it is not there */
	char inst[PLACE_INST];
	enum panel panel;
	bool whole; /* the focused panel has the whole body */
	struct overview_lists lists;
	struct detail why;
	struct visits visits;
};

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
	v->row = site ? site->row : NULL;
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

	buf_addf(&ret->crumbs, "Fleet › %s › Overview", v->inst);
	if (!v->row) {
		buf_add_text(&ret->right, "not in the configuration");
		return;
	}
	if (parts_stale(v->row))
		title_stale(s, v->row, ret);
	else
		ret->right_role = title_state(s, &v->row->worst, &ret->right);
	buf_addf(&ret->settings, "panel %d/%d %s", (int)v->panel + 1, PANELS,
		 panel_names[v->panel]);
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

/* One line is too short for a heading: what failed first stands in it. */
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
	if (a.height == 1 && !focused && v->row->health.n &&
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
	if (p == PANEL_WHO)
		buf_add_text(&right, "journal");
	panel_rule(v, f, a, p, buf_text(&right));
	switch (p) {
	case PANEL_HEALTH: table_draw(&v->lists.health, f, body, focused); return;
	case PANEL_STACKS: table_draw(&v->lists.stacks, f, body, focused); return;
	case PANEL_WHY: draw_why(v, f, body, focused); return;
	case PANEL_WHO: visits_draw(&v->visits, v->scene, f, body, focused); return;
	}
}

static int clamp(int value, int low, int high)
{
	if (value > high)
		value = high;
	return value < low ? low : value;
}

static void draw_wide(struct overview *v, struct frame *f, struct area body)
{
	struct area left = { 0 };
	struct area right = { 0 };
	int health = 0;
	int who = 0;

	area_split(body, LEFT_LEAST + (body.width > 120 ? (body.width - 120) / 2 : 0),
		   &left, &right);
	frame_bar(f, body, right.col - 1);
	health = clamp((int)v->lists.health.n_shown + 2, 4, left.height / 2);
	who = clamp((int)v->visits.n + 2, 4, right.height / 2);
	draw_panel(v, f, area_lines(left, 0, health), PANEL_HEALTH);
	draw_panel(v, f, area_lines(left, health, -1), PANEL_STACKS);
	draw_panel(v, f, area_lines(right, 0, right.height - who), PANEL_WHY);
	draw_panel(v, f, area_lines(right, right.height - who, who), PANEL_WHO);
}

/* One column: what there is of each, the focused panel is never left out. */
static void draw_narrow(struct overview *v, struct frame *f, struct area body)
{
	int health = clamp((int)v->lists.health.n_shown + 1, 2, body.height / 3);
	int stacks = clamp((int)v->lists.stacks.n_shown + 1, 2, body.height / 3);
	int who = clamp((int)v->visits.n + 1, 2, 4);
	int cause = 0;

	/* the focused one is read: it takes the room of the last */
	if (v->panel == PANEL_WHY && body.height - health - stacks - who < 4)
		who = 0;
	cause = body.height - health - stacks - who;
	if (body.height < 10) {
		draw_panel(v, f, body, v->panel);
		return;
	}
	draw_panel(v, f, area_lines(body, 0, health), PANEL_HEALTH);
	draw_panel(v, f, area_lines(body, health, stacks), PANEL_STACKS);
	draw_panel(v, f, area_lines(body, health + stacks, cause), PANEL_WHY);
	draw_panel(v, f, area_lines(body, body.height - who, who), PANEL_WHO);
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

/* Where Enter leads from the health panel: to the stack, or to the evidence. */
static void open_verdict(struct overview *v, struct wish *ret)
{
	size_t row = table_row(&v->lists.health);
	const struct verdict *d = NULL;

	if (row == TABLE_NONE)
		return;
	d = &v->row->health.rows[row];
	if (stacks_find(&v->row->stacks, d->subject))
		wish_go(ret, VIEW_STACK, v->inst, d->subject);
	else if (parts_evidence(d).view == VIEW_ACCESS)
		wish_go(ret, VIEW_ACCESS, v->inst, "");
	else if (parts_evidence(d).view == VIEW_JOURNAL)
		open_journal(v, ret);
	else
		wish_go(ret, VIEW_STACKS, v->inst, "");
}

static void open_panel(struct overview *v, struct wish *ret)
{
	switch (v->panel) {
	case PANEL_HEALTH: open_verdict(v, ret); return;
	case PANEL_STACKS:
		wish_go(ret, table_id(&v->lists.stacks) ? VIEW_STACK : VIEW_STACKS,
			v->inst, text_or(table_id(&v->lists.stacks), ""));
		return;
	case PANEL_WHY: wish_go(ret, VIEW_STACKS, v->inst, ""); return;
	case PANEL_WHO: open_journal(v, ret); return;
	}
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
	case ACTION_NEXT_PANEL:
		v->panel = (enum panel)((v->panel + 1) % PANELS);
		return VIEW_USED;
	case ACTION_PREV_PANEL:
		v->panel = (enum panel)((v->panel + PANELS - 1) % PANELS);
		return VIEW_USED;
	case ACTION_OPEN: open_panel(v, ret); return VIEW_USED;
	case ACTION_JOURNAL: open_journal(v, ret); return VIEW_USED;
	default: break;
	}
	switch (v->panel) {
	case PANEL_HEALTH:
	case PANEL_STACKS: break; /* the console moves in tables */
	case PANEL_WHY: return parts_detail_act(&v->why, a);
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
	case PANEL_WHY:
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

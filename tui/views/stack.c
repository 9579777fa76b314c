/*
 * One stack: its resources as a tree by kind, problems first and unfolded; its events,
 * newest first, the first cause marked; outputs and parameters; the selected resource.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/clock.h"
#include "core/base/utf8.h"
#include "tui/views/events.h"
#include "tui/views/parts.h"
#include "tui/views/stack_tree.h"
#include "tui/views/views.h"
#include "tui/views/words.h"

enum panel {
	PANEL_RESOURCES,
	PANEL_EVENTS,
	PANEL_DETAIL,
	PANEL_OUTPUTS,
	PANEL_PARAMETERS
};
#define PANELS 5

static const char *const panel_names[PANELS] = { "Resources", "Events", "Resource",
						 "Outputs", "Parameters" };

#define LEFT_LEAST  60 /* columns of the tree on a wide screen */
#define RIGHT_LEAST 58 /* of the events, or the panels stand one above the other */

struct stack_view {
	const struct scene *scene;   /* borrowed between update and the next one */
	const struct fleet_row *row; /* NULL: no such installation */
	const struct stack *stack;   /* NULL: no such stack */
	char inst[PLACE_INST], name[PLACE_THING];
	enum panel panel;
	struct stack_tree tree;
	struct events events;
	struct detail detail, outputs, parameters;
	bool whole;      /* the focused panel has the whole body */
	int pairs_width; /* of outputs and parameters when last drawn; 0 */
};

/* ---- side panels ---- */

/* Unfocused panels show one line a pair; the focused one shows values whole. */
static void fill_pairs(struct detail *d, const struct stack_pairs *pairs,
		       const char *empty, bool whole, int width)
{
	int keys = 0;

	for (size_t i = 0; i < pairs->n; i++)
		if (utf8_width(str_of(pairs->items[i].key)) > keys)
			keys = utf8_width(str_of(pairs->items[i].key));
	if (keys > LEFT_LEAST / 3)
		keys = LEFT_LEAST / 3;
	for (size_t i = 0; i < pairs->n; i++) {
		const struct stack_pair *p = &pairs->items[i];
		bool secret = text_eq(p->value, STACK_SECRET);
		AUTO(buf) value = BUF_INIT(LIMIT_TEXT);

		if (whole)
			buf_add_text(&value, p->value);
		else
			utf8_fit_middle(&value, str_of(p->value), width - keys - 5);
		detail_pair(d, p->key, secret ? ROLE_MASK : ROLE_TEXT, buf_str(&value));
	}
	if (!pairs->n)
		detail_text(d, ROLE_FAINT, str_of(empty));
}

/* The newest event about the resource that gives a reason. */
static const struct stack_event *event_of(const struct stack *s, const char *logical)
{
	for (size_t i = 0; i < s->n_events; i++)
		if (text_eq(s->events[i].logical, logical) && s->events[i].reason[0])
			return &s->events[i];
	return NULL;
}

static void fill_detail(struct stack_view *v)
{
	const struct stack_resource *r = stack_tree_selected(&v->tree);
	const struct stack_event *e = NULL;
	enum phase p = PHASE_OK;
	AUTO(buf) story = BUF_INIT(LIMIT_KIB(1));

	detail_clear(&v->detail);
	if (!r) {
		detail_text(&v->detail, ROLE_FAINT,
			    STR("Select a resource to see it here."));
		return;
	}
	p = stack_tree_phase(&v->tree);
	e = event_of(v->stack, r->logical);
	phase_story(v->stack, r, v->scene->now_sec, &story);
	detail_pair(&v->detail, "status", phase_role(p), buf_str(&story));
	if (e && e->first_cause)
		detail_pair(&v->detail, "first cause", ROLE_CRIT, STR("yes"));
	detail_pair(&v->detail, "physical id", ROLE_TEXT,
		    str_of(r->physical[0] ? r->physical : "not made yet"));
	if (r->reason[0])
		detail_pair(&v->detail, "reason", ROLE_TEXT, str_of(r->reason));
	else if (e && stack_phase_bad(p))
		detail_pair(&v->detail, "reason", ROLE_TEXT, str_of(e->reason));
	detail_pair(&v->detail, "type", ROLE_MUTED, str_of(r->type));
	if (r->drift[0])
		detail_pair(&v->detail, "drift", word_drift_role(r->drift),
			    str_of(word_drift(r->drift)));
}

/* ---- the view ---- */

static void *stack_new(void)
{
	struct stack_view *v = mem_new(1, sizeof(*v));

	stack_tree_init(&v->tree);
	detail_init(&v->detail);
	detail_init(&v->outputs);
	detail_init(&v->parameters);
	v->detail.focus = "detail";
	v->outputs.focus = "outputs";
	v->parameters.focus = "parameters";
	return v;
}

static void stack_free(void *state)
{
	struct stack_view *v = state;

	stack_tree_release(&v->tree);
	detail_release(&v->detail);
	detail_release(&v->outputs);
	detail_release(&v->parameters);
	free(v);
}

static const char *empty_tree(const struct stack_view *v)
{
	if (!v->row)
		return "The configuration names no such installation.";
	if (!v->stack)
		return "This installation has no such stack, or it was never read.";
	if (!v->stack->details_sec)
		return "Its resources were not read yet; r reads them.";
	return "This stack has no resources.";
}

static void stack_update(void *state, const struct scene *s)
{
	struct stack_view *v = state;
	const struct site *site = scene_find(s, v->inst);
	int width = v->pairs_width ? v->pairs_width : LEFT_LEAST;

	v->scene = s;
	v->row = site ? site->row : NULL;
	v->stack = scene_stack(s, v->inst, v->name);
	v->tree.table.loading =
		v->row && v->row->refreshing && (!v->stack || !v->stack->details_sec);
	v->tree.table.empty = empty_tree(v);
	stack_tree_fill(&v->tree, v->stack, s->now_sec);
	fill_detail(v);
	/* what stood here may be another customer's */
	detail_clear(&v->outputs);
	detail_clear(&v->parameters);
	if (v->stack) {
		fill_pairs(&v->outputs, &v->stack->outputs, "No outputs.",
			   v->panel == PANEL_OUTPUTS, width);
		fill_pairs(&v->parameters, &v->stack->parameters, "No parameters.",
			   v->panel == PANEL_PARAMETERS, width);
	}
}

static void stack_enter(void *state, const struct scene *s, const struct place *p)
{
	struct stack_view *v = state;
	bool other = !text_eq(v->inst, p->inst) || !text_eq(v->name, p->thing);

	text_keep(v->inst, sizeof(v->inst), str_of(p->inst));
	text_keep(v->name, sizeof(v->name), str_of(p->thing));
	if (other) {
		v->panel = PANEL_RESOURCES;
		v->whole = false;
		stack_tree_reset(&v->tree);
		events_top(&v->events);
	}
	stack_update(v, s);
	if (other)
		stack_tree_select_first(&v->tree);
	fill_detail(v);
}

static void stack_title(void *state, const struct scene *s, struct view_title *ret)
{
	struct stack_view *v = state;
	struct verdict d = { 0 };

	buf_addf(&ret->crumbs, "Fleet › %s › Stacks › %s", v->inst, v->name);
	if (v->row && parts_stale(v->row)) {
		parts_age(s, v->row, &ret->right);
		ret->right_role = parts_age_role(s, v->row);
	} else if (v->stack) {
		health_stack(v->stack, s->now_sec, &d);
		buf_addf(&ret->right, "%s %s ",
			 d.changing && d.severity == SEV_OK ? "○"
							    : word_sign(d.severity),
			 v->stack->status);
		word_when(&ret->right, v->stack->changed_sec, s->now_sec);
		ret->right_role = word_role(d.severity);
	}
	buf_addf(&ret->settings, "panel %d/%d %s", (int)v->panel + 1, PANELS,
		 panel_names[v->panel]);
	table_position(&v->tree.table, &ret->position);
}

static void draw_facts(const struct stack_view *v, struct frame *f, struct area a)
{
	const struct stack *s = v->stack;
	struct pen pen = pen_at(f, a, 0);
	AUTO(buf) when = BUF_INIT(64);

	if (!s)
		return;
	pen_skip(&pen, 1);
	pen_text(&pen, ROLE_MUTED, "Version ");
	pen_text(&pen, ROLE_TEXT, s->version[0] ? s->version : "?");
	word_when(&when, s->changed_sec, v->scene->now_sec);
	pen_text(&pen, ROLE_MUTED, "   Changed ");
	pen_text(&pen, ROLE_TEXT, buf_text(&when));
	pen_text(&pen, ROLE_MUTED, "   Drift ");
	pen_text(&pen, word_drift_role(s->drift), word_drift(s->drift));
	pen_text(&pen, ROLE_MUTED, "   Deletion ");
	pen_text(&pen, ROLE_TEXT, s->protected ? "protected" : "not protected");
	if (s->parent[0])
		pen_printf(&pen, ROLE_MUTED, "   Nested in %s", s->parent);
}

static void panel_right(const struct stack_view *v, enum panel p, struct buf *out)
{
	const struct stack *s = v->stack;

	switch (p) {
	case PANEL_RESOURCES:
		buf_addf(out, "%zu%s", s->n_resources, s->resources_cut ? "+" : "");
		if (v->tree.n_bad)
			buf_addf(out, " · %zu in trouble", v->tree.n_bad);
		return;
	case PANEL_EVENTS:
		buf_add_text(out, s->events_cut ? "newest first · older ones not read"
						: "newest first");
		return;
	case PANEL_OUTPUTS:
		if (s->outputs.n)
			buf_addf(out, "%zu", s->outputs.n);
		return;
	case PANEL_PARAMETERS:
		if (s->parameters.n)
			buf_addf(out, "%zu", s->parameters.n);
		return;
	case PANEL_DETAIL: return;
	}
}

static void draw_panel(struct stack_view *v, struct frame *f, struct area a,
		       enum panel p)
{
	struct area body = area_lines(a, 1, -1);
	bool focused = v->panel == p;
	const struct stack_resource *r = stack_tree_selected(&v->tree);
	AUTO(buf) title = BUF_INIT(LIMIT_KIB(1));
	AUTO(buf) right = BUF_INIT(128);

	if (a.height < 2)
		return;
	buf_addf(&title, "%s%s", focused ? "› " : "",
		 p == PANEL_DETAIL && r ? r->logical : panel_names[p]);
	if (v->stack)
		panel_right(v, p, &right);
	frame_rule(f, a, 0, buf_text(&title), buf_text(&right), ROLE_MUTED);
	switch (p) {
	case PANEL_RESOURCES: table_draw(&v->tree.table, f, body, focused); return;
	case PANEL_EVENTS:
		events_draw(&v->events, v->stack, v->scene->now_sec, f, body, focused);
		return;
	case PANEL_DETAIL: detail_draw(&v->detail, f, body, focused); return;
	case PANEL_OUTPUTS: detail_draw(&v->outputs, f, body, focused); return;
	case PANEL_PARAMETERS: detail_draw(&v->parameters, f, body, focused); return;
	}
}

/* Lines for a panel of n items and its rule, at most `most`. */
static int lines_for(size_t n, int most)
{
	int lines = n + 1 > (size_t)most ? most : (int)n + 1;

	return lines < 2 ? 2 : lines;
}

static int left_width(struct area body)
{
	return LEFT_LEAST + (body.width - LEFT_LEAST - RIGHT_LEAST - 1) / 2;
}

static bool is_wide(struct area body)
{
	return body.width >= LEFT_LEAST + 1 + RIGHT_LEAST;
}

static void draw_wide(struct stack_view *v, struct frame *f, struct area body)
{
	struct area left = { 0 };
	struct area right = { 0 };
	int outputs = lines_for(v->stack ? v->stack->outputs.n : 0, body.height / 5);
	int parameters =
		lines_for(v->stack ? v->stack->parameters.n : 0, body.height / 4);
	int detail = body.height * 2 / 5;
	int tree = 0;

	draw_facts(v, f, area_lines(body, 0, 1));
	body = area_lines(body, 1, -1);
	area_split(body, left_width(body), &left, &right);
	frame_bar(f, body, right.col - 1);
	tree = left.height - outputs - parameters;
	draw_panel(v, f, area_lines(left, 0, tree), PANEL_RESOURCES);
	draw_panel(v, f, area_lines(left, tree, outputs), PANEL_OUTPUTS);
	draw_panel(v, f, area_lines(left, tree + outputs, parameters),
		   PANEL_PARAMETERS);
	draw_panel(v, f, area_lines(right, 0, right.height - detail), PANEL_EVENTS);
	draw_panel(v, f, area_lines(right, right.height - detail, detail),
		   PANEL_DETAIL);
}

/* One column: the tree, and below it the focused panel, or the events. */
static void draw_narrow(struct stack_view *v, struct frame *f, struct area body)
{
	enum panel below = v->panel == PANEL_RESOURCES ? PANEL_EVENTS : v->panel;
	int tree = lines_for(v->tree.table.n_shown + 1, body.height / 2);

	if (body.height < 10) {
		draw_panel(v, f, body, v->panel);
		return;
	}
	draw_panel(v, f, area_lines(body, 0, tree), PANEL_RESOURCES);
	draw_panel(v, f, area_lines(body, tree, -1), below);
}

static void stack_draw(void *state, const struct scene *s, struct frame *f,
		       struct area body)
{
	struct stack_view *v = state;

	bool wide = is_wide(body);
	int width = wide && !v->whole ? left_width(body) : body.width;

	if (width != v->pairs_width) {
		v->pairs_width = width;
		stack_update(v, s);
	}
	if (v->whole)
		draw_panel(v, f, body, v->panel);
	else if (wide)
		draw_wide(v, f, body);
	else
		draw_narrow(v, f, body);
}

static enum view_use fold(struct stack_view *v, bool open)
{
	if (v->panel != PANEL_RESOURCES)
		return VIEW_UNUSED;
	stack_tree_fold(&v->tree, open);
	return VIEW_USED;
}

static enum view_use open_row(struct stack_view *v, struct wish *ret)
{
	if (v->panel != PANEL_RESOURCES)
		v->whole = !v->whole;
	else if (table_row(&v->tree.table) == TABLE_NONE)
		wish_say(ret, PROGRAM_NOTE, "No row is selected.");
	else if (stack_tree_selected(&v->tree))
		v->panel = PANEL_DETAIL;
	else
		stack_tree_toggle(&v->tree);
	return VIEW_USED;
}

static enum view_use act_in_panel(struct stack_view *v, enum action a)
{
	switch (v->panel) {
	case PANEL_RESOURCES: break; /* the console moves in the tree */
	case PANEL_EVENTS:
		return events_act(&v->events, v->stack, a) ? VIEW_USED : VIEW_UNUSED;
	case PANEL_DETAIL: return parts_detail_act(&v->detail, a);
	case PANEL_OUTPUTS: return parts_detail_act(&v->outputs, a);
	case PANEL_PARAMETERS: return parts_detail_act(&v->parameters, a);
	}
	return VIEW_UNUSED;
}

static enum view_use stack_act(void *state, const struct scene *s, enum action a,
			       struct wish *ret)
{
	struct stack_view *v = state;
	AUTO(buf) filter = BUF_INIT(PLACE_THING);

	(void)s;
	if (v->whole && (a == ACTION_ESC || a == ACTION_QUIT)) {
		v->whole = false;
		return VIEW_USED;
	}
	switch ((int)a) {
	case ACTION_NEXT_PANEL:
		v->panel = (enum panel)((v->panel + 1) % PANELS);
		return VIEW_USED;
	case ACTION_PREV_PANEL:
		v->panel = (enum panel)((v->panel + PANELS - 1) % PANELS);
		return VIEW_USED;
	case ACTION_OPEN: return open_row(v, ret);
	case ACTION_LEFT: return fold(v, false);
	case ACTION_RIGHT: return fold(v, true);
	case ACTION_JOURNAL:
		buf_addf(&filter, "inst:=%s", v->inst);
		wish_go(ret, VIEW_JOURNAL, v->inst, buf_text(&filter));
		return VIEW_USED;
	default: return act_in_panel(v, a);
	}
}

/* Hints say what the focused panel does. */
static bool stack_useful(void *state, const struct scene *s, enum action a)
{
	const struct stack_view *v = state;

	(void)s;
	switch ((int)a) {
	case ACTION_LEFT:
	case ACTION_RIGHT:
	case ACTION_FILTER: return v->panel == PANEL_RESOURCES;
	case ACTION_NEXT_PROBLEM:
	case ACTION_PREV_PROBLEM:
		return v->panel == PANEL_RESOURCES || v->panel == PANEL_EVENTS;
	default: return true;
	}
}

static struct table *stack_table(void *state)
{
	struct stack_view *v = state;

	return v->panel == PANEL_RESOURCES ? &v->tree.table : NULL;
}

const struct view_ops view_stack = {
	.id = VIEW_STACK,
	.tab = 3,
	.of_site = true,
	.new = stack_new,
	.free = stack_free,
	.enter = stack_enter,
	.update = stack_update,
	.title = stack_title,
	.draw = stack_draw,
	.act = stack_act,
	.useful = stack_useful,
	.table = stack_table,
};

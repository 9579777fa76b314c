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
#include "tui/views/stack_panels.h"
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
#define LEFT_BEST   66
#define RIGHT_LEAST 53 /* of the events, or the panels stand one above the other */

struct stack_view {
	const struct scene *scene;   /* borrowed between update and the next one */
	const struct fleet_row *row; /* NULL: no such installation */
	const struct stack *stack;   /* NULL: no such stack */
	char inst[PLACE_INST], name[PLACE_THING];
	enum panel panel;
	struct stack_tree tree;
	struct stack_fleet fleet;
	struct events events;
	struct detail detail, outputs, parameters;
	bool whole;      /* the focused panel has the whole body */
	bool entered;    /* the detail, from the resources: Esc leads back there */
	int pairs_width; /* of outputs and parameters when last drawn; 0 */
};

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
	stack_fleet_release(&v->fleet);
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

static void fill_detail(struct stack_view *v)
{
	stack_panel_resource(&v->detail, v->stack, stack_tree_selected(&v->tree),
			     stack_tree_phase(&v->tree), v->scene->now_sec);
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
	stack_fleet_fill(&v->fleet, s, v->inst, v->stack);
	/* what stood here may be another customer's */
	detail_clear(&v->outputs);
	detail_clear(&v->parameters);
	fill_detail(v);
	if (!v->stack)
		return;
	stack_panel_outputs(&v->outputs, v->stack,
			    v->panel == PANEL_OUTPUTS ? 0 : width);
	stack_panel_parameters(&v->parameters, v->stack, &v->fleet,
			       v->panel == PANEL_PARAMETERS ? 0 : width);
}

static void stack_enter(void *state, const struct scene *s, const struct place *p)
{
	struct stack_view *v = state;
	bool other = !text_eq(v->inst, p->inst) || !text_eq(v->name, p->thing);

	text_keep(v->inst, sizeof(v->inst), str_of(p->inst));
	text_keep(v->name, sizeof(v->name), str_of(p->thing));
	if (other) {
		v->panel = PANEL_RESOURCES;
		v->whole = v->entered = false;
		stack_tree_reset(&v->tree);
		events_other(&v->events);
		detail_other(&v->detail);
		detail_other(&v->outputs);
		detail_other(&v->parameters);
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
		health_stack(v->stack, fleet_row_judged_sec(v->row, s->now_sec), &d);
		buf_addf(&ret->right, "%s %s ",
			 d.changing && d.severity == SEV_OK ? "○"
							    : word_sign(d.severity),
			 v->stack->status);
		word_when(&ret->right, v->stack->changed_sec, s->now_sec);
		ret->right_role = word_role(d.severity);
	}
	if (v->panel == PANEL_RESOURCES)
		stack_tree_position(&v->tree, &ret->settings);
	buf_addf(&ret->settings, "%spanel %d/%d %s", ret->settings.len ? " · " : "",
		 (int)v->panel + 1, PANELS, panel_names[v->panel]);
	if (v->whole)
		buf_add_text(&ret->settings, " · whole screen");
	buf_addf(&ret->position, "filter %s", text_or(v->tree.table.filter, "none"));
}

static void draw_facts(const struct stack_view *v, struct frame *f, struct area a)
{
	const struct stack *s = v->stack;
	struct pen pen = pen_at(f, a, 0);
	bool digit = s && s->version[0] >= '0' && s->version[0] <= '9';
	AUTO(buf) when = BUF_INIT(64);

	if (!s)
		return;
	pen_skip(&pen, 1);
	pen_text(&pen, ROLE_MUTED, "Template ");
	pen_printf(&pen, ROLE_TEXT, "%s%s", digit ? "v" : "",
		   text_or(s->version, "of no version"));
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
		if (v->tree.n_failed)
			buf_addf(out, " · %zu failed", v->tree.n_failed);
		else if (v->tree.n_bad)
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
		if (stack_fleet_n(&v->fleet, s))
			buf_addf(out, "%zu differ from the fleet",
				 stack_fleet_n(&v->fleet, s));
		else if (s->parameters.n)
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

static int left_width(struct area body)
{
	int more = body.width - LEFT_LEAST - RIGHT_LEAST - 1;
	int best = LEFT_BEST - LEFT_LEAST;

	return LEFT_LEAST + (more > best ? best + (more - best) / 2 : more);
}

static bool is_wide(struct area body)
{
	return body.width >= LEFT_LEAST + 1 + RIGHT_LEAST;
}

static int least(int a, int b)
{
	return a < b ? a : b;
}

/* Panels that take the lines they need, while these suffice; the tree gives way last.
 */
static void draw_left(struct stack_view *v, struct frame *f, struct area a)
{
	int outputs = detail_lines(&v->outputs, a.width) + 2;
	int parameters = detail_lines(&v->parameters, a.width) + 2;
	int tree = (int)v->tree.table.n_shown + 3;

	if (tree + outputs + parameters > a.height) {
		parameters = least(parameters - 1, a.height / 4);
		outputs = least(outputs - 1, a.height / 5);
		tree = a.height - parameters - outputs;
	}
	if (!v->tree.table.n_shown)
		tree = a.height - parameters - outputs;
	draw_panel(v, f, area_lines(a, 0, tree), PANEL_RESOURCES);
	draw_panel(v, f, area_lines(a, tree, outputs), PANEL_OUTPUTS);
	draw_panel(v, f, area_lines(a, tree + outputs, parameters), PANEL_PARAMETERS);
}

static void draw_right(struct stack_view *v, struct frame *f, struct area a)
{
	int events = events_lines(v->stack, v->scene->now_sec, a.width) + 2;
	int detail = detail_lines(&v->detail, a.width) + 1;

	if (events + detail > a.height) {
		detail = least(detail, a.height * 2 / 5);
		events = a.height - detail;
	}
	draw_panel(v, f, area_lines(a, 0, events), PANEL_EVENTS);
	draw_panel(v, f, area_lines(a, events, detail), PANEL_DETAIL);
}

static void draw_wide(struct stack_view *v, struct frame *f, struct area body)
{
	struct area left = { 0 };
	struct area right = { 0 };

	draw_facts(v, f, area_lines(body, 0, 1));
	body = area_lines(body, 1, -1);
	area_split(body, left_width(body), &left, &right);
	frame_bar(f, body, right.col - 1);
	draw_left(v, f, left);
	draw_right(v, f, right);
}

/* What differs from the fleet stands below the events where there is room. */
static int draw_differences(struct stack_view *v, struct frame *f, struct area a)
{
	struct detail d;
	int lines = 0;

	if (!v->stack || !stack_fleet_n(&v->fleet, v->stack))
		return 0;
	detail_init(&d);
	stack_panel_differences(&d, v->stack, &v->fleet, a.width);
	lines = least(detail_lines(&d, a.width) + 1, a.height / 3);
	if (lines > 1) {
		AUTO(buf) right = BUF_INIT(128);

		panel_right(v, PANEL_PARAMETERS, &right);
		a = area_lines(a, a.height - lines, lines);
		frame_rule(f, a, 0, panel_names[PANEL_PARAMETERS], buf_text(&right),
			   ROLE_MUTED);
		detail_draw(&d, f, area_lines(a, 1, -1), false);
	}
	detail_release(&d);
	return lines > 1 ? lines : 0;
}

/* One column: the tree, and below it the focused panel, or the events. */
static void draw_narrow(struct stack_view *v, struct frame *f, struct area body)
{
	enum panel below = v->panel == PANEL_RESOURCES ? PANEL_EVENTS : v->panel;
	int tree = least((int)v->tree.table.n_shown + 1, body.height / 2);

	if (body.height < 10) {
		draw_panel(v, f, body, v->panel);
		return;
	}
	if (!v->tree.table.n_shown)
		tree = 4;
	table_draw(&v->tree.table, f, area_lines(body, 0, tree),
		   v->panel == PANEL_RESOURCES);
	body = area_lines(body, tree, -1);
	if (below == PANEL_EVENTS)
		body.height -= draw_differences(v, f, body);
	draw_panel(v, f, body, below);
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

static void to_panel(struct stack_view *v, size_t panel, bool entered)
{
	v->panel = (enum panel)(panel % PANELS);
	v->entered = entered;
}

static enum view_use open_row(struct stack_view *v, struct wish *ret)
{
	if (v->panel != PANEL_RESOURCES)
		v->whole = !v->whole;
	else if (table_row(&v->tree.table) == TABLE_NONE)
		wish_say(ret, PROGRAM_NOTE, "No row is selected.");
	else if (stack_tree_selected(&v->tree))
		to_panel(v, PANEL_DETAIL, true);
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

static bool about_resource(const struct stack_view *v)
{
	return v->panel == PANEL_RESOURCES || v->panel == PANEL_DETAIL;
}

/* y, Y and d are about a resource, which may be anything while the keys are elsewhere.
 */
static enum view_use act_on_row(const struct stack_view *v, struct wish *ret)
{
	if (about_resource(v))
		return VIEW_UNUSED;
	wish_say(ret, PROGRAM_NOTE,
		 "No row is selected in this panel; go to Resources to choose one.");
	return VIEW_USED;
}

static enum view_use stack_act(void *state, const struct scene *s, enum action a,
			       struct wish *ret)
{
	struct stack_view *v = state;
	AUTO(buf) filter = BUF_INIT(PLACE_THING);

	(void)s;
	if (v->whole && (a == ACTION_ESC || a == ACTION_QUIT))
		a = ACTION_FULL;
	switch ((int)a) {
	case ACTION_NEXT_PANEL: to_panel(v, v->panel + 1, false); return VIEW_USED;
	case ACTION_PREV_PANEL:
		to_panel(v, v->panel + PANELS - 1, false);
		return VIEW_USED;
	case ACTION_ESC:
	case ACTION_QUIT:
		if (!v->entered)
			return VIEW_UNUSED;
		to_panel(v, PANEL_RESOURCES, false);
		return VIEW_USED;
	case ACTION_OPEN: return open_row(v, ret);
	case ACTION_FULL: v->whole = !v->whole; return VIEW_USED;
	case ACTION_COPY:
	case ACTION_COPY_ALL:
	case ACTION_DESCRIBE: return act_on_row(v, ret);
	case ACTION_LEFT: return fold(v, false);
	case ACTION_RIGHT: return fold(v, true);
	case ACTION_JOURNAL:
		buf_addf(&filter, "inst:=%s", v->inst);
		wish_go(ret, VIEW_JOURNAL, v->inst, buf_text(&filter));
		return VIEW_USED;
	default: return act_in_panel(v, a);
	}
}

/* The panel of text that has the keys; NULL: a list has them. */
static struct detail *text_panel(struct stack_view *v)
{
	switch (v->panel) {
	case PANEL_DETAIL: return &v->detail;
	case PANEL_OUTPUTS: return &v->outputs;
	case PANEL_PARAMETERS: return &v->parameters;
	case PANEL_RESOURCES:
	case PANEL_EVENTS: break;
	}
	return NULL;
}

static bool stack_text(void *state, struct find_pane *ret)
{
	struct stack_view *v = state;
	struct detail *d = text_panel(v);

	if (v->panel == PANEL_RESOURCES)
		return false;
	*ret = d ? detail_pane(d) : events_pane(&v->events, v->stack);
	return true;
}

/* Hints say what the focused panel does. */
static bool stack_useful(void *state, const struct scene *s, enum action a)
{
	struct stack_view *v = state;

	(void)s;
	switch ((int)a) {
	case ACTION_PAGE_DOWN:
	case ACTION_BOTTOM: return text_panel(v) && detail_is_long(text_panel(v));
	case ACTION_NEXT_PROBLEM:
	case ACTION_PREV_PROBLEM:
		return v->panel == PANEL_RESOURCES || v->panel == PANEL_EVENTS;
	default: return true;
	}
}

/* Short, so that folding stands there, too. */
static const char *stack_word(void *state, enum action a)
{
	(void)state;
	return a == ACTION_NEXT_PROBLEM ? "next" : NULL;
}

static struct table *stack_table(void *state)
{
	struct stack_view *v = state;

	return v->panel == PANEL_RESOURCES ? &v->tree.table : NULL;
}

/* The detail is about the selected resource, too; in the others nothing is selected. */
static struct table *stack_rows(void *state)
{
	struct stack_view *v = state;

	return about_resource(v) ? &v->tree.table : NULL;
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
	.word = stack_word,
	.table = stack_table,
	.text = stack_text,
	.rows = stack_rows,
};

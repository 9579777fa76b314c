/*
 * One stack: its resources as a tree by kind, problems first and unfolded; its events,
 * newest first, the first cause marked; outputs and parameters; the selected resource.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/clock.h"
#include "core/base/utf8.h"
#include "core/base/vec.h"
#include "tui/views/events.h"
#include "tui/views/parts.h"
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
#define GROUPS_MAX  32

/* A kind of resources: "Compute". */
struct group {
	const char *name; /* static, of stack_resource_group() */
	size_t n, n_bad;
	enum phase worst;
	bool open;
	bool cause; /* what failed first is one of these */
};

/* What the operator did to a group, kept over refreshes. */
struct fold {
	const char *name;
	bool open;
};

/* A line of the tree. */
struct line {
	size_t group;
	size_t resource; /* SIZE_MAX: the group's own line */
	char *id;
};

struct stack_view {
	const struct scene *scene;   /* borrowed between update and the next one */
	const struct fleet_row *row; /* NULL: no such installation */
	const struct stack *stack;   /* NULL: no such stack */
	char inst[PLACE_INST], name[PLACE_THING];
	enum panel panel;
	struct group groups[GROUPS_MAX];
	size_t n_groups;
	struct fold folds[GROUPS_MAX];
	size_t n_folds;
	struct line *lines;
	size_t n_lines, cap_lines;
	struct table_source source;
	struct table tree;
	struct events events;
	struct detail detail, outputs, parameters;
	size_t n_bad;    /* resources in trouble */
	bool whole;      /* the focused panel has the whole body */
	int pairs_width; /* of outputs and parameters when last drawn; 0 */
};

/* ---- the tree ---- */

static size_t n_rows(void *ctx)
{
	return ((const struct stack_view *)ctx)->n_lines;
}

static const struct line *line_at(const void *ctx, size_t row)
{
	return &((const struct stack_view *)ctx)->lines[row];
}

static const struct group *group_at(const void *ctx, size_t row)
{
	const struct stack_view *v = ctx;

	return &v->groups[v->lines[row].group];
}

/* NULL on a group's line. */
static const struct stack_resource *resource_at(const void *ctx, size_t row)
{
	const struct stack_view *v = ctx;
	size_t i = v->lines[row].resource;

	return i == SIZE_MAX || !v->stack ? NULL : &v->stack->resources[i];
}

static const char *row_id(void *ctx, size_t row)
{
	return line_at(ctx, row)->id;
}

static enum phase row_phase(const void *ctx, size_t row)
{
	const struct stack_view *v = ctx;
	const struct stack_resource *r = resource_at(ctx, row);

	return r ? phase_of_resource(v->stack, r) : group_at(ctx, row)->worst;
}

static bool bad(enum phase p)
{
	return p == PHASE_FAILED || p == PHASE_ROLLED || p == PHASE_UNKNOWN;
}

static bool row_problem(void *ctx, size_t row)
{
	return resource_at(ctx, row) && bad(row_phase(ctx, row));
}

static uint32_t row_sign(void *ctx, size_t row)
{
	if (resource_at(ctx, row))
		return 0;
	return group_at(ctx, row)->open ? 0x25BE : 0x25B8; /* ▾ ▸ */
}

static void state_text(void *ctx, size_t row, struct buf *out)
{
	enum phase p = row_phase(ctx, row);

	buf_add_text(out, resource_at(ctx, row) ? phase_text(p) : phase_sign(p));
}

static enum role state_role(void *ctx, size_t row)
{
	enum phase p = row_phase(ctx, row);

	return p == PHASE_OK && resource_at(ctx, row) ? ROLE_MUTED : phase_role(p);
}

static void logical_text(void *ctx, size_t row, struct buf *out)
{
	const struct stack_resource *r = resource_at(ctx, row);

	buf_add_text(out, r ? r->logical : group_at(ctx, row)->name);
}

static enum role logical_role(void *ctx, size_t row)
{
	if (!resource_at(ctx, row))
		return ROLE_TITLE;
	return bad(row_phase(ctx, row)) ? ROLE_TEXT : ROLE_MUTED;
}

static void type_text(void *ctx, size_t row, struct buf *out)
{
	const struct stack_resource *r = resource_at(ctx, row);

	if (r)
		buf_add_text(out, word_type(r->type));
	else
		word_count(out, group_at(ctx, row)->n, "resource");
}

static enum role quiet_role(void *ctx, size_t row)
{
	(void)ctx;
	(void)row;
	return ROLE_MUTED;
}

static void changed_text(void *ctx, size_t row, struct buf *out)
{
	const struct stack_view *v = ctx;
	const struct stack_resource *r = resource_at(ctx, row);
	int64_t now_sec = v->scene->now_sec;

	if (!r)
		return;
	if (now_sec - r->changed_sec < INT64_C(86400))
		word_when(out, r->changed_sec, now_sec);
	else
		word_age(out, r->changed_sec, now_sec);
}

static const struct table_col columns[] = {
	COLUMN(.title = "STATE", .width = 9, .priority = 1, .text = state_text,
	       .role = state_role),
	COLUMN(.title = "LOGICAL ID", .width = 18, .grow = 2, .priority = 2,
	       .fit = FIT_MIDDLE, .text = logical_text, .role = logical_role),
	COLUMN(.title = "TYPE", .width = 18, .grow = 1, .priority = 3, .fit = FIT_TAIL,
	       .text = type_text, .role = quiet_role),
	COLUMN(.title = "CHANGED", .width = 7, .priority = 4, .align = ALIGN_RIGHT,
	       .text = changed_text, .role = quiet_role),
};

static struct group *find_group(struct stack_view *v, const char *name)
{
	for (size_t i = 0; i < v->n_groups; i++)
		if (text_eq(v->groups[i].name, name))
			return &v->groups[i];
	if (v->n_groups == GROUPS_MAX)
		return &v->groups[GROUPS_MAX - 1];
	v->groups[v->n_groups] = (struct group){ .name = name, .worst = PHASE_OK };
	return &v->groups[v->n_groups++];
}

/* Worst first; PHASE_FAILED is the worst. */
static int phase_weight(enum phase p)
{
	static const int weights[] = {
		[PHASE_FAILED] = 0, [PHASE_ROLLED] = 1, [PHASE_UNKNOWN] = 2,
		[PHASE_BUSY] = 3,   [PHASE_OK] = 4,     [PHASE_GONE] = 5,
	};

	return weights[p];
}

static int compare_groups(const void *a, const void *b)
{
	const struct group *x = a;
	const struct group *y = b;
	int by_phase = phase_weight(x->worst) - phase_weight(y->worst);

	return by_phase ? by_phase : strcmp(x->name, y->name);
}

/* The group of what failed first is in trouble, even if its resource is not listed. */
static void mark_cause(struct stack_view *v)
{
	const struct stack_event *e = stack_first_cause(v->stack);
	enum phase p = phase_of(v->stack->status);
	const char *name = e ? stack_resource_group(e->type) : NULL;

	if (!e || e->of_stack || (p != PHASE_FAILED && p != PHASE_ROLLED))
		return;
	for (size_t i = 0; i < v->n_groups; i++) {
		if (!text_eq(v->groups[i].name, name))
			continue;
		v->groups[i].worst = PHASE_FAILED;
		v->groups[i].cause = true;
	}
}

static void fill_groups(struct stack_view *v)
{
	v->n_groups = 0;
	v->n_bad = 0;
	for (size_t i = 0; i < v->stack->n_resources; i++) {
		const struct stack_resource *r = &v->stack->resources[i];
		struct group *g = find_group(v, stack_resource_group(r->type));
		enum phase p = phase_of_resource(v->stack, r);

		g->n++;
		g->n_bad += bad(p);
		v->n_bad += bad(p);
		if (phase_weight(p) < phase_weight(g->worst))
			g->worst = p;
	}
	mark_cause(v);
	qsort(v->groups, v->n_groups, sizeof(v->groups[0]), compare_groups);
}

/* Open by default: groups with a problem, and the first when none has one. */
static void open_groups(struct stack_view *v)
{
	for (size_t i = 0; i < v->n_groups; i++) {
		struct group *g = &v->groups[i];

		g->open = g->n_bad > 0 || g->cause || g->worst == PHASE_BUSY ||
			  (i == 0 && !v->n_bad) || !text_empty(v->tree.filter);
		for (size_t k = 0; k < v->n_folds; k++)
			if (text_eq(v->folds[k].name, g->name))
				g->open = v->folds[k].open;
	}
}

static void add_line(struct stack_view *v, size_t group, size_t resource)
{
	struct line *l = VEC_PUSH(v->lines, v->n_lines, v->cap_lines);
	AUTO(buf) id = BUF_INIT(LIMIT_KIB(1));

	if (resource == SIZE_MAX)
		buf_addf(&id, "group %s", v->groups[group].name);
	else
		buf_add_text(&id, v->stack->resources[resource].logical);
	*l = (struct line){ group, resource, buf_take(&id) };
}

static void forget_lines(struct stack_view *v)
{
	for (size_t i = 0; i < v->n_lines; i++)
		free(v->lines[i].id);
	v->n_lines = 0;
}

/* 0 failed, 1 else in trouble, 2 well: the order in a group, then by logical id. */
static int member_rank(const struct stack_view *v, const struct stack_resource *r)
{
	enum phase p = phase_of_resource(v->stack, r);

	if (p == PHASE_FAILED)
		return 0;
	return bad(p) ? 1 : 2;
}

static void add_members(struct stack_view *v, size_t group)
{
	const char *name = v->groups[group].name;

	for (int rank = 0; rank < 3; rank++) {
		for (size_t i = 0; i < v->stack->n_resources; i++) {
			const struct stack_resource *r = &v->stack->resources[i];

			if (text_eq(stack_resource_group(r->type), name) &&
			    member_rank(v, r) == rank)
				add_line(v, group, i);
		}
	}
}

static void fill_lines(struct stack_view *v)
{
	forget_lines(v);
	v->n_groups = 0;
	v->n_bad = 0;
	if (!v->stack)
		return;
	fill_groups(v);
	open_groups(v);
	for (size_t i = 0; i < v->n_groups; i++) {
		if (text_empty(v->tree.filter))
			add_line(v, i, SIZE_MAX);
		if (v->groups[i].open)
			add_members(v, i);
	}
}

static void set_fold(struct stack_view *v, const char *group, bool open)
{
	for (size_t i = 0; i < v->n_folds; i++) {
		if (text_eq(v->folds[i].name, group)) {
			v->folds[i].open = open;
			return;
		}
	}
	if (v->n_folds < GROUPS_MAX)
		v->folds[v->n_folds++] = (struct fold){ group, open };
}

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
	size_t row = table_row(&v->tree);
	const struct stack_resource *r = row == TABLE_NONE ? NULL : resource_at(v, row);
	const struct stack_event *e = NULL;
	enum phase p = PHASE_OK;
	AUTO(buf) story = BUF_INIT(LIMIT_KIB(1));

	detail_clear(&v->detail);
	if (!r) {
		detail_text(&v->detail, ROLE_FAINT,
			    STR("Select a resource to see it here."));
		return;
	}
	p = row_phase(v, row);
	e = event_of(v->stack, r->logical);
	phase_story(v->stack, r, v->scene->now_sec, &story);
	detail_pair(&v->detail, "status", phase_role(p), buf_str(&story));
	if (e && e->first_cause)
		detail_pair(&v->detail, "first cause", ROLE_CRIT, STR("yes"));
	detail_pair(&v->detail, "physical id", ROLE_TEXT,
		    str_of(r->physical[0] ? r->physical : "not made yet"));
	if (r->reason[0])
		detail_pair(&v->detail, "reason", ROLE_TEXT, str_of(r->reason));
	else if (e && bad(p))
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

	v->source = (struct table_source){
		.cols = columns,
		.n_cols = ARRAY_LEN(columns),
		.n_rows = n_rows,
		.id = row_id,
		.problem = row_problem,
		.sign = row_sign,
		.ctx = v,
	};
	table_init(&v->tree, &v->source);
	v->tree.focus = "resource";
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

	table_release(&v->tree);
	detail_release(&v->detail);
	detail_release(&v->outputs);
	detail_release(&v->parameters);
	forget_lines(v);
	free(v->lines);
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
	v->tree.loading =
		v->row && v->row->refreshing && (!v->stack || !v->stack->details_sec);
	v->tree.empty = empty_tree(v);
	fill_lines(v);
	table_refresh(&v->tree);
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

/* Where the operator wants to look first: the first resource in trouble. */
static void select_first(struct stack_view *v)
{
	(void)table_move(&v->tree, TABLE_TOP);
	if (v->n_bad)
		(void)table_move(&v->tree, TABLE_NEXT_PROBLEM);
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
		v->n_folds = 0;
		table_filter(&v->tree, (struct str){ 0 });
		events_top(&v->events);
	}
	stack_update(v, s);
	if (other)
		select_first(v);
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
	if (!text_empty(v->tree.filter))
		buf_addf(&ret->settings, " · filter %s", v->tree.filter);
	table_position(&v->tree, &ret->position);
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
		if (v->n_bad)
			buf_addf(out, " · %zu in trouble", v->n_bad);
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
	size_t row = table_row(&v->tree);
	const struct stack_resource *r = row == TABLE_NONE ? NULL : resource_at(v, row);
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
	case PANEL_RESOURCES: table_draw(&v->tree, f, body, focused); return;
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
	int tree = lines_for(v->tree.n_shown + 1, body.height / 2);

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
	size_t row = table_row(&v->tree);
	const struct group *g = NULL;
	AUTO(buf) id = BUF_INIT(LIMIT_KIB(1));

	if (v->panel != PANEL_RESOURCES)
		return VIEW_UNUSED;
	if (row == TABLE_NONE)
		return VIEW_USED;
	g = group_at(v, row);
	set_fold(v, g->name, open);
	buf_addf(&id, "group %s", g->name);
	if (!open)
		(void)table_select(&v->tree, buf_text(&id));
	stack_update(v, v->scene);
	return VIEW_USED;
}

static enum view_use open_row(struct stack_view *v, struct wish *ret)
{
	size_t row = table_row(&v->tree);

	if (v->panel != PANEL_RESOURCES) {
		v->whole = !v->whole;
		return VIEW_USED;
	}
	if (row == TABLE_NONE)
		wish_say(ret, PROGRAM_NOTE, "No row is selected.");
	else if (resource_at(v, row))
		v->panel = PANEL_DETAIL;
	else
		return fold(v, !group_at(v, row)->open);
	return VIEW_USED;
}

static enum view_use act_in_panel(struct stack_view *v, enum action a)
{
	switch (v->panel) {
	case PANEL_RESOURCES: return parts_table_act(&v->tree, a);
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

static void stack_filter(void *state, const struct scene *s, struct str words)
{
	struct stack_view *v = state;

	table_filter(&v->tree, words);
	stack_update(v, s);
}

static const char *stack_filter_text(void *state)
{
	return text_or(((struct stack_view *)state)->tree.filter, "");
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
	.filter = stack_filter,
	.filter_text = stack_filter_text,
};

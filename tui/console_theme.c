/*
 * Themes on the console: the list tries on what the cursor stands on, and the
 * inspector names the role of a cell and where its look comes from.
 *
 * What always holds: whichever way the list is left, what was only tried on is taken
 * off again; while the inspector is open the screen below it stands still.
 */
#include "tui/console_impl.h"

#include "core/base/limits.h"
#include "tui/kit/theme_check.h"

#define PANEL_LINES 7 /* of the inspector, with its borders */
#define PANEL_WIDTH 78
#define LEAP        8 /* cells of a page key */

/* ---- the list ---- */

void console_theme_follow(struct console *c, const struct scene *s)
{
	bool here = console_place(c)->view == VIEW_THEMES;
	struct table *t = here ? console_table(c) : NULL;
	const char *name = t ? table_id(t) : NULL;

	if (!here && c->tried[0]) {
		c->tried[0] = '\0';
		c->host.theme(c->host.ctx, "", THEME_RESTORE);
		return;
	}
	if (!name || !s->theme || text_eq(name, c->tried))
		return;
	if (!c->tried[0] && text_eq(name, s->theme->name))
		return; /* worn already */
	text_keep(c->tried, sizeof(c->tried), str_of(name));
	c->host.theme(c->host.ctx, c->tried, THEME_TRY);
}

void console_theme_keep(struct console *c, const struct scene *s, struct str name)
{
	char keep[THEME_NAME_MAX];

	text_keep(keep, sizeof(keep), name);
	c->host.theme(c->host.ctx, keep, THEME_KEEP);
	if (console_place(c)->view == VIEW_THEMES)
		console_go_up(c, s);
}

static void inspect(struct console *c, const struct scene *s)
{
	if (c->tiny) {
		console_remark(c, s, "There is no room for the inspector here.");
		return;
	}
	c->inspect.on = true;
	c->inspect.frozen = false;
}

void console_run_theme(struct console *c, const struct scene *s, struct str word)
{
	if (str_is(word, "inspect"))
		inspect(c, s);
	else if (word.len)
		console_theme_keep(c, s, word);
	else
		console_go_to(c, s, VIEW_THEMES, console_place(c)->inst, "");
}

/* ---- the inspector ---- */

void console_inspect_end(struct console *c)
{
	c->inspect.on = c->inspect.frozen = false;
	frame_release(&c->inspect.frame);
}

static const struct cell *cell_at(const struct frame *f, int row, int col)
{
	return &f->cells[(size_t)row * (size_t)f->cols + (size_t)col];
}

static bool same_roles(const struct cell *a, const struct cell *b)
{
	return a->role == b->role && a->on == b->on;
}

/* To the next cell that looks otherwise; step -1 goes back. Wraps around. */
static void leap(struct inspect *i, int step)
{
	int n = i->frame.rows * i->frame.cols;
	int at = i->row * i->frame.cols + i->col;
	const struct cell *from = &i->frame.cells[at];

	for (int k = 1; k < n; k++) {
		int to = (at + n + step * k) % n;

		if (same_roles(&i->frame.cells[to], from))
			continue;
		i->row = to / i->frame.cols;
		i->col = to % i->frame.cols;
		return;
	}
}

static void clamp(struct inspect *i)
{
	if (i->row >= i->frame.rows)
		i->row = i->frame.rows - 1;
	if (i->col >= i->frame.cols)
		i->col = i->frame.cols - 1;
	if (i->row < 0)
		i->row = 0;
	if (i->col < 0)
		i->col = 0;
}

static const struct {
	enum action action;
	int rows, cols;
} inspect_moves[] = {
	{ ACTION_UP, -1, 0 },           { ACTION_DOWN, 1, 0 },
	{ ACTION_LEFT, 0, -1 },         { ACTION_RIGHT, 0, 1 },
	{ ACTION_HALF_UP, -LEAP, 0 },   { ACTION_HALF_DOWN, LEAP, 0 },
	{ ACTION_PAGE_UP, -LEAP, 0 },   { ACTION_PAGE_DOWN, LEAP, 0 },
	{ ACTION_TOP, -LIMIT_ROWS, 0 }, { ACTION_BOTTOM, LIMIT_ROWS, 0 },
};

static void move(struct inspect *i, int action)
{
	for (size_t k = 0; k < ARRAY_LEN(inspect_moves); k++) {
		if ((int)inspect_moves[k].action != action)
			continue;
		i->row += inspect_moves[k].rows;
		i->col += inspect_moves[k].cols;
	}
	clamp(i);
}

static void go(struct inspect *i, struct key k, int action)
{
	if (!i->frozen)
		return; /* not drawn yet: there is no cell to go to */
	if (k.code == KEYCAP_TAB && !k.mods)
		leap(i, 1);
	else if (k.code == KEYCAP_BACKTAB)
		leap(i, -1);
	else
		move(i, action);
}

void console_inspect_key(struct console *c, const struct scene *s, struct key k)
{
	int action = keymap_lookup(&c->keymap, (int)console_place(c)->view, k);

	if (k.code == KEYCAP_ESC || action == ACTION_ESC || action == ACTION_QUIT ||
	    action == ACTION_CANCEL) {
		console_inspect_end(c);
	} else if (action == ACTION_REDRAW) {
		c->host.redraw(c->host.ctx);
	} else if (action == ACTION_SUSPEND) {
		c->host.suspend(c->host.ctx);
	} else {
		go(&c->inspect, k, action);
	}
	(void)s;
}

/* Where the look of a role comes from: "dark.theme:39", "of crit, dark.theme:39". */
static void add_origin(struct buf *out, const struct scene_theme *t, enum role role)
{
	enum role from = role;
	const struct theme_entry *e = theme_origin(t->now, role, t->depth, &from);

	if (!e) {
		buf_add_text(out, "not set: the terminal's own");
		return;
	}
	if (from != role)
		buf_addf(out, "as %s, ", role_name(from));
	buf_addf(out, "%s:%u", e->file, e->line);
}

static void add_look(struct buf *out, struct style s)
{
	color_text(s.fg, out);
	if (s.fg.kind == COLOR_UNSET)
		buf_add_text(out, "default");
	if (s.bg.kind != COLOR_UNSET) {
		buf_add_text(out, " on ");
		color_text(s.bg, out);
	}
	if (s.attr) {
		AUTO(buf) attrs = BUF_INIT(64);

		attr_text(s.attr, &attrs);
		buf_addf(out, " %s", buf_text(&attrs));
	}
}

static bool of_terminal(struct color c)
{
	return c.kind == COLOR_INDEX && c.value < 16;
}

static void add_contrast(struct buf *out, const struct scene_theme *t, struct style s)
{
	bool guess = s.fg.kind <= COLOR_DEFAULT || s.bg.kind <= COLOR_DEFAULT;
	double ratio = color_contrast(theme_rgb(t->now, s.fg, false, t->depth),
				      theme_rgb(t->now, s.bg, true, t->depth));

	if (of_terminal(s.fg) || of_terminal(s.bg))
		buf_add_text(out, "the terminal's colours decide");
	else if (s.fg.kind <= COLOR_DEFAULT && s.bg.kind <= COLOR_DEFAULT)
		buf_add_text(out, "the terminal's own ink and ground");
	else
		buf_addf(out, "%.1f to 1%s", ratio,
			 guess ? t->now->polarity == POLARITY_DARK
					 ? ", if the terminal's ground is #0f141a"
					 : ", if the terminal's ground is #ffffff"
			       : "");
}

static void draw_pair(struct frame *f, struct area a, int line, const char *label,
		      struct buf *value)
{
	struct pen pen = pen_at(f, a, line);

	pen_fit(&pen, 10, ROLE_MUTED, str_of(label), FIT_CLIP, ALIGN_LEFT);
	pen_fit(&pen, pen_room(&pen), ROLE_TEXT, buf_str(value), FIT_TAIL, ALIGN_LEFT);
	buf_clear(value);
}

static void draw_facts(struct frame *f, struct area a, const struct cell *cell,
		       const struct scene_theme *t)
{
	enum role role = (enum role)cell->role;
	enum role on = (enum role)cell->on;
	AUTO(buf) text = BUF_INIT(512);
	struct style style;

	buf_add_text(&text, role_name(role));
	draw_pair(f, a, 0, "role", &text);
	buf_add_text(&text, role_name(on));
	draw_pair(f, a, 1, "ground", &text);
	if (!t)
		return;
	add_origin(&text, t, role);
	if (on != ROLE_BG) {
		buf_addf(&text, " · %s: ", role_name(on));
		add_origin(&text, t, on);
	}
	draw_pair(f, a, 2, "set at", &text);
	style = theme_style(t->now, role, on, t->depth);
	add_look(&text, style);
	buf_addf(&text, " · %s", depth_name(t->depth));
	draw_pair(f, a, 3, "looks", &text);
	add_contrast(&text, t, style);
	draw_pair(f, a, 4, "contrast", &text);
}

static void draw_panel(const struct inspect *i, const struct scene *s, struct frame *f)
{
	struct area a = frame_area(f);
	bool below = i->row < f->rows / 2;
	enum role was = frame_on(f, ROLE_RAISED);

	a = area_lines(a, below ? f->rows - PANEL_LINES : 0, PANEL_LINES);
	if (a.width > PANEL_WIDTH) {
		a.col = (a.width - PANEL_WIDTH) / 2;
		a.width = PANEL_WIDTH;
	}
	frame_fill(f, a, ROLE_TEXT);
	frame_box(f, a, "Theme inspector",
		  a.width < 60 ? "Esc closes"
			       : "arrows move · Tab next role · Esc closes");
	draw_facts(f, area_inset(area_lines(a, 1, PANEL_LINES - 2), 2),
		   cell_at(&i->frame, i->row, i->col), s->theme);
	(void)frame_on(f, was);
	frame_cursor(f, i->row, i->col, "inspect");
}

bool console_inspect_frozen(const struct console *c, const struct frame *f)
{
	return c->inspect.on && c->inspect.frozen && c->inspect.frame.rows == f->rows &&
	       c->inspect.frame.cols == f->cols;
}

void console_inspect_draw(struct console *c, const struct scene *s, struct frame *f)
{
	struct inspect *i = &c->inspect;

	if (console_inspect_frozen(c, f)) {
		struct glyph_set glyphs = f->glyphs;

		frame_copy(f, &i->frame);
		f->glyphs = glyphs;
	} else {
		if (!i->frozen && f->cursor_on) {
			i->row = f->cursor_row;
			i->col = f->cursor_col;
		}
		frame_release(&i->frame);
		frame_init(&i->frame, f->rows, f->cols);
		frame_copy(&i->frame, f);
		i->frozen = true;
	}
	clamp(i);
	if (f->rows < PANEL_LINES + 1 || f->cols < 40) {
		console_inspect_end(c);
		return;
	}
	draw_panel(i, s, f);
}

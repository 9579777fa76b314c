/*
 * The themes there are, and how the one under the cursor looks: moving the cursor
 * tries it on (console_theme.c), Enter keeps it, leaving goes back.
 */
#include <stdlib.h>

#include "tui/kit/theme_check.h"
#include "tui/views/parts.h"
#include "tui/views/views.h"

#define SAMPLE_LINES 9 /* with its rule */
#define LIST_LEAST   4 /* lines of the list that the sample leaves */

struct themes_view {
	const struct scene *scene; /* borrowed between update and the next one */
	struct table_source source;
	struct table table;
};

/* clang-format off */
static const struct {
	const char *name, *text;
} shipped[] = {
	{ "dark", "the default on dark terminals" },
	{ "light", "the default on light terminals" },
	{ "safe-dark", "dark; states apart for colour-blind eyes" },
	{ "safe-light", "light; states apart for colour-blind eyes" },
	{ "contrast", "white on black, everything at least 7 to 1" },
	{ "terminal", "the terminal's own sixteen colours" },
	{ "mono", "no colours: bold, underline, reverse" },
	{ "paper", "dark inks, no grounds: for printing" },
};
/* clang-format on */

static const struct theme_names *names_of(const struct themes_view *v)
{
	return v->scene && v->scene->theme ? v->scene->theme->names : NULL;
}

/* Files that a shipped theme hides are for `candor theme list` to tell. */
static const struct theme_name *row_at(const void *ctx, size_t row)
{
	const struct theme_names *names = names_of(ctx);
	const struct theme_name *found = NULL;

	for (size_t i = 0; names && i < names->n && !found; i++)
		if (!names->rows[i].hidden && row-- == 0)
			found = &names->rows[i];
	bug_unless(found); /* row is one of n_rows() */
	return found;
}

static size_t n_rows(void *ctx)
{
	const struct theme_names *names = names_of(ctx);
	size_t n = 0;

	for (size_t i = 0; names && i < names->n; i++)
		n += !names->rows[i].hidden;
	return n;
}

static const char *row_id(void *ctx, size_t row)
{
	return row_at(ctx, row)->name;
}

static bool in_use(const void *ctx, size_t row)
{
	const struct themes_view *v = ctx;
	const struct scene_theme *t = v->scene ? v->scene->theme : NULL;

	return t && text_eq(row_at(v, row)->name, t->kept);
}

static void name_text(void *ctx, size_t row, struct buf *out)
{
	buf_addf(out, "%s %s", in_use(ctx, row) ? "✓" : " ", row_at(ctx, row)->name);
}

static enum role name_role(void *ctx, size_t row)
{
	return in_use(ctx, row) ? ROLE_TITLE : ROLE_TEXT;
}

static void from_text(void *ctx, size_t row, struct buf *out)
{
	buf_add_text(out, row_at(ctx, row)->shipped ? "shipped" : "your own");
}

static void what_text(void *ctx, size_t row, struct buf *out)
{
	const struct theme_name *name = row_at(ctx, row);

	for (size_t i = 0; name->shipped && i < ARRAY_LEN(shipped); i++)
		if (text_eq(name->name, shipped[i].name))
			buf_add_text(out, shipped[i].text);
}

static const struct table_col columns[] = {
	COLUMN(.title = "  THEME", .width = 20, .narrow = 14, .priority = 1,
	       .fit = FIT_MIDDLE, .text = name_text, .role = name_role),
	COLUMN(.title = "FROM", .width = 9, .priority = 3, .text = from_text,
	       .role = parts_quiet_role),
	COLUMN(.title = "WHAT IT IS", .width = 20, .grow = 1, .priority = 2,
	       .fit = FIT_TAIL, .text = what_text, .role = parts_quiet_role),
};

static void *themes_new(void)
{
	struct themes_view *v = mem_new(1, sizeof(*v));

	v->source = (struct table_source){
		.cols = columns,
		.n_cols = ARRAY_LEN(columns),
		.n_rows = n_rows,
		.id = row_id,
		.ctx = v,
	};
	table_init(&v->table, &v->source);
	v->table.focus = "theme";
	v->table.in_order = true;
	v->table.empty = "No themes are known here.";
	return v;
}

static void themes_free(void *state)
{
	struct themes_view *v = state;

	table_release(&v->table);
	free(v);
}

static void themes_update(void *state, const struct scene *s)
{
	struct themes_view *v = state;

	v->scene = s;
	table_refresh(&v->table);
}

static void themes_enter(void *state, const struct scene *s, const struct place *p)
{
	struct themes_view *v = state;

	(void)p;
	themes_update(state, s);
	if (s->theme)
		(void)table_select(&v->table, s->theme->name);
}

static void themes_title(void *state, const struct scene *s, struct view_title *ret)
{
	(void)state;
	buf_add_text(&ret->crumbs, "Themes");
	if (!s->theme)
		return;
	if (text_eq(s->theme->name, s->theme->kept))
		buf_addf(&ret->right, "%s · %s", s->theme->name, s->theme->why);
	else
		buf_addf(&ret->right, "trying %s; Esc goes back to %s", s->theme->name,
			 s->theme->kept);
}

/* ---- a sample ---- */

/* One word in a role, on a ground; ROLE_BG: none. */
struct swatch {
	const char *text;
	enum role role, on;
};

#define SWATCHES 8

/* clang-format off */
static const struct swatch samples[][SWATCHES] = {
	{ { "■ CRIT", ROLE_CRIT, ROLE_BG }, { "▲ WARN", ROLE_WARN, ROLE_BG },
	  { "● OK", ROLE_OK, ROLE_BG }, { "◌ STALE", ROLE_STALE, ROLE_BG },
	  { "○ NOACC", ROLE_DENIED, ROLE_BG }, { "? unknown", ROLE_UNKNOWN, ROLE_BG } },
	{ { "text", ROLE_TEXT, ROLE_BG }, { "muted", ROLE_MUTED, ROLE_BG },
	  { "faint", ROLE_FAINT, ROLE_BG }, { "title", ROLE_TITLE, ROLE_BG },
	  { "key", ROLE_KEY, ROLE_BG }, { "new", ROLE_NEW, ROLE_BG },
	  { "───", ROLE_LINE, ROLE_BG } },
	{ { " selected ", ROLE_TEXT, ROLE_SELECT }, { "■ CRIT ", ROLE_CRIT, ROLE_SELECT },
	  { "▲ WARN ", ROLE_WARN, ROLE_SELECT }, { " elsewhere ", ROLE_TEXT, ROLE_SELECT_OFF },
	  { "found", ROLE_MATCH, ROLE_BG }, { "found now", ROLE_MATCH_NOW, ROLE_BG } },
	{ { " OBSERVE ", ROLE_TEXT, ROLE_MODE_OBSERVE },
	  { " OPERATE ", ROLE_TEXT, ROLE_MODE_OPERATE },
	  { " DEBUG ", ROLE_TEXT, ROLE_MODE_DEBUG },
	  { " BREAK-GLASS ", ROLE_TEXT, ROLE_MODE_BREAKGLASS },
	  { " SANDBOX ", ROLE_TEXT, ROLE_MODE_SANDBOX } },
	{ { "‹masked›", ROLE_MASK, ROLE_BG }, { "revealed", ROLE_REVEAL, ROLE_BG },
	  { "‹U+202E›", ROLE_CONTROL, ROLE_BG }, { "https://a.link", ROLE_UNTRUSTED_LINK, ROLE_BG } },
	{ { " dialog ", ROLE_TEXT, ROLE_RAISED }, { " surface ", ROLE_TEXT, ROLE_SURFACE },
	  { " field ", ROLE_FIELD, ROLE_RAISED }, { "[ No ]", ROLE_BUTTON_FOCUS, ROLE_RAISED },
	  { "[ Yes ]", ROLE_BUTTON, ROLE_RAISED } },
	{ { "▁▂▃▄", ROLE_CHART_1, ROLE_BG }, { "▁▂▃▄", ROLE_CHART_2, ROLE_BG },
	  { "▁▂▃▄", ROLE_CHART_3, ROLE_BG }, { "▁▂▃▄", ROLE_CHART_4, ROLE_BG },
	  { "▁▂▃▄", ROLE_CHART_5, ROLE_BG }, { "▁▂▃▄", ROLE_CHART_6, ROLE_BG },
	  { "▁▁▁▄█", ROLE_BEAT_LATE, ROLE_BG } },
};
/* clang-format on */

static void draw_sample(struct frame *f, struct area a, const struct scene *s)
{
	const struct scene_theme *t = s->theme;
	AUTO(buf) depth = BUF_INIT(64);

	buf_addf(&depth, "with %s", t ? depth_name(t->depth) : "");
	frame_rule(f, a, 0, "How it looks", t ? buf_text(&depth) : NULL, ROLE_MUTED);
	for (size_t i = 0; i < ARRAY_LEN(samples); i++) {
		struct pen pen = pen_at(f, a, (int)i + 1);

		pen_skip(&pen, 2);
		for (size_t k = 0; k < SWATCHES && samples[i][k].text; k++) {
			enum role was = frame_on(f, samples[i][k].on);

			pen_text(&pen, samples[i][k].role, samples[i][k].text);
			(void)frame_on(f, was);
			pen_skip(&pen, 2);
		}
	}
}

static void themes_draw(void *state, const struct scene *s, struct frame *f,
			struct area body)
{
	struct themes_view *v = state;
	int sample = body.height - LIST_LEAST;

	if (sample > SAMPLE_LINES)
		sample = SAMPLE_LINES;
	if (sample < 2)
		sample = 0;
	table_draw(&v->table, f, area_lines(body, 0, body.height - sample), true);
	if (sample)
		draw_sample(f, area_lines(body, body.height - sample, sample), s);
}

static enum view_use themes_act(void *state, const struct scene *s, enum action a,
				struct wish *ret)
{
	struct themes_view *v = state;
	size_t row = table_row(&v->table);

	(void)s;
	if (a != ACTION_OPEN)
		return VIEW_UNUSED;
	if (row == TABLE_NONE) {
		wish_say(ret, PROGRAM_NOTE, "No theme is selected.");
	} else {
		ret->kind = WISH_THEME;
		text_keep(ret->text, sizeof(ret->text), str_of(row_at(v, row)->name));
	}
	return VIEW_USED;
}

static struct table *themes_table(void *state)
{
	return &((struct themes_view *)state)->table;
}

const struct view_ops view_themes = {
	.id = VIEW_THEMES,
	.new = themes_new,
	.free = themes_free,
	.enter = themes_enter,
	.update = themes_update,
	.title = themes_title,
	.draw = themes_draw,
	.act = themes_act,
	.table = themes_table,
};

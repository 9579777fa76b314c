/*
 * From role to look: fallback chains, grounds, contrast, colour depths.
 *
 * What always holds: theme_look() ends for any theme (chains of aliases are followed
 * a bounded number of steps; theme_read() refuses circles), and gives only numbers
 * that a terminal of that depth has.
 */
#include "tui/kit/theme.h"

#include <string.h>

#include "tui/kit/theme_shipped.h"

#define STEPS_MAX    (2 * ROLE_COUNT)
#define CONTRAST_MIN 3.5 /* below, the ground's own ink is taken */

static const struct theme_entry *entry_at(const struct theme *t, enum role role,
					  enum depth depth)
{
	if (depth == DEPTH_256 && t->roles_256[role].set)
		return &t->roles_256[role];
	if ((depth == DEPTH_8 || depth == DEPTH_16) && t->roles_16[role].set)
		return &t->roles_16[role];
	return &t->roles[role];
}

/* The entry that decides, and the attributes picked up on the way to it. */
static const struct theme_entry *decide(const struct theme *t, enum role role,
					enum depth depth, enum role *ret_role,
					unsigned *ret_attr)
{
	unsigned attr = 0;
	const struct theme_entry *e = entry_at(t, role, depth);
	for (int i = 0; i < STEPS_MAX; i++) {
		enum role next = role;
		if (!e->set)
			next = role_fallback(role);
		else if (e->alias)
			next = e->like;
		if (e->set && e->alias)
			attr |= e->style.attr;
		if (next == role)
			break;
		role = next;
		e = entry_at(t, role, depth);
	}
	*ret_role = role;
	*ret_attr = attr;
	return e;
}

const struct theme_entry *theme_origin(const struct theme *t, enum role role,
				       enum depth depth, enum role *ret_role)
{
	unsigned attr = 0;
	const struct theme_entry *e = decide(t, role, depth, ret_role, &attr);
	return e->set ? e : NULL;
}

static struct style style_of(const struct theme *t, enum role role, enum depth depth)
{
	unsigned attr = 0;
	const struct theme_entry *e = decide(t, role, depth, &role, &attr);
	struct style style = { .attr = attr };
	if (e->set && !e->alias) {
		style = e->style;
		style.attr |= attr;
	}
	return style;
}

/* What is left of an exact colour where there are fewer. */
static uint32_t coarse(uint32_t rgb, enum depth depth)
{
	if (depth == DEPTH_256)
		return color_of_index(color_nearest_256(rgb));
	if (depth == DEPTH_16 || depth == DEPTH_8)
		return color_of_index(color_nearest_16(rgb));
	return rgb;
}

uint32_t theme_rgb(const struct theme *t, struct color c, bool ground, enum depth depth)
{
	bool dark = t->polarity == POLARITY_DARK;
	switch (c.kind) {
	case COLOR_RGB: return coarse(c.value, depth);
	case COLOR_INDEX: return color_of_index((int)c.value);
	case COLOR_UNSET:
	case COLOR_DEFAULT: break;
	}
	if (ground)
		return dark ? 0x0F141A : 0xFFFFFF;
	return dark ? 0xD9E0EA : 0x17212B;
}

static bool has_ground(struct style style)
{
	return style.bg.kind == COLOR_INDEX || style.bg.kind == COLOR_RGB;
}

/* Select and modes carry meaning by their ground: what stands on them must be read. */
static bool is_strong_ground(enum role on)
{
	return on == ROLE_SELECT || on == ROLE_SELECT_OFF ||
	       (on >= ROLE_MODE_OBSERVE && on <= ROLE_MODE_SANDBOX) ||
	       on == ROLE_BUTTON_FOCUS;
}

/* Does a role say how things are?  It keeps its colour on bars in reverse. */
static bool is_state(enum role role)
{
	for (int i = 0; i < ROLE_COUNT; i++) {
		if (role >= ROLE_OK && role <= ROLE_UNKNOWN)
			return true;
		role = role_fallback(role);
	}
	return false;
}

static bool readable(const struct theme *t, struct style ink, struct style ground,
		     enum depth depth)
{
	return color_contrast(theme_rgb(t, ink.fg, false, depth),
			      theme_rgb(t, ground.bg, true, depth)) >= CONTRAST_MIN;
}

/* Does a role stand back, as healthy beats and rules do? */
static bool stands_back(enum role role)
{
	for (int i = 0; i < ROLE_COUNT; i++) {
		if (role == ROLE_FAINT)
			return true;
		role = role_fallback(role);
	}
	return false;
}

/* Ink on a ground that carries a meaning of its own: kept if it can be read; what
 * stands back goes on doing so where that can be read; else the ground's own ink. */
static struct color ink_on(const struct theme *t, enum role role, struct style ink,
			   struct style ground, enum depth depth)
{
	if (readable(t, ink, ground, depth))
		return ink.fg;
	struct style muted = style_of(t, ROLE_MUTED, depth);
	if (stands_back(role) && readable(t, muted, ground, depth))
		return muted.fg;
	return ground.fg;
}

/* Text on a ground is of the ground's ink; a bar in reverse is of one colour but for
 * the states on it. */
static bool takes_ink_of(enum role role, enum role on, struct style ground)
{
	bool reverse = !has_ground(ground) && (ground.attr & ATTR_REVERSE);
	return role == ROLE_TEXT || role == on ||
	       (is_strong_ground(on) && reverse && !is_state(role));
}

/* Ink of role, ground of `on`, as the theme has them; role's own ground wins. */
struct style theme_style(const struct theme *t, enum role role, enum role on,
			 enum depth depth)
{
	struct style out = style_of(t, role, depth);
	struct style ground = style_of(t, on, depth);
	bool own = has_ground(out) && role != on;
	if (own)
		return out;
	if (on == ROLE_BG) {
		out.bg = ground.bg;
		return out;
	}
	if (takes_ink_of(role, on, ground))
		out.fg = ground.fg;
	else if (is_strong_ground(on) && has_ground(ground))
		out.fg = ink_on(t, role, out, ground, depth);
	out.bg = ground.bg;
	out.attr |= ground.attr;
	return out;
}

static int index_of(struct color c, enum depth depth)
{
	int index = (int)c.value;
	if (depth == DEPTH_256)
		return c.kind == COLOR_INDEX ? index : color_nearest_256(c.value);
	if (c.kind == COLOR_INDEX && index < 16)
		return index;
	uint32_t rgb = c.kind == COLOR_INDEX ? color_of_index(index) : c.value;
	return color_nearest_16(rgb);
}

static int number_of(struct color c, enum depth depth)
{
	if (c.kind == COLOR_UNSET || c.kind == COLOR_DEFAULT || depth == DEPTH_MONO)
		return -1;
	if (depth == DEPTH_RGB)
		return (int)(c.kind == COLOR_RGB ? c.value
						 : color_of_index((int)c.value));
	return index_of(c, depth);
}

void theme_paint(struct theme *t, bool known, enum polarity ground)
{
	const struct style text = style_of(t, ROLE_TEXT, DEPTH_RGB);
	bool own = text.fg.kind == COLOR_RGB || text.fg.kind == COLOR_INDEX;
	bool other = known ? ground != t->polarity : t->polarity == POLARITY_LIGHT;
	t->paints = own && other;
}

static void paint(const struct theme *t, struct color *c, bool ground)
{
	if (c->kind == COLOR_UNSET || c->kind == COLOR_DEFAULT)
		*c = (struct color){ COLOR_RGB, theme_rgb(t, *c, ground, DEPTH_RGB) };
}

struct look theme_look(const struct theme *t, enum role role, enum role on,
		       enum depth depth)
{
	struct style style = theme_style(t, role, on, depth);
	if (t->paints && !has_ground(style_of(t, ROLE_BG, depth))) {
		paint(t, &style.fg, false);
		paint(t, &style.bg, true);
	}
	struct look look = {
		.fg = number_of(style.fg, depth),
		.bg = number_of(style.bg, depth),
		.attr = style.attr,
	};
	if (depth != DEPTH_8)
		return look;
	if (look.fg >= 8) { /* eight colours: bright is bold */
		look.fg -= 8;
		look.attr |= ATTR_BOLD;
	}
	if (look.bg >= 8)
		look.bg -= 8;
	return look;
}

static const struct theme_file *shipped(const char *name)
{
	for (const struct theme_file *file = theme_files; file->name; file++) {
		if (text_eq(file->name, name))
			return file;
	}
	return NULL;
}

struct str theme_shipped_text(const char *name)
{
	const struct theme_file *file = shipped(name);
	if (!file)
		return (struct str){ NULL, 0 };
	return (struct str){ (const char *)file->bytes, file->len };
}

bool theme_shipped(struct theme *ret, const char *name, struct err *err)
{
	struct str text = theme_shipped_text(name);
	if (!text.p)
		return err_set(err, ERR_CONFIG, "theme \"%s\" is not shipped",
			       text_or(name, ""));
	char file[THEME_NAME_MAX + 16];
	if (!text_copy(file, sizeof(file) - 6, str_of(name)))
		return err_set(err, ERR_CONFIG, "the theme's name is too long");
	memcpy(file + strlen(file), ".theme", sizeof(".theme"));
	return theme_read(ret, text, file, NULL, err);
}

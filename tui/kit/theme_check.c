/*
 * The checks of a theme, each from a table: what is asked of a role on its own
 * ground, of roles on other grounds, and which looks must differ.
 *
 * Limits: text 7 and what must be read 4.5 (WCAG 2.2, 1.4.6 and 1.4.3), drawings 3
 * (1.4.11); states on grounds that carry a meaning 3.5, as theme_style() keeps it.
 */
#include "tui/kit/theme_check.h"

#include <stdlib.h>

#include "core/base/vec.h"

#define TEXT_LEAST  7.0
#define READ_LEAST  4.5
#define STATE_LEAST 3.5
#define DRAWN_LEAST 3.0

#define NO_TEXT     (-1.0)

/* What is asked of a role on its own ground where that is not READ_LEAST. */
static const double leasts[ROLE_COUNT] = {
	[ROLE_TEXT] = TEXT_LEAST,
	[ROLE_TITLE] = TEXT_LEAST,
	[ROLE_LOG_INFO] = TEXT_LEAST,
	[ROLE_FAINT] = DRAWN_LEAST,
	[ROLE_BEAT_OK] = DRAWN_LEAST,
	[ROLE_CHART_1] = DRAWN_LEAST,
	[ROLE_CHART_2] = DRAWN_LEAST,
	[ROLE_CHART_3] = DRAWN_LEAST,
	[ROLE_CHART_4] = DRAWN_LEAST,
	[ROLE_CHART_5] = DRAWN_LEAST,
	[ROLE_CHART_6] = DRAWN_LEAST,
	[ROLE_CHART_THRESHOLD] = DRAWN_LEAST,
	[ROLE_CHART_NOW] = DRAWN_LEAST,
	[ROLE_CHART_EVENT] = DRAWN_LEAST,
	[ROLE_CHART_ACCESS] = DRAWN_LEAST,
	[ROLE_BG] = NO_TEXT,
	[ROLE_LINE] = NO_TEXT,
	[ROLE_CHART_GRID] = NO_TEXT,
	[ROLE_SCRIM] = NO_TEXT,
};

/* 0: nothing, it is no text. */
static double least_of(enum role role)
{
	double least = leasts[role];

	return least < 0 ? 0 : least > 0 ? least : READ_LEAST;
}

/* Roles on other grounds than their own. */
/* clang-format off */
static const struct {
	enum role role, on;
	double least;
} grounds[] = {
	{ ROLE_TEXT, ROLE_SURFACE, TEXT_LEAST },
	{ ROLE_TEXT, ROLE_RAISED, TEXT_LEAST },
	{ ROLE_MUTED, ROLE_SURFACE, READ_LEAST },
	{ ROLE_MUTED, ROLE_RAISED, READ_LEAST },
	{ ROLE_KEY, ROLE_SURFACE, STATE_LEAST },
	{ ROLE_KEY, ROLE_RAISED, STATE_LEAST },
	{ ROLE_OK, ROLE_SURFACE, STATE_LEAST },
	{ ROLE_OK, ROLE_RAISED, STATE_LEAST },
	{ ROLE_WARN, ROLE_SURFACE, READ_LEAST },
	{ ROLE_WARN, ROLE_RAISED, READ_LEAST },
	{ ROLE_CRIT, ROLE_SURFACE, READ_LEAST },
	{ ROLE_CRIT, ROLE_RAISED, READ_LEAST },
	{ ROLE_UNKNOWN, ROLE_SURFACE, STATE_LEAST },
	{ ROLE_UNKNOWN, ROLE_RAISED, STATE_LEAST },
	{ ROLE_OK, ROLE_SELECT, STATE_LEAST },
	{ ROLE_WARN, ROLE_SELECT, STATE_LEAST },
	{ ROLE_CRIT, ROLE_SELECT, STATE_LEAST },
	{ ROLE_UNKNOWN, ROLE_SELECT, STATE_LEAST },
	{ ROLE_MUTED, ROLE_SELECT, STATE_LEAST },
	{ ROLE_WARN, ROLE_SELECT_OFF, STATE_LEAST },
	{ ROLE_CRIT, ROLE_SELECT_OFF, STATE_LEAST },
	{ ROLE_MUTED, ROLE_SELECT_OFF, STATE_LEAST },
	{ ROLE_WARN, ROLE_MODE_OBSERVE, STATE_LEAST },
	{ ROLE_CRIT, ROLE_MODE_OBSERVE, STATE_LEAST },
	{ ROLE_WARN, ROLE_MODE_OPERATE, STATE_LEAST },
	{ ROLE_CRIT, ROLE_MODE_OPERATE, STATE_LEAST },
	{ ROLE_WARN, ROLE_MODE_DEBUG, STATE_LEAST },
	{ ROLE_CRIT, ROLE_MODE_DEBUG, STATE_LEAST },
	{ ROLE_WARN, ROLE_MODE_BREAKGLASS, STATE_LEAST },
	{ ROLE_CRIT, ROLE_MODE_BREAKGLASS, STATE_LEAST },
	{ ROLE_WARN, ROLE_MODE_SANDBOX, STATE_LEAST },
	{ ROLE_CRIT, ROLE_MODE_SANDBOX, STATE_LEAST },
};

/* Looks that must differ. */
struct look_of {
	enum role role, on;
};

static const struct {
	struct look_of a, b;
} apart[] = {
	{ { ROLE_TEXT, ROLE_SELECT }, { ROLE_TEXT, ROLE_BG } },
	{ { ROLE_TEXT, ROLE_SELECT_OFF }, { ROLE_TEXT, ROLE_BG } },
	{ { ROLE_TEXT, ROLE_SELECT }, { ROLE_TEXT, ROLE_SELECT_OFF } },
	{ { ROLE_CRIT, ROLE_BG }, { ROLE_TEXT, ROLE_BG } },
	{ { ROLE_CRIT, ROLE_BG }, { ROLE_OK, ROLE_BG } },
	{ { ROLE_CRIT, ROLE_BG }, { ROLE_UNKNOWN, ROLE_BG } },
	{ { ROLE_WARN, ROLE_BG }, { ROLE_TEXT, ROLE_BG } },
	{ { ROLE_WARN, ROLE_BG }, { ROLE_OK, ROLE_BG } },
	{ { ROLE_MATCH, ROLE_BG }, { ROLE_TEXT, ROLE_BG } },
	{ { ROLE_MATCH_NOW, ROLE_BG }, { ROLE_MATCH, ROLE_BG } },
	{ { ROLE_MASK, ROLE_BG }, { ROLE_TEXT, ROLE_BG } },
	{ { ROLE_REVEAL, ROLE_BG }, { ROLE_TEXT, ROLE_BG } },
	{ { ROLE_REVEAL, ROLE_BG }, { ROLE_MASK, ROLE_BG } },
	{ { ROLE_CONTROL, ROLE_BG }, { ROLE_TEXT, ROLE_BG } },
	{ { ROLE_FIELD, ROLE_RAISED }, { ROLE_TEXT, ROLE_RAISED } },
	{ { ROLE_BUTTON_FOCUS, ROLE_RAISED }, { ROLE_BUTTON, ROLE_RAISED } },
	{ { ROLE_TEXT, ROLE_MODE_OBSERVE }, { ROLE_TEXT, ROLE_BG } },
};

static const enum role modes[] = { ROLE_MODE_OBSERVE, ROLE_MODE_OPERATE,
				   ROLE_MODE_DEBUG, ROLE_MODE_BREAKGLASS,
				   ROLE_MODE_SANDBOX };
static const enum role states[] = { ROLE_OK, ROLE_WARN, ROLE_CRIT, ROLE_UNKNOWN };

/* Signs of the states; each stands beside its word. */
static const struct {
	enum glyph glyph;
	enum role role;
} signs[] = {
	{ GLYPH_CRIT, ROLE_CRIT },
	{ GLYPH_WARN, ROLE_WARN },
	{ GLYPH_OK, ROLE_OK },
	{ GLYPH_STALE, ROLE_STALE },
	{ GLYPH_NOACC, ROLE_DENIED },
};
/* clang-format on */

void theme_report_release(struct theme_report *r)
{
	free(r->findings);
	*r = (struct theme_report){ 0 };
}

static void add(struct theme_report *r, struct theme_finding f)
{
	*VEC_PUSH(r->findings, r->n, r->cap) = f;
	if (f.bad)
		r->n_bad++;
}

/* One of the sixteen that every user has other colours for? */
static bool of_terminal(struct color c)
{
	return c.kind == COLOR_INDEX && c.value < 16;
}

static bool own_color(struct color c)
{
	return c.kind == COLOR_RGB || (c.kind == COLOR_INDEX && c.value >= 16);
}

static bool has_own_colors(const struct theme *t)
{
	for (int i = 0; i < ROLE_COUNT; i++) {
		const struct theme_entry *e = &t->roles[i];
		if (e->set && !e->alias &&
		    (own_color(e->style.fg) || own_color(e->style.bg)))
			return true;
	}
	return false;
}

static void check_pair(const struct theme *t, struct theme_report *r, enum role role,
		       enum role on, enum depth depth, double least)
{
	struct style s = theme_style(t, role, on, depth);
	struct theme_finding f = { .kind = FINDING_CONTRAST,
				   .depth = depth,
				   .role = role,
				   .on = on,
				   .least = least };
	f.known = !of_terminal(s.fg) && !of_terminal(s.bg) &&
		  (own_color(s.fg) || own_color(s.bg));
	if (f.known)
		f.is = color_contrast(theme_rgb(t, s.fg, false, depth),
				      theme_rgb(t, s.bg, true, depth));
	f.bad = f.known && f.is < least;
	add(r, f);
}

/* A role that is a ground is looked at with its own ink. */
static void check_contrast(const struct theme *t, struct theme_report *r,
			   enum depth depth)
{
	for (int i = 0; i < ROLE_COUNT; i++) {
		enum role role = (enum role)i;
		check_pair(t, r, role, ROLE_BG, depth, least_of(role));
	}
	for (size_t i = 0; i < ARRAY_LEN(grounds); i++)
		check_pair(t, r, grounds[i].role, grounds[i].on, depth,
			   grounds[i].least);
}

static bool state_color(const struct theme *t, enum role role, enum depth depth,
			uint32_t *ret)
{
	struct style s = theme_style(t, role, ROLE_BG, depth);
	*ret = theme_rgb(t, s.fg, false, depth);
	return own_color(s.fg);
}

/* The nearest two of the states, as one finding for each kind of vision. */
static void check_distance(const struct theme *t, struct theme_report *r,
			   enum depth depth, enum vision vision)
{
	struct theme_finding f = { .kind = FINDING_DISTANCE,
				   .depth = depth,
				   .vision = vision,
				   .known = true,
				   .is = 1000,
				   .least = r->safe ? THEME_SAFE_DISTANCE : 0 };
	uint32_t colors[ARRAY_LEN(states)] = { 0 };
	for (size_t i = 0; i < ARRAY_LEN(states); i++)
		f.known = state_color(t, states[i], depth, &colors[i]) && f.known;
	for (size_t i = 0; i < ARRAY_LEN(states); i++) {
		for (size_t k = i + 1; k < ARRAY_LEN(states); k++) {
			double is = color_distance(colors[i], colors[k], vision);
			if (is >= f.is)
				continue;
			f.is = is;
			f.role = states[i];
			f.other = states[k];
		}
	}
	f.bad = f.known && f.is < f.least;
	add(r, f);
}

static bool same_look(const struct theme *t, struct look_of a, struct look_of b,
		      enum depth depth)
{
	struct look la = theme_look(t, a.role, a.on, depth);
	struct look lb = theme_look(t, b.role, b.on, depth);
	unsigned seen = ATTR_BOLD | ATTR_UNDERLINE | ATTR_REVERSE; /* not all slant */
	return la.fg == lb.fg && la.bg == lb.bg && (la.attr & seen) == (lb.attr & seen);
}

static void check_apart(const struct theme *t, struct theme_report *r, struct look_of a,
			struct look_of b, enum depth depth)
{
	if (same_look(t, a, b, depth))
		add(r, (struct theme_finding){ .kind = FINDING_ALIKE,
					       .depth = depth,
					       .role = a.role,
					       .on = a.on,
					       .other = b.role,
					       .other_on = b.on,
					       .known = true,
					       .bad = true });
}

static void check_looks(const struct theme *t, struct theme_report *r, enum depth depth)
{
	for (size_t i = 0; i < ARRAY_LEN(apart); i++)
		check_apart(t, r, apart[i].a, apart[i].b, depth);
	for (size_t i = 0; i < ARRAY_LEN(modes); i++) {
		for (size_t k = i + 1; k < ARRAY_LEN(modes); k++)
			check_apart(t, r, (struct look_of){ ROLE_TEXT, modes[i] },
				    (struct look_of){ ROLE_TEXT, modes[k] }, depth);
	}
}

static void check_missing(const struct theme *t, struct theme_report *r)
{
	for (int i = 0; i < ROLE_COUNT; i++) {
		enum role role = (enum role)i;
		enum role end = role;
		if (role_fallback(role) == role &&
		    !theme_origin(t, role, DEPTH_RGB, &end))
			add(r, (struct theme_finding){ .kind = FINDING_MISSING,
						       .depth = DEPTH_RGB,
						       .role = role,
						       .known = true,
						       .bad = true });
	}
}

static void check_signs(const struct theme *t, struct theme_report *r)
{
	for (size_t i = 0; i < ARRAY_LEN(signs); i++) {
		for (size_t k = i + 1; k < ARRAY_LEN(signs); k++) {
			if (t->glyphs.code[signs[i].glyph] ==
			    t->glyphs.code[signs[k].glyph])
				add(r, (struct theme_finding){ .kind = FINDING_SIGNS,
							       .depth = DEPTH_RGB,
							       .role = signs[i].role,
							       .other = signs[k].role,
							       .known = true,
							       .bad = true });
		}
	}
}

void theme_check(const struct theme *t, struct theme_report *ret)
{
	static const enum depth exact[] = { DEPTH_RGB, DEPTH_256 };
	static const enum depth coarse[] = { DEPTH_16, DEPTH_8 };
	struct theme_report r = { .own_colors = has_own_colors(t),
				  .safe = str_starts(str_of(t->name), "safe") };
	for (size_t i = 0; i < ARRAY_LEN(exact); i++)
		check_contrast(t, &r, exact[i]);
	for (size_t i = 0; i < ARRAY_LEN(exact); i++) {
		for (enum vision v = VISION_NORMAL; v < VISION_COUNT; v++)
			check_distance(t, &r, exact[i], v);
		check_looks(t, &r, exact[i]);
	}
	for (size_t i = 0; i < ARRAY_LEN(coarse); i++)
		check_looks(t, &r, coarse[i]);
	if (!r.own_colors)
		check_looks(t, &r, DEPTH_MONO);
	check_missing(t, &r);
	check_signs(t, &r);
	*ret = r;
}

static bool among(enum role role, const enum role *roles, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (roles[i] == role)
			return true;
	return false;
}

const struct theme_finding *theme_worst_contrast(const struct theme_report *r,
						 const enum role *roles, size_t n,
						 enum depth depth)
{
	const struct theme_finding *worst = NULL;
	for (size_t i = 0; i < r->n; i++) {
		const struct theme_finding *f = &r->findings[i];
		if (f->kind != FINDING_CONTRAST || !f->known || f->depth != depth ||
		    f->on != ROLE_BG || !among(f->role, roles, n))
			continue;
		if (!worst || f->is < worst->is)
			worst = f;
	}
	return worst;
}

const struct theme_finding *theme_worst_distance(const struct theme_report *r,
						 enum depth depth)
{
	const struct theme_finding *worst = NULL;
	for (size_t i = 0; i < r->n; i++) {
		const struct theme_finding *f = &r->findings[i];
		if (f->kind != FINDING_DISTANCE || !f->known || f->depth != depth)
			continue;
		if (!worst || f->is < worst->is)
			worst = f;
	}
	return worst;
}

const char *depth_name(enum depth depth)
{
	switch (depth) {
	case DEPTH_MONO: return "no colours";
	case DEPTH_8: return "8 colours";
	case DEPTH_16: return "16 colours";
	case DEPTH_256: return "256 colours";
	case DEPTH_RGB: break;
	}
	return "exact colours";
}

static void add_place(struct buf *out, enum role role, enum role on)
{
	buf_add_text(out, role_name(role));
	if (on != ROLE_BG)
		buf_addf(out, " on %s", role_name(on));
}

void theme_finding_text(const struct theme_finding *f, struct buf *out)
{
	switch (f->kind) {
	case FINDING_CONTRAST:
		add_place(out, f->role, f->on);
		buf_addf(out, ": contrast %.2f, at least %.1f is asked (%s)", f->is,
			 f->least, depth_name(f->depth));
		return;
	case FINDING_DISTANCE:
		buf_addf(out,
			 "%s and %s: distance %.0f in %s vision, at least %.0f is "
			 "asked (%s)",
			 role_name(f->role), role_name(f->other), f->is,
			 vision_name(f->vision), f->least, depth_name(f->depth));
		return;
	case FINDING_ALIKE:
		add_place(out, f->role, f->on);
		buf_add_text(out, " looks as ");
		add_place(out, f->other, f->other_on);
		buf_addf(out, " (%s)", depth_name(f->depth));
		return;
	case FINDING_MISSING:
		buf_addf(out, "%s: not set, nor what it falls back to",
			 role_name(f->role));
		return;
	case FINDING_SIGNS:
		buf_addf(out, "%s and %s: the same sign", role_name(f->role),
			 role_name(f->other));
		return;
	}
}

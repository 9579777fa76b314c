/*
 * Reading theme files.
 *
 * Two passes over a file: [theme] and [palette] first, so that the theme it extends
 * is there and colours may be named before they are set; then roles, fallbacks and
 * glyphs.  ret is written only when all went well.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/ini.h"
#include "core/base/limits.h"
#include "core/base/utf8.h"
#include "core/base/vec.h"
#include "tui/kit/theme.h"

#define EXTENDS_MAX 8
#define PALETTE_MAX 128
#define INK_NAME    32

enum section {
	SECTION_NONE,
	SECTION_THEME,
	SECTION_PALETTE,
	SECTION_ROLES,
	SECTION_256,
	SECTION_16,
	SECTION_GLYPHS,
};

struct ink {
	char name[INK_NAME];
	struct color color;
	unsigned line;
};

struct reader {
	struct theme *t;
	const char *file;
	const struct theme_source *source;
	const char *chain[EXTENDS_MAX]; /* names being read, outermost first */
	size_t depth;
	struct ink *inks; /* inks[n_inks] */
	size_t n_inks, cap_inks;
	char extends[THEME_NAME_MAX];
	unsigned extends_line, name_line, polarity_line, set_line;
	enum polarity polarity;
	bool second; /* pass */
	bool glyph_seen[GLYPH_COUNT];
};

static bool read_into(struct theme *t, struct str text, const char *file,
		      const struct theme_source *source, const char *const *chain,
		      size_t depth, struct err *err);

static const char *const names[] = { "black", "red",     "green", "yellow",
				     "blue",  "magenta", "cyan",  "white" };

static const struct {
	const char *name;
	unsigned attr;
} attrs[] = {
	{ "bold", ATTR_BOLD },
	{ "underline", ATTR_UNDERLINE },
	{ "reverse", ATTR_REVERSE },
	{ "italic", ATTR_ITALIC },
};

void color_text(struct color c, struct buf *out)
{
	switch (c.kind) {
	case COLOR_UNSET: return;
	case COLOR_DEFAULT: buf_add_text(out, "default"); return;
	case COLOR_RGB: buf_addf(out, "#%06x", (unsigned)c.value); return;
	case COLOR_INDEX: break;
	}
	if (c.value < 16)
		buf_addf(out, "%s%s", c.value < 8 ? "" : "bright", names[c.value % 8]);
	else
		buf_addf(out, "%u", (unsigned)c.value);
}

void attr_text(unsigned attr, struct buf *out)
{
	for (size_t i = 0; i < ARRAY_LEN(attrs); i++) {
		if (attr & attrs[i].attr)
			buf_addf(out, "%s%s", out->len ? " " : "", attrs[i].name);
	}
}

/* Names of colours 0 to 15, and the terminal's own. */
static bool ansi_color(struct str word, struct color *ret)
{
	if (str_is(word, "default")) {
		*ret = (struct color){ COLOR_DEFAULT, 0 };
		return true;
	}
	bool bright = str_starts(word, "bright");
	if (bright)
		word = (struct str){ word.p + 6, word.len - 6 };
	for (uint32_t i = 0; i < ARRAY_LEN(names); i++) {
		if (str_is(word, names[i])) {
			*ret = (struct color){ COLOR_INDEX, i + (bright ? 8 : 0) };
			return true;
		}
	}
	return false;
}

/* #rgb or #rrggbb */
static bool hex_color(struct str word, struct color *ret)
{
	if (word.len != 4 && word.len != 7)
		return false;
	uint32_t rgb = 0;
	for (size_t i = 1; i < word.len; i++) {
		int digit = str_hex_digit(word.p[i]);
		if (digit < 0)
			return false;
		rgb = rgb << 4 | (uint32_t)digit;
		if (word.len == 4)
			rgb = rgb << 4 | (uint32_t)digit;
	}
	*ret = (struct color){ COLOR_RGB, rgb };
	return true;
}

static const struct ink *find_ink(const struct reader *r, struct str word)
{
	for (size_t i = 0; i < r->n_inks; i++) {
		if (str_is(word, r->inks[i].name))
			return &r->inks[i];
	}
	return NULL;
}

static bool parse_color(const struct reader *r, struct str word, struct color *ret)
{
	const struct ink *ink = find_ink(r, word);
	if (ink) {
		*ret = ink->color;
		return true;
	}
	if (str_starts(word, "#"))
		return hex_color(word, ret);
	int64_t index = 0;
	if (str_int(word, 0, 255, &index)) {
		*ret = (struct color){ COLOR_INDEX, (uint32_t)index };
		return true;
	}
	return ansi_color(word, ret);
}

static bool parse_attr(struct str word, unsigned *ret)
{
	for (size_t i = 0; i < ARRAY_LEN(attrs); i++) {
		if (str_is(word, attrs[i].name)) {
			*ret = attrs[i].attr;
			return true;
		}
	}
	return false;
}

static struct str next_word(struct str *s)
{
	*s = str_trim(*s);
	size_t n = 0;
	while (n < s->len && s->p[n] != ' ' && s->p[n] != '\t')
		n++;
	struct str word = { s->p, n };
	*s = (struct str){ s->p + n, s->len - n };
	return word;
}

static bool complain(const struct reader *r, unsigned line, struct err *err,
		     const char *before, struct str word, const char *after)
{
	AUTO(buf) shown = BUF_INIT(256);
	utf8_safe(&shown, word, 80);
	return err_set(err, ERR_CONFIG, "%s:%u: %s\"%s\" %s", r->file, line, before,
		       buf_text(&shown), after);
}

static void note(struct reader *r, unsigned line, struct str word, const char *what)
{
	if (r->t->n_notes < THEME_NOTES) {
		AUTO(buf) shown = BUF_INIT(256);
		utf8_safe(&shown, word, 60);
		struct theme_note *n = &r->t->notes[r->t->n_notes];
		(void)snprintf(n->text, sizeof(n->text), "%s:%u: \"%s\" %s", r->file,
			       line, buf_text(&shown), what);
	}
	r->t->n_notes++;
}

static bool set_once(const struct reader *r, const struct ini_line *line,
		     unsigned *seen, struct err *err)
{
	if (*seen > 0) {
		char after[64];
		(void)snprintf(after, sizeof(after), "is set twice, first in line %u",
			       *seen);
		return complain(r, line->line, err, "", line->key, after);
	}
	*seen = line->line;
	return true;
}

static bool read_polarity(struct reader *r, const struct ini_line *line,
			  struct err *err)
{
	if (!set_once(r, line, &r->polarity_line, err))
		return false;
	if (str_is(line->value, "dark"))
		r->polarity = POLARITY_DARK;
	else if (str_is(line->value, "light"))
		r->polarity = POLARITY_LIGHT;
	else
		return complain(r, line->line, err, "polarity ", line->value,
				"is neither dark nor light");
	return true;
}

static bool name_ok(struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		char c = s.p[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
		if (!letter && !(c >= '0' && c <= '9') && c != '-' && c != '_')
			return false;
	}
	return s.len > 0 && s.len < THEME_NAME_MAX;
}

static bool read_name(struct reader *r, const struct ini_line *line, char *dst,
		      unsigned *seen, struct err *err)
{
	if (!set_once(r, line, seen, err))
		return false;
	if (!name_ok(line->value) || !text_copy(dst, THEME_NAME_MAX, line->value))
		return complain(r, line->line, err, "", line->value,
				"is no name of a theme (letters, digits, - and _)");
	return true;
}

static bool read_theme_line(struct reader *r, const struct ini_line *line,
			    struct err *err)
{
	if (r->second)
		return true;
	if (str_is(line->key, "name"))
		return read_name(r, line, r->t->name, &r->name_line, err);
	if (str_is(line->key, "extends"))
		return read_name(r, line, r->extends, &r->extends_line, err);
	if (str_is(line->key, "polarity"))
		return read_polarity(r, line, err);
	return complain(r, line->line, err, "", line->key,
			"is unknown in [theme] (name, extends, polarity)");
}

static bool read_ink(struct reader *r, const struct ini_line *line, struct err *err)
{
	if (r->second)
		return true;
	const struct ink *old = find_ink(r, line->key);
	unsigned seen = old ? old->line : 0;
	if (!set_once(r, line, &seen, err))
		return false;
	struct color color;
	if (!parse_color(r, line->value, &color))
		return complain(r, line->line, err, "", line->value,
				"is neither a palette name nor a colour");
	if (r->n_inks >= PALETTE_MAX || line->key.len >= INK_NAME)
		return complain(r, line->line, err, "", line->key,
				"is one colour name too many or too long");
	struct ink *ink = VEC_PUSH(r->inks, r->n_inks, r->cap_inks);
	ink->color = color;
	ink->line = line->line;
	return text_copy(ink->name, sizeof(ink->name), line->key);
}

/* FG, or the name of another role. */
static bool parse_front(const struct reader *r, struct str word, unsigned line,
			struct theme_entry *entry, struct err *err)
{
	if (parse_color(r, word, &entry->style.fg))
		return true;
	entry->alias = role_find(word, &entry->like);
	return entry->alias || complain(r, line, err, "", word,
					"is neither a palette name nor a colour");
}

static bool parse_ground(const struct reader *r, struct str word, unsigned line,
			 struct theme_entry *entry, struct err *err)
{
	if (entry->alias)
		return complain(r, line, err, "", word,
				"cannot be set on what follows another role");
	return parse_color(r, word, &entry->style.bg) ||
	       complain(r, line, err, "", word,
			"is neither a palette name nor a colour");
}

/* FG [on BG] [bold underline reverse italic] */
static bool parse_style(const struct reader *r, const struct ini_line *line,
			struct theme_entry *entry, struct err *err)
{
	struct str rest = line->value;
	struct str word = next_word(&rest);
	if (!parse_front(r, word, line->line, entry, err))
		return false;
	word = next_word(&rest);
	if (str_is(word, "on")) {
		word = next_word(&rest);
		if (!parse_ground(r, word, line->line, entry, err))
			return false;
		word = next_word(&rest);
	}
	for (; word.len > 0; word = next_word(&rest)) {
		unsigned attr = 0;
		if (!parse_attr(word, &attr))
			return complain(r, line->line, err, "", word,
					"is none of bold underline reverse italic");
		entry->style.attr |= attr;
	}
	return true;
}

/* A role set anew: exact choices of the theme below it are of its old colour. */
static void drop_inherited(const struct reader *r, struct theme_entry *entry)
{
	if (entry->set && !text_eq(entry->file, r->file))
		*entry = (struct theme_entry){ 0 };
}

static bool read_role(struct reader *r, const struct ini_line *line,
		      struct theme_entry *entries, struct err *err)
{
	if (!r->second)
		return true;
	struct theme_entry entry = { .set = true, .line = line->line };
	if (!parse_style(r, line, &entry, err))
		return false;
	enum role role;
	if (!role_find(line->key, &role)) {
		note(r, line->line, line->key, "is no role that candor knows");
		return true;
	}
	struct theme_entry *old = &entries[role];
	unsigned seen = old->set && text_eq(old->file, r->file) ? old->line : 0;
	if (!set_once(r, line, &seen, err))
		return false;
	(void)snprintf(entry.file, sizeof(entry.file), "%s", r->file);
	*old = entry;
	if (entries == r->t->roles) {
		drop_inherited(r, &r->t->roles_256[role]);
		drop_inherited(r, &r->t->roles_16[role]);
	}
	return true;
}

static bool read_set(struct reader *r, const struct ini_line *line, struct err *err)
{
	if (!set_once(r, line, &r->set_line, err))
		return false;
	if (!str_is(line->value, "unicode") && !str_is(line->value, "ascii"))
		return complain(r, line->line, err, "", line->value,
				"is neither unicode nor ascii");
	struct glyph_set set;
	glyph_set_init(&set, str_is(line->value, "ascii"));
	r->t->glyphs.ascii = set.ascii;
	r->t->glyphs.graph = set.graph;
	for (int i = 0; i < GLYPH_COUNT; i++) {
		if (!r->glyph_seen[i])
			r->t->glyphs.code[i] = set.code[i];
	}
	return true;
}

static bool read_glyph(struct reader *r, const struct ini_line *line, struct err *err)
{
	if (!r->second)
		return true;
	if (str_is(line->key, "set"))
		return read_set(r, line, err);
	struct str rest = line->value;
	uint32_t code = utf8_next(&rest);
	AUTO(buf) shown = BUF_INIT(64);
	utf8_safe(&shown, line->value, 32);
	if (rest.len > 0 || utf8_width(line->value) != 1 || code == UTF8_END ||
	    !str_eq(buf_str(&shown), line->value))
		return complain(r, line->line, err, "", line->value,
				"is not one sign of one column");
	enum glyph glyph;
	if (!glyph_find(line->key, &glyph)) {
		note(r, line->line, line->key, "is no glyph that candor knows");
		return true;
	}
	r->t->glyphs.code[glyph] = code;
	r->glyph_seen[glyph] = true;
	return true;
}

static enum section section_of(struct str name)
{
	/* clang-format off */
	static const struct {
		const char *name;
		enum section section;
	} sections[] = {
		{ "theme", SECTION_THEME },
		{ "palette", SECTION_PALETTE },
		{ "roles", SECTION_ROLES },
		{ "fallback.256", SECTION_256 },
		{ "fallback.16", SECTION_16 },
		{ "glyphs", SECTION_GLYPHS },
	};
	/* clang-format on */
	for (size_t i = 0; i < ARRAY_LEN(sections); i++) {
		if (str_is(name, sections[i].name))
			return sections[i].section;
	}
	return SECTION_NONE;
}

static bool read_line(void *ctx, const struct ini_line *line, struct err *err)
{
	struct reader *r = ctx;
	enum section section = section_of(line->section);
	if (section == SECTION_NONE)
		return complain(r, line->line, err, "section ", line->section,
				"is unknown (theme, palette, roles, fallback.256, "
				"fallback.16, glyphs)");
	if (line->key.len == 0)
		return true;
	switch (section) {
	case SECTION_THEME: return read_theme_line(r, line, err);
	case SECTION_PALETTE: return read_ink(r, line, err);
	case SECTION_ROLES: return read_role(r, line, r->t->roles, err);
	case SECTION_256: return read_role(r, line, r->t->roles_256, err);
	case SECTION_16: return read_role(r, line, r->t->roles_16, err);
	case SECTION_GLYPHS: return read_glyph(r, line, err);
	case SECTION_NONE: break;
	}
	return true;
}

static bool in_circle(const struct reader *r)
{
	for (size_t i = 0; i < r->depth; i++) {
		if (text_eq(r->chain[i], r->extends))
			return true;
	}
	return text_eq(r->extends, r->t->name);
}

static bool find_text(const struct reader *r, struct buf *out, struct err *err)
{
	struct str shipped = theme_shipped_text(r->extends);
	if (shipped.p) {
		buf_add_str(out, shipped);
		return buf_ok(out);
	}
	return r->source && r->source->read &&
	       r->source->read(r->source->ctx, r->extends, out, err);
}

/* Start from the theme that this one extends; name and notes stay ours. */
static bool read_base(struct reader *r, struct err *err)
{
	struct str word = str_of(r->extends);
	if (in_circle(r) || r->depth + 1 >= EXTENDS_MAX)
		return complain(r, r->extends_line, err, "extends ", word,
				"goes in a circle");
	AUTO(buf) text = BUF_INIT(LIMIT_CONFIG);
	struct err why = ERR_INIT;
	bool found = find_text(r, &text, &why);
	if (!found && why.code != ERR_NONE)
		return err_set(err, ERR_CONFIG, "%s:%u: %s", r->file, r->extends_line,
			       why.text);
	if (!found)
		return complain(r, r->extends_line, err, "theme ", word,
				"does not exist");
	struct theme base;
	char file[THEME_NAME_MAX + 8];
	(void)snprintf(file, sizeof(file), "%s.theme", r->extends);
	if (!read_into(&base, buf_str(&text), file, r->source, r->chain, r->depth, err))
		return false;
	if (r->polarity_line > 0 && base.polarity != r->polarity)
		return complain(r, r->polarity_line, err, "theme ", word,
				"has the other polarity");
	r->polarity = base.polarity;
	memcpy(base.name, r->t->name, sizeof(base.name));
	*r->t = base;
	return true;
}

/* Roles that follow each other for ever. */
static bool check_aliases(const struct reader *r, const struct theme_entry *entries,
			  struct err *err)
{
	for (int i = 0; i < ROLE_COUNT; i++) {
		enum role at = (enum role)i;
		int steps = 0;
		while (steps <= 2 * ROLE_COUNT) {
			const struct theme_entry *e =
				entries[at].set ? &entries[at] : &r->t->roles[at];
			enum role next =
				e->set ? e->alias ? e->like : at : role_fallback(at);
			if (next == at && !(e->set && e->alias))
				break;
			at = next;
			steps++;
		}
		if (steps > 2 * ROLE_COUNT)
			return complain(r, entries[i].set ? entries[i].line : 1, err,
					"", str_of(role_name((enum role)i)),
					"follows itself");
	}
	return true;
}

static bool read_passes(struct reader *r, struct str text, struct err *err)
{
	if (!ini_read(text, r->file, INI_CANDOR, read_line, r, err))
		return false;
	if (r->extends_line > 0 && !read_base(r, err))
		return false;
	r->t->polarity = r->polarity;
	r->second = true;
	if (!ini_read(text, r->file, INI_CANDOR, read_line, r, err))
		return false;
	return check_aliases(r, r->t->roles, err) &&
	       check_aliases(r, r->t->roles_256, err) &&
	       check_aliases(r, r->t->roles_16, err);
}

/* A file without a name is called as its file: "night-shift.theme". */
static void default_name(struct theme *t, const char *file)
{
	const char *base = strrchr(file, '/');
	struct str name = str_of(base ? base + 1 : file);
	if (str_ends(name, ".theme"))
		name.len -= sizeof(".theme") - 1;
	if (!name_ok(name) || !text_copy(t->name, sizeof(t->name), name))
		(void)snprintf(t->name, sizeof(t->name), "unnamed");
}

static bool read_into(struct theme *t, struct str text, const char *file,
		      const struct theme_source *source, const char *const *chain,
		      size_t depth, struct err *err)
{
	struct reader r = { .t = t, .file = file, .source = source };
	*t = (struct theme){ 0 };
	glyph_set_init(&t->glyphs, false);
	default_name(t, file);
	for (r.depth = 0; r.depth < depth; r.depth++)
		r.chain[r.depth] = chain[r.depth];
	r.chain[r.depth++] = t->name;
	bool ok = read_passes(&r, text, err);
	free(r.inks);
	return ok;
}

bool theme_read(struct theme *ret, struct str text, const char *file,
		const struct theme_source *source, struct err *err)
{
	struct theme *t = mem_new(1, sizeof(*t));
	bool ok = read_into(t, text, file, source, NULL, 0, err);
	if (ok)
		*ret = *t;
	free(t);
	return ok;
}

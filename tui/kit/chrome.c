/*
 * The lines around every screen.  A bar decides first which of its parts fit, then
 * draws: what must not be cut never depends on what stands before it.
 */
#include "tui/kit/chrome.h"

#include "core/base/utf8.h"

#define PARTS_MAX 24

static enum chrome_size size_of(const struct frame *f)
{
	if (f->cols < 40 || f->rows < 10)
		return CHROME_TOO_SMALL;
	if (f->cols < 60 || f->rows < 16)
		return CHROME_SMALL;
	return f->cols < 100 ? CHROME_NARROW : CHROME_WIDE;
}

struct chrome chrome_layout(const struct frame *f)
{
	struct area all = frame_area(f);
	struct chrome c = { .size = size_of(f) };
	int n = f->rows;
	c.bar = area_lines(all, 0, 1);
	if (c.size == CHROME_TOO_SMALL) {
		c.body = area_lines(all, 1, -1);
		return c;
	}
	if (c.size == CHROME_SMALL) {
		c.body = area_lines(all, 1, n - 3);
		c.strip = area_lines(all, n - 2, 1);
		c.hint = area_lines(all, n - 1, 1);
		return c;
	}
	c.tabs = area_lines(all, 1, 1);
	c.title = area_lines(all, 2, 1);
	c.body = area_lines(all, 3, n - 6);
	c.status = area_lines(all, n - 3, 1);
	c.strip = area_lines(all, n - 2, 1);
	c.hint = area_lines(all, n - 1, 1);
	return c;
}

enum form {
	FORM_FULL,
	FORM_BRIEF,
	FORM_GONE
};

struct placed {
	const struct bar_part *part;
	enum form form;
};

struct bar {
	struct placed parts[PARTS_MAX];
	size_t n;
};

static const char *shown(const struct placed *p)
{
	if (p->form == FORM_GONE)
		return "";
	return p->form == FORM_BRIEF ? p->part->brief : p->part->text;
}

static int gap_of(const struct placed *p, bool first)
{
	if (first || p->part->gap < 0)
		return 0;
	return p->part->gap == 0 ? 2 : p->part->gap;
}

static int bar_width(const struct bar *bar)
{
	int width = 0;
	bool first = true;
	for (size_t i = 0; i < bar->n; i++) {
		const struct placed *p = &bar->parts[i];
		if (text_empty(shown(p)))
			continue;
		width += gap_of(p, first) + utf8_width(str_of(shown(p)));
		first = false;
	}
	return width;
}

static void bar_add(struct bar *bar, const struct bar_part *parts, size_t n)
{
	for (size_t i = 0; i < n && bar->n < PARTS_MAX; i++) {
		if (!text_empty(parts[i].text))
			bar->parts[bar->n++] = (struct placed){ &parts[i], FORM_FULL };
	}
}

/* What is done to a bar that does not fit, one part at a time. */
enum cut {
	CUT_SHORTEN,
	CUT_REMOVE,
	CUT_SHORTEN_ALL,
	CUT_REMOVE_LAST,
	CUTS
};

static bool may_cut(const struct placed *p, enum cut how)
{
	bool shorter = p->form == FORM_FULL && p->part->brief;
	switch (how) {
	case CUT_SHORTEN: return shorter && p->part->cut > 0;
	case CUT_REMOVE: return p->form != FORM_GONE && p->part->cut > 0;
	case CUT_SHORTEN_ALL: return shorter;
	case CUT_REMOVE_LAST: return p->form != FORM_GONE && p->part->cut < 0;
	case CUTS: break;
	}
	return false;
}

/* The part with the highest cut that this may be done to; NULL: none is left. */
static struct placed *find_cut(struct bar *bar, enum cut how, struct placed *best)
{
	for (size_t i = 0; i < bar->n; i++) {
		struct placed *p = &bar->parts[i];
		if (may_cut(p, how) && (!best || p->part->cut > best->part->cut))
			best = p;
	}
	return best;
}

static void make_fit(struct bar *l, struct bar *r, int width)
{
	int how = CUT_SHORTEN;
	while (how < CUTS && bar_width(l) + 2 + bar_width(r) > width) {
		enum cut cut = (enum cut)how;
		struct placed *p = find_cut(l, cut, find_cut(r, cut, NULL));
		if (p)
			p->form = cut == CUT_REMOVE || cut == CUT_REMOVE_LAST
					  ? FORM_GONE
					  : FORM_BRIEF;
		else
			how++;
	}
}

/* A name that is longer than the whole room is cut where that is seen. */
static void draw_parts(struct pen *p, const struct bar *bar)
{
	bool first = true;
	for (size_t i = 0; i < bar->n; i++) {
		const struct placed *part = &bar->parts[i];
		const char *text = shown(part);
		if (text_empty(text))
			continue;
		pen_skip(p, gap_of(part, first));
		if (utf8_width(str_of(text)) > pen_room(p))
			pen_fit(p, pen_room(p), part->part->role, str_of(text),
				FIT_MIDDLE, ALIGN_LEFT);
		else if (part->part->strong)
			pen_strong(p, part->part->role, text);
		else
			pen_text(p, part->part->role, text);
		first = false;
	}
}

void chrome_bar(struct frame *f, struct area a, enum role on,
		const struct bar_part *left, size_t n_left,
		const struct bar_part *right, size_t n_right)
{
	struct bar l = { .n = 0 };
	struct bar r = { .n = 0 };
	enum role was = frame_on(f, on);
	struct area inner = area_inset(a, 1);
	bar_add(&l, left, n_left);
	bar_add(&r, right, n_right);
	make_fit(&l, &r, inner.width);
	frame_fill(f, a, ROLE_TEXT);
	struct pen p = pen_at(f, inner, 0);
	struct pen end = p;
	int right_width = bar_width(&r);
	pen_skip(&end, inner.width - right_width);
	p.end = right_width > 0 && end.col - 1 > p.col ? end.col - 1 : p.end;
	draw_parts(&p, &l);
	draw_parts(&end, &r);
	(void)frame_on(f, was);
}

/* How tabs stand: with room, close together, or with short names. */
struct tab_form {
	bool brief;
	int gap;
};

static int tabs_width(const struct chrome_tab *tabs, size_t n_tabs,
		      struct tab_form form)
{
	int width = 0;
	for (size_t i = 0; i < n_tabs; i++) {
		const char *name = form.brief ? tabs[i].brief : tabs[i].name;
		int around = form.brief ? 1 : 4; /* digit, blank, brackets */
		width += utf8_width(str_of(name)) + around + (i > 0 ? form.gap : 0);
	}
	return width + (form.brief ? 2 : 0);
}

/* By the width alone: what stands at the right changes, the tabs stay. */
static struct tab_form tab_form(const struct chrome_tab *tabs, size_t n_tabs, int width)
{
	int room = width - CHROME_TABS_RIGHT;
	/* clang-format off */
	static const struct tab_form forms[] = {
		{ false, 2 },
		{ false, 1 },
		{ false, 0 }
	};
	/* clang-format on */
	for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
		if (tabs_width(tabs, n_tabs, forms[i]) <= room)
			return forms[i];
	}
	return (struct tab_form){ true, 1 };
}

/* "[1 Fleet]" or " 1 Fleet "; brief "[1Flt]" or "2Ovr". */
static void draw_tab(struct pen *p, const struct chrome_tab *tab, size_t number,
		     bool current, bool brief)
{
	char digit[3] = { (char)('0' + number % 10), brief ? '\0' : ' ', '\0' };
	const char *name = brief ? tab->brief : tab->name;
	if (current) {
		pen_strong(p, ROLE_ACCENT, "[");
		pen_strong(p, ROLE_ACCENT, digit);
		pen_strong(p, ROLE_ACCENT, name);
		pen_strong(p, ROLE_ACCENT, "]");
		return;
	}
	pen_skip(p, brief ? 0 : 1);
	pen_text(p, ROLE_MUTED, digit);
	pen_text(p, ROLE_MUTED, name);
	pen_skip(p, brief ? 0 : 1);
}

int chrome_tabs_room(struct area a, const struct chrome_tab *tabs, size_t n_tabs)
{
	int width = area_inset(a, 1).width;
	struct tab_form form = tab_form(tabs, n_tabs, width);
	int room = width - tabs_width(tabs, n_tabs, form) - 1;
	return room > 0 ? room : 0;
}

/* At the right end of what is left, one blank after the tabs. */
static void draw_tabs_right(struct pen *p, enum role role, const char *text)
{
	int room = pen_room(p) - 1;
	int width = utf8_width(str_of(text));
	width = width < room ? width : room;
	if (width <= 0)
		return;
	pen_skip(p, pen_room(p) - width);
	pen_fit(p, width, role, str_of(text), FIT_TAIL, ALIGN_LEFT);
}

void chrome_tabs(struct frame *f, struct area a, const struct chrome_tab *tabs,
		 size_t n_tabs, size_t current, const char *right, enum role right_role)
{
	enum role was = frame_on(f, ROLE_SURFACE);
	frame_fill(f, a, ROLE_TEXT);
	struct pen p = pen_at(f, area_inset(a, 1), 0);
	struct tab_form form = tab_form(tabs, n_tabs, pen_room(&p));
	for (size_t i = 0; i < n_tabs; i++) {
		pen_skip(&p, i > 0 ? form.gap : 0);
		/* only the current one of brief tabs has brackets */
		if (tabs_width(&tabs[i], 1, form) -
			    (form.brief && i != current ? 2 : 0) >
		    pen_room(&p))
			break; /* whole or not at all */
		draw_tab(&p, &tabs[i], i + 1, i == current, form.brief);
	}
	draw_tabs_right(&p, right_role, right);
	(void)frame_on(f, was);
}

void chrome_strip(struct frame *f, struct area a, enum role role, struct str text)
{
	frame_fill(f, a, ROLE_TEXT);
	struct area inner = area_inset(a, 1);
	struct pen p = pen_at(f, inner, 0);
	pen_fit(&p, inner.width, role, text, FIT_TAIL, ALIGN_LEFT);
}

void chrome_too_small(struct frame *f, struct area a)
{
	frame_fill(f, a, ROLE_TEXT);
	struct pen p = pen_at(f, a, 0);
	pen_printf(&p, ROLE_WARN, "needs 40\xC3\x97%d, is %d\xC3\x97%d", 10, f->cols,
		   f->rows);
}

/*
 * Label/value lines and paragraphs.  Lines are laid out at each draw, for the width
 * there is; only those inside of the panel are drawn.
 */
#include "tui/kit/detail.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/limits.h"
#include "core/base/utf8.h"
#include "core/base/vec.h"
#include "tui/kit/word.h"

void detail_init(struct detail *d)
{
	*d = (struct detail){ .page = 1, .found = -1 };
}

void detail_clear(struct detail *d)
{
	for (size_t i = 0; i < d->n_items; i++) {
		free(d->items[i].label);
		free(d->items[i].text);
	}
	d->n_items = 0;
	d->label_width = 0;
}

void detail_release(struct detail *d)
{
	if (!d)
		return;
	detail_clear(d);
	free(d->items);
	*d = (struct detail){ 0 };
}

static void add(struct detail *d, enum detail_kind kind, const char *label,
		enum role role, struct str text)
{
	if (text.len > LIMIT_TEXT)
		text.len = LIMIT_TEXT;
	struct detail_item *item = VEC_PUSH(d->items, d->n_items, d->cap_items);
	*item = (struct detail_item){
		.kind = kind,
		.role = role,
		.label = mem_text(label),
		.text = text.p ? mem_text_n(text.p, text.len) : NULL,
		.text_len = text.p ? text.len : 0,
	};
}

void detail_pair(struct detail *d, const char *label, enum role role, struct str value)
{
	int width = utf8_width(str_of(label));
	if (width > d->label_width)
		d->label_width = width;
	if (value.len == 0)
		value = STR("\xE2\x80\x94"); /* — */
	add(d, DETAIL_PAIR, label, role, value);
}

void detail_pairf(struct detail *d, const char *label, enum role role, const char *fmt,
		  ...)
{
	char value[1024];
	va_list args;
	va_start(args, fmt);
	int n = vsnprintf(value, sizeof(value), fmt, args);
	va_end(args);
	detail_pair(d, label, role, n > 0 ? str_of(value) : STR(""));
}

void detail_text(struct detail *d, enum role role, struct str text)
{
	add(d, DETAIL_TEXT, NULL, role, text);
}

void detail_rule(struct detail *d, const char *title)
{
	add(d, DETAIL_RULE, title, ROLE_TITLE, (struct str){ NULL, 0 });
}

void detail_blank(struct detail *d)
{
	add(d, DETAIL_BLANK, NULL, ROLE_TEXT, (struct str){ NULL, 0 });
}

#define LABEL_WHOLE 12 /* columns that a label always gets */

/* Columns of the labels: never more than a third, so that values keep room. */
static int label_cols(const struct detail *d, int width)
{
	int most = width / 3 > LABEL_WHOLE ? width / 3 : LABEL_WHOLE;
	return d->label_width > most ? most : d->label_width;
}

/* Where the text looked for begins; s.len: nowhere. */
static size_t find_in(const struct detail *d, struct str s)
{
	size_t n = strlen(d->find);
	for (size_t at = 0; n > 0 && at + n <= s.len; at++) {
		size_t i = 0;
		while (i < n && word_lower(s.p[at + i]) == word_lower(d->find[i]))
			i++;
		if (i == n)
			return at;
	}
	return s.len;
}

static enum role match_role(const struct detail *d, int line)
{
	return line + d->scroll == d->found ? ROLE_MATCH_NOW : ROLE_MATCH;
}

static enum role label_role(const struct detail *d, const struct detail_item *item,
			    int line)
{
	struct str label = str_of(item->label);
	return find_in(d, label) < label.len ? match_role(d, line) : ROLE_MUTED;
}

/* A line with what is looked for painted in it. */
static void draw_line(const struct detail *d, struct pen *p, enum role role,
		      enum role match, struct str s)
{
	size_t n = strlen(d->find);
	for (size_t at = find_in(d, s); n > 0 && at < s.len; at = find_in(d, s)) {
		pen_str(p, role, (struct str){ s.p, at });
		pen_str(p, match, (struct str){ s.p + at, n });
		s = (struct str){ s.p + at + n, s.len - at - n };
	}
	pen_str(p, role, s);
}

/* Text wrapped into the area from column `indent`, starting at `line` (may lie above
 * the area).  Returns lines used, at least 1. */
static int draw_wrapped(const struct detail *d, struct frame *f, struct area a,
			int line, int indent, const struct detail_item *item)
{
	struct str rest = { item->text, item->text_len };
	struct str part;
	int width = a.width - indent;
	int n = 0;
	if (d->cut) {
		struct pen p = pen_at(f, a, line);
		pen_skip(&p, indent);
		pen_fit(&p, width > 0 ? width : 0, item->role, rest, FIT_TAIL,
			ALIGN_LEFT);
		return 1;
	}
	while (frame_wrap(&rest, width, &part)) {
		struct pen p = pen_at(f, a, line + n);
		pen_skip(&p, indent);
		draw_line(d, &p, item->role, match_role(d, line + n), part);
		n++;
	}
	return n > 0 ? n : 1;
}

static int draw_item(const struct detail *d, struct frame *f, struct area a, int line,
		     const struct detail_item *item)
{
	int labels = label_cols(d, a.width);
	struct pen p = pen_at(f, a, line);
	switch (item->kind) {
	case DETAIL_BLANK: return 1;
	case DETAIL_RULE:
		if (line >= 0 && line < a.height)
			frame_rule(f, a, line, item->label, NULL, ROLE_MUTED);
		return 1;
	case DETAIL_PAIR:
		pen_fit(&p, labels, label_role(d, item, line), str_of(item->label),
			FIT_TAIL, ALIGN_LEFT);
		return draw_wrapped(d, f, a, line, labels + 2, item);
	case DETAIL_TEXT: return draw_wrapped(d, f, a, line, 0, item);
	}
	return 1;
}

static int wrapped_lines(const struct detail_item *item, int width)
{
	struct str rest = { item->text, item->text_len };
	struct str part;
	int n = 0;
	while (frame_wrap(&rest, width, &part))
		n++;
	return n > 0 ? n : 1;
}

int detail_lines(const struct detail *d, int width)
{
	int lines = 0;
	width -= 2; /* as detail_draw() insets it */
	for (size_t i = 0; i < d->n_items; i++) {
		const struct detail_item *item = &d->items[i];
		int indent = item->kind == DETAIL_PAIR ? label_cols(d, width) + 2 : 0;
		bool text = item->kind == DETAIL_PAIR || item->kind == DETAIL_TEXT;
		lines += text && !d->cut ? wrapped_lines(item, width - indent) : 1;
	}
	return lines;
}

static int draw_all(const struct detail *d, struct frame *f, struct area a)
{
	int line = 0;
	for (size_t i = 0; i < d->n_items; i++)
		line += draw_item(d, f, a, line - d->scroll, &d->items[i]);
	return line;
}

static int scroll_to(struct detail *d, int line)
{
	int was = d->scroll;
	int most = d->n_lines > d->page ? d->n_lines - d->page : 0;
	d->scroll = line > most ? most : line;
	d->scroll = d->scroll < 0 ? 0 : d->scroll;
	return d->scroll - was;
}

void detail_draw(struct detail *d, struct frame *f, struct area a, bool focused)
{
	d->page = a.height > 0 ? a.height : 1;
	frame_fill(f, a, ROLE_TEXT);
	struct area inner = area_inset(a, 1);
	d->width = inner.width;
	d->n_lines = draw_all(d, f, inner);
	if (scroll_to(d, d->scroll) != 0) {
		frame_fill(f, a, ROLE_TEXT);
		(void)draw_all(d, f, inner);
	}
	if (d->n_lines - d->scroll > d->page && a.height > 1) {
		struct area last = area_lines(inner, a.height - 1, 1);
		frame_fill(f, last, ROLE_TEXT);
		AUTO(buf) more = BUF_INIT(64);
		buf_addf(&more, "\xE2\x80\xA6 %d more lines",
			 d->n_lines - d->scroll - d->page + 1);
		struct pen p = pen_at(f, last, 0);
		pen_right(&p, ROLE_FAINT, buf_text(&more));
	}
	if (focused)
		frame_cursor(f, a.row, a.col, text_or(d->focus, "detail"));
}

bool detail_scroll(struct detail *d, int lines)
{
	return scroll_to(d, d->scroll + lines) != 0;
}

bool detail_page(struct detail *d, int pages)
{
	int step = d->page > 1 ? d->page - 1 : 1;
	return detail_scroll(d, pages * step);
}

bool detail_to_end(struct detail *d, bool bottom)
{
	return scroll_to(d, bottom ? d->n_lines : 0) != 0;
}

bool detail_is_long(const struct detail *d)
{
	return d->n_lines > d->page;
}

/* ---- looking for a text ---- */

struct walk {
	int line; /* the next one */
	int n;    /* lines with a match so far */
	int first, before, after, last;
	int at; /* which of them is stood at, from 1 */
};

static bool has(const struct detail *d, struct str s)
{
	return find_in(d, s) < s.len;
}

static void walk_line(const struct detail *d, struct walk *w, bool match)
{
	int line = w->line++;
	if (!match)
		return;
	w->n++;
	w->first = w->first < 0 ? line : w->first;
	w->last = line;
	if (line < d->found)
		w->before = line;
	if (line == d->found)
		w->at = w->n;
	if (line > d->found && w->after < 0)
		w->after = line;
}

/* The lines of one item as they were drawn; a label stands in the first. */
static void walk_item(const struct detail *d, struct walk *w,
		      const struct detail_item *item)
{
	bool match = item->label && has(d, str_of(item->label));
	int indent = item->kind == DETAIL_PAIR ? label_cols(d, d->width) + 2 : 0;
	struct str rest = { item->text, item->text_len };
	struct str part;
	int from = w->line;
	if (!d->cut && (item->kind == DETAIL_PAIR || item->kind == DETAIL_TEXT))
		for (; frame_wrap(&rest, d->width - indent, &part); match = false)
			walk_line(d, w, match || has(d, part));
	if (w->line == from)
		walk_line(d, w, match || has(d, rest));
}

static struct walk walk_all(const struct detail *d)
{
	struct walk w = { .first = -1, .before = -1, .after = -1, .last = -1 };
	for (size_t i = 0; i < d->n_items && d->find[0] && d->width > 0; i++)
		walk_item(d, &w, &d->items[i]);
	return w;
}

/* Into sight, with two lines of what stands before. */
static bool stand_at(struct detail *d, int line)
{
	d->found = line;
	if (line >= 0 && (line < d->scroll || line >= d->scroll + d->page - 1))
		(void)scroll_to(d, line > 2 ? line - 2 : 0);
	return line >= 0;
}

void detail_find(struct detail *d, struct str text)
{
	if (!text_copy(d->find, sizeof(d->find), text))
		d->find[0] = 0;
	d->found = d->scroll - 1;
	struct walk w = walk_all(d);
	(void)stand_at(d, w.after >= 0 ? w.after : w.first);
}

bool detail_find_next(struct detail *d, int step)
{
	struct walk w = walk_all(d);
	if (step > 0)
		return stand_at(d, w.after >= 0 ? w.after : w.first);
	return stand_at(d, w.before >= 0 ? w.before : w.last);
}

int detail_matches(const struct detail *d, int *ret_at)
{
	struct walk w = walk_all(d);
	*ret_at = w.at;
	return w.n;
}

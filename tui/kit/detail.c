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

void detail_init(struct detail *d)
{
	*d = (struct detail){ .page = 1, .find = FIND_NOTHING };
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
		struct str word = str_of(d->find.text);
		struct pen p = pen_at(f, a, line + n);
		pen_skip(&p, indent);
		find_draw(&p, item->role, find_role(&d->find, line + n + d->scroll),
			  (struct str){ item->text, item->text_len }, part, &word, 1);
		n++;
	}
	return n > 0 ? n : 1;
}

static int draw_item(const struct detail *d, struct frame *f, struct area a, int line,
		     const struct detail_item *item)
{
	int labels = label_cols(d, a.width);
	struct pen p = pen_at(f, a, line);
	enum role label = ROLE_MUTED;
	switch (item->kind) {
	case DETAIL_BLANK: return 1;
	case DETAIL_RULE:
		if (line >= 0 && line < a.height)
			frame_rule(f, a, line, item->label, NULL, ROLE_MUTED);
		return 1;
	case DETAIL_PAIR:
		if (find_in(&d->find, str_of(item->label)))
			label = find_role(&d->find, line + d->scroll);
		pen_fit(&p, labels, label, str_of(item->label), FIT_TAIL, ALIGN_LEFT);
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

void detail_other(struct detail *d)
{
	(void)scroll_to(d, 0);
	d->find = FIND_NOTHING;
}

bool detail_is_long(const struct detail *d)
{
	return d->n_lines > d->page;
}

/* ---- looking for a text ---- */

/* The lines of one item as they were drawn; a label stands in the first. */
static void walk_item(const struct detail *d, struct find_walk *w,
		      const struct detail_item *item)
{
	bool label = item->label && find_in(&d->find, str_of(item->label));
	int indent = item->kind == DETAIL_PAIR ? label_cols(d, d->width) + 2 : 0;
	struct str whole = { item->text, item->text_len };
	struct str rest = whole;
	struct str part;
	int from = w->line;
	if (!d->cut && (item->kind == DETAIL_PAIR || item->kind == DETAIL_TEXT))
		for (; frame_wrap(&rest, d->width - indent, &part); label = false)
			find_line(w, label || find_begins(&d->find, whole, part));
	if (w->line == from)
		find_line(w, label || find_in(&d->find, whole));
}

static void walk_all(void *ctx, struct find_walk *w)
{
	const struct detail *d = ctx;
	for (size_t i = 0; i < d->n_items && d->width > 0; i++)
		walk_item(d, w, &d->items[i]);
}

/* Into sight, with two lines of what stands before. */
static void show_line(void *ctx, int line)
{
	struct detail *d = ctx;
	if (line < d->scroll || line >= d->scroll + d->page - 1)
		(void)scroll_to(d, line > 2 ? line - 2 : 0);
}

struct find_pane detail_pane(struct detail *d)
{
	return (struct find_pane){ .find = &d->find,
				   .top = d->scroll,
				   .walk = walk_all,
				   .show = show_line,
				   .ctx = d };
}

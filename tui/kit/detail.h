/*
 * A panel of label/value lines and wrapped paragraphs that scrolls.  Contents are
 * copied in; the view fills it anew when its data changed.
 */
#ifndef TUI_KIT_DETAIL_H
#define TUI_KIT_DETAIL_H

#include "tui/kit/find.h"

enum detail_kind {
	DETAIL_PAIR,
	DETAIL_TEXT,
	DETAIL_RULE,
	DETAIL_BLANK
};

struct detail_item {
	enum detail_kind kind;
	enum role role; /* of the value or text */
	char *label;    /* PAIR: label, RULE: title; else NULL */
	char *text;     /* text_len bytes of any content, NUL after them; may be NULL */
	size_t text_len;
};

struct detail {
	struct detail_item *items;
	size_t n_items, cap_items;
	int label_width;   /* widest label, in columns */
	int scroll;        /* first line shown */
	int n_lines;       /* lines at the last draw's width */
	int page;          /* lines seen at the last draw */
	int width;         /* columns of the text at the last draw */
	struct find find;  /* what is looked for, painted */
	bool cut;          /* long lines end in "…" instead of being wrapped */
	const char *focus; /* focus id when focused; borrowed; may be NULL */
};

void detail_init(struct detail *d);
void detail_release(struct detail *d);
void detail_clear(struct detail *d); /* no items; scroll stays (refresh) */

/* "label      value"; a long value is wrapped under itself. */
void detail_pair(struct detail *d, const char *label, enum role role, struct str value);
void detail_pairf(struct detail *d, const char *label, enum role role, const char *fmt,
		  ...) PRINTF(4, 5);
void detail_text(struct detail *d, enum role role, struct str text); /* wrapped */
void detail_rule(struct detail *d, const char *title); /* "─ title ────" */
void detail_blank(struct detail *d);

/* Lines that all of it takes in an area of that width. */
int detail_lines(const struct detail *d, int width);

void detail_draw(struct detail *d, struct frame *f, struct area a, bool focused);
/* Move by lines (negative: up) or pages; clamped. Returns true when something moved. */
bool detail_scroll(struct detail *d, int lines);
bool detail_page(struct detail *d, int pages);
bool detail_to_end(struct detail *d, bool bottom);
/* It is about something else from now on: from the top, and nothing is looked for. */
void detail_other(struct detail *d);
/* More than the panel of the last draw shows: is there a reason to scroll? */
bool detail_is_long(const struct detail *d);

/* The lines as last drawn, to look for a text in.  A match that goes over the end of a
 * wrapped line belongs to the line that it begins in. */
struct find_pane detail_pane(struct detail *d);

#endif

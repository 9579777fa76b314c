/*
 * A list with columns.  The table keeps order, selection, scroll, filter, sort and
 * marks; what the rows are stays with the view behind struct table_source.
 *
 * Selection and marks are kept by id, so a refresh or a resize never moves them.
 */
#ifndef TUI_KIT_TABLE_H
#define TUI_KIT_TABLE_H

#include "tui/kit/frame.h"

#define TABLE_NONE SIZE_MAX
#define TABLE_COLS 24 /* columns at most */

/* One column.  row is 0..n_rows-1 of the source. */
struct table_col {
	const char *title;        /* "INSTALLATION" */
	const char *narrow_title; /* when the area is under 100 columns; NULL: title */
	int width;                /* columns; content is fitted to it */
	int narrow;               /* width under 100 columns; 0: width */
	int grow;                 /* share of what is left over; 0: fixed */
	int priority; /* 1 is dropped last; shown are the smallest that fit */
	enum align align;
	enum fit fit; /* FIT_MIDDLE for names */

	/* What the cell says: filter, sort and drawing use it.  Required. */
	void (*text)(void *ctx, size_t row, struct buf *out);
	enum role (*role)(void *ctx, size_t row); /* NULL: ROLE_TEXT */
	/* Draw it otherwise (two inks, a chart); pen ends at the column's right. NULL:
	 * text */
	void (*draw)(void *ctx, size_t row, struct pen *pen);
	/* <0, 0, >0 as in qsort; NULL: text, bytewise */
	int (*order)(void *ctx, size_t a, size_t b);
	/* Rows that have no value here: last in both directions; NULL: all have one */
	bool (*unknown)(void *ctx, size_t row);
};

struct table_source {
	const struct table_col *cols; /* cols[n_cols] */
	size_t n_cols;
	size_t (*n_rows)(void *ctx);
	/* Stable name of a row, unique; borrowed until the next refresh. */
	const char *(*id)(void *ctx, size_t row);
	bool (*problem)(void *ctx, size_t row); /* NULL: no row is one */
	/* Sign at the left: 0 none, else a glyph such as ▾ (tree rows). NULL: none */
	uint32_t (*sign)(void *ctx, size_t row);
	void *ctx;
};

struct table {
	const struct table_source *source; /* borrowed, outlives the table */
	const char *empty; /* sentence when there are no rows; borrowed; may be NULL */
	const char *more;  /* word after "… 17 more "; borrowed; may be NULL */
	const char *focus; /* first part of the focus id: "fleet"; borrowed */
	bool loading;      /* no data yet: "· · ·" rows instead of `empty` */
	bool no_header;    /* no line with the titles */
	bool in_order;     /* the source's order means something: it is not sorted */
	bool at_top;       /* the first row is selected until one is chosen */

	/* the table's own */
	size_t *shown; /* shown[n_shown]: rows after filter, in order */
	size_t n_shown, cap_shown;
	size_t n_all;   /* rows of the source at the last refresh */
	size_t cursor;  /* index into shown; 0 when empty */
	size_t top;     /* first index drawn */
	int page;       /* rows seen at the last draw, >= 1 */
	char *selected; /* id; NULL: none */
	char *chosen;   /* id that was moved to last; NULL: none */
	char **marks;   /* ids, sorted; marks[n_marks] */
	size_t n_marks, cap_marks;
	char *range_from; /* id where the last mark was set */
	int sort;         /* column, or -1: the source's order */
	bool reverse;
	bool problems_only;
	char *filter; /* NULL: none */
};

void table_init(struct table *t, const struct table_source *source);
void table_release(struct table *t);

/* Call after rows or their contents changed: filters and sorts anew; the selected id
 * stays selected; if it is gone, the row now at its place is. */
void table_refresh(struct table *t);

/*
 * Draw header, rows, "… n more", or the sentence of an empty state; put the frame's
 * cursor on the selected row when focused (unfocused: ROLE_SELECT_OFF).
 */
void table_draw(struct table *t, struct frame *f, struct area a, bool focused);

enum table_move {
	TABLE_UP,
	TABLE_DOWN,
	TABLE_HALF_UP,
	TABLE_HALF_DOWN,
	TABLE_PAGE_UP,
	TABLE_PAGE_DOWN,
	TABLE_TOP,
	TABLE_BOTTOM,
	TABLE_NEXT_PROBLEM,
	TABLE_PREV_PROBLEM, /* wrap around */
	TABLE_NEXT_MARK,
	TABLE_PREV_MARK,
};
/* Returns  true when the selection moved. */
bool table_move(struct table *t, enum table_move how);

size_t table_row(const struct table *t); /* selected row of the source, or TABLE_NONE */
const char *table_id(const struct table *t); /* its id, or NULL; valid until a change */
bool table_select(struct table *t,
		  const char *id); /* false: not shown; nothing changes */

/* A column's name as it is typed: "LOGICAL ID" is logical-id; empty without a title. */
void table_col_name(const struct table_col *col, struct buf *out);
/* The column of a typed name; -1: none has it. */
int table_find_col(const struct table *t, struct str name);

/* col -1: the source's order.  A stable sort. */
void table_sort(struct table *t, int col, bool reverse);
/* Keep rows that hold every word somewhere, case of ASCII letters ignored; "!word"
 * drops them. */
void table_filter(struct table *t, struct str words);
void table_problems_only(struct table *t, bool on);

void table_mark(struct table *t);       /* toggle the selected row */
void table_mark_range(struct table *t); /* from the last mark to the selected row */
void table_clear_marks(struct table *t);
bool table_marked(const struct table *t, const char *id);

/* "row 3/37" and, when hidden rows exist, " of 91"; "2 marked". Empty when there is
 * nothing to say. */
void table_position(const struct table *t, struct buf *out);
void table_marks_text(const struct table *t, struct buf *out);

#endif

/*
 * A list with columns.  The table keeps order, selection, scroll, filter, sort, marks
 * and which columns are seen; what the rows are stays with the view behind struct
 * table_source.
 *
 * Selection and marks are kept by id, so a refresh or a resize never moves them.  What
 * cells say is asked for once and kept until the source's stamp changes, so that a key
 * costs the same over ten rows and over ten thousand.
 */
#ifndef TUI_KIT_TABLE_H
#define TUI_KIT_TABLE_H

#include "core/tree/node.h"
#include "tui/kit/filter.h"
#include "tui/kit/frame.h"

#define TABLE_NONE  SIZE_MAX
#define TABLE_COLS  24 /* columns at most */
#define TABLE_KEPT  2  /* a column of this priority or a smaller one is always there */
#define TABLE_SAVED LIMIT_KIB(4) /* ceiling of what table_save() writes */

/* One column.  row is 0..n_rows-1 of the source. */
struct table_col {
	const char *title;        /* "INSTALLATION" */
	const char *name;         /* as it is typed; NULL: title in lower case */
	const char *narrow_title; /* when the area is under 100 columns; NULL: title */
	int width;                /* columns; content is fitted to it */
	int narrow;               /* width under 100 columns; 0: width */
	int least;    /* width it may shrink to before it goes; 0: it goes */
	int grow;     /* share of what is left over; 0: fixed */
	int priority; /* 1 is dropped last; shown are the smallest that fit */
	bool extra;   /* seen only in wide mode, or when chosen */
	bool age;     /* cells say ages: an amount in a filter has a unit */
	enum align align;
	enum fit fit; /* FIT_MIDDLE for names */

	/* What the cell says: filter, sort and drawing use it.  Required. */
	void (*text)(void *ctx, size_t row, struct buf *out);
	enum role (*role)(void *ctx, size_t row); /* NULL: ROLE_TEXT */
	/* Draw it otherwise (two inks, a chart); pen ends at the column's right. NULL:
	 * text */
	void (*draw)(void *ctx, size_t row, struct pen *pen);
	/* <0, 0, >0 as in qsort; NULL: by text, case of ASCII letters ignored */
	int (*order)(void *ctx, size_t a, size_t b);
	/* Rows that have no value here: last in both directions; NULL: all have one */
	bool (*unknown)(void *ctx, size_t row);
	/* What the cells say, "crit", where such a word alone in a filter means this
	 * column (filter.h), in lower case, NULL at the end; of one column.  NULL */
	const char *const *words;
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
	/* Changes whenever a row may be another or say something else; 0, and NULL: not
	 * known, everything is asked anew at each refresh. */
	uint64_t (*stamp)(void *ctx);
	const char *noun; /* what y copies of a row: "stack name"; NULL: "name" */
	/* What the screen calls a row: "#16"; NULL: what y copies of it. */
	void (*name)(void *ctx, size_t row, struct buf *out);
	/* What copies of a row: its name, or the whole, such as its ARN; adding nothing
	 * leaves the whole to item.  NULL: its id, and item. */
	void (*copy)(void *ctx, size_t row, bool whole, struct buf *out);
	const char *whole; /* what copy gives as the whole: "ARN"; NULL */
	/* The row as a document, texts safe to show.  NULL, and a NULL node: none. */
	struct node *(*item)(void *ctx, size_t row, struct arena *a);
	void *ctx;
};

/* What the operator wants of a column. */
enum table_wish {
	TABLE_AS_IS,
	TABLE_ON,
	TABLE_OFF
};

/* What the cells of all rows say, in lower case: for filter, sort and full widths. */
struct table_cells {
	struct buf bytes;
	uint32_t *starts;      /* starts[n_rows]: of a row's line */
	uint32_t *ends;        /* ends[n_rows * n_cols], from the line's start */
	size_t n_rows, n_cols; /* a view may leave a column out from now on */
	bool valid;
};

struct table {
	const struct table_source *source; /* borrowed, outlives the table */
	const char *empty; /* sentence when there are no rows; borrowed; may be NULL */
	const char *more;  /* word after "… 17 more "; borrowed; may be NULL */
	const char *more_well; /* the same where none of those below is a problem */
	const char *focus;     /* first part of the focus id: "fleet"; borrowed */
	bool loading;          /* no data yet: "· · ·" rows instead of `empty` */
	bool no_header;        /* no line with the titles */
	bool in_order; /* the source's order means something: it is not sorted */
	const char *own_order; /* what the source's order is called, where it can be
				* picked: "severity"; borrowed; may be NULL */
	bool at_top;           /* the first row is selected until one is chosen */

	/* the table's own */
	size_t *shown; /* shown[n_shown]: rows after filter, in order */
	size_t n_shown, cap_shown;
	size_t n_all;   /* rows of the source at the last refresh */
	size_t cursor;  /* index into shown; 0 when empty */
	size_t top;     /* first index drawn */
	int page;       /* rows seen at the last draw, >= 1 */
	bool narrow;    /* it was drawn on less than 100 columns */
	bool narrowed;  /* table_narrow() */
	char *selected; /* id; NULL: none */
	char *chosen;   /* id that was moved to last; NULL: none */
	char **marks;   /* ids, sorted; marks[n_marks] */
	size_t n_marks, cap_marks;
	char *range_from; /* id where the last mark was set */
	int sort;         /* column, or -1: the source's order */
	bool reverse;
	bool problems_only;
	char *filter; /* as it was typed; NULL: none */
	struct filter query;
	struct filter_error filter_error; /* text "": the filter makes sense */
	enum table_wish wishes[TABLE_COLS];
	bool wide;            /* all columns, as wide as what stands in them */
	size_t wide_col;      /* the first one that is not frozen */
	size_t wide_first;    /* the least that wide_col can be, at the last draw */
	int wide_skip;        /* columns of the screen that it is moved to the left */
	int wide_room;        /* for it at the last draw */
	int full[TABLE_COLS]; /* widest cell or title; of `full_of` */
	uint64_t full_of;

	/* asked once: valid until the stamp is another */
	struct table_cells cells;
	size_t *order; /* order[n_all]: all rows as they are sorted */
	size_t cap_order;
	bool ordered;
	uint64_t stamp;  /* of the source; 0: not known */
	uint64_t change; /* grows with each change of the rows */
};

void table_init(struct table *t, const struct table_source *source);
void table_release(struct table *t);

/* Call when rows or their contents may have changed, before anything below: filters
 * and sorts anew unless the stamp is the same; the selected id stays selected; if it is
 * gone, the row now at its place is. */
void table_refresh(struct table *t);
/* The operator wants other rows: if the selected one is not among them at the next
 * refresh, the first is selected, and not its neighbour. */
void table_narrow(struct table *t);

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
/* The same for a row that may not be there yet: it is selected once it is. */
void table_come_back(struct table *t, struct str id);

/* A column's name as it is typed: "LOGICAL ID" is logical-id; empty without a title. */
void table_col_name(const struct table_col *col, struct buf *out);
/* The column of a typed name; -1: none has it. */
int table_find_col(const struct table *t, struct str name);

/* col -1: the source's order.  A stable sort. */
void table_sort(struct table *t, int col, bool reverse);
/* Keep the rows that a filter (filter.h) lets through.  A term that makes no sense is
 * passed over, and t->filter_error says why. */
void table_filter(struct table *t, struct str words);
/* Does a filter make sense for these columns?  False: ret_error says why not. */
bool table_filter_check(const struct table *t, struct str words,
			struct filter_error *ret_error);
void table_problems_only(struct table *t, bool on);

/* ---- columns ---- */

bool table_col_kept(const struct table *t, size_t col); /* cannot be taken away */
bool table_col_shown(const struct table *t,
		     size_t col); /* where there is room for it */
void table_col_toggle(struct table *t, size_t col);
/* Only those, and the ones that are always there; NULL: as it was at first. */
void table_cols_choose(struct table *t, const bool *shown);

/* All columns, as wide as what stands in them; sideways with table_sideways(). */
void table_wide(struct table *t, bool on);
/* A column (of a very wide one: half the screen) to the left -1, to the right 1.
 * Returns  false when there is no further one. */
bool table_sideways(struct table *t, int step);

/* ---- the session file ---- */

/* What the operator made of the list, as lines of "key value": filter, sort, columns,
 * problems, wide, selected.  At most TABLE_SAVED bytes; nothing when it is as it was.
 */
void table_save(const struct table *t, struct buf *out);
/* Take such lines, whoever wrote them: what is not understood is passed over. */
void table_restore(struct table *t, struct str lines);

/* ---- marks ---- */

void table_mark(struct table *t);       /* toggle the selected row */
void table_mark_range(struct table *t); /* from the last mark to the selected row */
void table_clear_marks(struct table *t);
bool table_marked(const struct table *t, const char *id);
/* The marked rows that are there, shown or not, in the order of the list; without marks
 * the selected one.  Returns  how many; rows[max]. */
size_t table_targets(const struct table *t, size_t *rows, size_t max);

/* "row 3/37", where it is narrow "3/37", and when hidden rows exist, " of 91"; "2
 * marked". Empty when there is
 * nothing to say. */
void table_position(const struct table *t, struct buf *out);
void table_marks_text(const struct table *t, struct buf *out);
/* "wide, column 3 of 9" */
void table_wide_text(const struct table *t, struct buf *out);

#endif

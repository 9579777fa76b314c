/*
 * The records of the journal that match a filter, as rows of a table, newest first.
 * Looked for in stretches, each for a slice of a turn (record_list.c), and shown in
 * columns as wide as what stands in them (record_columns.c).
 */
#ifndef TUI_VIEWS_RECORD_LIST_H
#define TUI_VIEWS_RECORD_LIST_H

#include "tui/kit/table.h"
#include "tui/views/records.h"
#include "tui/views/wish.h"

#define RECORD_ROWS 2000 /* the newest that match */
#define RECORD_COLS 9

struct record_list {
	const struct records *records; /* borrowed until the next fill; NULL: not yet */
	int64_t now_sec;
	char filter[PLACE_THING]; /* as it was typed; "": all */
	char inst[PLACE_INST];    /* of the place it is shown at; "": all */
	struct record *rows;      /* rows[n_rows], shown */
	size_t n_rows;
	char (*ids)[24]; /* ids[n_rows]: n as text */

	struct record *found; /* found[n_found]: of the search that goes on */
	size_t n_found;
	int64_t next; /* where it goes on */
	bool searching, again, stopped;
	uint64_t stamp; /* of the records that were looked for */
	bool stamped;
	uint64_t shown_again; /* grows when rows become others */
	uint64_t renewed;     /* grows when a row may say something else than before */

	struct table_col cols[RECORD_COLS];
	struct table_source source; /* with the list as its ctx: it stays in place */
};

void record_list_init(struct record_list *l);
void record_list_release(struct record_list *l);

/* Take in what the journal has now; looks for records anew only where they, the filter
 * or the installation became others. */
void record_list_fill(struct record_list *l, const struct records *records,
		      int64_t now_sec);
/* Look for others at the next fill.  False: too long, nothing changes. */
bool record_list_filter(struct record_list *l, struct str words);
/* The place it is shown at; of another one it is looked for anew. */
void record_list_at(struct record_list *l, const char *inst);
/* Of one installation alone, by its filter. */
bool record_list_of_one(const struct record_list *l);

/* One stretch further back, while `searching`. */
void record_list_go_on(struct record_list *l);
/* What was found stays, and no older record is looked at. */
void record_list_stop(struct record_list *l);

/* The same language as in other lists, with the index of the journal behind it.  A name
 * of no field is wrong; a call (logs:FilterLogEvents) and an ARN are words. */
bool record_filter_check(struct str words, struct filter_error *ret);

/* ---- record_columns.c ---- */

/* The table's source; ctx is the list. */
void record_columns_init(struct record_list *l);
/* Rows became others: as wide as what stands in them. */
void record_columns_fit(struct record_list *l);

#endif

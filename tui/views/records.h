/*
 * The journal as screens read it: rows of acts, newest first, and one record as the
 * customer reads it.  Filled from db/index by records_db.c, by hand in tests.
 */
#ifndef TUI_VIEWS_RECORDS_H
#define TUI_VIEWS_RECORDS_H

#include "core/tree/node.h"
#include "tui/kit/detail.h"

/* How an act ended. */
enum record_end {
	RECORD_OK,
	RECORD_OPEN, /* no outcome yet */
	RECORD_BAD,  /* denied, error, timeout, aborted, refused, lost */
};

/* One line of the table; safe text, cut to fit. */
struct record {
	int64_t n;   /* names it on this device */
	int64_t seq; /* number in its log */
	int64_t at_ms;
	enum record_end end;
	char who[72], mode[16], inst[72], act[48], target[136], result[48], chain[12];
};

/* Fields that a filter may name before a word, in the order of their numbers. */
#define RECORD_FIELDS 9
extern const char *const record_fields[RECORD_FIELDS];

struct records {
	/* Changes whenever a query may give something else. */
	uint64_t (*stamp)(void *ctx);
	/*
	 * The newest of one installation ("inst:=NAME") or of all (""), newest first:
	 * these are found at once.
	 *
	 * rows     rows[max]
	 * Returns  how many were written; ret_total how many match, or max when there
	 *          may be more.
	 */
	size_t (*list)(void *ctx, const char *filter, struct record *rows, size_t max,
		       size_t *ret_total);
	/*
	 * Newest first, as far back as a turn has time for.
	 *
	 * filter    as tui/kit/filter.h has it, with record_fields for columns;
	 *           nothing is compared by number
	 * from      0 at first, then what ret_next was
	 * rows      rows[max]
	 * ret_next  where to go on; 0: all was looked at, or rows is full
	 * Returns   how many were written
	 */
	size_t (*search)(void *ctx, const char *filter, int64_t from,
			 struct record *rows, size_t max, int64_t *ret_next);
	/* The record as the customer reads it; whole: with its raw leaves. */
	bool (*show)(void *ctx, int64_t n, bool whole, struct detail *ret);
	/* Its leaves as they are, "entry" and "outcome"; NULL: it cannot be read. */
	struct node *(*item)(void *ctx, int64_t n, struct arena *a);
	void *ctx;
};

#endif

/*
 * index.db: what screens and verbs read of the journal, made from its leaves and made
 * again from them whenever it is missing, damaged or of another version.
 *
 * Order of use: index_open(); index_catch_up() each turn in which the journal has
 * grown; then the queries.  Nothing here writes journal.db.
 */
#ifndef DB_INDEX_H
#define DB_INDEX_H

#include "core/base/arena.h"
#include "core/base/buf.h"
#include "core/base/clock.h"
#include "core/base/err.h"
#include "core/base/sha.h"

struct index;

/*
 * dir      state directory that holds journal.db
 * clock    for slices; borrowed
 * wait     up to two seconds for another process that opens it; false inside the loop
 * Returns  in *ret the index; free with index_close().
 * Errors   ERR_JOURNAL there is no journal, or index.db cannot be made; ERR_BUSY.
 */
bool index_open(const char *dir, const struct clock *clock, bool wait,
		struct index **ret, struct err *err) MUST_USE;
void index_close(struct index *x); /* NULL is fine */

/*
 * Read what the journal has gained, for at most max_ms (0: to the end).  A journal that
 * is not the one this index was made from starts it anew.
 *
 * Errors   ERR_BUSY another process writes the index; ERR_JOURNAL.
 */
bool index_catch_up(struct index *x, int max_ms, bool *ret_done,
		    struct err *err) MUST_USE;

/* Throw everything away and read the journal from the start. */
bool index_rebuild(struct index *x, struct err *err) MUST_USE;

/*
 * Make a second index from the leaves and compare the two (journal verify --index).
 *
 * Returns  true when equal; false with ERR_JOURNAL naming the first entry that differs.
 */
bool index_compare(struct index *x, struct err *err) MUST_USE;

/* Changes whenever a query may give something else. */
uint64_t index_stamp(const struct index *x);

/* One entry; with `acts`, an intent together with how it ended.  Texts are never NULL
 * and live in the arena that was given to the query. */
struct index_row {
	int64_t n;                    /* number on this device */
	int64_t seq;                  /* number in its log */
	int64_t t_ms;                 /* when it was written */
	int64_t end_ms;               /* when its outcome was written; 0 */
	int64_t answer;               /* n of its outcome; 0 */
	int64_t ref;                  /* seq of the entry it answers; -1 */
	int64_t n_calls;              /* AWS calls of the outcome; -1 unknown */
	const char *origin, *account; /* of its log; account "" for the vendor's */
	const char *kind, *who, *inst, *mode, *act, *ses, *id;
	const char *target; /* ARN, name, or what stands for it */
	const char
		*result; /* "ok", "denied", "lost"..., "open" without outcome, or "" */
	struct sha256 hash; /* leaf hash */
};

enum index_field {
	INDEX_ANY, /* any word of the entry: ops, target, reason, request ids, error */
	INDEX_WHO,
	INDEX_INST,
	INDEX_MODE,
	INDEX_ACT,
	INDEX_KIND,
	INDEX_TARGET,
	INDEX_RESULT,
	INDEX_ACCOUNT,
	INDEX_ORIGIN, /* of its log, whole */
	INDEX_SEQ,    /* exact only */
	INDEX_ENTRY,  /* the id of the entry, a ULID */
};

struct index_term {
	enum index_field field;
	const char *text;
	bool exact; /* the whole value; else contained, ASCII case ignored */
};

#define INDEX_TERMS 16

struct index_filter {
	const struct index_term *terms; /* all must hold */
	size_t n_terms;                 /* at most INDEX_TERMS */
	uint32_t without;        /* bit i: rows for which terms[i] holds are left out */
	int64_t since_ms;        /* Unix time; 0: from the start */
	int64_t until_ms;        /* 0: to the end */
	int64_t above_n, upto_n; /* only rows in (above_n, upto_n]; 0: all */
	bool acts; /* leave out outcomes and losses that an intent shows */
};

/*
 * Rows that match, newest first.
 *
 * ret_total NULL, or how many match in all (reads every row)
 * Errors   ERR_JOURNAL; ERR_LIMIT too many terms, or the arena is full.
 */
bool index_rows(struct index *x, const struct index_filter *f, size_t limit,
		size_t offset, struct arena *a, struct index_row **ret, size_t *ret_n,
		int64_t *ret_total, struct err *err) MUST_USE;

/*
 * The newest rows that match, at most limit of them, oldest first: one at a time, so
 * that there is no ceiling.  False from each ends it, and is no failure.
 *
 * row      valid during the call
 * Errors   ERR_JOURNAL; ERR_LIMIT too many terms.
 */
typedef bool index_each_row(void *ctx, const struct index_row *row);
bool index_each(struct index *x, const struct index_filter *f, size_t limit,
		index_each_row *each, void *ctx, struct err *err) MUST_USE;

/* One row by its number on this device; *ret_found false when there is none. */
bool index_row(struct index *x, int64_t n, struct arena *a, struct index_row *ret,
	       bool *ret_found, struct err *err) MUST_USE;

/* The leaf as it stands in journal.db, with its LF, appended to out. ERR_JOURNAL. */
bool index_leaf(struct index *x, int64_t n, struct buf *out, struct err *err) MUST_USE;

#endif

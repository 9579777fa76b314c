/*
 * Summaries that an installation leaves in its metadata bucket (docs/metadata.md): of
 * its Lambda runs, of the rows they loaded, and of its own metrics.
 *
 *   objects --gunzip, a line at a time--> summaries --> struct metadata --> health
 *
 * A summary holds no customer data: members are those of the format, names and codes
 * are of few harmless characters, all else are numbers and times.  What is not so is
 * dropped where it is decoded, and counted.
 */
#ifndef CORE_WATCH_METADATA_H
#define CORE_WATCH_METADATA_H

#include "core/base/err.h"
#include "core/watch/health.h"

#define METADATA_NAME_MAX 140 /* bytes of a function or metric */
#define METADATA_CODE_MAX 32  /* of a reject code, a unit */
#define METADATA_KEY_MAX  300 /* of a key as it is shown */
#define METADATA_BAD_MAX  32  /* unreadable objects that are kept */
#define METADATA_CODES    32 /* reject codes that are told apart; the others are "…" */

/* The last day in cells of two hours, each from a multiple of it. */
#define METADATA_CELLS    12
#define METADATA_CELL_SEC INT64_C(7200)
#define METADATA_DAY_SEC  (METADATA_CELLS * METADATA_CELL_SEC)

/* Summaries come each hour at least; a second one may be under way. */
#define METADATA_SILENT_SEC INT64_C(7500)
/* Runs that failed: of a function's newest summary. */
#define METADATA_ERRORS_MIN     5
#define METADATA_ERRORS_PERCENT 5
/* Rows rejected in one summary; fewer are everyday life. */
#define METADATA_REJECTS_MIN 10

/* The newest summary of a function.  -1, NAN: not told. */
struct metadata_function {
	char name[METADATA_NAME_MAX + 1];
	int64_t start_sec, end_sec;
	int64_t runs, errors, throttles;
	double p50_ms, p95_ms, max_ms;
	int64_t loaded, rejected; /* rows */
	/* Rows rejected, and since when, by its newest summaries in a row that tell of
	 * METADATA_REJECTS_MIN and more; 0: the newest tells of fewer. */
	int64_t in_a_row, in_a_row_sec;
};

/* The newest summary of a metric. */
struct metadata_metric {
	char name[METADATA_NAME_MAX + 1];
	char unit[METADATA_CODE_MAX + 1];
	int64_t start_sec, end_sec;
	int64_t n;
	double min, max, avg, last;
};

struct metadata_cell {
	int64_t index; /* its start / METADATA_CELL_SEC; 0: nothing was heard */
	int64_t runs, errors, loaded, rejected;
};

struct metadata_code {
	char code[METADATA_CODE_MAX + 1];
	int64_t n[METADATA_CELLS]; /* beside cells[] */
};

/* Why an object could not be used. */
#define METADATA_FAULTS(X)                                \
	X(EMPTY, "is empty")                              \
	X(LARGE, "is too large")                          \
	X(NO_GZIP, "is not gzip")                         \
	X(BROKEN, "is truncated or broken")               \
	X(UNPACKS, "unpacks to too much")                 \
	X(NO_LINE, "holds no line of the format")         \
	X(NAMED, "has a name that is none of the format") \
	X(REFUSED, "may not be read")

#define METADATA_FAULT_ENUM(id, says) METADATA_##id,
enum metadata_fault {
	METADATA_FAULTS(METADATA_FAULT_ENUM) METADATA_FAULT_COUNT
};
/* "is not gzip" */
const char *metadata_fault_says(enum metadata_fault f);

struct metadata_bad {
	char key[METADATA_KEY_MAX + 1]; /* safe */
	enum metadata_fault fault;
	int64_t at_sec; /* when it was seen */
};

struct metadata {
	struct metadata_function *functions; /* by name */
	size_t n_functions, cap_functions;
	struct metadata_metric *metrics; /* by name */
	size_t n_metrics, cap_metrics;
	bool cut; /* there are more names than LIMIT_META_NAMES */
	struct metadata_cell cells[METADATA_CELLS]; /* a ring: by index */
	struct metadata_code *codes;                /* at most METADATA_CODES */
	size_t n_codes, cap_codes;
	struct metadata_bad *bad; /* newest first; at most METADATA_BAD_MAX */
	size_t n_bad, cap_bad;
	int64_t newest_sec;  /* end of the newest summary; 0: none was ever seen */
	int64_t n_objects;   /* that were read, since the cache began */
	int64_t n_lines;     /* of the format */
	int64_t n_bad_lines; /* that are none */
	int64_t n_other;     /* of a type that this version does not know */
	int64_t read_sec;    /* when the bucket was listed last, on record; 0 */
	int64_t seq;         /* the outcome; -1 */
	struct kept_err err; /* why the last reading did not get through */
	size_t n_waiting;    /* objects that are known and not read yet */
};

void metadata_init(struct metadata *m);
void metadata_release(struct metadata *m);
/* dst is overwritten, not released. */
void metadata_copy(struct metadata *dst, const struct metadata *src);

/* ---- taking over (metadata_lines.c) ---- */

/*
 * One object as it came: packed JSON Lines.  What is wrong in a line loses that line.
 *
 * Returns  false with why: nothing of it was usable, or it is not whole (lines before
 *          the break are taken).
 */
bool metadata_take(struct metadata *m, struct str packed, int64_t now_sec,
		   enum metadata_fault *ret) MUST_USE;
/* The same of text that is unpacked already. */
bool metadata_take_text(struct metadata *m, struct str text, int64_t now_sec);
/* Rows of one reject code in a slot of cells; a code that is none is left out. */
void metadata_add_code(struct metadata *m, const char *code, size_t slot, int64_t n);
/* An object that could not be used; the same one again only changes its fault. */
void metadata_note_bad(struct metadata *m, const char *key, enum metadata_fault fault,
		       int64_t now_sec);

/* ---- looking ---- */

/* The cell that holds a time; NULL: nothing was heard of it. */
const struct metadata_cell *metadata_cell_at(const struct metadata *m, int64_t sec);
/*
 * Rows rejected in the last day, for the fleet's strip.
 *
 * cells    oldest first, the last one holds now; -1: no summary tells
 * Returns  their sum; -1: no summary of the day tells
 */
int64_t metadata_rejected(const struct metadata *m, int64_t now_sec,
			  int64_t cells[METADATA_CELLS]);
/* Of one code within the cells from from_sec on. */
int64_t metadata_code_since(const struct metadata *m, const struct metadata_code *c,
			    int64_t from_sec);
/* Those of the last day. */
size_t metadata_bad_since(const struct metadata *m, int64_t from_sec);

/* ---- health (rules_metadata.c) ---- */

extern const struct health_rule rules_metadata[]; /* ends with id NULL */
void metadata_judge(const struct metadata *m, int64_t now_sec, struct health *h);

/* ---- the cache (metadata_cache.c) ---- */

void metadata_to_node(struct arena *a, struct node *to, const struct metadata *m);
/* Into one that metadata_init() left; what makes no sense is left out. */
void metadata_from_node(struct metadata *m, const struct node *n);

#endif

/*
 * A service as rows: what is asked, what is kept of the answers, which words of state
 * are known, and the rules.  For service*.c alone.
 *
 * A step asks one operation.  It makes parts of the rows of the answer, or adds facts
 * to the part that it asks about; a step for parts follows as soon as there is such a
 * part.
 */
#ifndef CORE_WATCH_SERVICE_ROW_H
#define CORE_WATCH_SERVICE_ROW_H

#include "core/watch/service.h"

/*
 * A path passes through lists ("member" and elements of JSON are not written, other
 * names of elements are); "*" is any name.
 */
enum fact_how {
	HOW_TEXT,    /* several texts stand apart by ", " */
	HOW_FLAG,    /* "yes", "no" */
	HOW_NUMBER,  /* an integer; what stands behind a decimal point is cut */
	HOW_TIME,    /* ISO 8601, or seconds since 1970 */
	HOW_TIME_MS, /* milliseconds since 1970 */
	HOW_COUNT,   /* how many children stand there */
	HOW_WHICH,   /* the names of those that have children, without the end `arg` */
};

struct fact_row {
	const char *key; /* NULL ends the table */
	const char *path;
	enum fact_how how;
	const char *arg;
	const char *otherwise; /* the text when the answer has none; NULL: no fact */
};

#define FACT(k, p)                      \
	{                               \
		.key = (k), .path = (p) \
	}
#define FACT_AS(k, p, h)                            \
	{                                           \
		.key = (k), .path = (p), .how = (h) \
	}
/* With what it is when the answer does not have it. */
#define FACT_OR(k, p, h, o)                                           \
	{                                                             \
		.key = (k), .path = (p), .how = (h), .otherwise = (o) \
	}

enum step_each {
	EACH_ONCE,    /* once: a listing of the account */
	EACH_MEMBER,  /* once for each member of `type` */
	EACH_MEMBERS, /* one listing of the members of `type`: args[0].path has '#',
		       * its place in a list */
	EACH_PART,    /* once for each part of kind `of` */
};

#define STEP_ARGS 5

struct step_arg {
	const char *path;
	const char *value; /* "{id}", "{name}" (end of an ARN): of the member or
			    * part; "{member}": end of the member's; "{account}"; else
			    * itself */
	bool number;
};

struct service_step {
	const struct op *op;
	enum step_each each;
	unsigned most;    /* calls: members or parts asked about in one act */
	unsigned pages;   /* followed for one listing; 0: the answer is one page */
	unsigned max;     /* rows taken of an answer; 0: all */
	const char *type; /* of members; of EACH_ONCE: whose rows are kept */
	const char *of;   /* EACH_PART: kind of the parts asked about */
	const char *kind; /* of the parts that it makes; NULL: facts of that part */
	struct step_arg args[STEP_ARGS];
	const char *rows;   /* path of the list; NULL: the answer is the row */
	const char *within; /* path of a list in each of its elements: its elements are
			     * the rows; NULL */
	const char *id;     /* path in the row; NULL: of what is asked about */
	const char *name;   /* path in the row; NULL: the last part of the id.  It
			     * stands behind that of the part asked about, and of the
			     * member, if `nested` says so */
	const char *member; /* path in the row: id of the member that it belongs to;
			     * NULL: the one that is asked about */
	const char *after;  /* the id stands behind this text, up to '/' or ':' */
	const struct fact_row *facts;
	/* rows come newest first, and of those alike in name and this fact the newest
	 * is meant; NULL: all are */
	const char *newest_of;
	const char *skip; /* rows whose first fact is one of these words are dropped */
	const char *recent; /* this fact of time must be there and ... */
	int64_t recent_sec; /* ... at most this old */
	const char *gone;   /* codes of faults: the service does not know the member */
	enum service_pace pace;
	bool nested;
	bool newest;  /* the newest `max` rows are meant: more of them is no cut */
	bool whole;   /* a member without a part after the listing is gone */
	bool detail;  /* asked only when a person looks at the installation */
	bool trouble; /* asked whenever the part that it asks about is not well */
};

/* Words of a fact that are known; any other is UNKNOWN. */
struct kind_words {
	const char *fact;  /* NULL ends */
	const char *words; /* apart by '|' */
	bool needed;       /* its absence is UNKNOWN too */
};

#define KIND_WORDS 3

#define WORDS(f, w)                       \
	{                                 \
		.fact = (f), .words = (w) \
	}
#define WORDS_NEEDED(f, w)                                \
	{                                                 \
		.fact = (f), .words = (w), .needed = true \
	}

struct service_kind {
	const char *kind;   /* NULL ends the table */
	const char *status; /* fact with the word of its state; NULL: it has none */
	struct kind_words words[KIND_WORDS];
};

#define SERVICE_TYPES 4

struct service_row {
	const char *name, *title;
	const char *types[SERVICE_TYPES]; /* of members; without one it is not asked */
	const struct service_kind *kinds;
	const struct service_step *steps; /* op NULL ends; those that make parts before
					   * those that ask about them */
	/* NULL, or looks over the parts of one reading, and those that are shown from
	 * the reading before, where this one took not all: what shows only between
	 * them. A fact of time whose key ends in "_since" keeps its first value from
	 * reading to reading. */
	void (*compare)(struct services *draft, const struct services *shown);
};

/* Seconds between two attempts. */
struct service_interval {
	int64_t shown_sec, trouble_sec, rest_sec;
};
extern const struct service_interval service_intervals[N_PACES];

extern const struct service_row service_row_amplify, service_row_apigateway,
	service_row_batch, service_row_dynamodb, service_row_elasticbeanstalk,
	service_row_firehose, service_row_lambda, service_row_rds, service_row_redshift,
	service_row_s3, service_row_states;

/* In the order of service_names; NULL at the end. */
extern const struct service_row *const service_rows[];
const struct service_row *service_row_of(const char *service); /* NULL */
const struct service_kind *service_kind_of(const char *service, const char *kind);

/* Is the word one of those apart by `sep`? */
bool words_have(const char *words, char sep, const char *word);

/* ---- decoding (service_decode.c) ---- */

/* Facts of a row of an answer; n NULL: those that have an `otherwise`. */
void facts_take(struct part *p, const struct fact_row *rows, const struct node *n);
/* Put a fact, or replace it; the key is static. */
void part_put_text(struct part *p, const char *key, struct str text);
void part_put_number(struct part *p, const char *key, enum fact_kind kind,
		     int64_t number);
/* All texts at a path; told one after the other until false. */
typedef bool text_seen(void *ctx, struct str text);
void texts_at(const struct node *n, const char *path, text_seen *seen, void *ctx);

/* ---- rules (service_rules.c) ---- */

enum rule_test {
	RULE_IS,     /* one of the words */
	RULE_IS_NOT, /* there, and none of them */
	RULE_ABOVE,
	RULE_BELOW,
	RULE_OLDER,  /* a time longer ago than `number` seconds */
	RULE_WITHIN, /* a time at most so long ago, or to come within it */
	RULE_HAS,    /* it is there */
	RULE_LACKS,  /* it is not */
	RULE_OVER,   /* above another fact, named in words */
};

struct rule_when {
	const char *fact; /* NULL ends */
	enum rule_test test;
	const char *words; /* apart by '|' */
	int64_t number;
};

#define IS(f, w)                                           \
	{                                                  \
		.fact = (f), .test = RULE_IS, .words = (w) \
	}
#define IS_NOT(f, w)                                           \
	{                                                      \
		.fact = (f), .test = RULE_IS_NOT, .words = (w) \
	}
#define ABOVE(f, n)                                            \
	{                                                      \
		.fact = (f), .test = RULE_ABOVE, .number = (n) \
	}
#define BELOW(f, n)                                            \
	{                                                      \
		.fact = (f), .test = RULE_BELOW, .number = (n) \
	}
#define OLDER(f, n)                                            \
	{                                                      \
		.fact = (f), .test = RULE_OLDER, .number = (n) \
	}
#define WITHIN(f, n)                                            \
	{                                                       \
		.fact = (f), .test = RULE_WITHIN, .number = (n) \
	}
#define OVER(f, o)                                           \
	{                                                    \
		.fact = (f), .test = RULE_OVER, .words = (o) \
	}
#define LACKS(f)                                \
	{                                       \
		.fact = (f), .test = RULE_LACKS \
	}
#define HAS(f)                                \
	{                                     \
		.fact = (f), .test = RULE_HAS \
	}

#define RULE_WHENS 3

struct service_rule {
	const char *id; /* of a row of service_health_rules; NULL ends the table */
	const char *service, *kind;
	struct rule_when when[RULE_WHENS]; /* all must hold */
	/* {name}, {kind} and {fact} are places; what stands in [] goes when a place in
	 * it is empty */
	const char *sentence;
	const char *since; /* fact of time since when it holds; NULL: as seen */
	bool changing;
};

#define RULE(i, s, k) .id = (i), .service = (s), .kind = (k)

extern const struct service_rule service_rules[];

/* Facts that a compare() puts; NULL ends. */
extern const char *const service_compared[];

/* ---- the cache (service_cache.c) ---- */

void services_to_node(struct arena *a, struct node *to, const struct services *s);
void services_from_node(struct services *s, const struct node *n);

#endif

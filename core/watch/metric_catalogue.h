/*
 * The metrics that matter for each service, as rows; thresholds and the vendor's own
 * metrics come from candor.conf ([metric ID]).
 */
#ifndef CORE_WATCH_METRIC_CATALOGUE_H
#define CORE_WATCH_METRIC_CATALOGUE_H

#include "core/access/config.h"
#include "core/base/buf.h"
#include "core/watch/member.h"

/* How the values of several resources become one. */
enum metric_combine {
	METRIC_SUM,
	METRIC_MAX,
	METRIC_MIN
};

/* What is bad of it. */
enum metric_bad {
	METRIC_BAD_NEVER, /* it is shown, not judged */
	METRIC_BAD_ABOVE,
	METRIC_BAD_BELOW
};

/* Which part of a member's id is the value of the dimension. */
enum metric_id {
	METRIC_ID_LAST,   /* behind the last '/' or ':' of an ARN or URL, else all */
	METRIC_ID_WHOLE,  /* the ARN as it is */
	METRIC_ID_LOOKUP, /* API Gateway: the name, which GetRestApis tells */
};

#define METRIC_DIMENSIONS 4
#define METRIC_BRIEF      13 /* of a row of the program; own ones: the id */

/* One metric.  Numbers that are NAN are not set. */
struct metric_row {
	const char *id;        /* "lambda-errors" */
	const char *title;     /* "lambda errors": safe */
	const char *brief;     /* "errors": of METRIC_BRIEF bytes at most, for where
				* there is little room; no two are the same; safe */
	const char *unit;      /* "/min", "%", "s", "msg": safe */
	const char *space;     /* "AWS/Lambda" */
	const char *name;      /* "Errors" */
	const char *stat;      /* "Sum", "Maximum", "p95" */
	const char *dimension; /* "FunctionName"; NULL: the vendor's own */
	const char *type;      /* of the members it is of; NULL: the vendor's own */
	const char *over;      /* it is a share, in per cent, of this metric of the
				* same resource; NULL: it is none */
	const char *over_stat;
	double scale; /* what is shown is the value times this; 0: 1 */
	double warn, crit;
	enum metric_id id_from;
	enum metric_combine combine;
	int32_t per_sec; /* a sum, shown per so many seconds; 0: as it is */
	enum metric_bad bad;
	unsigned for_periods; /* whole periods beyond the threshold, in a row */
	bool steady;          /* it always has values: silence means something */
	bool own;             /* the vendor's: it has no type, but */
	size_t n_dimensions;
	struct {
		const char *name, *value;
	} dimensions[METRIC_DIMENSIONS];
};

/* The rows of the program; ends with id NULL. */
extern const struct metric_row metric_rows[];

/* The rows with what candor.conf says of them, the vendor's own ones first. */
struct metric_catalogue {
	struct metric_row *rows;
	size_t n;
};

/* Texts are those of the config and of the program: borrowed.  The rows of one config
 * are made once: it stays as it is until the last of its catalogues is released. */
void metric_catalogue_init(struct metric_catalogue *c, const struct config *config);
void metric_catalogue_release(struct metric_catalogue *c);
/* By id; NULL. */
const struct metric_row *metric_catalogue_find(const struct metric_catalogue *c,
					       const char *id);

/*
 * Does each [metric ID] name a row, or say what its own metric is?
 * Errors   ERR_CONFIG file:line
 */
bool metric_catalogue_check(const struct config *config, struct err *err) MUST_USE;

/* The value of the dimension for a member; "" is none.  Not safe to show. */
struct str metric_member_id(const struct metric_row *row, const struct member *m);

/* What is beyond a threshold: "more than 5", "less than 99 %". */
void metric_limit_text(const struct metric_row *row, double limit, struct buf *out);
/* "18 /min", "9.2 s", "4.1k /s"; a gap is "-". */
void metric_value_text(const struct metric_row *row, double value, struct buf *out);

#endif

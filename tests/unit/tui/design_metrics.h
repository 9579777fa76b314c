/*
 * The metrics of acme-prod-eu as the design's screens show them: the dots of its
 * picture as values, and the figures that it writes beside them.
 *
 * Include after cmocka.h.
 */
#ifndef TESTS_UNIT_TUI_DESIGN_METRICS_H
#define TESTS_UNIT_TUI_DESIGN_METRICS_H

#include "tests/unit/tui/design.h"

#define DESIGN_METRICS     14
#define DESIGN_MINUTES     180
#define DESIGN_METRICS_NOW AT(14, 6, 0)
#define NO_LIMIT           SERIES_GAP

/* dots: the height of each column of dots, a for none, of 24 to the top. */
static const struct {
	const char *id, *name, *brief, *unit;
	double top, now, at_cursor, warn, crit;
	enum severity state;
	const char *dots;
} design_metrics[DESIGN_METRICS] = {
	{ "rows", "rows loaded", "rows", "/s", 4400, 12, 31, NO_LIMIT, NO_LIMIT, SEV_OK,
	  "ponopopqqrqrrrrrsrstttssttuttsttutrttttttutstssrrssqrrrrrqqppqppoooonp"
	  "mnlmnmmkllkljkkkjiijiijjgebbbbbbbb" },
	{ "latency", "load latency p95", "latency", "s", 10, 9.2, 6.8, 5, NO_LIMIT,
	  SEV_WARN,
	  "ededdddcddddddddeddedddddeddeddedddddddddedeedeeededddeeddddddddeddddc"
	  "ededdddddddeeddddddddeeeeknruxxxxwxw" },
	{ "queue", "queue depth", "queue", "msg", 45, 41, 9, NO_LIMIT, NO_LIMIT,
	  SEV_WARN,
	  "cccdcccccccccccccccccccccccccdccdccdccccdccccccccccccccccccccccccccccc"
	  "ccccccccccddcccccccccdcccfhiknprsu" },
	{ "errors", "lambda errors", "errors", "/min", 20, 18, 3, 5, 15, SEV_CRIT,
	  "bbbbbbbbbbbbbbbcbbbbbbbbbbbbbbbbcbbbbbbbbbbbbbbbcbbbbbbbbbbbcbbbbbbbbb"
	  "bbbbcdfimopnkhdcbbbbbbbbbbcbbcejqwsl" },
	{ "cpu", "warehouse cpu", "cpu", "%", 100, 38, 41, NO_LIMIT, NO_LIMIT, SEV_OK,
	  "nmopnnopoomooprproqpqsqrrrqqrspsstrsrsqqprrprqrqruropqppppqppplnpmnnlo"
	  "llmnljikkklkiijikjhiiiijjheddbeedd" },
	{ "disk", "warehouse disk", "disk", "%", 100, 62, 62, NO_LIMIT, NO_LIMIT,
	  SEV_OK,
	  "ooooooooooopooooopoopppppppppppppppppppppppppppppppppppppppppppppppppp"
	  "pppppppppppppppppppppppppppppppppqpp" },
	{ "age", "oldest message", "age", "s", 0, 6, 2, NO_LIMIT, NO_LIMIT, SEV_OK,
	  "b" },
	{ "invocations", "lambda invocations", "invocations", "/min", 0, 3, 9, NO_LIMIT,
	  NO_LIMIT, SEV_OK, "c" },
	{ "duration", "lambda duration p95", "duration", "s", 0, 2.1, 1.8, NO_LIMIT,
	  NO_LIMIT, SEV_OK, "c" },
	{ "throttles", "lambda throttles", "throttles", "/min", 0, 0, 0, NO_LIMIT,
	  NO_LIMIT, SEV_OK, "b" },
	{ "reads", "table reads", "reads", "/s", 0, 14, 12, NO_LIMIT, NO_LIMIT, SEV_OK,
	  "n" },
	{ "writes", "table writes", "writes", "/s", 0, 7, 7, NO_LIMIT, NO_LIMIT, SEV_OK,
	  "h" },
	{ "delivery", "delivery freshness", "delivery", "s", 0, 61, 60, NO_LIMIT,
	  NO_LIMIT, SEV_OK, "p" },
	{ "sessions", "warehouse sessions", "sessions", "", 0, 3, 3, NO_LIMIT, NO_LIMIT,
	  SEV_OK, "d" },
};

struct design_series {
	struct series series[DESIGN_METRICS];
	struct metrics_source source;
	size_t skip;       /* of the first ones: they are not there */
	const char *error; /* of all: why they could not be read; NULL */
};

static inline size_t design_list(void *ctx, const struct fleet_row *row,
				 struct metric *ret, size_t max)
{
	const struct design_series *d = ctx;
	size_t end = text_eq(row->inst->name, "acme-prod-eu") ? DESIGN_METRICS : 0;
	size_t n = 0;

	for (size_t i = d->skip; i < end && n < max; i++) {
		int64_t now_sec = 0;
		double now = series_last(&d->series[i], &now_sec);

		ret[n++] = (struct metric){ .now = now,
					    .error = d->error,
					    .range_error = d->error,
					    .now_sec = now_sec,
					    .id = design_metrics[i].id,
					    .name = design_metrics[i].name,
					    .brief = design_metrics[i].brief,
					    .unit = design_metrics[i].unit,
					    .series = &d->series[i],
					    .warn = design_metrics[i].warn,
					    .crit = design_metrics[i].crit,
					    .top = design_metrics[i].top,
					    .state = design_metrics[i].state };
	}
	return n;
}

static inline void design_series(struct series *s, size_t i, int64_t end_sec)
{
	const char *dots = design_metrics[i].dots;
	double top = design_metrics[i].top > 0 ? design_metrics[i].top : 24;
	size_t n = strlen(dots);

	series_init(s, end_sec - DESIGN_MINUTES * INT64_C(60), 60, DESIGN_MINUTES);
	for (size_t k = 0; k < DESIGN_MINUTES; k++) {
		int height = dots[k * n / DESIGN_MINUTES] - 'a';

		s->values[k] = height < 2 ? 0 : top * height / 24;
	}
	s->values[DESIGN_MINUTES - 1] = design_metrics[i].now;
	s->values[DESIGN_MINUTES - 14] = design_metrics[i].at_cursor;
}

static inline void design_series_init(struct design_series *d, struct scene *s,
				      int64_t end_sec)
{
	*d = (struct design_series){ .source = { .list = NULL } };
	for (size_t i = 0; i < DESIGN_METRICS; i++)
		design_series(&d->series[i], i, end_sec);
	d->source = (struct metrics_source){ .list = design_list, .ctx = d };
	s->metrics = &d->source;
}

static inline void design_series_release(struct design_series *d)
{
	for (size_t i = 0; i < DESIGN_METRICS; i++)
		series_release(&d->series[i]);
}

/* ---- who was here ---- */

static inline size_t design_visits(void *ctx, const char *filter, int64_t from,
				   struct record *rows, size_t max, int64_t *ret_next)
{
	(void)ctx;
	(void)from;
	*ret_next = 0;
	if (max == 0 || !strstr(filter, "act:=session.open"))
		return 0;
	rows[0] = (struct record){
		10492,          10491,          INT64_C(1000) * AT(14, 2, 58),
		RECORD_OK,      "mira.kovac",   "observe",
		"acme-prod-eu", "session.open", "CandorAccess",
		"ok 1 call",    "5a02…"
	};
	return 1;
}

#endif

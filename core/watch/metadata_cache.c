/*
 * What is kept of an installation's summaries between runs.
 *
 * Always true: what comes from the cache goes through the same doors as what comes
 * from the bucket: functions and metrics are written as lines of the format.
 */
#include "core/watch/metadata.h"

#include <math.h>

#include "core/base/clock.h"
#include "core/tree/json.h"

static void put_real(struct arena *a, struct node *to, const char *name, double value)
{
	struct node *n = isfinite(value) ? node_put(a, to, name, NODE_REAL) : NULL;

	if (n != NULL)
		n->real = value;
}

static void put_time(struct arena *a, struct node *to, const char *name, int64_t sec)
{
	AUTO(buf) text = BUF_INIT(64);

	clock_rfc3339(&text, sec);
	node_put_str(a, to, name, buf_str(&text));
}

static struct node *put_line(struct arena *a, struct node *list, const char *type,
			     const char *key, const char *value, int64_t start_sec,
			     int64_t end_sec)
{
	struct node *n = node_add(a, list, NODE_OBJECT);

	node_put_int(a, n, "v", 1);
	node_put_text(a, n, "type", type);
	node_put_text(a, n, key, value);
	put_time(a, n, "start", start_sec);
	put_time(a, n, "end", end_sec);
	return n;
}

static void put_function(struct arena *a, struct node *list,
			 const struct metadata_function *f)
{
	struct node *n = put_line(a, list, "lambda", "function", f->name, f->start_sec,
				  f->end_sec);
	struct node *took = node_put(a, n, "duration_ms", NODE_OBJECT);
	struct node *rows = node_put(a, n, "rows", NODE_OBJECT);

	node_put_int(a, n, "runs", f->runs);
	node_put_int(a, n, "errors", f->errors);
	node_put_int(a, n, "throttles", f->throttles);
	put_real(a, took, "p50", f->p50_ms);
	put_real(a, took, "p95", f->p95_ms);
	put_real(a, took, "max", f->max_ms);
	if (f->loaded >= 0)
		node_put_int(a, rows, "loaded", f->loaded);
	if (f->in_a_row > 0) {
		node_put_int(a, n, "in_a_row", f->in_a_row);
		node_put_int(a, n, "in_a_row_sec", f->in_a_row_sec);
	}
	if (f->rejected >= 0)
		node_put_int(a, node_put(a, rows, "rejected", NODE_OBJECT), "all",
			     f->rejected);
}

static void put_metric(struct arena *a, struct node *list,
		       const struct metadata_metric *x)
{
	struct node *n =
		put_line(a, list, "metric", "name", x->name, x->start_sec, x->end_sec);

	node_put_text(a, n, "unit", x->unit);
	node_put_int(a, n, "n", x->n);
	put_real(a, n, "min", x->min);
	put_real(a, n, "max", x->max);
	put_real(a, n, "avg", x->avg);
	put_real(a, n, "last", x->last);
}

static void put_cells(struct arena *a, struct node *to, const struct metadata *m)
{
	struct node *list = node_put(a, to, "cells", NODE_LIST);

	for (size_t i = 0; i < METADATA_CELLS; i++) {
		const struct metadata_cell *c = &m->cells[i];
		struct node *n = c->index == 0 ? NULL : node_add(a, list, NODE_OBJECT);
		struct node *codes = node_put(a, n, "codes", NODE_OBJECT);

		node_put_int(a, n, "index", c->index);
		node_put_int(a, n, "runs", c->runs);
		node_put_int(a, n, "errors", c->errors);
		node_put_int(a, n, "loaded", c->loaded);
		node_put_int(a, n, "rejected", c->rejected);
		for (size_t k = 0; n != NULL && k < m->n_codes; k++)
			if (m->codes[k].n[i] > 0)
				node_put_int(a, codes, m->codes[k].code,
					     m->codes[k].n[i]);
	}
}

static void put_bad(struct arena *a, struct node *to, const struct metadata *m)
{
	struct node *list = node_put(a, to, "bad", NODE_LIST);

	for (size_t i = m->n_bad; i > 0; i--) { /* oldest first, as they came */
		struct node *n = node_add(a, list, NODE_OBJECT);

		node_put_text(a, n, "key", m->bad[i - 1].key);
		node_put_int(a, n, "fault", m->bad[i - 1].fault);
		node_put_int(a, n, "at_sec", m->bad[i - 1].at_sec);
	}
}

void metadata_to_node(struct arena *a, struct node *to, const struct metadata *m)
{
	struct node *lines = node_put(a, to, "lines", NODE_LIST);

	for (size_t i = 0; i < m->n_functions; i++)
		put_function(a, lines, &m->functions[i]);
	for (size_t i = 0; i < m->n_metrics; i++)
		put_metric(a, lines, &m->metrics[i]);
	put_cells(a, to, m);
	put_bad(a, to, m);
	node_put_int(a, to, "read_sec", m->read_sec);
	node_put_int(a, to, "seq", m->seq);
	node_put_int(a, to, "objects", m->n_objects);
	node_put_int(a, to, "n_lines", m->n_lines);
	node_put_int(a, to, "bad_lines", m->n_bad_lines);
	node_put_int(a, to, "other", m->n_other);
}

/* ---- back ---- */

static int64_t count_of(const struct node *n, const char *name)
{
	int64_t count = node_int(n, name, 0);

	return count < 0 ? 0 : count;
}

/* What no line of the format tells: it comes of several. */
static void take_row(struct metadata *m, const struct node *n)
{
	const char *name = node_text(n, "function", "");

	for (size_t i = 0; i < m->n_functions; i++) {
		struct metadata_function *f = &m->functions[i];

		if (!text_eq(f->name, name) || (f->rejected >= 0 && f->in_a_row == 0))
			continue;
		f->in_a_row = count_of(n, "in_a_row");
		f->in_a_row_sec = count_of(n, "in_a_row_sec");
	}
}

static void take_lines(struct metadata *m, const struct node *list)
{
	for (const struct node *n = node_first(list); n != NULL; n = n->next) {
		AUTO(buf) line = BUF_INIT(LIMIT_META_LINE);
		int64_t end_sec = 0;

		json_write(&line, n, JSON_COMPACT);
		if (clock_parse_iso(str_of(node_text(n, "end", "")), &end_sec))
			(void)metadata_take_text(m, buf_str(&line), end_sec);
		take_row(m, n);
	}
}

static void take_cells(struct metadata *m, const struct node *list)
{
	for (const struct node *n = node_first(list); n != NULL; n = n->next) {
		int64_t index = node_int(n, "index", 0);
		size_t slot = (size_t)(index > 0 ? index % METADATA_CELLS : 0);

		if (index <= 0)
			continue;
		m->cells[slot] = (struct metadata_cell){
			.index = index,
			.runs = count_of(n, "runs"),
			.errors = count_of(n, "errors"),
			.loaded = count_of(n, "loaded"),
			.rejected = count_of(n, "rejected"),
		};
		for (const struct node *c = node_first(node_get(n, "codes")); c != NULL;
		     c = c->next)
			metadata_add_code(m, c->name, slot, c->number);
	}
}

static void take_bad(struct metadata *m, const struct node *list)
{
	for (const struct node *n = node_first(list); n != NULL; n = n->next) {
		int64_t fault = node_int(n, "fault", -1);

		if (fault >= 0 && fault < METADATA_FAULT_COUNT)
			metadata_note_bad(m, node_text(n, "key", ""),
					  (enum metadata_fault)fault,
					  node_int(n, "at_sec", 0));
	}
}

void metadata_from_node(struct metadata *m, const struct node *n)
{
	take_lines(m, node_get(n, "lines"));
	/* the lines went through cells of their own: those of the day stand here */
	for (size_t i = 0; i < METADATA_CELLS; i++)
		m->cells[i] = (struct metadata_cell){ 0 };
	m->n_codes = 0;
	take_cells(m, node_get(n, "cells"));
	take_bad(m, node_get(n, "bad"));
	m->read_sec = count_of(n, "read_sec");
	m->seq = node_int(n, "seq", -1);
	m->n_objects = count_of(n, "objects");
	m->n_lines = count_of(n, "n_lines");
	m->n_bad_lines = count_of(n, "bad_lines");
	m->n_other = count_of(n, "other");
}

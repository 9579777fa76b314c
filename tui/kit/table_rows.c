/*
 * Filter and sort.
 *
 * Cells are asked for once, when a filter, a sort by text or the wide mode needs them,
 * and kept until the rows are others; order[] holds all rows as they are sorted, so a
 * filter that is being typed sorts nothing.  The sort is a merge sort of our own: it
 * must be stable, and qsort_r() differs between systems.
 */
#include "tui/kit/table_rows.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/utf8.h"
#include "tui/kit/word.h"

#define CELLS_MAX LIMIT_MIB(64) /* bytes of all cells; what is beyond is empty */

/* ---- cells ---- */

static void forget_cells(struct table *t)
{
	buf_release(&t->cells.bytes);
	free(t->cells.starts);
	free(t->cells.ends);
	t->cells = (struct table_cells){ .bytes = BUF_INIT(CELLS_MAX) };
}

static void add_cell(struct table_cells *c, struct str text)
{
	size_t from = c->bytes.len;

	buf_add_str(&c->bytes, text);
	for (size_t i = from; i < c->bytes.len; i++)
		c->bytes.p[i] = word_lower(c->bytes.p[i]);
}

static void read_cells(struct table *t)
{
	const struct table_source *s = t->source;
	struct table_cells *c = &t->cells;
	AUTO(buf) text = BUF_INIT(LIMIT_TEXT);

	if (c->valid && c->n_cols == s->n_cols)
		return;
	if (c->n_rows != t->n_all || c->n_cols != s->n_cols || !c->starts) {
		forget_cells(t);
		c->n_rows = t->n_all;
		c->n_cols = s->n_cols;
		c->starts = mem_new(t->n_all, sizeof(*c->starts));
		c->ends = mem_new(t->n_all, s->n_cols * sizeof(*c->ends));
	}
	buf_clear(&c->bytes);
	for (size_t row = 0; row < t->n_all; row++) {
		uint32_t *ends = c->ends + row * s->n_cols;
		uint32_t start = (uint32_t)c->bytes.len;

		c->starts[row] = start;
		for (size_t i = 0; i < s->n_cols; i++) {
			buf_clear(&text);
			s->cols[i].text(s->ctx, row, &text);
			add_cell(c, buf_str(&text));
			ends[i] = (uint32_t)c->bytes.len - start;
			buf_add_char(&c->bytes, '\n');
		}
	}
	c->valid = true;
}

static const char *line_of(const struct table *t, size_t row)
{
	bug_unless(t->cells.starts && row < t->cells.n_rows);
	return buf_text(&t->cells.bytes) + t->cells.starts[row];
}

static struct str cell_of(const struct table *t, size_t row, size_t col)
{
	const uint32_t *ends = t->cells.ends + row * t->source->n_cols;
	size_t from = col > 0 ? ends[col - 1] + 1 : 0;

	if (from > ends[col]) /* beyond the ceiling */
		from = ends[col];
	return (struct str){ line_of(t, row) + from, ends[col] - from };
}

bool table_rows_look(struct table *t)
{
	const struct table_source *s = t->source;
	uint64_t stamp = s->stamp ? s->stamp(s->ctx) : 0;
	size_t n = s->n_rows(s->ctx);

	if (stamp && stamp == t->stamp && n == t->n_all && t->change)
		return false;
	t->stamp = stamp;
	t->n_all = n;
	t->change++;
	t->ordered = false;
	t->cells.valid = false;
	return true;
}

/* ---- sort ---- */

struct sorter {
	const struct table *table;
	const struct table_col *col;
	size_t at;    /* number of the column */
	bool by_text; /* it has no order of its own */
	bool reverse;
};

static int compare_cells(const struct table *t, size_t col, size_t a, size_t b)
{
	struct str x = cell_of(t, a, col);
	struct str y = cell_of(t, b, col);
	size_t least = x.len < y.len ? x.len : y.len;
	int order = least > 0 ? memcmp(x.p, y.p, least) : 0;

	return order ? order : (x.len > y.len) - (x.len < y.len);
}

static int compare(const struct sorter *s, size_t a, size_t b)
{
	int order = s->by_text ? compare_cells(s->table, s->at, a, b)
			       : s->col->order(s->table->source->ctx, a, b);

	return s->reverse ? -order : order;
}

/* Merge from[low, middle) and from[middle, high) into to[low, high). */
static void merge(const struct sorter *s, const size_t *from, size_t *to,
		  const size_t bounds[3])
{
	size_t left = bounds[0];
	size_t right = bounds[1];

	if (right >= bounds[2] || compare(s, from[right - 1], from[right]) <= 0) {
		memcpy(to + left, from + left, (bounds[2] - left) * sizeof(*to));
		return;
	}
	for (size_t i = bounds[0]; i < bounds[2]; i++) {
		bool take_left =
			left < bounds[1] && (right >= bounds[2] ||
					     compare(s, from[left], from[right]) <= 0);
		to[i] = take_left ? from[left++] : from[right++];
	}
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

static void merge_sort(const struct sorter *s, size_t *rows, size_t n)
{
	size_t *other = mem_new(n, sizeof(*other));
	size_t *from = rows;
	size_t *to = other;

	for (size_t width = 1; width < n; width *= 2) {
		for (size_t low = 0; low < n; low += 2 * width) {
			size_t bounds[3] = { low, least(low + width, n),
					     least(low + 2 * width, n) };
			merge(s, from, to, bounds);
		}
		size_t *swap = from;
		from = to;
		to = swap;
	}
	if (from != rows)
		memcpy(rows, from, n * sizeof(*rows));
	free(other);
}

static void turn_around(size_t *rows, size_t n)
{
	for (size_t i = 0, j = n; i + 1 < j; i++) {
		size_t row = rows[i];

		rows[i] = rows[--j];
		rows[j] = row;
	}
}

/* Those that the column says nothing of go to the end.  Returns  how many it knows. */
static size_t part_unknown(const struct table *t, const struct table_col *col)
{
	size_t *unknown = NULL;
	size_t n_known = 0;
	size_t n_unknown = 0;

	if (!col->unknown)
		return t->n_all;
	unknown = mem_new(t->n_all, sizeof(*unknown));
	for (size_t row = 0; row < t->n_all; row++) {
		if (col->unknown(t->source->ctx, row))
			unknown[n_unknown++] = row;
		else
			t->order[n_known++] = row;
	}
	if (n_unknown > 0)
		memcpy(t->order + n_known, unknown, n_unknown * sizeof(*unknown));
	free(unknown);
	return n_known;
}

/* The column, or -1: the source's order, also while that column is not there. */
static int sorted_by(const struct table *t)
{
	return t->sort < (int)t->source->n_cols ? t->sort : -1;
}

static void sort_rows(struct table *t)
{
	int by = sorted_by(t);
	struct sorter s = { .table = t, .reverse = t->reverse };

	if (t->n_all > t->cap_order) {
		t->order = mem_resize(t->order, t->n_all, sizeof(*t->order));
		t->cap_order = t->n_all;
	}
	for (size_t row = 0; row < t->n_all; row++)
		t->order[row] = row;
	t->ordered = true;
	if (by < 0) {
		if (t->reverse)
			turn_around(t->order, t->n_all);
		return;
	}
	s.at = (size_t)by;
	s.col = &t->source->cols[by];
	s.by_text = !s.col->order;
	if (s.by_text)
		read_cells(t);
	merge_sort(&s, t->order, part_unknown(t, s.col));
}

void table_rows_unsort(struct table *t)
{
	t->ordered = false;
}

/* ---- filter ---- */

static bool passes(const struct table *t, size_t row)
{
	const struct table_source *s = t->source;

	if (t->problems_only && s->problem && !s->problem(s->ctx, row))
		return false;
	return t->query.n_terms == 0 ||
	       filter_match(&t->query, line_of(t, row), t->cells.ends + row * s->n_cols,
			    s->n_cols);
}

void table_rows_choose(struct table *t)
{
	int by = sorted_by(t);
	bool by_text = by >= 0 && !t->source->cols[by].order;

	if (!t->ordered)
		sort_rows(t);
	if (t->query.n_terms > 0)
		read_cells(t);
	else if (!by_text && !t->wide && !t->cells.valid)
		forget_cells(t); /* what is still true costs the next filter nothing */
	if (t->n_all > t->cap_shown) {
		t->shown = mem_resize(t->shown, t->n_all, sizeof(*t->shown));
		t->cap_shown = t->n_all;
	}
	t->n_shown = 0;
	for (size_t i = 0; i < t->n_all; i++)
		if (passes(t, t->order[i]))
			t->shown[t->n_shown++] = t->order[i];
}

/* ---- widths ---- */

static int width_of(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if ((unsigned char)s.p[i] >= 0x80)
			return utf8_width(s);
	return s.len > LIMIT_COLS ? LIMIT_COLS : (int)s.len;
}

void table_rows_measure(struct table *t)
{
	const struct table_source *s = t->source;

	if (t->full_of == t->change && t->cells.n_cols == s->n_cols)
		return;
	t->full_of = t->change;
	read_cells(t);
	for (size_t i = 0; i < s->n_cols; i++) {
		int width = width_of(str_of(s->cols[i].title));

		for (size_t row = 0; row < t->n_all; row++) {
			int cell = width_of(cell_of(t, row, i));

			width = cell > width ? cell : width;
		}
		t->full[i] = width > 0 ? width : 1;
	}
}

void table_rows_release(struct table *t)
{
	forget_cells(t);
	free(t->order);
	free(t->shown);
}

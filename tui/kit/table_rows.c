/*
 * Filter and sort.  The sort is a merge sort of our own: it must be stable, and
 * qsort_r() differs between systems.
 */
#include "tui/kit/table_rows.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/limits.h"
#include "tui/kit/word.h"

static bool passes(const struct table *t, size_t row, struct buf *line)
{
	const struct table_source *s = t->source;
	if (t->problems_only && s->problem && !s->problem(s->ctx, row))
		return false;
	if (!t->filter)
		return true;
	buf_clear(line);
	for (size_t i = 0; i < s->n_cols; i++) {
		s->cols[i].text(s->ctx, row, line);
		buf_add_char(line, '\n');
	}
	return words_in(buf_str(line), str_of(t->filter));
}

void table_rows_choose(struct table *t)
{
	AUTO(buf) line = BUF_INIT(LIMIT_MIB(1));
	size_t n = t->source->n_rows(t->source->ctx);
	if (n > t->cap_shown) {
		t->shown = mem_resize(t->shown, n, sizeof(*t->shown));
		t->cap_shown = n;
	}
	t->n_all = n;
	t->n_shown = 0;
	for (size_t row = 0; row < n; row++) {
		if (passes(t, row, &line))
			t->shown[t->n_shown++] = row;
	}
}

struct sorter {
	const struct table_source *source;
	const struct table_col *col;
	char **texts; /* by row; NULL when the column has an order */
	bool reverse;
};

static bool unknown(const struct sorter *s, size_t row)
{
	return s->col->unknown && s->col->unknown(s->source->ctx, row);
}

static int compare(const struct sorter *s, size_t a, size_t b)
{
	int known = (int)unknown(s, a) - (int)unknown(s, b);
	if (known != 0)
		return known;
	int order = s->texts ? strcmp(s->texts[a], s->texts[b])
			     : s->col->order(s->source->ctx, a, b);
	return s->reverse ? -order : order;
}

/* Merge from[low, middle) and from[middle, high) into to[low, high). */
static void merge(const struct sorter *s, const size_t *from, size_t *to,
		  const size_t bounds[3])
{
	size_t left = bounds[0];
	size_t right = bounds[1];
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

/* What each shown row says in a column; NULL for the others. */
static char **texts_of(const struct table *t, const struct table_col *col)
{
	char **texts = mem_new(t->n_all, sizeof(*texts));
	for (size_t i = 0; i < t->n_shown; i++) {
		AUTO(buf) text = BUF_INIT(LIMIT_TEXT);
		col->text(t->source->ctx, t->shown[i], &text);
		texts[t->shown[i]] = buf_take(&text);
	}
	return texts;
}

void table_rows_sort(struct table *t)
{
	if (t->n_shown < 2 || (t->sort < 0 && !t->reverse))
		return;
	if (t->sort < 0) {
		for (size_t i = 0, j = t->n_shown - 1; i < j; i++, j--) {
			size_t row = t->shown[i];
			t->shown[i] = t->shown[j];
			t->shown[j] = row;
		}
		return;
	}
	struct sorter s = { .source = t->source, .reverse = t->reverse };
	s.col = &t->source->cols[t->sort];
	s.texts = s.col->order ? NULL : texts_of(t, s.col);
	merge_sort(&s, t->shown, t->n_shown);
	for (size_t i = 0; s.texts && i < t->n_all; i++)
		free(s.texts[i]);
	free(s.texts);
}

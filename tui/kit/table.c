/*
 * A list with columns: which rows are shown, where the cursor is, what is marked.
 *
 * What always holds: shown[] names rows of the source as of the last refresh, each
 * once; cursor < n_shown unless n_shown is 0; `selected` is the id of the row at the
 * cursor, kept as a copy, so that the source may change under it.
 */
#include "tui/kit/table.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/limits.h"
#include "core/base/vec.h"
#include "tui/kit/table_rows.h"
#include "tui/kit/word.h"

void table_init(struct table *t, const struct table_source *source)
{
	bug_unless(source->n_cols <= TABLE_COLS);
	*t = (struct table){ .source = source, .sort = -1, .page = 1 };
}

void table_clear_marks(struct table *t)
{
	for (size_t i = 0; i < t->n_marks; i++)
		free(t->marks[i]);
	t->n_marks = 0;
	free(t->range_from);
	t->range_from = NULL;
}

void table_release(struct table *t)
{
	if (!t)
		return;
	table_clear_marks(t);
	free(t->marks);
	free(t->shown);
	free(t->selected);
	free(t->chosen);
	free(t->filter);
	*t = (struct table){ 0 };
}

static const char *id_at(const struct table *t, size_t index)
{
	return t->source->id(t->source->ctx, t->shown[index]);
}

static void set_text(char **dst, const char *text)
{
	char *copy = mem_text(text);
	free(*dst);
	*dst = copy;
}

/* Put the cursor on an index; the row there becomes the selected one. */
static bool go_to(struct table *t, size_t index)
{
	if (t->n_shown == 0)
		return false;
	if (index >= t->n_shown)
		index = t->n_shown - 1;
	bool moved = index != t->cursor;
	t->cursor = index;
	set_text(&t->selected, id_at(t, index));
	return moved;
}

/* The same by the operator's wish: this row is the one to come back to. */
static bool choose(struct table *t, size_t index)
{
	bool moved = go_to(t, index);
	if (t->n_shown > 0)
		set_text(&t->chosen, t->selected);
	return moved;
}

static bool find_shown(const struct table *t, const char *id, size_t *ret)
{
	for (size_t i = 0; id && i < t->n_shown; i++) {
		if (text_eq(id_at(t, i), id)) {
			*ret = i;
			return true;
		}
	}
	return false;
}

void table_refresh(struct table *t)
{
	table_rows_choose(t);
	table_rows_sort(t);
	size_t at = t->cursor;
	if (t->n_shown == 0) {
		t->cursor = t->top = 0;
		return;
	}
	/* the row that was chosen, wherever a filter has moved the cursor meanwhile */
	if (!t->chosen && t->at_top)
		at = 0;
	else if (!find_shown(t, t->chosen, &at))
		(void)find_shown(t, t->selected, &at);
	t->cursor = SIZE_MAX; /* the row may be new even where the index is not */
	(void)go_to(t, at);
}

size_t table_row(const struct table *t)
{
	return t->n_shown > 0 ? t->shown[t->cursor] : TABLE_NONE;
}

const char *table_id(const struct table *t)
{
	return t->n_shown > 0 ? t->selected : NULL;
}

bool table_select(struct table *t, const char *id)
{
	size_t at = 0;
	if (!find_shown(t, id, &at))
		return false;
	(void)choose(t, at);
	return true;
}

static bool step(struct table *t, long by)
{
	long at = (long)t->cursor + by;
	return choose(t, at > 0 ? (size_t)at : 0);
}

static bool is_problem(const struct table *t, size_t index)
{
	return t->source->problem &&
	       t->source->problem(t->source->ctx, t->shown[index]);
}

static bool is_marked(const struct table *t, size_t index)
{
	return table_marked(t, id_at(t, index));
}

/* The next row that holds, going around once. */
static bool seek(struct table *t, bool forward,
		 bool (*holds)(const struct table *t, size_t index))
{
	size_t n = t->n_shown;
	size_t at = t->cursor;
	for (size_t i = 1; i < n; i++) {
		at = forward ? (at + 1) % n : (at + n - 1) % n;
		if (holds(t, at))
			return choose(t, at);
	}
	return false;
}

bool table_move(struct table *t, enum table_move how)
{
	long page = t->page > 1 ? t->page - 1 : 1;
	long half = (t->page + 1) / 2;
	switch (how) {
	case TABLE_UP: return step(t, -1);
	case TABLE_DOWN: return step(t, 1);
	case TABLE_HALF_UP: return step(t, -half);
	case TABLE_HALF_DOWN: return step(t, half);
	case TABLE_PAGE_UP: return step(t, -page);
	case TABLE_PAGE_DOWN: return step(t, page);
	case TABLE_TOP: return choose(t, 0);
	case TABLE_BOTTOM: return choose(t, t->n_shown > 0 ? t->n_shown - 1 : 0);
	case TABLE_NEXT_PROBLEM: return seek(t, true, is_problem);
	case TABLE_PREV_PROBLEM: return seek(t, false, is_problem);
	case TABLE_NEXT_MARK: return seek(t, true, is_marked);
	case TABLE_PREV_MARK: return seek(t, false, is_marked);
	}
	return false;
}

void table_col_name(const struct table_col *col, struct buf *out)
{
	for (const char *c = text_or(col->title, ""); *c; c++)
		buf_add_char(out, *c == ' ' ? '-' : word_lower(*c));
}

int table_find_col(const struct table *t, struct str name)
{
	for (size_t i = 0; i < t->source->n_cols; i++) {
		AUTO(buf) typed = BUF_INIT(128);

		table_col_name(&t->source->cols[i], &typed);
		if (typed.len && str_eq(name, buf_str(&typed)))
			return (int)i;
	}
	return -1;
}

void table_sort(struct table *t, int col, bool reverse)
{
	t->sort = col >= 0 && (size_t)col < t->source->n_cols ? col : -1;
	t->reverse = reverse;
	table_refresh(t);
}

void table_filter(struct table *t, struct str words)
{
	words = str_trim(words);
	free(t->filter);
	t->filter = words.len > 0 ? mem_text_n(words.p, words.len) : NULL;
	table_refresh(t);
}

void table_problems_only(struct table *t, bool on)
{
	t->problems_only = on;
	table_refresh(t);
}

/* Index of the first mark that is not before id. */
static size_t mark_at(const struct table *t, const char *id)
{
	size_t low = 0;
	size_t high = t->n_marks;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (strcmp(t->marks[middle], id) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool table_marked(const struct table *t, const char *id)
{
	if (!id)
		return false;
	size_t at = mark_at(t, id);
	return at < t->n_marks && text_eq(t->marks[at], id);
}

static void mark_id(struct table *t, const char *id)
{
	if (table_marked(t, id))
		return;
	size_t at = mark_at(t, id);
	char **slot = VEC_PUSH(t->marks, t->n_marks, t->cap_marks);
	size_t after = (size_t)(slot - t->marks) - at;
	memmove(&t->marks[at + 1], &t->marks[at], after * sizeof(*t->marks));
	t->marks[at] = mem_text(id);
}

static void unmark_id(struct table *t, const char *id)
{
	size_t at = mark_at(t, id);
	free(t->marks[at]);
	VEC_REMOVE(t->marks, t->n_marks, at);
}

void table_mark(struct table *t)
{
	if (t->n_shown == 0)
		return;
	const char *id = id_at(t, t->cursor);
	if (table_marked(t, id))
		unmark_id(t, id);
	else
		mark_id(t, id);
	set_text(&t->range_from, id);
}

void table_mark_range(struct table *t)
{
	size_t from = t->cursor;
	if (t->n_shown == 0)
		return;
	(void)find_shown(t, t->range_from, &from);
	size_t first = from < t->cursor ? from : t->cursor;
	size_t last = from < t->cursor ? t->cursor : from;
	for (size_t i = first; i <= last; i++)
		mark_id(t, id_at(t, i));
	set_text(&t->range_from, id_at(t, t->cursor));
}

void table_position(const struct table *t, struct buf *out)
{
	if (t->n_shown == 0)
		return;
	buf_addf(out, "row %zu/%zu", t->cursor + 1, t->n_shown);
	if (t->n_shown < t->n_all)
		buf_addf(out, " of %zu", t->n_all);
}

void table_marks_text(const struct table *t, struct buf *out)
{
	if (t->n_marks > 0)
		buf_addf(out, "%zu marked", t->n_marks);
}

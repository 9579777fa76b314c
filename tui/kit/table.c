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

#include "core/base/vec.h"
#include "tui/kit/table_rows.h"
#include "tui/kit/word.h"

void table_init(struct table *t, const struct table_source *source)
{
	bug_unless(source->n_cols <= TABLE_COLS);
	*t = (struct table){ .source = source, .sort = -1, .page = 1 };
	t->cells.bytes = BUF_INIT(0);
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
	table_rows_release(t);
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
	if (id && t->cursor < t->n_shown && text_eq(id_at(t, t->cursor), id)) {
		*ret = t->cursor; /* as nearly always */
		return true;
	}
	for (size_t i = 0; id && i < t->n_shown; i++) {
		if (text_eq(id_at(t, i), id)) {
			*ret = i;
			return true;
		}
	}
	return false;
}

/* Choose the rows, and find the selected one among them. */
static void choose_rows(struct table *t)
{
	size_t at = t->narrowed ? 0 : t->cursor;

	t->narrowed = false;
	table_rows_choose(t);
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

void table_refresh(struct table *t)
{
	if (table_rows_look(t))
		choose_rows(t);
}

/* What the operator wants shown is other: the rows may be the same. */
static void rechoose(struct table *t)
{
	(void)table_rows_look(t);
	choose_rows(t);
}

void table_narrow(struct table *t)
{
	t->narrowed = true;
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

void table_come_back(struct table *t, struct str id)
{
	free(t->chosen);
	t->chosen = mem_text_n(id.p, id.len);
	rechoose(t);
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

void table_sort(struct table *t, int col, bool reverse)
{
	t->sort = col >= 0 && (size_t)col < t->source->n_cols ? col : -1;
	t->reverse = reverse;
	table_rows_unsort(t);
	rechoose(t);
}

/* The names of the columns, for the filter. */
struct names {
	char texts[TABLE_COLS][32];
	const char *items[TABLE_COLS];
	bool ages[TABLE_COLS];
};

static struct filter_names names_of(const struct table *t, struct names *names)
{
	struct filter_names ret = { .items = names->items,
				    .n = t->source->n_cols,
				    .ages = names->ages };

	for (size_t i = 0; i < t->source->n_cols; i++) {
		AUTO(buf) name = BUF_INIT(sizeof(names->texts[i]) - 1);

		table_col_name(&t->source->cols[i], &name);
		if (!text_copy(names->texts[i], sizeof(names->texts[i]),
			       buf_str(&name)))
			names->texts[i][0] = '\0';
		names->items[i] = names->texts[i];
		names->ages[i] = t->source->cols[i].age;
		if (!t->source->cols[i].words)
			continue;
		ret.words = t->source->cols[i].words;
		ret.words_col = i;
	}
	return ret;
}

bool table_filter_check(const struct table *t, struct str words,
			struct filter_error *ret_error)
{
	struct filter parsed = { .n_terms = 0 };
	struct names buffer;
	struct filter_names names = names_of(t, &buffer);

	return filter_parse(&parsed, words, &names, ret_error);
}

void table_filter(struct table *t, struct str words)
{
	struct names buffer;
	struct filter_names names = names_of(t, &buffer);

	if (words.len > 0)
		words.len = strnlen(words.p, words.len); /* as it is kept */
	words = str_trim(words);
	(void)filter_parse(&t->query, words, &names, &t->filter_error);
	free(t->filter);
	t->filter = words.len > 0 ? mem_text_n(words.p, words.len) : NULL;
	table_narrow(t);
	rechoose(t);
}

void table_problems_only(struct table *t, bool on)
{
	t->problems_only = on;
	table_narrow(t);
	rechoose(t);
}

/* Index of the first of n sorted marks that is not before id. */
static size_t mark_at(const struct table *t, size_t n, const char *id)
{
	size_t low = 0;
	size_t high = n;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (strcmp(t->marks[middle], id) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool marked_among(const struct table *t, size_t n, const char *id)
{
	size_t at = mark_at(t, n, id);
	return at < n && text_eq(t->marks[at], id);
}

bool table_marked(const struct table *t, const char *id)
{
	return id && marked_among(t, t->n_marks, id);
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* All at once: a range may be ten thousand rows. */
static void mark_rows(struct table *t, size_t first, size_t last)
{
	size_t n = t->n_marks; /* the sorted ones */
	for (size_t i = first; i <= last; i++) {
		const char *id = id_at(t, i);
		if (!marked_among(t, n, id))
			*VEC_PUSH(t->marks, t->n_marks, t->cap_marks) = mem_text(id);
	}
	if (t->n_marks > n)
		qsort(t->marks, t->n_marks, sizeof(*t->marks), by_text);
}

static void unmark_id(struct table *t, const char *id)
{
	size_t at = mark_at(t, t->n_marks, id);
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
		mark_rows(t, t->cursor, t->cursor);
	set_text(&t->range_from, id);
}

void table_mark_range(struct table *t)
{
	size_t from = t->cursor;

	if (t->n_shown == 0)
		return;
	(void)find_shown(t, t->range_from, &from);
	mark_rows(t, from < t->cursor ? from : t->cursor,
		  from < t->cursor ? t->cursor : from);
	set_text(&t->range_from, id_at(t, t->cursor));
}

size_t table_targets(const struct table *t, size_t *rows, size_t max)
{
	size_t n = 0;

	if (t->n_marks == 0 && t->n_shown > 0 && max > 0)
		rows[n++] = t->shown[t->cursor];
	for (size_t i = 0; t->n_marks > 0 && i < t->n_all && n < max; i++)
		if (table_marked(t, t->source->id(t->source->ctx, t->order[i])))
			rows[n++] = t->order[i];
	return n;
}

void table_position(const struct table *t, struct buf *out)
{
	if (t->n_shown == 0)
		return;
	buf_addf(out, "%s%zu/%zu", t->narrow ? "" : "row ", t->cursor + 1, t->n_shown);
	if (t->n_shown < t->n_all)
		buf_addf(out, " of %zu", t->n_all);
}

void table_marks_text(const struct table *t, struct buf *out)
{
	if (t->n_marks > 0)
		buf_addf(out, "%zu marked", t->n_marks);
}

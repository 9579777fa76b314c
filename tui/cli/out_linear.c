/*
 * Tables as sentences.
 */
#include "tui/cli/out_linear.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/limits.h"
#include "core/base/vec.h"
#include "core/watch/item.h"
#include "tui/kit/filter.h"
#include "tui/kit/word.h"

#define LINE_MAX_BYTES LIMIT_KIB(64) /* cells of a row that a filter looks at */

static bool is_absent(const struct node *n)
{
	return n == NULL || n->kind == NODE_NULL;
}

/* "first cause no", line after line, tells nothing. */
static bool is_silent(const struct node *n)
{
	return is_absent(n) || (n->kind == NODE_BOOL && n->number == 0);
}

static void put_lower(struct buf *out, const char *text)
{
	for (const char *p = text; *p; p++)
		buf_add_char(out, word_lower(*p));
}

void out_linear_row(struct out *o, const struct out_column *columns, size_t n,
		    const struct node *item)
{
	bool first = true;

	for (size_t i = 0; i < n; i++) {
		AUTO(buf) title = BUF_INIT(64);

		if (is_silent(node_get(item, columns[i].id)))
			continue;
		put_lower(&title, columns[i].title);
		out_text(o, first ? "" : ", ");
		out_text(o, buf_text(&title));
		out_text(o, " ");
		out_cell(o, &columns[i], item);
		first = false;
	}
	out_text(o, "\n");
}

/* ---- which rows, and in which order ---- */

struct listing {
	struct out *out;
	const struct out_column *columns;
	size_t n;
	const struct node **rows;
	size_t n_rows, cap_rows;
	const struct out_column *by;
	bool reverse;
};

static void remember_ids(struct out_linear *l, const struct out_column *columns,
			 size_t n)
{
	AUTO(buf) ids = BUF_INIT(OUT_IDS_MAX - 1);

	for (size_t i = 0; i < n; i++)
		buf_addf(&ids, "%s%s", i ? " " : "", columns[i].id);
	if (!text_copy(l->ids, sizeof(l->ids), buf_str(&ids)))
		l->ids[0] = '\0';
}

/* The cells as the filter wants them: in lower case, a newline after each. */
static bool passes(const struct listing *l, const struct filter *f,
		   const struct node *item)
{
	AUTO(buf) line = BUF_INIT(LINE_MAX_BYTES);
	uint32_t ends[OUT_COLUMNS_MAX] = { 0 };

	for (size_t i = 0; i < l->n; i++) {
		struct out cell = { .fd = -1,
				    .now_sec = l->out->now_sec,
				    .linear = l->out->linear,
				    .text = BUF_INIT(LIMIT_TEXT + 8) };

		out_cell(&cell, &l->columns[i], item);
		put_lower(&line, buf_text(&cell.text));
		out_release(&cell);
		ends[i] = (uint32_t)line.len;
		buf_add_char(&line, '\n');
	}
	return filter_match(f, buf_text(&line), ends, l->n);
}

static void choose(struct listing *l, const struct filter *f, const struct node *items)
{
	for (const struct node *i = node_first(items); i; i = i->next)
		if (passes(l, f, i))
			/* NOLINTNEXTLINE(bugprone-sizeof-expression): of pointers */
			*VEC_PUSH(l->rows, l->n_rows, l->cap_rows) = i;
}

static int compare_texts(struct str a, struct str b)
{
	size_t n = a.len < b.len ? a.len : b.len;
	int order = n > 0 ? memcmp(a.p, b.p, n) : 0;

	return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

/* Unknown values stand last in both directions. */
static int compare(const struct listing *l, const struct node *a, const struct node *b)
{
	const struct node *x = node_get(a, l->by->id);
	const struct node *y = node_get(b, l->by->id);
	int order = 0;

	if (is_absent(x) || is_absent(y))
		return (int)is_absent(x) - (int)is_absent(y);
	if (x->kind == NODE_TEXT && y->kind == NODE_TEXT)
		order = compare_texts(x->text, y->text);
	else
		order = x->number < y->number ? -1 : x->number > y->number;
	return l->reverse ? -order : order;
}

/* Few rows, and what is equal keeps its place: insertion. */
static void sort(struct listing *l)
{
	for (size_t i = 1; l->by && i < l->n_rows; i++) {
		const struct node *row = l->rows[i];
		size_t at = i;

		for (; at > 0 && compare(l, row, l->rows[at - 1]) < 0; at--)
			l->rows[at] = l->rows[at - 1];
		l->rows[at] = row;
	}
}

static const struct out_column *column_of(const struct listing *l, const char *id)
{
	for (size_t i = 0; !text_empty(id) && i < l->n; i++)
		if (text_eq(l->columns[i].id, id))
			return &l->columns[i];
	return NULL;
}

static bool parse_filter(const struct listing *l, const char *text, struct filter *ret)
{
	const char *ids[OUT_COLUMNS_MAX] = { 0 };
	bool ages[OUT_COLUMNS_MAX] = { false };
	struct filter_names names = { .items = ids, .n = l->n, .ages = ages };
	struct filter_error error = { 0 };

	for (size_t i = 0; i < l->n; i++) {
		ids[i] = l->columns[i].id;
		ages[i] = l->columns[i].kind == OUT_AGE;
		if (!text_eq(ids[i], "state"))
			continue;
		names.words = item_states;
		names.words_col = i;
	}
	if (filter_parse(ret, str_of(text_or(text, "")), &names, &error) &&
	    !error.text[0])
		return true;
	out_text(l->out, "filter: ");
	out_safe(l->out, str_of(error.text));
	out_text(l->out, "\n");
	return false;
}

void out_linear_list(struct out *o, const struct out_column *columns, size_t n,
		     const struct node *items)
{
	static const struct out_wish none = { 0 };
	const struct out_wish *wish = o->linear ? &o->linear->wish : &none;
	struct listing l = { .out = o, .columns = columns, .n = n };
	struct filter filter;

	bug_unless(n <= OUT_COLUMNS_MAX);
	if (o->linear)
		remember_ids(o->linear, columns, n);
	l.by = column_of(&l, wish->sort);
	l.reverse = wish->reverse;
	(void)parse_filter(&l, wish->filter,
			   &filter); /* said; what is wrong is left out */
	choose(&l, &filter, items);
	sort(&l);
	for (size_t i = 0; i < l.n_rows && !o->closed; i++)
		out_linear_row(o, columns, n, l.rows[i]);
	if (l.n_rows < items->n_children)
		outf(o, "%zu of %zu rows hold the filter; filter alone shows all\n",
		     l.n_rows, items->n_children);
	free(l.rows);
}

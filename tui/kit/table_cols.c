/*
 * Columns: the chosen ones, those that fit, and the wide mode.
 *
 * Without the wide mode, columns go by priority until the others fit, and what is left
 * over is shared out.  In wide mode all are there, as wide as what stands in them: the
 * first ones are frozen, the others move sideways.
 */
#include "tui/kit/table_cols.h"

#include <string.h>

#include "core/base/utf8.h"
#include "tui/kit/table_rows.h"
#include "tui/kit/word.h"

/* ---- names ---- */

void table_col_name(const struct table_col *col, struct buf *out)
{
	if (col->name) {
		buf_add_text(out, col->name);
		return;
	}
	for (const char *c = text_or(col->title, ""); *c; c++) {
		if (*c == ' ')
			buf_add_char(out, '-');
		else
			buf_add_char(out, word_lower(*c));
	}
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

/* ---- chosen ---- */

bool table_col_kept(const struct table *t, size_t col)
{
	return t->source->cols[col].priority <= TABLE_KEPT;
}

bool table_col_shown(const struct table *t, size_t col)
{
	switch (t->wishes[col]) {
	case TABLE_ON: return true;
	case TABLE_OFF: return table_col_kept(t, col);
	case TABLE_AS_IS: break;
	}
	return !t->source->cols[col].extra;
}

static void wish(struct table *t, size_t col, bool shown)
{
	if (shown == !t->source->cols[col].extra)
		t->wishes[col] = TABLE_AS_IS;
	else
		t->wishes[col] = shown ? TABLE_ON : TABLE_OFF;
}

void table_col_toggle(struct table *t, size_t col)
{
	if (!table_col_kept(t, col))
		wish(t, col, !table_col_shown(t, col));
}

void table_cols_choose(struct table *t, const bool *shown)
{
	memset(t->wishes, 0, sizeof(t->wishes));
	for (size_t i = 0; shown && i < t->source->n_cols; i++)
		if (!table_col_kept(t, i))
			wish(t, i, shown[i]);
}

/* ---- those that fit ---- */

static int col_width(const struct table_col *col, bool narrow)
{
	int width = narrow && col->narrow > 0 ? col->narrow : col->width;

	return width > 0 ? width : 1;
}

/* A column that was chosen by hand goes after those that were not. */
static int priority_of(const struct table *t, size_t col)
{
	int priority = t->source->cols[col].priority;

	return t->wishes[col] == TABLE_ON && priority > TABLE_KEPT ? TABLE_KEPT
								   : priority;
}

/* Columns of the screen that all shown ones take, with the blanks between. */
static int total(const struct table_source *s, const struct table_layout *l)
{
	int width = TABLE_GUTTER;

	for (size_t i = 0; i < s->n_cols; i++)
		width += l->width[i] > 0 ? l->width[i] + 1 : 0;
	return width;
}

/* The least important column; TABLE_COLS when only one is left. */
static size_t worst_of(const struct table *t, const struct table_layout *l)
{
	size_t worst = TABLE_COLS;
	size_t n = 0;

	for (size_t i = 0; i < t->source->n_cols; i++) {
		if (l->width[i] == 0)
			continue;
		n++;
		if (worst == TABLE_COLS || priority_of(t, i) >= priority_of(t, worst))
			worst = i;
	}
	return n < 2 ? TABLE_COLS : worst;
}

/* Take it away, or shrink it where it can be.  False: nothing more can be done. */
static bool make_room(const struct table *t, struct table_layout *l, int over)
{
	size_t worst = worst_of(t, l);
	int least = 0;

	if (worst == TABLE_COLS)
		return false;
	least = t->source->cols[worst].least;
	if (least > 0 && l->width[worst] - over >= least)
		l->width[worst] -= over;
	else
		l->width[worst] = 0;
	return true;
}

static void share_out(const struct table_source *s, struct table_layout *l, int left)
{
	int shares = 0;

	for (size_t i = 0; i < s->n_cols; i++)
		shares += l->width[i] > 0 ? s->cols[i].grow : 0;
	for (size_t i = 0; i < s->n_cols && shares > 0; i++) {
		int grow = l->width[i] > 0 ? s->cols[i].grow : 0;
		int part = left * grow / shares;

		l->width[i] += part;
		left -= part;
		shares -= grow;
	}
}

static struct table_layout fitting(const struct table *t, int width)
{
	const struct table_source *s = t->source;
	struct table_layout l = { .narrow = width < TABLE_NARROW };

	for (size_t i = 0; i < s->n_cols; i++)
		if (table_col_shown(t, i))
			l.width[i] = col_width(&s->cols[i], l.narrow);
	while (total(s, &l) > width && make_room(t, &l, total(s, &l) - width))
		;
	if (total(s, &l) < width)
		share_out(s, &l, width - total(s, &l));
	return l;
}

/* ---- wide ---- */

void table_wide(struct table *t, bool on)
{
	t->wide = on;
	t->wide_col = 0;
	t->wide_skip = 0;
}

/* The first columns stay, as long as they leave half of the screen to the others; the
 * names of rows are cut before they are let go. */
static size_t freeze(const struct table *t, struct table_layout *l, int width)
{
	const struct table_source *s = t->source;
	int used = TABLE_GUTTER;
	size_t n = 0;

	while (n + 1 < s->n_cols && table_col_kept(t, n)) {
		int whole = t->full[n];
		int cut = col_width(&s->cols[n], l->narrow);

		if (used + whole + 1 > width / 2 && cut < whole)
			whole = cut;
		if (used + whole + 1 > width / 2)
			break;
		l->width[n++] = whole;
		used += whole + 1;
	}
	return n;
}

static struct table_layout everything(struct table *t, int width)
{
	const struct table_source *s = t->source;
	struct table_layout l = { .narrow = width < TABLE_NARROW };
	size_t frozen = 0;

	table_rows_measure(t);
	frozen = freeze(t, &l, width);
	t->wide_first = frozen;
	if (t->wide_col < frozen || t->wide_col >= s->n_cols) {
		t->wide_col = frozen;
		t->wide_skip = 0;
	}
	t->wide_room = width - total(s, &l);
	if (t->wide_skip >= t->full[t->wide_col])
		t->wide_skip = 0;
	for (size_t i = t->wide_col; i < s->n_cols; i++)
		l.width[i] = t->full[i];
	l.width[t->wide_col] -= t->wide_skip;
	return l;
}

struct table_layout table_layout(struct table *t, int width)
{
	return t->wide && t->source->n_cols > 0 ? everything(t, width)
						: fitting(t, width);
}

/* Columns of the screen from the first one that moves to the end. */
static int wide_rest(const struct table *t)
{
	int rest = -1 - t->wide_skip;

	for (size_t i = t->wide_col; i < t->source->n_cols; i++)
		rest += t->full[i] + 1;
	return rest;
}

static bool to_the_right(struct table *t)
{
	int half = t->wide_room > 1 ? t->wide_room / 2 : 1;

	if (wide_rest(t) <= t->wide_room)
		return false;
	if (t->full[t->wide_col] - t->wide_skip > t->wide_room && t->wide_room > 0) {
		t->wide_skip += half;
		return true;
	}
	if (t->wide_col + 1 >= t->source->n_cols)
		return false;
	t->wide_col++;
	t->wide_skip = 0;
	return true;
}

static bool to_the_left(struct table *t)
{
	int half = t->wide_room > 1 ? t->wide_room / 2 : 1;

	if (t->wide_skip > 0) {
		t->wide_skip = t->wide_skip > half ? t->wide_skip - half : 0;
		return true;
	}
	if (t->wide_col <= t->wide_first)
		return false;
	t->wide_col--;
	return true;
}

bool table_sideways(struct table *t, int step)
{
	if (!t->wide || t->source->n_cols == 0)
		return false;
	table_rows_measure(t);
	if (t->wide_col >= t->source->n_cols)
		t->wide_col = 0;
	return step < 0 ? to_the_left(t) : to_the_right(t);
}

void table_wide_text(const struct table *t, struct buf *out)
{
	if (t->wide)
		buf_addf(out, "wide, column %zu of %zu", t->wide_col + 1,
			 t->source->n_cols);
}

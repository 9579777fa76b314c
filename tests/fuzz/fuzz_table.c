/*
 * Any bytes as lines of a session file, as a filter and as the cells of a list.  What
 * must hold: no read outside, rows that are there, a list that says the same when it is
 * saved and restored, widths that sum up.
 */
#include "tui/kit/table.h"

#include "tests/fuzz/check_text.h"

#define ROWS 7

struct bytes {
	struct str cells; /* cut at newlines: a cell each */
	size_t n_rows;
};

static struct str cell(const struct bytes *b, size_t row, size_t col)
{
	struct str rest = b->cells;
	struct str cut = { 0 };

	for (size_t i = 0; i <= row * 3 + col; i++)
		cut = str_cut(&rest, '\n');
	return cut;
}

static void text_0(void *ctx, size_t row, struct buf *out)
{
	buf_add_str(out, cell(ctx, row, 0));
}

static void text_1(void *ctx, size_t row, struct buf *out)
{
	buf_add_str(out, cell(ctx, row, 1));
}

static void text_2(void *ctx, size_t row, struct buf *out)
{
	buf_add_str(out, cell(ctx, row, 2));
}

static size_t n_rows(void *ctx)
{
	return ((const struct bytes *)ctx)->n_rows;
}

static const char *row_id(void *ctx, size_t row)
{
	static const char *const ids[ROWS] = { "a", "b", "c", "d", "e", "f", "g" };

	(void)ctx;
	return ids[row];
}

/* clang-format off */
static const struct table_col cols[] = {
	{ .title = "STATE", .width = 6, .priority = 1, .text = text_0 },
	{ .title = "NAME", .width = 9, .priority = 2, .fit = FIT_MIDDLE, .text = text_1 },
	{ .title = "SINCE", .width = 6, .priority = 3, .align = ALIGN_RIGHT,
	  .text = text_2 },
};
/* clang-format on */

static void draw(struct table *t, int width)
{
	struct frame f;

	frame_init(&f, 6, width);
	table_draw(t, &f, frame_area(&f), true);
	check_frame(&f);
	frame_release(&f);
}

static void use(struct table *t)
{
	table_refresh(t);
	for (size_t i = 0; i < t->n_shown; i++)
		bug_unless(t->shown[i] < t->n_all);
	draw(t, 17);
	draw(t, 40);
	(void)table_move(t, TABLE_BOTTOM);
	while (table_sideways(t, 1))
		draw(t, 23);
}

static void save_and_restore(const struct table *t)
{
	AUTO(buf) saved = BUF_INIT(TABLE_SAVED);
	AUTO(buf) again = BUF_INIT(TABLE_SAVED);
	struct table other;

	table_save(t, &saved);
	table_init(&other, t->source);
	table_restore(&other, buf_str(&saved));
	table_refresh(&other);
	table_save(&other, &again);
	bug_unless(str_eq(buf_str(&saved), buf_str(&again)));
	table_release(&other);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str rest = { (const char *)data, size };
	struct str lines = str_cut(&rest, '\x01');
	struct str filter = str_cut(&rest, '\x01');
	struct bytes b = { rest, ROWS };
	struct table_source source = {
		.cols = cols,
		.n_cols = ARRAY_LEN(cols),
		.n_rows = n_rows,
		.id = row_id,
		.ctx = &b,
	};
	struct table t;

	table_init(&t, &source);
	table_restore(&t, lines);
	use(&t);
	save_and_restore(&t);
	table_filter(&t, filter);
	use(&t);
	b.n_rows = 2;
	use(&t);
	table_release(&t);
	return 0;
}

/*
 * How long a list of 10,000 rows takes: everything anew after a refresh, and a key.
 * Median and 99th percentile of many rounds, in microseconds of the processor: others
 * that are busy do not count.
 * Usage: bench_table [ROWS]
 */
#include <stdio.h>
#include <stdlib.h>

#include "tests/bench/measure.h"
#include "tui/kit/table.h"

#define ROUNDS   200
#define ROWS_MAX 100000

struct rows {
	size_t n;
	uint64_t stamp;
	char (*ids)[40];
};

static size_t n_rows(void *ctx)
{
	return ((const struct rows *)ctx)->n;
}

static const char *row_id(void *ctx, size_t row)
{
	return ((const struct rows *)ctx)->ids[row];
}

static uint64_t stamp(void *ctx)
{
	return ((const struct rows *)ctx)->stamp;
}

static bool problem(void *ctx, size_t row)
{
	(void)ctx;
	return row % 9 == 0;
}

static void state_text(void *ctx, size_t row, struct buf *out)
{
	buf_add_text(out, problem(ctx, row) ? "■ CRIT" : "● OK");
}

static void name_text(void *ctx, size_t row, struct buf *out)
{
	buf_add_text(out, row_id(ctx, row));
}

static void customer_text(void *ctx, size_t row, struct buf *out)
{
	(void)ctx;
	buf_addf(out, "Customer %zu ルーメン", row * 7919 % 997);
}

static void age_text(void *ctx, size_t row, struct buf *out)
{
	(void)ctx;
	buf_addf(out, "%zu m", row * 31 % 600);
}

static int age_order(void *ctx, size_t a, size_t b)
{
	size_t x = a * 31 % 600;
	size_t y = b * 31 % 600;

	(void)ctx;
	return x < y ? -1 : x > y;
}

static void reason_text(void *ctx, size_t row, struct buf *out)
{
	if (problem(ctx, row))
		buf_addf(out, "UPDATE_ROLLBACK_COMPLETE of stack-%zu: no such file",
			 row);
}

/* clang-format off */
static const struct table_col cols[] = {
	{ .title = "STATE", .width = 7, .priority = 1, .text = state_text },
	{ .title = "INSTALLATION", .width = 15, .priority = 2, .fit = FIT_MIDDLE,
	  .text = name_text },
	{ .title = "CUSTOMER", .width = 16, .priority = 4, .fit = FIT_TAIL,
	  .text = customer_text },
	{ .title = "SINCE", .width = 6, .priority = 5, .align = ALIGN_RIGHT,
	  .text = age_text, .order = age_order },
	{ .title = "REASON", .width = 20, .grow = 1, .priority = 3, .fit = FIT_TAIL,
	  .text = reason_text },
};
/* clang-format on */

struct bench {
	struct rows rows;
	struct table table;
	struct frame frame;
};

static void draw(struct bench *b)
{
	frame_clear(&b->frame);
	table_draw(&b->table, &b->frame, frame_area(&b->frame), true);
}

static void refresh(void *ctx, int round)
{
	struct bench *b = ctx;
	(void)round;
	b->rows.stamp++;
	table_refresh(&b->table);
	draw(b);
}

static void move(void *ctx, int round)
{
	struct bench *b = ctx;
	table_refresh(&b->table);
	(void)table_move(&b->table, round % 7 ? TABLE_DOWN : TABLE_PAGE_DOWN);
	table_refresh(&b->table);
	draw(b);
}

static void type(void *ctx, int round)
{
	struct bench *b = ctx;
	static const char *const words[] = { "c",          "cu", "cust",
					     "customer:9", "",   "since<14m" };

	table_filter(&b->table, str_of(words[(size_t)round % ARRAY_LEN(words)]));
	table_refresh(&b->table);
	draw(b);
}

static void sort(void *ctx, int round)
{
	struct bench *b = ctx;
	table_sort(&b->table, 1 + round % 3, round % 2);
	draw(b);
}

static void run(struct bench *b)
{
	measure_line("rows changed, no filter, no sort", ROUNDS, refresh, b);
	measure_line("a key that moves", ROUNDS, move, b);
	measure_line("a key typed into the filter", ROUNDS, type, b);
	measure_line("another column to sort by", ROUNDS, sort, b);
	table_filter(&b->table, STR("customer since>14m"));
	table_sort(&b->table, 2, false);
	measure_line("rows changed, filter and sort by text", ROUNDS, refresh, b);
	measure_line("a key that moves, with both", ROUNDS, move, b);
}

int main(int argc, char **argv)
{
	struct bench b = { .rows = { .n = 10000, .stamp = 1 } };
	struct table_source source = {
		.cols = cols,
		.n_cols = ARRAY_LEN(cols),
		.n_rows = n_rows,
		.id = row_id,
		.problem = problem,
		.stamp = stamp,
		.ctx = &b.rows,
	};
	int64_t n = 0;

	if (argc > 1 && str_int(str_of(argv[1]), 1, ROWS_MAX, &n))
		b.rows.n = (size_t)n;
	b.rows.ids = mem_new(b.rows.n, sizeof(*b.rows.ids));
	for (size_t i = 0; i < b.rows.n; i++)
		(void)snprintf(b.rows.ids[i], sizeof(b.rows.ids[i]), "inst-%zu-prod",
			       i * 7919 % b.rows.n);
	table_init(&b.table, &source);
	frame_init(&b.frame, 35, 120);
	table_refresh(&b.table);
	printf("%zu rows, 120x35\n", b.rows.n);
	run(&b);
	frame_release(&b.frame);
	table_release(&b.table);
	free(b.rows.ids);
	return 0;
}
